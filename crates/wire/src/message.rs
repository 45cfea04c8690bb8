//! Messages.

use serde::{Deserialize, Serialize};
use skybot_domain::attachment::Attachment as Stored;
use skybot_domain::message as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::mirror::mirror;
use crate::{Timestamp, patch};

mirror! {
    /// What a message is.
    pub enum Kind = domain::Kind, kinds_agree {
        Text = "text",
        Note = "note",
        Activity = "activity",
        Media = "media",
        Location = "location",
        Contacts = "contacts",
        Reaction = "reaction",
        Interactive = "interactive",
        Template = "template",
        Unsupported = "unsupported",
    }
}

mirror! {
    /// Which way a message goes.
    pub enum Direction = domain::Direction, directions_agree {
        Inbound = "inbound",
        Outbound = "outbound",
        Internal = "internal",
    }
}

mirror! {
    /// How far a message got.
    pub enum DeliveryStatus = domain::DeliveryStatus, delivery_statuses_agree {
        Queued = "queued",
        Sending = "sending",
        Sent = "sent",
        Delivered = "delivered",
        Read = "read",
        Failed = "failed",
    }
}

/// Who can write a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SenderType {
    /// The customer.
    Contact,
    /// A member who is a person.
    User,
    /// A member that is a machine.
    Bot,
    /// The product itself.
    System,
}

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sender {
    /// Who can write a message.
    #[serde(rename = "type")]
    pub kind: SenderType,
    /// Which contact or member; null for the system.
    #[schema(required)]
    pub id: Option<Uuid>,
    /// The name as it is now; null for the system.
    #[schema(required)]
    pub name: Option<String>,
}

impl From<domain::Sender> for Sender {
    fn from(sender: domain::Sender) -> Self {
        let (kind, id, name) = match sender {
            domain::Sender::Contact { id, name } => (SenderType::Contact, Some(id.uuid()), Some(name)),
            domain::Sender::User { id, name } => (SenderType::User, Some(id.uuid()), Some(name)),
            domain::Sender::Bot { id, name } => (SenderType::Bot, Some(id.uuid()), Some(name)),
            domain::Sender::System => (SenderType::System, None, None),
        };
        Self { kind, id, name }
    }
}

/// Why a message could not be delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FailedReason {
    /// Stable code.
    pub code: String,
    /// For people.
    pub title: String,
    /// Whether another attempt may succeed.
    pub retryable: bool,
}

impl From<domain::FailedReason> for FailedReason {
    fn from(reason: domain::FailedReason) -> Self {
        Self { code: reason.code, title: reason.title, retryable: reason.retryable }
    }
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Attachment {
    /// Its id.
    pub id: Uuid,
    /// What the sender called it, cleaned.
    pub name: String,
    /// What its bytes are, such as `image/png`.
    pub media_type: String,
    /// Bytes.
    #[schema(minimum = 0)]
    pub size: i64,
    /// Pixels across, for images.
    #[schema(required)]
    pub width: Option<u32>,
    /// Pixels down, for images.
    #[schema(required)]
    pub height: Option<u32>,
    /// Whether there is a small picture of it.
    pub has_thumbnail: bool,
}

impl From<Stored> for Attachment {
    fn from(attachment: Stored) -> Self {
        Self {
            id: attachment.id.uuid(),
            name: attachment.name,
            media_type: attachment.media_type,
            size: attachment.size,
            width: attachment.dimensions.map(|pixels| pixels.width),
            height: attachment.dimensions.map(|pixels| pixels.height),
            has_thumbnail: attachment.has_thumbnail,
        }
    }
}

/// An emoji on a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reaction {
    /// The emoji.
    pub emoji: String,
    /// Who put it there, in order of time.
    pub by: Vec<Reactor>,
}

/// Who reacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reactor {
    /// `user` (a member, a machine too) or `contact`.
    #[serde(rename = "type")]
    pub kind: SenderType,
    /// Which.
    pub id: Uuid,
}

impl From<domain::Reaction> for Reaction {
    fn from(reaction: domain::Reaction) -> Self {
        let by = reaction.by.into_iter().map(|reactor| match reactor {
            domain::Reactor::User(id) => Reactor { kind: SenderType::User, id: id.uuid() },
            domain::Reactor::Contact(id) => Reactor { kind: SenderType::Contact, id: id.uuid() },
        });
        Self { emoji: reaction.emoji, by: by.collect() }
    }
}

/// An entry of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// Its id.
    pub id: Uuid,
    /// Its conversation.
    pub conversation_id: Uuid,
    /// Its place in the conversation: 1, 2, 3 …, dense.
    #[schema(minimum = 1)]
    pub seq: i64,
    /// What it is.
    pub kind: Kind,
    /// Which way it goes.
    pub direction: Direction,
    /// Who wrote it.
    pub sender: Sender,
    /// What it says; null for files without words, and once it is deleted.
    #[schema(required)]
    pub body: Option<String>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// What was put on it.
    pub reactions: Vec<Reaction>,
    /// Members it names, by user id.
    pub mentions: Vec<Uuid>,
    /// The message it answers.
    #[schema(required)]
    pub reply_to_id: Option<Uuid>,
    /// How far it got.
    pub status: DeliveryStatus,
    /// Counts attempts to deliver it.
    #[schema(minimum = 1)]
    pub attempt: i64,
    /// When it reached the contact.
    #[schema(required)]
    pub delivered_at: Option<Timestamp>,
    /// When the contact saw it.
    #[schema(required)]
    pub read_at: Option<Timestamp>,
    /// Why it failed, while it is failed.
    #[schema(required)]
    pub failed_reason: Option<FailedReason>,
    /// When it was last edited.
    #[schema(required)]
    pub edited_at: Option<Timestamp>,
    /// When it was deleted.
    #[schema(required)]
    pub deleted_at: Option<Timestamp>,
    /// Who deleted it.
    #[schema(required)]
    pub deleted_by: Option<Uuid>,
    /// Counts changes.
    pub version: i64,
    /// What the channel calls it.
    #[schema(required)]
    pub external_id: Option<String>,
    /// What the sender called it.
    #[schema(required)]
    pub client_id: Option<Uuid>,
    /// When it was stored.
    pub created_at: Timestamp,
}

impl From<domain::Message> for Message {
    fn from(message: domain::Message) -> Self {
        Self {
            id: message.id.uuid(),
            conversation_id: message.conversation_id.uuid(),
            seq: message.seq,
            kind: message.kind.into(),
            direction: message.direction.into(),
            sender: message.sender.into(),
            body: message.body,
            attachments: message.attachments.into_iter().map(Into::into).collect(),
            reactions: message.reactions.into_iter().map(Into::into).collect(),
            mentions: message.mentions.into_iter().map(skybot_domain::Id::uuid).collect(),
            reply_to_id: message.reply_to_id.map(skybot_domain::Id::uuid),
            status: message.status.into(),
            attempt: message.attempt,
            delivered_at: message.delivered_at.map(Into::into),
            read_at: message.read_at.map(Into::into),
            failed_reason: message.failed_reason.map(Into::into),
            edited_at: message.edited_at.map(Into::into),
            deleted_at: message.deleted_at.map(Into::into),
            deleted_by: message.deleted_by.map(skybot_domain::Id::uuid),
            version: message.version,
            external_id: message.external_id,
            client_id: message.client_id,
            created_at: message.created_at.into(),
        }
    }
}

/// What a member can post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PostKind {
    /// Words for the contact.
    Text,
    /// Words for colleagues only.
    Note,
}

/// A message to be appended.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostMessage {
    /// Whom it is for.
    pub kind: PostKind,
    /// What it says; kept exactly as written. Needed unless there are files.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(max_length = 16384, example = "Your parcel left our house this morning.")]
    pub body: String,
    /// Members it names, by user id; only for notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub mentions: Vec<Uuid>,
    /// Files that the sender has uploaded and that go with no message yet. With them a text is of the
    /// kind `media`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 15)]
    pub attachment_ids: Vec<Uuid>,
    /// The message it answers, in the same conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to_id: Option<Uuid>,
    /// The sender's own `UUIDv7`, echoed in answer and event. Acts as the idempotency key; equal
    /// to `Idempotency-Key` when both are given.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub client_id: Option<Uuid>,
}

/// Kind and words of what a member writes.
pub(crate) fn post_kind(content: &domain::Content) -> (PostKind, String) {
    let kind = if content.is_internal() { PostKind::Note } else { PostKind::Text };
    (kind, content.body().unwrap_or_default().to_owned())
}
