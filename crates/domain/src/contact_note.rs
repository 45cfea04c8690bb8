//! What members note of a contact, for each other. Contacts never see it.

use crate::Timestamp;
use crate::id::{ContactId, ContactNoteId, UserId};
use crate::text::MessageBody;

/// A note.
#[derive(Debug, Clone)]
pub struct ContactNote {
    /// Its id.
    pub id: ContactNoteId,
    /// Of whom.
    pub contact_id: ContactId,
    /// Who wrote it.
    pub author_id: UserId,
    /// What the author is called.
    pub author_name: String,
    /// What it says.
    pub body: MessageBody,
    /// Counts changes.
    pub version: i64,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}
