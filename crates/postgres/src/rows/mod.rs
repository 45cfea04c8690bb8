//! Rows as they come from the database, and how they become what the domain knows.
//!
//! A value that the domain would not accept is a corrupt row, never a guess.

mod compose;
mod contacts;
mod extras;
mod people;
mod record;
mod word;

use std::collections::BTreeMap;

use sea_orm::FromQueryResult;
use serde_json::Value as Json;
use sqlx::postgres::PgRow;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::account::Team;
use skybot_domain::attributes::{Attributes, Value};
use skybot_domain::contact::ContactSummary;
use skybot_domain::conversation::{Conversation, Muted, Priority, Status};
use skybot_domain::error::StoreError;
use skybot_domain::inbox::{Channel, DeliveryMode, Inbox, ReopenPolicy, Reopening};
use skybot_domain::label::{Color, Label, LabelName};
use skybot_domain::message::{DeliveryStatus, Direction, Kind, Message, Preview, Sender};
use skybot_domain::text::{Email, Name, Phone, Subject};

use crate::files::file_rules;

pub(crate) use compose::{
    AuthorRow, CANNED, CannedRow, DraftRow, MACRO, MacroRow, SCHEDULED, ScheduledRow, content_parts, stored_actions,
};
pub(crate) use contacts::{
    COMPANY, CompanyRow, ContactRow, IMPORT, ImportRow, NOTE, NoteRow, QUARANTINED, QuarantinedRow,
    belongings_from_json, belongings_to_json,
};
use extras::Extras;
use record::records;
use word::{SenderKind, Word};

pub(crate) use people::{API_KEY, AccountRow, ApiKeyRow, AuditRow, INVITATION, InvitationRow, MemberRow, grants};

/// Names the cell that holds what cannot be.
pub(crate) fn corrupt(table: &'static str, column: &'static str, id: Uuid) -> StoreError {
    StoreError::Corrupt { table, column, id: id.to_string() }
}

fn optional<T, E>(
    value: Option<String>,
    parse: impl Fn(&str) -> Result<T, E>,
    otherwise: impl Fn() -> StoreError,
) -> Result<Option<T>, StoreError> {
    value.map(|text| parse(&text)).transpose().map_err(|_| otherwise())
}

pub(crate) fn attributes_from_json(json: Json) -> Option<Attributes> {
    let Json::Object(entries) = json else { return None };
    let mut map = BTreeMap::new();
    for (name, value) in entries {
        let value = match value {
            Json::String(text) => Value::Text(text),
            Json::Bool(flag) => Value::Bool(flag),
            Json::Number(number) => Value::Number(number.as_f64()?),
            _ => return None,
        };
        map.insert(name, value);
    }
    Some(Attributes::stored(map))
}

pub(crate) fn attributes_to_json(attributes: &Attributes) -> Json {
    let value = |value: &Value| match value {
        Value::Text(text) => Json::from(text.as_str()),
        Value::Number(number) => Json::from(*number),
        Value::Bool(flag) => Json::from(*flag),
    };
    Json::Object(attributes.iter().map(|(name, held)| (name.to_owned(), value(held))).collect())
}

/// A row of `app.message_view`.
#[derive(Debug, FromQueryResult, sqlx::FromRow)]
pub(crate) struct MessageRow {
    pub id: Uuid,
    pub conversation_id: Uuid,
    pub seq: i64,
    pub kind: Word<Kind>,
    pub direction: Word<Direction>,
    pub sender_type: Word<SenderKind>,
    pub sender_id: Option<Uuid>,
    pub sender_name: Option<String>,
    pub body: Option<String>,
    pub status: Word<DeliveryStatus>,
    pub delivered_at: Option<OffsetDateTime>,
    pub read_at: Option<OffsetDateTime>,
    pub version: i64,
    pub external_id: Option<String>,
    pub client_id: Option<Uuid>,
    pub created_at: OffsetDateTime,
    pub attempt: i64,
    pub extras: Option<Json>,
}

/// What `array_agg` of `app.messages_page` gives: messages, and how many the conversation has. Cells are read in the
/// order of its columns; the migration and this must agree.
pub(crate) fn messages_page(row: &PgRow, conversation_id: Uuid) -> Result<(Vec<Message>, i64), StoreError> {
    let mut total = 0;
    let mut messages = records(row, |cells| {
        total = cells.take()?;
        Message::try_from(MessageRow {
            conversation_id,
            id: cells.take()?,
            seq: cells.take()?,
            kind: cells.take()?,
            direction: cells.take()?,
            sender_type: cells.take()?,
            sender_id: cells.take()?,
            sender_name: cells.take()?,
            body: cells.take()?,
            status: cells.take()?,
            delivered_at: cells.take()?,
            read_at: cells.take()?,
            version: cells.take()?,
            external_id: cells.take()?,
            client_id: cells.take()?,
            created_at: cells.take()?,
            attempt: cells.take()?,
            extras: cells.take()?,
        })
    })?;
    // The function sorts them; nothing promises that an aggregate is given them so.
    messages.sort_by_key(|message| message.seq);
    Ok((messages, total))
}

impl TryFrom<MessageRow> for Message {
    type Error = StoreError;

    fn try_from(row: MessageRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("messages", column, row.id);
        let name = row.sender_name.unwrap_or_default();
        let sender = match (row.sender_type.0, row.sender_id) {
            (Some(SenderKind::Contact), Some(id)) => Sender::Contact { id: id.into(), name },
            (Some(SenderKind::User), Some(id)) => Sender::User { id: id.into(), name },
            (Some(SenderKind::Bot), Some(id)) => Sender::Bot { id: id.into(), name },
            (Some(SenderKind::System), None) => Sender::System,
            _ => return Err(bad("sender_type")),
        };
        let extras = Extras::of(row.extras).ok_or_else(|| bad("extras"))?;
        Ok(Self {
            id: row.id.into(),
            conversation_id: row.conversation_id.into(),
            seq: row.seq,
            kind: row.kind.0.ok_or_else(|| bad("kind"))?,
            direction: row.direction.0.ok_or_else(|| bad("direction"))?,
            sender,
            body: row.body,
            attachments: extras.attachments,
            reactions: extras.reactions,
            mentions: extras.mentions,
            reply_to_id: extras.reply_to_id,
            attempt: row.attempt,
            status: row.status.0.ok_or_else(|| bad("status"))?,
            delivered_at: row.delivered_at,
            read_at: row.read_at,
            failed_reason: extras.failed_reason,
            edited_at: extras.edited_at,
            deleted_at: extras.deleted_at,
            deleted_by: extras.deleted_by,
            version: row.version,
            external_id: row.external_id,
            client_id: row.client_id,
            created_at: row.created_at,
        })
    }
}

/// A row of `app.conversation_view`.
#[derive(Debug, FromQueryResult)]
pub(crate) struct ConversationRow {
    pub id: Uuid,
    pub number: i64,
    pub inbox_id: Uuid,
    pub channel: String,
    pub contact_id: Uuid,
    pub contact_name: String,
    pub contact_phone: Option<String>,
    pub contact_email: Option<String>,
    pub status: String,
    pub snoozed_until: Option<OffsetDateTime>,
    pub wakes_on_reply: bool,
    pub priority: String,
    pub subject: Option<String>,
    pub assignee_id: Option<Uuid>,
    pub team_id: Option<Uuid>,
    pub labels: Vec<String>,
    pub message_count: i64,
    pub participant_count: i64,
    pub unread_count: i64,
    pub muted_until: Option<OffsetDateTime>,
    pub muted_forever: bool,
    pub last_kind: Option<String>,
    pub last_direction: Option<String>,
    pub last_text: Option<String>,
    pub last_created_at: Option<OffsetDateTime>,
    pub last_activity_at: OffsetDateTime,
    pub waiting_since: Option<OffsetDateTime>,
    pub first_reply_at: Option<OffsetDateTime>,
    pub custom_attributes: Json,
    pub version: i64,
    pub created_at: OffsetDateTime,
}

impl TryFrom<ConversationRow> for Conversation {
    type Error = StoreError;

    fn try_from(row: ConversationRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("conversations", column, row.id);
        let last_message = match (row.last_kind, row.last_direction, row.last_created_at) {
            (Some(kind), Some(direction), Some(created_at)) => Some(Preview {
                seq: row.message_count,
                kind: Kind::parse(&kind).ok_or_else(|| bad("last_kind"))?,
                direction: Direction::parse(&direction).ok_or_else(|| bad("last_direction"))?,
                text: row.last_text,
                created_at,
            }),
            _ => None,
        };
        let labels = row.labels.iter().map(|name| LabelName::parse(name)).collect::<Result<_, _>>();
        Ok(Self {
            id: row.id.into(),
            number: row.number,
            inbox_id: row.inbox_id.into(),
            channel: Channel::parse(&row.channel).ok_or_else(|| bad("channel"))?,
            contact: ContactSummary {
                id: row.contact_id.into(),
                name: Name::parse(&row.contact_name).map_err(|_| bad("contact_name"))?,
                phone: optional(row.contact_phone, Phone::parse, || bad("contact_phone"))?,
                email: optional(row.contact_email, Email::parse, || bad("contact_email"))?,
            },
            status: Status::parse(&row.status).ok_or_else(|| bad("status"))?,
            snoozed_until: row.snoozed_until,
            wakes_on_reply: row.wakes_on_reply,
            priority: Priority::parse(&row.priority).ok_or_else(|| bad("priority"))?,
            subject: optional(row.subject, Subject::parse, || bad("subject"))?,
            assignee_id: row.assignee_id.map(Into::into),
            team_id: row.team_id.map(Into::into),
            labels: labels.map_err(|_| bad("labels"))?,
            message_count: row.message_count,
            participant_count: row.participant_count,
            unread_count: Some(row.unread_count),
            muted_until: match (row.muted_forever, row.muted_until) {
                (true, _) => Some(Muted::Forever),
                (false, until) => until.map(Muted::Until),
            },
            last_message,
            last_activity_at: row.last_activity_at,
            waiting_since: row.waiting_since,
            first_reply_at: row.first_reply_at,
            attributes: attributes_from_json(row.custom_attributes).ok_or_else(|| bad("custom_attributes"))?,
            version: row.version,
            created_at: row.created_at,
        })
    }
}

/// A row of `inboxes`.
#[derive(Debug, FromQueryResult)]
pub(crate) struct InboxRow {
    pub id: Uuid,
    pub name: String,
    pub channel: String,
    pub delivery: String,
    pub reopen_policy: String,
    pub reopen_within_hours: Option<i32>,
    pub attachment_max_bytes: Option<i64>,
    pub attachment_types: Vec<String>,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

impl TryFrom<InboxRow> for Inbox {
    type Error = StoreError;

    fn try_from(row: InboxRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("inboxes", column, row.id);
        Ok(Self {
            id: row.id.into(),
            name: Name::parse(&row.name).map_err(|_| bad("name"))?,
            channel: Channel::parse(&row.channel).ok_or_else(|| bad("channel"))?,
            delivery: DeliveryMode::parse(&row.delivery).ok_or_else(|| bad("delivery"))?,
            reopening: ReopenPolicy::parse(&row.reopen_policy)
                .and_then(|policy| Reopening::parse(policy, row.reopen_within_hours.map(i64::from)).ok())
                .ok_or_else(|| bad("reopen_policy"))?,
            files: file_rules(row.attachment_max_bytes, &row.attachment_types)
                .ok_or_else(|| bad("attachment_types"))?,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A row of `labels`.
#[derive(Debug, FromQueryResult)]
pub(crate) struct LabelRow {
    pub id: Uuid,
    pub name: String,
    pub color: String,
    pub version: i64,
    pub created_at: OffsetDateTime,
}

impl TryFrom<LabelRow> for Label {
    type Error = StoreError;

    fn try_from(row: LabelRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("labels", column, row.id);
        Ok(Self {
            id: row.id.into(),
            name: LabelName::parse(&row.name).map_err(|_| bad("name"))?,
            color: Color::parse(&row.color).map_err(|_| bad("color"))?,
            version: row.version,
            created_at: row.created_at,
        })
    }
}

#[derive(FromQueryResult)]
pub(crate) struct TeamRow {
    pub id: Uuid,
    pub name: String,
    pub version: i64,
    pub created_at: OffsetDateTime,
}

impl TryFrom<TeamRow> for Team {
    type Error = StoreError;

    fn try_from(row: TeamRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            name: Name::parse(&row.name).map_err(|_| corrupt("teams", "name", row.id))?,
            version: row.version,
            created_at: row.created_at,
        })
    }
}
