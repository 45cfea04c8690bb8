//! What people type into a search box, taken apart. How words are compared (case, accents,
//! scripts without blanks) is the store's business, the same for queries and texts.

use crate::error::Violation;
use crate::named::named_enum;

named_enum! {
    /// What is searched.
    pub enum Target {
        /// What messages say.
        Messages = "messages",
        /// Names and identities of contacts.
        Contacts = "contacts",
        /// Numbers, subjects and contacts of conversations.
        Conversations = "conversations",
    }
}

/// One thing that must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// A word, or words that must follow one another.
    pub text: String,
    /// Whether the last word may go on (`invo*`).
    pub prefix: bool,
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

    /// Splits at blanks; `"…"` holds words together; a closing `*` lets the word go on.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let text = text.trim();
        if text.chars().count() > Self::MAX {
            return Err(Violation::new("TOO_LONG", format!("must have at most {} characters", Self::MAX)));
        }
        if text.contains('\0') {
            return Err(Violation::new("CONTROL_CHARACTER", "must not hold control characters"));
        }
        let mut terms = Vec::new();
        for (index, part) in text.split('"').enumerate() {
            if index % 2 == 1 {
                terms.extend(term(part));
            } else {
                terms.extend(part.split_whitespace().filter_map(term));
            }
        }
        if terms.is_empty() {
            return Err(Violation::new("BLANK", "must hold a word"));
        }
        if terms.len() > Self::MAX_TERMS {
            return Err(Violation::new("TOO_MANY", format!("at most {} words", Self::MAX_TERMS)));
        }
        Ok(Self { text: text.to_owned(), terms })
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
}

fn term(part: &str) -> Option<Term> {
    let (text, prefix) = match part.strip_suffix('*') {
        Some(text) => (text, true),
        None => (part, false),
    };
    // Punctuation alone matches nothing and would make the whole search empty.
    text.chars()
        .any(|c| !c.is_whitespace() && !c.is_ascii_punctuation() && !c.is_control())
        .then(|| Term { text: text.to_owned(), prefix })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Query, Term};

    fn terms(text: &str) -> Vec<Term> {
        Query::parse(text).map(|query| query.terms).unwrap_or_default()
    }

    fn word(text: &str, prefix: bool) -> Term {
        Term { text: text.to_owned(), prefix }
    }

    #[test]
    fn words_phrases_and_prefixes() {
        assert_eq!(
            terms(r#"refund "blue shirt" invo* - "#),
            [word("refund", false), word("blue shirt", false), word("invo", true)]
        );
        assert_eq!(terms(r#"an "open quote"#), [word("an", false), word("open quote", false)]);
        assert_eq!(Query::parse("#42").map(|query| query.number()), Ok(Some(42)));
    }

    #[test]
    fn refuses_what_cannot_match() {
        for text in ["", "   ", "\"\"", "* ! ?", "a\0b", &"x ".repeat(17), &"x".repeat(201)] {
            assert!(Query::parse(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in ".{0,80}") {
            if let Ok(query) = Query::parse(&text) {
                prop_assert!(!query.terms().is_empty());
            }
        }
    }
}
