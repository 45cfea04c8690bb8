//! What the process says of itself.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How the process is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthStatus {
    /// It lives, or it can serve.
    Ok,
}

/// The answer of `/health` and `/ready`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// How the process is.
    pub status: HealthStatus,
}
