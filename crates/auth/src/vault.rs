//! Secrets at rest: AES-256-GCM, with keys of the configuration.
//!
//! Sealed form: version (1 byte) ‖ length of the key id (1 byte) ‖ key id ‖ nonce (12 bytes) ‖
//! ciphertext ‖ tag (16 bytes). Everything in front of the nonce, and the context, is
//! authenticated with it: a sealed secret opens for one purpose, under the key that it names.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use secrecy::zeroize::Zeroizing;
use skybot_domain::ports::Vault;

use crate::key::VaultKey;

const VERSION: u8 = 1;

/// What the key is derived for: the same text in the configuration, used for anything else, gives
/// another key.
const LABEL: &[u8] = b"skybot vault 1: AES-256-GCM";

/// Why there can be no vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoVault {
    /// There is no key, and none is built in.
    #[error("at least one key is required")]
    NoKey,
    /// It would be unclear which key a sealed secret names.
    #[error("two keys have the same kid")]
    SameKid,
    /// The cryptographic library refused.
    #[error("a key could not be derived")]
    Derivation,
}

struct Key {
    /// Version, length of the key id, key id: how everything sealed under this key begins.
    header: Vec<u8>,
    /// Takes a random nonce of 96 bits for each secret. Four thousand million of them may be
    /// sealed under one key.
    aead: RandomizedNonceKey,
}

impl Key {
    fn derive(key: &VaultKey) -> Result<Self, NoVault> {
        let bytes = derive(key.secret()).map_err(|_| NoVault::Derivation)?;
        let aead = RandomizedNonceKey::new(&AES_256_GCM, &*bytes).map_err(|_| NoVault::Derivation)?;
        let mut header = vec![VERSION, u8::try_from(key.kid().len()).map_err(|_| NoVault::Derivation)?];
        header.extend_from_slice(key.kid().as_bytes());
        Ok(Self { header, aead })
    }

    /// The header tells its own length, so no other header and context read the same.
    fn associated(&self, context: &str) -> Aad<Vec<u8>> {
        Aad::from([&self.header, context.as_bytes()].concat())
    }
}

/// HKDF-SHA-256 of the text in the configuration, which may be longer than a key and is no
/// uniform bytes.
fn derive(secret: &[u8]) -> Result<Zeroizing<[u8; 32]>, Unspecified> {
    let mut bytes = Zeroizing::new([0; 32]);
    Salt::new(HKDF_SHA256, &[]).extract(secret).expand(&[LABEL], &AES_256_GCM)?.fill(&mut *bytes)?;
    Ok(bytes)
}

/// The [`Vault`] port.
pub struct AeadVault {
    sealing: Key,
    retired: Vec<Key>,
}

impl AeadVault {
    /// The first key seals; all of them open, so that a key can be replaced while secrets that
    /// were sealed under the old one are about.
    pub fn new(keys: &[VaultKey]) -> Result<Self, NoVault> {
        let (first, others) = keys.split_first().ok_or(NoVault::NoKey)?;
        let kids: std::collections::HashSet<_> = keys.iter().map(VaultKey::kid).collect();
        if kids.len() != keys.len() {
            return Err(NoVault::SameKid);
        }
        let retired = others.iter().map(Key::derive).collect::<Result<_, _>>()?;
        Ok(Self { sealing: Key::derive(first)?, retired })
    }
}

impl Vault for AeadVault {
    #[expect(
        clippy::panic,
        reason = "a secret that is not sealed must not be stored, and the port has no way to refuse"
    )]
    fn seal(&self, secret: &[u8], context: &str) -> Vec<u8> {
        let Key { header, aead } = &self.sealing;
        let mut sealed = secret.to_vec();
        // Fails for more than 64 GiB, or without memory or randomness.
        let nonce = aead
            .seal_in_place_append_tag(self.sealing.associated(context), &mut sealed)
            .unwrap_or_else(|_| panic!("a secret could not be sealed"));
        [header.as_slice(), nonce.as_ref(), &sealed].concat()
    }

    fn open(&self, sealed: &[u8], context: &str) -> Option<Vec<u8>> {
        // No header is the beginning of another: they tell their length before their kid.
        let mut keys = std::iter::once(&self.sealing).chain(&self.retired);
        let (key, rest) = keys.find_map(|key| Some((key, sealed.strip_prefix(key.header.as_slice())?)))?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_LEN>()?;
        let mut secret = Zeroizing::new(ciphertext.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = key.aead.open_in_place(nonce, key.associated(context), &mut secret).ok()?;
        Some(opened.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use skybot_domain::ports::Vault as _;

    use super::{AeadVault, NoVault};
    use crate::key::VaultKey;

    const ONE: &str = "mH4vQ0r8eZyTq2LwXn6sJd9uBf3cGp7a";
    const TWO: &str = "Wb5kR1t9yUiOp3AsDf7gHj0lZx4cVn8m";
    const SEED: &[u8] = b"a seed of somebody's";
    const CONTEXT: &str = "totp/019a0000-0000-7000-8000-000000000001";

    fn vault(keys: &[(&str, &str)]) -> AeadVault {
        let keys: Vec<_> = keys.iter().map(|(kid, secret)| VaultKey::new(kid, (*secret).into()).unwrap()).collect();
        AeadVault::new(&keys).unwrap()
    }

    fn one() -> AeadVault {
        vault(&[("k1", ONE)])
    }

    #[test]
    fn what_was_sealed_opens() {
        for secret in [SEED, b"", &[0; 5000]] {
            let sealed = one().seal(secret, CONTEXT);
            assert_eq!(sealed.len(), 1 + 1 + 2 + 12 + secret.len() + 16);
            assert_eq!(sealed[..4], [1, 2, b'k', b'1']);
            assert_eq!(one().open(&sealed, CONTEXT).as_deref(), Some(secret));
        }
        let sealed = one().seal(SEED, CONTEXT);
        assert!(!sealed.windows(4).any(|part| SEED.windows(4).any(|other| part == other)), "nothing of it shows");
    }

    /// Made by another implementation of HKDF and AES-GCM. What is in a database must open for as
    /// long as its key is there.
    #[test]
    fn what_was_sealed_long_ago_opens() {
        let sealed = hex(
            "01026b31000102030405060708090a0bf8244ec72b2c62763566028dcf5a8b25e514771045b34a55eb29658905d9ed3e80f20b82",
        );
        assert_eq!(one().open(&sealed, CONTEXT).as_deref(), Some(SEED));
    }

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    #[test]
    fn keys_are_replaced_one_by_one() {
        let old = one().seal(SEED, CONTEXT);
        let both = vault(&[("k2", TWO), ("k1", ONE)]);
        let new = both.seal(SEED, CONTEXT);
        assert_eq!(new[..4], [1, 2, b'k', b'2'], "the first key seals");
        assert_eq!(both.open(&old, CONTEXT).as_deref(), Some(SEED));
        assert_eq!(both.open(&new, CONTEXT).as_deref(), Some(SEED));
        assert_eq!(vault(&[("k2", TWO)]).open(&old, CONTEXT), None, "its key is gone");
        assert_eq!(one().open(&new, CONTEXT), None, "its key is not here yet");
    }

    #[test]
    fn the_key_must_be_the_one_it_names() {
        let sealed = one().seal(SEED, CONTEXT);
        assert_eq!(vault(&[("k1", TWO)]).open(&sealed, CONTEXT), None, "another key of that name");
        assert_eq!(vault(&[("k2", ONE)]).open(&sealed, CONTEXT), None, "that key under another name");
        let renamed = [&[1, 2, b'k', b'2'], &sealed[4..]].concat();
        assert_eq!(vault(&[("k2", ONE)]).open(&renamed, CONTEXT), None, "the name is sealed with it");
        // Names that begin alike.
        let many = vault(&[("k", TWO), ("k1", ONE), ("k10", TWO)]);
        assert_eq!(many.open(&sealed, CONTEXT).as_deref(), Some(SEED));
    }

    #[test]
    fn another_context_opens_nothing() {
        let sealed = one().seal(SEED, CONTEXT);
        for other in ["", "totp", "totp/019a0000-0000-7000-8000-000000000002", &format!("{CONTEXT} ")] {
            assert_eq!(one().open(&sealed, other), None, "{other:?}");
        }
        assert_eq!(one().open(&one().seal(SEED, ""), "").as_deref(), Some(SEED));
    }

    #[test]
    fn no_byte_can_be_changed() {
        let sealed = one().seal(SEED, CONTEXT);
        for position in 0..sealed.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut sealed = sealed.clone();
                sealed[position] ^= flip;
                assert_eq!(one().open(&sealed, CONTEXT), None, "byte {position} changed");
            }
            assert_eq!(one().open(&sealed[..position], CONTEXT), None, "cut to {position}");
        }
        assert_eq!(one().open(&[&sealed[..], &[0]].concat(), CONTEXT), None, "longer by one");
        assert_eq!(one().open(&sealed[1..], CONTEXT), None, "the version is missing");
    }

    #[test]
    fn no_two_are_sealed_alike() {
        let vault = one();
        let nonces: HashSet<_> = (0..1000).map(|_| vault.seal(SEED, CONTEXT)[4..16].to_vec()).collect();
        assert_eq!(nonces.len(), 1000);
    }

    #[test]
    fn there_is_no_vault_without_a_key_of_its_own_name() {
        let key = |kid, secret: &str| VaultKey::new(kid, secret.into()).unwrap();
        assert_eq!(AeadVault::new(&[]).map(|_| ()), Err(NoVault::NoKey));
        assert_eq!(AeadVault::new(&[key("k1", ONE), key("k1", TWO)]).map(|_| ()), Err(NoVault::SameKid));
    }

    proptest! {
        #[test]
        fn opens_what_it_sealed_and_nothing_that_was_changed(
            secret: Vec<u8>,
            context in ".{0,20}",
            other in ".{0,20}",
            position: prop::sample::Index,
            flip in 1_u8..,
        ) {
            let vault = one();
            let mut sealed = vault.seal(&secret, &context);
            prop_assert_eq!(vault.open(&sealed, &context), Some(secret.clone()));
            prop_assert_eq!(vault.open(&sealed, &other).is_some(), context == other);
            let position = position.index(sealed.len());
            sealed[position] ^= flip;
            prop_assert_eq!(vault.open(&sealed, &context), None);
        }

        #[test]
        fn garbage_opens_nothing(rest: Vec<u8>, named: bool) {
            let sealed = if named { [&[1, 2, b'k', b'1'], &rest[..]].concat() } else { rest };
            prop_assert_eq!(one().open(&sealed, CONTEXT), None);
        }
    }
}
