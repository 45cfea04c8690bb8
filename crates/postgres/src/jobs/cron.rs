//! What recurs. However many nodes run, the engine enqueues each occurrence once: the nodes race
//! for a row per schedule. An occurrence missed while no node ran is made up for: an hourly one within
//! the hour, a daily one within the day.

use graphile_worker::{Cron, CronBuilder, Crontab, CrontabFill, CrontabTimerError, TaskHandler};
use serde_json::json;

use super::MAX_ATTEMPTS;
use super::call::{
    CollectFiles, ExpireCredentials, ExpireDeliveryReports, ExpireIdempotencyKeys, PurgeConversations, TrimEvents,
};

/// At different minutes.
pub(super) fn schedules() -> Result<[Crontab; 6], CrontabTimerError> {
    let hour = CrontabFill::hours(1);
    Ok([
        recurring(Cron::hourly_at::<ExpireIdempotencyKeys>(17)?, hour.clone()),
        recurring(Cron::hourly_at::<ExpireDeliveryReports>(27)?, hour.clone()),
        recurring(Cron::hourly_at::<PurgeConversations>(32)?, hour.clone()),
        recurring(Cron::hourly_at::<CollectFiles>(37)?, hour.clone()),
        recurring(Cron::hourly_at::<TrimEvents>(47)?, hour),
        recurring(Cron::daily_at::<ExpireCredentials>(3, 7)?, CrontabFill::days(1)),
    ])
}

fn recurring<T: TaskHandler>(cron: CronBuilder<T>, period: CrontabFill) -> Crontab {
    cron
        // Without one the engine stores `null`, which it cannot add its note to.
        .payload_value(json!({}))
        // One that still fails when the next is due is replaced, so that they do not pile up.
        .job_key(T::IDENTIFIER)
        .max_attempts(MAX_ATTEMPTS.unsigned_abs())
        .fill(period)
        .build()
}
