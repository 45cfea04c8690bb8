//! How far a message gets on its way to the contact.
//!
//! ```text
//! queued < sending < sent < failed < delivered < read
//! ```
//!
//! A report is a [`Progress`], and what is known of an attempt is one too: the least that all reports
//! of it agree with, their join. So the order in which reports come does not matter, nor how often
//! each does. `failed` ends an attempt: what our own side said of it before counts no more. Only
//! evidence from the contact's device outranks it, for a message that arrived has not failed. Reports
//! of another attempt than the present one change nothing.

use crate::Timestamp;
use crate::message::{DeliveryStatus, FailedReason};

/// How far an attempt got, as far as is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The furthest it got.
    pub status: DeliveryStatus,
    /// The first moment at which it is known to have reached the contact.
    pub delivered_at: Option<Timestamp>,
    /// The first moment at which the contact is known to have seen it.
    pub read_at: Option<Timestamp>,
    /// Why it failed, while it is failed.
    pub failed_reason: Option<FailedReason>,
}

impl Progress {
    /// Of an attempt that nobody has taken up.
    pub const QUEUED: Self = Self::at(DeliveryStatus::Queued);
    /// The channel has it in hand.
    pub const SENDING: Self = Self::at(DeliveryStatus::Sending);
    /// The channel took it.
    pub const SENT: Self = Self::at(DeliveryStatus::Sent);

    const fn at(status: DeliveryStatus) -> Self {
        Self { status, delivered_at: None, read_at: None, failed_reason: None }
    }

    /// It reached the contact.
    pub fn delivered(at: Timestamp) -> Self {
        Self { delivered_at: Some(microseconds(at)), ..Self::at(DeliveryStatus::Delivered) }
    }

    /// The contact saw it; so it was delivered by then.
    pub fn read(at: Timestamp) -> Self {
        let at = Some(microseconds(at));
        Self { delivered_at: at, read_at: at, ..Self::at(DeliveryStatus::Read) }
    }

    /// It failed.
    pub fn failed(reason: FailedReason) -> Self {
        Self { failed_reason: Some(reason), ..Self::at(DeliveryStatus::Failed) }
    }

    /// What is known when both are.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        let status = if rank(self.status) < rank(other.status) { other.status } else { self.status };
        let failed_reason = if status == DeliveryStatus::Failed {
            most_final(self.failed_reason.as_ref(), other.failed_reason.as_ref()).cloned()
        } else {
            None
        };
        Self {
            status,
            delivered_at: first(self.delivered_at, other.delivered_at),
            read_at: first(self.read_at, other.read_at),
            failed_reason,
        }
    }
}

const fn rank(status: DeliveryStatus) -> u8 {
    match status {
        DeliveryStatus::Queued => 0,
        DeliveryStatus::Sending => 1,
        DeliveryStatus::Sent => 2,
        DeliveryStatus::Failed => 3,
        DeliveryStatus::Delivered => 4,
        DeliveryStatus::Read => 5,
    }
}

fn first(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}

/// Of two reasons the one that another attempt helps less; of two such, the first by name, so that
/// everybody who knows both tells the same.
fn most_final<'a>(one: Option<&'a FailedReason>, other: Option<&'a FailedReason>) -> Option<&'a FailedReason> {
    one.into_iter().chain(other).min_by_key(|reason| (reason.retryable, &reason.code, &reason.title))
}

/// What the store keeps of a moment.
fn microseconds(at: Timestamp) -> Timestamp {
    at.replace_nanosecond(at.microsecond() * 1_000).unwrap_or(at)
}

/// A message's way to the contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Counts attempts: 1, and one more with every retry.
    pub attempt: i64,
    /// Of this attempt.
    pub progress: Progress,
}

impl Delivery {
    /// What becomes of it when this is reported of an attempt; `None` if it says nothing new.
    #[must_use]
    pub fn report(&self, attempt: i64, reported: &Progress) -> Option<Self> {
        let progress = self.progress.join(reported);
        (attempt == self.attempt && progress != self.progress).then_some(Self { attempt, progress })
    }

    /// The next attempt; `None` if this one has not failed.
    #[must_use]
    pub fn retry(&self) -> Option<Self> {
        (self.progress.status == DeliveryStatus::Failed)
            .then(|| Self { attempt: self.attempt + 1, progress: Progress::QUEUED })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Delivery, Progress};
    use crate::Timestamp;
    use crate::message::{DeliveryStatus, FailedReason};

    fn moment(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + time::Duration::seconds(second)
    }

    fn reason(code: &str, retryable: bool) -> FailedReason {
        FailedReason { code: code.to_owned(), title: format!("Title of {code}"), retryable }
    }

    fn report() -> impl Strategy<Value = Progress> {
        prop_oneof![
            Just(Progress::QUEUED),
            Just(Progress::SENDING),
            Just(Progress::SENT),
            (0_i64..50).prop_map(|second| Progress::delivered(moment(second))),
            (0_i64..50).prop_map(|second| Progress::read(moment(second))),
            ("[ab]", any::<bool>()).prop_map(|(code, retryable)| Progress::failed(reason(&code, retryable))),
        ]
    }

    /// Reports of attempts 1 to 3 of a message that is at its second.
    fn reports() -> impl Strategy<Value = Vec<(i64, Progress)>> {
        prop::collection::vec((1_i64..4, report()), 0..12)
    }

    fn after(reports: &[(i64, Progress)]) -> Delivery {
        let start = Delivery { attempt: 2, progress: Progress::QUEUED };
        reports
            .iter()
            .fold(start, |delivery, (attempt, reported)| delivery.report(*attempt, reported).unwrap_or(delivery))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_order_and_repetition_of_reports_ends_in_the_same_state(
            (given, shuffled) in reports().prop_flat_map(|reports| (Just(reports.clone()), Just(reports).prop_shuffle())),
            repeated in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        ) {
            let mut again = shuffled;
            if !given.is_empty() {
                again.extend(repeated.iter().map(|index| index.get(&given).clone()));
            }
            prop_assert_eq!(after(&again), after(&given));
        }

        #[test]
        fn what_is_reported_early_and_kept_is_as_good_as_in_time(given in reports(), cut in any::<prop::sample::Index>()) {
            // Parked reports are joined first, and applied as one.
            let current: Vec<_> = given.iter().filter(|(attempt, _)| *attempt == 2).cloned().collect();
            let cut = if current.is_empty() { 0 } else { cut.index(current.len()) };
            let (early, late) = current.split_at(cut);
            let parked = early.iter().fold(Progress::QUEUED, |parked, (_, reported)| parked.join(reported));
            let mut delivery = after(late);
            delivery = delivery.report(2, &parked).unwrap_or(delivery);
            prop_assert_eq!(delivery, after(&given));
        }

        #[test]
        fn the_order_is_that_of_the_contract(given in reports()) {
            let reports: Vec<_> = given.iter().filter(|(attempt, _)| *attempt == 2).map(|(_, reported)| reported).collect();
            let has = |status| reports.iter().any(|reported| reported.status == status);
            let furthest = [DeliveryStatus::Read, DeliveryStatus::Delivered, DeliveryStatus::Failed, DeliveryStatus::Sent, DeliveryStatus::Sending].into_iter().find(|status| has(*status));
            let progress = after(&given).progress;
            prop_assert_eq!(progress.status, furthest.unwrap_or(DeliveryStatus::Queued));
            prop_assert_eq!(progress.failed_reason.is_some(), progress.status == DeliveryStatus::Failed);
            prop_assert_eq!(progress.read_at.is_some(), progress.status == DeliveryStatus::Read);
            prop_assert_eq!(progress.delivered_at.is_some(), matches!(progress.status, DeliveryStatus::Delivered | DeliveryStatus::Read));
            prop_assert!(progress.read_at.is_none_or(|read| progress.delivered_at.is_some_and(|delivered| delivered <= read)));
            prop_assert_eq!(progress.read_at, reports.iter().filter_map(|reported| reported.read_at).min());
        }
    }

    #[test]
    fn only_what_failed_is_tried_again_and_old_reports_no_longer_count() {
        let failed = Progress::failed(reason("timeout", true));
        for progress in [Progress::QUEUED, Progress::SENT, Progress::delivered(moment(1)), Progress::read(moment(1))] {
            assert_eq!(Delivery { attempt: 1, progress }.retry(), None);
        }
        let second = Delivery { attempt: 1, progress: failed.clone() }.retry();
        assert_eq!(second, Some(Delivery { attempt: 2, progress: Progress::QUEUED }));
        let second = second.unwrap();
        for reported in [failed, Progress::SENT, Progress::delivered(moment(1)), Progress::read(moment(1))] {
            assert_eq!(second.report(1, &reported), None, "of the attempt that has ended");
        }
    }

    #[test]
    fn moments_are_what_the_store_keeps_of_them() {
        let fine = moment(1) + time::Duration::nanoseconds(1_999);
        let kept = Progress::read(fine);
        assert_eq!(kept, Progress::read(moment(1) + time::Duration::microseconds(1)));
    }
}
