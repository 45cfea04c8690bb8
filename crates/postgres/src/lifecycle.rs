//! The [`ConversationReads`] port and the purge: steps that conversations took, those that are hidden,
//! and forgetting them.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::conversation::{DeletedConversation, Status, Transition};
use skybot_domain::day::{Day, ZoneName};
use skybot_domain::error::StoreError;
use skybot_domain::event::{Cause, EventActor};
use skybot_domain::id::ConversationId;
use skybot_domain::page::{Page, PageRequest, Position};
use skybot_domain::ports::{ConversationPurge, ConversationReads, Store as _};
use skybot_domain::scope::Scope;

use crate::conversations::{VISIBLE, micros, moment};
use crate::error::store_error;
use crate::pool::Postgres;
use crate::query::{rows, select};
use crate::rows::{ConversationRow, corrupt};

/// Most messages that one transaction forgets.
const PURGE_STEP: i32 = 1_000;

#[derive(FromQueryResult)]
struct TransitionRow {
    conversation_id: Uuid,
    id: i64,
    from_status: String,
    to_status: String,
    cause: String,
    actor_type: String,
    actor_id: Option<Uuid>,
    at: OffsetDateTime,
}

impl TryFrom<TransitionRow> for Transition {
    type Error = StoreError;

    fn try_from(row: TransitionRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("conversation_transitions", column, row.conversation_id);
        Ok(Self {
            number: row.id,
            from: Status::parse(&row.from_status).ok_or_else(|| bad("from_status"))?,
            to: Status::parse(&row.to_status).ok_or_else(|| bad("to_status"))?,
            cause: Cause::parse(&row.cause).ok_or_else(|| bad("cause"))?,
            actor: EventActor { kind: row.actor_type, id: row.actor_id },
            at: row.at,
        })
    }
}

#[derive(FromQueryResult)]
struct DayRow {
    date: Option<Date>,
    first_seq: Option<i64>,
    messages: Option<i64>,
}

#[derive(FromQueryResult)]
struct DeletedRow {
    #[sea_orm(nested)]
    conversation: ConversationRow,
    deleted_at: OffsetDateTime,
    deleted_by: Option<Uuid>,
}

impl TryFrom<DeletedRow> for DeletedConversation {
    type Error = StoreError;

    fn try_from(row: DeletedRow) -> Result<Self, StoreError> {
        Ok(Self {
            conversation: row.conversation.try_into()?,
            deleted_at: row.deleted_at,
            deleted_by: row.deleted_by.map(Into::into),
        })
    }
}

#[derive(FromQueryResult)]
struct IntoRow {
    id: Option<Uuid>,
}

#[derive(FromQueryResult)]
struct StepRow {
    rows: i64,
}

#[async_trait]
impl ConversationReads for Postgres {
    async fn transitions(
        &self,
        scope: &Scope,
        id: ConversationId,
        page: PageRequest,
    ) -> Result<Option<Page<Transition>>, StoreError> {
        if self.conversation(scope, id).await?.is_none() {
            return Ok(None);
        }
        let found: Vec<TransitionRow> = rows(
            self,
            scope,
            "select t.* from conversation_transitions t
             where t.account_id = $1 and t.conversation_id = $2 and ($3::bigint is null or t.id < $3)
             order by t.id desc limit $4",
            vec![
                scope.account().uuid().into(),
                id.uuid().into(),
                page.after.map(|after| after.rank).into(),
                (i64::from(page.limit.get()) + 1).into(),
            ],
        )
        .await?;
        let steps = found.into_iter().map(TryInto::try_into).collect::<Result<Vec<Transition>, _>>()?;
        Ok(Some(Page::cut(steps, page.limit, |step| Position { rank: step.number, id: id.uuid() })))
    }

    async fn days(&self, scope: &Scope, id: ConversationId, zone: &ZoneName) -> Result<Option<Vec<Day>>, StoreError> {
        let found: Vec<DayRow> = rows(
            self,
            scope,
            format!(
                "select d.date, d.first_seq, d.messages
                 from conversations v
                 left join lateral (
                   select (m.created_at at time zone $3)::date as date, min(m.seq)::bigint as first_seq,
                          count(*) as messages
                   from messages m where m.account_id = v.account_id and m.conversation_id = v.id
                   group by 1) d on true
                 where v.account_id = $1 and v.id = $2 and {VISIBLE} order by d.date"
            ),
            vec![scope.account().uuid().into(), id.uuid().into(), zone.as_str().into()],
        )
        .await?;
        if found.is_empty() {
            return Ok(None);
        }
        // A conversation without messages is one row of nothing.
        let day = |row: DayRow| Some(Day { date: row.date?, first_seq: row.first_seq?, messages: row.messages? });
        Ok(Some(found.into_iter().filter_map(day).collect()))
    }

    async fn knows_zone(&self, zone: &ZoneName) -> Result<bool, StoreError> {
        let db = self.clone();
        let read = async move || {
            db.clone()
                .detached(async move {
                    let mut lease = db.lease().await?;
                    let names: Vec<String> = sqlx::query_scalar(
                        "select name from pg_timezone_names where name !~ '^(posix|right)/|^(localtime|posixrules)$'",
                    )
                    .fetch_all(&mut *lease)
                    .await
                    .map_err(|error| store_error(&error))?;
                    lease.release();
                    Ok::<_, StoreError>(names.into_iter().collect())
                })
                .await
        };
        Ok(self.zones.get_or_try_init(read).await?.contains(zone.as_str()))
    }

    async fn deleted_conversations(
        &self,
        scope: &Scope,
        page: PageRequest,
    ) -> Result<Page<DeletedConversation>, StoreError> {
        let (db, scope) = (self.clone(), scope.clone());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            unit.run("select app.show_hidden(true)", vec![]).await?;
            let found: Vec<DeletedRow> = select(
                &unit,
                "select v.*, c.deleted_at, c.deleted_by
                 from conversations c join app.conversation_view v on v.account_id = c.account_id and v.id = c.id
                 where c.account_id = $1 and c.deleted_at is not null
                   and ($2::timestamptz is null or (c.deleted_at, c.id) < ($2, $3))
                   and ((select app.sees_all()) or app.can_see(v.inbox_id, v.team_id, v.assignee_id))
                 order by c.deleted_at desc, c.id desc limit $4",
                vec![
                    scope.account().uuid().into(),
                    page.after.map(|after| moment(after.rank)).into(),
                    page.after.map(|after| after.id).into(),
                    (i64::from(page.limit.get()) + 1).into(),
                ],
            )
            .await?;
            unit.commit().await?;
            let found = found.into_iter().map(TryInto::try_into).collect::<Result<Vec<DeletedConversation>, _>>()?;
            Ok(Page::cut(found, page.limit, |deleted| Position {
                rank: micros(deleted.deleted_at),
                id: deleted.conversation.id.uuid(),
            }))
        })
        .await
    }

    async fn merged_into(&self, scope: &Scope, id: ConversationId) -> Result<Option<ConversationId>, StoreError> {
        let found: Vec<IntoRow> = rows(self, scope, "select app.merged_into($1) as id", vec![id.uuid().into()]).await?;
        Ok(found.into_iter().next().and_then(|row| row.id).map(Into::into))
    }
}

#[async_trait]
impl ConversationPurge for Postgres {
    async fn purge_conversations(&self, scope: &Scope, before: Timestamp) -> Result<u64, StoreError> {
        let mut purged = 0;
        loop {
            let (db, scope) = (self.clone(), scope.clone());
            // Each step in a transaction of its own: short, whatever has piled up, and nothing is lost
            // if it ends here.
            let step: u64 = self
                .detached(async move {
                    let unit = db.enter(&scope).await?;
                    let sql = "select app.purge_conversation($1, $2) as rows";
                    let step: Option<StepRow> = unit.first(sql, vec![before.into(), PURGE_STEP.into()]).await?;
                    unit.commit().await?;
                    Ok(step.map_or(0, |step| step.rows.unsigned_abs()))
                })
                .await?;
            if step == 0 {
                return Ok(purged);
            }
            purged += step;
        }
    }
}
