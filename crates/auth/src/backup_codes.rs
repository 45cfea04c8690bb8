//! Codes on paper, for the day an authenticator app is lost. Made to be read and typed by people:
//! no look-alikes in them, and all that may be read or typed otherwise is forgiven.

use sha2::{Digest as _, Sha256};
use skybot_domain::ports::Secret;
use skybot_domain::session::SecretHash;

use crate::base32::{self, CROCKFORD};
use crate::random;

const CODES: usize = 10;
/// Of five bits each.
const CHARACTERS: usize = 10;

/// Hashed in front of each code: its hash is that of no other secret.
const LABEL: &[u8] = b"skybot backup code: ";

/// Ten fresh codes.
pub(crate) fn fresh() -> Vec<Secret> {
    (0..CODES).map(|_| code(random::bytes())).collect()
}

/// The first fifty bits as a code.
fn code(bits: [u8; 7]) -> Secret {
    let mut text = base32::encode(&bits, CROCKFORD);
    text.truncate(CHARACTERS);
    let hash = hashed(text.as_bytes());
    text.insert(CHARACTERS / 2, '-');
    Secret { text, hash }
}

/// The hash of a code as somebody types it; `None` if it has not the form of one.
pub(crate) fn hash(text: &str) -> Option<SecretHash> {
    let mut code = [0; CHARACTERS];
    let mut characters = text.chars().filter(|c| !is_separator(*c));
    for character in &mut code {
        let typed = match characters.next()?.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        };
        *character = u8::try_from(typed).ok().filter(|c| CROCKFORD.contains(c))?;
    }
    characters.next().is_none().then(|| hashed(&code))
}

/// Blanks and hyphens, with those that phones and word processors put in their place.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn hashed(code: &[u8]) -> SecretHash {
    Sha256::new().chain_update(LABEL).chain_update(code).finalize().into()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::{code, fresh, hash};
    use crate::secret;

    #[test]
    fn codes_are_found_again_by_their_hash() {
        let codes = fresh();
        assert_eq!(codes.len(), 10);
        for code in &codes {
            let (front, back) = code.text.split_once('-').unwrap();
            assert_eq!((front.len(), back.len()), (5, 5), "{}", code.text);
            assert_eq!(hash(&code.text), Some(code.hash));
            assert_eq!(secret::hash(&code.text), None, "it is no secret of another kind");
        }
    }

    #[test]
    fn codes_hold_fifty_random_bits() {
        let codes: Vec<_> = (0..100).flat_map(|_| fresh()).collect();
        assert_eq!(codes.iter().map(|code| code.hash).collect::<HashSet<_>>().len(), 1000);
        for place in [0, 1, 2, 3, 4, 6, 7, 8, 9, 10] {
            let used: HashSet<_> = codes.iter().map(|code| code.text.as_bytes()[place]).collect();
            assert_eq!(used.len(), 32, "place {place}");
        }
        for unlike in ['i', 'l', 'o', 'u'] {
            assert!(!codes.iter().any(|code| code.text.contains(unlike)), "{unlike}");
        }
    }

    #[test]
    fn every_bit_counts() {
        let zero = code([0; 7]);
        assert_eq!(zero.text, "00000-00000");
        for bit in 0..50 {
            let mut bits = [0; 7];
            bits[bit / 8] = 0x80 >> (bit % 8);
            assert_ne!(code(bits).hash, zero.hash, "bit {bit}");
        }
        assert_eq!(code([0xff; 7]).text, "zzzzz-zzzzz");
    }

    #[test]
    fn what_may_be_typed_otherwise_is_forgiven() {
        let written = hash("01abc-defgh").unwrap();
        for typed in [
            "01abcdefgh",
            "01ABC-DEFGH",
            "  01abc defgh ",
            "0 1 a b c - d e f g h",
            "01abc–defgh",
            "01abc\u{2011}defgh",
            "01abc−defgh",
            "01abc\u{a0}defgh\n",
            "oiabc-defgh",
            "OLabc-defgh",
            "0Iabc-defgh",
            "0labc-defgh",
        ] {
            assert_eq!(hash(typed), Some(written), "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_code_has_no_hash() {
        for text in [
            "",
            "-",
            "01abc-defg",
            "01abc-defghj",
            "01abc-defgu",
            "01abc_defgh",
            "01abc.defgh",
            "01abc-defg\0",
            "01abc-defgé",
            "01abc-defgＨ",
            &"01abc-defgh".repeat(1000),
        ] {
            assert_eq!(hash(text), None, "{text:?}");
        }
        assert_ne!(hash("01abc-defgh"), hash("01abc-defgj"));
    }

    proptest! {
        #[test]
        fn spelling_does_not_matter(bits: [u8; 7], at in 0..11_usize, upper: bool) {
            let code = code(bits);
            let mut typed = if upper { code.text.to_uppercase() } else { code.text.clone() };
            typed.insert(at, ' ');
            let typed = if upper { typed.replace('0', "O").replace('1', "I") } else { typed.replace('1', "l") };
            prop_assert_eq!(hash(&typed), Some(code.hash));
        }

        #[test]
        fn typing_anything_harms_nothing(text in ".{0,30}|[-0-9a-zA-Z ]{8,14}") {
            let _ = hash(&text);
        }
    }
}
