//! Keeping a contact out, and letting it in again.

use super::manage_contact::reread;
use crate::contact::{Block, Contact};
use crate::error::Result;
use crate::event::{Detail, EventKind, Subject};
use crate::id::{ContactId, InboxId};
use crate::quarantine::Quarantined;
use crate::scope::Permission;
use crate::text::{ExternalId, MessageBody};
use crate::work::Work;

/// Keeps a contact out: what it writes from now on is kept apart from conversations.
pub async fn block_contact(work: &mut Work<'_>, id: ContactId) -> Result<Contact> {
    let block = Block { at: work.now(), by: work.scope().user() };
    set(work, id, Some(block)).await
}

/// Lets a contact in again. What it wrote meanwhile stays apart.
pub async fn unblock_contact(work: &mut Work<'_>, id: ContactId) -> Result<Contact> {
    set(work, id, None).await
}

async fn set(work: &mut Work<'_>, id: ContactId, block: Option<Block>) -> Result<Contact> {
    work.scope().require(Permission::ContactsWrite)?;
    let contact = reread(work, id).await?;
    if contact.blocked.is_some() == block.is_some() {
        return Ok(contact);
    }
    let at = work.now();
    work.tx().set_block(id, block, at).await?;
    work.event(EventKind::ContactUpdated, Subject::Contact(id), Detail::None);
    reread(work, id).await
}

/// Keeps what a contact wrote apart, if the contact is blocked; tells whether it is. The same
/// `external_id` again is the same message. For whoever receives messages, after it found the contact
/// and before it looks for a conversation.
pub async fn quarantine_if_blocked(
    work: &mut Work<'_>,
    contact: ContactId,
    inbox: InboxId,
    external_id: Option<&ExternalId>,
    body: &MessageBody,
) -> Result<bool> {
    if reread(work, contact).await?.blocked.is_none() {
        return Ok(false);
    }
    let message = Quarantined {
        id: work.id(),
        contact_id: contact,
        inbox_id: inbox,
        external_id: external_id.cloned(),
        body: body.clone(),
        received_at: work.now(),
    };
    work.tx().quarantine(&message).await?;
    Ok(true)
}
