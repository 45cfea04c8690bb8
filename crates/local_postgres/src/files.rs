//! Small files that appear whole or not at all, readable by their owner only.

use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, fchown, lchown};
use std::path::{Path, PathBuf};

use rustix::process::geteuid;

use crate::error::{Context as _, Result};

/// The OS user and group a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl Owner {
    pub(crate) fn of(path: &Path) -> Result<Self> {
        let metadata = fs::metadata(path).context("look at", path)?;
        Ok(Self { uid: metadata.uid(), gid: metadata.gid() })
    }

    /// Makes a folder this owner's. Only root can; for everybody else it is theirs already. Never
    /// follows a link, which the folder's present owner could have put there.
    pub(crate) fn take(self, path: &Path) -> Result<()> {
        if geteuid().is_root() {
            lchown(path, Some(self.uid), Some(self.gid)).context("change the owner of", path)?;
        }
        Ok(())
    }
}

/// Makes a 0700 folder, unless it is there.
pub(crate) fn private_folder(path: &Path, owner: Owner) -> Result<()> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => owner.take(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error).context("create", path),
    }
}

/// Writes a 0600 file in place of what was there.
pub(crate) fn replace(path: &Path, contents: &str, owner: Owner) -> Result<()> {
    let draft = draft(path, contents, owner)?;
    fs::rename(&draft, path).context("write", path)?;
    sync_folder_of(path)
}

/// Writes a 0600 file unless there is one; whoever comes first wins, and the other keeps its file.
pub(crate) fn create_once(path: &Path, contents: &str, owner: Owner) -> Result<()> {
    let draft = draft(path, contents, owner)?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft).context("remove", &draft)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error).context("write", path),
        _ => sync_folder_of(path),
    }
}

fn sync_folder_of(path: &Path) -> Result<()> {
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes the names in a folder last, as syncing a file does for its contents.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    File::open(path).and_then(|folder| folder.sync_all()).context("sync", path)
}

fn draft(path: &Path, contents: &str, owner: Owner) -> Result<PathBuf> {
    let draft = path.with_added_extension(random_hex::<8>(path)?);
    let write = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        if geteuid().is_root() {
            fchown(&file, Some(owner.uid), Some(owner.gid))?;
        }
        file.write_all(contents.as_bytes())?;
        file.sync_all()
    };
    write().context("write", &draft)?;
    Ok(draft)
}

/// Opens a file that is only there to be locked.
pub(crate) fn lock_file(path: &Path) -> Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path).context("open", path)
}

/// `None` when there is no such file.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).context("read", path),
    }
}

/// `N` random bytes in hexadecimal; `for_path` is what they are for.
pub(crate) fn random_hex<const N: usize>(for_path: &Path) -> Result<String> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| io::Error::other(error.to_string()))
        .context("get random bytes for", for_path)?;
    // Writing to a string cannot fail.
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_to_create_wins_and_a_replacement_replaces() {
        let dir = tempfile::tempdir().unwrap();
        let owner = Owner::of(dir.path()).unwrap();
        let path = dir.path().join("secret");
        create_once(&path, "first", owner).unwrap();
        create_once(&path, "second", owner).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        replace(&path, "third", owner).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "third");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no drafts stay");
    }

    #[test]
    fn random_text_is_long_and_different_each_time() {
        let random = || random_hex::<24>(Path::new("test")).unwrap();
        assert_eq!(random().len(), 48);
        assert_ne!(random(), random());
    }
}
