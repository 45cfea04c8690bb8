//! Bringing the database to this release's schema, and telling whether it is there.

use std::borrow::Cow;
use std::collections::HashSet;

use sqlx::migrate::{Migrate as _, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection};

use skybot_domain::error::StoreError;

use crate::error::store_error;
use crate::jobs;
use crate::pool::Postgres;

/// The migrations of `migrations/`, in order.
static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// Oldest server that will do: 15 has security-invoker views.
const MIN_SERVER_VERSION: i32 = 150_000;

/// Held while migrations run, so that many processes may start at once.
const LOCK: i64 = 0x5359_424f_544d_4947;

/// Why the schema is not, or cannot be brought, where it must be.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database cannot be reached or refused a statement.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A migration failed, or an applied one is not the one this release knows.
    #[error("migration failed: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The job engine's own migrations failed.
    #[error("migration of the job engine failed: {0}")]
    Jobs(String),
    /// Migrations would run with more rights than they may have.
    #[error("migrations must not run as a superuser; give the URL of the role skybot_owner")]
    Superuser,
    /// The server is too old.
    #[error("PostgreSQL 15 or newer is needed, this is {0}")]
    ServerVersion(String),
    /// The server's role could get around row-level security.
    #[error("the server must connect as a role that is not superuser, has no BYPASSRLS and owns nothing; {0}")]
    Role(&'static str),
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationReport {
    /// Names of the migrations that were applied now.
    pub applied: Vec<String>,
}

/// What an administrator sets up once.
#[derive(Debug, Clone)]
pub struct Bootstrap {
    /// The database to make, owned by `skybot_owner`.
    pub database: String,
    /// Password for `skybot_owner`; `None` leaves it.
    pub owner_password: Option<String>,
    /// Password for `skybot_app`; `None` leaves it.
    pub app_password: Option<String>,
}

/// Makes the roles and the database, as an administrator. Safe to run again.
pub async fn bootstrap(admin: PgConnectOptions, setup: &Bootstrap) -> Result<(), MigrateError> {
    let mut connection = admin.connect().await?;
    sqlx::query("select pg_advisory_lock($1)").bind(LOCK).execute(&mut connection).await?;
    connection.execute(include_str!("../../../migrations/bootstrap.sql")).await?;
    for (role, password) in [("skybot_owner", &setup.owner_password), ("skybot_app", &setup.app_password)] {
        if let Some(password) = password {
            // ALTER ROLE takes no parameters; format() quotes.
            let (sql,): (String,) = sqlx::query_as("select format('alter role %I password %L', $1::text, $2::text)")
                .bind(role)
                .bind(password)
                .fetch_one(&mut connection)
                .await?;
            connection.execute(AssertSqlSafe(sql)).await?;
        }
    }
    let (exists,): (bool,) = sqlx::query_as("select exists (select from pg_database where datname = $1)")
        .bind(&setup.database)
        .fetch_one(&mut connection)
        .await?;
    if !exists {
        let (sql,): (String,) = sqlx::query_as("select format('create database %I owner skybot_owner', $1::text)")
            .bind(&setup.database)
            .fetch_one(&mut connection)
            .await?;
        connection.execute(AssertSqlSafe(sql)).await?;
    }
    connection.close().await?;
    Ok(())
}

/// Applies what is pending, as the owner. Many may call at once: one works, the others wait.
pub async fn migrate(owner: PgConnectOptions) -> Result<MigrationReport, MigrateError> {
    let pool = PgPoolOptions::new().max_connections(2).connect_with(owner).await?;
    let mut connection = pool.acquire().await?;
    sqlx::query("select pg_advisory_lock($1)").bind(LOCK).execute(&mut *connection).await?;
    check_server(&mut connection).await?;
    let (superuser,): (bool,) = sqlx::query_as("select rolsuper from pg_roles where rolname = current_user")
        .fetch_one(&mut *connection)
        .await?;
    if superuser {
        return Err(MigrateError::Superuser);
    }
    jobs::migrate(&pool).await.map_err(|error| MigrateError::Jobs(error.to_string()))?;

    connection.ensure_migrations_table("_sqlx_migrations").await?;
    connection.execute("grant select on _sqlx_migrations to skybot_app").await?;
    let before = applied(&mut connection).await?;
    MIGRATOR.run(&mut *connection).await?;
    let applied = names(|version| !before.contains(&version));
    sqlx::query("select pg_advisory_unlock($1)").bind(LOCK).execute(&mut *connection).await?;
    drop(connection);
    pool.close().await;
    Ok(MigrationReport { applied })
}

/// Names of the migrations that were not applied yet, in order.
pub async fn pending(options: &PgConnectOptions) -> Result<Vec<String>, MigrateError> {
    let mut connection = options.connect().await?;
    let applied = applied(&mut connection).await?;
    connection.close().await?;
    Ok(names(|version| !applied.contains(&version)))
}

fn names(wanted: impl Fn(i64) -> bool) -> Vec<String> {
    MIGRATOR.iter().filter(|m| wanted(m.version)).map(|m| format!("{:04} {}", m.version, m.description)).collect()
}

async fn applied(connection: &mut PgConnection) -> Result<HashSet<i64>, sqlx::Error> {
    let (exists,): (bool,) =
        sqlx::query_as("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *connection).await?;
    if !exists {
        return Ok(HashSet::new());
    }
    let rows: Vec<i64> =
        sqlx::query_scalar("select version from _sqlx_migrations where success").fetch_all(connection).await?;
    Ok(rows.into_iter().collect())
}

async fn check_server(connection: &mut PgConnection) -> Result<(), MigrateError> {
    let (number, name): (i32, String) =
        sqlx::query_as("select current_setting('server_version_num')::int, current_setting('server_version')")
            .fetch_one(connection)
            .await?;
    if number < MIN_SERVER_VERSION { Err(MigrateError::ServerVersion(name)) } else { Ok(()) }
}

/// Whether the schema is this release's: for readiness, on a connection of the server's pool.
pub(crate) async fn check(connection: &mut PgConnection) -> Result<(), StoreError> {
    let applied = applied(connection).await.map_err(|error| store_error(&error))?;
    if MIGRATOR.iter().all(|migration| applied.contains(&migration.version)) {
        Ok(())
    } else {
        Err(StoreError::Unavailable(Cow::Borrowed("migrations are pending").into_owned()))
    }
}

impl Postgres {
    /// Whether the server may run on this database at all: its version, and that its role cannot
    /// get around row-level security. For the start; the schema itself is [`pending`]'s business.
    pub async fn verify(&self) -> Result<(), MigrateError> {
        let mut connection = self.pool().acquire().await?;
        check_server(&mut connection).await?;
        let (superuser, bypasses, owns): (bool, bool, bool) = sqlx::query_as(
            "select r.rolsuper, r.rolbypassrls,
                    exists (select from pg_class c where c.relowner = r.oid)
             from pg_roles r where r.rolname = current_user",
        )
        .fetch_one(&mut *connection)
        .await?;
        if superuser {
            return Err(MigrateError::Role("this one is superuser"));
        }
        if bypasses {
            return Err(MigrateError::Role("this one has BYPASSRLS"));
        }
        if owns {
            return Err(MigrateError::Role("this one owns tables"));
        }
        Ok(())
    }
}
