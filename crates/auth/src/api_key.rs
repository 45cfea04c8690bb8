//! API keys: `sk_<public id>_<secret>`. The prefix lets scanners of published code recognise one,
//! the public id is what it is looked up by, and only the hash of the secret is ever stored.

use skybot_domain::ports::{ApiKeySecret, Secret};
use skybot_domain::session::SecretHash;

use crate::{random, secret};

const PREFIX: &str = "sk_";
const ID_LENGTH: usize = 16;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A fresh key.
pub(crate) fn fresh() -> ApiKeySecret {
    with_fresh_secret(public_id())
}

/// A key of a known public id with another secret.
pub(crate) fn with_fresh_secret(public_id: String) -> ApiKeySecret {
    let Secret { text, hash } = secret::fresh();
    ApiKeySecret { text: format!("{PREFIX}{public_id}_{text}"), public_id, hash }
}

/// What a key says, if it is one as they are given out, to the letter.
pub(crate) fn parse(text: &str) -> Option<(String, SecretHash)> {
    let (public_id, secret) = text.strip_prefix(PREFIX)?.split_at_checked(ID_LENGTH)?;
    if !public_id.bytes().all(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    // The secret may hold `_` itself: what counts is where the first one is.
    Some((public_id.to_owned(), secret::hash(secret.strip_prefix('_')?)?))
}

/// Sixteen digits to the base of 62: 95 bits, so that no two are ever alike. It is no secret, so
/// the bias of a remainder (one in four thousand million) does not matter.
fn public_id() -> String {
    let mut rest = u128::from_be_bytes(random::bytes());
    let mut id = String::with_capacity(ID_LENGTH);
    for _ in 0..ID_LENGTH {
        let digit = usize::try_from(rest % 62).unwrap_or_default();
        id.push(char::from(DIGITS[digit]));
        rest /= 62;
    }
    id
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::{fresh, parse};
    use crate::secret;

    const ID: &str = "0123456789abcXYZ";

    #[test]
    fn a_key_is_found_again() {
        let key = fresh();
        assert_eq!(key.text.len(), 63);
        assert_eq!(parse(&key.text), Some((key.public_id.clone(), key.hash)));
        let secret = key.text.strip_prefix(&format!("sk_{}_", key.public_id)).unwrap();
        assert_eq!(secret::hash(secret), Some(key.hash), "the hash is the secret's alone");
    }

    #[test]
    fn no_two_are_alike() {
        let keys: Vec<_> = (0..1000).map(|_| fresh()).collect();
        let ids: HashSet<_> = keys.iter().map(|key| &key.public_id).collect();
        let hashes: HashSet<_> = keys.iter().map(|key| key.hash).collect();
        assert_eq!((ids.len(), hashes.len()), (1000, 1000));
        let digits: HashSet<_> = ids.iter().flat_map(|id| id.chars()).collect();
        assert_eq!(digits.len(), 62, "every digit is in use");
        for place in 0..16 {
            let digits: HashSet<_> = ids.iter().map(|id| id.as_bytes()[place]).collect();
            assert!(digits.len() > 50, "place {place} is as random as the others");
        }
    }

    #[test]
    fn other_spellings_are_no_keys() {
        let secret = "A".repeat(43);
        assert!(parse(&format!("sk_{ID}_{secret}")).is_some(), "the cases below spoil a good one");
        assert!(parse(&format!("sk_{ID}__{}", &secret[1..])).is_some(), "a secret may begin with an underscore");
        for text in [
            String::new(),
            "sk_".to_owned(),
            ID.to_owned(),
            secret.clone(),
            format!("{ID}_{secret}"),
            format!("SK_{ID}_{secret}"),
            format!("pk_{ID}_{secret}"),
            format!("sk-{ID}_{secret}"),
            format!(" sk_{ID}_{secret}"),
            format!("sk_{ID}_{secret} "),
            format!("sk_{ID}_{secret}\n"),
            format!("sk_{ID}-{secret}"),
            format!("sk_{ID}{secret}"),
            format!("sk_{ID}_"),
            format!("sk_{}_{secret}", &ID[1..]),
            format!("sk_{ID}0_{secret}"),
            format!("sk__{}_{secret}", &ID[1..]),
            format!("sk_é{}_{secret}", &ID[2..]),
            format!("sk_{}é_{secret}", &ID[1..]),
            format!("sk_{ID}_{}", &secret[1..]),
            format!("sk_{ID}_{secret}A"),
            format!("sk_{ID}_{secret}="),
            // Spare bits set: decodes to the same bytes where decoders are lax.
            format!("sk_{ID}_{}B", &secret[1..]),
            format!("sk_{ID}_+{}", &secret[1..]),
        ] {
            assert_eq!(parse(&text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_parsed_is_spelt_in_one_way(text in "sk_[0-9A-Za-z]{15,17}_[-_0-9A-Za-z]{42,44}|sk_.{0,70}|.{0,70}") {
            if let Some((public_id, _)) = parse(&text) {
                prop_assert_eq!(text.len(), 63);
                let beginning = format!("sk_{public_id}_");
                prop_assert!(text.starts_with(&beginning));
            }
        }
    }
}
