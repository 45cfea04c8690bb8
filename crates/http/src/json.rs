//! Reading JSON bodies, and telling what is wrong with one: which place, which rule.
//!
//! The good case pays nothing for that: only a body that failed is read a second time, with its
//! path. What a client sent is never repeated in a message.

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};
use skybot_domain::error::Violation;

use crate::problem::{Code, Problem};

/// Reads a body.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // Serde would take an array for an object, with the fields in order.
    let object = body.trim_ascii_start().first() == Some(&b'{');
    match serde_json::from_slice(body) {
        Ok(value) if object => Ok(value),
        Ok(_) => Err(Problem::invalid("", Violation::new("WRONG_TYPE", "must be an object"))),
        Err(_) => Err(explain::<T>(body)),
    }
}

fn explain<T: DeserializeOwned>(body: &[u8]) -> Problem {
    let mut reader = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        // What follows the broken place has not been read yet; and where a name is expected,
        // serde_json takes every other value for a mistake of syntax.
        Err(error) if serde_json::from_slice::<serde_json::Value>(body).is_ok() => {
            let (violation, field) = violation(&error.inner().to_string());
            Problem::invalid(&pointer(error.path(), field.as_deref()), violation)
        }
        _ => Problem::of(Code::MalformedJson),
    }
}

/// A JSON Pointer (RFC 6901) to the path, and to a field below it.
fn pointer(path: &Path, below: Option<&str>) -> String {
    let mut pointer = String::new();
    let mut push = |name: &str| {
        pointer.push('/');
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
    };
    for segment in path {
        match segment {
            Segment::Seq { index } => push(&index.to_string()),
            Segment::Map { key } => push(key),
            Segment::Enum { variant } => push(variant),
            Segment::Unknown => {}
        }
    }
    if let Some(name) = below {
        push(name);
    }
    pointer
}

/// The rule that a message of serde is about, and the field it names where the path does not.
pub(crate) fn violation(message: &str) -> (Violation, Option<String>) {
    let field = |start: &str| message.strip_prefix(start)?.split('`').next().map(str::to_owned);
    if let Some(missing) = field("missing field `") {
        return (Violation::new("REQUIRED", "is required"), Some(missing));
    }
    if let Some(repeated) = field("duplicate field `") {
        return (Violation::new("DUPLICATE_FIELD", "may be given once"), Some(repeated));
    }
    let violation = if message.starts_with("unknown field") {
        Violation::new("UNKNOWN_FIELD", "is not known here")
    } else if message.starts_with("unknown variant") {
        Violation::new("UNKNOWN_VALUE", format!("must be {}", expected(message)))
    } else if message.starts_with("invalid type") {
        Violation::new("WRONG_TYPE", format!("must be {}", expected(message)))
    } else {
        Violation::new("INVALID_VALUE", "has not the right form")
    };
    (violation, None)
}

/// What serde expected; the end of its message is ours, the start may be the client's.
fn expected(message: &str) -> &str {
    let expected = message.rsplit(", expected ").next().unwrap_or_default();
    let expected = expected.split(" at line ").next().unwrap_or_default();
    match expected {
        "i64" | "u64" | "i32" | "u32" => "an integer",
        name if name.starts_with("struct ") => "an object",
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use skybot_wire::{ChangeStatus, CreateContact, CreateConversation, MoveCursor};

    use super::parse;
    use crate::problem::{Code, Problem};

    const INBOX: &str = r#""inbox_id": "0192f0c1-2a3b-7c4d-8e5f-001122334455""#;

    fn told(problem: Option<Problem>) -> (Option<Code>, Vec<(String, String, String)>) {
        let document = problem.as_ref().map(|problem| problem.document("/", ""));
        let errors = document.map(|document| document.errors).unwrap_or_default();
        let errors = errors.into_iter().map(|e| (e.pointer, e.code.into_owned(), e.detail.into_owned())).collect();
        (problem.map(|problem| problem.code()), errors)
    }

    fn first(problem: Option<Problem>) -> (String, String) {
        let (code, errors) = told(problem);
        assert_eq!(code, Some(Code::ValidationFailed));
        errors.into_iter().next().map(|(pointer, code, _)| (pointer, code)).unwrap_or_default()
    }

    #[test]
    fn what_is_not_json_is_malformed() {
        for body in [
            "",
            "{",
            "nonsense",
            r#"{"seq": 1} x"#,
            r#"{"seq": 1e999}"#,
            r#"{"seq": "\ud800"}"#,
            "{\"seq\": \"\u{1}\"}",
            r#"{"other": 1, "seq"}"#,
        ] {
            assert_eq!(told(parse::<MoveCursor>(body.as_bytes()).err()).0, Some(Code::MalformedJson), "{body}");
        }
        assert_eq!(told(parse::<CreateContact>(b"{\"name\": \"\xff\"}").err()).0, Some(Code::MalformedJson));
        let deep = format!("{{\"name\": {}", "[".repeat(100_000));
        assert_eq!(told(parse::<CreateContact>(deep.as_bytes()).err()).0, Some(Code::MalformedJson));
    }

    #[test]
    fn broken_rules_are_pointed_at() {
        let seq = |body: &str| first(parse::<MoveCursor>(body.as_bytes()).err());
        let pair = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
        assert_eq!(seq("{}"), pair("/seq", "REQUIRED"));
        assert_eq!(seq(r#"{"seq": "1"}"#), pair("/seq", "WRONG_TYPE"));
        assert_eq!(seq(r#"{"seq": 1.5}"#), pair("/seq", "WRONG_TYPE"));
        assert_eq!(seq(r#"{"seq": 9223372036854775808}"#), pair("/seq", "INVALID_VALUE"));
        assert_eq!(seq(r#"{"seq": 1, "a/b~": 2}"#), pair("/a~1b~0", "UNKNOWN_FIELD"));
        assert_eq!(seq(r#"{"seq": 1, "seq": 2}"#), pair("/seq", "DUPLICATE_FIELD"));
        assert_eq!(seq("[1]"), pair("", "WRONG_TYPE"));
        assert_eq!(seq("null"), pair("", "WRONG_TYPE"));

        let nested = |rest: &str| first(parse::<CreateConversation>(format!("{{{INBOX}, {rest}}}").as_bytes()).err());
        assert_eq!(nested(r#""contact": {"name": 1}"#), pair("/contact/name", "WRONG_TYPE"));
        assert_eq!(nested(r#""contact": {}"#), pair("/contact/name", "REQUIRED"));
        assert_eq!(
            nested(r#""contact": {"name": "A", "custom_attributes": {"x": {}}}"#),
            pair("/contact/custom_attributes/x", "WRONG_TYPE")
        );
        assert_eq!(nested(r#""contact_id": "nonsense""#), pair("/contact_id", "INVALID_VALUE"));
    }

    #[test]
    fn unknown_values_are_answered_with_the_known_ones() {
        let (_, errors) = told(parse::<ChangeStatus>(br#"{"status": "closed, expected <script>"}"#).err());
        let detail = "must be one of `open`, `pending`, `snoozed`, `resolved`";
        assert_eq!(errors, [("/status".to_owned(), "UNKNOWN_VALUE".to_owned(), detail.to_owned())]);
        let (_, errors) = told(parse::<ChangeStatus>(br#"{"status": "open", "snoozed_until": "soon"}"#).err());
        assert_eq!(errors.first().map(|e| (e.0.as_str(), e.1.as_str())), Some(("/snoozed_until", "INVALID_VALUE")));
        for value in ["null", "1", "true", "[]"] {
            let body = format!(r#"{{"status": {value}}}"#);
            assert_eq!(first(parse::<ChangeStatus>(body.as_bytes()).err()).0, "/status", "{value} is no name");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_never_repeats_the_input(name in "[a-z]{12}", text in "\\PC{0,40}") {
            let body = serde_json::json!({ "name": 1, (name.clone()): text }).to_string();
            if let Err(problem) = parse::<CreateContact>(body.as_bytes()) {
                for (_, _, detail) in told(Some(problem)).1 {
                    prop_assert!(!detail.contains(&name));
                }
            }
            let _ = parse::<CreateContact>(text.as_bytes()).is_ok();
        }
    }
}
