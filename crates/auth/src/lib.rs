//! Passwords, access tokens, opaque secrets and identity providers: the adapters of the ports
//! [`Passwords`](skybot_domain::ports::Passwords),
//! [`TokenSigner`](skybot_domain::ports::TokenSigner) and
//! [`IdentityProviders`](skybot_domain::ports::IdentityProviders).
//!
//! Never stores anything, never asks what time it is (times come as arguments; only durations are
//! measured here), never logs, and has no secret of its own: keys come from the configuration.
//!
//! Secrets are compared in constant time, by the libraries that check them: `argon2` compares
//! password hashes, `jsonwebtoken` signatures. Opaque secrets are never compared here: the store
//! looks their hashes up, and a hash says nothing of how near a guess was. What comes back from an
//! identity provider is compared by `subtle`.

mod key;
mod oidc;
mod password;
mod secret;
mod token;

pub use key::{KeyProblem, MIN_SECRET_BYTES, SigningKey};
pub use oidc::{NoProvider, OidcProblem, OidcProviders, OidcSettings};
pub use password::{Argon2Passwords, Cost, CostProblem};
pub use token::{JwtSigner, NoSigner};
