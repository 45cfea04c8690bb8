//! Guesses at passwords are few, whoever makes them and wherever; and no stranger's guesses keep
//! the owner out.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use skybot_tests::{Api, App, PASSWORD, Reply, Settings, cookies};

const WRONG: &str = "not the password";

/// A server that believes the tests where they say they come from.
async fn app() -> App {
    App::with(Settings::default().behind_proxy()).await
}

/// Tries a password from an address.
async fn guess(api: &Api, email: &str, password: &str, from: &str) -> Reply {
    api.post("auth/login", json!({"email": email, "password": password})).coming_from(from).await
}

/// How long the server says to wait; nothing if it has looked at the password.
fn wait(reply: &Reply) -> Option<u64> {
    if reply.status() != 429 {
        return None;
    }
    reply.problem(429, "RATE_LIMITED");
    Some(reply.header("retry-after").expect("how long to wait").parse().expect("seconds"))
}

/// Guesses from one address, each as soon as it may be made, until the wait is long; the waits
/// before each.
async fn waits(app: &App, api: &Api, email: &str, from: &str) -> Vec<u64> {
    let mut waits = Vec::new();
    let mut before = 0;
    while before < 20 {
        let answer = guess(api, email, WRONG, from).await;
        match wait(&answer) {
            None => {
                answer.problem(401, "UNAUTHENTICATED");
                waits.push(before);
                assert!(waits.len() < 20, "guesses at {email} never have to wait");
                before = 0;
            }
            Some(seconds) => {
                before += seconds;
                // Only the pause passes; the quarter of an hour goes on.
                let pause = format!("update sign_in_guesses set last_at = last_at - interval '{seconds} s'");
                if before < 20 {
                    app.database.execute(&pause).await;
                }
            }
        }
    }
    waits.push(before);
    waits
}

#[tokio::test(flavor = "multi_thread")]
async fn five_guesses_in_a_quarter_of_an_hour_each_after_a_longer_pause() {
    let app = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let mut waits = waits(&app, &anonymous, &ana.email, "198.51.100.1").await;
    let last = waits.pop().unwrap();
    assert_eq!(waits.len(), 5);
    // On a busy machine some of a pause may be over before it is told.
    assert!(waits.iter().zip([0, 0, 1, 2, 4]).all(|(told, pause)| *told <= pause), "{waits:?}");
    assert!(waits[4] > waits[1], "{waits:?}");
    assert!((890..=900).contains(&last), "{last}");
    // The right password has to wait as well: it is not looked at.
    assert!(wait(&guess(&anonymous, &ana.email, PASSWORD, "198.51.100.1").await).is_some());
    // A wait that is not kept is no guess and makes nothing longer.
    for _ in 0..10 {
        assert!(wait(&guess(&anonymous, &ana.email, WRONG, "198.51.100.1").await).unwrap() <= last);
    }
    app.guesses_age("15 minutes").await;
    guess(&anonymous, &ana.email, PASSWORD, "198.51.100.1").await.is(200);
    // A success begins anew.
    guess(&anonymous, &ana.email, WRONG, "198.51.100.1").await.problem(401, "UNAUTHENTICATED");
    guess(&anonymous, &ana.email, WRONG, "198.51.100.1").await.problem(401, "UNAUTHENTICATED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_nobody_has_is_guarded_like_one_that_somebody_has() {
    let app = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let mut seen = Vec::new();
    for (email, from) in [(ana.email.as_str(), "198.51.100.1"), ("nobody@nowhere.example", "198.51.100.2")] {
        let mut faces = Vec::new();
        for _ in 0..4 {
            let (status, headers, body) = guess(&anonymous, email, WRONG, from).await.face();
            faces.push((status, headers, body));
        }
        let waits = waits(&app, &anonymous, email, from).await;
        seen.push((faces, waits.len()));
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_have_ten_guesses_together_wherever_they_are() {
    let app = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    for n in 0..5 {
        for _ in 0..2 {
            guess(&anonymous, &ana.email, WRONG, &format!("198.51.100.{n}")).await.problem(401, "UNAUTHENTICATED");
        }
    }
    let eleventh = guess(&anonymous, &ana.email, WRONG, "198.51.100.99").await;
    assert!((890..=900).contains(&wait(&eleventh).expect("to wait")));
    // An IPv6 network of one household is one place, and strange too.
    assert!(wait(&guess(&anonymous, &ana.email, WRONG, "2001:db8::1").await).is_some());
    // Other names are not held up by it.
    let bob = app.tenant().await;
    guess(&anonymous, &bob.email, PASSWORD, "198.51.100.99").await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ipv6_network_is_one_place() {
    let app = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    for n in 1..=2 {
        guess(&anonymous, &ana.email, WRONG, &format!("2001:db8::{n}")).await.problem(401, "UNAUTHENTICATED");
    }
    assert_eq!(wait(&guess(&anonymous, &ana.email, WRONG, "2001:db8::3").await), Some(1));
    guess(&anonymous, &ana.email, WRONG, "2001:db8:0:1::1").await.problem(401, "UNAUTHENTICATED");
    // IPv4 in the clothes of IPv6 is IPv4.
    for address in ["198.51.100.1", "::ffff:198.51.100.1"] {
        guess(&anonymous, &ana.email, WRONG, address).await.problem(401, "UNAUTHENTICATED");
    }
    assert_eq!(wait(&guess(&anonymous, &ana.email, WRONG, "::ffff:c633:6401").await), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn however_a_name_is_written_it_has_one_budget() {
    let app = app().await;
    let anonymous = app.anonymous().await;
    let register = |email: &str| json!({"account_name": "A", "name": "A", "email": email, "password": PASSWORD});
    for (registered, spellings) in [
        ("Mark@shop.example", ["MARK@SHOP.EXAMPLE", "mark@shop.example", "\u{a0}mArK@sHoP.example "]),
        ("Ébène@shop.example", ["éBÈNE@shop.example", "ÉBÈNE@SHOP.EXAMPLE", " ébène@shop.example "]),
    ] {
        anonymous.post("auth/register", register(registered)).await.is(202);
        for (n, spelling) in spellings.into_iter().enumerate() {
            let answer = guess(&anonymous, spelling, WRONG, "198.51.100.1").await;
            assert_eq!(wait(&answer), (n == 2).then_some(1), "{spelling}");
        }
        app.guesses_age("16 minutes").await;
        for spelling in spellings {
            guess(&anonymous, spelling, PASSWORD, "198.51.100.1").await.is(200);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_restart_nor_another_node_forgets() {
    let mut app = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let other = app.another_node().await;
    assert_eq!(waits(&app, &anonymous, &ana.email, "198.51.100.1").await.len(), 6);
    let there = other.api().await;
    assert!(wait(&guess(&there, &ana.email, PASSWORD, "198.51.100.1").await).is_some());
    app.kill9().await;
    app.restart().await;
    let anew = app.anonymous().await;
    assert!(wait(&guess(&anew, &ana.email, PASSWORD, "198.51.100.1").await).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_the_same_moment_are_counted_one_by_one() {
    let app = app().await;
    let other = app.another_node().await;
    let (ana, here, there) = (app.tenant().await, app.anonymous().await, other.api().await);
    let nodes = [&here, &there];
    // From one place: two without a pause, and no more while the third has to wait.
    let answers = join_all((0..30).map(|n| guess(nodes[n % 2], &ana.email, WRONG, "198.51.100.1"))).await;
    let made = answers.iter().filter(|answer| wait(answer).is_none()).count();
    assert!((2..=4).contains(&made), "{made}");
    // From everywhere: ten, of which those are made.
    let places: Vec<_> = (0..30).map(|n| format!("203.0.113.{n}")).collect();
    let answers = join_all((0..30).map(|n| guess(nodes[n % 2], &ana.email, WRONG, &places[n]))).await;
    assert_eq!(made + answers.iter().filter(|answer| wait(answer).is_none()).count(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_does_not_lock_the_owner_out() {
    let app = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    // The owner signed in before, in a browser and from home.
    let body = json!({"email": ana.email, "password": PASSWORD, "transport": "cookie"});
    let signed_in = anonymous.post("auth/login", body.clone()).coming_from("192.0.2.1").await;
    signed_in.is(200);
    let mark = cookies(&signed_in).into_iter().find(|(pair, _)| pair.starts_with("skybot_device=")).unwrap().0;

    for n in 0..12 {
        guess(&anonymous, &ana.email, WRONG, &format!("198.51.100.{n}")).await;
    }
    let everywhere_else = guess(&anonymous, &ana.email, PASSWORD, "203.0.113.1").await;
    assert!(wait(&everywhere_else).is_some(), "the strangers' budget is used up");
    // From home, and with the browser from anywhere, the owner gets in at once.
    guess(&anonymous, &ana.email, PASSWORD, "192.0.2.1").await.is(200);
    let browser =
        |from: &str| anonymous.post("auth/login", body.clone()).header("cookie", mark.as_str()).coming_from(from);
    browser("203.0.113.1").await.is(200);
    assert!(wait(&guess(&anonymous, &ana.email, PASSWORD, "203.0.113.2").await).is_some());

    // A stranger in the same house costs the owner half a minute at most.
    let waits = waits_at_home(&app, &anonymous, &ana.email).await;
    assert!(waits.iter().all(|wait| *wait <= 30), "{waits:?}");
    assert!(*waits.last().unwrap() > 20, "{waits:?}");
    // The browser is a place of its own.
    browser("192.0.2.1").await.is(200);
}

/// Hammers from where the owner has been; the waits that are told.
async fn waits_at_home(app: &App, api: &Api, email: &str) -> Vec<u64> {
    let mut waits = Vec::new();
    for _ in 0..20 {
        if let Some(seconds) = wait(&guess(api, email, WRONG, "192.0.2.1").await) {
            waits.push(seconds);
            let pause = format!("update sign_in_guesses set last_at = last_at - interval '{seconds} s'");
            app.database.execute(&pause).await;
        }
    }
    assert!(wait(&guess(api, email, WRONG, "192.0.2.1").await).is_some(), "a guess later the next has to wait");
    waits
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_of_another_user_is_worth_nothing() {
    let app = app().await;
    let (ana, eve, anonymous) = (app.tenant().await, app.tenant().await, app.anonymous().await);
    let body = json!({"email": eve.email, "password": PASSWORD, "transport": "cookie"});
    let signed_in = anonymous.post("auth/login", body).coming_from("203.0.113.1").await;
    let mark = cookies(&signed_in).into_iter().find(|(pair, _)| pair.starts_with("skybot_device=")).unwrap().0;
    for n in 0..6 {
        for _ in 0..2 {
            guess(&anonymous, &ana.email, WRONG, &format!("198.51.100.{n}")).await;
        }
    }
    for cookie in [mark, "skybot_device=nonsense".to_owned(), format!("skybot_device={}", "A".repeat(43))] {
        let body = json!({"email": ana.email, "password": WRONG, "transport": "cookie"});
        let answer = anonymous.post("auth/login", body).header("cookie", cookie.as_str()).coming_from("203.0.113.1");
        assert!(wait(&answer.await).is_some(), "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_wrong_guesses_in_a_row_are_all_there_ever_are() {
    let app = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    guess(&anonymous, &ana.email, PASSWORD, "192.0.2.1").await.is(200);
    let mut made = 0;
    for n in 0..110 {
        let answer = guess(&anonymous, &ana.email, WRONG, &format!("198.51.100.{n}")).await;
        made += usize::from(wait(&answer).is_none());
        if made % 10 == 0 {
            app.guesses_age("15 minutes").await;
        }
    }
    assert_eq!(made, 100);
    // The owner's right password from home opens it again.
    guess(&anonymous, &ana.email, PASSWORD, "192.0.2.1").await.is(200);
    guess(&anonymous, &ana.email, PASSWORD, "198.51.100.200").await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_holds_a_session_cannot_guess_the_password_either() {
    let app = app().await;
    let ana = app.tenant().await;
    let mut made = 0;
    for _ in 0..10 {
        let body = json!({"current_password": WRONG, "new_password": "a quite different passphrase"});
        let answer = ana.post("auth/change-password", body).coming_from("198.51.100.1").await;
        made += usize::from(answer.status() == 403);
        if answer.status() == 429 {
            assert!(wait(&answer).is_some());
        }
    }
    assert!((2..=5).contains(&made), "{made}");
    ana.get("account").await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_a_budget_of_its_own_whatever_names_it_tries() {
    let settings = Settings::default().behind_proxy().set("SKYBOT__LIMITS__LOGINS_PER_ADDRESS", "10");
    let app = App::with(settings).await;
    let anonymous = app.anonymous().await;
    for n in 0..10 {
        let answer = guess(&anonymous, &format!("user{n}@nowhere.example"), WRONG, "198.51.100.1").await;
        answer.problem(401, "UNAUTHENTICATED");
        assert_eq!(answer.header("ratelimit-policy"), Some("\"sign_in\";q=10;w=60"));
    }
    let refused = guess(&anonymous, "another@nowhere.example", WRONG, "198.51.100.1").await;
    assert!((1..=6).contains(&wait(&refused).expect("to wait")));
    // Letters are asked for out of the same budget.
    let letter = anonymous.post("auth/magic-link", json!({"email": "a@b.example"})).coming_from("198.51.100.1").await;
    letter.problem(429, "RATE_LIMITED");
    guess(&anonymous, "another@nowhere.example", WRONG, "198.51.100.2").await.problem(401, "UNAUTHENTICATED");
    // An address that is only said to be one is none.
    let two = guess(&anonymous, "another@nowhere.example", WRONG, "203.0.113.1, 198.51.100.1").await;
    two.problem(429, "RATE_LIMITED");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_work_is_the_same_for_a_name_that_nobody_has() {
    // Not how long it takes, which a busy machine decides, but that a password is hashed at all.
    let app = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    guess(&anonymous, &ana.email, WRONG, "198.51.100.1").await;
    let mut spent = Vec::new();
    for email in [ana.email.as_str(), "nobody@nowhere.example"] {
        let before = app.server.cpu();
        for n in 0..8 {
            guess(&anonymous, email, WRONG, &format!("198.51.100.{}", 10 + n)).await.problem(401, "UNAUTHENTICATED");
        }
        spent.push(app.server.cpu().saturating_sub(before));
    }
    assert!(spent[1] > Duration::from_millis(40), "nothing is hashed: {spent:?}");
    assert!(spent[1] * 3 > spent[0], "much less is done: {spent:?}");
}
