//! The audit log.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use skybot_domain::audit as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Timestamp;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// Grows with time.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who did it: `user`, `bot`, `contact`, `system`.
    #[schema(example = "user")]
    pub actor_type: String,
    /// Which.
    #[schema(required)]
    pub actor_id: Option<Uuid>,
    /// Who did it in the actor's name, if it was the platform.
    #[schema(required)]
    pub impersonator: Option<String>,
    /// The request that did it.
    #[schema(required)]
    pub request_id: Option<String>,
    /// Where from.
    #[schema(required)]
    pub ip: Option<String>,
    /// What the client says it is.
    #[schema(required)]
    pub user_agent: Option<String>,
    /// What was done: `insert`, `update`, `delete`, or what happened to security, such as
    /// `signed_in`.
    #[schema(example = "update")]
    pub action: String,
    /// The kind of thing it was done to.
    #[schema(example = "conversations")]
    pub subject_type: String,
    /// Which.
    pub subject_id: String,
    /// What changed, as it was; never a secret.
    #[schema(required, value_type = Option<Object>)]
    pub before: Option<Value>,
    /// What changed, as it is now; never a secret.
    #[schema(required, value_type = Option<Object>)]
    pub after: Option<Value>,
}

impl From<domain::AuditEntry> for AuditEntry {
    fn from(entry: domain::AuditEntry) -> Self {
        let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: entry.id,
            at: entry.at.into(),
            actor_type: entry.actor_type,
            actor_id: entry.actor_id,
            impersonator: entry.impersonator,
            request_id: entry.request_id,
            ip: entry.ip.map(|ip| ip.to_string()),
            user_agent: entry.user_agent,
            action: entry.action,
            subject_type: entry.subject_type,
            subject_id: entry.subject_id,
            before: json(entry.before),
            after: json(entry.after),
        }
    }
}
