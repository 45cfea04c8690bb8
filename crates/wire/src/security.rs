//! A person's own security: second factor and sessions. What holds a secret has no `Debug`.

use serde::{Deserialize, Serialize};
use skybot_domain::session as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Timestamp;

/// Asks for a second factor.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolTotp {
    /// The password, of whoever has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Password, min_length = 1, max_length = 1024, nullable = false)]
    pub password: Option<String>,
}

/// A second factor that waits for its first code. Shown once.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct TotpEnrolment {
    /// The seed, to be typed into an authenticator app.
    #[schema(format = Password)]
    pub secret: String,
    /// The same as an `otpauth://` address, to be scanned.
    #[schema(format = Password)]
    pub uri: String,
}

/// A code of the authenticator app.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TotpCode {
    /// Six digits.
    #[schema(max_length = 64, example = "123456")]
    pub code: String,
}

/// Gives the second factor up.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisableTotp {
    /// The password.
    #[schema(format = Password, min_length = 1, max_length = 1024)]
    pub password: String,
    /// A code of the authenticator app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, example = "123456", nullable = false)]
    pub code: Option<String>,
    /// A backup code instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, example = "abcde-fghjk", nullable = false)]
    pub backup_code: Option<String>,
}

/// Codes for the day the authenticator app is lost. Shown once.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct BackupCodes {
    /// Ten, each good for once.
    pub backup_codes: Vec<String>,
}

/// A session of the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// Its id.
    pub id: Uuid,
    /// Whether it is the one that asks.
    pub current: bool,
    /// Its tenant.
    pub account_id: Uuid,
    /// What the device says it is.
    #[schema(required)]
    pub user_agent: Option<String>,
    /// Where it signed in from.
    #[schema(required)]
    pub ip: Option<String>,
    /// When.
    pub created_at: Timestamp,
    /// When it was last refreshed.
    pub last_used_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

impl Session {
    /// As the session `current` sees it.
    pub fn seen_by(session: domain::Session, current: Option<Uuid>) -> Self {
        Self {
            current: Some(session.id.uuid()) == current,
            id: session.id.uuid(),
            account_id: session.account_id.uuid(),
            user_agent: session.user_agent,
            ip: session.ip.map(|ip| ip.to_string()),
            created_at: session.created_at.into(),
            last_used_at: session.last_used_at.into(),
            expires_at: session.expires_at.into(),
        }
    }
}

/// The sessions of the user, at most 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sessions {
    /// The one used last first.
    pub items: Vec<Session>,
}

/// Sessions that were ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EndedSessions {
    /// How many.
    pub ended: u64,
}
