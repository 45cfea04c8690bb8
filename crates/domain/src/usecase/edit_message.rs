//! Editing a message: other words, other members named. Every text it had stays in its history.

use crate::error::{Error, Result};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{MessageId, UserId};
use crate::message::{Kind, Message};
use crate::scope::Permission;
use crate::text::MessageBody;
use crate::usecase::mention_members::{check_members, only_notes_name_members};
use crate::usecase::{expect_version, hold_message, reread_message};
use crate::work::Work;

/// Changes what one's own message says, and whom it names if that is given, if the caller looked at the
/// present version. What is so already changes nothing.
pub async fn edit_message(
    work: &mut Work<'_>,
    id: MessageId,
    body: &MessageBody,
    mentions: Option<Vec<UserId>>,
    expected_version: Option<i64>,
) -> Result<Message> {
    work.scope().require(Permission::MessagesWrite)?;
    let held = hold_message(work, id).await?;
    if held.sender.member().is_none_or(|author| Some(author) != work.scope().user()) {
        return Err(Error::NotTheAuthor);
    }
    if held.deleted_at.is_some() || !matches!(held.kind, Kind::Text | Kind::Note) {
        return Err(Error::NotEditable);
    }
    expect_version(expected_version, held.version)?;
    let named = mentions.unwrap_or_else(|| held.mentions.clone());
    only_notes_name_members(held.kind, &named)?;
    let fresh: Vec<_> = named.iter().copied().filter(|user| !held.mentions.contains(user)).collect();
    let no_longer: Vec<_> = held.mentions.iter().copied().filter(|user| !named.contains(user)).collect();
    check_members(work, &named, &fresh).await?;

    let reworded = held.body.as_deref() != Some(body.as_str());
    if !reworded && fresh.is_empty() && no_longer.is_empty() {
        return Ok(held);
    }
    let at = work.now();
    work.tx().edit_message(id, reworded.then_some(body), at).await?;
    work.tx().set_mentions(held.conversation_id, id, &fresh, &no_longer).await?;
    let subject = Subject::Message(held.conversation_id, id);
    work.event(EventKind::MessageUpdated, subject, Detail::None);
    if !fresh.is_empty() {
        work.event(EventKind::MessageMentioned, subject, Detail::Mentioned(fresh));
    }
    reread_message(work, id).await
}
