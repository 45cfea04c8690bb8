//! Rows of tenants, of who belongs to them, and of what happened there.

use sea_orm::FromQueryResult;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::account::{Account, AccountStatus, Invitation, Member};
use skybot_domain::api_key::ApiKey;
use skybot_domain::audit::AuditEntry;
use skybot_domain::error::StoreError;
use skybot_domain::mail::Locale;
use skybot_domain::scope::{Grants, Permission, Reach, Role};
use skybot_domain::search::SearchLanguage;
use skybot_domain::text::{Email, Name, Region};

use super::corrupt;

/// A row of `memberships` with the user's address.
#[derive(Debug, FromQueryResult)]
pub(crate) struct MemberRow {
    pub user_id: Uuid,
    pub name: String,
    pub email: String,
    pub role: String,
    pub reach: String,
    pub disabled_at: Option<OffsetDateTime>,
    pub version: i64,
    pub created_at: OffsetDateTime,
}

impl TryFrom<MemberRow> for Member {
    type Error = StoreError;

    fn try_from(row: MemberRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("memberships", column, row.user_id);
        Ok(Self {
            user_id: row.user_id.into(),
            name: Name::parse(&row.name).map_err(|_| bad("name"))?,
            email: Email::parse(&row.email).map_err(|_| bad("email"))?,
            role: Role::parse(&row.role).ok_or_else(|| bad("role"))?,
            reach: Reach::parse(&row.reach).ok_or_else(|| bad("reach"))?,
            disabled_at: row.disabled_at,
            version: row.version,
            created_at: row.created_at,
        })
    }
}

/// A row of `accounts`.
#[derive(Debug, FromQueryResult)]
pub(crate) struct AccountRow {
    pub id: Uuid,
    pub name: String,
    pub status: String,
    pub locale: String,
    pub search_language: String,
    pub second_factor_required: bool,
    pub default_region: Option<String>,
    pub version: i64,
    pub created_at: OffsetDateTime,
}

impl TryFrom<AccountRow> for Account {
    type Error = StoreError;

    fn try_from(row: AccountRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("accounts", column, row.id);
        Ok(Self {
            id: row.id.into(),
            name: Name::parse(&row.name).map_err(|_| bad("name"))?,
            status: AccountStatus::parse(&row.status).ok_or_else(|| bad("status"))?,
            locale: Locale::parse(&row.locale).ok_or_else(|| bad("locale"))?,
            search_language: SearchLanguage::parse(&row.search_language).ok_or_else(|| bad("search_language"))?,
            second_factor_required: row.second_factor_required,
            default_region: super::optional(row.default_region, Region::parse, || {
                corrupt("accounts", "default_region", row.id)
            })?,
            version: row.version,
            created_at: row.created_at,
        })
    }
}

/// The columns of an [`InvitationRow`], of `invitations i`.
pub(crate) const INVITATION: &str = "i.id, i.email, i.role, i.reach, i.invited_by, i.created_at, i.expires_at,
    array(select b.inbox_id from invitation_inboxes b
          where b.account_id = i.account_id and b.invitation_id = i.id order by b.inbox_id) as inboxes";

/// A row of `invitations` with its inboxes.
#[derive(Debug, FromQueryResult)]
pub(crate) struct InvitationRow {
    pub id: Uuid,
    pub email: String,
    pub role: String,
    pub reach: String,
    pub inboxes: Vec<Uuid>,
    pub invited_by: Uuid,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

impl TryFrom<InvitationRow> for Invitation {
    type Error = StoreError;

    fn try_from(row: InvitationRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("invitations", column, row.id);
        Ok(Self {
            id: row.id.into(),
            email: Email::parse(&row.email).map_err(|_| bad("email"))?,
            role: Role::parse(&row.role).ok_or_else(|| bad("role"))?,
            reach: Reach::parse(&row.reach).ok_or_else(|| bad("reach"))?,
            inboxes: row.inboxes.into_iter().map(Into::into).collect(),
            invited_by: row.invited_by.into(),
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}

/// The columns of an [`ApiKeyRow`], of `api_keys k`. Secrets stay where they are.
pub(crate) const API_KEY: &str = "k.id, k.public_id, k.name, k.user_id, k.permissions,
    k.allowed_addresses::text[] as networks, k.version, k.created_at, k.expires_at, k.revoked_at, k.last_used_at,
    k.old_secret_until";

/// A row of `api_keys`.
#[derive(Debug, FromQueryResult)]
pub(crate) struct ApiKeyRow {
    pub id: Uuid,
    pub public_id: String,
    pub name: String,
    pub user_id: Uuid,
    pub permissions: Vec<String>,
    pub networks: Vec<String>,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    pub revoked_at: Option<OffsetDateTime>,
    pub last_used_at: Option<OffsetDateTime>,
    pub old_secret_until: Option<OffsetDateTime>,
}

impl TryFrom<ApiKeyRow> for ApiKey {
    type Error = StoreError;

    fn try_from(row: ApiKeyRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("api_keys", column, row.id);
        Ok(Self {
            id: row.id.into(),
            public_id: row.public_id,
            name: Name::parse(&row.name).map_err(|_| bad("name"))?,
            user_id: row.user_id.into(),
            grants: grants(&row.permissions).ok_or_else(|| bad("permissions"))?,
            networks: row.networks,
            version: row.version,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
            old_secret_until: row.old_secret_until,
        })
    }
}

/// What a key may be used for; `None` if a name is not one of ours.
pub(crate) fn grants(permissions: &[String]) -> Option<Grants> {
    let permissions: Option<Vec<_>> = permissions.iter().map(|name| Permission::parse(name)).collect();
    permissions.map(Grants::of)
}

/// A row of `audit_log`.
#[derive(Debug, FromQueryResult)]
pub(crate) struct AuditRow {
    pub id: i64,
    pub at: OffsetDateTime,
    pub actor_type: String,
    pub actor_id: Option<Uuid>,
    pub impersonator: Option<String>,
    pub request_id: Option<String>,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub action: String,
    pub subject_type: String,
    pub subject_id: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl TryFrom<AuditRow> for AuditEntry {
    type Error = StoreError;

    fn try_from(row: AuditRow) -> Result<Self, StoreError> {
        let bad = || StoreError::Corrupt { table: "audit_log", column: "ip", id: row.id.to_string() };
        Ok(Self {
            id: row.id,
            at: row.at,
            actor_type: row.actor_type,
            actor_id: row.actor_id,
            impersonator: row.impersonator,
            request_id: row.request_id,
            ip: row.ip.map(|ip| ip.parse().map_err(|_| bad())).transpose()?,
            user_agent: row.user_agent,
            action: row.action,
            subject_type: row.subject_type,
            subject_id: row.subject_id,
            before: row.before,
            after: row.after,
        })
    }
}
