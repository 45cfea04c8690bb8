//! Guesses at passwords.

use std::time::Duration;

use skybot_domain::Timestamp;
use skybot_domain::ports::{Credentials as _, PasswordChange};
use skybot_domain::session::{Attempt, Guess, GuessPlace, OpenedWith, SecretHash, SecurityEvent};

use crate::{PASSWORD, World, email, fresh, from, secret};

const NAMES: [&str; 2] = ["ana@example.com", "nobody@example.com"];
const WINDOW: Duration = Duration::from_mins(15);

fn attempt(name: &str, ip: &str, device: Option<SecretHash>, at: Timestamp) -> Attempt {
    Attempt { email: email(name), origin: from(ip), device, at }
}

impl World {
    /// How long a guess has to wait; `None` if it is counted.
    async fn guess(&self, name: &str, ip: &str, at: Timestamp) -> Option<Duration> {
        match self.db.guess(&attempt(name, ip, None, at)).await.unwrap() {
            Guess::Wait { wait, .. } => Some(wait),
            Guess::Counted { login, .. } => {
                assert_eq!(login.is_some(), name != NAMES[1]);
                None
            }
        }
    }

    async fn place(&self, ip: &str, device: Option<SecretHash>, at: Timestamp) -> GuessPlace {
        match self.db.guess(&attempt(NAMES[0], ip, device, at)).await.unwrap() {
            Guess::Counted { place, .. } => place,
            Guess::Wait { wait, .. } => panic!("{wait:?}"),
        }
    }
}

#[tokio::test]
async fn a_place_has_five_with_growing_pauses_whether_anybody_has_the_name_or_not() {
    let world = World::new().await;
    for name in NAMES {
        let mut at = world.start;
        for pause in [0, 0, 1, 2, 4] {
            if pause > 0 {
                assert_eq!(world.guess(name, "198.51.100.1", at).await, Some(Duration::from_secs(pause)), "{name}");
            }
            at += Duration::from_secs(pause);
            assert_eq!(world.guess(name, "198.51.100.1", at).await, None, "{name}");
        }
        let rest = WINDOW.saturating_sub(Duration::from_secs(7));
        assert_eq!(world.guess(name, "198.51.100.1", at).await, Some(rest), "{name}");
        assert_eq!(world.guess(name, "198.51.100.1", at + rest).await, None, "{name}");
    }
}

#[tokio::test]
async fn strangers_have_ten_together_and_who_is_known_has_their_own() {
    let world = World::new().await;
    world.opened(world.start).await;
    for place in 0..5 {
        for _ in 0..2 {
            assert_eq!(world.guess(NAMES[0], &format!("198.51.100.{place}"), world.start).await, None);
        }
    }
    assert_eq!(world.guess(NAMES[0], "198.51.100.9", world.start).await, Some(WINDOW));
    // Where the owner has signed in, IPv4 or the same in the clothes of IPv6.
    for ip in ["192.0.2.1", "::ffff:192.0.2.1"] {
        assert_eq!(world.guess(NAMES[0], ip, world.start).await, None);
    }
    // And there a pause is never long.
    let mut at = world.start;
    for _ in 0..20 {
        if let Some(wait) = world.guess(NAMES[0], "192.0.2.1", at).await {
            assert!(wait <= Duration::from_secs(30), "{wait:?}");
            at += wait;
        }
    }
    assert_eq!(world.guess(NAMES[0], "198.51.100.9", world.start + WINDOW).await, None);
}

/// Another node may have counted the last guess by a clock that is ahead.
#[tokio::test]
async fn who_is_known_waits_thirty_seconds_at_most_by_whatever_clock() {
    let world = World::new().await;
    world.opened(world.start).await;
    let mut at = world.start + Duration::from_mins(5);
    for _ in 0..5 {
        if let Some(wait) = world.guess(NAMES[0], "192.0.2.1", at).await {
            at += wait;
            assert_eq!(world.guess(NAMES[0], "192.0.2.1", at).await, None);
        }
    }
    for behind in [Duration::ZERO, Duration::from_mins(2)] {
        assert_eq!(world.guess(NAMES[0], "192.0.2.1", at - behind).await, Some(Duration::from_secs(30)), "{behind:?}");
    }
}

#[tokio::test]
async fn after_a_hundred_in_a_row_only_a_known_place_or_a_new_password_helps() {
    let world = World::new().await;
    world.opened(world.start).await;
    let mut at = world.start;
    for _ in 0..10 {
        for place in 0..10 {
            assert_eq!(world.guess(NAMES[0], &format!("198.51.100.{place}"), at).await, None);
        }
        at += WINDOW;
    }
    at += Duration::from_hours(48);
    assert_eq!(world.guess(NAMES[0], "198.51.100.99", at).await, Some(WINDOW));
    assert_eq!(world.guess(NAMES[0], "192.0.2.1", at).await, None);
    let change = PasswordChange {
        user: world.owner,
        password_hash: PASSWORD.to_owned(),
        keep: None,
        link: None,
        letter: fresh(),
        origin: from("192.0.2.1"),
        at,
    };
    assert!(world.db.set_password(&change).await.unwrap());
    assert_eq!(world.guess(NAMES[0], "198.51.100.99", at).await, None);
}

#[tokio::test]
async fn guesses_at_once_do_not_slip_through() {
    let world = World::new().await;
    let guesses = (0..40).map(|place| {
        let (db, attempt) = (world.db.clone(), attempt(NAMES[0], &format!("198.51.100.{place}"), None, world.start));
        tokio::spawn(async move { db.guess(&attempt).await.unwrap() })
    });
    let mut counted = 0;
    for guess in guesses.collect::<Vec<_>>() {
        counted += u32::from(matches!(guess.await.unwrap(), Guess::Counted { .. }));
    }
    assert_eq!(counted, 10);
}

#[tokio::test]
async fn a_browser_that_was_here_before_is_a_place_of_its_own() {
    let world = World::new().await;
    let device = secret();
    let place = world.place("198.51.100.1", Some(device), world.start).await;
    assert_eq!((place.place.as_str(), place.known), ("198.51.100.1/32", false));
    let with = OpenedWith { device: Some(device), ..OpenedWith::default() };
    assert!(world.db.open_session(&world.session(world.start, with)).await.unwrap());
    let place = world.place("203.0.113.9", Some(device), world.start).await;
    assert!(place.known && place.place.starts_with("device:"), "{place:?}");
    // It is a mark of this user and of nobody else.
    let other = world.db.guess(&attempt(NAMES[1], "203.0.113.9", Some(device), world.start)).await.unwrap();
    assert!(matches!(other, Guess::Counted { place, .. } if !place.known));
    // A household is one place.
    let place = world.place("2001:db8:1:2:3::4", None, world.start).await;
    assert_eq!(place.place, "2001:db8:1:2::/64");
}

#[tokio::test]
async fn a_right_guess_begins_anew_and_a_forgiven_one_does_not_count() {
    let world = World::new().await;
    for _ in 0..8 {
        let place = world.place("198.51.100.1", None, world.start).await;
        world.db.forgive(&place).await.unwrap();
    }
    let mut at = world.start;
    for pause in [0, 0, 1, 2] {
        at += Duration::from_secs(pause);
        assert_eq!(world.guess(NAMES[0], "198.51.100.1", at).await, None);
    }
    let place = world.place("198.51.100.1", None, at + Duration::from_secs(4)).await;
    let with = OpenedWith { guess: Some(place), ..OpenedWith::default() };
    assert!(world.db.open_session(&world.session(at, with)).await.unwrap());
    assert_eq!(world.guess(NAMES[0], "198.51.100.1", at + Duration::from_secs(4)).await, None);
}

#[tokio::test]
async fn failures_are_noted_without_the_address_and_waiting_once_a_minute() {
    let world = World::new().await;
    for (name, log) in NAMES.iter().zip(["audit_log", "platform_log"]) {
        let attempt = attempt(name, "198.51.100.1", None, world.start);
        let login = match world.db.guess(&attempt).await.unwrap() {
            Guess::Counted { login, .. } | Guess::Wait { login, .. } => login,
        };
        world.db.note_failure(SecurityEvent::SignInFailed, login.as_ref(), &attempt).await.unwrap();
        for _ in 0..3 {
            world.db.note_failure(SecurityEvent::SignInDelayed, login.as_ref(), &attempt).await.unwrap();
        }
        let of = format!("{log} l where l.ip = '198.51.100.1' and l.request_id = 'req-1' and l.subject_type = 'user'");
        assert_eq!(world.count(&format!("{of} and l.action = 'sign_in_failed'")).await, 1, "{name}");
        assert_eq!(world.count(&format!("{of} and l.action = 'sign_in_delayed'")).await, 1, "{name}");
        assert_eq!(world.count(&format!("{of} and l::text like '%@example.com%'")).await, 0, "{name}");
    }
    assert_eq!(
        world
            .count(&format!(
                "audit_log where subject_type = 'user' and subject_id = '{}' and actor_id is null",
                world.owner
            ))
            .await,
        2
    );
}
