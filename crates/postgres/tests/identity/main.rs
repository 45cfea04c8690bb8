//! Who somebody is, as the store keeps it: against a real PostgreSQL, as the server's role. What
//! shows only here: races, what is left behind, what a log can prove.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod api_keys;
mod audit;
mod expiry;
mod guesses;
mod hardening;
mod letters;
mod members;
mod passwords;
mod plans;
mod provisioning;
mod sessions;

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use skybot_domain::account::{NewAccount, NewMember};
use skybot_domain::id::{AccountId, SessionId, UserId};
use skybot_domain::letter::{LinkTarget, NewLink, Purpose};
use skybot_domain::ports::{Credentials as _, Letters as _, Provisioning as _, Store as _, Tx};
use skybot_domain::scope::{Actor, Origin, Reach, Role, Scope};
use skybot_domain::session::{ABSOLUTE_LIFETIME, NewSession, OpenedWith, SecretHash};
use skybot_domain::text::{Email, Name};
use skybot_domain::{Id, Timestamp};
use skybot_local_postgres::{Cluster, Options};
use skybot_postgres::{Bootstrap, PoolSettings, Postgres, bootstrap, migrate};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use tokio::sync::OnceCell;
use uuid::Uuid;

const TEMPLATE: &str = "template_identity";
const PASSWORD: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA";

static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();

async fn make_cluster() -> Cluster {
    let cluster = Cluster::ephemeral(Options::volatile()).await.unwrap();
    let admin = cluster.admin().options("postgres");
    let setup = Bootstrap { database: TEMPLATE.to_owned(), owner_password: None, app_password: None };
    bootstrap(admin, &setup).await.unwrap();
    let owner = cluster.ensure_login_role("skybot_owner").await.unwrap();
    migrate(owner.options(TEMPLATE)).await.unwrap();
    cluster.make_template(TEMPLATE).await.unwrap();
    cluster
}

/// A database of the test's own, with a tenant and its owner in it.
struct World {
    db: Postgres,
    name: String,
    /// When the test begins.
    start: Timestamp,
    account: AccountId,
    owner: UserId,
}

fn fresh<K>() -> Id<K> {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + u128::from(COUNT.fetch_add(1, Ordering::Relaxed)))
        .into()
}

/// Some secret's hash, never the same.
fn secret() -> SecretHash {
    let mut hash = [7; 32];
    hash[..16].copy_from_slice(fresh::<()>().uuid().as_bytes());
    hash
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

fn from(ip: &str) -> Origin {
    Origin { request_id: Some("req-1".to_owned()), ip: Some(ip.parse().unwrap()), user_agent: Some("Test".to_owned()) }
}

impl World {
    async fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let cluster = CLUSTER.get_or_init(make_cluster).await;
        let database = format!("identity_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        cluster.create_database_from_template(&database, TEMPLATE).await.unwrap();
        let server = cluster.ensure_login_role("skybot_app").await.unwrap();
        let db = Postgres::connect(server.options(&database), &PoolSettings { size: 8, ..PoolSettings::default() });
        let mut world = Self { db, name: database, start: Timestamp::UNIX_EPOCH, account: fresh(), owner: fresh() };
        world.start = sqlx::query_scalar("select now()").fetch_one(&mut world.superuser().await).await.unwrap();
        (world.account, world.owner) = world.tenant("ana@example.com").await;
        world
    }

    /// Another tenant with an owner.
    async fn tenant(&self, address: &str) -> (AccountId, UserId) {
        let account = NewAccount { id: fresh(), name: name("Acme") };
        let owner = person(address, Role::Owner);
        let ids = self.db.create_account(&account, &[owner], self.start, &Origin::default()).await.unwrap();
        (account.id, ids[0])
    }

    async fn member(&self, address: &str, role: Role) -> UserId {
        self.db.add_member(self.account, &person(address, role), self.start, &Origin::default()).await.unwrap()
    }

    /// Past row-level security and grants, for looking and for harm.
    async fn superuser(&self) -> PgConnection {
        PgConnection::connect_with(&CLUSTER.get().unwrap().admin().options(&self.name)).await.unwrap()
    }

    async fn count(&self, what: &str) -> i64 {
        let sql = AssertSqlSafe(format!("select count(*) from {what}"));
        sqlx::query_scalar(sql).fetch_one(&mut self.superuser().await).await.unwrap()
    }

    async fn set(&self, sql: &str) {
        self.superuser().await.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    }

    /// What was noted of security, oldest first.
    async fn noted(&self) -> Vec<String> {
        let sql = "select action from audit_log where action not in ('insert', 'update', 'delete') order by id";
        sqlx::query_scalar(sql).fetch_all(&mut self.superuser().await).await.unwrap()
    }

    fn scope(&self) -> Scope {
        let actor = Actor::User { id: self.owner, name: "Ana".to_owned() };
        #[expect(clippy::disallowed_methods, reason = "a test is the command line")]
        let scope = Scope::issue(self.account, actor, Role::Owner, Reach::All);
        scope.from(from("192.0.2.1"))
    }

    async fn tx(&self) -> Box<dyn Tx> {
        self.db.begin(&self.scope()).await.unwrap()
    }

    /// The owner's next session.
    fn session(&self, at: Timestamp, with: OpenedWith) -> NewSession {
        NewSession {
            id: fresh(),
            user_id: self.owner,
            account_id: self.account,
            refresh_hash: secret(),
            origin: from("192.0.2.1"),
            at,
            lifetime: ABSOLUTE_LIFETIME,
            second_factor: false,
            impersonator: None,
            with,
        }
    }

    async fn opened(&self, at: Timestamp) -> NewSession {
        let session = self.session(at, OpenedWith::default());
        assert!(self.db.open_session(&session).await.unwrap());
        session
    }

    async fn is_live(&self, session: SessionId, at: Timestamp) -> bool {
        self.db.principal(session, at).await.unwrap().is_some()
    }

    /// A link in a letter to a user.
    async fn link(&self, purpose: Purpose, user: UserId) -> SecretHash {
        let hash = secret();
        let opens = LinkTarget::User(user);
        let link = NewLink { hash, purpose, opens, at: self.start, lifetime: Duration::from_hours(1) };
        self.db.store_link(&link).await.unwrap();
        hash
    }
}

fn person(address: &str, role: Role) -> NewMember {
    NewMember {
        user_id: fresh(),
        email: email(address),
        name: name("Somebody"),
        password_hash: PASSWORD.to_owned(),
        role,
        reach: Reach::All,
    }
}
