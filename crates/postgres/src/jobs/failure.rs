//! What a failure leads to: another try later, or the dead letters.
//!
//! The engine records every failure alike: it adds e^attempts seconds to `run_at` and frees the
//! row. What we want instead is written to the row just before, while it is still locked.

use std::fmt;
use std::time::Duration;

use skybot_domain::job::JobFailure;
use sqlx::PgPool;

/// The share of a delay that is left to chance, so that jobs that failed together do not all come
/// back together.
const JITTER: f64 = 0.2;

/// Nobody means to wait longer, whatever a provider says.
const LONGEST_THROTTLE: Duration = Duration::from_hours(7 * 24);

/// Longer texts are cut.
const MAX_TEXT: usize = 500;

/// Decides what becomes of a locked job that its worker is about to report as failed.
///
/// Nothing happens if the lock is lost: then another worker has the job.
pub(super) async fn decide(pool: &PgPool, job: i64, worker: &str, failure: &JobFailure) -> Result<(), sqlx::Error> {
    match failure {
        JobFailure::Transient(_) => retry(pool, job, worker, Duration::ZERO).await,
        JobFailure::Throttled(wait) => retry(pool, job, worker, (*wait).min(LONGEST_THROTTLE)).await,
        JobFailure::Permanent(_) => give_up(pool, job, worker).await,
    }
}

/// The next try comes after the engine's delay or `at_least`, whichever is longer, plus jitter.
async fn retry(pool: &PgPool, job: i64, worker: &str, at_least: Duration) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update graphile_worker._private_jobs
         set updated_at = now(),
             run_at = now() + make_interval(
                 secs => greatest($3, exp(least(attempts, 10))) * (1 + $4 * random()) - exp(least(attempts, 10)))
         where id = $1 and locked_by = $2",
    )
    .bind(job)
    .bind(worker)
    .bind(at_least.as_secs_f64())
    .bind(JITTER)
    .execute(pool)
    .await?;
    Ok(())
}

/// This was the last try.
async fn give_up(pool: &PgPool, job: i64, worker: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update graphile_worker._private_jobs
         set updated_at = now(), max_attempts = attempts
         where id = $1 and locked_by = $2",
    )
    .bind(job)
    .bind(worker)
    .execute(pool)
    .await?;
    Ok(())
}

/// A failure as the engine stores it, which it does by its debug form.
pub(super) struct Text(String);

impl From<&JobFailure> for Text {
    fn from(failure: &JobFailure) -> Self {
        Self(failure.to_string().chars().take(MAX_TEXT).collect())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Our text, out of what the engine made of it: `TaskError("…")`, with the escapes of Rust. What
/// the engine wrote by itself stays as it is.
pub(super) fn unwrap_text(stored: &str) -> String {
    let inner = stored.strip_prefix("TaskError(").and_then(|rest| rest.strip_suffix(')'));
    inner.and_then(|quoted| serde_json::from_str(quoted).ok()).unwrap_or_else(|| stored.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn as_stored(failure: &JobFailure) -> String {
        let text = format!("{:?}", Text::from(failure));
        format!("TaskError({text:?})")
    }

    #[test]
    fn texts_survive_the_engine() {
        for text in ["the store is unavailable", "\"a\" and \\b\\\n next line"] {
            assert_eq!(unwrap_text(&as_stored(&JobFailure::Transient(text.to_owned()))), text);
        }
        assert_eq!(unwrap_text("WorkerCrashed"), "WorkerCrashed");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let stored = as_stored(&JobFailure::Permanent("ß".repeat(MAX_TEXT + 1)));
        assert_eq!(unwrap_text(&stored), "ß".repeat(MAX_TEXT));
    }
}
