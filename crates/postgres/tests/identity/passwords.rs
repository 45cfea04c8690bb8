//! Setting passwords.

use skybot_domain::letter::Purpose;
use skybot_domain::ports::{Credentials as _, PasswordChange};
use skybot_domain::session::{Attempt, Guess, OpenedWith, SecretHash};

use crate::{World, email, fresh, from};

const OTHER: &str = "$argon2id$another";

impl World {
    fn change(&self, link: Option<SecretHash>) -> PasswordChange {
        PasswordChange {
            user: self.owner,
            password_hash: OTHER.to_owned(),
            keep: None,
            link,
            letter: fresh(),
            origin: from("192.0.2.1"),
            at: self.start,
        }
    }
}

#[tokio::test]
async fn a_reset_ends_all_sessions_and_all_other_links() {
    let world = World::new().await;
    let (one, two) = (world.opened(world.start).await, world.opened(world.start).await);
    assert!(world.is_live(one.id, world.start).await && world.is_live(two.id, world.start).await);
    let (link, older) =
        (world.link(Purpose::ResetPassword, world.owner).await, world.link(Purpose::ResetPassword, world.owner).await);
    let magic = world.link(Purpose::MagicLink, world.owner).await;
    assert!(world.db.set_password(&world.change(Some(link))).await.unwrap());
    assert!(!world.is_live(one.id, world.start).await && !world.is_live(two.id, world.start).await);
    for used in [link, older] {
        assert!(!world.db.set_password(&world.change(Some(used))).await.unwrap());
    }
    let with = OpenedWith { link: Some(magic), ..OpenedWith::default() };
    assert!(!world.db.open_session(&world.session(world.start, with)).await.unwrap());
    let login = world.db.user(world.owner).await.unwrap().unwrap();
    assert_eq!(login.password_hash.as_deref(), Some(OTHER));
    assert_eq!(world.noted().await, ["signed_in", "signed_in", "password_reset"]);
    // One letter for the one that was done, none for those that were not.
    assert_eq!(world.count("letters where letter = 'password_changed' and email = 'ana@example.com'").await, 1);
    assert_eq!(world.count("graphile_worker._private_jobs").await, 1);
}

#[tokio::test]
async fn a_change_keeps_the_session_it_is_made_in() {
    let world = World::new().await;
    let (here, there) = (world.opened(world.start).await, world.opened(world.start).await);
    let change = PasswordChange { keep: Some(here.id), ..world.change(None) };
    assert!(world.db.set_password(&change).await.unwrap());
    assert!(world.is_live(here.id, world.start).await);
    assert!(!world.is_live(there.id, world.start).await);
    assert_eq!(world.noted().await[2..], ["password_changed"]);
}

#[tokio::test]
async fn a_reset_proves_the_mailbox_and_takes_a_strangers_second_factor() {
    let world = World::new().await;
    world.set(&format!("update users set email_verified_at = null where id = '{}'", world.owner)).await;
    world.db.enrol(world.owner, b"sealed").await.unwrap();
    let origin = from("192.0.2.1");
    assert!(world.db.confirm_second_factor(world.owner, 1, &[], &origin, world.start).await.unwrap());
    let link = world.link(Purpose::ResetPassword, world.owner).await;
    assert!(world.db.set_password(&world.change(Some(link))).await.unwrap());
    let login = world.db.user(world.owner).await.unwrap().unwrap();
    assert!(login.email_verified && login.second_factor.is_none(), "{login:?}");
    assert_eq!(login.password_hash.as_deref(), Some(OTHER));
    assert!(world.db.user_by_verified_email(&email("ANA@example.com")).await.unwrap().is_some());
}

/// Somebody signs in with the old password while it is being changed: what they would store is the
/// old one, hashed anew.
#[tokio::test]
async fn a_password_that_was_set_meanwhile_is_not_overwritten() {
    let world = World::new().await;
    let attempt =
        Attempt { email: email("ana@example.com"), origin: from("198.51.100.1"), device: None, at: world.start };
    let guess = async || match world.db.guess(&attempt).await.unwrap() {
        Guess::Counted { place, .. } => place,
        Guess::Wait { wait, .. } => panic!("{wait:?}"),
    };
    let rehash = |place| OpenedWith {
        guess: Some(place),
        password_hash: Some("$argon2id$old-anew".to_owned()),
        ..OpenedWith::default()
    };
    let place = guess().await;
    assert!(world.db.set_password(&world.change(None)).await.unwrap());
    assert!(world.db.open_session(&world.session(world.start, rehash(place))).await.unwrap());
    assert_eq!(world.db.user(world.owner).await.unwrap().unwrap().password_hash.as_deref(), Some(OTHER));
    let place = guess().await;
    assert!(world.db.open_session(&world.session(world.start, rehash(place))).await.unwrap());
    let stored = world.db.user(world.owner).await.unwrap().unwrap().password_hash;
    assert_eq!(stored.as_deref(), Some("$argon2id$old-anew"));
}
