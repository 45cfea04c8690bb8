//! What can go wrong, each message saying what the user can do about it.

use std::io;
use std::path::{Path, PathBuf};

use crate::OLDEST_MAJOR;

/// Why a private PostgreSQL could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No installation was found, and none could be downloaded.
    #[error(
        "no PostgreSQL {OLDEST_MAJOR} or newer was found{}. Install it (Debian and Ubuntu: `apt \
         install postgresql`), or name the folder of its programs in SKYBOT_PG_BIN, or set \
         SKYBOT__DATABASE__URL to use a database you already have",
        .download.as_deref().map(|why| format!(", and downloading it failed: {why}"))
            .unwrap_or_default()
    )]
    NotInstalled {
        /// Why the download failed, where one was tried.
        download: Option<String>,
    },

    /// The folder of programs the user named cannot be used.
    #[error(
        "{} cannot be used as PostgreSQL's folder of programs: {reason}. Name another one in \
         SKYBOT_PG_BIN, or unset it to let one be found",
        .dir.display()
    )]
    BadBinDir {
        /// The folder named.
        dir: PathBuf,
        /// What is missing.
        reason: String,
    },

    /// The cluster was made by a major version that is not at hand.
    #[error(
        "the cluster in {} was created by PostgreSQL {major}, which is not among the programs at \
         hand ({found}). Install PostgreSQL {major}, or upgrade the cluster with pg_upgrade, or \
         move the folder away to start afresh",
        .folder.display()
    )]
    WrongMajor {
        /// The cluster's folder.
        folder: PathBuf,
        /// The version that made it.
        major: u32,
        /// The versions at hand.
        found: String,
    },

    /// The folder holds something else.
    #[error(
        "{} holds files of something else; name an empty folder, or one that does not exist yet",
        .folder.display()
    )]
    ForeignFolder {
        /// The folder named.
        folder: PathBuf,
    },

    /// PostgreSQL's tools cannot take this path.
    #[error("{} cannot hold a cluster: {reason}. Name another folder", .folder.display())]
    UnusablePath {
        /// The folder named.
        folder: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },

    /// Run as root, the server runs as another user, who cannot get to the folder.
    #[error(
        "PostgreSQL refuses to run as root, so it runs as user {user:?}, who cannot enter {}. \
         Name a folder that user can reach (such as /var/lib/skybot), or do not run as root",
        .blocked.display()
    )]
    Unreachable {
        /// The OS user the server would run as.
        user: String,
        /// The folder that does not let it in.
        blocked: PathBuf,
    },

    /// Run as root, there is no user to run the server as.
    #[error(
        "PostgreSQL refuses to run as root, and there is neither a user `postgres` nor a user \
         `nobody` to run it as. Create the user `postgres`, or do not run as root"
    )]
    NoServerUser,

    /// Full-text search needs a character classification that knows more than ASCII.
    #[error("this machine has no UTF-8 locale. Install one (Debian and Ubuntu: `locales-all`)")]
    NoUnicodeLocale,

    /// Another process has been starting or stopping the cluster for too long.
    #[error(
        "another process has been starting or stopping the cluster in {} for more than {seconds} \
         seconds; see who holds transition.lock there", .folder.display()
    )]
    Busy {
        /// The cluster's folder.
        folder: PathBuf,
        /// How long we waited.
        seconds: u64,
    },

    /// One of PostgreSQL's programs failed.
    #[error("{program} failed ({status}): {output}")]
    Program {
        /// Its name.
        program: &'static str,
        /// How it ended.
        status: String,
        /// What it said.
        output: String,
    },

    /// The server did not come up.
    #[error("PostgreSQL did not start. Its log ({}) ends with: {tail}", .log.display())]
    NotStarted {
        /// The folder of logs.
        log: PathBuf,
        /// The last lines.
        tail: String,
    },

    /// The password of a role that exists is gone.
    #[error(
        "the file {} is gone, without which nobody can enter the cluster. Put it back, or move \
         the folder away to start afresh", .path.display()
    )]
    NoPassword {
        /// Where it was.
        path: PathBuf,
    },

    /// The name cannot be a role or database.
    #[error("{name:?} cannot be a name in PostgreSQL: it takes 1 to 63 bytes, none of them zero")]
    BadName {
        /// The name.
        name: String,
    },

    /// [`Cluster::leave`](crate::Cluster::leave) was called before.
    #[error("this process has already left the cluster")]
    AlreadyLeft,

    /// A file or program could not be used.
    #[error("cannot {doing} {}: {source}", .path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },

    /// A statement of the superuser failed.
    #[error("cannot {doing}: {source}")]
    Sql {
        /// What was tried.
        doing: String,
        /// What the server answered.
        source: sqlx::Error,
    },
}

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Says what was being done to which file when an [`io::Error`] came.
pub(crate) trait Context<T> {
    fn context(self, doing: &'static str, path: &Path) -> Result<T>;
}

impl<T> Context<T> for io::Result<T> {
    fn context(self, doing: &'static str, path: &Path) -> Result<T> {
        self.map_err(|source| Error::Io { doing, path: path.to_path_buf(), source })
    }
}
