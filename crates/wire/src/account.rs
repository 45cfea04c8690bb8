//! The tenant, its members and teams.

use serde::{Deserialize, Serialize};
use skybot_domain::{account as domain, scope};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Timestamp;
use crate::mirror::mirror;

mirror! {
    /// Whether a tenant may be used.
    pub enum AccountStatus = domain::AccountStatus, account_statuses_agree {
        Active = "active",
        Suspended = "suspended",
    }
}

mirror! {
    /// What a member may do.
    pub enum Role = scope::Role, roles_agree {
        Owner = "owner",
        Admin = "admin",
        Agent = "agent",
        Viewer = "viewer",
        Bot = "bot",
    }
}

mirror! {
    /// Which conversations a member may see.
    pub enum Reach = scope::Reach, reaches_agree {
        All = "all",
        Inbox = "inbox",
        Team = "team",
        Mine = "mine",
    }
}

/// The tenant of the credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Whether it may be used.
    pub status: AccountStatus,
    /// When it was made.
    pub created_at: Timestamp,
}

impl From<domain::Account> for Account {
    fn from(account: domain::Account) -> Self {
        Self {
            id: account.id.uuid(),
            name: account.name.into_string(),
            status: account.status.into(),
            created_at: account.created_at.into(),
        }
    }
}

/// A user in the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// The user.
    pub user_id: Uuid,
    /// The user's name in this tenant.
    pub name: String,
    /// Where the user signs in with.
    #[schema(format = Email)]
    pub email: String,
    /// What the member may do.
    pub role: Role,
    /// Which conversations the member may see.
    pub reach: Reach,
    /// When the member was locked out.
    #[schema(required)]
    pub disabled_at: Option<Timestamp>,
    /// When the member joined.
    pub created_at: Timestamp,
}

impl From<domain::Member> for Member {
    fn from(member: domain::Member) -> Self {
        Self {
            user_id: member.user_id.uuid(),
            name: member.name.into_string(),
            email: member.email.as_str().to_owned(),
            role: member.role.into(),
            reach: member.reach.into(),
            disabled_at: member.disabled_at.map(Into::into),
            created_at: member.created_at.into(),
        }
    }
}

/// A group of members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Team {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl From<domain::Team> for Team {
    fn from(team: domain::Team) -> Self {
        Self { id: team.id.uuid(), name: team.name.into_string(), created_at: team.created_at.into() }
    }
}

/// A team to be made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTeam {
    /// What people call it; unique in the tenant.
    #[schema(min_length = 1, max_length = 120, example = "Billing")]
    pub name: String,
}
