//! What waits to be written to one connection, and the response body that writes it.
//!
//! Bounded: whoever reads too slowly loses signals first and then the connection, and delays
//! nobody. The connection takes what it can hold when it can (`Outgoing`), many frames in one
//! write; nothing here waits for it. While it has nothing to do, whoever has something for it may
//! write that to the socket at once (`flush`): to wake a connection costs more than to write.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use actix_http::ws::{OpCode, Parser};
use actix_web::body::{BodySize, MessageBody};
use actix_ws::CloseReason;
use bytes::{Bytes, BytesMut};
use skybot_domain::id::{ConversationId, UserId};
use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use tokio::time::Instant;

use crate::close::Close;
use crate::render::Text;

/// Most events and answers that wait.
const MOST_FRAMES: usize = 1024;
/// And the most bytes of them; a single longer one may wait alone.
const MOST_BYTES: usize = 1024 * 1024;
/// Room for so many is kept when none waits any more.
const KEPT_FRAMES: usize = 32;
/// Most signals that wait.
const MOST_SIGNALS: usize = 64;
/// Most pings and pongs that wait.
const MOST_CONTROLS: usize = 16;
/// A connection that writes for so long at what it was given is stalled, not busy.
const STALLED_AFTER: Duration = Duration::from_millis(500);
/// About as much is given to the connection at a time, and a longer frame as a whole.
const CHUNK: usize = 16 * 1024;

/// Writes to a connection's socket as much as it takes at the moment.
pub type Direct = Arc<dyn Fn(&[u8]) -> io::Result<usize> + Send + Sync>;

/// What a signal is about: a newer one of the same takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    Typing(ConversationId, UserId),
    Viewing(ConversationId),
    /// One of its own.
    Members,
}

#[derive(Default)]
struct Waiting {
    /// The rest of what was written at once, in part.
    begun: Bytes,
    durable: VecDeque<Text>,
    bytes: usize,
    signals: VecDeque<(About, Text)>,
    controls: VecDeque<(OpCode, Bytes)>,
    close: Option<CloseReason>,
    /// Nothing comes after the close frame.
    over: bool,
    /// The connection, when it waits for something: then it writes nothing.
    writer: Option<Waker>,
    /// Since when it writes what it was given, until it asks for more.
    writes_since: Option<Instant>,
}

impl Waiting {
    /// Whether a good deal more fits.
    fn is_roomy(&self) -> bool {
        self.durable.len() <= MOST_FRAMES / 2 && self.bytes <= MOST_BYTES / 2
    }

    fn is_busy(&self) -> bool {
        !self.is_roomy() && !self.is_stalled(STALLED_AFTER)
    }

    fn is_stalled(&self, patience: Duration) -> bool {
        self.writes_since.is_some_and(|at| at.elapsed() >= patience)
    }

    fn signal(&mut self, about: About, frame: Text) {
        if self.close.is_some() || self.over || self.durable.len() >= MOST_FRAMES / 2 {
            return;
        }
        let same = |(other, _): &&mut (About, Text)| *other == about && about != About::Members;
        if let Some((_, older)) = self.signals.iter_mut().find(same) {
            *older = frame;
            return;
        }
        if self.signals.len() >= MOST_SIGNALS {
            self.signals.pop_front();
        }
        self.signals.push_back((about, frame));
    }

    /// What is to be written next; nothing if nothing waits.
    fn chunk(&mut self) -> Bytes {
        if !self.begun.is_empty() {
            return std::mem::take(&mut self.begun);
        }
        let mut chunk = Chunk::default();
        for (code, bytes) in self.controls.drain(..) {
            let mut control = BytesMut::new();
            Parser::write_message(&mut control, bytes, code, true, false);
            chunk.push(&control.freeze());
        }
        while chunk.len() < CHUNK {
            let Some(frame) = self.durable.pop_front() else { break };
            self.bytes -= frame.len();
            chunk.push(&frame);
        }
        while chunk.len() < CHUNK {
            let Some((_, frame)) = self.signals.pop_front() else { break };
            chunk.push(&frame);
        }
        self.give_back();
        chunk.freeze()
    }

    /// Gives room back that a connection which has nothing to tell does not need.
    fn give_back(&mut self) {
        if self.durable.is_empty() && self.durable.capacity() > KEPT_FRAMES {
            self.durable = VecDeque::new();
        }
        if self.signals.is_empty() {
            self.signals = VecDeque::new();
        }
        if self.controls.is_empty() {
            self.controls = VecDeque::new();
        }
    }
}

/// Frames that are written together; one alone is not copied.
#[derive(Default)]
struct Chunk {
    first: Bytes,
    all: BytesMut,
}

impl Chunk {
    fn len(&self) -> usize {
        self.first.len() + self.all.len()
    }

    fn push(&mut self, frame: &Bytes) {
        if self.len() == 0 {
            self.first = frame.clone();
            return;
        }
        if self.all.is_empty() {
            self.all.extend_from_slice(&std::mem::take(&mut self.first));
        }
        self.all.extend_from_slice(frame);
    }

    fn freeze(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
}

/// What waits to be written to one connection.
#[derive(Default)]
pub(crate) struct Outbox {
    waiting: Mutex<Waiting>,
    /// Room has come, or the end.
    room: Notify,
    /// The end has come.
    over: Notify,
    /// The connection is to read the log by itself.
    behind: Notify,
    direct: Option<Direct>,
}

impl Outbox {
    /// One whose connection's socket may be written to.
    pub(crate) fn new(direct: Option<Direct>) -> Self {
        Self { direct, ..Self::default() }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what waits; the connection is told at the end of what is returned.
    fn change(&self, change: impl FnOnce(&mut Waiting)) -> Batch<'_> {
        let mut batch = self.batch();
        batch.is_news = true;
        if let Some(waiting) = &mut batch.waiting {
            change(waiting);
        }
        batch
    }

    /// Writes what waits at once, if the connection does nothing; else it is told. Whether nothing is left.
    pub(crate) fn flush(&self) -> bool {
        let mut waiting = self.waiting();
        let was_roomy = waiting.is_roomy();
        if let (Some(direct), Some(_), None, false) = (&self.direct, &waiting.writer, &waiting.close, waiting.over) {
            loop {
                let chunk = waiting.chunk();
                if chunk.is_empty() {
                    drop(waiting);
                    if !was_roomy {
                        self.room.notify_waiters();
                    }
                    return true;
                }
                // What is the matter with a socket that takes nothing, the connection finds out.
                let written = direct(&chunk).unwrap_or(0);
                if written < chunk.len() {
                    waiting.begun = chunk.slice(written..);
                    break;
                }
            }
        }
        let writer = waiting.writer.take();
        drop(waiting);
        if let Some(writer) = writer {
            writer.wake();
        }
        false
    }

    /// Adds an event or an answer. `false`: there is no room, and the connection is closed for it, or
    /// was closed before.
    pub(crate) fn push(&self, frame: Text) -> bool {
        self.batch().push(frame)
    }

    /// Adds an answer and writes it.
    pub(crate) fn write(&self, frame: Text) {
        let mut batch = self.batch();
        batch.push(frame);
        batch.quietly();
        self.flush();
    }

    /// Several events, of which the connection is told together.
    pub(crate) fn batch(&self) -> Batch<'_> {
        Batch { outbox: self, waiting: Some(self.waiting()), is_news: false, is_told: true }
    }

    /// Adds a signal, in the place of an older one about the same. It is dropped when events already
    /// wait in a long line, and the oldest is when there are too many.
    pub(crate) fn signal(&self, about: About, frame: Text) {
        self.change(|waiting| waiting.signal(about, frame));
    }

    /// The same, for whoever calls [`flush`](Self::flush) then.
    pub(crate) fn signal_quietly(&self, about: About, frame: Text) {
        self.change(|waiting| waiting.signal(about, frame)).quietly();
    }

    /// Writes a ping.
    pub(crate) fn ping(&self) {
        self.control(OpCode::Ping, Bytes::new());
    }

    /// Writes the answer to a ping.
    pub(crate) fn pong(&self, bytes: Bytes) {
        self.control(OpCode::Pong, bytes);
    }

    fn control(&self, code: OpCode, bytes: Bytes) {
        self.change(|waiting| {
            if waiting.controls.len() < MOST_CONTROLS && waiting.close.is_none() {
                waiting.controls.push_back((code, bytes));
            }
        })
        .quietly();
        self.flush();
    }

    /// Closes the connection: what waits is dropped, the reason is the last that is written. The first
    /// reason counts.
    pub(crate) fn close(&self, reason: CloseReason) {
        self.change(|waiting| end(waiting, reason));
    }

    /// Has the connection read the log by itself.
    pub(crate) fn fall_behind(&self) {
        self.behind.notify_one();
    }

    /// Waits until the connection is to read the log by itself.
    pub(crate) fn behind(&self) -> Notified<'_> {
        self.behind.notified()
    }

    /// Whether nothing more is taken.
    #[cfg(test)]
    pub(crate) fn is_closed(&self) -> bool {
        let waiting = self.waiting();
        waiting.close.is_some() || waiting.over
    }

    /// Waits until nothing more is taken.
    pub(crate) async fn closed(&self) {
        self.until(&self.over, |waiting| waiting.close.is_some() || waiting.over).await;
    }

    /// Waits until a good deal more fits, or nothing more is taken.
    pub(crate) async fn room(&self) {
        self.until(&self.room, |waiting| waiting.is_roomy() || waiting.close.is_some() || waiting.over).await;
    }

    /// Whether a good deal more fits.
    pub(crate) fn is_roomy(&self) -> bool {
        self.waiting().is_roomy()
    }

    /// Whether much waits although the connection takes it: its client reads, and the machine is busy.
    pub(crate) fn is_busy(&self) -> bool {
        self.waiting().is_busy()
    }

    /// Whether the connection has written for so long at what it was given last.
    pub(crate) fn is_stalled(&self, patience: Duration) -> bool {
        self.waiting().is_stalled(patience)
    }

    async fn until(&self, told: &Notify, done: impl Fn(&Waiting) -> bool) {
        loop {
            let changed = told.notified();
            tokio::pin!(changed);
            // From here on nothing that is told is missed.
            changed.as_mut().enable();
            if done(&self.waiting()) {
                return;
            }
            changed.await;
        }
    }
}

/// What is added to an outbox; the connection is told at its end.
pub(crate) struct Batch<'a> {
    outbox: &'a Outbox,
    /// Until the end.
    waiting: Option<MutexGuard<'a, Waiting>>,
    is_news: bool,
    is_told: bool,
}

impl Batch<'_> {
    /// Ends it without telling the connection, which whoever calls does by [`Outbox::flush`].
    pub(crate) fn quietly(mut self) {
        self.is_told = false;
    }

    /// As [`Outbox::push`].
    pub(crate) fn push(&mut self, frame: Text) -> bool {
        let Some(waiting) = &mut self.waiting else { return false };
        if waiting.close.is_some() || waiting.over {
            return false;
        }
        self.is_news = true;
        let full = waiting.durable.len() >= MOST_FRAMES
            || (waiting.bytes + frame.len() > MOST_BYTES && !waiting.durable.is_empty());
        if full {
            end(waiting, Close::TooSlow.reason("too slow; resume"));
            return false;
        }
        waiting.bytes += frame.len();
        waiting.durable.push_back(frame);
        true
    }

    /// As [`Outbox::is_busy`].
    pub(crate) fn is_busy(&self) -> bool {
        self.waiting.as_ref().is_some_and(|waiting| waiting.is_busy())
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        let Some(mut waiting) = self.waiting.take().filter(|_| self.is_news) else { return };
        let is_over = waiting.close.is_some() || waiting.over;
        let writer = if self.is_told || is_over { waiting.writer.take() } else { None };
        drop(waiting);
        if let Some(writer) = writer {
            writer.wake();
        }
        if is_over {
            self.outbox.over.notify_waiters();
            self.outbox.room.notify_waiters();
        }
    }
}

fn end(waiting: &mut Waiting, reason: CloseReason) {
    if waiting.close.is_some() || waiting.over {
        return;
    }
    // Given back, not only emptied: a stalled connection may stay for a while. A frame that was begun is ended.
    let (begun, writer) = (std::mem::take(&mut waiting.begun), waiting.writer.take());
    *waiting = Waiting { close: Some(reason), begun, writer, ..Waiting::default() };
}

/// The body of the response that opened the connection: the frames.
pub(crate) struct Outgoing {
    outbox: Arc<Outbox>,
}

impl Outgoing {
    pub(crate) fn new(outbox: Arc<Outbox>) -> Self {
        Self { outbox }
    }
}

impl MessageBody for Outgoing {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let outbox = &self.outbox;
        let mut waiting = outbox.waiting();
        (waiting.writes_since, waiting.writer) = (None, None);
        if waiting.over {
            return Poll::Ready(None);
        }
        let mut chunk = waiting.chunk();
        if let Some(reason) = waiting.close.take() {
            let mut last = BytesMut::from(chunk);
            Parser::write_close(&mut last, Some(reason), false);
            chunk = last.freeze();
            waiting.over = true;
        }
        if chunk.is_empty() {
            waiting.writer = Some(cx.waker().clone());
            return Poll::Pending;
        }
        waiting.writes_since = Some(Instant::now());
        drop(waiting);
        outbox.room.notify_waiters();
        Poll::Ready(Some(Ok(chunk)))
    }
}

impl Drop for Outgoing {
    /// The connection is gone.
    fn drop(&mut self) {
        self.outbox.change(|waiting| *waiting = Waiting { over: true, ..Waiting::default() });
    }
}

#[cfg(test)]
mod tests;
