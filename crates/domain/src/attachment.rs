//! Attachments: files that go with messages. What they are is told by their bytes, never by their names.

use crate::id::AttachmentId;

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// What the sender called it, cleaned.
    pub name: String,
    /// By its bytes, such as `image/png`.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Pixels, for images.
    pub dimensions: Option<Dimensions>,
    /// Whether there is a small picture of it.
    pub has_thumbnail: bool,
}

/// How large an image is, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimensions {
    /// Across.
    pub width: u32,
    /// Down.
    pub height: u32,
}
