//! Canned responses: texts that a team says again and again, found by a short code.

use crate::Timestamp;
use crate::error::Violation;
use crate::id::{CannedResponseId, TeamId};
use crate::template::Template;
use crate::text::Name;

/// Most canned responses of a tenant.
pub const MOST: i64 = 1_000;

/// What people type to find a canned response: `[a-z0-9_-]`, at most 40.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShortCode(String);

impl ShortCode {
    /// Longest allowed.
    pub const MAX: usize = 40;

    /// Lowers the case and checks.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let code = text.to_ascii_lowercase();
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        if code.is_empty() || code.len() > Self::MAX || !code.chars().all(allowed) {
            return Err(Violation::new("INVALID_SHORT_CODE", "1 to 40 of a-z, 0-9, dash and underscore"));
        }
        Ok(Self(code))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that a team says again and again.
#[derive(Debug, Clone)]
pub struct CannedResponse {
    /// Its id.
    pub id: CannedResponseId,
    /// What people type; unique in the tenant.
    pub short_code: ShortCode,
    /// What people read.
    pub title: Name,
    /// What it says.
    pub body: Template,
    /// For the members of this team only; for all without one.
    pub team_id: Option<TeamId>,
    /// How often it was filled in.
    pub usage_count: i64,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A canned response to be made.
#[derive(Debug, Clone)]
pub struct NewCannedResponse {
    /// What people type; unique in the tenant.
    pub short_code: ShortCode,
    /// What people read.
    pub title: Name,
    /// What it says.
    pub body: Template,
    /// For the members of this team only; for all without one.
    pub team_id: Option<TeamId>,
}

/// Changes to a canned response. Outer `None`: leave it; inner `None`: take it away.
#[derive(Debug, Clone, Default)]
pub struct CannedResponsePatch {
    /// What people type.
    pub short_code: Option<ShortCode>,
    /// What people read.
    pub title: Option<Name>,
    /// What it says.
    pub body: Option<Template>,
    /// Whom it is for.
    pub team_id: Option<Option<TeamId>>,
}

#[cfg(test)]
mod tests {
    use super::ShortCode;

    #[test]
    fn codes_are_lowered_and_plain() {
        assert_eq!(ShortCode::parse("Thank_You-2").as_ref().map(ShortCode::as_str), Ok("thank_you-2"));
        assert!(ShortCode::parse(&"x".repeat(40)).is_ok());
        for text in ["", " ", "two words", "é", "a/b", "a\0", "\u{212a}elvin", &"x".repeat(41)] {
            assert!(ShortCode::parse(text).is_err(), "{text:?}");
        }
    }
}
