//! The [`Tx`] port: one tenant's open transaction, statement by statement.

use async_trait::async_trait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, UpdateStatement};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::contact::{Contact, ContactPatch, Identity, NewContact};
use skybot_domain::conversation::{
    Assignment, Conversation, ConversationPatch, Held, Muted, NewConversation, Status, StatusChange,
};
use skybot_domain::error::{Resource, StoreError};
use skybot_domain::event::NewEvent;
use skybot_domain::id::{ContactId, ConversationId, InboxId, LabelId, TeamId, UserId};
use skybot_domain::idempotency::{Claim, Claimed, StoredAnswer};
use skybot_domain::inbox::{Inbox, NewInbox};
use skybot_domain::job::NewJob;
use skybot_domain::label::{Label, LabelName, NewLabel};
use skybot_domain::message::{Appended, NewMessage, Refused};
use skybot_domain::ports::Tx;
use skybot_domain::scope::{Actor, Scope};
use skybot_domain::text::Name;

use crate::error::{orm_error, store_error};
use crate::rows::{ContactRow, InboxRow, LabelRow, attributes_to_json, corrupt};
use crate::store::select;
use crate::unit::Unit;
use crate::{append, conversations, events, jobs};

pub(crate) struct PgTx {
    unit: Unit,
    scope: Scope,
}

type Outcome<T> = Result<T, StoreError>;

impl PgTx {
    pub(crate) fn new(unit: Unit, scope: Scope) -> Self {
        Self { unit, scope }
    }

    fn account(&self) -> Uuid {
        self.scope.account().uuid()
    }

    /// Runs a statement whose first parameter is the tenant; how many rows it touched.
    async fn run(&self, sql: &str, values: Vec<Value>) -> Outcome<u64> {
        let values = std::iter::once(self.account().into()).chain(values);
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
        let done = self.unit.execute_raw(statement).await.map_err(|error| orm_error(&error))?;
        Ok(done.rows_affected())
    }

    /// The first row of a statement whose first parameter is the tenant.
    async fn first<R: FromQueryResult>(&self, sql: &str, values: Vec<Value>) -> Outcome<Option<R>> {
        let values = std::iter::once(self.account().into()).chain(values).collect();
        Ok(select(&self.unit, sql, values).await?.into_iter().next())
    }

    /// Changes the columns of one of the tenant's rows, and its version.
    async fn update(&self, table: &'static str, id: Uuid, set: impl FnOnce(&mut UpdateStatement)) -> Outcome<()> {
        let mut update = Query::update();
        update
            .table(Alias::new(table))
            .value(Alias::new("version"), Expr::cust("version + 1"))
            .and_where(Expr::col(Alias::new("account_id")).eq(self.account()))
            .and_where(Expr::col(Alias::new("id")).eq(id));
        set(&mut update);
        self.unit.execute(&update).await.map_err(|error| orm_error(&error))?;
        Ok(())
    }
}

#[derive(FromQueryResult)]
struct ClaimRow {
    outcome: String,
    status: Option<i16>,
    etag: Option<String>,
    body: Option<Vec<u8>>,
}

#[derive(FromQueryResult)]
struct HeldRow {
    status: String,
    snoozed_until: Option<OffsetDateTime>,
    version: i64,
    assignee_id: Option<Uuid>,
    team_id: Option<Uuid>,
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// Who a key belongs to: the member, or the part of the product.
fn principal(scope: &Scope) -> String {
    match scope.actor() {
        Actor::User { id, .. } | Actor::Bot { id, .. } => id.to_string(),
        Actor::System { part } => format!("system:{part}"),
    }
}

#[async_trait]
impl Tx for PgTx {
    async fn claim(&mut self, claim: &Claim) -> Outcome<Claimed> {
        let values: Vec<Value> = vec![
            principal(&self.scope).into(),
            claim.route.as_str().into(),
            claim.key.as_str().into(),
            claim.digest.to_vec().into(),
        ];
        let rows: Vec<ClaimRow> = select(&self.unit, "select * from app.claim($1, $2, $3, $4)", values).await?;
        let row = rows.into_iter().next().ok_or_else(|| StoreError::Internal("app.claim gave no row".to_owned()))?;
        Ok(match row.outcome.as_str() {
            "fresh" => Claimed::Fresh,
            "running" => Claimed::Running,
            "reused" => Claimed::Reused,
            _ => Claimed::Replay(StoredAnswer {
                status: row.status.and_then(|status| u16::try_from(status).ok()).unwrap_or(200),
                etag: row.etag,
                body: row.body.unwrap_or_default(),
            }),
        })
    }

    async fn answer(&mut self, claim: &Claim, answer: &StoredAnswer) -> Outcome<()> {
        self.run(
            "insert into idempotency_keys (account_id, principal, route, key, digest, status, etag, body, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            vec![
                principal(&self.scope).into(),
                claim.route.as_str().into(),
                claim.key.as_str().into(),
                claim.digest.to_vec().into(),
                i16::try_from(answer.status).unwrap_or(i16::MAX).into(),
                answer.etag.clone().into(),
                answer.body.clone().into(),
                claim.at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn hold_conversation(&mut self, id: ConversationId) -> Outcome<Option<Held>> {
        let row: Option<HeldRow> = self
            .first(
                "select v.status, v.snoozed_until, v.version, v.assignee_id, v.team_id from conversations v
                 where v.account_id = $1 and v.id = $2
                   and ((select app.sees_all()) or app.can_see(v.inbox_id, v.team_id, v.assignee_id))
                 for no key update",
                vec![id.uuid().into()],
            )
            .await?;
        row.map(|row| {
            let status = Status::parse(&row.status).ok_or_else(|| corrupt("conversations", "status", id.uuid()))?;
            Ok(Held {
                state: StatusChange { status, snoozed_until: row.snoozed_until },
                version: row.version,
                assignee: row.assignee_id.map(UserId::new),
                team: row.team_id.map(TeamId::new),
            })
        })
        .transpose()
    }

    async fn conversation(&mut self, id: ConversationId) -> Outcome<Option<Conversation>> {
        conversations::get(&self.unit, &self.scope, id).await
    }

    async fn insert_conversation(&mut self, new: &NewConversation) -> Outcome<()> {
        self.run(
            "with number as (
               update account_counters set conversations = conversations + 1 where account_id = $1
               returning conversations)
             insert into conversations
               (account_id, id, number, inbox_id, contact_id, status, subject, created_at, last_activity_at)
             select $1, $2, number.conversations, $3, $4, $5, $6, $7, $7 from number",
            vec![
                new.id.uuid().into(),
                new.inbox_id.uuid().into(),
                new.contact_id.uuid().into(),
                new.status.as_str().into(),
                new.subject.as_ref().map(|subject| subject.as_str().to_owned()).into(),
                new.at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn set_status(&mut self, id: ConversationId, change: StatusChange) -> Outcome<()> {
        self.update("conversations", id.uuid(), |update| {
            update
                .value(Alias::new("status"), change.status.as_str())
                .value(Alias::new("snoozed_until"), change.snoozed_until);
        })
        .await
    }

    async fn assign(&mut self, id: ConversationId, assignment: Assignment) -> Outcome<()> {
        if let Some(Some(user)) = assignment.user {
            // A member who was locked out cannot be given anything.
            let member: Option<IdRow> = self
                .first(
                    "select user_id as id from memberships where account_id = $1 and user_id = $2 and disabled_at is null",
                    vec![user.uuid().into()],
                )
                .await?;
            if member.is_none() {
                return Err(StoreError::Missing(Resource::Member));
            }
        }
        self.update("conversations", id.uuid(), |update| {
            if let Some(user) = assignment.user {
                update.value(Alias::new("assignee_id"), user.map(UserId::uuid));
            }
            if let Some(team) = assignment.team {
                update.value(Alias::new("team_id"), team.map(TeamId::uuid));
            }
        })
        .await
    }

    async fn patch_conversation(&mut self, id: ConversationId, patch: &ConversationPatch) -> Outcome<()> {
        self.update("conversations", id.uuid(), |update| {
            if let Some(priority) = patch.priority {
                update.value(Alias::new("priority"), priority.as_str());
            }
            if let Some(subject) = &patch.subject {
                update.value(Alias::new("subject"), subject.as_ref().map(|subject| subject.as_str().to_owned()));
            }
            if let Some(attributes) = &patch.attributes {
                update.value(Alias::new("custom_attributes"), attributes_to_json(attributes));
            }
        })
        .await
    }

    async fn add_label(&mut self, id: ConversationId, label: &LabelName) -> Outcome<bool> {
        let known: Option<IdRow> = self
            .first("select id from labels where account_id = $1 and name = $2", vec![label.as_str().into()])
            .await?;
        let known = known.ok_or(StoreError::Missing(Resource::Label))?;
        let added = self
            .run(
                "insert into conversation_labels (account_id, conversation_id, label_id) values ($1, $2, $3)
                 on conflict do nothing",
                vec![id.uuid().into(), known.id.into()],
            )
            .await?;
        if added > 0 {
            self.update("conversations", id.uuid(), |_| {}).await?;
        }
        Ok(added > 0)
    }

    async fn remove_label(&mut self, id: ConversationId, label: &LabelName) -> Outcome<bool> {
        let removed = self
            .run(
                "delete from conversation_labels cl using labels l
                 where cl.account_id = $1 and cl.conversation_id = $2
                   and l.account_id = $1 and l.id = cl.label_id and l.name = $3",
                vec![id.uuid().into(), label.as_str().into()],
            )
            .await?;
        if removed > 0 {
            self.update("conversations", id.uuid(), |_| {}).await?;
        }
        Ok(removed > 0)
    }

    async fn set_participant(&mut self, id: ConversationId, user: UserId, watching: bool) -> Outcome<bool> {
        let changed = self
            .run(
                "insert into participants as p (account_id, conversation_id, user_id, watching)
                 select $1, $2, m.user_id, $4 from memberships m where m.account_id = $1 and m.user_id = $3
                 on conflict (account_id, conversation_id, user_id) do update set watching = excluded.watching
                 where p.watching <> excluded.watching",
                vec![id.uuid().into(), user.uuid().into(), watching.into()],
            )
            .await?;
        if changed == 0 {
            let member: Option<IdRow> = self
                .first(
                    "select user_id as id from memberships where account_id = $1 and user_id = $2",
                    vec![user.uuid().into()],
                )
                .await?;
            member.ok_or(StoreError::Missing(Resource::Member))?;
            return Ok(false);
        }
        self.update("conversations", id.uuid(), |_| {}).await?;
        Ok(true)
    }

    async fn set_mute(&mut self, id: ConversationId, user: UserId, mute: Option<Muted>) -> Outcome<()> {
        let (forever, until) = match mute {
            Some(Muted::Forever) => (true, None),
            Some(Muted::Until(until)) => (false, Some(until)),
            None => (false, None),
        };
        self.run(
            "insert into participants (account_id, conversation_id, user_id, muted_until)
             values ($1, $2, $3, case when $4 then 'infinity'::timestamptz else $5 end)
             on conflict (account_id, conversation_id, user_id) do update set muted_until = excluded.muted_until",
            vec![id.uuid().into(), user.uuid().into(), forever.into(), until.into()],
        )
        .await?;
        Ok(())
    }

    async fn message_append(&mut self, message: &NewMessage) -> Outcome<Result<Appended, Refused>> {
        let messages = [(self.scope.clone(), message.clone())];
        let outcomes = append::append(self.unit.connection(), self.scope.account(), &messages)
            .await
            .map_err(|error| store_error(&error))?;
        // The statement acts for whole batches and leaves the tenant's settings to its own needs.
        self.unit.reenter(&self.scope).await?;
        outcomes.into_iter().next().ok_or_else(|| StoreError::Internal("no outcome".to_owned()))
    }

    async fn hold_contact(&mut self, id: ContactId) -> Outcome<Option<Contact>> {
        let row: Option<ContactRow> = self
            .first("select * from contacts where account_id = $1 and id = $2 for no key update", vec![id.uuid().into()])
            .await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn contact_by_identity(&mut self, identity: &Identity) -> Outcome<Option<ContactId>> {
        let row: Option<IdRow> = self
            .first(
                "select contact_id as id from contact_identities
                 where account_id = $1 and kind = $2 and app.identity_key(kind, value) = app.identity_key($2, $3)",
                vec![identity.kind().as_str().into(), identity.as_str().into()],
            )
            .await?;
        Ok(row.map(|row| row.id.into()))
    }

    async fn insert_contact(&mut self, id: ContactId, new: &NewContact, at: Timestamp) -> Outcome<()> {
        let [mut phone, mut email, mut external] = [None, None, None];
        for identity in &new.identities {
            let field = match identity {
                Identity::Phone(_) => &mut phone,
                Identity::Email(_) => &mut email,
                Identity::External(_) => &mut external,
            };
            *field = Some(identity.as_str().to_owned());
        }
        self.run(
            "insert into contacts
               (account_id, id, name, phone, email, external_id, custom_attributes, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
            vec![
                id.uuid().into(),
                new.name.as_str().into(),
                phone.into(),
                email.into(),
                external.into(),
                attributes_to_json(&new.attributes).into(),
                at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn patch_contact(&mut self, id: ContactId, patch: &ContactPatch, at: Timestamp) -> Outcome<()> {
        self.update("contacts", id.uuid(), |update| {
            update.value(Alias::new("updated_at"), at);
            if let Some(name) = &patch.name {
                update.value(Alias::new("name"), name.as_str());
            }
            if let Some(phone) = &patch.phone {
                update.value(Alias::new("phone"), phone.as_ref().map(|phone| phone.as_str().to_owned()));
            }
            if let Some(email) = &patch.email {
                update.value(Alias::new("email"), email.as_ref().map(|email| email.as_str().to_owned()));
            }
            if let Some(external) = &patch.external_id {
                update.value(Alias::new("external_id"), external.as_ref().map(|id| id.as_str().to_owned()));
            }
            if let Some(attributes) = &patch.attributes {
                update.value(Alias::new("custom_attributes"), attributes_to_json(attributes));
            }
        })
        .await
    }

    async fn delete_contact(&mut self, id: ContactId) -> Outcome<bool> {
        let deleted = self
            .run(
                "delete from contacts t where t.account_id = $1 and t.id = $2
                 and not exists (select from conversations c where c.account_id = $1 and c.contact_id = $2)",
                vec![id.uuid().into()],
            )
            .await?;
        Ok(deleted > 0)
    }

    async fn hold_inbox(&mut self, id: InboxId) -> Outcome<Option<Inbox>> {
        let row: Option<InboxRow> = self
            .first("select * from inboxes where account_id = $1 and id = $2 for no key update", vec![id.uuid().into()])
            .await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn insert_inbox(&mut self, id: InboxId, new: &NewInbox, at: Timestamp) -> Outcome<()> {
        self.run(
            "insert into inboxes (account_id, id, name, channel, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $5)",
            vec![id.uuid().into(), new.name.as_str().into(), new.channel.as_str().into(), at.into()],
        )
        .await?;
        Ok(())
    }

    async fn rename_inbox(&mut self, id: InboxId, name: &Name, at: Timestamp) -> Outcome<()> {
        self.update("inboxes", id.uuid(), |update| {
            update.value(Alias::new("name"), name.as_str()).value(Alias::new("updated_at"), at);
        })
        .await
    }

    async fn delete_inbox(&mut self, id: InboxId) -> Outcome<bool> {
        let deleted = self
            .run(
                "delete from inboxes i where i.account_id = $1 and i.id = $2
                 and not exists (select from conversations c where c.account_id = $1 and c.inbox_id = $2)",
                vec![id.uuid().into()],
            )
            .await?;
        Ok(deleted > 0)
    }

    async fn set_inbox_member(&mut self, id: InboxId, user: UserId, member: bool) -> Outcome<bool> {
        let sql = if member {
            "insert into inbox_members (account_id, inbox_id, user_id) values ($1, $2, $3) on conflict do nothing"
        } else {
            "delete from inbox_members where account_id = $1 and inbox_id = $2 and user_id = $3"
        };
        Ok(self.run(sql, vec![id.uuid().into(), user.uuid().into()]).await? > 0)
    }

    async fn insert_label(&mut self, id: LabelId, new: &NewLabel, at: Timestamp) -> Outcome<()> {
        self.run(
            "insert into labels (account_id, id, name, color, created_at) values ($1, $2, $3, $4, $5)",
            vec![id.uuid().into(), new.name.as_str().into(), new.color.as_str().into(), at.into()],
        )
        .await?;
        Ok(())
    }

    async fn hold_label(&mut self, id: LabelId) -> Outcome<Option<Label>> {
        let row: Option<LabelRow> = self
            .first("select * from labels where account_id = $1 and id = $2 for update", vec![id.uuid().into()])
            .await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn delete_label(&mut self, id: LabelId) -> Outcome<()> {
        self.run("delete from labels where account_id = $1 and id = $2", vec![id.uuid().into()]).await?;
        Ok(())
    }

    async fn insert_team(&mut self, id: TeamId, name: &Name, at: Timestamp) -> Outcome<()> {
        self.run(
            "insert into teams (account_id, id, name, created_at) values ($1, $2, $3, $4)",
            vec![id.uuid().into(), name.as_str().into(), at.into()],
        )
        .await?;
        Ok(())
    }

    async fn record(&mut self, new: &[NewEvent]) -> Outcome<()> {
        events::record(self.unit.connection(), &self.scope, new).await
    }

    async fn enqueue(&mut self, job: &NewJob) -> Outcome<()> {
        jobs::enqueue(self.unit.connection(), job).await.map_err(|error| store_error(&error))
    }

    async fn commit(self: Box<Self>) -> Outcome<()> {
        self.unit.commit().await
    }
}
