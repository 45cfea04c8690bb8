//! Ids and times that a caller brings along.

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// An id that nothing has.
#[expect(clippy::disallowed_methods, reason = "a client makes its own ids")]
pub fn fresh_id() -> Uuid {
    Uuid::now_v7()
}

/// What the client's clock shows.
#[expect(clippy::disallowed_methods, reason = "a client has its own clock")]
pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

/// A moment `ahead` of now, as JSON has it.
pub fn from_now(ahead: Duration) -> String {
    (now() + ahead).format(&Rfc3339).expect("a moment")
}

/// Reads a moment as JSON has it.
pub fn moment(text: &serde_json::Value) -> OffsetDateTime {
    OffsetDateTime::parse(text.as_str().expect("a moment"), &Rfc3339).expect("RFC 3339")
}
