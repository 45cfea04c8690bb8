//! The private PostgreSQL of a test process, and the databases in it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use skybot_local_postgres::{Cluster as Postgres, Login, Options};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use tokio::sync::OnceCell;

use crate::command::Run;

/// What an administrator runs once per cluster.
const ROLES: &str = include_str!("../../migrations/bootstrap.sql");

const TEMPLATE: &str = "skybot_template";

/// A PostgreSQL with the product's roles and a migrated template database.
#[derive(Debug)]
pub struct Cluster {
    /// The server itself.
    pub postgres: Postgres,
    owner: Login,
    app: Login,
    databases: AtomicU32,
}

impl Cluster {
    /// The one that all tests of this process share. It forgets everything in a crash of the
    /// machine, but not in one of its own.
    pub async fn shared() -> &'static Self {
        static SHARED: OnceCell<Cluster> = OnceCell::const_new();
        SHARED.get_or_init(|| Self::new(Options::volatile())).await
    }

    /// One of its own, for tests that stop it or need it to be durable.
    pub async fn own(options: Options) -> &'static Self {
        // It goes with the process, by the lifeline that every ephemeral cluster has.
        Box::leak(Box::new(Self::new(options).await))
    }

    async fn new(options: Options) -> Self {
        let postgres = Postgres::ephemeral(options).await.expect("a private PostgreSQL");
        let mut admin = PgConnection::connect_with(&postgres.admin().options("postgres")).await.expect("a session");
        admin.execute(ROLES).await.expect("the roles");
        admin.close().await.expect("a clean end");
        let owner = postgres.ensure_login_role("skybot_owner").await.expect("the owner's password");
        let app = postgres.ensure_login_role("skybot_app").await.expect("the server's password");

        postgres.ensure_database(TEMPLATE, "skybot_owner").await.expect("the template");
        Run::new(["migrate"]).env("SKYBOT__DATABASE__OWNER_URL", owner.url(TEMPLATE)).success().await;
        postgres.make_template(TEMPLATE).await.expect("the template");
        Self { postgres, owner, app, databases: AtomicU32::new(1) }
    }

    /// A migrated database with nothing in it.
    pub async fn database(&'static self) -> Database {
        let database = self.name();
        self.postgres.create_database_from_template(&database.name, TEMPLATE).await.expect("a copy of the template");
        database
    }

    /// A database without a schema.
    pub async fn empty_database(&'static self) -> Database {
        let database = self.name();
        self.postgres.ensure_database(&database.name, "skybot_owner").await.expect("a database");
        database
    }

    fn name(&'static self) -> Database {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        Database { name: format!("test_{number}"), cluster: self }
    }
}

/// A database that is dropped with this value.
#[derive(Debug)]
pub struct Database {
    name: String,
    /// Where it is.
    pub cluster: &'static Cluster,
}

impl Database {
    /// The URL for the role the server runs as.
    pub fn app_url(&self) -> String {
        self.cluster.app.url(&self.name)
    }

    /// The URL for the role that owns the tables.
    pub fn owner_url(&self) -> String {
        self.cluster.owner.url(&self.name)
    }

    /// A folder for what belongs to it, which goes with the cluster.
    pub(crate) fn folder(&self) -> std::path::PathBuf {
        self.cluster.postgres.folder().join("files").join(&self.name)
    }

    /// A session of the superuser, whom row-level security does not hold.
    pub async fn auditor(&self) -> PgConnection {
        self.session(self.cluster.postgres.admin()).await
    }

    /// A session of the role the server runs as.
    pub async fn as_app(&self) -> PgConnection {
        self.session(&self.cluster.app).await
    }

    /// Runs a statement of the superuser.
    pub async fn execute(&self, statement: &str) {
        let mut session = self.auditor().await;
        session.execute(AssertSqlSafe(statement.to_owned())).await.expect(statement);
        session.close().await.expect("a clean end");
    }

    async fn session(&self, login: &Login) -> PgConnection {
        PgConnection::connect_with(&login.options(&self.name)).await.expect("a session")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (name, postgres) = (self.name.clone(), &self.cluster.postgres);
        // The test's runtime may be ending.
        let dropped = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            // Where a test has killed the server, the database goes with the cluster.
            runtime.block_on(postgres.drop_database(&name)).is_ok()
        });
        let _ = dropped.join();
    }
}
