//! Frames as text. An event becomes text once, and the same bytes go to all who were told of the same
//! event before it.

use std::sync::Arc;

use skybot_domain::event::{Event, Pos};
use skybot_wire as wire;

/// The text of a frame, shared by all who are told. One word, because many may wait for each of thousands.
pub(crate) type Text = Arc<String>;

/// A frame as text.
pub(crate) fn frame(frame: &wire::ServerFrame) -> Text {
    // Of our own types serialisation does not fail.
    serde_json::to_string(frame).unwrap_or_default().into()
}

/// A signal as text.
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
        let frame = Arc::new(format!(r#"{{"type":"event","pos":{pos},"prev":{prev},"event":{event}}}"#));
        self.frames.push((prev, Arc::clone(&frame)));
        frame
    }
}

#[cfg(test)]
mod tests {
    use skybot_domain::event::{Detail, Event, EventActor, EventData, EventKind, Subject};
    use skybot_domain::{Id, Timestamp};
    use skybot_wire as wire;
    use uuid::Uuid;

    use super::Rendered;

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
        let frame: wire::ServerFrame = serde_json::from_str(&first).expect("a frame");
        assert_eq!(frame, wire::ServerFrame::Event { pos: 7, prev: 5, event: Box::new(same) });
        assert!(rendered.after(6).contains(r#""prev":6"#));
    }
}
