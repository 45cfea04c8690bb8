//! What blocked contacts write is kept apart from conversations, for a while.

use crate::Timestamp;
use crate::id::{ContactId, InboxId, QuarantinedId};
use crate::text::{ExternalId, MessageBody};

/// So many of a contact are kept, the newest.
pub const KEPT: i64 = 1_000;

/// What a blocked contact wrote.
#[derive(Debug, Clone)]
pub struct Quarantined {
    /// Its id.
    pub id: QuarantinedId,
    /// Who wrote it.
    pub contact_id: ContactId,
    /// Where it came in.
    pub inbox_id: InboxId,
    /// Its id there; the same again is the same.
    pub external_id: Option<ExternalId>,
    /// What it says.
    pub body: MessageBody,
    /// When it came.
    pub received_at: Timestamp,
}
