//! What is shown of a message that was found: a stretch around its first hit, cut between characters as
//! people see them, hits apart from the rest. Plain text, never markup.

use std::collections::HashSet;
use std::ops::Range;

use unicode_normalization::char::decompose_canonical;
use unicode_segmentation::UnicodeSegmentation as _;

use super::{Query, Term};

/// A part of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// As the message has it.
    pub text: String,
    /// Whether the search found this.
    pub hit: bool,
}

/// Most characters of a snippet.
const LENGTH: usize = 160;
/// Most of them before the first hit.
const BEFORE: usize = 40;
/// How far an end may move to fall between words.
const SLACK: usize = 20;

/// Knows the words of a search in a text. Compares them as the store does, as far as that shows: should
/// the two ever differ, a snippet shows the beginning of the text.
#[derive(Debug)]
pub struct Highlighter {
    terms: Vec<(Vec<String>, bool)>,
    /// Words, in lower case, that the store takes for forms of what is looked for.
    forms: HashSet<String>,
}

impl Highlighter {
    /// For a search.
    pub fn new(query: &Query) -> Self {
        let words = |term: &Term| words(&term.text).into_iter().map(|word| word.folded).collect();
        Self { terms: query.terms().iter().map(|term| (words(term), term.prefix)).collect(), forms: HashSet::new() }
    }

    /// The same, with words that the store takes for forms of what is looked for.
    #[must_use]
    pub fn with_forms(mut self, forms: impl IntoIterator<Item = String>) -> Self {
        self.forms.extend(forms);
        self
    }

    /// Words of a text, in lower case, that might be forms of one that is looked for: one of the two has the
    /// other's first letters. Of what is not ASCII all, for some languages put letters in front.
    pub fn candidates(&self, text: &str) -> Vec<String> {
        let beginning = |word: &str| word.chars().take(2).collect::<String>();
        let alike = |word: &Word| {
            self.terms.iter().any(|(wanted, _)| match &wanted[..] {
                [one] => {
                    *one != word.folded
                        && (!one.is_ascii()
                            || word.folded.contains(&beginning(one))
                            || one.contains(&beginning(&word.folded)))
                }
                _ => false,
            })
        };
        words(text).into_iter().filter(alike).map(|word| text[word.place].to_lowercase()).collect()
    }

    /// What is shown of a text.
    pub fn snippet(&self, text: &str) -> Vec<Piece> {
        let hits = self.hits(text);
        let window = window(text, hits.first().map_or(0, |hit| hit.start));
        let mut pieces = Pieces::default();
        if window.start > 0 {
            pieces.push("…", false);
        }
        let mut at = window.start;
        for hit in hits {
            let hit = hit.start.clamp(at, window.end)..hit.end.clamp(at, window.end);
            pieces.push(&text[at..hit.start], false);
            pieces.push(&text[hit.clone()], true);
            at = hit.end;
        }
        pieces.push(&text[at..window.end], false);
        if window.end < text.len() {
            pieces.push("…", false);
        }
        pieces.0
    }

    /// Where the words are that were looked for, in order, none overlapping.
    fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let found = words(text);
        let mut hit = vec![false; found.len()];
        for start in 0..found.len() {
            for (wanted, prefix) in &self.terms {
                let Some(stretch) = found.get(start..start + wanted.len()) else { continue };
                let last = wanted.len().saturating_sub(1);
                let all = wanted.iter().zip(stretch).enumerate().all(|(place, (wanted, word))| {
                    word.folded == *wanted || (*prefix && place == last && word.folded.starts_with(wanted.as_str()))
                });
                if all {
                    hit[start..start + wanted.len()].fill(true);
                }
            }
            hit[start] |=
                !self.forms.is_empty() && self.forms.contains(&text[found[start].place.clone()].to_lowercase());
        }
        found.into_iter().zip(hit).filter_map(|(word, hit)| hit.then_some(word.place)).collect()
    }
}

/// Pieces so far; neighbours of one kind are one.
#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn push(&mut self, text: &str, hit: bool) {
        // Left open by a cut, they would turn around what stands beside the snippet.
        let text: String = text.chars().filter(|c| !is_bidi_control(*c)).collect();
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.hit == hit => last.text.push_str(&text),
            _ => self.0.push(Piece { text, hit }),
        }
    }
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The stretch of a text that is shown, so that `first` is in it.
fn window(text: &str, first: usize) -> Range<usize> {
    // Bounded, however long the text: a character as people see it may have many bytes, few have.
    let bounds: Vec<(usize, &str)> = text.grapheme_indices(true).collect();
    let hit = bounds.partition_point(|(at, _)| *at <= first).saturating_sub(1);
    let is_blank = |place: &usize| bounds.get(*place).is_some_and(|(_, c)| c.chars().all(char::is_whitespace));
    let earliest = hit.saturating_sub(BEFORE);
    let start = if earliest == 0 {
        0
    } else {
        (earliest..hit.min(earliest + SLACK)).find(is_blank).map_or(earliest, |blank| blank + 1)
    };
    let latest = start + LENGTH;
    let end = if latest >= bounds.len() {
        bounds.len()
    } else {
        (latest - SLACK..=latest).rev().find(is_blank).unwrap_or(latest)
    };
    let at = |place: usize| bounds.get(place).map_or(text.len(), |(at, _)| *at);
    at(start)..at(end)
}

/// A word of a text.
struct Word {
    place: Range<usize>,
    folded: String,
}

/// The words of a text, split as the store splits it.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        if is_separator(c) {
            open = false;
            continue;
        }
        let alone = stands_alone(c);
        match words.last_mut() {
            Some(word) if open && !alone => {
                word.place.end = at + c.len_utf8();
                fold(c, &mut word.folded);
            }
            _ => {
                let mut folded = String::new();
                fold(c, &mut folded);
                words.push(Word { place: at..at + c.len_utf8(), folded });
            }
        }
        open = !alone;
    }
    words
}

/// What is neither a letter, a digit nor a symbol such as an emoji.
fn is_separator(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => !c.is_ascii_alphanumeric(),
        '\u{80}'..='\u{a9}'
        | '\u{ab}'..='\u{b1}'
        | '\u{b4}'
        | '\u{b6}'..='\u{b8}'
        | '\u{bb}'
        | '\u{bf}'
        | '\u{60c}'
        | '\u{61b}'
        | '\u{61f}'
        | '\u{6d4}'
        | '\u{1680}'
        | '\u{180e}'
        | '\u{2000}'..='\u{206f}'
        | '\u{3000}'..='\u{303f}'
        | '\u{fe00}'..='\u{fe1f}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{feff}'
        | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}'
        | '\u{ff5b}'..='\u{ff65}' => true,
        _ => false,
    }
}

/// Han, kana and hangul have no blanks between words: each character is one.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}')
}

/// A letter without case and accents.
fn fold(c: char, into: &mut String) {
    for c in c.to_lowercase() {
        match c {
            'ß' => into.push_str("ss"),
            'æ' => into.push_str("ae"),
            'œ' => into.push_str("oe"),
            'ø' => into.push('o'),
            'đ' | 'ð' => into.push('d'),
            'ł' => into.push('l'),
            'ı' => into.push('i'),
            'þ' => into.push_str("th"),
            // Latin, Greek, and the one Cyrillic letter that is often written without its dots.
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1fff}' | '\u{370}'..='\u{3ff}' | 'ё' => {
                let mut base = None;
                decompose_canonical(c, |part| {
                    base.get_or_insert(part);
                });
                into.push(base.unwrap_or(c));
            }
            c => into.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation as _;

    use super::{Highlighter, LENGTH, Piece, is_bidi_control};
    use crate::search::Query;

    /// Hits in brackets.
    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    fn snippet(query: &str, text: &str) -> String {
        Query::parse(query).map(|query| shown(&Highlighter::new(&query).snippet(text))).unwrap_or_default()
    }

    #[test]
    fn hits_are_apart_from_the_rest_in_every_script() {
        for (query, text, expected) in [
            ("cafe", "Où est mon CAFÉ, s'il vous plaît ?", "Où est mon [CAFÉ], s'il vous plaît ?"),
            ("grosse", "Die Größe stimmt", "Die [Größe] stimmt"),
            ("refu*", "Refunded? A refund.", "[Refunded]? A [refund]."),
            ("\"blue shirt\"", "A blue one, a blue shirt", "A blue one, a [blue] [shirt]"),
            ("退货", "我想退货,不是货", "我想[退货],不是货"),
            ("취소", "주문을 취소하고 싶어요", "주문을 [취소]하고 싶어요"),
            ("キャンセル", "注文をキャンセルしたい", "注文を[キャンセル]したい"),
            ("استرداد", "أريد استرداد المبلغ", "أريد [استرداد] المبلغ"),
            ("החזר", "אני רוצה החזר", "אני רוצה [החזר]"),
            ("заказ", "Где мой ЗАКАЗ?", "Где мой [ЗАКАЗ]?"),
            ("🎉", "Party 🎉 at eight", "Party [🎉] at eight"),
            ("b", "<b>&amp;</b> b", "<[b]>&amp;</[b]> [b]"),
            ("zebra", "Nothing here", "Nothing here"),
        ] {
            assert_eq!(snippet(query, text), expected);
        }
    }

    #[test]
    fn forms_that_the_store_knows_are_hits() {
        let query = Query::parse("orders").expect("a query");
        let highlighter = Highlighter::new(&query);
        assert_eq!(highlighter.candidates("My Order and the orders of Reorder"), ["order", "reorder"]);
        let highlighter = highlighter.with_forms(["order".to_owned()]);
        assert_eq!(shown(&highlighter.snippet("My Order and the orders")), "My [Order] and the [orders]");
    }

    #[test]
    fn a_long_text_is_cut_between_words_around_the_first_hit() {
        let text = format!("{} needle {}", "before ".repeat(30), "after ".repeat(50));
        let shown = snippet("needle", &text);
        assert!(shown.starts_with("…before before"), "{shown}");
        assert!(shown.contains(" [needle] after") && shown.ends_with("after…"), "{shown}");
        assert!(shown.graphemes(true).count() <= LENGTH + 4, "{shown}");
    }

    #[test]
    fn what_turns_text_around_is_left_out() {
        assert_eq!(snippet("evil", "\u{202e}evil\u{202c} \u{2066}x"), "[evil] x");
    }

    proptest! {
        #[test]
        fn a_snippet_is_a_stretch_of_the_text_cut_between_characters(
            text in "([a-zé ]|👩‍👩‍👧|e\u{301}|退|ش|\u{202e}|🇫🇷|नि){0,400}",
            query in "[a-zé退ش]{1,3}"
        ) {
            let query = Query::parse(&query).expect("a query");
            let pieces = Highlighter::new(&query).snippet(&text);
            let mut whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            if whole.starts_with('…') { whole.remove(0); }
            if whole.ends_with('…') { whole.pop(); }
            let text: String = text.chars().filter(|c| !is_bidi_control(*c)).collect();
            prop_assert!(whole.graphemes(true).count() <= LENGTH + 1, "{whole}");
            prop_assert!(text.contains(&whole));
            prop_assert!(pieces.windows(2).all(|pair| pair[0].hit != pair[1].hit));
        }
    }
}
