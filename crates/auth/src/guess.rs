//! How soon a password is guessed, by somebody who tries the likely ones first.
//!
//! The password is cut into pieces that such a guesser would try: words of a list, words that are
//! known of its owner, walks over the keyboard, years, what was there before once more, and single
//! characters for the rest. Each piece costs bits (the logarithm of how many of its kind are tried
//! before it), and the cheapest way to cut counts. What is left is not how strong a password is,
//! only whether it is among the first.
//!
//! Nothing is asked for: no kinds of characters, no scripts. The work grows with the length of the
//! password and not faster, so that no password is slow on purpose. Known strength meters do not
//! keep to that: zxcvbn 3.1 takes 0.7 s for the worst 128 characters.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

/// Refused below this: 16 million guesses. That is about what the lists have with the usual rules
/// for padding and doubling applied to them, and far more than anybody gets to make at a sign-in.
/// It lets through what is random: fifteen characters of any kind always, eight letters and digits
/// 99 times in a hundred (the rest hold a word or a year by chance), eight digits not always.
const FEW: u32 = 24;

/// Nothing more is looked at. A password of 128 characters gets longer only where nearly all of
/// them are ligatures of many.
const LOOKED_AT: usize = 1024;

/// One of ten.
const DIGIT: u32 = 3;
/// One of 32 or more: letters, signs, ideographs.
const CHARACTER: u32 = 5;
/// A piece of a line: which, from where, which way.
const WALK: u32 = 6;
const SHORTEST_WALK: usize = 3;
/// From 1900 to 2099, the recent ones first.
const YEAR: u32 = 7;
/// That it goes on as before; and how far before, on top.
const REPEAT: u32 = 3;
const LONGEST_PERIOD: usize = 32;
/// One of the few words that are known of whoever chose it.
const KNOWN: u32 = 2;
const SHORTEST_KNOWN: usize = 3;
/// That signs stand for letters.
const DISGUISE: u32 = 2;

/// Everybody's words.
const PRODUCT: [&str; 2] = ["skybot", "inbox"];

/// What fingers follow, either way. No character is twice in one.
const LINES: [&str; 17] = [
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "1234567890",
    "!@#$%^&*()",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "147258369",
];

static WALKS: LazyLock<Vec<Vec<char>>> =
    LazyLock::new(|| LINES.iter().flat_map(|line| [line.chars().collect(), line.chars().rev().collect()]).collect());

/// Words and what they cost: the logarithm of their place on their list.
struct Words {
    costs: HashMap<&'static str, u32>,
    longest: usize,
}

/// Where the lists are from says `guess/NOTICE.md`. The most used comes first.
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words { costs: HashMap::with_capacity(1 << 16), longest: 0 };
    for list in [include_str!("guess/passwords.txt"), include_str!("guess/words.txt")] {
        for (place, word) in (1_u32..).zip(list.lines()) {
            let cost = place.ilog2().max(1);
            words.longest = words.longest.max(word.len());
            match words.costs.entry(word) {
                Entry::Vacant(entry) => _ = entry.insert(cost),
                Entry::Occupied(mut entry) => *entry.get_mut() = cost.min(*entry.get()),
            }
        }
    }
    words
});

/// Whether a password is among those that are guessed first. `context` holds what a guesser knows
/// of its owner: names and addresses, whole.
pub(crate) fn is_among_the_first(password: &str, context: &[&str]) -> bool {
    bits(password, context) < FEW
}

/// The logarithm of how many passwords are tried before this one, or rather less.
fn bits(password: &str, context: &[&str]) -> u32 {
    let text = fold(password);
    let known = known(context);
    let readings = readings(&text);
    let mut costs = Costs(vec![u32::MAX; text.len() + 1]);
    costs.reach(0, 0);
    let mut repeats = [u32::MAX; LONGEST_PERIOD];
    let mut letters = (0..).zip(&text).filter(|(_, c)| c.is_alphabetic()).map(|(place, _)| place).peekable();
    for (at, c) in text.iter().enumerate() {
        // Nothing reaches back, so this one is final.
        let here = costs.at(at);
        costs.reach(at + 1, here + if c.is_ascii_digit() { DIGIT } else { CHARACTER });
        let rest = text.get(at..).unwrap_or_default();
        // A number is no word in disguise: some letter must be plain.
        while letters.next_if(|letter| *letter < at).is_some() {}
        let plain = letters.peek().map_or(usize::MAX, |letter| letter + 1 - at);
        for (reading, disguise, shortest) in readings.iter().map(|(r, d)| (r, d, if *d == 0 { 0 } else { plain })) {
            let rest = reading.get(at..).unwrap_or_default();
            costs.reach_words(at, here + disguise, rest, shortest);
            for word in known.iter().filter(|word| word.len() >= shortest && rest.starts_with(word)) {
                costs.reach(at + word.len(), here + disguise + KNOWN);
            }
        }
        costs.reach_walks(at, here + WALK, rest);
        if let ['1', '9', tens, ones, ..] | ['2', '0', tens, ones, ..] = rest
            && tens.is_ascii_digit()
            && ones.is_ascii_digit()
        {
            costs.reach(at + 4, here + YEAR);
        }
        for (period, repeat) in (1_u32..).zip(&mut repeats) {
            // To begin costs something, to go on nothing.
            let before = at.checked_sub(period as usize).and_then(|before| text.get(before));
            *repeat = if before == Some(c) { (*repeat).min(here + REPEAT + period.ilog2()) } else { u32::MAX };
            costs.reach(at + 1, *repeat);
        }
    }
    costs.at(text.len())
}

/// The cost of the cheapest way to each place.
struct Costs(Vec<u32>);

impl Costs {
    fn at(&self, place: usize) -> u32 {
        self.0.get(place).copied().unwrap_or(u32::MAX)
    }

    fn reach(&mut self, place: usize, cost: u32) {
        if let Some(least) = self.0.get_mut(place) {
            *least = cost.min(*least);
        }
    }

    fn reach_words(&mut self, at: usize, cost: u32, rest: &[char], shortest: usize) {
        let mut word = String::new();
        for (length, c) in (1..).zip(rest.iter().take(WORDS.longest)) {
            word.push(*c);
            if length >= shortest
                && let Some(more) = WORDS.costs.get(word.as_str())
            {
                self.reach(at + length, cost + more);
            }
        }
    }

    fn reach_walks(&mut self, at: usize, cost: u32, rest: &[char]) {
        for walk in WALKS.iter() {
            let Some(start) = walk.iter().position(|c| Some(c) == rest.first()) else { continue };
            let steps = walk.iter().skip(start).zip(rest).take_while(|(step, c)| step == c).count();
            for length in SHORTEST_WALK..=steps {
                self.reach(at + length, cost);
            }
        }
    }
}

/// How a guesser's rules read a password: without case, without accents, and with characters that
/// look the same made the same. For comparison only.
fn fold(text: &str) -> Vec<char> {
    let accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    text.nfkd().filter(|c| !accent(c)).flat_map(char::to_lowercase).take(LOOKED_AT).collect()
}

/// The text as it is, and as it reads where signs and digits stand for letters. `1` is two letters.
fn readings(text: &[char]) -> Vec<(Vec<char>, u32)> {
    let mut readings = vec![(text.to_vec(), 0)];
    for one in ['i', 'l'] {
        let reading: Vec<_> = text.iter().map(|c| letter(*c, one)).collect();
        if readings.iter().all(|(known, _)| *known != reading) {
            readings.push((reading, DISGUISE));
        }
    }
    readings
}

fn letter(c: char, one: char) -> char {
    match c {
        '1' | '!' | '|' => one,
        '2' => 'z',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '6' | '9' => 'g',
        '7' | '+' => 't',
        '8' => 'b',
        '0' => 'o',
        '(' => 'c',
        other => other,
    }
}

/// What is known of somebody, as words: each text as it is, its parts between signs, and all of
/// them as one.
fn known(context: &[&str]) -> Vec<Vec<char>> {
    let mut words = Vec::new();
    for text in context.iter().chain(&PRODUCT) {
        let text = fold(text);
        words.extend(text.split(|c| !c.is_alphanumeric()).map(<[char]>::to_vec));
        words.push(text.iter().filter(|c| c.is_alphanumeric()).copied().collect());
        words.push(text);
    }
    words.retain(|word| word.len() >= SHORTEST_KNOWN);
    words
}

#[cfg(test)]
mod tests;
