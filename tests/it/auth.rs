//! Signing in and out, and every way in which that must not work. What sessions are beyond that is
//! in `sessions`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use skybot_client::reqwest::Method;
use skybot_tests::{AT_ONCE, Api, App, PASSWORD, User, eventually};

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
    let carl = ana.colleague(&app, "Carl", "agent", "all").await;
    let (_, machine) = ana.api_key("machine", &["settings:read"]).await;
    let machine = machine.get("auth/me").await.is(200)["email"].as_str().unwrap().to_owned();
    app.run(["admin", "suspend-account", &bob.account_id.to_string()]).success().await;
    ana.patch(format!("members/{}", carl.user_id), json!({"disabled": true})).await.is(200);
    let newcomer = json!({"account_name": "A", "name": "A", "email": "new@new.example", "password": PASSWORD});
    anonymous.post("auth/register", newcomer).await.is(202);

    let wrong = login(&anonymous, &ana.email, "not the password").await;
    wrong.problem(401, "UNAUTHENTICATED");
    for (email, password) in [
        ("nobody@nowhere.example", PASSWORD),
        (ana.email.as_str(), ""),
        (ana.email.as_str(), "correct horse battery stapl"),
        (bob.email.as_str(), PASSWORD),
        (bob.email.as_str(), "not the password"),
        (carl.email.as_str(), PASSWORD),
        (carl.email.as_str(), "not the password"),
        ("new@new.example", "not the password"),
        (machine.as_str(), ""),
        (machine.as_str(), PASSWORD),
    ] {
        app.guesses_age("16 minutes").await;
        assert_eq!(login(&anonymous, email, password).await.face(), wrong.face(), "{email} {password}");
    }
    // What no user could have is told apart by its form alone.
    login(&anonymous, "not an address", PASSWORD).await.violations();
    login(&anonymous, &ana.email, &"x".repeat(1025)).await.violations();
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
        eventually("signed out", AT_ONCE, async || is_out(node, &one["access_token"]).await).await;
        refresh(node, &one["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    }

    // By the access token alone.
    let two = login(&here, &ana.email, PASSWORD).await.is(200);
    let bearer = format!("Bearer {}", two["access_token"].as_str().unwrap());
    here.post("auth/logout", json!({})).header("authorization", bearer).await.is(204);
    eventually("signed out", AT_ONCE, async || is_out(&there, &two["access_token"]).await).await;

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
    eventually("suspended", AT_ONCE, async || is_out(&anonymous, &tokens["access_token"]).await).await;
    refresh(&anonymous, &tokens["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    login(&anonymous, &ana.email, PASSWORD).await.problem(401, "UNAUTHENTICATED");
    bob.get("auth/me").await.is(200);

    app.run(["admin", "resume-account", &account]).success().await;
    let tokens = login(&anonymous, &ana.email, PASSWORD).await.is(200);
    me(&anonymous, &tokens["access_token"]).await.is(200);
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

/// Of every kind of route one.
const ROUTES: [(&str, &str); 10] = [
    ("GET", "conversations"),
    ("GET", "account"),
    ("GET", "auth/me"),
    ("DELETE", "auth/sessions"),
    ("GET", "events"),
    ("GET", "search?q=a"),
    ("POST", "contacts"),
    ("PATCH", "account"),
    ("GET", "audit-log/export"),
    ("PUT", "conversations/0192f0c1-2a3b-7c4d-8e5f-001122334455/labels/vip"),
];

/// Tokens that are not ours, or not any more, or not whole.
fn forgeries(genuine: &str, ana: &User, bob: &User, theirs: &Value) -> Vec<(&'static str, String)> {
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
        ("a key to be fetched", sign(&with(&header, "jku", json!("http://127.0.0.1:1/keys")), &claims, b"\0\0\0")),
        ("a certificate brought along", sign(&with(&header, "x5c", json!(["AAAA"])), &claims, b"\0\0\0")),
        ("a certificate to be fetched", sign(&with(&header, "x5u", json!("http://127.0.0.1:1/")), &claims, b"\0\0\0")),
        ("an empty key", sign(&header, &claims, b"")),
        ("the key's name as the key", sign(&header, &claims, b"test")),
        ("no algorithm, and signed", head("alg", json!("none"))),
        ("an algorithm of no name", head("alg", Value::Null)),
        ("many algorithms", head("alg", json!(["HS256", "none"]))),
        ("a weaker type", head("typ", Value::Null)),
        ("a key's name that is none", head("kid", json!(["test"]))),
        ("a key's name for a database", head("kid", json!("test' or '1'='1"))),
        ("expired", claim("exp", json!(expired))),
        ("expiry as text", claim("exp", json!("9999999999"))),
        ("no expiry", claim("exp", Value::Null)),
        ("expiry as a fraction of text", claim("exp", json!("1e10"))),
        ("expiry beyond all numbers", claim("exp", json!(1e300))),
        ("expiry below all numbers", claim("exp", json!(-1e300))),
        ("expiry as a list", claim("exp", json!([9_999_999_999_u64]))),
        ("expiry as a truth", claim("exp", json!(true))),
        ("not before tomorrow", claim("nbf", json!(claims["iat"].as_i64().unwrap() + 86_400))),
        ("not before a text", claim("nbf", json!("0"))),
        ("another issuer", claim("iss", json!("somebody"))),
        ("no issuer", claim("iss", Value::Null)),
        ("an issuer among others", claim("iss", json!(["skybot", "somebody"]))),
        ("another audience", claim("aud", json!("something"))),
        ("no audience", claim("aud", Value::Null)),
        ("no tenant", claim("account", Value::Null)),
        ("no user", claim("sub", Value::Null)),
        ("a session that is no id", claim("sid", json!("' or 1=1"))),
        ("another's session", claim("sid", json!(theirs))),
        ("no session", claim("sid", Value::Null)),
        ("an unknown session", claim("sid", json!(skybot_tests::fresh_id()))),
        ("another tenant", claim("account", json!(bob.account_id))),
        ("another user", claim("sub", json!(bob.user_id))),
        ("an upper-case id", claim("sub", json!(format!("{{{}}}", ana.user_id)))),
        ("the claims of a list", sign(&header, &json!([claims]), KEY)),
        ("an altered signature", format!("{text}.{}", signature.chars().rev().collect::<String>())),
        ("long", format!("{text}.{}", "A".repeat(6_000))),
        ("endless", format!("{text}.{}", "A".repeat(64 * 1024))),
        ("endless in front", format!("{}.{signature}", "A".repeat(64 * 1024))),
        ("a key of no tenant", format!("sk_0123456789abcdef_{}", "A".repeat(43))),
        ("the beginning of a key", "sk_".to_owned()),
        ("a key that goes on", format!("sk_{}", "A".repeat(6_000))),
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

    // Nor is it foreign claims alone that are refused, but what they would open.
    let theirs = bob.get("auth/me").await.is(200)["session_id"].clone();
    let forged = forgeries(genuine, &ana, &bob, &theirs);
    assert!(forged.len() >= 60, "{}", forged.len());
    for (method, route) in ROUTES {
        let ask = || anonymous.ask(Method::from_bytes(method.as_bytes()).unwrap(), route);
        let missing = ask().await;
        missing.problem(401, "UNAUTHENTICATED");
        for (what, token) in &forged {
            let answer = ask().bearer(token).await;
            assert_eq!(answer.face(), missing.face(), "{what}: {method} {route}");
        }
    }
    let missing = anonymous.get("conversations").await;
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
async fn roles_may_do_what_they_may_and_no_more() {
    let app = App::start().await;
    let owner = app.tenant().await;
    let conversation = owner.conversation().await;
    let path = format!("conversations/{}", skybot_tests::id(&conversation));
    let scopes = ["conversations:read", "messages:write"];
    let mut members = vec![("bot", owner.api_key("bot", &scopes).await.1, true, false)];
    for (role, converses, configures) in [("admin", true, true), ("agent", true, false), ("viewer", false, false)] {
        let member = owner.colleague(&app, role, role, "all").await;
        members.push((role, (*member).clone(), converses, configures));
    }
    for (role, member, converses, configures) in members {
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
