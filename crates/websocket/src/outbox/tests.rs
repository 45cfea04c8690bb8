//! What is written, in what order and by whom, without a network.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use actix_web::body::MessageBody;
use skybot_domain::Id;

use super::{About, MOST_FRAMES, MOST_SIGNALS, Outbox, Outgoing};
use crate::close::Close;
use crate::render::text;

/// Everything that is written, until there is nothing or the end.
fn written(body: &mut Outgoing) -> Vec<u8> {
    let mut all = Vec::new();
    let mut context = Context::from_waker(Waker::noop());
    while let Poll::Ready(Some(Ok(bytes))) = Pin::new(&mut *body).poll_next(&mut context) {
        all.extend_from_slice(&bytes);
    }
    all
}

fn pair() -> (Arc<Outbox>, Outgoing) {
    over(Outbox::default())
}

fn over(outbox: Outbox) -> (Arc<Outbox>, Outgoing) {
    let outbox = Arc::new(outbox);
    (Arc::clone(&outbox), Outgoing::new(outbox))
}

/// A socket that has room for so many bytes.
#[derive(Default)]
struct Socket {
    taken: Mutex<Vec<u8>>,
    room: AtomicUsize,
}

impl Socket {
    fn take(&self, bytes: &[u8]) -> io::Result<usize> {
        let length = bytes.len().min(self.room.load(Ordering::Relaxed));
        if length == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        self.room.fetch_sub(length, Ordering::Relaxed);
        self.taken.lock().unwrap().extend_from_slice(&bytes[..length]);
        Ok(length)
    }

    fn taken(&self) -> Vec<u8> {
        std::mem::take(&mut self.taken.lock().unwrap())
    }
}

/// An outbox with such a socket.
fn direct() -> (Arc<Socket>, Arc<Outbox>, Outgoing) {
    let socket = Arc::new(Socket::default());
    let taking = Arc::clone(&socket);
    let (outbox, body) = over(Outbox::new(Some(Arc::new(move |bytes: &[u8]| taking.take(bytes)))));
    (socket, outbox, body)
}

fn add(outbox: &Outbox, frame: &str) {
    let mut batch = outbox.batch();
    assert!(batch.push(text(frame)));
    batch.quietly();
}

#[test]
fn frames_are_written_in_order_and_many_in_one_write() {
    let (outbox, mut body) = pair();
    for frame in ["a", "b"] {
        assert!(outbox.push(text(frame)));
    }
    assert_eq!(written(&mut body), [0x81, 1, b'a', 0x81, 1, b'b']);
}

#[test]
fn whoever_does_not_read_is_closed_and_holds_nothing() {
    let (outbox, mut body) = pair();
    for _ in 0..MOST_FRAMES {
        assert!(outbox.push(text("x")));
    }
    outbox.signal(About::Members, text("dropped"));
    assert!(!outbox.push(text("x")) && outbox.is_closed());
    outbox.close(Close::Restarting.reason("too late"));
    let bytes = written(&mut body);
    assert_eq!(bytes[..2], [0x88, 18]);
    assert_eq!(u16::from_be_bytes([bytes[2], bytes[3]]), 4013);
    assert!(!outbox.push(text("x")) && written(&mut body).is_empty());
}

#[test]
fn signals_about_the_same_are_merged_and_the_oldest_dropped() {
    let (outbox, mut body) = pair();
    let place = |number| Id::new(uuid::Uuid::from_u128(number));
    outbox.signal(About::Viewing(place(1)), text("a"));
    outbox.signal(About::Viewing(place(2)), text("b"));
    outbox.signal(About::Viewing(place(1)), text("c"));
    assert_eq!(written(&mut body), [0x81, 1, b'c', 0x81, 1, b'b']);
    for _ in 0..=MOST_SIGNALS {
        outbox.signal(About::Members, text("m"));
    }
    assert_eq!(written(&mut body).len(), 3 * MOST_SIGNALS);
}

#[test]
fn a_connection_that_is_gone_takes_nothing() {
    let (outbox, body) = pair();
    drop(body);
    assert!(outbox.is_closed() && !outbox.push(text("x")));
}

#[test]
fn whoever_flushes_writes_while_the_connection_does_nothing() {
    let (socket, outbox, mut body) = direct();
    socket.room.store(100, Ordering::Relaxed);
    add(&outbox, "a");
    outbox.flush();
    assert!(socket.taken().is_empty(), "it has not answered the handshake yet");
    assert_eq!(written(&mut body), [0x81, 1, b'a']);
    add(&outbox, "b");
    add(&outbox, "c");
    outbox.ping();
    assert_eq!(socket.taken(), [0x89, 0, 0x81, 1, b'b', 0x81, 1, b'c']);
    assert!(written(&mut body).is_empty());
}

#[test]
fn nobody_else_writes_while_the_connection_does() {
    let (socket, outbox, mut body) = direct();
    socket.room.store(100, Ordering::Relaxed);
    assert!(written(&mut body).is_empty());
    add(&outbox, "a");
    // It looks for a reason of its own, and writes.
    let mut context = Context::from_waker(Waker::noop());
    assert!(matches!(Pin::new(&mut body).poll_next(&mut context), Poll::Ready(Some(Ok(_)))));
    outbox.write(text("b"));
    assert!(socket.taken().is_empty());
    assert_eq!(written(&mut body), [0x81, 1, b'b']);
}

#[test]
fn what_a_socket_does_not_take_the_connection_writes_first() {
    let (socket, outbox, mut body) = direct();
    assert!(written(&mut body).is_empty());
    socket.room.store(4, Ordering::Relaxed);
    outbox.write(text("abc"));
    socket.room.store(100, Ordering::Relaxed);
    outbox.write(text("d"));
    assert_eq!((socket.taken(), written(&mut body)), (vec![0x81, 3, b'a', b'b'], vec![b'c', 0x81, 1, b'd']));
    socket.room.store(1, Ordering::Relaxed);
    outbox.write(text("e"));
    outbox.close(Close::Restarting.reason("now"));
    assert_eq!(socket.taken(), [0x81]);
    assert_eq!(written(&mut body)[..4], [1, b'e', 0x88, 5], "the frame is ended before the last one");
}
