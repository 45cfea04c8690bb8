//! How often one may ask: GCRA by `governor` in this process, told to clients as IETF draft 10 of
//! the `RateLimit` header fields has it.
//!
//! Keys are hashed with a seed of this process into a fixed number of buckets, so that memory
//! stays bounded however many addresses ask.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota as Rate, RateLimiter};
use skybot_domain::ports::{Budget, Quota, RateLimits, Standing};

const BUCKETS: u64 = 1 << 17;
/// Checks after which buckets that are full again are forgotten.
const SWEEP: u32 = 1 << 16;

/// The value of `RateLimit-Policy`.
pub(crate) fn policy(standing: &Standing) -> String {
    let Quota { requests, window } = standing.quota;
    format!("\"{}\";q={requests};w={}", standing.budget.as_str(), seconds(window))
}

/// The value of `RateLimit`.
pub(crate) fn limit(standing: &Standing) -> String {
    format!("\"{}\";r={};t={}", standing.budget.as_str(), standing.remaining, seconds(standing.reset))
}

/// Whether the first leaves less room than the second.
pub(crate) fn is_tighter(one: &Standing, other: &Standing) -> bool {
    let left = |standing: &Standing| f64::from(standing.remaining) / f64::from(standing.quota.requests.get());
    one.retry_after.is_some() || (other.retry_after.is_none() && left(one) < left(other))
}

/// Whole seconds, rounded up: a client that waits so long waited long enough.
pub(crate) fn seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

/// What one client controls, as a number: an IPv4 address, or an IPv6 network of 64 bits. Requests
/// without an address share one.
pub(crate) fn network(address: Option<IpAddr>) -> u128 {
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => u128::from(address.to_bits()),
        Some(IpAddr::V6(address)) => address.to_bits() >> 64 << 64,
        None => u128::MAX,
    }
}

struct Limiter {
    budget: Budget,
    quota: Quota,
    hasher: RandomState,
    buckets: RateLimiter<u32, DashMapStateStore<u32>, DefaultClock, StateInformationMiddleware>,
    checks: AtomicU32,
}

impl Limiter {
    fn new(budget: Budget, quota: Quota) -> Option<Self> {
        let rate = Rate::with_period(quota.window / quota.requests.get())?.allow_burst(quota.requests);
        Some(Self {
            budget,
            quota,
            hasher: RandomState::new(),
            buckets: RateLimiter::dashmap(rate).with_middleware(),
            checks: AtomicU32::new(0),
        })
    }

    fn check(&self, who: u128) -> Standing {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.buckets.retain_recent();
        }
        let bucket = u32::try_from(self.hasher.hash_one(who) % BUCKETS).unwrap_or_default();
        let (remaining, retry_after) = match self.buckets.check_key(&bucket) {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(refused) => (0, Some(refused.wait_time_from(self.buckets.clock().now()))),
        };
        let used = self.quota.requests.get().saturating_sub(remaining);
        let reset = self.quota.window / self.quota.requests.get() * used;
        Standing { budget: self.budget, quota: self.quota, remaining, reset, retry_after }
    }
}

/// The limits of one process.
pub struct LocalLimits(Vec<Limiter>);

impl LocalLimits {
    /// Without a quota a budget has no limit.
    pub fn new(quotas: impl IntoIterator<Item = (Budget, Option<Quota>)>) -> Self {
        Self(quotas.into_iter().filter_map(|(budget, quota)| Limiter::new(budget, quota?)).collect())
    }
}

#[async_trait]
impl RateLimits for LocalLimits {
    async fn spend(&self, budget: Budget, who: u128) -> Option<Standing> {
        self.0.iter().find(|limiter| limiter.budget == budget).map(|limiter| limiter.check(who))
    }

    fn quotas(&self) -> Vec<(Budget, Quota)> {
        self.0.iter().map(|limiter| (limiter.budget, limiter.quota)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use skybot_domain::ports::{Budget, Quota};

    use super::{Limiter, is_tighter, limit, network, policy, seconds};

    fn three_a_minute() -> Limiter {
        let quota = Quota { requests: NonZeroU32::MIN.saturating_add(2), window: Duration::from_mins(1) };
        Limiter::new(Budget::User, quota).expect("a limiter")
    }

    #[test]
    fn counts_down_then_refuses_and_says_when() {
        let limiter = three_a_minute();
        let first = limiter.check(1);
        assert_eq!(policy(&first), "\"user\";q=3;w=60");
        assert_eq!(limit(&first), "\"user\";r=2;t=20");
        assert_eq!(limit(&limiter.check(1)), "\"user\";r=1;t=40");
        assert_eq!(limit(&limiter.check(1)), "\"user\";r=0;t=60");
        let refused = limiter.check(1);
        assert_eq!((limit(&refused).as_str(), refused.retry_after.map(seconds)), ("\"user\";r=0;t=60", Some(20)));
        assert!(limiter.check(2).retry_after.is_none());
    }

    #[test]
    fn the_budget_with_less_room_is_told() {
        let limiter = three_a_minute();
        let (first, second) = (limiter.check(1), limiter.check(1));
        assert!(is_tighter(&second, &first) && !is_tighter(&first, &second));
        limiter.check(1);
        let refused = limiter.check(1);
        assert!(is_tighter(&refused, &second) && !is_tighter(&second, &refused));
    }

    #[test]
    fn one_household_is_one_client() {
        let of = |text: &str| network(text.parse().ok());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1:2:3"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
        assert_ne!(of("10.0.0.1"), of("10.0.0.2"));
    }
}
