//! Sessions: a sign-in on one device, kept alive by rotating refresh tokens.

use std::time::Duration;

use crate::Timestamp;
use crate::account::AccountStatus;
use crate::id::{AccountId, SessionId, UserId};
use crate::scope::{Actor, Reach, Role};
use crate::text::Email;

/// How long an access token lives.
pub const ACCESS_LIFETIME: Duration = Duration::from_mins(10);
/// How long a session lives without being refreshed.
pub const IDLE_LIFETIME: Duration = Duration::from_hours(30 * 24);
/// How long a session lives at most.
pub const ABSOLUTE_LIFETIME: Duration = Duration::from_hours(90 * 24);
/// How long a used refresh token may be used once more, because the answer was lost.
pub const REUSE_GRACE: Duration = Duration::from_secs(10);

/// SHA-256 of an opaque secret: all that is ever stored of it.
pub type SecretHash = [u8; 32];

/// A member who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The session.
    pub session_id: SessionId,
    /// The user.
    pub user_id: UserId,
    /// The tenant.
    pub account_id: AccountId,
    /// The tenant's name.
    pub account_name: String,
    /// The member's name.
    pub name: String,
    /// Where the user signs in with.
    pub email: Email,
    /// What the member may do.
    pub role: Role,
    /// Which conversations the member may see.
    pub reach: Reach,
}

impl Principal {
    /// The principal as an actor.
    pub fn actor(&self) -> Actor {
        let (id, name) = (self.user_id, self.name.clone());
        if self.role == Role::Bot { Actor::Bot { id, name } } else { Actor::User { id, name } }
    }
}

/// What the store knows of an address someone signs in with.
#[derive(Debug, Clone)]
pub struct Login {
    /// The user.
    pub user_id: UserId,
    /// The password as a PHC string.
    pub password_hash: String,
    /// The tenants the user can enter, oldest membership first.
    pub memberships: Vec<LoginMembership>,
}

/// A tenant that a user belongs to.
#[derive(Debug, Clone)]
pub struct LoginMembership {
    /// The tenant.
    pub account_id: AccountId,
    /// Whether it may be used.
    pub account_status: AccountStatus,
    /// Whether the member was locked out.
    pub disabled: bool,
}

impl LoginMembership {
    /// Whether one can get in here.
    pub fn is_open(&self) -> bool {
        !self.disabled && self.account_status == AccountStatus::Active
    }
}

/// A session to be opened.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// The user.
    pub user_id: UserId,
    /// The tenant.
    pub account_id: AccountId,
    /// Of the first refresh token.
    pub refresh_hash: SecretHash,
    /// What the device says it is; cut to 255 characters.
    pub user_agent: Option<String>,
    /// Where the request came from.
    pub ip: Option<std::net::IpAddr>,
    /// When.
    pub at: Timestamp,
}

/// What a rotation did.
#[derive(Debug, Clone)]
pub enum Rotation {
    /// The new token is stored.
    Rotated(SessionId),
    /// The token was used before, outside the grace: the session is revoked now.
    Reused(SessionId),
    /// No such token, or its session is over.
    Refused,
}

/// The tokens of a sign-in.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Signed, for `Authorization: Bearer`.
    pub access: String,
    /// How long it lives.
    pub access_lifetime: Duration,
    /// Opaque; shown once.
    pub refresh: String,
}

/// Who signed in, and with which tokens.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub principal: Principal,
    /// The tokens.
    pub tokens: Tokens,
}
