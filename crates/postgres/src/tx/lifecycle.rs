//! The [`ConversationTx`] port: what came in, where conversations went, how they end.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

use skybot_domain::Timestamp;
use skybot_domain::contact::Identity;
use skybot_domain::conversation::{Status, StatusChange};
use skybot_domain::error::StoreError;
use skybot_domain::event::Cause;
use skybot_domain::id::{ContactId, ConversationId, InboxId, MessageId};
use skybot_domain::inbox::Inbox;
use skybot_domain::label::LabelName;
use skybot_domain::ports::ConversationTx;
use skybot_domain::text::ExternalId;

use super::{IdRow, Outcome, PgTx};
use crate::query::select;
use crate::rows::InboxRow;

#[derive(FromQueryResult)]
struct NameRow {
    name: String,
}

#[derive(FromQueryResult)]
struct MomentRow {
    at: OffsetDateTime,
}

#[derive(FromQueryResult)]
struct ReleasedRow {
    released: bool,
}

#[derive(FromQueryResult)]
struct ChangedRow {
    changed: bool,
}

impl PgTx {
    /// Stores a step of the state machine with its cause.
    pub(super) async fn step(&self, id: ConversationId, change: StatusChange, cause: Cause) -> Outcome<()> {
        let values = vec![
            id.uuid().into(),
            change.status.as_str().into(),
            change.snoozed_until.into(),
            change.wakes_on_reply.into(),
            cause.as_str().into(),
        ];
        self.unit.run("select app.set_status($1, $2, $3, $4, $5)", values).await?;
        Ok(())
    }
}

fn texts(names: &[LabelName]) -> Vec<String> {
    names.iter().map(|name| name.as_str().to_owned()).collect()
}

#[async_trait]
impl ConversationTx for PgTx {
    async fn wake(&mut self, id: ConversationId) -> Outcome<()> {
        self.step(id, StatusChange::to(Status::Open), Cause::Timer).await
    }

    async fn resolved_at(&mut self, id: ConversationId) -> Outcome<Timestamp> {
        // Of those that were resolved before steps were kept, the last thing known.
        let row: Option<MomentRow> = self
            .first(
                "select coalesce(
                   (select t.at from conversation_transitions t
                    where t.account_id = $1 and t.conversation_id = $2 and t.to_status = 'resolved'
                    order by t.id desc limit 1),
                   c.last_activity_at) as at
                 from conversations c where c.account_id = $1 and c.id = $2",
                vec![id.uuid().into()],
            )
            .await?;
        row.map(|row| row.at).ok_or_else(|| StoreError::Internal("the conversation is not held".to_owned()))
    }

    async fn known_labels(&mut self, names: &[LabelName]) -> Outcome<Vec<LabelName>> {
        let found: Vec<NameRow> = select(
            &self.unit,
            "select l.name from labels l where l.account_id = $1 and l.name = any($2)",
            vec![self.account().into(), texts(names).into()],
        )
        .await?;
        Ok(names.iter().filter(|name| found.iter().any(|row| row.name == name.as_str())).cloned().collect())
    }

    async fn change_labels(&mut self, id: ConversationId, add: &[LabelName], remove: &[LabelName]) -> Outcome<bool> {
        let changed: Option<ChangedRow> = self
            .first(
                "with gone as (
                   delete from conversation_labels cl using labels l
                   where cl.account_id = $1 and cl.conversation_id = $2
                     and l.account_id = $1 and l.id = cl.label_id and l.name = any($4)
                   returning 1
                 ), come as (
                   insert into conversation_labels (account_id, conversation_id, label_id)
                   select $1, $2, l.id from labels l where l.account_id = $1 and l.name = any($3)
                   on conflict do nothing
                   returning 1
                 )
                 select exists (select from gone) or exists (select from come) as changed",
                vec![id.uuid().into(), texts(add).into(), texts(remove).into()],
            )
            .await?;
        let changed = changed.is_some_and(|row| row.changed);
        if changed {
            self.update("conversations", id.uuid(), |_| {}).await?;
        }
        Ok(changed)
    }

    async fn inbox(&mut self, id: InboxId) -> Outcome<Option<Inbox>> {
        let row: Option<InboxRow> =
            self.first("select * from inboxes where account_id = $1 and id = $2", vec![id.uuid().into()]).await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn move_conversation(&mut self, id: ConversationId, inbox: InboxId) -> Outcome<bool> {
        // Whether somebody sees it not for having it is asked of both inboxes.
        let released: Option<ReleasedRow> = self
            .first(
                "select coalesce((
                   select app.can_see(m.user_id, m.reach, c.inbox_id, c.team_id, null)
                      and not app.can_see(m.user_id, m.reach, $3, c.team_id, null)
                   from memberships m where m.account_id = $1 and m.user_id = c.assignee_id), false) as released
                 from conversations c where c.account_id = $1 and c.id = $2",
                vec![id.uuid().into(), inbox.uuid().into()],
            )
            .await?;
        let released = released.is_some_and(|row| row.released);
        self.run(
            "update conversations
             set inbox_id = $3, assignee_id = case when not $4 then assignee_id end, version = version + 1
             where account_id = $1 and id = $2",
            vec![id.uuid().into(), inbox.uuid().into(), released.into()],
        )
        .await?;
        self.run(
            "update participants p set watching = false
             from conversations c, memberships m
             where p.account_id = $1 and p.conversation_id = $2 and p.watching
               and c.account_id = $1 and c.id = $2 and m.account_id = $1 and m.user_id = p.user_id
               and not app.can_see(m.user_id, m.reach, c.inbox_id, c.team_id, c.assignee_id)",
            vec![id.uuid().into()],
        )
        .await?;
        Ok(released)
    }

    async fn merge_conversations(&mut self, source: ConversationId, target: ConversationId) -> Outcome<()> {
        let values = vec![source.uuid().into(), target.uuid().into()];
        self.unit.run("select app.merge_conversations($1, $2)", values).await?;
        Ok(())
    }

    async fn delete_conversation(&mut self, id: ConversationId, at: Timestamp) -> Outcome<()> {
        self.unit.run("select app.delete_conversation($1, $2)", vec![id.uuid().into(), at.into()]).await?;
        Ok(())
    }

    async fn restore_conversation(&mut self, id: ConversationId, after: Timestamp) -> Outcome<bool> {
        let sql = "select app.restore_conversation($1, $2) as changed";
        let restored: Option<ChangedRow> = self.unit.first(sql, vec![id.uuid().into(), after.into()]).await?;
        Ok(restored.is_some_and(|row| row.changed))
    }

    async fn receive(&mut self, inbox: InboxId, external_id: &ExternalId, id: MessageId) -> Outcome<Option<MessageId>> {
        // The key decides: who comes second waits for the first one's end.
        let came = self
            .run(
                "insert into received_messages (account_id, inbox_id, external_id, message_id) values ($1, $2, $3, $4)
                 on conflict do nothing",
                vec![inbox.uuid().into(), external_id.as_str().into(), id.uuid().into()],
            )
            .await?;
        if came > 0 {
            return Ok(None);
        }
        let known: Option<IdRow> = self
            .first(
                "select message_id as id from received_messages
                 where account_id = $1 and inbox_id = $2 and external_id = $3",
                vec![inbox.uuid().into(), external_id.as_str().into()],
            )
            .await?;
        Ok(known.map(|row| row.id.into()))
    }

    async fn hold_identities(&mut self, identities: &[Identity]) -> Outcome<()> {
        let (kinds, values): (Vec<String>, Vec<String>) = identities
            .iter()
            .map(|identity| (identity.kind().as_str().to_owned(), identity.as_str().to_owned()))
            .unzip();
        self.unit.run("select app.hold_identities($1, $2)", vec![kinds.into(), values.into()]).await?;
        Ok(())
    }

    async fn newest_conversation(&mut self, contact: ContactId, inbox: InboxId) -> Outcome<Option<ConversationId>> {
        let row: Option<IdRow> = self
            .first(
                "select id from conversations where account_id = $1 and contact_id = $2 and inbox_id = $3
                 order by id desc limit 1",
                vec![contact.uuid().into(), inbox.uuid().into()],
            )
            .await?;
        Ok(row.map(|row| row.id.into()))
    }

    async fn release(&mut self, id: ConversationId) -> Outcome<bool> {
        let released = self
            .run(
                "update conversations c set assignee_id = null, version = c.version + 1
                 where c.account_id = $1 and c.id = $2 and c.assignee_id is not null
                   and not exists (select from memberships m where m.account_id = $1 and m.user_id = c.assignee_id
                                     and m.disabled_at is null)",
                vec![id.uuid().into()],
            )
            .await?;
        Ok(released > 0)
    }
}
