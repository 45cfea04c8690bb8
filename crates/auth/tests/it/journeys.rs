//! There and back, and those who come back without having left.

use std::collections::HashSet;

use serde_json::{Value, json};
use skybot_auth::OidcProviders;
use skybot_domain::ports::{Assertion, DelegationFailure, IdentityProviders as _};
use skybot_domain::text::Email;

use crate::provider::{Answer, CLIENT_ID, CLIENT_SECRET, DISCOVERY, KEYS, Provider, TOKEN};
use crate::{NAME, NOW, Pair, pair, settings};

#[tokio::test]
async fn who_consents_is_who_arrives() {
    let pair = pair().await;
    let ana = Assertion {
        issuer: pair.provider.issuer().to_owned(),
        subject: "ana-1".to_owned(),
        verified_email: Email::parse("ana@example.com").ok(),
    };
    assert_eq!(pair.sign_in().await, Ok(ana));
    assert_eq!(pair.sign_in().await.map(|it| it.subject).as_deref(), Ok("ana-1"));
    // What the provider publishes is fetched once for both.
    assert_eq!((pair.provider.seen(DISCOVERY), pair.provider.seen(KEYS), pair.provider.seen(TOKEN)), (1, 1, 2));
}

#[tokio::test]
async fn a_departure_says_what_it_must_and_nothing_of_the_secret() {
    let pair = pair().await;
    let departure = pair.us.depart(NAME).await.unwrap();
    let query = departure.url.split_once('?').unwrap().1;
    let mut asked: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let mut derived = HashSet::from([departure.secret.clone()]);
    for name in ["state", "nonce", "code_challenge"] {
        let at = asked.iter().position(|(key, _)| key == name).unwrap();
        let (_, value) = asked.remove(at);
        assert_eq!(value.len(), 43, "{name}");
        assert!(derived.insert(value), "{name} is something else's too");
    }
    let asked: Value = asked.into_iter().map(|(key, value)| (key, Value::String(value))).collect();
    let expected = json!({
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": "https://inbox.example.com/auth/oidc/stub/callback",
        "scope": "openid email",
        "code_challenge_method": "S256",
    });
    assert_eq!(asked, expected);
    assert!(!departure.url.contains(&departure.secret));
    let another = pair.us.depart(NAME).await.unwrap();
    assert_ne!(another.secret, departure.secret);
}

#[tokio::test]
async fn an_endpoint_keeps_the_query_it_comes_with() {
    let pair = pair().await;
    let mut discovery = pair.provider.discovery();
    discovery["authorization_endpoint"] = json!(format!("{}/authorize?p=acme", pair.provider.issuer()));
    pair.provider.answer(DISCOVERY, Answer::json(&discovery));
    let departure = pair.us.depart(NAME).await.unwrap();
    assert!(departure.url.contains("/authorize?p=acme&response_type=code&"), "{}", departure.url);
}

#[tokio::test]
async fn the_code_goes_along_with_its_verifier() {
    let pair = pair().await;
    pair.sign_in().await.unwrap();
    let exchange = pair.provider.exchange();
    // The stub has held the verifier against the challenge; here it is for whoever doubts it.
    assert_eq!(exchange.form["code_verifier"].len(), 43);
    assert_eq!(exchange.form["redirect_uri"], "https://inbox.example.com/auth/oidc/stub/callback");
    // A code of another departure does not go with this one's verifier.
    let (mine, theirs) = (pair.us.depart(NAME).await.unwrap(), pair.us.depart(NAME).await.unwrap());
    let (here, there) = (pair.provider.consent(&mine.url), pair.provider.consent(&theirs.url));
    let injected = pair.us.arrive(NAME, &mine.secret, &here.state, &there.code, NOW).await;
    assert_eq!(injected, refusal("it does not take the code: invalid_grant"));
}

#[tokio::test]
async fn a_client_proves_itself_as_the_provider_wishes() {
    let one = pair().await;
    one.sign_in().await.unwrap();
    assert!(one.provider.exchange().authorization.is_some());
    assert!(!one.provider.exchange().form.contains_key("client_secret"));

    let one = pair().await;
    let mut discovery = one.provider.discovery();
    discovery["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]);
    one.provider.answer(DISCOVERY, Answer::json(&discovery));
    one.sign_in().await.unwrap();
    assert_eq!(one.provider.exchange().authorization, None);
    assert_eq!(one.provider.exchange().form["client_secret"], CLIENT_SECRET);

    let provider = Provider::start(NOW.unix_timestamp()).await;
    provider.without_secret();
    let mut settings = settings(&provider);
    settings.client_secret = None;
    let us = OidcProviders::new(vec![settings]).map_err(|it| it.to_string()).unwrap();
    let public = Pair { provider, us };
    public.sign_in().await.unwrap();
    assert_eq!(public.provider.exchange().authorization, None);
    assert_eq!(public.provider.exchange().form["client_id"], CLIENT_ID);

    let provider = Provider::start(NOW.unix_timestamp()).await;
    let mut settings = crate::settings(&provider);
    settings.client_secret = Some("another".into());
    let us = OidcProviders::new(vec![settings]).map_err(|it| it.to_string()).unwrap();
    let reason = Pair { provider, us }.refused().await;
    assert_eq!(reason, "it does not know us by our client id and secret: invalid_client");
}

#[tokio::test]
async fn who_did_not_leave_does_not_arrive() {
    let pair = pair().await;
    let departure = pair.us.depart(NAME).await.unwrap();
    let other = pair.us.depart(NAME).await.unwrap();
    let back = pair.provider.consent(&departure.url);
    let arrive = async |secret: &str, state: &str, code: &str| pair.us.arrive(NAME, secret, state, code, NOW).await;

    let unknown = refusal("nobody has left with that secret");
    let padded = format!("{}=", departure.secret);
    for secret in ["", "secret", &departure.secret[1..], &padded] {
        assert_eq!(arrive(secret, &back.state, &back.code).await, unknown, "{secret:?}");
    }
    let wrong = refusal("the state is another departure's");
    let longer = format!("{}A", back.state);
    for state in ["", &back.state[1..], &longer, &departure.secret, &pair.provider.consent(&other.url).state] {
        assert_eq!(arrive(&departure.secret, state, &back.code).await, wrong, "{state:?}");
    }
    assert_eq!(arrive(&other.secret, &back.state, &back.code).await, wrong);
    let none = refusal("the code is none");
    for code in ["", &"a".repeat(4097)] {
        assert_eq!(arrive(&departure.secret, &back.state, code).await, none);
    }
    // The provider was not troubled with any of it.
    assert_eq!(pair.provider.seen(TOKEN), 0);
    let no_code = refusal("it does not take the code: invalid_grant");
    assert_eq!(arrive(&departure.secret, &back.state, "made up").await, no_code);
    assert!(arrive(&departure.secret, &back.state, &back.code).await.is_ok());
    // A code is good once.
    assert_eq!(arrive(&departure.secret, &back.state, &back.code).await, no_code);
}

#[tokio::test]
async fn who_left_for_one_does_not_arrive_from_another() {
    let (one, two) = (Provider::start(NOW.unix_timestamp()).await, Provider::start(NOW.unix_timestamp()).await);
    let (mut first, mut second) = (settings(&one), settings(&two));
    first.name = "one".to_owned();
    second.name = "two".to_owned();
    second.redirect_url = "https://inbox.example.com/auth/oidc/two/callback".to_owned();
    let us = OidcProviders::new(vec![first, second]).map_err(|it| it.to_string()).unwrap();
    assert_eq!(us.names(), ["one", "two"]);
    let departure = us.depart("one").await.unwrap();
    let back = one.consent(&departure.url);
    let mixed_up = us.arrive("two", &departure.secret, &back.state, &back.code, NOW).await;
    assert_eq!(mixed_up, refusal("the state is another departure's"));
    assert_eq!(two.seen(TOKEN), 0);
    assert!(us.arrive("one", &departure.secret, &back.state, &back.code, NOW).await.is_ok());
}

#[tokio::test]
async fn there_are_no_other_providers() {
    let pair = pair().await;
    assert_eq!(pair.us.names(), [NAME]);
    assert_eq!(pair.us.depart("google").await, Err(DelegationFailure::Unknown));
    assert_eq!(pair.us.arrive("google", "", "", "", NOW).await, Err(DelegationFailure::Unknown));
    assert!(OidcProviders::new(Vec::new()).is_ok_and(|none| none.names().is_empty()));
}

#[tokio::test]
async fn settings_are_checked_before_anybody_leaves() {
    let provider = Provider::start(NOW.unix_timestamp()).await;
    let problem = |spoil: fn(&mut skybot_auth::OidcSettings)| {
        let (first, mut second) = (settings(&provider), settings(&provider));
        second.name = "second".to_owned();
        second.redirect_url = "https://inbox.example.com/auth/oidc/second/callback".to_owned();
        spoil(&mut second);
        OidcProviders::new(vec![first, second]).err().map(|it| it.to_string()).unwrap_or_default()
    };
    assert_eq!(problem(|_| ()), "");
    let same_name = problem(|it| NAME.clone_into(&mut it.name));
    assert_eq!(same_name, "identity provider 2: its name is another one's already");
    let same_redirect = problem(|it| it.redirect_url = it.redirect_url.replace("second", NAME));
    assert_eq!(same_redirect, "identity provider 2: its redirect_url is another one's already");
    let plain = problem(|it| it.issuer = "http://id.example.com".to_owned());
    assert!(plain.starts_with("identity provider 2: its issuer must be an https URL"), "{plain}");
    assert!(!plain.contains("example"), "{plain}");
    // Nobody was asked for it.
    assert_eq!(provider.seen(DISCOVERY), 0);
}

fn refusal(reason: &str) -> Result<Assertion, DelegationFailure> {
    Err(DelegationFailure::Refused(reason.to_owned()))
}
