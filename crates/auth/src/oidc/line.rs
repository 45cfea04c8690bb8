//! The line to one provider: short, narrow, and cut for a while when it is dead.

use std::error::Error as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use tokio::time::Instant;

use super::breaker::Breaker;
use super::settings::{OidcProblem, is_plain};

const CONNECT: Duration = Duration::from_secs(3);
const WHOLE: Duration = Duration::from_secs(10);

/// Hundreds of keys fit; what is larger is not what was asked for.
const MAX_ANSWER: usize = 256 * 1024;

/// Why nothing usable came from a provider. Never holds what was sent or what came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    #[error("it has failed again and again and is left alone for a moment")]
    Resting,
    #[error("it did not answer in time")]
    Slow,
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    #[error("it answered with status {0}")]
    Status(u16),
    #[error("its answer has more than {MAX_ANSWER} bytes")]
    Large,
    #[error("its {0} cannot be used: {1}")]
    Useless(&'static str, &'static str),
    #[error("the question was not asked to the end")]
    Interrupted,
}

/// What came, status and all, and no larger than it may be.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The body of an answer that is a plain yes.
    pub(super) fn ok(self) -> Result<Vec<u8>, Trouble> {
        if self.status == StatusCode::OK { Ok(self.body) } else { Err(Trouble::Status(self.status.as_u16())) }
    }
}

pub(super) struct Line {
    client: Client,
    breaker: Mutex<Breaker>,
}

impl Line {
    /// A line that leads to `issuer` and by the same kind of way to its endpoints.
    pub(super) fn new(issuer: &Url) -> Result<Self, OidcProblem> {
        let client = Client::builder()
            .user_agent("skybot")
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(CONNECT)
            .timeout(WHOLE);
        // What is on this machine needs no proxy; what is not needs TLS, whatever anybody says.
        let client = if is_plain(issuer) { client.no_proxy() } else { client.https_only(true) };
        let client = client.build().map_err(|_| OidcProblem::Tls)?;
        Ok(Self { client, breaker: Mutex::default() })
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Asks, and makes of the answer what `read` makes of it. Whatever is trouble counts against
    /// the provider, whatever is not counts for it.
    pub(super) async fn ask<T>(
        &self,
        request: RequestBuilder,
        read: impl FnOnce(Answer) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        if !self.breaker(|breaker| breaker.admits(Instant::now())) {
            return Err(Trouble::Resting);
        }
        let outcome = answer(request).await.and_then(read);
        self.breaker(|breaker| match &outcome {
            Ok(_) => breaker.succeeded(),
            Err(_) => breaker.failed(Instant::now()),
        });
        outcome
    }

    fn breaker<T>(&self, with: impl FnOnce(&mut Breaker) -> T) -> T {
        with(&mut self.breaker.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn answer(request: RequestBuilder) -> Result<Answer, Trouble> {
    let mut response = request.send().await.map_err(trouble)?;
    let status = response.status();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(trouble)? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(Trouble::Large);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body })
}

/// The innermost cause says what to look at: no such host, connection refused, certificate
/// expired. The outer ones repeat the address.
#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn trouble(error: reqwest::Error) -> Trouble {
    if error.is_timeout() {
        return Trouble::Slow;
    }
    let mut cause = error.source();
    while let Some(inner) = cause.and_then(std::error::Error::source) {
        cause = Some(inner);
    }
    Trouble::Unreachable(cause.map_or_else(|| "the request failed".to_owned(), ToString::to_string))
}
