//! The private PostgreSQL of `--local DIR`: cluster, roles, database, and the keys that live beside
//! them.
//!
//! The folder holds `postgres/` (see the crate `skybot-local-postgres`), `signing_keys` and
//! `vault_keys`, one `kid:secret` a line, made at random the first time, 0600, `mail/` with the
//! letters, unless the settings name another carrier, and `files/` with the files, unless they name
//! another place.

use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use skybot_auth::{KeyProblem, SigningKey, VaultKey};
use skybot_local_postgres::{Cluster, Download, Options};
use skybot_postgres::Bootstrap;
use sqlx::postgres::PgConnectOptions;

use crate::config;
use crate::exit::{Exit, Failure};

const DATABASE: &str = "skybot";
const OWNER: &str = "skybot_owner";
const APP: &str = "skybot_app";
const SIGNING_KEYS: &str = "signing_keys";
const VAULT_KEYS: &str = "vault_keys";
/// How often it is looked whether the server still runs.
const LOOK: Duration = Duration::from_secs(1);

/// A running private PostgreSQL. Dropping it leaves it, and the last to leave stops it.
pub(crate) struct Local {
    cluster: Arc<Cluster>,
    supervisor: tokio::task::JoinHandle<()>,
    /// The role that owns the tables.
    pub(crate) owner: PgConnectOptions,
    /// The role the server runs as.
    pub(crate) app: PgConnectOptions,
    pub(crate) signing_keys: Vec<SigningKey>,
    pub(crate) vault_keys: Vec<VaultKey>,
}

impl Local {
    /// Makes what is missing, and starts what does not run.
    pub(crate) async fn open(folder: &Path, settings: &config::Local) -> Result<Self, Failure> {
        let options =
            Options { bin_dir: settings.postgres_bin.clone(), download: download(settings), ..Options::durable() };
        let cluster = Arc::new(Cluster::open(folder.join("postgres"), options).await?);
        let owner = cluster.ensure_login_role(OWNER).await?;
        let app = cluster.ensure_login_role(APP).await?;
        let setup = Bootstrap { database: DATABASE.to_owned(), owner_password: None, app_password: None };
        skybot_postgres::bootstrap(cluster.admin().options("postgres"), &setup).await?;
        Ok(Self {
            supervisor: tokio::spawn(supervise(Arc::clone(&cluster))),
            cluster,
            owner: owner.options(DATABASE),
            app: app.options(DATABASE),
            signing_keys: keys(&folder.join(SIGNING_KEYS), SigningKey::parse)?,
            vault_keys: keys(&folder.join(VAULT_KEYS), VaultKey::parse)?,
        })
    }

    /// Stops using it; the last one of all stops the server.
    pub(crate) async fn leave(self) -> Result<(), Failure> {
        self.supervisor.abort();
        match self.cluster.leave().await {
            Ok(departure) => tracing::debug!(?departure, "left the private PostgreSQL"),
            Err(skybot_local_postgres::Error::AlreadyLeft) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        self.supervisor.abort();
    }
}

/// Starts the server again whenever it has died.
async fn supervise(cluster: Arc<Cluster>) {
    let mut look = tokio::time::interval(LOOK);
    let mut failing = false;
    loop {
        look.tick().await;
        match cluster.ensure_running().await {
            Ok(started) => {
                if started {
                    tracing::warn!("the private PostgreSQL had died and was started again");
                }
                failing = false;
            }
            Err(skybot_local_postgres::Error::AlreadyLeft) => return,
            // Once is enough, however long it lasts.
            Err(error) if !failing => {
                tracing::error!(%error, "the private PostgreSQL died and cannot be started again");
                failing = true;
            }
            Err(_) => {}
        }
    }
}

fn download(settings: &config::Local) -> Option<Download> {
    let cache = data_folder()?.join("postgresql");
    settings.download.then(|| Download { cache, mirror: settings.download_url.clone() })
}

/// Where the demo is kept unless the command line says otherwise.
pub(crate) fn demo_folder() -> Result<PathBuf, Failure> {
    data_folder().map(|folder| folder.join("demo")).ok_or_else(|| {
        Failure::new(Exit::Local, "there is no home directory to keep the demo in; name a folder with --local DIR")
    })
}

/// Where the platform keeps what programs make for their user. PostgreSQL runs as another user
/// when root starts it, who cannot enter root's home.
fn data_folder() -> Option<PathBuf> {
    if rustix::process::geteuid().is_root() {
        return Some(PathBuf::from("/var/lib/skybot"));
    }
    let named = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let of_home = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/share" };
    let data = named("XDG_DATA_HOME").or_else(|| named("HOME").map(|home| home.join(of_home)));
    data.map(|data| data.join("skybot"))
}

/// Where letters are kept.
pub(crate) fn mail_folder(folder: &Path) -> PathBuf {
    folder.join("mail")
}

/// Where the bytes of files are kept.
pub(crate) fn files_folder(folder: &Path) -> PathBuf {
    folder.join("files")
}

/// Puts a fresh key before those that are there, of each kind; their kids. What the old ones signed
/// or sealed stays good.
pub(crate) fn rotate_keys(folder: &Path) -> Result<[String; 2], Failure> {
    let rotate = |name: &str| {
        let path = folder.join(name);
        let failed = |error: io::Error| Failure::new(Exit::Local, format!("{}: {error}", path.display()));
        let old = match std::fs::read_to_string(&path) {
            Ok(old) => old,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed(error)),
        };
        let (kid, key) = fresh_key().map_err(failed)?;
        let draft = draft(&path, &format!("{key}\n{old}")).map_err(failed)?;
        std::fs::rename(draft, &path).map_err(failed)?;
        Ok(kid)
    };
    Ok([rotate(SIGNING_KEYS)?, rotate(VAULT_KEYS)?])
}

/// Reads keys, made the first time. Many processes may come at once: one key is kept, and all read
/// that one.
fn keys<K>(path: &Path, parse: impl Fn(&str) -> Result<K, KeyProblem>) -> Result<Vec<K>, Failure> {
    let failed = |what: &str| Failure::new(Exit::Local, format!("{} {what}", path.display()));
    if !path.exists() {
        make_key(path).map_err(|error| failed(&format!("cannot be made: {error}")))?;
    }
    let text = std::fs::read_to_string(path).map_err(|error| failed(&format!("cannot be read: {error}")))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let keys = lines.map(parse).collect::<Result<Vec<_>, _>>();
    match keys {
        Ok(keys) if !keys.is_empty() => Ok(keys),
        Ok(_) => Err(failed("holds no key; remove it to have one made")),
        Err(problem) => Err(failed(&format!("holds a bad key: {problem}"))),
    }
}

/// The file appears complete or not at all, and never replaces another.
fn make_key(path: &Path) -> io::Result<()> {
    let draft = draft(path, &format!("{}\n", fresh_key()?.1))?;
    let kept = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match kept {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Writes the text into a file beside the path.
fn draft(path: &Path, text: &str) -> io::Result<PathBuf> {
    let draft = path.with_extension(random_key()?);
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(draft)
}

/// A key as the settings have it, and its kid.
pub(crate) fn fresh_key() -> io::Result<(String, String)> {
    let kid: String = random_key()?.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    let key = format!("{kid}:{}", random_key()?);
    Ok((kid, key))
}

/// 256 random bits as text.
pub(crate) fn random_key() -> io::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt as _;

    use skybot_auth::SigningKey;

    use super::{VAULT_KEYS, keys, rotate_keys};

    fn signing_keys(path: &std::path::Path) -> Result<Vec<SigningKey>, crate::exit::Failure> {
        keys(path, SigningKey::parse)
    }

    #[test]
    fn a_key_is_made_once_and_kept_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signing_keys");
        let keys: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| signing_keys(&path).map(|keys| keys.len()))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap().unwrap()).collect()
        });
        assert_eq!(keys, [1; 8]);
        let made = std::fs::read_to_string(&path).unwrap();
        assert!(signing_keys(&path).is_ok());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), made);
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn a_spoilt_file_is_told_without_its_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signing_keys");
        for (text, told) in [("", "holds no key"), ("\n\n", "holds no key"), ("local:hunter2\n", "holds a bad key")] {
            std::fs::write(&path, text).unwrap();
            let failure = signing_keys(&path).map(|_| ()).unwrap_err();
            assert!(failure.message.contains(told) && !failure.message.contains("hunter"), "{failure}");
        }
    }

    #[test]
    fn a_rotated_key_goes_before_the_old_ones() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signing_keys");
        let old = signing_keys(&path).unwrap()[0].kid().to_owned();
        let [kid, _] = rotate_keys(folder.path()).unwrap();
        let kids: Vec<_> = signing_keys(&path).unwrap().iter().map(|key| key.kid().to_owned()).collect();
        assert_eq!(kids, [kid, old]);
        assert_eq!(std::fs::metadata(folder.path().join(VAULT_KEYS)).unwrap().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "no draft is left");
    }
}
