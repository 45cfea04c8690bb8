//! Rows that come as one value, an array of records in PostgreSQL's binary form. A page of messages is a thousand
//! cells, and a row and a value of the driver's for each was a quarter of what the page cost. Knows the types that
//! such a page has; never guesses: a cell of another type or length is an error.

use serde_json::Value as Json;
use sqlx::postgres::{PgRow, PgValueFormat};
use sqlx::{Row as _, ValueRef as _};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use skybot_domain::error::StoreError;

use super::word::{Said, Word};
use crate::error::store_error;

/// Moments are counted from here, in microseconds.
const EPOCH: OffsetDateTime = datetime!(2000-01-01 00:00 UTC);

/// PostgreSQL's number of the type.
const RECORD: i32 = 2249;

/// The records of a row whose only value is `array_agg` of them; null if there are none.
pub(super) fn records<T>(
    row: &PgRow,
    read: impl FnMut(&mut Record<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let value = row.try_get_raw(0).map_err(|error| store_error(&error))?;
    if value.is_null() {
        return Ok(Vec::new());
    }
    match value.as_bytes() {
        Ok(bytes) if value.format() == PgValueFormat::Binary => read_all(bytes, read),
        _ => Err(misread()),
    }
}

fn read_all<T>(
    bytes: &[u8],
    mut read: impl FnMut(&mut Record<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut rest = Unread(bytes);
    let count = array(&mut rest).ok_or_else(misread)?;
    let mut all = Vec::with_capacity(count);
    for _ in 0..count {
        let mut record = record(&mut rest).ok_or_else(misread)?;
        all.push(read(&mut record)?);
        if !record.cells.0.is_empty() {
            return Err(misread());
        }
    }
    Ok(all)
}

/// How many records stand in an array of one dimension.
fn array(rest: &mut Unread<'_>) -> Option<usize> {
    let (dimensions, _has_null, element) = (rest.number()?, rest.number()?, rest.number()?);
    let (count, _first) = (rest.number()?, rest.number()?);
    let count = usize::try_from(count).ok()?;
    (dimensions == 1 && element == RECORD && count <= rest.0.len()).then_some(count)
}

/// The next one: how many cells, and for each the number of its type, its length and its bytes.
fn record<'r>(rest: &mut Unread<'r>) -> Option<Record<'r>> {
    let length = rest.number()?;
    let mut cells = Unread(rest.bytes(length)?);
    let _count = cells.number()?;
    Some(Record { cells })
}

/// Not a broken row: the query asks for something else than is read.
fn misread() -> StoreError {
    StoreError::Internal("a record is not what was asked for".to_owned())
}

/// A row, cell after cell.
pub(super) struct Record<'r> {
    cells: Unread<'r>,
}

impl<'r> Record<'r> {
    /// The next cell.
    pub(super) fn take<T: Cell<'r>>(&mut self) -> Result<T, StoreError> {
        self.cell().ok_or_else(misread)
    }

    /// A length of -1 is null.
    fn cell<T: Cell<'r>>(&mut self) -> Option<T> {
        if self.cells.number()? != T::TYPE {
            return None;
        }
        match self.cells.number()? {
            -1 => T::of(None),
            length => T::of(Some(self.cells.bytes(length)?)),
        }
    }
}

/// What a cell can hold.
pub(super) trait Cell<'r>: Sized {
    /// PostgreSQL's number of the type (`pg_type.dat`); it never changes.
    const TYPE: i32;

    /// From its bytes, or from null.
    fn of(value: Option<&'r [u8]>) -> Option<Self>;
}

impl<'r, T: Cell<'r>> Cell<'r> for Option<T> {
    const TYPE: i32 = T::TYPE;

    fn of(value: Option<&'r [u8]>) -> Option<Self> {
        if value.is_some() { T::of(value).map(Some) } else { Some(None) }
    }
}

impl Cell<'_> for i64 {
    const TYPE: i32 = 20;

    fn of(value: Option<&[u8]>) -> Option<Self> {
        value?.try_into().ok().map(Self::from_be_bytes)
    }
}

impl<'r> Cell<'r> for &'r str {
    const TYPE: i32 = 25;

    fn of(value: Option<&'r [u8]>) -> Option<Self> {
        str::from_utf8(value?).ok()
    }
}

impl Cell<'_> for String {
    const TYPE: i32 = <&str>::TYPE;

    fn of(value: Option<&[u8]>) -> Option<Self> {
        <&str>::of(value).map(str::to_owned)
    }
}

impl<T: Said> Cell<'_> for Word<T> {
    const TYPE: i32 = <&str>::TYPE;

    fn of(value: Option<&[u8]>) -> Option<Self> {
        <&str>::of(value).map(|word| Self(T::of(word)))
    }
}

impl Cell<'_> for OffsetDateTime {
    const TYPE: i32 = 1184;

    fn of(value: Option<&[u8]>) -> Option<Self> {
        EPOCH.checked_add(Duration::microseconds(i64::of(value)?))
    }
}

impl Cell<'_> for Uuid {
    const TYPE: i32 = 2950;

    fn of(value: Option<&[u8]>) -> Option<Self> {
        Self::from_slice(value?).ok()
    }
}

/// `jsonb`: a version, which is 1, and the text.
impl Cell<'_> for Json {
    const TYPE: i32 = 3802;

    fn of(value: Option<&[u8]>) -> Option<Self> {
        serde_json::from_slice(value?.strip_prefix(&[1])?).ok()
    }
}

struct Unread<'r>(&'r [u8]);

impl<'r> Unread<'r> {
    fn number(&mut self) -> Option<i32> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(i32::from_be_bytes(*number))
    }

    fn bytes(&mut self, length: i32) -> Option<&'r [u8]> {
        let (bytes, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};
    use skybot_domain::error::StoreError;
    use time::OffsetDateTime;
    use time::macros::datetime;
    use uuid::Uuid;

    use super::{EPOCH, Record, read_all};

    /// `encode(array_send(array_agg(p)), 'hex')` of PostgreSQL 15 for one row: `-5::bigint`, a `uuid`, `null::text`,
    /// `'2026-08-03 12:00:00.000001Z'::timestamptz`, `'{"a": 1}'::jsonb`.
    const WRITTEN: &str = "0000000100000000000008c9000000010000000100000055000000050000001400000008fffffffffffffffb\
                           00000b86000000100000000000000000000000000000000700000019ffffffff000004a000000008\
                           0002fb220bde500100000eda00000009017b2261223a20317d";

    /// The same for other values.
    fn sent(number: i64, id: Uuid, text: Option<&str>, micros: i64, json: &str) -> Vec<u8> {
        let json = [b"\x01", json.as_bytes()].concat();
        let cells: [(i32, Option<&[u8]>); 5] = [
            (20, Some(&number.to_be_bytes())),
            (2950, Some(id.as_bytes())),
            (25, text.map(str::as_bytes)),
            (1184, Some(&micros.to_be_bytes())),
            (3802, Some(&json)),
        ];
        let value = |value: Option<&[u8]>| match value {
            None => (-1_i32).to_be_bytes().to_vec(),
            Some(bytes) => [&i32::try_from(bytes.len()).unwrap_or(0).to_be_bytes(), bytes].concat(),
        };
        let mut record = 5_i32.to_be_bytes().to_vec();
        for (kind, cell) in cells {
            record.extend_from_slice(&kind.to_be_bytes());
            record.extend(value(cell));
        }
        let mut array = [1_i32, 0, 2249, 1, 1].map(i32::to_be_bytes).concat();
        array.extend(value(Some(&record)));
        array
    }

    type Row = (i64, Uuid, Option<String>, OffsetDateTime, Json);

    fn row(cells: &mut Record<'_>) -> Result<Row, StoreError> {
        Ok((cells.take()?, cells.take()?, cells.take()?, cells.take()?, cells.take()?))
    }

    #[test]
    fn cells_are_what_was_stored() {
        let (id, at) = (Uuid::from_u128(7), datetime!(2026-08-03 12:00:00.000001 UTC));
        let written: Vec<u8> = (0..WRITTEN.len() / 2)
            .filter_map(|place| u8::from_str_radix(&WRITTEN[2 * place..2 * place + 2], 16).ok())
            .collect();
        assert_eq!(read_all(&written, row).ok(), Some(vec![(-5, id, None, at, json!({"a": 1}))]));
        let micros = i64::try_from((at - EPOCH).whole_microseconds()).unwrap_or(0);
        assert_eq!(sent(-5, id, None, micros, "{\"a\": 1}"), written);
    }

    #[test]
    fn what_is_not_asked_for_is_an_error() {
        let sent = sent(1, Uuid::nil(), Some("x"), 0, "null");
        let swapped = |cells: &mut Record<'_>| -> Result<OffsetDateTime, StoreError> {
            let moment = cells.take()?;
            let _: (Uuid, Option<String>, OffsetDateTime, Json) =
                (cells.take()?, cells.take()?, cells.take()?, cells.take()?);
            Ok(moment)
        };
        assert!(read_all(&sent, swapped).is_err(), "a moment, but a number stands there, as long");
        let fewer = |cells: &mut Record<'_>| -> Result<i64, StoreError> { cells.take() };
        assert!(read_all(&sent, fewer).is_err(), "cells are left");
        let required = |cells: &mut Record<'_>| -> Result<String, StoreError> {
            let _: (i64, Uuid) = (cells.take()?, cells.take()?);
            cells.take()
        };
        assert!(read_all(&self::sent(1, Uuid::nil(), None, 0, "null"), required).is_err(), "null");
        assert!(read_all(&self::sent(1, Uuid::nil(), None, i64::MAX, "null"), row).is_err(), "infinity");
    }

    proptest! {
        #[test]
        fn what_is_cut_off_is_an_error(number: i64, text: Option<String>, part in 0.0..1.0_f64) {
            let sent = sent(number, Uuid::nil(), text.as_deref(), 0, "[]");
            let read = read_all(&sent, row).ok().and_then(|mut rows| rows.pop());
            prop_assert_eq!(read.map(|row| (row.0, row.2)), Some((number, text)));
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place within it")]
            let cut = (sent.len() as f64 * part) as usize;
            prop_assert!(read_all(&sent[..cut], row).is_err());
        }

        #[test]
        fn nothing_makes_it_panic(bytes: Vec<u8>) {
            let _whatever = read_all(&bytes, row);
        }
    }
}
