//! Letting realtime connections in: one statement for all that come while another one runs.
//!
//! After a restart thousands come at once, each of whom has to be looked up; whoever comes alone waits for
//! nobody. At most one statement runs at a time on this node. Never believes what is cached: a connection may
//! live for days.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::event::Bounds;
use skybot_domain::ports::{Arrival, Pass};
use skybot_domain::session::IDLE_LIFETIME;

use super::principals::SessionRow;
use crate::error::{again, store_error};
use crate::pool::Postgres;

type Outcome = Result<Option<Arrival>, StoreError>;

/// Most connections of one statement.
const MOST: usize = 64;

struct Waiting {
    pass: Pass,
    at: Timestamp,
    done: oneshot::Sender<Outcome>,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Waiting>,
    /// Somebody takes from it.
    served: bool,
}

/// Those who wait to be let in.
#[derive(Default)]
pub(crate) struct Arrivals(Mutex<Queue>);

impl Arrivals {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets somebody in, with whoever else waits. Goes on if the caller goes away.
pub(super) async fn arrive(db: &Postgres, pass: Pass, at: Timestamp) -> Outcome {
    let (done, outcome) = oneshot::channel();
    let first = {
        let mut queue = db.arrivals.queue();
        queue.waiting.push(Waiting { pass, at, done });
        !std::mem::replace(&mut queue.served, true)
    };
    if first {
        tokio::spawn(Turn { arrivals: Arc::clone(&db.arrivals), over: false }.run(db.clone()));
    }
    outcome.await.unwrap_or_else(|_| Err(StoreError::Unavailable("the arrival was abandoned".to_owned())))
}

/// Statement after statement until nobody waits.
struct Turn {
    arrivals: Arc<Arrivals>,
    over: bool,
}

impl Turn {
    async fn run(mut self, db: Postgres) {
        while let Some(some) = self.next() {
            let passes: Vec<_> = some.iter().map(|waiting| waiting.pass.clone()).collect();
            let Some(at) = some.iter().map(|waiting| waiting.at).max() else { continue };
            let owned = db.clone();
            let outcomes = match db.detached(async move { look_up(&owned, &passes, at).await }).await {
                Ok(found) => found.into_iter().map(Ok).collect(),
                Err(error) => some.iter().map(|_| Err(again(&error))).collect::<Vec<_>>(),
            };
            for (waiting, outcome) in some.into_iter().zip(outcomes) {
                // Whoever has gone needs no answer.
                drop(waiting.done.send(outcome));
            }
        }
    }

    /// Those who are next; nobody ends the turn.
    fn next(&mut self) -> Option<Vec<Waiting>> {
        let mut queue = self.arrivals.queue();
        if queue.waiting.is_empty() {
            queue.served = false;
            self.over = true;
            return None;
        }
        let first = queue.waiting.len().min(MOST);
        let later = queue.waiting.split_off(first);
        Some(std::mem::replace(&mut queue.waiting, later))
    }
}

impl Drop for Turn {
    /// If it ends by a panic or by the runtime's end, those who wait are told, and the next one starts afresh.
    fn drop(&mut self) {
        if !self.over {
            *self.arrivals.queue() = Queue::default();
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    place: i64,
    session_id: Uuid,
    #[sqlx(flatten)]
    member: SessionRow,
    head: i64,
    trimmed: i64,
    busy: bool,
}

/// Of each pass who comes with it.
async fn look_up(db: &Postgres, passes: &[Pass], at: Timestamp) -> Result<Vec<Option<Arrival>>, StoreError> {
    let ticket = |pass: &Pass| match pass {
        Pass::Ticket(hash) => Some(hash.to_vec()),
        Pass::Session(_) => None,
    };
    let session = |pass: &Pass| match pass {
        Pass::Ticket(_) => None,
        Pass::Session(id) => Some(id.uuid()),
    };
    let mut lease = db.lease().await?;
    let rows: Vec<Row> = sqlx::query_as("select * from app.arrive($1, $2, $3, $4)")
        .bind(passes.iter().map(ticket).collect::<Vec<_>>())
        .bind(passes.iter().map(session).collect::<Vec<_>>())
        .bind(at)
        .bind(IDLE_LIFETIME)
        .fetch_all(&mut *lease)
        .await
        .map_err(|error| store_error(&error))?;
    lease.release();
    let mut found = vec![None; passes.len()];
    for row in rows {
        let place = usize::try_from(row.place - 1).ok().and_then(|place| found.get_mut(place));
        let place = place.ok_or_else(|| StoreError::Internal("app.arrive named no pass".to_owned()))?;
        *place = Some(Arrival {
            principal: row.member.principal(row.session_id.into())?,
            bounds: Bounds { head: row.head, trimmed: row.trimmed },
            busy: row.busy,
        });
    }
    Ok(found)
}
