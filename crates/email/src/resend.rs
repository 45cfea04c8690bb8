//! Resend: each letter is one HTTP request.
//!
//! Never follows a redirect (the key would travel along), and tells nothing of an answer but its
//! status and the name of Resend's error.

use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use skybot_domain::mail::{Letter, Mail, MailFailure};
use skybot_domain::ports::Mailer;

use crate::envelope::Sender;
use crate::letter::Writer;
use crate::settings::{MailProblem, is_this_machine};

const CONNECT: Duration = Duration::from_secs(10);
/// From the request to the end of the answer.
const ANSWER: Duration = Duration::from_secs(15);

/// How long to leave Resend alone when it asks for that without saying how long.
const PAUSE: Duration = Duration::from_mins(1);
/// Links do not live for ever, so nor do pauses.
const MAX_PAUSE: Duration = Duration::from_hours(1);

/// An error's answer is a few lines; what is longer did not come from Resend.
const MAX_ERROR_BYTES: usize = 16 * 1024;

/// The [`Mailer`] port over Resend's API.
pub(crate) struct ResendMailer {
    writer: Writer,
    from: String,
    emails: Url,
    http: Client,
}

#[derive(Serialize)]
struct Request<'a> {
    from: &'a str,
    to: [&'a str; 1],
    subject: String,
    text: String,
    html: String,
}

#[derive(Deserialize)]
struct Problem {
    name: String,
}

impl ResendMailer {
    /// Does not connect yet.
    pub(crate) fn new(
        writer: Writer,
        sender: &Sender,
        api_key: &SecretString,
        base_url: &str,
    ) -> Result<Self, MailProblem> {
        let http = Client::builder()
            .user_agent(concat!("skybot/", env!("CARGO_PKG_VERSION")))
            .default_headers(HeaderMap::from_iter([(AUTHORIZATION, authorization(api_key)?)]))
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .build()
            .map_err(|_| MailProblem::Tls)?;
        Ok(Self { writer, from: sender.mailbox(), emails: emails(base_url)?, http })
    }
}

#[async_trait]
impl Mailer for ResendMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailFailure> {
        let letter = self.writer.write(mail)?;
        let body = serde_json::to_vec(&Request {
            from: &self.from,
            to: [mail.to.as_str()],
            subject: letter.subject,
            text: letter.text,
            html: letter.html,
        })
        .map_err(|_| MailFailure::Refused("the letter cannot be put into JSON".to_owned()))?;

        let mut request = self.http.post(self.emails.clone()).header(CONTENT_TYPE, "application/json");
        if happens_once(&mail.letter) {
            request = request.header("Idempotency-Key", URL_SAFE_NO_PAD.encode(Sha256::digest(&body)));
        }
        let response = request.body(body).send().await.map_err(|error| unreachable(&error))?;
        if response.status().is_success() { Ok(()) } else { Err(failure(response).await) }
    }
}

/// Whether two equal letters are the same one, sent again. A secret is in one letter only, so yes;
/// but a password may be changed twice a day, and its owner must hear of it twice.
fn happens_once(letter: &Letter) -> bool {
    match letter {
        Letter::VerifyEmail { .. }
        | Letter::ResetPassword { .. }
        | Letter::MagicLink { .. }
        | Letter::Invitation { .. } => true,
        Letter::AlreadyRegistered { .. } | Letter::PasswordChanged { .. } => false,
    }
}

fn authorization(api_key: &SecretString) -> Result<HeaderValue, MailProblem> {
    let key = api_key.expose_secret();
    if key.is_empty() || !key.bytes().all(|c| c.is_ascii_graphic()) {
        return Err(MailProblem::ApiKey);
    }
    let mut value = HeaderValue::try_from(format!("Bearer {key}")).map_err(|_| MailProblem::ApiKey)?;
    value.set_sensitive(true);
    Ok(value)
}

fn emails(base_url: &str) -> Result<Url, MailProblem> {
    let mut url = Url::parse(base_url).map_err(|_| MailProblem::BaseUrl)?;
    let private = url.scheme() == "https" || (url.scheme() == "http" && url.host_str().is_some_and(is_this_machine));
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !private || !plain {
        return Err(MailProblem::BaseUrl);
    }
    url.path_segments_mut().map_err(|()| MailProblem::BaseUrl)?.pop_if_empty().push("emails");
    Ok(url)
}

fn unreachable(error: &reqwest::Error) -> MailFailure {
    let why = match () {
        () if error.is_timeout() => "no answer in time",
        () if error.is_connect() => "no connection",
        () => "the connection broke",
    };
    MailFailure::Transient(why.to_owned())
}

async fn failure(response: Response) -> MailFailure {
    let status = response.status();
    if status == StatusCode::TOO_MANY_REQUESTS {
        return MailFailure::Throttled(pause(response.headers()));
    }
    let code = status.as_u16();
    let what = name(response).await.map_or_else(|| format!("HTTP {code}"), |name| format!("HTTP {code} {name}"));
    // 409 is the same letter on its way by another request.
    let never = status.is_client_error() && !matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT);
    if never { MailFailure::Refused(what) } else { MailFailure::Transient(what) }
}

fn pause(headers: &HeaderMap) -> Duration {
    let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    seconds.map_or(PAUSE, Duration::from_secs).min(MAX_PAUSE)
}

/// The name of the error, if it looks like one.
async fn name(mut response: Response) -> Option<String> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_ERROR_BYTES {
            return None;
        }
    }
    let Problem { name } = serde_json::from_slice(&body).ok()?;
    let is_name = (1..=64).contains(&name.len()) && name.bytes().all(|c| c.is_ascii_lowercase() || c == b'_');
    is_name.then_some(name)
}
