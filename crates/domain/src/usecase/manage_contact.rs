//! Making, changing and deleting contacts.

use crate::attribute_definition::Entity;
use crate::contact::{Contact, ContactPatch, IdentityKind, NewContact};
use crate::error::{Error, Resource, Result, StoreError};
use crate::event::{Detail, EventKind, Subject};
use crate::id::ContactId;
use crate::scope::Permission;
use crate::usecase::define_attributes::check_attributes;
use crate::usecase::expect_version;
use crate::work::Work;

pub(super) fn taken(error: StoreError) -> Error {
    match error {
        StoreError::Conflict(unique) => Error::Taken(unique),
        other => other.into(),
    }
}

/// Makes a contact.
pub async fn create_contact(work: &mut Work<'_>, new: NewContact) -> Result<Contact> {
    work.scope().require(Permission::ContactsWrite)?;
    insert(work, new).await
}

/// Makes a contact, for whoever has asked the scope.
pub(super) async fn insert(work: &mut Work<'_>, new: NewContact) -> Result<Contact> {
    check_attributes(work, Entity::Contact, &new.attributes).await?;
    let (id, at) = (work.id(), work.now());
    work.tx().insert_contact(id, &new, at).await.map_err(taken)?;
    // A kind that has no field of its own.
    for identity in new.identities.iter().filter(|identity| identity.kind() == IdentityKind::Bsuid) {
        work.tx().insert_identity(id, identity).await.map_err(taken)?;
    }
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
    if let Some(attributes) = &patch.attributes {
        check_attributes(work, Entity::Contact, attributes).await?;
    }
    let at = work.now();
    work.tx().patch_contact(id, &patch, at).await.map_err(taken)?;
    let given_up = [patch.phone.is_some(), patch.email.is_some(), patch.external_id.is_some()];
    if given_up.contains(&true) && held.identities.len() > 1 {
        work.tx().settle_contact(id, at, false).await?;
    }
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

/// The contact, locked; what has become part of another one is told so.
pub(super) async fn reread(work: &mut Work<'_>, id: ContactId) -> Result<Contact> {
    let contact = work.tx().hold_contact(id).await?.ok_or(Error::NotFound(Resource::Contact))?;
    if contact.merged_into.is_none() {
        return Ok(contact);
    }
    let into = work.tx().present_contact(id).await?.ok_or(Error::NotFound(Resource::Contact))?;
    Err(Error::ContactMerged { id, into })
}
