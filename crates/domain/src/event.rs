//! The durable event log of a tenant.
//!
//! An event says that something changed and points at it. It does not copy it: whoever reads the
//! log gets the resource as it is now, with its version, so that a deleted message is gone from
//! the log too, and a reader that applies events in order ends in the present state.

use crate::Timestamp;
use crate::account::{Account, Member};
use crate::contact::Contact;
use crate::conversation::{Conversation, Status};
use crate::draft::Draft;
use crate::id::{AccountId, ContactId, ConversationId, EventId, InboxId, MessageId, ScheduledMessageId, UserId};
use crate::inbox::Inbox;
use crate::message::{Message, Seq};
use crate::named::named_enum;
use crate::scheduled::ScheduledMessage;
use crate::scope::Reach;

/// A place in a tenant's log: 1, 2, 3 …, dense, in commit order. 0 is before the first.
pub type Pos = i64;

named_enum! {
    /// What happened.
    pub enum EventKind {
        /// A conversation was made.
        ConversationCreated = "conversation:created",
        /// Something else about it changed.
        ConversationUpdated = "conversation:updated",
        /// Its state changed.
        ConversationStatus = "conversation:status",
        /// It was given to somebody else.
        ConversationAssigned = "conversation:assigned",
        /// A member's read cursor moved.
        ConversationRead = "conversation:read",
        /// It became part of another one.
        ConversationMerged = "conversation:merged",
        /// It was deleted.
        ConversationDeleted = "conversation:deleted",
        /// It was deleted before, and is back.
        ConversationRestored = "conversation:restored",
        /// A message was appended.
        MessageCreated = "message:created",
        /// A message changed.
        MessageUpdated = "message:updated",
        /// A message got further, or failed.
        MessageStatus = "message:status",
        /// A message became a tombstone.
        MessageDeleted = "message:deleted",
        /// A note named members.
        MessageMentioned = "message:mentioned",
        /// A member's draft changed or is gone. The member's own: nobody else reads of it.
        DraftUpdated = "draft:updated",
        /// A scheduled message was made, changed, cancelled, sent, or failed.
        ScheduledUpdated = "scheduled:updated",
        /// A contact was made.
        ContactCreated = "contact:created",
        /// A contact changed.
        ContactUpdated = "contact:updated",
        /// Two contacts became one.
        ContactMerged = "contact:merged",
        /// A contact was deleted.
        ContactDeleted = "contact:deleted",
        /// An inbox was made or changed.
        InboxUpdated = "inbox:updated",
        /// A member joined or changed.
        MemberUpdated = "member:updated",
        /// The tenant's settings, its teams or its labels changed.
        AccountUpdated = "account:updated",
    }
}

impl EventKind {
    /// Events that only the member they name may read.
    pub const PERSONAL: &'static [Self] = &[Self::DraftUpdated];
}

named_enum! {
    /// Why a conversation's state changed.
    pub enum Cause {
        /// Somebody asked for it.
        Request = "request",
        /// A message came or went.
        Message = "message",
        /// The snooze ran out.
        Timer = "timer",
    }
}

/// What an event points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A conversation.
    Conversation(ConversationId),
    /// A message of a conversation.
    Message(ConversationId, MessageId),
    /// A member's draft in a conversation.
    Draft(ConversationId, UserId),
    /// A scheduled message of a conversation.
    Scheduled(ConversationId, ScheduledMessageId),
    /// A contact.
    Contact(ContactId),
    /// An inbox.
    Inbox(InboxId),
    /// A member.
    Member(UserId),
    /// The tenant itself.
    Account,
}

/// What an event remembers beyond what it points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// Nothing.
    None,
    /// A step of the state machine.
    Step {
        /// The state before.
        from: Status,
        /// The state after.
        to: Status,
        /// Why.
        cause: Cause,
    },
    /// A read cursor's new place.
    Read {
        /// Whose.
        user_id: UserId,
        /// Read up to here.
        seq: Seq,
        /// Countable messages after it, then.
        unread_count: i64,
    },
    /// Members whom a note named, who had not been named by it before.
    Mentioned(Vec<UserId>),
    /// Where the conversation's messages went.
    Merged {
        /// The conversation it became part of.
        into: ConversationId,
    },
}

/// An event to be written.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Its id.
    pub id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// What to.
    pub subject: Subject,
    /// What else.
    pub detail: Detail,
    /// When.
    pub at: Timestamp,
}

/// Who caused an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventActor {
    /// `user`, `bot`, `contact` or `system`.
    pub kind: String,
    /// Which; `None` for the system.
    pub id: Option<uuid::Uuid>,
}

/// What an event points at, as it is now.
#[derive(Debug, Clone)]
pub enum EventData {
    /// A conversation.
    Conversation(Conversation),
    /// A message.
    Message(Message),
    /// The reader's draft.
    Draft(Draft),
    /// A scheduled message.
    Scheduled(ScheduledMessage),
    /// A contact.
    Contact(Contact),
    /// An inbox.
    Inbox(Inbox),
    /// A member.
    Member(Member),
    /// The tenant.
    Account(Account),
    /// It no longer exists.
    Gone,
}

/// An entry of the log.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its id; the same in every copy.
    pub id: EventId,
    /// Its place.
    pub pos: Pos,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// The tenant.
    pub account_id: AccountId,
    /// What to.
    pub subject: Subject,
    /// What else.
    pub detail: Detail,
    /// Who caused it.
    pub actor: EventActor,
    /// What it points at, as it is now.
    pub data: EventData,
}

/// A stretch of the log.
#[derive(Debug, Clone)]
pub struct LogSlice {
    /// What the caller may see of it, in order.
    pub events: Vec<Event>,
    /// Everything up to here was looked at: read on after this.
    pub read_to: Pos,
    /// The newest position.
    pub head: Pos,
    /// Events up to and with this one may be gone.
    pub trimmed: Pos,
}

/// A member who reads along, and how far the member sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Viewer {
    /// Who.
    pub user: UserId,
    /// What of the tenant's conversations.
    pub reach: Reach,
}

/// Who may see an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// A personal event is this member's alone.
    pub only: Option<UserId>,
    /// Whether it is about a conversation, which not everybody sees.
    pub limited: bool,
    /// Of the viewers that were asked about, those whose narrower reach has it.
    pub narrow: Vec<Viewer>,
}

impl Audience {
    /// Whether a viewer may see it: one who sees everything, or one who was asked about.
    pub fn has(&self, viewer: Viewer) -> bool {
        self.only.is_none_or(|user| user == viewer.user)
            && (!self.limited || viewer.reach == Reach::All || self.narrow.contains(&viewer))
    }
}

/// A stretch of the log for many readers at once.
#[derive(Debug, Clone)]
pub struct SharedSlice {
    /// All events of it, in order, and who may see each.
    pub events: Vec<(Event, Audience)>,
    /// Everything up to here was looked at: read on after this.
    pub read_to: Pos,
    /// The newest position.
    pub head: Pos,
}

/// Where a tenant's log begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The newest position.
    pub head: Pos,
    /// Events up to and with this one may be gone.
    pub trimmed: Pos,
}

#[cfg(test)]
mod tests {
    use super::{Audience, Viewer};
    use crate::Id;
    use crate::scope::Reach;

    #[test]
    fn a_narrow_viewer_sees_what_the_reading_names_it_for_and_a_personal_event_has_one_reader() {
        let viewer = |user: u128, reach| Viewer { user: Id::new(uuid::Uuid::from_u128(user)), reach };
        let (ana, ben) = (viewer(1, Reach::Mine), viewer(2, Reach::Mine));
        let mut audience = Audience { only: None, limited: true, narrow: vec![ana] };
        assert!(audience.has(ana) && !audience.has(ben));
        assert!(audience.has(viewer(2, Reach::All)) && !audience.has(viewer(1, Reach::Team)), "asked as another");
        audience.only = Some(ben.user);
        assert!(!audience.has(ana) && !audience.has(ben) && !audience.has(viewer(3, Reach::All)));
        assert!(audience.has(viewer(2, Reach::All)));
        let open = Audience { only: None, limited: false, narrow: Vec::new() };
        assert!(open.has(ana) && open.has(ben));
    }
}
