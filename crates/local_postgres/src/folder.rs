//! The folder of one cluster: where everything is, who may enter, and its two locks.
//!
//! The locks are advisory locks of the operating system on open files, so a process that dies in
//! whatever way leaves none behind.

use std::fs::{self, DirBuilder, File, Permissions, TryLockError};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::Error;
use crate::error::{Context as _, Result};
use crate::files::{self, Owner};
use crate::login::Login;
use crate::user::ServerUser;
use crate::wait::pause;

/// `sun_path` holds 104 bytes where it is shortest (macOS), the final zero among them, and the
/// server appends `/.s.PGSQL.5432`.
const LONGEST_SOCKET_DIR: usize = 89;

/// How long another process may take to start or stop the cluster: crash recovery is the slowest.
const LONGEST_TRANSITION: Duration = Duration::from_secs(330);

#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    socket_dir: String,
}

impl Folder {
    /// Creates the folder if needed, and refuses one that holds something else.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).context("create", parent)?;
        }
        if !path.exists() {
            DirBuilder::new().mode(0o700).recursive(true).create(path).context("create", path)?;
        }
        let root = path.canonicalize().context("find", path)?;
        check_characters(&root)?;
        // In this order: the mark is the first thing that anybody of us puts there, so what another
        // process puts there between the two looks comes with it.
        let mark = transition_lock(&root);
        let holds_something = fs::read_dir(&root).context("read", &root)?.next().is_some();
        if holds_something && !mark.exists() {
            return Err(Error::ForeignFolder { folder: root });
        }
        files::lock_file(&mark)?;
        Ok(Self { socket_dir: socket_dir(&root)?, root })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.root.join("log")
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.root.join("settings.conf")
    }

    pub(crate) fn socket_dir(&self) -> &str {
        &self.socket_dir
    }

    /// The major version that made the cluster, if there is one.
    pub(crate) fn cluster_major(&self) -> Result<Option<u32>> {
        let path = self.data().join("PG_VERSION");
        let Some(text) = files::read_if_there(&path)? else {
            return Ok(None);
        };
        let major = text.trim().parse().map_err(|_| std::io::Error::other(format!("it says {:?}", text.trim())));
        major.map(Some).context("read the version in", &path)
    }

    /// Lets the server's user pass through the folder, and nobody else. Only for a folder without
    /// a cluster yet: later its owner may have reasons for other permissions.
    pub(crate) fn claim(&self, user: &ServerUser) -> Result<()> {
        let us = Owner::of(&self.root)?;
        let mode = if us.uid == user.owner.uid { 0o700 } else { 0o710 };
        Owner { gid: user.owner.gid, ..us }.take(&self.root)?;
        fs::set_permissions(&self.root, Permissions::from_mode(mode)).context("set the permissions of", &self.root)
    }

    /// The folder of the socket, which may lie under `/tmp`, where anybody could have put one of
    /// that name before us.
    pub(crate) fn make_socket_dir(&self, user: &ServerUser) -> Result<()> {
        let path = Path::new(&self.socket_dir);
        files::private_folder(path, user.owner)?;
        let found = fs::symlink_metadata(path).context("look at", path)?;
        if found.is_dir() && found.uid() == user.owner.uid && found.mode() & 0o777 == 0o700 {
            return Ok(());
        }
        Err(std::io::Error::other("it is somebody else's, or open to others; remove it")).context("use", path)
    }

    /// Removes the folder of the socket if it lies outside; it is made again at the next start.
    pub(crate) fn remove_outer_socket_dir(&self) {
        let path = Path::new(&self.socket_dir);
        if !path.starts_with(&self.root)
            && let Err(error) = fs::remove_dir(path)
        {
            tracing::debug!(path = %path.display(), %error, "socket folder stays");
        }
    }

    /// How to log in as `role`, whose password is made at the first call and kept.
    pub(crate) fn login(&self, role: &str) -> Result<Login> {
        let path = self.password_path(role);
        if !path.exists() {
            // Whoever owns the folder shall be able to read it, also when root comes by.
            let owner = Owner::of(&self.root)?;
            if let Some(dir) = path.parent() {
                files::private_folder(dir, owner)?;
            }
            files::create_once(&path, &files::random_hex::<24>(&path)?, owner)?;
        }
        let password = fs::read_to_string(&path).context("read", &path)?;
        Ok(Login::new(role, password, &self.socket_dir))
    }

    /// The same for a role of which the password cannot be made again.
    pub(crate) fn existing_login(&self, role: &str) -> Result<Login> {
        let path = self.password_path(role);
        if !path.try_exists().context("look at", &path)? {
            return Err(Error::NoPassword { path });
        }
        self.login(role)
    }

    fn password_path(&self, role: &str) -> PathBuf {
        // A name may hold a slash, a file name may not.
        let file: String = role
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'0'..=b'9' | b'_' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect();
        self.root.join("passwords").join(file)
    }

    /// Held while the server is created, started or stopped.
    pub(crate) fn lock_transition(&self) -> Result<File> {
        let path = transition_lock(&self.root);
        let file = files::lock_file(&path)?;
        let start = Instant::now();
        let mut told = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::Error(error)) => return Err(error).context("lock", &path),
                Err(TryLockError::WouldBlock) => {}
            }
            if start.elapsed() > LONGEST_TRANSITION {
                return Err(Error::Busy { folder: self.root.clone(), seconds: LONGEST_TRANSITION.as_secs() });
            }
            if !told && start.elapsed() > Duration::from_secs(1) {
                tracing::info!(folder = %self.root.display(), "waiting for another process that starts or stops the local PostgreSQL");
                told = true;
            }
            pause();
        }
    }

    /// The open file through which this process is one of the users; not locked yet.
    pub(crate) fn users_lock(&self) -> Result<File> {
        files::lock_file(&self.root.join("users.lock"))
    }
}

fn transition_lock(root: &Path) -> PathBuf {
    root.join("transition.lock")
}

/// `pg_ctl` hands the path to a shell between double quotes.
fn check_characters(root: &Path) -> Result<()> {
    let unusable = |reason| Err(Error::UnusablePath { folder: root.to_path_buf(), reason });
    match root.to_str() {
        None => unusable("its path is not UTF-8"),
        Some(path) if path.contains(['"', '$', '`', '\\']) || path.contains(char::is_control) => {
            unusable("its path holds a character that has a meaning to the shell")
        }
        Some(_) => Ok(()),
    }
}

/// Inside the folder where that is short enough for a socket, else a place under `/tmp` that every
/// process derives alike.
fn socket_dir(root: &Path) -> Result<String> {
    let inside = root.join("run").to_string_lossy().into_owned();
    if inside.len() <= LONGEST_SOCKET_DIR {
        return Ok(inside);
    }
    let metadata = fs::metadata(root).context("look at", root)?;
    Ok(format!("/tmp/skybot-pg-{:x}-{:x}", metadata.dev(), metadata.ino()))
}
