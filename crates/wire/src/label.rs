//! Labels.

use serde::{Deserialize, Serialize};
use skybot_domain::label as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Timestamp;

/// A label that can be put on conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Label {
    /// Its id.
    pub id: Uuid,
    /// Its name; conversations and paths name it by this.
    #[schema(example = "vip")]
    pub name: String,
    /// `#rrggbb`.
    #[schema(example = "#1f6feb")]
    pub color: String,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

impl From<domain::Label> for Label {
    fn from(label: domain::Label) -> Self {
        Self {
            id: label.id.uuid(),
            name: label.name.as_str().to_owned(),
            color: label.color.as_str().to_owned(),
            version: label.version,
            created_at: label.created_at.into(),
        }
    }
}

/// A label to be made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateLabel {
    /// Letters, digits, dashes, underscores, dots or colons; kept in lower case; unique in the
    /// tenant.
    #[schema(min_length = 1, max_length = 60, example = "vip")]
    pub name: String,
    /// `#rrggbb`.
    #[schema(pattern = "^#[0-9a-fA-F]{6}$", example = "#1f6feb")]
    pub color: String,
}

/// Changes of a label; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchLabel {
    /// As in [`CreateLabel`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 60, example = "vip", nullable = false)]
    pub name: Option<String>,
    /// `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^#[0-9a-fA-F]{6}$", example = "#1f6feb", nullable = false)]
    pub color: Option<String>,
}
