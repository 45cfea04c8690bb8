//! Passwords, access tokens and opaque secrets: the adapters of the ports
//! [`Passwords`](skybot_domain::ports::Passwords) and
//! [`TokenSigner`](skybot_domain::ports::TokenSigner).
//!
//! Never stores anything, never reads a clock (times come as arguments), never logs, and has no
//! secret of its own: keys come from the configuration.
//!
//! Secrets are compared in constant time, by the libraries that check them: `argon2` compares
//! password hashes, `jsonwebtoken` signatures. Opaque secrets are never compared here: the store
//! looks their hashes up, and a hash says nothing of how near a guess was.

mod guess;
mod key;
mod password;
mod secret;
mod token;

pub use key::{KeyProblem, MIN_SECRET_BYTES, SigningKey};
pub use password::{Argon2Passwords, Cost, CostProblem};
pub use token::{JwtSigner, NoSigner};
