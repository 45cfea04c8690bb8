//! The cluster as its users see it: open, share, restart, leave.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{env, io, panic};

use rustix::process::{Signal, kill_process};

#[cfg(feature = "download")]
use crate::OLDEST_MAJOR;
use crate::binaries::{Binaries, Found};
#[cfg(feature = "download")]
use crate::download::Download;
use crate::ephemeral::{self, Lifeline};
use crate::error::{Context as _, Result};
use crate::folder::Folder;
use crate::login::Login;
use crate::ping::Answer;
use crate::server::Server;
use crate::user::ServerUser;
use crate::{ADMIN_ROLE, Error, locale};

/// What a crash of the machine may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Nothing that was committed.
    Durable,
    /// Everything: for tests, where speed is all. A killed server still loses no commit.
    Volatile,
}

/// How to find and run PostgreSQL.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of PostgreSQL's programs. Without it, `SKYBOT_PG_BIN` or the first suitable
    /// installation found.
    pub bin_dir: Option<PathBuf>,
    /// Decided by whoever starts the server; those who join take it as it is.
    pub durability: Durability,
    /// Where to get PostgreSQL from when it is not installed.
    #[cfg(feature = "download")]
    pub download: Option<Download>,
}

impl Options {
    /// For data that matter.
    pub fn durable() -> Self {
        Self {
            bin_dir: None,
            durability: Durability::Durable,
            #[cfg(feature = "download")]
            download: None,
        }
    }

    /// For tests.
    pub fn volatile() -> Self {
        Self { durability: Durability::Volatile, ..Self::durable() }
    }
}

/// What leaving did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// Others still use the cluster, which goes on.
    StillUsed,
    /// We were the last; the server is stopped.
    Stopped,
}

/// A running cluster this process is one of the users of.
///
/// Dropping it leaves, as [`leave`](Self::leave) does, but blocks the thread while the server
/// stops and can only log what fails.
#[derive(Debug)]
pub struct Cluster {
    server: Arc<Server>,
    admin: Login,
    seat: Arc<Mutex<Option<Seat>>>,
}

/// What makes us one of the users.
#[derive(Debug)]
struct Seat {
    lifeline: Option<Lifeline>,
    lock: UsersLock,
}

/// Our share of `users.lock`.
#[derive(Debug)]
struct UsersLock(File);

impl Drop for UsersLock {
    /// Closing would not do: a child that another thread is just starting has a copy until it
    /// runs its program.
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "cannot unlock users.lock");
        }
    }
}

impl Cluster {
    /// Opens the cluster in `folder`, which is created and started if need be.
    pub async fn open(folder: impl Into<PathBuf>, options: Options) -> Result<Self> {
        let path = folder.into();
        blocking(move || Self::enter(Folder::open(&path)?, &options, None)).await
    }

    /// Makes a cluster that exists as long as this process, at most: it is gone after the value
    /// is dropped, and after a panic, an exit or a `kill -9` of the process just as well.
    ///
    /// A volatile one is kept in memory where the machine has room.
    pub async fn ephemeral(options: Options) -> Result<Self> {
        blocking(move || {
            let (folder, lifeline) = ephemeral::folder(options.durability)?;
            Self::enter(folder, &options, Some(lifeline))
        })
        .await
    }

    fn enter(folder: Folder, options: &Options, lifeline: Option<Lifeline>) -> Result<Self> {
        let _transition = folder.lock_transition()?;
        let users = folder.users_lock()?;
        // Never waits: who holds it exclusively holds the transition lock as well.
        users.lock_shared().context("lock", folder.root())?;
        let seat = Seat { lifeline, lock: UsersLock(users) };

        let major = folder.cluster_major()?;
        let binaries = find_binaries(&folder, major, options)?;
        let user = ServerUser::choose(&folder.data())?;
        if major.is_none() {
            folder.claim(&user)?;
        }
        user.check_reach(folder.root())?;
        user.check_reach(&binaries.dir)?;
        let server = Server { folder, binaries, user, durability: options.durability };
        if major.is_none() {
            server.create(&locale::unicode()?)?;
        }
        let admin = server.folder.existing_login(ADMIN_ROLE)?;
        server.ensure_started()?;
        Ok(Self { server: Arc::new(server), admin, seat: Arc::new(Mutex::new(Some(seat))) })
    }

    /// Starts the server again if it is down, and says whether it was: for a task that watches
    /// over it, and after [`kill_postmaster`](Self::kill_postmaster). Cheap when it is up.
    pub async fn ensure_running(&self) -> Result<bool> {
        let (server, seat) = (Arc::clone(&self.server), Arc::clone(&self.seat));
        blocking(move || {
            let seat = lock(&seat);
            if seat.is_none() {
                return Err(Error::AlreadyLeft);
            }
            if server.answers() == Answer::Ready {
                return Ok(false);
            }
            let _transition = server.folder.lock_transition()?;
            server.ensure_started()
        })
        .await
    }

    /// Stops using the cluster. The last user of all stops the server; an ephemeral cluster is
    /// removed.
    pub async fn leave(&self) -> Result<Departure> {
        let (server, seat) = (Arc::clone(&self.server), Arc::clone(&self.seat));
        blocking(move || leave_now(&server, &seat)).await
    }

    /// The superuser.
    pub fn admin(&self) -> &Login {
        &self.admin
    }

    /// The folder that holds the cluster.
    pub fn folder(&self) -> &Path {
        self.server.folder.root()
    }

    /// The folder of PostgreSQL's programs, where `pgbench` and the like are.
    pub fn bin_dir(&self) -> &Path {
        &self.server.binaries.dir
    }

    /// PostgreSQL's major version.
    pub fn major(&self) -> u32 {
        self.server.binaries.major
    }

    /// The process number of the server's main process, if it lives.
    pub fn postmaster_pid(&self) -> Option<u32> {
        let pid = self.server.postmaster_pid()?;
        u32::try_from(pid.as_raw_pid()).ok()
    }

    /// Kills the server's main process (`SIGKILL`), for tests of what happens then. The server's
    /// other processes notice and end by themselves.
    pub fn kill_postmaster(&self) -> Result<()> {
        match self.server.postmaster_pid() {
            Some(pid) => {
                kill_process(pid, Signal::KILL).map_err(io::Error::from).context("kill the server of", self.folder())
            }
            None => Ok(()),
        }
    }

    pub(crate) fn server_folder(&self) -> &Folder {
        &self.server.folder
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        match leave_now(&self.server, &self.seat) {
            Ok(_) | Err(Error::AlreadyLeft) => {}
            Err(error) => tracing::warn!(%error, "cannot leave the local PostgreSQL"),
        }
    }
}

fn leave_now(server: &Server, seat: &Mutex<Option<Seat>>) -> Result<Departure> {
    let Some(Seat { lifeline, lock: our_lock }) = lock(seat).take() else {
        return Err(Error::AlreadyLeft);
    };
    if lifeline.is_some() {
        drop(lifeline);
        return Ok(Departure::Stopped);
    }
    let _transition = server.folder.lock_transition()?;
    drop(our_lock);
    let users = server.folder.users_lock()?;
    match users.try_lock() {
        Ok(()) => server.stop().map(|()| Departure::Stopped),
        Err(TryLockError::WouldBlock) => Ok(Departure::StillUsed),
        Err(TryLockError::Error(error)) => Err(error).context("lock", server.folder.root()),
    }
}

fn find_binaries(folder: &Folder, major: Option<u32>, options: &Options) -> Result<Binaries> {
    let named = options.bin_dir.clone().or_else(|| env::var_os("SKYBOT_PG_BIN").map(PathBuf::from));
    let found = match named {
        Some(dir) => Found::pick([Binaries::in_folder(dir)?], major),
        None => search_binaries(major, options)?,
    };
    match (found, major) {
        (Found::Suitable(binaries), _) => Ok(binaries),
        (Found::OtherVersions(versions), Some(major)) if !versions.is_empty() => {
            let versions: Vec<_> = versions.iter().map(u32::to_string).collect();
            Err(Error::WrongMajor { folder: folder.root().to_path_buf(), major, found: versions.join(", ") })
        }
        (Found::OtherVersions(_), _) => Err(Error::NotInstalled { download: None }),
    }
}

#[cfg(feature = "download")]
fn search_binaries(major: Option<u32>, options: &Options) -> Result<Found> {
    let Some(download) = &options.download else {
        return Ok(Binaries::search(major, Vec::new()));
    };
    match Binaries::search(major, download.downloaded()) {
        Found::OtherVersions(_) if major.is_none_or(|major| major >= OLDEST_MAJOR) => {
            let dir = download.fetch(major)?;
            Ok(Found::pick([Binaries::in_folder(dir)?], major))
        }
        found => Ok(found),
    }
}

#[cfg(not(feature = "download"))]
#[expect(clippy::unnecessary_wraps, reason = "a download could fail")]
fn search_binaries(major: Option<u32>, _options: &Options) -> Result<Found> {
    Ok(Binaries::search(major, Vec::new()))
}

fn lock(seat: &Mutex<Option<Seat>>) -> MutexGuard<'_, Option<Seat>> {
    seat.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs to its end even if the caller stops waiting, so that no start or stop is left halfway.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(failed) => match failed.try_into_panic() {
            Ok(cause) => panic::resume_unwind(cause),
            Err(error) => Err(io::Error::other(error)).context("start a thread for", Path::new("PostgreSQL")),
        },
    }
}
