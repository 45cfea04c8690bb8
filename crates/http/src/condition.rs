//! Conditional requests: `ETag: "<version>"`, `If-Match`, `If-None-Match`.

use actix_web::http::header::{HeaderMap, HeaderName, IF_MATCH, IF_NONE_MATCH};

use crate::problem::{Code, Problem};

/// The tag of a version.
pub(crate) fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// The version that `If-Match` names; `None` without the header, or when any version will do.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let malformed = || Problem::detailed(Code::BadRequest, "If-Match must be one ETag, or *.");
    let Some(value) = single(headers, &IF_MATCH).map_err(|()| malformed())? else { return Ok(None) };
    if value == "*" {
        return Ok(None);
    }
    let tag = opaque(value).ok_or_else(malformed)?;
    // A tag that never was ours matches no version.
    Ok(Some(tag.parse().unwrap_or(-1)))
}

/// Whether `If-None-Match` names this version: the client has it already.
pub(crate) fn none_match(headers: &HeaderMap, version: i64) -> bool {
    let tag = version.to_string();
    let values = headers.get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim).any(|value| value == "*" || opaque(value) == Some(&tag))
}

fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, ()> {
    let mut values = headers.get_all(name);
    let first = values.next();
    if values.next().is_some() {
        return Err(());
    }
    first.map(|value| value.to_str().map(str::trim).map_err(|_| ())).transpose()
}

/// What stands between the quotes. Proxies that compress make tags weak; the version is the same.
fn opaque(tag: &str) -> Option<&str> {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let inside = tag.strip_prefix('"')?.strip_suffix('"')?;
    inside.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"').then_some(inside)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH};

    use super::{etag, if_match, none_match};

    fn headers(name: &HeaderName, values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name.clone(), HeaderValue::from_str(value).expect("a header"));
        }
        headers
    }

    #[test]
    fn one_tag_a_star_or_nothing() {
        let read = |values: &[&str]| if_match(&headers(&IF_MATCH, values)).map_err(|problem| problem.code().as_str());
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&["*"]), Ok(None));
        assert_eq!(read(&[&etag(7)]), Ok(Some(7)));
        assert_eq!(read(&["W/\"7\""]), Ok(Some(7)));
        assert_eq!(read(&["\"other\""]), Ok(Some(-1)));
        for values in [&["7"][..], &["\"7"], &["\"7\", \"8\""], &["\"7\"", "\"8\""], &[""], &["\"a b\""]] {
            assert_eq!(read(values), Err("BAD_REQUEST"), "{values:?}");
        }
    }

    #[test]
    fn any_of_the_tags_the_client_has() {
        let has = |values: &[&str]| none_match(&headers(&IF_NONE_MATCH, values), 3);
        assert!(has(&["\"2\", \"3\""]) && has(&["W/\"3\""]) && has(&["*"]) && has(&["\"1\"", "\"3\""]));
        assert!(!has(&[]) && !has(&["\"33\""]) && !has(&["3"]));
    }
}
