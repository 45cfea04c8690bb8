//! Filters and batches as the store carries them out, against a real PostgreSQL as the server's role. What
//! shows only here: that every filter means in SQL what it means by itself, and by which indexes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod meaning;
mod plans;

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use skybot_domain::account::{NewAccount, NewMember};
use skybot_domain::id::{AccountId, UserId};
use skybot_domain::ports::Provisioning as _;
use skybot_domain::scope::{Actor, Origin, Reach, Role, Scope};
use skybot_domain::text::{Email, Name};
use skybot_domain::{Id, Timestamp};
use skybot_local_postgres::{Cluster, Options};
use skybot_postgres::{Bootstrap, PoolSettings, Postgres, bootstrap, migrate};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use tokio::sync::OnceCell;
use uuid::Uuid;

const TEMPLATE: &str = "template_filters";
const PASSWORD: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA";

static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();

async fn make_cluster() -> Cluster {
    let cluster = Cluster::ephemeral(Options::volatile()).await.unwrap();
    let setup = Bootstrap { database: TEMPLATE.to_owned(), owner_password: None, app_password: None };
    bootstrap(cluster.admin().options("postgres"), &setup).await.unwrap();
    let owner = cluster.ensure_login_role("skybot_owner").await.unwrap();
    migrate(owner.options(TEMPLATE)).await.unwrap();
    cluster.make_template(TEMPLATE).await.unwrap();
    cluster
}

fn fresh<K>() -> Id<K> {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + u128::from(COUNT.fetch_add(1, Ordering::Relaxed)))
        .into()
}

/// A database of the test's own, with a tenant and its owner in it.
struct World {
    db: Postgres,
    name: String,
    account: AccountId,
    owner: UserId,
}

impl World {
    async fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let cluster = CLUSTER.get_or_init(make_cluster).await;
        let name = format!("filters_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        cluster.create_database_from_template(&name, TEMPLATE).await.unwrap();
        let mut world = Self { db: connect(&name).await, name, account: fresh(), owner: fresh() };
        (world.account, world.owner) = world.tenant("ana@example.com").await;
        world
    }

    /// Another tenant with an owner.
    async fn tenant(&self, address: &str) -> (AccountId, UserId) {
        let at: Timestamp = sqlx::query_scalar("select now()").fetch_one(&mut self.superuser().await).await.unwrap();
        let account = NewAccount { id: fresh(), name: Name::parse("Acme").unwrap() };
        let owner = NewMember {
            user_id: fresh(),
            email: Email::parse(address).unwrap(),
            name: Name::parse("Somebody").unwrap(),
            password_hash: PASSWORD.to_owned(),
            role: Role::Owner,
            reach: Reach::All,
        };
        let ids = self.db.create_account(&account, &[owner], at, &Origin::default()).await.unwrap();
        (account.id, ids[0])
    }

    /// Past row-level security and grants, for looking and for filling.
    async fn superuser(&self) -> PgConnection {
        PgConnection::connect_with(&CLUSTER.get().unwrap().admin().options(&self.name)).await.unwrap()
    }

    async fn set(&self, sql: impl Into<String>) {
        self.superuser().await.execute(AssertSqlSafe(sql.into())).await.unwrap();
    }

    fn scope(&self) -> Scope {
        let actor = Actor::User { id: self.owner, name: "Ana".to_owned() };
        #[expect(clippy::disallowed_methods, reason = "a test is the command line")]
        Scope::issue(self.account, actor, Role::Owner, Reach::All)
    }
}

async fn connect(database: &str) -> Postgres {
    let server = CLUSTER.get().unwrap().ensure_login_role("skybot_app").await.unwrap();
    Postgres::connect(server.options(database), &PoolSettings { size: 4, ..PoolSettings::default() })
}
