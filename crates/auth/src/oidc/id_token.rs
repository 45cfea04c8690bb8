//! Identity tokens: whose signature, made for whom, when, and for which departure.

use std::time::Duration;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Number, Value};
use skybot_domain::Timestamp;
use skybot_domain::ports::Assertion;
use skybot_domain::text::Email;
use subtle::ConstantTimeEq as _;

use super::line::Trouble;

/// By how much the provider's clock may differ from ours, in seconds.
const LEEWAY: i64 = 60;

/// As long as OpenID Connect lets it be.
const MAX_SUBJECT: usize = 255;

/// Why something is no proof.
pub(super) type Refusal = &'static str;

/// The keys of a provider that sign.
pub(super) struct Keys(Vec<Jwk>);

impl Keys {
    /// Reads a JWK set. Keys of kinds that we do not know may be in it; they are nothing to us.
    pub(super) fn read(body: &[u8]) -> Result<Self, Trouble> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }
        let set: Set = serde_json::from_slice(body)
            .map_err(|_| Trouble::Useless("key set", "it is not of the form it must be"))?;
        let known = set.keys.into_iter().filter_map(|key| serde_json::from_value::<Jwk>(key).ok());
        Ok(Self(known.filter(signs).collect()))
    }

    /// The key that a token says it was signed with.
    pub(super) fn find(&self, signature: &Signature) -> Option<&Jwk> {
        self.0.iter().find(|key| key.common.key_id.as_deref() == Some(&signature.kid) && fits(key, signature.algorithm))
    }
}

fn signs(key: &Jwk) -> bool {
    let common = &key.common;
    let meant = common.public_key_use.as_ref().is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
    meant && common.key_operations.as_ref().is_none_or(|operations| operations.contains(&KeyOperations::Verify))
}

/// The key's own type decides what it may verify, never the token alone: a token that names
/// another algorithm than its key is for is a forger's.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let of_the_type = match &key.algorithm {
        AlgorithmParameters::RSA(_) => matches!(algorithm, Algorithm::RS256 | Algorithm::PS256),
        AlgorithmParameters::EllipticCurve(key) => key.curve == EllipticCurve::P256 && algorithm == Algorithm::ES256,
        AlgorithmParameters::OctetKeyPair(key) => key.curve == EllipticCurve::Ed25519 && algorithm == Algorithm::EdDSA,
        _ => false,
    };
    of_the_type && key.common.key_algorithm.is_none_or(|only| only == KeyAlgorithm::from(algorithm))
}

/// What a token says of its own signature. Nothing of it is believed yet.
pub(super) struct Signature {
    algorithm: Algorithm,
    kid: String,
}

impl Signature {
    /// Reads the header. Algorithms of secrets, and none at all, are refused here.
    pub(super) fn read(token: &str) -> Result<Self, Refusal> {
        let header = decode_header(token).map_err(|_| "its identity token has no header that we understand")?;
        if header.crit.is_some() {
            return Err("its identity token demands what we do not understand");
        }
        let asymmetric = [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA];
        if !asymmetric.contains(&header.alg) {
            return Err("its identity token is signed with an algorithm that we do not take");
        }
        let kid = header.kid.ok_or("its identity token names no key")?;
        Ok(Self { algorithm: header.alg, kid })
    }
}

/// What a token must say.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now: Timestamp,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: Number,
    iat: Number,
    nbf: Option<Number>,
    nonce: Option<String>,
    #[serde(default)]
    email: Value,
    #[serde(default)]
    email_verified: Value,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Verifies a token: first its signature, then all that it says.
pub(super) fn verify(token: &str, by: &Signature, key: &Jwk, expected: &Expected<'_>) -> Result<Assertion, Refusal> {
    let key = DecodingKey::from_jwk(key).map_err(|_| "the key of its identity token cannot be used")?;
    let claims = decode::<Claims>(token, &key, &signature_only(by.algorithm)).map_err(|error| match error.kind() {
        ErrorKind::Json(_) => "its identity token lacks what it must say",
        _ => "the signature of its identity token is wrong",
    })?;
    check(claims.claims, expected)
}

/// The library looks at signature and algorithm. At the claims we look ourselves: it would read
/// the system's clock, and take an issuer among several.
fn signature_only(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation
}

fn check(claims: Claims, expected: &Expected<'_>) -> Result<Assertion, Refusal> {
    if claims.iss != expected.issuer {
        return Err("its identity token is another issuer's");
    }
    let (for_us, only) = match &claims.aud {
        Audience::One(audience) => (audience == expected.client_id, true),
        Audience::Many(audiences) => {
            (audiences.iter().any(|audience| audience == expected.client_id), audiences.len() == 1)
        }
    };
    if !for_us {
        return Err("its identity token is for somebody else");
    }
    let asked_by_us = claims.azp.as_ref().map_or(only, |party| party == expected.client_id);
    if !asked_by_us {
        return Err("its identity token was asked for by somebody else");
    }
    check_times(&claims, expected.now)?;
    let nonce = claims.nonce.as_deref().ok_or("its identity token is for no departure")?;
    if !bool::from(nonce.as_bytes().ct_eq(expected.nonce.as_bytes())) {
        return Err("its identity token is for another departure");
    }
    if !(1..=MAX_SUBJECT).contains(&claims.sub.len()) || claims.sub.chars().any(char::is_control) {
        return Err("its identity token names nobody");
    }
    let verified_email = verified_email(&claims);
    Ok(Assertion { issuer: claims.iss, subject: claims.sub, verified_email })
}

fn check_times(claims: &Claims, now: Timestamp) -> Result<(), Refusal> {
    const UNREADABLE: Refusal = "its identity token has a time that is none";
    let now = now.unix_timestamp();
    if now >= seconds(&claims.exp).ok_or(UNREADABLE)?.saturating_add(LEEWAY) {
        return Err("its identity token has expired");
    }
    let latest = now.saturating_add(LEEWAY);
    for from in std::iter::once(&claims.iat).chain(&claims.nbf) {
        if seconds(from).ok_or(UNREADABLE)? > latest {
            return Err("its identity token is from the future");
        }
    }
    Ok(())
}

/// Whole seconds since 1970. They may come with a fraction (RFC 7519).
fn seconds(number: &Number) -> Option<i64> {
    let since = Duration::try_from_secs_f64(number.as_f64()?).ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// An address that the provider does not vouch for is none: whoever may write any address into
/// their profile there would be anybody here. Some providers write `"true"`.
fn verified_email(claims: &Claims) -> Option<Email> {
    let vouched = claims.email_verified == Value::Bool(true) || claims.email_verified == "true";
    if vouched { Email::parse(claims.email.as_str()?).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::Algorithm;
    use serde_json::{Value, json};
    use skybot_domain::Timestamp;
    use skybot_domain::ports::Assertion;
    use skybot_domain::text::Email;
    use time::macros::datetime;

    use super::{Expected, Keys, Refusal, Signature, check};

    const NOW: Timestamp = datetime!(2026-03-01 12:00:00.75 UTC);

    fn claims() -> Value {
        let now = NOW.unix_timestamp();
        json!({
            "iss": "https://id.example.com",
            "sub": "ana-1",
            "aud": "skybot",
            "exp": now + 300,
            "iat": now,
            "nonce": "n",
            "email": "ana@example.com",
            "email_verified": true,
        })
    }

    /// What becomes of good claims when one is another (or gone).
    fn with(claim: &str, value: Value) -> Result<Assertion, Refusal> {
        let mut claims = claims();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(claim);
        } else {
            claims[claim] = value;
        }
        outcome(claims)
    }

    fn outcome(claims: Value) -> Result<Assertion, Refusal> {
        let expected = Expected { issuer: "https://id.example.com", client_id: "skybot", nonce: "n", now: NOW };
        check(serde_json::from_value(claims).map_err(|_| "form")?, &expected)
    }

    #[test]
    fn good_claims_say_who_it_is() {
        let ana = Assertion {
            issuer: "https://id.example.com".to_owned(),
            subject: "ana-1".to_owned(),
            verified_email: Email::parse("ana@example.com").ok(),
        };
        assert_eq!(outcome(claims()), Ok(ana));
    }

    #[test]
    fn what_must_be_there_must_be_there() {
        for claim in ["iss", "sub", "aud", "exp", "iat"] {
            assert_eq!(with(claim, Value::Null), Err("form"), "{claim}");
        }
        assert_eq!(with("nonce", Value::Null), Err("its identity token is for no departure"));
    }

    #[test]
    fn an_issuer_is_one_and_exact() {
        for issuer in ["https://id.example.com/", "https://ID.example.com", "id.example.com", ""] {
            assert_eq!(with("iss", json!(issuer)), Err("its identity token is another issuer's"), "{issuer}");
        }
        assert_eq!(with("iss", json!(["https://id.example.com"])), Err("form"));
    }

    #[test]
    fn a_token_is_for_us_and_asked_for_by_us() {
        const ELSE: Result<(), Refusal> = Err("its identity token is for somebody else");
        const BY_ELSE: Result<(), Refusal> = Err("its identity token was asked for by somebody else");
        let of = |audience: Value, party: Value| {
            let mut claims = claims();
            claims["aud"] = audience;
            claims["azp"] = party;
            outcome(claims).map(|_| ())
        };
        assert_eq!(of(json!("skybot"), json!("skybot")), Ok(()));
        assert_eq!(of(json!(["skybot"]), Value::Null), Ok(()));
        assert_eq!(of(json!(["other", "skybot"]), json!("skybot")), Ok(()));
        assert_eq!(of(json!("other"), Value::Null), ELSE);
        assert_eq!(of(json!("skybot2"), Value::Null), ELSE);
        assert_eq!(of(json!([]), json!("skybot")), ELSE);
        assert_eq!(of(json!(["other"]), json!("skybot")), ELSE);
        assert_eq!(of(json!(["other", "skybot"]), Value::Null), BY_ELSE);
        assert_eq!(of(json!(["other", "skybot"]), json!("other")), BY_ELSE);
        assert_eq!(of(json!("skybot"), json!("other")), BY_ELSE);
    }

    #[test]
    fn times_are_right_to_a_minute() {
        const EXPIRED: Refusal = "its identity token has expired";
        const FUTURE: Refusal = "its identity token is from the future";
        const NONE: Refusal = "its identity token has a time that is none";
        let now = NOW.unix_timestamp();
        let of = |claim, value| with(claim, value).err();
        assert_eq!(of("exp", json!(now - 59)), None);
        assert_eq!(of("exp", json!(now - 60)), Some(EXPIRED));
        assert_eq!(of("exp", json!(0)), Some(EXPIRED));
        for claim in ["iat", "nbf"] {
            assert_eq!(of(claim, json!(now + 60)), None, "{claim}");
            assert_eq!(of(claim, json!(now + 61)), Some(FUTURE), "{claim}");
            assert_eq!(of(claim, json!(1e18)), Some(FUTURE), "{claim}");
            assert_eq!(of(claim, json!(1_772_366_400.5)), None, "{claim}");
        }
        for claim in ["exp", "iat", "nbf"] {
            assert_eq!(of(claim, json!(-1)), Some(NONE), "{claim}");
            assert_eq!(of(claim, json!(1e300)), Some(NONE), "{claim}");
            assert_eq!(of(claim, json!("1772366400")), Some("form"), "{claim}");
        }
    }

    #[test]
    fn a_token_is_for_one_departure() {
        for nonce in ["", "m", "N", "nn"] {
            assert_eq!(with("nonce", json!(nonce)), Err("its identity token is for another departure"), "{nonce}");
        }
    }

    #[test]
    fn somebody_has_a_name() {
        assert_eq!(with("sub", json!("a".repeat(255))).map(|it| it.subject.len()), Ok(255));
        for subject in [json!(""), json!("a".repeat(256)), json!("a\0b")] {
            assert_eq!(with("sub", subject), Err("its identity token names nobody"));
        }
        assert_eq!(with("sub", json!(1)), Err("form"));
    }

    #[test]
    fn an_address_counts_if_the_provider_vouches_for_it() {
        let address = |claim, value| with(claim, value).unwrap().verified_email;
        assert!(address("email_verified", json!("true")).is_some());
        for unsure in [Value::Null, json!(false), json!("false"), json!("True"), json!("yes"), json!(1), json!([true])]
        {
            assert_eq!(address("email_verified", unsure.clone()), None, "{unsure}");
        }
        for none in [Value::Null, json!(""), json!("ana"), json!(["ana@example.com"]), json!(7)] {
            assert_eq!(address("email", none.clone()), None, "{none}");
        }
    }

    fn finds(key: &Value, algorithm: Algorithm) -> bool {
        let keys = Keys::read(json!({"keys": [{"kty": "AKP"}, 7, key]}).to_string().as_bytes()).unwrap();
        keys.find(&Signature { algorithm, kid: "k1".to_owned() }).is_some()
    }

    #[test]
    fn a_key_verifies_what_its_type_is_for() {
        use Algorithm::{ES256, ES384, EdDSA, HS256, PS256, RS256, RS512};
        let all = [HS256, ES256, ES384, RS256, RS512, PS256, EdDSA];
        let rsa = json!({"kid": "k1", "kty": "RSA", "n": "AQAB", "e": "AQAB"});
        let ec = |curve| json!({"kid": "k1", "kty": "EC", "crv": curve, "x": "AA", "y": "AA"});
        let okp = |curve| json!({"kid": "k1", "kty": "OKP", "crv": curve, "x": "AA"});
        let secret = json!({"kid": "k1", "kty": "oct", "k": "AA"});
        for (key, algorithms) in [
            (rsa, &[RS256, PS256][..]),
            (ec("P-256"), &[ES256]),
            (ec("P-384"), &[]),
            (ec("Ed25519"), &[]),
            (okp("Ed25519"), &[EdDSA]),
            (okp("P-256"), &[]),
            (secret, &[]),
        ] {
            for algorithm in all {
                assert_eq!(finds(&key, algorithm), algorithms.contains(&algorithm), "{key} {algorithm:?}");
            }
        }
    }

    #[test]
    fn a_key_says_itself_what_else_it_is_for() {
        let with = |name: &str, value: Value| {
            let mut key = json!({"kid": "k1", "kty": "RSA", "n": "AQAB", "e": "AQAB"});
            key[name] = value;
            (finds(&key, Algorithm::RS256), finds(&key, Algorithm::PS256))
        };
        assert_eq!(with("use", json!("sig")), (true, true));
        assert_eq!(with("use", json!("enc")), (false, false));
        assert_eq!(with("key_ops", json!(["verify"])), (true, true));
        assert_eq!(with("key_ops", json!(["encrypt"])), (false, false));
        assert_eq!(with("alg", json!("RS256")), (true, false));
        assert_eq!(with("alg", json!("PS256")), (false, true));
        assert_eq!(with("alg", json!("RSA-OAEP")), (false, false));
        assert_eq!(with("alg", json!("something new")), (false, false));
        assert_eq!(with("kid", json!("k2")), (false, false));
    }

    #[test]
    fn what_is_no_key_set_is_none() {
        for body in ["", "[]", "{}", r#"{"keys": 7}"#, "<html>"] {
            assert!(Keys::read(body.as_bytes()).is_err(), "{body}");
        }
    }
}
