//! The ports of the credential check. They take no scope: they are how one is made.

use async_trait::async_trait;

use crate::Timestamp;
use crate::error::StoreError;
use crate::event::Bounds;
use crate::id::{AccountId, LetterId, SessionId, UserId};
use crate::letter::{LetterRequest, LinkTarget, NewLink, OpenInvitation, PendingLetter, Purpose};
use crate::scope::{Origin, Role, Scope};
use crate::session::{
    Attempt, Credential, Guess, GuessPlace, Login, NewSession, Principal, Registration, Rotation, SecretHash,
    SecurityEvent, Session,
};
use crate::text::{Email, Name};

/// Users and what they prove themselves with, before a tenant is known. What happens to security
/// is noted in the audit log by the same transaction, here in the store.
#[async_trait]
pub trait Credentials: Send + Sync {
    /// Counts a guess at a name, unless it comes too early, and tells whose name it is.
    async fn guess(&self, attempt: &Attempt) -> Result<Guess, StoreError>;

    /// Notes that a guess was wrong, or had to wait. `login`: whose name it was.
    async fn note_failure(
        &self,
        event: SecurityEvent,
        login: Option<&Login>,
        attempt: &Attempt,
    ) -> Result<(), StoreError>;

    /// Notes in the tenant's audit log what was refused to a caller. Callers limit how often.
    async fn note_refusal(&self, scope: &Scope, event: SecurityEvent, subject: &str) -> Result<(), StoreError>;

    /// Takes back a guess that was right but for a second factor that has not been asked for yet.
    async fn forgive(&self, place: &GuessPlace) -> Result<(), StoreError>;

    /// A user by id, as for signing in.
    async fn user(&self, id: UserId) -> Result<Option<Login>, StoreError>;

    /// The user who came from an identity provider before.
    async fn user_by_identity(&self, issuer: &str, subject: &str) -> Result<Option<Login>, StoreError>;

    /// The user of an address, if the user has proven to own it.
    async fn user_by_verified_email(&self, email: &Email) -> Result<Option<Login>, StoreError>;

    /// Remembers who somebody is at an identity provider.
    async fn link_identity(
        &self,
        user: UserId,
        issuer: &str,
        subject: &str,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Opens a session with its first refresh token, and does what goes with it; `false`, and
    /// nothing is done, if what it uses up is used up.
    async fn open_session(&self, session: &NewSession) -> Result<bool, StoreError>;

    /// Exchanges a refresh token for the next of its session, in one conditional statement: of
    /// many callers with one token, one lineage lives on.
    async fn rotate(
        &self,
        old: &SecretHash,
        new: &SecretHash,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<Rotation, StoreError>;

    /// Ends the session a refresh token belongs to; unknown tokens are ignored.
    async fn revoke_by_token(&self, token: &SecretHash, origin: &Origin, at: Timestamp) -> Result<(), StoreError>;

    /// Ends a session of a user; `false` if the user has no such live session.
    async fn revoke(
        &self,
        user: UserId,
        session: SessionId,
        event: SecurityEvent,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Ends all sessions of a user but one; tells how many.
    async fn revoke_others(
        &self,
        user: UserId,
        keep: Option<SessionId>,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<u64, StoreError>;

    /// The live sessions of a user, the one used last first; at most 100.
    async fn sessions(&self, user: UserId, at: Timestamp) -> Result<Vec<Session>, StoreError>;

    /// The member of a live session, as the database has it, at most one second old; `None` when
    /// the session is over, the member disabled or the account suspended.
    async fn principal(&self, session: SessionId, at: Timestamp) -> Result<Option<Principal>, StoreError>;

    /// The member that a live API key acts as, at most one second old; `None` when the key is
    /// unknown, wrong, over, or not for use from this address, the member disabled or the account
    /// suspended.
    async fn api_key(
        &self,
        public_id: &str,
        secret: &SecretHash,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<Option<Principal>, StoreError>;

    /// Of these credentials those that still stand for somebody, with whom, as the database has it this
    /// very moment; in one statement, however many.
    async fn standing(
        &self,
        credentials: &[(AccountId, Credential)],
        at: Timestamp,
    ) -> Result<Vec<Principal>, StoreError>;

    /// Stores a ticket for one realtime connection of a session.
    async fn store_ticket(
        &self,
        ticket: &SecretHash,
        session: SessionId,
        expires_at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Who comes with a realtime connection, as the database has it this very moment, and what they have to
    /// know of the log. A ticket is used up. `None`: the ticket is unknown, used or over, or nobody stands
    /// behind the session any more. Many who come together share a statement.
    async fn arrive(&self, pass: Pass, at: Timestamp) -> Result<Option<Arrival>, StoreError>;

    /// Stores a new password and ends all sessions but `keep`. `link`: by this mailed link, which it
    /// uses up; `false` if somebody else was faster. The letter that tells so is asked for.
    async fn set_password(&self, change: &PasswordChange) -> Result<bool, StoreError>;

    /// Stores a seed that is not in force yet, in the place of one that is not.
    async fn enrol(&self, user: UserId, sealed_seed: &[u8]) -> Result<(), StoreError>;

    /// The seed that waits for its first code.
    async fn enrolled(&self, user: UserId) -> Result<Option<Vec<u8>>, StoreError>;

    /// Puts the waiting seed in force, with its first step and the backup codes; `false` if there is
    /// none.
    async fn confirm_second_factor(
        &self,
        user: UserId,
        step: i64,
        backup_codes: &[SecretHash],
        origin: &Origin,
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Gives the second factor up, with its backup codes.
    async fn remove_second_factor(&self, user: UserId, origin: &Origin, at: Timestamp) -> Result<(), StoreError>;

    /// Uses up a time step; `false` if it, or a newer one, was used.
    async fn use_step(&self, user: UserId, step: i64) -> Result<bool, StoreError>;

    /// Uses up a backup code; `false` if it is none, or was used.
    async fn use_backup_code(
        &self,
        user: UserId,
        code: &SecretHash,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Puts new backup codes in the place of the old.
    async fn replace_backup_codes(
        &self,
        user: UserId,
        codes: &[SecretHash],
        origin: &Origin,
        at: Timestamp,
    ) -> Result<(), StoreError>;
}

/// What opens a realtime connection of a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pass {
    /// The hash of a ticket, good once.
    Ticket(SecretHash),
    /// The session of a verified access token.
    Session(SessionId),
}

/// Somebody who comes with a realtime connection.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Who it is.
    pub principal: Principal,
    /// Where the tenant's log begins and ends.
    pub bounds: Bounds,
    /// Whether they have said to be busy.
    pub busy: bool,
}

/// A password to be stored.
#[derive(Debug, Clone)]
pub struct PasswordChange {
    /// Whose.
    pub user: UserId,
    /// As a PHC string.
    pub password_hash: String,
    /// The session that goes on.
    pub keep: Option<SessionId>,
    /// The mailed link that it is set by.
    pub link: Option<SecretHash>,
    /// The letter that tells so.
    pub letter: LetterId,
    /// Where from.
    pub origin: Origin,
    /// When.
    pub at: Timestamp,
}

/// Registering, and letters with links.
#[async_trait]
pub trait Letters: Send + Sync {
    /// Makes tenant and owner and asks for the letter that proves the address; where somebody has
    /// the address already, only asks for a letter that says so. Takes the same work either way.
    async fn register(&self, registration: &Registration, letter: LetterId) -> Result<(), StoreError>;

    /// Asks for a letter. Enqueues its job in the same transaction.
    async fn ask(&self, letter: &LetterRequest) -> Result<(), StoreError>;

    /// A letter that waits to be written; `None` if it was.
    async fn pending(&self, id: LetterId, at: Timestamp) -> Result<Option<PendingLetter>, StoreError>;

    /// Stores a link before its letter leaves.
    async fn store_link(&self, link: &NewLink) -> Result<(), StoreError>;

    /// Notes that a letter was written, or is not to be.
    async fn done(&self, id: LetterId, at: Timestamp) -> Result<(), StoreError>;

    /// What a live link opens.
    async fn link(&self, hash: &SecretHash, purpose: Purpose, at: Timestamp) -> Result<Option<LinkTarget>, StoreError>;

    /// Uses up a link that proves an address; `false` if there is no such live link.
    async fn verify_email(&self, hash: &SecretHash, origin: &Origin, at: Timestamp) -> Result<bool, StoreError>;

    /// The invitation that a live link opens, for whoever could accept it.
    async fn invitation(&self, hash: &SecretHash, at: Timestamp) -> Result<Option<OpenInvitation>, StoreError>;

    /// Uses up the link of an invitation and makes its address a member: the user who has it, or
    /// else a new one, whose name and password are needed then. The mailbox is proven.
    async fn accept_invitation(&self, acceptance: &Acceptance) -> Result<Accepted, StoreError>;
}

/// An invitation that is accepted.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// Of the link's secret.
    pub hash: SecretHash,
    /// The user's id, should nobody have the address.
    pub user_id: UserId,
    /// The name, and the password as a PHC string, should nobody have the address.
    pub person: Option<(Name, String)>,
    /// Where from.
    pub origin: Origin,
    /// When.
    pub at: Timestamp,
}

/// What became of an acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// The user is a member of the tenant now.
    Joined(AccountId, Email),
    /// Nobody has the address: name and password are needed. Nothing was used up.
    PersonNeeded(Email),
    /// There is no such live link.
    NoLink,
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
    fn issue(&self, claims: &AccessClaims, role: Role, now: Timestamp) -> String;

    /// What the token says, if it is ours, whole and not expired.
    fn verify(&self, token: &str, now: Timestamp) -> Option<AccessClaims>;

    /// A fresh opaque secret of 256 bits.
    fn secret(&self) -> Secret;

    /// The hash of a secret that a caller presents; `None` if it cannot be one.
    fn hash(&self, text: &str) -> Option<SecretHash>;

    /// A fresh API key, with a secret of 256 bits.
    fn api_key(&self) -> ApiKeySecret;

    /// The same key with another secret.
    fn rotated_api_key(&self, public_id: &str) -> ApiKeySecret;

    /// The public id of an API key that a caller presents, and the hash of its secret; `None` if
    /// it cannot be one. One key has one spelling.
    fn parse_api_key(&self, text: &str) -> Option<(String, SecretHash)>;
}
