//! Rows of what members write with, and the stored form of what macros do.
//!
//! Stored actions outlive releases: a name is never renamed nor given another meaning, and a field is
//! only added with a default.

use std::time::Duration;

use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::canned::{CannedResponse, ShortCode};
use skybot_domain::conversation::{Priority, Status};
use skybot_domain::draft::Draft;
use skybot_domain::error::StoreError;
use skybot_domain::label::LabelName;
use skybot_domain::macros::{Action, Actions, Assignee, Macro, Visibility};
use skybot_domain::message::{Content, Kind};
use skybot_domain::scheduled::{ScheduledAuthor, ScheduledMessage, ScheduledReason, ScheduledState};
use skybot_domain::scope::{Reach, Role};
use skybot_domain::template::Template;
use skybot_domain::text::{MessageBody, Name};

use super::corrupt;

fn content(kind: &str, body: &str) -> Option<Content> {
    let body = MessageBody::parse(body).ok()?;
    match Kind::parse(kind)? {
        Kind::Text => Some(Content::Text(body)),
        Kind::Note => Some(Content::Note(body)),
        _ => None,
    }
}

/// Kind and body, as they are stored; files are not kept until later, so there are words.
pub(crate) fn content_parts(content: &Content) -> (&'static str, &str) {
    (content.kind().as_str(), content.body().unwrap_or_default())
}

/// A row of `drafts`.
#[derive(Debug, FromQueryResult)]
pub(crate) struct DraftRow {
    pub conversation_id: Uuid,
    pub kind: String,
    pub body: String,
    pub reply_to_id: Option<Uuid>,
    pub version: i64,
    pub updated_at: OffsetDateTime,
}

impl TryFrom<DraftRow> for Draft {
    type Error = StoreError;

    fn try_from(row: DraftRow) -> Result<Self, StoreError> {
        Ok(Self {
            conversation_id: row.conversation_id.into(),
            content: content(&row.kind, &row.body).ok_or_else(|| corrupt("drafts", "body", row.conversation_id))?,
            reply_to_id: row.reply_to_id.map(Into::into),
            version: row.version,
            updated_at: row.updated_at,
        })
    }
}

/// The columns of a [`ScheduledRow`], of `scheduled_messages s`.
pub(crate) const SCHEDULED: &str = "s.id, s.conversation_id, s.author_id, s.kind, s.body, s.reply_to_id, s.send_at,
    s.cancel_on_reply, s.state, s.reason, s.message_id, s.version, s.created_at, s.updated_at";

/// A row of `scheduled_messages`.
#[derive(Debug, FromQueryResult)]
pub(crate) struct ScheduledRow {
    pub id: Uuid,
    pub conversation_id: Uuid,
    pub author_id: Uuid,
    pub kind: String,
    pub body: String,
    pub reply_to_id: Option<Uuid>,
    pub send_at: OffsetDateTime,
    pub cancel_on_reply: bool,
    pub state: String,
    pub reason: Option<String>,
    pub message_id: Option<Uuid>,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

impl TryFrom<ScheduledRow> for ScheduledMessage {
    type Error = StoreError;

    fn try_from(row: ScheduledRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("scheduled_messages", column, row.id);
        let reason = row.reason.map(|reason| ScheduledReason::parse(&reason).ok_or_else(|| bad("reason")));
        Ok(Self {
            id: row.id.into(),
            conversation_id: row.conversation_id.into(),
            author_id: row.author_id.into(),
            content: content(&row.kind, &row.body).ok_or_else(|| bad("body"))?,
            reply_to_id: row.reply_to_id.map(Into::into),
            send_at: row.send_at,
            cancel_on_reply: row.cancel_on_reply,
            state: ScheduledState::parse(&row.state).ok_or_else(|| bad("state"))?,
            reason: reason.transpose()?,
            message_id: row.message_id.map(Into::into),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Who wrote a scheduled message.
#[derive(Debug, FromQueryResult)]
pub(crate) struct AuthorRow {
    pub author_id: Uuid,
    pub name: String,
    pub role: String,
    pub reach: String,
    pub is_active: bool,
}

impl AuthorRow {
    /// The columns, of `scheduled_messages s` with memberships `m`, users `u` and accounts `a`.
    pub(crate) const COLUMNS: &'static str = "s.author_id, m.name as name, m.role as role,
        m.reach as reach,
        m.disabled_at is null and u.disabled_at is null and a.status = 'active' as is_active";
    /// What they come from.
    pub(crate) const TABLES: &'static str = "scheduled_messages s
        join memberships m on m.account_id = s.account_id and m.user_id = s.author_id
        join users u on u.id = s.author_id
        join accounts a on a.id = s.account_id";
}

impl TryFrom<AuthorRow> for ScheduledAuthor {
    type Error = StoreError;

    fn try_from(row: AuthorRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("memberships", column, row.author_id);
        Ok(Self {
            id: row.author_id.into(),
            role: Role::parse(&row.role).ok_or_else(|| bad("role"))?,
            reach: Reach::parse(&row.reach).ok_or_else(|| bad("reach"))?,
            active: row.is_active,
            name: row.name,
        })
    }
}

/// The columns of a [`CannedRow`], of `canned_responses r`.
pub(crate) const CANNED: &str =
    "r.id, r.short_code, r.title, r.body, r.team_id, r.usage_count, r.version, r.created_at, r.updated_at";

/// A row of `canned_responses`.
#[derive(Debug, FromQueryResult)]
pub(crate) struct CannedRow {
    pub id: Uuid,
    pub short_code: String,
    pub title: String,
    pub body: String,
    pub team_id: Option<Uuid>,
    pub usage_count: i64,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

impl TryFrom<CannedRow> for CannedResponse {
    type Error = StoreError;

    fn try_from(row: CannedRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("canned_responses", column, row.id);
        Ok(Self {
            id: row.id.into(),
            short_code: ShortCode::parse(&row.short_code).map_err(|_| bad("short_code"))?,
            title: Name::parse(&row.title).map_err(|_| bad("title"))?,
            body: Template::parse(&row.body).map_err(|_| bad("body"))?,
            team_id: row.team_id.map(Into::into),
            usage_count: row.usage_count,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The columns of a [`MacroRow`], of `macros r`.
pub(crate) const MACRO: &str =
    "r.id, r.name, r.visibility, r.owner_id, r.actions, r.usage_count, r.version, r.created_at, r.updated_at";

/// A row of `macros`.
#[derive(Debug, FromQueryResult)]
pub(crate) struct MacroRow {
    pub id: Uuid,
    pub name: String,
    pub visibility: String,
    pub owner_id: Uuid,
    pub actions: Json,
    pub usage_count: i64,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

impl TryFrom<MacroRow> for Macro {
    type Error = StoreError;

    fn try_from(row: MacroRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("macros", column, row.id);
        Ok(Self {
            id: row.id.into(),
            name: Name::parse(&row.name).map_err(|_| bad("name"))?,
            visibility: Visibility::parse(&row.visibility).ok_or_else(|| bad("visibility"))?,
            owner_id: row.owner_id.into(),
            actions: read_actions(row.actions).ok_or_else(|| bad("actions"))?,
            usage_count: row.usage_count,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// An action as it is stored.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Stored {
    SetStatus { status: String },
    AssignUser { id: Uuid },
    AssignTeam { id: Uuid },
    AssignMe,
    Unassign,
    SetPriority { priority: String },
    AddLabels { labels: Vec<String> },
    RemoveLabels { labels: Vec<String> },
    Reply { body: String },
    Note { body: String },
    Mute,
    Snooze { minutes: u64 },
}

/// What a macro does, as it is stored.
pub(crate) fn stored_actions(actions: &Actions) -> Json {
    let names = |labels: &[LabelName]| labels.iter().map(|label| label.as_str().to_owned()).collect();
    let stored = |action: &Action| match action {
        Action::SetStatus(status) => Stored::SetStatus { status: status.as_str().to_owned() },
        Action::Assign(Assignee::User(id)) => Stored::AssignUser { id: id.uuid() },
        Action::Assign(Assignee::Team(id)) => Stored::AssignTeam { id: id.uuid() },
        Action::Assign(Assignee::Me) => Stored::AssignMe,
        Action::Assign(Assignee::Nobody) => Stored::Unassign,
        Action::SetPriority(priority) => Stored::SetPriority { priority: priority.as_str().to_owned() },
        Action::AddLabels(labels) => Stored::AddLabels { labels: names(labels) },
        Action::RemoveLabels(labels) => Stored::RemoveLabels { labels: names(labels) },
        Action::Reply(template) => Stored::Reply { body: template.as_str().to_owned() },
        Action::Note(template) => Stored::Note { body: template.as_str().to_owned() },
        Action::Mute => Stored::Mute,
        Action::Snooze(length) => Stored::Snooze { minutes: length.as_secs() / 60 },
    };
    actions.iter().map(|action| serde_json::json!(stored(action))).collect()
}

fn read_actions(json: Json) -> Option<Actions> {
    let names = |labels: Vec<String>| {
        labels.iter().map(|label| LabelName::parse(label).ok()).collect::<Option<Vec<LabelName>>>()
    };
    let stored: Vec<Stored> = serde_json::from_value(json).ok()?;
    let read = |stored| {
        Some(match stored {
            Stored::SetStatus { status } => Action::SetStatus(Status::parse(&status)?),
            Stored::AssignUser { id } => Action::Assign(Assignee::User(id.into())),
            Stored::AssignTeam { id } => Action::Assign(Assignee::Team(id.into())),
            Stored::AssignMe => Action::Assign(Assignee::Me),
            Stored::Unassign => Action::Assign(Assignee::Nobody),
            Stored::SetPriority { priority } => Action::SetPriority(Priority::parse(&priority)?),
            Stored::AddLabels { labels } => Action::AddLabels(names(labels)?),
            Stored::RemoveLabels { labels } => Action::RemoveLabels(names(labels)?),
            Stored::Reply { body } => Action::Reply(Template::parse(&body).ok()?),
            Stored::Note { body } => Action::Note(Template::parse(&body).ok()?),
            Stored::Mute => Action::Mute,
            Stored::Snooze { minutes } => Action::Snooze(Duration::from_mins(minutes)),
        })
    };
    Actions::parse(stored.into_iter().map(read).collect::<Option<_>>()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{read_actions, stored_actions};

    #[test]
    fn the_stored_form_is_what_older_releases_wrote() {
        let id = "00000000-0000-0000-0000-000000000001";
        let stored = json!([
            {"do": "set_status", "status": "resolved"},
            {"do": "assign_user", "id": id},
            {"do": "assign_team", "id": id},
            {"do": "assign_me"},
            {"do": "unassign"},
            {"do": "set_priority", "priority": "high"},
            {"do": "add_labels", "labels": ["a", "b"]},
            {"do": "remove_labels", "labels": ["a"]},
            {"do": "reply", "body": "Hello {{contact.name | you}}"},
            {"do": "note", "body": "Hm"},
            {"do": "mute"},
            {"do": "snooze", "minutes": 90},
        ]);
        let read = read_actions(stored.clone()).expect("actions");
        assert_eq!(stored_actions(&read), stored);
    }

    #[test]
    fn what_cannot_be_is_no_macro() {
        for wrong in [json!([]), json!({}), json!([{"do": "sing"}]), json!([{"do": "reply", "body": "{{x}}"}])] {
            assert_eq!(read_actions(wrong.clone()), None, "{wrong}");
        }
    }
}
