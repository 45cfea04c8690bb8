//! What people type into a search box, taken apart: words here, modifiers such as `from:me` in
//! `filters`, and what is shown of a message that was found in `snippet`. How words are compared
//! (case, accents, scripts without blanks, stems) is the store's business, the same for queries and texts.

mod filters;
mod language;
mod snippet;

pub use filters::{Filters, InboxName, Part, Search, WriterName};
pub use language::SearchLanguage;
pub use snippet::{Highlighter, Piece};

use crate::contact::Contact;
use crate::conversation::Conversation;
use crate::error::Violation;
use crate::message::Message;
use crate::named::named_enum;
use crate::page::Page;

named_enum! {
    /// What is searched.
    pub enum Target {
        /// Everything: the first few of each kind.
        All = "all",
        /// What messages say.
        Messages = "messages",
        /// Names and identities of contacts.
        Contacts = "contacts",
        /// Numbers, subjects and contacts of conversations.
        Conversations = "conversations",
    }
}

/// A message that was found.
#[derive(Debug, Clone)]
pub struct FoundMessage {
    /// The message.
    pub message: Message,
    /// Its conversation.
    pub conversation: Conversation,
    /// The stretch of it that was found, hits apart from the rest.
    pub snippet: Vec<Piece>,
}

/// What was found; of what was not looked for, nothing.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Newest first.
    pub messages: Page<FoundMessage>,
    /// Newest first.
    pub contacts: Page<Contact>,
    /// Newest activity first.
    pub conversations: Page<Conversation>,
}

/// One thing that must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// A word, or words that must follow one another.
    pub text: String,
    /// Whether the last word may go on (`invo*`).
    pub prefix: bool,
    /// Whether it was quoted: then only the very words will do.
    pub quoted: bool,
}

/// A search: all terms must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    text: String,
    terms: Vec<Term>,
}

impl Query {
    /// Longest allowed, in Unicode scalar values.
    pub const MAX: usize = 200;
    /// Most terms.
    pub const MAX_TERMS: usize = 16;
    /// Fewest digits that are looked for as part of a phone number.
    const MIN_DIGITS: usize = 3;
    /// Fewest letters of a name that is looked for with a slip in it.
    const MIN_FUZZY: usize = 4;

    /// Splits at blanks; `"…"` holds words together; a closing `*` lets the word go on.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let text = checked(text)?;
        let mut terms = Vec::new();
        for (index, part) in text.split('"').enumerate() {
            if index % 2 == 1 {
                terms.extend(term(part, true));
            } else {
                terms.extend(part.split_whitespace().filter_map(|word| term(word, false)));
            }
        }
        Self::of(text.to_owned(), terms)
    }

    fn of(text: String, terms: Vec<Term>) -> Result<Self, Violation> {
        if terms.is_empty() {
            return Err(Violation::new("BLANK", "must hold a word"));
        }
        if terms.len() > Self::MAX_TERMS {
            return Err(Violation::new("TOO_MANY", format!("at most {} words", Self::MAX_TERMS)));
        }
        Ok(Self { text, terms })
    }

    /// As typed, trimmed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What must be there.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The number, if the query is one (`42` or `#42`).
    pub fn number(&self) -> Option<i64> {
        self.text.trim_start_matches('#').parse().ok()
    }

    /// The digits, if the query may be (a part of) a phone number, however it is written: without the
    /// zeros in front, which stand for a country or none.
    pub fn digits(&self) -> Option<String> {
        let written = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '.' | '/' | '(' | ')');
        let digits: String = self.text.chars().filter(char::is_ascii_digit).skip_while(|digit| *digit == '0').collect();
        (self.text.chars().all(written) && digits.len() >= Self::MIN_DIGITS).then_some(digits)
    }

    /// The words, if they may be a name with a slip in it.
    pub fn name(&self) -> Option<String> {
        let plain =
            |term: &Term| !term.quoted && !term.prefix && term.text.chars().all(|c| c.is_alphabetic() || c == '\'');
        let words: Vec<&str> = self.terms.iter().map(|term| term.text.as_str()).collect();
        let long = words.iter().all(|word| word.chars().count() >= Self::MIN_FUZZY);
        (long && self.terms.iter().all(plain)).then(|| words.join(" "))
    }
}

/// Trimmed, and something the store can hold.
fn checked(text: &str) -> Result<&str, Violation> {
    let text = text.trim();
    if text.chars().count() > Query::MAX {
        return Err(Violation::new("TOO_LONG", format!("must have at most {} characters", Query::MAX)));
    }
    if text.contains('\0') {
        return Err(Violation::new("CONTROL_CHARACTER", "must not hold control characters"));
    }
    Ok(text)
}

fn term(part: &str, quoted: bool) -> Option<Term> {
    let (text, prefix) = match part.strip_suffix('*') {
        Some(text) => (text, true),
        None => (part, false),
    };
    // Punctuation alone matches nothing and would make the whole search empty.
    text.chars().any(|c| !c.is_whitespace() && !c.is_ascii_punctuation() && !c.is_control()).then(|| Term {
        text: text.to_owned(),
        prefix,
        quoted,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Query, Term};

    fn terms(text: &str) -> Vec<Term> {
        Query::parse(text).map(|query| query.terms).unwrap_or_default()
    }

    fn word(text: &str, prefix: bool, quoted: bool) -> Term {
        Term { text: text.to_owned(), prefix, quoted }
    }

    #[test]
    fn words_phrases_and_prefixes() {
        assert_eq!(
            terms(r#"refund "blue shirt" invo* - "#),
            [word("refund", false, false), word("blue shirt", false, true), word("invo", true, false)]
        );
        assert_eq!(terms(r#"an "open quote"#), [word("an", false, false), word("open quote", false, true)]);
        assert_eq!(Query::parse("#42").map(|query| query.number()), Ok(Some(42)));
    }

    #[test]
    fn refuses_what_cannot_match() {
        for text in ["", "   ", "\"\"", "* ! ?", "a\0b", &"x ".repeat(17), &"x".repeat(201)] {
            assert!(Query::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_phone_number_is_its_digits_however_it_is_written() {
        let digits = |text: &str| Query::parse(text).ok().and_then(|query| query.digits());
        for text in ["+33 6 39 98 00 01", "0033-639980001", "(0)33.639.980.001", "33639980001"] {
            assert_eq!(digits(text).as_deref(), Some("33639980001"), "{text}");
        }
        assert_eq!(digits("06 39 98").as_deref(), Some("63998"));
        for text in ["12", "0012", "#123", "12a45", "a"] {
            assert_eq!(digits(text), None, "{text}");
        }
    }

    #[test]
    fn only_what_may_be_a_name_is_looked_for_with_a_slip() {
        let name = |text: &str| Query::parse(text).ok().and_then(|query| query.name());
        assert_eq!(name(" Angstrom  Zoey").as_deref(), Some("Angstrom Zoey"));
        for text in ["Zoe", "\"Angstrom\"", "Angst*", "a@example.com", "Order66"] {
            assert_eq!(name(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in ".{0,80}") {
            if let Ok(query) = Query::parse(&text) {
                prop_assert!(!query.terms().is_empty());
                let _ = (query.number(), query.digits(), query.name());
            }
        }
    }
}
