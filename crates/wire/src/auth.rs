//! Signing in. What holds a secret has no `Debug`.

use serde::{Deserialize, Serialize};
use skybot_domain::session as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Reach, Role};

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
    #[schema(format = Email, max_length = 254, example = "ana@example.com")]
    pub email: String,
    /// The password.
    #[schema(format = Password, min_length = 1, max_length = 1024)]
    pub password: String,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// The user.
    pub user_id: Uuid,
    /// The session.
    pub session_id: Uuid,
    /// The tenant.
    pub account_id: Uuid,
    /// The tenant's name.
    pub account_name: String,
    /// The user's name in this tenant.
    pub name: String,
    /// Where the user signs in with.
    #[schema(format = Email)]
    pub email: String,
    /// What the user may do.
    pub role: Role,
    /// Which conversations the user may see.
    pub reach: Reach,
}

impl From<domain::Principal> for Me {
    fn from(principal: domain::Principal) -> Self {
        Self {
            user_id: principal.user_id.uuid(),
            session_id: principal.session_id.uuid(),
            account_id: principal.account_id.uuid(),
            account_name: principal.account_name,
            name: principal.name,
            email: principal.email.as_str().to_owned(),
            role: principal.role.into(),
            reach: principal.reach.into(),
        }
    }
}
