//! Signing in, staying signed in, signing out, and every way in which that must not work.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::join_all;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use skybot_tests::{Api, App, PASSWORD, Settings, User, eventually};

/// A revocation holds everywhere within this; half a second more for a busy machine.
const REVOKED: Duration = Duration::from_millis(1_500);

async fn login(api: &Api, email: &str, password: &str) -> skybot_tests::Reply {
    api.post("auth/login", json!({"email": email, "password": password})).await
}

async fn refresh(api: &Api, token: &Value) -> skybot_tests::Reply {
    api.post("auth/refresh", json!({"refresh_token": token})).await
}

async fn me(api: &Api, token: &Value) -> skybot_tests::Reply {
    api.get("auth/me").header("authorization", format!("Bearer {}", token.as_str().unwrap())).await
}

async fn is_out(api: &Api, token: &Value) -> Option<()> {
    (me(api, token).await.status() == 401).then_some(())
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_gives_tokens_and_who_one_is() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant_named("Acme").await, app.anonymous().await);

    let signed_in = login(&anonymous, &ana.email.to_uppercase(), PASSWORD).await.is(200);
    assert_eq!((&signed_in["token_type"], &signed_in["expires_in"]), (&json!("Bearer"), &json!(600)));
    let user = &signed_in["user"];
    assert_eq!(*user, me(&anonymous, &signed_in["access_token"]).await.is(200));
    assert_eq!((&user["account_id"], &user["user_id"]), (&json!(ana.account_id), &json!(ana.user_id)));
    assert_eq!(
        (&user["account_name"], &user["role"], &user["reach"]),
        (&json!("Acme"), &json!("owner"), &json!("all"))
    );

    let header = login(&anonymous, &ana.email, PASSWORD).await.header("cache-control").map(str::to_owned);
    assert_eq!(header.as_deref(), Some("no-store"), "tokens are not to be cached");
    let stored: String = sqlx::query_scalar("select password_hash from users where email = $1")
        .bind(&ana.email)
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap();
    assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    let tokens = app.count("select count(*) from refresh_tokens where length(token_hash) = 32").await;
    assert_eq!(tokens, 3, "only hashes of refresh tokens are stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_looks_like_an_unknown_user() {
    let app = App::start().await;
    let (ana, bob, anonymous) = (app.tenant().await, app.tenant().await, app.anonymous().await);
    let account = bob.account_id.to_string();
    app.run(["admin", "suspend-account", &account]).success().await;

    let wrong = login(&anonymous, &ana.email, "not the password").await;
    wrong.problem(401, "UNAUTHENTICATED");
    for (email, password) in [
        ("nobody@nowhere.example", PASSWORD),
        (ana.email.as_str(), ""),
        (ana.email.as_str(), "correct horse battery stapl"),
        (bob.email.as_str(), PASSWORD),
        (bob.email.as_str(), "not the password"),
        ("not an address", PASSWORD),
    ] {
        let other = login(&anonymous, email, password).await;
        if other.status() == 401 {
            assert_eq!(other.face(), wrong.face(), "{email} {password}");
        } else {
            // What no user could have is told apart by its form alone.
            assert!(email == "not an address" || password.is_empty(), "{email}");
            other.violations();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refreshing_rotates_and_theft_ends_the_session() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let first = login(&anonymous, &ana.email, PASSWORD).await.is(200);
    let bystander = login(&anonymous, &ana.email, PASSWORD).await.is(200);

    let second = refresh(&anonymous, &first["refresh_token"]).await.is(200);
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(second["user"]["session_id"], first["user"]["session_id"]);
    me(&anonymous, &second["access_token"]).await.is(200);

    // Whoever lost the answer may ask once more, for ten seconds.
    let third = refresh(&anonymous, &first["refresh_token"]).await.is(200);
    me(&anonymous, &third["access_token"]).await.is(200);

    app.database.execute("update refresh_tokens set used_at = used_at - interval '11 s'").await;
    refresh(&anonymous, &first["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    for token in [&second, &third] {
        refresh(&anonymous, &token["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
        eventually("the session is over", REVOKED, async || is_out(&anonymous, &token["access_token"]).await).await;
    }
    me(&anonymous, &bystander["access_token"]).await.is(200);
    refresh(&anonymous, &bystander["refresh_token"]).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_uses_of_one_token_leave_one_lineage() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    for _ in 0..5 {
        let signed_in = login(&anonymous, &ana.email, PASSWORD).await.is(200);
        let session = signed_in["user"]["session_id"].as_str().unwrap();
        let answers = join_all((0..20).map(|_| refresh(&anonymous, &signed_in["refresh_token"]))).await;
        let fresh: Vec<_> =
            answers.iter().filter(|answer| answer.status() == 200).map(skybot_tests::Reply::json).collect();
        assert!(!fresh.is_empty(), "somebody gets through");

        // When the grace is over, exactly one of those tokens goes on.
        let age =
            format!("update refresh_tokens set used_at = used_at - interval '11 s' where session_id = '{session}'");
        app.database.execute(&age).await;
        let unused = format!("select count(*) from refresh_tokens where session_id = '{session}' and used_at is null");
        let unused: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(unused)).fetch_one(&mut app.sql().await).await.unwrap();
        assert_eq!(unused, 1, "of {} that got through", fresh.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_access_on_every_node_within_a_second() {
    let app = App::start().await;
    let other = app.another_node().await;
    let (ana, here, there) = (app.tenant().await, app.anonymous().await, other.api().await);

    let one = login(&here, &ana.email, PASSWORD).await.is(200);
    me(&there, &one["access_token"]).await.is(200);
    here.post("auth/logout", json!({"refresh_token": one["refresh_token"]})).await.is(204);
    for node in [&here, &there] {
        eventually("signed out", REVOKED, async || is_out(node, &one["access_token"]).await).await;
        refresh(node, &one["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    }

    // By the access token alone.
    let two = login(&here, &ana.email, PASSWORD).await.is(200);
    let bearer = format!("Bearer {}", two["access_token"].as_str().unwrap());
    here.post("auth/logout", json!({})).header("authorization", bearer).await.is(204);
    eventually("signed out", REVOKED, async || is_out(&there, &two["access_token"]).await).await;

    // Whether there was a session is not told.
    here.post("auth/logout", json!({"refresh_token": one["refresh_token"]})).await.is(204);
    here.post("auth/logout", json!({"refresh_token": "x".repeat(43)})).await.is(204);
    ana.get("auth/me").await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_tenant_is_out_at_once_and_comes_back() {
    let app = App::start().await;
    let (ana, bob, anonymous) = (app.tenant().await, app.tenant().await, app.anonymous().await);
    let tokens = login(&anonymous, &ana.email, PASSWORD).await.is(200);
    let account = ana.account_id.to_string();

    app.run(["admin", "suspend-account", &account]).success().await;
    eventually("suspended", REVOKED, async || is_out(&anonymous, &tokens["access_token"]).await).await;
    refresh(&anonymous, &tokens["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    login(&anonymous, &ana.email, PASSWORD).await.problem(401, "UNAUTHENTICATED");
    bob.get("auth/me").await.is(200);

    app.run(["admin", "resume-account", &account]).success().await;
    let tokens = login(&anonymous, &ana.email, PASSWORD).await.is(200);
    me(&anonymous, &tokens["access_token"]).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_get_the_refresh_token_in_a_cookie_and_nowhere_else() {
    for (tls, name) in [("false", "skybot_refresh"), ("true", "__Secure-skybot_refresh")] {
        let app = App::with(Settings::default().set("SKYBOT__SERVER__TLS", tls)).await;
        let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
        let body = json!({"email": ana.email, "password": PASSWORD, "transport": "cookie"});
        let signed_in = anonymous.post("auth/login", body).await;
        assert!(signed_in.is(200).get("refresh_token").is_none());

        let cookie = signed_in.header("set-cookie").expect("a cookie").to_owned();
        assert!(cookie.starts_with(&format!("{name}=")), "{cookie}");
        for attribute in ["HttpOnly", "SameSite=Strict", "Path=/api/v1/auth"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert_eq!(cookie.contains("; Secure"), tls == "true", "{cookie}");

        let pair = cookie.split(';').next().unwrap();
        let fresh = anonymous.post("auth/refresh", json!({})).header("cookie", pair).await;
        assert!(fresh.is(200).get("refresh_token").is_none());
        let pair = fresh.header("set-cookie").expect("a new cookie").split(';').next().unwrap().to_owned();

        let out = anonymous.post("auth/logout", json!({})).header("cookie", pair.as_str()).await;
        out.is(204);
        let gone = out.header("set-cookie").expect("the cookie is taken back");
        assert!(gone.contains("Max-Age=0"), "{gone}");
        anonymous.post("auth/refresh", json!({})).header("cookie", pair.as_str()).await.problem(401, "UNAUTHENTICATED");
    }
}

/// The server's key in [`Settings::default`].
const KEY: &[u8] = b"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// HMAC-SHA-256 (RFC 2104).
fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
}

fn sign(header: &Value, claims: &Value, key: &[u8]) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(header), part(claims));
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(hmac(key, &text)))
}

fn parts(token: &str) -> [Value; 2] {
    let mut parts = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
    [(); 2].map(|()| serde_json::from_slice(&parts.next().unwrap()).unwrap())
}

/// A copy with one member set, or taken away by null.
fn with(object: &Value, member: &str, value: Value) -> Value {
    let mut copy = object.clone();
    let members = copy.as_object_mut().unwrap();
    if value.is_null() {
        members.remove(member);
    } else {
        members.insert(member.to_owned(), value);
    }
    copy
}

/// Tokens that are not ours, or not any more, or not whole.
fn forgeries(genuine: &str, ana: &User, bob: &User) -> Vec<(&'static str, String)> {
    let [header, claims] = parts(genuine);
    let expired = claims["iat"].as_i64().unwrap() - 1;
    let claim = |member: &str, value: Value| sign(&header, &with(&claims, member, value), KEY);
    let head = |member: &str, value: Value| sign(&with(&header, member, value), &claims, KEY);
    let unsigned = |header: &Value| {
        let token = sign(header, &claims, KEY);
        token[..=token.rfind('.').unwrap()].to_owned()
    };
    let (text, signature) = genuine.rsplit_once('.').unwrap();
    vec![
        ("nothing", String::new()),
        ("garbage", "x".to_owned()),
        ("dots", "..".to_owned()),
        ("cut short", genuine[..genuine.len() - 2].to_owned()),
        ("no signature", format!("{text}.")),
        ("no header", format!(".{}", genuine.split_once('.').unwrap().1)),
        ("one more part", format!("{genuine}.x")),
        ("another key", sign(&header, &claims, b"another-key-of-at-least-thirty-two-bytes")),
        ("no algorithm", unsigned(&with(&header, "alg", json!("none")))),
        ("no algorithm, spelt oddly", unsigned(&with(&header, "alg", json!("nOnE")))),
        ("another algorithm", head("alg", json!("HS512"))),
        ("a public-key algorithm", head("alg", json!("RS256"))),
        ("an unknown key", head("kid", json!("other"))),
        ("a key from the file system", head("kid", json!("../../dev/null"))),
        ("no key named", head("kid", Value::Null)),
        ("another type", head("typ", json!("JWT"))),
        ("critical extensions", head("crit", json!(["exp"]))),
        ("a key brought along", sign(&with(&header, "jwk", json!({"kty": "oct", "k": "AAAA"})), &claims, b"\0\0\0")),
        ("expired", claim("exp", json!(expired))),
        ("expiry as text", claim("exp", json!("9999999999"))),
        ("no expiry", claim("exp", Value::Null)),
        ("another issuer", claim("iss", json!("somebody"))),
        ("another audience", claim("aud", json!("something"))),
        ("no session", claim("sid", Value::Null)),
        ("an unknown session", claim("sid", json!(skybot_tests::fresh_id()))),
        ("another tenant", claim("account", json!(bob.account_id))),
        ("another user", claim("sub", json!(bob.user_id))),
        ("an upper-case id", claim("sub", json!(format!("{{{}}}", ana.user_id)))),
        ("the claims of a list", sign(&header, &json!([claims]), KEY)),
        ("an altered signature", format!("{text}.{}", signature.chars().rev().collect::<String>())),
        ("endless", format!("{text}.{}", "A".repeat(6_000))),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn no_forged_token_gets_in_and_all_get_the_same_answer() {
    let app = App::start().await;
    let (ana, bob, anonymous) = (app.tenant().await, app.tenant().await, app.anonymous().await);
    let signed_in = login(&anonymous, &ana.email, PASSWORD).await.is(200);
    let genuine = signed_in["access_token"].as_str().unwrap();

    // What is signed here with the server's key is good, so what follows fails for its own reason.
    let [header, claims] = parts(genuine);
    me(&anonymous, &json!(sign(&header, &claims, KEY))).await.is(200);

    let missing = anonymous.get("conversations").await;
    missing.problem(401, "UNAUTHENTICATED");
    for (what, token) in forgeries(genuine, &ana, &bob) {
        let answer = anonymous.get("conversations").header("authorization", format!("Bearer {token}")).await;
        assert_eq!(answer.face(), missing.face(), "{what}");
    }
    let refresh_token = signed_in["refresh_token"].as_str().unwrap();
    for credential in [
        format!("Bearer {refresh_token}"),
        format!("Basic {genuine}"),
        format!("Bearer {genuine} {genuine}"),
        genuine.to_owned(),
        "Bearer".to_owned(),
    ] {
        let answer = anonymous.get("conversations").header("authorization", credential.as_str()).await;
        assert_eq!(answer.face(), missing.face(), "{credential}");
    }
    me(&anonymous, &signed_in["access_token"]).await.is(200);
    // An access token is no refresh token.
    refresh(&anonymous, &signed_in["access_token"]).await.problem(401, "UNAUTHENTICATED");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_refuses_strangers() {
    let app = App::start().await;
    let anonymous = app.anonymous().await;
    let open = ["/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/logout"];
    for operation in anonymous.contract().operations() {
        let target = operation.path.replace("{id}", &skybot_tests::fresh_id().to_string());
        let target = target.replace("{user_id}", &skybot_tests::fresh_id().to_string()).replace("{label}", "vip");
        if !operation.path.starts_with("/api/v1/") || open.contains(&operation.path.as_str()) {
            continue;
        }
        let mut ask = anonymous.ask(operation.method.clone(), &target);
        if !operation.spec["requestBody"].is_null() {
            ask = ask.json(json!({}));
        }
        ask.await.problem(401, "UNAUTHENTICATED");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_may_do_what_they_may_and_no_more() {
    let app = App::start().await;
    let owner = app.tenant().await;
    let conversation = owner.conversation().await;
    let path = format!("conversations/{}", skybot_tests::id(&conversation));
    for (role, converses, configures) in
        [("admin", true, true), ("agent", true, false), ("bot", true, false), ("viewer", false, false)]
    {
        let member = owner.colleague(&app, role, role, "all").await;
        member.get(&path).await.is(200);
        member.post(format!("{path}/read"), json!({"seq": 1})).await.is(200);
        let said = member.post(format!("{path}/messages"), json!({"kind": "note", "body": role})).await;
        let labelled = member.post("labels", json!({"name": role, "color": "#1f6feb"})).await;
        for (answer, allowed) in [(said, converses), (labelled, configures)] {
            if allowed {
                answer.is(201);
            } else {
                answer.problem(403, "FORBIDDEN");
            }
        }
    }
}
