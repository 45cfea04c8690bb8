//! Frames as bytes. An event becomes bytes once, and the same go to all who were told of the same event
//! before it.

use std::sync::Arc;

use actix_http::ws::{OpCode, Parser};
use bytes::{Bytes, BytesMut};
use skybot_domain::event::{Event, Pos};
use skybot_wire as wire;

/// A text frame as it is written, shared by all who are told. One word, because many may wait for each of
/// thousands.
pub(crate) type Text = Arc<Bytes>;

/// A text frame as it is written.
pub(crate) fn text(text: &str) -> Text {
    let mut bytes = BytesMut::new();
    Parser::write_message(&mut bytes, text, OpCode::Text, true, false);
    Arc::new(bytes.freeze())
}

/// A frame of the contract.
pub(crate) fn frame(frame: &wire::ServerFrame) -> Text {
    // Of our own types serialisation does not fail.
    text(&serde_json::to_string(frame).unwrap_or_default())
}

/// A signal of the contract.
pub(crate) fn signal(signal: wire::Signal) -> Text {
    frame(&wire::ServerFrame::Signal(signal))
}

/// An event that is about to be told to many.
pub(crate) struct Rendered {
    pos: Pos,
    event: String,
    /// The frame, for those whom `prev` was told before. Nearly all have the same.
    frames: Vec<(Pos, Text)>,
}

impl Rendered {
    pub(crate) fn of(event: Event) -> Self {
        let pos = event.pos;
        let event = serde_json::to_string(&wire::Event::from(event)).unwrap_or_default();
        Self { pos, event, frames: Vec::new() }
    }

    /// The frame for whoever was told `prev` before.
    pub(crate) fn after(&mut self, prev: Pos) -> Text {
        if let Some((_, frame)) = self.frames.iter().find(|(known, _)| *known == prev) {
            return Arc::clone(frame);
        }
        let (pos, event) = (self.pos, &self.event);
        let frame = text(&format!(r#"{{"type":"event","pos":{pos},"prev":{prev},"event":{event}}}"#));
        self.frames.push((prev, Arc::clone(&frame)));
        frame
    }
}

#[cfg(test)]
mod tests {
    use actix_http::ws::{OpCode, Parser};
    use bytes::BytesMut;
    use skybot_domain::event::{Detail, Event, EventActor, EventData, EventKind, Subject};
    use skybot_domain::{Id, Timestamp};
    use skybot_wire as wire;
    use uuid::Uuid;

    use super::{Rendered, Text};

    /// What a client reads.
    fn read(text: &Text) -> wire::ServerFrame {
        let mut bytes = BytesMut::from(&text[..]);
        let (is_last, code, payload) = Parser::parse(&mut bytes, false, usize::MAX).unwrap().unwrap();
        assert!(is_last && code == OpCode::Text && bytes.is_empty());
        serde_json::from_slice(&payload.unwrap()).unwrap()
    }

    #[test]
    fn an_event_is_the_frame_of_the_contract_and_the_same_bytes_for_all() {
        let event = Event {
            id: Id::new(Uuid::from_u128(1)),
            pos: 7,
            kind: EventKind::ContactDeleted,
            at: Timestamp::UNIX_EPOCH,
            account_id: Id::new(Uuid::from_u128(2)),
            subject: Subject::Contact(Id::new(Uuid::from_u128(3))),
            detail: Detail::None,
            actor: EventActor { kind: "system".to_owned(), id: None },
            data: EventData::Gone,
        };
        let same = wire::Event::from(event.clone());
        let mut rendered = Rendered::of(event);
        let (first, second) = (rendered.after(5), rendered.after(5));
        assert!(std::sync::Arc::ptr_eq(&first, &second));
        assert_eq!(read(&first), wire::ServerFrame::Event { pos: 7, prev: 5, event: Box::new(same.clone()) });
        assert_eq!(read(&rendered.after(6)), wire::ServerFrame::Event { pos: 7, prev: 6, event: Box::new(same) });
    }
}
