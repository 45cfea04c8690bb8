//! Registering, mailed links, passwords. What holds a secret has no `Debug`.

use serde::{Deserialize, Serialize};
use skybot_domain::letter;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Locale, Role};

/// Somebody who wants a tenant of their own.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterRequest {
    /// The tenant's name.
    #[schema(min_length = 1, max_length = 120, example = "ACME")]
    pub account_name: String,
    /// The person's name.
    #[schema(min_length = 1, max_length = 120, example = "Ana Silva")]
    pub name: String,
    /// Where the person will sign in with.
    #[schema(format = "idn-email", max_length = 254, example = "ana@example.com")]
    pub email: String,
    /// 15 to 128 characters, and not among those that are guessed first.
    #[schema(format = Password, min_length = 15, max_length = 128)]
    pub password: String,
    /// The language to write in.
    #[serde(default)]
    pub locale: Locale,
}

/// An address that a letter is asked for to.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LetterRequest {
    /// The address.
    #[schema(format = "idn-email", max_length = 254, example = "ana@example.com")]
    pub email: String,
    /// The language to write in, should nobody there have chosen one.
    #[serde(default)]
    pub locale: Locale,
}

/// The secret of a mailed link.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkRequest {
    /// What stands behind `#token=` in the link.
    #[schema(format = Password, max_length = 1024)]
    pub token: String,
}

/// Sets a new password by a mailed link.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPasswordRequest {
    /// What stands behind `#token=` in the link.
    #[schema(format = Password, max_length = 1024)]
    pub token: String,
    /// 15 to 128 characters (8 with a second factor), and not among those that are guessed first.
    #[schema(format = Password, min_length = 8, max_length = 128)]
    pub password: String,
}

/// Sets a new password, knowing the old one.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePasswordRequest {
    /// The password of now.
    #[schema(format = Password, min_length = 1, max_length = 1024)]
    pub current_password: String,
    /// 15 to 128 characters (8 with a second factor), and not among those that are guessed first.
    #[schema(format = Password, min_length = 8, max_length = 128)]
    pub new_password: String,
}

/// Accepts an invitation by its mailed link.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// What stands behind `#token=` in the link.
    #[schema(format = Password, max_length = 1024)]
    pub token: String,
    /// The person's name; needed with the password by whoever has no user yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 120, nullable = false)]
    pub name: Option<String>,
    /// 15 to 128 characters, and not among those that are guessed first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Password, min_length = 15, max_length = 128, nullable = false)]
    pub password: Option<String>,
}

/// An invitation that one may accept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenInvitation {
    /// The tenant's name.
    pub account_name: String,
    /// Who invites.
    pub inviter: String,
    /// Where one will sign in with.
    #[schema(format = "idn-email")]
    pub email: String,
    /// What one will be allowed.
    pub role: Role,
    /// Whether name and password are needed to accept it.
    pub is_new_user: bool,
}

impl From<letter::OpenInvitation> for OpenInvitation {
    fn from(invitation: letter::OpenInvitation) -> Self {
        Self {
            account_name: invitation.account_name.into_string(),
            inviter: invitation.inviter.into_string(),
            email: invitation.email.as_str().to_owned(),
            role: invitation.role.into(),
            is_new_user: invitation.is_new_user,
        }
    }
}

/// An invitation that was accepted: sign in now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AcceptedInvitation {
    /// The tenant that one is a member of now.
    pub account_id: Uuid,
    /// Where one signs in with.
    #[schema(format = "idn-email")]
    pub email: String,
}
