//! Notes of contacts: anybody who may change contacts writes them, only the author changes one; the
//! author, and whoever may delete contacts, deletes one.

use super::manage_contact::reread;
use crate::contact_note::ContactNote;
use crate::error::{Error, Resource, Result};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{ContactId, ContactNoteId};
use crate::scope::Permission;
use crate::text::MessageBody;
use crate::usecase::expect_version;
use crate::work::Work;

/// Writes a note.
pub async fn write_contact_note(work: &mut Work<'_>, contact: ContactId, body: &MessageBody) -> Result<ContactNote> {
    work.scope().require(Permission::ContactsWrite)?;
    let author = work.scope().user().ok_or(Error::SessionNeeded)?;
    reread(work, contact).await?;
    let (id, at) = (work.id(), work.now());
    work.tx().insert_contact_note(contact, id, author, body, at).await?;
    told(work, contact);
    held(work, contact, id).await
}

/// Rewrites a note.
pub async fn edit_contact_note(
    work: &mut Work<'_>,
    contact: ContactId,
    id: ContactNoteId,
    body: &MessageBody,
    expected_version: Option<i64>,
) -> Result<ContactNote> {
    work.scope().require(Permission::ContactsWrite)?;
    reread(work, contact).await?;
    let note = held(work, contact, id).await?;
    if Some(note.author_id) != work.scope().user() {
        return Err(Error::NotTheAuthor);
    }
    expect_version(expected_version, note.version)?;
    let at = work.now();
    work.tx().edit_contact_note(id, body, at).await?;
    told(work, contact);
    held(work, contact, id).await
}

/// Deletes a note.
pub async fn delete_contact_note(
    work: &mut Work<'_>,
    contact: ContactId,
    id: ContactNoteId,
    expected_version: Option<i64>,
) -> Result<()> {
    work.scope().require(Permission::ContactsWrite)?;
    reread(work, contact).await?;
    let note = held(work, contact, id).await?;
    if Some(note.author_id) != work.scope().user() && !work.scope().may(Permission::ContactsDelete) {
        return Err(Error::NotTheAuthor);
    }
    expect_version(expected_version, note.version)?;
    work.tx().delete_contact_note(id).await?;
    told(work, contact);
    Ok(())
}

/// Notes are no part of the contact, but of what is shown with it.
fn told(work: &mut Work<'_>, contact: ContactId) {
    work.event(EventKind::ContactUpdated, Subject::Contact(contact), Detail::None);
}

async fn held(work: &mut Work<'_>, contact: ContactId, id: ContactNoteId) -> Result<ContactNote> {
    work.tx().hold_contact_note(contact, id).await?.ok_or(Error::NotFound(Resource::ContactNote))
}
