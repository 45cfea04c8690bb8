//! A Redis of a test's own, which can be killed, held still and emptied.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::reaper;
use crate::wait::eventually;

/// How long one may take to come up.
const PATIENCE: Duration = Duration::from_secs(20);

/// `redis-server` on a loopback port, without a disk. Killed when dropped.
#[derive(Debug)]
pub struct Redis {
    child: Child,
    pid: u32,
    port: u16,
}

impl Redis {
    /// Starts one and waits until it answers.
    pub async fn start() -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        Self::start_at(free.expect("a free port").port()).await
    }

    async fn start_at(port: u16) -> Self {
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"]).arg(port.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let child = command.spawn().expect("redis-server is installed (Redis 7 or newer)");
        let pid = child.id().expect("it runs");
        reaper::watch(pid);
        let redis = Self { child, pid, port };
        eventually("redis-server answers", PATIENCE, async || {
            redis.command("PING").await.filter(|pong| pong == "+PONG")
        })
        .await;
        redis
    }

    /// Where it is, for the setting `bus.url`.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address())
    }

    /// Host and port.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Ends it with `kill -9`.
    pub async fn kill9(&mut self) {
        self.child.kill().await.expect("killed");
        reaper::forget(self.pid);
    }

    /// Starts it anew where it was, with nothing in it.
    pub async fn restart(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.kill9().await;
        }
        *self = Self::start_at(self.port).await;
    }

    /// Holds it still: connections stay, and nothing is answered.
    pub async fn hold(&self) {
        self.signal("-STOP").await;
    }

    /// Lets it go on.
    pub async fn let_go(&self) {
        self.signal("-CONT").await;
    }

    /// Forgets everything in it.
    pub async fn flush(&self) {
        assert_eq!(self.command("FLUSHALL").await.as_deref(), Some("+OK"));
    }

    async fn signal(&self, signal: &str) {
        let done = Command::new("kill").arg(signal).arg(self.pid.to_string()).status().await.expect("kill");
        assert!(done.success(), "kill {signal}");
    }

    /// The first line that a command is answered with; `None` if it cannot be asked.
    pub async fn command(&self, line: &str) -> Option<String> {
        let mut stream = TcpStream::connect(self.address()).await.ok()?;
        stream.write_all(format!("{line}\r\n").as_bytes()).await.ok()?;
        let mut bytes = [0; 512];
        let read = stream.read(&mut bytes).await.ok()?;
        let text = String::from_utf8_lossy(&bytes[..read]);
        Some(text.lines().next()?.to_owned())
    }
}
