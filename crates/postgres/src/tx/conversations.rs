//! Conversations: state, assignment, labels, watchers, and messages that are part of something bigger.

use sea_orm::FromQueryResult;
use sea_orm::sea_query::Alias;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::conversation::{
    Assignment, Conversation, ConversationPatch, Held, Muted, NewConversation, Status, StatusChange,
};
use skybot_domain::error::{Resource, StoreError};
use skybot_domain::event::Cause;
use skybot_domain::id::{ConversationId, TeamId, UserId};
use skybot_domain::label::LabelName;
use skybot_domain::message::{Appended, NewMessage, Refused};

use super::{IdRow, Outcome, PgTx};
use crate::error::store_error;
use crate::rows::{attributes_to_json, corrupt};
use crate::{append, conversations};

#[derive(FromQueryResult)]
struct HeldRow {
    status: String,
    snoozed_until: Option<OffsetDateTime>,
    version: i64,
    wakes_on_reply: bool,
    assignee_id: Option<Uuid>,
    team_id: Option<Uuid>,
    inbox_id: Uuid,
    contact_id: Uuid,
    message_count: i64,
}

pub(super) async fn hold_conversation(tx: &PgTx, id: ConversationId) -> Outcome<Option<Held>> {
    let row: Option<HeldRow> = tx
        .first(
            "select v.status, v.snoozed_until, v.wakes_on_reply, v.version, v.assignee_id, v.team_id, v.inbox_id,
                    v.contact_id, v.message_count
             from conversations v
             where v.account_id = $1 and v.id = $2
               and ((select app.sees_all()) or app.can_see(v.inbox_id, v.team_id, v.assignee_id))
             for no key update",
            vec![id.uuid().into()],
        )
        .await?;
    row.map(|row| {
        let status = Status::parse(&row.status).ok_or_else(|| corrupt("conversations", "status", id.uuid()))?;
        Ok(Held {
            state: StatusChange { status, snoozed_until: row.snoozed_until, wakes_on_reply: row.wakes_on_reply },
            version: row.version,
            assignee: row.assignee_id.map(UserId::new),
            team: row.team_id.map(TeamId::new),
            inbox: row.inbox_id.into(),
            contact: row.contact_id.into(),
            messages: row.message_count,
        })
    })
    .transpose()
}

pub(super) async fn conversation(tx: &PgTx, id: ConversationId) -> Outcome<Option<Conversation>> {
    conversations::get(&tx.unit, &tx.scope, id).await
}

pub(super) async fn insert_conversation(tx: &PgTx, new: &NewConversation) -> Outcome<()> {
    tx.run(
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

pub(super) async fn set_status(tx: &PgTx, id: ConversationId, change: StatusChange) -> Outcome<()> {
    tx.step(id, change, Cause::Request).await
}

pub(super) async fn assign(tx: &PgTx, id: ConversationId, assignment: Assignment) -> Outcome<()> {
    if let Some(Some(user)) = assignment.user {
        // A member who was locked out cannot be given anything.
        let member: Option<IdRow> = tx
            .first(
                "select user_id as id from memberships where account_id = $1 and user_id = $2 and disabled_at is null",
                vec![user.uuid().into()],
            )
            .await?;
        if member.is_none() {
            return Err(StoreError::Missing(Resource::Member));
        }
    }
    tx.update("conversations", id.uuid(), |update| {
        if let Some(user) = assignment.user {
            update.value(Alias::new("assignee_id"), user.map(UserId::uuid));
        }
        if let Some(team) = assignment.team {
            update.value(Alias::new("team_id"), team.map(TeamId::uuid));
        }
    })
    .await
}

pub(super) async fn patch_conversation(tx: &PgTx, id: ConversationId, patch: &ConversationPatch) -> Outcome<()> {
    tx.update("conversations", id.uuid(), |update| {
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

pub(super) async fn add_label(tx: &PgTx, id: ConversationId, label: &LabelName) -> Outcome<bool> {
    let known: Option<IdRow> =
        tx.first("select id from labels where account_id = $1 and name = $2", vec![label.as_str().into()]).await?;
    let known = known.ok_or(StoreError::Missing(Resource::Label))?;
    let added = tx
        .run(
            "insert into conversation_labels (account_id, conversation_id, label_id) values ($1, $2, $3)
             on conflict do nothing",
            vec![id.uuid().into(), known.id.into()],
        )
        .await?;
    if added > 0 {
        tx.update("conversations", id.uuid(), |_| {}).await?;
    }
    Ok(added > 0)
}

pub(super) async fn remove_label(tx: &PgTx, id: ConversationId, label: &LabelName) -> Outcome<bool> {
    let removed = tx
        .run(
            "delete from conversation_labels cl using labels l
             where cl.account_id = $1 and cl.conversation_id = $2
               and l.account_id = $1 and l.id = cl.label_id and l.name = $3",
            vec![id.uuid().into(), label.as_str().into()],
        )
        .await?;
    if removed > 0 {
        tx.update("conversations", id.uuid(), |_| {}).await?;
    }
    Ok(removed > 0)
}

pub(super) async fn set_participant(tx: &PgTx, id: ConversationId, user: UserId, watching: bool) -> Outcome<bool> {
    let changed = tx
        .run(
            "insert into participants as p (account_id, conversation_id, user_id, watching)
             select $1, $2, m.user_id, $4 from memberships m where m.account_id = $1 and m.user_id = $3
             on conflict (account_id, conversation_id, user_id) do update set watching = excluded.watching
             where p.watching <> excluded.watching",
            vec![id.uuid().into(), user.uuid().into(), watching.into()],
        )
        .await?;
    if changed == 0 {
        let member: Option<IdRow> = tx
            .first(
                "select user_id as id from memberships where account_id = $1 and user_id = $2",
                vec![user.uuid().into()],
            )
            .await?;
        member.ok_or(StoreError::Missing(Resource::Member))?;
        return Ok(false);
    }
    tx.update("conversations", id.uuid(), |_| {}).await?;
    Ok(true)
}

pub(super) async fn set_mute(tx: &PgTx, id: ConversationId, user: UserId, mute: Option<Muted>) -> Outcome<()> {
    let (forever, until) = match mute {
        Some(Muted::Forever) => (true, None),
        Some(Muted::Until(until)) => (false, Some(until)),
        None => (false, None),
    };
    tx.run(
        "insert into participants (account_id, conversation_id, user_id, muted_until)
         values ($1, $2, $3, case when $4 then 'infinity'::timestamptz else $5 end)
         on conflict (account_id, conversation_id, user_id) do update set muted_until = excluded.muted_until",
        vec![id.uuid().into(), user.uuid().into(), forever.into(), until.into()],
    )
    .await?;
    Ok(())
}

pub(super) async fn message_append(tx: &mut PgTx, message: &NewMessage) -> Outcome<Result<Appended, Refused>> {
    let messages = [(tx.scope.clone(), message.clone())];
    let outcomes = append::append(tx.unit.connection(), tx.scope.account(), &messages)
        .await
        .map_err(|error| store_error(&error))?;
    // The statement acts for whole batches and leaves the tenant's settings to its own needs.
    tx.unit.reenter(&tx.scope).await?;
    outcomes.into_iter().next().ok_or_else(|| StoreError::Internal("no outcome".to_owned()))
}
