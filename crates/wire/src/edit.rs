//! Editing messages, and what they said before.

use serde::{Deserialize, Serialize};
use skybot_domain::message as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Timestamp, patch};

/// A message's new text. `If-Match` is required: an edit never goes over one that its writer has not
/// seen.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditMessage {
    /// What it says now; kept exactly as written.
    #[schema(min_length = 1, max_length = 16384, example = "Your parcel left our house this afternoon.")]
    pub body: String,
    /// All members it names now, by user id; only for notes. Not given: as before.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 50)]
    pub mentions: Option<Vec<Uuid>>,
}

/// What a message said before an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EarlierText {
    /// The version that said it.
    pub version: i64,
    /// What it said.
    pub body: String,
    /// Who replaced it.
    #[schema(required)]
    pub edited_by: Option<Uuid>,
    /// When it was replaced.
    pub edited_at: Timestamp,
}

impl From<domain::EarlierText> for EarlierText {
    fn from(text: domain::EarlierText) -> Self {
        Self {
            version: text.version,
            body: text.body,
            edited_by: text.edited_by.map(skybot_domain::Id::uuid),
            edited_at: text.edited_at.into(),
        }
    }
}
