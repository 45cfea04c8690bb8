//! What browsers keep for us: the refresh token, the mark of a browser that has been here before,
//! and the secret of a journey to an identity provider. No script reads them, only `/api/v1/auth`
//! gets them, and they are `SameSite=Strict`: no other site can send them. Should a browser not hold
//! to that, a request that says it comes from elsewhere is refused all the same.

use actix_web::HttpResponse;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::{Uri, header};
use skybot_domain::session::IDLE_LIFETIME;
use time::Duration;

use crate::problem::{Code, Problem};
use crate::request::Request;

const PATH: &str = "/api/v1/auth";
/// Longer is no token of ours.
const LONGEST: usize = 1_024;

/// A cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// The refresh token.
    Refresh,
    /// The browser's mark. It signs nobody in: it only says that guesses from here are not a
    /// stranger's.
    Device,
    /// The secret of a journey to an identity provider.
    Journey,
}

impl Kept {
    fn name(self, tls: bool) -> &'static str {
        match (self, tls) {
            (Self::Refresh, true) => "__Secure-skybot_refresh",
            (Self::Refresh, false) => "skybot_refresh",
            (Self::Device, true) => "__Secure-skybot_device",
            (Self::Device, false) => "skybot_device",
            (Self::Journey, true) => "__Secure-skybot_journey",
            (Self::Journey, false) => "skybot_journey",
        }
    }

    fn lifetime(self) -> Duration {
        match self {
            Self::Refresh => Duration::try_from(IDLE_LIFETIME).unwrap_or(Duration::DAY),
            // As long as browsers keep a cookie at most.
            Self::Device => Duration::days(400),
            Self::Journey => Duration::minutes(10),
        }
    }

    /// What the browser sent.
    pub(crate) fn read(self, request: &Request) -> Option<String> {
        let cookie = request.http().cookie(self.name(request.api().settings.tls))?;
        Some(cookie.value().to_owned()).filter(|value| (1..=LONGEST).contains(&value.len()))
    }

    /// The same where it lets somebody in: refused if another site made the browser send it.
    pub(crate) fn read_credential(self, request: &Request) -> Result<Option<String>, Problem> {
        match self.read(request) {
            Some(_) if comes_from_elsewhere(request) => Err(Problem::of(Code::CrossSite)),
            value => Ok(value),
        }
    }

    /// Has the browser keep it.
    pub(crate) fn keep(self, request: &Request, response: &mut HttpResponse, value: String) {
        self.set(request, response, value, self.lifetime());
    }

    /// Has the browser forget it.
    pub(crate) fn forget(self, request: &Request, response: &mut HttpResponse) {
        self.set(request, response, String::new(), Duration::ZERO);
    }

    fn set(self, request: &Request, response: &mut HttpResponse, value: String, lifetime: Duration) {
        let tls = request.api().settings.tls;
        let cookie = Cookie::build(self.name(tls), value)
            .path(PATH)
            .http_only(true)
            .secure(tls)
            .same_site(SameSite::Strict)
            .max_age(lifetime)
            .finish();
        // Fails only for a cookie that is not ASCII, which ours is.
        if let Err(error) = response.add_cookie(&cookie) {
            tracing::error!(%error, "a cookie could not be set");
        }
    }
}

/// Whether the browser says that another site's page sends the request. What is no browser says
/// nothing.
fn comes_from_elsewhere(request: &Request) -> bool {
    if let Some(origin) = request.header(header::ORIGIN) {
        let allowed = request.api().settings.allowed_origins.iter().any(|allowed| allowed == origin);
        return !allowed && !is_host(origin, request.http().connection_info().host());
    }
    let site = request.http().headers().get("sec-fetch-site").and_then(|site| site.to_str().ok());
    site.is_some_and(|site| !matches!(site, "same-origin" | "none"))
}

/// Whether an origin is that of the host a request was sent to.
fn is_host(origin: &str, host: &str) -> bool {
    origin
        .parse::<Uri>()
        .ok()
        .is_some_and(|origin| origin.authority().is_some_and(|authority| authority.as_str().eq_ignore_ascii_case(host)))
}

#[cfg(test)]
mod tests {
    use super::is_host;

    #[test]
    fn an_origin_is_of_its_host_only() {
        assert!(is_host("http://127.0.0.1:8080", "127.0.0.1:8080"));
        assert!(is_host("https://inbox.example.com", "INBOX.example.com"));
        for origin in [
            "null",
            "",
            "https://inbox.example.com.evil.com",
            "https://evil.com",
            "https://inbox.example.com:8443",
            "https://inbox.example.com@evil.com",
            "inbox.example.com.evil.com",
        ] {
            assert!(!is_host(origin, "inbox.example.com"), "{origin}");
        }
    }
}
