//! What the configuration says of an identity provider, and what is wrong with it.

use std::net::IpAddr;

use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};

const MAX_NAME: usize = 32;
const MAX_CLIENT_ID: usize = 255;

/// One identity provider, as the configuration has it.
#[derive(Debug, Clone)]
pub struct OidcSettings {
    /// What we call it, in addresses too: 1 to 32 of `a-z 0-9 - _`, each provider its own.
    pub name: String,
    /// What it calls itself, letter for letter: an `https` address (`http` on this machine only).
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    /// What we prove with that it is us; none for a public client.
    pub client_secret: Option<SecretString>,
    /// Where it sends people back to, each provider its own: `…/auth/oidc/{name}/callback`.
    pub redirect_url: String,
    /// What it is asked for: `openid` at least, and `email` for [`verified_email`].
    ///
    /// [`verified_email`]: skybot_domain::ports::Assertion::verified_email
    pub scopes: Vec<String>,
}

/// Why an identity provider cannot be used. Never says what the configuration holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("identity provider {position}: {problem}")]
pub struct NoProvider {
    /// Which one, counted from 1 in the order of the configuration.
    pub position: usize,
    /// What is wrong with it.
    pub problem: OidcProblem,
}

/// What is wrong with the settings of an identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OidcProblem {
    /// The name would not fit into an address.
    #[error("its name must have 1 to {MAX_NAME} characters of a-z 0-9 - _")]
    Name,
    /// It would be unclear which one is meant.
    #[error("its name is another one's already")]
    SameName,
    /// It could be impersonated, or cannot be found.
    #[error(
        "its issuer must be an https URL without user, query or fragment (http is for this machine's own addresses)"
    )]
    Issuer,
    /// It would not know who asks.
    #[error("its client_id must have 1 to {MAX_CLIENT_ID} characters of printable ASCII")]
    ClientId,
    /// An empty secret proves nothing; a public client has none.
    #[error("its client_secret must not be empty; leave it out for a public client")]
    ClientSecret,
    /// Codes would come back in the open, or not at all.
    #[error(
        "its redirect_url must be an https URL without user, query or fragment (http is for this machine's own addresses)"
    )]
    RedirectUrl,
    /// One provider's answer could be taken for another's.
    #[error("its redirect_url is another one's already")]
    SameRedirectUrl,
    /// There would be no identity token.
    #[error("its scopes must hold openid, and be words of printable ASCII without quotes and backslashes")]
    Scopes,
    /// This machine has no certificates to know anybody by.
    #[error("TLS could not be set up; is the system's certificate store there?")]
    Tls,
}

impl OidcSettings {
    /// Where the issuer is.
    pub(super) fn check(&self) -> Result<Url, OidcProblem> {
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'_');
        if !(1..=MAX_NAME).contains(&self.name.len()) || !self.name.bytes().all(plain) {
            return Err(OidcProblem::Name);
        }
        let without_query = |url: &Url| url.query().is_none();
        let issuer = address(&self.issuer).filter(without_query).ok_or(OidcProblem::Issuer)?;
        let printable = |c: u8| c.is_ascii_graphic() || c == b' ';
        if !(1..=MAX_CLIENT_ID).contains(&self.client_id.len()) || !self.client_id.bytes().all(printable) {
            return Err(OidcProblem::ClientId);
        }
        if self.client_secret.as_ref().is_some_and(|secret| secret.expose_secret().is_empty()) {
            return Err(OidcProblem::ClientSecret);
        }
        address(&self.redirect_url).filter(without_query).ok_or(OidcProblem::RedirectUrl)?;
        let is_word = |scope: &String| {
            !scope.is_empty() && scope.bytes().all(|c| c.is_ascii_graphic() && !matches!(c, b'"' | b'\\'))
        };
        if !self.scopes.iter().any(|scope| scope == "openid") || !self.scopes.iter().all(is_word) {
            return Err(OidcProblem::Scopes);
        }
        Ok(issuer)
    }
}

/// An address that only its owner answers at: by TLS, or on this machine. URL parsers forgive
/// blanks, missing slashes and more; there is one spelling here.
pub(super) fn address(text: &str) -> Option<Url> {
    let spelt = text.bytes().all(|c| c.is_ascii_graphic() && c != b'\\' && c != b'#');
    let url = Url::parse(text).ok().filter(|_| spelt)?;
    let safe = (text.starts_with("https://") && url.scheme() == "https")
        || (text.starts_with("http://") && is_this_machine(&url));
    let nobody = url.username().is_empty() && url.password().is_none();
    (safe && nobody && url.has_host()).then_some(url)
}

/// Whether it is plain `http`, which [`address`] grants to this machine only.
pub(super) fn is_plain(url: &Url) -> bool {
    url.scheme() == "http"
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let number = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || number.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::{OidcProblem, OidcSettings};

    fn google() -> OidcSettings {
        OidcSettings {
            name: "google".to_owned(),
            issuer: "https://accounts.google.com".to_owned(),
            client_id: "1234-abc.apps.googleusercontent.com".to_owned(),
            client_secret: Some("GOCSPX-hush".into()),
            redirect_url: "https://inbox.example.com/auth/oidc/google/callback".to_owned(),
            scopes: vec!["openid".to_owned(), "email".to_owned()],
        }
    }

    fn problem(spoil: impl FnOnce(&mut OidcSettings)) -> Option<OidcProblem> {
        let mut settings = google();
        spoil(&mut settings);
        settings.check().err()
    }

    #[test]
    fn google_is_merely_one_configuration() {
        assert_eq!(google().check().map(|url| url.to_string()).as_deref(), Ok("https://accounts.google.com/"));
        assert_eq!(problem(|it| it.client_secret = None), None);
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        for issuer in [
            "https://id.example.com",
            "https://id.example.com:8443/realms/acme",
            "https://acme.eu.auth0.com/",
            "http://localhost:4000",
            "http://127.0.0.1:4000",
            "http://127.3.2.1",
            "http://[::1]:4000/x",
        ] {
            assert_eq!(problem(|it| it.issuer = issuer.to_owned()), None, "{issuer}");
        }
        for address in [
            "",
            "accounts.google.com",
            "http://id.example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "http://169.254.169.254",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "https://",
            "https:id.example.com",
            "HTTPS://id.example.com",
            " https://id.example.com",
            "https://id.example.com ",
            "https://id.exa\tmple.com",
            "https:\\\\id.example.com",
            "https://ana@id.example.com",
            "https://ana:pw@id.example.com",
            "http://localhost@id.example.com",
            "https://id.example.com?a=b",
            "https://id.example.com/#f",
            "https://id.example.com/#",
        ] {
            assert_eq!(problem(|it| it.issuer = address.to_owned()), Some(OidcProblem::Issuer), "{address:?}");
            let refused = problem(|it| it.redirect_url = address.to_owned());
            assert_eq!(refused, Some(OidcProblem::RedirectUrl), "{address:?}");
        }
    }

    #[test]
    fn everything_else_is_checked_too() {
        for name in ["", "Google", "a b", "a/b", "..", "é", "012345678901234567890123456789012"] {
            assert_eq!(problem(|it| it.name = name.to_owned()), Some(OidcProblem::Name), "{name:?}");
        }
        for client_id in ["", "a\nb", "é"] {
            assert_eq!(problem(|it| it.client_id = client_id.to_owned()), Some(OidcProblem::ClientId));
        }
        assert_eq!(problem(|it| it.client_id = "a".repeat(256)), Some(OidcProblem::ClientId));
        assert_eq!(problem(|it| it.client_secret = Some("".into())), Some(OidcProblem::ClientSecret));
        for scopes in [vec![], vec!["email"], vec!["openid email"], vec!["openid", ""], vec!["openid", "a\"b"]] {
            let scopes: Vec<_> = scopes.into_iter().map(str::to_owned).collect();
            assert_eq!(problem(|it| it.scopes.clone_from(&scopes)), Some(OidcProblem::Scopes), "{scopes:?}");
        }
    }

    #[test]
    fn the_client_secret_is_not_shown() {
        assert!(!format!("{:?}", google()).contains("hush"));
    }
}
