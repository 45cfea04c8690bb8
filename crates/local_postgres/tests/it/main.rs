//! A private PostgreSQL as the product and its tests use it, against the PostgreSQL of this
//! machine.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod crashes;
mod databases;
#[cfg(feature = "download")]
mod download;
mod ephemeral;
mod refusals;
mod sharing;

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, process};

use skybot_local_postgres::{Cluster, Options};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// A place the server's user can reach, also when root runs the tests.
fn place() -> TempDir {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_path_buf() } else { env::temp_dir() };
    let mut builder = tempfile::Builder::new();
    builder.prefix("local-pg-test-").permissions(fs::Permissions::from_mode(0o755));
    builder.tempdir_in(parent).unwrap()
}

async fn open(folder: &Path) -> Cluster {
    Cluster::open(folder, Options::volatile()).await.unwrap()
}

async fn ephemeral() -> Cluster {
    Cluster::ephemeral(Options::volatile()).await.unwrap()
}

/// One for all tests that leave the server alone; it goes with this process.
async fn shared() -> &'static Cluster {
    static SHARED: OnceCell<Cluster> = OnceCell::const_new();
    SHARED.get_or_init(ephemeral).await
}

/// One value, as text, from the database `postgres`.
async fn value(cluster: &Cluster, expression: &str) -> String {
    let mut session = PgConnection::connect_with(&cluster.admin().options("postgres")).await.unwrap();
    let query = format!("SELECT ({expression})::text");
    let value = sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut session).await.unwrap();
    session.close().await.unwrap();
    value
}

async fn answers(options: &sqlx::postgres::PgConnectOptions) -> bool {
    PgConnection::connect_with(options).await.is_ok()
}

fn eventually(what: &str, condition: impl FnMut() -> bool) {
    within(Duration::from_secs(20), what, condition);
}

#[expect(clippy::disallowed_methods, reason = "the condition is looked at again after each pause")]
fn within(limit: Duration, what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < limit, "not within {limit:?}: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What a second process does, and how it then ends.
const ROLE: &str = "LOCAL_PG_TEST_ROLE";
const FOLDER: &str = "LOCAL_PG_TEST_FOLDER";

/// This program again, as another process that runs only [`other_process`]. Gives the folder of
/// its cluster once it is up.
fn spawn(role: &str, folder: &Path) -> (Child, String) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "other_process", "--nocapture"])
        .env(ROLE, role)
        .env(FOLDER, folder)
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let ready = lines.map_while(Result::ok).find_map(|line| line.split_once("READY ").map(|(_, path)| path.to_owned()));
    (child, ready.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn other_process() {
    let Ok(role) = env::var(ROLE) else { return };
    let folder = env::var(FOLDER).unwrap();
    let cluster = if folder.is_empty() { ephemeral().await } else { open(Path::new(&folder)).await };
    println!("READY {}", cluster.folder().display());
    match role.as_str() {
        "exit" => process::exit(0),
        "panic" => panic!("as planned"),
        _ => std::future::pending().await,
    }
}
