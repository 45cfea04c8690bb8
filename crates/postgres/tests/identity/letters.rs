//! Registering, letters and their links.

use std::time::Duration;

use skybot_domain::Timestamp;
use skybot_domain::id::{LetterId, UserId};
use skybot_domain::letter::{LETTERS_PER_HOUR, LetterRequest, LinkTarget, NewLink, Purpose};
use skybot_domain::mail::Locale;
use skybot_domain::ports::{Credentials as _, Letters as _};
use skybot_domain::session::Registration;

use crate::{PASSWORD, World, email, fresh, from, name, secret};

impl World {
    pub(crate) fn registration(&self, address: &str) -> Registration {
        Registration {
            account_id: fresh(),
            account_name: name("New"),
            user_id: fresh(),
            name: name("Newcomer"),
            email: email(address),
            password_hash: PASSWORD.to_owned(),
            locale: Locale::French,
            origin: from("198.51.100.7"),
            at: self.start,
        }
    }

    async fn ask(&self, purpose: Purpose, address: &str, at: Timestamp) -> LetterId {
        let id = fresh();
        let letter = LetterRequest { id, purpose, email: email(address), locale: Locale::Spanish, at };
        self.db.ask(&letter).await.unwrap();
        id
    }

    /// How many rows there are of everything but what both ways of registering leave.
    async fn left_behind(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for table in ["accounts", "users", "memberships", "account_streams", "audit_log", "audit_chain"] {
            counts.push(self.count(table).await);
        }
        counts
    }
}

#[tokio::test]
async fn registering_makes_a_tenant_and_asks_for_the_letter() {
    let world = World::new().await;
    let (new, letter) = (world.registration("Neu@Example.com"), fresh());
    world.db.register(&new, letter).await.unwrap();
    let login = world.db.user(new.user_id).await.unwrap().unwrap();
    assert_eq!((login.email.as_str(), login.email_verified), ("Neu@Example.com", false));
    assert_eq!(login.first_open().unwrap().account_id, new.account_id);
    let pending = world.db.pending(letter, world.start).await.unwrap().unwrap();
    assert_eq!((pending.purpose, pending.locale, pending.recent), (Purpose::VerifyEmail, Locale::French, 1));
    assert_eq!(pending.user.map(|user| (user.id, user.verified)), Some((new.user_id, false)));
    assert_eq!(world.noted().await, ["registered"]);
    assert_eq!(world.db.verify_audit(new.account_id).await.unwrap(), None);
    assert_eq!(world.count("audit_log where ip = '198.51.100.7' and actor_type = 'user'").await, 2);
    assert_eq!(world.count("graphile_worker._private_jobs").await, 1);
}

#[tokio::test]
async fn registering_an_address_that_is_taken_leaves_a_letter_and_nothing_else() {
    let world = World::new().await;
    let before = world.left_behind().await;
    let (new, letter) = (world.registration("ANA@example.com"), fresh());
    world.db.register(&new, letter).await.unwrap();
    assert_eq!(world.left_behind().await, before);
    let pending = world.db.pending(letter, world.start).await.unwrap().unwrap();
    assert_eq!(pending.purpose, Purpose::AlreadyRegistered);
    assert_eq!(pending.user.map(|user| user.id), Some(world.owner));
    assert_eq!(world.count("platform_log where action = 'registered'").await, 1);
    assert_eq!(world.count("platform_log l where l::text ilike '%ana@example.com%'").await, 0);
    assert_eq!(world.count("graphile_worker._private_jobs").await, 1);
}

#[tokio::test]
async fn of_many_who_register_one_address_at_once_one_gets_it() {
    let world = World::new().await;
    let accounts = world.count("accounts").await;
    let tasks = (0..8).map(|_| {
        let (db, new) = (world.db.clone(), world.registration("neu@example.com"));
        tokio::spawn(async move { db.register(&new, fresh()).await.unwrap() })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(world.count("accounts").await, accounts + 1);
    assert_eq!(world.count("letters where letter = 'verify_email'").await, 1);
    assert_eq!(world.count("letters where letter = 'already_registered'").await, 7);
}

#[tokio::test]
async fn an_address_is_proven_once_by_a_live_link_of_the_right_kind() {
    let world = World::new().await;
    let new = world.registration("neu@example.com");
    world.db.register(&new, fresh()).await.unwrap();
    let session = world.opened(world.start).await;
    let (origin, over) = (from("192.0.2.1"), world.start + Duration::from_hours(1));
    let (link, older) =
        (world.link(Purpose::VerifyEmail, new.user_id).await, world.link(Purpose::VerifyEmail, new.user_id).await);
    let wrong = world.link(Purpose::MagicLink, new.user_id).await;
    assert!(!world.db.verify_email(&wrong, &origin, world.start).await.unwrap());
    assert!(!world.db.verify_email(&link, &origin, over).await.unwrap());
    let opens = world.db.link(&link, Purpose::VerifyEmail, world.start).await.unwrap();
    assert_eq!(opens, Some(LinkTarget::User(new.user_id)));
    assert!(world.db.verify_email(&link, &origin, world.start).await.unwrap());
    for used in [link, older] {
        assert!(!world.db.verify_email(&used, &origin, world.start).await.unwrap());
        assert_eq!(world.db.link(&used, Purpose::VerifyEmail, world.start).await.unwrap(), None);
    }
    let login = world.db.user(new.user_id).await.unwrap().unwrap();
    assert!(login.email_verified && login.password_hash.is_some(), "{login:?}");
    assert!(world.is_live(session.id, world.start).await);
    assert_eq!(world.noted().await, ["registered", "signed_in", "email_verified"]);
}

#[tokio::test]
async fn a_letter_knows_what_was_asked_for_in_the_hour_before() {
    let world = World::new().await;
    let mut letters = Vec::new();
    for minute in 0..=LETTERS_PER_HOUR.unsigned_abs() {
        let at = world.start + Duration::from_mins(minute);
        letters.push(world.ask(Purpose::ResetPassword, "Ana@Example.com", at).await);
    }
    world.ask(Purpose::ResetPassword, "other@example.com", world.start).await;
    let later = world.ask(Purpose::MagicLink, "ana@example.com", world.start + Duration::from_mins(62)).await;
    let mut recent = Vec::new();
    for letter in &letters {
        recent.push(world.db.pending(*letter, world.start).await.unwrap().unwrap().recent);
    }
    assert_eq!(recent, [1, 2, 3, 4, 5, 6]);
    assert_eq!(world.db.pending(later, world.start).await.unwrap().unwrap().recent, 4);

    world.db.done(letters[0], world.start).await.unwrap();
    assert!(world.db.pending(letters[0], world.start).await.unwrap().is_none());
    let nobody = world.ask(Purpose::MagicLink, "nobody@example.com", world.start).await;
    assert!(world.db.pending(nobody, world.start).await.unwrap().unwrap().user.is_none());
    world.set(&format!("update users set disabled_at = now() where id = '{}'", world.owner)).await;
    assert!(world.db.pending(later, world.start).await.unwrap().unwrap().user.is_none());
}

#[tokio::test]
async fn a_link_is_stored_before_its_letter_leaves_and_is_its_users() {
    let world = World::new().await;
    let hash = secret();
    let opens = LinkTarget::User(world.owner);
    let lifetime = Duration::from_mins(30);
    let link = NewLink { hash, purpose: Purpose::ResetPassword, opens, at: world.start, lifetime };
    world.db.store_link(&link).await.unwrap();
    let find = async |purpose, after: Duration| world.db.link(&hash, purpose, world.start + after).await.unwrap();
    assert_eq!(find(Purpose::ResetPassword, Duration::ZERO).await, Some(opens));
    assert_eq!(find(Purpose::MagicLink, Duration::ZERO).await, None);
    assert_eq!(find(Purpose::ResetPassword, lifetime).await, None);
    let nobody: UserId = fresh();
    let dangling = NewLink { hash: secret(), opens: LinkTarget::User(nobody), ..link };
    assert!(world.db.store_link(&dangling).await.is_err());
}
