//! The job engine as the server uses it: against a real PostgreSQL, as the server's role. Every
//! statement of ours on the engine's private tables is run here.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod cron;
mod enqueuing;
mod failures;
mod takeover;
mod workers;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use skybot_domain::Timestamp;
use skybot_domain::job::{JobFailure, NewJob, Task};
use skybot_local_postgres::{Cluster, Options as ClusterOptions};
use skybot_postgres::jobs::{self, JobHandler, Options, Worker};
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, FromRow, PgPool};
use tokio::sync::{OnceCell, mpsc, oneshot};
use tokio::task::JoinHandle;
use uuid::Uuid;

const TEMPLATE: &str = "template_jobs";
const SERVER: &str = "skybot_app";
const OWNER: &str = "skybot_owner";

static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();

/// A migrated database of the test's own, as the server sees it.
async fn database() -> PgPool {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let cluster = CLUSTER.get_or_init(make_cluster).await;
    let name = format!("jobs_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    cluster.create_database_from_template(&name, TEMPLATE).await.unwrap();
    let server = cluster.ensure_login_role(SERVER).await.unwrap();
    PgPool::connect_with(server.options(&name)).await.unwrap()
}

/// The same database as its owner sees it.
async fn as_owner(pool: &PgPool) -> PgPool {
    let owner = CLUSTER.get().unwrap().ensure_login_role(OWNER).await.unwrap();
    let database = pool.connect_options().get_database().unwrap().to_owned();
    PgPool::connect_with(owner.options(&database)).await.unwrap()
}

async fn make_cluster() -> Cluster {
    let cluster = Cluster::ephemeral(ClusterOptions::volatile()).await.unwrap();
    let migrations = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations"));
    let bootstrap = std::fs::read_to_string(migrations.join("bootstrap.sql")).unwrap();
    let admin = PgPool::connect_with(cluster.admin().options("postgres")).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(bootstrap)).execute(&admin).await.unwrap();
    admin.close().await;

    let owner = cluster.ensure_login_role(OWNER).await.unwrap();
    cluster.ensure_database(TEMPLATE, OWNER).await.unwrap();
    let owner = PgPool::connect_with(owner.options(TEMPLATE)).await.unwrap();
    jobs::migrate(&owner).await.unwrap();
    Migrator::new(migrations).await.unwrap().run(&owner).await.unwrap();
    jobs::migrate(&owner).await.expect("a second run does nothing");
    owner.close().await;
    cluster.make_template(TEMPLATE).await.unwrap();
    cluster
}

/// Waking the `n`-th conversation.
fn wake(n: u128) -> Task {
    Task::WakeConversation { account: Uuid::from_u128(1).into(), conversation: Uuid::from_u128(n).into() }
}

async fn now(pool: &PgPool) -> Timestamp {
    sqlx::query_scalar("select now()").fetch_one(pool).await.unwrap()
}

/// Enqueues a job that is due, and commits.
async fn enqueue(pool: &PgPool, task: Task) {
    enqueue_at(pool, task, now(pool).await).await;
}

async fn enqueue_at(pool: &PgPool, task: Task, run_at: Timestamp) {
    let job = NewJob { task, run_at };
    jobs::enqueue(&mut pool.acquire().await.unwrap(), &job).await.unwrap();
}

/// A job's row, and how long after its last change it is due.
#[derive(Debug, FromRow)]
struct Row {
    id: i64,
    attempts: i16,
    locked: bool,
    last_error: Option<String>,
    run_at: Timestamp,
    wait: f64,
}

async fn rows(pool: &PgPool) -> Vec<Row> {
    sqlx::query_as(
        "select id, attempts, locked_at is not null as locked, last_error, run_at,
                extract(epoch from run_at - updated_at)::float8 as wait
         from graphile_worker._private_jobs order by id",
    )
    .fetch_all(pool)
    .await
    .unwrap()
}

async fn row(pool: &PgPool) -> Row {
    let mut rows = rows(pool).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0)
}

/// Makes all jobs look as if they had been tried before.
async fn set_attempts(pool: &PgPool, attempts: i16) {
    let done = sqlx::query("update graphile_worker._private_jobs set attempts = $1").bind(attempts).execute(pool).await;
    assert_ne!(done.unwrap().rows_affected(), 0);
}

async fn eventually(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !condition().await {
        assert!(start.elapsed() < Duration::from_secs(20), "never: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A worker of this test and what it was asked to do.
struct Running {
    asked: mpsc::UnboundedReceiver<Task>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    async fn next(&mut self) -> Task {
        tokio::time::timeout(Duration::from_secs(20), self.asked.recv()).await.expect("a job runs").unwrap()
    }

    /// Shuts the worker down; what it was asked and nobody looked at.
    async fn stop(mut self) -> Vec<Task> {
        self.stop.send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(20), self.task).await.expect("the worker stops").unwrap();
        std::iter::from_fn(|| self.asked.try_recv().ok()).collect()
    }
}

struct Handler<F> {
    asked: mpsc::UnboundedSender<Task>,
    answer: F,
}

#[async_trait]
impl<F, A> JobHandler for Handler<F>
where
    F: Fn(Task) -> A + Send + Sync + 'static,
    A: Future<Output = Result<(), JobFailure>> + Send,
{
    async fn handle(&self, task: Task) -> Result<(), JobFailure> {
        self.asked.send(task).unwrap();
        (self.answer)(task).await
    }
}

fn start<F, A>(pool: &PgPool, options: Options, answer: F) -> Running
where
    F: Fn(Task) -> A + Send + Sync + 'static,
    A: Future<Output = Result<(), JobFailure>> + Send + 'static,
{
    let (sender, asked) = mpsc::unbounded_channel();
    let worker = Worker::new(pool.clone(), Arc::new(Handler { asked: sender, answer }), options);
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(worker.run(async { stopped.await.unwrap_or_default() }));
    Running { asked, stop, task }
}

/// A worker whose handler gives the same answer to everything.
fn start_simple(pool: &PgPool, answer: impl Fn() -> Result<(), JobFailure> + Send + Sync + 'static) -> Running {
    start(pool, Options::default(), move |_| std::future::ready(answer()))
}
