//! What the server writes down of itself never holds what people say, are called or prove
//! themselves with, at the finest level too; and nobody forges a line of it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{App, PLATFORM_SECRET, SEED_SECRET, Settings, id};

/// Stand in everything that somebody sends.
struct Canaries(Vec<String>);

impl Canaries {
    fn lay(&mut self, what: &str) -> String {
        // Characters that are written otherwise in URLs and in JSON.
        let canary = format!("Canary{:03} {what} \"é+/", self.0.len());
        self.0.push(canary.clone());
        canary
    }

    fn plain(&mut self, what: &str) -> String {
        let canary = format!("canary{:03}{what}7f3a9c51e0", self.0.len());
        self.0.push(canary.clone());
        canary
    }

    /// All forms of them.
    fn forms(&self) -> Vec<String> {
        let forms = |canary: &String| {
            let json = Value::String(canary.clone()).to_string();
            let json = json.trim_matches('"').to_owned();
            let url = form_urlencoded(canary);
            let escaped: String = canary.escape_debug().collect();
            // Base64 at each of the three places where a text can begin in it.
            let base64 = (0..3).flat_map(|ahead| {
                let padded = format!("{}{canary}", "x".repeat(ahead));
                [STANDARD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)]
                    .map(|text| text[4..text.len() - 4].to_owned())
            });
            let mut forms = vec![canary.clone(), json, url.clone(), url.replace('+', "%20"), escaped];
            forms.extend(base64);
            forms
        };
        self.0.iter().flat_map(forms).collect()
    }
}

fn form_urlencoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let encode = |byte: u8| match byte {
        b' ' => "+".to_owned(),
        byte if plain(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_people_send_is_in_the_log() {
    let settings = Settings::default().set("SKYBOT__LOG__FILTER", "debug").with_platform();
    let app = App::with(settings).await;
    let mut canaries = Canaries([PLATFORM_SECRET, SEED_SECRET].map(str::to_owned).into());
    let anonymous = app.anonymous().await;
    let (email, password) = (format!("{}@new.example", canaries.plain("mail")), canaries.lay("password"));
    let (account, name) = (canaries.lay("tenant"), canaries.lay("person"));
    let newcomer = json!({"account_name": account, "name": name, "email": email, "password": password});
    anonymous.post("auth/register", newcomer).await.is(202);
    let link = app.post.letter_to(&email, 1).await.token();
    anonymous.post("auth/verify-email", json!({"token": link})).await.is(204);
    let signed_in = anonymous.sign_in(&email, &password).await.is(200);
    anonymous.sign_in(&email, &canaries.lay("wrong")).await.is(401);
    anonymous.sign_in(&format!("{}@no.example", canaries.plain("nobody")), &canaries.lay("wrong")).await.is(401);
    let access = signed_in["access_token"].as_str().unwrap();
    canaries.0.extend(access.split('.').map(str::to_owned).skip(1));
    canaries.0.extend([link, signed_in["refresh_token"].as_str().unwrap().to_owned()]);
    let ana = anonymous.with_credential(access);

    let inbox = json!({"name": canaries.lay("inbox"), "channel": "api"});
    let inbox = id(&ana.post("inboxes", inbox).await.is(201)).to_owned();
    let contact = json!({
        "name": canaries.lay("contact"), "email": format!("{}@c.example", canaries.plain("contact")),
        "external_id": canaries.lay("external"), "custom_attributes": {"note": canaries.lay("attribute")},
    });
    let contact = id(&ana.post("contacts", contact).await.is(201)).to_owned();
    let open = json!({"inbox_id": inbox, "contact_id": contact, "subject": canaries.lay("subject")});
    let conversation = id(&ana.post("conversations", open).await.is(201)).to_owned();
    let path = format!("conversations/{conversation}");
    for kind in ["text", "note"] {
        let message = json!({"kind": kind, "body": canaries.lay("body")});
        ana.post(format!("{path}/messages"), message).key(canaries.plain("key")).await.is(201);
    }
    ana.get(format!("search?q={}", canaries.plain("search"))).await.is(200);
    ana.get(format!("contacts?q={}", canaries.plain("filter"))).await.is(200);
    ana.get(format!("conversations?cursor={}", canaries.plain("cursor"))).await.is(422);
    ana.get(format!("contacts/{}", canaries.plain("path"))).await.is(422);
    ana.get(format!("/{}", canaries.plain("nowhere"))).await.is(404);
    ana.post("contacts", json!({"name": 5, "email": canaries.lay("invalid")})).await.is(422);
    ana.ask(Method::POST, "contacts").body("application/json", canaries.lay("not json")).await.is(400);
    ana.get("account").header("cookie", format!("skybot_refresh={}", canaries.plain("cookie"))).await.is(200);
    anonymous.get("account").bearer(canaries.plain("bearer")).await.is(401);
    anonymous.get("account").bearer(format!("sk_0123456789abcdef_{}", canaries.plain("key"))).await.is(401);
    anonymous.get("admin/accounts").bearer(canaries.plain("secret")).await.is(401);
    anonymous.get("admin/accounts").bearer(PLATFORM_SECRET).await.is(200);
    anonymous.get("admin/accounts").bearer(SEED_SECRET).await.is(401);
    anonymous.post("auth/refresh", json!({"refresh_token": canaries.plain("refresh")})).await.is(401);
    anonymous.post("auth/reset-password", json!({"token": canaries.plain("link"), "password": password})).await.is(410);

    let key = json!({"name": canaries.lay("key"), "scopes": ["settings:read"]});
    let key = ana.post("api-keys", key).await.is(201)["key"].as_str().unwrap().to_owned();
    ana.with_credential(&key).get("account").await.is(200);
    canaries.0.push(key[20..].to_owned());
    let seed =
        ana.post("auth/totp", json!({"password": password})).await.is(200)["secret"].as_str().unwrap().to_owned();
    let code = skybot_tests::Authenticator::new(&seed).code();
    canaries.0.push(seed);
    let codes = ana.post("auth/totp/confirm", json!({"code": code})).await.is(200);
    canaries.0.extend(codes["backup_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()));
    let invited = format!("{}@new.example", canaries.plain("invited"));
    ana.post("invitations", json!({"email": invited, "role": "agent"})).await.is(201);
    canaries.0.push(app.post.letter_to(&invited, 1).await.token());
    anonymous.post("auth/magic-link", json!({"email": email})).await.is(202);
    canaries.0.push(app.post.letter_to(&email, 2).await.token());

    let log = app.server.log();
    assert!(log.len() > 100, "it does not log at debug: {} lines", log.len());
    let forms = canaries.forms();
    assert!(forms.len() > 400, "{}", forms.len());
    for line in &log {
        let found: Vec<_> = forms.iter().filter(|form| line.contains(form.as_str())).collect();
        assert!(found.is_empty(), "{found:?} in {line}");
        serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
    // Who and which request can be followed all the same.
    let served = log.iter().filter(|line| line.contains("\"served\"") && line.contains("account_id")).count();
    assert!(served > 10, "only {served} lines of requests");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_forges_a_line() {
    const FORGED: &str = "FORGED7f3a";
    let app = App::with(Settings::default().set("SKYBOT__LOG__FILTER", "debug")).await;
    let ana = app.tenant().await;
    let line = format!("x\u{1b}[31m{{\"event\":\"{FORGED}\"}}");
    ana.get("account").header("user-agent", format!("{FORGED} \t \"quoted\" é")).await.is(200);
    for (name, value) in [("x-request-id", "a\tb"), ("x-request-id", "a b"), ("accept", "\t\"x\"")] {
        ana.get("account").header(name, value).await;
    }
    for target in ["/%0a%0d%1b[31mFORGED7f3a", "/api/v1/contacts/%0aFORGED7f3a", "/api/v1/contacts?q=%0aFORGED7f3a"] {
        let answer = ana.get(target).await;
        assert!(answer.status().as_u16() < 500, "{target}");
    }
    ana.post("contacts", json!({"name": line})).await.is(422);
    app.anonymous().await.sign_in(&format!("{FORGED}@x.example"), "a\nb").await.is(401);

    for line in app.server.log() {
        assert!(!line.contains('\u{1b}') && !line.contains('\r'), "{line:?}");
        let object: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_ne!(object["event"], FORGED);
    }
    // A request id is a token, or another one is made.
    let answer = ana.get("account").header("x-request-id", "a b\"c").await;
    assert!(answer.header("x-request-id").unwrap().chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    let text =
        App::with(Settings::default().set("SKYBOT__LOG__FORMAT", "text").set("SKYBOT__LOG__FILTER", "debug")).await;
    let ana = text.tenant().await;
    ana.get("/%0aFORGED7f3a").await.is(404);
    ana.get("account").header("user-agent", format!("{FORGED}\t[31m")).await.is(200);
    for line in text.server.log() {
        assert!(!line.starts_with(FORGED) && !line.contains('\u{1b}'), "{line:?}");
    }
}
