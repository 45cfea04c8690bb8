//! Members and invitations.

use std::time::Duration;

use skybot_domain::account::{AccountPatch, MemberPatch, NewInvitation};
use skybot_domain::error::{Resource, StoreError};
use skybot_domain::id::{InboxId, InvitationId};
use skybot_domain::inbox::{Channel, DeliveryMode, NewInbox};
use skybot_domain::letter::{LinkTarget, NewLink, Purpose};
use skybot_domain::mail::Locale;
use skybot_domain::page::PageRequest;
use skybot_domain::ports::{Acceptance, Accepted, Credentials as _, Letters as _, Store as _};
use skybot_domain::scope::{Reach, Role};
use skybot_domain::session::SecretHash;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use crate::{CLUSTER, PASSWORD, World, email, fresh, from, name, secret};

const OTHER: &str = "$argon2id$another";

impl World {
    fn invitation(address: &str, inboxes: Vec<InboxId>) -> NewInvitation {
        NewInvitation { email: email(address), role: Role::Agent, reach: Reach::Inbox, inboxes }
    }

    /// Invites somebody; the link in the letter.
    pub(crate) async fn invited(&self, address: &str, inboxes: Vec<InboxId>) -> (InvitationId, SecretHash) {
        let (id, hash) = (fresh(), secret());
        let mut tx = self.tx().await;
        tx.insert_invitation(id, &Self::invitation(address, inboxes), fresh(), self.start).await.unwrap();
        tx.commit().await.unwrap();
        let (opens, lifetime) = (LinkTarget::Invitation(self.account, id), Duration::from_hours(1));
        let link = NewLink { hash, purpose: Purpose::Invitation, opens, at: self.start, lifetime };
        self.db.store_link(&link).await.unwrap();
        (id, hash)
    }

    async fn accept(&self, hash: SecretHash, with_person: bool) -> Accepted {
        let person = with_person.then(|| (name("Carla"), OTHER.to_owned()));
        let acceptance = Acceptance { hash, user_id: fresh(), person, origin: from("198.51.100.3"), at: self.start };
        self.db.accept_invitation(&acceptance).await.unwrap()
    }

    async fn inbox(&self) -> InboxId {
        let id = fresh();
        let mut tx = self.tx().await;
        let new =
            NewInbox { name: name(&format!("Inbox {id}")), channel: Channel::Api, delivery: DeliveryMode::Direct };
        tx.insert_inbox(id, &new, self.start).await.unwrap();
        tx.commit().await.unwrap();
        id
    }
}

#[tokio::test]
async fn somebody_new_needs_name_and_password_and_gets_what_was_promised() {
    let world = World::new().await;
    let inbox = world.inbox().await;
    let (id, hash) = world.invited("Carla@Example.com", vec![inbox, inbox]).await;
    assert_eq!(world.accept(hash, false).await, Accepted::PersonNeeded(email("carla@example.com")));
    assert_eq!(world.count("link_secrets where used_at is not null").await, 0, "nothing was used up");
    let joined = world.accept(hash, true).await;
    assert_eq!(joined, Accepted::Joined(world.account, email("carla@example.com")));
    assert_eq!(world.accept(hash, true).await, Accepted::NoLink);
    let login = world.db.user_by_verified_email(&email("carla@example.com")).await.unwrap().unwrap();
    assert_eq!(login.memberships[0].role, Role::Agent);
    let members = world.db.inbox_members(&world.scope(), inbox, PageRequest::default()).await.unwrap().unwrap();
    assert_eq!((members.items[0].user_id, members.items[0].reach), (login.user_id, Reach::Inbox));
    assert!(world.db.invitations(&world.scope(), PageRequest::default()).await.unwrap().items.is_empty());
    assert_eq!(world.noted().await, ["invitation_accepted"]);
    assert_eq!(
        world.count(&format!("audit_log where after ->> 'invitation_id' = '{id}' and actor_id is not null")).await,
        1
    );
    assert_eq!(world.db.verify_audit(world.account).await.unwrap(), None);
}

#[tokio::test]
async fn a_user_joins_without_a_password_and_one_who_is_locked_out_does_not_come_back() {
    let world = World::new().await;
    let (_, bob) = world.tenant("bob@example.com").await;
    let (_, hash) = world.invited("bob@example.com", vec![]).await;
    assert!(matches!(world.accept(hash, true).await, Accepted::Joined(..)));
    let login = world.db.user(bob).await.unwrap().unwrap();
    assert_eq!(login.password_hash.as_deref(), Some(PASSWORD), "what a user has is the user's");
    assert_eq!(login.memberships.len(), 2);
    // Whoever is in already stays as they are.
    let (_, hash) = world.invited("ana@example.com", vec![]).await;
    assert!(matches!(world.accept(hash, false).await, Accepted::Joined(..)));
    assert_eq!(world.count("memberships where role = 'owner'").await, 2);
    world.set(&format!("update memberships set disabled_at = now() where user_id = '{bob}'")).await;
    let (_, hash) = world.invited("bob@example.com", vec![]).await;
    assert_eq!(world.accept(hash, false).await, Accepted::NoLink);
    assert_eq!(world.count("memberships where disabled_at is not null").await, 2);
}

#[tokio::test]
async fn who_registered_with_anothers_address_does_not_get_in_with_the_others_invitation() {
    let world = World::new().await;
    let (_, bob) = world.tenant("bob@example.com").await;
    world.set(&format!("update users set email_verified_at = null where id = '{bob}'")).await;
    let (_, hash) = world.invited("bob@example.com", vec![]).await;
    assert!(matches!(world.accept(hash, false).await, Accepted::PersonNeeded(_)));
    assert!(matches!(world.accept(hash, true).await, Accepted::Joined(..)));
    let login = world.db.user(bob).await.unwrap().unwrap();
    assert_eq!((login.password_hash.as_deref(), login.email_verified), (Some(OTHER), true));
}

#[tokio::test]
async fn a_second_invitation_takes_the_place_of_the_first() {
    let world = World::new().await;
    let ((_, first), (second, hash)) =
        (world.invited("carla@example.com", vec![]).await, world.invited("CARLA@example.com", vec![]).await);
    let open = world.db.invitations(&world.scope(), PageRequest::default()).await.unwrap().items;
    assert_eq!(open.iter().map(|one| one.id).collect::<Vec<_>>(), [second]);
    assert_eq!(world.accept(first, true).await, Accepted::NoLink);
    let mut tx = world.tx().await;
    assert!(tx.revoke_invitation(second, world.start).await.unwrap());
    assert!(!tx.revoke_invitation(second, world.start).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(world.accept(hash, true).await, Accepted::NoLink);
    let both = (0..2).map(|_| {
        let (db, scope, start) = (world.db.clone(), world.scope(), world.start);
        tokio::spawn(async move {
            let mut tx = db.begin(&scope).await.unwrap();
            tx.insert_invitation(fresh(), &World::invitation("dan@example.com", vec![]), fresh(), start).await.unwrap();
            tx.commit().await.unwrap();
        })
    });
    for task in both.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(world.count("invitations where email = 'dan@example.com' and revoked_at is null").await, 1);
}

#[tokio::test]
async fn an_invitation_asks_for_its_letter_or_is_not_made() {
    let world = World::new().await;
    let mut tx = world.tx().await;
    tx.patch_account(&AccountPatch { locale: Some(Locale::Portuguese), ..AccountPatch::default() }).await.unwrap();
    let letter = fresh();
    let new = World::invitation("carla@example.com", vec![]);
    let made = tx.insert_invitation(fresh(), &new, letter, world.start).await.unwrap();
    tx.commit().await.unwrap();
    let pending = world.db.pending(letter, world.start).await.unwrap().unwrap();
    assert_eq!((pending.purpose, pending.locale), (Purpose::Invitation, Locale::Portuguese));
    let invited = pending.invitation.unwrap();
    assert_eq!((invited.invitation_id, invited.account_id), (made.id, world.account));
    let over = world.db.pending(letter, made.expires_at).await.unwrap().unwrap();
    assert!(over.invitation.is_none());
    let mut tx = world.tx().await;
    let foreign = World::invitation("dan@example.com", vec![fresh()]);
    let missing = tx.insert_invitation(fresh(), &foreign, fresh(), world.start).await;
    assert!(matches!(missing, Err(StoreError::Missing(Resource::Inbox))), "{missing:?}");
    drop(tx);
    assert_eq!(world.count("letters").await, 1);
}

#[tokio::test]
async fn the_tenant_and_its_members_change_and_only_they() {
    let world = World::new().await;
    let (other, _) = world.tenant("bob@example.com").await;
    let agent = world.member("carla@example.com", Role::Agent).await;
    let mut tx = world.tx().await;
    let patch =
        AccountPatch { name: Some(name("Renamed")), second_factor_required: Some(true), ..AccountPatch::default() };
    tx.patch_account(&patch).await.unwrap();
    let account = tx.hold_account().await.unwrap().unwrap();
    assert_eq!((account.name.as_str(), account.second_factor_required, account.version), ("Renamed", true, 2));
    let bot = fresh();
    tx.insert_bot(bot, &name("Robot"), world.start).await.unwrap();
    assert_eq!(tx.hold_member(bot).await.unwrap().unwrap().role, Role::Bot);
    assert!(tx.is_member(&email("CARLA@example.com")).await.unwrap());
    assert!(!tx.is_member(&email("bob@example.com")).await.unwrap(), "of another tenant");
    assert_eq!(tx.active_owners().await.unwrap(), 1);
    let patch = MemberPatch { role: Some(Role::Owner), disabled: Some(true), ..MemberPatch::default() };
    tx.patch_member(agent, &patch, world.start).await.unwrap();
    assert_eq!(tx.active_owners().await.unwrap(), 1);
    let patch = MemberPatch { disabled: Some(false), ..MemberPatch::default() };
    tx.patch_member(agent, &patch, world.start).await.unwrap();
    let member = tx.hold_member(agent).await.unwrap().unwrap();
    assert_eq!((member.role, member.reach, member.version, member.disabled_at), (Role::Owner, Reach::All, 3, None));
    assert_eq!(tx.active_owners().await.unwrap(), 2);
    tx.commit().await.unwrap();
    assert_eq!(world.count(&format!("accounts where id = '{other}' and name = 'Acme' and version = 1")).await, 1);
    assert_eq!(world.count("audit_log where subject_type = 'accounts' and ip = '192.0.2.1'").await, 1);
    assert_eq!(world.db.verify_audit(world.account).await.unwrap(), None);
}

/// Both lower the other's role; one owner has to be left.
#[tokio::test]
async fn who_holds_a_member_holds_all_the_tenants_members() {
    let world = World::new().await;
    let second = world.member("carla@example.com", Role::Owner).await;
    let lower = |user| {
        let (db, scope, start) = (world.db.clone(), world.scope(), world.start);
        tokio::spawn(async move {
            let mut tx = db.begin(&scope).await.unwrap();
            tx.hold_member(user).await.unwrap();
            let patch = MemberPatch { role: Some(Role::Agent), ..MemberPatch::default() };
            tx.patch_member(user, &patch, start).await.unwrap();
            let left = tx.active_owners().await.unwrap();
            if left > 0 {
                tx.commit().await.unwrap();
            }
            left
        })
    };
    let both = [lower(world.owner), lower(second)];
    let mut left = Vec::new();
    for task in both {
        left.push(task.await.unwrap());
    }
    left.sort_unstable();
    assert_eq!(left, [0, 1]);
    assert_eq!(world.count("memberships where role = 'owner'").await, 1);
}

/// What a member's transaction does in the platform's name ends with the statement that does it.
#[tokio::test]
async fn a_tenants_transaction_does_not_stay_in_the_platform_realm() {
    let world = World::new().await;
    world.tenant("bob@example.com").await;
    let mut tx = world.tx().await;
    tx.insert_bot(fresh(), &name("Robot"), world.start).await.unwrap();
    tx.patch_account(&AccountPatch { name: Some(name("Mine")), ..AccountPatch::default() }).await.unwrap();
    let new = World::invitation("bob@example.com", vec![]);
    tx.insert_invitation(fresh(), &new, fresh(), world.start).await.unwrap();
    assert!(!tx.is_member(&email("bob@example.com")).await.unwrap());
    tx.commit().await.unwrap();
    let server = CLUSTER.get().unwrap().ensure_login_role("skybot_app").await.unwrap();
    let mut server = PgConnection::connect_with(&server.options(&world.name)).await.unwrap();
    let calls = format!(
        "begin; select app.enter('{0}', '{1}', 'all', 'user', ''); select app.patch_account('X', null, null, null);
         select app.insert_bot('{2}', 'Bot', now())",
        world.account,
        world.owner,
        fresh::<()>()
    );
    server.execute(AssertSqlSafe(calls)).await.unwrap();
    let seen: (i64, i64, i64) = sqlx::query_as(
        "select (select count(*) from accounts), (select count(*) from letters), (select count(*) from sessions)",
    )
    .fetch_one(&mut server)
    .await
    .unwrap();
    assert_eq!(seen, (1, 0, 0));
}
