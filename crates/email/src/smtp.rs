//! SMTP: each letter in a conversation of its own.
//!
//! Never falls back to plain text where encryption was asked for, and never uses a conversation
//! again: one that was given up half-way may still get an answer, which the next letter would take
//! for its own.

use std::time::Duration;

use async_trait::async_trait;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{AsyncSmtpTransportBuilder, Error};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};
use skybot_domain::mail::{Mail, MailFailure};
use skybot_domain::ports::Mailer;

use crate::envelope::Sender;
use crate::letter::Writer;
use crate::settings::{MailProblem, is_this_machine};

/// For each address of the server, until it is there.
const CONNECT: Duration = Duration::from_secs(10);
/// From the first attempt to the receipt. Servers that look into mail take their time.
const CONVERSATION: Duration = Duration::from_secs(30);

/// The [`Mailer`] port over an SMTP server.
pub(crate) struct SmtpMailer {
    writer: Writer,
    sender: Sender,
    server: AsyncSmtpTransport<Tokio1Executor>,
}

impl SmtpMailer {
    /// Does not connect yet.
    pub(crate) fn new(writer: Writer, sender: Sender, url: &SecretString) -> Result<Self, MailProblem> {
        let server = server(url.expose_secret(), &sender)?.timeout(Some(CONNECT)).build();
        Ok(Self { writer, sender, server })
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailFailure> {
        let message = self.sender.envelope(&mail.to, self.writer.write(mail)?)?;
        match tokio::time::timeout(CONVERSATION, self.server.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(failure(&error, mail)),
            Err(_) => Err(MailFailure::Transient("no answer in time".to_owned())),
        }
    }
}

/// Refuses what lettre would overlook: a misspelt `tls` would mean no encryption, a user without a
/// password no sign-in.
fn server(url: &str, sender: &Sender) -> Result<AsyncSmtpTransportBuilder, MailProblem> {
    let parsed = Url::parse(url).map_err(|_| MailProblem::SmtpUrl)?;
    let host = parsed.host_str().filter(|host| !host.is_empty()).ok_or(MailProblem::SmtpUrl)?;
    let encrypted = match (parsed.scheme(), parsed.query()) {
        ("smtps", None) | ("smtp", Some("tls=required")) => true,
        ("smtp", None | Some("tls=opportunistic")) => false,
        _ => return Err(MailProblem::SmtpUrl),
    };
    let has_password = parsed.password().is_some();
    if parsed.fragment().is_some() || has_password == parsed.username().is_empty() {
        return Err(MailProblem::SmtpUrl);
    }
    if has_password && !encrypted && !is_this_machine(host) {
        return Err(MailProblem::SmtpPassword);
    }
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
        .map_err(|error| if error.is_tls() { MailProblem::Tls } else { MailProblem::SmtpUrl })?;
    let greets_by_name = parsed.path().trim_matches('/').is_empty();
    Ok(if greets_by_name { server.hello_name(ClientId::Domain(sender.domain().to_owned())) } else { server })
}

/// Says no more than the status: servers repeat addresses in their answers.
fn failure(error: &Error, mail: &Mail) -> MailFailure {
    match error.status() {
        Some(code) if error.is_permanent() => MailFailure::Refused(format!("SMTP {code}")),
        Some(code) => MailFailure::Transient(format!("SMTP {code}")),
        None if error.is_client() && !mail.to.as_str().is_ascii() => {
            MailFailure::Refused("the server takes ASCII addresses only".to_owned())
        }
        None => MailFailure::Transient(
            match () {
                () if error.is_timeout() => "no connection in time",
                () if error.is_tls() => "no TLS with the server",
                () if error.is_client() => "the server lacks TLS or a way to sign in",
                () if error.is_response() => "the server does not speak SMTP, or hung up",
                () => "no connection",
            }
            .to_owned(),
        ),
    }
}
