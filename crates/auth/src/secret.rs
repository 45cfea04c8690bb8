//! Opaque secrets: 256 random bits that mean nothing by themselves.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use skybot_domain::ports::Secret;
use skybot_domain::session::SecretHash;

use crate::random;

const BYTES: usize = 32;

/// A fresh secret.
pub(crate) fn fresh() -> Secret {
    let bytes: [u8; BYTES] = random::bytes();
    Secret { text: URL_SAFE_NO_PAD.encode(bytes), hash: Sha256::digest(bytes).into() }
}

/// The hash of a secret as it was given out; `None` if it is of no form we give out. One secret
/// has one spelling: the decoder refuses padding, spare bits, and more than fits.
pub(crate) fn hash(text: &str) -> Option<SecretHash> {
    let mut bytes = [0; BYTES];
    let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
    (length == BYTES).then(|| Sha256::digest(bytes).into())
}

#[cfg(test)]
mod tests {
    use super::{fresh, hash};

    const CHARACTERS: usize = 43;

    #[test]
    fn a_secret_is_found_again_by_its_hash() {
        let (one, other) = (fresh(), fresh());
        assert_eq!(one.text.len(), CHARACTERS);
        assert_eq!(hash(&one.text), Some(one.hash));
        assert_ne!(one.text, other.text);
        assert_ne!(one.hash, other.hash);
    }

    #[test]
    fn the_hash_is_sha_256_of_the_bytes() {
        let expected = [
            0x66, 0x68, 0x7a, 0xad, 0xf8, 0x62, 0xbd, 0x77, 0x6c, 0x8f, 0xc1, 0x8b, 0x8e, 0x9f, 0x8e, 0x20, 0x08, 0x97,
            0x14, 0x85, 0x6e, 0xe2, 0x33, 0xb3, 0x90, 0x2a, 0x59, 0x1d, 0x0d, 0x5f, 0x29, 0x25,
        ];
        assert_eq!(hash(&"A".repeat(CHARACTERS)), Some(expected));
    }

    #[test]
    fn other_spellings_are_no_secrets() {
        let zeros = "A".repeat(CHARACTERS);
        for text in [
            String::new(),
            zeros[1..].to_owned(),
            format!("{zeros}A"),
            format!("{zeros}="),
            // Spare bits set: decodes to the same bytes where decoders are lax.
            format!("{}B", &zeros[1..]),
            format!("{}+", &zeros[1..]),
            format!("{} ", &zeros[1..]),
            format!("{}é", &zeros[2..]),
        ] {
            assert_eq!(hash(&text), None, "{text:?}");
        }
    }
}
