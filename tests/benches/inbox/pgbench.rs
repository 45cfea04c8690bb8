//! `pgbench`, which tells what PostgreSQL can do when nothing stands before it.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use crate::sample::Latency;

/// What `pgbench` is to run.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    /// `\set` lines and statements.
    pub(crate) text: String,
    /// How many at once.
    pub(crate) clients: u64,
    /// As the superuser, whom row-level security does not hold, instead of the server's role.
    pub(crate) as_admin: bool,
}

impl Script {
    /// A script of the server's role.
    pub(crate) fn new(text: impl Into<String>, clients: u64) -> Self {
        Self { text: text.into(), clients, as_admin: false }
    }
}

/// What it told.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) requests: u64,
    pub(crate) rate: f64,
    pub(crate) latency: Latency,
}

/// Runs the script, each client over and over, with prepared statements. Its variable `n` begins
/// at -1 for every client.
pub(crate) async fn run(program: &Path, url: &str, script: &Script, seconds: u64) -> Told {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("script.sql");
    fs::write(&file, &script.text).expect("the script is written");
    let output = Command::new(program)
        .args(["--no-vacuum", "--protocol=prepared", "--define=n=-1", "--log"])
        .arg(format!("--log-prefix={}", folder.path().join("log").display()))
        .arg(format!("--client={}", script.clients))
        .arg(format!("--jobs={}", script.clients.min(2)))
        .arg(format!("--time={seconds}"))
        .arg(format!("--file={}", file.display()))
        .arg(url)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .expect("pgbench can be run");
    let text = String::from_utf8_lossy(&output.stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "pgbench failed: {said}\n{text}");
    let told = |label: &str| text.lines().find_map(|line| line.strip_prefix(label)?.split_whitespace().next());
    Told {
        requests: told("number of transactions actually processed: ").and_then(|n| n.parse().ok()).expect("a count"),
        rate: told("tps = ").and_then(|n| n.parse().ok()).expect("a rate"),
        latency: Latency::of(times(folder.path())),
    }
}

/// Microseconds of each transaction: the third field of the log, one file a thread.
fn times(folder: &Path) -> Vec<u32> {
    let files = fs::read_dir(folder).expect("the folder can be read").flatten();
    let logs = files.filter(|entry| entry.file_name().to_string_lossy().starts_with("log."));
    let texts = logs.map(|log| fs::read_to_string(log.path()).expect("the log can be read"));
    let times = |text: String| {
        let lines = text.lines().filter_map(|line| line.split(' ').nth(2)?.parse().ok());
        lines.collect::<Vec<u32>>()
    };
    texts.flat_map(times).collect()
}
