//! Tenants and the people in them.

use crate::Timestamp;
use crate::id::{AccountId, InboxId, InvitationId, TeamId, UserId};
use crate::mail::Locale;
use crate::named::named_enum;
use crate::scope::{Reach, Role};
use crate::search::SearchLanguage;
use crate::text::{Email, Name, Region};

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
    /// The language of its letters.
    pub locale: Locale,
    /// The language of its messages, for search.
    pub search_language: SearchLanguage,
    /// Whether its people need a second factor.
    pub second_factor_required: bool,
    /// Where numbers that are written without a country are taken to be from.
    pub default_region: Option<Region>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What to change of a tenant; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct AccountPatch {
    /// What people call it.
    pub name: Option<Name>,
    /// The language of its letters.
    pub locale: Option<Locale>,
    /// The language of its messages, for search.
    pub search_language: Option<SearchLanguage>,
    /// Whether its people need a second factor.
    pub second_factor_required: Option<bool>,
    /// Where numbers that are written without a country are taken to be from; inner `None`: nowhere.
    pub default_region: Option<Option<Region>>,
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
    /// Counts changes.
    pub version: i64,
    /// When the member joined.
    pub created_at: Timestamp,
}

impl Member {
    /// Whether it is an owner who can get in.
    pub fn is_active_owner(&self) -> bool {
        self.role == Role::Owner && self.disabled_at.is_none()
    }
}

/// What to change of a member; what is absent stays.
#[derive(Debug, Clone, Copy, Default)]
pub struct MemberPatch {
    /// What the member may do.
    pub role: Option<Role>,
    /// Which conversations the member may see.
    pub reach: Option<Reach>,
    /// Whether the member is locked out.
    pub disabled: Option<bool>,
}

/// What a person changes of its own; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct OwnPatch {
    /// The name in this tenant.
    pub name: Option<Name>,
    /// The language, over all tenants.
    pub locale: Option<Locale>,
}

/// Somebody who is asked to join a tenant.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// Where the letter goes.
    pub email: Email,
    /// What the member will be allowed.
    pub role: Role,
    /// Which conversations the member will see.
    pub reach: Reach,
    /// The inboxes the member will belong to.
    pub inboxes: Vec<InboxId>,
    /// Who invites.
    pub invited_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// An invitation to be made.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// Where the letter goes.
    pub email: Email,
    /// What the member will be allowed.
    pub role: Role,
    /// Which conversations the member will see.
    pub reach: Reach,
    /// The inboxes the member will belong to.
    pub inboxes: Vec<InboxId>,
}

/// A group of members.
#[derive(Debug, Clone)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// What people call it.
    pub name: Name,
    /// Counts changes.
    pub version: i64,
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
