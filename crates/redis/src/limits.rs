//! Limits that nodes share, counted in Redis by the generic cell rate algorithm.
//!
//! Every node counts by itself as well, and the stricter of the two holds. So losing Redis lifts no
//! limit: what a node has counted is there.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use redis::Script;
use skybot_domain::ports::{Budget, Quota, RateLimits, Standing};
use tokio::time::{Instant, timeout};

use crate::line::Redis;

/// How long a request waits for the shared count.
const PATIENCE: Duration = Duration::from_millis(100);
/// After a failure nobody asks for so long.
const BREAK: Duration = Duration::from_secs(1);

/// Takes one request out of a budget. `KEYS[1]`: whose. `ARGV`: microseconds for one request, and for all of
/// the quota. Gives whether it is allowed (1) or not (0), how many more are, and the microseconds until all of the
/// quota is there again and until one more is allowed. The time is Redis's, which all nodes share.
const SPEND: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local each, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local wait = due + each - window - now
if wait > 0 then
  return {0, 0, due - now, wait}
end
due = due + each
redis.call('SET', KEYS[1], string.format('%.0f', due), 'PX', math.ceil((due - now) / 1000))
return {1, math.floor((window - (due - now)) / each), due - now, 0}
";

/// Limits of one process and, on top, of all nodes.
pub struct SharedLimits {
    redis: Redis,
    local: Arc<dyn RateLimits>,
    script: Script,
    began: Instant,
    /// Milliseconds since it began; nobody asks before.
    broken_until: AtomicU64,
}

impl SharedLimits {
    /// Counts in Redis what `local` counts here.
    pub fn new(redis: Redis, local: Arc<dyn RateLimits>) -> Self {
        let (script, began) = (Script::new(SPEND), Instant::now());
        Self { redis, local, script, began, broken_until: AtomicU64::new(0) }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Where somebody stands with all nodes together; `None` if that cannot be found out.
    async fn shared(&self, budget: Budget, quota: Quota, who: u128) -> Option<Standing> {
        if self.now() < self.broken_until.load(Ordering::Relaxed) {
            return None;
        }
        let mut link = self.redis.link()?;
        let window = i64::try_from(quota.window.as_micros()).ok()?;
        let each = window / i64::from(quota.requests.get());
        let key = self.redis.name(&format!("limit:{}:{who:x}", budget.as_str()));
        let arguments = [each, each * i64::from(quota.requests.get())];
        let told = timeout(PATIENCE, link.run(&self.script, &key, &arguments)).await;
        let Ok(Ok(told)) = told else {
            let pause = u64::try_from(BREAK.as_millis()).unwrap_or(u64::MAX);
            self.broken_until.store(self.now().saturating_add(pause), Ordering::Relaxed);
            tracing::warn!("limits cannot be shared at the moment; this node counts by itself");
            return None;
        };
        let [allowed, remaining, reset, retry] = told[..] else { return None };
        let microseconds = |count: i64| Duration::from_micros(u64::try_from(count).unwrap_or_default());
        Some(Standing {
            budget,
            quota,
            remaining: u32::try_from(remaining).unwrap_or_default(),
            reset: microseconds(reset),
            retry_after: (allowed == 0).then(|| microseconds(retry)),
        })
    }
}

/// The one that leaves less.
fn stricter(one: Standing, other: Standing) -> Standing {
    match (one.retry_after, other.retry_after) {
        (Some(one_wait), Some(other_wait)) => {
            if one_wait >= other_wait {
                one
            } else {
                other
            }
        }
        (Some(_), None) => one,
        (None, Some(_)) => other,
        (None, None) => {
            if one.remaining <= other.remaining {
                one
            } else {
                other
            }
        }
    }
}

#[async_trait]
impl RateLimits for SharedLimits {
    async fn spend(&self, budget: Budget, who: u128) -> Option<Standing> {
        let local = self.local.spend(budget, who).await?;
        if local.retry_after.is_some() {
            return Some(local);
        }
        match self.shared(budget, local.quota, who).await {
            Some(shared) => Some(stricter(local, shared)),
            None => Some(local),
        }
    }

    fn quotas(&self) -> Vec<(Budget, Quota)> {
        self.local.quotas()
    }
}
