//! Background work: enqueued in the transaction that calls for it, run by whichever node is free,
//! retried, and kept when all retries are used up.
//!
//! The engine is `graphile_worker`: rows, row locks, LISTEN for the wake-up and polling as the
//! net. What is ours: how a [`Task`] is stored (`encoding`), what a
//! failure leads to (`failure`), what recurs (`cron`), and what operators see (`dead_letters`). Two
//! of these read or write the engine's private tables, which is why its version is pinned and
//! `tests/jobs.rs` covers every such statement.
//!
//! A job runs at least once: a worker may die between the work and its record. Never put a job on
//! the way of every message: enqueuing notifies, which serialises all commits.

mod call;
mod cron;
mod dead_letters;
mod encoding;
mod failure;
mod schema;
mod worker;

use async_trait::async_trait;
use skybot_domain::job::{JobFailure, NewJob, Task};
use sqlx::PgConnection;

pub use dead_letters::{Backlog, DeadLetter, backlog, dead_letters, replay};
pub use schema::{MigrationFailed, migrate};
pub use worker::{Options, Worker};

/// How often a job is tried. With the engine's curve (e^n seconds after the n-th try, 6 h at most)
/// the last try comes about 34 hours after the first.
pub const MAX_ATTEMPTS: i16 = 15;

/// Does the work. Called again for a job that failed, and for one that did not but whose worker
/// died before it could say so.
#[async_trait]
pub trait JobHandler: Send + Sync + 'static {
    /// Does one task. The text of a failure is stored and shown to operators: no secrets, no
    /// message bodies. A panic counts as [`JobFailure::Transient`].
    async fn handle(&self, task: Task) -> Result<(), JobFailure>;
}

/// Enqueues a job in the connection's open transaction: it runs after the commit, or never was.
///
/// A second job for the same thing replaces the first, time and tries included; one that is
/// running is left to finish, and the new one runs after.
pub async fn enqueue(connection: &mut PgConnection, job: &NewJob) -> Result<(), sqlx::Error> {
    let stored = encoding::encode(job.task);
    sqlx::query(
        "select from graphile_worker.add_job(
             $1, $2::json, run_at => $3, max_attempts => $4::int, job_key => $5)",
    )
    .bind(stored.name)
    .bind(stored.payload)
    .bind(job.run_at)
    .bind(MAX_ATTEMPTS)
    .bind(stored.key)
    .execute(connection)
    .await?;
    Ok(())
}

/// The same for many jobs of one kind, in one statement.
pub(crate) async fn enqueue_all(connection: &mut PgConnection, jobs: &[NewJob]) -> Result<(), sqlx::Error> {
    let stored: Vec<_> = jobs.iter().map(|job| encoding::encode(job.task)).collect();
    sqlx::query(
        "select graphile_worker.add_job(
             j.name, j.payload::json, run_at => j.run_at, max_attempts => $5::int, job_key => j.key)
         from unnest($1::text[], $2::jsonb[], $3::timestamptz[], $4::text[]) j (name, payload, run_at, key)",
    )
    .bind(stored.iter().map(|job| job.name).collect::<Vec<_>>())
    .bind(stored.iter().map(|job| job.payload.clone()).collect::<Vec<_>>())
    .bind(jobs.iter().map(|job| job.run_at).collect::<Vec<_>>())
    .bind(stored.iter().map(|job| job.key.as_str()).collect::<Vec<_>>())
    .bind(MAX_ATTEMPTS)
    .execute(connection)
    .await?;
    Ok(())
}
