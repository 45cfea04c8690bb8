//! Reactions: emoji that members put on messages.

use crate::emoji::Emoji;
use crate::error::{Error, Resource, Result};
use crate::event::{Detail, EventKind, Subject};
use crate::id::MessageId;
use crate::message::{Message, Reaction};
use crate::scope::Permission;
use crate::usecase::{hold_message, reread_message};
use crate::work::Work;

/// Puts the caller's emoji on a message, or takes it off. What is so already changes nothing. The
/// version stays: it guards the text.
pub async fn set_reaction(work: &mut Work<'_>, id: MessageId, emoji: &Emoji, present: bool) -> Result<Message> {
    work.scope().require(Permission::MessagesWrite)?;
    work.scope().user().ok_or(Error::NotFound(Resource::Member))?;
    let held = hold_message(work, id).await?;
    if held.deleted_at.is_some() {
        return Err(Error::MessageDeleted);
    }
    let is_there = held.reactions.iter().any(|reaction| reaction.emoji == emoji.as_str());
    if present && !is_there && held.reactions.len() >= Reaction::MOST {
        return Err(Error::TooManyReactions);
    }
    let at = work.now();
    if !work.tx().set_reaction(id, emoji, present, at).await? {
        return Ok(held);
    }
    work.event(EventKind::MessageUpdated, Subject::Message(held.conversation_id, id), Detail::None);
    reread_message(work, id).await
}
