//! Letters that were asked for, and the links in them.
//!
//! Whoever asks gives an address; whether anybody lives there shows only when the letter is
//! written, in the background. So asking is the same for everybody and tells a stranger nothing.
//! The secret of a link is made when the letter is written, and is nowhere but in the letter.

use std::time::Duration;

use crate::Timestamp;
use crate::id::{AccountId, InvitationId, LetterId, UserId};
use crate::mail::Locale;
use crate::named::named_enum;
use crate::scope::Role;
use crate::session::SecretHash;
use crate::text::{Email, Name};

named_enum! {
    /// What a letter is for.
    pub enum Purpose {
        /// Proving an address.
        VerifyEmail = "verify_email",
        /// Telling somebody that they are registered already.
        AlreadyRegistered = "already_registered",
        /// Setting a new password.
        ResetPassword = "reset_password",
        /// Signing in without a password.
        MagicLink = "magic_link",
        /// Joining a tenant.
        Invitation = "invitation",
        /// Telling somebody that their password was changed.
        PasswordChanged = "password_changed",
    }
}

impl Purpose {
    /// How long the link in such a letter lives; none has no link with a secret.
    pub const fn lifetime(self) -> Option<Duration> {
        match self {
            Self::VerifyEmail => Some(Duration::from_hours(24)),
            Self::ResetPassword => Some(Duration::from_mins(30)),
            Self::MagicLink => Some(Duration::from_mins(10)),
            Self::Invitation => Some(Duration::from_hours(7 * 24)),
            Self::AlreadyRegistered | Self::PasswordChanged => None,
        }
    }

    /// The page that a link leads to, below the public address.
    pub const fn page(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify-email",
            Self::ResetPassword => "reset-password",
            Self::MagicLink => "magic-link",
            Self::Invitation => "accept-invitation",
            Self::AlreadyRegistered | Self::PasswordChanged => "sign-in",
        }
    }
}

/// Letters to one address within an hour, and invitations besides; what is over is not written.
pub const LETTERS_PER_HOUR: i64 = 5;

/// A letter that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRequest {
    /// Its id.
    pub id: LetterId,
    /// What it is for.
    pub purpose: Purpose,
    /// Where to.
    pub email: Email,
    /// The language, should nobody there have chosen one.
    pub locale: Locale,
    /// When.
    pub at: Timestamp,
}

/// A letter to be written, with what is known of its address now.
#[derive(Debug, Clone)]
pub struct PendingLetter {
    /// What it is for.
    pub purpose: Purpose,
    /// Where to.
    pub email: Email,
    /// The language.
    pub locale: Locale,
    /// Letters asked for to this address in the hour before, this one included.
    pub recent: i64,
    /// Who lives there, if it is somebody who can sign in.
    pub user: Option<Addressee>,
    /// The invitation, if it is for one that is still open.
    pub invitation: Option<Invited>,
}

/// Somebody a letter is for.
#[derive(Debug, Clone)]
pub struct Addressee {
    /// The user.
    pub id: UserId,
    /// The user's name.
    pub name: Name,
    /// The user's language.
    pub locale: Locale,
    /// Whether the address is proven.
    pub verified: bool,
}

/// What an invitation's letter says.
#[derive(Debug, Clone)]
pub struct Invited {
    /// The tenant.
    pub account_id: AccountId,
    /// The invitation.
    pub invitation_id: InvitationId,
    /// The tenant's name.
    pub account_name: Name,
    /// Who invites.
    pub inviter: Name,
}

/// An invitation as whoever has its letter sees it.
#[derive(Debug, Clone)]
pub struct OpenInvitation {
    /// The tenant's name.
    pub account_name: Name,
    /// Who invites.
    pub inviter: Name,
    /// Where the letter went.
    pub email: Email,
    /// What the member will be allowed.
    pub role: Role,
    /// Whether name and password are needed to accept it, for nobody has proven to own the address.
    pub is_new_user: bool,
}

/// A link that a letter carries.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// Of its secret.
    pub hash: SecretHash,
    /// What it is for.
    pub purpose: Purpose,
    /// For whom.
    pub opens: LinkTarget,
    /// When it was made.
    pub at: Timestamp,
    /// How long it lives.
    pub lifetime: Duration,
}

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkTarget {
    /// Something of a user's.
    User(UserId),
    /// An invitation.
    Invitation(AccountId, InvitationId),
}
