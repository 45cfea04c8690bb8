//! What operators see: the jobs that are out of tries, and how far behind the rest is.
//!
//! A job that was replaced while it ran or lay dead is no dead letter: its successor carries on.
//! The engine keeps such rows, marked as retired, until [`forget_replaced`].

use serde_json::Value;
use skybot_domain::Timestamp;
use sqlx::{FromRow, PgPool};

use super::{MAX_ATTEMPTS, failure};

/// A job that is out of tries, or that trying again cannot help.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct DeadLetter {
    /// Names it for [`replay`].
    pub id: i64,
    /// The task's stored name, such as `wake_conversation`.
    pub task: String,
    /// What the task is about: ids.
    pub payload: Value,
    /// How often it was tried.
    pub attempts: i16,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When the last try failed. Of one that died with its worker: when the try before did, or
    /// when it was enqueued.
    pub at: Timestamp,
}

/// How far behind the workers are.
#[derive(Debug, Clone, Copy, PartialEq, FromRow)]
pub struct Backlog {
    /// Jobs whose time has come and that no worker has taken.
    pub ready: i64,
    /// How long the oldest of them has been waiting; 0 without any.
    pub oldest_ready_seconds: f64,
    /// Dead letters.
    pub dead: i64,
}

/// Whether row `job` is a dead letter.
macro_rules! is_dead {
    () => {
        "job.attempts >= job.max_attempts and job.locked_at is null
         and not exists (select from graphile_worker._private_job_retirements retired where retired.id = job.id)"
    };
}

/// The latest dead letters, last first.
pub async fn dead_letters(pool: &PgPool, limit: u16) -> Result<Vec<DeadLetter>, sqlx::Error> {
    let mut letters: Vec<DeadLetter> = sqlx::query_as(concat!(
        "select job.id, task.identifier as task, job.payload, job.attempts, job.last_error, job.updated_at as at
         from graphile_worker._private_jobs job
         join graphile_worker._private_tasks task on task.id = job.task_id
         where ",
        is_dead!(),
        " order by job.updated_at desc, job.id desc limit $1",
    ))
    .bind(i32::from(limit))
    .fetch_all(pool)
    .await?;
    for letter in &mut letters {
        letter.last_error = letter.last_error.as_deref().map(failure::unwrap_text);
    }
    Ok(letters)
}

/// Gives a dead letter all its tries again, from now on; `false` if there is no such dead letter.
/// It runs within a poll interval.
pub async fn replay(pool: &PgPool, id: i64) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(concat!(
        "update graphile_worker._private_jobs job
         set attempts = 0, max_attempts = $2, run_at = now(), updated_at = now()
         where job.id = $1 and ",
        is_dead!(),
    ))
    .bind(id)
    .bind(MAX_ATTEMPTS)
    .execute(pool)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// How far behind the workers are, in one snapshot.
pub async fn backlog(pool: &PgPool) -> Result<Backlog, sqlx::Error> {
    sqlx::query_as(concat!(
        "select count(*) filter (where job.is_available and job.run_at <= now()) as ready,
                coalesce(extract(epoch from now() - min(job.run_at)
                         filter (where job.is_available and job.run_at <= now())), 0)::float8 as oldest_ready_seconds,
                count(*) filter (where ",
        is_dead!(),
        ") as dead
         from graphile_worker._private_jobs job",
    ))
    .fetch_one(pool)
    .await
}

/// Removes what replaced jobs left behind.
pub(super) async fn forget_replaced(pool: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query(
        "delete from graphile_worker._private_jobs job
         using graphile_worker._private_job_retirements retired
         where retired.id = job.id and job.locked_at is null",
    )
    .execute(pool)
    .await?;
    Ok(())
}
