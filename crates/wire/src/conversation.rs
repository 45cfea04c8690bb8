//! Conversations.

use serde::{Deserialize, Serialize};
use skybot_domain::{conversation as domain, day, message};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::attributes::from_domain;
use crate::mirror::mirror;
use crate::{Attributes, Channel, ContactSummary, CreateContact, Direction, Kind, PostKind, Timestamp, patch};

mirror! {
    /// Whose turn it is: `open` a person's, `pending` a bot's, `snoozed` nobody's until a time
    /// comes or the contact writes, `resolved` nobody's.
    pub enum Status = domain::Status, statuses_agree {
        Open = "open",
        Pending = "pending",
        Snoozed = "snoozed",
        Resolved = "resolved",
    }
}

mirror! {
    /// How much it hurries.
    pub enum Priority = domain::Priority, priorities_agree {
        Low = "low",
        Normal = "normal",
        High = "high",
        Urgent = "urgent",
    }
}

mirror! {
    /// The order of a list: `last_activity` and `created` newest first, `waiting` longest waiting
    /// first and only those that wait.
    pub enum Sort = domain::Sort, sorts_agree {
        LastActivity = "last_activity",
        Created = "created",
        Waiting = "waiting",
    }
}

/// The start of a conversation's newest message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LastMessage {
    /// Its place.
    pub seq: i64,
    /// What it is.
    pub kind: Kind,
    /// Which way it goes.
    pub direction: Direction,
    /// Its first 140 characters; null once it is deleted.
    #[schema(required)]
    pub preview: Option<String>,
    /// When it was stored.
    pub created_at: Timestamp,
}

impl From<message::Preview> for LastMessage {
    fn from(preview: message::Preview) -> Self {
        Self {
            seq: preview.seq,
            kind: preview.kind.into(),
            direction: preview.direction.into(),
            preview: preview.text,
            created_at: preview.created_at.into(),
        }
    }
}

/// A thread between a contact and the tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Conversation {
    /// Its id.
    pub id: Uuid,
    /// A small number for people; numbers may be missing.
    pub number: i64,
    /// Where it came in.
    pub inbox_id: Uuid,
    /// The world it is held in.
    pub channel: Channel,
    /// The customer.
    pub contact: ContactSummary,
    /// Whose turn it is.
    pub status: Status,
    /// When it wakes by itself.
    #[schema(required)]
    pub snoozed_until: Option<Timestamp>,
    /// Whether the contact's next message wakes it; false only of one that sleeps until a time alone.
    pub wake_on_reply: bool,
    /// How much it hurries.
    pub priority: Priority,
    /// What it is about.
    #[schema(required)]
    pub subject: Option<String>,
    /// The member who has it.
    #[schema(required)]
    pub assignee_id: Option<Uuid>,
    /// The team that has it.
    #[schema(required)]
    pub team_id: Option<Uuid>,
    /// In order of names.
    pub labels: Vec<String>,
    /// All messages, deleted ones too; also the newest `seq`.
    pub message_count: i64,
    /// Members who watch it.
    pub participant_count: i64,
    /// What the contact wrote after the caller's read cursor. Absent in events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub unread_count: Option<i64>,
    /// Whether the caller muted it. Absent in events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub muted: Option<bool>,
    /// When the caller's mute ends; absent when it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub muted_until: Option<Timestamp>,
    /// The start of the newest message.
    #[schema(required)]
    pub last_message: Option<LastMessage>,
    /// When something was last said (or it was made).
    pub last_activity_at: Timestamp,
    /// Since when the contact waits for an answer.
    #[schema(required)]
    pub waiting_since: Option<Timestamp>,
    /// When the contact was first answered.
    #[schema(required)]
    pub first_reply_at: Option<Timestamp>,
    /// Custom attributes by name.
    pub custom_attributes: Attributes,
    /// Counts changes; messages are not among them.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

impl From<domain::Conversation> for Conversation {
    fn from(conversation: domain::Conversation) -> Self {
        let muted_until = match conversation.muted_until {
            Some(domain::Muted::Until(until)) => Some(until.into()),
            Some(domain::Muted::Forever) | None => None,
        };
        Self {
            id: conversation.id.uuid(),
            number: conversation.number,
            inbox_id: conversation.inbox_id.uuid(),
            channel: conversation.channel.into(),
            contact: conversation.contact.into(),
            status: conversation.status.into(),
            snoozed_until: conversation.snoozed_until.map(Into::into),
            wake_on_reply: conversation.wakes_on_reply,
            priority: conversation.priority.into(),
            subject: conversation.subject.map(skybot_domain::text::Subject::into_string),
            assignee_id: conversation.assignee_id.map(skybot_domain::Id::uuid),
            team_id: conversation.team_id.map(skybot_domain::Id::uuid),
            labels: conversation.labels.iter().map(|label| label.as_str().to_owned()).collect(),
            message_count: conversation.message_count,
            participant_count: conversation.participant_count,
            unread_count: conversation.unread_count,
            // Without a caller there is neither a cursor nor a mute.
            muted: conversation.unread_count.map(|_| conversation.muted_until.is_some()),
            muted_until,
            last_message: conversation.last_message.map(Into::into),
            last_activity_at: conversation.last_activity_at.into(),
            waiting_since: conversation.waiting_since.map(Into::into),
            first_reply_at: conversation.first_reply_at.map(Into::into),
            custom_attributes: from_domain(&conversation.attributes),
            version: conversation.version,
            created_at: conversation.created_at.into(),
        }
    }
}

/// How many conversations the caller may see, in one snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConversationCounts {
    /// Of status open.
    pub open: i64,
    /// Of status pending.
    pub pending: i64,
    /// Of status snoozed.
    pub snoozed: i64,
    /// Of status resolved.
    pub resolved: i64,
    /// Not resolved and the caller's.
    pub mine: i64,
    /// Not resolved and nobody's.
    pub unassigned: i64,
    /// Not resolved and with messages the caller has not read.
    pub unread: i64,
}

impl From<domain::Counts> for ConversationCounts {
    fn from(counts: domain::Counts) -> Self {
        let domain::Counts { open, pending, snoozed, resolved, mine, unassigned, unread } = counts;
        Self { open, pending, snoozed, resolved, mine, unassigned, unread }
    }
}

/// A first message.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstMessage {
    /// Whom it is for.
    pub kind: PostKind,
    /// What it says.
    #[schema(min_length = 1, max_length = 16384)]
    pub body: String,
}

/// A conversation to be opened, with a known contact or with one described.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateConversation {
    /// Where.
    pub inbox_id: Uuid,
    /// With whom. Either this or `contact`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<Uuid>,
    /// The contact with one of these identities, or else a new one. Either this or `contact_id`.
    #[serde(default, deserialize_with = "patch::object", skip_serializing_if = "Option::is_none")]
    pub contact: Option<CreateContact>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 250)]
    pub subject: Option<String>,
    /// What is said first, in the same commit.
    #[serde(default, deserialize_with = "patch::object", skip_serializing_if = "Option::is_none")]
    pub message: Option<FirstMessage>,
}

/// Changes to a conversation. Absent leaves a field as it is; null takes it away.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchConversation {
    /// How much it hurries.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub priority: Option<Priority>,
    /// What it is about.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 250)]
    pub subject: Option<Option<String>>,
    /// All custom attributes anew.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub custom_attributes: Option<Attributes>,
}

/// A step of the state machine.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeStatus {
    /// The state asked for.
    pub status: Status,
    /// Only with `snoozed`: when it wakes by itself. Without it only the contact wakes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Timestamp>,
    /// Only with `snoozed`: whether the contact's next message wakes it; true if not given. False needs
    /// `snoozed_until`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wake_on_reply: Option<bool>,
}

/// Who has a conversation. Absent leaves it; null is nobody.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignConversation {
    /// The member.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub user_id: Option<Option<Uuid>>,
    /// The team.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub team_id: Option<Option<Uuid>>,
}

/// A member who watches a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Participant {
    /// The member.
    pub user_id: Uuid,
    /// The member's name.
    pub name: String,
}

impl From<domain::Participant> for Participant {
    fn from(participant: domain::Participant) -> Self {
        Self { user_id: participant.user_id.uuid(), name: participant.name }
    }
}

/// How long the caller wants to hear nothing of a conversation.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MuteConversation {
    /// Until then; without it until told otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// A day on which something was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConversationDay {
    /// Which, in the time zone that was asked for.
    #[schema(format = Date, example = "2026-11-02")]
    pub day: String,
    /// The first message of the day, in the order of the thread.
    pub first_seq: i64,
    /// How many there are, deleted ones too.
    pub messages: i64,
}

impl From<day::Day> for ConversationDay {
    fn from(day: day::Day) -> Self {
        // As RFC 3339 has it, which is how it is displayed.
        Self { day: day.date.to_string(), first_seq: day.first_seq, messages: day.messages }
    }
}

/// The days of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConversationDays {
    /// Oldest first; days on which nothing was written are left out.
    pub items: Vec<ConversationDay>,
}
