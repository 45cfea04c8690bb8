//! Keeping what the caller has begun to write. Nobody else sees it; the caller's other devices learn of
//! it from the log.

use crate::draft::{Draft, NewDraft};
use crate::error::{Error, Resource, Result};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{ConversationId, UserId};
use crate::message::Refused;
use crate::scope::Permission;
use crate::work::Work;

/// Keeps a draft in the place of an earlier one. What is so already changes nothing.
pub async fn put_draft(work: &mut Work<'_>, id: ConversationId, draft: &NewDraft) -> Result<Draft> {
    let user = writer(work, id).await?;
    if let Some(reply_to) = draft.reply_to_id
        && !work.tx().is_in_conversation(id, reply_to).await?
    {
        return Err(Refused::ReplyTo.into());
    }
    let at = work.now();
    if work.tx().put_draft(user, id, draft, at).await? {
        work.event(EventKind::DraftUpdated, Subject::Draft(id, user), Detail::None);
    }
    work.tx().draft(user, id).await?.ok_or(Error::NotFound(Resource::Draft))
}

/// Forgets the caller's draft, if there is one.
pub async fn delete_draft(work: &mut Work<'_>, id: ConversationId) -> Result<()> {
    let user = writer(work, id).await?;
    if work.tx().delete_draft(user, id).await? {
        work.event(EventKind::DraftUpdated, Subject::Draft(id, user), Detail::None);
    }
    Ok(())
}

/// The caller, who has to be a member, may write, and sees the conversation. It is held: a draft that a
/// merge of the conversation missed would be lost.
async fn writer(work: &mut Work<'_>, id: ConversationId) -> Result<UserId> {
    work.scope().require(Permission::MessagesWrite)?;
    let user = work.scope().user().ok_or(Error::NotFound(Resource::Member))?;
    match work.tx().hold_conversation(id).await? {
        Some(_) => Ok(user),
        None => Err(Error::NotFound(Resource::Conversation)),
    }
}
