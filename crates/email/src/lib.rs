//! Letters to people: the adapter of the port [`Mailer`](skybot_domain::ports::Mailer).
//!
//! A letter is written in the language of whoever gets it and handed to the carrier that the
//! settings name: an SMTP server, Resend, a folder or the terminal. All words of a language are in
//! one file in `templates/`; a new [`Locale`](skybot_domain::mail::Locale) needs such a file, and
//! the compiler leads to the rest.
//!
//! Never logs, never tries twice (the job runner does), never follows who reads what. A failure
//! says why in codes only: no address, no text, no link.

mod console;
mod envelope;
mod file;
mod letter;
mod resend;
mod settings;
mod smtp;

pub use settings::{MailProblem, MailSettings, RESEND_URL, mailer};
