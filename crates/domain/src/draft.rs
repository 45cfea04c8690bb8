//! Drafts: what a member has begun to write in a conversation and not sent. One for each member and
//! conversation, seen by nobody else.

use crate::Timestamp;
use crate::id::{ConversationId, MessageId};
use crate::message::Content;

/// What a member has begun to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Where.
    pub conversation_id: ConversationId,
    /// What it says so far, and for whom.
    pub content: Content,
    /// The message it will answer.
    pub reply_to_id: Option<MessageId>,
    /// Counts changes; starts anew when a draft is begun anew.
    pub version: i64,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A draft as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDraft {
    /// What it says so far, and for whom.
    pub content: Content,
    /// The message it will answer.
    pub reply_to_id: Option<MessageId>,
}
