//! Tenants and the people in them.

use crate::Timestamp;
use crate::id::{AccountId, TeamId, UserId};
use crate::named::named_enum;
use crate::scope::{Reach, Role};
use crate::text::{Email, Name};

named_enum! {
    /// Whether a tenant may be used.
    pub enum AccountStatus {
        /// In use.
        Active = "active",
        /// Nobody gets in, nothing is lost.
        Suspended = "suspended",
    }
}

/// A tenant.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What people call it.
    pub name: Name,
    /// Whether it may be used.
    pub status: AccountStatus,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A user in a tenant.
#[derive(Debug, Clone)]
pub struct Member {
    /// The user.
    pub user_id: UserId,
    /// The user's name in this tenant.
    pub name: Name,
    /// Where the user signs in with.
    pub email: Email,
    /// What the member may do.
    pub role: Role,
    /// Which conversations the member may see.
    pub reach: Reach,
    /// When the member was locked out, if so.
    pub disabled_at: Option<Timestamp>,
    /// When the member joined.
    pub created_at: Timestamp,
}

/// A group of members.
#[derive(Debug, Clone)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// What people call it.
    pub name: Name,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A tenant with its first owner, for provisioning.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The tenant's id.
    pub id: AccountId,
    /// The tenant's name.
    pub name: Name,
}

/// A user and its membership, for provisioning.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// The user's id, should there be no user with this address yet.
    pub user_id: UserId,
    /// Where the user signs in with.
    pub email: Email,
    /// The user's name.
    pub name: Name,
    /// The password as a PHC string; ignored for a user who exists.
    pub password_hash: String,
    /// What the member may do.
    pub role: Role,
    /// Which conversations the member may see.
    pub reach: Reach,
}
