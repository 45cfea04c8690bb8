//! The tenant, its members and teams.

use serde::{Deserialize, Serialize};
use skybot_domain::{account as domain, mail, scope, search};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::mirror::mirror;
use crate::{Timestamp, patch};

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

mirror! {
    /// What somebody or something may do; also the scopes of API keys.
    pub enum Permission = scope::Permission, permissions_agree {
        ConversationsRead = "conversations:read",
        ConversationsWrite = "conversations:write",
        ConversationsDelete = "conversations:delete",
        MessagesWrite = "messages:write",
        DeliveriesWrite = "deliveries:write",
        MessagesReceive = "messages:receive",
        ContactsRead = "contacts:read",
        ContactsWrite = "contacts:write",
        ContactsDelete = "contacts:delete",
        SettingsRead = "settings:read",
        SettingsWrite = "settings:write",
        MembersWrite = "members:write",
        KeysWrite = "keys:write",
        AuditRead = "audit:read",
        AccountWrite = "account:write",
    }
}

mirror! {
    /// The language of messages, for search: a word is then found in its other forms too.
    pub enum SearchLanguage = search::SearchLanguage, search_languages_agree {
        Simple = "simple",
        Arabic = "arabic",
        Armenian = "armenian",
        Basque = "basque",
        Catalan = "catalan",
        Danish = "danish",
        Dutch = "dutch",
        English = "english",
        Finnish = "finnish",
        French = "french",
        German = "german",
        Greek = "greek",
        Hindi = "hindi",
        Hungarian = "hungarian",
        Indonesian = "indonesian",
        Irish = "irish",
        Italian = "italian",
        Lithuanian = "lithuanian",
        Nepali = "nepali",
        Norwegian = "norwegian",
        Portuguese = "portuguese",
        Romanian = "romanian",
        Russian = "russian",
        Serbian = "serbian",
        Spanish = "spanish",
        Swedish = "swedish",
        Tamil = "tamil",
        Turkish = "turkish",
        Yiddish = "yiddish",
    }
}

mirror! {
    /// A language that people are written to in.
    pub enum Locale = mail::Locale, locales_agree {
        English = "en",
        French = "fr",
        Spanish = "es",
        Portuguese = "pt",
    }
}

#[expect(clippy::derivable_impls, reason = "the macro that declares it derives the same for all")]
impl Default for Locale {
    fn default() -> Self {
        Self::English
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
    /// The language of its letters.
    pub locale: Locale,
    /// The language of its messages, for search: a word is found in its other forms too, unless it is quoted.
    pub search_language: SearchLanguage,
    /// Whether its people need a second factor.
    pub second_factor_required: bool,
    /// The country that numbers without one are taken to be from, in two capitals.
    #[schema(required, example = "FR")]
    pub default_region: Option<String>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

impl From<domain::Account> for Account {
    fn from(account: domain::Account) -> Self {
        Self {
            id: account.id.uuid(),
            name: account.name.into_string(),
            status: account.status.into(),
            locale: account.locale.into(),
            search_language: account.search_language.into(),
            second_factor_required: account.second_factor_required,
            default_region: account.default_region.map(|region| region.as_str().to_owned()),
            version: account.version,
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
    #[schema(format = "idn-email")]
    pub email: String,
    /// What the member may do.
    pub role: Role,
    /// Which conversations the member may see.
    pub reach: Reach,
    /// When the member was locked out.
    #[schema(required)]
    pub disabled_at: Option<Timestamp>,
    /// Counts changes.
    pub version: i64,
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
            version: member.version,
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
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

impl From<domain::Team> for Team {
    fn from(team: domain::Team) -> Self {
        Self {
            id: team.id.uuid(),
            name: team.name.into_string(),
            version: team.version,
            created_at: team.created_at.into(),
        }
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

/// Changes of a team; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchTeam {
    /// What people call it; unique in the tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 120, nullable = false)]
    pub name: Option<String>,
}

/// Changes of the tenant; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchAccount {
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 120, nullable = false)]
    pub name: Option<String>,
    /// The language of its letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub locale: Option<Locale>,
    /// The language of its messages, for search. What is there already is found in its other forms once the
    /// background work that this starts has come to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub search_language: Option<SearchLanguage>,
    /// Whether its people need a second factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub second_factor_required: Option<bool>,
    /// The country that numbers without one are taken to be from, in two capitals; null: there is none.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, pattern = "^[A-Z]{2}$", example = "FR")]
    pub default_region: Option<Option<String>>,
}

/// Changes of a member; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchMember {
    /// What the member may do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub role: Option<Role>,
    /// Which conversations the member may see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reach: Option<Reach>,
    /// Whether the member is locked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
}

/// Somebody to be asked to join.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInvitation {
    /// Where the letter goes.
    #[schema(format = "idn-email", max_length = 254, example = "bob@example.com")]
    pub email: String,
    /// What the member will be allowed; not `bot`.
    pub role: Role,
    /// Which conversations the member will see.
    #[serde(default)]
    pub reach: Reach,
    /// The inboxes the member will belong to.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub inbox_ids: Vec<Uuid>,
}

#[expect(clippy::derivable_impls, reason = "the macro that declares it derives the same for all")]
impl Default for Reach {
    fn default() -> Self {
        Self::All
    }
}

/// Somebody who was asked to join and has not answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Invitation {
    /// Its id.
    pub id: Uuid,
    /// Where the letter goes.
    #[schema(format = "idn-email")]
    pub email: String,
    /// What the member will be allowed.
    pub role: Role,
    /// Which conversations the member will see.
    pub reach: Reach,
    /// The inboxes the member will belong to.
    pub inbox_ids: Vec<Uuid>,
    /// Who invites.
    pub invited_by: Uuid,
    /// When.
    pub created_at: Timestamp,
    /// When it is over.
    pub expires_at: Timestamp,
}

impl From<domain::Invitation> for Invitation {
    fn from(invitation: domain::Invitation) -> Self {
        Self {
            id: invitation.id.uuid(),
            email: invitation.email.as_str().to_owned(),
            role: invitation.role.into(),
            reach: invitation.reach.into(),
            inbox_ids: invitation.inboxes.iter().map(|id| id.uuid()).collect(),
            invited_by: invitation.invited_by.uuid(),
            created_at: invitation.created_at.into(),
            expires_at: invitation.expires_at.into(),
        }
    }
}
