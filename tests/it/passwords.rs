//! Passwords: forgotten, changed, too short, too common, of an older cost; and mailed links that do
//! without one.

use serde_json::{Value, json};
use skybot_tests::{Api, App, Authenticator, PASSWORD, Reply, User};

const ANOTHER: &str = "a quite different passphrase";

async fn ask(anonymous: &Api, route: &str, email: &str) {
    anonymous.post(route, json!({"email": email})).await.is(202);
}

async fn reset(anonymous: &Api, token: &str, password: &str) -> Reply {
    anonymous.post("auth/reset-password", json!({"token": token, "password": password})).await
}

async fn change(user: &Api, old: &str, new: &str) -> Reply {
    user.post("auth/change-password", json!({"current_password": old, "new_password": new})).await
}

/// Gives somebody a second factor.
async fn protect(user: &User) -> Authenticator {
    let seed = user.post("auth/totp", json!({"password": PASSWORD})).await.is(200)["secret"].clone();
    let app = Authenticator::new(seed.as_str().unwrap());
    user.post("auth/totp/confirm", json!({"code": app.code()})).await.is(200);
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_set_anew_and_all_sessions_end() {
    let app = App::start().await;
    let other = app.another_node().await;
    let (ana, here, there) = (app.tenant().await, app.anonymous().await, other.api().await);
    let signed_in = here.sign_in(&ana.email, PASSWORD).await.is(200);
    there.who(&signed_in).await.is(200);

    ask(&here, "auth/forgot-password", &ana.email.to_uppercase()).await;
    ask(&here, "auth/forgot-password", &ana.email).await;
    app.letters_are_done().await;
    let links: Vec<_> = app.post.letters().iter().map(skybot_tests::Received::token).collect();

    assert_eq!(reset(&here, &links[0], "too short").await.violations(), ["/password PASSWORD_TOO_SHORT"]);
    reset(&here, &links[0], ANOTHER).await.is(204);
    for node in [&here, &there] {
        node.shuts_out("the session is over", &signed_in).await;
        node.exchange(&signed_in["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    }
    here.sign_in(&ana.email, PASSWORD).await.problem(401, "UNAUTHENTICATED");
    here.sign_in(&ana.email, ANOTHER).await.is(200);
    // Neither it nor an older letter is a way around the new password.
    for link in &links {
        reset(&here, link, PASSWORD).await.problem(410, "LINK_INVALID");
    }
    let told = app.post.letter_to(&ana.email, 3).await;
    assert_eq!(told.subject, "Your password was changed");
    assert!(!told.text.contains("token="), "{}", told.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_for_a_new_password_lives_half_an_hour_and_tells_nobody_who_is_there() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let mut faces = Vec::new();
    for email in [&ana.email, "nobody@nowhere.example"] {
        let answer = anonymous.post("auth/forgot-password", json!({"email": email})).await;
        answer.is(202);
        faces.push(answer.face());
    }
    assert_eq!(faces[0], faces[1]);
    app.letters_are_done().await;
    assert_eq!(app.post.letters().len(), 1);
    let link = app.post.letter_to(&ana.email, 1).await.token();
    app.links_age("30 minutes").await;
    let late = reset(&anonymous, &link, ANOTHER).await;
    late.problem(410, "LINK_INVALID");
    assert_eq!(late.face(), reset(&anonymous, &"A".repeat(43), ANOTHER).await.face());
    anonymous.sign_in(&ana.email, PASSWORD).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_it_takes_the_old_one_and_leaves_this_session_alone() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let other = anonymous.sign_in(&ana.email, PASSWORD).await.is(200);
    let (_, key) = ana.api_key("n8n", &["conversations:read"]).await;

    change(&ana, "not the password", ANOTHER).await.problem(403, "WRONG_PASSWORD");
    anonymous.who(&other).await.is(200);
    change(&key, PASSWORD, ANOTHER).await.problem(403, "SESSION_NEEDED");
    change(&ana, PASSWORD, ANOTHER).await.is(204);
    ana.get("auth/me").await.is(200);
    anonymous.shuts_out("the other session is over", &other).await;
    assert_eq!(app.post.letter_to(&ana.email, 1).await.subject, "Your password was changed");
    anonymous.sign_in(&ana.email, PASSWORD).await.problem(401, "UNAUTHENTICATED");
    anonymous.sign_in(&ana.email, ANOTHER).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn length_is_what_counts_and_what_is_guessed_first_is_none() {
    let app = App::start().await;
    let ana = app.tenant_named("Wonderful Bakery").await;
    let refused = async |new: &str, code: &str| {
        let violations = change(&ana, PASSWORD, new).await.violations();
        assert_eq!(violations, [format!("/new_password {code}")], "{new}");
    };
    refused("fourteen chars", "PASSWORD_TOO_SHORT").await;
    refused(&"é".repeat(14), "PASSWORD_TOO_SHORT").await;
    refused(&"x y".repeat(43), "PASSWORD_TOO_LONG").await;
    refused("with a line\nbreak in it", "CONTROL_CHARACTER").await;
    for common in [
        "password12345678",
        "qwertyuiopasdfghjkl",
        "123456789012345",
        "aaaaaaaaaaaaaaaaaaaa",
        "skybotskybotskybot",
        "WonderfulBakery2024",
        "owner@wonderful-bakery.example",
    ] {
        refused(common, "PASSWORD_TOO_COMMON").await;
    }
    // No rules of composition, and Unicode is kept, blanks at the ends too.
    let mut now = PASSWORD.to_owned();
    let composed = "cr\u{e8}me br\u{fb}l\u{e9}e au four";
    for good in ["only small letters here", "  blanks at the ends  ", "雨ニモマケズ風ニモマケズ雪ニモ夏", composed]
    {
        change(&ana, &now, good).await.is(204);
        now = good.to_owned();
    }
    let anonymous = app.anonymous().await;
    // However a keyboard composes its characters.
    anonymous.sign_in(&ana.email, "cre\u{300}me bru\u{302}le\u{301}e au four").await.is(200);
    anonymous.sign_in(&ana.email, "creme brulee au four").await.problem(401, "UNAUTHENTICATED");
    change(&ana, &now, &format!("{}é", "long passphrase ".repeat(7) + "of 128 charact")).await.is(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_second_factor_eight_characters_are_enough() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let short = "vor9 kil";
    assert_eq!(change(&ana, PASSWORD, short).await.violations(), ["/new_password PASSWORD_TOO_SHORT"]);
    let authenticator = protect(&ana).await;
    assert_eq!(change(&ana, PASSWORD, "7 chars").await.violations(), ["/new_password PASSWORD_TOO_SHORT"]);
    change(&ana, PASSWORD, short).await.is(204);

    // The second factor is not given up before the password is long enough without.
    app.codes_age().await;
    let give_up = json!({"password": short, "code": authenticator.code()});
    assert_eq!(ana.post("auth/totp/disable", give_up).await.violations(), ["/password PASSWORD_TOO_SHORT"]);
    change(&ana, short, PASSWORD).await.is(204);
    let give_up = json!({"password": PASSWORD, "code": authenticator.code()});
    ana.post("auth/totp/disable", give_up).await.is(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_of_an_older_cost_is_renewed_when_its_owner_signs_in() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let dearer = app
        .another_node_with(|settings| {
            settings.set("SKYBOT__AUTH__ARGON2_MEMORY_KIB", "20480").set("SKYBOT__AUTH__ARGON2_ITERATIONS", "3")
        })
        .await;
    let hash = async || {
        let query = sqlx::query_scalar::<_, String>("select password_hash from users where id = $1");
        query.bind(ana.user_id).fetch_one(&mut app.sql().await).await.unwrap()
    };
    let before = hash().await;
    assert!(before.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{before}");
    let there = dearer.api().await;
    there.sign_in(&ana.email, "not the password").await.problem(401, "UNAUTHENTICATED");
    assert_eq!(hash().await, before, "a wrong password renews nothing");
    there.sign_in(&ana.email, PASSWORD).await.is(200);
    let after = hash().await;
    assert!(after.starts_with("$argon2id$v=19$m=20480,t=3,p=1$"), "{after}");
    there.sign_in(&ana.email, PASSWORD).await.is(200);
    assert_eq!(hash().await, after, "what is dear enough stays");
}

async fn redeem(anonymous: &Api, body: Value) -> Reply {
    anonymous.post("auth/magic-link/redeem", body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailed_link_signs_in_once_within_ten_minutes() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    ask(&anonymous, "auth/magic-link", &ana.email).await;
    let link = app.post.letter_to(&ana.email, 1).await.token();
    let signed_in = redeem(&anonymous, json!({"token": link})).await.is(200);
    assert_eq!(anonymous.who(&signed_in).await.is(200)["user_id"], json!(ana.user_id));
    let again = redeem(&anonymous, json!({"token": link})).await;
    again.problem(410, "LINK_INVALID");

    ask(&anonymous, "auth/magic-link", &ana.email).await;
    let link = app.post.letter_to(&ana.email, 2).await.token();
    app.links_age("10 minutes").await;
    assert_eq!(redeem(&anonymous, json!({"token": link})).await.face(), again.face());

    // Of many at once one gets in.
    ask(&anonymous, "auth/magic-link", &ana.email).await;
    let link = app.post.letter_to(&ana.email, 3).await.token();
    let many = (0..8).map(|_| redeem(&anonymous, json!({"token": link})));
    let answers = futures_util::future::join_all(many).await;
    assert_eq!(answers.iter().filter(|answer| answer.status() == 200).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailed_link_does_not_get_around_the_second_factor() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let authenticator = protect(&ana).await;
    ask(&anonymous, "auth/magic-link", &ana.email).await;
    let link = app.post.letter_to(&ana.email, 1).await.token();
    redeem(&anonymous, json!({"token": link})).await.problem(401, "SECOND_FACTOR_REQUIRED");
    redeem(&anonymous, json!({"token": link, "code": "000000"})).await.problem(401, "UNAUTHENTICATED");
    let signed_in = redeem(&anonymous, json!({"token": link, "code": authenticator.code_in(1)})).await.is(200);
    anonymous.who(&signed_in).await.is(200);
    app.codes_age().await;
    redeem(&anonymous, json!({"token": link, "code": authenticator.code()})).await.problem(410, "LINK_INVALID");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_registered_with_anothers_address_is_out_when_its_owner_comes() {
    let app = App::start().await;
    let anonymous = app.anonymous().await;
    for (email, route) in [("a@victim.example", "auth/forgot-password"), ("b@victim.example", "auth/magic-link")] {
        let eve = json!({"account_name": "Trap", "name": "Eve", "email": email, "password": PASSWORD});
        anonymous.post("auth/register", eve).await.is(202);
        let squatter = anonymous.sign_in(email, PASSWORD).await.is(200);
        app.post.letter_to(email, 1).await;

        // The owner of the mailbox ignores that letter, and signs in by another way some day.
        ask(&anonymous, route, email).await;
        let link = app.post.letter_to(email, 2).await.token();
        if route == "auth/forgot-password" {
            reset(&anonymous, &link, ANOTHER).await.is(204);
            anonymous.sign_in(email, ANOTHER).await.is(200);
        } else {
            redeem(&anonymous, json!({"token": link})).await.is(200);
        }
        anonymous.shuts_out("the squatter", &squatter).await;
        anonymous.exchange(&squatter["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
        anonymous.sign_in(email, PASSWORD).await.problem(401, "UNAUTHENTICATED");
    }
}
