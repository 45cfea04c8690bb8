//! Files: uploading them, and links to them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::Timestamp;

/// A form with one file.
#[derive(Debug, Clone, ToSchema)]
pub struct UploadForm {
    /// The file, with its name.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    pub file: Vec<u8>,
}

/// What an upload is for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// Checks size and type against what this inbox takes, and not only when the file is posted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbox_id: Option<Uuid>,
}

/// A link to a file, which opens it without any other credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileLink {
    /// Opens the file.
    pub url: String,
    /// Opens the small picture of it; null if there is none.
    #[schema(required)]
    pub thumbnail_url: Option<String>,
    /// The links open nothing from this moment on.
    pub expires_at: Timestamp,
}
