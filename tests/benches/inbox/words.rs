//! Made-up texts, with words whose frequency is known.

use skybot_tests::Dice;

/// In one message of a hundred.
pub(crate) const FREQUENT: &str = "voucher";
/// In [`RARE_TIMES`] messages of a tenant, evenly spread.
pub(crate) const RARE: &str = "zeppelin";
/// How often.
pub(crate) const RARE_TIMES: u64 = 10;
/// In none.
pub(crate) const ABSENT: &str = "xylophone";

/// Different words besides.
const VOCABULARY: u64 = 4_000;
const WORDS: usize = 8;

/// A text; with one of the words above, if given.
pub(crate) fn text(dice: &mut Dice, special: Option<&str>) -> String {
    let mut text = String::with_capacity(64);
    for place in 0..WORDS {
        if place > 0 {
            text.push(' ');
        }
        match special.filter(|_| place == WORDS / 2) {
            Some(word) => text.push_str(word),
            None => push_word(&mut text, dice.below(VOCABULARY)),
        }
    }
    text
}

/// Three syllables that follow from the number.
fn push_word(text: &mut String, number: u64) {
    for digit in [number % 100, number / 100 % 100, number * 31 % 100] {
        let (first, second) = (digit / 5, digit % 5);
        text.push(char::from(b"bcdfghjklmnpqrstvwxz"[first as usize % 20]));
        text.push(char::from(b"aeiou"[second as usize]));
    }
}
