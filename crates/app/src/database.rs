//! The database a command works on: reached, migrated if that is asked for, and checked.
//!
//! Never works on a schema of another release, nor as a role that row-level security does not hold
//! for.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use skybot_auth::{SigningKey, VaultKey};
use skybot_domain::ports::{Bus, Herald, Ports};
use skybot_postgres::{MigrationReport, Postgres};
use skybot_redis::Redis;
use skybot_websocket::Hub;
use sqlx::Connection as _;
use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use tokio::time::{Instant, sleep, timeout};

use crate::config;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::ids::RandomIds;
use crate::local::Local;
use crate::wiring;

/// How long a single attempt to connect may take.
const ATTEMPT: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// How long connections in use have at the end.
const CLOSING: Duration = Duration::from_secs(5);

/// When to bring the schema up to this release. One that is not is refused afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Migrate {
    /// If there is a role for it: with `--local`, or with `database.owner_url`.
    IfOwner,
    /// Only the private PostgreSQL, which nobody else migrates.
    IfLocal,
    /// Not here.
    Never,
}

/// How long to wait for a database that is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Somebody waits for an answer.
    None,
    /// `database.connect_timeout`: machines start their services in any order.
    Configured,
}

/// A database that was found good.
pub(crate) struct Database {
    /// The store; connected as the server's role.
    pub(crate) store: Postgres,
    /// Live delivery, told of whatever the store commits. Idle unless it is started.
    pub(crate) hub: Arc<Hub>,
    /// What connects it to other nodes.
    bus: Option<Redis>,
    keys: Keys,
    local: Option<Local>,
}

/// The keys of the private PostgreSQL's folder, or those of the settings.
#[derive(Clone)]
pub(crate) struct Keys {
    pub(crate) signing: Vec<SigningKey>,
    pub(crate) vault: Vec<VaultKey>,
}

impl Database {
    /// Opens the private PostgreSQL of `--local`, or the database of the settings.
    pub(crate) async fn open(context: &Context, when: Migrate, patience: Patience) -> Result<Self, Failure> {
        let settings = &context.settings;
        let local = match &context.local {
            Some(folder) => Some(Local::open(folder, &settings.local).await?),
            None => None,
        };
        let (app, owner) = match &local {
            Some(local) => (Some(local.app.clone()), Some(local.owner.clone())),
            None => (settings.database.url.clone(), settings.database.owner_url.clone()),
        };
        let app = app.ok_or_else(|| Failure::new(Exit::Config, "database.url is required"))?;
        let limit = if patience == Patience::Configured { settings.database.connect_timeout } else { Duration::ZERO };

        let owner = match when {
            Migrate::IfOwner => owner,
            Migrate::IfLocal => owner.filter(|_| local.is_some()),
            Migrate::Never => None,
        };
        if let Some(owner) = owner {
            migrate(&owner, limit).await?;
        }
        reach(&app, limit).await?;
        refuse_other_schema(&app).await?;
        let node = RandomIds.node();
        let bus = settings.bus.url.clone().map(|url| Redis::connect(url, settings.bus.prefix.clone(), node));
        let name = settings.server.node_id.clone().unwrap_or_default();
        let others = bus.clone().map(|bus| Arc::new(bus) as Arc<dyn Bus>);
        let hub = Hub::new(name, node, others, settings.realtime);
        let store =
            Postgres::connect(app, &wiring::pool(&settings.database)).heralded(Arc::clone(&hub) as Arc<dyn Herald>);
        store.verify().await?;
        let auth = &settings.auth;
        let (signing, vault) = match &local {
            Some(local) => (local.signing_keys.clone(), local.vault_keys.clone()),
            None => (auth.signing_keys.clone(), auth.vault_keys.clone()),
        };
        Ok(Self { store, hub, bus, keys: Keys { signing, vault }, local })
    }

    /// Everything a use case can reach. `address`: where people find the server, unless the settings
    /// say so.
    pub(crate) fn ports(&self, context: &Context, address: SocketAddr) -> Result<Ports, Failure> {
        wiring::ports(context, &self.store, (&self.hub, self.bus.as_ref()), &self.keys, address)
    }

    /// Waits for connections that are in use, then leaves the private PostgreSQL.
    pub(crate) async fn close(self) -> Result<(), Failure> {
        if timeout(CLOSING, self.store.close()).await.is_err() {
            tracing::warn!("connections to the database were still in use");
        }
        self.abandon().await
    }

    /// Leaves the private PostgreSQL, whatever connections are in use.
    pub(crate) async fn abandon(self) -> Result<(), Failure> {
        match self.local {
            Some(local) => local.leave().await,
            None => Ok(()),
        }
    }
}

/// Brings the schema up to this release, of the private PostgreSQL or as the owner of the
/// settings.
pub(crate) async fn migrate_only(context: &Context) -> Result<MigrationReport, Failure> {
    if let Some(folder) = &context.local {
        let local = Local::open(folder, &context.settings.local).await?;
        let report = migrate(&local.owner, Duration::ZERO).await;
        local.leave().await?;
        return report;
    }
    let config::Database { owner_url, .. } = &context.settings.database;
    let owner = owner_url.as_ref().ok_or_else(|| Failure::new(Exit::Config, "database.owner_url is required"))?;
    migrate(owner, Duration::ZERO).await
}

async fn migrate(owner: &PgConnectOptions, limit: Duration) -> Result<MigrationReport, Failure> {
    reach(owner, limit).await?;
    let report = skybot_postgres::migrate(owner.clone()).await?;
    if !report.applied.is_empty() {
        tracing::info!(applied = ?report.applied, "migrated");
    }
    Ok(report)
}

async fn refuse_other_schema(app: &PgConnectOptions) -> Result<(), Failure> {
    let pending = skybot_postgres::pending(app).await?;
    if pending.is_empty() {
        return Ok(());
    }
    let message = format!(
        "the database's schema is not of this release; pending: {}. Run `skybot migrate`, or `skybot serve` with \
         database.owner_url set and without --no-migrate",
        pending.join(", ")
    );
    Err(Failure::new(Exit::Database, message))
}

/// Connects, again and again until the limit has passed.
async fn reach(options: &PgConnectOptions, limit: Duration) -> Result<(), Failure> {
    let begun = Instant::now();
    let mut pause = Duration::from_millis(100);
    loop {
        let why = match timeout(ATTEMPT, PgConnection::connect_with(options)).await {
            Ok(Ok(connection)) => {
                connection.close().await.ok();
                return Ok(());
            }
            Ok(Err(error)) => match error.as_database_error() {
                Some(refusal) if is_final(refusal) => {
                    let message = format!("the database lets nobody in with this URL: {}", refusal.message());
                    return Err(Failure::new(Exit::Config, message));
                }
                Some(refusal) => refusal.message().to_owned(),
                None => error.to_string(),
            },
            Err(_) => "it does not answer".to_owned(),
        };
        if begun.elapsed() + pause > limit {
            return Err(Failure::new(Exit::Unavailable, format!("the database cannot be reached: {why}")));
        }
        tracing::warn!(why, "the database cannot be reached yet");
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Whether trying again is of no use: a wrong role, password or database.
fn is_final(refusal: &dyn DatabaseError) -> bool {
    refusal.code().is_some_and(|code| code.starts_with("28") || code == "3D000")
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::reach;
    use crate::exit::Exit;

    #[tokio::test]
    async fn a_database_that_is_away_is_tried_until_the_limit() {
        // A port that was free a moment ago.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let options = format!("postgres://app:hunter2@127.0.0.1:{port}/skybot").parse().unwrap();
        for (limit, waits) in [(Duration::ZERO, false), (Duration::from_millis(400), true)] {
            let begun = Instant::now();
            let failure = reach(&options, limit).await.unwrap_err();
            assert_eq!(failure.exit, Exit::Unavailable);
            assert!(!failure.message.contains("hunter2"), "{failure}");
            // Pauses of 100 ms, then 200 ms; the next would pass the limit.
            assert_eq!(begun.elapsed() >= Duration::from_millis(300), waits, "{limit:?}");
        }
    }
}
