//! The bytes of files: where they are, what they are, and small pictures of them.
//!
//! Implements the domain's [`Blobs`] on a folder or an S3 bucket, and [`Media`](skybot_domain::ports::Media)
//! by looking at bytes. Never decides what is taken or who may read it, and never makes a path of
//! anything but ids.

mod media;
mod objects;
mod picture;
mod settings;

use std::sync::Arc;

use async_trait::async_trait;
use skybot_domain::error::StoreError;
use skybot_domain::ports::{BlobKey, BlobReader, BlobWriter, Blobs};

pub use media::Eyes;
pub use objects::Objects;
pub use settings::{S3Settings, StorageProblem, StorageSettings};

/// Opens what the settings name. A folder is made if there is none; a bucket is not asked for
/// anything yet.
pub fn blobs(settings: &StorageSettings) -> Result<Arc<dyn Blobs>, StorageProblem> {
    Ok(Arc::new(Objects::open(settings)?))
}

/// For commands that touch no file.
#[derive(Debug)]
pub struct NoBlobs;

fn none<T>() -> Result<T, StoreError> {
    Err(StoreError::Unavailable("no storage is configured".to_owned()))
}

#[async_trait]
impl Blobs for NoBlobs {
    async fn write(&self, _: BlobKey) -> Result<Box<dyn BlobWriter>, StoreError> {
        none()
    }

    async fn read(&self, _: BlobKey, _: u64, _: u64) -> Result<Option<Box<dyn BlobReader>>, StoreError> {
        none()
    }

    async fn size(&self, _: BlobKey) -> Result<Option<u64>, StoreError> {
        none()
    }

    async fn delete(&self, _: BlobKey) -> Result<(), StoreError> {
        none()
    }
}
