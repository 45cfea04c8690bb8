//! What has had its time goes.

use std::time::Duration;

use skybot_domain::letter::{LetterRequest, Purpose};
use skybot_domain::mail::Locale;
use skybot_domain::ports::{Credentials as _, Housekeeping as _, Letters as _};
use skybot_domain::session::{Attempt, OpenedWith, SecurityEvent};

use crate::{World, email, fresh, from, secret};

#[tokio::test]
async fn what_is_over_for_long_is_forgotten_and_what_lives_is_kept() {
    let world = World::new().await;
    let (day, origin) = (Duration::from_hours(24), from("192.0.2.1"));
    let (old, new) = (world.start - day * 40, world.start - day * 5);
    for at in [old, new] {
        let letter = LetterRequest {
            id: fresh(),
            purpose: Purpose::MagicLink,
            email: email("ana@example.com"),
            locale: Locale::English,
            at,
        };
        world.db.ask(&letter).await.unwrap();
        let attempt = Attempt {
            email: email(&format!("x{at:?}@example.com").replace([' ', ':', '+'], "-")),
            origin: origin.clone(),
            device: None,
            at,
        };
        world.db.guess(&attempt).await.unwrap();
        let ended = world.opened(at).await;
        assert!(world.db.revoke(world.owner, ended.id, SecurityEvent::SignedOut, &origin, at).await.unwrap());
        let device = OpenedWith { device: Some(secret()), ..OpenedWith::default() };
        let mut short = world.session(at, device);
        short.lifetime = Duration::from_hours(1);
        assert!(world.db.open_session(&short).await.unwrap());
        world.opened(at).await;
        world.link(Purpose::MagicLink, world.owner).await;
    }
    world.set("update link_secrets set created_at = created_at - interval '40 days', expires_at = expires_at - interval '40 days'
               where secret_hash = (select secret_hash from link_secrets order by 1 limit 1)").await;
    // A letter, a link, two rows of a guess, two sessions that are over; the browsers stay.
    assert_eq!(world.db.expire_credentials(world.start - day * 30).await.unwrap(), 6);
    for (table, left) in [
        ("letters", 1),
        ("link_secrets", 1),
        ("sign_in_guesses", 2),
        ("sessions", 4),
        ("refresh_tokens", 4),
        ("known_devices", 2),
    ] {
        assert_eq!(world.count(table).await, left, "{table}");
    }
    assert_eq!(world.db.expire_credentials(world.start - day * 30).await.unwrap(), 0);
}
