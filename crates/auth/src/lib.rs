//! Proofs of who somebody is, and secrets at rest: the adapters of the ports
//! [`Passwords`](skybot_domain::ports::Passwords), [`TokenSigner`](skybot_domain::ports::TokenSigner),
//! [`OneTimeCodes`](skybot_domain::ports::OneTimeCodes), [`PlatformGate`](skybot_domain::ports::PlatformGate),
//! [`IdentityProviders`](skybot_domain::ports::IdentityProviders) and [`Vault`](skybot_domain::ports::Vault).
//!
//! Never stores anything, never asks what time it is (times come as arguments; only durations are
//! measured here), never logs, and has no secret of its own: keys come from the configuration.
//!
//! Secrets are compared in constant time: `argon2` compares password hashes, `jsonwebtoken`
//! signatures, `aws-lc-rs` the tags of sealed secrets, and `subtle` one-time codes, the platform
//! secret and what comes back from an identity provider. Opaque secrets, API keys and backup codes
//! are never compared here: the store looks their hashes up, and a hash says nothing of how near a
//! guess was.

mod api_key;
mod backup_codes;
mod base32;
mod file_link;
mod guess;
mod key;
mod oidc;
mod password;
mod platform;
mod random;
mod secret;
mod token;
mod totp;
mod vault;
mod verified;

pub use file_link::LinkSigner;
pub use key::{KeyProblem, MIN_SECRET_BYTES, SigningKey, VaultKey};
pub use oidc::{NoProvider, OidcProblem, OidcProviders, OidcSettings};
pub use password::{Argon2Passwords, Cost, CostProblem};
pub use platform::PlatformSecret;
pub use token::{JwtSigner, NoSigner};
pub use totp::Totp;
pub use vault::{AeadVault, NoVault};
