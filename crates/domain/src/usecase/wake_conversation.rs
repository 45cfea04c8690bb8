//! Waking a snoozed conversation when its time has come.

use crate::conversation::Status;
use crate::error::Result;
use crate::event::{Cause, Detail, EventKind, Subject};
use crate::id::ConversationId;
use crate::work::Work;

/// Opens the conversation if it is still snoozed and its time has come. Safe to run twice, and
/// when it was woken, resolved or snoozed anew in between. Tells whether it did.
pub async fn wake_conversation(work: &mut Work<'_>, id: ConversationId) -> Result<bool> {
    let Some(held) = work.tx().hold_conversation(id).await? else { return Ok(false) };
    let due = held.state.snoozed_until.is_some_and(|until| until <= work.now());
    if held.state.status != Status::Snoozed || !due {
        return Ok(false);
    }
    work.tx().wake(id).await?;
    let detail = Detail::Step { from: Status::Snoozed, to: Status::Open, cause: Cause::Timer };
    work.event(EventKind::ConversationStatus, Subject::Conversation(id), detail);
    Ok(true)
}
