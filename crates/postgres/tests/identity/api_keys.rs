//! API keys.

use std::time::Duration;

use skybot_domain::Timestamp;
use skybot_domain::api_key::NewApiKey;
use skybot_domain::id::{ApiKeyId, UserId};
use skybot_domain::page::PageRequest;
use skybot_domain::ports::{Credentials, Provisioning as _, Store};
use skybot_domain::scope::{Grants, Origin, Permission, Role};
use skybot_domain::session::{Credential, SecretHash};

use crate::{World, fresh, from, name, secret};

const PUBLIC: &str = "0123456789abcdEF";

struct Key {
    id: ApiKeyId,
    bot: UserId,
    secret: SecretHash,
}

impl World {
    async fn key(&self, networks: &[&str], expires_at: Option<Timestamp>) -> Key {
        let key = Key { id: fresh(), bot: fresh(), secret: secret() };
        let new = NewApiKey {
            name: name("n8n"),
            user_id: None,
            grants: Grants::of([Permission::MessagesWrite, Permission::ContactsRead]),
            networks: networks.iter().map(|&network| network.to_owned()).collect(),
            expires_at,
        };
        let mut tx = self.tx().await;
        tx.insert_bot(key.bot, &new.name, self.start).await.unwrap();
        tx.insert_api_key(key.id, &new, key.bot, PUBLIC, &key.secret, self.start).await.unwrap();
        tx.commit().await.unwrap();
        key
    }

    async fn opens(&self, secret: &SecretHash, ip: &str, at: Timestamp) -> bool {
        let ip = if ip.is_empty() { None } else { Some(ip.parse().unwrap()) };
        let origin = Origin { ip, ..Origin::default() };
        Credentials::api_key(&self.db, PUBLIC, secret, &origin, at).await.unwrap().is_some()
    }

    /// When a key was last used, in seconds from the beginning.
    async fn last_used(&self, id: ApiKeyId) -> Option<i64> {
        let key = Store::api_key(&self.db, &self.scope(), id).await.unwrap().unwrap();
        key.last_used_at.map(|at| (at - self.start).whole_seconds())
    }

    async fn refusals(&self) -> Vec<String> {
        let sql = "select after ->> 'reason' from audit_log where action = 'api_key_refused' order by id";
        sqlx::query_scalar(sql).fetch_all(&mut self.superuser().await).await.unwrap()
    }
}

#[tokio::test]
async fn a_key_stands_for_its_bot_and_no_more_than_its_grants() {
    let world = World::new().await;
    let key = world.key(&[], None).await;
    let found =
        Credentials::api_key(&world.db, PUBLIC, &key.secret, &Origin::default(), world.start).await.unwrap().unwrap();
    assert_eq!((found.user_id, found.account_id, found.role), (key.bot, world.account, Role::Bot));
    assert!(matches!(found.credential, Credential::ApiKey(id, _) if id == key.id));
    assert_eq!(found.grants, Some(Grants::of([Permission::MessagesWrite, Permission::ContactsRead])));
    assert!(!world.opens(&secret(), "", world.start).await);
    assert!(
        Credentials::api_key(&world.db, "FEdcba9876543210", &key.secret, &Origin::default(), world.start)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(world.refusals().await, ["secret"]);
    // Nobody signs in as it.
    let login = world.db.user(key.bot).await.unwrap().unwrap();
    assert!(login.password_hash.is_none() && login.email.as_str().ends_with("@bots.invalid"));
}

#[tokio::test]
async fn a_key_opens_only_from_its_networks() {
    let world = World::new().await;
    let key = world.key(&["10.1.0.0/16", "2001:db8::/32"], None).await;
    for (ip, good) in [
        ("10.1.2.3", true),
        ("::ffff:10.1.2.3", true),
        ("2001:db8:7::1", true),
        ("10.2.0.1", false),
        ("2001:db9::1", false),
        ("::ffff:10.2.0.1", false),
        ("", false),
    ] {
        assert_eq!(world.opens(&key.secret, ip, world.start).await, good, "{ip}");
    }
    assert_eq!(world.refusals().await, ["address"], "noted once a minute");
}

#[tokio::test]
async fn the_old_secret_is_good_until_its_time() {
    let world = World::new().await;
    let key = world.key(&[], None).await;
    let (new, until) = (secret(), world.start + Duration::from_hours(1));
    let mut tx = world.tx().await;
    assert_eq!(tx.hold_api_key(key.id).await.unwrap().unwrap().version, 1);
    tx.rotate_api_key(key.id, &new, until).await.unwrap();
    assert_eq!(tx.hold_api_key(key.id).await.unwrap().unwrap().old_secret_until, Some(until));
    tx.commit().await.unwrap();
    let before = until - Duration::from_secs(1);
    assert!(world.opens(&new, "", before).await && world.opens(&key.secret, "", before).await);
    assert!(world.opens(&new, "", until).await && !world.opens(&key.secret, "", until).await);
}

#[tokio::test]
async fn a_key_that_is_over_or_whose_bot_may_not_opens_nothing() {
    let world = World::new().await;
    let over = world.start + Duration::from_hours(1);
    let key = world.key(&[], Some(over)).await;
    let mut at = world.start;
    let mut opens = async || {
        // Longer than it is believed, and than a refusal is noted again.
        at += Duration::from_secs(61);
        world.opens(&key.secret, "", at).await
    };
    assert!(opens().await);
    assert!(world.db.set_suspended(world.account, true, &from("192.0.2.9")).await.unwrap());
    assert!(!opens().await);
    assert!(world.db.set_suspended(world.account, false, &from("192.0.2.9")).await.unwrap());
    assert!(opens().await);
    world.set(&format!("update memberships set disabled_at = now() where user_id = '{}'", key.bot)).await;
    assert!(!opens().await);
    world.set("update memberships set disabled_at = null").await;
    assert!(opens().await);
    assert!(!world.opens(&key.secret, "", over).await);
    let mut tx = world.tx().await;
    tx.revoke_api_key(key.id, world.start).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!world.opens(&key.secret, "", over + Duration::from_secs(61)).await);
    assert_eq!(world.refusals().await, ["member", "member", "expired", "revoked"]);
}

#[tokio::test]
async fn use_is_written_once_a_minute_and_leaves_the_version_alone() {
    let world = World::new().await;
    let key = world.key(&[], None).await;
    let used = async |seconds| {
        assert!(world.opens(&key.secret, "", world.start + Duration::from_secs(seconds)).await);
        world.last_used(key.id).await
    };
    assert_eq!(used(0).await, Some(0));
    assert_eq!(used(59).await, Some(0));
    assert_eq!(used(61).await, Some(61));
    let listed = world.db.api_keys(&world.scope(), PageRequest::default()).await.unwrap().items;
    assert_eq!((listed.len(), listed[0].version, listed[0].public_id.as_str()), (1, 1, PUBLIC));
    assert_eq!(world.count("audit_log where subject_type = 'api_keys'").await, 1, "making it; using it is no change");
    assert_eq!(world.count("audit_log l where l::text like '%secret_hash%'").await, 0);
}
