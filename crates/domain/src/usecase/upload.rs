//! Taking a file in: a row that says so first, then the bytes, then, in one commit, what they are.
//! Whatever ends in between leaves a row by which the collector finds the bytes.

use crate::attachment::{Attachment, Dimensions, FileLimits, FileName, HEAD, MediaType, TextCheck, Variant};
use crate::error::{Error, Resource, Result, StoreError};
use crate::id::{AttachmentId, InboxId};
use crate::ports::{BlobKey, BlobWriter, Found, Ports};
use crate::scope::{Permission, Scope};
use crate::work::Work;

/// What the caller may upload, for this inbox if one is named.
pub async fn upload_limits(ports: &Ports, scope: &Scope, inbox: Option<InboxId>) -> Result<FileLimits> {
    scope.require(Permission::MessagesWrite)?;
    let server = &ports.policy.files.limits;
    let Some(inbox) = inbox else { return Ok(server.clone()) };
    let inbox = ports.store.inbox(scope, inbox).await?.ok_or(Error::NotFound(Resource::Inbox))?;
    Ok(server.narrowed_by(&inbox.files))
}

/// A file on its way in.
pub struct Upload<'a> {
    ports: &'a Ports,
    scope: &'a Scope,
    id: AttachmentId,
    name: FileName,
    limits: FileLimits,
    writer: Box<dyn BlobWriter>,
    size: u64,
    head: Vec<u8>,
    text: TextCheck,
}

/// A file whose bytes are all there, and of which nobody knows yet.
#[derive(Debug, Clone)]
pub struct Uploaded {
    id: AttachmentId,
    name: FileName,
    found: Found,
}

impl Uploaded {
    /// SHA-256 of its bytes.
    pub const fn sha256(&self) -> [u8; 32] {
        self.found.sha256
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }
}

impl<'a> Upload<'a> {
    /// Begins.
    pub async fn begin(ports: &'a Ports, scope: &'a Scope, name: FileName, limits: FileLimits) -> Result<Self> {
        scope.require(Permission::MessagesWrite)?;
        let mut work = Work::begin(ports, scope).await?;
        let (id, at) = (work.id(), work.now());
        work.tx().insert_upload(id, &name, at).await?;
        work.finish().await?;
        let writer = match ports.blobs.write(key(scope, id, Variant::Original)).await {
            Ok(writer) => writer,
            Err(error) => return Err(given_up(discard(ports, scope, id).await, error.into())),
        };
        Ok(Self { ports, scope, id, name, limits, writer, size: 0, head: Vec::new(), text: TextCheck::default() })
    }

    /// Takes the next bytes. After an error, [`Upload::abort`].
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.size += bytes.len() as u64;
        if !self.limits.takes_size(self.size) {
            return Err(Error::FileTooLarge { max_bytes: self.limits.max_bytes });
        }
        self.text.feed(bytes);
        if self.head.len() < HEAD {
            self.head.extend(bytes.iter().take(HEAD - self.head.len()));
            // Of what is no text the first bytes tell all that will be known.
            if self.head.len() == HEAD && !self.text.may_be_text() {
                self.check_type()?;
            }
        }
        Ok(self.writer.write(bytes).await?)
    }

    fn check_type(&self) -> Result<MediaType> {
        let media_type = MediaType::of(self.ports.media.sniff(&self.head), self.text.is_text(), &self.name);
        if self.limits.takes_type(&media_type) { Ok(media_type) } else { Err(Error::FileTypeRefused(media_type)) }
    }

    /// All bytes are there. Makes the small picture, if it is an image.
    pub async fn finish(self) -> Result<Uploaded> {
        let media_type = match self.check_type() {
            Ok(media_type) => media_type,
            Err(error) => return Err(given_up(self.abort().await, error)),
        };
        let Self { ports, scope, id, name, writer, size, .. } = self;
        let finished = async {
            let sha256 = writer.finish().await?;
            let dimensions =
                if ports.media.is_picture(&media_type, size) { picture(ports, scope, id, size).await? } else { None };
            let size = i64::try_from(size).map_err(|_| StoreError::Internal("a file of that size".to_owned()))?;
            Ok(Found { media_type, size, sha256, dimensions })
        };
        match finished.await {
            Ok(found) => Ok(Uploaded { id, name, found }),
            Err(error) => Err(given_up(discard(ports, scope, id).await, error)),
        }
    }

    /// Gives it up: nothing of it stays.
    pub async fn abort(self) -> Result<()> {
        self.writer.abort().await?;
        discard(self.ports, self.scope, self.id).await
    }
}

/// Makes the small picture of a stored image; the image's own size, if there is one.
async fn picture(ports: &Ports, scope: &Scope, id: AttachmentId, size: u64) -> Result<Option<Dimensions>> {
    let image = ports.blobs.read(key(scope, id, Variant::Original), 0, size).await?;
    let image = image.ok_or_else(|| StoreError::Internal("a file that was just written is gone".to_owned()))?;
    let Some(picture) = ports.media.picture(image).await? else { return Ok(None) };
    let mut writer = ports.blobs.write(key(scope, id, Variant::Thumbnail)).await?;
    writer.write(&picture.thumbnail).await?;
    writer.finish().await?;
    Ok(Some(picture.dimensions))
}

/// Tells everybody that the file is there.
pub async fn keep_upload(work: &mut Work<'_>, uploaded: &Uploaded) -> Result<Attachment> {
    work.scope().require(Permission::MessagesWrite)?;
    let Uploaded { id, name, found } = uploaded;
    if !work.tx().keep_upload(*id, found).await? {
        return Err(StoreError::Unavailable("the upload took too long and was given up".to_owned()).into());
    }
    Ok(Attachment {
        id: *id,
        name: name.as_str().to_owned(),
        media_type: found.media_type.as_str().to_owned(),
        size: found.size,
        dimensions: found.dimensions,
        has_thumbnail: found.dimensions.is_some(),
    })
}

/// Removes a file that nobody knows of: it was uploaded before under the same key.
pub async fn discard_upload(ports: &Ports, scope: &Scope, uploaded: &Uploaded) -> Result<()> {
    discard(ports, scope, uploaded.id).await
}

/// The bytes first: as long as there are any, a row knows of them.
async fn discard(ports: &Ports, scope: &Scope, id: AttachmentId) -> Result<()> {
    for variant in [Variant::Thumbnail, Variant::Original] {
        ports.blobs.delete(key(scope, id, variant)).await?;
    }
    let mut work = Work::begin(ports, scope).await?;
    work.tx().forget_upload(id).await?;
    work.finish().await
}

/// Why an upload failed, whether or not it could be cleaned up: what is left the collector finds.
fn given_up(cleaned: Result<()>, error: Error) -> Error {
    drop(cleaned);
    error
}

fn key(scope: &Scope, attachment: AttachmentId, variant: Variant) -> BlobKey {
    BlobKey { account: scope.account(), attachment, variant }
}
