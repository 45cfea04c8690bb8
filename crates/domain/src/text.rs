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
    /// What a provider calls the reason of a failure.
    FailureCode { max: 100, multiline: false, trim: true }
    /// A reason of a failure, for people.
    FailureTitle { max: 250, multiline: false, trim: true }
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

impl Phone {
    /// The spellings that networks give to this number, itself first. Brazil put a 9 before mobile
    /// numbers, Argentina has one after the country for mobiles, Mexico had a 1 there; what a network
    /// reports has it or not. What is stored is never rewritten.
    pub fn variants(&self) -> Vec<Self> {
        let mobile = |number: &str| number.len() == 8 && number.starts_with(['6', '7', '8', '9']);
        let number = self.0.as_str();
        let other = if let Some((area, number)) = number.strip_prefix("+55").and_then(|rest| rest.split_at_checked(2)) {
            match number.strip_prefix('9') {
                Some(short) if mobile(short) => Some(format!("+55{area}{short}")),
                _ if mobile(number) => Some(format!("+55{area}9{number}")),
                _ => None,
            }
        } else {
            [("+54", "9"), ("+52", "1")].into_iter().find_map(|(country, mark)| {
                let rest = number.strip_prefix(country)?;
                match rest.strip_prefix(mark) {
                    Some(bare) if bare.len() == 10 => Some(format!("{country}{bare}")),
                    _ if rest.len() == 10 => Some(format!("{country}{mark}{rest}")),
                    _ => None,
                }
            })
        };
        std::iter::once(self.clone()).chain(other.map(Self)).collect()
    }
}

/// A country, as ISO 3166 names it in two capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region([u8; 2]);

impl Region {
    /// Two capital letters. Whether there is such a country it does not know.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        match text.as_bytes() {
            [one, other] if one.is_ascii_uppercase() && other.is_ascii_uppercase() => Ok(Self([*one, *other])),
            _ => Err(Violation::new("INVALID_REGION", "must be the two capital letters of a country, such as FR")),
        }
    }

    /// The letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// What WhatsApp calls somebody whose number it does not tell: a country, a dot, letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bsuid(String);

impl Bsuid {
    /// Checks the shape, such as `US.13491208655302741918`; that of a parent has one more part.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let mut parts = text.split('.');
        let country = parts.next().is_some_and(|country| Region::parse(country).is_ok());
        let rest: Vec<&str> = parts.collect();
        let plain = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if country && (1..=2).contains(&rest.len()) && rest.iter().all(plain) && text.len() <= 131 {
            return Ok(Self(text.to_owned()));
        }
        Err(Violation::new("INVALID_BSUID", "must be an id such as US.13491208655302741918"))
    }

    /// The id.
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

    use super::{Bsuid, Email, MessageBody, Name, Phone, Region};

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

    #[test]
    fn a_number_is_known_under_the_spellings_of_its_network() {
        let variants = |text: &str| -> Vec<String> {
            Phone::parse(text).expect("a number").variants().iter().map(|phone| phone.as_str().to_owned()).collect()
        };
        for (one, other) in [
            ("+5511987654321", "+551187654321"),
            ("+5491123456789", "+541123456789"),
            ("+5215512345678", "+525512345678"),
        ] {
            assert_eq!(variants(one), [one, other]);
            assert_eq!(variants(other), [other, one]);
        }
        // A landline of Brazil has none; nor have numbers of other lengths and countries.
        for alone in ["+551132654321", "+33639980001", "+5411234567", "+5255123", "+15512345678", "+5511912345"] {
            assert_eq!(variants(alone), [alone]);
        }
    }

    #[test]
    fn regions_and_ids_of_whatsapp_have_one_shape() {
        assert_eq!(Region::parse("FR").as_ref().map(Region::as_str), Ok("FR"));
        for text in ["", "fr", "FRA", "F1", "É"] {
            assert!(Region::parse(text).is_err(), "{text}");
        }
        for text in ["US.13491208655302741918", "BR.ENT.11815799212886844830"] {
            assert_eq!(Bsuid::parse(text).as_ref().map(Bsuid::as_str), Ok(text));
        }
        let long = format!("US.{}", "1".repeat(129));
        for text in ["", "US", "US.", "us.1", "US.1.2.3", "US..1", "US.a b", "US.1\0", "1.2", long.as_str()] {
            assert!(Bsuid::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn variants_know_each_other(number in "\\+5[245][0-9]{6,12}") {
            let phone = Phone::parse(&number).expect("a number");
            for variant in phone.variants() {
                prop_assert!(variant.variants().contains(&phone));
                prop_assert!(variant.variants().len() <= 2);
            }
        }

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
