//! Putting a conversation into another inbox.

use crate::conversation::Conversation;
use crate::error::{Error, Resource, Result, StoreError};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{ConversationId, InboxId};
use crate::scope::Permission;
use crate::usecase::{hold, reread};
use crate::work::Work;

/// Puts it there, if that inbox is of the same channel: the contact's identities are of that world. Who
/// loses sight of it by that watches it and has it no more. The inbox it is in already changes nothing.
pub async fn transfer_conversation(work: &mut Work<'_>, id: ConversationId, to: InboxId) -> Result<Conversation> {
    work.scope().require(Permission::ConversationsWrite)?;
    let held = hold(work, id).await?;
    let inbox = work.tx().inbox(to).await?.ok_or(Error::NotFound(Resource::Inbox))?;
    let before = reread(work, id).await?;
    if held.inbox == to {
        return Ok(before);
    }
    if inbox.channel != before.channel {
        return Err(Error::WrongChannel(inbox.channel));
    }
    let released = work.tx().move_conversation(id, to).await.map_err(|error| match error {
        StoreError::Conflict(unique) => Error::Taken(unique),
        other => other.into(),
    })?;
    work.event(EventKind::ConversationUpdated, Subject::Conversation(id), Detail::None);
    if released {
        work.event(EventKind::ConversationAssigned, Subject::Conversation(id), Detail::None);
    }
    match work.tx().conversation(id).await? {
        Some(after) => Ok(after),
        // Out of the caller's own sight: the last thing it sees is what it did.
        None => Ok(Conversation {
            inbox_id: to,
            assignee_id: before.assignee_id.filter(|_| !released),
            version: before.version + 1,
            ..before
        }),
    }
}
