//! From settings to ports: the one place where every port meets its adapter.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use skybot_auth::{
    AeadVault, Argon2Passwords, JwtSigner, LinkSigner, OidcProviders, PlatformSecret, SigningKey, Totp, VaultKey,
};
use skybot_domain::ports::{
    Attendance, Blobs, Budget, Bus, FilePolicy, Mailer, PlatformGate, Policy, Ports, Quota, RateLimits,
};
use skybot_email::MailSettings;
use skybot_http::LocalLimits;
use skybot_postgres::{PoolSettings, Postgres};
use skybot_redis::{Redis, SharedLimits};
use skybot_storage::{Eyes, NoBlobs, StorageSettings};
use skybot_websocket::{Hub, Switchboard};

use crate::clock::SystemClock;
use crate::config::{Auth, Database, Limits, Settings};
use crate::context::Context;
use crate::database::Keys;
use crate::exit::{Exit, Failure};
use crate::ids::RandomIds;
use crate::local;
use crate::phones::Plans;

const MINUTE: Duration = Duration::from_mins(1);

/// Everything a use case can reach.
pub(crate) fn ports(
    context: &Context,
    store: &Postgres,
    (hub, bus): (&Arc<Hub>, Option<&Redis>),
    keys: &Keys,
    address: SocketAddr,
) -> Result<Ports, Failure> {
    let settings = &context.settings;
    let gate = |secret: &Option<PlatformSecret>| secret.clone().map(|secret| Arc::new(secret) as Arc<dyn PlatformGate>);
    let policy = Policy {
        verified_email_required: settings.auth.verified_email_required && !context.is_demo,
        public_url: settings.server.public_url.clone().unwrap_or_else(|| format!("http://{address}")),
        files: FilePolicy { limits: settings.storage.limits.clone(), link_lifetime: settings.storage.link_lifetime },
    };
    let limits: Arc<dyn RateLimits> = Arc::new(LocalLimits::new(quotas(&settings.limits)));
    let limits = match bus {
        Some(bus) => Arc::new(SharedLimits::new(bus.clone(), limits)) as Arc<dyn RateLimits>,
        None => limits,
    };
    Ok(Ports {
        store: Arc::new(store.clone()),
        events: Arc::new(store.clone()),
        news: Arc::new(Switchboard(Arc::clone(hub))),
        attendance: Arc::clone(hub) as Arc<dyn Attendance>,
        presence: Arc::new(store.clone()),
        credentials: Arc::new(store.clone()),
        letters: Arc::new(store.clone()),
        provisioning: Arc::new(store.clone()),
        mailer: mailer(context)?,
        blobs: blobs(context)?,
        media: Arc::new(Eyes::default()),
        links: Arc::new(LinkSigner::new(&keys.signing)),
        vault: Arc::new(vault(&keys.vault)?),
        codes: Arc::new(Totp),
        providers: Arc::new(providers(settings)?),
        platform: gate(&settings.platform.secret),
        seeding: gate(&settings.platform.seed_secret),
        limits,
        bus: bus.map(|bus| Arc::new(bus.clone()) as Arc<dyn Bus>),
        passwords: Arc::new(passwords(&settings.auth)?),
        tokens: Arc::new(signer(&keys.signing)?),
        phones: Arc::new(Plans),
        clock: Arc::new(SystemClock::default()),
        ids: Arc::new(RandomIds),
        policy: Arc::new(policy),
    })
}

/// How often one may ask.
pub(crate) fn quotas(limits: &Limits) -> [(Budget, Option<Quota>); 8] {
    let quota = |requests: NonZeroU32| Quota { requests, window: MINUTE };
    [
        (Budget::System, limits.system_per_address.map(quota)),
        (Budget::Address, limits.requests_per_address.map(quota)),
        (Budget::SignIn, limits.logins_per_address.map(quota)),
        (Budget::User, limits.requests_per_user.map(quota)),
        (Budget::ApiKey, limits.requests_per_api_key.map(quota)),
        (Budget::Account, limits.requests_per_account.map(quota)),
        (Budget::Conversation, limits.messages_per_conversation.map(quota)),
        (Budget::Sender, limits.messages_per_sender.map(quota)),
    ]
}

/// Letters of a private PostgreSQL stay beside it, unless the settings name a carrier. Whoever needs
/// neither sends none.
fn mailer(context: &Context) -> Result<Arc<dyn Mailer>, Failure> {
    let settings = match (&context.settings.mail, &context.local) {
        (Some(settings), _) => settings.clone(),
        (None, Some(folder)) => MailSettings::File { folder: local::mail_folder(folder) },
        (None, None) => MailSettings::Console,
    };
    skybot_email::mailer(settings).map_err(|problem| Failure::new(Exit::Config, format!("mail: {problem}")))
}

/// Files of a private PostgreSQL stay beside it, unless the settings name another place. Whoever needs
/// neither touches none.
fn blobs(context: &Context) -> Result<Arc<dyn Blobs>, Failure> {
    let settings = match (&context.settings.storage.place, &context.local) {
        (Some(place), _) => place.clone(),
        (None, Some(folder)) => StorageSettings::Local { folder: local::files_folder(folder) },
        (None, None) => return Ok(Arc::new(NoBlobs)),
    };
    skybot_storage::blobs(&settings).map_err(|problem| Failure::new(Exit::Config, format!("storage: {problem}")))
}

fn providers(settings: &Settings) -> Result<OidcProviders, Failure> {
    let providers = OidcProviders::new(settings.oidc.clone().into_iter().collect());
    providers.map_err(|wrong| Failure::new(Exit::Config, wrong.to_string()))
}

/// Hashes a password at once, to know what a stranger's costs.
fn passwords(auth: &Auth) -> Result<Argon2Passwords, Failure> {
    Argon2Passwords::new(auth.password_cost).map_err(|problem| Failure::new(Exit::Config, problem.to_string()))
}

/// A command that signs nobody in needs no key of the settings, and gets one that opens nothing.
fn signer(keys: &[SigningKey]) -> Result<JwtSigner, Failure> {
    let failed = |problem: &dyn std::fmt::Display| Failure::new(Exit::Failure, problem.to_string());
    if keys.is_empty() {
        let key = local::random_key().map_err(|error| failed(&error))?;
        let key = SigningKey::new("none", key.into()).map_err(|problem| failed(&problem))?;
        return JwtSigner::new(&[key]).map_err(|problem| failed(&problem));
    }
    JwtSigner::new(keys).map_err(|problem| failed(&problem))
}

/// The same for one that opens no secret.
fn vault(keys: &[VaultKey]) -> Result<AeadVault, Failure> {
    let failed = |problem: &dyn std::fmt::Display| Failure::new(Exit::Failure, problem.to_string());
    if keys.is_empty() {
        let key = local::random_key().map_err(|error| failed(&error))?;
        let key = VaultKey::new("none", key.into()).map_err(|problem| failed(&problem))?;
        return AeadVault::new(&[key]).map_err(|problem| failed(&problem));
    }
    AeadVault::new(keys).map_err(|problem| failed(&problem))
}

/// What the pool is told.
pub(crate) fn pool(settings: &Database) -> PoolSettings {
    PoolSettings {
        size: settings.pool_size,
        acquire_timeout: settings.acquire_timeout,
        statement_timeout: settings.statement_timeout,
        lock_timeout: settings.lock_timeout,
        idle_in_transaction_timeout: settings.idle_in_transaction_timeout,
    }
}
