//! From JSON to checked domain values, all broken rules listed.

use skybot_domain::Id;
use skybot_domain::attributes::Attributes;
use skybot_domain::contact::NewContact;
use skybot_domain::error::{Violation, Violations};
use skybot_domain::id::UserId;
use skybot_domain::message::Content;
use skybot_domain::text::MessageBody;
use skybot_wire as wire;
use uuid::Uuid;

use crate::problem::Problem;

/// Most members that a message names.
const MOST_MENTIONS: usize = 50;

/// Notes violations of a part of the body under where that part stands.
pub(super) fn note_below(violations: &mut Violations, place: &str, below: &Violations) {
    for (pointer, violation) in below.iter() {
        violations.add(&format!("{place}{pointer}"), violation.clone());
    }
}

/// Checks custom attributes.
pub(super) fn attributes(violations: &mut Violations, place: &str, attributes: wire::Attributes) -> Option<Attributes> {
    let entries = attributes.0.into_iter().map(|(name, value)| (name, value.into()));
    Attributes::parse(entries).map_err(|below| note_below(violations, place, &below)).ok()
}

/// Checks a field that null takes away.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub(super) fn nullable<T>(
    violations: &mut Violations,
    place: &str,
    field: Option<Option<String>>,
    check: impl FnOnce(&str) -> Result<T, Violation>,
) -> Option<Option<T>> {
    match field {
        Some(Some(text)) => violations.take(place, check(&text)).map(Some),
        Some(None) => Some(None),
        None => None,
    }
}

/// Checks a contact, which stands at `place`.
pub(super) fn contact(violations: &mut Violations, place: &str, contact: wire::CreateContact) -> Option<NewContact> {
    let attributes = attributes(violations, &format!("{place}/custom_attributes"), contact.custom_attributes);
    let parsed = NewContact::parse(
        &contact.name,
        contact.phone.as_deref(),
        contact.email.as_deref(),
        contact.external_id.as_deref(),
        attributes.unwrap_or_default(),
    );
    let company_id = contact.company_id.map(Id::new);
    parsed.map(|new| NewContact { company_id, ..new }).map_err(|below| note_below(violations, place, &below)).ok()
}

/// Checks what a message says, which stands at `place`.
pub(super) fn content(kind: wire::PostKind, body: &str) -> Result<Content, Violation> {
    let body = MessageBody::parse(body)?;
    Ok(match kind {
        wire::PostKind::Text => Content::Text(body),
        wire::PostKind::Note => Content::Note(body),
    })
}

/// Members whom a message names, each once.
pub(super) fn mentions(users: &[Uuid]) -> Result<Vec<UserId>, Problem> {
    if users.len() > MOST_MENTIONS {
        let violation = Violation::new("TOO_MANY", format!("must be at most {MOST_MENTIONS}"));
        return Err(Problem::invalid("/mentions", violation));
    }
    let mut named: Vec<UserId> = Vec::with_capacity(users.len());
    for user in users.iter().copied().map(UserId::new) {
        if !named.contains(&user) {
            named.push(user);
        }
    }
    Ok(named)
}

/// Checks what a message with files says; it need not say anything.
pub(super) fn media(kind: wire::PostKind, body: &str) -> Result<Content, Violation> {
    let words = if body.is_empty() { None } else { Some(MessageBody::parse(body)?) };
    Ok(match kind {
        wire::PostKind::Text => Content::Media(words),
        wire::PostKind::Note => Content::NotedMedia(words),
    })
}

/// Gives the value, unless something was noted.
pub(super) fn checked<T>(violations: Violations, value: Option<T>) -> Result<T, Problem> {
    match value {
        Some(value) if violations.iter().next().is_none() => Ok(value),
        _ => Err(Problem::from(violations)),
    }
}
