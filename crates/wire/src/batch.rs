//! Changes to many conversations at once.

use serde::{Deserialize, Serialize};
use skybot_domain::batch as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::mirror::mirror;
use crate::{AssignConversation, ChangeStatus, Filter, Priority, Timestamp, patch};

mirror! {
    /// How far a batch is: `done` when every conversation is changed or left.
    pub enum BatchState = domain::BatchState, batch_states_agree {
        Queued = "queued",
        Running = "running",
        Done = "done",
    }
}

mirror! {
    /// Why a conversation was left as it is.
    pub enum SkipReason = domain::Reason, skip_reasons_agree {
        NotFound = "CONVERSATION_NOT_FOUND",
        InvalidTransition = "INVALID_STATE_TRANSITION",
        ChangedSince = "CHANGED_SINCE",
        LabelNotFound = "LABEL_NOT_FOUND",
        MemberNotFound = "MEMBER_NOT_FOUND",
        TeamNotFound = "TEAM_NOT_FOUND",
        Forbidden = "FORBIDDEN",
    }
}

/// What is done to each conversation: exactly one of these.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkAction {
    /// Take a step of the state machine.
    #[serde(default, deserialize_with = "patch::object", skip_serializing_if = "Option::is_none")]
    pub status: Option<ChangeStatus>,
    /// Give it to a member or a team.
    #[serde(default, deserialize_with = "patch::object", skip_serializing_if = "Option::is_none")]
    pub assignment: Option<AssignConversation>,
    /// Give it this priority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Put these labels on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 1, max_items = 20)]
    pub add_labels: Option<Vec<String>>,
    /// Take these labels off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 1, max_items = 20)]
    pub remove_labels: Option<Vec<String>>,
    /// `true`: the caller has read all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark_read: Option<bool>,
}

/// A change to many conversations. Either `filter` or `ids`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkChange {
    /// All conversations that match now, at most 10,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// These conversations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 1, max_items = 1000)]
    pub ids: Option<Vec<Uuid>>,
    /// What is done to each.
    #[serde(deserialize_with = "object")]
    pub action: BulkAction,
}

/// Reads an object; null is none.
fn object<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<BulkAction, D::Error> {
    patch::object(deserializer).map(Option::unwrap_or_default)
}

/// Asks for a batch to be undone.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoBatch {}

/// Where to look how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BatchStarted {
    /// The batch.
    pub batch_id: Uuid,
}

/// Conversations that were left as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SkippedConversations {
    /// Why.
    pub code: SkipReason,
    /// How many.
    pub count: i64,
    /// Some of them, at most 20.
    pub conversation_ids: Vec<Uuid>,
}

/// How far a change to many conversations is. Whoever asked for it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Batch {
    /// Its id.
    pub id: Uuid,
    /// How far it is.
    pub state: BatchState,
    /// How many conversations it is about.
    pub total: i64,
    /// How many are as they should be.
    pub done: i64,
    /// How many were left as they are.
    pub skipped: i64,
    /// Why, most frequent first.
    pub reasons: Vec<SkippedConversations>,
    /// The batch that this one undoes.
    #[schema(required)]
    pub undo_of: Option<Uuid>,
    /// The batch that undoes this one.
    #[schema(required)]
    pub undone_by: Option<Uuid>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it began.
    #[schema(required)]
    pub started_at: Option<Timestamp>,
    /// When it ended. It can be undone for 30 s after that.
    #[schema(required)]
    pub finished_at: Option<Timestamp>,
}

impl From<domain::Batch> for Batch {
    fn from(batch: domain::Batch) -> Self {
        let skipped = |skipped: domain::Skipped| SkippedConversations {
            code: skipped.reason.into(),
            count: skipped.count,
            conversation_ids: skipped.examples.into_iter().map(skybot_domain::Id::uuid).collect(),
        };
        Self {
            id: batch.id.uuid(),
            state: batch.state().into(),
            total: batch.total,
            done: batch.done,
            skipped: batch.skipped,
            reasons: batch.reasons.into_iter().map(skipped).collect(),
            undo_of: batch.undo_of.map(skybot_domain::Id::uuid),
            undone_by: batch.undone_by.map(skybot_domain::Id::uuid),
            created_at: batch.created_at.into(),
            started_at: batch.started_at.map(Into::into),
            finished_at: batch.finished_at.map(Into::into),
        }
    }
}
