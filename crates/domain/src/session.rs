//! Sessions: a sign-in on one device, kept alive by rotating refresh tokens; and whoever a
//! credential stands for.

use std::net::IpAddr;
use std::time::Duration;

use crate::Timestamp;
use crate::account::AccountStatus;
use crate::id::{AccountId, ApiKeyId, SessionId, UserId};
use crate::mail::Locale;
use crate::named::named_enum;
use crate::scope::{Actor, Grants, Origin, Permission, Reach, Role};
use crate::text::{Email, Name};

/// How long an access token lives.
pub const ACCESS_LIFETIME: Duration = Duration::from_mins(10);
/// How long a session lives without being refreshed.
pub const IDLE_LIFETIME: Duration = Duration::from_hours(30 * 24);
/// How long a session lives at most.
pub const ABSOLUTE_LIFETIME: Duration = Duration::from_hours(90 * 24);
/// How long a used refresh token may be used once more, because the answer was lost.
pub const REUSE_GRACE: Duration = Duration::from_secs(10);

/// How long a ticket for a realtime connection may be used.
pub const TICKET_LIFETIME: Duration = Duration::from_secs(30);

/// SHA-256 of an opaque secret: all that is ever stored of it.
pub type SecretHash = [u8; 32];

/// What somebody came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Credential {
    /// The access token of a session: a person.
    Session(SessionId),
    /// An API key, and which of its secrets it came with: a machine.
    ApiKey(ApiKeyId, SecretHash),
}

/// The member that a credential stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// What it came with.
    pub credential: Credential,
    /// The user.
    pub user_id: UserId,
    /// The tenant.
    pub account_id: AccountId,
    /// The tenant's name.
    pub account_name: String,
    /// The member's name.
    pub name: String,
    /// Where the user signs in with.
    pub email: Email,
    /// The language that the user is written to in, whichever the tenant.
    pub locale: Locale,
    /// What the member may do.
    pub role: Role,
    /// Which conversations the member may see.
    pub reach: Reach,
    /// What the API key may be used for, if it is one.
    pub grants: Option<Grants>,
    /// Whether the user has proven to own the address.
    pub email_verified: bool,
    /// Whether the user has a second factor.
    pub second_factor: bool,
    /// Whether the tenant wants its people to have one.
    pub second_factor_required: bool,
    /// Who acts in the member's name, if it is the platform.
    pub impersonator: Option<String>,
}

impl Principal {
    /// What it may do: what its role allows and, if it is an API key, the key too.
    pub fn permissions(&self) -> impl Iterator<Item = Permission> {
        let (role, grants) = (self.role, self.grants);
        let may = move |permission: &Permission| {
            role.allows(*permission) && grants.is_none_or(|grants| grants.contains(*permission))
        };
        Permission::ALL.iter().copied().filter(may)
    }

    /// The principal as an actor.
    pub fn actor(&self) -> Actor {
        let (id, name) = (self.user_id, self.name.clone());
        if self.role == Role::Bot { Actor::Bot { id, name } } else { Actor::User { id, name } }
    }
}

/// What the store knows of somebody who signs in.
#[derive(Debug, Clone)]
pub struct Login {
    /// The user.
    pub user_id: UserId,
    /// Where the user signs in with.
    pub email: Email,
    /// The password as a PHC string; none for those who only come from elsewhere.
    pub password_hash: Option<String>,
    /// Whether the user has proven to own the address.
    pub email_verified: bool,
    /// The seed of the second factor, sealed, with the newest step that was accepted; if it is in
    /// force.
    pub second_factor: Option<(Vec<u8>, Option<i64>)>,
    /// The tenants the user can enter, oldest membership first.
    pub memberships: Vec<LoginMembership>,
}

impl Login {
    /// The tenant to begin in.
    pub fn first_open(&self) -> Option<&LoginMembership> {
        self.memberships.iter().find(|membership| membership.is_open())
    }
}

/// A tenant that a user belongs to.
#[derive(Debug, Clone)]
pub struct LoginMembership {
    /// The tenant.
    pub account_id: AccountId,
    /// Its name.
    pub account_name: String,
    /// What the member may do there.
    pub role: Role,
    /// Whether it may be used.
    pub account_status: AccountStatus,
    /// Whether the member was locked out.
    pub disabled: bool,
}

impl LoginMembership {
    /// Whether one can get in here.
    pub fn is_open(&self) -> bool {
        !self.disabled && self.account_status == AccountStatus::Active
    }
}

/// A guess at somebody's password.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The name that is tried.
    pub email: Email,
    /// Where from.
    pub origin: Origin,
    /// The browser's mark, if it says that it has been here before.
    pub device: Option<SecretHash>,
    /// When.
    pub at: Timestamp,
}

/// What became of an attempt before the password was looked at.
#[derive(Debug, Clone)]
pub enum Guess {
    /// Not now.
    Wait {
        /// How long to wait.
        wait: Duration,
        /// Whose name it is.
        login: Option<Login>,
    },
    /// It is counted; go on. `None`: nobody by that name.
    Counted {
        /// Who it would be.
        login: Option<Login>,
        /// Where the guess was counted, to be cleared when it is right.
        place: GuessPlace,
    },
}

/// Where a guess was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuessPlace {
    /// The name that was tried, hashed.
    pub name_hash: SecretHash,
    /// The browser or the address.
    pub place: String,
    /// Whether the user has signed in from there before.
    pub known: bool,
}

named_enum! {
    /// What happened to somebody's security; the names are those of the audit log.
    pub enum SecurityEvent {
        /// Somebody signed in.
        SignedIn = "signed_in",
        /// Somebody tried to and failed.
        SignInFailed = "sign_in_failed",
        /// The password was right, the second factor wrong.
        SecondFactorFailed = "second_factor_failed",
        /// Too many guesses; the next ones have to wait.
        SignInDelayed = "sign_in_delayed",
        /// Somebody signed out.
        SignedOut = "signed_out",
        /// A session was ended from elsewhere.
        SessionRevoked = "session_revoked",
        /// A refresh token was used twice: the session is over.
        RefreshReused = "refresh_reused",
        /// A session moved to another tenant.
        AccountSwitched = "account_switched",
        /// Somebody registered.
        Registered = "registered",
        /// The address was proven.
        EmailVerified = "email_verified",
        /// The password was changed by its owner.
        PasswordChanged = "password_changed",
        /// The password was set anew by a mailed link.
        PasswordReset = "password_reset",
        /// A second factor came into force.
        SecondFactorEnabled = "second_factor_enabled",
        /// The second factor was given up.
        SecondFactorDisabled = "second_factor_disabled",
        /// A backup code was used.
        BackupCodeUsed = "backup_code_used",
        /// New backup codes were made.
        BackupCodesMade = "backup_codes_made",
        /// An identity at a provider was linked.
        IdentityLinked = "identity_linked",
        /// An invitation was accepted.
        InvitationAccepted = "invitation_accepted",
        /// The platform began to act in a member's name.
        Impersonated = "impersonated",
        /// Somebody asked for what the role or the key does not allow.
        AccessDenied = "access_denied",
        /// Somebody asked by id for what the tenant has not.
        ForeignAccessTried = "foreign_access_tried",
        /// An API key was refused.
        ApiKeyRefused = "api_key_refused",
    }
}

/// A session to be opened.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// The user.
    pub user_id: UserId,
    /// The tenant.
    pub account_id: AccountId,
    /// Of the first refresh token.
    pub refresh_hash: SecretHash,
    /// Where from.
    pub origin: Origin,
    /// When.
    pub at: Timestamp,
    /// How long it may live at most.
    pub lifetime: Duration,
    /// Whether a second factor was shown.
    pub second_factor: bool,
    /// Who acts in the member's name, if it is the platform.
    pub impersonator: Option<String>,
    /// What is committed with it.
    pub with: OpenedWith,
}

/// What opening a session does besides.
#[derive(Debug, Clone, Default)]
pub struct OpenedWith {
    /// Clears the count of guesses.
    pub guess: Option<GuessPlace>,
    /// Remembers the browser.
    pub device: Option<SecretHash>,
    /// Stores the password's hash at today's cost.
    pub password_hash: Option<String>,
    /// Uses up a mailed link; no session if somebody else was faster. Its mailbox is proven.
    pub link: Option<SecretHash>,
    /// Uses up a time step of the second factor; no session if it was used.
    pub totp_step: Option<i64>,
    /// Uses up a backup code; no session if it was used.
    pub backup_code: Option<SecretHash>,
    /// Takes the place of a session of the same user.
    pub replaces: Option<SessionId>,
}

/// What a rotation did.
#[derive(Debug, Clone)]
pub enum Rotation {
    /// The new token is stored.
    Rotated(SessionId),
    /// The token was used before, outside the grace: the session is revoked now.
    Reused(SessionId),
    /// No such token, or its session is over, or its member or tenant may not go on.
    Refused,
}

/// A session as its owner sees it.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Its tenant.
    pub account_id: AccountId,
    /// What the device says it is.
    pub user_agent: Option<String>,
    /// Where it signed in from.
    pub ip: Option<IpAddr>,
    /// When.
    pub created_at: Timestamp,
    /// When it was last refreshed.
    pub last_used_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// The tokens of a sign-in.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Signed, for `Authorization: Bearer`.
    pub access: String,
    /// How long it lives.
    pub access_lifetime: Duration,
    /// Opaque; shown once.
    pub refresh: String,
    /// The browser's mark; shown once, to browsers that had none.
    pub device: Option<String>,
}

/// Who signed in, and with which tokens.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub principal: Principal,
    /// The tokens.
    pub tokens: Tokens,
}

/// A second factor as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondFactor {
    /// Of an authenticator app.
    Code(String),
    /// Of the list in the drawer.
    Backup(String),
}

/// Somebody who registers, with a tenant of their own.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The tenant's id.
    pub account_id: AccountId,
    /// The tenant's name.
    pub account_name: Name,
    /// The user's id.
    pub user_id: UserId,
    /// The user's name.
    pub name: Name,
    /// Where the user will sign in with.
    pub email: Email,
    /// The password as a PHC string.
    pub password_hash: String,
    /// The language of user and tenant.
    pub locale: Locale,
    /// Where from.
    pub origin: Origin,
    /// When.
    pub at: Timestamp,
}
