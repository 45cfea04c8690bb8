//! What people change of their own: their name in a tenant, their language in all of them.

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{AT_ONCE, App, PASSWORD, PLATFORM_SECRET, Settings, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_a_name_here_and_a_language_everywhere_at_once() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let bob = ana.colleague(&app, "Bob", "viewer", "mine").await;
    let before = bob.get("auth/me").await.is(200);
    assert_eq!((&before["name"], &before["locale"]), (&json!("Bob"), &json!("en")));
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();

    let body = json!({"name": " Roberta Baker ", "locale": "fr"});
    let changed = bob.patch("auth/me", body).header("x-request-id", "own-name").await.is(200);
    let mut expected = before;
    (expected["name"], expected["locale"]) = (json!("Roberta Baker"), json!("fr"));
    assert_eq!(changed, expected);
    // Nothing of before is believed any more, not for a moment.
    assert_eq!(bob.get("auth/me").await.is(200), expected);
    let members = ana.list("members").await;
    let member = members.iter().find(|member| member["user_id"] == json!(bob.user_id)).unwrap();
    assert_eq!((&member["name"], &member["version"]), (&json!("Roberta Baker"), &json!(2)));

    // Told to all, once; and written down.
    let events = ana.get(format!("events?after={head}")).await.is(200);
    let told: Vec<_> =
        events["items"].as_array().unwrap().iter().map(|event| (&event["type"], &event["data"]["name"])).collect();
    assert_eq!(told, [(&json!("member:updated"), &json!("Roberta Baker"))]);
    let log = ana.list("audit-log?subject_type=memberships&action=update").await;
    assert_eq!(log.len(), 1, "{log:#?}");
    assert_eq!((&log[0]["request_id"], &log[0]["actor_id"]), (&json!("own-name"), &json!(bob.user_id)));
    assert_eq!((&log[0]["before"], &log[0]["after"]), (&json!({"name": "Bob"}), &json!({"name": "Roberta Baker"})));

    // Letters are written in it, whatever whoever asks for them speaks.
    anonymous.post("auth/forgot-password", json!({"email": bob.email, "locale": "en"})).await.is(202);
    assert_eq!(app.post.letter_to(&bob.email, 1).await.subject, "Choisissez un nouveau mot de passe");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_tenant_has_its_own_name_for_somebody_and_all_the_same_language() {
    let app = App::start().await;
    let (ana, carl, anonymous) = (app.tenant().await, app.tenant().await, app.anonymous().await);
    ana.patch("auth/me", json!({"name": "Ana Costa", "locale": "pt"})).await.is(200);
    carl.post("invitations", json!({"email": ana.email, "role": "agent"})).await.is(201);
    let token = app.post.letter_to(&ana.email, 1).await.token();
    anonymous.post("auth/accept-invitation", json!({"token": token})).await.is(200);
    let signed_in = anonymous.sign_in(&ana.email, PASSWORD).await.is(200);
    let here = anonymous.with_credential(signed_in["access_token"].as_str().unwrap());
    let moved = here.post("auth/switch-account", json!({"account_id": carl.account_id})).await.is(200);
    let there = anonymous.with_credential(moved["access_token"].as_str().unwrap());
    let me = there.patch("auth/me", json!({"name": "Robin"})).await.is(200);
    assert_eq!((&me["name"], &me["locale"]), (&json!("Robin"), &json!("pt")));
    let names = |members: Vec<Value>| members.iter().map(|one| one["name"].clone()).collect::<Vec<_>>();
    assert!(names(carl.list("members").await).contains(&json!("Robin")));
    assert_eq!(names(ana.list("members").await), [json!("Ana Costa")]);
    there.patch("auth/me", json!({"locale": "es"})).await.is(200);
    assert_eq!(ana.get("auth/me").await.is(200)["locale"], json!("es"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_changed_by_nothing_nor_by_what_cannot_be() {
    let app = App::with(Settings::default().with_platform()).await;
    let ana = app.tenant().await;
    let me = ana.get("auth/me").await.is(200);
    let head = ana.get("events").await.is(200)["head"].clone();
    let same = json!({"name": me["name"], "locale": me["locale"]});
    for body in [json!({}), same] {
        assert_eq!(ana.patch("auth/me", body).await.is(200), me);
    }
    assert_eq!(ana.get("events").await.is(200)["head"], head);
    assert_eq!(ana.list("members").await[0]["version"], json!(1));
    for (body, wrong) in [
        (json!({"name": " "}), "/name BLANK"),
        (json!({"name": "a\u{0}"}), "/name CONTROL_CHARACTER"),
        (json!({"locale": "de"}), "/locale UNKNOWN_VALUE"),
        (json!({"email": "eve@example.com"}), "/email UNKNOWN_FIELD"),
    ] {
        assert_eq!(ana.patch("auth/me", body).await.violations(), [wrong]);
    }
    app.anonymous().await.patch("auth/me", json!({"name": "Eve"})).await.problem(401, "UNAUTHENTICATED");

    // Neither a machine nor the platform in somebody's name is that somebody.
    let (_, machine) = ana.api_key("machine", &["settings:read"]).await;
    assert_eq!(machine.get("auth/me").await.is(200)["locale"], json!("en"));
    machine.patch("auth/me", json!({"name": "Eve"})).await.problem(403, "SESSION_NEEDED");
    let operator = app.anonymous().await.with_credential(PLATFORM_SECRET);
    let path = format!("/api/v1/admin/accounts/{}/impersonate", ana.account_id);
    let opened = operator.post(&path, json!({"user_id": ana.user_id, "operator": "support: Kim"})).await.is(200);
    let as_ana = operator.with_credential(opened["access_token"].as_str().unwrap());
    as_ana.patch("auth/me", json!({"name": "Eve"})).await.problem(403, "SESSION_NEEDED");
    assert_eq!(ana.get("auth/me").await.is(200), me);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_seen_by_other_nodes_within_a_second() {
    let app = App::start().await;
    let node = app.another_node().await;
    let ana = app.tenant().await;
    let there = ana.at(&node).await;
    assert_eq!(there.get("auth/me").await.is(200)["locale"], json!("en"));
    ana.patch("auth/me", json!({"locale": "pt"})).await.is(200);
    eventually("the other node tells the new language", AT_ONCE, async || {
        (there.get("auth/me").await.is(200)["locale"] == json!("pt")).then_some(())
    })
    .await;
    // The same key is the same change.
    let rename = || ana.ask(Method::PATCH, "auth/me").json(json!({"name": "Anna"})).header("idempotency-key", "once");
    let first = rename().await;
    first.is(200);
    assert_eq!(rename().await.header("idempotency-replayed"), Some("true"));
    assert_eq!(ana.list("members").await[0]["name"], json!("Anna"));
}
