//! A bucket, as far as it can be had here: a server of our own that speaks as much S3 as is needed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bucket;

use bucket::Bucket;
use skybot_domain::Id;
use skybot_domain::attachment::Variant;
use skybot_domain::error::StoreError;
use skybot_domain::ports::{BlobKey, Blobs};
use skybot_storage::{S3Settings, StorageSettings};

const PART: usize = 5 * 1024 * 1024;
const KEY: BlobKey = BlobKey {
    account: Id::new(uuid::Uuid::from_u128(1)),
    attachment: Id::new(uuid::Uuid::from_u128(2)),
    variant: Variant::Thumbnail,
};

fn settings(endpoint: String) -> StorageSettings {
    StorageSettings::S3(S3Settings {
        endpoint: Some(endpoint),
        region: "eu-west-3".to_owned(),
        bucket: "files".to_owned(),
        access_key_id: "AKIA".to_owned(),
        secret_access_key: "hush".into(),
        path_style: true,
    })
}

async fn read(blobs: &dyn Blobs, start: u64, length: u64) -> Option<Vec<u8>> {
    let mut reader = blobs.read(KEY, start, length).await.unwrap()?;
    let mut all = Vec::new();
    while let Some(bytes) = reader.next().await.unwrap() {
        all.extend(bytes);
    }
    Some(all)
}

#[tokio::test]
async fn a_bucket_keeps_small_files_and_large_ones_in_parts() {
    let bucket = Bucket::open().await;
    let blobs = skybot_storage::blobs(&settings(bucket.url())).unwrap();
    for (size, parts) in [(10, 0), (PART - 1, 0), (2 * PART + 3, 3)] {
        let bytes: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let mut writer = blobs.write(KEY).await.unwrap();
        for piece in bytes.chunks(999_983) {
            writer.write(piece).await.unwrap();
        }
        writer.finish().await.unwrap();
        assert_eq!(bucket.names(), [format!("/files/{}/{}.thumbnail", KEY.account, KEY.attachment)]);
        assert_eq!(bucket.parts_taken(), parts, "{size}");
        assert_eq!(blobs.size(KEY).await.unwrap(), Some(size as u64));
        assert_eq!(read(&*blobs, 0, size as u64).await.unwrap(), bytes);
        assert_eq!(read(&*blobs, 3, 5).await.unwrap(), bytes[3..8]);
        blobs.delete(KEY).await.unwrap();
        assert!(bucket.names().is_empty());
    }
    blobs.delete(KEY).await.unwrap();
    assert_eq!(read(&*blobs, 0, 1).await, None);
    assert_eq!(blobs.size(KEY).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_aborted_is_not_in_the_bucket() {
    let bucket = Bucket::open().await;
    let blobs = skybot_storage::blobs(&settings(bucket.url())).unwrap();
    let mut writer = blobs.write(KEY).await.unwrap();
    writer.write(&vec![7; PART + 1]).await.unwrap();
    assert_eq!(bucket.unfinished(), 1);
    writer.abort().await.unwrap();
    assert_eq!((bucket.unfinished(), bucket.names().len()), (0, 0));
}

#[tokio::test]
async fn a_bucket_that_is_away_is_unavailable() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let blobs = skybot_storage::blobs(&settings(format!("http://127.0.0.1:{port}"))).unwrap();
    let away = blobs.size(KEY).await.unwrap_err();
    assert!(matches!(&away, StoreError::Unavailable(why) if !why.contains("hush")), "{away}");
}
