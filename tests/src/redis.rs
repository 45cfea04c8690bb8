//! A Redis of a test's own, which can be killed, held still and emptied; and several, as Sentinels and clusters have
//! them.

use std::net::{Ipv4Addr, TcpListener};
use std::ops::RangeInclusive;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
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
    arguments: Vec<String>,
}

/// A port that nobody has, and nor the one above it by ten thousand, where the members of a cluster talk.
fn free_port() -> u16 {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|listener| listener.local_addr());
    loop {
        let port = bind(0).expect("a free port").port();
        if port.checked_add(10_000).is_some_and(|above| bind(above).is_ok()) {
            return port;
        }
    }
}

impl Redis {
    /// Starts one and waits until it answers.
    pub async fn start() -> Self {
        Self::with([]).await
    }

    /// Starts one with more arguments, or as something else than a server of its own.
    async fn with(arguments: impl IntoIterator<Item = String>) -> Self {
        Self::start_at(free_port(), arguments.into_iter().collect()).await
    }

    async fn start_at(port: u16, arguments: Vec<String>) -> Self {
        let mut command = Command::new("redis-server");
        command.args(&arguments);
        command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"]).arg(port.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let child = command.spawn().expect("redis-server is installed (Redis 7 or newer)");
        let pid = child.id().expect("it runs");
        reaper::watch(pid);
        let redis = Self { child, pid, port, arguments };
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
        *self = Self::start_at(self.port, self.arguments.clone()).await;
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
        Some(self.all(line).await?.lines().next()?.to_owned())
    }

    /// All that a command is answered with.
    async fn all(&self, line: &str) -> Option<String> {
        let mut stream = TcpStream::connect(self.address()).await.ok()?;
        stream.write_all(format!("{line}\r\n").as_bytes()).await.ok()?;
        // Nothing more is asked: the answer is the last thing that comes.
        stream.shutdown().await.ok()?;
        let mut text = Vec::new();
        stream.read_to_end(&mut text).await.ok()?;
        Some(String::from_utf8_lossy(&text).into_owned())
    }
}

/// A master, its replica, and a Sentinel that makes the replica the master when the master is gone.
#[derive(Debug)]
pub struct Sentinels {
    /// The master at first.
    pub master: Redis,
    replica: Redis,
    sentinel: Redis,
    // Dropped after those who write there.
    _folder: TempDir,
}

impl Sentinels {
    /// Starts all three and waits until they know of each other.
    pub async fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let master = Redis::start().await;
        // It keeps what it is sent at first in a file.
        let own = folder.path().display().to_string();
        let of = format!("127.0.0.1 {}", master.port);
        let replica = Redis::with(["--replicaof".to_owned(), of, "--dir".to_owned(), own]).await;
        let file = folder.path().join("sentinel.conf");
        let rules = format!(
            "sentinel monitor inbox 127.0.0.1 {} 1\nsentinel down-after-milliseconds inbox 500\n\
             sentinel failover-timeout inbox 3000\n",
            master.port
        );
        std::fs::write(&file, rules).expect("written");
        let sentinel = Redis::with([file.display().to_string(), "--sentinel".to_owned()]).await;
        let sentinels = Self { master, replica, sentinel, _folder: folder };
        eventually("the replica follows", PATIENCE, async || {
            let told = sentinels.replica.all("INFO replication").await?;
            told.contains("master_link_status:up").then_some(())
        })
        .await;
        eventually("the Sentinel knows the replica", PATIENCE, async || {
            let told = sentinels.sentinel.all("SENTINEL replicas inbox").await?;
            (told.contains(&sentinels.replica.port.to_string()) && !told.contains("disconnected")).then_some(())
        })
        .await;
        sentinels
    }

    /// For the setting `bus.url`.
    pub fn url(&self) -> String {
        format!("redis-sentinel://{}/inbox", self.sentinel.address())
    }

    /// Waits until the replica is the master.
    pub async fn promoted(&self) {
        eventually("the replica is the master", PATIENCE, async || {
            self.replica.all("INFO replication").await?.contains("role:master").then_some(())
        })
        .await;
    }
}

/// Three masters, each with a third of the slots.
#[derive(Debug)]
pub struct RedisCluster {
    /// In the order of their slots.
    pub masters: Vec<Redis>,
    _folder: TempDir,
}

const SLOTS: u16 = 16_384;

impl RedisCluster {
    /// Starts it and waits until all of them say that it is whole.
    pub async fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let mut masters = Vec::new();
        for number in 0..3 {
            let own = folder.path().join(format!("{number}.conf")).display().to_string();
            let arguments = [
                "--cluster-enabled",
                "yes",
                "--cluster-node-timeout",
                "1000",
                "--cluster-require-full-coverage",
                "no",
                "--cluster-config-file",
                &own,
            ]
            .map(str::to_owned);
            masters.push(Redis::with(arguments).await);
        }
        for (number, master) in masters.iter().enumerate() {
            let of = Self::slots(number);
            let added = master.command(&format!("CLUSTER ADDSLOTSRANGE {} {}", of.start(), of.end())).await;
            assert_eq!(added.as_deref(), Some("+OK"));
            if number > 0 {
                let met = master.command(&format!("CLUSTER MEET 127.0.0.1 {}", masters[0].port)).await;
                assert_eq!(met.as_deref(), Some("+OK"));
            }
        }
        let cluster = Self { masters, _folder: folder };
        cluster.is_whole().await;
        cluster
    }

    fn slots(master: usize) -> RangeInclusive<u16> {
        let third = |number: usize| SLOTS / 3 * u16::try_from(number).expect("few");
        third(master)..=if master == 2 { SLOTS - 1 } else { third(master + 1) - 1 }
    }

    /// For the setting `bus.url`.
    pub fn url(&self) -> String {
        let places: Vec<_> = self.masters.iter().map(Redis::address).collect();
        format!("redis-cluster://{}", places.join(","))
    }

    /// Which of the masters serves a key or a channel.
    pub async fn serves(&self, key: &str) -> usize {
        let slot = self.masters[0].command(&format!("CLUSTER KEYSLOT {key}")).await.expect("a slot");
        let slot: u16 = slot.trim_start_matches(':').parse().expect("a number");
        (0..3).find(|master| Self::slots(*master).contains(&slot)).expect("all slots are served")
    }

    /// Waits until every master knows that all slots are served.
    pub async fn is_whole(&self) {
        for master in &self.masters {
            eventually("the cluster is whole", PATIENCE, async || {
                let told = master.all("CLUSTER INFO").await?;
                let whole = ["cluster_state:ok", "cluster_slots_ok:16384", "cluster_known_nodes:3"];
                whole.iter().all(|line| told.contains(line)).then_some(())
            })
            .await;
        }
    }
}
