//! What holds whatever the server's code does, and whatever comes from outside.

use std::time::Duration;

use skybot_domain::account::AccountPatch;
use skybot_domain::letter::Purpose;
use skybot_domain::mail::Locale;
use skybot_domain::ports::{Acceptance, Credentials as _, Letters as _, PasswordChange, Provisioning as _, Store as _};
use skybot_domain::scope::{Origin, Role};
use skybot_domain::session::{Attempt, OpenedWith, Registration, SecurityEvent};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use crate::{CLUSTER, PASSWORD, World, email, fresh, from, name, person, secret};

impl World {
    /// A session of the server's role, past the server's code.
    async fn server(&self) -> PgConnection {
        let server = CLUSTER.get().unwrap().ensure_login_role("skybot_app").await.unwrap();
        PgConnection::connect_with(&server.options(&self.name)).await.unwrap()
    }
}

/// The tables that are nobody's: of the engines, not ours.
const OTHERS: [&str; 1] = ["_sqlx_migrations"];

#[tokio::test]
async fn row_level_security_is_forced_on_every_table() {
    let world = World::new().await;
    let sql = "select relname::text from pg_class
               where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                 and not (relrowsecurity and relforcerowsecurity) order by 1";
    let open: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut world.superuser().await).await.unwrap();
    assert_eq!(open, OTHERS);
}

#[tokio::test]
async fn what_is_logged_stays_as_it_is() {
    let world = World::new().await;
    world.opened(world.start).await;
    let mut server = world.server().await;
    for (table, column) in
        [("audit_log", "action"), ("audit_chain", "hash"), ("platform_log", "action"), ("platform_chain", "hash")]
    {
        for change in [
            format!("update {table} set {column} = {column}"),
            format!("delete from {table}"),
            format!("truncate {table} cascade"),
            format!("alter table {table} disable trigger all"),
            format!("select 1 from {table} for update"),
        ] {
            let enter =
                format!("select app.enter('{}', null, 'all', 'system', ''), app.enter_platform()", world.account);
            server.execute("begin").await.unwrap();
            server.execute(AssertSqlSafe(enter)).await.unwrap();
            let refused = server.execute(AssertSqlSafe(change.clone())).await.unwrap_err();
            let code = refused.as_database_error().and_then(sqlx::error::DatabaseError::code);
            assert_eq!(code.as_deref(), Some("42501"), "{change}: {refused}");
            server.execute("rollback").await.unwrap();
        }
    }
    let refused = server.execute("update delegated_identities set subject = subject").await.unwrap_err();
    assert!(refused.to_string().contains("permission denied"), "{refused}");
}

/// Outside any realm nothing of people is to be seen, and what a statement does in the platform's
/// name does not last beyond it.
#[tokio::test]
async fn outside_any_realm_there_is_nobody() {
    let world = World::new().await;
    let session = world.opened(world.start).await;
    let mut server = world.server().await;
    let sql = "select count(*) from app.principal($1, $2, '30 days'::interval)";
    let one: i64 =
        sqlx::query_scalar(sql).bind(session.id.uuid()).bind(world.start).fetch_one(&mut server).await.unwrap();
    assert_eq!(one, 1);
    let sql = "select count(*) from app.api_key('0123456789abcdEF', '', null, null, null, now())";
    assert_eq!(sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut server).await.unwrap(), 0);
    // A transaction that fails takes its realm with it.
    let failed = server.execute("begin; select app.enter_platform(); select 1 / 0").await;
    assert!(failed.is_err());
    server.execute("rollback").await.unwrap();
    server.execute("begin; select app.enter_platform(); commit").await.unwrap();
    for table in [
        "accounts",
        "api_keys",
        "audit_chain",
        "audit_log",
        "backup_codes",
        "delegated_identities",
        "invitations",
        "known_devices",
        "letters",
        "link_secrets",
        "memberships",
        "platform_chain",
        "platform_log",
        "refresh_tokens",
        "sessions",
        "sign_in_guesses",
        "users",
    ] {
        let sql = AssertSqlSafe(format!("select count(*) from {table}"));
        assert_eq!(sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut server).await.unwrap(), 0, "{table}");
    }
}

/// Whatever a client puts into its headers, nothing fails, and nothing of it is believed.
#[tokio::test]
async fn hostile_headers_fail_nothing() {
    let world = World::new().await;
    let (db, at) = (&world.db, world.start);
    let origin = Origin {
        request_id: Some(format!("a\0b'); drop table users; -- é\n{}", "x".repeat(10_000))),
        ip: "::ffff:198.51.100.3".parse().ok(),
        user_agent: Some(format!("\0'; \\ \u{1f980} %s $1 \u{202e}{}\0", "é".repeat(10_000))),
    };
    let attempt = Attempt { email: email("ana@example.com"), origin: origin.clone(), device: Some(secret()), at };
    let login = db.user(world.owner).await.unwrap();
    db.guess(&attempt).await.unwrap();
    for who in [login.as_ref(), None] {
        db.note_failure(SecurityEvent::SignInFailed, who, &attempt).await.unwrap();
    }
    let mut session = world.session(at, OpenedWith { device: Some(secret()), ..OpenedWith::default() });
    session.origin = origin.clone();
    assert!(db.open_session(&session).await.unwrap());
    db.rotate(&session.refresh_hash, &secret(), &origin, at).await.unwrap();
    db.rotate(&session.refresh_hash, &secret(), &origin, at + Duration::from_hours(1)).await.unwrap();
    let mut session = world.session(at, OpenedWith::default());
    (session.lifetime, session.origin) = (Duration::from_hours(1), origin.clone());
    session.impersonator = Some(format!("sup\0port {}", "é".repeat(500)));
    assert!(db.open_session(&session).await.unwrap());
    assert!(db.revoke(world.owner, session.id, SecurityEvent::SignedOut, &origin, at).await.unwrap());
    db.link_identity(world.owner, "https://id", "7", &origin, at).await.unwrap();
    assert!(db.confirm_second_factor(world.owner, 1, &[], &origin, at).await.is_ok());
    db.remove_second_factor(world.owner, &origin, at).await.unwrap();
    let link = world.link(Purpose::VerifyEmail, world.owner).await;
    assert!(db.verify_email(&link, &origin, at).await.unwrap());
    let (user, password_hash, letter) = (world.owner, PASSWORD.to_owned(), fresh());
    let change = PasswordChange { user, password_hash, keep: None, link: None, letter, origin: origin.clone(), at };
    assert!(db.set_password(&change).await.unwrap());
    let registration = Registration {
        account_id: fresh(),
        account_name: name("New"),
        user_id: fresh(),
        name: name("Newcomer"),
        email: email("neu@example.com"),
        password_hash: PASSWORD.to_owned(),
        locale: Locale::French,
        origin: origin.clone(),
        at,
    };
    db.register(&registration, fresh()).await.unwrap();
    let (_, hash) = world.invited("carla@example.com", vec![]).await;
    let person_of = Some((name("Carla"), PASSWORD.to_owned()));
    let acceptance = Acceptance { hash, user_id: fresh(), person: person_of, origin: origin.clone(), at };
    db.accept_invitation(&acceptance).await.unwrap();
    db.add_member(world.account, &person("dan@example.com", Role::Agent), at, &origin).await.unwrap();
    db.set_suspended(world.account, false, &origin).await.unwrap();
    let scope = world.scope().from(origin);
    let mut tx = db.begin(&scope).await.unwrap();
    tx.patch_account(&AccountPatch { locale: Some(Locale::French), ..AccountPatch::default() }).await.unwrap();
    tx.commit().await.unwrap();
    db.note_refusal(&scope, SecurityEvent::AccessDenied, "GET /x").await.unwrap();

    for log in ["audit_log", "platform_log"] {
        let hostile = format!("{log} where ip = '198.51.100.3'");
        assert!(world.count(&hostile).await > 0);
        let kept = format!(
            "{hostile} and request_id ~ '^abdroptableusers--x+$' and length(request_id) = 128
                            and length(user_agent) = 255"
        );
        assert_eq!(world.count(&kept).await, world.count(&hostile).await, "{log}");
    }
    assert_eq!(world.db.verify_audit(world.account).await.unwrap(), None);
}

/// What the platform does in a member's name is the member's by name only.
#[tokio::test]
async fn who_is_behind_a_member_is_in_the_log() {
    let world = World::new().await;
    let scope = world.scope().impersonated_by(Some("support 'at' the platform".to_owned()));
    let mut tx = world.db.begin(&scope).await.unwrap();
    tx.patch_account(&AccountPatch { name: Some(name("Changed")), ..AccountPatch::default() }).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.tx().await;
    tx.patch_account(&AccountPatch { name: Some(name("Again")), ..AccountPatch::default() }).await.unwrap();
    tx.commit().await.unwrap();
    let sql = "select impersonator from audit_log where subject_type = 'accounts' and actor_id is not null order by id";
    let who: Vec<Option<String>> = sqlx::query_scalar(sql).fetch_all(&mut world.superuser().await).await.unwrap();
    assert_eq!(who, [Some("support 'at' the platform".to_owned()), None]);
}

#[tokio::test]
async fn no_impersonation_is_longer_than_an_hour_whoever_asks() {
    let world = World::new().await;
    let mut session = world.session(world.start, OpenedWith::default());
    session.impersonator = Some("support".to_owned());
    session.lifetime = Duration::from_secs(3_601);
    assert!(world.db.open_session(&session).await.is_err());
    assert_eq!(world.count("sessions").await, 0);
}

/// A former employer's log is no place for what somebody does elsewhere.
#[tokio::test]
async fn a_tenant_that_locked_somebody_out_learns_nothing_of_them() {
    let world = World::new().await;
    let (origin, at) = (from("198.51.100.1"), world.start);
    let (there, user) = world.tenant("bob@example.com").await;
    // An older membership, here.
    world
        .db
        .add_member(world.account, &person("bob@example.com", Role::Agent), at - Duration::from_hours(1), &origin)
        .await
        .unwrap();
    world
        .set(&format!(
            "update memberships set disabled_at = now() where account_id = '{}' and user_id = '{user}'",
            world.account
        ))
        .await;
    let attempt = Attempt { email: email("bob@example.com"), origin: origin.clone(), device: None, at };
    let login = world.db.user(user).await.unwrap();
    world.db.note_failure(SecurityEvent::SignInFailed, login.as_ref(), &attempt).await.unwrap();
    world.db.replace_backup_codes(user, &[secret()], &origin, at).await.unwrap();
    let of = "audit_log where action in ('sign_in_failed', 'backup_codes_made') and account_id";
    assert_eq!(world.count(&format!("{of} = '{there}'")).await, 2);
    assert_eq!(world.count(&format!("{of} = '{}'", world.account)).await, 0);
    // Locked out everywhere, it is still noted somewhere.
    world.set(&format!("update memberships set disabled_at = now() where user_id = '{user}'")).await;
    let login = world.db.user(user).await.unwrap();
    world.db.note_failure(SecurityEvent::SignInFailed, login.as_ref(), &attempt).await.unwrap();
    assert_eq!(world.count(&format!("{of} = '{}'", world.account)).await, 1);
}
