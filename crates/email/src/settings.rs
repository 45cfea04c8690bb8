//! Which carrier takes the letters, checked before any is written.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use secrecy::SecretString;
use skybot_domain::ports::Mailer;

use crate::console::ConsoleMailer;
use crate::envelope::Sender;
use crate::file::FileMailer;
use crate::letter::Writer;
use crate::resend::ResendMailer;
use crate::smtp::SmtpMailer;

/// Where Resend's API is.
pub const RESEND_URL: &str = "https://api.resend.com";

/// The carrier of all letters. `from` is a mailbox: `SkyBot <inbox@example.com>`.
#[derive(Debug, Clone)]
pub enum MailSettings {
    /// For development: each letter becomes an `.eml` file.
    File {
        /// Made if it is not there, for the user of the process alone.
        folder: PathBuf,
    },
    /// For development: the text of each letter, links and all, goes to standard error.
    Console,
    /// An SMTP server.
    Smtp {
        /// `smtps://user:password@host`: TLS from the first byte, port 465.
        /// `smtp://user:password@host?tls=required`: STARTTLS or nothing, port 587.
        /// `smtp://host?tls=opportunistic`: STARTTLS if there is any, port 587.
        /// `smtp://host`: no encryption, port 25.
        ///
        /// User and password are percent-encoded, and need encryption or a server on this machine.
        /// A path is the name to say hello with; without one, the domain of `from` is.
        url: SecretString,
        /// Who writes.
        from: String,
    },
    /// Resend's HTTP API.
    Resend {
        /// The key that may send.
        api_key: SecretString,
        /// Who writes.
        from: String,
        /// [`RESEND_URL`], except in tests and behind gateways.
        base_url: String,
    },
}

/// Why no letter could be sent with these settings. Never says their values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailProblem {
    /// The sender is no mailbox.
    #[error("the sender must be a mailbox, such as SkyBot <inbox@example.com>")]
    Sender,
    /// The SMTP URL is none, or says something that would be ignored.
    #[error(
        "the SMTP URL must have the form smtps://USER:PASSWORD@HOST:PORT or \
         smtp://USER:PASSWORD@HOST:PORT?tls=required, user and password percent-encoded"
    )]
    SmtpUrl,
    /// The password could be read on its way.
    #[error("the SMTP URL has a password, so it must begin with smtps:// or end in ?tls=required")]
    SmtpPassword,
    /// There is nothing to check the carrier's certificate against.
    #[error("TLS cannot be set up; are there certificates of authorities on this machine?")]
    Tls,
    /// The key is none.
    #[error("the API key must not be empty, and of visible ASCII characters only")]
    ApiKey,
    /// The base URL is none, or the key could be read on its way.
    #[error("the base URL must begin with https:// (or http:// for a server on this machine) and have no query")]
    BaseUrl,
    /// The folder cannot be made.
    #[error("the folder for mails cannot be made: {0}")]
    Folder(io::ErrorKind),
    /// What is compiled in is broken.
    #[error("the built-in letters cannot be read")]
    Letters,
}

/// The [`Mailer`] that the settings ask for. Does not look whether the carrier is there.
pub fn mailer(settings: MailSettings) -> Result<Arc<dyn Mailer>, MailProblem> {
    let writer = Writer::new()?;
    Ok(match settings {
        MailSettings::File { folder } => Arc::new(FileMailer::new(writer, folder)?),
        MailSettings::Console => Arc::new(ConsoleMailer::new(writer)),
        MailSettings::Smtp { url, from } => Arc::new(SmtpMailer::new(writer, Sender::parse(&from)?, &url)?),
        MailSettings::Resend { api_key, from, base_url } => {
            Arc::new(ResendMailer::new(writer, &Sender::parse(&from)?, &api_key, &base_url)?)
        }
    })
}

/// Whether a host, as URLs have it, is this machine.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}
