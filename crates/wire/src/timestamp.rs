//! A moment in JSON: RFC 3339, UTC, exactly six digits after the second.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{RefOr, schema};

/// A moment in UTC, to the microsecond. Written as `2026-01-31T23:59:59.000001Z`; any RFC 3339
/// offset is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(OffsetDateTime);

impl Timestamp {
    /// The moment.
    pub const fn get(self) -> OffsetDateTime {
        self.0
    }
}

impl From<OffsetDateTime> for Timestamp {
    fn from(value: OffsetDateTime) -> Self {
        Self(value.to_offset(UtcOffset::UTC))
    }
}

impl From<Timestamp> for OffsetDateTime {
    fn from(value: Timestamp) -> Self {
        value.0
    }
}

const TEMPLATE: [u8; 27] = *b"0000-00-00T00:00:00.000000Z";

/// Writes `value` in decimal so that its last digit stands just before `end`.
fn digits(text: &mut [u8; 27], end: usize, mut value: u32) {
    for byte in text.iter_mut().take(end).rev() {
        if !byte.is_ascii_digit() {
            break;
        }
        // A digit: `value % 10` is below 10.
        *byte = b'0' + u8::try_from(value % 10).unwrap_or_default();
        value /= 10;
    }
}

impl Timestamp {
    /// Years outside 0 to 9999 have no RFC 3339 form; the nearest such year is written.
    pub(crate) fn text(self) -> [u8; 27] {
        let mut text = TEMPLATE;
        let (year, month, day) = self.0.to_calendar_date();
        let (hour, minute, second, micro) = self.0.to_hms_micro();
        digits(&mut text, 4, u32::try_from(year.clamp(0, 9_999)).unwrap_or_default());
        digits(&mut text, 7, u32::from(u8::from(month)));
        digits(&mut text, 10, u32::from(day));
        digits(&mut text, 13, u32::from(hour));
        digits(&mut text, 16, u32::from(minute));
        digits(&mut text, 19, u32::from(second));
        digits(&mut text, 26, micro);
        text
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.text()).unwrap_or_default())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(std::str::from_utf8(&self.text()).unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an RFC 3339 time")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                let parsed = OffsetDateTime::parse(text, &Rfc3339).ok();
                // Near the year 9999 the move to UTC can leave the range.
                let utc = parsed.and_then(|time| time.checked_to_offset(UtcOffset::UTC));
                let micros = utc.and_then(|time| time.replace_microsecond(time.microsecond()).ok());
                micros
                    .filter(|time| time.year() <= 9_999)
                    .map(Timestamp)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Other("text"), &self))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

impl utoipa::PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(schema::SchemaType::Type(Type::String))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("RFC 3339, UTC, with microseconds"))
            .examples([serde_json::json!("2026-01-31T23:59:59.000001Z")])
            .into()
    }
}

impl utoipa::ToSchema for Timestamp {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::OffsetDateTime;

    use super::Timestamp;

    fn read(text: &str) -> Option<Timestamp> {
        serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
    }

    #[test]
    fn always_six_digits_and_utc() {
        let written = |text| read(text).map(|time| time.to_string());
        assert_eq!(written("2026-02-03T04:05:06Z").as_deref(), Some("2026-02-03T04:05:06.000000Z"));
        assert_eq!(written("2026-01-01T00:30:00.1234567+01:00").as_deref(), Some("2025-12-31T23:30:00.123456Z"));
    }

    #[test]
    fn refuses_what_is_no_moment() {
        for text in ["", "now", "2026-13-01T00:00:00Z", "294277-01-01T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("9999-12-31T23:59:59-23:59"), None);
    }

    proptest! {
        #[test]
        fn written_and_read_is_the_same(micros in -62_000_000_000_000_000_i64..253_000_000_000_000_000) {
            let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000)
                .unwrap_or(OffsetDateTime::UNIX_EPOCH);
            let time = Timestamp::from(time);
            prop_assert_eq!(read(&time.to_string()), Some(time));
        }
    }
}
