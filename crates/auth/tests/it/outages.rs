//! Providers that are away, slow, too talkative, or not who they are said to be.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use skybot_auth::OidcProviders;
use skybot_domain::ports::{DelegationFailure, IdentityProviders as _};
use tokio::net::TcpListener;
use tokio::task::{self, JoinSet};
use tokio::time::{self, Instant};

use crate::provider::{Answer, DISCOVERY, KEYS, Provider, TOKEN};
use crate::{NAME, NOW, after, pair, settings};

const RESTING: &str = "it has failed again and again and is left alone for a moment";

#[tokio::test]
async fn a_provider_that_is_not_there_is_away() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mut settings = settings(&Provider::start(NOW.unix_timestamp()).await);
    settings.issuer = format!("http://{free}");
    let us = OidcProviders::new(vec![settings]).map_err(|it| it.to_string()).unwrap();
    let Err(DelegationFailure::Unavailable(reason)) = us.depart(NAME).await else { panic!("nobody is there") };
    assert!(reason.starts_with("it cannot be reached: ") && reason.contains("refused"), "{reason}");
    assert!(!reason.contains(&free.to_string()), "{reason}");
}

#[tokio::test]
async fn what_fails_on_the_providers_side_is_an_outage_and_no_refusal() {
    for path in [DISCOVERY, TOKEN, KEYS] {
        for status in [500, 502, 503, 429] {
            let pair = pair().await;
            pair.provider.answer(path, Answer::status(status));
            assert_eq!(pair.away().await, format!("it answered with status {status}"), "{path}");
            pair.provider.answer(path, None);
            pair.sign_in().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_provider_that_is_slow_is_given_up_on() {
    for path in [DISCOVERY, TOKEN, KEYS] {
        let pair = Arc::new(pair().await);
        pair.provider.answer(path, Answer::Silence);
        let waiting = Arc::clone(&pair);
        let waiting = tokio::spawn(async move { waiting.away().await });
        while pair.provider.seen(path) == 0 {
            assert!(!waiting.is_finished(), "{path} was never asked for");
            task::yield_now().await;
        }
        // From here on time passes by itself whenever all wait for it.
        time::pause();
        let began = Instant::now();
        assert_eq!(waiting.await.unwrap(), "it did not answer in time", "{path}");
        assert!(began.elapsed() <= Duration::from_secs(11), "{path}: {:?}", began.elapsed());
        time::resume();
    }
}

#[tokio::test]
async fn a_provider_that_fails_again_and_again_is_left_alone() {
    let pair = pair().await;
    let departure = pair.us.depart(NAME).await.unwrap();
    let arrive = async || {
        let back = pair.provider.consent(&departure.url);
        pair.us.arrive(NAME, &departure.secret, &back.state, &back.code, NOW).await.map(|_| ())
    };
    let away = |reason: &str| Err(DelegationFailure::Unavailable(reason.to_owned()));

    pair.provider.answer(TOKEN, Answer::status(503));
    for _ in 0..5 {
        assert_eq!(arrive().await, away("it answered with status 503"));
    }
    pair.provider.answer(TOKEN, None);
    for _ in 0..5 {
        assert_eq!(arrive().await, away(RESTING));
    }
    assert_eq!(pair.provider.seen(TOKEN), 5);

    // It is asked once, fails once more, and has another rest.
    after(Duration::from_secs(10)).await;
    pair.provider.answer(TOKEN, Answer::status(503));
    assert_eq!(arrive().await, away("it answered with status 503"));
    assert_eq!(arrive().await, away(RESTING));
    assert_eq!(pair.provider.seen(TOKEN), 6);

    after(Duration::from_secs(10)).await;
    pair.provider.answer(TOKEN, None);
    for _ in 0..3 {
        assert_eq!(arrive().await, Ok(()));
    }
}

#[tokio::test]
async fn codes_that_are_none_are_no_sign_of_an_outage() {
    let pair = pair().await;
    let departure = pair.us.depart(NAME).await.unwrap();
    let state = pair.provider.consent(&departure.url).state;
    for _ in 0..20 {
        let refused = pair.us.arrive(NAME, &departure.secret, &state, "made up", NOW).await;
        assert!(matches!(refused, Err(DelegationFailure::Refused(_))), "{refused:?}");
    }
    pair.sign_in().await.unwrap();
}

#[tokio::test]
async fn a_document_of_another_issuer_is_not_believed() {
    for issuer in ["https://accounts.google.com", ""] {
        let pair = pair().await;
        let mut discovery = pair.provider.discovery();
        discovery["issuer"] = json!(issuer);
        pair.provider.answer(DISCOVERY, Answer::json(&discovery));
        assert_eq!(pair.away().await, "its discovery document cannot be used: it is another issuer's");
    }
}

#[tokio::test]
async fn endpoints_in_the_open_are_not_used() {
    for endpoint in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        let pair = pair().await;
        let mut discovery = pair.provider.discovery();
        discovery[endpoint] = json!("http://id.example.com/x");
        pair.provider.answer(DISCOVERY, Answer::json(&discovery));
        assert_eq!(pair.away().await, "its discovery document cannot be used: an endpoint is not an https URL");
    }
}

#[tokio::test]
async fn a_document_is_believed_for_an_hour() {
    let pair = pair().await;
    pair.sign_in().await.unwrap();
    after(Duration::from_secs(60 * 60 - 1)).await;
    pair.sign_in().await.unwrap();
    assert_eq!((pair.provider.seen(DISCOVERY), pair.provider.seen(KEYS)), (1, 1));
    after(Duration::from_secs(1)).await;
    pair.sign_in().await.unwrap();
    assert_eq!((pair.provider.seen(DISCOVERY), pair.provider.seen(KEYS)), (2, 2));
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_the_end() {
    for path in [DISCOVERY, TOKEN, KEYS] {
        let pair = pair().await;
        let right = match path {
            DISCOVERY => pair.provider.discovery(),
            KEYS => json!({"keys": [pair.provider.key().jwk()]}),
            _ => json!({"id_token": "x"}),
        };
        let right = right.to_string();
        let padded = |size: usize| Answer::Body(200, right.clone() + &" ".repeat(size - right.len()));
        pair.provider.answer(path, padded(256 * 1024 + 1));
        assert_eq!(pair.away().await, "its answer has more than 262144 bytes", "{path}");
        if path != TOKEN {
            pair.provider.answer(path, padded(256 * 1024));
            pair.sign_in().await.unwrap();
        }
    }
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_by_a_provider() {
    for path in [DISCOVERY, TOKEN, KEYS] {
        for status in [301, 302, 303, 307, 308] {
            let pair = pair().await;
            let elsewhere = format!("{}/elsewhere", pair.provider.issuer());
            pair.provider.answer("/elsewhere", Answer::json(&pair.provider.discovery()));
            pair.provider.answer(path, Answer::Redirect(status, elsewhere));
            assert_eq!(pair.away().await, format!("it answered with status {status}"), "{path}");
            assert_eq!(pair.provider.seen("/elsewhere"), 0);
        }
    }
}

#[tokio::test]
async fn what_is_no_document_is_none() {
    for path in [DISCOVERY, KEYS] {
        for body in ["", "<html>", "[]", "{}", "null"] {
            let pair = pair().await;
            pair.provider.answer(path, Answer::Body(200, body.to_owned()));
            let reason = pair.away().await;
            assert!(reason.ends_with(" cannot be used: it is not of the form it must be"), "{path}: {reason}");
        }
        let pair = pair().await;
        pair.provider.answer(path, Answer::status(404));
        assert_eq!(pair.away().await, "it answered with status 404", "{path}");
    }
}

#[tokio::test]
async fn a_crowd_asks_once() {
    let pair = Arc::new(pair().await);
    let mut crowd = JoinSet::new();
    for _ in 0..20 {
        let pair = Arc::clone(&pair);
        crowd.spawn(async move { pair.us.depart(NAME).await.is_ok() });
    }
    assert!(crowd.join_all().await.into_iter().all(|departed| departed));
    assert_eq!(pair.provider.seen(DISCOVERY), 1);
}
