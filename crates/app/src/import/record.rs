//! One line of an import file: a conversation as JSON, checked into domain types.
//!
//! Says what is wrong with a bad line without repeating any of it: texts belong to customers.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde_json::error::Category;
use skybot_domain::attributes::{Attributes, Value};
use skybot_domain::contact::NewContact;
use skybot_domain::error::{Violation, Violations};
use skybot_domain::text::{ExternalId, MessageBody};

/// A conversation as a line has it.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) id: ExternalId,
    /// Such as `en`, if told; also an attribute of the contact.
    pub(crate) language: Option<String>,
    /// Which collection it is from, if told.
    pub(crate) source: Option<String>,
    pub(crate) contact: NewContact,
    /// In order, at least one.
    pub(crate) messages: Vec<Said>,
}

/// A message as a line has it.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) by_contact: bool,
    pub(crate) body: MessageBody,
}

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Not read at all.
    TooLong,
    /// No JSON, from this column on.
    NotJson { column: usize },
    /// JSON of another form, from this column on.
    OtherForm { column: usize },
    /// Values that cannot be taken, each with where.
    Invalid(Violations),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "longer than {} MiB", super::LONGEST_LINE >> 20),
            Self::NotJson { column } => write!(f, "not JSON (column {column})"),
            Self::OtherForm { column } => write!(f, "a field is missing, unknown or of another type (column {column})"),
            Self::Invalid(violations) => {
                for (place, (pointer, violation)) in violations.iter().enumerate() {
                    if place == MOST_TOLD {
                        return f.write_str("; and more");
                    }
                    write!(f, "{}{pointer} {}", if place > 0 { "; " } else { "" }, violation.detail)?;
                }
                Ok(())
            }
        }
    }
}

/// So many broken rules of one line are told.
const MOST_TOLD: usize = 3;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    source: Option<String>,
    #[serde(borrow)]
    contact: WireContact<'a>,
    #[serde(borrow)]
    messages: Vec<WireMessage<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireContact<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(default)]
    phone: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireMessage<'a> {
    from: From,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum From {
    Contact,
    Agent,
}

/// Reads a line.
pub(crate) fn parse(line: &[u8]) -> Result<Record, Fault> {
    let wire: Wire<'_> = serde_json::from_slice(line).map_err(|error| match error.classify() {
        Category::Data => Fault::OtherForm { column: error.column() },
        Category::Syntax | Category::Eof | Category::Io => Fault::NotJson { column: error.column() },
    })?;
    let mut violations = Violations::default();
    let id = violations.take("/id", ExternalId::parse(&wire.id));
    let contact = contact(&wire, &mut violations);
    if wire.messages.is_empty() {
        violations.add("/messages", Violation::new("EMPTY", "must not be empty"));
    }
    let mut messages = Vec::with_capacity(wire.messages.len());
    for (place, message) in wire.messages.iter().enumerate() {
        match MessageBody::parse(&message.text) {
            Ok(body) => messages.push(Said { by_contact: message.from == From::Contact, body }),
            Err(violation) => violations.add(&format!("/messages/{place}/text"), violation),
        }
    }
    match (id, contact) {
        (Some(id), Some(contact)) if violations.iter().next().is_none() => {
            Ok(Record { id, language: wire.language, source: wire.source, contact, messages })
        }
        _ => Err(Fault::Invalid(violations)),
    }
}

fn contact(wire: &Wire<'_>, violations: &mut Violations) -> Option<NewContact> {
    let language = wire.language.iter().map(|language| ("language".to_owned(), Value::Text(language.clone())));
    let (attributes, pointer) = (Attributes::parse(language), "");
    let parsed = attributes.map_err(|broken| (pointer, broken)).and_then(|attributes| {
        NewContact::parse(&wire.contact.name, wire.contact.phone.as_deref(), None, None, attributes)
            .map_err(|broken| ("/contact", broken))
    });
    let note = |(pointer, broken): (&str, Violations)| {
        for (place, violation) in broken.iter() {
            violations.add(&format!("{pointer}{place}"), violation.clone());
        }
    };
    parsed.map_err(note).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Fault, parse};

    fn line(change: impl FnOnce(&mut serde_json::Value)) -> Vec<u8> {
        let mut line = json!({
            "id": "own-1", "language": "fr", "source": "written-here",
            "contact": {"name": "Élodie L’Hôte", "phone": "+33639980001"},
            "messages": [{"from": "contact", "text": "Bonjour\n👋"}, {"from": "agent", "text": " ça va ? "}],
        });
        change(&mut line);
        line.to_string().into_bytes()
    }

    #[test]
    fn a_good_line_is_taken_as_it_is() {
        let record = parse(&line(|_| ())).unwrap();
        assert_eq!(record.id.as_str(), "own-1");
        assert_eq!((record.language.as_deref(), record.source.as_deref()), (Some("fr"), Some("written-here")));
        assert_eq!(record.contact.name.as_str(), "Élodie L’Hôte");
        assert_eq!(record.contact.identities.len(), 1);
        let said: Vec<_> = record.messages.iter().map(|said| (said.by_contact, said.body.as_str())).collect();
        assert_eq!(said, [(true, "Bonjour\n👋"), (false, " ça va ? ")]);
    }

    #[test]
    fn only_what_must_be_there_must_be_there() {
        let spare = line(|line| {
            let members = line.as_object_mut().unwrap();
            members.remove("language");
            members.remove("source");
            members["contact"].as_object_mut().unwrap().remove("phone");
        });
        let record = parse(&spare).unwrap();
        assert!(record.contact.identities.is_empty() && record.language.is_none());
    }

    #[test]
    fn escaped_surrogate_pairs_are_characters() {
        let text = br#"{"id":"1","contact":{"name":"A"},"messages":[{"from":"agent","text":"\ud83d\ude00"}]}"#;
        assert_eq!(parse(text).unwrap().messages[0].body.as_str(), "😀");
    }

    #[test]
    fn what_cannot_be_taken_is_told_by_place() {
        let cases: [(&str, Vec<u8>, &str); 13] = [
            ("NUL in a text", line(|l| l["messages"][1]["text"] = json!("a\0b")), "/messages/1/text must not hold"),
            ("blank text", line(|l| l["messages"][0]["text"] = json!(" \n ")), "/messages/0/text must not be blank"),
            ("long text", line(|l| l["messages"][0]["text"] = json!("x".repeat(16_385))), "/messages/0/text must have"),
            ("no messages", line(|l| l["messages"] = json!([])), "/messages must not be empty"),
            ("blank id", line(|l| l["id"] = json!("")), "/id must not be blank"),
            ("NUL in the id", line(|l| l["id"] = json!("a\0")), "/id must not hold"),
            ("long id", line(|l| l["id"] = json!("x".repeat(256))), "/id must have at most"),
            ("blank name", line(|l| l["contact"]["name"] = json!("")), "/contact/name must not be blank"),
            ("NUL in a name", line(|l| l["contact"]["name"] = json!("a\0b")), "/contact/name must not hold"),
            ("phone", line(|l| l["contact"]["phone"] = json!("0612")), "/contact/phone must be in E.164"),
            ("no phone at all", line(|l| l["contact"]["phone"] = json!("")), "/contact/phone must be in E.164"),
            ("language", line(|l| l["language"] = json!("f\0r")), "/language must not hold"),
            (
                "many",
                line(|l| {
                    l["id"] = json!("");
                    l["messages"] = json!(vec![json!({"from": "agent", "text": ""}); 50]);
                }),
                "/id must not be blank; /messages/0/text must not be blank; /messages/1/text must not be blank; and more",
            ),
        ];
        for (what, bytes, told) in cases {
            let fault = parse(&bytes).unwrap_err();
            assert!(fault.to_string().starts_with(told), "{what}: {fault}");
            assert!(!fault.to_string().contains('\0'), "{what}");
        }
    }

    #[test]
    fn what_is_not_a_conversation_is_told_by_column() {
        let other_form = [
            line(|l| l["messages"][0]["from"] = json!("robot")),
            line(|l| l["messages"][0]["from"] = json!("Contact")),
            line(|l| l["messages"][0]["created_at"] = json!("2026-01-01T00:00:00Z")),
            line(|l| l["messages"] = json!({})),
            line(|l| l["extra"] = json!(1)),
            line(|l| l["contact"]["email"] = json!("a@b.c")),
            line(|l| l["id"] = json!(7)),
            b"[]".to_vec(),
            b"null".to_vec(),
            b"{}".to_vec(),
            [vec![b'['; 100_000], vec![b']'; 100_000]].concat(),
            br#"{"id":"1","id":"2","contact":{"name":"A"},"messages":[]}"#.to_vec(),
        ];
        for bytes in other_form {
            let fault = parse(&bytes).unwrap_err();
            assert!(matches!(fault, Fault::OtherForm { .. }), "{}: {fault}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn what_is_not_json_is_told_by_column() {
        let escaped = |text: &str| format!(r#"{{"id":"{text}","contact":{{"name":"A"}},"messages":[]}}"#).into_bytes();
        let mut latin1 = line(|l| l["id"] = json!("caf#"));
        latin1.iter_mut().filter(|byte| **byte == b'#').for_each(|byte| *byte = 0xe9);
        let cases = [
            latin1,
            escaped(r"\ud800"),
            escaped(r"\udc00\ud800"),
            escaped(r"\ud800x"),
            escaped("raw\0nul"),
            b"{".to_vec(),
            b"\xef\xbb\xbf{}".to_vec(),
            b"\0".to_vec(),
            [line(|_| ()), line(|_| ())].concat(),
        ];
        for bytes in cases {
            let fault = parse(&bytes).unwrap_err();
            assert!(matches!(fault, Fault::NotJson { .. }), "{}: {fault}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn a_fault_never_repeats_what_the_line_says() {
        for bytes in [
            line(|l| l["messages"][0]["from"] = json!("hunter2")),
            line(|l| l["messages"] = json!("hunter2")),
            line(|l| l["contact"]["phone"] = json!("hunter2")),
            line(|l| l["hunter2"] = json!(1)),
            br#"{"id":"hunter2"#.to_vec(),
        ] {
            assert!(!parse(&bytes).unwrap_err().to_string().contains("hunter2"));
        }
    }
}
