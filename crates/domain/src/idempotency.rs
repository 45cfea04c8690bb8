//! Requests that take effect once, however often they are sent.
//!
//! The key and the answer are stored in the transaction of the effect itself: there is no state
//! "running" on disk that a crash could leave behind.

use crate::Timestamp;

/// A key as sent, with where and by whom, and a digest of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// 1 to 255 visible ASCII characters.
    pub key: String,
    /// Method and path, e.g. `POST /api/v1/contacts`.
    pub route: String,
    /// SHA-256 of the request's body.
    pub digest: [u8; 32],
    /// When it came.
    pub at: Timestamp,
}

/// An answer as it was sent the first time. Opaque to the domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// Whatever number the caller's protocol gives outcomes.
    pub status: u16,
    /// The `ETag`, if the answer had one.
    pub etag: Option<String>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

impl StoredAnswer {
    /// Without what it said.
    #[must_use]
    pub fn without_body(&self) -> Self {
        Self { status: self.status, etag: None, body: Vec::new() }
    }
}

/// What a claim found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// Nobody used the key; it is held until the transaction ends.
    Fresh,
    /// The same request took effect before.
    Replay(StoredAnswer),
    /// The key came with another request before.
    Reused,
    /// The first request is still running.
    Running,
}
