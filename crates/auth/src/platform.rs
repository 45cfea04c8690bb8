//! The secret of whoever runs the installation.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use skybot_domain::ports::PlatformGate;
use subtle::ConstantTimeEq as _;

use crate::key::{KeyProblem, check_strength};

/// A secret of the configuration that is presented as it is. Only its digest is kept.
#[derive(Clone)]
pub struct PlatformSecret {
    digest: [u8; 32],
}

impl PlatformSecret {
    /// Checks a secret as keys are checked: at least [`MIN_SECRET_BYTES`](crate::MIN_SECRET_BYTES)
    /// bytes that look random.
    pub fn new(secret: &SecretString) -> Result<Self, KeyProblem> {
        let secret = secret.expose_secret();
        check_strength(secret)?;
        Ok(Self { digest: digest(secret) })
    }

    /// Whether it is the secret. Digests are compared, in constant time: they have one length,
    /// and how near a guess came does not show in them.
    pub fn matches(&self, presented: &str) -> bool {
        self.digest.ct_eq(&digest(presented)).into()
    }
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

impl PlatformGate for PlatformSecret {
    fn opens(&self, presented: &str) -> bool {
        self.matches(presented)
    }
}

/// Without the digest.
impl fmt::Debug for PlatformSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlatformSecret").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use skybot_domain::ports::PlatformGate as _;

    use super::PlatformSecret;
    use crate::key::KeyProblem;

    const GOOD: &str = "mH4vQ0r8eZyTq2LwXn6sJd9uBf3cGp7a";

    fn secret(text: &str) -> Result<PlatformSecret, KeyProblem> {
        PlatformSecret::new(&text.into())
    }

    #[test]
    fn opens_to_the_secret_and_to_nothing_else() {
        let gate = secret(GOOD).unwrap();
        assert!(gate.matches(GOOD));
        assert!(gate.opens(GOOD));
        for wrong in [
            "",
            &GOOD[1..],
            &GOOD[..31],
            &format!("{GOOD} "),
            &format!(" {GOOD}"),
            &format!("{GOOD}\0"),
            &GOOD.to_lowercase(),
            &GOOD.repeat(1000),
        ] {
            assert!(!gate.matches(wrong), "{wrong:?}");
            assert!(!gate.opens(wrong), "{wrong:?}");
        }
        for position in 0..GOOD.len() {
            let mut bytes = GOOD.to_owned().into_bytes();
            bytes[position] ^= 1;
            assert!(!gate.opens(&String::from_utf8(bytes).unwrap()), "byte {position}");
        }
    }

    #[test]
    fn weak_secrets_are_refused() {
        for (text, problem) in [
            ("", KeyProblem::Short),
            (&GOOD[1..], KeyProblem::Short),
            (&"ab".repeat(20), KeyProblem::Monotonous),
            ("my-platform-secret-that-is-rather-long", KeyProblem::WellKnown),
        ] {
            assert_eq!(secret(text).map(|_| ()), Err(problem), "{text}");
        }
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", secret(GOOD).unwrap()), "PlatformSecret { .. }");
    }

    proptest! {
        #[test]
        fn nothing_else_opens_it(text in ".{0,40}|[a-zA-Z0-9]{32}") {
            prop_assert_eq!(secret(GOOD).unwrap().opens(&text), text == GOOD);
        }
    }
}
