//! An SMTP server that keeps what it gets, and misbehaves when it is told to.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};

/// A letter that was taken.
#[derive(Debug, Default, Clone)]
pub(crate) struct Delivery {
    /// What the client calls itself.
    pub(crate) hello: String,
    /// What came after `AUTH`, if anything.
    pub(crate) auth: Option<String>,
    /// What came after `MAIL FROM:`.
    pub(crate) from: String,
    /// What came after each `RCPT TO:`.
    pub(crate) to: Vec<String>,
    /// The message, without the dots that SMTP adds.
    pub(crate) message: Vec<u8>,
}

/// What to do instead of answering a command well.
pub(crate) enum Mood {
    /// Answers this.
    Says(&'static str),
    /// Answers well, but only after [`Sink::relent`].
    Stalls,
}

#[derive(Default)]
struct State {
    moods: Mutex<VecDeque<(&'static str, Mood)>>,
    stalling: Notify,
    relenting: Notify,
}

/// The server; it is gone when the test's runtime is.
pub(crate) struct Sink {
    pub(crate) address: SocketAddr,
    state: Arc<State>,
    deliveries: mpsc::UnboundedReceiver<Delivery>,
}

impl Sink {
    /// Listens on a free port of this machine.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (taken, deliveries) = mpsc::unbounded_channel();
        let state = Arc::<State>::default();
        let serving = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (state, taken) = (Arc::clone(&serving), taken.clone());
                tokio::spawn(async move { converse(client, &state, &taken).await });
            }
        });
        Self { address, state, deliveries }
    }

    /// The next time `command` comes, be in this mood. The command `.` is the end of a message.
    pub(crate) fn expect(&self, command: &'static str, mood: Mood) {
        self.state.moods.lock().expect("no panic").push_back((command, mood));
    }

    /// Until a client is being kept waiting.
    pub(crate) async fn stalling(&self) {
        self.state.stalling.notified().await;
    }

    /// Lets the client that is kept waiting have its answer.
    pub(crate) fn relent(&self) {
        self.state.relenting.notify_one();
    }

    /// The next letter.
    pub(crate) async fn delivery(&mut self) -> Delivery {
        self.deliveries.recv().await.expect("the sink runs")
    }

    /// Whether all letters were looked at.
    pub(crate) fn is_empty(&self) -> bool {
        self.deliveries.is_empty()
    }
}

async fn converse(client: TcpStream, state: &State, taken: &mpsc::UnboundedSender<Delivery>) -> io::Result<()> {
    let mut client = BufReader::new(client);
    client.write_all(b"220 sink\r\n").await?;
    let mut delivery = Delivery::default();
    loop {
        let mut line = String::new();
        if client.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let (verb, rest) = line.trim_end().split_at_checked(4).unwrap_or((line.trim_end(), ""));
        let mut command = verb.to_ascii_uppercase();
        let (_, argument) = rest.split_once(':').unwrap_or(("", rest.trim_start()));
        match command.as_str() {
            "EHLO" => argument.clone_into(&mut delivery.hello),
            "AUTH" => delivery.auth = Some(argument.to_owned()),
            "MAIL" => argument.clone_into(&mut delivery.from),
            "RCPT" => delivery.to.push(argument.to_owned()),
            "DATA" => {
                client.write_all(b"354 go on\r\n").await?;
                delivery.message = message(&mut client).await?;
                ".".clone_into(&mut command);
            }
            _ => {}
        }
        let answer = match mood(state, &command) {
            Some(Mood::Says(answer)) => answer,
            well => {
                if well.is_some() {
                    state.stalling.notify_one();
                    state.relenting.notified().await;
                }
                match command.as_str() {
                    "EHLO" => "250-sink\r\n250 AUTH PLAIN",
                    "AUTH" => "235 welcome",
                    "QUIT" => "221 bye",
                    _ => "250 ok",
                }
            }
        };
        if command == "." && answer.starts_with('2') {
            let next = Delivery { hello: delivery.hello.clone(), auth: delivery.auth.clone(), ..Delivery::default() };
            taken.send(std::mem::replace(&mut delivery, next)).ok();
        }
        client.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

fn mood(state: &State, command: &str) -> Option<Mood> {
    let mut moods = state.moods.lock().expect("no panic");
    if moods.front()?.0 == command { moods.pop_front().map(|(_, mood)| mood) } else { None }
}

async fn message(client: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        if client.read_until(b'\n', &mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match line.strip_prefix(b".") {
            Some(b"\r\n") => return Ok(message),
            Some(rest) => message.extend_from_slice(rest),
            None => message.extend_from_slice(&line),
        }
    }
}
