//! How often one may ask: GCRA by `governor`, told to clients as IETF draft 10 of the `RateLimit`
//! header fields has it.
//!
//! Keys are hashed with a seed of this process into a fixed number of buckets, so that memory
//! stays bounded however many addresses ask.

use std::hash::{BuildHasher, Hash, RandomState};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::http::header::HeaderValue;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota as Rate, RateLimiter};
use skybot_domain::id::UserId;

use crate::settings::{Limits, Quota};

const BUCKETS: u64 = 1 << 17;
/// Checks after which buckets that are full again are forgotten.
const SWEEP: u32 = 1 << 16;

/// Where a client stands with a limit.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    name: &'static str,
    policy: HeaderValue,
    remaining: u32,
    /// Until all of the quota is there again.
    reset: Duration,
    /// Until one more request is allowed, when this one was not.
    pub(crate) retry_after: Option<Duration>,
}

impl Standing {
    /// The value of `RateLimit-Policy`.
    pub(crate) fn policy(&self) -> HeaderValue {
        self.policy.clone()
    }

    /// The value of `RateLimit`.
    pub(crate) fn limit(&self) -> String {
        format!("\"{}\";r={};t={}", self.name, self.remaining, seconds(self.reset))
    }
}

/// Whole seconds, rounded up: a client that waits so long waited long enough.
pub(crate) fn seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

struct Limiter {
    name: &'static str,
    policy: HeaderValue,
    quota: Quota,
    hasher: RandomState,
    buckets: RateLimiter<u32, DashMapStateStore<u32>, DefaultClock, StateInformationMiddleware>,
    checks: AtomicU32,
}

impl Limiter {
    fn new(name: &'static str, quota: Quota) -> Option<Self> {
        let policy = format!("\"{name}\";q={};w={}", quota.requests, seconds(quota.window));
        let rate = Rate::with_period(quota.window / quota.requests.get())?.allow_burst(quota.requests);
        Some(Self {
            name,
            policy: HeaderValue::from_str(&policy).ok()?,
            quota,
            hasher: RandomState::new(),
            buckets: RateLimiter::dashmap(rate).with_middleware(),
            checks: AtomicU32::new(0),
        })
    }

    fn check(&self, key: impl Hash) -> Standing {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.buckets.retain_recent();
        }
        let bucket = u32::try_from(self.hasher.hash_one(key) % BUCKETS).unwrap_or_default();
        let (remaining, retry_after) = match self.buckets.check_key(&bucket) {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(refused) => (0, Some(refused.wait_time_from(self.buckets.clock().now()))),
        };
        let used = self.quota.requests.get().saturating_sub(remaining);
        let reset = self.quota.window / self.quota.requests.get() * used;
        Standing { name: self.name, policy: self.policy.clone(), remaining, reset, retry_after }
    }
}

/// The limits of the server.
pub(crate) struct Limiters {
    user: Option<Limiter>,
    address: Option<Limiter>,
    login: Option<Limiter>,
}

impl Limiters {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            user: limits.user.and_then(|quota| Limiter::new("default", quota)),
            address: limits.address.and_then(|quota| Limiter::new("address", quota)),
            login: limits.login.and_then(|quota| Limiter::new("login", quota)),
        }
    }

    pub(crate) fn user(&self, user: UserId) -> Option<Standing> {
        self.user.as_ref().map(|limiter| limiter.check(user))
    }

    pub(crate) fn address(&self, address: Option<IpAddr>) -> Option<Standing> {
        self.address.as_ref().map(|limiter| limiter.check(network(address)))
    }

    pub(crate) fn login(&self, address: Option<IpAddr>) -> Option<Standing> {
        self.login.as_ref().map(|limiter| limiter.check(network(address)))
    }
}

/// What one client controls: an IPv4 address, or an IPv6 network of 64 bits.
fn network(address: Option<IpAddr>) -> Option<u64> {
    Some(match address?.to_canonical() {
        IpAddr::V4(address) => u64::from(address.to_bits()),
        IpAddr::V6(address) => u64::try_from(address.to_bits() >> 64).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use super::{Limiter, seconds};
    use crate::settings::Quota;

    #[test]
    fn counts_down_then_refuses_and_says_when() {
        let quota = Quota { requests: NonZeroU32::MIN.saturating_add(2), window: Duration::from_mins(1) };
        let limiter = Limiter::new("default", quota).expect("a limiter");
        let first = limiter.check("ana");
        assert_eq!(first.policy().to_str().ok(), Some("\"default\";q=3;w=60"));
        assert_eq!(first.limit(), "\"default\";r=2;t=20");
        assert_eq!(limiter.check("ana").limit(), "\"default\";r=1;t=40");
        assert_eq!(limiter.check("ana").limit(), "\"default\";r=0;t=60");
        let refused = limiter.check("ana");
        assert_eq!((refused.limit().as_str(), refused.retry_after.map(seconds)), ("\"default\";r=0;t=60", Some(20)));
        assert!(limiter.check("bob").retry_after.is_none());
    }
}
