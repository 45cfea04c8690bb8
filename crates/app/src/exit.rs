//! How a command ends: exit codes in the manner of `sysexits.h`, and a message for people.

use std::fmt;
use std::process::ExitCode;

use skybot_domain::error::{Error, StoreError};
use skybot_postgres::MigrateError;

use crate::config::Mistakes;

/// An exit code other than 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Anything that has no code of its own.
    Failure = 1,
    /// The command line is wrong.
    Usage = 64,
    /// The input was refused.
    Data = 65,
    /// A file to be read is not there.
    NoInput = 66,
    /// The database cannot be reached.
    Unavailable = 69,
    /// The private PostgreSQL cannot be made or started.
    Local = 73,
    /// The database is not of this release, or too old, or its roles are not as they must be.
    Database = 76,
    /// The settings are wrong.
    Config = 78,
    /// Stopped by a signal before it was done.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command failed.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What the process ends with.
    pub(crate) exit: Exit,
    /// For whoever typed the command; no secrets.
    pub(crate) message: String,
    /// Whether programs were told already, by the command's one answer.
    pub(crate) told: bool,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), told: false }
    }

    /// The same of a command whose answer says it all.
    pub(crate) fn after_answer(self) -> Self {
        Self { told: true, ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Mistakes> for Failure {
    fn from(mistakes: Mistakes) -> Self {
        Self::new(Exit::Config, mistakes.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let exit = match error {
            StoreError::Unavailable(_) => Exit::Unavailable,
            StoreError::Conflict(_) | StoreError::Missing(_) => Exit::Data,
            StoreError::Corrupt { .. } | StoreError::Internal(_) => Exit::Failure,
        };
        Self::new(exit, error.to_string())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(error) => error.into(),
            Error::Invalid(violations) => {
                let told: Vec<_> = violations.iter().map(|(place, rule)| format!("{place} {}", rule.detail)).collect();
                Self::new(Exit::Data, told.join("; "))
            }
            error => Self::new(Exit::Data, error.to_string()),
        }
    }
}

impl From<skybot_local_postgres::Error> for Failure {
    fn from(error: skybot_local_postgres::Error) -> Self {
        Self::new(Exit::Local, error.to_string())
    }
}

impl From<MigrateError> for Failure {
    fn from(error: MigrateError) -> Self {
        let away = matches!(&error, MigrateError::Database(cause) if cause.as_database_error().is_none());
        Self::new(if away { Exit::Unavailable } else { Exit::Database }, error.to_string())
    }
}
