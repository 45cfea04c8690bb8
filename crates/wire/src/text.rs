//! A page of messages as JSON text: what is read most, and fifty at once. The names are written here, and ids and
//! moments, of which a message has most; other values by serde. Never differs from serde in a byte.

use serde::Serialize;
use serde_json::Result;
use uuid::Uuid;

use crate::{Message, Page, Timestamp};

/// Bytes of a message beside its body, about.
const AROUND_BODY: usize = 640;

/// The page as serde would write it.
pub fn messages_text(page: &Page<Message>) -> Result<Vec<u8>> {
    let body = |message: &Message| message.body.as_ref().map_or(0, String::len);
    let length = page.items.iter().map(|message| AROUND_BODY + body(message)).sum::<usize>();
    let mut text = Vec::with_capacity(AROUND_BODY + length);
    text.extend_from_slice(br#"{"items":["#);
    for (place, message) in page.items.iter().enumerate() {
        if place > 0 {
            text.push(b',');
        }
        write(&mut text, message)?;
    }
    put(&mut text, r#"],"next_cursor":"#, &page.next_cursor)?;
    text.push(b'}');
    Ok(text)
}

fn write(text: &mut Vec<u8>, message: &Message) -> Result<()> {
    plain(text, r#"{"id":"#, Some(&message.id));
    plain(text, r#","conversation_id":"#, Some(&message.conversation_id));
    put(text, r#","seq":"#, &message.seq)?;
    put(text, r#","kind":"#, &message.kind)?;
    put(text, r#","direction":"#, &message.direction)?;
    put(text, r#","sender":{"type":"#, &message.sender.kind)?;
    plain(text, r#","id":"#, message.sender.id.as_ref());
    put(text, r#","name":"#, &message.sender.name)?;
    put(text, r#"},"body":"#, &message.body)?;
    put(text, r#","attachments":"#, &message.attachments)?;
    put(text, r#","reactions":"#, &message.reactions)?;
    put(text, r#","mentions":"#, &message.mentions)?;
    plain(text, r#","reply_to_id":"#, message.reply_to_id.as_ref());
    put(text, r#","status":"#, &message.status)?;
    put(text, r#","attempt":"#, &message.attempt)?;
    plain(text, r#","delivered_at":"#, message.delivered_at.as_ref());
    plain(text, r#","read_at":"#, message.read_at.as_ref());
    put(text, r#","failed_reason":"#, &message.failed_reason)?;
    plain(text, r#","edited_at":"#, message.edited_at.as_ref());
    plain(text, r#","deleted_at":"#, message.deleted_at.as_ref());
    plain(text, r#","deleted_by":"#, message.deleted_by.as_ref());
    put(text, r#","version":"#, &message.version)?;
    put(text, r#","external_id":"#, &message.external_id)?;
    plain(text, r#","client_id":"#, message.client_id.as_ref());
    plain(text, r#","created_at":"#, Some(&message.created_at));
    text.push(b'}');
    Ok(())
}

fn put(text: &mut Vec<u8>, name: &str, value: &impl Serialize) -> Result<()> {
    text.extend_from_slice(name.as_bytes());
    serde_json::to_writer(text, value)
}

fn plain(text: &mut Vec<u8>, name: &str, value: Option<&impl Plain>) {
    text.extend_from_slice(name.as_bytes());
    match value {
        Some(value) => value.write(text),
        None => text.extend_from_slice(b"null"),
    }
}

/// A string in which nothing is ever escaped.
trait Plain {
    fn write(&self, text: &mut Vec<u8>);
}

impl Plain for Uuid {
    fn write(&self, text: &mut Vec<u8>) {
        let mut quoted = [b'"'; 38];
        self.hyphenated().encode_lower(&mut quoted[1..]);
        text.extend_from_slice(&quoted);
    }
}

impl Plain for Timestamp {
    fn write(&self, text: &mut Vec<u8>) {
        text.push(b'"');
        text.extend_from_slice(&self.text());
        text.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    use proptest::option::of;
    use proptest::prelude::*;
    use time::OffsetDateTime;
    use uuid::Uuid;

    use super::messages_text;
    use crate::message::{Attachment, FailedReason, Reaction, Reactor, Sender, SenderType};
    use crate::{DeliveryStatus, Direction, Kind, Message, Page, Timestamp};

    fn id() -> impl Strategy<Value = Uuid> {
        any::<u128>().prop_map(Uuid::from_u128)
    }

    fn time() -> impl Strategy<Value = Timestamp> {
        let second = 0_i64..253_000_000_000;
        second.prop_map(|at| OffsetDateTime::from_unix_timestamp(at).unwrap_or(OffsetDateTime::UNIX_EPOCH).into())
    }

    fn sender_type() -> impl Strategy<Value = SenderType> {
        prop_oneof![Just(SenderType::Contact), Just(SenderType::User), Just(SenderType::Bot), Just(SenderType::System)]
    }

    prop_compose! {
        fn attachment()(id in id(), name: String, media_type: String, size: i64, sides: (Option<u32>, Option<u32>), has_thumbnail: bool) -> Attachment {
            Attachment { id, name, media_type, size, width: sides.0, height: sides.1, has_thumbnail }
        }
    }

    prop_compose! {
        fn reaction()(emoji: String, kind in sender_type(), id in id()) -> Reaction {
            Reaction { emoji, by: vec![Reactor { kind, id }] }
        }
    }

    prop_compose! {
        fn message()(
            ids in (id(), id(), of(id()), of(id()), of(id()), of(id())),
            numbers: (i64, i64, i64),
            kind in prop_oneof![Just(Kind::Text), Just(Kind::Note), Just(Kind::Media)],
            direction in prop_oneof![Just(Direction::Inbound), Just(Direction::Outbound), Just(Direction::Internal)],
            status in prop_oneof![Just(DeliveryStatus::Queued), Just(DeliveryStatus::Read), Just(DeliveryStatus::Failed)],
            sender_type in sender_type(),
            words: (Option<String>, Option<String>, Option<String>),
            attachments in prop::collection::vec(attachment(), 0..3),
            reactions in prop::collection::vec(reaction(), 0..3),
            mentions in prop::collection::vec(id(), 0..3),
            times in (of(time()), of(time()), of(time()), of(time()), time()),
            failed: Option<(String, String, bool)>,
        ) -> Message {
            let (id, conversation_id, sender_id, reply_to_id, deleted_by, client_id) = ids;
            let (name, body, external_id) = words;
            let (delivered_at, read_at, edited_at, deleted_at, created_at) = times;
            Message {
                id, conversation_id, seq: numbers.0, kind, direction,
                sender: Sender { kind: sender_type, id: sender_id, name },
                body, attachments, reactions, mentions, reply_to_id, status, attempt: numbers.1,
                delivered_at, read_at,
                failed_reason: failed.map(|(code, title, retryable)| FailedReason { code, title, retryable }),
                edited_at, deleted_at, deleted_by, version: numbers.2, external_id, client_id, created_at,
            }
        }
    }

    proptest! {
        #[test]
        fn is_what_serde_writes(items in prop::collection::vec(message(), 0..4), next_cursor: Option<String>) {
            let page = Page { items, next_cursor };
            let text = messages_text(&page).ok().and_then(|text| String::from_utf8(text).ok());
            prop_assert_eq!(text, serde_json::to_string(&page).ok());
        }
    }
}
