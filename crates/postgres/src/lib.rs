//! The store adapter: PostgreSQL through sea-orm and sqlx.
//!
//! Implements the domain's [`Store`](skybot_domain::ports::Store), event log, credentials, letters,
//! importer, provisioning and housekeeping on one pool. Never decides a rule: rules are the
//! domain's, or constraints and triggers in `migrations/`.
//!
//! Where to look: [`pool`] for how work reaches a connection and what happens when it is cut
//! short, `unit` for a tenant's transaction, `append` for the hot path.

mod append;
mod attribute_definitions;
mod audit;
mod batches;
mod compose;
mod contacts;
mod conversations;
mod credentials;
mod error;
mod events;
mod files;
mod filter;
mod housekeeping;
mod import;
mod imports;
pub mod jobs;
mod letters;
mod lifecycle;
mod messages;
mod migrate;
mod notes;
pub mod pool;
mod presence;
mod provisioning;
mod query;
mod rows;
mod search;
mod store;
mod tx;
mod unit;
mod views;

pub use audit::AuditFault;
pub use migrate::{Bootstrap, MigrateError, MigrationReport, bootstrap, migrate, pending};
pub use pool::{PoolSettings, Postgres};
pub use sqlx::postgres::PgConnectOptions;
