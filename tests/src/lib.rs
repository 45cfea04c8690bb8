//! The harness of the tests: builds the product, runs it, and looks at it from outside.
//!
//! A test starts an [`App`] (a database and a server process of its own), makes tenants with
//! [`App::tenant`], and talks HTTP through [`Api`], which holds every answer against the server's
//! own OpenAPI document. SQL is for looking ([`App::sql`]); what it changes is only what this
//! release has no way for yet, and says so.
//!
//! One private PostgreSQL serves a whole test process ([`Cluster`]). It, its databases and all
//! servers are gone when the process is, however it ends.

#![expect(clippy::expect_used, clippy::missing_panics_doc, clippy::panic, reason = "a test fails by panicking")]

mod api;
mod app;
mod authenticator;
mod binary;
mod census;
mod channel;
mod clock;
mod cluster;
mod command;
mod contract;
mod dice;
mod fresh;
mod history;
mod lossy;
mod post;
mod provider;
mod reaper;
mod recount;
mod redis;
mod scan;
mod server;
mod sign_in;
mod silent;
mod story;
mod upload;
mod user;
mod wait;

pub use api::{Api, Ask, Reply};
pub use app::{App, PLATFORM_SECRET, SEED_SECRET, Settings};
pub use authenticator::Authenticator;
pub use binary::skybot;
pub use census::{census, tenant_tables};
pub use cluster::{Cluster, Database};
pub use command::{Finished, Run};
pub use contract::{Contract, Operation};
pub use dice::Dice;
pub use fresh::{fresh_id, from_now, moment};
pub use history::{Anomaly, anomalies, assert_told};
pub use lossy::LossyWire;
pub use post::{PostOffice, Received};
pub use provider::Provider;
pub use recount::recount;
pub use redis::{Redis, RedisCluster, Sentinels};
pub use scan::stored;
pub use server::Server;
pub use sign_in::{AT_ONCE, cookies};
pub use silent::SilentWire;
pub use story::id;
pub use upload::{FORM, form, head};
pub use user::{PASSWORD, User};
pub use wait::eventually;

/// The repository's root.
pub fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository")
}
