//! Where and on what the numbers were taken; without that they say nothing.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use skybot_tests::{Cluster, root};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};
use tokio::io::{AsyncBufReadExt as _, BufReader};

/// What PostgreSQL's numbers depend on most.
const SETTINGS: [&str; 5] = ["fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size"];

/// Prints it. Refuses a folder in memory, where a commit costs nothing.
pub(crate) async fn describe(cluster: &Cluster) {
    let folder = cluster.postgres.folder();
    let (device, kind) = filesystem(folder);
    assert!(!["tmpfs", "ramfs"].contains(&kind.as_str()), "{} is in memory; set TMPDIR to a disk", folder.display());

    let cores = std::thread::available_parallelism().expect("a number of processors");
    let memory: f64 = first("/proc/meminfo", "MemTotal").trim_end_matches("kB").trim().parse().expect("a size");
    let load = text("/proc/loadavg");
    println!(
        "machine      {}, {cores} processors, {:.0} GiB",
        first("/proc/cpuinfo", "model name"),
        memory / 1_048_576.0
    );
    println!("kernel       {}", text("/proc/sys/kernel/osrelease"));
    println!("load before  {}", load.split(' ').take(3).collect::<Vec<_>>().join(" "));
    println!("disk         {device} ({kind}); pg_test_fsync: {}", fsync(cluster).await);

    let mut session =
        PgConnection::connect_with(&cluster.postgres.admin().options("postgres")).await.expect("a session");
    println!("PostgreSQL   {}", show(&mut session, "server_version").await);
    for name in SETTINGS {
        println!("             {name} = {}", show(&mut session, name).await);
    }
    session.close().await.expect("a clean end");
    println!("commit       {}", commit());
}

async fn show(session: &mut PgConnection, name: &str) -> String {
    sqlx::query_scalar(AssertSqlSafe(format!("show {name}"))).fetch_one(session).await.expect(name)
}

fn text(path: &str) -> String {
    fs::read_to_string(path).expect(path).trim().to_owned()
}

/// The first value of a name in a file of `name : value` lines.
fn first(path: &str, name: &str) -> String {
    let text = text(path);
    let value = text.lines().filter_map(|line| line.split_once(':')).find(|(found, _)| found.trim() == name);
    value.map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
}

/// Device and kind of the file system that a folder is in.
fn filesystem(folder: &Path) -> (String, String) {
    let mounts = text("/proc/self/mounts");
    let mounts = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ');
        Some((fields.next()?, fields.next()?, fields.next()?))
    });
    let inside = mounts.filter(|(_, place, _)| folder.starts_with(place));
    let (device, _, kind) = inside.max_by_key(|(_, place, _)| place.len()).expect("a mounted root");
    (device.to_owned(), kind.to_owned())
}

/// What a durable commit costs at least: the line of `fdatasync`, which is one of the first.
async fn fsync(cluster: &Cluster) -> String {
    let file = cluster.postgres.folder().join("pg_test_fsync.out");
    let mut child = tokio::process::Command::new(cluster.postgres.bin_dir().join("pg_test_fsync"))
        .args(["--secs-per-test", "2", "--filename"])
        .arg(&file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("pg_test_fsync can be run");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut found = "tells nothing of fdatasync".to_owned();
    while let Ok(Some(line)) = lines.next_line().await {
        if line.trim_start().starts_with("fdatasync") && line.contains("ops/sec") {
            found = line.split_whitespace().collect::<Vec<_>>().join(" ");
            break;
        }
    }
    child.kill().await.expect("it ends");
    // It may have ended, and tidied up, by itself.
    let _ = fs::remove_file(file);
    found
}

fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(root()).stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short=12", "HEAD"]) else { return "unknown".to_owned() };
    let clean = git(&["status", "--porcelain"]).is_some_and(|changes| changes.is_empty());
    if clean { commit } else { format!("{commit}, with changes") }
}
