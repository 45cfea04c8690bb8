//! What a contact is known by, besides the primary ones.

use super::manage_contact::{reread, taken};
use crate::contact::{Contact, Identity, MAX_IDENTITIES};
use crate::error::{Error, Resource, Result, Violation};
use crate::event::{Detail, EventKind, Subject};
use crate::id::ContactId;
use crate::scope::Permission;
use crate::work::Work;

/// Makes a contact known by one more identity. The first of its kind becomes the primary one; one
/// that the contact has already changes nothing.
pub async fn add_identity(work: &mut Work<'_>, id: ContactId, identity: &Identity) -> Result<Contact> {
    work.scope().require(Permission::ContactsWrite)?;
    let contact = reread(work, id).await?;
    if contact.identities.iter().any(|own| own.kind() == identity.kind() && own.key() == identity.key()) {
        return Ok(contact);
    }
    if contact.identities.len() >= MAX_IDENTITIES {
        let detail = format!("a contact has at most {MAX_IDENTITIES} identities");
        return Err(Error::invalid("/value", Violation::new("TOO_MANY", detail)));
    }
    work.tx().insert_identity(id, identity).await.map_err(taken)?;
    settled(work, id).await
}

/// Takes an identity away from a contact. If it was the primary one of its kind, the oldest of those
/// left becomes it.
pub async fn remove_identity(work: &mut Work<'_>, id: ContactId, identity: &Identity) -> Result<Contact> {
    work.scope().require(Permission::ContactsWrite)?;
    reread(work, id).await?;
    if !work.tx().delete_identity(id, identity).await? {
        return Err(Error::NotFound(Resource::Identity));
    }
    settled(work, id).await
}

async fn settled(work: &mut Work<'_>, id: ContactId) -> Result<Contact> {
    let at = work.now();
    work.tx().settle_contact(id, at, true).await?;
    work.event(EventKind::ContactUpdated, Subject::Contact(id), Detail::None);
    reread(work, id).await
}
