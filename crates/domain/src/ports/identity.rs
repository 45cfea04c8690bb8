//! Proofs of who somebody is, besides passwords and sessions. None of these stores anything.

use std::fmt;

use async_trait::async_trait;

use crate::Timestamp;
use crate::ports::Secret;
use crate::session::SecretHash;
use crate::text::Email;

/// Secrets at rest: sealed under a key of the configuration, so that a copy of the database alone
/// opens none of them.
pub trait Vault: Send + Sync {
    /// Seals a secret. `context` says whose it is and what for; only the same context opens it.
    fn seal(&self, secret: &[u8], context: &str) -> Vec<u8>;

    /// Opens what was sealed under the present key or a retired one; `None` if it was changed, was
    /// sealed for something else, or its key is gone.
    fn open(&self, sealed: &[u8], context: &str) -> Option<Vec<u8>>;
}

/// One-time codes: those that follow from a shared seed and the time (RFC 6238: SHA-1, 6 digits,
/// 30 s), and those that are kept in a drawer for the day the seed is lost.
pub trait OneTimeCodes: Send + Sync {
    /// A fresh seed of 160 bits.
    fn seed(&self) -> Vec<u8>;

    /// The `otpauth://` URI that an authenticator app scans.
    fn uri(&self, seed: &[u8], email: &Email) -> String;

    /// The seed as people type it: Base32 without padding.
    fn text(&self, seed: &[u8]) -> String;

    /// The time step of a right code, at most one step off; `None` if it is wrong or of a step not
    /// after `last`, the newest that was accepted.
    fn check(&self, seed: &[u8], code: &str, now: Timestamp, last: Option<i64>) -> Option<i64>;

    /// Ten fresh backup codes of 50 bits each, in the form `xxxxx-xxxxx`. Each is good for once,
    /// which is for the store to see to.
    fn backup_codes(&self) -> Vec<Secret>;

    /// The hash of a backup code that somebody types, with case, blanks, hyphens and look-alikes
    /// forgiven; `None` if it cannot be one.
    fn backup_hash(&self, text: &str) -> Option<SecretHash>;
}

/// The gate to what belongs to no tenant, for whoever runs the installation.
pub trait PlatformGate: Send + Sync {
    /// Whether the presented secret is the one of the configuration. Takes as long for any wrong
    /// one of the same length.
    fn opens(&self, presented: &str) -> bool;
}

/// What somebody takes along to an identity provider, and brings back.
#[derive(Clone, PartialEq, Eq)]
pub struct Departure {
    /// Where the browser goes.
    pub url: String,
    /// What the browser keeps meanwhile, in a cookie that no script reads: 256 random bits, from
    /// which state, nonce and code verifier follow.
    pub secret: String,
}

/// Without the secret, nor the address, which holds what follows from it.
impl fmt::Debug for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Departure").finish_non_exhaustive()
    }
}

/// What an identity provider says of somebody, verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// The provider, as its tokens name it.
    pub issuer: String,
    /// The person, as the provider names it.
    pub subject: String,
    /// An address that the provider has verified to be the person's.
    pub verified_email: Option<Email>,
}

/// Why nobody came back from an identity provider. Never holds a code or a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DelegationFailure {
    /// There is no such provider.
    #[error("no such identity provider")]
    Unknown,
    /// What came back does not belong to what left, or is no proof.
    #[error("the identity provider's answer is no proof: {0}")]
    Refused(String),
    /// The provider is away.
    #[error("the identity provider is unavailable: {0}")]
    Unavailable(String),
}

/// Identity providers (OpenID Connect: authorization code with PKCE).
#[async_trait]
pub trait IdentityProviders: Send + Sync {
    /// Their names, as the configuration has them, in its order.
    fn names(&self) -> Vec<String>;

    /// Sends somebody off.
    async fn depart(&self, provider: &str) -> Result<Departure, DelegationFailure>;

    /// Takes somebody back: `secret` from the cookie, `state` and `code` from the query.
    async fn arrive(
        &self,
        provider: &str,
        secret: &str,
        state: &str,
        code: &str,
        now: Timestamp,
    ) -> Result<Assertion, DelegationFailure>;
}
