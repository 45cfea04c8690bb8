//! Settings: every key, checked at start, all mistakes told at once.
//!
//! Three layers, the later before the earlier: `config/default.toml` (built in, and the one list
//! of keys), the file of `--config`, the environment. Mistakes name the key and its variable and
//! never repeat the value, which may be a secret.

mod layers;
mod reader;
mod values;

use std::fmt;
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;
use skybot_auth::{Cost, OidcProviders, OidcSettings, PlatformSecret, SigningKey, VaultKey};
use skybot_domain::attachment::FileLimits;
use skybot_email::MailSettings;
use skybot_http::Network;
use skybot_redis::Address;
use skybot_storage::{S3Settings, StorageSettings};
use skybot_websocket::Pulse;
use sqlx::postgres::PgConnectOptions;

use self::layers::Layers;
use self::reader::Reader;
pub(crate) use self::values::LogFormat;
use self::values::{MailCarrier, StorageKind};

const DEFAULTS: &str = include_str!("../../../../config/default.toml");

/// What a command cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Everything has a default.
    Nothing,
    /// `database.owner_url`.
    Owner,
    /// `database.url`.
    Database,
    /// `database.url`, and how to send letters.
    Worker,
    /// The same, and the keys of `auth`.
    Server,
}

/// All settings, checked. Holds secrets, so there is no way to print it.
pub(crate) struct Settings {
    pub(crate) server: Server,
    pub(crate) database: Database,
    pub(crate) local: Local,
    pub(crate) bus: Bus,
    pub(crate) realtime: Pulse,
    pub(crate) auth: Auth,
    pub(crate) oidc: Option<OidcSettings>,
    pub(crate) platform: Platform,
    pub(crate) mail: Option<MailSettings>,
    pub(crate) storage: Storage,
    pub(crate) limits: Limits,
    pub(crate) jobs: Jobs,
    pub(crate) log: Log,
}

pub(crate) struct Server {
    pub(crate) bind: SocketAddr,
    /// Without a slash at the end; `None`: where the server listens.
    pub(crate) public_url: Option<String>,
    /// `None`: one per processor.
    pub(crate) workers: Option<NonZeroUsize>,
    pub(crate) node_id: Option<String>,
    pub(crate) request_timeout: Duration,
    /// In bytes.
    pub(crate) body_limit: usize,
    /// In bytes.
    pub(crate) import_limit: usize,
    pub(crate) shutdown_timeout: Duration,
    pub(crate) tls: bool,
    pub(crate) trusted_proxies: Vec<Network>,
    pub(crate) allowed_origins: Vec<String>,
}

pub(crate) struct Database {
    pub(crate) url: Option<PgConnectOptions>,
    pub(crate) owner_url: Option<PgConnectOptions>,
    pub(crate) pool_size: u32,
    pub(crate) acquire_timeout: Duration,
    pub(crate) statement_timeout: Duration,
    pub(crate) lock_timeout: Duration,
    pub(crate) idle_in_transaction_timeout: Duration,
    pub(crate) connect_timeout: Duration,
}

/// How the nodes of an installation hear of each other.
pub(crate) struct Bus {
    pub(crate) url: Option<Address>,
    pub(crate) prefix: String,
}

pub(crate) struct Local {
    pub(crate) postgres_bin: Option<PathBuf>,
    pub(crate) download: bool,
    pub(crate) download_url: Option<String>,
}

pub(crate) struct Auth {
    pub(crate) signing_keys: Vec<SigningKey>,
    pub(crate) vault_keys: Vec<VaultKey>,
    pub(crate) verified_email_required: bool,
    pub(crate) password_cost: Cost,
}

/// The secrets of whoever runs the installation; what has none is closed.
pub(crate) struct Platform {
    pub(crate) secret: Option<PlatformSecret>,
    pub(crate) seed_secret: Option<PlatformSecret>,
}

pub(crate) struct Storage {
    /// Where bytes are; `None`: beside the private PostgreSQL.
    pub(crate) place: Option<StorageSettings>,
    /// What is taken.
    pub(crate) limits: FileLimits,
    pub(crate) upload_timeout: Duration,
    pub(crate) link_lifetime: Duration,
}

/// All per minute; `None` is without limit.
pub(crate) struct Limits {
    pub(crate) system_per_address: Option<NonZeroU32>,
    pub(crate) requests_per_user: Option<NonZeroU32>,
    pub(crate) requests_per_api_key: Option<NonZeroU32>,
    pub(crate) requests_per_account: Option<NonZeroU32>,
    pub(crate) requests_per_address: Option<NonZeroU32>,
    pub(crate) logins_per_address: Option<NonZeroU32>,
    pub(crate) messages_per_conversation: Option<NonZeroU32>,
    pub(crate) messages_per_sender: Option<NonZeroU32>,
}

pub(crate) struct Jobs {
    pub(crate) concurrency: usize,
    pub(crate) poll_interval: Duration,
}

pub(crate) struct Log {
    pub(crate) format: LogFormat,
    pub(crate) filter: String,
}

impl Settings {
    /// Reads all layers. `environment` is that of the process, or a test's.
    pub(crate) fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, Option<String>)>,
        needs: Needs,
    ) -> Result<Self, Mistakes> {
        let (layers, mistakes) = Layers::gather(DEFAULTS, file, environment);
        let mut reader = Reader::new(&layers, mistakes);
        let settings = Self::read(&mut reader, needs);
        reader.finish()?;
        Ok(settings)
    }

    fn read(from: &mut Reader<'_>, needs: Needs) -> Self {
        Self {
            server: Server::read(from),
            database: Database::read(from, needs),
            bus: Bus::read(from),
            realtime: realtime(from),
            local: Local::read(from),
            auth: Auth::read(from, needs),
            oidc: oidc(from),
            platform: Platform::read(from),
            mail: mail(from, needs),
            storage: Storage::read(from, needs),
            limits: Limits::read(from),
            jobs: Jobs::read(from),
            log: Log::read(from),
        }
    }
}

impl Server {
    fn read(from: &mut Reader<'_>) -> Self {
        Self {
            bind: from.one_or("server.bind", values::address, SocketAddr::from(([127, 0, 0, 1], 0))),
            public_url: from.optional("server.public_url", values::public_url),
            workers: NonZeroUsize::new(from.one("server.workers", values::integer(0..=1024))),
            node_id: from.optional("server.node_id", values::node_id),
            request_timeout: from.one("server.request_timeout", values::SHORT_DURATION),
            body_limit: from.one("server.body_limit", values::size),
            import_limit: from.one("server.import_limit", values::size),
            shutdown_timeout: from.one("server.shutdown_timeout", values::SHORT_DURATION),
            tls: from.one("server.tls", values::boolean),
            trusted_proxies: from.many("server.trusted_proxies", values::network),
            allowed_origins: from.many("server.allowed_origins", values::origin),
        }
    }
}

impl Database {
    fn read(from: &mut Reader<'_>, needs: Needs) -> Self {
        let url = from.optional("database.url", values::database_url);
        if matches!(needs, Needs::Database | Needs::Worker | Needs::Server) {
            from.require("database.url", "is required, unless the command is given --local DIR");
        }
        let owner_url = from.optional("database.owner_url", values::database_url);
        if needs == Needs::Owner {
            from.require("database.owner_url", "is required, unless the command is given --local DIR");
        }
        Self {
            url,
            owner_url,
            pool_size: from.one("database.pool_size", values::integer(1..=1000)),
            acquire_timeout: from.one("database.acquire_timeout", values::SHORT_DURATION),
            statement_timeout: from.one("database.statement_timeout", values::SHORT_DURATION),
            lock_timeout: from.one("database.lock_timeout", values::SHORT_DURATION),
            idle_in_transaction_timeout: from.one("database.idle_in_transaction_timeout", values::SHORT_DURATION),
            connect_timeout: from.one("database.connect_timeout", values::SHORT_DURATION),
        }
    }
}

impl Bus {
    fn read(from: &mut Reader<'_>) -> Self {
        Self {
            url: from.optional("bus.url", values::bus),
            prefix: from.one_or("bus.prefix", values::name, "skybot".to_owned()),
        }
    }
}

fn realtime(from: &mut Reader<'_>) -> Pulse {
    let heartbeat = from.one("realtime.heartbeat", values::SHORT_DURATION);
    let silence = from.one("realtime.silence", values::SHORT_DURATION);
    // A client that has nothing to say is heard when it answers.
    let longer = if silence > heartbeat { Ok(()) } else { Err("must be longer than realtime.heartbeat".to_owned()) };
    from.check("realtime.silence", longer);
    Pulse { heartbeat, silence }
}

impl Local {
    fn read(from: &mut Reader<'_>) -> Self {
        Self {
            postgres_bin: from.optional("local.postgres_bin", values::path),
            download: from.one("local.download", values::boolean),
            download_url: from.optional("local.download_url", values::web_url),
        }
    }
}

impl Auth {
    fn read(from: &mut Reader<'_>, needs: Needs) -> Self {
        let signing_keys = from.many("auth.signing_keys", values::signing_key);
        let vault_keys = from.many("auth.vault_keys", values::vault_key);
        if needs == Needs::Server {
            from.require("auth.signing_keys", "is required, unless the command is given --local DIR");
            from.require("auth.vault_keys", "is required, unless the command is given --local DIR");
        }
        from.check("auth.signing_keys", values::different(signing_keys.iter().map(SigningKey::kid)));
        from.check("auth.vault_keys", values::different(vault_keys.iter().map(VaultKey::kid)));
        Self {
            signing_keys,
            vault_keys,
            verified_email_required: from.one("auth.verified_email_required", values::boolean),
            password_cost: Cost {
                memory_kib: from.one("auth.argon2_memory_kib", values::integer(19_456..=4_194_304)),
                iterations: from.one("auth.argon2_iterations", values::integer(2..=100)),
                permits: from.one("auth.argon2_permits", values::integer(1..=1024)),
            },
        }
    }
}

/// One identity provider, if it has an issuer.
fn oidc(from: &mut Reader<'_>) -> Option<OidcSettings> {
    let name = from.one("oidc.name", values::text);
    let issuer = from.optional("oidc.issuer", values::text);
    let client_id = from.one("oidc.client_id", values::text);
    let client_secret = from.optional("oidc.client_secret", values::secret);
    let redirect_url = from.one("oidc.redirect_url", values::text);
    let scopes = from.many("oidc.scopes", values::text);
    let settings = OidcSettings { name, issuer: issuer?, client_id, client_secret, redirect_url, scopes };
    let checked = OidcProviders::new(vec![settings.clone()]);
    from.check(
        "oidc.issuer",
        checked.map_err(|wrong| format!("names a provider that cannot be used: {}", wrong.problem)),
    );
    Some(settings)
}

impl Platform {
    fn read(from: &mut Reader<'_>) -> Self {
        Self {
            secret: from.optional("platform.secret", values::platform_secret),
            seed_secret: from.optional("platform.seed_secret", values::platform_secret),
        }
    }
}

/// What a carrier needs besides its name.
fn mail(from: &mut Reader<'_>, needs: Needs) -> Option<MailSettings> {
    let carrier = from.optional("mail.carrier", values::mail_carrier);
    let sender = from.one("mail.from", values::text);
    let folder = from.optional("mail.folder", values::path);
    let url = from.optional("mail.smtp_url", values::secret);
    let api_key = from.optional("mail.resend_api_key", values::secret);
    let base_url = from.one("mail.resend_base_url", values::web_url);
    if matches!(needs, Needs::Worker | Needs::Server) {
        let detail = "is required (smtp, resend, file or console), unless the command is given --local DIR";
        from.require("mail.carrier", detail);
    }
    let carrier = carrier?;
    let needed: &[&str] = match carrier {
        MailCarrier::Console => &[],
        MailCarrier::File => &["mail.folder"],
        MailCarrier::Smtp => &["mail.from", "mail.smtp_url"],
        MailCarrier::Resend => &["mail.from", "mail.resend_api_key"],
    };
    for key in needed {
        from.require(key, "is required by this mail.carrier");
    }
    let nothing = || SecretString::from(String::new());
    let settings = match carrier {
        MailCarrier::Console => MailSettings::Console,
        // Its folder is made when it is needed.
        MailCarrier::File => return Some(MailSettings::File { folder: folder.unwrap_or_default() }),
        MailCarrier::Smtp => MailSettings::Smtp { url: url.unwrap_or_else(nothing), from: sender },
        MailCarrier::Resend => {
            MailSettings::Resend { api_key: api_key.unwrap_or_else(nothing), from: sender, base_url }
        }
    };
    if !needed.iter().any(|key| from.is_empty(key)) {
        let checked = skybot_email::mailer(settings.clone());
        from.check("mail.carrier", checked.map_err(|problem| format!("cannot be used: {problem}")));
    }
    Some(settings)
}

impl Storage {
    fn read(from: &mut Reader<'_>, needs: Needs) -> Self {
        let max_bytes: usize = from.one("storage.max_bytes", values::size);
        Self {
            place: place(from, needs),
            limits: FileLimits { max_bytes: max_bytes as u64, types: from.many("storage.types", values::media_types) },
            upload_timeout: from.one("storage.upload_timeout", values::UPLOAD_DURATION),
            link_lifetime: from.one("storage.link_lifetime", values::LINK_DURATION),
        }
    }
}

/// What a kind of storage needs besides its name.
fn place(from: &mut Reader<'_>, needs: Needs) -> Option<StorageSettings> {
    let kind = from.one("storage.kind", values::storage_kind);
    let folder = from.optional("storage.path", values::path);
    let endpoint = from.optional("storage.endpoint", values::web_url);
    let region = from.one("storage.region", values::text);
    let bucket = from.one("storage.bucket", values::text);
    let access_key_id = from.one("storage.access_key_id", values::text);
    let secret_access_key = from.optional("storage.secret_access_key", values::secret);
    let path_style = from.one("storage.path_style", values::boolean);
    if kind == StorageKind::Local {
        if matches!(needs, Needs::Worker | Needs::Server) {
            from.require("storage.path", "is required by this storage.kind, unless the command is given --local DIR");
        }
        // Made when it is needed.
        return folder.map(|folder| StorageSettings::Local { folder });
    }
    let needed = ["storage.region", "storage.bucket", "storage.access_key_id", "storage.secret_access_key"];
    for key in needed {
        from.require(key, "is required by this storage.kind");
    }
    let secret_access_key = secret_access_key.unwrap_or_default();
    let settings =
        StorageSettings::S3(S3Settings { endpoint, region, bucket, access_key_id, secret_access_key, path_style });
    if !needed.iter().any(|key| from.is_empty(key)) {
        let checked = skybot_storage::blobs(&settings);
        from.check("storage.kind", checked.map_err(|problem| format!("cannot be used: {problem}")));
    }
    Some(settings)
}

impl Limits {
    fn read(from: &mut Reader<'_>) -> Self {
        let mut per_minute = |key| NonZeroU32::new(from.one(key, values::integer(0..=1_000_000)));
        Self {
            system_per_address: per_minute("limits.system_per_address"),
            requests_per_user: per_minute("limits.requests_per_user"),
            requests_per_api_key: per_minute("limits.requests_per_api_key"),
            requests_per_account: per_minute("limits.requests_per_account"),
            requests_per_address: per_minute("limits.requests_per_address"),
            logins_per_address: per_minute("limits.logins_per_address"),
            messages_per_conversation: per_minute("limits.messages_per_conversation"),
            messages_per_sender: per_minute("limits.messages_per_sender"),
        }
    }
}

impl Jobs {
    fn read(from: &mut Reader<'_>) -> Self {
        Self {
            concurrency: from.one("jobs.concurrency", values::integer(1..=1000)),
            poll_interval: from.one("jobs.poll_interval", values::SHORT_DURATION),
        }
    }
}

impl Log {
    fn read(from: &mut Reader<'_>) -> Self {
        Self { format: from.one("log.format", values::log_format), filter: from.one("log.filter", values::log_filter) }
    }
}

/// The process's environment; a value that is no text is told as a mistake if it is ours. Scripts
/// know the secret for seeding by a shorter name.
pub(crate) fn environment() -> impl Iterator<Item = (String, Option<String>)> {
    let ours = |name: String| if name == "SEED_SECRET_KEY" { "SKYBOT__PLATFORM__SEED_SECRET".to_owned() } else { name };
    std::env::vars_os()
        .filter_map(move |(name, value)| Some((ours(name.into_string().ok()?), value.into_string().ok())))
}

/// One thing that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mistake {
    /// Where: `section.key (SKYBOT__SECTION__KEY)`, or the file.
    place: String,
    /// What; never the value.
    detail: String,
}

impl Mistake {
    /// At a key.
    fn at(key: &str, detail: impl Into<String>) -> Self {
        Self { place: format!("{key} ({})", layers::variable(key)), detail: detail.into() }
    }
}

/// All that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistakes(Vec<Mistake>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("there is a mistake in the settings:")?,
            count => write!(f, "there are {count} mistakes in the settings:")?,
        }
        for Mistake { place, detail } in &self.0 {
            write!(f, "\n  {place} {detail}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
