//! Folders that disappear with the process that made them, server included, however it ends.
//!
//! A small shell process in a process group of its own holds the reading end of a pipe. The
//! kernel closes the writing end when we end, by whatever death, and the shell then stops the
//! server and removes the folder. It is the only one that does, so every test run proves it.

use std::env;
use std::fs::{self, DirBuilder, File};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, SystemTime};

use rustix::process::geteuid;

use crate::cluster::Durability;
use crate::error::{Context as _, Result};
use crate::files;
use crate::folder::Folder;

const PREFIX: &str = "skybot-pg-";

/// A fresh cluster takes 60 MB, a database 8 MB; a container's `/dev/shm` may have just 64 MB.
const ROOM: u64 = 1 << 30;

/// A folder this young may not have taken its lock yet.
const GRACE: Duration = Duration::from_mins(1);

/// `$1` is the folder, `$2` that of the socket. The server is told by its arguments, for the number
/// may be another process's by now. It removes its `postmaster.pid` last, so the absence of that
/// says more than the number, which a zombie keeps.
const WATCH: &str = r#"
trap '' HUP INT TERM
read -r _
arguments() {
    if [ -e /proc/self/cmdline ]; then tr '\0' ' ' <"/proc/$1/cmdline"; else ps -p "$1" -o args=; fi
}
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ] && arguments "$pid" 2>/dev/null | grep -qF "postgres -D $1/data" && kill -QUIT "$pid"; then
    tries=100
    while [ -e "$1/data/postmaster.pid" ] && [ "$tries" -gt 0 ]; do
        sleep 0.05
        tries=$((tries - 1))
    done
fi
tries=20
while [ -e "$1" ] && [ "$tries" -gt 0 ]; do
    rm -rf "$1" "$2" 2>/dev/null || sleep 0.1
    tries=$((tries - 1))
done
"#;

/// While it lives, so does the folder. Dropping it waits until everything is gone.
#[derive(Debug)]
pub(crate) struct Lifeline {
    shell: Child,
    pipe: Option<ChildStdin>,
}

impl Lifeline {
    pub(crate) fn watch(folder: &Path, socket_dir: &Path) -> Result<Self> {
        let path = Path::new("/bin/sh");
        let mut shell = Command::new(path)
            .args(["-c", WATCH, "skybot-pg-watch"])
            .args([folder, socket_dir])
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A Ctrl-C for us is not for it.
            .process_group(0)
            .spawn()
            .context("run", path)?;
        let pipe = shell.stdin.take();
        Ok(Self { shell, pipe })
    }
}

impl Drop for Lifeline {
    fn drop(&mut self) {
        drop(self.pipe.take());
        if let Err(error) = self.shell.wait() {
            tracing::warn!(%error, "cannot wait for an ephemeral PostgreSQL to go");
        }
    }
}

/// A fresh folder under watch, in memory when nothing has to be durable.
pub(crate) fn folder(durability: Durability) -> Result<(Folder, Lifeline)> {
    let memory = PathBuf::from("/dev/shm");
    let disk = env::temp_dir();
    sweep(&memory);
    sweep(&disk);
    if durability == Durability::Volatile
        && has_room(&memory)
        && let Ok(made) = folder_in(&memory)
    {
        return Ok(made);
    }
    folder_in(&disk)
}

fn folder_in(parent: &Path) -> Result<(Folder, Lifeline)> {
    let path = parent.join(format!("{PREFIX}{}", files::random_hex::<6>(parent)?));
    DirBuilder::new().mode(0o700).create(&path).context("create", &path)?;
    let folder = Folder::open(&path)?;
    let lifeline = Lifeline::watch(folder.root(), Path::new(folder.socket_dir()))?;
    Ok((folder, lifeline))
}

fn has_room(dir: &Path) -> bool {
    rustix::fs::statvfs(dir).is_ok_and(|fs| fs.f_bavail.saturating_mul(fs.f_frsize) >= ROOM)
}

/// Removes what is left where even the watching shell was killed.
fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with(PREFIX)
            && is_abandoned(&path)
            && let Ok(folder) = Folder::open(&path)
        {
            tracing::info!(folder = %path.display(), "removing an abandoned PostgreSQL");
            let socket_dir = Path::new(folder.socket_dir());
            // Its pipe closes at once.
            if let Err(error) = Lifeline::watch(&path, socket_dir).map(drop) {
                tracing::warn!(folder = %path.display(), %error, "it stays");
            }
        }
    }
}

/// Ours, not just being made, and used by nobody.
#[expect(clippy::disallowed_methods, reason = "the age of a file is told by the system's clock")]
fn is_abandoned(path: &Path) -> bool {
    let old_and_ours = fs::symlink_metadata(path).is_ok_and(|found| {
        let age = found.modified().ok().and_then(|modified| SystemTime::now().duration_since(modified).ok());
        found.is_dir() && found.uid() == geteuid().as_raw() && age.is_some_and(|age| age > GRACE)
    });
    old_and_ours
        && match File::open(path.join("users.lock")) {
            Ok(lock) => lock.try_lock().is_ok(),
            Err(error) => error.kind() == ErrorKind::NotFound,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old_folder(parent: &Path, name: &str) -> PathBuf {
        let path = parent.join(name);
        fs::create_dir(&path).unwrap();
        fs::write(path.join("transition.lock"), "").unwrap();
        fs::write(path.join("users.lock"), "").unwrap();
        File::open(&path).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        path
    }

    #[test]
    fn only_abandoned_folders_are_swept() {
        let parent = tempfile::tempdir().unwrap();
        let parent = parent.path();
        let abandoned = old_folder(parent, "skybot-pg-abandoned");
        let used = old_folder(parent, "skybot-pg-used");
        let other = old_folder(parent, "other");
        // The number of its server now belongs to somebody else.
        let mut bystander = Command::new("sleep").arg("60").spawn().unwrap();
        fs::create_dir(abandoned.join("data")).unwrap();
        fs::write(abandoned.join("data/postmaster.pid"), bystander.id().to_string()).unwrap();
        File::open(&abandoned).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        let young = old_folder(parent, "skybot-pg-young");
        fs::write(young.join("touch"), "").unwrap();
        let lock = File::open(used.join("users.lock")).unwrap();
        lock.lock_shared().unwrap();

        sweep(parent);

        assert!(!abandoned.exists());
        assert!(bystander.try_wait().unwrap().is_none(), "not hurt");
        bystander.kill().unwrap();
        bystander.wait().unwrap();
        assert!(used.exists() && other.exists() && young.exists());
    }
}
