//! The audit log and its chain.

use std::path::Path;

use skybot_domain::audit::AuditFilter;
use skybot_domain::id::AccountId;
use skybot_domain::page::{Limit, PageRequest};
use skybot_domain::ports::{Credentials as _, Store as _};
use skybot_domain::scope::Role;
use skybot_domain::session::{Attempt, OpenedWith, SecurityEvent};
use skybot_postgres::AuditFault;
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool};

use crate::{CLUSTER, World, email, from};

#[tokio::test]
async fn a_change_to_the_past_shows() {
    let world = World::new().await;
    for _ in 0..3 {
        world.opened(world.start).await;
    }
    let (other, _) = world.tenant("bob@example.com").await;
    assert_eq!(world.db.verify_audit(world.account).await.unwrap(), None);
    assert!(world.count(&format!("audit_chain where account_id = '{}'", world.account)).await >= 4);
    let of = format!("account_id = '{}'", world.account);
    let second = format!("id = (select id from audit_log where {of} order by id offset 1 limit 1)");
    for (harm, link, problem) in [
        (format!("update audit_log set ip = '10.0.0.1' where {of} and {second}"), 2, "its entry was changed"),
        (
            format!("update audit_log set after = after - 'session_id' where {of} and {second}"),
            2,
            "its entry was changed",
        ),
        (format!("delete from audit_log where {of} and {second}"), 2, "its entry is gone"),
        (
            format!("delete from audit_chain where {of} and link = 2; delete from audit_log where {of} and {second}"),
            2,
            "a link is missing",
        ),
        (
            format!(
                "insert into audit_log (account_id, actor_type, action, subject_type, subject_id)
                     values ('{}', 'system', 'signed_in', 'user', 'x')",
                world.account
            ),
            5,
            "an entry is not in the chain",
        ),
    ] {
        // As replicas do: without triggers and foreign keys. Each harm alone.
        let mut superuser = world.superuser().await;
        let harm = format!("begin; set local session_replication_role = replica; {harm}");
        sqlx::raw_sql(AssertSqlSafe(harm.clone())).execute(&mut superuser).await.unwrap();
        assert_eq!(verify(&mut superuser, world.account).await, [(link, problem.to_owned())], "{harm}");
        assert_eq!(verify(&mut superuser, other).await, [], "another tenant's is whole");
    }
    assert_eq!(world.db.verify_audit(world.account).await.unwrap(), None);
    // Deleting an entry from under its link is refused, even to a superuser who does not go out of the way.
    let refused = sqlx::query("delete from audit_log").execute(&mut world.superuser().await).await;
    assert!(refused.is_err());
}

/// As a tenant's: guesses at names that nobody has, and what the platform does.
#[tokio::test]
async fn the_platforms_log_is_a_chain_too() {
    let world = World::new().await;
    for place in 1..4 {
        let attempt = Attempt {
            email: email("nobody@example.com"),
            origin: from(&format!("198.51.100.{place}")),
            device: None,
            at: world.start,
        };
        world.db.note_failure(SecurityEvent::SignInFailed, None, &attempt).await.unwrap();
    }
    assert_eq!(world.db.verify_platform_log().await.unwrap(), None);
    let harm = "set session_replication_role = replica; update platform_log set ip = '10.0.0.1' where id = 2";
    world.set(harm).await;
    let fault = AuditFault { link: 2, problem: "its entry was changed".to_owned() };
    assert_eq!(world.db.verify_platform_log().await.unwrap(), Some(fault));
    world.set("set session_replication_role = replica; delete from platform_log where id = 2").await;
    let fault = AuditFault { link: 2, problem: "its entry is gone".to_owned() };
    assert_eq!(world.db.verify_platform_log().await.unwrap(), Some(fault));
    assert_eq!(world.db.verify_audit(world.account).await.unwrap(), None);
}

#[tokio::test]
async fn many_who_write_at_once_make_one_chain() {
    let world = World::new().await;
    let tasks = (0..16).map(|_| {
        let (db, session) = (world.db.clone(), world.session(world.start, OpenedWith::default()));
        tokio::spawn(async move { db.open_session(&session).await.unwrap() })
    });
    for task in tasks.collect::<Vec<_>>() {
        assert!(task.await.unwrap());
    }
    assert_eq!(world.db.verify_audit(world.account).await.unwrap(), None);
}

#[tokio::test]
async fn the_log_is_read_newest_first_page_by_page() {
    let world = World::new().await;
    world.member("carla@example.com", Role::Agent).await;
    for _ in 0..3 {
        world.opened(world.start).await;
    }
    let mut page = PageRequest { limit: Limit::parse(2).unwrap(), after: None };
    let mut seen = Vec::new();
    loop {
        let found = world.db.audit_log(&world.scope(), &AuditFilter::default(), page).await.unwrap();
        seen.extend(found.items);
        page.after = found.next;
        if page.after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted_by(|newer, older| newer.id > older.id));
    let newest = &seen[0];
    assert_eq!((newest.action.as_str(), newest.actor_id), ("signed_in", Some(world.owner.uuid())));
    assert_eq!((newest.ip, newest.user_agent.as_deref()), ("192.0.2.1".parse().ok(), Some("Test")));
    assert!(newest.after.as_ref().unwrap().contains("session_id"));
    assert_eq!((seen[4].action.as_str(), seen[4].subject_type.as_str()), ("insert", "memberships"));
}

async fn verify(session: &mut PgConnection, account: AccountId) -> Vec<(i64, String)> {
    let sql = "select link, problem from app.verify_audit($1)";
    sqlx::query_as(sql).bind(account.uuid()).fetch_all(session).await.unwrap()
}

/// A database of the release before: what its log holds is the chain's beginning, and who was there
/// is not locked out.
#[tokio::test]
async fn what_was_there_before_the_chain_is_its_beginning() {
    let world = World::new().await;
    let cluster = CLUSTER.get().unwrap();
    cluster.ensure_database("identity_older", "skybot_owner").await.unwrap();
    let owner = cluster.ensure_login_role("skybot_owner").await.unwrap();
    let pool = PgPool::connect_with(owner.options("identity_older")).await.unwrap();
    skybot_postgres::jobs::migrate(&pool).await.unwrap();
    let migrations = Migrator::new(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations"))).await.unwrap();
    migrations.run_to(13, &pool).await.unwrap();
    let mut admin = PgConnection::connect_with(&cluster.admin().options("identity_older")).await.unwrap();
    let (account, user) = (world.account, world.owner);
    let rows = format!(
        "insert into accounts (id, name, created_at) values ('{account}', 'Old', now());
         insert into users (id, email, name, password_hash, created_at)
           values ('{user}', 'old@example.com', 'Old', '$argon2id$x', now());
         insert into memberships (account_id, user_id, name, role, created_at)
           values ('{account}', '{user}', 'Old', 'owner', now());
         update memberships set reach = 'inbox';"
    );
    sqlx::raw_sql(AssertSqlSafe(rows)).execute(&mut admin).await.unwrap();
    migrations.run(&pool).await.unwrap();
    let (links, verified): (i64, bool) =
        sqlx::query_as("select (select count(*) from audit_chain), (select email_verified_at is not null from users)")
            .fetch_one(&mut admin)
            .await
            .unwrap();
    assert_eq!((links, verified), (2, true));
    sqlx::raw_sql("update memberships set reach = 'all'").execute(&mut admin).await.unwrap();
    assert_eq!(verify(&mut admin, account).await, []);
    pool.close().await;
}
