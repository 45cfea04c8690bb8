//! Sessions and their refresh tokens.

use std::time::Duration;

use skybot_domain::letter::Purpose;
use skybot_domain::ports::{Credentials as _, Provisioning as _};
use skybot_domain::session::{OpenedWith, REUSE_GRACE, Rotation, SecurityEvent};

use crate::{PASSWORD, World, from, secret};

#[tokio::test]
async fn of_twenty_uses_of_one_token_one_lineage_lives_on() {
    let world = World::new().await;
    let session = world.opened(world.start).await;
    let at = world.start + Duration::from_mins(5);
    let uses = (0..20).map(|_| {
        let (db, old, new) = (world.db.clone(), session.refresh_hash, secret());
        tokio::spawn(async move { (new, db.rotate(&old, &new, &from("192.0.2.7"), at).await.unwrap()) })
    });
    let mut given = Vec::new();
    for task in uses.collect::<Vec<_>>() {
        let (new, rotation) = task.await.unwrap();
        assert!(matches!(rotation, Rotation::Rotated(_)), "{rotation:?}");
        given.push(new);
    }
    assert_eq!(world.count("refresh_tokens").await, 2);
    let later = at + REUSE_GRACE;
    let mut alive = 0;
    for token in given {
        match world.db.rotate(&token, &secret(), &from("192.0.2.7"), later).await.unwrap() {
            Rotation::Rotated(_) => alive += 1,
            Rotation::Refused => {}
            Rotation::Reused(_) => panic!("a token that nobody else has was not stolen"),
        }
    }
    assert_eq!(alive, 1);
    assert!(world.is_live(session.id, later).await);
    assert_eq!(world.count("sessions where host(ip) = '192.0.2.7'").await, 1);
}

#[tokio::test]
async fn a_token_that_comes_again_ends_the_session() {
    let world = World::new().await;
    let (session, origin) = (world.opened(world.start).await, from("203.0.113.1"));
    let (first, second) = (secret(), secret());
    let used = world.start + Duration::from_mins(1);
    assert!(matches!(world.db.rotate(&session.refresh_hash, &first, &origin, used).await, Ok(Rotation::Rotated(_))));
    assert!(world.is_live(session.id, used).await);
    // Within the grace only its own child gives way, and only as long as nobody used it.
    let soon = used + Duration::from_secs(1);
    assert!(matches!(world.db.rotate(&first, &second, &origin, soon).await, Ok(Rotation::Rotated(_))));
    let again = world.db.rotate(&session.refresh_hash, &secret(), &origin, soon).await.unwrap();
    assert!(matches!(again, Rotation::Reused(id) if id == session.id), "{again:?}");
    assert!(!world.is_live(session.id, soon).await, "not even for a moment");
    assert!(matches!(world.db.rotate(&second, &secret(), &origin, soon).await, Ok(Rotation::Refused)));
    assert_eq!(world.noted().await, ["signed_in", "refresh_reused"]);

    let session = world.opened(world.start).await;
    assert!(matches!(world.db.rotate(&session.refresh_hash, &secret(), &origin, used).await, Ok(Rotation::Rotated(_))));
    let again = world.db.rotate(&session.refresh_hash, &secret(), &origin, used + REUSE_GRACE).await.unwrap();
    assert!(matches!(again, Rotation::Reused(_)), "{again:?}");
}

#[tokio::test]
async fn whose_answer_was_lost_goes_on_with_the_next() {
    let world = World::new().await;
    let (session, origin) = (world.opened(world.start).await, from("192.0.2.7"));
    let (lost, next) = (secret(), secret());
    let used = world.start + Duration::from_mins(1);
    let almost = used + Duration::from_millis(9_999);
    assert!(matches!(world.db.rotate(&session.refresh_hash, &lost, &origin, used).await, Ok(Rotation::Rotated(_))));
    assert!(matches!(world.db.rotate(&session.refresh_hash, &next, &origin, almost).await, Ok(Rotation::Rotated(_))));
    let later = used + Duration::from_mins(10);
    assert!(matches!(world.db.rotate(&lost, &secret(), &origin, later).await, Ok(Rotation::Refused)));
    assert!(matches!(world.db.rotate(&next, &secret(), &origin, later).await, Ok(Rotation::Rotated(_))));
    assert!(world.is_live(session.id, later).await);
}

#[tokio::test]
async fn a_session_lives_thirty_days_unused_and_ninety_in_all() {
    let world = World::new().await;
    let (day, moment, origin) = (Duration::from_hours(24), Duration::from_secs(1), from("192.0.2.7"));
    let idle = world.opened(world.start).await;
    let at = world.start + day * 30;
    assert!(world.is_live(idle.id, at - moment).await);
    assert!(!world.is_live(idle.id, at).await);
    assert!(matches!(world.db.rotate(&idle.refresh_hash, &secret(), &origin, at).await, Ok(Rotation::Refused)));

    let used = world.opened(world.start).await;
    let mut token = used.refresh_hash;
    for days in [29, 58, 87] {
        let next = secret();
        let rotated = world.db.rotate(&token, &next, &origin, world.start + day * days).await;
        assert!(matches!(rotated, Ok(Rotation::Rotated(_))), "{days}: {rotated:?}");
        token = next;
    }
    let at = world.start + day * 90;
    assert!(world.is_live(used.id, at - moment).await);
    assert!(!world.is_live(used.id, at).await);
    assert!(matches!(world.db.rotate(&token, &secret(), &origin, at).await, Ok(Rotation::Refused)));
}

#[tokio::test]
async fn who_may_not_go_on_keeps_the_token_for_later() {
    let world = World::new().await;
    let session = world.opened(world.start).await;
    let owner = world.owner;
    let bar = [
        (format!("update memberships set disabled_at = now() where user_id = '{owner}'"), "disabled_at = null"),
        (format!("update users set disabled_at = now() where id = '{owner}'"), "disabled_at = null"),
    ];
    for (lock, unlock) in bar {
        world.set(&lock).await;
        let refused = world.db.rotate(&session.refresh_hash, &secret(), &from("192.0.2.1"), world.start).await;
        assert!(matches!(refused, Ok(Rotation::Refused)), "{refused:?}");
        assert!(!world.is_live(session.id, world.start).await);
        world.set(&lock.replace("disabled_at = now()", unlock)).await;
    }
    assert!(world.db.set_suspended(world.account, true, &from("192.0.2.9")).await.unwrap());
    let refused = world.db.rotate(&session.refresh_hash, &secret(), &from("192.0.2.1"), world.start).await;
    assert!(matches!(refused, Ok(Rotation::Refused)), "{refused:?}");
    assert!(world.db.set_suspended(world.account, false, &from("192.0.2.9")).await.unwrap());
    let rotated = world.db.rotate(&session.refresh_hash, &secret(), &from("192.0.2.1"), world.start).await;
    assert!(matches!(rotated, Ok(Rotation::Rotated(_))), "{rotated:?}");
}

#[tokio::test]
async fn the_platform_acts_in_a_members_name_for_an_hour_at_most() {
    let world = World::new().await;
    let mut session = world.session(world.start, OpenedWith::default());
    session.lifetime = Duration::from_hours(1);
    session.impersonator = Some("support@platform".to_owned());
    assert!(world.db.open_session(&session).await.unwrap());
    let (soon, late) = (world.start + Duration::from_mins(59), world.start + Duration::from_hours(1));
    let principal = world.db.principal(session.id, soon).await.unwrap().unwrap();
    assert_eq!(principal.impersonator.as_deref(), Some("support@platform"));
    let next = secret();
    let rotated = world.db.rotate(&session.refresh_hash, &next, &from("192.0.2.1"), soon).await.unwrap();
    assert!(matches!(rotated, Rotation::Rotated(_)), "{rotated:?}");
    assert!(!world.is_live(session.id, late).await);
    let refused = world.db.rotate(&next, &secret(), &from("192.0.2.1"), late).await.unwrap();
    assert!(matches!(refused, Rotation::Refused), "{refused:?}");
    let of = "audit_log where action = 'impersonated' and actor_type = 'system'";
    assert_eq!(world.count(&format!("{of} and after ->> 'impersonator' = 'support@platform'")).await, 1);
}

#[tokio::test]
async fn what_is_good_once_opens_one_session() {
    let world = World::new().await;
    let (code, origin) = (secret(), from("192.0.2.1"));
    world.db.enrol(world.owner, b"sealed").await.unwrap();
    assert!(world.db.confirm_second_factor(world.owner, 10, &[code], &origin, world.start).await.unwrap());
    let link = world.link(Purpose::MagicLink, world.owner).await;
    for (what, with) in [
        ("a step", OpenedWith { totp_step: Some(11), ..OpenedWith::default() }),
        ("a backup code", OpenedWith { backup_code: Some(code), ..OpenedWith::default() }),
        ("a link", OpenedWith { link: Some(link), ..OpenedWith::default() }),
    ] {
        let sessions = (0..5).map(|_| {
            let (db, session) = (world.db.clone(), world.session(world.start, with.clone()));
            tokio::spawn(async move { db.open_session(&session).await.unwrap() })
        });
        let mut opened = 0;
        for session in sessions.collect::<Vec<_>>() {
            opened += u32::from(session.await.unwrap());
        }
        assert_eq!(opened, 1, "{what}");
    }
    assert_eq!(world.count("sessions").await, 3);
    let mut noted = world.noted().await;
    noted.sort();
    assert_eq!(noted, ["backup_code_used", "second_factor_enabled", "signed_in", "signed_in", "signed_in"]);
    assert!(!world.db.use_step(world.owner, 11).await.unwrap());
    assert!(world.db.use_step(world.owner, 12).await.unwrap());
}

#[tokio::test]
async fn a_link_to_a_mailbox_that_nobody_had_proven_takes_what_a_stranger_may_have_set_up() {
    let world = World::new().await;
    world.set(&format!("update users set email_verified_at = null where id = '{}'", world.owner)).await;
    let strangers = world.opened(world.start).await;
    assert!(world.is_live(strangers.id, world.start).await);
    world.db.link_identity(world.owner, "https://id", "7", &from("192.0.2.9"), world.start).await.unwrap();
    let link = world.link(Purpose::MagicLink, world.owner).await;
    let session = world.session(world.start, OpenedWith { link: Some(link), ..OpenedWith::default() });
    assert!(world.db.open_session(&session).await.unwrap());
    let login = world.db.user(world.owner).await.unwrap().unwrap();
    assert!(login.email_verified && login.password_hash.is_none(), "{login:?}");
    assert!(!world.is_live(strangers.id, world.start).await);
    assert!(world.is_live(session.id, world.start).await);
    assert!(world.db.user_by_identity("https://id", "7").await.unwrap().is_none());
    // From now on it is the owner's, and a link is a link.
    world.set(&format!("update users set password_hash = '{PASSWORD}' where id = '{}'", world.owner)).await;
    let link = world.link(Purpose::MagicLink, world.owner).await;
    let with = OpenedWith { link: Some(link), ..OpenedWith::default() };
    assert!(world.db.open_session(&world.session(world.start, with)).await.unwrap());
    assert!(world.is_live(session.id, world.start).await);
    assert!(world.db.user(world.owner).await.unwrap().unwrap().password_hash.is_some());
}

#[tokio::test]
async fn moving_to_another_tenant_makes_no_session_live_longer() {
    let world = World::new().await;
    let mut old = world.session(world.start, OpenedWith::default());
    old.second_factor = true;
    assert!(world.db.open_session(&old).await.unwrap());
    let at = world.start + Duration::from_hours(24 * 20);
    let moved = world.session(at, OpenedWith { replaces: Some(old.id), ..OpenedWith::default() });
    assert!(world.db.open_session(&moved).await.unwrap());
    let kept = "sessions n join sessions o on o.expires_at = n.expires_at and o.second_factor = n.second_factor";
    assert_eq!(world.count(&format!("{kept} where o.id = '{}' and n.id = '{}'", old.id, moved.id)).await, 1);
    assert!(!world.is_live(old.id, at).await);
    let again = world.session(at, OpenedWith { replaces: Some(old.id), ..OpenedWith::default() });
    assert!(!world.db.open_session(&again).await.unwrap(), "a session that is over is followed by none");
    assert_eq!(world.count("sessions").await, 2);
}

#[tokio::test]
async fn sessions_are_ended_one_by_one_or_all_but_one() {
    let world = World::new().await;
    let (mut open, origin) = (Vec::new(), from("192.0.2.1"));
    for minute in 0..4 {
        open.push(world.opened(world.start + Duration::from_mins(minute)).await);
    }
    let at = world.start + Duration::from_mins(5);
    let listed: Vec<_> = world.db.sessions(world.owner, at).await.unwrap().iter().map(|one| one.id).collect();
    assert_eq!(listed, open.iter().rev().map(|one| one.id).collect::<Vec<_>>());
    for session in &open {
        assert!(world.is_live(session.id, at).await);
    }
    let revoke =
        async |user, session| world.db.revoke(user, session, SecurityEvent::SessionRevoked, &origin, at).await.unwrap();
    let (_, stranger) = world.tenant("bob@example.com").await;
    assert!(!revoke(stranger, open[0].id).await);
    assert!(revoke(world.owner, open[0].id).await);
    assert!(!revoke(world.owner, open[0].id).await);
    world.db.revoke_by_token(&open[1].refresh_hash, &origin, at).await.unwrap();
    world.db.revoke_by_token(&secret(), &origin, at).await.unwrap();
    assert_eq!(world.db.revoke_others(world.owner, Some(open[2].id), &origin, at).await.unwrap(), 1);
    let mut live = Vec::new();
    for session in &open {
        live.push(world.is_live(session.id, at).await);
    }
    assert_eq!(live, [false, false, true, false]);
    assert_eq!(world.noted().await[4..], ["session_revoked", "signed_out", "session_revoked"]);
}
