//! Creates, starts and stops the server. Everything here blocks.
//!
//! Who calls [`Server::ensure_started`] or [`Server::stop`] holds the folder's transition lock.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, test_kill_process};

use crate::binaries::Binaries;
use crate::cluster::Durability;
use crate::error::{Context as _, Result};
use crate::files;
use crate::folder::Folder;
use crate::ping::{self, Answer};
use crate::user::ServerUser;
use crate::wait::pause;
use crate::{ADMIN_ROLE, Error, settings};

/// Crash recovery of `max_wal_size` on a slow disk fits well.
const LONGEST_START: Duration = Duration::from_mins(5);

/// Processes of a killed server end by themselves, but the next server waits for none of them.
const ORPHANS_LIVE: Duration = Duration::from_secs(10);

const LOGS_KEPT: usize = 4;

/// Written by `pg_ctl`'s server until its own log takes over.
const START_LOG: &str = "start.log";

#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) folder: Folder,
    pub(crate) binaries: Binaries,
    pub(crate) user: ServerUser,
    pub(crate) durability: Durability,
}

impl Server {
    /// Creates the cluster beside its place and moves it there when complete.
    pub(crate) fn create(&self, locale: &str) -> Result<()> {
        let started = Instant::now();
        let root = self.folder.root();
        self.remove_drafts();
        let draft = root.join(format!("data.new-{}", files::random_hex::<4>(root)?));
        files::private_folder(&draft, self.user.owner)?;
        // The stored password is out of the server user's reach.
        let password_file = root.join("initdb-password");
        let admin = self.folder.login(ADMIN_ROLE)?;
        files::replace(&password_file, admin.password(), self.user.owner)?;

        let mut initdb = self.user.command(&self.binaries.program("initdb"));
        initdb
            .arg("--pgdata")
            .arg(&draft)
            .arg("--pwfile")
            .arg(&password_file)
            .args(["--username", ADMIN_ROLE, "--auth", "scram-sha-256"])
            .args(["--encoding", "UTF8", "--locale-provider", "libc"])
            .args(["--locale", "C", "--lc-ctype", locale])
            .args(["--data-checksums", "--no-instructions"]);
        if self.durability == Durability::Volatile {
            initdb.arg("--no-sync");
        }
        let created = run("initdb", &mut initdb);
        fs::remove_file(&password_file).context("remove", &password_file)?;
        created?;

        let conf = draft.join("postgresql.conf");
        let theirs = fs::read_to_string(&conf).context("read", &conf)?;
        // Relative to that file, so that the folder may be moved.
        let ours = format!("{theirs}\ninclude = '../settings.conf'\n");
        files::replace(&conf, &ours, self.user.owner)?;
        fs::rename(&draft, self.folder.data()).context("rename", &draft)?;
        files::sync_folder(root)?;
        tracing::info!(
            folder = %root.display(), version = self.binaries.major,
            elapsed = ?started.elapsed(), "local PostgreSQL created"
        );
        Ok(())
    }

    /// Leftovers of a creation that was cut short; one still being written stays this time.
    fn remove_drafts(&self) {
        for entry in fs::read_dir(self.folder.root()).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with("data.new-")
                && let Err(error) = fs::remove_dir_all(entry.path())
            {
                tracing::warn!(path = %entry.path().display(), %error, "leftover stays");
            }
        }
    }

    pub(crate) fn answers(&self) -> Answer {
        ping::ping(self.folder.socket_dir())
    }

    /// Returns when the server takes connections, and whether it had to be started.
    pub(crate) fn ensure_started(&self) -> Result<bool> {
        let begun = Instant::now();
        let after_crash = self.pid_file().exists();
        while begun.elapsed() < LONGEST_START {
            match self.answers() {
                Answer::Ready => return Ok(false),
                Answer::NotNow => {}
                Answer::Nobody => match self.start() {
                    Ok(()) => return Ok(true),
                    Err(_) if after_crash && begun.elapsed() < ORPHANS_LIVE => {}
                    Err(error) => return Err(error),
                },
            }
            pause();
        }
        Err(self.not_started())
    }

    fn start(&self) -> Result<()> {
        let begun = Instant::now();
        if self.postmaster_pid().is_some() {
            // It lives but cannot be reached: its socket was removed, or it is only just starting.
            self.stop()?;
        } else {
            // Left by a crash. PostgreSQL itself refuses to start while a process has the number in
            // them: another process of the same user, as happens after each start of a container,
            // or a zombie, where nobody cares for orphans.
            remove_if_there(&self.pid_file())?;
            remove_if_there(&ping::socket_lock(self.folder.socket_dir()))?;
        }
        self.folder.make_socket_dir(&self.user)?;
        files::private_folder(&self.folder.log(), self.user.owner)?;
        self.prune_logs();
        let statistics = self.binaries.has_library("pg_stat_statements");
        let text = settings::text(self.folder.socket_dir(), &self.folder.log(), self.durability, statistics);
        files::replace(&self.folder.settings(), &text, self.user.owner)?;

        // Never pipes: the server would inherit them, and they would not close before it ends.
        let status = self
            .pg_ctl("start", LONGEST_START)
            .arg("--log")
            .arg(self.folder.log().join(START_LOG))
            .status()
            .context("run", &self.binaries.program("pg_ctl"))?;
        if !status.success() {
            return Err(self.not_started());
        }
        tracing::info!(
            folder = %self.folder.root().display(), version = self.binaries.major,
            elapsed = ?begun.elapsed(), "local PostgreSQL started"
        );
        Ok(())
    }

    /// Ends sessions and stops, as an orderly shutdown.
    pub(crate) fn stop(&self) -> Result<()> {
        let mut pg_ctl = self.pg_ctl("stop", Duration::from_mins(1));
        pg_ctl.args(["--mode", "fast"]).stderr(Stdio::piped());
        let stopped = run("pg_ctl", &mut pg_ctl);
        if self.answers() == Answer::Nobody {
            self.folder.remove_outer_socket_dir();
            tracing::info!(folder = %self.folder.root().display(), "local PostgreSQL stopped");
            return Ok(());
        }
        stopped
    }

    fn pg_ctl(&self, what: &str, patience: Duration) -> Command {
        let mut command = self.user.command(&self.binaries.program("pg_ctl"));
        command
            .args([what, "--wait", "--silent", "--timeout"])
            .arg(patience.as_secs().to_string())
            .arg("--pgdata")
            .arg(self.folder.data())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn pid_file(&self) -> PathBuf {
        self.folder.data().join("postmaster.pid")
    }

    /// The server's main process, if it lives. `postmaster.pid` alone proves nothing.
    pub(crate) fn postmaster_pid(&self) -> Option<Pid> {
        let text = fs::read_to_string(self.pid_file()).ok()?;
        let pid = Pid::from_raw(text.lines().next()?.trim().parse().ok()?)?;
        let ours = match fs::read(format!("/proc/{pid}/cmdline")) {
            // Empty for a zombie.
            Ok(arguments) => {
                let mut arguments = arguments.split(|&byte| byte == 0);
                arguments.next().is_some_and(|program| program.ends_with(b"postgres"))
                    && arguments.any(|argument| argument == self.folder.data().as_os_str().as_bytes())
            }
            Err(_) if Path::new("/proc/self").exists() => false,
            Err(_) => test_kill_process(pid).is_ok(),
        };
        ours.then_some(pid)
    }

    fn prune_logs(&self) {
        let mut logs: Vec<PathBuf> =
            fs::read_dir(self.folder.log()).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        // Their names are dates.
        logs.sort_unstable_by(|a, b| b.cmp(a));
        let (start, dated): (Vec<_>, Vec<_>) = logs.into_iter().partition(|log| log.ends_with(START_LOG));
        for old in start.iter().chain(dated.iter().skip(LOGS_KEPT - 1)) {
            if let Err(error) = fs::remove_file(old) {
                tracing::warn!(path = %old.display(), %error, "old log stays");
            }
        }
    }

    fn not_started(&self) -> Error {
        let log = self.folder.log();
        let newest = fs::read_dir(&log)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| !path.ends_with(START_LOG))
            .max();
        let tail = [Some(log.join(START_LOG)), newest]
            .into_iter()
            .flatten()
            .filter_map(|path| fs::read_to_string(path).ok())
            .map(|text| last_lines(&text, 5))
            .collect::<Vec<_>>()
            .join("\n");
        Error::NotStarted { log, tail }
    }
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).context("remove", path),
        _ => Ok(()),
    }
}

fn run(name: &'static str, command: &mut Command) -> Result<()> {
    let output = command.output().context("run", Path::new(command.get_program()))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(Error::Program {
        program: name,
        status: output.status.to_string(),
        output: last_lines(&String::from_utf8_lossy(&said), 12),
    })
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}
