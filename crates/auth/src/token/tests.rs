//! What the signer lets in, and every forgery that it must not.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use skybot_domain::ports::{AccessClaims, TokenSigner as _};
use skybot_domain::scope::Role;
use skybot_domain::{Id, Timestamp};
use time::macros::datetime;
use uuid::Uuid;

use super::{JwtSigner, NoSigner};
use crate::key::SigningKey;

const NOW: Timestamp = datetime!(2026-03-01 12:00:00.25 UTC);
const ONE: &str = "mH4vQ0r8eZyTq2LwXn6sJd9uBf3cGp7a";
const TWO: &str = "Wb5kR1t9yUiOp3AsDf7gHj0lZx4cVn8m";

fn key(kid: &str, secret: &str) -> SigningKey {
    SigningKey::new(kid, secret.into()).unwrap()
}

fn signer() -> JwtSigner {
    JwtSigner::new(&[key("k1", ONE)]).unwrap()
}

fn told() -> AccessClaims {
    let id = |n| Uuid::from_u128(n);
    AccessClaims { session_id: Id::new(id(1)), user_id: Id::new(id(2)), account_id: Id::new(id(3)) }
}

fn issued(signer: &JwtSigner) -> String {
    signer.issue(&told(), Role::Agent, NOW)
}

fn parts(token: &str) -> [String; 3] {
    let parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts.try_into().unwrap()
}

fn json_of(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A header and claims as ours, to be spoilt in one place.
fn ours() -> (Header, Value) {
    let [_, payload, _] = parts(&issued(&signer()));
    let mut header = Header::new(Algorithm::HS256);
    header.typ = Some("at+jwt".to_owned());
    header.kid = Some("k1".to_owned());
    (header, json_of(&payload))
}

fn signed(header: &Header, claims: &Value, secret: &str) -> String {
    encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

fn refused(what: &str, token: &str) {
    assert_eq!(signer().verify(token, NOW), None, "{what}: {token}");
}

#[test]
fn what_was_issued_is_let_in() {
    let token = issued(&signer());
    assert_eq!(signer().verify(&token, NOW), Some(told()));

    let [header, payload, _] = parts(&token);
    assert_eq!(json_of(&header), json!({"typ": "at+jwt", "alg": "HS256", "kid": "k1"}));
    assert_eq!(
        json_of(&payload),
        json!({
            "iss": "skybot",
            "aud": "skybot-api",
            "sub": "00000000-0000-0000-0000-000000000002",
            "sid": "00000000-0000-0000-0000-000000000001",
            "account": "00000000-0000-0000-0000-000000000003",
            "role": "agent",
            "iat": 1_772_366_400,
            "exp": 1_772_367_000,
        })
    );
}

#[test]
fn a_token_lives_ten_minutes_by_the_callers_clock() {
    let token = issued(&signer());
    let at = |time| signer().verify(&token, time).is_some();
    assert!(at(datetime!(2026-03-01 12:09:59.999999 UTC)));
    assert!(!at(datetime!(2026-03-01 12:10:00 UTC)));
    assert!(!at(datetime!(2036-03-01 12:00:00 UTC)));
}

#[test]
fn keys_are_replaced_one_by_one() {
    let old = issued(&signer());
    let both = JwtSigner::new(&[key("k2", TWO), key("k1", ONE)]).unwrap();
    let new = issued(&both);
    assert_eq!(both.verify(&old, NOW), Some(told()));
    assert_eq!(both.verify(&new, NOW), Some(told()));
    assert_eq!(JwtSigner::new(&[key("k2", TWO)]).unwrap().verify(&old, NOW), None);
    assert_eq!(signer().verify(&new, NOW), None);
}

#[test]
fn there_is_no_signer_without_a_key_of_its_own_name() {
    assert_eq!(JwtSigner::new(&[]).map(|_| ()), Err(NoSigner::NoKey));
    assert_eq!(JwtSigner::new(&[key("k1", ONE), key("k1", TWO)]).map(|_| ()), Err(NoSigner::SameKid));
}

#[test]
fn no_other_algorithm_is_let_in() {
    let (header, claims) = ours();
    for alg in ["none", "None", "NONE", "HS384", "HS512", "RS256", "ES256", "EdDSA", ""] {
        let forged = part(&json!({"typ": "at+jwt", "kid": "k1", "alg": alg}));
        let [_, payload, signature] = parts(&signed(&header, &claims, ONE));
        refused(alg, &format!("{forged}.{payload}."));
        refused(alg, &format!("{forged}.{payload}.{signature}"));
    }
    // The right key, honestly used with another algorithm.
    for alg in [Algorithm::HS384, Algorithm::HS512] {
        refused("same key", &signed(&Header { alg, ..header.clone() }, &claims, ONE));
    }
}

#[test]
fn no_other_key_is_let_in() {
    let (header, claims) = ours();
    refused("other key under our name", &signed(&header, &claims, TWO));
    refused("empty key", &signed(&header, &claims, ""));
    for kid in [None, Some(""), Some("k2"), Some("K1"), Some("k1 "), Some("../k1")] {
        let header = Header { kid: kid.map(str::to_owned), ..header.clone() };
        refused("no such kid", &signed(&header, &claims, ONE));
    }
    let jwk = part(&json!({"typ": "at+jwt", "alg": "HS256", "kid": "k1", "jwk": {"kty": "oct", "k": "AA"}}));
    let [_, payload, signature] = parts(&signed(&header, &claims, ONE));
    refused("a key of its own", &format!("{jwk}.{payload}.{signature}"));
}

#[test]
fn nothing_can_be_changed() {
    let token = issued(&signer());
    let [header, payload, signature] = parts(&token);
    let mut claims = json_of(&payload);
    claims["role"] = json!("owner");
    refused("payload", &format!("{header}.{}.{signature}", part(&claims)));
    refused("signature cut", &format!("{header}.{payload}.{}", &signature[1..]));
    refused("no signature", &format!("{header}.{payload}."));
    refused("two parts", &format!("{header}.{payload}"));
    refused("four parts", &format!("{token}.{signature}"));
    refused("blank", &format!("{token} "));
    refused("padded", &format!("{token}="));
    for position in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
        refused("one character", &String::from_utf8(bytes).unwrap());
    }
}

#[test]
fn every_claim_must_be_there_and_right() {
    let (header, claims) = ours();
    assert!(signer().verify(&signed(&header, &claims, ONE), NOW).is_some(), "the cases below spoil a good one");
    for claim in ["iss", "aud", "sub", "sid", "account", "role", "iat", "exp"] {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(claim);
        refused(claim, &signed(&header, &claims, ONE));
    }
    for (claim, value) in [
        ("iss", json!("someone")),
        ("iss", json!(["skybot"])),
        ("aud", json!("skybot-widget")),
        ("aud", json!(["skybot-widget", "skybot-api"])),
        ("sub", json!("00000000000000000000000000000002")),
        ("sid", json!("")),
        ("account", json!(null)),
        ("exp", json!("1772367000")),
        ("exp", json!(1e300)),
        ("exp", json!(0)),
        ("exp", json!(-1)),
        ("nbf", json!(i64::MAX)),
        ("nbf", json!("0")),
    ] {
        let mut claims = claims.clone();
        claims[claim] = value;
        refused(claim, &signed(&header, &claims, ONE));
    }
}

#[test]
fn tokens_of_other_kinds_are_refused() {
    let (header, claims) = ours();
    for typ in [None, Some("JWT"), Some("jwt"), Some("at+JWT "), Some("refresh+jwt")] {
        let header = Header { typ: typ.map(str::to_owned), ..header.clone() };
        refused("typ", &signed(&header, &claims, ONE));
    }
    let crit = Header { crit: Some(vec!["exp".to_owned()]), ..header };
    refused("crit", &signed(&crit, &claims, ONE));
}

#[test]
fn what_is_no_token_at_all_is_refused() {
    let refresh = signer().secret();
    refused("refresh secret", &refresh.text);
    refused("three of them", &format!("{0}.{0}.{0}", refresh.text));
    for garbage in ["", ".", "..", "...", "a.b.c", "\0", "é.é.é", "e30.e30.e30"] {
        refused("garbage", garbage);
    }
    refused("long", &"a.".repeat(1_000_000));
}

#[test]
fn an_access_token_is_no_secret() {
    assert_eq!(signer().hash(&issued(&signer())), None);
}

#[test]
fn an_api_key_is_of_its_own_kind() {
    let key = signer().api_key();
    assert_eq!(signer().parse_api_key(&key.text), Some((key.public_id, key.hash)));
    refused("API key", &key.text);
    assert_eq!(signer().hash(&key.text), None, "it is no secret of another kind");
    assert_eq!(signer().parse_api_key(&signer().secret().text), None);
    assert_eq!(signer().parse_api_key(&issued(&signer())), None);
}
