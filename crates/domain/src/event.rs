//! The durable event log of a tenant.
//!
//! An event says that something changed and points at it. It does not copy it: whoever reads the
//! log gets the resource as it is now, with its version, so that a deleted message is gone from
//! the log too, and a reader that applies events in order ends in the present state.

use crate::Timestamp;
use crate::account::Member;
use crate::contact::Contact;
use crate::conversation::{Conversation, Status};
use crate::draft::Draft;
use crate::id::{AccountId, ContactId, ConversationId, EventId, InboxId, MessageId, ScheduledMessageId, UserId};
use crate::inbox::Inbox;
use crate::message::{Message, Seq};
use crate::named::named_enum;
use crate::scheduled::ScheduledMessage;

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
