//! Leaving a provider alone that has failed again and again, so that people are told at once and
//! the provider can get up.

use std::time::Duration;

use tokio::time::Instant;

/// So many failures in a row are no accident.
const PATIENCE: u32 = 5;

/// How long nobody is let through then.
const REST: Duration = Duration::from_secs(10);

/// Counts failures in a row. Pure: the time is an argument.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    failures: u32,
    rests_until: Option<Instant>,
}

impl Breaker {
    /// Whether somebody may try now. After a rest one is let through, and nobody else until that
    /// one has succeeded or another rest is over; so it does no harm if it is never heard of again.
    pub(super) fn admits(&mut self, now: Instant) -> bool {
        match self.rests_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                self.rests_until = Some(now + REST);
                true
            }
        }
    }

    /// Whoever was let through got an answer.
    pub(super) fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// Whoever was let through got none.
    pub(super) fn failed(&mut self, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= PATIENCE {
            self.rests_until = Some(now + REST);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Breaker;

    const SECOND: Duration = Duration::from_secs(1);

    fn resting(now: Instant) -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..5 {
            assert!(breaker.admits(now));
            breaker.failed(now);
        }
        breaker
    }

    #[test]
    fn five_failures_in_a_row_are_followed_by_a_rest() {
        let now = Instant::now();
        let mut breaker = resting(now);
        assert!(!breaker.admits(now));
        assert!(!breaker.admits(now + SECOND * 10 - Duration::from_nanos(1)));
        assert!(breaker.admits(now + SECOND * 10));
    }

    #[test]
    fn failures_count_only_in_a_row() {
        let now = Instant::now();
        let mut breaker = Breaker::default();
        for _ in 0..20 {
            for _ in 0..4 {
                breaker.failed(now);
            }
            assert!(breaker.admits(now));
            breaker.succeeded();
        }
    }

    #[test]
    fn one_goes_ahead_and_the_others_wait_for_it() {
        let now = Instant::now();
        let later = now + SECOND * 10;

        let mut breaker = resting(now);
        assert!(breaker.admits(later));
        assert!(!breaker.admits(later));
        breaker.succeeded();
        assert!(breaker.admits(later) && breaker.admits(later));

        let mut breaker = resting(now);
        assert!(breaker.admits(later));
        breaker.failed(later + SECOND * 3);
        assert!(!breaker.admits(later + SECOND * 12));
        assert!(breaker.admits(later + SECOND * 13));
    }

    #[test]
    fn one_that_never_came_back_holds_nobody_up() {
        let now = Instant::now();
        let mut breaker = resting(now);
        assert!(breaker.admits(now + SECOND * 10));
        assert!(!breaker.admits(now + SECOND * 19));
        assert!(breaker.admits(now + SECOND * 20));
    }
}
