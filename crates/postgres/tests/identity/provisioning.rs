//! What the platform does to tenants.

use std::time::Duration;

use skybot_domain::account::NewMember;
use skybot_domain::audit::AuditFilter;
use skybot_domain::error::{Resource, StoreError, Unique};
use skybot_domain::id::AccountId;
use skybot_domain::page::{Limit, PageRequest};
use skybot_domain::ports::{Credentials as _, Letters as _, Provisioning, Store as _};
use skybot_domain::scope::{Actor, Origin, Reach, Role, Scope};
use skybot_domain::session::{NewSession, OpenedWith, SecurityEvent};
use skybot_postgres::{PoolSettings, Postgres};

use crate::{CLUSTER, PASSWORD, World, fresh, from, person};

impl World {
    /// The same database as another process sees it.
    async fn other_node(&self) -> Postgres {
        let server = CLUSTER.get().unwrap().ensure_login_role("skybot_app").await.unwrap();
        Postgres::connect(server.options(&self.name), &PoolSettings::default())
    }
}

#[tokio::test]
async fn tenants_are_listed_newest_first_page_by_page() {
    let world = World::new().await;
    let (second, _) = world.tenant("bob@example.com").await;
    let (third, _) = world.tenant("carla@example.com").await;
    assert!(world.db.set_suspended(second, true, &Origin::default()).await.unwrap());
    let mut page = PageRequest { limit: Limit::parse(2).unwrap(), after: None };
    let first = Provisioning::accounts(&world.db, page).await.unwrap();
    page.after = first.next;
    let rest = Provisioning::accounts(&world.db, page).await.unwrap();
    let seen: Vec<_> = first.items.iter().chain(&rest.items).map(|account| account.id).collect();
    assert_eq!(seen, [third, second, world.account]);
    assert!(first.next.is_some() && rest.next.is_none());
    assert_eq!(first.items[1].status.as_str(), "suspended");
}

#[tokio::test]
async fn a_tenants_members_are_listed_whatever_its_state_and_nobody_elses() {
    let world = World::new().await;
    let agent = world.member("carla@example.com", Role::Agent).await;
    world.tenant("bob@example.com").await;
    assert!(world.db.set_suspended(world.account, true, &Origin::default()).await.unwrap());
    let mut page = PageRequest { limit: Limit::parse(1).unwrap(), after: None };
    let mut seen = Vec::new();
    loop {
        let found = Provisioning::members(&world.db, world.account, page).await.unwrap();
        seen.extend(found.items.into_iter().map(|member| (member.user_id, member.role)));
        page.after = found.next;
        if page.after.is_none() {
            break;
        }
    }
    assert_eq!(seen, [(world.owner, Role::Owner), (agent, Role::Agent)]);
    assert!(Provisioning::members(&world.db, fresh(), PageRequest::default()).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn what_the_platform_does_is_in_the_tenants_log_with_where_from() {
    let world = World::new().await;
    let origin = from("203.0.113.5");
    let carla = person("carla@example.com", Role::Agent);
    let user = world.db.add_member(world.account, &carla, world.start, &origin).await.unwrap();
    assert_eq!(world.db.add_member(world.account, &carla, world.start, &origin).await.unwrap(), user, "said twice");
    let lowered = person("carla@example.com", Role::Viewer);
    let again = world.db.add_member(world.account, &lowered, world.start, &origin).await;
    assert!(matches!(again, Err(StoreError::Conflict(Unique::Member))), "{again:?}");
    assert_eq!(
        world.count(&format!("memberships where user_id = '{user}' and role = 'agent' and version = 1")).await,
        1
    );
    for suspended in [true, true, false] {
        assert!(world.db.set_suspended(world.account, suspended, &origin).await.unwrap());
    }
    let sql = "select subject_type || ' ' || action || ' ' || coalesce(after ->> 'role', after ->> 'status')
               from audit_log where actor_type = 'system' and actor_id is null and ip = '203.0.113.5'
                 and user_agent = 'Test' and request_id = 'req-1' order by id";
    let noted: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut world.superuser().await).await.unwrap();
    let expected = ["memberships insert agent", "accounts update suspended", "accounts update active"];
    assert_eq!(noted, expected);
    assert_eq!(world.count("accounts where version = 3").await, 1, "what changes nothing counts no change");
    assert_eq!(world.db.verify_audit(world.account).await.unwrap(), None);
}

/// Somebody registers with an address that is not theirs, and waits for its owner to be made a member.
#[tokio::test]
async fn whoever_never_proved_an_address_is_not_let_in_with_its_owner() {
    let world = World::new().await;
    let squatter = world.registration("carla@example.com");
    world.db.register(&squatter, fresh()).await.unwrap();
    let session = NewSession {
        user_id: squatter.user_id,
        account_id: squatter.account_id,
        ..world.session(world.start, OpenedWith::default())
    };
    assert!(world.db.open_session(&session).await.unwrap());
    assert!(world.is_live(session.id, world.start).await);
    let carla = NewMember { password_hash: format!("{PASSWORD}Carla"), ..person("carla@example.com", Role::Agent) };
    let user = world.db.add_member(world.account, &carla, world.start, &Origin::default()).await.unwrap();
    assert_eq!(user, squatter.user_id, "one address is one user");
    let login = world.db.user(user).await.unwrap().unwrap();
    assert_eq!((login.password_hash.as_deref(), login.email_verified), (Some(carla.password_hash.as_str()), true));
    assert!(!world.is_live(session.id, world.start).await, "what was set up before is over");
}

#[tokio::test]
async fn where_there_is_no_tenant_nothing_is_done() {
    let world = World::new().await;
    let nowhere: AccountId = fresh();
    let carla = person("carla@example.com", Role::Agent);
    let missing = world.db.add_member(nowhere, &carla, world.start, &Origin::default()).await;
    assert!(matches!(missing, Err(StoreError::Missing(Resource::Account))), "{missing:?}");
    assert!(!world.db.set_suspended(nowhere, true, &Origin::default()).await.unwrap());
    assert_eq!(world.count("users").await, 1);
}

/// Whoever is believed at the moment of suspension is so for less than a second, and where it was
/// done not even that.
#[tokio::test]
async fn a_suspended_tenant_stops_working_at_once_here_and_within_a_second_elsewhere() {
    let world = World::new().await;
    let (session, elsewhere) = (world.opened(world.start).await, world.other_node().await);
    let (_, bob) = world.tenant("bob@example.com").await;
    let at = world.start + Duration::from_secs(1);
    assert!(world.is_live(session.id, at).await);
    assert!(elsewhere.principal(session.id, at).await.unwrap().is_some());
    assert!(world.db.set_suspended(world.account, true, &Origin::default()).await.unwrap());
    assert!(!world.is_live(session.id, at).await);
    let after = at + Duration::from_millis(900);
    assert!(elsewhere.principal(session.id, after).await.unwrap().is_none());
    assert!(world.db.user(world.owner).await.unwrap().unwrap().first_open().is_none());
    assert!(world.db.user(bob).await.unwrap().unwrap().first_open().is_some());
}

#[tokio::test]
async fn a_refusal_is_in_the_tenants_log_with_who_where_from_and_what() {
    let world = World::new().await;
    let bot = fresh();
    let mut tx = world.tx().await;
    tx.insert_bot(bot, &crate::name("Robot"), world.start).await.unwrap();
    tx.commit().await.unwrap();
    let issue = |actor| {
        #[expect(clippy::disallowed_methods, reason = "a test is the credential check")]
        let scope = Scope::issue(world.account, actor, Role::Agent, Reach::Mine);
        scope.from(from("203.0.113.5"))
    };
    let person = issue(Actor::User { id: world.owner, name: "Ana".to_owned() });
    let machine = issue(Actor::Bot { id: bot, name: "Robot".to_owned() });
    let subject = format!("GET /api/v1/contacts/{{id}} {}", fresh::<()>());
    world.db.note_refusal(&person, SecurityEvent::AccessDenied, &subject).await.unwrap();
    let platform = person.clone().impersonated_by(Some("support".to_owned()));
    world.db.note_refusal(&platform, SecurityEvent::AccessDenied, &subject).await.unwrap();
    let long = format!("\0GET /{}", "é".repeat(5_000));
    world.db.note_refusal(&machine, SecurityEvent::ForeignAccessTried, &long).await.unwrap();

    let page = world.db.audit_log(&world.scope(), &AuditFilter::default(), PageRequest::default()).await.unwrap();
    let entries: Vec<_> = page.items.iter().filter(|entry| entry.subject_type == "request").collect();
    let who = |place: usize| {
        let entry = entries[place];
        (entry.action.as_str(), entry.actor_type.as_str(), entry.actor_id, entry.impersonator.as_deref())
    };
    assert_eq!(entries.len(), 3);
    assert_eq!(who(2), ("access_denied", "user", Some(world.owner.uuid()), None));
    assert_eq!(who(1), ("access_denied", "user", Some(world.owner.uuid()), Some("support")));
    assert_eq!(who(0), ("foreign_access_tried", "bot", Some(bot.uuid()), None));
    assert_eq!(entries[2].subject_id, subject);
    assert_eq!(entries[0].subject_id.chars().count(), 255);
    for entry in entries {
        let origin = (entry.ip, entry.user_agent.as_deref(), entry.request_id.as_deref());
        assert_eq!(origin, ("203.0.113.5".parse().ok(), Some("Test"), Some("req-1")));
    }
    assert_eq!(world.db.verify_audit(world.account).await.unwrap(), None);
}
