//! The product as a test sees it: a database and a server of its own.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::PgConnection;

use crate::api::Api;
use crate::cluster::{Cluster, Database};
use crate::command::Run;
use crate::server::Server;
use crate::user::User;

/// What the server is told by its environment, besides its database.
#[derive(Debug, Clone)]
pub struct Settings(Vec<(String, String)>);

impl Default for Settings {
    /// A small server without limits that a test could run into.
    fn default() -> Self {
        Self(Vec::new())
            .set("SKYBOT__AUTH__SIGNING_KEYS", "test:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
            .set("SKYBOT__SERVER__WORKERS", "2")
            .set("SKYBOT__SERVER__SHUTDOWN_TIMEOUT", "5s")
            .set("SKYBOT__DATABASE__POOL_SIZE", "8")
            .set("SKYBOT__LIMITS__REQUESTS_PER_USER", "1000000")
            .set("SKYBOT__LIMITS__REQUESTS_PER_ADDRESS", "1000000")
            .set("SKYBOT__LIMITS__LOGINS_PER_ADDRESS", "100000")
            .set("SKYBOT__JOBS__POLL_INTERVAL", "100ms")
            .set("SKYBOT__LOG__FORMAT", "json")
    }
}

impl Settings {
    /// With this variable.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// Without this variable.
    #[must_use]
    pub fn unset(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        self
    }

    /// All of them.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

/// A running product.
#[derive(Debug)]
pub struct App {
    // Dropped first: a database with sessions in it goes slower.
    /// Its server.
    pub server: Server,
    /// Its database.
    pub database: Database,
    settings: Settings,
    tenants: AtomicU32,
}

impl App {
    /// A server on a database of its own.
    pub async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    /// The same with settings of its own.
    pub async fn with(settings: Settings) -> Self {
        Self::on(Cluster::shared().await.database().await, settings).await
    }

    /// A server on a given database.
    pub async fn on(database: Database, settings: Settings) -> Self {
        let settings = settings.set("SKYBOT__DATABASE__URL", database.app_url());
        let server = Server::start(settings.pairs(), &[]).await;
        Self { server, database, settings, tenants: AtomicU32::new(1) }
    }

    /// A client that is not signed in.
    pub async fn anonymous(&self) -> Api {
        self.server.api().await
    }

    /// A second server on the same database.
    pub async fn another_node(&self) -> Server {
        Server::start(self.settings.pairs(), &[]).await
    }

    /// A new tenant, as its owner sees it.
    pub async fn tenant(&self) -> User {
        let number = self.tenants.fetch_add(1, Ordering::Relaxed);
        self.tenant_named(&format!("Tenant {number}")).await
    }

    /// The same with a name of its own.
    pub async fn tenant_named(&self, name: &str) -> User {
        User::owner(self, name).await
    }

    /// A command of the product on the same database.
    pub fn run<S: Into<std::ffi::OsString>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        Run::new(arguments).envs(self.settings.pairs().iter().cloned())
    }

    /// A session of the superuser, to look at what is stored.
    pub async fn sql(&self) -> PgConnection {
        self.database.auditor().await
    }

    /// One number out of the database.
    pub async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&mut self.sql().await).await.expect(query)
    }

    /// Ends the server with `kill -9`; `restart` brings it back.
    pub async fn kill9(&mut self) {
        self.server.kill9().await;
    }

    /// Starts the server anew, on another port.
    pub async fn restart(&mut self) {
        if self.server.is_alive() {
            self.server.stop().await;
        }
        self.server = Server::start(self.settings.pairs(), &[]).await;
    }
}
