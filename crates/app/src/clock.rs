//! The time. The one place that reads the system's clock.

use std::sync::atomic::{AtomicI64, Ordering};

use skybot_domain::Timestamp;
use skybot_domain::ports::Clock;

/// The [`Clock`] port: to the microsecond, as the database keeps it, and never backwards while
/// the process lives: it stands still until a clock that was set back has caught up.
#[derive(Debug, Default)]
pub(crate) struct SystemClock {
    latest: AtomicI64,
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        self.no_earlier(micros(system_time()))
    }
}

impl SystemClock {
    fn no_earlier(&self, micros: i64) -> Timestamp {
        let latest = self.latest.fetch_max(micros, Ordering::Relaxed).max(micros);
        // Every i64 of microseconds that a clock shows is a date.
        Timestamp::from_unix_timestamp_nanos(i128::from(latest) * 1000).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the Clock port")]
fn system_time() -> Timestamp {
    Timestamp::now_utc()
}

fn micros(time: Timestamp) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1000).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use skybot_domain::ports::Clock as _;

    use super::{SystemClock, system_time};

    #[test]
    fn shows_the_time_to_the_microsecond() {
        let before = system_time();
        let now = SystemClock::default().now();
        let after = system_time();
        assert_eq!(now.nanosecond() % 1000, 0);
        assert!(before.unix_timestamp_nanos() / 1000 <= now.unix_timestamp_nanos() / 1000 && now <= after);
    }

    #[test]
    fn never_goes_backwards() {
        let clock = SystemClock::default();
        let late = clock.no_earlier(2_000_000);
        assert_eq!(clock.no_earlier(1_000_000), late);
        assert!(clock.no_earlier(2_000_001) > late);
    }
}
