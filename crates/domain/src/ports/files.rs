//! Files: where their bytes are, what they are, links to them, and the rows that know of them.

use async_trait::async_trait;

use crate::Timestamp;
use crate::attachment::{Dimensions, FileLink, FileName, FileRules, MediaType, StoredFile, Variant};
use crate::error::StoreError;
use crate::id::{AccountId, AttachmentId, ConversationId, InboxId, MessageId};
use crate::scope::Scope;

type Outcome<T> = Result<T, StoreError>;

/// Names bytes: ids alone, so that no name of a file ever becomes a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobKey {
    /// The tenant.
    pub account: AccountId,
    /// The attachment.
    pub attachment: AttachmentId,
    /// Which of its two.
    pub variant: Variant,
}

/// Where the bytes of files are: a folder, a bucket.
#[async_trait]
pub trait Blobs: Send + Sync {
    /// Begins to write. Nothing can be read before [`BlobWriter::finish`].
    async fn write(&self, key: BlobKey) -> Outcome<Box<dyn BlobWriter>>;

    /// Opens `length` bytes from `start` on for reading. `None`: there is no such thing.
    async fn read(&self, key: BlobKey, start: u64, length: u64) -> Outcome<Option<Box<dyn BlobReader>>>;

    /// The size in bytes. `None`: there is no such thing.
    async fn size(&self, key: BlobKey) -> Outcome<Option<u64>>;

    /// Deletes, with whatever an unfinished write has left. Deleting what is not there is no failure.
    async fn delete(&self, key: BlobKey) -> Outcome<()>;
}

/// Bytes on their way in. Dropped without [`BlobWriter::finish`] they are removed, as far as that
/// can be done then.
#[async_trait]
pub trait BlobWriter: Send {
    /// Takes the next bytes. Holds a bounded number of them, whatever the size of the file.
    async fn write(&mut self, bytes: &[u8]) -> Outcome<()>;

    /// All bytes are there: makes them durable and readable. Their SHA-256.
    async fn finish(self: Box<Self>) -> Outcome<[u8; 32]>;

    /// Removes what was written.
    async fn abort(self: Box<Self>) -> Outcome<()>;
}

/// Bytes on their way out.
#[async_trait]
pub trait BlobReader: Send {
    /// The next bytes; `None` after the last.
    async fn next(&mut self) -> Outcome<Option<Vec<u8>>>;
}

/// A small picture of an image.
#[derive(Debug, Clone)]
pub struct Picture {
    /// How large the image itself is, as people see it.
    pub dimensions: Dimensions,
    /// The small picture, encoded anew, without whatever else was in the file.
    pub thumbnail: Vec<u8>,
}

/// Knows files by their bytes.
#[async_trait]
pub trait Media: Send + Sync {
    /// What a file that begins so looks like. `None`: nothing known.
    fn sniff(&self, head: &[u8]) -> Option<MediaType>;

    /// Whether [`Media::picture`] can make something of files of this type and size.
    fn is_picture(&self, media_type: &MediaType, size: u64) -> bool;

    /// Makes a small picture. `None`: the file is broken, or would cost too much to open. Reads only
    /// when its turn has come, so that few images are in memory at a time.
    async fn picture(&self, image: Box<dyn BlobReader>) -> Outcome<Option<Picture>>;
}

/// Links that open one file for some minutes, without any other credential.
pub trait FileLinks: Send + Sync {
    /// The token of a link, fit for a path.
    fn sign(&self, link: &FileLink) -> String;

    /// What a token opens at this moment. `None`: forged, malformed or over.
    fn open(&self, token: &str, now: Timestamp) -> Option<FileLink>;
}

/// Reading attachments.
#[async_trait]
pub trait AttachmentReads: Send + Sync {
    /// A file of a message that the caller may see, or one of the caller's own that goes with no
    /// message yet.
    async fn stored_file(&self, scope: &Scope, id: AttachmentId) -> Outcome<Option<StoredFile>>;

    /// The same for somebody with a link: whether the file may be seen was asked when the link was
    /// made. `None` too if the tenant is suspended.
    async fn linked_file(&self, scope: &Scope, id: AttachmentId) -> Outcome<Option<StoredFile>>;
}

/// A file of the caller's own that could go with a message.
#[derive(Debug, Clone)]
pub struct Loose {
    /// Its id.
    pub id: AttachmentId,
    /// Whether all its bytes are there.
    pub is_stored: bool,
    /// Whether it goes with a message already.
    pub is_attached: bool,
    /// What it is, once it is stored.
    pub media_type: Option<MediaType>,
    /// Bytes, once it is stored.
    pub size: u64,
}

/// What was found of a file that is all there.
#[derive(Debug, Clone)]
pub struct Found {
    /// By its bytes.
    pub media_type: MediaType,
    /// Bytes.
    pub size: i64,
    /// Of its bytes.
    pub sha256: [u8; 32],
    /// Pixels, if there is a small picture of it.
    pub dimensions: Option<Dimensions>,
}

/// Changing attachments.
#[async_trait]
pub trait AttachmentTx: Send {
    /// Notes that the caller begins to upload a file.
    async fn insert_upload(&mut self, id: AttachmentId, name: &FileName, at: Timestamp) -> Outcome<()>;

    /// Notes that all its bytes are there; `false` if it was given up meanwhile.
    async fn keep_upload(&mut self, id: AttachmentId, found: &Found) -> Outcome<bool>;

    /// Forgets an upload that came to nothing; its bytes are gone.
    async fn forget_upload(&mut self, id: AttachmentId) -> Outcome<()>;

    /// Those of these files that the caller has uploaded, locked.
    async fn hold_files(&mut self, ids: &[AttachmentId]) -> Outcome<Vec<Loose>>;

    /// Puts held files on a message, in this order.
    async fn attach(&mut self, message: MessageId, ids: &[AttachmentId]) -> Outcome<()>;

    /// What the inbox of a conversation takes.
    async fn file_rules(&mut self, conversation: ConversationId) -> Outcome<FileRules>;

    /// Sets what a held inbox takes.
    async fn set_file_rules(&mut self, inbox: InboxId, rules: &FileRules, at: Timestamp) -> Outcome<()>;
}

/// Collecting attachments that nobody needs.
#[async_trait]
pub trait AttachmentSweep: Send + Sync {
    /// Gives up at most `most` attachments: uploads begun before `uploading`, files without a message
    /// from before `loose`, and discarded ones. From then on nobody can keep, attach or read them.
    async fn give_up_files(
        &self,
        scope: &Scope,
        uploading: Timestamp,
        loose: Timestamp,
        most: u32,
    ) -> Outcome<Vec<AttachmentId>>;

    /// Forgets attachments that were given up; their bytes are gone.
    async fn forget_files(&self, scope: &Scope, ids: &[AttachmentId]) -> Outcome<()>;
}
