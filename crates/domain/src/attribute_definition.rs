//! What a tenant says of its custom attributes: which there are, and what they may hold.
//!
//! A key without a definition may hold any plain value. A key with one holds what fits, from the
//! moment the definition is made.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;
use time::format_description::StaticFormatDescription;
use time::macros::format_description;

use crate::Timestamp;
use crate::attributes::{Attributes, MAX_TEXT, Value, escape, is_name};
use crate::error::{Violation, Violations};
use crate::id::AttributeDefinitionId;
use crate::named::named_enum;
use crate::text::Name;

/// Most definitions of one entity.
pub const MAX_DEFINITIONS: u32 = 100;

const DATE: StaticFormatDescription = format_description!("[year]-[month]-[day]");

named_enum! {
    /// What has custom attributes.
    pub enum Entity {
        /// A conversation.
        Conversation = "conversation",
        /// A contact.
        Contact = "contact",
    }
}

named_enum! {
    /// What an attribute holds.
    pub enum AttributeType {
        /// Any text.
        Text = "text",
        /// A number.
        Number = "number",
        /// Yes or no.
        Boolean = "boolean",
        /// A day: `2026-01-31`.
        Date = "date",
        /// An address that begins with `http://` or `https://`.
        Link = "link",
        /// One of the options.
        List = "list",
    }
}

/// The name of an attribute: lower snake case, at most 60 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeKey(String);

impl AttributeKey {
    /// Checks the form.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        if is_name(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Violation::new("INVALID_NAME", "names are lower snake case, at most 60 characters"))
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a value must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    kind: AttributeType,
    options: Vec<String>,
}

impl Shape {
    /// Most options of a list.
    pub const MAX_OPTIONS: usize = 100;
    /// Longest option, in Unicode scalar values.
    pub const MAX_OPTION: usize = 120;

    /// Checks that a list has options, all different, and nothing else has any.
    pub fn parse(kind: AttributeType, options: Vec<String>) -> Result<Self, Violations> {
        let mut violations = Violations::default();
        match (kind, options.len()) {
            (AttributeType::List, 0) => {
                violations.add("/options", Violation::new("REQUIRED", "a list needs options"));
            }
            (AttributeType::List, 1..=Self::MAX_OPTIONS) | (_, 0) => {}
            (AttributeType::List, _) => {
                violations
                    .add("/options", Violation::new("TOO_MANY", format!("at most {} options", Self::MAX_OPTIONS)));
            }
            _ => violations.add("/options", Violation::new("NOT_ALLOWED", "only a list has options")),
        }
        let mut known = BTreeSet::new();
        for (place, option) in options.iter().enumerate() {
            let pointer = format!("/options/{place}");
            if option.trim().is_empty() {
                violations.add(&pointer, Violation::new("BLANK", "must not be blank"));
            } else if option.chars().count() > Self::MAX_OPTION {
                let most = Self::MAX_OPTION;
                violations.add(&pointer, Violation::new("TOO_LONG", format!("must have at most {most} characters")));
            } else if option.chars().any(char::is_control) {
                violations.add(&pointer, Violation::new("CONTROL_CHARACTER", "must not hold control characters"));
            } else if !known.insert(option) {
                violations.add(&pointer, Violation::new("REPEATED", "is there twice"));
            }
        }
        if violations.is_empty() { Ok(Self { kind, options }) } else { Err(violations) }
    }

    /// What it holds.
    pub fn kind(&self) -> AttributeType {
        self.kind
    }

    /// The options of a list, in the order they are offered.
    pub fn options(&self) -> &[String] {
        &self.options
    }

    /// Whether the value is of this shape.
    pub fn check(&self, value: &Value) -> Result<(), Violation> {
        let wrong = |what: &str| Err(Violation::new("WRONG_TYPE", format!("must be {what}")));
        match (self.kind, value) {
            (AttributeType::Text, Value::Text(_))
            | (AttributeType::Number, Value::Number(_))
            | (AttributeType::Boolean, Value::Bool(_)) => Ok(()),
            (AttributeType::Date, Value::Text(text)) if is_date(text) => Ok(()),
            (AttributeType::Link, Value::Text(text)) if is_link(text) => Ok(()),
            (AttributeType::List, Value::Text(text)) if self.options.contains(text) => Ok(()),
            (AttributeType::Date, Value::Text(_)) => {
                Err(Violation::new("INVALID_DATE", "must be a day such as 2026-01-31"))
            }
            (AttributeType::Link, Value::Text(_)) => {
                Err(Violation::new("INVALID_LINK", "must be an address that begins with http:// or https://"))
            }
            (AttributeType::List, Value::Text(_)) => {
                Err(Violation::new("UNKNOWN_OPTION", "must be one of the options"))
            }
            (AttributeType::Number, _) => wrong("a number"),
            (AttributeType::Boolean, _) => wrong("true or false"),
            (AttributeType::Text | AttributeType::Date | AttributeType::Link | AttributeType::List, _) => wrong("text"),
        }
    }
}

/// The value that a cell of a table stands for. [`as_cell`](crate::contact_import::as_cell) writes it.
fn from_cell(kind: AttributeType, cell: &str) -> Value {
    let value = match kind {
        AttributeType::Number => cell.trim().parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Number),
        AttributeType::Boolean => cell.trim().to_ascii_lowercase().parse().ok().map(Value::Bool),
        AttributeType::Text | AttributeType::Date | AttributeType::Link | AttributeType::List => None,
    };
    value.unwrap_or_else(|| Value::Text(cell.to_owned()))
}

/// Whether it is a day of the calendar, as `2026-01-31`.
pub fn is_date(text: &str) -> bool {
    // The parser would also take a sign before the year.
    text.len() == 10 && Date::parse(text, DATE).is_ok()
}

fn is_link(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    host.is_some_and(|host| !host.is_empty())
        && text.chars().count() <= MAX_TEXT
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// A definition.
#[derive(Debug, Clone)]
pub struct AttributeDefinition {
    /// Its id.
    pub id: AttributeDefinitionId,
    /// What has it.
    pub entity: Entity,
    /// What it is called in `custom_attributes`.
    pub key: AttributeKey,
    /// What people call it.
    pub title: Name,
    /// What it holds.
    pub shape: Shape,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A definition to be made.
#[derive(Debug, Clone)]
pub struct NewAttributeDefinition {
    /// What has it.
    pub entity: Entity,
    /// What it is called in `custom_attributes`.
    pub key: AttributeKey,
    /// What people call it.
    pub title: Name,
    /// What it holds.
    pub shape: Shape,
}

/// Changes to a definition. `None`: leave it.
#[derive(Debug, Clone, Default)]
pub struct AttributeDefinitionPatch {
    /// What people call it.
    pub title: Option<Name>,
    /// What it holds.
    pub kind: Option<AttributeType>,
    /// All options anew.
    pub options: Option<Vec<String>>,
}

/// An attribute of an entity.
pub type AttributeName = (Entity, AttributeKey);

/// What the tenant says of some attributes. One that is not there has no definition.
#[derive(Debug, Clone, Default)]
pub struct Shapes(BTreeMap<AttributeName, Shape>);

impl Shapes {
    /// Of these.
    pub fn new(shapes: impl IntoIterator<Item = (AttributeName, Shape)>) -> Self {
        Self(shapes.into_iter().collect())
    }

    /// What the tenant says of one.
    pub fn of(&self, name: &AttributeName) -> Option<&Shape> {
        self.0.get(name)
    }

    /// Attributes that were cells of a table, each as its definition has it, and checked. Pointers name
    /// the entry.
    pub fn read_cells(&self, entity: Entity, cells: &Attributes) -> Result<Attributes, Violations> {
        let typed = cells.iter().map(|(name, value)| {
            let shape = AttributeKey::parse(name).ok().and_then(|key| self.of(&(entity, key)));
            let value = match (shape, value) {
                (Some(shape), Value::Text(cell)) => from_cell(shape.kind, cell),
                _ => value.clone(),
            };
            (name.to_owned(), value)
        });
        let typed = Attributes::stored(typed.collect());
        self.check(entity, &typed).map(|()| typed)
    }

    /// Checks an entity's attributes. Pointers name the entry.
    pub fn check(&self, entity: Entity, attributes: &Attributes) -> Result<(), Violations> {
        let mut violations = Violations::default();
        for (name, value) in attributes.iter() {
            let shape = AttributeKey::parse(name).ok().and_then(|key| self.of(&(entity, key)));
            if let Some(Err(violation)) = shape.map(|shape| shape.check(value)) {
                violations.add(&format!("/{}", escape(name)), violation);
            }
        }
        if violations.is_empty() { Ok(()) } else { Err(violations) }
    }
}

#[cfg(test)]
mod tests {
    use super::{AttributeKey, AttributeType, Entity, Shape, Shapes};
    use crate::attributes::{Attributes, Value};

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn a_cell_is_what_its_definition_makes_of_it() {
        let kinds =
            [("seats", AttributeType::Number), ("trial", AttributeType::Boolean), ("since", AttributeType::Date)];
        let named = |(name, kind)| ((Entity::Contact, AttributeKey::parse(name).expect("a key")), shape(kind));
        let shapes = Shapes::new(kinds.map(named));
        let read = |cells: &[(&str, &str)]| {
            let cells = cells.iter().map(|(name, cell)| ((*name).to_owned(), text(cell)));
            shapes.read_cells(Entity::Contact, &Attributes::parse(cells).expect("attributes"))
        };
        let values = read(&[("seats", " -1.5 "), ("trial", "TRUE"), ("since", "2026-01-31"), ("free", "7")]);
        let values: Vec<_> = values.expect("of its shapes").iter().map(|(_, value)| value.clone()).collect();
        assert_eq!(values, [text("7"), Value::Number(-1.5), text("2026-01-31"), Value::Bool(true)]);
        for (name, cell) in
            [("seats", "many"), ("seats", "inf"), ("seats", "NaN"), ("trial", "yes"), ("since", "today")]
        {
            assert!(read(&[(name, cell)]).is_err(), "{name} {cell}");
        }
    }

    fn shape(kind: AttributeType) -> Shape {
        let options = if kind == AttributeType::List { vec!["a".to_owned(), "b".to_owned()] } else { Vec::new() };
        Shape::parse(kind, options).expect("a shape")
    }

    #[test]
    fn each_type_takes_its_values_and_names_what_is_wrong_with_others() {
        let code = |kind, value: &Value| shape(kind).check(value).map_err(|violation| violation.code);
        for (kind, value) in [
            (AttributeType::Text, text("")),
            (AttributeType::Number, Value::Number(-0.5)),
            (AttributeType::Boolean, Value::Bool(false)),
            (AttributeType::Date, text("2024-02-29")),
            (AttributeType::Link, text("https://example.com/a?b=c")),
            (AttributeType::List, text("b")),
        ] {
            assert_eq!(code(kind, &value), Ok(()), "{kind:?} {value:?}");
        }
        for (kind, value, expected) in [
            (AttributeType::Text, Value::Number(1.0), "WRONG_TYPE"),
            (AttributeType::Number, text("1"), "WRONG_TYPE"),
            (AttributeType::Boolean, text("true"), "WRONG_TYPE"),
            (AttributeType::Date, text("2023-02-29"), "INVALID_DATE"),
            (AttributeType::Date, text("+2024-2-29"), "INVALID_DATE"),
            (AttributeType::Date, text("2024-02-29T00:00:00Z"), "INVALID_DATE"),
            (AttributeType::Date, Value::Number(2024.0), "WRONG_TYPE"),
            (AttributeType::Link, text("javascript:alert(1)"), "INVALID_LINK"),
            (AttributeType::Link, text("https:///x"), "INVALID_LINK"),
            (AttributeType::Link, text("https://a b"), "INVALID_LINK"),
            (AttributeType::List, text("c"), "UNKNOWN_OPTION"),
            (AttributeType::List, Value::Bool(true), "WRONG_TYPE"),
        ] {
            assert_eq!(code(kind, &value), Err(expected), "{kind:?} {value:?}");
        }
    }

    #[test]
    fn only_a_list_has_options_and_no_option_twice() {
        let options = |options: &[&str]| options.iter().map(|&option| option.to_owned()).collect::<Vec<_>>();
        let code = |kind, list: &[&str]| {
            let parsed = Shape::parse(kind, options(list));
            parsed.map(|_| ()).map_err(|broken| broken.iter().map(|(at, v)| format!("{at} {}", v.code)).collect())
        };
        let wrong = |text: &str| Err(vec![text.to_owned()]);
        assert_eq!(code(AttributeType::List, &["a", "b"]), Ok(()));
        assert_eq!(code(AttributeType::List, &[]), wrong("/options REQUIRED"));
        assert_eq!(code(AttributeType::Text, &["a"]), wrong("/options NOT_ALLOWED"));
        assert_eq!(code(AttributeType::List, &["a", "a"]), wrong("/options/1 REPEATED"));
        assert_eq!(code(AttributeType::List, &[" "]), wrong("/options/0 BLANK"));
        assert_eq!(code(AttributeType::List, &["a\0"]), wrong("/options/0 CONTROL_CHARACTER"));
    }

    #[test]
    fn what_has_no_definition_may_hold_anything() {
        let key = AttributeKey::parse("seats").expect("a key");
        let shapes = Shapes::new([((Entity::Contact, key), shape(AttributeType::Number))]);
        let of = |entries: &[(&str, Value)]| {
            Attributes::parse(entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone()))).expect("fits")
        };
        let wrong = of(&[("seats", text("five")), ("plan", text("gold"))]);
        let broken = shapes.check(Entity::Contact, &wrong).map_err(|broken| {
            broken.iter().map(|(pointer, violation)| format!("{pointer} {}", violation.code)).collect::<Vec<_>>()
        });
        assert_eq!(broken, Err(vec!["/seats WRONG_TYPE".to_owned()]));
        assert_eq!(shapes.check(Entity::Conversation, &wrong), Ok(()), "another entity's key is another key");
    }
}
