//! The days of a conversation, as a calendar somewhere has them.

use time::Date;

use crate::error::Violation;
use crate::message::Seq;

/// A name that a time zone may have, such as `Europe/Paris`. Which there are the store knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneName(String);

impl ZoneName {
    /// Longest allowed.
    pub const MAX: usize = 64;

    /// Checks the form.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let allowed = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'/' | b'+' | b'-');
        if text.is_empty() || text.len() > Self::MAX || !text.bytes().all(allowed) {
            return Err(Self::unknown());
        }
        Ok(Self(text.to_owned()))
    }

    /// There is no such zone.
    pub fn unknown() -> Violation {
        Violation::new("UNKNOWN_TIME_ZONE", "must be a name of the IANA time zone database, such as Europe/Paris")
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ZoneName {
    fn default() -> Self {
        Self("UTC".to_owned())
    }
}

/// A day on which something was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// Which.
    pub date: Date,
    /// The first message of the day, in the order of the thread.
    pub first_seq: Seq,
    /// How many there are, deleted ones too.
    pub messages: i64,
}

#[cfg(test)]
mod tests {
    use super::ZoneName;

    #[test]
    fn zones_have_plain_names() {
        for name in ["UTC", "Europe/Paris", "America/Argentina/Buenos_Aires", "Etc/GMT+5"] {
            assert!(ZoneName::parse(name).is_ok(), "{name}");
        }
        for name in ["", "Europe Paris", "<+05>-5", "a\0", "\u{e9}", &"x".repeat(65)] {
            assert!(ZoneName::parse(name).is_err(), "{name:?}");
        }
    }
}
