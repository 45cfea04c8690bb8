//! `skybot worker`: background jobs and nothing else.

use crate::context::Context;
use crate::database::{Database, Migrate, Patience};
use crate::exit::Failure;
use crate::jobs;
use crate::stop::Stop;

/// Runs until it is told to stop.
pub(crate) async fn run(context: &Context, stop: &Stop) -> Result<(), Failure> {
    let database = tokio::select! {
        opened = Database::open(context, Migrate::IfLocal, Patience::Configured) => opened?,
        () = stop.asked() => return Ok(()),
    };
    let ports = database.ports(context, context.settings.server.bind)?;
    let worker = jobs::worker(&database.store, ports, &context.settings);
    context.output.event("working", serde_json::json!({}))?;
    tracing::info!("working");
    let whole = tokio::select! {
        () = worker.run(stop.asked()) => true,
        () = stop.insisted() => false,
    };
    if whole {
        tracing::info!("stopped");
        return database.close().await;
    }
    tracing::warn!("stopped before all jobs were done; other workers take them over");
    database.abandon().await
}
