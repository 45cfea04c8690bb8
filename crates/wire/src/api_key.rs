//! API keys. What holds a secret has no `Debug`.

use serde::{Deserialize, Serialize};
use skybot_domain::api_key as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Permission, Timestamp};

/// A key to be made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateApiKey {
    /// What people call it.
    #[schema(min_length = 1, max_length = 120, example = "n8n")]
    pub name: String,
    /// What it may be used for.
    #[schema(min_items = 1, max_items = 32)]
    pub scopes: Vec<Permission>,
    /// The bot it acts as; without one a bot of the key's name is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub user_id: Option<Uuid>,
    /// Addresses and networks it may be used from; from anywhere if empty.
    #[serde(default)]
    #[schema(max_items = 32, example = json!(["203.0.113.0/24"]))]
    pub allowed_addresses: Vec<String>,
    /// When it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub expires_at: Option<Timestamp>,
}

/// Asks for another secret of a key.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateApiKey {
    /// How long the old secret is good beside the new one, in seconds; at most seven days.
    #[serde(default)]
    #[schema(maximum = 604_800, example = 3600)]
    pub overlap_seconds: u64,
}

/// A key as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ApiKey {
    /// Its id.
    pub id: Uuid,
    /// What stands in front of the secret: `sk_<public id>_…`.
    pub public_id: String,
    /// What people call it.
    pub name: String,
    /// The member it acts as.
    pub user_id: Uuid,
    /// What it may be used for.
    pub scopes: Vec<Permission>,
    /// Where it may be used from; anywhere if empty.
    pub allowed_addresses: Vec<String>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends by itself.
    #[schema(required)]
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    #[schema(required)]
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    #[schema(required)]
    pub last_used_at: Option<Timestamp>,
    /// Until when the secret before the last rotation is good.
    #[schema(required)]
    pub old_secret_until: Option<Timestamp>,
}

impl From<domain::ApiKey> for ApiKey {
    fn from(key: domain::ApiKey) -> Self {
        Self {
            id: key.id.uuid(),
            public_id: key.public_id,
            name: key.name.into_string(),
            user_id: key.user_id.uuid(),
            scopes: key.grants.iter().map(Into::into).collect(),
            allowed_addresses: key.networks,
            version: key.version,
            created_at: key.created_at.into(),
            expires_at: key.expires_at.map(Into::into),
            revoked_at: key.revoked_at.map(Into::into),
            last_used_at: key.last_used_at.map(Into::into),
            old_secret_until: key.old_secret_until.map(Into::into),
        }
    }
}

/// A key with its text.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct ShownApiKey {
    /// The text, for `Authorization: Bearer`. Shown this once: null in an answer that is repeated
    /// under an `Idempotency-Key`.
    #[schema(required, format = Password)]
    pub key: Option<String>,
    /// The key.
    pub api_key: ApiKey,
}
