//! What recurs. However many nodes run, the engine enqueues each occurrence once: the nodes race
//! for a row per schedule. An occurrence missed while no node ran is made up for within the hour.

use graphile_worker::{Cron, Crontab, CrontabFill, CrontabTimerError, TaskHandler};
use serde_json::json;

use super::MAX_ATTEMPTS;
use super::call::{ExpireIdempotencyKeys, TrimEvents};

/// Hourly, at different minutes.
pub(super) fn schedules() -> Result<[Crontab; 2], CrontabTimerError> {
    Ok([hourly::<ExpireIdempotencyKeys>(17)?, hourly::<TrimEvents>(47)?])
}

fn hourly<T: TaskHandler>(minute: u32) -> Result<Crontab, CrontabTimerError> {
    let cron = Cron::hourly_at::<T>(minute)?
        // Without one the engine stores `null`, which it cannot add its note to.
        .payload_value(json!({}))
        // One that still fails an hour later is replaced, so that they do not pile up.
        .job_key(T::IDENTIFIER)
        .max_attempts(MAX_ATTEMPTS.unsigned_abs())
        .fill(CrontabFill::hours(1));
    Ok(cron.build())
}
