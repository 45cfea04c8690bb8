//! The durable log: writing at the end of a transaction, reading with the present state of what
//! the events point at.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use serde_json::{Value as Json, json};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::Id;
use skybot_domain::account::{Account, Member};
use skybot_domain::contact::Contact;
use skybot_domain::conversation::{Conversation, Status};
use skybot_domain::draft::Draft;
use skybot_domain::error::StoreError;
use skybot_domain::event::{
    Audience, Bounds, Cause, Detail, Event, EventActor, EventData, EventKind, LogSlice, NewEvent, Pos, SharedSlice,
    Subject, Viewer,
};
use skybot_domain::id::{AccountId, ConversationId, UserId};
use skybot_domain::inbox::Inbox;
use skybot_domain::message::Message;
use skybot_domain::page::Limit;
use skybot_domain::ports::{EventLog, Head};
use skybot_domain::scheduled::ScheduledMessage;
use skybot_domain::scope::{Reach, Scope};

use crate::conversations;
use crate::error::store_error;
use crate::pool::Postgres;
use crate::query::select;
use crate::rows::{
    AccountRow, ContactRow, DraftRow, InboxRow, MemberRow, MessageRow, SCHEDULED, ScheduledRow, corrupt,
};
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
            Subject::Conversation(id) | Subject::Message(id, _) | Subject::Draft(id, _) | Subject::Scheduled(id, _) => {
                Some(id.uuid())
            }
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
        .bind(column(|event| match (event.subject, &event.detail) {
            (Subject::Member(id) | Subject::Draft(_, id), _) => Some(id.uuid()),
            (_, Detail::Read { user_id, .. }) => Some(user_id.uuid()),
            _ => None,
        }))
        .bind(events.iter().map(detail_to_json).collect::<Vec<_>>())
        .bind(scope.actor().kind())
        .bind(scope.user().map(skybot_domain::Id::uuid))
        .execute(connection)
        .await
        .map_err(|error| store_error(&error))?;
    Ok(())
}

fn detail_to_json(event: &NewEvent) -> Option<Json> {
    if let Subject::Scheduled(_, id) = event.subject {
        return Some(json!({"scheduled": id.uuid()}));
    }
    match &event.detail {
        Detail::None => None,
        Detail::Step { from, to, cause } => {
            Some(json!({"from": from.as_str(), "to": to.as_str(), "cause": cause.as_str()}))
        }
        Detail::Read { seq, unread_count, .. } => Some(json!({"seq": seq, "unread": unread_count})),
        Detail::Mentioned(users) => Some(json!({"user_ids": users.iter().map(|user| user.uuid()).collect::<Vec<_>>()})),
        Detail::Merged { into } => Some(json!({"into": into.uuid()})),
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
        EventKind::MessageMentioned => {
            let users = detail?.get("user_ids")?.as_array()?.iter();
            Some(Detail::Mentioned(users.map(|id| UserId::parse(id.as_str()?)).collect::<Option<_>>()?))
        }
        EventKind::ConversationMerged => Some(Detail::Merged { into: Id::parse(text("into")?)? }),
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
    /// Where the log ended in the same snapshot.
    head: i64,
}

impl EventRow {
    fn subject(&self) -> Option<Subject> {
        match (EventKind::parse(&self.r#type), self.conversation_id) {
            (Some(EventKind::DraftUpdated), Some(conversation)) => {
                return Some(Subject::Draft(conversation.into(), self.user_id?.into()));
            }
            (Some(EventKind::ScheduledUpdated), Some(conversation)) => {
                let id = self.detail.as_ref()?.get("scheduled")?.as_str()?;
                return Some(Subject::Scheduled(conversation.into(), skybot_domain::Id::parse(id)?));
            }
            _ => {}
        }
        match (self.conversation_id, self.message_id, self.contact_id, self.inbox_id, self.user_id) {
            (Some(conversation), Some(message), ..) => Some(Subject::Message(conversation.into(), message.into())),
            (Some(conversation), None, ..) => Some(Subject::Conversation(conversation.into())),
            (None, None, Some(contact), ..) => Some(Subject::Contact(contact.into())),
            (None, None, None, Some(inbox), _) => Some(Subject::Inbox(inbox.into())),
            (None, None, None, None, Some(user)) => Some(Subject::Member(user.into())),
            (None, None, None, None, None) => Some(Subject::Account),
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

    async fn read_shared(
        &self,
        scope: &Scope,
        after: Pos,
        limit: Limit,
        viewers: &[Viewer],
    ) -> Result<SharedSlice, StoreError> {
        let (db, scope, viewers) = (self.clone(), scope.clone(), viewers.to_vec());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            let slice = read_shared(&unit, &scope, after, limit, &viewers).await?;
            // Many wait for the news.
            unit.leave();
            Ok(slice)
        })
        .await
    }

    async fn who_could_see(
        &self,
        scope: &Scope,
        conversations: &[ConversationId],
        viewers: &[Viewer],
    ) -> Result<Vec<(ConversationId, Viewer)>, StoreError> {
        let conversations: Vec<_> = conversations.iter().map(|id| id.uuid()).collect();
        let (db, scope, viewers) = (self.clone(), scope.clone(), viewers.to_vec());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            let pairs = who_could_see(&unit, conversations, &viewers).await?;
            unit.commit().await?;
            Ok(pairs.into_iter().map(|(conversation, viewer)| (conversation.into(), viewer)).collect())
        })
        .await
    }

    async fn bounds(&self, scope: &Scope) -> Result<Bounds, StoreError> {
        let sql = "select head, trimmed from account_streams where account_id = $1";
        let rows: Vec<HeadRow> = crate::query::rows(self, scope, sql, vec![scope.account().uuid().into()]).await?;
        let (head, trimmed) = rows.first().map_or((0, 0), |row| (row.head, row.trimmed));
        Ok(Bounds { head, trimmed })
    }

    async fn heads(&self, accounts: &[AccountId]) -> Result<Vec<Head>, StoreError> {
        let accounts: Vec<_> = accounts.iter().map(|account| account.uuid()).collect();
        let db = self.clone();
        self.detached(async move {
            let mut lease = db.lease().await?;
            let heads: Vec<(Uuid, i64, i64)> = sqlx::query_as("select account_id, head, mark from app.heads($1)")
                .bind(accounts)
                .fetch_all(&mut *lease)
                .await
                .map_err(|error| store_error(&error))?;
            lease.release();
            Ok(heads.into_iter().map(|(account, pos, mark)| Head { account: account.into(), pos, mark }).collect())
        })
        .await
    }
}

async fn read_shared(
    unit: &Unit,
    scope: &Scope,
    after: Pos,
    limit: Limit,
    viewers: &[Viewer],
) -> Result<SharedSlice, StoreError> {
    let account = scope.account().uuid();
    // Nearly always the log has grown, and one statement tells all.
    let mut rows: Vec<EventRow> = select(
        unit,
        "select e.*, true as visible, s.head from account_streams s
         join events e on e.account_id = s.account_id and e.pos > $2
         where s.account_id = $1 order by e.pos limit $3",
        vec![account.into(), after.into(), i64::from(limit.get()).into()],
    )
    .await?;
    let head = if let Some(row) = rows.first() {
        row.head
    } else {
        // The head first: what commits between the two statements is read the next time.
        let sql = "select head, trimmed from account_streams where account_id = $1";
        let heads: Vec<HeadRow> = select(unit, sql, vec![account.into()]).await?;
        let head = heads.first().map_or(0, |row| row.head);
        if head <= after {
            return Ok(SharedSlice { events: Vec::new(), read_to: after, head });
        }
        rows = select(
            unit,
            "select e.*, true as visible, $3::bigint as head from events e
             where e.account_id = $1 and e.pos > $2 and e.pos <= $3 order by e.pos limit $4",
            vec![account.into(), after.into(), head.into(), i64::from(limit.get()).into()],
        )
        .await?;
        head
    };
    let read_to = rows.last().map_or(head, |row| row.pos);
    let conversations: HashSet<Uuid> = rows.iter().filter_map(|row| row.conversation_id).collect();
    let mut narrow: HashMap<Uuid, Vec<Viewer>> = HashMap::new();
    if !viewers.is_empty() && !conversations.is_empty() {
        for (conversation, viewer) in who_could_see(unit, conversations.into_iter().collect(), viewers).await? {
            narrow.entry(conversation).or_default().push(viewer);
        }
    }
    let resources = Resources::load(unit, scope, rows.iter()).await?;
    let shared = |row: EventRow| {
        let personal = EventKind::PERSONAL.iter().any(|kind| kind.as_str() == row.r#type);
        let audience = Audience {
            only: row.user_id.filter(|_| personal).map(Into::into),
            limited: row.conversation_id.is_some(),
            narrow: row.conversation_id.and_then(|id| narrow.get(&id).cloned()).unwrap_or_default(),
        };
        Ok((event(scope, row, &resources)?, audience))
    };
    let events = rows.into_iter().map(shared).collect::<Result<_, StoreError>>()?;
    Ok(SharedSlice { events, read_to, head })
}

#[derive(FromQueryResult)]
struct PairRow {
    conversation_id: Uuid,
    user_id: Uuid,
    reach: String,
}

async fn who_could_see(
    unit: &Unit,
    conversations: Vec<Uuid>,
    viewers: &[Viewer],
) -> Result<Vec<(Uuid, Viewer)>, StoreError> {
    let users: Vec<_> = viewers.iter().map(|viewer| viewer.user.uuid()).collect();
    let reaches: Vec<_> = viewers.iter().map(|viewer| viewer.reach.as_str().to_owned()).collect();
    let values = vec![conversations.into(), users.into(), reaches.into()];
    let rows: Vec<PairRow> = select(unit, "select * from app.who_could_see($1, $2, $3)", values).await?;
    let pair = |row: PairRow| {
        let reach = Reach::parse(&row.reach).ok_or_else(|| corrupt("memberships", "reach", row.user_id))?;
        Ok((row.conversation_id, Viewer { user: row.user_id.into(), reach }))
    };
    rows.into_iter().map(pair).collect()
}

async fn read(unit: &Unit, scope: &Scope, after: Pos, limit: Limit) -> Result<LogSlice, StoreError> {
    let account = scope.account().uuid();
    // The head first: what commits between the two statements is read the next time.
    let heads: Vec<HeadRow> =
        select(unit, "select head, trimmed from account_streams where account_id = $1", vec![account.into()]).await?;
    let (head, trimmed) = heads.first().map_or((0, 0), |row| (row.head, row.trimmed));
    let rows: Vec<EventRow> = select(
        unit,
"select e.*, (e.type <> all ($5) or e.user_id is not distinct from $6)
                and (e.conversation_id is null or (select app.sees_all()) or app.could_see(e.conversation_id)) as visible, $3::bigint as head
         from events e where e.account_id = $1 and e.pos > $2 and e.pos <= $3 order by e.pos limit $4",
        vec![
            account.into(),
            after.into(),
            head.into(),
            i64::from(limit.get()).into(),
            EventKind::PERSONAL.iter().map(|kind| kind.as_str().to_owned()).collect::<Vec<_>>().into(),
            scope.user().map(skybot_domain::Id::uuid).into(),
        ],
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

#[derive(FromQueryResult)]
struct OwnDraft {
    user_id: Uuid,
    #[sea_orm(nested)]
    draft: DraftRow,
}

/// What a stretch of the log points at, as it is now: one statement for each kind.
#[derive(Default)]
struct Resources {
    conversations: HashMap<Uuid, Conversation>,
    messages: HashMap<Uuid, Message>,
    /// By conversation and whose.
    drafts: HashMap<(Uuid, Uuid), Draft>,
    scheduled: HashMap<Uuid, ScheduledMessage>,
    contacts: HashMap<Uuid, Contact>,
    inboxes: HashMap<Uuid, Inbox>,
    members: HashMap<Uuid, Member>,
    account: Option<Account>,
}

impl Resources {
    async fn load<'a>(
        unit: &Unit,
        scope: &Scope,
        rows: impl Iterator<Item = &'a EventRow>,
    ) -> Result<Self, StoreError> {
        let (mut conversations, mut messages, mut contacts, mut inboxes, mut members) =
            (vec![], vec![], vec![], vec![], vec![]);
        let (mut drafts, mut scheduled) = (vec![], vec![]);
        let mut of_account = false;
        for subject in rows.filter_map(EventRow::subject) {
            match subject {
                Subject::Conversation(id) => conversations.push(id.uuid()),
                Subject::Message(_, id) => messages.push(id.uuid()),
                Subject::Draft(id, user) => drafts.push((id.uuid(), user.uuid())),
                Subject::Scheduled(_, id) => scheduled.push(id.uuid()),
                Subject::Contact(id) => contacts.push(id.uuid()),
                Subject::Inbox(id) => inboxes.push(id.uuid()),
                Subject::Member(id) => members.push(id.uuid()),
                Subject::Account => of_account = true,
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
            let sql = "select m.* from app.message_view m
                       join conversations c on c.account_id = m.account_id and c.id = m.conversation_id
                       where m.account_id = $1 and m.id = any($2) and c.account_id = $1";
            for row in select::<MessageRow>(unit, sql, vec![account.into(), messages.into()]).await? {
                found.messages.insert(row.id, row.try_into()?);
            }
        }
        if !drafts.is_empty() {
            let sql = "select d.* from unnest($2::uuid[], $3::uuid[]) w (conversation_id, user_id)
                       join drafts d on d.account_id = $1 and d.user_id = w.user_id
                                    and d.conversation_id = w.conversation_id";
            drafts.sort_unstable();
            drafts.dedup();
            let (places, users): (Vec<_>, Vec<_>) = drafts.into_iter().unzip();
            for row in select::<OwnDraft>(unit, sql, vec![account.into(), places.into(), users.into()]).await? {
                found.drafts.insert((row.draft.conversation_id, row.user_id), row.draft.try_into()?);
            }
        }
        if !scheduled.is_empty() {
            let sql =
                format!("select {SCHEDULED} from scheduled_messages s where s.account_id = $1 and s.id = any($2)");
            for row in select::<ScheduledRow>(unit, sql, vec![account.into(), scheduled.into()]).await? {
                found.scheduled.insert(row.id, row.try_into()?);
            }
        }
        if !contacts.is_empty() {
            let sql = "select * from app.contact_view where account_id = $1 and id = any($2)";
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
        if of_account {
            let rows = select::<AccountRow>(unit, "select * from accounts where id = $1", vec![account.into()]).await?;
            found.account = rows.into_iter().next().map(TryInto::try_into).transpose()?;
        }
        Ok(found)
    }

    fn of(&self, subject: Subject) -> EventData {
        let found = match subject {
            Subject::Conversation(id) => self.conversations.get(&id.uuid()).cloned().map(EventData::Conversation),
            Subject::Message(_, id) => self.messages.get(&id.uuid()).cloned().map(EventData::Message),
            Subject::Draft(id, user) => self.drafts.get(&(id.uuid(), user.uuid())).cloned().map(EventData::Draft),
            Subject::Scheduled(_, id) => self.scheduled.get(&id.uuid()).cloned().map(EventData::Scheduled),
            Subject::Contact(id) => self.contacts.get(&id.uuid()).cloned().map(EventData::Contact),
            Subject::Inbox(id) => self.inboxes.get(&id.uuid()).cloned().map(EventData::Inbox),
            Subject::Member(id) => self.members.get(&id.uuid()).cloned().map(EventData::Member),
            Subject::Account => self.account.clone().map(EventData::Account),
        };
        found.unwrap_or(EventData::Gone)
    }
}
