//! The audit log as people read it. Written by the database, never by us.

use std::net::IpAddr;

use uuid::Uuid;

use crate::Timestamp;
use crate::error::Violation;

/// Which entries; what is absent is not asked about.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Done by this member.
    pub actor_id: Option<Uuid>,
    /// This was done.
    pub action: Option<AuditWord>,
    /// To things of this kind.
    pub subject_type: Option<AuditWord>,
    /// To this.
    pub subject_id: Option<AuditWord>,
    /// At this moment or later.
    pub after: Option<Timestamp>,
    /// Before this moment.
    pub before: Option<Timestamp>,
}

/// What an entry may have in a column of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditWord(String);

impl AuditWord {
    /// Longest that is looked for, in Unicode scalar values.
    pub const MAX: usize = 200;

    /// Checks that the store can hold it.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let length = text.chars().count();
        if !(1..=Self::MAX).contains(&length) || text.chars().any(char::is_control) {
            return Err(Violation::new("INVALID_VALUE", format!("1 to {} characters, none of control", Self::MAX)));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// Grows with time.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// The kind of who did it: `user`, `bot`, `contact`, `system`.
    pub actor_type: String,
    /// Which.
    pub actor_id: Option<Uuid>,
    /// Who did it in the actor's name, if it was the platform.
    pub impersonator: Option<String>,
    /// The request that did it.
    pub request_id: Option<String>,
    /// Where from.
    pub ip: Option<IpAddr>,
    /// What the client says it is.
    pub user_agent: Option<String>,
    /// What was done.
    pub action: String,
    /// The kind of thing it was done to.
    pub subject_type: String,
    /// Which.
    pub subject_id: String,
    /// What changed, as it was; JSON.
    pub before: Option<String>,
    /// What changed, as it is now; JSON.
    pub after: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::AuditWord;

    #[test]
    fn words_are_short_and_printable() {
        for (text, fine) in [
            ("", false),
            ("signed_in", true),
            ("a/b", true),
            ("a\0", false),
            ("a\nb", false),
            (&"x".repeat(201), false),
        ] {
            assert_eq!(AuditWord::parse(text).is_ok(), fine, "{text:?}");
        }
    }
}
