//! One connection from its first frame to its last: carries out what the protocol says.
//!
//! One task reads, lets commands run and lets time pass; writing is the response body's business
//! (`outbox`). While a command runs no other is read, so commands of a connection happen in order;
//! events go on meanwhile. Holds no rule of the protocol.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use actix_http::ws::Frame;
use futures_util::future::LocalBoxFuture;
use skybot_domain::error::{Error, Result};
use skybot_domain::page::Limit;
use skybot_domain::ports::{Arrival, Ports};
use skybot_domain::scope::Origin;
use skybot_domain::usecase::{self, Proof};
use skybot_wire as wire;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::close::Close;
use crate::commands;
use crate::hub::Hub;
use crate::incoming::Incoming;
use crate::outbox::Outbox;
use crate::problem::problem;
use crate::protocol::{Effect, Input, MOST_SUBSCRIPTIONS, Machine};
use crate::render::frame;
use crate::room::{Paged, Seat};
use crate::tenant::Tenant;

/// A client that takes nothing at all for so long, while it reads the log, is too slow.
const STALLED: Duration = Duration::from_secs(10);
/// After the close frame the client may take so long to close as well.
const FAREWELL: Duration = Duration::from_secs(10);
/// How long to wait after the store has failed.
const STORE_PAUSE: Duration = Duration::from_millis(500);

/// A connection that is let in.
struct Inside {
    tenant: Arc<Tenant>,
    seat: Arc<Seat>,
}

/// What a task of the connection's own has come to.
enum Done {
    Entered(std::result::Result<Entered, Close>),
    Ran(Option<String>, Option<uuid::Uuid>, Result<()>),
}

struct Entered {
    inside: Inside,
    authenticated: wire::ServerFrame,
}

/// Greets a connection.
pub(crate) fn greet(hub: &Hub, outbox: &Outbox) {
    let milliseconds = u64::try_from(hub.pulse.heartbeat.as_millis()).unwrap_or(u64::MAX);
    outbox.push(frame(&wire::ServerFrame::Hello {
        node: hub.name.clone(),
        heartbeat_ms: milliseconds,
        protocol: wire::PROTOCOL.to_owned(),
        min_ui: env!("CARGO_PKG_VERSION").to_owned(),
    }));
}

/// Serves a connection until its end.
pub(crate) fn run(
    hub: Arc<Hub>,
    ports: Arc<Ports>,
    outbox: Arc<Outbox>,
    mut incoming: Incoming,
    origin: Origin,
) -> impl Future<Output = ()> {
    let machine = Machine::new(hub.pulse);
    let mut connection = Connection { hub, ports, outbox, origin, machine, inside: None };
    // No `async fn`, which keeps each argument twice, in every connection.
    async move {
        connection.serve(&mut incoming).await;
        if let Some(Inside { tenant, seat }) = connection.inside.take() {
            connection.hub.leave(&tenant, seat.device);
        }
        // Whatever the client still says is of no interest, but its own close ends the connection well.
        let rest = async { while let Some(Ok(_)) = incoming.next().await {} };
        // Either it has closed, or it is closed now.
        let _ = timeout(FAREWELL, rest).await;
    }
}

struct Connection {
    hub: Arc<Hub>,
    ports: Arc<Ports>,
    outbox: Arc<Outbox>,
    /// Until somebody has said who it is.
    origin: Origin,
    machine: Machine,
    inside: Option<Inside>,
}

impl Connection {
    async fn serve(&mut self, incoming: &mut Incoming) {
        let opened = Instant::now();
        let outbox = Arc::clone(&self.outbox);
        // Made once, for a connection is woken far more often than any of these has something to say.
        let (mut closed, mut behind) = (pin!(outbox.closed()), pin!(outbox.behind()));
        let mut timer = pin!(sleep_until(self.deadline(opened)));
        let mut running: Option<LocalBoxFuture<'static, Done>> = None;
        let mut reading: Option<LocalBoxFuture<'static, std::result::Result<(), Close>>> = None;
        loop {
            let deadline = self.deadline(opened);
            if timer.deadline() != deadline {
                timer.as_mut().reset(deadline);
            }
            let effects = tokio::select! {
                biased;
                () = &mut closed => return,
                done = finish(&mut running), if running.is_some() => {
                    running = None;
                    self.done(done, opened.elapsed());
                    Vec::new()
                }
                end = finish(&mut reading), if reading.is_some() => {
                    reading = None;
                    if let Err(close) = end {
                        outbox.close(close.reason("cannot go on from there"));
                    }
                    Vec::new()
                }
                () = &mut behind, if reading.is_none() => {
                    behind.set(outbox.behind());
                    reading = self.read_log();
                    Vec::new()
                }
                said = incoming.next(), if running.is_none() => {
                    let input = match &said {
                        None => return,
                        Some(Ok(Frame::Text(text))) => str::from_utf8(text).map_or(Input::Broken, Input::Text),
                        Some(Ok(Frame::Binary(_))) => Input::Binary,
                        Some(Ok(Frame::Ping(bytes))) => Input::Ping(bytes.clone()),
                        Some(Ok(Frame::Pong(_))) => Input::Pong,
                        Some(Ok(Frame::Close(_))) => Input::Close,
                        Some(Ok(Frame::Continuation(_)) | Err(_)) => Input::Broken,
                    };
                    self.machine.step(input, opened.elapsed())
                }
                () = &mut timer => self.machine.timer(opened.elapsed()),
            };
            for effect in effects {
                if let Some(work) = self.carry_out(effect) {
                    running = Some(work);
                }
            }
        }
    }

    /// When time is to pass for the protocol.
    fn deadline(&self, opened: Instant) -> Instant {
        let at = after(opened, self.machine.deadline());
        if self.machine.is_patient() { self.hub.together(at) } else { at }
    }

    /// Does what the protocol says; gives what takes time.
    fn carry_out(&mut self, effect: Effect) -> Option<LocalBoxFuture<'static, Done>> {
        match effect {
            Effect::Authenticate(proof) => {
                let (hub, ports) = (Arc::clone(&self.hub), Arc::clone(&self.ports));
                let (outbox, origin) = (Arc::clone(&self.outbox), std::mem::take(&mut self.origin));
                return Some(Box::pin(async move { Done::Entered(enter(hub, ports, outbox, proof, origin).await) }));
            }
            Effect::Run(reference, command) => {
                let inside = self.inside.as_ref()?;
                let (tenant, seat) = (Arc::clone(&inside.tenant), Arc::clone(&inside.seat));
                let ports = Arc::clone(&self.ports);
                let subscription = match &command {
                    wire::Command::Subscribe { conversation_id } => Some(*conversation_id),
                    _ => None,
                };
                return Some(Box::pin(async move {
                    Done::Ran(reference, subscription, commands::run(&ports, &tenant, &seat, command).await)
                }));
            }
            Effect::Flow(after) => {
                if let Some(inside) = &self.inside {
                    inside.tenant.room().flow(inside.seat.device, after);
                }
            }
            Effect::TooManySubscriptions(reference) => {
                let what = "subscriptions of a connection";
                self.answer(reference, &Err(Error::LimitReached { what, most: MOST_SUBSCRIPTIONS }));
            }
            Effect::Done(reference) => self.answer(reference, &Ok(())),
            Effect::Pong(reference) => {
                self.outbox.write(frame(&wire::ServerFrame::Pong { r#ref: reference }));
            }
            Effect::PongControl(bytes) => self.outbox.pong(bytes),
            Effect::Ping => self.outbox.ping(),
            Effect::Close(close, why) => self.outbox.close(close.reason(why)),
        }
        None
    }

    /// Takes what a task has come to.
    fn done(&mut self, done: Done, now: Duration) {
        match done {
            Done::Entered(Ok(Entered { inside, authenticated })) => {
                let mut batch = self.outbox.batch();
                batch.push(frame(&authenticated));
                batch.quietly();
                inside.tenant.room().tell_present(inside.seat.device);
                self.outbox.flush();
                self.inside = Some(inside);
                self.machine.authenticated(now);
            }
            Done::Entered(Err(close)) => self.outbox.close(close.reason(match close {
                Close::TooFast => "too many connections of this member",
                Close::Restarting => "restarting",
                Close::Unavailable => "not available just now",
                _ => "not a valid credential",
            })),
            Done::Ran(reference, subscription, outcome) => {
                if let (Some(conversation), Err(_)) = (subscription, &outcome) {
                    self.machine.unsubscribed(conversation);
                }
                self.answer(reference, &outcome);
            }
        }
    }

    /// Answers a command: a refusal always, a success if it was given a name.
    fn answer(&self, reference: Option<String>, outcome: &Result<()>) {
        match (outcome, reference) {
            (Ok(()), None) => {}
            (Ok(()), Some(reference)) => {
                self.outbox.write(frame(&wire::ServerFrame::Ok { r#ref: reference }));
            }
            (Err(error), reference) => {
                let request = self.ports.ids.uuid(self.ports.clock.now());
                let problem = problem(error, request);
                self.outbox.write(frame(&wire::ServerFrame::Error { r#ref: reference, problem }));
            }
        }
    }

    /// Reads the log from the connection's cursor until it is live.
    fn read_log(&self) -> Option<LocalBoxFuture<'static, std::result::Result<(), Close>>> {
        let inside = self.inside.as_ref()?;
        let (tenant, seat) = (Arc::clone(&inside.tenant), Arc::clone(&inside.seat));
        let ports = Arc::clone(&self.ports);
        Some(Box::pin(async move { read_log(&ports, &tenant, &seat).await }))
    }
}

/// Waits for a task; there is one.
async fn finish<T>(task: &mut Option<LocalBoxFuture<'static, T>>) -> T {
    match task {
        Some(task) => task.await,
        None => std::future::pending().await,
    }
}

/// A moment after the connection was opened; one that cannot be told is far off.
fn after(opened: Instant, time: Duration) -> Instant {
    opened.checked_add(time).unwrap_or_else(|| opened + Duration::from_hours(24))
}

/// Finds out who it is, and lets them in.
async fn enter(
    hub: Arc<Hub>,
    ports: Arc<Ports>,
    outbox: Arc<Outbox>,
    proof: Proof,
    origin: Origin,
) -> std::result::Result<Entered, Close> {
    let (arrival, scope) = match usecase::let_in(&ports, &proof, origin).await {
        Ok(arrived) => arrived,
        Err(refused) => return Err(Close::of_refusal(&refused)),
    };
    let Arrival { principal, bounds, busy } = arrival;
    let authenticated = wire::ServerFrame::Authenticated {
        user_id: principal.user_id.uuid(),
        account_id: principal.account_id.uuid(),
        head: bounds.head,
        oldest: bounds.trimmed,
    };
    let seat = Arc::new(Seat { device: hub.device(), outbox });
    let tenant = hub.join(&seat, (principal.user_id, principal.credential), scope, bounds.head, busy)?;
    Ok(Entered { inside: Inside { tenant, seat }, authenticated })
}

/// Reads the log page by page, as fast as the client takes it, until the hub can go on.
async fn read_log(ports: &Ports, tenant: &Tenant, seat: &Seat) -> std::result::Result<(), Close> {
    loop {
        while timeout(STALLED, seat.outbox.room()).await.is_err() {
            if seat.outbox.is_stalled(STALLED) {
                return Err(Close::TooSlow);
            }
        }
        let Some((scope, after)) = tenant.room().cursor(seat.device) else { return Ok(()) };
        let slice = match ports.events.read(&scope, after, Limit::LARGEST).await {
            Ok(slice) => slice,
            Err(error) => {
                tracing::warn!(%error, "the log could not be read for a connection");
                sleep(STORE_PAUSE).await;
                continue;
            }
        };
        match tenant.room().page(seat.device, &scope, after, slice) {
            Paged::More => {}
            Paged::Live | Paged::Gone => return Ok(()),
            Paged::BadCursor => return Err(Close::BadCursor),
        }
    }
}
