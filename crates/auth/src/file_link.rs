//! Links that open one file for some minutes: what they open, and a code that only this server can
//! make of it.

use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use skybot_domain::attachment::{FileLink, Variant};
use skybot_domain::ports::FileLinks;
use skybot_domain::{Id, Timestamp};
use uuid::Uuid;

use crate::key::SigningKey;

/// Keys of access tokens sign links too, but never the same bytes.
const PURPOSE: &[u8] = b"skybot file link, first form";
/// Variant, tenant, attachment, seconds since 1970.
const OPENED: usize = 1 + 16 + 16 + 8;
const CODE: usize = 32;

/// Signs links, and opens those that it signed.
pub struct LinkSigner(Vec<Key>);

impl LinkSigner {
    /// The first key signs, all open.
    pub fn new(keys: &[SigningKey]) -> Self {
        let derived = |key: &SigningKey| {
            let own = hmac::sign(&Key::new(HMAC_SHA256, key.secret()), PURPOSE);
            Key::new(HMAC_SHA256, own.as_ref())
        };
        Self(keys.iter().map(derived).collect())
    }
}

/// Without the keys.
impl std::fmt::Debug for LinkSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkSigner").finish_non_exhaustive()
    }
}

impl FileLinks for LinkSigner {
    fn sign(&self, link: &FileLink) -> String {
        let mut token = Vec::with_capacity(OPENED + CODE);
        token.push(match link.variant {
            Variant::Original => 0,
            Variant::Thumbnail => 1,
        });
        token.extend(link.account.uuid().as_bytes());
        token.extend(link.attachment.uuid().as_bytes());
        token.extend(link.expires_at.unix_timestamp().to_be_bytes());
        // Without a key nothing is signed, and nothing opens.
        if let Some(key) = self.0.first() {
            let code = hmac::sign(key, &token);
            token.extend(code.as_ref());
        }
        URL_SAFE_NO_PAD.encode(token)
    }

    fn open(&self, token: &str, now: Timestamp) -> Option<FileLink> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (opened, code) = bytes.split_at_checked(OPENED)?;
        // Compares in a time that tells nothing.
        self.0.iter().find(|key| hmac::verify(key, opened, code).is_ok())?;
        let (variant, rest) = opened.split_first()?;
        let (account, rest) = rest.split_first_chunk::<16>()?;
        let (attachment, rest) = rest.split_first_chunk::<16>()?;
        let expires_at = i64::from_be_bytes(rest.try_into().ok()?);
        let link = FileLink {
            account: Id::new(Uuid::from_bytes(*account)),
            attachment: Id::new(Uuid::from_bytes(*attachment)),
            variant: match variant {
                0 => Variant::Original,
                1 => Variant::Thumbnail,
                _ => return None,
            },
            expires_at: Timestamp::from_unix_timestamp(expires_at).ok()?,
        };
        (now < link.expires_at).then_some(link)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use skybot_domain::attachment::{FileLink, Variant};
    use skybot_domain::ports::FileLinks as _;
    use skybot_domain::{Id, Timestamp};
    use uuid::Uuid;

    use super::LinkSigner;
    use crate::key::SigningKey;

    const SECOND: Duration = Duration::from_secs(1);

    fn signer(secrets: &[&str]) -> LinkSigner {
        let keys: Vec<_> = secrets.iter().map(|secret| SigningKey::new("k", (*secret).into()).unwrap()).collect();
        LinkSigner::new(&keys)
    }

    const OLD: &str = "mH4vQ0r8eZyTq2LwXn6sJd9uBf3cGp7a";
    const NEW: &str = "Wb5kR1t9yUiOp3AsDf7gHj0lZx4cVn8m";

    fn link(variant: Variant) -> FileLink {
        FileLink {
            account: Id::new(Uuid::from_u128(1)),
            attachment: Id::new(Uuid::from_u128(2)),
            variant,
            expires_at: Timestamp::UNIX_EPOCH + Duration::from_secs(1_000_000),
        }
    }

    #[test]
    fn a_link_opens_what_it_was_made_for_until_it_is_over() {
        let signer = signer(&[OLD]);
        for variant in [Variant::Original, Variant::Thumbnail] {
            let link = link(variant);
            let token = signer.sign(&link);
            assert_eq!(signer.open(&token, link.expires_at - SECOND), Some(link));
            assert_eq!(signer.open(&token, link.expires_at), None);
        }
    }

    #[test]
    fn no_changed_bit_opens_anything() {
        let signer = signer(&[OLD]);
        let link = link(Variant::Original);
        let (token, now) = (signer.sign(&link), link.expires_at - SECOND);
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(signer.open(&URL_SAFE_NO_PAD.encode(forged), now), None, "bit {bit}");
        }
        for garbage in ["", "x", "%00", &token[1..], &format!("{token}A"), &format!("{token}="), &"A".repeat(99)] {
            assert_eq!(signer.open(garbage, now), None, "{garbage}");
        }
    }

    #[test]
    fn keys_are_replaced_one_by_one_and_none_opens_nothing() {
        let link = link(Variant::Original);
        let (token, now) = (signer(&[OLD]).sign(&link), link.expires_at - SECOND);
        assert_eq!(signer(&[NEW, OLD]).open(&token, now), Some(link));
        assert_eq!(signer(&[NEW]).open(&token, now), None);
        assert_eq!(signer(&[]).open(&token, now), None);
        assert_eq!(signer(&[OLD]).open(&signer(&[]).sign(&link), now), None);
    }
}
