//! One emoji, as people put it on a message.
//!
//! What counts is what is seen: one character to the eye, drawn as an emoji. Some can be written in
//! two ways (`❤` and `❤️`); one of them is kept, so that they are one.

use unicode_properties::{EmojiStatus, UnicodeEmoji};
use unicode_segmentation::UnicodeSegmentation;

use crate::error::Violation;

const KEYCAP: char = '\u{20e3}';
const JOINER: char = '\u{200d}';
const AS_EMOJI: char = '\u{fe0f}';
const BLACK_FLAG: char = '\u{1f3f4}';

/// One emoji.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Emoji(String);

impl Emoji {
    /// Longest allowed, in Unicode scalar values.
    pub const MAX: usize = 32;

    /// Takes one emoji and nothing else.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let invalid = || Violation::new("INVALID_EMOJI", "must be one emoji");
        let mut clusters = text.graphemes(true);
        let (Some(cluster), None) = (clusters.next(), clusters.next()) else { return Err(invalid()) };
        let parts: Vec<char> = cluster.chars().filter(|c| *c != AS_EMOJI).collect();
        let (Some(first), Some(last)) = (parts.first().copied(), parts.last().copied()) else { return Err(invalid()) };
        let begins = match first {
            // The start of a keycap is no emoji by itself; nor is half a flag, or a mere skin tone.
            '0'..='9' | '#' | '*' => parts.len() == 2 && last == KEYCAP,
            '\u{1f1e6}'..='\u{1f1ff}' => parts.len() == 2,
            tone if is_skin_tone(tone) => false,
            first => first.is_emoji_char() && last != KEYCAP,
        };
        let belongs = |c: &char| match c {
            // They spell the names of flags, and elsewhere nobody sees them.
            '\u{e0020}'..='\u{e007f}' => first == BLACK_FLAG,
            c => c.is_emoji_char_or_emoji_component(),
        };
        let emoji = whole(&parts);
        if !begins || last == JOINER || !parts.iter().all(belongs) || emoji.chars().count() > Self::MAX {
            return Err(invalid());
        }
        Ok(Self(emoji))
    }

    /// The emoji.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// With the mark that makes an emoji of what else is text, wherever it has an effect and nowhere else.
fn whole(parts: &[char]) -> String {
    let mut emoji = String::with_capacity(4 * parts.len());
    for (place, c) in parts.iter().enumerate() {
        emoji.push(*c);
        let toned = parts.get(place + 1).is_some_and(|next| is_skin_tone(*next));
        if is_text(*c) && !toned {
            emoji.push(AS_EMOJI);
        }
    }
    emoji
}

/// Whether it is drawn as text unless told otherwise.
fn is_text(c: char) -> bool {
    use EmojiStatus::{EmojiModifierBase, EmojiOther, EmojiOtherAndEmojiComponent};
    matches!(c.emoji_status(), EmojiOther | EmojiModifierBase | EmojiOtherAndEmojiComponent)
}

const fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Emoji;

    #[test]
    fn one_emoji_and_nothing_else() {
        for emoji in ["👍", "👍🏽", "❤️", "🇫🇷", "👩‍👩‍👧", "🏳️‍🌈", "🏴‍☠️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "#️⃣", "☝🏿", "🧑‍⚕️", "👁️‍🗨️", "🫠"]
        {
            assert_eq!(Emoji::parse(emoji).as_ref().map(Emoji::as_str), Ok(emoji));
        }
        for text in [
            "",
            " ",
            "a",
            "1",
            "#",
            "👍👍",
            "👍 ",
            "a👍",
            "👍a",
            "🇫",
            "🏽",
            "\u{200d}",
            "\u{fe0f}",
            "👍\u{200d}",
            "a\u{20e3}",
            "☃\u{20e3}",
            "\0",
            "é",
            "👍\u{301}",
            "👍\u{e0067}",
            "👍\u{fe0e}",
            "你",
            "👍\0",
            ":+1:",
        ] {
            assert!(Emoji::parse(text).is_err(), "{text:?}");
        }
        let crowd = format!("👩{}", "\u{200d}👩".repeat(40));
        assert!(Emoji::parse(&crowd).is_err(), "too long");
    }

    #[test]
    fn what_looks_the_same_is_the_same() {
        for (plain, kept) in [
            ("❤", "❤️"),
            ("✌", "✌️"),
            ("👍\u{fe0f}", "👍"),
            ("1\u{20e3}", "1️⃣"),
            ("🏳\u{200d}🌈", "🏳️‍🌈"),
            ("☝\u{fe0f}🏿", "☝🏿"),
        ] {
            assert_eq!(Emoji::parse(plain).as_ref().map(Emoji::as_str), Ok(kept), "{plain}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_idempotent(text in "[👍❤🇫🇷🏽1#\u{200d}\u{fe0f}\u{20e3}a ]{0,6}|.{0,6}") {
            if let Ok(emoji) = Emoji::parse(&text) {
                prop_assert!(emoji.as_str().chars().count() <= Emoji::MAX);
                prop_assert_eq!(Emoji::parse(emoji.as_str()), Ok(emoji));
            }
        }
    }
}
