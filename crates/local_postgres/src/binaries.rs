//! Finds the programs of an installed PostgreSQL.
//!
//! It never takes a folder on trust: the three programs must be there, and `postgres --version`
//! must say a version the product supports.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Result;
use crate::{Error, OLDEST_MAJOR};

const NEEDED: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// Where distributions put one folder per version: parent, how its entries begin, and the folder
/// of programs inside the entry.
const HOMES: [(&str, &str, &str); 9] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/lib", "postgresql", "bin"),
    ("/usr/lib64", "postgresql", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/usr/local", "pgsql", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
];

/// One usable installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Binaries {
    pub(crate) dir: PathBuf,
    pub(crate) major: u32,
}

impl Binaries {
    /// The installation in the folder of programs the user named.
    pub(crate) fn in_folder(dir: PathBuf) -> Result<Self> {
        Self::inspect(&dir).map_err(|reason| Error::BadBinDir { dir, reason })
    }

    /// The first installation found that suits: of version `major` where a cluster exists already,
    /// else any that is new enough. `extra` are folders of programs to look at last.
    pub(crate) fn search(major: Option<u32>, extra: Vec<PathBuf>) -> Found {
        let candidates =
            pg_config_dir().into_iter().chain(path_dirs()).chain(HOMES.iter().flat_map(versions_in)).chain(extra);
        let installed = candidates.filter_map(|dir| Self::inspect(&dir).ok());
        Found::pick(installed, major)
    }

    /// Follows links first, so that the server finds its libraries next to its real place.
    fn inspect(dir: &Path) -> Result<Self, String> {
        let server =
            dir.join("postgres").canonicalize().map_err(|error| format!("it has no program `postgres` ({error})"))?;
        let dir = server.parent().ok_or("its program `postgres` is in no folder")?;
        if let Some(missing) = NEEDED.iter().find(|name| !dir.join(name).is_file()) {
            return Err(format!("{} has no program `{missing}` (is only the client installed?)", dir.display()));
        }
        let output = Command::new(&server)
            .arg("--version")
            .output()
            .map_err(|error| format!("its program `postgres` does not run: {error}"))?;
        let version = String::from_utf8_lossy(&output.stdout);
        let major = major_of(&version).ok_or_else(|| format!("`postgres --version` says {:?}", version.trim()))?;
        if major < OLDEST_MAJOR {
            return Err(format!("it is PostgreSQL {major}, older than {OLDEST_MAJOR}"));
        }
        Ok(Self { dir: dir.to_path_buf(), major })
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Whether a library the server could preload is installed with it.
    pub(crate) fn has_library(&self, name: &str) -> bool {
        let told = stdout_of(&self.program("pg_config"), "--pkglibdir").map(PathBuf::from);
        let beside = self.dir.parent().map(|home| home.join("lib"));
        let also = beside.as_ref().map(|lib| lib.join("postgresql"));
        [told, beside, also]
            .into_iter()
            .flatten()
            .any(|dir| ["so", "dylib"].iter().any(|suffix| dir.join(name).with_extension(suffix).is_file()))
    }
}

/// What a search gave.
#[derive(Debug)]
pub(crate) enum Found {
    Suitable(Binaries),
    /// The versions at hand, none of them the one asked for.
    OtherVersions(Vec<u32>),
}

impl Found {
    pub(crate) fn pick(candidates: impl IntoIterator<Item = Binaries>, major: Option<u32>) -> Self {
        let mut others = Vec::new();
        for candidate in candidates {
            if major.is_none_or(|major| major == candidate.major) {
                return Self::Suitable(candidate);
            }
            if !others.contains(&candidate.major) {
                others.push(candidate.major);
            }
        }
        Self::OtherVersions(others)
    }
}

/// `postgres (PostgreSQL) 16beta1 (Debian …)` → 16.
fn major_of(version: &str) -> Option<u32> {
    let (_, number) = version.split_once("(PostgreSQL) ")?;
    leading_number(number)
}

fn leading_number(text: &str) -> Option<u32> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

fn stdout_of(program: &Path, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let text = text.trim();
    (output.status.success() && !text.is_empty()).then(|| text.to_owned())
}

fn pg_config_dir() -> Option<PathBuf> {
    stdout_of(Path::new("pg_config"), "--bindir").map(PathBuf::from)
}

fn path_dirs() -> Vec<PathBuf> {
    env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default()
}

/// The folders of programs of one home, newest version first.
fn versions_in(&(parent, prefix, inside): &(&str, &str, &str)) -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix(prefix)?.trim_start_matches(['-', '@']);
            Some((leading_number(version).unwrap_or(0), entry.path().join(inside)))
        })
        .collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, dir)| dir).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn fake(dir: &Path, version: &str, programs: &[&str]) {
        fs::create_dir_all(dir).unwrap();
        for name in programs {
            let script = format!("#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n");
            fs::write(dir.join(name), script).unwrap();
            fs::set_permissions(dir.join(name), fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    #[test]
    fn reads_every_form_of_version() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"), Some(15));
        assert_eq!(major_of("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major_of("postgres (PostgreSQL) 19devel\n"), Some(19));
        assert_eq!(major_of("something else 15"), None);
    }

    #[test]
    fn a_named_folder_must_be_complete_and_new_enough() {
        let root = tempfile::tempdir().unwrap();
        let reason = |dir: &Path| match Binaries::in_folder(dir.to_path_buf()) {
            Err(error @ Error::BadBinDir { .. }) => error.to_string(),
            other => panic!("{other:?}"),
        };
        assert!(reason(&root.path().join("absent")).contains("no program `postgres`"));

        let client = root.path().join("client");
        fake(&client, "16.1", &["postgres", "initdb"]);
        assert!(reason(&client).contains("no program `pg_ctl`"));

        let old = root.path().join("old");
        fake(&old, "14.9", &NEEDED);
        assert!(reason(&old).contains("it is PostgreSQL 14, older than 15"));
    }

    #[test]
    fn links_lead_to_the_real_folder() {
        let root = tempfile::tempdir().unwrap();
        let (real, links) = (root.path().join("real"), root.path().join("links"));
        fake(&real, "16.1", &NEEDED);
        fs::create_dir(&links).unwrap();
        symlink(real.join("postgres"), links.join("postgres")).unwrap();
        let binaries = Binaries::inspect(&links).unwrap();
        assert_eq!(binaries.dir, real.canonicalize().unwrap());
        assert_eq!(binaries.major, 16);
    }

    #[test]
    fn an_existing_cluster_decides_the_version() {
        let at = |major| Binaries { dir: PathBuf::from(format!("/pg/{major}")), major };
        let pick = |major| Found::pick([at(17), at(16), at(15)], major);
        assert!(matches!(pick(None), Found::Suitable(found) if found == at(17)));
        assert!(matches!(pick(Some(16)), Found::Suitable(found) if found == at(16)));
        assert!(matches!(pick(Some(14)), Found::OtherVersions(found) if found == [17, 16, 15]));
    }

    #[test]
    fn versions_are_tried_newest_first() {
        let root = tempfile::tempdir().unwrap();
        for name in ["pgsql-9.6", "pgsql-16", "pgsql-15", "other-17"] {
            fs::create_dir(root.path().join(name)).unwrap();
        }
        let home = (root.path().to_str().unwrap(), "pgsql-", "bin");
        let expected = ["pgsql-16/bin", "pgsql-15/bin", "pgsql-9.6/bin"];
        assert_eq!(versions_in(&home), expected.map(|name| root.path().join(name)));
    }
}
