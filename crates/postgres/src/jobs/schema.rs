//! The engine's own tables.

use graphile_worker::WorkerUtils;
use sqlx::PgPool;

pub(super) const SCHEMA: &str = "graphile_worker";

/// The engine's migrations failed.
#[derive(Debug, thiserror::Error)]
#[error("the job engine's migrations failed")]
pub struct MigrationFailed(#[source] Box<dyn std::error::Error + Send + Sync>);

/// Brings schema `graphile_worker` to what this release needs. Run as the owner, before
/// `migrations/`, which grants the server its rights there. A second run does nothing.
pub async fn migrate(owner: &PgPool) -> Result<(), MigrationFailed> {
    WorkerUtils::new(owner, SCHEMA).migrate().await.map_err(|error| MigrationFailed(error.into()))
}
