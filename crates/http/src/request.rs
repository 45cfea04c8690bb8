//! What a handler can ask of a request. [`Call`] is one of somebody who is signed in and may use the
//! route, and the only way to a `Scope`; [`Operator`] is one of whoever runs the installation; a
//! plain [`Request`] is anybody's.
//!
//! A handler asks in this order: who (by taking a `Call`), path, query, headers, body. So a
//! stranger learns nothing but 401, and nobody uploads a body that is refused anyhow.

use std::future::{Ready, ready};
use std::net::IpAddr;
use std::rc::Rc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use skybot_domain::emoji::Emoji;
use skybot_domain::error::{Error, Refusal, Violation};
use skybot_domain::idempotency::Claim;
use skybot_domain::label::LabelName;
use skybot_domain::ports::{Budget, PlatformGate};
use skybot_domain::scope::Origin;
use skybot_domain::session::{Credential, Principal};
use skybot_domain::{Id, Scope, usecase};

use crate::access::Access;
use crate::limit::{network, seconds};
use crate::problem::{Code, Problem};
use crate::server::Api;
use crate::trace::Trace;
use crate::{client, condition, idempotency, json, query};

/// A body that stands still for so long is given up.
pub(crate) const BODY_IDLE: Duration = Duration::from_secs(30);
/// As much of what a client says of itself is kept, in characters.
const LONGEST_AGENT: usize = 255;

/// A request of anybody.
pub(crate) struct Request {
    api: web::Data<Api>,
    trace: Rc<Trace>,
    http: HttpRequest,
    payload: Payload,
}

impl Request {
    pub(crate) fn api(&self) -> &Api {
        &self.api
    }

    /// The state of the server, to be kept beyond the request.
    pub(crate) fn shared_api(&self) -> web::Data<Api> {
        self.api.clone()
    }

    pub(crate) fn http(&self) -> &HttpRequest {
        &self.http
    }

    pub(crate) fn address(&self) -> Option<IpAddr> {
        client::address(&self.http, &self.api.settings.trusted_proxies)
    }

    pub(crate) fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.http.headers().get(name)?.to_str().ok()
    }

    /// Where it comes from, for sessions and the audit log.
    pub(crate) fn origin(&self) -> Origin {
        Origin {
            request_id: Some(self.trace.request_id().to_owned()),
            ip: self.address(),
            user_agent: self.header(header::USER_AGENT).map(|agent| agent.chars().take(LONGEST_AGENT).collect()),
        }
    }

    /// Takes the request out of somebody's budget.
    pub(crate) async fn spend(&self, budget: Budget, who: u128) -> Result<(), Problem> {
        let Some(standing) = self.api.ports.limits.spend(budget, who).await else { return Ok(()) };
        self.trace.set_standing(standing);
        match standing.retry_after {
            None => Ok(()),
            Some(wait) => Err(Problem::of(Code::RateLimited).retry_after(seconds(wait))),
        }
    }

    /// Takes the request out of the budget of the address it comes from.
    pub(crate) async fn spend_by_address(&self, budget: Budget) -> Result<(), Problem> {
        self.spend(budget, network(self.address())).await
    }

    /// A part of the path, as it came.
    pub(crate) fn segment(&self, name: &'static str) -> &str {
        self.http.match_info().get(name).unwrap_or_default()
    }

    /// A part of the path.
    pub(crate) fn path<T: Segment>(&self, name: &'static str) -> Result<T, Problem> {
        T::parse(self.segment(name)).map_err(|violation| Problem::invalid(name, violation))
    }

    /// The query parameters.
    pub(crate) fn query<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        query::parse(self.http.query_string())
    }

    /// Refuses query parameters, where a route has none.
    pub(crate) fn no_query(&self) -> Result<(), Problem> {
        if self.http.query_string().is_empty() { Ok(()) } else { self.query::<NoQuery>().map(|_| ()) }
    }

    /// The same, where it must be given.
    pub(crate) fn required_if_match(&self) -> Result<Option<i64>, Problem> {
        if self.http.headers().contains_key(header::IF_MATCH) {
            return self.if_match();
        }
        Err(Problem::of(Code::PreconditionRequired))
    }

    /// The version that `If-Match` names.
    pub(crate) fn if_match(&self) -> Result<Option<i64>, Problem> {
        condition::if_match(self.http.headers())
    }

    /// The body as it comes.
    pub(crate) fn take_payload(&mut self) -> Payload {
        std::mem::replace(&mut self.payload, Payload::None)
    }

    /// The body.
    pub(crate) async fn body<T: DeserializeOwned>(&mut self) -> Result<T, Problem> {
        json::parse(&self.bytes().await?)
    }

    /// The body of a route that does not need one: nothing is an empty object.
    pub(crate) async fn optional_body<T: DeserializeOwned>(&mut self) -> Result<T, Problem> {
        if !has_body(&self.http) {
            return json::parse(b"{}");
        }
        self.body().await
    }

    /// The bytes of a JSON body.
    async fn bytes(&mut self) -> Result<Bytes, Problem> {
        if !is_json(&self.http) {
            return Err(Problem::of(Code::UnsupportedMediaType));
        }
        let limit = self.api.settings.body_limit;
        let too_large = || Problem::of(Code::PayloadTooLarge);
        let length = self.header(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
        if length.is_some_and(|length| length > limit) {
            return Err(too_large());
        }
        let mut first = Bytes::new();
        let mut all = BytesMut::new();
        loop {
            let Some(chunk) = self.piece().await? else { break };
            if first.len() + all.len() + chunk.len() > limit {
                return Err(too_large());
            }
            // Most bodies come in one piece and are not copied.
            if first.is_empty() && all.is_empty() {
                first = chunk;
            } else {
                all.extend_from_slice(&std::mem::take(&mut first));
                all.extend_from_slice(&chunk);
            }
        }
        Ok(if all.is_empty() { first } else { all.freeze() })
    }

    /// The next piece of the body, as it comes; `None` at its end.
    pub(crate) async fn piece(&mut self) -> Result<Option<Bytes>, Problem> {
        let next = tokio::time::timeout(BODY_IDLE, self.payload.next()).await;
        let piece = next.map_err(|_| Problem::of(Code::RequestTimeout))?.transpose();
        piece.map_err(|_| Problem::detailed(Code::BadRequest, "The body ended too early."))
    }

    /// Makes sure that the body is of this type, in UTF-8 if it says what in, and not longer than so
    /// many bytes as far as it says.
    pub(crate) fn expect_file(&self, media: &str, limit: usize) -> Result<(), Problem> {
        if !is_media(&self.http, media) {
            return Err(Problem::detailed(Code::UnsupportedMediaType, format!("The body must be {media} in UTF-8.")));
        }
        let length = self.header(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
        if length.is_some_and(|length| length > limit) {
            return Err(Problem::detailed(Code::PayloadTooLarge, format!("The file may have {limit} bytes.")));
        }
        Ok(())
    }

    /// What stands behind `Bearer`.
    fn bearer(&self) -> Result<&str, Error> {
        let bearer = self.header(header::AUTHORIZATION).and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then_some(token.trim_start())
        });
        bearer.ok_or(Error::Unauthenticated(Refusal::Missing))
    }

    /// What the route asks of whoever comes. One that is in no table is a defect, and served to
    /// nobody.
    fn access(&self) -> Result<Access, Problem> {
        let pattern = self.trace.route(&self.http).unwrap_or_default();
        self.api.rules.of(self.http.method(), pattern).ok_or_else(|| {
            tracing::error!(method = self.http.method().as_str(), route = pattern, "nobody may use this route");
            Problem::of(Code::Internal)
        })
    }

    /// Makes sure that somebody is signed in who may use the route.
    pub(crate) async fn signed_in(self) -> Result<Call, Problem> {
        let access = self.access()?;
        let authenticated = match self.bearer() {
            Ok(token) => usecase::authenticate(&self.api.ports, token, self.origin()).await,
            Err(error) => Err(error),
        };
        let (principal, scope) = match authenticated {
            Ok(authenticated) => authenticated,
            Err(error) => {
                // Only now, so that whoever has a credential is served however many strangers come from
                // the same address.
                if matches!(error, Error::Unauthenticated(_)) {
                    self.spend_by_address(Budget::Address).await?;
                }
                return Err(error.into());
            }
        };
        let scope = Rc::new(scope);
        self.trace.set_caller(Rc::clone(&scope));
        match principal.credential {
            Credential::Session(_) => self.spend(Budget::User, principal.user_id.uuid().as_u128()).await?,
            Credential::ApiKey(key, _) => self.spend(Budget::ApiKey, key.uuid().as_u128()).await?,
        }
        self.spend(Budget::Account, principal.account_id.uuid().as_u128()).await?;
        match access {
            Access::Anybody | Access::SignedIn => {}
            Access::Needs(permission) => {
                usecase::admit(&self.api.ports, &principal)?;
                scope.require(permission)?;
            }
            Access::Platform | Access::Seeding => return Err(Error::Unauthenticated(Refusal::Missing).into()),
        }
        Ok(Call { request: self, principal, scope })
    }

    /// Makes sure that it is whoever runs the installation.
    async fn by_operator(self) -> Result<Operator, Problem> {
        let ports = &self.api.ports;
        let gate = match self.access()? {
            Access::Platform => &ports.platform,
            Access::Seeding => &ports.seeding,
            Access::Anybody | Access::SignedIn | Access::Needs(_) => &None,
        };
        // Without a secret in the configuration there is nothing here.
        let gate: &dyn PlatformGate = &**gate.as_ref().ok_or_else(|| Problem::of(Code::RouteNotFound))?;
        if self.bearer().is_ok_and(|presented| gate.opens(presented)) {
            self.spend_by_address(Budget::System).await?;
            return Ok(Operator(self));
        }
        tracing::warn!("somebody without the secret knocked at the platform's gate");
        self.spend_by_address(Budget::SignIn).await?;
        Err(Error::Unauthenticated(Refusal::Missing).into())
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct NoQuery {}

impl FromRequest for Request {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(http: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(match http.app_data::<web::Data<Api>>() {
            Some(api) => {
                Ok(Self { api: api.clone(), trace: Trace::of(http), http: http.clone(), payload: payload.take() })
            }
            None => Err(Problem::of(Code::Internal)),
        })
    }
}

/// A request of somebody who is signed in.
pub(crate) struct Call {
    pub(crate) request: Request,
    pub(crate) principal: Principal,
    pub(crate) scope: Rc<Scope>,
}

impl Call {
    /// The body of a change, and the claim of its `Idempotency-Key`.
    pub(crate) async fn command<T: DeserializeOwned>(&mut self) -> Result<(T, Option<Claim>), Problem> {
        self.request.no_query()?;
        let bytes = self.request.bytes().await?;
        Ok((json::parse(&bytes)?, idempotency::claim(self, &bytes)?))
    }

    /// The claim of a change that is said by its path alone.
    pub(crate) fn bodiless_command(&self) -> Result<Option<Claim>, Problem> {
        self.request.no_query()?;
        idempotency::claim(self, b"")
    }

    /// The same for a route that does not need a body.
    pub(crate) async fn optional_command<T: DeserializeOwned>(&mut self) -> Result<(T, Option<Claim>), Problem> {
        if has_body(&self.request.http) {
            return self.command().await;
        }
        self.request.no_query()?;
        Ok((json::parse(b"{}")?, idempotency::claim(self, b"")?))
    }
}

impl FromRequest for Call {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(http: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = Request::from_request(http, payload);
        Box::pin(async move { request.await?.signed_in().await })
    }
}

/// A request of whoever runs the installation.
pub(crate) struct Operator(pub(crate) Request);

impl FromRequest for Operator {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(http: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = Request::from_request(http, payload);
        Box::pin(async move { request.await?.by_operator().await })
    }
}

/// Whether a body comes with the request.
fn has_body(request: &HttpRequest) -> bool {
    let headers = request.headers();
    headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(|length| length.as_bytes() != b"0")
}

fn is_json(request: &HttpRequest) -> bool {
    is_media(request, "application/json")
}

fn is_media(request: &HttpRequest, media: &str) -> bool {
    let plain = |value: &header::HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    if !request.headers().get(header::CONTENT_ENCODING).is_none_or(plain) {
        return false;
    }
    let Some(value) = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    let is_it = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case(media));
    is_it
        && parts.filter_map(|part| part.split_once('=')).all(|(name, charset)| {
            !name.trim().eq_ignore_ascii_case("charset")
                || charset.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
}

/// A value in a path.
pub(crate) trait Segment: Sized {
    fn parse(text: &str) -> Result<Self, Violation>;
}

impl<K> Segment for Id<K> {
    fn parse(text: &str) -> Result<Self, Violation> {
        Self::parse(text).ok_or_else(|| Violation::new("INVALID_ID", "must be a UUID with hyphens"))
    }
}

impl Segment for Emoji {
    fn parse(text: &str) -> Result<Self, Violation> {
        Self::parse(text)
    }
}

impl Segment for LabelName {
    fn parse(text: &str) -> Result<Self, Violation> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::is_json;

    #[test]
    fn only_plain_json_in_utf8() {
        let json =
            |value: &str| is_json(&TestRequest::default().insert_header(("Content-Type", value)).to_http_request());
        for value in ["application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""] {
            assert!(json(value), "{value}");
        }
        for value in ["text/plain", "application/json; charset=latin1", "application/jsonx", ""] {
            assert!(!json(value), "{value}");
        }
        let gzip = TestRequest::default()
            .insert_header(("Content-Type", "application/json"))
            .insert_header(("Content-Encoding", "gzip"));
        assert!(!is_json(&gzip.to_http_request()));
    }
}
