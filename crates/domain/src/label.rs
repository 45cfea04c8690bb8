//! Labels: names that people put on conversations.

use crate::Timestamp;
use crate::error::Violation;
use crate::id::LabelId;

/// A label's name: lower case, no blanks or slashes, so that it can stand in a path and in a
/// search (`label:vip`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LabelName(String);

impl LabelName {
    /// Longest allowed, in Unicode scalar values.
    pub const MAX: usize = 60;

    /// Lowers the case and checks.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let name = text.trim().to_lowercase();
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
        if name.is_empty() || name.chars().count() > Self::MAX || !name.chars().all(allowed) {
            return Err(Violation::new(
                "INVALID_LABEL",
                "1 to 60 letters, digits, dashes, underscores, dots or colons",
            ));
        }
        Ok(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A label of a tenant.
#[derive(Debug, Clone)]
pub struct Label {
    /// Its id.
    pub id: LabelId,
    /// Its name.
    pub name: LabelName,
    /// `#rrggbb`.
    pub color: Color,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A label to be made.
#[derive(Debug, Clone)]
pub struct NewLabel {
    /// Its name.
    pub name: LabelName,
    /// `#rrggbb`.
    pub color: Color,
}

/// What to change of a label; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct LabelPatch {
    /// Its name.
    pub name: Option<LabelName>,
    /// `#rrggbb`.
    pub color: Option<Color>,
}

/// A colour as `#rrggbb`, lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Color(String);

impl Color {
    /// Checks the form.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let hex = text.strip_prefix('#').unwrap_or_default();
        if hex.len() != 6 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Violation::new("INVALID_COLOR", "must be a colour such as #1f6feb"));
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// `#rrggbb`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Color, LabelName};

    #[test]
    fn names_are_lowered_and_can_stand_in_a_path() {
        assert_eq!(LabelName::parse(" Straße ").as_ref().map(LabelName::as_str), Ok("straße"));
        for text in ["", "two words", "a/b", "a\0", &"x".repeat(61)] {
            assert!(LabelName::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn colours_are_six_hex_digits() {
        assert_eq!(Color::parse("#1F6FEB").as_ref().map(Color::as_str), Ok("#1f6feb"));
        for text in ["1f6feb", "#1f6fe", "#1f6feg", "#é6feb", ""] {
            assert!(Color::parse(text).is_err(), "{text:?}");
        }
    }
}
