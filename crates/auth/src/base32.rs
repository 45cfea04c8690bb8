//! Five bits a character.

/// RFC 4648, which authenticator apps read.
pub(crate) const RFC_4648: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Crockford's, in lower case: no `i`, `l` and `o`, which look like digits, and no `u`.
pub(crate) const CROCKFORD: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Encodes without padding; bits that are missing at the end are zero.
pub(crate) fn encode(bytes: &[u8], alphabet: &[u8; 32]) -> String {
    let mut text = String::with_capacity((bytes.len() * 8).div_ceil(5));
    for chunk in bytes.chunks(5) {
        let bits = chunk.iter().chain(&[0; 4]).take(5).fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
        for character in 0..(chunk.len() * 8).div_ceil(5) {
            let digit = (bits >> (35 - 5 * character)) & 31;
            text.push(char::from(alphabet[usize::try_from(digit).unwrap_or_default()]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{CROCKFORD, RFC_4648, encode};

    #[test]
    fn encodes_the_vectors_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(encode(bytes.as_bytes(), RFC_4648), text, "{bytes:?}");
        }
    }

    #[test]
    fn every_value_has_its_character() {
        let counting = [0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf];
        assert_eq!(encode(&counting, CROCKFORD), "0123456789abcdef");
        assert_eq!(encode(&[0xff; 5], CROCKFORD), "zzzzzzzz");
    }
}
