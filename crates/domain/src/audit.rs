//! The audit log as people read it. Written by the database, never by us.

use std::net::IpAddr;

use crate::Timestamp;
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// Grows with time.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// The kind of who did it: `user`, `bot`, `contact`, `system`.
    pub actor_type: String,
    /// Which.
    pub actor_id: Option<Uuid>,
    /// Who did it in the actor's name, if it was the platform.
    pub impersonator: Option<String>,
    /// The request that did it.
    pub request_id: Option<String>,
    /// Where from.
    pub ip: Option<IpAddr>,
    /// What the client says it is.
    pub user_agent: Option<String>,
    /// What was done.
    pub action: String,
    /// The kind of thing it was done to.
    pub subject_type: String,
    /// Which.
    pub subject_id: String,
    /// What changed, as it was; JSON.
    pub before: Option<String>,
    /// What changed, as it is now; JSON.
    pub after: Option<String>,
}
