//! Text that was checked at the door. Inside the door nothing is a raw string.
//!
//! Every type here holds text that PostgreSQL can store (no NUL) and that is within its length,
//! counted in Unicode scalar values.

use std::fmt;

use crate::error::Violation;

/// What a kind of text must satisfy.
struct Rule {
    max: usize,
    /// Line breaks and tabs allowed.
    multiline: bool,
}

fn check(text: &str, rule: &Rule) -> Result<(), Violation> {
    if text.trim().is_empty() {
        return Err(Violation::new("BLANK", "must not be blank"));
    }
    if text.chars().count() > rule.max {
        return Err(Violation::new("TOO_LONG", format!("must have at most {} characters", rule.max)));
    }
    let allowed = |c: char| rule.multiline && matches!(c, '\n' | '\r' | '\t');
    if text.chars().any(|c| c == '\0' || (c.is_control() && !allowed(c))) {
        return Err(Violation::new("CONTROL_CHARACTER", "must not hold control characters"));
    }
    Ok(())
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident { max: $max:expr, multiline: $multiline:expr, trim: $trim:expr })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Longest allowed, in Unicode scalar values.
            pub const MAX: usize = $max;

            /// Checks `text` and takes it.
            pub fn parse(text: &str) -> Result<Self, Violation> {
                let text = if $trim { text.trim() } else { text };
                check(text, &Rule { max: $max, multiline: $multiline })?;
                Ok(Self(text.to_owned()))
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Gives the text away.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

texts! {
    /// The name of a person, inbox, account, team or label.
    Name { max: 120, multiline: false, trim: true }
    /// The subject of a conversation.
    Subject { max: 250, multiline: false, trim: true }
    /// What a message says. Kept exactly as written.
    MessageBody { max: 16_384, multiline: true, trim: false }
    /// An id that another system gave.
    ExternalId { max: 255, multiline: false, trim: false }
}

/// A telephone number in E.164 form: `+`, then 7 to 15 digits, the first not 0.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Takes E.164, with spaces, dots, dashes and parentheses forgiven.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let invalid = || Violation::new("INVALID_PHONE", "must be in E.164 form, such as +33639980001");
        let digits = text.trim().strip_prefix('+').ok_or_else(invalid)?;
        let mut number = String::with_capacity(16);
        number.push('+');
        for c in digits.chars() {
            match c {
                '0'..='9' => number.push(c),
                ' ' | '.' | '-' | '(' | ')' => {}
                _ => return Err(invalid()),
            }
        }
        if !(8..=16).contains(&number.len()) || number.starts_with("+0") {
            return Err(invalid());
        }
        Ok(Self(number))
    }

    /// The number, `+` first.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An e-mail address. Compared without regard to case; kept as written.
#[derive(Debug, Clone)]
pub struct Email(String);

impl Email {
    /// Checks the shape: one `@`, a local part, a domain with no empty label; no blanks.
    /// Whether it can receive mail only a mail can tell.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let text = text.trim();
        let invalid = || Violation::new("INVALID_EMAIL", "must be an e-mail address");
        let (local, domain) = text.rsplit_once('@').ok_or_else(invalid)?;
        let plain = |part: &str| {
            !part.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '@' | '<' | '>' | '"' | ',' | ';'))
        };
        // Letters that are ASCII in lower case alone (the kelvin sign, the dotted capital I): what looks
        // like somebody's address would be somebody else's mailbox.
        let lookalike = |c: char| !c.is_ascii() && c.to_lowercase().any(|lower| lower.is_ascii());
        if local.is_empty()
            || text.len() > 254
            || text.chars().any(lookalike)
            || local.len() > 64
            || !plain(local)
            || !plain(domain)
            || domain.split('.').any(str::is_empty)
        {
            return Err(invalid());
        }
        Ok(Self(text.to_owned()))
    }

    /// The address as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that comparisons use.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}
impl Eq for Email {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Email, MessageBody, Name, Phone};

    #[test]
    fn a_body_is_kept_exactly_and_a_name_is_trimmed() {
        assert_eq!(MessageBody::parse("  hé\n👩‍👩‍👧 ").map(MessageBody::into_string).as_deref(), Ok("  hé\n👩‍👩‍👧 "));
        assert_eq!(Name::parse("  Ana ").map(Name::into_string).as_deref(), Ok("Ana"));
    }

    #[test]
    fn refuses_blank_long_and_control_characters() {
        for (text, code) in [
            (String::new(), "BLANK"),
            (" \n\t ".to_owned(), "BLANK"),
            ("a\0b".to_owned(), "CONTROL_CHARACTER"),
            ("\u{1b}[31mred".to_owned(), "CONTROL_CHARACTER"),
            ("x".repeat(MessageBody::MAX + 1), "TOO_LONG"),
        ] {
            assert_eq!(MessageBody::parse(&text).map_err(|v| v.code), Err(code));
        }
        assert!(MessageBody::parse(&"é".repeat(MessageBody::MAX)).is_ok());
        assert_eq!(Name::parse("two\nlines").map_err(|v| v.code), Err("CONTROL_CHARACTER"));
    }

    #[test]
    fn phones_are_e164() {
        assert_eq!(Phone::parse("+33 6 39 98-00 (01)").as_ref().map(Phone::as_str), Ok("+33639980001"));
        for text in ["0639980001", "+0639980001", "+12", "+1234567890123456", "+33 6 39 98 00 0a", ""] {
            assert!(Phone::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn addresses_have_one_at_and_no_blanks() {
        assert_eq!(Email::parse("Ana@Example.COM"), Email::parse("ana@example.com"));
        for text in ["ana", "@b.c", "ana@", "a b@c.d", "a@b@c", "a@b..c", "a@b.c\n", "a\0@b.c", "<a@b.c>"] {
            let parsed = Email::parse(text);
            assert!(parsed.is_err() || text.ends_with('\n'), "{text:?}");
        }
        for lookalike in ["mar\u{212a}@b.c", "ana@m\u{130}ke.c"] {
            assert!(Email::parse(lookalike).is_err(), "{lookalike}");
        }
        assert_eq!(Email::parse("\u{c9}b\u{e8}ne@b.c"), Email::parse("\u{e9}b\u{c8}ne@b.c"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_idempotent(text in "\\PC{0,40}|.{0,40}") {
            if let Ok(name) = Name::parse(&text) {
                prop_assert_eq!(Name::parse(name.as_str()), Ok(name));
            }
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone));
            }
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email));
            }
        }
    }
}
