//! Modifiers: `in: from: label: has: before: after: status:` between the words of a search. Anything else
//! with a colon is words.

use time::{Date, Month};

use super::{Query, Target, Term, checked, term};
use crate::Timestamp;
use crate::conversation::Status;
use crate::error::Violation;
use crate::id::InboxId;
use crate::label::LabelName;
use crate::named::named_enum;

named_enum! {
    /// What a message must have.
    pub enum Part {
        /// It is an internal note.
        Note = "note",
        /// It has files.
        Attachment = "attachment",
        /// It has pictures.
        Image = "image",
        /// It names a page of the web.
        Link = "link",
    }
}

/// An inbox, as people name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InboxName {
    /// By its id.
    Id(InboxId),
    /// By its name, whatever its case and accents.
    Name(String),
}

/// Who wrote, as people name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriterName {
    /// The contact.
    Contact,
    /// Any member who is a person.
    Agent,
    /// Any member that is a machine.
    Bot,
    /// The caller.
    Me,
    /// The member of this name or address.
    Member(String),
}

/// What a search asks for besides words. Of one kind several are any of them, but labels and parts, which
/// must all be there. Empty: everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// In these inboxes.
    pub inboxes: Vec<InboxName>,
    /// In the conversations of these numbers.
    pub numbers: Vec<i64>,
    /// Written by these.
    pub writers: Vec<WriterName>,
    /// In conversations with all these labels.
    pub labels: Vec<LabelName>,
    /// With all of this.
    pub has: Vec<Part>,
    /// In conversations of one of these states.
    pub statuses: Vec<Status>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

impl Filters {
    /// Whether this kind of thing can pass at all: contacts are in no inbox, conversations are written by
    /// nobody.
    pub fn fit(&self, target: Target) -> bool {
        match target {
            Target::All | Target::Messages => true,
            Target::Conversations => self.writers.is_empty() && self.has.is_empty(),
            Target::Contacts => *self == Self::default(),
        }
    }

    fn add(&mut self, modifier: Modifier, value: &str) -> Result<(), Violation> {
        let value = value.trim();
        if value.is_empty() {
            return Err(Violation::new("BLANK_MODIFIER", "a modifier needs a value after its colon"));
        }
        match modifier {
            Modifier::In => match value.strip_prefix('#') {
                Some(number) => {
                    let number = number.parse().ok().filter(|number| *number > 0);
                    self.numbers.push(number.ok_or_else(|| Violation::new("INVALID_NUMBER", "in:# needs a number"))?);
                }
                None => self.inboxes.push(match uuid::Uuid::try_parse(value) {
                    Ok(id) => InboxName::Id(id.into()),
                    Err(_) => InboxName::Name(value.to_owned()),
                }),
            },
            Modifier::From => self.writers.push(match value.to_lowercase().as_str() {
                "contact" => WriterName::Contact,
                "agent" => WriterName::Agent,
                "bot" => WriterName::Bot,
                "me" => WriterName::Me,
                _ => WriterName::Member(value.to_owned()),
            }),
            Modifier::Label => {
                let label = LabelName::parse(value)?;
                if !self.labels.contains(&label) {
                    self.labels.push(label);
                }
            }
            Modifier::Has => self.has.push(known(Part::parse, Part::ALL.iter().map(|part| part.as_str()), value)?),
            Modifier::Status => {
                self.statuses.push(known(Status::parse, Status::ALL.iter().map(|status| status.as_str()), value)?);
            }
            Modifier::Before => once(&mut self.until, day(value)?)?,
            Modifier::After => once(&mut self.from, day(value)?)?,
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Violation> {
        if !self.inboxes.is_empty() && !self.numbers.is_empty() {
            return Err(Violation::new("CONTRADICTION", "in: names inboxes or conversations, not both"));
        }
        match (self.from, self.until) {
            (Some(from), Some(until)) if from >= until => {
                Err(Violation::new("CONTRADICTION", "after: must be an earlier day than before:"))
            }
            _ => Ok(()),
        }
    }
}

/// The modifiers.
#[derive(Debug, Clone, Copy)]
enum Modifier {
    /// An inbox by id or name, or a conversation by its number: `in:#12`.
    In,
    /// Who wrote.
    From,
    /// A label of the conversation.
    Label,
    /// What the message has.
    Has,
    /// Before this day begins.
    Before,
    /// From when this day begins.
    After,
    /// The conversation's state.
    Status,
}

impl Modifier {
    fn parse(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "in" => Self::In,
            "from" => Self::From,
            "label" => Self::Label,
            "has" => Self::Has,
            "before" => Self::Before,
            "after" => Self::After,
            "status" => Self::Status,
            _ => return None,
        })
    }
}

/// What somebody searches: words, and filters beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// What must be there.
    pub words: Query,
    /// What is asked for besides.
    pub filters: Filters,
}

impl Search {
    /// Most modifiers.
    pub const MAX_MODIFIERS: usize = 16;

    /// Reads words as [`Query::parse`] does, and modifiers between them; quotes hold the value of a modifier
    /// together. Days are those of UTC.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let text = checked(text)?;
        let (mut words, mut terms): (Vec<String>, Vec<Term>) = (Vec::new(), Vec::new());
        let mut filters = Filters::default();
        let mut modifiers = 0;
        // A modifier whose value is quoted, and comes next.
        let mut open = None;
        for (index, part) in text.split('"').enumerate() {
            if index % 2 == 1 {
                if let Some(modifier) = open.take() {
                    filters.add(modifier, part)?;
                } else {
                    words.push(part.to_owned());
                    terms.extend(term(part, true));
                }
                continue;
            }
            let quote_follows = text.split('"').nth(index + 1).is_some() && !part.ends_with(char::is_whitespace);
            let mut tokens = part.split_whitespace().peekable();
            while let Some(token) = tokens.next() {
                let Some((modifier, value)) = modifier(token) else {
                    words.push(token.to_owned());
                    terms.extend(term(token, false));
                    continue;
                };
                modifiers += 1;
                if modifiers > Self::MAX_MODIFIERS {
                    return Err(Violation::new("TOO_MANY", format!("at most {} modifiers", Self::MAX_MODIFIERS)));
                }
                if value.is_empty() && quote_follows && tokens.peek().is_none() {
                    open = Some(modifier);
                } else {
                    filters.add(modifier, value)?;
                }
            }
        }
        filters.check()?;
        let words = words.join(" ").trim().to_owned();
        if terms.is_empty() && modifiers > 0 {
            return Err(Violation::new("BLANK", "must hold a word besides its modifiers"));
        }
        Ok(Self { words: Query::of(words, terms)?, filters })
    }
}

fn modifier(token: &str) -> Option<(Modifier, &str)> {
    let (name, value) = token.split_once(':')?;
    Some((Modifier::parse(name)?, value))
}

fn known<T>(
    parse: impl Fn(&str) -> Option<T>,
    names: impl Iterator<Item = &'static str>,
    value: &str,
) -> Result<T, Violation> {
    parse(&value.to_ascii_lowercase()).ok_or_else(|| {
        Violation::new("UNKNOWN_VALUE", format!("must be one of {}", names.collect::<Vec<_>>().join(", ")))
    })
}

fn once(place: &mut Option<Timestamp>, moment: Timestamp) -> Result<(), Violation> {
    match place.replace(moment) {
        None => Ok(()),
        Some(_) => Err(Violation::new("REPEATED", "before: and after: can be given once")),
    }
}

/// The beginning of a day.
fn day(text: &str) -> Result<Timestamp, Violation> {
    let read = || {
        let mut parts = text.splitn(3, '-');
        let mut number = |digits: usize| {
            let part = parts.next()?;
            (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse::<u16>().ok())?
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()
    };
    read()
        .map(|date| date.midnight().assume_utc())
        .ok_or_else(|| Violation::new("INVALID_DATE", "must be a day such as 2026-03-31"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::{Filters, InboxName, Part, Search, WriterName};
    use crate::conversation::Status;
    use crate::label::LabelName;
    use crate::search::Target;

    fn read(text: &str) -> (Vec<String>, Filters) {
        let search = Search::parse(text).unwrap_or_else(|violation| panic!("{text}: {violation:?}"));
        (search.words.terms().iter().map(|term| term.text.clone()).collect(), search.filters)
    }

    fn refused(text: &str) -> &'static str {
        Search::parse(text).err().map_or("", |violation| violation.code)
    }

    #[test]
    fn modifiers_stand_anywhere_between_the_words() {
        assert_eq!(read("x in:#12 in:#013").1.numbers, [12, 13]);
        let (words, filters) =
            read(r#"IN:"Web shop" refund from:me "blue shirt" has:link status:open from:"Zoë A" label:VIP"#);
        assert_eq!(words, ["refund", "blue shirt"]);
        assert_eq!(filters.inboxes, [InboxName::Name("Web shop".to_owned())]);
        assert_eq!(filters.writers, [WriterName::Me, WriterName::Member("Zoë A".to_owned())]);
        assert_eq!(filters.has, [Part::Link]);
        assert_eq!(filters.statuses, [Status::Open]);
        assert_eq!(filters.labels.iter().map(LabelName::as_str).collect::<Vec<_>>(), ["vip"]);
    }

    #[test]
    fn days_are_whole_days_of_utc() {
        let (_, filters) = read("x after:2026-02-28 before:2026-03-01");
        assert_eq!(filters.from, Some(datetime!(2026-02-28 0:00 UTC)));
        assert_eq!(filters.until, Some(datetime!(2026-03-01 0:00 UTC)));
    }

    #[test]
    fn what_is_no_modifier_is_words() {
        for text in ["to:me", "https://example.com", "a:b:c", ":in", "in", "x\"in:\""] {
            let (words, filters) = read(text);
            assert!(!words.is_empty() && filters == Filters::default(), "{text}");
        }
    }

    #[test]
    fn broken_values_are_refused() {
        for (text, code) in [
            ("x in:", "BLANK_MODIFIER"),
            ("x in: \"y\"", "BLANK_MODIFIER"),
            ("x in:\"\"", "BLANK_MODIFIER"),
            ("x in:#", "INVALID_NUMBER"),
            ("x in:#0", "INVALID_NUMBER"),
            ("x in:#-1", "INVALID_NUMBER"),
            ("x in:#99999999999999999999", "INVALID_NUMBER"),
            ("x has:everything", "UNKNOWN_VALUE"),
            ("x status:closed", "UNKNOWN_VALUE"),
            ("x before:2026-02-30", "INVALID_DATE"),
            ("x before:2026-2-3", "INVALID_DATE"),
            ("x after:tomorrow", "INVALID_DATE"),
            ("x after:2026-01-01T00:00:00Z", "INVALID_DATE"),
            ("x after:2026-01-01 after:2026-01-02", "REPEATED"),
            ("x after:2026-01-02 before:2026-01-02", "CONTRADICTION"),
            ("x in:#1 in:Support", "CONTRADICTION"),
            ("from:me has:note", "BLANK"),
            ("", "BLANK"),
            (&format!("x {}", "from:me ".repeat(17)), "TOO_MANY"),
            ("x in:a\0b", "CONTROL_CHARACTER"),
        ] {
            assert_eq!(refused(text), code, "{text:?}");
        }
    }

    #[test]
    fn a_contact_is_in_no_inbox_and_a_conversation_is_written_by_nobody() {
        let fit =
            |text: &str| [Target::Messages, Target::Conversations, Target::Contacts].map(|kind| read(text).1.fit(kind));
        assert_eq!(fit("x"), [true, true, true]);
        assert_eq!(fit("x label:vip in:#3 after:2026-01-01"), [true, true, false]);
        assert_eq!(fit("x from:me"), [true, false, false]);
        assert_eq!(fit("x has:note"), [true, false, false]);
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in "(in:|from:|has:|after:|label:|\"|#|[a-z0-9é-]{1,4}| ){0,20}") {
            if let Ok(search) = Search::parse(&text) {
                prop_assert!(!search.words.terms().is_empty());
            }
        }
    }
}
