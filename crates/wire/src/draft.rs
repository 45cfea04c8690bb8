//! Drafts.

use serde::{Deserialize, Serialize};
use skybot_domain::draft as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::message::post_kind;
use crate::{PostKind, Timestamp};

/// What the caller has begun to write in a conversation. Nobody else sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Draft {
    /// Where.
    pub conversation_id: Uuid,
    /// Whom it is for.
    pub kind: PostKind,
    /// What it says so far.
    pub body: String,
    /// The message it will answer.
    #[schema(required)]
    pub reply_to_id: Option<Uuid>,
    /// Counts changes; starts anew when a draft is begun anew.
    pub version: i64,
    /// When it was last changed.
    pub saved_at: Timestamp,
}

impl From<domain::Draft> for Draft {
    fn from(draft: domain::Draft) -> Self {
        let (kind, body) = post_kind(&draft.content);
        Self {
            conversation_id: draft.conversation_id.uuid(),
            kind,
            body,
            reply_to_id: draft.reply_to_id.map(skybot_domain::Id::uuid),
            version: draft.version,
            saved_at: draft.updated_at.into(),
        }
    }
}

/// A draft to be kept. Posting the message does not forget it: delete it then.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutDraft {
    /// What it says so far; a blank one is forgotten.
    #[schema(max_length = 16384)]
    pub body: String,
    /// Whom it is for; `text` if not given.
    #[serde(default, deserialize_with = "crate::patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kind: Option<PostKind>,
    /// The message it will answer, in the same conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to_id: Option<Uuid>,
}
