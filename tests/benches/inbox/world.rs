//! A filled database, the server on it, and one turn of either side.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use skybot_tests::{Cluster, Database, Dice, PASSWORD, Run};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use crate::desk::Desk;
use crate::load::{self, Requests};
use crate::options::Options;
use crate::pgbench::{self, Script};
use crate::process;
use crate::sample::Sample;
use crate::seed;
use crate::server::Server;

/// Access tokens live for ten minutes; no turn may outlive them.
const TOKENS_LIVE: Duration = Duration::from_mins(4);

/// Makes a client: of what it needs to know, its number from 0, and dice of its own.
pub(crate) type Traffic = Box<dyn Fn(Arc<Desk>, u64, Dice) -> Requests>;

/// Who is measured.
pub(crate) enum Side {
    /// The server: so many clients, the status they expect, and what they ask.
    Server(u64, u16, Traffic),
    /// PostgreSQL alone.
    Postgres(Script),
}

/// The filled database, and the server on it.
pub(crate) struct World {
    pub(crate) options: Options,
    pub(crate) server: Server,
    database: Database,
    admin: PgConnection,
    admin_url: String,
    desk: Arc<Desk>,
    signed_in: Option<Instant>,
    dice: Dice,
}

impl World {
    /// Fills a database and starts a server on it.
    pub(crate) async fn make(cluster: &'static Cluster, options: &Options) -> Self {
        let begun = Instant::now();
        let mut dice = Dice::new(1);
        let database = cluster.database().await;
        let mut admin = database.auditor().await;
        let name: String =
            sqlx::query_scalar("select current_database()::text").fetch_one(&mut admin).await.expect("its name");
        let hash = password_hash(&database, &mut admin).await;

        let (mut one, mut other) = (database.as_app().await, database.as_app().await);
        for tenant in 1..=seed::TENANTS {
            seed::tenant(&mut one, options.messages, tenant, &hash).await;
        }
        let all = options.messages;
        let (mut dice_of_one, mut dice_of_other) = (dice.fork(), dice.fork());
        tokio::join!(seed::history(&mut one, all, seed::BIG, &mut dice_of_one), async {
            for tenant in (1..=seed::TENANTS).filter(|tenant| *tenant != seed::BIG) {
                seed::history(&mut other, all, tenant, &mut dice_of_other).await;
            }
        });
        // Two statements: neither may run inside a transaction.
        admin.execute("vacuum analyze").await.expect("statistics");
        admin.execute("checkpoint").await.expect("a checkpoint");
        println!("filled with {all} messages in {:.0} s", begun.elapsed().as_secs_f64());

        let server = Server::start(Some(&database.app_url()), &["serve"]).await;
        server.ready().await;
        let admin_url = cluster.postgres.admin().url(&name);
        Self {
            options: options.clone(),
            server,
            database,
            admin,
            admin_url,
            desk: Arc::default(),
            signed_in: None,
            dice,
        }
    }

    /// Runs a statement as the superuser.
    pub(crate) async fn execute(&mut self, statement: &str) {
        self.admin.execute(AssertSqlSafe(statement.to_owned())).await.expect(statement);
    }

    /// The lines of a statement as the superuser, of its only column.
    pub(crate) async fn lines(&mut self, statement: &str) -> Vec<String> {
        let lines = sqlx::query_scalar(AssertSqlSafe(statement.to_owned())).fetch_all(&mut self.admin).await;
        lines.expect(statement)
    }

    /// More messages of the big tenant: see [`seed::newer`].
    pub(crate) async fn grow(&mut self, count: u64) {
        let mut session = self.database.as_app().await;
        seed::newer(&mut session, self.options.messages, count, &mut self.dice).await;
        session.close().await.expect("a clean end");
    }

    /// One turn of a side.
    pub(crate) async fn turn(&mut self, side: &Side, seconds: u64) -> Sample {
        self.sign_in().await;
        let heads = self.heads().await;
        let (own, asking, postgres) = self.used();
        let mut sample = match side {
            Side::Server(clients, expected, traffic) => {
                let make = |client| traffic(Arc::clone(&self.desk), client, self.dice.fork());
                let clients = (0..*clients).map(make).collect();
                let length = Duration::from_secs(seconds);
                let seen = load::drive(&self.server.address, clients, *expected, length).await;
                Sample {
                    requests: seen.requests,
                    rate: seen.requests as f64 / seen.seconds,
                    latency: seen.latency,
                    bytes: seen.bytes as f64 / seen.requests as f64,
                    failures: seen.failures,
                    ..Sample::default()
                }
            }
            Side::Postgres(script) => {
                let url = if script.as_admin { self.admin_url.clone() } else { self.database.app_url() };
                let program = self.database.cluster.postgres.bin_dir().join("pgbench");
                let told = pgbench::run(&program, &url, script, seconds).await;
                Sample { requests: told.requests, rate: told.rate, latency: told.latency, ..Sample::default() }
            }
        };
        let (own_after, asking_after, postgres_after) = self.used();
        let each = |seconds: f64| seconds * 1e6 / sample.requests as f64;
        sample.postgres_cpu = each(postgres_after - postgres);
        if matches!(side, Side::Server(..)) {
            sample.own_cpu = each(own_after - own);
            sample.asking_cpu = each(asking_after - asking);
        }
        sample.events = (self.heads().await - heads) as f64 / sample.requests as f64;
        sample
    }

    /// Seconds of CPU used so far: by the server, by us, by PostgreSQL.
    fn used(&self) -> (f64, f64, f64) {
        let postmaster = self.database.cluster.postgres.postmaster_pid().expect("PostgreSQL runs");
        (process::cpu(self.server.pid), process::cpu(std::process::id()), process::cpu_with_children(postmaster))
    }

    /// The newest positions of all tenants, summed.
    async fn heads(&mut self) -> i64 {
        let heads = sqlx::query_scalar("select sum(head)::bigint from account_streams").fetch_one(&mut self.admin);
        heads.await.expect("the heads")
    }

    /// What clients need to know to ask, with fresh tokens.
    pub(crate) async fn desk(&mut self) -> Arc<Desk> {
        self.sign_in().await;
        Arc::clone(&self.desk)
    }

    async fn sign_in(&mut self) {
        if self.signed_in.is_some_and(|at| at.elapsed() < TOKENS_LIVE) {
            return;
        }
        let mut desk = Desk { host: self.server.address.clone(), tokens: Vec::new() };
        for tenant in 1..=seed::TENANTS {
            desk.tokens.push(self.server.sign_in(&seed::email(tenant), PASSWORD).await);
        }
        self.desk = Arc::new(desk);
        self.signed_in = Some(Instant::now());
    }
}

/// Lets the product hash the password, by making an account that nobody uses.
async fn password_hash(database: &Database, admin: &mut PgConnection) -> String {
    let made: Value =
        Run::new(["admin", "create-account", "--name", "Nobody", "--owner-email", "nobody@bench.example"])
            .arguments(["--owner-password-stdin"])
            .env("SKYBOT__DATABASE__URL", database.app_url())
            .stdin(format!("{PASSWORD}\n"))
            .success()
            .await;
    assert!(made["user_id"].is_string(), "{made}");
    sqlx::query_scalar("select password_hash from users").fetch_one(admin).await.expect("one user")
}
