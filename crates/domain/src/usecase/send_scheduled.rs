//! Sending a scheduled message when its time has come, as its author, under the rules of that moment.
//!
//! The append and the change of state are one transaction, in which the scheduled message is locked:
//! two nodes, a job that runs twice, a crash at any place: it is sent once.

use crate::error::{Error, Result, StoreError};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{MessageId, ScheduledMessageId};
use crate::job::Task;
use crate::message::{Appended, Author, NewMessage};
use crate::scheduled::{HeldScheduled, ScheduledReason, ScheduledState};
use crate::scope::Permission;
use crate::work::Work;

/// Sends it if it still waits. The work has to be its author's; of an author who cannot get in it is
/// the product's own.
pub async fn send_scheduled(work: &mut Work<'_>, id: ScheduledMessageId) -> Result<()> {
    let Some(held) = work.tx().hold_scheduled(id).await? else { return Ok(()) };
    let now = work.now();
    if held.message.state != ScheduledState::Pending {
        return Ok(());
    }
    if held.message.send_at > now {
        // It was moved, or this node's clock is behind the one that woke the job.
        return work
            .job(Task::SendScheduled { account: work.scope().account(), message: id }, held.message.send_at)
            .await;
    }
    let outcome = send(work, &held).await?;
    let (state, reason, message) = match outcome {
        Ok(message) => (ScheduledState::Sent, None, Some(message)),
        Err(reason @ ScheduledReason::Replied) => (ScheduledState::Cancelled, Some(reason), None),
        Err(reason) => (ScheduledState::Failed, Some(reason), None),
    };
    work.tx().end_scheduled(id, state, reason, message, now).await?;
    work.event(EventKind::ScheduledUpdated, Subject::Scheduled(held.message.conversation_id, id), Detail::None);
    Ok(())
}

/// The message that it became, or why it did not become one.
async fn send(work: &mut Work<'_>, held: &HeldScheduled) -> Result<Result<MessageId, ScheduledReason>> {
    let (scheduled, author) = (&held.message, &held.author);
    if !author.active {
        return Ok(Err(ScheduledReason::AuthorInactive));
    }
    let scope = work.scope();
    if scope.user() != Some(author.id) || scope.role() != author.role || scope.reach() != author.reach {
        // The author changed since the work began: again, as the author is now.
        return Err(StoreError::Unavailable("the author has just changed".to_owned()).into());
    }
    if !scope.may(Permission::MessagesWrite) {
        return Ok(Err(ScheduledReason::AuthorNotAllowed));
    }
    if work.tx().hold_conversation(scheduled.conversation_id).await?.is_none() {
        return Ok(Err(ScheduledReason::ConversationGone));
    }
    if scheduled.cancel_on_reply && work.tx().has_replied(scheduled.id).await? {
        return Ok(Err(ScheduledReason::Replied));
    }
    let message = NewMessage {
        id: work.id(),
        conversation_id: scheduled.conversation_id,
        author: Author::Actor,
        content: scheduled.content.clone(),
        reply_to_id: scheduled.reply_to_id,
        external_id: None,
        key: Some(scheduled.key()),
        client_id: None,
        at: work.now(),
    };
    match work.append(&message).await {
        Ok(Appended::New(message) | Appended::Replayed(message)) => Ok(Ok(message.id)),
        Err(Error::IdempotencyKeyReused) => Ok(Err(ScheduledReason::KeyTaken)),
        Err(Error::Invalid(_)) => Ok(Err(ScheduledReason::ReplyToGone)),
        Err(error) => Err(error),
    }
}
