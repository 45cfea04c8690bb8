//! Many sockets of one program, which counts what they are told and costs little: it shares the
//! processors with what is measured.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;

/// More is never told in one frame.
const SCRATCH: usize = 256 << 10;
/// Sockets that are opened at the same time.
const TOGETHER: usize = 32;
/// How long anything may take that must happen.
const PATIENCE: Duration = Duration::from_mins(1);

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; SCRATCH]);
}

/// What all sockets together have seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Events.
    events: AtomicU64,
    /// Events that did not follow on the one before, on the same socket.
    disorder: AtomicU64,
    /// Connections that have ended, by close code 4013 and otherwise.
    slow: AtomicU64,
    lost: AtomicU64,
    /// Where the newest event is.
    newest: AtomicI64,
    /// Whether arrivals are written down.
    listening: AtomicBool,
    /// Position and moment of arrivals.
    arrivals: Mutex<Vec<(i64, Instant)>>,
}

/// Sockets that read as fast as they can.
pub(crate) struct Crowd {
    seen: Arc<Seen>,
    readers: Vec<JoinHandle<()>>,
}

/// Who connects.
#[derive(Debug, Clone)]
pub(crate) enum Guest {
    /// To the server, with such a ticket; and asks for events at once.
    Ticket(String),
    /// The same, and says nothing more.
    Silent(String),
    /// To the bare loop.
    Bare,
}

impl Crowd {
    /// Connects all of them and waits until each is told that it is in. The seconds it took.
    pub(crate) async fn connect(address: &str, guests: Vec<Guest>) -> (Self, f64) {
        let (seen, begun) = (Arc::new(Seen::default()), Instant::now());
        let mut readers = Vec::with_capacity(guests.len());
        for some in guests.chunks(TOGETHER) {
            let opened = futures_util::future::join_all(some.iter().map(|guest| open(address, guest, None))).await;
            for (stream, rest) in opened {
                readers.push(tokio::spawn(read(stream, rest, Arc::clone(&seen))));
            }
        }
        (Self { seen, readers }, begun.elapsed().as_secs_f64())
    }

    pub(crate) fn events(&self) -> u64 {
        self.seen.events.load(Ordering::Relaxed)
    }

    pub(crate) fn disorder(&self) -> u64 {
        self.seen.disorder.load(Ordering::Relaxed)
    }

    pub(crate) fn lost(&self) -> u64 {
        self.seen.lost.load(Ordering::Relaxed) + self.seen.slow.load(Ordering::Relaxed)
    }

    /// Waits until so many events were told in all; whether that happened.
    pub(crate) async fn wait_for(&self, events: u64) -> bool {
        let begun = Instant::now();
        while self.events() < events {
            if begun.elapsed() > PATIENCE {
                return false;
            }
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
        true
    }

    /// Writes arrivals down from now on.
    pub(crate) fn listen(&self) {
        self.seen.listening.store(true, Ordering::Relaxed);
    }

    /// What has arrived since.
    pub(crate) fn arrivals(&self) -> Vec<(i64, Instant)> {
        self.seen.listening.store(false, Ordering::Relaxed);
        std::mem::take(&mut *self.seen.arrivals.lock().expect("nobody panics"))
    }

    pub(crate) fn leave(self) {
        for reader in self.readers {
            reader.abort();
        }
    }
}

/// Sockets that read nothing; each with a small buffer of its own.
pub(crate) async fn still(address: &str, guests: &[Guest]) -> Vec<TcpStream> {
    let mut streams = Vec::new();
    for some in guests.chunks(TOGETHER) {
        let opened = futures_util::future::join_all(some.iter().map(|guest| open(address, guest, Some(4096)))).await;
        streams.extend(opened.into_iter().map(|(stream, _)| stream));
    }
    streams
}

/// How many of them were closed by the other side as too slow, reading what is left to be read.
pub(crate) async fn closed_as_slow(streams: Vec<TcpStream>) -> usize {
    let seen = Arc::new(Seen::default());
    let readers = streams.into_iter().map(|stream| tokio::spawn(read(stream, Vec::new(), Arc::clone(&seen))));
    let all = futures_util::future::join_all(readers);
    let _ = tokio::time::timeout(PATIENCE, all).await;
    seen.slow.load(Ordering::Relaxed) as usize
}

async fn open(address: &str, guest: &Guest, buffer: Option<u32>) -> (TcpStream, Vec<u8>) {
    let socket = TcpSocket::new_v4().expect("a socket");
    if let Some(buffer) = buffer {
        socket.set_recv_buffer_size(buffer).expect("a buffer");
    }
    let mut stream = socket.connect(address.parse().expect("an address")).await.expect("it takes connections");
    stream.set_nodelay(true).expect("a connected socket");
    let (Guest::Ticket(ticket) | Guest::Silent(ticket)) = guest else { return (stream, Vec::new()) };
    let request = format!(
        "GET /api/v1/realtime HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: skybot.v1\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("it listens");
    let mut rest = Vec::new();
    until(&mut stream, &mut rest, b"\r\n\r\n").await;
    stream.write_all(&masked(&format!(r#"{{"type":"authenticate","ticket":"{ticket}"}}"#))).await.expect("it listens");
    until(&mut stream, &mut rest, br#""type":"authenticated""#).await;
    if let Guest::Ticket(_) = guest {
        // Else events flow after half a second.
        stream.write_all(&masked(r#"{"type":"ping","ref":"in"}"#)).await.expect("it listens");
        until(&mut stream, &mut rest, br#""type":"pong""#).await;
    }
    (stream, rest)
}

/// Reads until these bytes have come; what comes after the frame they are in is left in `rest`.
async fn until(stream: &mut TcpStream, rest: &mut Vec<u8>, wanted: &[u8]) {
    let wait = async {
        loop {
            if let Some(at) = rest.windows(wanted.len()).position(|part| part == wanted) {
                if wanted == b"\r\n\r\n" {
                    assert!(rest.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(rest));
                    rest.drain(..at + 4);
                    return;
                }
                // Frames before and with it.
                let mut gone = 0;
                while gone <= at {
                    let Some((_, start, length)) = frame(&rest[gone..]) else { break };
                    gone += start + length;
                }
                if gone > at {
                    rest.drain(..gone);
                    return;
                }
            }
            let mut part = [0; 4096];
            let read = stream.read(&mut part).await.expect("it answers");
            assert!(read > 0, "it hung up: {}", String::from_utf8_lossy(rest));
            rest.extend_from_slice(&part[..read]);
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("it answers in time");
}

/// A text frame as clients send it.
fn masked(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).ok().filter(|length| *length < 126).expect("a short frame");
    let mut frame = vec![0x81, 0x80 | length, 0, 0, 0, 0];
    frame.extend_from_slice(text.as_bytes());
    frame
}

/// Opcode, start and length of what is in the frame that begins here; `None` while it is not whole.
fn frame(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let (opcode, short) = (bytes.first()? & 0x0f, bytes.get(1)? & 0x7f);
    let (start, length) = match short {
        126 => (4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
        127 => (10, u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?) as usize),
        short => (2, usize::from(short)),
    };
    (bytes.len() >= start + length).then_some((opcode, start, length))
}

async fn read(stream: TcpStream, mut rest: Vec<u8>, seen: Arc<Seen>) {
    let mut last = None;
    let over = |slow: bool| {
        if slow { &seen.slow } else { &seen.lost }.fetch_add(1, Ordering::Relaxed);
    };
    loop {
        if stream.readable().await.is_err() {
            return over(false);
        }
        let ended = BUFFER.with_borrow_mut(|buffer| {
            let carried = rest.len();
            buffer[..carried].copy_from_slice(&rest);
            let read = match stream.try_read(&mut buffer[carried..]) {
                Ok(0) => return Some(false),
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return None,
                Err(_) => return Some(false),
            };
            let mut bytes = &buffer[..carried + read];
            while let Some((opcode, start, length)) = frame(bytes) {
                let text = &bytes[start..start + length];
                match opcode {
                    1 if text.starts_with(br#"{"type":"event""#) => event(text, &mut last, &seen),
                    8 => return Some(text.get(..2) == Some(&4013_u16.to_be_bytes())),
                    _ => {}
                }
                bytes = &bytes[start + length..];
            }
            rest.clear();
            rest.extend_from_slice(bytes);
            None
        });
        if let Some(slow) = ended {
            return over(slow);
        }
    }
}

fn event(text: &[u8], last: &mut Option<i64>, seen: &Seen) {
    let (pos, prev) = (number(text, br#""pos":"#), number(text, br#""prev":"#));
    if last.is_some_and(|last| last != prev) || pos <= prev {
        seen.disorder.fetch_add(1, Ordering::Relaxed);
    }
    *last = Some(pos);
    seen.newest.fetch_max(pos, Ordering::Relaxed);
    if seen.listening.load(Ordering::Relaxed) {
        seen.arrivals.lock().expect("nobody panics").push((pos, Instant::now()));
    }
    seen.events.fetch_add(1, Ordering::Relaxed);
}

/// The number after a name, in the first bytes of a frame.
fn number(text: &[u8], name: &[u8]) -> i64 {
    let head = &text[..text.len().min(96)];
    let at = head.windows(name.len()).position(|part| part == name).map_or(0, |at| at + name.len());
    head[at..].iter().take_while(|byte| byte.is_ascii_digit()).fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'))
}
