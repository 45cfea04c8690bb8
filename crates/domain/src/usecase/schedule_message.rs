//! Scheduling a message, changing what waits, and cancelling it. A job sends it
//! ([`send_scheduled`](super::send_scheduled)).

use crate::error::{Error, Resource, Result, Violation};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{ConversationId, ScheduledMessageId};
use crate::job::Task;
use crate::message::Refused;
use crate::scheduled::{
    MOST_PENDING, NewScheduledMessage, ScheduledMessage, ScheduledMessagePatch, ScheduledReason, ScheduledState,
};
use crate::scope::{Permission, Role};
use crate::usecase::{expect_version, hold};
use crate::work::Work;
use crate::{Timestamp, scheduled};

/// Schedules a message of the caller's.
pub async fn schedule_message(
    work: &mut Work<'_>,
    conversation: ConversationId,
    new: NewScheduledMessage,
) -> Result<ScheduledMessage> {
    work.scope().require(Permission::MessagesWrite)?;
    let author = work.scope().user().ok_or(Error::NotFound(Resource::Member))?;
    let (id, now) = (work.id(), work.now());
    let send_at = scheduled::parse_send_at(new.send_at, now)?;
    hold(work, conversation).await?;
    if let Some(reply_to) = new.reply_to_id
        && !work.tx().is_in_conversation(conversation, reply_to).await?
    {
        return Err(Refused::ReplyTo.into());
    }
    if work.tx().count_pending(conversation).await? >= MOST_PENDING {
        let detail = format!("at most {MOST_PENDING} messages may wait in a conversation");
        return Err(Error::invalid("", Violation::new("TOO_MANY", detail)));
    }
    work.tx().insert_scheduled(id, conversation, author, &new, now).await?;
    changed(work, conversation, id, Some(send_at)).await
}

/// Changes what waits, if the caller wrote it and looked at the present version (or did not say).
pub async fn patch_scheduled(
    work: &mut Work<'_>,
    id: ScheduledMessageId,
    patch: &ScheduledMessagePatch,
    expected_version: Option<i64>,
) -> Result<ScheduledMessage> {
    let held = visible(work, id).await?;
    if work.scope().user() != Some(held.author_id) {
        return Err(Error::NotTheAuthor);
    }
    expect_version(expected_version, held.version)?;
    if held.state != ScheduledState::Pending {
        return Err(Error::NotPending(held.state));
    }
    let now = work.now();
    let send_at = patch.send_at.map(|send_at| scheduled::parse_send_at(send_at, now)).transpose()?;
    work.tx().patch_scheduled(id, patch, now).await?;
    changed(work, held.conversation_id, id, send_at).await
}

/// Cancels what waits, if the caller wrote it or configures the tenant, and looked at the present
/// version (or did not say). What was cancelled stays so.
pub async fn cancel_scheduled(
    work: &mut Work<'_>,
    id: ScheduledMessageId,
    expected_version: Option<i64>,
) -> Result<()> {
    let held = visible(work, id).await?;
    let administers = matches!(work.scope().role(), Role::Owner | Role::Admin);
    if work.scope().user() != Some(held.author_id) && !administers {
        return Err(Error::NotTheAuthor);
    }
    match held.state {
        ScheduledState::Cancelled => return Ok(()),
        ScheduledState::Pending => expect_version(expected_version, held.version)?,
        over => return Err(Error::NotPending(over)),
    }
    let now = work.now();
    work.tx().end_scheduled(id, ScheduledState::Cancelled, Some(ScheduledReason::Requested), None, now).await?;
    work.event(EventKind::ScheduledUpdated, Subject::Scheduled(held.conversation_id, id), Detail::None);
    Ok(())
}

/// A scheduled message, locked, of a conversation that the caller may see.
async fn visible(work: &mut Work<'_>, id: ScheduledMessageId) -> Result<ScheduledMessage> {
    work.scope().require(Permission::MessagesWrite)?;
    let missing = Error::NotFound(Resource::ScheduledMessage);
    let Some(held) = work.tx().hold_scheduled(id).await? else { return Err(missing) };
    if work.tx().sees_conversation(held.message.conversation_id).await? { Ok(held.message) } else { Err(missing) }
}

/// Notes the change, and has it sent at its new time if there is one.
async fn changed(
    work: &mut Work<'_>,
    conversation: ConversationId,
    id: ScheduledMessageId,
    send_at: Option<Timestamp>,
) -> Result<ScheduledMessage> {
    work.event(EventKind::ScheduledUpdated, Subject::Scheduled(conversation, id), Detail::None);
    if let Some(send_at) = send_at {
        work.job(Task::SendScheduled { account: work.scope().account(), message: id }, send_at).await?;
    }
    let held = work.tx().hold_scheduled(id).await?.ok_or(Error::NotFound(Resource::ScheduledMessage))?;
    Ok(held.message)
}
