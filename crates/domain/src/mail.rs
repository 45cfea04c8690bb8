//! Letters to people: what is told to whom, in which language. Never how a letter looks or how it
//! travels; that is the business of a [`Mailer`](crate::ports::Mailer).

use std::time::Duration;

use crate::named::named_enum;
use crate::text::{Email, Name};

named_enum! {
    /// A language that people are written to in.
    pub enum Locale {
        /// English, which whoever asks for another language gets too.
        English = "en",
        /// French.
        French = "fr",
        /// Spanish.
        Spanish = "es",
        /// Portuguese.
        Portuguese = "pt",
    }
}

/// A letter on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Whom it is for.
    pub to: Email,
    /// The language it is written in.
    pub locale: Locale,
    /// What it says.
    pub letter: Letter,
}

/// What a letter says. Links are whole URLs, with the secret that opens them in the fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    /// Follow the link to prove that the address is yours. Lives 24 hours.
    VerifyEmail {
        /// The person.
        name: Name,
        /// Where to.
        link: String,
    },
    /// Somebody registered with your address again; sign in, or set a new password.
    AlreadyRegistered {
        /// The person.
        name: Name,
        /// The page to sign in at; no secret.
        link: String,
    },
    /// Follow the link to set a new password. Lives 30 minutes.
    ResetPassword {
        /// The person.
        name: Name,
        /// Where to.
        link: String,
    },
    /// Follow the link to sign in. Lives 10 minutes.
    MagicLink {
        /// The person.
        name: Name,
        /// Where to.
        link: String,
    },
    /// Follow the link to join a tenant. Lives 7 days.
    Invitation {
        /// The tenant.
        account: Name,
        /// Who invites.
        inviter: Name,
        /// Where to.
        link: String,
    },
    /// Your password was changed, and all other sessions are over.
    PasswordChanged {
        /// The person.
        name: Name,
    },
}

/// Why a letter did not leave. Never holds the address or the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailFailure {
    /// The carrier is away or busy; the same letter may go later.
    #[error("the carrier could not take the mail: {0}")]
    Transient(String),
    /// The carrier wants to be left alone for so long.
    #[error("the carrier asks for {0:?}")]
    Throttled(Duration),
    /// The carrier will never take it.
    #[error("the carrier refused the mail: {0}")]
    Refused(String),
}
