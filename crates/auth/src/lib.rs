//! Proofs of who somebody is, and secrets at rest: the adapters of the ports
//! [`Passwords`](skybot_domain::ports::Passwords), [`TokenSigner`](skybot_domain::ports::TokenSigner),
//! and [`Vault`](skybot_domain::ports::Vault).
//!
//! Never stores anything, never reads a clock (times come as arguments), never logs, and has no
//! secret of its own: keys come from the configuration.
//!
//! Secrets are compared in constant time: `argon2` compares password hashes, `jsonwebtoken`
//! signatures, and `aws-lc-rs` the tags of sealed secrets. Opaque secrets are never compared here: the store looks
//! their hashes up, and a hash says nothing of how near a guess was.

mod guess;
mod key;
mod password;
mod secret;
mod token;
mod vault;

pub use key::{KeyProblem, MIN_SECRET_BYTES, SigningKey, VaultKey};
pub use password::{Argon2Passwords, Cost, CostProblem};
pub use token::{JwtSigner, NoSigner};
pub use vault::{AeadVault, NoVault};
