//! A second factor: codes of an authenticator app, each good once, and ten codes for the day the
//! app is lost.

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{AT_ONCE, Api, App, Authenticator, PASSWORD, Reply, User, eventually, stored};

async fn enrol(user: &Api) -> Reply {
    user.post("auth/totp", json!({"password": PASSWORD})).await
}

/// Sets it up; the app, and the backup codes.
async fn set_up(user: &Api) -> (Authenticator, Vec<String>) {
    let seed = enrol(user).await.is(200)["secret"].clone();
    let authenticator = Authenticator::new(seed.as_str().unwrap());
    let confirmed = user.post("auth/totp/confirm", json!({"code": authenticator.code()})).await.is(200);
    let codes = confirmed["backup_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
    (authenticator, codes.collect())
}

/// Signs in with the right password and what `factor` says besides.
async fn sign_in(anonymous: &Api, user: &User, factor: Value) -> Reply {
    let mut body = json!({"email": user.email, "password": PASSWORD});
    body.as_object_mut().unwrap().extend(factor.as_object().unwrap().clone());
    anonymous.post("auth/login", body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_in_force_once_a_first_code_has_confirmed_it() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    ana.post("auth/totp/confirm", json!({"code": "123456"})).await.violations();
    let first = enrol(&ana).await.is(200);
    assert!(first["uri"].as_str().unwrap().starts_with("otpauth://totp/SkyBot"), "{first}");
    assert!(first["uri"].as_str().unwrap().contains(first["secret"].as_str().unwrap()));

    // Begun anew, the seed is another one.
    let second = enrol(&ana).await.is(200);
    assert_ne!(first["secret"], second["secret"]);
    let [old, new] = [&first, &second].map(|seed| Authenticator::new(seed["secret"].as_str().unwrap()));
    for wrong in [old.code(), "000000".to_owned(), String::new()] {
        let refused = ana.post("auth/totp/confirm", json!({"code": wrong})).await;
        assert_eq!(refused.violations(), ["/code WRONG_CODE"]);
    }
    sign_in(&anonymous, &ana, json!({})).await.is(200);
    assert_eq!(ana.get("auth/me").await.is(200)["second_factor"], false);

    let codes = ana.post("auth/totp/confirm", json!({"code": new.code()})).await.is(200);
    assert_eq!(codes["backup_codes"].as_array().unwrap().len(), 10);
    assert_eq!(ana.get("auth/me").await.is(200)["second_factor"], true);
    sign_in(&anonymous, &ana, json!({})).await.problem(401, "SECOND_FACTOR_REQUIRED");
    enrol(&ana).await.problem(409, "SECOND_FACTOR_ENABLED");
    ana.post("auth/totp/confirm", json!({"code": new.code_in(1)})).await.problem(409, "SECOND_FACTOR_ENABLED");

    // Seed and codes are shown once, and stored sealed or hashed.
    let secrets = [second["secret"].as_str().unwrap(), codes["backup_codes"][0].as_str().unwrap()];
    for secret in secrets {
        assert_eq!(stored(&mut app.sql().await, secret).await, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_once_and_a_wrong_one_looks_like_a_wrong_password() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let enrolled = enrol(&ana).await.is(200)["secret"].clone();
    let authenticator = Authenticator::new(enrolled.as_str().unwrap());
    let first = authenticator.code();
    ana.post("auth/totp/confirm", json!({"code": first})).await.is(200);

    let next = authenticator.code_in(1);
    let signed_in = sign_in(&anonymous, &ana, json!({"code": next})).await.is(200);
    assert_eq!(signed_in["user"]["second_factor"], true);
    let wrong_password = anonymous.sign_in(&ana.email, "not the password").await;
    wrong_password.problem(401, "UNAUTHENTICATED");
    app.guesses_age("16 minutes").await;
    for wrong in [&first, &next, "000000", "12345", "x", ""] {
        let refused = sign_in(&anonymous, &ana, json!({"code": wrong})).await;
        assert_eq!(refused.face(), wrong_password.face(), "{wrong:?}");
        app.guesses_age("16 minutes").await;
    }
    // Whether the code was right tells nothing about a wrong password, nor whether there is one.
    app.codes_age().await;
    for code in [json!(authenticator.code()), json!("000000"), Value::Null] {
        let mut body = json!({"email": ana.email, "password": "not the password"});
        if !code.is_null() {
            body["code"] = code;
        }
        assert_eq!(anonymous.post("auth/login", body).await.face(), wrong_password.face());
        app.guesses_age("16 minutes").await;
    }
    let both = json!({"code": authenticator.code(), "backup_code": "abcde-fghjk"});
    assert_eq!(sign_in(&anonymous, &ana, both).await.violations(), ["/backup_code CONFLICTING"]);
    sign_in(&anonymous, &ana, json!({"code": authenticator.code()})).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_show_one_code_at_once_one_gets_in() {
    let app = App::start().await;
    let other = app.another_node().await;
    let (ana, here, there) = (app.tenant().await, app.anonymous().await, other.api().await);
    let (authenticator, backup) = set_up(&ana).await;
    for factor in [json!({"code": authenticator.code_in(1)}), json!({"backup_code": backup[0]})] {
        let many = (0..5).map(|n| sign_in(if n % 2 == 0 { &here } else { &there }, &ana, factor.clone()));
        let answers = futures_util::future::join_all(many).await;
        assert_eq!(answers.iter().filter(|answer| answer.status() == 200).count(), 1, "{factor}");
        app.guesses_age("16 minutes").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn backup_codes_are_good_once_each_until_there_are_new_ones() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let (authenticator, codes) = set_up(&ana).await;
    let sign_in_by = async |code: &str| {
        app.guesses_age("16 minutes").await;
        sign_in(&anonymous, &ana, json!({"backup_code": code})).await
    };
    sign_in_by(&codes[0]).await.is(200);
    sign_in_by(&codes[0]).await.problem(401, "UNAUTHENTICATED");
    // As people write.
    sign_in_by(&codes[1].to_uppercase().replace('-', " ")).await.is(200);
    sign_in_by("00000-00000").await.problem(401, "UNAUTHENTICATED");
    // A backup code is no code of the app.
    sign_in(&anonymous, &ana, json!({"code": codes[2]})).await.problem(401, "UNAUTHENTICATED");

    app.guesses_age("16 minutes").await;
    let wrong = ana.post("auth/totp/backup-codes", json!({"code": "000000"})).await;
    assert_eq!(wrong.violations(), ["/code WRONG_CODE"]);
    app.codes_age().await;
    let renewed = ana.post("auth/totp/backup-codes", json!({"code": authenticator.code()})).await.is(200);
    let renewed = renewed["backup_codes"].as_array().unwrap().clone();
    assert_eq!(renewed.len(), 10);
    sign_in_by(&codes[2]).await.problem(401, "UNAUTHENTICATED");
    sign_in_by(renewed[0].as_str().unwrap()).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_it_up_takes_password_and_code() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    ana.post("auth/totp/disable", json!({"password": PASSWORD, "code": "000000"}))
        .await
        .problem(409, "SECOND_FACTOR_MISSING");
    let (authenticator, codes) = set_up(&ana).await;
    let disable = async |body: Value| {
        app.guesses_age("16 minutes").await;
        ana.post("auth/totp/disable", body).await
    };
    app.codes_age().await;
    disable(json!({"password": "not the password", "code": authenticator.code()})).await.problem(403, "WRONG_PASSWORD");
    assert_eq!(disable(json!({"password": PASSWORD})).await.violations(), ["/code REQUIRED"]);
    for wrong in [json!({"password": PASSWORD, "code": "000000"}), json!({"password": PASSWORD, "backup_code": "x"})] {
        assert_eq!(disable(wrong).await.violations(), ["/code WRONG_CODE"]);
    }
    sign_in(&anonymous, &ana, json!({})).await.problem(401, "SECOND_FACTOR_REQUIRED");

    disable(json!({"password": PASSWORD, "backup_code": codes[0]})).await.is(204);
    sign_in(&anonymous, &ana, json!({})).await.is(200);
    // The old app and the old codes are good for nothing any more.
    set_up(&ana).await;
    for old in [json!({"backup_code": codes[1]}), json!({"code": authenticator.code_in(1)})] {
        sign_in(&anonymous, &ana, old).await.problem(401, "UNAUTHENTICATED");
        app.guesses_age("16 minutes").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_wants_it_serves_nobody_without() {
    let app = App::start().await;
    let other = app.another_node().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let there = other.api().await;
    there.client().login(&bob.email, PASSWORD).await.unwrap();
    let (_, machine) = ana.api_key("n8n", &["settings:read"]).await;
    bob.patch("account", json!({"second_factor_required": true})).await.problem(403, "FORBIDDEN");

    let account = ana.patch("account", json!({"second_factor_required": true})).await.is(200);
    assert_eq!(account["second_factor_required"], true);
    for one in [&*ana, &*bob, &there] {
        eventually("a second factor is wanted", AT_ONCE, async || {
            (one.get("account").await.status() == 403).then_some(())
        })
        .await;
        one.get("conversations").await.problem(403, "SECOND_FACTOR_SETUP_REQUIRED");
        assert_eq!(one.get("auth/me").await.is(200)["second_factor_required"], true);
    }
    machine.get("account").await.is(200);

    set_up(&bob).await;
    bob.get("account").await.is(200);
    eventually("served there too", AT_ONCE, async || (there.get("account").await.status() == 200).then_some(())).await;
    ana.get("account").await.problem(403, "SECOND_FACTOR_SETUP_REQUIRED");
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_have_none() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (_, machine) = ana.api_key("n8n", &["settings:read"]).await;
    enrol(&machine).await.problem(403, "SESSION_NEEDED");
    machine.post("auth/totp/confirm", json!({"code": "000000"})).await.problem(403, "SESSION_NEEDED");
    let disable = json!({"password": PASSWORD, "code": "000000"});
    machine.post("auth/totp/disable", disable).await.problem(403, "SESSION_NEEDED");
    machine.post("auth/totp/backup-codes", json!({"code": "000000"})).await.problem(403, "SESSION_NEEDED");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_finds_a_session_sets_up_nothing_without_the_password() {
    let app = App::start().await;
    let ana = app.tenant().await;
    assert_eq!(ana.ask(Method::POST, "auth/totp").await.violations(), ["/password REQUIRED"]);
    ana.post("auth/totp", json!({"password": "a quite different passphrase"})).await.problem(403, "WRONG_PASSWORD");
    assert_eq!(app.count("select count(*) from users where totp_seed is not null").await, 0);
    enrol(&ana).await.is(200);
}
