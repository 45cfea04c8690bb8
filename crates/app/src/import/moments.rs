//! Moments for conversations whose file tells none: plausible, in the file's order, in the past.
//!
//! A pure function of the line's number and of now; no dice are thrown twice with another result.

use skybot_domain::Timestamp;
use time::Duration;

/// Over how long a time conversations of the past are spread.
pub(crate) const WINDOW: Duration = Duration::days(30);
/// How many lines fill the older half of [`WINDOW`]. The length of a stream is not known before
/// its end, so time runs ever slower towards now and never gets there.
const PACE: i64 = 1_000;
/// No message is younger than this.
const MARGIN: Duration = Duration::seconds(1);

/// When the conversation on this line ended. Later lines never end earlier.
pub(super) fn end_of_line(line: u64, now: Timestamp) -> Timestamp {
    let line = i64::try_from(line).unwrap_or(i64::MAX).min(i64::MAX - PACE);
    let age = micros(WINDOW) * PACE / (PACE + line);
    now.saturating_sub(MARGIN + Duration::microseconds(age))
}

/// Moments for the `count` messages of a conversation: ascending, at least a second apart, the
/// last at `end`. The same seed gives the same gaps.
pub(crate) fn spread(end: Timestamp, seed: u64, count: usize) -> Vec<Timestamp> {
    let mut dice = Dice::new(seed);
    let mut at = end;
    let mut moments = Vec::with_capacity(count);
    for _ in 0..count {
        moments.push(at);
        at = at.saturating_sub(gap(&mut dice));
    }
    moments.reverse();
    moments
}

/// How long people take for the next message: mostly a minute or two, sometimes a burst or a break.
fn gap(dice: &mut Dice) -> Duration {
    let (least, range): (i64, u64) = match dice.below(10) {
        0..3 => (2, 10),
        3..9 => (12, 168),
        _ => (180, 1_320),
    };
    Duration::seconds(least) + Duration::microseconds(dice.below(range * 1_000_000).cast_signed())
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.whole_microseconds()).unwrap_or(i64::MAX)
}

/// Numbers that look random and are the same for the same seed (`SplitMix64`). Not for secrets.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Seeded by a text (FNV-1a).
    pub(crate) fn of(text: &str) -> Self {
        Self(
            text.bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)),
        )
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 up to but not `bound`; 0 if there is nothing below.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.roll().checked_rem(bound).unwrap_or(0)
    }

    /// True so many times out of a hundred.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of them; `None` if there are none.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let place = self.below(u64::try_from(of.len()).unwrap_or(u64::MAX));
        of.get(usize::try_from(place).unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::{Dice, MARGIN, WINDOW, end_of_line, spread};

    const NOW: skybot_domain::Timestamp = datetime!(2026-03-01 12:00:00.123456 UTC);

    proptest! {
        #[test]
        fn later_lines_end_later_and_all_before_now(line in 1_u64..1_000_000) {
            let end = end_of_line(line, NOW);
            prop_assert!(end < end_of_line(line + 1, NOW));
            prop_assert!(end <= NOW - MARGIN && end >= NOW - WINDOW - MARGIN);
            prop_assert_eq!(end.nanosecond() % 1000, 0, "no finer than the database keeps");
        }

        #[test]
        fn messages_ascend_to_the_end_and_are_the_same_every_time(seed: u64, count in 0_usize..400) {
            let moments = spread(NOW, seed, count);
            prop_assert_eq!(moments.len(), count);
            prop_assert!(moments.windows(2).all(|pair| pair[1] - pair[0] >= time::Duration::SECOND));
            prop_assert_eq!(moments.last().copied(), (count > 0).then_some(NOW));
            prop_assert_eq!(spread(NOW, seed, count), moments);
        }

        #[test]
        fn dice_stay_below_their_bound(seed: u64, bound in 1_u64..1_000) {
            prop_assert!(Dice::new(seed).below(bound) < bound);
        }
    }

    #[test]
    fn no_line_reaches_now_and_none_overflows() {
        for line in [0, 1, 1 << 40, u64::MAX] {
            assert!(end_of_line(line, NOW) < NOW, "{line}");
        }
    }

    #[test]
    fn conversations_differ() {
        assert_ne!(spread(NOW, 1, 5), spread(NOW, 2, 5));
        assert_ne!(Dice::of("a").roll(), Dice::of("b").roll());
        assert_eq!(Dice::new(1).pick::<u8>(&[]), None);
    }
}
