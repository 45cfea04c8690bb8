//! One request, one answer: base URL, tokens, problems.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Request, RequestBuilder, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use skybot_wire::{RefreshRequest, SignedIn};
use tokio::sync::Mutex;

use crate::error::{ClientError, Result};

/// How long a call may take, unless the caller brings a transport of its own.
const TIMEOUT: Duration = Duration::from_secs(30);

/// An access token that ends sooner than this is exchanged first.
const NEAR_EXPIRY: Duration = Duration::from_secs(30);

/// The REST contract of a server, for one sign-in. Cheap to clone; clones share the sign-in.
///
/// Nothing is repeated behind the caller's back; the one exception says so:
/// [`deliver_message`](Self::deliver_message).
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
    session: Arc<Mutex<Option<Session>>>,
}

/// The tokens of a sign-in.
struct Session {
    access: HeaderValue,
    access_ends: Instant,
    /// Absent when it is in a cookie.
    refresh: Option<String>,
}

/// An answer as it came.
#[derive(Debug, Clone)]
pub struct RawResponse {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, as sent (still compressed, if so asked for).
    pub body: Bytes,
}

impl std::fmt::Debug for Client {
    /// Without the tokens.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

impl Client {
    /// A client of the server at `base_url`, such as `http://127.0.0.1:8080`.
    pub fn new(base_url: &str) -> Result<Self> {
        let http = reqwest::Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none()).build()?;
        Self::with_transport(base_url, http)
    }

    /// The same over a transport that the caller set up (proxies, timeouts, certificates).
    pub fn with_transport(base_url: &str, http: reqwest::Client) -> Result<Self> {
        let mut base = Url::parse(base_url).map_err(|error| ClientError::BaseUrl(error.to_string()))?;
        if base.cannot_be_a_base() || !matches!(base.scheme(), "http" | "https") {
            return Err(ClientError::BaseUrl("it must begin with http:// or https://".to_owned()));
        }
        base.set_query(None);
        base.set_fragment(None);
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        Ok(Self { http, base, session: Arc::default() })
    }

    /// The same server, signed out: a client for another user, or for none.
    #[must_use]
    pub fn signed_out(&self) -> Self {
        Self { http: self.http.clone(), base: self.base.clone(), session: Arc::default() }
    }

    /// Sends anything anywhere on the server and gives back whatever comes, problem or not.
    ///
    /// `target` is path and query, percent-encoded, such as `/api/v1/labels?limit=5`. The access
    /// token goes along if there is one and `headers` bring no `Authorization` of their own.
    pub async fn request(
        &self,
        method: Method,
        target: &str,
        body: impl Into<Option<Bytes>>,
        headers: HeaderMap,
    ) -> Result<RawResponse> {
        let url = Url::parse(&format!("{}{}", self.base, target.trim_start_matches('/')))
            .map_err(|error| ClientError::BaseUrl(error.to_string()))?;
        let request = self.http.request(method, url).headers(headers);
        self.exchange(match body.into() {
            Some(body) => request.body(body),
            None => request,
        })
        .await
    }

    /// A request to an endpoint below `/api/v1`; each segment is percent-encoded.
    pub(crate) fn endpoint(&self, method: Method, segments: &[&str]) -> RequestBuilder {
        self.http.request(method, self.url(segments)).header(ACCEPT, "application/json")
    }

    /// An endpoint below `/api/v1`; each segment is percent-encoded.
    pub(crate) fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        // The base was checked to have a path.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["api", "v1"]).extend(segments);
        }
        url
    }

    /// The access token, for what is no request.
    pub async fn bearer(&self) -> Result<Option<String>> {
        let header = self.access_token().await?;
        let token = header.as_ref().and_then(|header| header.to_str().ok()?.strip_prefix("Bearer "));
        Ok(token.map(str::to_owned))
    }

    pub(crate) fn get(&self, segments: &[&str]) -> RequestBuilder {
        self.endpoint(Method::GET, segments)
    }

    pub(crate) fn post(&self, segments: &[&str], body: &impl Serialize) -> RequestBuilder {
        self.endpoint(Method::POST, segments).json(body)
    }

    /// Sends a request and reads the answer.
    pub(crate) async fn call<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T> {
        let response = self.accepted(request).await?;
        serde_json::from_slice(&response.body).map_err(|error| decode(response.status, &error))
    }

    /// Sends a request whose answer has nothing to read.
    pub(crate) async fn done(&self, request: RequestBuilder) -> Result<()> {
        self.accepted(request).await.map(drop)
    }

    /// Sends a request whose answer is the bytes of a file.
    pub(crate) async fn bytes(&self, request: RequestBuilder) -> Result<Bytes> {
        Ok(self.accepted(request).await?.body)
    }

    async fn accepted(&self, request: RequestBuilder) -> Result<RawResponse> {
        let response = self.exchange(request).await?;
        if response.status.is_success() { Ok(response) } else { Err(refusal(&response)) }
    }

    async fn exchange(&self, request: RequestBuilder) -> Result<RawResponse> {
        let mut request = request.build()?;
        if !request.headers().contains_key(AUTHORIZATION)
            && let Some(token) = self.access_token().await?
        {
            request.headers_mut().insert(AUTHORIZATION, token);
        }
        self.send(request).await
    }

    async fn send(&self, request: Request) -> Result<RawResponse> {
        let response = self.http.execute(request).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(RawResponse { status, headers, body: response.bytes().await? })
    }

    /// The access token, exchanged first if it is about to end. Callers that need one at the same
    /// moment wait for one exchange.
    async fn access_token(&self) -> Result<Option<HeaderValue>> {
        let mut session = self.session.lock().await;
        let Some(current) = session.as_ref() else { return Ok(None) };
        if current.access_ends.saturating_duration_since(Instant::now()) > NEAR_EXPIRY {
            return Ok(Some(current.access.clone()));
        }
        let Some(refresh_token) = current.refresh.clone() else { return Ok(Some(current.access.clone())) };
        let fresh = Session::new(self.exchange_refresh_token(refresh_token).await?)?;
        let access = fresh.access.clone();
        *session = Some(fresh);
        Ok(Some(access))
    }

    /// Takes the tokens of a sign-in, or forgets those there are.
    pub(crate) async fn set_session(&self, signed_in: Option<SignedIn>) -> Result<()> {
        let fresh = signed_in.map(Session::new).transpose()?;
        *self.session.lock().await = fresh;
        Ok(())
    }

    /// The refresh token of the sign-in.
    pub(crate) async fn refresh_token(&self) -> Option<String> {
        self.session.lock().await.as_ref()?.refresh.clone()
    }

    /// Sends the refresh token without looking at the session, which the caller may hold locked.
    pub(crate) async fn exchange_refresh_token(&self, refresh_token: String) -> Result<SignedIn> {
        let body = RefreshRequest { refresh_token: Some(refresh_token) };
        let response = self.send(self.post(&["auth", "refresh"], &body).build()?).await?;
        if !response.status.is_success() {
            return Err(refusal(&response));
        }
        serde_json::from_slice(&response.body).map_err(|error| decode(response.status, &error))
    }
}

impl Session {
    fn new(signed_in: SignedIn) -> Result<Self> {
        let mut access = HeaderValue::try_from(format!("Bearer {}", signed_in.access_token)).map_err(|_| {
            ClientError::Decode { status: StatusCode::OK, reason: "the access token cannot be sent".to_owned() }
        })?;
        access.set_sensitive(true);
        Ok(Self {
            access,
            access_ends: Instant::now() + Duration::from_secs(signed_in.expires_in),
            refresh: signed_in.refresh_token,
        })
    }
}

fn refusal(response: &RawResponse) -> ClientError {
    let status = response.status;
    match serde_json::from_slice(&response.body) {
        Ok(problem) => ClientError::Problem { problem: Box::new(problem), status, retry_after: retry_after(response) },
        Err(error) => decode(status, &error),
    }
}

fn retry_after(response: &RawResponse) -> Option<Duration> {
    let seconds = response.headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

fn decode(status: StatusCode, error: &serde_json::Error) -> ClientError {
    let reason = format!("{:?} error at line {}, column {}", error.classify(), error.line(), error.column());
    ClientError::Decode { status, reason }
}

/// The entity tag of a version, for `If-Match`.
pub(crate) fn etag(version: i64) -> String {
    format!("\"{version}\"")
}
