//! Messages: the entries of a conversation, in the order of `seq`.

use crate::Timestamp;
use crate::attachment::Attachment;
use crate::error::{Error, Result, Violation};
use crate::id::{ContactId, ConversationId, MessageId, UserId};
use crate::named::named_enum;
use crate::scope::Actor;
use crate::text::{ExternalId, MessageBody};

/// A message's place in its conversation: 1, 2, 3 …, dense, given in the commit. THE order.
pub type Seq = i64;

named_enum! {
    /// What a message is.
    pub enum Kind {
        /// Words.
        Text = "text",
        /// Words that never leave the tenant.
        Note = "note",
        /// What happened to the conversation.
        Activity = "activity",
        /// Pictures, sound, files.
        Media = "media",
        /// A place.
        Location = "location",
        /// Address cards.
        Contacts = "contacts",
        /// An emoji on another message.
        Reaction = "reaction",
        /// Buttons and lists.
        Interactive = "interactive",
        /// A pre-approved message.
        Template = "template",
        /// Something this release cannot show.
        Unsupported = "unsupported",
    }
}

named_enum! {
    /// Which way a message goes.
    pub enum Direction {
        /// From the contact.
        Inbound = "inbound",
        /// To the contact.
        Outbound = "outbound",
        /// Neither: stays in the tenant.
        Internal = "internal",
    }
}

named_enum! {
    /// How far a message got. Reports only move it up; [`DeliveryStatus::Failed`] ends an attempt.
    pub enum DeliveryStatus {
        /// Stored, waiting for its channel.
        Queued = "queued",
        /// Handed to the channel.
        Sending = "sending",
        /// The channel took it.
        Sent = "sent",
        /// It reached the contact's device.
        Delivered = "delivered",
        /// The contact saw it.
        Read = "read",
        /// The attempt ended without success.
        Failed = "failed",
    }
}

impl Direction {
    /// How far a message is when it is stored. What the contact wrote has arrived; customers of
    /// the channels that exist read the log themselves, so there is nobody to hand a message to.
    pub const fn first_status(self) -> DeliveryStatus {
        match self {
            Self::Inbound => DeliveryStatus::Delivered,
            Self::Outbound | Self::Internal => DeliveryStatus::Sent,
        }
    }
}

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    /// The customer.
    Contact {
        /// Which.
        id: ContactId,
        /// The contact's name now.
        name: String,
    },
    /// A member who is a person.
    User {
        /// Which.
        id: UserId,
        /// The member's name now.
        name: String,
    },
    /// A member that is a machine.
    Bot {
        /// Which.
        id: UserId,
        /// The member's name now.
        name: String,
    },
    /// The product itself.
    System,
}

impl Sender {
    /// The name of the kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Contact { .. } => "contact",
            Self::User { .. } => "user",
            Self::Bot { .. } => "bot",
            Self::System => "system",
        }
    }
}

impl From<&Actor> for Sender {
    fn from(actor: &Actor) -> Self {
        match actor {
            Actor::User { id, name } => Self::User { id: *id, name: name.clone() },
            Actor::Bot { id, name } => Self::Bot { id: *id, name: name.clone() },
            Actor::System { .. } => Self::System,
        }
    }
}

/// Why an attempt failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedReason {
    /// Stable code.
    pub code: String,
    /// For people.
    pub title: String,
    /// Whether another attempt may succeed.
    pub retryable: bool,
}

/// An entry of a conversation.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// Its place.
    pub seq: Seq,
    /// What it is.
    pub kind: Kind,
    /// Which way it goes.
    pub direction: Direction,
    /// Who wrote it.
    pub sender: Sender,
    /// What it says; `None` for files without words, and for a tombstone.
    pub body: Option<String>,
    /// Its files, in order.
    pub attachments: Vec<Attachment>,
    /// What was put on it, in the order of the first of each emoji.
    pub reactions: Vec<Reaction>,
    /// Members it names, by user id; only notes name any.
    pub mentions: Vec<UserId>,
    /// The message it answers, in the same conversation.
    pub reply_to_id: Option<MessageId>,
    /// How far it got.
    pub status: DeliveryStatus,
    /// Counts attempts to deliver it: 1, and one more with every retry.
    pub attempt: i64,
    /// When it reached the contact.
    pub delivered_at: Option<Timestamp>,
    /// When the contact saw it.
    pub read_at: Option<Timestamp>,
    /// Why it failed, while it is failed.
    pub failed_reason: Option<FailedReason>,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// When it became a tombstone.
    pub deleted_at: Option<Timestamp>,
    /// Who deleted it.
    pub deleted_by: Option<UserId>,
    /// Counts changes.
    pub version: i64,
    /// What the channel calls it.
    pub external_id: Option<String>,
    /// What the sender called it.
    pub client_id: Option<uuid::Uuid>,
    /// When it was stored.
    pub created_at: Timestamp,
}

/// An emoji on a message, and who put it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// One emoji.
    pub emoji: String,
    /// In order of time.
    pub by: Vec<Reactor>,
}

/// Who reacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reactor {
    /// A member.
    User(UserId),
    /// A contact.
    Contact(ContactId),
}

/// The start of a conversation's newest message, for lists.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Its place.
    pub seq: Seq,
    /// What it is.
    pub kind: Kind,
    /// Which way it goes.
    pub direction: Direction,
    /// The first [`Preview::MAX`] characters; `None` for a tombstone.
    pub text: Option<String>,
    /// When it was stored.
    pub created_at: Timestamp,
}

impl Preview {
    /// Longest preview, in Unicode scalar values.
    pub const MAX: usize = 140;
}

/// What is to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Words for the contact, or from the contact.
    Text(MessageBody),
    /// Words for colleagues. A channel adapter takes only [`Content::Text`].
    Note(MessageBody),
}

impl Content {
    /// The kind it is stored as.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Note(_) => Kind::Note,
        }
    }

    /// The words.
    pub const fn body(&self) -> &MessageBody {
        match self {
            Self::Text(body) | Self::Note(body) => body,
        }
    }
}

/// Who a new message is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// The scope's actor.
    Actor,
    /// The conversation's contact (a channel brought it in).
    Contact,
}

/// A message to be appended. Everything the commit does not decide.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Its id.
    pub id: MessageId,
    /// Where it goes.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub author: Author,
    /// What it says.
    pub content: Content,
    /// The message it answers.
    pub reply_to_id: Option<MessageId>,
    /// What the channel calls it; the same id again gives the first message back.
    pub external_id: Option<ExternalId>,
    /// Unique for ever inside the conversation.
    pub key: Option<MessageKey>,
    /// What the sender calls it.
    pub client_id: Option<uuid::Uuid>,
    /// When it was received.
    pub at: Timestamp,
}

impl NewMessage {
    /// Which way it goes.
    pub const fn direction(&self) -> Direction {
        match (&self.author, &self.content) {
            (_, Content::Note(_)) => Direction::Internal,
            (Author::Contact, Content::Text(_)) => Direction::Inbound,
            (Author::Actor, Content::Text(_)) => Direction::Outbound,
        }
    }
}

/// The idempotency key of a message, with a digest of the request it came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageKey {
    /// 1 to 255 visible ASCII characters.
    pub key: String,
    /// Tells whether a repeated key came with the same request.
    pub digest: [u8; 16],
}

/// What an append did.
#[derive(Debug, Clone)]
pub enum Appended {
    /// The message is stored.
    New(Message),
    /// It was there already; nothing happened.
    Replayed(Message),
}

/// Why an append was refused. One refused message does not harm others of its batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// No such conversation, or out of reach.
    Conversation,
    /// The message it answers is not in this conversation.
    ReplyTo,
    /// The key came before with another request.
    KeyReused,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Conversation => Self::NotFound(crate::error::Resource::Conversation),
            Refused::ReplyTo => Self::invalid(
                "/reply_to_id",
                Violation::new("NOT_IN_CONVERSATION", "must be a message of this conversation"),
            ),
            Refused::KeyReused => Self::IdempotencyKeyReused,
        }
    }
}

/// Which messages of a conversation to read. Answers are always in ascending `seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// The newest.
    Newest,
    /// The newest before this place.
    Before(Seq),
    /// The oldest after this place.
    After(Seq),
    /// Half before and half from this place on.
    Around(Seq),
}

impl Window {
    /// At most one of the three may be given.
    pub fn parse(before: Option<Seq>, after: Option<Seq>, around: Option<Seq>) -> Result<Self> {
        match (before, after, around) {
            (None, None, None) => Ok(Self::Newest),
            (Some(seq), None, None) => Ok(Self::Before(seq)),
            (None, Some(seq), None) => Ok(Self::After(seq)),
            (None, None, Some(seq)) => Ok(Self::Around(seq)),
            _ => Err(Error::invalid(
                "before",
                Violation::new("CONFLICTING_PARAMETERS", "give at most one of before, after, around"),
            )),
        }
    }
}
