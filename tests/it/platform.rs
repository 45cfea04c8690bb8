//! The platform realm: tenants and people for whoever runs the installation, behind a secret; and
//! what is done there in a member's name is done in the open.

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{AT_ONCE, Api, App, PASSWORD, PLATFORM_SECRET, SEED_SECRET, Settings, eventually, fresh_id, id};

async fn app() -> App {
    App::with(Settings::default().with_platform()).await
}

async fn operator(app: &App) -> Api {
    app.anonymous().await.with_credential(PLATFORM_SECRET)
}

fn acme(email: &str) -> Value {
    json!({"name": "Acme", "owner_email": email, "owner_name": "Ana", "owner_password": PASSWORD})
}

/// Every route of the realm, with a body where it takes one.
async fn knock(api: &Api) -> Vec<(String, u16, Value)> {
    let mut answers = Vec::new();
    for operation in api.contract().operations() {
        if !operation.path.starts_with("/api/v1/admin/") {
            continue;
        }
        let mut ask = api.ask(operation.method.clone(), operation.path.replace("{id}", &fresh_id().to_string()));
        if !operation.spec["requestBody"].is_null() {
            ask = ask.json(json!({}));
        }
        let answer = ask.await;
        answers.push((format!("{} {}", operation.method, operation.path), answer.status().as_u16(), answer.json()));
    }
    assert_eq!(answers.len(), 10);
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_secret_there_is_no_such_thing() {
    let app = App::start().await;
    let owner = app.tenant().await;
    for api in [&*owner, &app.anonymous().await, &owner.with_credential(PLATFORM_SECRET), &owner.with_credential("")] {
        for (route, status, body) in knock(api).await {
            assert_eq!((status, &body["code"]), (404, &json!("ROUTE_NOT_FOUND")), "{route}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_without_the_secret_to_the_letter() {
    let app = app().await;
    let owner = app.tenant().await;
    let (_, machine) = owner.api_key("n8n", &["settings:read"]).await;
    let anonymous = app.anonymous().await;
    let mut others = vec![(*owner).clone(), machine, anonymous.clone()];
    for wrong in [
        "x",
        "null",
        &PLATFORM_SECRET[..63],
        &format!("{PLATFORM_SECRET}0"),
        &PLATFORM_SECRET.to_uppercase(),
        &format!("{PLATFORM_SECRET} {PLATFORM_SECRET}"),
    ] {
        others.push(anonymous.with_credential(wrong));
    }
    for other in &others {
        for (route, status, body) in knock(other).await {
            assert_eq!((status, &body["code"]), (401, &json!("UNAUTHENTICATED")), "{route}");
        }
    }
    // Each of the two secrets opens its own door only.
    for (route, status, _) in knock(&operator(&app).await).await {
        assert_eq!(status == 401, route.ends_with("/seed"), "{route}: {status}");
    }
    for (route, status, _) in knock(&anonymous.with_credential(SEED_SECRET)).await {
        assert_eq!(status == 401, !route.ends_with("/seed"), "{route}: {status}");
    }
    // The platform's secret is no tenant's credential.
    operator(&app).await.get("account").await.problem(401, "UNAUTHENTICATED");
    operator(&app).await.get("auth/me").await.problem(401, "UNAUTHENTICATED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weak_secret_does_not_start() {
    let good = Settings::default().set("SKYBOT__DATABASE__URL", "postgres://a:b@127.0.0.1:1/x");
    for (name, variable) in
        [("SKYBOT__PLATFORM__SECRET", "platform.secret"), ("SEED_SECRET_KEY", "platform.seed_secret")]
    {
        for weak in ["short", "changeme", &"a".repeat(64), "secretsecretsecretsecretsecretsecret"] {
            let settings = good.clone().set(name, weak);
            let finished =
                skybot_tests::Run::new(["config", "--check"]).envs(settings.pairs().iter().cloned()).finish().await;
            assert_eq!(finished.code, Some(78), "{name} {weak}: {}", finished.stdout);
            let told = format!("{}{}", finished.stdout, finished.stderr);
            assert!(told.contains(variable), "{told}");
            assert!(weak.len() < 8 || !told.contains(weak), "{told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tenants_and_their_people_are_made_and_listed() {
    let app = app().await;
    let (operator, anonymous) = (operator(&app).await, app.anonymous().await);
    let made = operator.post("admin/accounts", acme("ana@acme.example")).await.is(201);
    let path = format!("admin/accounts/{}", made["account_id"].as_str().unwrap());
    let account = operator.get(&path).await.is(200);
    assert_eq!((&account["name"], &account["status"]), (&json!("Acme"), &json!("active")));
    let bob =
        json!({"email": "bob@acme.example", "name": "Bob", "password": PASSWORD, "role": "agent", "reach": "mine"});
    let user = operator.post(format!("{path}/users"), bob.clone()).await.is(201);
    assert_eq!(operator.post(format!("{path}/users"), bob.clone()).await.is(201), user, "a script may say it twice");
    // But it changes nobody, and so takes no tenant's last owner.
    let mut lowered = bob;
    lowered["role"] = json!("viewer");
    operator.post(format!("{path}/users"), lowered).await.problem(409, "MEMBER_EXISTS");
    for (email, role, reach) in [("ana@acme.example", "owner", "all"), ("bob@acme.example", "agent", "mine")] {
        let user = anonymous.sign_in(email, PASSWORD).await.is(200)["user"].clone();
        assert_eq!(
            (&user["role"], &user["reach"], &user["email_verified"]),
            (&json!(role), &json!(reach), &json!(true))
        );
    }
    assert_eq!(operator.list(&format!("{path}/members?limit=1")).await.len(), 2);
    operator.post("admin/accounts", acme("carl@second.example")).await.is(201);
    let listed = operator.list("admin/accounts?limit=1").await;
    assert_eq!((listed.len(), id(&listed[1])), (2, id(&account)), "the newest first");

    for (body, expected) in [
        (json!({"name": " ", "owner_email": "x", "owner_name": "A", "owner_password": PASSWORD}), "/name BLANK"),
        (
            json!({"name": "A", "owner_email": "a@b.example", "owner_name": "A", "owner_password": "short"}),
            "/owner_password PASSWORD_TOO_SHORT",
        ),
    ] {
        let violations = operator.post("admin/accounts", body).await.violations();
        assert!(violations.contains(&expected.to_owned()), "{violations:?}");
    }
    let robot = json!({"email": "r@acme.example", "name": "R", "password": PASSWORD, "role": "bot"});
    assert_eq!(operator.post(format!("{path}/users"), robot.clone()).await.violations(), ["/role NOT_A_PERSON"]);
    let nowhere = format!("admin/accounts/{}", fresh_id());
    operator.get(&nowhere).await.problem(404, "ACCOUNT_NOT_FOUND");
    let person = json!({"email": "r@acme.example", "name": "R", "password": PASSWORD, "role": "agent"});
    operator.post(format!("{nowhere}/users"), person).await.problem(404, "ACCOUNT_NOT_FOUND");
    operator.ask(Method::POST, format!("{nowhere}/suspend")).await.problem(404, "ACCOUNT_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_tenant_is_out_everywhere_at_once_and_comes_back() {
    let app = app().await;
    let other = app.another_node().await;
    let (ana, bob) = (app.tenant().await, app.tenant().await);
    let (operator, here, there) = (operator(&app).await, app.anonymous().await, other.api().await);
    let (_, machine) = ana.api_key("n8n", &["settings:read"]).await;
    let signed_in = here.sign_in(&ana.email, PASSWORD).await.is(200);
    there.who(&signed_in).await.is(200);
    let path = format!("admin/accounts/{}", ana.account_id);

    operator.ask(Method::POST, format!("{path}/suspend")).await.is(204);
    for node in [&here, &there] {
        node.shuts_out("suspended", &signed_in).await;
        node.exchange(&signed_in["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    }
    eventually("its machine", AT_ONCE, async || (machine.get("account").await.status() == 401).then_some(())).await;
    here.sign_in(&ana.email, PASSWORD).await.problem(401, "UNAUTHENTICATED");
    assert_eq!(operator.get(&path).await.is(200)["status"], "suspended");
    bob.get("account").await.is(200);

    operator.ask(Method::POST, format!("{path}/resume")).await.is(204);
    here.sign_in(&ana.email, PASSWORD).await.is(200);
    machine.get("account").await.is(200);
    // Nothing was lost, not even the session.
    here.exchange(&signed_in["refresh_token"]).await.is(200);
    let log = ana.list("audit-log?limit=100").await;
    let of_status =
        log.iter().filter(|entry| entry["subject_type"] == "accounts" && entry["after"].get("status").is_some());
    assert_eq!(of_status.count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn acting_in_a_members_name_is_done_in_the_open_for_an_hour_at_most() {
    let app = app().await;
    let (ana, carl) = (app.tenant().await, app.tenant().await);
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let (operator, anonymous) = (operator(&app).await, app.anonymous().await);
    let path = format!("admin/accounts/{}/impersonate", ana.account_id);
    let kim = |user: uuid::Uuid| json!({"user_id": user, "operator": "support: Kim"});

    let opened = operator.post(&path, kim(bob.user_id)).await.is(200);
    assert_eq!(opened["user"]["impersonated"], true);
    let as_bob = anonymous.with_credential(opened["access_token"].as_str().unwrap());
    assert_eq!(as_bob.get("auth/me").await.is(200)["user_id"], json!(bob.user_id));
    // It may do what the member may, and no more.
    as_bob.post("contacts", json!({"name": "Made by support"})).await.is(201);
    as_bob.get("api-keys").await.problem(403, "FORBIDDEN");
    let change = json!({"current_password": PASSWORD, "new_password": "a quite different passphrase"});
    as_bob.post("auth/change-password", change).await.problem(403, "SESSION_NEEDED");
    as_bob.ask(Method::POST, "auth/totp").await.problem(403, "SESSION_NEEDED");
    as_bob.delete("auth/sessions").await.problem(403, "SESSION_NEEDED");
    let switch = json!({"account_id": ana.account_id});
    as_bob.post("auth/switch-account", switch).await.problem(403, "SESSION_NEEDED");
    bob.get("auth/me").await.is(200);

    let log = ana.list("audit-log?limit=100").await;
    let entry = log.iter().find(|entry| entry["action"] == "impersonated").expect("it is in the tenant's log");
    assert_eq!(entry["after"]["impersonator"], "support: Kim");
    assert_eq!(entry["subject_id"], json!(bob.user_id));
    // The owner of the session sees it, and ends it.
    let sessions = bob.get("auth/sessions").await.is(200);
    let theirs = sessions["items"].as_array().unwrap().iter().find(|one| one["id"] == opened["user"]["session_id"]);
    assert!(theirs.is_some(), "{sessions}");

    // After an hour it is over, whether refreshed or not.
    let fresh = anonymous.exchange(&opened["refresh_token"]).await.is(200);
    app.database
        .execute(
            "update sessions set created_at = created_at - interval '1 hour', expires_at = expires_at - interval '1 hour'
             where impersonator is not null",
        )
        .await;
    anonymous.shuts_out("an hour is over", &fresh).await;
    anonymous.exchange(&fresh["refresh_token"]).await.problem(401, "UNAUTHENTICATED");

    operator.post(&path, kim(carl.user_id)).await.problem(404, "MEMBER_NOT_FOUND");
    operator.post(&path, kim(fresh_id())).await.problem(404, "MEMBER_NOT_FOUND");
    ana.patch(format!("members/{}", bob.user_id), json!({"disabled": true})).await.is(200);
    operator.post(&path, kim(bob.user_id)).await.problem(404, "MEMBER_NOT_FOUND");
    let nameless = json!({"user_id": ana.user_id, "operator": " "});
    assert_eq!(operator.post(&path, nameless).await.violations(), ["/operator BLANK"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_in_a_members_name_says_so() {
    let app = app().await;
    let ana = app.tenant().await;
    let body = json!({"user_id": ana.user_id, "operator": "support: Kim"});
    let opened =
        operator(&app).await.post(format!("admin/accounts/{}/impersonate", ana.account_id), body).await.is(200);
    let as_ana = ana.with_credential(opened["access_token"].as_str().unwrap());
    as_ana.post("inboxes", json!({"name": "By support", "channel": "api"})).await.is(201);
    ana.inbox("By Ana").await;
    let log = app
        .count("select count(*) from audit_log where subject_type = 'inboxes' and to_jsonb(audit_log) ->> 'impersonator' = 'support: Kim'")
        .await;
    assert_eq!(log, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limits_are_told() {
    let settings = Settings::default()
        .with_platform()
        .set("SKYBOT__LIMITS__REQUESTS_PER_USER", "7")
        .set("SKYBOT__LIMITS__REQUESTS_PER_ACCOUNT", "0");
    let app = App::with(settings).await;
    let limits = operator(&app).await.get("admin/limits").await.is(200);
    let of = |name: &str| limits["items"].as_array().unwrap().iter().find(|limit| limit["name"] == name).cloned();
    assert_eq!(of("user"), Some(json!({"name": "user", "requests": 7, "window_seconds": 60})));
    assert_eq!(of("account"), None, "without limit");
    let printed = app.run(["admin", "limits"]).success().await;
    assert_eq!(printed["limits"]["user"], json!({"requests": 7, "window_seconds": 60}));
    assert_eq!(printed["limits"]["account"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_seeds_a_new_installation() {
    let app = app().await;
    let anonymous = app.anonymous().await;
    let seeding = anonymous.with_credential(SEED_SECRET);
    let made = seeding.post("admin/seed", acme("ana@acme.example")).await.is(201);
    let signed_in = anonymous.sign_in("ana@acme.example", PASSWORD).await.is(200);
    assert_eq!(signed_in["user"]["account_id"], made["account_id"]);
    let ana = anonymous.with_credential(signed_in["access_token"].as_str().unwrap());
    assert_eq!(ana.list("inboxes").await.len(), 1);
    assert_eq!(ana.list("labels").await.len(), 3);
    ana.post("conversations", json!({"inbox_id": id(&ana.list("inboxes").await[0]), "contact": {"name": "Bea"}}))
        .await
        .is(201);
}
