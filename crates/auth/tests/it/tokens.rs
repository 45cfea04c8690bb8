//! Identity tokens that prove something, and every forgery that must not.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
    RsaPublicKeyComponents,
};
use aws_lc_rs::{hmac, rsa};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::provider::{Answer, KEYS, Key, TOKEN, token};
use crate::{NOW, after, pair};

const UNKNOWN_KEY: &str = "its identity token is signed with a key that it does not publish";
const ALGORITHM: &str = "its identity token is signed with an algorithm that we do not take";
const HEADER: &str = "its identity token has no header that we understand";
const SIGNATURE: &str = "the signature of its identity token is wrong";

#[tokio::test]
async fn what_a_token_says_is_held_against_the_departure() {
    let now = NOW.unix_timestamp();
    for (claim, value, reason) in [
        ("nonce", json!("another"), "its identity token is for another departure"),
        ("nonce", Value::Null, "its identity token is for no departure"),
        ("aud", json!("another client"), "its identity token is for somebody else"),
        ("azp", json!("another client"), "its identity token was asked for by somebody else"),
        ("iss", json!("https://accounts.google.com"), "its identity token is another issuer's"),
        ("exp", json!(now - 60), "its identity token has expired"),
        ("iat", json!(now + 61), "its identity token is from the future"),
        ("nbf", json!(now + 61), "its identity token is from the future"),
        ("sub", json!(""), "its identity token names nobody"),
        ("sub", json!(7), "its identity token lacks what it must say"),
    ] {
        let pair = pair().await;
        pair.provider.spoil(move |claims| claims[claim] = value.clone());
        assert_eq!(pair.refused().await, reason, "{claim}");
    }
}

#[tokio::test]
async fn several_audiences_need_one_that_asked() {
    let pair = pair().await;
    pair.provider.spoil(|claims| claims["aud"] = json!([claims["aud"], "another client"]));
    assert_eq!(pair.refused().await, "its identity token was asked for by somebody else");
    pair.provider.spoil(|claims| {
        claims["azp"] = claims["aud"].clone();
        claims["aud"] = json!([claims["aud"], "another client"]);
    });
    pair.sign_in().await.unwrap();
}

#[tokio::test]
async fn the_callers_clock_counts_not_the_systems() {
    // Everything in these tests happens in 2021; an hour of a token is long over by any other clock.
    let pair = pair().await;
    pair.sign_in().await.unwrap();
    pair.provider.spoil(|claims| {
        claims["exp"] = json!(NOW.unix_timestamp() - 59);
        claims["iat"] = json!(NOW.unix_timestamp() + 60);
    });
    pair.sign_in().await.unwrap();
}

#[tokio::test]
async fn an_address_counts_if_the_provider_vouches_for_it() {
    let pair = pair().await;
    for (verified, counts) in [
        (json!(true), true),
        (json!("true"), true),
        (json!(false), false),
        (json!("false"), false),
        (Value::Null, false),
    ] {
        pair.provider.person(json!({"sub": "eve", "email": "ana@example.com", "email_verified": verified}));
        assert_eq!(pair.sign_in().await.unwrap().verified_email.is_some(), counts, "{verified}");
    }
    pair.provider.person(json!({"sub": "eve", "email": "ana@example.com"}));
    assert_eq!(pair.sign_in().await.unwrap().verified_email, None);
    pair.provider.person(json!({"sub": "eve", "email": "not an address", "email_verified": true}));
    assert_eq!(pair.sign_in().await.unwrap().verified_email, None);
}

#[tokio::test]
async fn a_token_without_signature_is_none() {
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let pair = pair().await;
        pair.provider.forge(move |claims| token(&json!({"alg": alg, "kid": "k1"}), claims, |_| Vec::new()));
        assert_eq!(pair.refused().await, HEADER, "{alg}");
    }
    for part in ["header", "payload", "both"] {
        let pair = pair().await;
        let key = pair.provider.key();
        pair.provider.forge(move |claims| {
            let token = key.sign(claims);
            let (message, signature) = token.rsplit_once('.').unwrap();
            match part {
                "header" => format!("{message}."),
                "payload" => message.to_owned(),
                _ => format!("{message}.{}", &signature[2..]),
            }
        });
        let reason = pair.refused().await;
        assert!([HEADER, SIGNATURE, ALGORITHM].contains(&reason.as_str()), "{part}: {reason}");
    }
}

#[tokio::test]
async fn a_public_key_is_not_a_secret() {
    // The classic: the verifier's public key, which everybody has, taken for an HMAC secret.
    for alg in ["HS256", "HS384", "HS512"] {
        let one = pair().await;
        let key = one.provider.key();
        let jwk = key.jwk();
        let coordinate = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
        let der = [&hex(PREFIX)[..], key.public()].concat();
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(&der));
        let secrets =
            [key.public().to_vec(), der, pem.into_bytes(), jwk.to_string().into_bytes(), coordinate("x"), vec![]];
        for secret in secrets {
            one.provider.forge(move |claims| {
                let header = json!({"alg": alg, "typ": "JWT", "kid": "k1"});
                token(&header, claims, |message| mac(alg, &secret, message))
            });
            assert_eq!(one.refused().await, ALGORITHM, "{alg}");
        }
        // Nor is one that the provider publishes by mistake, or our own.
        let one = pair().await;
        one.provider.publish(vec![json!({"kid": "k1", "kty": "oct", "alg": alg, "k": "c2VjcmV0"})]);
        one.provider.forge(move |claims| {
            token(&json!({"alg": alg, "kid": "k1"}), claims, |message| mac(alg, b"secret", message))
        });
        assert_eq!(one.refused().await, ALGORITHM, "{alg}");
    }
}

/// What comes before the point in a DER public key of P-256.
const PREFIX: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200";

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn mac(alg: &str, secret: &[u8], message: &[u8]) -> Vec<u8> {
    let algorithm = match alg {
        "HS256" => hmac::HMAC_SHA256,
        "HS384" => hmac::HMAC_SHA384,
        _ => hmac::HMAC_SHA512,
    };
    hmac::sign(&hmac::Key::new(algorithm, secret), message).as_ref().to_vec()
}

#[tokio::test]
async fn a_token_is_signed_with_the_key_it_names() {
    let one = pair().await;
    // A stranger's key under the provider's name for its own.
    one.provider.sign_with(&Key::fresh("k1"));
    assert_eq!(one.refused().await, SIGNATURE);
    // The key in the token itself, or at an address that it gives.
    for header in ["jwk", "jku", "x5u"] {
        let one = pair().await;
        let stranger = Key::fresh("stranger");
        let issuer = one.provider.issuer().to_owned();
        one.provider.answer("/strangers", Answer::json(&json!({"keys": [stranger.jwk()]})));
        one.provider.forge(move |claims| {
            let signed = stranger.sign(claims);
            let with = if header == "jwk" { stranger.jwk() } else { json!(format!("{issuer}/strangers")) };
            let lure = json!({"alg": "ES256", "kid": "stranger", header: with});
            let (_, payload_and_signature) = signed.split_once('.').unwrap();
            format!("{}.{payload_and_signature}", URL_SAFE_NO_PAD.encode(lure.to_string()))
        });
        assert_eq!(one.refused().await, UNKNOWN_KEY, "{header}");
        assert_eq!(one.provider.seen("/strangers"), 0);
    }
    let one = pair().await;
    one.provider.forge(|claims| token(&json!({"alg": "ES256"}), claims, |_| vec![0; 64]));
    assert_eq!(one.refused().await, "its identity token names no key");
    let header = json!({"alg": "ES256", "kid": "k1", "crit": ["exp"]});
    one.provider.forge(move |claims| token(&header, claims, |_| vec![0; 64]));
    assert_eq!(one.refused().await, "its identity token demands what we do not understand");
}

#[tokio::test]
async fn nothing_of_a_token_can_be_changed() {
    let pair = pair().await;
    let key = pair.provider.key();
    pair.provider.forge(move |claims| {
        let signed = key.sign(claims);
        let mut parts: Vec<_> = signed.split('.').map(str::to_owned).collect();
        let mut claims = claims.clone();
        claims["sub"] = json!("somebody else");
        parts[1] = URL_SAFE_NO_PAD.encode(claims.to_string());
        parts.join(".")
    });
    assert_eq!(pair.refused().await, SIGNATURE);
}

#[tokio::test]
async fn a_code_that_brings_no_token_brings_nobody() {
    for body in [json!({}), json!({"access_token": "a"}), json!({"id_token": 7}), json!([]), json!("token")] {
        let pair = pair().await;
        pair.provider.answer(TOKEN, Answer::json(&body));
        assert_eq!(pair.refused().await, "it gave no identity token for the code", "{body}");
    }
    let pair = pair().await;
    for garbage in ["", ".", "..", "a.b.c", "e30.e30.e30", "é.é.é"] {
        pair.provider.forge(move |_| garbage.to_owned());
        assert_eq!(pair.refused().await, HEADER, "{garbage}");
    }
}

#[tokio::test]
async fn an_unknown_key_is_looked_for_once() {
    let pair = pair().await;
    pair.sign_in().await.unwrap();
    assert_eq!(pair.provider.seen(KEYS), 1);
    pair.provider.sign_with(&Key::fresh("never published"));
    after(Duration::from_secs(30)).await;
    for _ in 0..5 {
        assert_eq!(pair.refused().await, UNKNOWN_KEY);
        assert_eq!(pair.provider.seen(KEYS), 2);
    }
    after(Duration::from_secs(29)).await;
    assert_eq!(pair.refused().await, UNKNOWN_KEY);
    assert_eq!(pair.provider.seen(KEYS), 2);
    after(Duration::from_secs(1)).await;
    assert_eq!(pair.refused().await, UNKNOWN_KEY);
    assert_eq!(pair.provider.seen(KEYS), 3);
}

#[tokio::test]
async fn keys_are_replaced_while_people_sign_in() {
    let pair = pair().await;
    let (old, new) = (pair.provider.key(), Key::fresh("k2"));
    pair.sign_in().await.unwrap();
    after(Duration::from_mins(1)).await;
    pair.provider.publish(vec![old.jwk(), new.jwk()]);
    pair.provider.sign_with(&new);
    pair.sign_in().await.unwrap();
    assert_eq!(pair.provider.seen(KEYS), 2);
    // Tokens of the old one are good as long as it is published, and an hour at most after.
    pair.provider.sign_with(&old);
    pair.sign_in().await.unwrap();
    assert_eq!(pair.provider.seen(KEYS), 2);
    pair.provider.publish(vec![new.jwk()]);
    after(Duration::from_hours(1)).await;
    assert_eq!(pair.refused().await, UNKNOWN_KEY);
}

#[tokio::test]
async fn a_key_of_another_type_under_the_same_name_is_no_key() {
    let pair = pair().await;
    let mut jwk = pair.provider.key().jwk();
    jwk["use"] = json!("enc");
    pair.provider.publish(vec![jwk]);
    assert_eq!(pair.refused().await, UNKNOWN_KEY);
}

#[tokio::test]
async fn edwards_keys_sign_too() {
    let pair = pair().await;
    let key = Ed25519KeyPair::generate().unwrap();
    let x = URL_SAFE_NO_PAD.encode(key.public_key());
    pair.provider.publish(vec![json!({"kid": "ed", "kty": "OKP", "crv": "Ed25519", "x": x})]);
    pair.provider.forge(move |claims| {
        token(&json!({"alg": "EdDSA", "kid": "ed"}), claims, |message| key.sign(message).as_ref().to_vec())
    });
    pair.sign_in().await.unwrap();
}

#[tokio::test]
async fn rsa_keys_sign_too_in_two_ways() {
    let key = Arc::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
    let RsaPublicKeyComponents { n, e } = rsa::PublicKeyComponents::<Vec<u8>>::from(key.public_key());
    let (n, e) = (URL_SAFE_NO_PAD.encode(n), URL_SAFE_NO_PAD.encode(e));
    let signing = |encoding: &'static dyn RsaEncoding, alg: &'static str| {
        let key = Arc::clone(&key);
        move |claims: &Value| {
            token(&json!({"alg": alg, "kid": "r"}), claims, |message| {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(encoding, &SystemRandom::new(), message, &mut signature).unwrap();
                signature
            })
        }
    };
    let pair = pair().await;
    pair.provider.publish(vec![json!({"kid": "r", "kty": "RSA", "n": n, "e": e})]);
    pair.provider.forge(signing(&RSA_PKCS1_SHA256, "RS256"));
    pair.sign_in().await.unwrap();
    pair.provider.forge(signing(&RSA_PSS_SHA256, "PS256"));
    pair.sign_in().await.unwrap();
    pair.provider.forge(signing(&RSA_PSS_SHA256, "RS256"));
    assert_eq!(pair.refused().await, SIGNATURE);
    pair.provider.forge(signing(&RSA_PKCS1_SHA384, "RS384"));
    assert_eq!(pair.refused().await, ALGORITHM);
}
