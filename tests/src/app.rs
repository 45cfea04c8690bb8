//! The product as a test sees it: a database and a server of its own.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::PgConnection;

use crate::api::Api;
use crate::cluster::{Cluster, Database};
use crate::command::Run;
use crate::post::PostOffice;
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
            .set("SKYBOT__AUTH__VAULT_KEYS", "test:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752")
            .set("SKYBOT__MAIL__CARRIER", "smtp")
            .set("SKYBOT__MAIL__FROM", "SkyBot <inbox@skybot.example>")
            // Nobody there; an `App` has a post office of its own.
            .set("SKYBOT__MAIL__SMTP_URL", "smtp://127.0.0.1:1")
            // Nowhere; an `App` has a folder of its own.
            .set("SKYBOT__STORAGE__PATH", "/dev/null/files")
            .set("SKYBOT__SERVER__WORKERS", "2")
            .set("SKYBOT__SERVER__SHUTDOWN_TIMEOUT", "5s")
            .set("SKYBOT__DATABASE__POOL_SIZE", "8")
            .set("SKYBOT__LIMITS__SYSTEM_PER_ADDRESS", "1000000")
            .set("SKYBOT__LIMITS__REQUESTS_PER_USER", "1000000")
            .set("SKYBOT__LIMITS__REQUESTS_PER_API_KEY", "1000000")
            .set("SKYBOT__LIMITS__REQUESTS_PER_ACCOUNT", "1000000")
            .set("SKYBOT__LIMITS__REQUESTS_PER_ADDRESS", "1000000")
            .set("SKYBOT__LIMITS__LOGINS_PER_ADDRESS", "100000")
            .set("SKYBOT__LIMITS__MESSAGES_PER_CONVERSATION", "1000000")
            .set("SKYBOT__LIMITS__MESSAGES_PER_SENDER", "1000000")
            .set("SKYBOT__JOBS__POLL_INTERVAL", "100ms")
            .set("SKYBOT__LOG__FORMAT", "json")
    }
}

/// Opens the platform realm of a server [`with_platform`](Settings::with_platform).
pub const PLATFORM_SECRET: &str = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
/// Lets scripts seed it.
pub const SEED_SECRET: &str = "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9";

impl Settings {
    /// With a platform realm.
    #[must_use]
    pub fn with_platform(self) -> Self {
        self.set("SKYBOT__PLATFORM__SECRET", PLATFORM_SECRET).set("SEED_SECRET_KEY", SEED_SECRET)
    }

    /// Believing its clients where they say they come from.
    #[must_use]
    pub fn behind_proxy(self) -> Self {
        self.set("SKYBOT__SERVER__TRUSTED_PROXIES", "127.0.0.1")
    }

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
    /// Where its letters arrive.
    pub post: PostOffice,
    /// Where the bytes of its files are.
    pub files: PathBuf,
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
        let post = PostOffice::open().await;
        let files = database.folder();
        let settings = settings
            .set("SKYBOT__DATABASE__URL", database.app_url())
            .set("SKYBOT__STORAGE__PATH", files.display().to_string())
            .set("SKYBOT__MAIL__SMTP_URL", post.url());
        let server = Server::start(settings.pairs(), &[]).await;
        Self { server, database, post, files, settings, tenants: AtomicU32::new(1) }
    }

    /// A client that is not signed in.
    pub async fn anonymous(&self) -> Api {
        self.server.api().await
    }

    /// A second server on the same database.
    pub async fn another_node(&self) -> Server {
        Server::start(self.settings.pairs(), &[]).await
    }

    /// The same with other settings.
    pub async fn another_node_with(&self, change: impl FnOnce(Settings) -> Settings) -> Server {
        Server::start(change(self.settings.clone()).pairs(), &[]).await
    }

    /// Starts a second server anew where it was.
    pub async fn revive(&self, node: &mut Server) {
        let address = node.address.clone();
        if node.is_alive() {
            node.stop().await;
        }
        *node = Server::start_at(&address, self.settings.pairs(), &[]).await;
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

    /// The same with other settings, from now on.
    pub async fn restart_with(&mut self, change: impl FnOnce(Settings) -> Settings) {
        self.settings = change(self.settings.clone());
        self.restart().await;
    }
}
