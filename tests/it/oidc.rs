//! Signing in by an identity provider: who came from there before, or has an address that both the
//! provider and we have verified. Everything else proves nothing.

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{Api, App, PASSWORD, Provider, Reply, Settings, User, cookies};

const CALLBACK: &str = "auth/oidc/stub/callback";

async fn app() -> (App, Provider) {
    let provider = Provider::open().await;
    (App::with(provider.settings(Settings::default())).await, provider)
}

/// What a browser has when it comes back.
struct Journey {
    cookie: String,
    state: String,
    code: String,
}

async fn depart(anonymous: &Api, provider: &Provider) -> Journey {
    let departure = anonymous.ask(Method::POST, "auth/oidc/stub").await;
    let url = departure.is(200)["url"].as_str().unwrap().to_owned();
    let (cookie, attributes) = cookies(&departure).into_iter().next().expect("a cookie for the journey");
    assert!(cookie.starts_with("skybot_journey="), "{cookie}");
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/api/v1/auth", "Max-Age=600"] {
        assert!(attributes.contains(attribute), "{attributes}");
    }
    let (state, code) = provider.consent(&url);
    Journey { cookie, state, code }
}

async fn arrive(anonymous: &Api, journey: &Journey) -> Reply {
    let body = json!({"state": journey.state, "code": journey.code});
    anonymous.post(CALLBACK, body).header("cookie", &journey.cookie).await
}

async fn travel(anonymous: &Api, provider: &Provider) -> Reply {
    arrive(anonymous, &depart(anonymous, provider).await).await
}

fn person(sub: &str, email: &str, verified: bool) -> Value {
    json!({"sub": sub, "email": email, "email_verified": verified})
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_both_have_verified_links_and_then_the_subject_is_enough() {
    let (app, provider) = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    assert_eq!(anonymous.get("auth/oidc").await.is(200), json!({"items": ["stub"]}));

    provider.person(person("ana-1", &ana.email.to_uppercase(), true));
    let journey = depart(&anonymous, &provider).await;
    let arrived = arrive(&anonymous, &journey).await;
    let signed_in = arrived.is(200);
    assert_eq!(signed_in["user"]["user_id"], json!(ana.user_id));
    anonymous.who(&signed_in).await.is(200);
    let (_, gone) = cookies(&arrived).into_iter().find(|(pair, _)| pair.starts_with("skybot_journey=")).unwrap();
    assert!(gone.contains("Max-Age=0"), "the journey is over: {gone}");
    let entries = ana.list("audit-log?limit=100").await;
    let linked: Vec<_> = entries.iter().filter(|entry| entry["action"] == "identity_linked").collect();
    assert_eq!(linked.len(), 1, "{entries:?}");

    // From now on whoever is that subject is Ana, whatever the address.
    for again in [person("ana-1", "elsewhere@new.example", false), json!({"sub": "ana-1"})] {
        provider.person(again);
        assert_eq!(travel(&anonymous, &provider).await.is(200)["user"]["user_id"], json!(ana.user_id));
    }
    // In a browser, the tokens are in its cookies.
    let journey = depart(&anonymous, &provider).await;
    let body = json!({"state": journey.state, "code": journey.code, "transport": "cookie"});
    let arrived = anonymous.post(CALLBACK, body).header("cookie", &journey.cookie).await;
    assert!(arrived.is(200).get("refresh_token").is_none());
    assert!(cookies(&arrived).iter().any(|(pair, _)| pair.starts_with("skybot_refresh=")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_one_side_has_verified_links_nobody() {
    let (app, provider) = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let squatter = json!({"account_name": "Trap", "name": "Eve", "email": "bob@victim.example", "password": PASSWORD});
    anonymous.post("auth/register", squatter).await.is(202);
    let mut faces = Vec::new();
    for stranger in [
        person("eve", &ana.email, false),
        json!({"sub": "eve", "email": ana.email}),
        json!({"sub": "eve", "email": ana.email, "email_verified": "false"}),
        json!({"sub": "eve", "email": ana.email, "email_verified": 1}),
        json!({"sub": "eve"}),
        // We have not verified it.
        person("bob", "bob@victim.example", true),
        // Nobody has it here.
        person("nobody", "nobody@nowhere.example", true),
    ] {
        provider.person(stranger.clone());
        let refused = travel(&anonymous, &provider).await;
        refused.problem(401, "UNAUTHENTICATED");
        faces.push(refused.face());
    }
    assert!(faces.iter().all(|face| *face == faces[0]), "whether somebody is there is not told");
    assert_eq!(app.count("select count(*) from delegated_identities").await, 0);
    assert_eq!(app.count("select count(*) from users").await, 2, "nobody is made a user by it");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_subject_is_one_user_for_ever() {
    let (app, provider) = app().await;
    let (ana, bob, anonymous) = (app.tenant().await, app.tenant().await, app.anonymous().await);
    provider.person(person("ana-1", &ana.email, true));
    travel(&anonymous, &provider).await.is(200);
    // The address that the subject has now is another user's: it is still Ana who comes.
    provider.person(person("ana-1", &bob.email, true));
    assert_eq!(travel(&anonymous, &provider).await.is(200)["user"]["user_id"], json!(ana.user_id));
    assert_eq!(app.count("select count(*) from delegated_identities").await, 1);
    // Whoever is locked out here does not get in from there.
    let refuse = |user: &User| format!("update memberships set disabled_at = now() where user_id = '{}'", user.user_id);
    app.database.execute(&refuse(&ana)).await;
    travel(&anonymous, &provider).await.problem(401, "UNAUTHENTICATED");
}

/// How a wrong way to come back differs from the right one, which is the first; the second is another's.
type Spoil = fn(&mut Journey, &Journey);

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_come_back_as_it_left_is_refused() {
    let (app, provider) = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    provider.person(person("ana-1", &ana.email, true));
    // Every time another journey: a code that was shown once would be refused for that alone.
    let wrong_ways: [(&str, Spoil); 8] = [
        ("another browser", |mine, other| mine.cookie.clone_from(&other.cookie)),
        ("no browser of ours", |mine, _| "skybot_journey=x".clone_into(&mut mine.cookie)),
        ("no cookie", |mine, _| "another=1".clone_into(&mut mine.cookie)),
        ("another state", |mine, other| mine.state.clone_from(&other.state)),
        ("a made-up state", |mine, _| "x".clone_into(&mut mine.state)),
        ("an empty state", |mine, _| mine.state.clear()),
        ("a made-up code", |mine, _| "x".clone_into(&mut mine.code)),
        ("another journey's code", |mine, other| mine.code.clone_from(&other.code)),
    ];
    for (what, spoil) in wrong_ways {
        let mut journey = depart(&anonymous, &provider).await;
        spoil(&mut journey, &depart(&anonymous, &provider).await);
        let refused = arrive(&anonymous, &journey).await;
        assert_eq!(refused.status(), 401, "{what}: {}", refused.text());
    }
    let good = depart(&anonymous, &provider).await;
    arrive(&anonymous, &good).await.is(200);
    assert_eq!(arrive(&anonymous, &good).await.status(), 401, "a code is good once");
    // Another site's page cannot finish somebody's journey.
    let journey = depart(&anonymous, &provider).await;
    let body = json!({"state": journey.state, "code": journey.code});
    let ask = anonymous.post(CALLBACK, body).header("cookie", &journey.cookie);
    ask.header("origin", "https://evil.example").await.problem(403, "CROSS_SITE_REQUEST");

    // What the provider signs has to be meant for us and for this journey.
    let spoils: [(&str, Value); 7] = [
        ("nonce", json!("another")),
        ("nonce", Value::Null),
        ("aud", json!("somebody else")),
        ("iss", json!("https://evil.example")),
        ("exp", json!(1)),
        ("sub", json!("")),
        ("sub", Value::Null),
    ];
    for (claim, value) in spoils {
        let what = format!("{claim} {value}");
        provider.spoil(move |claims| claims[claim] = value.clone());
        let refused = travel(&anonymous, &provider).await;
        assert!(matches!(refused.status().as_u16(), 401 | 503), "{what}: {}", refused.text());
    }
    assert_eq!(app.count("select count(*) from delegated_identities").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_away_takes_nothing_else_along() {
    let (app, provider) = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    provider.person(person("ana-1", &ana.email, true));
    provider.is_away(true);
    let away = anonymous.ask(Method::POST, "auth/oidc/stub").await;
    away.problem(503, "IDENTITY_PROVIDER_UNAVAILABLE");
    anonymous.sign_in(&ana.email, PASSWORD).await.is(200);
    ana.get("account").await.is(200);
    provider.is_away(false);
    let back = skybot_tests::eventually("it is asked again", std::time::Duration::from_mins(1), async || {
        let departure = anonymous.ask(Method::POST, "auth/oidc/stub").await;
        (departure.status() == 200).then_some(())
    });
    back.await;
    let journey = depart(&anonymous, &provider).await;
    provider.is_away(true);
    arrive(&anonymous, &journey).await.problem(503, "IDENTITY_PROVIDER_UNAVAILABLE");
    anonymous.ask(Method::POST, "auth/oidc/nobody").await.problem(404, "IDENTITY_PROVIDER_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_provider_there_is_none() {
    let app = App::start().await;
    let anonymous = app.anonymous().await;
    assert_eq!(anonymous.get("auth/oidc").await.is(200), json!({"items": []}));
    anonymous.ask(Method::POST, "auth/oidc/oidc").await.problem(404, "IDENTITY_PROVIDER_NOT_FOUND");
    let arrival = anonymous.post("auth/oidc/oidc/callback", json!({"state": "x", "code": "x"})).await;
    assert!(matches!(arrival.status().as_u16(), 401 | 404), "{}", arrival.text());
}
