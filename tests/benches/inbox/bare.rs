//! The floor: a loop that writes prepared frames to all its sockets, and does nothing else.
//!
//! It is this program started once more. Whoever connects is a socket to write to; what comes on
//! standard input is the number of a frame to write, a line each. `sockets N` says how many are there.

use std::io::{BufRead as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Says to this program that it is the loop; its value is the length of a frame.
const ROLE: &str = "SKYBOT_BENCH_BARE";

/// Runs the loop if this is the program for it; whether it was.
pub(crate) fn served() -> bool {
    let Some(length) = std::env::var(ROLE).ok().and_then(|length| length.parse::<usize>().ok()) else { return false };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    println!("{}", listener.local_addr().expect("an address"));
    let sockets: Arc<Mutex<Vec<TcpStream>>> = Arc::default();
    let taking = Arc::clone(&sockets);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            stream.set_nodelay(true).expect("a connected socket");
            taking.lock().expect("nobody panics").push(stream);
        }
    });
    for line in std::io::stdin().lock().lines() {
        let Ok(number) = line.expect("text").parse::<i64>() else {
            // Asked for how many there are.
            println!("{}", sockets.lock().expect("nobody panics").len());
            continue;
        };
        let frame = frame(number, length);
        for stream in sockets.lock().expect("nobody panics").iter_mut() {
            // Who has gone is not written to.
            let _ = stream.write_all(&frame);
        }
    }
    true
}

/// An event frame of this length, of which only the start means anything.
fn frame(number: i64, length: usize) -> Vec<u8> {
    let mut text = format!(r#"{{"type":"event","pos":{number},"prev":{},"event":""#, number - 1).into_bytes();
    text.resize(length.saturating_sub(2).max(text.len()), b'x');
    text.extend_from_slice(br#""}"#);
    let size = u16::try_from(text.len()).expect("a frame of the middle length");
    assert!(size > 125, "a frame of the middle length");
    let mut frame = vec![0x81, 126];
    frame.extend_from_slice(&size.to_be_bytes());
    frame.append(&mut text);
    frame
}

/// The loop as others see it.
pub(crate) struct Bare {
    child: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    pub(crate) pid: u32,
    pub(crate) address: String,
    number: i64,
}

impl Bare {
    /// Starts one whose frames have this length.
    pub(crate) async fn start(length: usize) -> Self {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.env(ROLE, length.to_string()).kill_on_drop(true).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("this program can be run");
        let orders = child.stdin.take().expect("its input");
        let mut answers = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = answers.next_line().await.expect("its output").expect("an address");
        let pid = child.id().expect("it runs");
        Self { child, orders, answers, pid, address, number: 0 }
    }

    /// Waits until it has so many sockets.
    pub(crate) async fn has(&mut self, sockets: usize) {
        loop {
            self.orders.write_all(b"sockets\n").await.expect("it listens");
            let told = self.answers.next_line().await.expect("its output").expect("a number");
            if told.parse() == Ok(sockets) {
                return;
            }
        }
    }

    /// Has it write a frame to all.
    pub(crate) async fn write(&mut self) {
        self.number += 1;
        self.orders.write_all(format!("{}\n", self.number).as_bytes()).await.expect("it listens");
    }

    pub(crate) async fn stop(mut self) {
        self.child.kill().await.expect("killed");
    }
}
