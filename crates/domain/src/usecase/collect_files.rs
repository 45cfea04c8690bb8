//! Collecting files that nobody needs: uploads that came to nothing, files that never went with a
//! message, files of messages that are gone.

use crate::Timestamp;
use crate::attachment::Variant;
use crate::error::Result;
use crate::job::{LOOSE_FILE_RETENTION, UPLOAD_RETENTION};
use crate::ports::{BlobKey, Blobs, Housekeeping};
use crate::usecase::housekeeping::scopes;

/// Files of one tenant that are given up in one statement.
const STEP: u32 = 200;

/// Collects them, of all tenants; tells how many. Safe to run twice, and while files are uploaded:
/// what is given up cannot be kept or attached any more, and is forgotten only when its bytes are
/// gone.
pub async fn collect_files(store: &dyn Housekeeping, blobs: &dyn Blobs, now: Timestamp) -> Result<u64> {
    let mut collected = 0;
    for scope in scopes(store).await? {
        loop {
            let given_up =
                store.give_up_files(&scope, now - UPLOAD_RETENTION, now - LOOSE_FILE_RETENTION, STEP).await?;
            for attachment in &given_up {
                for variant in [Variant::Thumbnail, Variant::Original] {
                    let key = BlobKey { account: scope.account(), attachment: *attachment, variant };
                    blobs.delete(key).await?;
                }
            }
            store.forget_files(&scope, &given_up).await?;
            collected += given_up.len() as u64;
            if given_up.len() < STEP as usize {
                break;
            }
        }
    }
    Ok(collected)
}
