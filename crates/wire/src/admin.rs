//! The platform realm: tenants and their people, for whoever runs the installation.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Reach, Role};

/// A tenant to be made, with its owner.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdminCreateAccount {
    /// The tenant's name.
    #[schema(min_length = 1, max_length = 120, example = "ACME")]
    pub name: String,
    /// Where the owner signs in with.
    #[schema(format = "idn-email", max_length = 254, example = "ana@example.com")]
    pub owner_email: String,
    /// The owner's name.
    #[schema(min_length = 1, max_length = 120, example = "Ana Silva")]
    pub owner_name: String,
    /// The owner's password; whoever has a user already keeps theirs.
    #[schema(format = Password, min_length = 15, max_length = 128)]
    pub owner_password: String,
}

/// A user to be made in a tenant.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdminCreateUser {
    /// Where the user signs in with.
    #[schema(format = "idn-email", max_length = 254, example = "bob@example.com")]
    pub email: String,
    /// The user's name.
    #[schema(min_length = 1, max_length = 120, example = "Bob")]
    pub name: String,
    /// The user's password; whoever has a user already keeps theirs.
    #[schema(format = Password, min_length = 15, max_length = 128)]
    pub password: String,
    /// What the member may do; not `bot`.
    pub role: Role,
    /// Which conversations the member may see.
    #[serde(default)]
    pub reach: Reach,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdminCreated {
    /// The tenant.
    pub account_id: Uuid,
    /// The user.
    pub user_id: Uuid,
}

/// Acts in a member's name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Impersonate {
    /// The member.
    pub user_id: Uuid,
    /// Who does so, for the tenant's audit log.
    #[schema(min_length = 1, max_length = 120, example = "support: Kim")]
    pub operator: String,
}

/// A limit of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RateLimit {
    /// What is counted: `address`, `sign_in`, `system`, `user`, `api_key`, `account`,
    /// `messages_per_conversation`, `messages_per_sender`.
    #[schema(example = "user")]
    pub name: String,
    /// Requests in a window, and at once.
    pub requests: u32,
    /// The window, in seconds.
    pub window_seconds: u64,
}

/// The limits of the server. One that is missing is not set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RateLimits {
    /// Each of them.
    pub items: Vec<RateLimit>,
}
