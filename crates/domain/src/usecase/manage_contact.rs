//! Making, changing and deleting contacts.

use crate::contact::{Contact, ContactPatch, NewContact};
use crate::error::{Error, Resource, Result, StoreError};
use crate::event::{Detail, EventKind, Subject};
use crate::id::ContactId;
use crate::scope::Permission;
use crate::usecase::expect_version;
use crate::work::Work;

fn taken(error: StoreError) -> Error {
    match error {
        StoreError::Conflict(unique) => Error::Taken(unique),
        other => other.into(),
    }
}

/// Makes a contact.
pub async fn create_contact(work: &mut Work<'_>, new: NewContact) -> Result<Contact> {
    work.scope().require(Permission::ContactsWrite)?;
    let (id, at) = (work.id(), work.now());
    work.tx().insert_contact(id, &new, at).await.map_err(taken)?;
    work.event(EventKind::ContactCreated, Subject::Contact(id), Detail::None);
    reread(work, id).await
}

/// Changes a contact, if the caller looked at the present version (or did not say).
pub async fn patch_contact(
    work: &mut Work<'_>,
    id: ContactId,
    patch: ContactPatch,
    expected_version: Option<i64>,
) -> Result<Contact> {
    work.scope().require(Permission::ContactsWrite)?;
    let held = reread(work, id).await?;
    expect_version(expected_version, held.version)?;
    let at = work.now();
    work.tx().patch_contact(id, &patch, at).await.map_err(taken)?;
    work.event(EventKind::ContactUpdated, Subject::Contact(id), Detail::None);
    reread(work, id).await
}

/// Deletes a contact that has no conversations.
pub async fn delete_contact(work: &mut Work<'_>, id: ContactId, expected_version: Option<i64>) -> Result<()> {
    work.scope().require(Permission::ContactsDelete)?;
    let held = reread(work, id).await?;
    expect_version(expected_version, held.version)?;
    if !work.tx().delete_contact(id).await? {
        return Err(Error::InUse(Resource::Contact));
    }
    work.event(EventKind::ContactDeleted, Subject::Contact(id), Detail::None);
    Ok(())
}

async fn reread(work: &mut Work<'_>, id: ContactId) -> Result<Contact> {
    work.tx().hold_contact(id).await?.ok_or(Error::NotFound(Resource::Contact))
}
