//! The [`BatchReads`] port, and how actions and changes are kept.
//!
//! Rows outlive releases: a name in this JSON is never given another meaning.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use serde_json::{Value as Json, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use skybot_domain::Id;
use skybot_domain::batch::{Action, Batch, Facet, Reason, Requester, Skipped};
use skybot_domain::conversation::{Assignment, Priority, Status, StatusChange};
use skybot_domain::error::StoreError;
use skybot_domain::id::BatchId;
use skybot_domain::label::LabelName;
use skybot_domain::ports::BatchReads;
use skybot_domain::scope::{Actor, Origin, Permission, Reach, Role, Scope};

use crate::pool::Postgres;
use crate::query::{one, rows};
use crate::rows::corrupt;

/// What is done to each conversation, as it is kept.
pub(crate) fn action_to_json(action: &Action) -> Json {
    match action {
        Action::Set(facet) => json!({"set": facet_to_json(facet)}),
        Action::Read => json!({"read": true}),
    }
}

/// Reads what [`action_to_json`] wrote.
pub(crate) fn action_from_json(json: &Json) -> Option<Action> {
    match json.get("set") {
        Some(facet) => facet_from_json(facet).map(Action::Set),
        None => json.get("read").map(|_| Action::Read),
    }
}

/// A part of a conversation with its value, as it is kept.
pub(crate) fn facet_to_json(facet: &Facet) -> Json {
    match facet {
        Facet::Status(StatusChange { status, snoozed_until, wakes_on_reply }) => {
            let until = snoozed_until.and_then(|until| until.format(&Rfc3339).ok());
            json!({"status": status.as_str(), "snoozed_until": until, "wakes_on_reply": wakes_on_reply})
        }
        Facet::Assignment(Assignment { user, team }) => {
            let mut parts = serde_json::Map::new();
            parts.extend(user.map(|user| ("user_id".to_owned(), json!(user.map(Id::uuid)))));
            parts.extend(team.map(|team| ("team_id".to_owned(), json!(team.map(Id::uuid)))));
            json!({"assignment": parts})
        }
        Facet::Priority(priority) => json!({"priority": priority.as_str()}),
        Facet::Labels(labels) => {
            let labels: Vec<_> = labels.iter().map(|(label, present)| json!([label.as_str(), present])).collect();
            json!({"labels": labels})
        }
        Facet::Read(seq) => json!({"read_seq": seq}),
    }
}

/// Reads what [`facet_to_json`] wrote.
pub(crate) fn facet_from_json(json: &Json) -> Option<Facet> {
    if let Some(status) = json.get("status") {
        let snoozed_until = match json.get("snoozed_until").and_then(Json::as_str) {
            Some(until) => Some(OffsetDateTime::parse(until, &Rfc3339).ok()?),
            None => None,
        };
        let status = Status::parse(status.as_str()?)?;
        let wakes_on_reply = json.get("wakes_on_reply")?.as_bool()?;
        return Some(Facet::Status(StatusChange { status, snoozed_until, wakes_on_reply }));
    }
    if let Some(parts) = json.get("assignment") {
        return Some(Facet::Assignment(Assignment { user: part(parts, "user_id")?, team: part(parts, "team_id")? }));
    }
    if let Some(priority) = json.get("priority") {
        return Priority::parse(priority.as_str()?).map(Facet::Priority);
    }
    if let Some(labels) = json.get("labels") {
        let label = |pair: &Json| Some((LabelName::parse(pair.get(0)?.as_str()?).ok()?, pair.get(1)?.as_bool()?));
        return labels.as_array()?.iter().map(label).collect::<Option<_>>().map(Facet::Labels);
    }
    json.get("read_seq")?.as_i64().map(Facet::Read)
}

/// A part of an assignment: absent, null or an id.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
fn part<K>(parts: &Json, name: &str) -> Option<Option<Option<Id<K>>>> {
    match parts.get(name) {
        None => Some(None),
        Some(Json::Null) => Some(Some(None)),
        Some(id) => Id::parse(id.as_str()?).map(|id| Some(Some(id))),
    }
}

#[derive(FromQueryResult)]
struct BatchRow {
    id: Uuid,
    total: i64,
    done: i64,
    skipped: i64,
    reasons: Json,
    undo_of: Option<Uuid>,
    undone_by: Option<Uuid>,
    created_at: OffsetDateTime,
    started_at: Option<OffsetDateTime>,
    finished_at: Option<OffsetDateTime>,
}

impl TryFrom<BatchRow> for Batch {
    type Error = StoreError;

    fn try_from(row: BatchRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("batches", column, row.id);
        let skipped = |json: &Json| {
            let examples = json.get("examples")?.as_array()?;
            Some(Skipped {
                reason: Reason::parse(json.get("reason")?.as_str()?)?,
                count: json.get("count")?.as_i64()?,
                examples: examples.iter().map(|id| Id::parse(id.as_str()?)).collect::<Option<_>>()?,
            })
        };
        let reasons = row.reasons.as_array().and_then(|reasons| reasons.iter().map(skipped).collect());
        Ok(Self {
            id: row.id.into(),
            total: row.total,
            done: row.done,
            skipped: row.skipped,
            reasons: reasons.ok_or_else(|| bad("outcome"))?,
            undo_of: row.undo_of.map(Into::into),
            undone_by: row.undone_by.map(Into::into),
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        })
    }
}

#[derive(FromQueryResult)]
struct RequesterRow {
    id: Uuid,
    user_id: Uuid,
    name: String,
    role: String,
    reach: String,
    permissions: Vec<String>,
    impersonator: Option<String>,
    ip: Option<String>,
    user_agent: Option<String>,
    request_id: Option<String>,
}

impl TryFrom<RequesterRow> for Requester {
    type Error = StoreError;

    fn try_from(row: RequesterRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("batches", column, row.id);
        let role = Role::parse(&row.role).ok_or_else(|| bad("role"))?;
        let (id, name) = (row.user_id.into(), row.name);
        let permissions = row.permissions.iter().map(|name| Permission::parse(name)).collect::<Option<_>>();
        Ok(Self {
            actor: if role == Role::Bot { Actor::Bot { id, name } } else { Actor::User { id, name } },
            role,
            reach: Reach::parse(&row.reach).ok_or_else(|| bad("reach"))?,
            permissions: permissions.ok_or_else(|| bad("permissions"))?,
            impersonator: row.impersonator,
            origin: Origin {
                request_id: row.request_id,
                ip: row.ip.and_then(|ip| ip.parse().ok()),
                user_agent: row.user_agent,
            },
        })
    }
}

#[async_trait]
impl BatchReads for Postgres {
    async fn batch(&self, scope: &Scope, id: BatchId) -> Result<Option<Batch>, StoreError> {
        one::<BatchRow, _>(
            self,
            scope,
            "select b.id, b.total::bigint, b.done::bigint, b.skipped::bigint, b.undo_of,
                    (select u.id from batches u where u.account_id = $1 and u.undo_of = b.id) as undone_by,
                    b.created_at, b.started_at, b.finished_at,
                    (select coalesce(jsonb_agg(r order by r.count desc, r.reason), '[]')
                     from (select i.outcome as reason, count(*) as count,
                                  (array_agg(i.conversation_id order by i.conversation_id))[1:20] as examples
                           from batch_items i
                           where i.account_id = $1 and i.batch_id = b.id and i.outcome <> 'DONE'
                           group by i.outcome) r) as reasons
             from batches b where b.account_id = $1 and b.id = $2 and b.user_id = $3",
            vec![scope.account().uuid().into(), id.uuid().into(), scope.user().map(Id::uuid).into()],
        )
        .await
    }

    async fn requester(&self, scope: &Scope, id: BatchId) -> Result<Option<Requester>, StoreError> {
        let found: Vec<RequesterRow> = rows(
            self,
            scope,
            "select b.id, b.user_id, m.name::text, m.role::text, m.reach::text, b.permissions, b.impersonator, b.ip,
                    b.user_agent, b.request_id
             from batches b
             join memberships m on m.account_id = b.account_id and m.user_id = b.user_id
             join users u on u.id = b.user_id
             where b.account_id = $1 and b.id = $2 and m.account_id = $1
               and m.disabled_at is null and u.disabled_at is null",
            vec![scope.account().uuid().into(), id.uuid().into()],
        )
        .await?;
        found.into_iter().next().map(TryInto::try_into).transpose()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use skybot_domain::Id;
    use skybot_domain::batch::{Action, Facet};
    use skybot_domain::conversation::{Assignment, Priority, Status, StatusChange};
    use skybot_domain::label::LabelName;
    use time::OffsetDateTime;
    use uuid::Uuid;

    use super::{action_from_json, action_to_json, facet_from_json};

    #[test]
    fn actions_survive_storage() {
        let until = Some(OffsetDateTime::UNIX_EPOCH + time::Duration::microseconds(1_234_567));
        let user = Some(Some(Id::new(Uuid::from_u128(1))));
        for action in [
            Action::Read,
            Action::Set(Facet::Read(7)),
            Action::Set(Facet::Priority(Priority::Urgent)),
            Action::Set(Facet::Status(StatusChange::to(Status::Open))),
            Action::Set(Facet::Status(StatusChange { snoozed_until: until, ..StatusChange::to(Status::Snoozed) })),
            Action::Set(Facet::Assignment(Assignment { user, team: None })),
            Action::Set(Facet::Assignment(Assignment { user: None, team: Some(None) })),
            Action::Set(Facet::Labels(vec![(LabelName::parse("vip").unwrap(), false)])),
        ] {
            assert_eq!(action_from_json(&action_to_json(&action)), Some(action));
        }
    }

    #[test]
    fn foreign_rows_are_no_part() {
        for broken in
            [json!({}), json!({"status": "closed"}), json!({"assignment": {"user_id": 1}}), json!({"labels": [1]})]
        {
            assert_eq!(facet_from_json(&broken), None, "{broken}");
        }
    }
}
