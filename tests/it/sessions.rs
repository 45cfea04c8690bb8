//! Sessions: what a person sees of their own, ending them everywhere, rotation under load, moving
//! between tenants, signing keys that change, and browsers.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{Api, App, PASSWORD, Reply, Settings, User, cookies, fresh_id};

async fn sign_in_as(anonymous: &Api, user: &User, agent: &str) -> Value {
    let body = json!({"email": user.email, "password": PASSWORD});
    anonymous.post("auth/login", body).header("user-agent", agent).await.is(200)
}

fn with(anonymous: &Api, signed_in: &Value) -> Api {
    anonymous.with_credential(signed_in["access_token"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_ones_sessions_and_ends_each_of_them_everywhere() {
    let app = App::with(Settings::default().behind_proxy()).await;
    let other = app.another_node().await;
    let (ana, here, there) = (app.tenant().await, app.anonymous().await, other.api().await);
    let bob = ana.colleague(&app, "Bob", "admin", "all").await;
    let body = json!({"email": ana.email, "password": PASSWORD});
    let phone = here.post("auth/login", body).coming_from("2001:db8::7").header("user-agent", "phone").await.is(200);
    let laptop = sign_in_as(&here, &ana, "laptop").await;

    let seen = with(&here, &laptop).get("auth/sessions").await.is(200);
    let seen = seen["items"].as_array().unwrap();
    assert_eq!(seen.len(), 3, "the one of the test's own too");
    assert_eq!((&seen[0]["user_agent"], &seen[0]["current"]), (&json!("laptop"), &json!(true)));
    assert_eq!((&seen[1]["user_agent"], &seen[1]["ip"]), (&json!("phone"), &json!("2001:db8::7")));
    assert_eq!((&seen[1]["current"], &seen[1]["id"]), (&json!(false), &phone["user"]["session_id"]));
    assert_eq!(seen[1]["account_id"], json!(ana.account_id));

    // Nobody ends, or learns of, another person's.
    let target = |session: &Value| format!("auth/sessions/{}", session.as_str().unwrap());
    let foreign = bob.delete(target(&phone["user"]["session_id"])).await;
    foreign.problem(404, "SESSION_NOT_FOUND");
    assert_eq!(foreign.face(), bob.delete(format!("auth/sessions/{}", fresh_id())).await.face());
    there.who(&phone).await.is(200);

    with(&here, &laptop).delete(target(&phone["user"]["session_id"])).await.is(204);
    for node in [&here, &there] {
        node.shuts_out("the phone", &phone).await;
        node.exchange(&phone["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    }
    with(&here, &laptop).delete(target(&phone["user"]["session_id"])).await.problem(404, "SESSION_NOT_FOUND");
    assert_eq!(with(&here, &laptop).get("auth/sessions").await.is(200)["items"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_but_this_one_end_at_once() {
    let app = App::start().await;
    let other = app.another_node().await;
    let (ana, here, there) = (app.tenant().await, app.anonymous().await, other.api().await);
    let bystander = ana.colleague(&app, "Bob", "agent", "all").await;
    let mut others = Vec::new();
    for n in 0..5 {
        others.push(sign_in_as(&here, &ana, &format!("device {n}")).await);
    }
    for signed_in in &others {
        there.who(signed_in).await.is(200);
    }
    assert_eq!(ana.delete("auth/sessions").await.is(200), json!({"ended": 5}));
    for signed_in in &others {
        there.shuts_out("another device", signed_in).await;
        here.exchange(&signed_in["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    }
    ana.get("account").await.is(200);
    bystander.get("account").await.is(200);
    assert_eq!(ana.delete("auth/sessions").await.is(200), json!({"ended": 0}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_itself_when_it_is_idle_or_old() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    for (lived, ended) in [
        ("last_used_at = last_used_at - interval '29 days 23 hours'", false),
        ("last_used_at = last_used_at - interval '30 days'", true),
        ("created_at = created_at - interval '89 days', expires_at = expires_at - interval '89 days'", false),
        ("created_at = created_at - interval '90 days', expires_at = expires_at - interval '90 days'", true),
    ] {
        let signed_in = sign_in_as(&anonymous, &ana, "laptop").await;
        let id = signed_in["user"]["session_id"].as_str().unwrap();
        app.database.execute(&format!("update sessions set {lived} where id = '{id}'")).await;
        if ended {
            anonymous.shuts_out("the session is over", &signed_in).await;
            anonymous.exchange(&signed_in["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
        } else {
            anonymous.exchange(&signed_in["refresh_token"]).await.is(200);
        }
    }
}

/// Uses one token many times at once, on both nodes. Those who got through, with what they got.
async fn race(nodes: [&Api; 2], token: &Value) -> Vec<Value> {
    let answers = join_all((0..20).map(|n| nodes[n % 2].exchange(token))).await;
    answers.iter().filter(|answer| answer.status() == 200).map(Reply::json).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_uses_of_one_token_on_two_nodes_leave_one_lineage() {
    let app = App::start().await;
    let other = app.another_node().await;
    let (ana, here, there) = (app.tenant().await, app.anonymous().await, other.api().await);
    for round in 0..200 {
        let signed_in = sign_in_as(&here, &ana, "laptop").await;
        let session = signed_in["user"]["session_id"].as_str().unwrap();
        let fresh = race([&here, &there], &signed_in["refresh_token"]).await;
        assert!(!fresh.is_empty(), "somebody gets through");
        let unused = format!("select count(*) from refresh_tokens where session_id = '{session}' and used_at is null");
        let unused: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(unused)).fetch_one(&mut app.sql().await).await.unwrap();
        assert_eq!(unused, 1, "round {round}: of {} that got through", fresh.len());

        // Of the tokens that were given out exactly one goes on, once the grace is over.
        app.refresh_tokens_age("11 seconds").await;
        if round % 10 == 0 {
            let mut alive = 0;
            for one in &fresh {
                alive += usize::from(here.exchange(&one["refresh_token"]).await.status() == 200);
            }
            // Those that gave way to another are no tokens any more, and end nothing.
            assert_eq!(alive, 1, "of {}", fresh.len());
            here.who(&signed_in).await.is(200);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_token_that_comes_back_late_ends_the_session() {
    let app = App::start().await;
    let other = app.another_node().await;
    let (ana, here, there) = (app.tenant().await, app.anonymous().await, other.api().await);
    let bystander = sign_in_as(&here, &ana, "bystander").await;
    let first = sign_in_as(&here, &ana, "laptop").await;
    let second = here.exchange(&first["refresh_token"]).await.is(200);
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(second["user"]["session_id"], first["user"]["session_id"]);

    // Whoever lost the answer may ask once more, for ten seconds; the lost one gives way.
    let third = there.exchange(&first["refresh_token"]).await.is(200);
    app.refresh_tokens_age("11 seconds").await;
    here.exchange(&second["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    here.who(&third).await.is(200);
    let fourth = here.exchange(&third["refresh_token"]).await.is(200);

    app.refresh_tokens_age("11 seconds").await;
    there.exchange(&first["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    here.exchange(&fourth["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    for node in [&here, &there] {
        node.shuts_out("the thief, and the owner", &fourth).await;
    }
    here.who(&bystander).await.is(200);
    here.exchange(&bystander["refresh_token"]).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_grace_for_a_grandparent() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let first = sign_in_as(&anonymous, &ana, "laptop").await;
    let second = anonymous.exchange(&first["refresh_token"]).await.is(200);
    let third = anonymous.exchange(&second["refresh_token"]).await.is(200);
    anonymous.exchange(&first["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    for descendant in [&second, &third] {
        anonymous.exchange(&descendant["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
        anonymous.shuts_out("a descendant", descendant).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_of_two_tenants_moves_between_them() {
    let app = App::start().await;
    let other = app.another_node().await;
    let (ana, carl, here, there) =
        (app.tenant_named("First").await, app.tenant_named("Second").await, app.anonymous().await, other.api().await);
    let stranger = app.tenant().await;
    let account = carl.account_id.to_string();
    app.run(["admin", "create-user", "--account", &account, "--email", &ana.email, "--name", "Ana at Second"])
        .arguments(["--role", "viewer", "--password-stdin"])
        .stdin(format!("{PASSWORD}\n"))
        .success()
        .await;
    ana.inbox("Of the first").await;
    carl.inbox("Of the second").await;

    let first = sign_in_as(&here, &ana, "laptop").await;
    assert_eq!(first["user"]["account_id"], json!(ana.account_id), "the oldest membership is where one begins");
    let accounts = with(&here, &first).get("auth/accounts").await.is(200);
    let names: Vec<_> = accounts["items"].as_array().unwrap().iter().map(|one| (&one["name"], &one["role"])).collect();
    assert_eq!(names, [(&json!("First"), &json!("owner")), (&json!("Second"), &json!("viewer"))]);

    let switch = async |signed_in: &Value, account: uuid::Uuid| {
        with(&here, signed_in).post("auth/switch-account", json!({"account_id": account})).await
    };
    let foreign = switch(&first, stranger.account_id).await;
    foreign.problem(404, "ACCOUNT_NOT_FOUND");
    assert_eq!(foreign.face(), switch(&first, fresh_id()).await.face());
    there.who(&first).await.is(200);

    let second = switch(&first, carl.account_id).await.is(200);
    let user = &second["user"];
    assert_eq!(
        (&user["account_id"], &user["role"], &user["name"]),
        (&account.into(), &"viewer".into(), &"Ana at Second".into())
    );
    // The session that was left is over, everywhere.
    for node in [&here, &there] {
        node.shuts_out("the session that was left", &first).await;
        node.exchange(&first["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    }
    let there_now = with(&there, &second);
    assert_eq!(there_now.list("inboxes").await[0]["name"], "Of the second");
    there_now.post("inboxes", json!({"name": "Mine", "channel": "api"})).await.problem(403, "FORBIDDEN");
    let second = here.exchange(&second["refresh_token"]).await.is(200);
    assert_eq!(second["user"]["account_id"], json!(carl.account_id), "refreshing stays there");
    let back = switch(&second, ana.account_id).await.is(200);
    assert_eq!(with(&here, &back).list("inboxes").await[0]["name"], "Of the first");

    // Where one is locked out, or all are, one does not get in.
    carl.patch(format!("members/{}", ana.user_id), json!({"disabled": true})).await.is(200);
    switch(&back, carl.account_id).await.problem(404, "ACCOUNT_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_keys_change_and_nobody_is_signed_out() {
    const SIGNING: &str = "SKYBOT__AUTH__SIGNING_KEYS";
    let mut app = App::start().await;
    let ana = app.tenant().await;
    let before = app.anonymous().await.sign_in(&ana.email, PASSWORD).await.is(200);
    let made = app.run(["admin", "rotate-keys"]).success().await;
    let (new, vault) = (made["signing_key"].as_str().unwrap(), made["vault_key"].as_str().unwrap());
    assert_ne!(new, vault);
    let pair = |settings: &Settings, name: &str| {
        settings.pairs().iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap()
    };

    let old = pair(&Settings::default(), SIGNING);
    app.restart_with(|settings| settings.set(SIGNING, format!("{new},{old}"))).await;
    let anonymous = app.anonymous().await;
    anonymous.who(&before).await.is(200);
    let after = anonymous.exchange(&before["refresh_token"]).await.is(200);
    anonymous.who(&after).await.is(200);
    let kid = |signed_in: &Value| {
        let token = signed_in["access_token"].as_str().unwrap().split('.').next().unwrap().to_owned();
        let header = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, token).unwrap();
        serde_json::from_slice::<Value>(&header).unwrap()["kid"].as_str().unwrap().to_owned()
    };
    assert_eq!((kid(&before).as_str(), kid(&after).as_str()), ("test", new.split(':').next().unwrap()));

    // When the old key is taken away, what it signed is nothing any more; the session goes on.
    app.restart_with(|settings| settings.set(SIGNING, new)).await;
    let anonymous = app.anonymous().await;
    anonymous.who(&before).await.problem(401, "UNAUTHENTICATED");
    anonymous.who(&after).await.is(200);
    anonymous.exchange(&after["refresh_token"]).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_get_tokens_in_cookies_and_nowhere_else() {
    for (tls, prefix) in [("false", ""), ("true", "__Secure-")] {
        let app = App::with(Settings::default().set("SKYBOT__SERVER__TLS", tls)).await;
        let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
        let body = json!({"email": ana.email, "password": PASSWORD, "transport": "cookie"});
        let signed_in = anonymous.post("auth/login", body.clone()).await;
        assert!(signed_in.is(200).get("refresh_token").is_none());
        let set = cookies(&signed_in);
        let named = |set: &[(String, String)], name: &str| {
            set.iter().find(|(pair, _)| pair.starts_with(&format!("{prefix}{name}="))).cloned()
        };
        assert_eq!(set.len(), 2, "{set:?}");
        let (refresh, refresh_attributes) = named(&set, "skybot_refresh").expect("the refresh token");
        let (device, device_attributes) = named(&set, "skybot_device").expect("the browser's mark");
        for cookie in [&refresh_attributes, &device_attributes] {
            for attribute in ["HttpOnly", "SameSite=Strict", "Path=/api/v1/auth"] {
                assert!(cookie.contains(attribute), "{cookie}");
            }
            assert_eq!(cookie.contains("; Secure"), tls == "true", "{cookie}");
            assert!(!cookie.contains("Domain"), "{cookie}");
        }

        // A browser that has its mark gets no other.
        let again = anonymous.post("auth/login", body).header("cookie", device.as_str()).await;
        again.is(200);
        assert!(named(&cookies(&again), "skybot_device").is_none(), "{:?}", cookies(&again));
        let both = format!("{device}; {refresh}");
        let fresh = anonymous.post("auth/refresh", json!({})).header("cookie", both.as_str()).await;
        assert!(fresh.is(200).get("refresh_token").is_none());
        let (refresh, _) = named(&cookies(&fresh), "skybot_refresh").expect("a new token");

        let out = anonymous.post("auth/logout", json!({})).header("cookie", refresh.as_str()).await;
        out.is(204);
        let (_, gone) = named(&cookies(&out), "skybot_refresh").expect("it is taken back");
        assert!(gone.contains("Max-Age=0"), "{gone}");
        let late = anonymous.post("auth/refresh", json!({})).header("cookie", refresh.as_str()).await;
        late.problem(401, "UNAUTHENTICATED");
        // Nobody signs in by a mark alone.
        let marked = anonymous.post("auth/refresh", json!({})).header("cookie", device.as_str()).await;
        marked.problem(401, "UNAUTHENTICATED");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_sites_page_cannot_use_the_cookie() {
    const ALLOWED: &str = "https://inbox.example.com";
    let app = App::with(Settings::default().set("SKYBOT__SERVER__ALLOWED_ORIGINS", ALLOWED)).await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let own = format!("http://{}", app.server.address);
    let port = app.server.address.rsplit(':').next().unwrap();
    let body = json!({"email": ana.email, "password": PASSWORD, "transport": "cookie"});
    let signed_in = anonymous.post("auth/login", body).await;
    let mut cookie = cookies(&signed_in)[0].0.clone();

    for (name, value) in [
        ("origin", "null"),
        ("origin", "https://evil.example"),
        ("origin", "https://inbox.example.com.evil.example"),
        ("origin", "https://evil-inbox.example.com"),
        ("origin", "http://inbox.example.com"),
        ("origin", "https://inbox.example.com:8443"),
        ("origin", "https://xn--nbox-5za.example.com"),
        ("origin", &format!("http://127.0.0.1.evil.example:{port}")),
        ("origin", "http://127.0.0.1:1"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        for route in ["auth/refresh", "auth/logout"] {
            let asked = anonymous.post(route, json!({})).header("cookie", cookie.as_str());
            asked.header(name, value).await.problem(403, "CROSS_SITE_REQUEST");
        }
    }
    for (name, value) in [("origin", own.as_str()), ("origin", ALLOWED), ("sec-fetch-site", "same-origin")] {
        let asked = anonymous.post("auth/refresh", json!({})).header("cookie", cookie.as_str());
        let fresh = asked.header(name, value).await;
        fresh.is(200);
        cookie = cookies(&fresh)[0].0.clone();
    }
    // No route but those below `auth` looks at a cookie at all.
    anonymous.ask(Method::GET, "account").header("cookie", cookie.as_str()).await.problem(401, "UNAUTHENTICATED");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_away_is_gone_for_whoever_asks_at_that_moment() {
    let app = App::start().await;
    let other = app.another_node().await;
    let (ana, here, there) = (app.tenant().await, app.anonymous().await, other.api().await);
    for round in 0..10 {
        let signed_in = sign_in_as(&here, &ana, "laptop").await;
        let leave = here.post("auth/logout", json!({"refresh_token": signed_in["refresh_token"]}));
        let (left, refreshed, _) =
            tokio::join!(leave.into_future(), there.exchange(&signed_in["refresh_token"]), there.who(&signed_in),);
        left.is(204);
        // Whoever was faster got tokens of a session that is over.
        if refreshed.status() == 200 {
            there.exchange(&refreshed.json()["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
        }
        if round % 10 == 0 {
            tokio::time::timeout(Duration::from_secs(3), there.shuts_out("the session", &signed_in)).await.unwrap();
        }
    }
}
