//! Handing files out: to whoever may see the message, or has a link.

use crate::attachment::{FileLink, StoredFile, Variant};
use crate::error::{Error, Resource, Result};
use crate::id::AttachmentId;
use crate::ports::{BlobKey, Ports};
use crate::scope::{Actor, Permission, Reach, Role, Scope};

/// A file that the caller may read, and where its bytes are.
pub async fn read_file(
    ports: &Ports,
    scope: &Scope,
    id: AttachmentId,
    variant: Variant,
) -> Result<(StoredFile, BlobKey)> {
    scope.require(Permission::ConversationsRead)?;
    let file = ports.store.stored_file(scope, id).await?;
    there_is(file, variant, BlobKey { account: scope.account(), attachment: id, variant })
}

/// A link to a file that the caller may read, and one to the small picture of it if there is one.
pub async fn link_file(ports: &Ports, scope: &Scope, id: AttachmentId) -> Result<(FileLink, Option<FileLink>)> {
    let (file, _) = read_file(ports, scope, id, Variant::Original).await?;
    let until = ports.clock.now() + ports.policy.files.link_lifetime;
    let expires_at = until.replace_nanosecond(0).unwrap_or(until);
    let link = |variant| FileLink { account: scope.account(), attachment: id, variant, expires_at };
    let thumbnail = file.attachment.has_thumbnail.then(|| link(Variant::Thumbnail));
    Ok((link(Variant::Original), thumbnail))
}

/// The file that a link opens. Whatever is wrong with it, there is no such file.
pub async fn follow_link(ports: &Ports, token: &str) -> Result<(StoredFile, BlobKey)> {
    let link = ports.links.open(token, ports.clock.now()).ok_or(Error::NotFound(Resource::Attachment))?;
    #[expect(clippy::disallowed_methods, reason = "a link is a credential, for one file of one tenant")]
    let scope = Scope::issue(link.account, Actor::System { part: "link" }, Role::Viewer, Reach::All);
    let file = ports.store.linked_file(&scope, link.attachment).await?;
    let FileLink { account, attachment, variant, .. } = link;
    there_is(file, variant, BlobKey { account, attachment, variant })
}

fn there_is(file: Option<StoredFile>, variant: Variant, key: BlobKey) -> Result<(StoredFile, BlobKey)> {
    let wanted = |file: &StoredFile| variant == Variant::Original || file.attachment.has_thumbnail;
    let file = file.filter(wanted).ok_or(Error::NotFound(Resource::Attachment))?;
    Ok((file, key))
}
