//! The durable log, for machines and polling: in pages, waited for, or as a stream. Always the same
//! events after the same cursor.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use bytes::{BufMut, Bytes, BytesMut};
use futures_util::{Stream, stream};
use skybot_domain::Scope;
use skybot_domain::error::{Error, Refusal, Violation};
use skybot_domain::event::{LogSlice, Pos};
use skybot_domain::page::Limit;
use skybot_domain::ports::Ear;
use skybot_domain::session::Credential;
use skybot_domain::usecase;
use skybot_wire as wire;
use tokio::time::{Instant, timeout, timeout_at};

use super::Routes;
use crate::answer::{Answer, Reply};
use crate::problem::{Code, Problem};
use crate::query;
use crate::request::Call;
use crate::server::Api;

/// How long one may wait for events.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How often it is looked whether whoever waits still may.
const RECHECK: Duration = Duration::from_millis(800);
/// A stream that has nothing to tell says so, so that nobody in between takes it for dead.
const HEARTBEAT: Duration = Duration::from_secs(25);
const STREAM: &str = "text/event-stream";

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(list_events);
}

/// Events after a position
///
/// Read on with `after` = `next_after` until it equals `head`; then with `wait`, to be answered as soon
/// as there is an event. With `Accept: text/event-stream` all events follow, each as the data of a
/// server-sent event whose id is its `pos`, also after `Last-Event-ID`.
#[utoipa::path(
    tag = "events",
    params(
        wire::EventsQuery,
        ("Last-Event-ID" = Option<i64>, Header, description = "For a stream: in the place of `after`"),
    ),
    responses(
        (status = 200, description = "What the caller may see of this stretch of the log", content(
            (wire::EventPage = "application/json"),
            (String = "text/event-stream"),
        )),
        (status = 410, description = "Events after this position are gone; `oldest` can be read after",
            body = wire::Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/events")]
async fn list_events(call: Call) -> Reply {
    let query: wire::EventsQuery = call.request.query()?;
    let limit = query::limit(query.limit)?;
    let wait = wait(query.wait)?;
    if call.request.header(header::ACCEPT).is_some_and(|accept| accept.contains(STREAM)) {
        let last = call.request.http().headers().get("last-event-id");
        let last = last.map(|last| last.to_str().ok().and_then(|last| last.parse().ok()).ok_or_else(not_a_position));
        let after = last.transpose()?.or(query.after);
        let reader = Reader::new(&call, after)?;
        return reader.stream().await;
    }
    let mut reader = Reader::new(&call, query.after)?;
    let slice = match wait {
        None => reader.read(limit).await?,
        Some(wait) => reader.wait(limit, wait).await?,
    };
    Answer::ok(&wire::EventPage::from(slice)).map(Answer::send)
}

fn out_of_range(name: &str, detail: &str) -> Problem {
    Problem::invalid(name, Violation::new("OUT_OF_RANGE", detail))
}

fn not_a_position() -> Problem {
    out_of_range("Last-Event-ID", "must be a position")
}

fn wait(seconds: Option<i64>) -> Result<Option<Duration>, Problem> {
    let Some(seconds) = seconds else { return Ok(None) };
    let wait = u64::try_from(seconds).ok().map(Duration::from_secs).filter(|wait| *wait <= LONGEST_WAIT);
    wait.map(Some).ok_or_else(|| out_of_range("wait", "must be 0 to 30"))
}

/// Somebody who reads the log from a cursor on.
struct Reader {
    api: web::Data<Api>,
    credential: Credential,
    scope: Arc<Scope>,
    /// As the caller has said it; without it the log is read from the oldest that is kept.
    asked: Option<Pos>,
    after: Pos,
    ear: Option<Box<dyn Ear>>,
    spoke_at: Instant,
}

impl Reader {
    fn new(call: &Call, after: Option<Pos>) -> Result<Self, Problem> {
        if after.is_some_and(|after| after < 0) {
            return Err(out_of_range("after", "must be at least 0"));
        }
        Ok(Self {
            api: call.request.shared_api(),
            scope: Arc::new((*call.scope).clone()),
            credential: call.principal.credential,
            asked: after,
            after: after.unwrap_or(0),
            ear: None,
            spoke_at: Instant::now(),
        })
    }

    /// The next stretch.
    async fn read(&mut self, limit: Limit) -> Result<LogSlice, Problem> {
        let slice = self.api.ports.events.read(&self.scope, self.after, limit).await?;
        if self.asked.is_some_and(|after| after < slice.trimmed) {
            return Err(Error::CursorExpired { oldest: slice.trimmed }.into());
        }
        if self.after > slice.head {
            return Err(out_of_range("after", "is after the newest position"));
        }
        self.after = slice.read_to;
        self.asked = Some(slice.read_to);
        Ok(slice)
    }

    /// The next stretch that has an event in it, or after `wait` one that has none.
    async fn wait(&mut self, limit: Limit, wait: Duration) -> Result<LogSlice, Problem> {
        let deadline = Instant::now() + wait;
        self.listen();
        loop {
            let slice = self.read(limit).await?;
            if !slice.events.is_empty() {
                return Ok(slice);
            }
            if slice.read_to < slice.head {
                continue;
            }
            loop {
                match timeout_at(deadline.min(Instant::now() + RECHECK), self.news()).await {
                    Ok(true) => break,
                    Ok(false) => return Ok(slice),
                    Err(_) if Instant::now() >= deadline => return Ok(slice),
                    Err(_) => self.recheck().await?,
                }
            }
            self.recheck().await?;
        }
    }

    /// All events from here on, as they happen.
    async fn stream(mut self) -> Reply {
        self.listen();
        // So that a cursor that is none is told as such.
        let first = self.read(Limit::LARGEST).await?;
        let begun = stream::unfold((self, Some(first)), |(mut reader, read)| async move {
            let piece = reader.piece(read).await?;
            Some((Ok::<_, Problem>(piece), (reader, None)))
        });
        Ok(HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, STREAM))
            // Compressed, it would wait in the compressor.
            .insert_header((header::CONTENT_ENCODING, "identity"))
            .streaming(Box::pin(begun) as std::pin::Pin<Box<dyn Stream<Item = _>>>))
    }

    /// What is to be sent next; `None` at the end: the server stops, the caller may not read on, or the
    /// log could not be read. The client comes back with the last id.
    async fn piece(&mut self, read: Option<LogSlice>) -> Option<Bytes> {
        let mut read = read;
        loop {
            let slice = match read.take() {
                Some(slice) => slice,
                None => self.read(Limit::LARGEST).await.ok()?,
            };
            if !slice.events.is_empty() {
                self.spoke_at = Instant::now();
                return written(slice);
            }
            if slice.read_to >= slice.head && !self.pause().await? {
                self.spoke_at = Instant::now();
                return Some(Bytes::from_static(b":\n\n"));
            }
        }
    }

    /// Waits for news, or until something is to be said so that the stream is not taken for dead
    /// (`false`). `None`: it is over.
    async fn pause(&mut self) -> Option<bool> {
        loop {
            let news = timeout(RECHECK, self.news()).await;
            self.recheck().await.ok()?;
            match news {
                Ok(true) => return Some(true),
                Ok(false) => return None,
                Err(_) if self.spoke_at.elapsed() >= HEARTBEAT => return Some(false),
                Err(_) => {}
            }
        }
    }

    fn listen(&mut self) {
        self.ear = Some(self.api.ports.news.listen(&self.scope));
    }

    async fn news(&mut self) -> bool {
        match &mut self.ear {
            Some(ear) => ear.news().await,
            None => false,
        }
    }

    /// Makes sure that whoever waits still may, and as what.
    async fn recheck(&mut self) -> Result<(), Problem> {
        let known = [(self.credential, Arc::clone(&self.scope))];
        let now = usecase::recheck(&self.api.ports, &known).await?.pop().flatten();
        self.scope = now.ok_or(Error::Unauthenticated(Refusal::Revoked))?;
        Ok(())
    }
}

/// Events as server-sent ones.
fn written(slice: LogSlice) -> Option<Bytes> {
    let mut text = BytesMut::new();
    for event in slice.events {
        text.put_slice(format!("id: {}\ndata: ", event.pos).as_bytes());
        let written = serde_json::to_writer((&mut text).writer(), &wire::Event::from(event));
        if let Err(error) = written {
            tracing::error!(%error, code = Code::Internal.as_str(), "an event could not be written");
            return None;
        }
        text.put_slice(b"\n\n");
    }
    Some(text.freeze())
}
