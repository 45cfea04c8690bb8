//! Receipts.

use serde::{Deserialize, Serialize};
use skybot_domain::receipt as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Timestamp;

/// How far a member has read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadState {
    /// The conversation.
    pub conversation_id: Uuid,
    /// The member.
    pub user_id: Uuid,
    /// Read up to here; 0 is nothing.
    pub seq: i64,
    /// What the contact wrote after it.
    pub unread_count: i64,
    /// When the cursor last moved.
    #[schema(required)]
    pub read_at: Option<Timestamp>,
}

impl From<domain::ReadState> for ReadState {
    fn from(state: domain::ReadState) -> Self {
        Self {
            conversation_id: state.conversation_id.uuid(),
            user_id: state.user_id.uuid(),
            seq: state.seq,
            unread_count: state.unread_count,
            read_at: state.read_at.map(Into::into),
        }
    }
}

/// A member who has read a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reader {
    /// The member.
    pub user_id: Uuid,
    /// The member's name.
    pub name: String,
    /// Read up to here.
    pub seq: i64,
    /// When the cursor last moved.
    pub read_at: Timestamp,
}

impl From<domain::Reader> for Reader {
    fn from(reader: domain::Reader) -> Self {
        Self { user_id: reader.user_id.uuid(), name: reader.name, seq: reader.seq, read_at: reader.read_at.into() }
    }
}

/// Where the caller's read cursor goes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveCursor {
    /// The message.
    #[schema(minimum = 1, example = 12)]
    pub seq: i64,
}
