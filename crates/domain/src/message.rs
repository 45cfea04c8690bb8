//! Messages: the entries of a conversation, in the order of `seq`.
//!
//! What goes to the contact is an [`Outgoing`], which cannot be made from a note or from anything else
//! that is the tenant's own: channel adapters take nothing else, so none can be handed one.

use crate::Timestamp;
use crate::attachment::Attachment;
use crate::error::{Error, Result, Violation, Violations};
use crate::id::{ContactId, ConversationId, MessageId, UserId};
use crate::inbox::DeliveryMode;
use crate::named::named_enum;
use crate::scope::Actor;
use crate::text::{ExternalId, FailureCode, FailureTitle, MessageBody};

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
    /// How far a message is when it is stored in an inbox of this mode. What the contact wrote has
    /// arrived, and what is internal goes nowhere.
    pub const fn first_status(self, mode: DeliveryMode) -> DeliveryStatus {
        match (self, mode) {
            (Self::Inbound, _) => DeliveryStatus::Delivered,
            (Self::Outbound, DeliveryMode::Reported) => DeliveryStatus::Queued,
            (Self::Outbound, DeliveryMode::Direct) | (Self::Internal, _) => DeliveryStatus::Sent,
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

impl Sender {
    /// The member who wrote it, if one did.
    pub const fn member(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } | Self::Bot { id, .. } => Some(*id),
            Self::Contact { .. } | Self::System => None,
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

impl FailedReason {
    /// Checks what a channel tells; places are below `place`.
    pub fn parse(violations: &mut Violations, place: &str, code: &str, title: &str, retryable: bool) -> Option<Self> {
        let code = violations.take(&format!("{place}/code"), FailureCode::parse(code));
        let title = violations.take(&format!("{place}/title"), FailureTitle::parse(title));
        Some(Self { code: code?.into_string(), title: title?.into_string(), retryable })
    }
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

impl Reaction {
    /// Most different emoji on a message.
    pub const MOST: usize = 20;
}

/// Who reacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reactor {
    /// A member.
    User(UserId),
    /// A contact.
    Contact(ContactId),
}

/// What a message said before an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierText {
    /// The version that said it.
    pub version: i64,
    /// What it said.
    pub body: String,
    /// Who replaced it.
    pub edited_by: Option<UserId>,
    /// When it was replaced.
    pub edited_at: Timestamp,
}

/// A message on its way to the contact: all that a channel adapter is given of one. It is made from a
/// stored message, and only from one that is meant for the contact; there is no other way to make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    id: MessageId,
    conversation_id: ConversationId,
    attempt: i64,
    body: Option<String>,
    attachments: Vec<Attachment>,
    reply_to_id: Option<MessageId>,
}

/// Why a message cannot go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOutgoing {
    /// It is the tenant's own: a note, or what happened to the conversation.
    #[error("an internal message never leaves")]
    Internal,
    /// The contact wrote it.
    #[error("the contact wrote it")]
    Inbound,
    /// Its words are gone.
    #[error("it was deleted")]
    Deleted,
}

impl Outgoing {
    /// Which message.
    pub const fn id(&self) -> MessageId {
        self.id
    }

    /// Its conversation.
    pub const fn conversation_id(&self) -> ConversationId {
        self.conversation_id
    }

    /// Which attempt to deliver it; reports name it.
    pub const fn attempt(&self) -> i64 {
        self.attempt
    }

    /// What it says; `None` for files without words.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// Its files, in order.
    pub fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }

    /// The message it answers.
    pub const fn reply_to_id(&self) -> Option<MessageId> {
        self.reply_to_id
    }
}

impl TryFrom<&Message> for Outgoing {
    type Error = NotOutgoing;

    fn try_from(message: &Message) -> Result<Self, NotOutgoing> {
        match (message.direction, message.kind) {
            (Direction::Internal, _) | (_, Kind::Note | Kind::Activity) => return Err(NotOutgoing::Internal),
            (Direction::Inbound, _) => return Err(NotOutgoing::Inbound),
            (Direction::Outbound, _) if message.deleted_at.is_some() => return Err(NotOutgoing::Deleted),
            (Direction::Outbound, _) => {}
        }
        Ok(Self {
            id: message.id,
            conversation_id: message.conversation_id,
            attempt: message.attempt,
            body: message.body.clone(),
            attachments: message.attachments.clone(),
            reply_to_id: message.reply_to_id,
        })
    }
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
    /// Words for colleagues. No channel is ever handed them: see [`Outgoing`].

    /// Words for colleagues. A channel adapter takes only [`Content::Text`] and [`Content::Media`].
    Note(MessageBody),
    /// Files for the contact, or from the contact, perhaps with words.
    Media(Option<MessageBody>),
    /// Files for colleagues, perhaps with words.
    NotedMedia(Option<MessageBody>),
}

impl Content {
    /// The kind it is stored as.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Note(_) | Self::NotedMedia(_) => Kind::Note,
            Self::Media(_) => Kind::Media,
        }
    }

    /// The words, if there are any.
    pub fn body(&self) -> Option<&str> {
        match self {
            Self::Text(body) | Self::Note(body) => Some(body.as_str()),
            Self::Media(words) | Self::NotedMedia(words) => words.as_ref().map(MessageBody::as_str),
        }
    }

    /// Whether it stays among colleagues.
    pub const fn is_internal(&self) -> bool {
        matches!(self, Self::Note(_) | Self::NotedMedia(_))
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
        match self.author {
            _ if self.content.is_internal() => Direction::Internal,
            Author::Contact => Direction::Inbound,
            Author::Actor => Direction::Outbound,
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{DeliveryStatus, Direction, Kind, Message, NotOutgoing, Outgoing, Sender};
    use crate::Timestamp;
    use crate::id::Id;
    use crate::inbox::DeliveryMode;

    fn message(direction: Direction, kind: Kind) -> Message {
        Message {
            id: Id::new(Uuid::nil()),
            conversation_id: Id::new(Uuid::nil()),
            seq: 1,
            kind,
            direction,
            sender: Sender::System,
            body: Some("Hello".to_owned()),
            attachments: Vec::new(),
            reactions: Vec::new(),
            mentions: Vec::new(),
            reply_to_id: None,
            status: DeliveryStatus::Queued,
            attempt: 3,
            delivered_at: None,
            read_at: None,
            failed_reason: None,
            edited_at: None,
            deleted_at: None,
            deleted_by: None,
            version: 1,
            external_id: None,
            client_id: None,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_channel_cannot_be_handed_anything_internal() {
        for direction in Direction::ALL {
            for kind in Kind::ALL {
                let outgoing = Outgoing::try_from(&message(*direction, *kind));
                let internal = *direction == Direction::Internal || matches!(kind, Kind::Note | Kind::Activity);
                match direction {
                    _ if internal => assert_eq!(outgoing, Err(NotOutgoing::Internal), "{direction:?} {kind:?}"),
                    Direction::Inbound => assert_eq!(outgoing, Err(NotOutgoing::Inbound), "{kind:?}"),
                    _ => assert_eq!(outgoing.map(|outgoing| outgoing.attempt()), Ok(3), "{kind:?}"),
                }
            }
        }
        let tombstone = Message { deleted_at: Some(Timestamp::UNIX_EPOCH), ..message(Direction::Outbound, Kind::Text) };
        assert_eq!(Outgoing::try_from(&tombstone), Err(NotOutgoing::Deleted));
    }

    #[test]
    fn only_what_goes_out_waits_for_reports() {
        for mode in DeliveryMode::ALL {
            assert_eq!(Direction::Inbound.first_status(*mode), DeliveryStatus::Delivered);
            assert_eq!(Direction::Internal.first_status(*mode), DeliveryStatus::Sent);
        }
        assert_eq!(Direction::Outbound.first_status(DeliveryMode::Direct), DeliveryStatus::Sent);
        assert_eq!(Direction::Outbound.first_status(DeliveryMode::Reported), DeliveryStatus::Queued);
    }
}
