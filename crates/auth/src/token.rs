//! Access tokens: JWTs in the form of RFC 9068, signed by HMAC-SHA-256.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use skybot_domain::id::{AccountId, SessionId, UserId};
use skybot_domain::ports::{AccessClaims, ApiKeySecret, Secret, TokenSigner};
use skybot_domain::scope::Role;
use skybot_domain::session::{ACCESS_LIFETIME, SecretHash};
use skybot_domain::{Id, Timestamp};

use crate::key::SigningKey;
use crate::verified::Verified;
use crate::{api_key, random, secret};

const ISSUER: &str = "skybot";
const AUDIENCE: &str = "skybot-api";
/// Tells access tokens from every other JWT that may one day be signed with the same keys.
const TYPE: &str = "at+jwt";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    account: String,
    role: String,
    iat: i64,
    exp: i64,
    /// None of ours has it; one that has is held to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
}

struct Key {
    kid: String,
    sign: EncodingKey,
    check: DecodingKey,
}

/// Why there can be no signer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSigner {
    /// There is no key, and none is built in.
    #[error("at least one key is required")]
    NoKey,
    /// It would be unclear which key a token names.
    #[error("two keys have the same kid")]
    SameKid,
    /// Secrets could not be made.
    #[error("the operating system gives no randomness")]
    NoRandomness,
}

/// The [`TokenSigner`] port.
pub struct JwtSigner {
    signing: Key,
    retired: Vec<Key>,
    validation: Validation,
    verified: Verified<Good>,
}

/// What a good token says, and when it is good, in seconds since 1970.
#[derive(Clone)]
struct Good {
    claims: AccessClaims,
    from: Option<i64>,
    until: i64,
}

impl JwtSigner {
    /// The first key signs; all of them verify, so that a key can be replaced while tokens of
    /// the old one are about.
    pub fn new(keys: &[SigningKey]) -> Result<Self, NoSigner> {
        let (first, others) = keys.split_first().ok_or(NoSigner::NoKey)?;
        let kids: std::collections::HashSet<_> = keys.iter().map(SigningKey::kid).collect();
        if kids.len() != keys.len() {
            return Err(NoSigner::SameKid);
        }
        random::check().map_err(|_| NoSigner::NoRandomness)?;
        let key = |key: &SigningKey| Key {
            kid: key.kid().to_owned(),
            sign: EncodingKey::from_secret(key.secret()),
            check: DecodingKey::from_secret(key.secret()),
        };
        let retired = others.iter().map(key).collect();
        Ok(Self { signing: key(first), retired, validation: validation(), verified: Verified::default() })
    }

    fn key(&self, kid: &str) -> Option<&Key> {
        std::iter::once(&self.signing).chain(&self.retired).find(|key| key.kid == kid)
    }

    fn claims(&self, token: &str) -> Option<Claims> {
        let header = decode_header(token).ok()?;
        if header.typ.as_deref() != Some(TYPE) || header.crit.is_some() {
            return None;
        }
        let key = self.key(header.kid.as_deref()?)?;
        Some(decode::<Claims>(token, &key.check, &self.validation).ok()?.claims)
    }

    fn good(&self, token: &str) -> Option<Good> {
        let claims = self.claims(token)?;
        let (session_id, user_id, account_id): (SessionId, UserId, AccountId) =
            (Id::parse(&claims.sid)?, Id::parse(&claims.sub)?, Id::parse(&claims.account)?);
        let told = AccessClaims { session_id, user_id, account_id };
        Some(Good { claims: told, from: claims.nbf, until: claims.exp })
    }
}

/// Signature, algorithm, issuer and audience. The library's own look at `exp` is off: it reads
/// the system's clock, and the time is an argument here.
fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_exp = false;
    validation.leeway = 0;
    validation
}

impl TokenSigner for JwtSigner {
    fn issue(&self, told: &AccessClaims, role: Role, now: Timestamp) -> String {
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(self.signing.kid.clone());
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: told.user_id.to_string(),
            sid: told.session_id.to_string(),
            account: told.account_id.to_string(),
            role: role.as_str().to_owned(),
            iat: now.unix_timestamp(),
            exp: (now + ACCESS_LIFETIME).unix_timestamp(),
            nbf: None,
        };
        // Plain fields and an HMAC: there is nothing to fail. An empty token opens nothing.
        encode(&header, &claims, &self.signing.sign).unwrap_or_default()
    }

    fn verify(&self, token: &str, now: Timestamp) -> Option<AccessClaims> {
        let good = self.verified.get_or(token, || self.good(token))?;
        let now = now.unix_timestamp();
        (now < good.until && good.from.is_none_or(|from| now >= from)).then_some(good.claims)
    }

    fn secret(&self) -> Secret {
        secret::fresh()
    }

    fn hash(&self, text: &str) -> Option<SecretHash> {
        secret::hash(text)
    }

    fn api_key(&self) -> ApiKeySecret {
        api_key::fresh()
    }

    fn rotated_api_key(&self, public_id: &str) -> ApiKeySecret {
        api_key::with_fresh_secret(public_id.to_owned())
    }

    fn parse_api_key(&self, text: &str) -> Option<(String, SecretHash)> {
        api_key::parse(text)
    }
}

#[cfg(test)]
mod tests;
