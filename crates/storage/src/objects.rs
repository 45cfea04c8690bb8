//! [`Blobs`] on an object store.
//!
//! A write holds one part at most: 256 KiB for a folder, 5 MiB for a bucket, which takes no smaller
//! parts. In a folder a file appears whole under its name, synced; until then it is beside it under
//! another. A bucket has something to drop unfinished uploads by itself: a lifecycle rule.

use std::io;
use std::path::{Path as FsPath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws_lc_rs::digest::{Context, SHA256};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, MultipartUpload, ObjectStore, ObjectStoreExt as _, PutPayload, RetryConfig};
use secrecy::ExposeSecret as _;

use skybot_domain::attachment::Variant;
use skybot_domain::error::StoreError;
use skybot_domain::ports::{BlobKey, BlobReader, BlobWriter, Blobs};

use crate::settings::{S3Settings, StorageProblem, StorageSettings};

const FOLDER_PART: usize = 256 * 1024;
/// The smallest that S3 takes, but for the last.
const BUCKET_PART: usize = 5 * 1024 * 1024;
/// Somebody waits for an answer.
const LONGEST_TRY: Duration = Duration::from_secs(20);
const MOST_RETRIES: usize = 3;

/// Bytes in a folder or a bucket.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    part: usize,
    /// Where unfinished writes lie beside the finished.
    folder: Option<PathBuf>,
}

impl Objects {
    /// Opens what the settings name.
    pub fn open(settings: &StorageSettings) -> Result<Self, StorageProblem> {
        match settings {
            StorageSettings::Local { folder } => {
                let store = folder_store(folder)?;
                Ok(Self { store: Arc::new(store), part: FOLDER_PART, folder: Some(folder.clone()) })
            }
            StorageSettings::S3(bucket) => {
                Ok(Self { store: Arc::new(bucket_store(bucket)?), part: BUCKET_PART, folder: None })
            }
        }
    }
}

fn folder_store(folder: &FsPath) -> Result<LocalFileSystem, StorageProblem> {
    std::fs::create_dir_all(folder).map_err(|error| StorageProblem::Folder(error.to_string()))?;
    let store = LocalFileSystem::new_with_prefix(folder);
    Ok(store.map_err(|error| StorageProblem::Folder(error.to_string()))?.with_fsync(true))
}

fn bucket_store(settings: &S3Settings) -> Result<AmazonS3, StorageProblem> {
    let retry = RetryConfig { max_retries: MOST_RETRIES, retry_timeout: LONGEST_TRY, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_region(&settings.region)
        .with_bucket_name(&settings.bucket)
        .with_access_key_id(&settings.access_key_id)
        .with_secret_access_key(settings.secret_access_key.expose_secret())
        .with_virtual_hosted_style_request(!settings.path_style)
        .with_retry(retry);
    if let Some(endpoint) = &settings.endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    builder.build().map_err(|error| StorageProblem::Bucket(error.to_string()))
}

/// Ids have neither slashes nor dots.
fn path(key: BlobKey) -> Path {
    let suffix = match key.variant {
        Variant::Original => "",
        Variant::Thumbnail => ".thumbnail",
    };
    Path::from(format!("{}/{}{suffix}", key.account, key.attachment))
}

fn failed(error: &object_store::Error) -> StoreError {
    StoreError::Unavailable(error.to_string())
}

/// What is not there is `None`.
fn found<T>(outcome: object_store::Result<T>) -> Result<Option<T>, StoreError> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(failed(&error)),
    }
}

#[async_trait]
impl Blobs for Objects {
    async fn write(&self, key: BlobKey) -> Result<Box<dyn BlobWriter>, StoreError> {
        Ok(Box::new(Writer {
            store: Arc::clone(&self.store),
            path: path(key),
            part: self.part,
            held: BytesMut::new(),
            upload: None,
            hash: Context::new(&SHA256),
        }))
    }

    async fn read(&self, key: BlobKey, start: u64, length: u64) -> Result<Option<Box<dyn BlobReader>>, StoreError> {
        if length == 0 {
            // No store knows a range of nothing.
            let nothing = futures_util::stream::empty().boxed();
            return Ok(self.size(key).await?.map(|_| Box::new(Reader(nothing)) as Box<dyn BlobReader>));
        }
        let range = Some(GetRange::Bounded(start..start + length));
        let options = GetOptions { range, ..GetOptions::default() };
        let opened = found(self.store.get_opts(&path(key), options).await)?;
        Ok(opened.map(|opened| Box::new(Reader(opened.into_stream())) as Box<dyn BlobReader>))
    }

    async fn size(&self, key: BlobKey) -> Result<Option<u64>, StoreError> {
        Ok(found(self.store.head(&path(key)).await)?.map(|meta| meta.size))
    }

    async fn delete(&self, key: BlobKey) -> Result<(), StoreError> {
        let path = path(key);
        found(self.store.delete(&path).await)?;
        let Some(folder) = &self.folder else { return Ok(()) };
        let folder = folder.clone();
        let cleaned = tokio::task::spawn_blocking(move || remove_unfinished(&folder.join(path.as_ref()))).await;
        let cleaned = cleaned.map_err(|error| StoreError::Internal(error.to_string()))?;
        cleaned.map_err(|error| StoreError::Unavailable(error.to_string()))
    }
}

/// A process that died left its unfinished file as `NAME#1`, or the next free number. The store
/// itself does not see such names.
fn remove_unfinished(file: &FsPath) -> io::Result<()> {
    for number in 1_u32.. {
        let mut name = file.as_os_str().to_owned();
        name.push(format!("#{number}"));
        match std::fs::remove_file(PathBuf::from(name)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

struct Writer {
    store: Arc<dyn ObjectStore>,
    path: Path,
    part: usize,
    held: BytesMut,
    /// Begun with the first full part: what is smaller is written at once.
    upload: Option<Box<dyn MultipartUpload>>,
    hash: Context,
}

impl Writer {
    async fn send(&mut self, part: Bytes) -> object_store::Result<()> {
        let upload = match &mut self.upload {
            Some(upload) => upload,
            None => self.upload.insert(self.store.put_multipart(&self.path).await?),
        };
        // One at a time, so that no more than one is held.
        upload.put_part(PutPayload::from_bytes(part)).await
    }

    async fn complete(&mut self) -> object_store::Result<()> {
        let rest = self.held.split().freeze();
        if self.upload.is_none() {
            self.store.put(&self.path, PutPayload::from_bytes(rest)).await?;
            return Ok(());
        }
        if !rest.is_empty() {
            self.send(rest).await?;
        }
        if let Some(upload) = &mut self.upload {
            upload.complete().await?;
        }
        Ok(())
    }
}

#[async_trait]
impl BlobWriter for Writer {
    async fn write(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        self.hash.update(bytes);
        while !bytes.is_empty() {
            let (taken, rest) = bytes.split_at(bytes.len().min(self.part - self.held.len()));
            self.held.extend_from_slice(taken);
            bytes = rest;
            if self.held.len() == self.part {
                let part = std::mem::take(&mut self.held).freeze();
                self.send(part).await.map_err(|error| failed(&error))?;
            }
        }
        Ok(())
    }

    async fn finish(mut self: Box<Self>) -> Result<[u8; 32], StoreError> {
        if let Err(error) = self.complete().await {
            let failure = failed(&error);
            self.abort().await?;
            return Err(failure);
        }
        let digest = self.hash.finish();
        digest.as_ref().try_into().map_err(|_| StoreError::Internal("SHA-256 has 32 bytes".to_owned()))
    }

    async fn abort(mut self: Box<Self>) -> Result<(), StoreError> {
        match &mut self.upload {
            Some(upload) => upload.abort().await.map_err(|error| failed(&error)),
            None => Ok(()),
        }
    }
}

struct Reader(BoxStream<'static, object_store::Result<Bytes>>);

#[async_trait]
impl BlobReader for Reader {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        match self.0.next().await {
            Some(Ok(bytes)) => Ok(Some(bytes.into())),
            Some(Err(error)) => Err(failed(&error)),
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path as FsPath;

    use skybot_domain::Id;
    use skybot_domain::attachment::Variant;
    use skybot_domain::ports::{BlobKey, Blobs as _};

    use super::{FOLDER_PART, Objects};
    use crate::settings::StorageSettings;

    const KEY: BlobKey = BlobKey {
        account: Id::new(uuid::Uuid::from_u128(1)),
        attachment: Id::new(uuid::Uuid::from_u128(2)),
        variant: Variant::Original,
    };

    fn open(folder: &FsPath) -> Objects {
        Objects::open(&StorageSettings::Local { folder: folder.to_owned() }).unwrap()
    }

    fn files(folder: &FsPath) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(folder.join(KEY.account.to_string())) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    async fn read(blobs: &Objects, start: u64, length: u64) -> Option<Vec<u8>> {
        let mut reader = blobs.read(KEY, start, length).await.unwrap()?;
        let mut all = Vec::new();
        while let Some(bytes) = reader.next().await.unwrap() {
            all.extend(bytes);
        }
        Some(all)
    }

    #[tokio::test]
    async fn what_is_written_is_read_whole_or_in_part() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = open(folder.path());
        for size in [0, 1, FOLDER_PART - 1, FOLDER_PART, FOLDER_PART + 1, 3 * FOLDER_PART + 7] {
            let bytes: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let mut writer = blobs.write(KEY).await.unwrap();
            for piece in bytes.chunks(70_001) {
                writer.write(piece).await.unwrap();
            }
            let sum = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
            assert_eq!(writer.finish().await.unwrap(), sum.as_ref(), "{size}");
            assert_eq!(blobs.size(KEY).await.unwrap(), Some(size as u64));
            assert_eq!(read(&blobs, 0, size as u64).await.unwrap(), bytes, "{size}");
            let middle = size / 2;
            assert_eq!(read(&blobs, middle as u64, (size - middle) as u64).await.unwrap(), bytes[middle..]);
        }
        assert_eq!(files(folder.path()), [KEY.attachment.to_string()]);
        blobs.delete(KEY).await.unwrap();
        blobs.delete(KEY).await.unwrap();
        assert_eq!(read(&blobs, 0, 1).await, None);
        assert!(files(folder.path()).is_empty());
    }

    #[tokio::test]
    async fn what_is_not_finished_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = open(folder.path());
        let mut writer = blobs.write(KEY).await.unwrap();
        writer.write(&vec![1; 2 * FOLDER_PART]).await.unwrap();
        assert_eq!(read(&blobs, 0, 1).await, None, "nothing can be read before its end");
        assert_eq!(files(folder.path()).len(), 1);
        writer.abort().await.unwrap();
        assert!(files(folder.path()).is_empty());

        // As a process that was killed leaves it.
        let mut writer = blobs.write(KEY).await.unwrap();
        writer.write(&vec![1; 2 * FOLDER_PART]).await.unwrap();
        std::mem::forget(writer);
        assert_eq!(files(folder.path()).len(), 1);
        blobs.delete(KEY).await.unwrap();
        assert!(files(folder.path()).is_empty());
    }
}
