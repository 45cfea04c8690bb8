//! The durable log: writing at the end of a transaction, reading with the present state of what
//! the events point at.

use std::collections::HashMap;

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use serde_json::{Value as Json, json};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::account::Member;
use skybot_domain::contact::Contact;
use skybot_domain::conversation::{Conversation, Status};
use skybot_domain::error::StoreError;
use skybot_domain::event::{Cause, Detail, Event, EventActor, EventData, EventKind, LogSlice, NewEvent, Pos, Subject};
use skybot_domain::inbox::Inbox;
use skybot_domain::message::Message;
use skybot_domain::page::Limit;
use skybot_domain::ports::EventLog;
use skybot_domain::scope::Scope;

use crate::conversations;
use crate::error::store_error;
use crate::pool::Postgres;
use crate::query::select;
use crate::rows::{ContactRow, InboxRow, MemberRow, MessageRow, corrupt};
use crate::unit::Unit;

/// Writes events in the open transaction; the tenant's log row stays locked until its end.
pub(crate) async fn record(
    connection: &mut PgConnection,
    scope: &Scope,
    events: &[NewEvent],
) -> Result<(), StoreError> {
    let Some(first) = events.first() else { return Ok(()) };
    let column = |pick: fn(&NewEvent) -> Option<Uuid>| events.iter().map(pick).collect::<Vec<_>>();
    sqlx::query("select app.record($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .bind(events.iter().map(|event| event.id.uuid()).collect::<Vec<_>>())
        .bind(events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>())
        .bind(first.at)
        .bind(column(|event| match event.subject {
            Subject::Conversation(id) | Subject::Message(id, _) => Some(id.uuid()),
            _ => None,
        }))
        .bind(column(|event| match event.subject {
            Subject::Message(_, id) => Some(id.uuid()),
            _ => None,
        }))
        .bind(column(|event| match event.subject {
            Subject::Contact(id) => Some(id.uuid()),
            _ => None,
        }))
        .bind(column(|event| match event.subject {
            Subject::Inbox(id) => Some(id.uuid()),
            _ => None,
        }))
        .bind(column(|event| match (event.subject, event.detail) {
            (Subject::Member(id), _) | (_, Detail::Read { user_id: id, .. }) => Some(id.uuid()),
            _ => None,
        }))
        .bind(events.iter().map(|event| detail_to_json(event.detail)).collect::<Vec<_>>())
        .bind(scope.actor().kind())
        .bind(scope.user().map(skybot_domain::Id::uuid))
        .execute(connection)
        .await
        .map_err(|error| store_error(&error))?;
    Ok(())
}

fn detail_to_json(detail: Detail) -> Option<Json> {
    match detail {
        Detail::None => None,
        Detail::Step { from, to, cause } => {
            Some(json!({"from": from.as_str(), "to": to.as_str(), "cause": cause.as_str()}))
        }
        Detail::Read { seq, unread_count, .. } => Some(json!({"seq": seq, "unread": unread_count})),
    }
}

fn detail_from_json(kind: EventKind, user: Option<Uuid>, detail: Option<&Json>) -> Option<Detail> {
    let text = |name| detail?.get(name)?.as_str();
    let number = |name| detail?.get(name)?.as_i64();
    match kind {
        EventKind::ConversationStatus => Some(Detail::Step {
            from: Status::parse(text("from")?)?,
            to: Status::parse(text("to")?)?,
            cause: Cause::parse(text("cause")?)?,
        }),
        EventKind::ConversationRead => {
            Some(Detail::Read { user_id: user?.into(), seq: number("seq")?, unread_count: number("unread")? })
        }
        _ => Some(Detail::None),
    }
}

#[derive(FromQueryResult)]
struct HeadRow {
    head: i64,
    trimmed: i64,
}

#[derive(FromQueryResult)]
struct EventRow {
    pos: i64,
    id: Uuid,
    r#type: String,
    at: OffsetDateTime,
    conversation_id: Option<Uuid>,
    message_id: Option<Uuid>,
    contact_id: Option<Uuid>,
    inbox_id: Option<Uuid>,
    user_id: Option<Uuid>,
    actor_type: String,
    actor_id: Option<Uuid>,
    detail: Option<Json>,
    visible: bool,
}

impl EventRow {
    fn subject(&self) -> Option<Subject> {
        match (self.conversation_id, self.message_id, self.contact_id, self.inbox_id, self.user_id) {
            (Some(conversation), Some(message), ..) => Some(Subject::Message(conversation.into(), message.into())),
            (Some(conversation), None, ..) => Some(Subject::Conversation(conversation.into())),
            (None, None, Some(contact), ..) => Some(Subject::Contact(contact.into())),
            (None, None, None, Some(inbox), _) => Some(Subject::Inbox(inbox.into())),
            (None, None, None, None, Some(user)) => Some(Subject::Member(user.into())),
            _ => None,
        }
    }
}

#[async_trait]
impl EventLog for Postgres {
    async fn read(&self, scope: &Scope, after: Pos, limit: Limit) -> Result<LogSlice, StoreError> {
        let (db, scope) = (self.clone(), scope.clone());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            let slice = read(&unit, &scope, after, limit).await?;
            unit.commit().await?;
            Ok(slice)
        })
        .await
    }
}

async fn read(unit: &Unit, scope: &Scope, after: Pos, limit: Limit) -> Result<LogSlice, StoreError> {
    let account = scope.account().uuid();
    // The head first: what commits between the two statements is read the next time.
    let heads: Vec<HeadRow> =
        select(unit, "select head, trimmed from account_streams where account_id = $1", vec![account.into()]).await?;
    let (head, trimmed) = heads.first().map_or((0, 0), |row| (row.head, row.trimmed));
    let rows: Vec<EventRow> = select(
        unit,
        "select e.*, e.conversation_id is null or ((select app.sees_all()) or exists (
                  select from conversations v where v.account_id = $1 and v.id = e.conversation_id
                    and app.can_see(v.inbox_id, v.team_id, v.assignee_id))) as visible
         from events e where e.account_id = $1 and e.pos > $2 and e.pos <= $3 order by e.pos limit $4",
        vec![account.into(), after.into(), head.into(), i64::from(limit.get()).into()],
    )
    .await?;
    let read_to = rows.last().map_or(after.max(trimmed), |row| row.pos);
    let resources = Resources::load(unit, scope, rows.iter().filter(|row| row.visible)).await?;
    let events = rows
        .into_iter()
        .filter(|row| row.visible)
        .map(|row| event(scope, row, &resources))
        .collect::<Result<_, _>>()?;
    Ok(LogSlice { events, read_to, head, trimmed })
}

fn event(scope: &Scope, row: EventRow, resources: &Resources) -> Result<Event, StoreError> {
    let bad = |column| corrupt("events", column, row.id);
    let kind = EventKind::parse(&row.r#type).ok_or_else(|| bad("type"))?;
    let subject = row.subject().ok_or_else(|| bad("type"))?;
    let detail = detail_from_json(kind, row.user_id, row.detail.as_ref()).ok_or_else(|| bad("detail"))?;
    Ok(Event {
        id: row.id.into(),
        pos: row.pos,
        kind,
        at: row.at,
        account_id: scope.account(),
        subject,
        detail,
        actor: EventActor { kind: row.actor_type, id: row.actor_id },
        data: resources.of(subject),
    })
}

/// What a stretch of the log points at, as it is now: one statement for each kind.
#[derive(Default)]
struct Resources {
    conversations: HashMap<Uuid, Conversation>,
    messages: HashMap<Uuid, Message>,
    contacts: HashMap<Uuid, Contact>,
    inboxes: HashMap<Uuid, Inbox>,
    members: HashMap<Uuid, Member>,
}

impl Resources {
    async fn load<'a>(
        unit: &Unit,
        scope: &Scope,
        rows: impl Iterator<Item = &'a EventRow>,
    ) -> Result<Self, StoreError> {
        let (mut conversations, mut messages, mut contacts, mut inboxes, mut members) =
            (vec![], vec![], vec![], vec![], vec![]);
        for subject in rows.filter_map(EventRow::subject) {
            match subject {
                Subject::Conversation(id) => conversations.push(id.uuid()),
                Subject::Message(_, id) => messages.push(id.uuid()),
                Subject::Contact(id) => contacts.push(id.uuid()),
                Subject::Inbox(id) => inboxes.push(id.uuid()),
                Subject::Member(id) => members.push(id.uuid()),
            }
        }
        let mut found = Self::default();
        if !conversations.is_empty() {
            for mut conversation in conversations::get_many(unit, scope, &conversations).await? {
                // An event is the same for everyone who sees it.
                conversation.unread_count = None;
                conversation.muted_until = None;
                found.conversations.insert(conversation.id.uuid(), conversation);
            }
        }
        let account = scope.account().uuid();
        if !messages.is_empty() {
            let sql = "select * from app.message_view where account_id = $1 and id = any($2)";
            for row in select::<MessageRow>(unit, sql, vec![account.into(), messages.into()]).await? {
                found.messages.insert(row.id, row.try_into()?);
            }
        }
        if !contacts.is_empty() {
            let sql = "select * from contacts where account_id = $1 and id = any($2)";
            for row in select::<ContactRow>(unit, sql, vec![account.into(), contacts.into()]).await? {
                found.contacts.insert(row.id, row.try_into()?);
            }
        }
        if !inboxes.is_empty() {
            let sql = "select * from inboxes where account_id = $1 and id = any($2)";
            for row in select::<InboxRow>(unit, sql, vec![account.into(), inboxes.into()]).await? {
                found.inboxes.insert(row.id, row.try_into()?);
            }
        }
        if !members.is_empty() {
            let sql = "select m.*, u.email from memberships m join users u on u.id = m.user_id
                       where m.account_id = $1 and m.user_id = any($2)";
            for row in select::<MemberRow>(unit, sql, vec![account.into(), members.into()]).await? {
                found.members.insert(row.user_id, row.try_into()?);
            }
        }
        Ok(found)
    }

    fn of(&self, subject: Subject) -> EventData {
        let found = match subject {
            Subject::Conversation(id) => self.conversations.get(&id.uuid()).cloned().map(EventData::Conversation),
            Subject::Message(_, id) => self.messages.get(&id.uuid()).cloned().map(EventData::Message),
            Subject::Contact(id) => self.contacts.get(&id.uuid()).cloned().map(EventData::Contact),
            Subject::Inbox(id) => self.inboxes.get(&id.uuid()).cloned().map(EventData::Inbox),
            Subject::Member(id) => self.members.get(&id.uuid()).cloned().map(EventData::Member),
        };
        found.unwrap_or(EventData::Gone)
    }
}
