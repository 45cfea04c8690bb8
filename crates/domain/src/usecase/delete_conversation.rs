//! Deleting a conversation, and bringing it back while that is possible.

use crate::conversation::{Conversation, Status};
use crate::error::{Error, Resource, Result};
use crate::event::{Detail, EventKind, Subject};
use crate::id::ConversationId;
use crate::job::{CONVERSATION_RETENTION, Task};
use crate::scope::Permission;
use crate::usecase::{expect_version, hold, reread};
use crate::work::Work;

/// Deletes a conversation, if the caller looked at the present version (or did not say): from now on it
/// is nowhere to be found, and the contact's next message starts another one.
pub async fn delete_conversation(work: &mut Work<'_>, id: ConversationId, expected_version: Option<i64>) -> Result<()> {
    work.scope().require(Permission::ConversationsDelete)?;
    let held = hold(work, id).await?;
    expect_version(expected_version, held.version)?;
    let at = work.now();
    work.tx().delete_conversation(id, at).await?;
    work.event(EventKind::ConversationDeleted, Subject::Conversation(id), Detail::None);
    Ok(())
}

/// Brings a deleted conversation back as it was.
pub async fn restore_conversation(work: &mut Work<'_>, id: ConversationId) -> Result<Conversation> {
    work.scope().require(Permission::ConversationsDelete)?;
    let after = work.now() - CONVERSATION_RETENTION;
    if !work.tx().restore_conversation(id, after).await? {
        return Err(Error::NotFound(Resource::Conversation));
    }
    let conversation = reread(work, id).await?;
    if let (Status::Snoozed, Some(until)) = (conversation.status, conversation.snoozed_until) {
        // The job that was to wake it may have come while it was not there.
        let task = Task::WakeConversation { account: work.scope().account(), conversation: id };
        work.job(task, until).await?;
    }
    work.event(EventKind::ConversationRestored, Subject::Conversation(id), Detail::None);
    Ok(conversation)
}
