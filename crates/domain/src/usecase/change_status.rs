//! Taking a conversation through its state machine.

use crate::conversation::{Conversation, Status, StatusChange};
use crate::error::Result;
use crate::event::{Cause, Detail, EventKind, Subject};
use crate::id::ConversationId;
use crate::job::Task;
use crate::scope::Permission;
use crate::usecase::{hold, reread};
use crate::work::Work;

/// Applies a step. The state it is in already changes nothing; snoozing until a time leaves a
/// job that wakes the conversation.
pub async fn change_status(work: &mut Work<'_>, id: ConversationId, change: StatusChange) -> Result<Conversation> {
    work.scope().require(Permission::ConversationsWrite)?;
    let held = hold(work, id).await?;
    if let Some(change) = change.apply(held.state)? {
        work.tx().set_status(id, change).await?;
        let detail = Detail::Step { from: held.state.status, to: change.status, cause: Cause::Request };
        work.event(EventKind::ConversationStatus, Subject::Conversation(id), detail);
        if let (Status::Snoozed, Some(until)) = (change.status, change.snoozed_until) {
            let task = Task::WakeConversation { account: work.scope().account(), conversation: id };
            work.job(task, until).await?;
        }
    }
    reread(work, id).await
}
