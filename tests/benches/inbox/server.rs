//! The release build of the server, with its defaults but for the limits of requests.

use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use skybot_tests::skybot;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::http::Connection;
use crate::process;

/// A server that is not up by then never will be.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server. Killed when dropped; one that runs a PostgreSQL has to be stopped instead.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// Kept open: a server must not find its reader gone.
    _output: Lines<BufReader<ChildStdout>>,
    /// Its process number.
    pub(crate) pid: u32,
    /// Where it listens: `127.0.0.1:40123`.
    pub(crate) address: String,
}

/// A command of the product, in an environment of its own.
pub(crate) fn command(database: Option<&str>) -> Command {
    let mut command = Command::new(skybot());
    command.env_clear().kill_on_drop(true).stdin(Stdio::null());
    for name in ["PATH", "HOME", "TMPDIR", "SKYBOT_PG_BIN"] {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    command.env("SKYBOT__AUTH__SIGNING_KEYS", "bench:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    command.env("SKYBOT__AUTH__VAULT_KEYS", "bench:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752");
    command.env("SKYBOT__MAIL__CARRIER", "console");
    command.env("SKYBOT__STORAGE__PATH", std::env::temp_dir().join("skybot-bench-files"));
    command.env("SKYBOT__STORAGE__MAX_BYTES", "1024MiB");
    // The tenants are written straight into the tables.
    command.env("SKYBOT__AUTH__VERIFIED_EMAIL_REQUIRED", "false");
    // On, for they cost something, but never reached.
    command.env("SKYBOT__LIMITS__REQUESTS_PER_USER", "1000000");
    command.env("SKYBOT__LIMITS__REQUESTS_PER_ACCOUNT", "1000000");
    command.env("SKYBOT__LIMITS__REQUESTS_PER_ADDRESS", "1000000");
    command.env("SKYBOT__LIMITS__LOGINS_PER_ADDRESS", "1000000");
    command.env("SKYBOT__LIMITS__MESSAGES_PER_CONVERSATION", "1000000");
    command.env("SKYBOT__LIMITS__MESSAGES_PER_SENDER", "1000000");
    // Off: the bare route answers more often than any limit allows.
    command.env("SKYBOT__LIMITS__SYSTEM_PER_ADDRESS", "0");
    command.envs(database.map(|url| ("SKYBOT__DATABASE__URL", url)));
    command
}

impl Server {
    /// Starts it with these arguments and waits until it says that it listens. Its log, a line a
    /// request as always, goes nowhere.
    pub(crate) async fn start(database: Option<&str>, arguments: &[&str]) -> Self {
        let mut command = command(database);
        command.arg("--json").args(arguments).args(["--bind", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the server can be run");
        let mut output = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = async {
            while let Some(line) = output.next_line().await.expect("its output can be read") {
                let said: Value = serde_json::from_str(&line).unwrap_or_default();
                if said["event"] == "listening" {
                    return said["address"].as_str().map(str::to_owned);
                }
                assert!(said["error"].is_null(), "the server did not come up: {line}");
            }
            None
        };
        let address = tokio::time::timeout(PATIENCE, address).await.expect("the server comes up in time");
        let address = address.expect("the server comes up");
        let pid = child.id().expect("it runs");
        Self { child, _output: output, pid, address }
    }

    /// Asks until it says that it is ready, and tells how long that took.
    pub(crate) async fn ready(&self) -> Duration {
        let begun = Instant::now();
        let mut connection = Connection::open(&self.address).await;
        let request = format!("GET /ready HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        while connection.exchange(request.as_bytes()).await.expect("an answer") != 200 {
            assert!(begun.elapsed() < PATIENCE, "the server is never ready");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        begun.elapsed()
    }

    /// Signs in; the access token.
    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> String {
        let mut connection = Connection::open(&self.address).await;
        let body = json!({"email": email, "password": password}).to_string();
        let request = format!(
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let status = connection.exchange(request.as_bytes()).await.expect("an answer");
        let answer: Value = serde_json::from_slice(connection.body()).expect("JSON");
        assert_eq!(status, 200, "{answer}");
        answer["access_token"].as_str().expect("a token").to_owned()
    }

    /// Its resident memory, in MiB.
    pub(crate) fn memory(&self) -> f64 {
        process::memory(self.pid, "VmRSS").expect("it runs")
    }

    /// Stops it in an orderly way, with the PostgreSQL it runs.
    pub(crate) async fn stop(mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.pid.to_string()]).status().await;
        assert!(asked.expect("kill can be run").success(), "the server is gone already");
        let stopped = tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it stops in time");
        assert!(stopped.expect("its status").success(), "the server did not end well");
    }
}
