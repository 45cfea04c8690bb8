//! The ports of the credential check. They take no scope: they are how one is made.

use async_trait::async_trait;

use crate::Timestamp;
use crate::error::StoreError;
use crate::id::{AccountId, SessionId, UserId};
use crate::session::{Login, NewSession, Principal, Rotation, SecretHash};
use crate::text::Email;

/// Users and sessions, before a tenant is known.
#[async_trait]
pub trait Credentials: Send + Sync {
    /// What is known of an address; `None` if nobody signs in with it.
    async fn login(&self, email: &Email) -> Result<Option<Login>, StoreError>;

    /// Opens a session with its first refresh token.
    async fn open_session(&self, session: &NewSession) -> Result<(), StoreError>;

    /// Exchanges a refresh token for the next of its session, in one conditional statement: of
    /// many callers with one token, one lineage lives on.
    async fn rotate(&self, old: &SecretHash, new: &SecretHash, at: Timestamp) -> Result<Rotation, StoreError>;

    /// Ends the session a refresh token belongs to; unknown tokens are ignored.
    async fn revoke_by_token(&self, token: &SecretHash, at: Timestamp) -> Result<(), StoreError>;

    /// Ends a session.
    async fn revoke(&self, session: SessionId, at: Timestamp) -> Result<(), StoreError>;

    /// The member of a live session, as the database has it, at most one second old; `None` when
    /// the session is over, the member disabled or the account suspended.
    async fn principal(&self, session: SessionId, at: Timestamp) -> Result<Option<Principal>, StoreError>;
}

/// Password hashing. Slow on purpose: runs off the async threads, few at a time.
#[async_trait]
pub trait Passwords: Send + Sync {
    /// A PHC string.
    async fn hash(&self, password: String) -> Result<String, StoreError>;

    /// Whether it is the password. Without a hash (nobody by that name) it takes as long and is
    /// `false`.
    async fn verify(&self, password: String, phc: Option<String>) -> Result<bool, StoreError>;

    /// Whether a hash was made at another cost than today's, so that it is made anew at the next
    /// sign-in.
    fn is_outdated(&self, phc: &str) -> bool;

    /// Whether the password is among those that are guessed first: on the list of common ones, or
    /// little more than one of the words in `context` (name, address, product) or a repetition.
    fn is_common(&self, password: &str, context: &[&str]) -> bool;
}

/// A secret made for a caller: the text is shown once, the hash is stored.
#[derive(Clone)]
pub struct Secret {
    /// What the caller keeps.
    pub text: String,
    /// What we keep.
    pub hash: SecretHash,
}

/// An API key made for a caller: the text is shown once, id and hash are stored.
#[derive(Clone)]
pub struct ApiKeySecret {
    /// What the key is looked up by, and shown as from then on; no secret. 16 of A-Z a-z 0-9.
    pub public_id: String,
    /// What the caller keeps: `sk_<public id>_<secret>`.
    pub text: String,
    /// What we keep of the secret.
    pub hash: SecretHash,
}

/// What a verified access token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessClaims {
    /// The session it was issued to.
    pub session_id: SessionId,
    /// The user.
    pub user_id: UserId,
    /// The tenant.
    pub account_id: AccountId,
}

/// Access tokens and opaque secrets.
pub trait TokenSigner: Send + Sync {
    /// A signed access token for [`crate::session::ACCESS_LIFETIME`].
    fn issue(&self, principal: &Principal, now: Timestamp) -> String;

    /// What the token says, if it is ours, whole and not expired.
    fn verify(&self, token: &str, now: Timestamp) -> Option<AccessClaims>;

    /// A fresh opaque secret of 256 bits.
    fn secret(&self) -> Secret;

    /// The hash of a secret that a caller presents; `None` if it cannot be one.
    fn hash(&self, text: &str) -> Option<SecretHash>;

    /// A fresh API key, with a secret of 256 bits.
    fn api_key(&self) -> ApiKeySecret;

    /// The public id of an API key that a caller presents, and the hash of its secret; `None` if
    /// it cannot be one. One key has one spelling.
    fn parse_api_key(&self, text: &str) -> Option<(String, SecretHash)>;
}
