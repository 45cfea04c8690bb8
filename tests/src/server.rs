//! A server process.

use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use skybot_client::{Client, reqwest};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::Child;
use tokio::sync::oneshot;

use crate::api::Api;
use crate::binary::skybot;
use crate::command::program;
use crate::contract::Contract;
use crate::reaper;

/// A server that is not up by then never will be.
const PATIENCE: Duration = Duration::from_mins(1);

/// `skybot serve` on a port of its own. Killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    pid: u32,
    log: Log,
    /// Where it listens: `127.0.0.1:40123`.
    pub address: String,
}

/// Everything the process wrote, line by line.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps the lines; gives the address to whoever waits for it.
    fn collect(&self, from: impl AsyncRead + Unpin + Send + 'static, mut address: Option<oneshot::Sender<String>>) {
        let log = self.clone();
        tokio::spawn(async move {
            let mut lines = BufReader::new(from).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                if address.is_some()
                    && let Some(found) = listening(&line)
                    && let Some(waiting) = address.take()
                {
                    let _ = waiting.send(found);
                }
                log.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
        });
    }
}

fn listening(line: &str) -> Option<String> {
    let object: Value = serde_json::from_str(line).ok()?;
    (object["event"] == "listening").then(|| object["address"].as_str().map(str::to_owned))?
}

impl Server {
    /// Starts one and waits until it listens.
    pub async fn start(environment: &[(String, String)], arguments: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", environment, arguments).await
    }

    /// The same at a given address.
    pub async fn start_at(address: &str, environment: &[(String, String)], arguments: &[&str]) -> Self {
        tokio::task::spawn_blocking(skybot).await.expect("the binary");
        let mut command = program();
        command.args(["--json", "serve", "--bind", address]).args(arguments);
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary can be run");
        let pid = child.id().expect("it runs");
        reaper::watch(pid);

        let log = Log::default();
        let (found, address) = oneshot::channel();
        log.collect(child.stdout.take().expect("its output"), Some(found));
        log.collect(child.stderr.take().expect("its log"), None);
        let Ok(Ok(address)) = tokio::time::timeout(PATIENCE, address).await else {
            panic!("the server did not come up:\n{}", log.lines().join("\n"))
        };
        Self { child, pid, log, address }
    }

    /// A client that is not signed in.
    pub async fn api(&self) -> Api {
        let client = self.client();
        Api::new(client.clone(), Contract::of(&client).await)
    }

    /// A bare client, which checks nothing.
    pub fn client(&self) -> Client {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Client::with_transport(&format!("http://{}", self.address), http).expect("a base URL")
    }

    /// What it wrote so far.
    pub fn log(&self) -> Vec<String> {
        self.log.lines()
    }

    /// Its process number.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// The processor time it has spent so far, to a hundredth of a second.
    pub fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid)).expect("its numbers");
        // The name, in brackets, may hold blanks.
        let numbers = stat.rsplit(')').next().expect("numbers").split_whitespace();
        let ticks = numbers.skip(11).take(2).map(|ticks| ticks.parse::<u64>().expect("ticks"));
        Duration::from_millis(ticks.sum::<u64>() * 10)
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// `kill -9`, and waits until it is gone.
    pub async fn kill9(&mut self) {
        self.child.kill().await.expect("killed");
        reaper::forget(self.pid);
    }

    /// SIGTERM; waits for the end and gives the exit code.
    pub async fn stop(&mut self) -> Option<i32> {
        self.terminate().await;
        self.ended().await
    }

    /// SIGTERM.
    pub async fn terminate(&self) {
        let sent = tokio::process::Command::new("kill").args(["-TERM", &self.pid.to_string()]).status().await;
        assert!(sent.expect("kill can be run").success(), "the server is gone already");
    }

    /// Waits for the end and gives the exit code.
    pub async fn ended(&mut self) -> Option<i32> {
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it stops").expect("its status");
        reaper::forget(self.pid);
        status.code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.is_alive() {
            let _ = self.child.start_kill();
            // A killed process is gone in no time, and with it the claim on its number.
            while self.is_alive() {
                thread::yield_now();
            }
        }
        reaper::forget(self.pid);
        if thread::panicking() {
            let lines = self.log();
            let from = lines.len().saturating_sub(30);
            eprintln!("the server's last words:\n{}", lines[from..].join("\n"));
        }
    }
}
