//! Keys of the configuration. Weak ones are refused; none is built in.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

/// What is made of a secret with SHA-256 is as strong as the secret, up to this length.
pub const MIN_SECRET_BYTES: usize = 32;

const MAX_KID_BYTES: usize = 32;

/// Fewer different bytes than this do not come from a random generator: 32 random hexadecimal
/// digits hold fewer than 8 different ones once in a hundred thousand times.
const MIN_DISTINCT_BYTES: usize = 8;

/// What keys that were copied from somewhere have in common. Random text of this length holds
/// none of them.
const WELL_KNOWN: [&str; 10] = [
    "changeme",
    "change-me",
    "change_me",
    "secret",
    "password",
    "example",
    "default",
    "skybot",
    "01234567",
    "abcdefgh",
];

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            kid: String,
            secret: SecretString,
        }

        impl $name {
            /// Checks a key. The secret's bytes are used as they are.
            pub fn new(kid: &str, secret: SecretString) -> Result<Self, KeyProblem> {
                check_kid(kid)?;
                check_strength(secret.expose_secret())?;
                Ok(Self { kid: kid.to_owned(), secret })
            }

            /// Reads `kid:secret`.
            pub fn parse(text: &str) -> Result<Self, KeyProblem> {
                let (kid, secret) = text.split_once(':').ok_or(KeyProblem::Form)?;
                Self::new(kid, secret.into())
            }

            /// The key's name.
            pub fn kid(&self) -> &str {
                &self.kid
            }

            pub(crate) fn secret(&self) -> &[u8] {
                self.secret.expose_secret().as_bytes()
            }
        }

        /// Without the secret.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).field("kid", &self.kid).finish_non_exhaustive()
            }
        }
    )*};
}

keys! {
    /// A key that signs access tokens, with its name, which tokens carry so that keys can be
    /// replaced one by one.
    SigningKey
    /// A key that secrets at rest are sealed under, with its name, which they carry for the same
    /// reason. A type of its own, so that neither kind is used in place of the other.
    VaultKey
}

fn check_kid(kid: &str) -> Result<(), KeyProblem> {
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-');
    let named = !kid.is_empty() && kid.len() <= MAX_KID_BYTES && kid.bytes().all(plain);
    if named { Ok(()) } else { Err(KeyProblem::Kid) }
}

/// Whether a secret of the configuration looks random. It can only refuse what surely is not.
pub(crate) fn check_strength(secret: &str) -> Result<(), KeyProblem> {
    if secret.len() < MIN_SECRET_BYTES {
        return Err(KeyProblem::Short);
    }
    let mut seen = [false; 256];
    for byte in secret.bytes() {
        if let Some(seen) = seen.get_mut(usize::from(byte)) {
            *seen = true;
        }
    }
    if seen.into_iter().filter(|seen| *seen).count() < MIN_DISTINCT_BYTES {
        return Err(KeyProblem::Monotonous);
    }
    let folded = secret.to_ascii_lowercase();
    if WELL_KNOWN.iter().any(|known| folded.contains(known)) {
        return Err(KeyProblem::WellKnown);
    }
    Ok(())
}

/// Why a key is refused. Never says the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// There is no colon between name and secret.
    #[error("a key must have the form kid:secret")]
    Form,
    /// The name would not fit in front of what it was used for.
    #[error("a key's kid must have 1 to {MAX_KID_BYTES} characters of A-Z a-z 0-9 . _ -")]
    Kid,
    /// The secret could be guessed.
    #[error("a key's secret must have at least {MIN_SECRET_BYTES} bytes")]
    Short,
    /// The secret is hardly more than one character repeated.
    #[error("a key's secret must be random; this one repeats a few characters")]
    Monotonous,
    /// The secret was copied from an example.
    #[error("a key's secret must be random; this one holds a word that is found in examples")]
    WellKnown,
}

#[cfg(test)]
mod tests {
    use super::{KeyProblem, SigningKey, VaultKey};

    const GOOD: &str = "k1:mH4vQ0r8eZyTq2LwXn6sJd9uBf3cGp7a";

    #[test]
    fn takes_a_random_key_and_keeps_it_to_itself() {
        let key = SigningKey::parse(GOOD).unwrap();
        assert_eq!(key.kid(), "k1");
        assert_eq!(format!("{key:?}"), "SigningKey { kid: \"k1\", .. }");
        assert_eq!(format!("{:?}", VaultKey::parse(GOOD).unwrap()), "VaultKey { kid: \"k1\", .. }");
        // Colons are the secret's own after the first.
        assert!(SigningKey::parse("k1:mH4vQ0r8eZyTq2LwXn6sJd9uBf3cGp:a").is_ok());
    }

    #[test]
    fn refuses_weak_keys() {
        let cases = [
            ("mH4vQ0r8eZyTq2LwXn6sJd9uBf3cGp7a", KeyProblem::Form),
            (":mH4vQ0r8eZyTq2LwXn6sJd9uBf3cGp7a", KeyProblem::Kid),
            ("a b:mH4vQ0r8eZyTq2LwXn6sJd9uBf3cGp7a", KeyProblem::Kid),
            ("0123456789012345678901234567890123456789:x", KeyProblem::Kid),
            ("k1:", KeyProblem::Short),
            ("k1:mH4vQ0r8eZyTq2LwXn6sJd9uBf3cGp7", KeyProblem::Short),
            ("k1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", KeyProblem::Monotonous),
            ("k1:abcabcabcabcabcabcabcabcabcabcabcabcabca", KeyProblem::Monotonous),
            ("k1:please-ChangeMe-before-going-to-production", KeyProblem::WellKnown),
            ("k1:my-very-long-jwt-secret-key-for-signing-it", KeyProblem::WellKnown),
            ("k1:0123456789abcdef0123456789abcdef", KeyProblem::WellKnown),
        ];
        for (text, problem) in cases {
            assert_eq!(SigningKey::parse(text).map(|_| ()), Err(problem), "{text}");
            assert_eq!(VaultKey::parse(text).map(|_| ()), Err(problem), "{text}");
        }
    }
}
