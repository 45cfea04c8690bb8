//! Changes to many conversations: each statement takes a whole chunk.

use async_trait::async_trait;
use sea_orm::sea_query::{Alias, Expr, Query};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::Value as Json;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::batch::{CHUNK, Change, Facet, HeldBatch, Item, MAX_MATCHING, NewBatch, Reason, Standing};
use skybot_domain::conversation::{Assignment, ConversationFilter, Priority, Status, StatusChange};
use skybot_domain::error::StoreError;
use skybot_domain::filter::Filter;
use skybot_domain::id::{BatchId, ConversationId, TeamId, UserId};
use skybot_domain::job::NewJob;
use skybot_domain::label::LabelName;
use skybot_domain::message::Seq;
use skybot_domain::ports::{BatchTx, Closed, Targets};
use skybot_domain::scope::Permission;
use skybot_domain::{Id, Timestamp};

use super::{Outcome, PgTx};
use crate::batches::{action_from_json, action_to_json, facet_from_json, facet_to_json};
use crate::error::{orm_error, store_error};
use crate::query::select;
use crate::rows::corrupt;
use crate::{conversations, jobs, notes};

/// The outcome of a conversation that is as it should be.
const DONE: &str = "DONE";

#[derive(FromQueryResult)]
struct HeldRow {
    id: Uuid,
    action: Json,
    undo_of: Option<Uuid>,
    undone_by: Option<Uuid>,
    finished_at: Option<OffsetDateTime>,
}

impl TryFrom<HeldRow> for HeldBatch {
    type Error = StoreError;

    fn try_from(row: HeldRow) -> Result<Self, StoreError> {
        Ok(Self {
            action: action_from_json(&row.action).ok_or_else(|| corrupt("batches", "action", row.id))?,
            undo_of: row.undo_of.map(Into::into),
            undone_by: row.undone_by.map(Into::into),
            finished_at: row.finished_at,
        })
    }
}

#[derive(FromQueryResult)]
struct ItemRow {
    conversation_id: Uuid,
    before: Option<Json>,
    after: Option<Json>,
}

impl TryFrom<ItemRow> for Item {
    type Error = StoreError;

    fn try_from(row: ItemRow) -> Result<Self, StoreError> {
        let part =
            |json: &Json| facet_from_json(json).ok_or_else(|| corrupt("batch_items", "before", row.conversation_id));
        let change = match (&row.before, &row.after) {
            (Some(before), Some(after)) => Some(Change { before: part(before)?, after: part(after)? }),
            _ => None,
        };
        Ok(Self { conversation: row.conversation_id.into(), change })
    }
}

#[derive(sqlx::FromRow)]
struct StandingRow {
    id: Uuid,
    status: String,
    snoozed_until: Option<OffsetDateTime>,
    wakes_on_reply: bool,
    priority: String,
    assignee_id: Option<Uuid>,
    team_id: Option<Uuid>,
    message_count: i64,
}

impl StandingRow {
    fn standing(self, facts: &[FactRow]) -> Result<Standing, StoreError> {
        let bad = |column| corrupt("conversations", column, self.id);
        let facts = facts.iter().find(|facts| facts.id == self.id);
        let labels = facts.map(|facts| facts.labels.iter().map(|name| LabelName::parse(name)).collect());
        Ok(Standing {
            id: self.id.into(),
            state: StatusChange {
                status: Status::parse(&self.status).ok_or_else(|| bad("status"))?,
                snoozed_until: self.snoozed_until,
                wakes_on_reply: self.wakes_on_reply,
            },
            assignee: self.assignee_id.map(Into::into),
            team: self.team_id.map(Into::into),
            priority: Priority::parse(&self.priority).ok_or_else(|| bad("priority"))?,
            labels: labels.unwrap_or(Ok(Vec::new())).map_err(|_| bad("labels"))?,
            seq: self.message_count,
            read: facts.map_or(0, |facts| facts.read_seq),
        })
    }
}

/// What is kept beside a conversation.
#[derive(FromQueryResult)]
struct FactRow {
    id: Uuid,
    labels: Vec<String>,
    read_seq: i64,
}

#[derive(FromQueryResult)]
struct TargetRow {
    users: Vec<Uuid>,
    teams: Vec<Uuid>,
    labels: Vec<String>,
}

#[derive(FromQueryResult)]
struct LeftRow {
    remaining: bool,
}

fn uuids<K>(ids: &[Id<K>]) -> Vec<Uuid> {
    ids.iter().map(|id| id.uuid()).collect()
}

impl PgTx {
    async fn held_batch(&self, sql: &str, values: Vec<sea_orm::Value>) -> Outcome<Option<HeldBatch>> {
        let row: Option<HeldRow> = self.first(sql, values).await?;
        row.map(TryInto::try_into).transpose()
    }
}

#[async_trait]
impl BatchTx for PgTx {
    async fn insert_batch(&mut self, new: &NewBatch) -> Outcome<()> {
        let permissions: Vec<String> = Permission::ALL
            .iter()
            .filter(|permission| self.scope.may(**permission))
            .map(|permission| permission.as_str().to_owned())
            .collect();
        let origin = self.scope.origin();
        self.run(
            "insert into batches (account_id, id, user_id, permissions, impersonator, ip, user_agent, request_id, action,
                                  undo_of, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            vec![
                new.id.uuid().into(),
                self.scope.user().map(UserId::uuid).into(),
                permissions.into(),
                self.scope.impersonator().map(|impersonator| notes::held(impersonator, 120)).into(),
                notes::address(origin).into(),
                notes::agent(origin).into(),
                notes::request(origin).into(),
                action_to_json(&new.action).into(),
                new.undo_of.map(BatchId::uuid).into(),
                new.at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn fix_matching(&mut self, batch: BatchId, filter: &Filter) -> Outcome<u64> {
        let filter = ConversationFilter { tree: Some(filter.clone()), ..ConversationFilter::default() };
        let mut matching = conversations::matching(&self.scope, &filter);
        matching
            .expr(Expr::cust("v.account_id"))
            .expr(Expr::cust_with_values("$1::uuid", [batch.uuid()]))
            .expr(Expr::cust("v.id"))
            .limit(u64::from(MAX_MATCHING) + 1);
        let mut insert = Query::insert();
        insert
            .into_table(Alias::new("batch_items"))
            .columns([Alias::new("account_id"), Alias::new("batch_id"), Alias::new("conversation_id")])
            .select_from(matching)
            .map_err(|error| StoreError::Internal(error.to_string()))?;
        let done = self.unit.execute(&insert).await.map_err(|error| orm_error(&error))?;
        Ok(done.rows_affected())
    }

    async fn fix_listed(&mut self, batch: BatchId, ids: &[ConversationId]) -> Outcome<u64> {
        self.run(
            "insert into batch_items (account_id, batch_id, conversation_id)
             select $1, $2, id from unnest($3::uuid[]) id on conflict do nothing",
            vec![batch.uuid().into(), uuids(ids).into()],
        )
        .await
    }

    async fn fix_changed(&mut self, batch: BatchId, by: BatchId) -> Outcome<u64> {
        self.run(
            "insert into batch_items (account_id, batch_id, conversation_id, before, after)
             select account_id, $2, conversation_id, before, after from batch_items
             where account_id = $1 and batch_id = $3 and before is not null",
            vec![batch.uuid().into(), by.uuid().into()],
        )
        .await
    }

    async fn size_batch(&mut self, batch: BatchId, total: u64, at: Timestamp) -> Outcome<()> {
        let total = i64::try_from(total).unwrap_or(i64::MAX);
        self.run(
            "update batches set total = $3, started_at = case when $3 = 0 then $4 end,
                                finished_at = case when $3 = 0 then $4 end
             where account_id = $1 and id = $2",
            vec![batch.uuid().into(), total.into(), at.into()],
        )
        .await?;
        Ok(())
    }

    async fn hold_batch(&mut self, id: BatchId) -> Outcome<Option<HeldBatch>> {
        self.held_batch(
            "select b.id, b.action, b.undo_of, b.finished_at,
                    (select u.id from batches u where u.account_id = $1 and u.undo_of = b.id) as undone_by
             from batches b where b.account_id = $1 and b.id = $2 and b.user_id = $3 for update",
            vec![id.uuid().into(), self.scope.user().map(UserId::uuid).into()],
        )
        .await
    }

    async fn hold_open_batch(&mut self, id: BatchId) -> Outcome<Option<HeldBatch>> {
        self.held_batch(
            "select id, action, undo_of, null::uuid as undone_by, finished_at from batches
             where account_id = $1 and id = $2 and finished_at is null for no key update",
            vec![id.uuid().into()],
        )
        .await
    }

    async fn next_items(&mut self, id: BatchId) -> Outcome<Vec<Item>> {
        let rows: Vec<ItemRow> = select(
            &self.unit,
            "select conversation_id, before, after from batch_items
             where account_id = $1 and batch_id = $2 and outcome is null order by conversation_id limit $3",
            vec![self.account().into(), id.uuid().into(), i64::from(CHUNK).into()],
        )
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn hold_standings(&mut self, items: &[Item], like: &Facet) -> Outcome<Vec<Standing>> {
        let (account, user) = (self.account(), self.scope.user().map(UserId::uuid));
        let ids: Vec<Uuid> = items.iter().map(|item| item.conversation.uuid()).collect();
        // Who had it before a change that is to be undone; a part that was not changed is as it is.
        let before = |item: &Item| match item.change.as_ref().map(|change| &change.before) {
            Some(Facet::Assignment(assignment)) => *assignment,
            _ => Assignment::default(),
        };
        let assignments: Vec<_> = items.iter().map(before).collect();
        let rows: Vec<StandingRow> = sqlx::query_as(
            "select v.id, v.status::text, v.snoozed_until, v.wakes_on_reply, v.priority::text, v.assignee_id, v.team_id,
                    v.message_count::bigint
             from unnest($2::uuid[], $3::boolean[], $4::uuid[], $5::boolean[], $6::uuid[])
                    n (id, has_user, user_id, has_team, team_id)
             join conversations v on v.account_id = $1 and v.id = n.id
             where (select app.sees_all()) or app.can_see(v.inbox_id, v.team_id, v.assignee_id)
                or (n.has_user or n.has_team)
                   and app.can_see(v.inbox_id, case when n.has_team then n.team_id else v.team_id end,
                                   case when n.has_user then n.user_id else v.assignee_id end)
             order by v.id
             for no key update of v",
        )
        .bind(account)
        .bind(&ids)
        .bind(assignments.iter().map(|one| one.user.is_some()).collect::<Vec<_>>())
        .bind(assignments.iter().map(|one| one.user.flatten().map(UserId::uuid)).collect::<Vec<_>>())
        .bind(assignments.iter().map(|one| one.team.is_some()).collect::<Vec<_>>())
        .bind(assignments.iter().map(|one| one.team.flatten().map(TeamId::uuid)).collect::<Vec<_>>())
        .fetch_all(self.unit.connection())
        .await
        .map_err(|error| store_error(&error))?;
        // After the wait for the locks, so that they are of the same moment.
        let facts: Vec<FactRow> = match like {
            Facet::Labels(_) | Facet::Read(_) => {
                select(
                    &self.unit,
                    "select n.id, coalesce(p.read_seq, 0)::bigint as read_seq,
                            (select coalesce(array_agg(l.name::text), '{}') from conversation_labels cl
                             join labels l on l.account_id = cl.account_id and l.id = cl.label_id
                             where cl.account_id = $1 and cl.conversation_id = n.id) as labels
                     from unnest($2::uuid[]) n (id)
                     left join participants p
                       on p.account_id = $1 and p.conversation_id = n.id and p.user_id = $3",
                    vec![account.into(), ids.into(), user.into()],
                )
                .await?
            }
            Facet::Status(_) | Facet::Assignment(_) | Facet::Priority(_) => Vec::new(),
        };
        rows.into_iter().map(|row| row.standing(&facts)).collect()
    }

    async fn existing(&mut self, targets: &Targets) -> Outcome<Targets> {
        let labels: Vec<String> = targets.labels.iter().map(|label| label.as_str().to_owned()).collect();
        let row: Option<TargetRow> = self
            .first(
                "select array(select user_id from memberships
                              where account_id = $1 and user_id = any ($2) and disabled_at is null) as users,
                        array(select id from teams where account_id = $1 and id = any ($3)) as teams,
                        array(select name::text from labels where account_id = $1 and name = any ($4)) as labels",
                vec![uuids(&targets.users).into(), uuids(&targets.teams).into(), labels.into()],
            )
            .await?;
        let row = row.ok_or_else(|| StoreError::Internal("no row".to_owned()))?;
        let labels = row.labels.iter().map(|name| LabelName::parse(name)).collect::<Result<_, _>>();
        Ok(Targets {
            users: row.users.into_iter().map(Into::into).collect(),
            teams: row.teams.into_iter().map(Into::into).collect(),
            labels: labels.map_err(|_| corrupt("labels", "name", Uuid::nil()))?,
        })
    }

    async fn write_facets(&mut self, changes: &[(ConversationId, Facet)]) -> Outcome<()> {
        let (mut states, mut users, mut teams) = (Vec::new(), Vec::new(), Vec::new());
        let (mut priorities, mut labels) = (Vec::new(), Vec::new());
        for (id, facet) in changes {
            let id = id.uuid();
            match facet {
                Facet::Status(change) => states.push((id, *change)),
                Facet::Assignment(assignment) => {
                    users.extend(assignment.user.map(|user| (id, user.map(UserId::uuid))));
                    teams.extend(assignment.team.map(|team| (id, team.map(TeamId::uuid))));
                }
                Facet::Priority(priority) => priorities.push((id, priority.as_str())),
                Facet::Labels(pairs) => {
                    labels.extend(pairs.iter().map(|(label, present)| (id, label.as_str().to_owned(), *present)));
                }
                Facet::Read(_) => return Err(StoreError::Internal("a read cursor is no column".to_owned())),
            }
        }
        if !states.is_empty() {
            self.write_states(&states).await?;
        }
        if !users.is_empty() || !teams.is_empty() {
            self.write_assignments(&users, &teams).await?;
        }
        if !priorities.is_empty() {
            self.write_priorities(&priorities).await?;
        }
        if !labels.is_empty() {
            self.write_labels(&labels).await?;
        }
        Ok(())
    }

    async fn move_cursors(
        &mut self,
        moves: &[(ConversationId, Seq)],
        at: Timestamp,
    ) -> Outcome<Vec<(ConversationId, Seq, i64)>> {
        let (account, user) = (self.account(), self.scope.user().map(UserId::uuid));
        let (ids, seqs): (Vec<_>, Vec<_>) = moves.iter().map(|(id, seq)| (id.uuid(), *seq)).unzip();
        let rows: Vec<(Uuid, i64, i64)> = sqlx::query_as(
            "with moved as (
               insert into participants as p (account_id, conversation_id, user_id, read_seq, read_inbound, read_at)
               select $1, u.id, $2, u.seq, coalesce(m.inbound_ordinal, 0), $5
               from unnest($3::uuid[], $4::bigint[]) u (id, seq)
               left join messages m on m.account_id = $1 and m.conversation_id = u.id and m.seq = u.seq
               on conflict (account_id, conversation_id, user_id) do update
                 set read_seq = excluded.read_seq, read_inbound = excluded.read_inbound, read_at = excluded.read_at
               returning conversation_id, read_seq, read_inbound
             )
             select moved.conversation_id, moved.read_seq::bigint, (c.inbound_count - moved.read_inbound)::bigint
             from moved join conversations c on c.account_id = $1 and c.id = moved.conversation_id",
        )
        .bind(account)
        .bind(user)
        .bind(ids)
        .bind(seqs)
        .bind(at)
        .fetch_all(self.unit.connection())
        .await
        .map_err(|error| store_error(&error))?;
        Ok(rows.into_iter().map(|(id, seq, unread)| (id.into(), seq, unread)).collect())
    }

    async fn close_items(&mut self, id: BatchId, closed: &[Closed], at: Timestamp) -> Outcome<bool> {
        let account = self.account();
        let outcomes: Vec<&str> = closed.iter().map(|one| one.reason.map_or(DONE, Reason::as_str)).collect();
        let part = |pick: fn(&Change) -> &Facet| -> Vec<Option<Json>> {
            closed.iter().map(|one| one.change.as_ref().map(|change| facet_to_json(pick(change)))).collect()
        };
        sqlx::query(
            "update batch_items i set outcome = u.outcome, before = u.before, after = u.after
             from unnest($3::uuid[], $4::text[], $5::jsonb[], $6::jsonb[]) u (id, outcome, before, after)
             where i.account_id = $1 and i.batch_id = $2 and i.conversation_id = u.id",
        )
        .bind(account)
        .bind(id.uuid())
        .bind(closed.iter().map(|one| one.conversation.uuid()).collect::<Vec<_>>())
        .bind(outcomes)
        .bind(part(|change| &change.before))
        .bind(part(|change| &change.after))
        .execute(self.unit.connection())
        .await
        .map_err(|error| store_error(&error))?;
        let skipped = closed.iter().filter(|one| one.reason.is_some()).count();
        let done = closed.len() - skipped;
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let row: Option<LeftRow> = self
            .first(
                "update batches set done = done + $3, skipped = skipped + $4, started_at = coalesce(started_at, $5),
                                    finished_at = case when done + skipped + $3 + $4 >= total then $5 end
                 where account_id = $1 and id = $2
                 returning finished_at is null as remaining",
                vec![id.uuid().into(), number(done).into(), number(skipped).into(), at.into()],
            )
            .await?;
        Ok(row.is_some_and(|row| row.remaining))
    }

    async fn close_rest(&mut self, id: BatchId, reason: Reason, at: Timestamp) -> Outcome<()> {
        self.run(
            "update batch_items set outcome = $3, before = null, after = null
             where account_id = $1 and batch_id = $2 and outcome is null",
            vec![id.uuid().into(), reason.as_str().into()],
        )
        .await?;
        self.run(
            "update batches set skipped = total - done, started_at = coalesce(started_at, $3), finished_at = $3
             where account_id = $1 and id = $2",
            vec![id.uuid().into(), at.into()],
        )
        .await?;
        Ok(())
    }

    async fn enqueue_all(&mut self, new: &[NewJob]) -> Outcome<()> {
        jobs::enqueue_all(self.unit.connection(), new).await.map_err(|error| store_error(&error))
    }
}

impl PgTx {
    async fn write_states(&mut self, changes: &[(Uuid, StatusChange)]) -> Outcome<()> {
        let account = self.account();
        // The cause is for the list of steps (0020); it holds for this statement alone.
        sqlx::query(
            "with cause as materialized (select set_config('app.cause', 'request', true))
             update conversations c
             set status = u.status, snoozed_until = u.until, wakes_on_reply = u.wakes, version = c.version + 1
             from cause, unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::boolean[]) u (id, status, until, wakes)
             where c.account_id = $1 and c.id = u.id",
        )
        .bind(account)
        .bind(changes.iter().map(|(id, _)| *id).collect::<Vec<_>>())
        .bind(changes.iter().map(|(_, change)| change.status.as_str()).collect::<Vec<_>>())
        .bind(changes.iter().map(|(_, change)| change.snoozed_until).collect::<Vec<_>>())
        .bind(changes.iter().map(|(_, change)| change.wakes_on_reply).collect::<Vec<_>>())
        .execute(self.unit.connection())
        .await
        .map_err(|error| store_error(&error))?;
        Ok(())
    }

    async fn write_priorities(&mut self, changes: &[(Uuid, &'static str)]) -> Outcome<()> {
        let account = self.account();
        sqlx::query(
            "update conversations c set priority = u.priority, version = c.version + 1
             from unnest($2::uuid[], $3::text[]) u (id, priority)
             where c.account_id = $1 and c.id = u.id",
        )
        .bind(account)
        .bind(changes.iter().map(|(id, _)| *id).collect::<Vec<_>>())
        .bind(changes.iter().map(|(_, priority)| *priority).collect::<Vec<_>>())
        .execute(self.unit.connection())
        .await
        .map_err(|error| store_error(&error))?;
        Ok(())
    }

    /// Gives conversations to members and teams; each part only where it is named.
    async fn write_assignments(
        &mut self,
        users: &[(Uuid, Option<Uuid>)],
        teams: &[(Uuid, Option<Uuid>)],
    ) -> Outcome<()> {
        let account = self.account();
        let (user_of, users): (Vec<_>, Vec<_>) = users.iter().copied().unzip();
        let (team_of, teams): (Vec<_>, Vec<_>) = teams.iter().copied().unzip();
        sqlx::query(
            "with u as (select * from unnest($2::uuid[], $3::uuid[]) u (id, user_id)),
                  t as (select * from unnest($4::uuid[], $5::uuid[]) t (id, team_id)),
                  n as (select coalesce(u.id, t.id) as id, u.id is not null as has_user, u.user_id,
                               t.id is not null as has_team, t.team_id
                        from u full join t on t.id = u.id)
             update conversations c
             set assignee_id = case when n.has_user then n.user_id else c.assignee_id end,
                 team_id = case when n.has_team then n.team_id else c.team_id end,
                 version = c.version + 1
             from n where c.account_id = $1 and c.id = n.id",
        )
        .bind(account)
        .bind(user_of)
        .bind(users)
        .bind(team_of)
        .bind(teams)
        .execute(self.unit.connection())
        .await
        .map_err(|error| store_error(&error))?;
        Ok(())
    }

    /// Puts labels on conversations and takes them off; all of them change.
    async fn write_labels(&mut self, changes: &[(Uuid, String, bool)]) -> Outcome<()> {
        let account = self.account();
        let columns = |present: bool| -> (Vec<Uuid>, Vec<String>) {
            changes.iter().filter(|change| change.2 == present).map(|change| (change.0, change.1.clone())).unzip()
        };
        let ((add_to, add), (remove_from, remove)) = (columns(true), columns(false));
        sqlx::query(
            "with added as (
               insert into conversation_labels (account_id, conversation_id, label_id)
               select $1, u.id, l.id from unnest($2::uuid[], $3::text[]) u (id, name)
               join labels l on l.account_id = $1 and l.name = u.name
               on conflict do nothing
             ), removed as (
               delete from conversation_labels cl
               using unnest($4::uuid[], $5::text[]) u (id, name), labels l
               where l.account_id = $1 and l.name = u.name
                 and cl.account_id = $1 and cl.conversation_id = u.id and cl.label_id = l.id
             )
             update conversations c set version = c.version + 1
             where c.account_id = $1 and c.id = any ($2 || $4)",
        )
        .bind(account)
        .bind(add_to)
        .bind(add)
        .bind(remove_from)
        .bind(remove)
        .execute(self.unit.connection())
        .await
        .map_err(|error| store_error(&error))?;
        Ok(())
    }
}
