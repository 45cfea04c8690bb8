//! The headers that every response has.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::limit;
use crate::trace::Trace;

const POLICY: &str =
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The page of the API sets styles from its script and has images in its style sheet.
const DOCS_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Files come from strangers: whatever they are, nothing in them may act.
const FILE_POLICY: &str = "default-src 'none'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/// Sets them. Answers of the API are nobody's to store.
pub(crate) fn write(headers: &mut HeaderMap, path: &str, tls: bool, trace: &Trace) {
    let policy = match path {
        path if path.starts_with("/api/docs") => DOCS_POLICY,
        path if path.starts_with("/files/") || path.starts_with("/api/v1/attachments/") => FILE_POLICY,
        _ => POLICY,
    };
    // A page of its own has a stricter one.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    if tls {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    if path.starts_with("/api/v1/") {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(trace.request_id()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    if let Some(standing) = trace.standing() {
        for (name, value) in [("ratelimit-policy", limit::policy(&standing)), ("ratelimit", limit::limit(&standing))] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
    // Only a note for the compressor.
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding.as_bytes() == b"identity") {
        headers.remove(header::CONTENT_ENCODING);
    }
}
