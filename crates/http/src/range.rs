//! Parts of files: `Range`, `If-Range` and `If-None-Match`, as RFC 9110 has them. One part at a time:
//! whoever asks for several gets the whole.

use actix_web::http::header::{HeaderMap, IF_NONE_MATCH, IF_RANGE, RANGE};

/// What of a file is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of it.
    Whole,
    /// So many bytes from here on.
    Part {
        /// The first.
        start: u64,
        /// At least 1.
        length: u64,
    },
    /// Something behind its end.
    BehindTheEnd,
}

/// Reads what is wanted of a file of this size and tag. What cannot be understood is passed over.
pub(crate) fn wanted(headers: &HeaderMap, size: u64, etag: &str) -> Wanted {
    let mut ranges = headers.get_all(RANGE).filter_map(|value| value.to_str().ok());
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return Wanted::Whole };
    if headers.get(IF_RANGE).is_some_and(|condition| condition.as_bytes() != etag.as_bytes()) {
        return Wanted::Whole;
    }
    part(range, size).unwrap_or(Wanted::Whole)
}

fn part(range: &str, size: u64) -> Option<Wanted> {
    let (unit, range) = range.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (start, end) = match (number(first), number(last)) {
        (Some(first), Some(last)) if first > last => return None,
        (Some(first), Some(last)) => (first, last.saturating_add(1).min(size)),
        (Some(first), None) if last.is_empty() => (first, size),
        (None, Some(last)) if first.is_empty() => (size - last.min(size), size),
        _ => return None,
    };
    Some(if start >= end { Wanted::BehindTheEnd } else { Wanted::Part { start, length: end - start } })
}

/// Digits and nothing else.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // What is past all numbers is past the end of any file.
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

/// Whether the client has the file already.
pub(crate) fn has_it(headers: &HeaderMap, etag: &str) -> bool {
    let values = headers.get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    let mut tags = values.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderValue, IF_NONE_MATCH, IF_RANGE, RANGE};

    use super::{Wanted, has_it, wanted};

    fn of(range: &str, size: u64) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, HeaderValue::from_str(range).expect("a header"));
        wanted(&headers, size, "\"tag\"")
    }

    #[test]
    fn one_part_the_whole_or_nothing() {
        let part = |start, length| Wanted::Part { start, length };
        assert_eq!(of("bytes=0-3", 10), part(0, 4));
        assert_eq!(of("Bytes = 4-", 10), part(4, 6));
        assert_eq!(of("bytes=-3", 10), part(7, 3));
        assert_eq!(of("bytes=-30", 10), part(0, 10));
        assert_eq!(of("bytes=9-99999999999999999999999", 10), part(9, 1));
        for behind in ["bytes=10-", "bytes=10-20", "bytes=99999999999999999999999-", "bytes=-0"] {
            assert_eq!(of(behind, 10), Wanted::BehindTheEnd, "{behind}");
        }
        assert_eq!(of("bytes=0-", 0), Wanted::BehindTheEnd);
        for odd in ["bytes=3-2", "bytes=a-b", "bytes=-", "bytes=", "lines=0-1", "0-1", "bytes=0-1,4-5", "bytes=+1-2"] {
            assert_eq!(of(odd, 10), Wanted::Whole, "{odd}");
        }
    }

    #[test]
    fn a_part_of_another_file_is_of_no_use() {
        let mut headers = HeaderMap::new();
        assert_eq!(wanted(&headers, 10, "\"tag\""), Wanted::Whole);
        headers.insert(RANGE, HeaderValue::from_static("bytes=1-1"));
        for (condition, expected) in [
            ("\"tag\"", Wanted::Part { start: 1, length: 1 }),
            ("\"other\"", Wanted::Whole),
            ("W/\"tag\"", Wanted::Whole),
            ("Sat, 01 Jan 2028 00:00:00 GMT", Wanted::Whole),
        ] {
            headers.insert(IF_RANGE, HeaderValue::from_str(condition).expect("a header"));
            assert_eq!(wanted(&headers, 10, "\"tag\""), expected, "{condition}");
        }
    }

    #[test]
    fn whoever_has_it_is_told_so() {
        let has = |tags: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::from_str(tags).expect("a header"));
            has_it(&headers, "\"tag\"")
        };
        assert!(has("\"tag\"") && has("\"a\", W/\"tag\"") && has("*"));
        assert!(!has("\"other\"") && !has("tag") && !has_it(&HeaderMap::new(), "\"tag\""));
    }
}
