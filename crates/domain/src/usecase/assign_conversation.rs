//! Giving a conversation to a member or a team.

use crate::conversation::{Assignment, Conversation};
use crate::error::{Error, Resource, Result, StoreError};
use crate::event::{Detail, EventKind, Subject};
use crate::id::ConversationId;
use crate::scope::Permission;
use crate::usecase::{hold, reread};
use crate::work::Work;

/// Gives it away, or to nobody. Who has it already changes nothing.
pub async fn assign_conversation(
    work: &mut Work<'_>,
    id: ConversationId,
    assignment: Assignment,
) -> Result<Conversation> {
    work.scope().require(Permission::ConversationsWrite)?;
    let held = hold(work, id).await?;
    let before = reread(work, id).await?;
    let user_changes = assignment.user.is_some_and(|user| user != held.assignee);
    let team_changes = assignment.team.is_some_and(|team| team != held.team);
    if user_changes || team_changes {
        work.tx().assign(id, assignment).await.map_err(|error| match error {
            StoreError::Missing(resource @ (Resource::Member | Resource::Team)) => Error::NotFound(resource),
            other => other.into(),
        })?;
        work.event(EventKind::ConversationAssigned, Subject::Conversation(id), Detail::None);
    }
    match work.tx().conversation(id).await? {
        Some(after) => Ok(after),
        // Given out of the giver's own sight: the last thing it sees is what it did.
        None => Ok(Conversation {
            assignee_id: assignment.user.unwrap_or(before.assignee_id),
            team_id: assignment.team.unwrap_or(before.team_id),
            version: before.version + 1,
            ..before
        }),
    }
}
