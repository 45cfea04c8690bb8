//! Registering, and proving an address: a letter with a link that is good once. Who has an address
//! is told to nobody but whoever reads its mail.

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{Api, App, PASSWORD, Reply, Settings, fresh_id, stored};

fn newcomer(email: &str) -> Value {
    json!({"account_name": "Corner Shop", "name": "Ana Silva", "email": email, "password": PASSWORD})
}

async fn register(anonymous: &Api, email: &str) -> Reply {
    let answer = anonymous.post("auth/register", newcomer(email)).await;
    answer.is(202);
    answer
}

async fn verify(anonymous: &Api, token: &str) -> Reply {
    anonymous.post("auth/verify-email", json!({"token": token})).await
}

/// Every route but those of signing in, asked for nothing in particular.
async fn beyond_signing_in(api: &Api) -> Vec<(String, Reply)> {
    let mut answers = Vec::new();
    for operation in api.contract().operations() {
        let path = operation.path.strip_prefix("/api/v1/").unwrap_or_default();
        if path.is_empty() || path.starts_with("auth/") || path.starts_with("admin/") || path == "realtime" {
            continue;
        }
        let target = path.replace("{id}", &fresh_id().to_string()).replace("{user_id}", &fresh_id().to_string());
        let target = target.replace("{label}", "vip").replace("{kind}/{value}", "email/a@b.c");
        let target = target.replace("{note_id}", &fresh_id().to_string()).replace("{emoji}", "%F0%9F%91%8D");
        let mut ask = api.ask(operation.method.clone(), target);
        if !operation.spec["requestBody"].is_null() {
            ask = ask.json(json!({}));
        }
        answers.push((format!("{} {path}", operation.method), ask.await));
    }
    assert!(answers.len() > 45, "only {} routes", answers.len());
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_registers_proves_the_address_and_is_then_served() {
    let app = App::start().await;
    let anonymous = app.anonymous().await;
    register(&anonymous, "Ana@new.example").await;

    let signed_in = anonymous.sign_in("ana@NEW.example", PASSWORD).await.is(200);
    let user = &signed_in["user"];
    assert_eq!((&user["role"], &user["email_verified"]), (&json!("owner"), &json!(false)));
    assert_eq!((&user["account_name"], &user["name"]), (&json!("Corner Shop"), &json!("Ana Silva")));
    let ana = anonymous.with_credential(signed_in["access_token"].as_str().unwrap());
    for (route, answer) in beyond_signing_in(&ana).await {
        assert_eq!(answer.problem(403, "EMAIL_NOT_VERIFIED")["status"], 403, "{route}");
    }
    ana.get("auth/me").await.is(200);
    ana.get("auth/accounts").await.is(200);
    ana.get("auth/sessions").await.is(200);

    let letter = app.post.letter_to("Ana@new.example", 1).await;
    verify(&anonymous, &letter.token()).await.is(204);
    ana.get("account").await.is(200);
    assert_eq!(ana.get("auth/me").await.is(200)["email_verified"], true);
    ana.post("inboxes", json!({"name": "Support", "channel": "api"})).await.is(201);
    for (route, answer) in beyond_signing_in(&ana).await {
        assert_ne!(answer.status(), 403, "{route}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_asks_for_proof_one_is_served_at_once() {
    let app = App::with(Settings::default().set("SKYBOT__AUTH__VERIFIED_EMAIL_REQUIRED", "false")).await;
    let anonymous = app.anonymous().await;
    register(&anonymous, "ana@new.example").await;
    let signed_in = anonymous.sign_in("ana@new.example", PASSWORD).await.is(200);
    assert_eq!(signed_in["user"]["email_verified"], false);
    anonymous.with_credential(signed_in["access_token"].as_str().unwrap()).get("account").await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_good_once_for_its_purpose_and_for_a_day() {
    let app = App::start().await;
    let anonymous = app.anonymous().await;
    register(&anonymous, "ana@new.example").await;
    let first = app.post.letter_to("ana@new.example", 1).await.token();

    let unknown = verify(&anonymous, &"A".repeat(43)).await;
    unknown.problem(410, "LINK_INVALID");
    let is_dead = async |token: &str, what: &str| {
        assert_eq!(verify(&anonymous, token).await.face(), unknown.face(), "{what}");
    };
    // What it is not for, it does not open, and is not used up by.
    for (route, body) in [
        ("auth/reset-password", json!({"token": first, "password": PASSWORD})),
        ("auth/magic-link/redeem", json!({"token": first})),
        ("auth/accept-invitation", json!({"token": first, "name": "Eve", "password": PASSWORD})),
    ] {
        anonymous.post(route, body).await.problem(410, "LINK_INVALID");
    }
    for wrong in ["", "x", &first[1..], &format!("{first}A"), &first.to_lowercase(), &"é".repeat(43)] {
        is_dead(wrong, "not the link").await;
    }

    app.links_age("24 hours").await;
    is_dead(&first, "a day old").await;
    anonymous.post("auth/resend-verification", json!({"email": "ANA@new.example"})).await.is(202);
    let second = app.post.letter_to("ana@new.example", 2).await.token();
    anonymous.post("auth/resend-verification", json!({"email": "ana@new.example"})).await.is(202);
    let third = app.post.letter_to("ana@new.example", 3).await.token();

    app.links_age("23 hours").await;
    verify(&anonymous, &second).await.is(204);
    is_dead(&second, "used").await;
    is_dead(&third, "for what is proven already").await;
    assert_eq!(app.count("select count(*) from users where email_verified_at is not null").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_address_looks_free_and_only_its_owner_is_told() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let free = register(&anonymous, "bob@new.example").await;
    let accounts = app.count("select count(*) from accounts").await;

    for taken in [ana.email.clone(), ana.email.to_uppercase()] {
        let body =
            json!({"account_name": "Mine", "name": "Eve", "email": taken, "password": "another password, as long"});
        let answer = anonymous.post("auth/register", body).await;
        assert_eq!(answer.face(), free.face());
        anonymous.sign_in(&taken, "another password, as long").await.problem(401, "UNAUTHENTICATED");
        app.guesses_age("16 minutes").await;
    }
    app.letters_are_done().await;
    let letters: Vec<_> =
        app.post.letters().into_iter().filter(|letter| letter.to.eq_ignore_ascii_case(&ana.email)).collect();
    assert_eq!(letters.len(), 2);
    for letter in letters {
        assert_eq!(letter.subject, "You already have an account");
        assert!(!letter.text.contains("token=") && !letter.text.contains("Eve"), "{}", letter.text);
    }
    assert_eq!(app.count("select count(*) from accounts").await, accounts, "no tenant was made");
    assert_eq!(app.count("select count(*) from users").await, 2);
    ana.get("account").await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_register_with_one_address_at_once_are_one() {
    let app = App::start().await;
    let anonymous = app.anonymous().await;
    let both = (0..6).map(|_| register(&anonymous, "ana@new.example"));
    let answers = futures_util::future::join_all(both).await;
    assert!(answers.iter().all(|answer| answer.face() == answers[0].face()));
    assert_eq!(app.count("select count(*) from users").await, 1);
    assert_eq!(app.count("select count(*) from accounts").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_a_letter_tells_nothing_and_writes_to_those_it_is_for() {
    let app = App::start().await;
    let (verified, anonymous) = (app.tenant().await, app.anonymous().await);
    register(&anonymous, "new@new.example").await;
    app.post.letter_to("new@new.example", 1).await;

    let mut faces = Vec::new();
    for email in ["nobody@nowhere.example", &verified.email, "new@new.example"] {
        let answer = anonymous.post("auth/resend-verification", json!({"email": email})).await;
        answer.is(202);
        faces.push(answer.face());
    }
    assert!(faces.iter().all(|face| *face == faces[0]));
    app.letters_are_done().await;
    let written: Vec<_> = app.post.letters().into_iter().map(|letter| letter.to).collect();
    assert_eq!(written, ["new@new.example", "new@new.example"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_go_to_the_address_that_was_registered_and_not_to_one_that_looks_like_it() {
    let app = App::start().await;
    let anonymous = app.anonymous().await;
    register(&anonymous, "Mark@Mike.example").await;
    verify(&anonymous, &app.post.letter_to("Mark@Mike.example", 1).await.token()).await.is(204);
    for route in ["auth/forgot-password", "auth/magic-link"] {
        for lookalike in ["mar\u{212a}@mike.example", "mark@m\u{130}ke.example"] {
            // With the dot of Turkish, or in kelvin, it is somebody else's mailbox.
            let answer = anonymous.post(route, json!({"email": lookalike})).await;
            assert_eq!(answer.violations(), ["/email INVALID_EMAIL"], "{lookalike}");
        }
        anonymous.post(route, json!({"email": "MARK@MIKE.EXAMPLE"})).await.is(202);
    }
    app.letters_are_done().await;
    let addresses: Vec<_> = app.post.letters().into_iter().map(|letter| letter.to).collect();
    assert_eq!(addresses, ["Mark@Mike.example"; 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_more_than_five_letters_an_hour() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    for round in 0..8 {
        let route = ["auth/magic-link", "auth/forgot-password"][round % 2];
        let email = if round < 4 { ana.email.clone() } else { ana.email.to_uppercase() };
        anonymous.post(route, json!({"email": email})).await.is(202);
    }
    app.letters_are_done().await;
    assert_eq!(app.post.letters().len(), 5);

    // An hour later there may be more of them.
    app.database.execute("update letters set created_at = created_at - interval '1 hour'").await;
    anonymous.post("auth/magic-link", json!({"email": ana.email})).await.is(202);
    app.letters_are_done().await;
    assert_eq!(app.post.letters().len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_are_in_the_language_of_who_reads_them_as_text_and_html() {
    let app = App::with(Settings::default().set("SKYBOT__SERVER__PUBLIC_URL", "https://inbox.example.com")).await;
    let anonymous = app.anonymous().await;
    for (locale, subject, reset) in [
        ("en", "Confirm your email address", "Choose a new password"),
        ("fr", "Confirmez votre adresse e-mail", "Choisissez un nouveau mot de passe"),
        ("es", "Confirma tu dirección de correo", "Elige una contraseña nueva"),
        ("pt", "Confirme o seu endereço de e-mail", "Escolha uma nova senha"),
    ] {
        let email = format!("ana@{locale}.example");
        let mut body = newcomer(&email);
        body["locale"] = json!(locale);
        body["name"] = json!("Ana <b>&</b> {{ name }}");
        anonymous.post("auth/register", body).await.is(202);
        let letter = app.post.letter_to(&email, 1).await;
        assert_eq!(letter.subject, subject);
        let link = format!("https://inbox.example.com/verify-email#token={}", letter.token());
        let html = letter.html.replace("&#x2f;", "/");
        assert!(letter.text.contains(&link) && html.contains(&format!("href=\"{link}\"")), "{letter:?}");
        assert!(letter.text.contains("Ana <b>&</b> {{ name }}"), "{}", letter.text);
        assert!(letter.html.contains("Ana &lt;b&gt;&amp;"), "{}", letter.html);

        // The language stays the reader's, whoever asks in another one.
        anonymous.post("auth/forgot-password", json!({"email": email, "locale": "en"})).await.is(202);
        assert_eq!(app.post.letter_to(&email, 2).await.subject, reset);
    }
    let unknown = json!({"email": "ana@en.example", "locale": "tlh"});
    anonymous.post("auth/forgot-password", unknown).await.violations();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_registers_has_to_say_who_and_bring_a_good_password() {
    let app = App::start().await;
    let anonymous = app.anonymous().await;
    let body = json!({"account_name": " ", "name": "x".repeat(121), "email": "ana", "password": "short"});
    let violations = anonymous.post("auth/register", body).await.violations();
    assert_eq!(violations, ["/account_name BLANK", "/name TOO_LONG", "/email INVALID_EMAIL"]);
    for (password, code) in [
        ("fourteen chars", "PASSWORD_TOO_SHORT"),
        (&"x".repeat(129), "PASSWORD_TOO_LONG"),
        ("ana silva ana silva", "PASSWORD_TOO_COMMON"),
        ("corner shop corner shop", "PASSWORD_TOO_COMMON"),
    ] {
        let mut body = newcomer("ana@new.example");
        body["password"] = json!(password);
        let violations = anonymous.post("auth/register", body).await.violations();
        assert_eq!(violations, [format!("/password {code}")], "{password}");
    }
    assert_eq!(app.count("select count(*) from users").await, 0);
    assert_eq!(app.count("select count(*) from letters").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_of_a_link_is_in_its_letter_and_nowhere_else() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    register(&anonymous, "new@new.example").await;
    for (route, email) in [("auth/magic-link", &ana.email), ("auth/forgot-password", &ana.email)] {
        anonymous.post(route, json!({"email": email})).await.is(202);
    }
    ana.ask(Method::POST, "invitations").json(json!({"email": "bob@new.example", "role": "agent"})).await.is(201);
    app.letters_are_done().await;
    let letters = app.post.letters();
    assert_eq!(letters.len(), 4);
    for letter in letters {
        assert_eq!(letter.token().len(), 43);
        let found = stored(&mut app.sql().await, &letter.token()).await;
        assert!(found.is_empty(), "{}: {found:?}", letter.subject);
        assert!(!app.server.log().iter().any(|line| line.contains(&letter.token())));
    }
    // The scan finds what is there.
    let found = stored(&mut app.sql().await, "bob@new.example").await;
    assert!(found.contains(&"invitations".to_owned()) && found.contains(&"letters".to_owned()), "{found:?}");
}
