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
    /// Whether this node is connected to the others; `/ready` only, and only where it has a bus. Without
    /// the others it goes on serving.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bus: Option<BusStatus>,
}

/// Whether the bus works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum BusStatus {
    /// It does.
    Up,
    /// It does not: live updates of other nodes come within a second, and who is there is not known everywhere.
    Down,
}
