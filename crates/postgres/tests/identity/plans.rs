//! Every statement about people finds its rows by an index, with row-level security on and thousands
//! of rows in every table that grows: whether it is planned for its values or once for all.

use std::collections::BTreeMap;
use std::time::Duration;

use skybot_domain::account::{MemberPatch, NewInvitation, OwnPatch};
use skybot_domain::api_key::NewApiKey;
use skybot_domain::audit::{AuditFilter, AuditWord};
use skybot_domain::letter::{LetterRequest, LinkTarget, NewLink, Purpose};
use skybot_domain::mail::Locale;
use skybot_domain::page::PageRequest;
use skybot_domain::ports::{
    Acceptance, Accepted, Credentials, EventLog as _, Housekeeping as _, Letters as _, PasswordChange, Provisioning,
    Store,
};
use skybot_domain::scope::{Grants, Origin, Permission, Reach, Role};
use skybot_domain::search::Query;
use skybot_domain::session::{
    Attempt, Credential, Guess, OpenedWith, REUSE_GRACE, Registration, Rotation, SecurityEvent,
};
use skybot_postgres::{PoolSettings, Postgres};

use crate::{CLUSTER, PASSWORD, World, email, fresh, from, name, person, secret};

/// The tables that grow.
const LARGE: [&str; 18] = [
    "account_streams",
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
    "standing_marks",
];

/// Past the triggers, which would take a minute. Some of everything is of the owner, who has more of
/// it than most.
const FILL: &str = "
    set session_replication_role = replica;
    insert into users (id, email, name, created_at)
      select gen_random_uuid(), 'u' || n || '@example.com', 'U', now() from generate_series(1, 5000) n;
    insert into accounts (id, name, created_at) select gen_random_uuid(), 'A', now() from generate_series(1, 50);
    insert into memberships (account_id, user_id, name, role, created_at)
      select a.id, u.id, 'U', 'agent', now()
      from (select id, row_number() over () n from users) u
      join (select id, row_number() over () n from accounts) a on a.n = u.n % 50 + 1
      on conflict do nothing;
    insert into sessions (id, account_id, user_id, ip, created_at, last_used_at, expires_at)
      select gen_random_uuid(), account_id, user_id, '10.0.0.1', now(), now(), now() + interval '1 day'
      from memberships, generate_series(1, 2);
    insert into refresh_tokens (token_hash, session_id, issued_at)
      select sha256((id::text || n)::bytea), id, now() from sessions, generate_series(1, 2) n;
    insert into letters (id, letter, email, locale, created_at)
      select gen_random_uuid(), 'magic_link', email, 'en', now() from users;
    insert into invitations (account_id, id, email, role, reach, invited_by, created_at, expires_at)
      select account_id, gen_random_uuid(), 'i-' || user_id || '@example.com', 'agent', 'all', user_id, now(),
             now() + interval '1 day' from memberships;
    insert into link_secrets (secret_hash, letter, user_id, created_at, expires_at)
      select sha256(id::text::bytea), 'magic_link', id, now(), now() + interval '1 day' from users;
    insert into link_secrets (secret_hash, letter, account_id, invitation_id, created_at, expires_at)
      select sha256(id::text::bytea), 'invitation', account_id, id, now(), now() + interval '1 day' from invitations;
    insert into sign_in_guesses (name_hash, place, guesses, since, in_a_row, last_at)
      select sha256(id::text::bytea), 'x', 1, now(), 1, now() from users;
    insert into delegated_identities (issuer, subject, user_id, created_at) select 'https://id', id, id, now() from users;
    insert into known_devices (user_id, device_hash, last_used_at) select id, sha256(id::text::bytea), now() from users;
    insert into backup_codes (user_id, code_hash) select id, sha256((id::text || n)::bytea) from users, generate_series(1, 2) n;
    insert into api_keys (account_id, id, public_id, secret_hash, name, user_id, permissions, created_at)
      select account_id, gen_random_uuid(), substr(md5(account_id::text || user_id), 1, 16), sha256(user_id::text::bytea), 'K',
             user_id, '{messages:write}', now() from memberships;
    insert into audit_log (account_id, actor_type, action, subject_type, subject_id)
      select id, 'system', 'update', 'x', n::text from accounts, generate_series(1, 200) n;
    insert into audit_chain (account_id, link, entry_id, hash)
      select account_id, 1000000 + row_number() over (partition by account_id order by id), id, sha256('x')
      from audit_log l where not exists (select from audit_chain c where c.entry_id = l.id);
    insert into accounts (id, name, created_at) select gen_random_uuid(), 'B', now() from generate_series(1, 5000) n;
    insert into account_streams (account_id)
      select id from accounts a where not exists (select from account_streams s where s.account_id = a.id);
    insert into standing_marks (account_id)
      select id from accounts a where not exists (select from standing_marks s where s.account_id = a.id);
    insert into platform_log (action, subject_type, subject_id) select 'x', 'x', n::text from generate_series(1, 5000) n;
    insert into platform_chain (link, entry_id, hash) select 1000000 + id, id, sha256('x') from platform_log;
    set session_replication_role = default;
    analyze";

impl World {
    /// Rows of large tables that were read from end to end, once all other sessions are over: what
    /// a session did is counted when it ends at the latest.
    async fn read_whole(&self, db: &Postgres) -> BTreeMap<String, i64> {
        db.close().await;
        let mut superuser = self.superuser().await;
        let here = "select count(*) from pg_stat_activity
                    where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()";
        let ended = async {
            while sqlx::query_scalar::<_, i64>(here).fetch_one(&mut superuser).await.unwrap() > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), ended).await.unwrap();
        let sql = "select relname::text, seq_tup_read from pg_stat_user_tables where relname = any($1)";
        let mut tables: Vec<_> = LARGE.to_vec();
        tables.push("users");
        sqlx::query_as(sql).bind(tables).fetch_all(&mut superuser).await.unwrap().into_iter().collect()
    }

    /// The world on connections that plan as told.
    async fn planning(&self, mode: &str) -> World {
        let server = CLUSTER.get().unwrap().ensure_login_role("skybot_app").await.unwrap();
        let options = server.options(&self.name).options([("plan_cache_mode", mode)]);
        let db = Postgres::connect(options, &PoolSettings { size: 1, ..PoolSettings::default() });
        World { db, name: self.name.clone(), start: self.start, account: self.account, owner: self.owner }
    }
}

/// What is done in each step, by name.
const STEPS: [&str; 15] = [
    "guessing",
    "second factor",
    "sessions",
    "refreshing",
    "ending",
    "password",
    "identity",
    "letters",
    "registering",
    "inviting",
    "members",
    "api keys",
    "audit log",
    "live",
    "platform",
];

/// Every filter of the audit log, by itself.
fn filters(world: &World) -> Vec<AuditFilter> {
    let none = AuditFilter::default;
    let of = |text: &str| Some(AuditWord::parse(text).unwrap());
    let long_ago = world.start - Duration::from_hours(24 * 365);
    vec![
        AuditFilter { actor_id: Some(world.owner.uuid()), ..none() },
        AuditFilter { action: of("signed_in"), ..none() },
        AuditFilter { subject_type: of("memberships"), ..none() },
        AuditFilter { subject_id: of("7"), ..none() },
        AuditFilter { after: Some(world.start), ..none() },
        AuditFilter { before: Some(long_ago), ..none() },
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of all there is to do, each thing in a few lines")]
async fn step(world: &World, step: &str) {
    let (db, at, origin) = (&world.db, world.start, from("192.0.2.1"));
    match step {
        "guessing" => {
            let ana = Attempt { email: email("ana@example.com"), origin, device: Some(secret()), at };
            let Guess::Counted { login, place } = db.guess(&ana).await.unwrap() else { panic!("it has to wait") };
            db.note_failure(SecurityEvent::SignInFailed, login.as_ref(), &ana).await.unwrap();
            db.note_failure(SecurityEvent::SignInDelayed, login.as_ref(), &ana).await.unwrap();
            db.forgive(&place).await.unwrap();
            let with = OpenedWith { guess: Some(place), device: Some(secret()), ..OpenedWith::default() };
            assert!(db.open_session(&world.session(at, with)).await.unwrap());
        }
        "second factor" => {
            let code = secret();
            db.enrol(world.owner, b"sealed").await.unwrap();
            db.enrolled(world.owner).await.unwrap().unwrap();
            assert!(db.confirm_second_factor(world.owner, 1, &[code], &origin, at).await.unwrap());
            assert!(db.use_step(world.owner, 2).await.unwrap());
            assert!(db.use_backup_code(world.owner, &code, &origin, at).await.unwrap());
            db.replace_backup_codes(world.owner, &[secret()], &origin, at).await.unwrap();
            db.remove_second_factor(world.owner, &origin, at).await.unwrap();
        }
        "sessions" => {
            let session = world.opened(at).await;
            assert!(world.is_live(session.id, at).await);
            db.sessions(world.owner, at).await.unwrap();
            let link = world.link(Purpose::MagicLink, world.owner).await;
            let with = OpenedWith { link: Some(link), replaces: Some(session.id), ..OpenedWith::default() };
            assert!(db.open_session(&world.session(at, with)).await.unwrap());
        }
        "refreshing" => {
            let session = world.opened(at).await;
            for (after, rotated) in [(Duration::ZERO, true), (Duration::ZERO, true), (REUSE_GRACE, false)] {
                let rotation = db.rotate(&session.refresh_hash, &secret(), &origin, at + after).await.unwrap();
                assert_eq!(matches!(rotation, Rotation::Rotated(_)), rotated, "{rotation:?}");
            }
        }
        "ending" => {
            let (one, two) = (world.opened(at).await, world.opened(at).await);
            db.revoke_by_token(&one.refresh_hash, &origin, at).await.unwrap();
            assert!(db.revoke(world.owner, two.id, SecurityEvent::SessionRevoked, &origin, at).await.unwrap());
            db.revoke_others(world.owner, None, &origin, at).await.unwrap();
        }
        "password" => {
            // The first proof of a mailbox takes the most with it.
            world.set(&format!("update users set email_verified_at = null where id = '{}'", world.owner)).await;
            let link = Some(world.link(Purpose::ResetPassword, world.owner).await);
            let (user, password_hash, letter) = (world.owner, PASSWORD.to_owned(), fresh());
            let change = PasswordChange { user, password_hash, keep: None, link, letter, origin, at };
            assert!(db.set_password(&change).await.unwrap());
        }
        "identity" => {
            db.link_identity(world.owner, "https://id", "new", &origin, at).await.unwrap();
            assert!(db.user_by_identity("https://id", "new").await.unwrap().is_some());
            assert!(db.user_by_verified_email(&email("ana@example.com")).await.unwrap().is_some());
            assert!(db.user(world.owner).await.unwrap().is_some());
            world.set("delete from delegated_identities where subject = 'new'").await;
        }
        "letters" => {
            let (id, locale) = (fresh(), Locale::English);
            let letter = LetterRequest { id, purpose: Purpose::MagicLink, email: email("ana@example.com"), locale, at };
            db.ask(&letter).await.unwrap();
            db.pending(id, at).await.unwrap().unwrap();
            db.done(id, at).await.unwrap();
            let link = world.link(Purpose::VerifyEmail, world.owner).await;
            assert!(db.link(&link, Purpose::VerifyEmail, at).await.unwrap().is_some());
            assert!(db.verify_email(&link, &origin, at).await.unwrap());
        }
        "registering" => {
            for address in [format!("{}@example.com", fresh::<()>()), "ana@example.com".to_owned()] {
                let new = Registration {
                    account_id: fresh(),
                    account_name: name("New"),
                    user_id: fresh(),
                    name: name("Newcomer"),
                    email: email(&address),
                    password_hash: PASSWORD.to_owned(),
                    locale: Locale::French,
                    origin: origin.clone(),
                    at,
                };
                db.register(&new, fresh()).await.unwrap();
            }
        }
        "inviting" => {
            let address = email(&format!("{}@example.com", fresh::<()>()));
            let new = NewInvitation { email: address, role: Role::Agent, reach: Reach::All, inboxes: vec![] };
            let (id, hash) = (fresh(), secret());
            let mut tx = world.tx().await;
            assert!(!tx.is_member(&new.email).await.unwrap());
            tx.insert_invitation(id, &new, fresh(), at).await.unwrap();
            tx.commit().await.unwrap();
            db.invitations(&world.scope(), PageRequest::default()).await.unwrap();
            let opens = LinkTarget::Invitation(world.account, id);
            let lifetime = Duration::from_hours(1);
            db.store_link(&NewLink { hash, purpose: Purpose::Invitation, opens, at, lifetime }).await.unwrap();
            assert!(db.invitation(&hash, at).await.unwrap().is_some_and(|invitation| invitation.is_new_user));
            let person = Some((name("Carla"), PASSWORD.to_owned()));
            let acceptance = Acceptance { hash, user_id: fresh(), person, origin, at };
            let joined = db.accept_invitation(&acceptance).await.unwrap();
            assert!(matches!(joined, Accepted::Joined(..)), "{joined:?}");
            let mut tx = world.tx().await;
            assert!(!tx.revoke_invitation(id, at).await.unwrap());
            tx.commit().await.unwrap();
        }
        "members" => {
            let mut tx = world.tx().await;
            tx.hold_member(world.owner).await.unwrap().unwrap();
            let patch = MemberPatch { reach: Some(Reach::All), ..MemberPatch::default() };
            tx.patch_member(world.owner, &patch, at).await.unwrap();
            tx.active_owners().await.unwrap();
            tx.commit().await.unwrap();
            let own = OwnPatch { name: Some(name("Ana Costa")), locale: Some(Locale::French) };
            let mut tx = world.tx().await;
            tx.patch_self(world.owner, &own).await.unwrap();
            tx.commit().await.unwrap();
            Store::members(db, &world.scope(), None, PageRequest::default()).await.unwrap();
            let words = Query::parse("ana@ example").unwrap();
            Store::members(db, &world.scope(), Some(&words), PageRequest::default()).await.unwrap();
        }
        "api keys" => {
            let (id, bot) = (fresh(), fresh());
            let grants = Grants::of([Permission::MessagesWrite]);
            let new = NewApiKey { name: name("n8n"), user_id: None, grants, networks: vec![], expires_at: None };
            let public = fresh::<()>().uuid().simple().to_string().split_off(16);
            let hash = secret();
            let mut tx = world.tx().await;
            tx.insert_bot(bot, &new.name, at).await.unwrap();
            tx.insert_api_key(id, &new, bot, &public, &hash, at).await.unwrap();
            tx.commit().await.unwrap();
            assert!(Credentials::api_key(db, &public, &hash, &Origin::default(), at).await.unwrap().is_some());
            assert!(Credentials::api_key(db, &public, &secret(), &Origin::default(), at).await.unwrap().is_none());
            db.api_keys(&world.scope(), PageRequest::default()).await.unwrap();
            Store::api_key(db, &world.scope(), id).await.unwrap().unwrap();
            let mut tx = world.tx().await;
            tx.hold_api_key(id).await.unwrap().unwrap();
            tx.rotate_api_key(id, &secret(), at).await.unwrap();
            tx.revoke_api_key(id, at).await.unwrap();
            tx.commit().await.unwrap();
        }
        "audit log" => {
            let page = PageRequest::default();
            let found = db.audit_log(&world.scope(), &AuditFilter::default(), page).await.unwrap();
            db.audit_log(&world.scope(), &AuditFilter::default(), PageRequest { after: found.next, ..page })
                .await
                .unwrap();
            for filter in filters(world) {
                db.audit_log(&world.scope(), &filter, page).await.unwrap();
            }
            db.note_refusal(&world.scope(), SecurityEvent::AccessDenied, "GET /x").await.unwrap();
        }
        "live" => {
            let session = world.opened(at).await;
            let key = sqlx::query_as::<_, (uuid::Uuid, Vec<u8>)>(
                "select id, secret_hash from api_keys where account_id = $1",
            );
            let mut superuser = world.superuser().await;
            let (key, secret) = key.bind(world.account.uuid()).fetch_one(&mut superuser).await.unwrap();
            let key = Credential::ApiKey(key.into(), secret.try_into().unwrap());
            let sessions = [(world.account, Credential::Session(session.id)), (world.account, key)];
            assert_eq!(db.standing(&sessions, at).await.unwrap().len(), 2);
            assert_eq!(db.heads(&[world.account]).await.unwrap().len(), 1);
        }
        _ => {
            db.add_member(world.account, &person("u7@example.com", Role::Agent), at, &Origin::default()).await.unwrap();
            Provisioning::members(db, world.account, PageRequest::default()).await.unwrap();
            Provisioning::accounts(db, PageRequest::default()).await.unwrap();
            db.expire_credentials(at - Duration::from_hours(24 * 365 * 2)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn no_statement_reads_a_large_table_from_end_to_end() {
    let world = World::new().await;
    world.set(FILL).await;
    let mut before = world.read_whole(&world.db).await;
    for mode in ["auto", "force_generic_plan"] {
        for name in STEPS {
            let world = world.planning(mode).await;
            step(&world, name).await;
            let after = world.read_whole(&world.db).await;
            let read: Vec<_> =
                after.iter().map(|(table, rows)| (table, rows - before[table])).filter(|(_, rows)| *rows > 0).collect();
            assert!(read.is_empty(), "{name} ({mode}) reads all of {read:?}");
            before = after;
        }
    }
}

/// A tenant's log of 300,000 entries, nearly all of one kind, by one person, in one year.
const LONG_LOG: &str = "
    set session_replication_role = replica;
    insert into audit_log (account_id, at, actor_type, actor_id, action, subject_type, subject_id)
      select m.account_id, now() - n * interval '30 seconds', 'user', '00000000-0000-0000-0000-000000000001', 'update',
             'conversations', n::text
      from memberships m, generate_series(1, 300000) n where m.user_id = $1::text::uuid;
    set session_replication_role = default;
    analyze audit_log";

#[tokio::test]
async fn no_filter_reads_more_of_a_long_audit_log_than_it_tells() {
    let world = World::new().await;
    world.set(&LONG_LOG.replace("$1::text::uuid", &format!("'{}'", world.owner))).await;
    let read = "select coalesce(sum(idx_tup_read), 0)::bigint + (select seq_tup_read from pg_stat_user_tables where relname = 'audit_log')
                from pg_stat_user_indexes where relname = 'audit_log'";
    let total = async || -> i64 { sqlx::query_scalar(read).fetch_one(&mut world.superuser().await).await.unwrap() };
    world.read_whole(&world.db).await;
    let mut before = total().await;
    for mode in ["auto", "force_generic_plan"] {
        let mut all = filters(&world);
        let page = PageRequest::default();
        // Two at once: the one that finds little leads.
        let both = AuditFilter { action: all[1].action.clone(), before: all[5].before, ..AuditFilter::default() };
        all.push(both);
        for filter in all {
            let world = world.planning(mode).await;
            let found = world.db.audit_log(&world.scope(), &filter, page).await.unwrap();
            if let Some(next) = found.next {
                world.db.audit_log(&world.scope(), &filter, PageRequest { after: Some(next), ..page }).await.unwrap();
            }
            world.read_whole(&world.db).await;
            let now = total().await;
            let rows = now - std::mem::replace(&mut before, now);
            assert!(rows <= 200, "{rows} entries are read ({mode}) for {filter:?}");
        }
    }
}
