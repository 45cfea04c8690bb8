//! Deleting a message. Its place stays, as a tombstone; nothing of what it said does.

use crate::error::{Error, Result};
use crate::event::{Detail, EventKind, Subject};
use crate::id::MessageId;
use crate::scope::{Permission, Role};
use crate::usecase::{expect_version, hold_message};
use crate::work::Work;

/// Makes a message a tombstone: one's own, or as an owner or admin anybody's. One that is deleted stays
/// as it is.
pub async fn delete_message(work: &mut Work<'_>, id: MessageId, expected_version: Option<i64>) -> Result<()> {
    work.scope().require(Permission::MessagesWrite)?;
    let held = hold_message(work, id).await?;
    let own = held.sender.member().is_some_and(|author| Some(author) == work.scope().user());
    if !own && !matches!(work.scope().role(), Role::Owner | Role::Admin) {
        return Err(Error::NotTheAuthor);
    }
    if held.deleted_at.is_some() {
        return Ok(());
    }
    expect_version(expected_version, held.version)?;
    let at = work.now();
    work.tx().delete_message(id, at).await?;
    work.event(EventKind::MessageDeleted, Subject::Message(held.conversation_id, id), Detail::None);
    Ok(())
}
