//! Custom attributes: a flat map of names to plain values.

use std::collections::BTreeMap;

use crate::error::{Violation, Violations};

/// Most attributes on one thing.
pub const MAX_ATTRIBUTES: usize = 50;
/// Longest text value, in Unicode scalar values.
pub const MAX_TEXT: usize = 1_000;

/// A plain value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A finite number.
    Number(f64),
    /// Yes or no.
    Bool(bool),
}

/// A flat map of names to plain values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes(BTreeMap<String, Value>);

impl Attributes {
    /// Checks names (`[a-z][a-z0-9_]*`, at most 60 characters), sizes and values.
    pub fn parse(entries: impl IntoIterator<Item = (String, Value)>) -> Result<Self, Violations> {
        let mut violations = Violations::default();
        let mut map = BTreeMap::new();
        for (name, value) in entries {
            let pointer = format!("/{}", escape(&name));
            if !is_name(&name) {
                violations
                    .add(&pointer, Violation::new("INVALID_NAME", "names are lower snake case, at most 60 characters"));
                continue;
            }
            if let Value::Text(text) = &value {
                if text.contains('\0') {
                    violations.add(&pointer, Violation::new("CONTROL_CHARACTER", "must not hold control characters"));
                } else if text.chars().count() > MAX_TEXT {
                    violations
                        .add(&pointer, Violation::new("TOO_LONG", format!("must have at most {MAX_TEXT} characters")));
                }
            }
            map.insert(name, value);
        }
        if map.len() > MAX_ATTRIBUTES {
            violations.add("", Violation::new("TOO_MANY", format!("at most {MAX_ATTRIBUTES} attributes")));
        }
        if violations.iter().next().is_some() { Err(violations) } else { Ok(Self(map)) }
    }

    /// Values the store holds already.
    pub fn stored(map: BTreeMap<String, Value>) -> Self {
        Self(map)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In order of names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// Whether it can name an attribute.
pub(crate) fn is_name(name: &str) -> bool {
    name.len() <= 60
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// JSON Pointer escaping (RFC 6901), so that the pointer names the entry whatever it is called.
pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::{Attributes, Value};

    #[test]
    fn names_and_values_are_checked_and_all_mistakes_listed() {
        let text = |text: &str| Value::Text(text.to_owned());
        let entries = [
            ("plan".to_owned(), text("gold")),
            ("Bad/Name".to_owned(), Value::Bool(true)),
            ("nul".to_owned(), text("a\0")),
        ];
        let broken = Attributes::parse(entries).map_err(|violations| {
            violations.iter().map(|(pointer, v)| (pointer.to_owned(), v.code)).collect::<Vec<_>>()
        });
        assert_eq!(
            broken,
            Err(vec![("/Bad~1Name".to_owned(), "INVALID_NAME"), ("/nul".to_owned(), "CONTROL_CHARACTER")])
        );
    }

    #[test]
    fn there_is_a_most() {
        let many = (0..51).map(|n| (format!("a{n}"), Value::Bool(false)));
        assert!(Attributes::parse(many).is_err());
    }
}
