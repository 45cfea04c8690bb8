//! Signing in. What holds a secret has no `Debug`.

use serde::{Deserialize, Serialize};
use skybot_domain::session as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{AccountStatus, Locale, Permission, Reach, Role};

/// Where the refresh token goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// Into the body of the answer.
    #[default]
    Body,
    /// Into an `HttpOnly` cookie that only `/api/v1/auth` gets; never into a body.
    Cookie,
}

/// A sign-in.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// Where the user signs in with.
    #[schema(format = "idn-email", max_length = 254, example = "ana@example.com")]
    pub email: String,
    /// The password.
    #[schema(format = Password, min_length = 1, max_length = 1024)]
    pub password: String,
    /// A code of the authenticator app, for whoever has a second factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, example = "123456", nullable = false)]
    pub code: Option<String>,
    /// A backup code instead; each is good for once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, example = "abcde-fghjk", nullable = false)]
    pub backup_code: Option<String>,
    /// Where the refresh token goes.
    #[serde(default)]
    pub transport: Transport,
}

/// Asks for fresh tokens. Without a token in the body the cookie is used.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The refresh token, unless it is in the cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Password, max_length = 1024)]
    pub refresh_token: Option<String>,
}

/// Ends a session. Without a token in the body the cookie is used, and without one the session
/// of the access token.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogoutRequest {
    /// The refresh token of the session, unless it is in the cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Password, max_length = 1024)]
    pub refresh_token: Option<String>,
}

/// How an access token is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum TokenType {
    /// As `Authorization: Bearer`.
    Bearer,
}

/// The tokens of a session.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct SignedIn {
    /// For `Authorization: Bearer`.
    #[schema(format = Password)]
    pub access_token: String,
    /// How it is sent.
    pub token_type: TokenType,
    /// Seconds until the access token ends.
    #[schema(example = 600)]
    pub expires_in: u64,
    /// For the next refresh; absent when it is in the cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Password, nullable = false)]
    pub refresh_token: Option<String>,
    /// Who signed in.
    pub user: Me,
}

impl SignedIn {
    /// Without the refresh token.
    pub fn new(signed_in: domain::SignedIn) -> Self {
        Self {
            access_token: signed_in.tokens.access,
            token_type: TokenType::Bearer,
            expires_in: signed_in.tokens.access_lifetime.as_secs(),
            refresh_token: None,
            user: signed_in.principal.into(),
        }
    }
}

/// Who is signed in, and where.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// The user.
    pub user_id: Uuid,
    /// The session; null for an API key.
    #[schema(required)]
    pub session_id: Option<Uuid>,
    /// The API key; null for a session.
    #[schema(required)]
    pub api_key_id: Option<Uuid>,
    /// The tenant.
    pub account_id: Uuid,
    /// The tenant's name.
    pub account_name: String,
    /// The user's name in this tenant.
    pub name: String,
    /// Where the user signs in with.
    #[schema(format = "idn-email")]
    pub email: String,
    /// The language that the user is written to in, in all tenants.
    pub locale: Locale,
    /// What the user may do, in one word.
    pub role: Role,
    /// Which conversations the user may see.
    pub reach: Reach,
    /// What this credential may do.
    pub permissions: Vec<Permission>,
    /// Whether the user has proven to own the address.
    pub email_verified: bool,
    /// Whether the user has a second factor.
    pub second_factor: bool,
    /// Whether the tenant wants its people to have one.
    pub second_factor_required: bool,
    /// Whether it is the platform that acts in the user's name.
    pub impersonated: bool,
}

impl From<domain::Principal> for Me {
    fn from(principal: domain::Principal) -> Self {
        let permissions = principal.permissions().map(Into::into).collect();
        let (session, key) = match principal.credential {
            domain::Credential::Session(id) => (Some(id.uuid()), None),
            domain::Credential::ApiKey(id, _) => (None, Some(id.uuid())),
        };
        Self {
            user_id: principal.user_id.uuid(),
            session_id: session,
            api_key_id: key,
            account_id: principal.account_id.uuid(),
            account_name: principal.account_name,
            name: principal.name,
            email: principal.email.as_str().to_owned(),
            locale: principal.locale.into(),
            role: principal.role.into(),
            reach: principal.reach.into(),
            permissions,
            email_verified: principal.email_verified,
            second_factor: principal.second_factor,
            second_factor_required: principal.second_factor_required,
            impersonated: principal.impersonator.is_some(),
        }
    }
}

/// Changes of what is one's own; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchMe {
    /// The name in this tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 120, nullable = false)]
    pub name: Option<String>,
    /// The language that one is written to in, in all tenants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub locale: Option<Locale>,
}

/// A tenant that the user belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnAccount {
    /// The tenant.
    pub account_id: Uuid,
    /// Its name.
    pub name: String,
    /// What the user may do there.
    pub role: Role,
    /// Whether it may be used.
    pub status: AccountStatus,
    /// Whether the user was locked out of it.
    pub disabled: bool,
}

impl From<domain::LoginMembership> for OwnAccount {
    fn from(membership: domain::LoginMembership) -> Self {
        Self {
            account_id: membership.account_id.uuid(),
            name: membership.account_name,
            role: membership.role.into(),
            status: membership.account_status.into(),
            disabled: membership.disabled,
        }
    }
}

/// Signs in by a mailed link.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedeemMagicLink {
    /// What stands behind `#token=` in the link.
    #[schema(format = Password, max_length = 1024)]
    pub token: String,
    /// A code of the authenticator app, for whoever has a second factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, example = "123456", nullable = false)]
    pub code: Option<String>,
    /// A backup code instead; each is good for once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, example = "abcde-fghjk", nullable = false)]
    pub backup_code: Option<String>,
    /// Where the refresh token goes.
    #[serde(default)]
    pub transport: Transport,
}

/// Moves the session to another of the user's tenants.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SwitchAccount {
    /// The tenant.
    pub account_id: Uuid,
    /// Where the refresh token goes.
    #[serde(default)]
    pub transport: Transport,
}

/// The tenants of the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnAccounts {
    /// The oldest membership first.
    pub items: Vec<OwnAccount>,
}

/// The identity providers that one can sign in by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IdentityProviders {
    /// Their names.
    pub items: Vec<String>,
}

/// Where to send a browser that is to sign in by an identity provider.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IdentityDeparture {
    /// The provider's page.
    #[schema(format = "uri")]
    pub url: String,
}

/// What a browser brings back from an identity provider.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityArrival {
    /// `state` of the address it came back to.
    #[schema(max_length = 1024)]
    pub state: String,
    /// `code` of the same.
    #[schema(format = Password, max_length = 2048)]
    pub code: String,
    /// Where the refresh token goes.
    #[serde(default)]
    pub transport: Transport,
}
