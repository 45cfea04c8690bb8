//! The pool, and how work reaches a connection.
//!
//! Requests are cancelled all the time: clients go away, timeouts fire. A future that is dropped
//! while the server works leaves its connection in an unknown state; with sqlx 0.9 a dropped BEGIN
//! even leaves it inside a transaction, and the next borrower's writes are acknowledged and lost.
//! Two rules make that impossible here. Work runs in a task of its own (`Postgres::detached`),
//! so a handler that goes away only stops waiting. And a connection is kept only when its holder
//! says that it is idle (`Lease`); any other end closes it.
//!
//! Connections that are kept wait here (`Pool`), not in the driver's pool, which talks to the
//! server once more whenever one is given back, and hands out the one that rested longest, whose
//! socket is watched by any thread.

use std::collections::HashSet;
use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgPool};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use skybot_domain::error::StoreError;
use skybot_domain::id::AccountId;
use skybot_domain::ports::Herald;
use skybot_domain::scope::Scope;

use crate::append::Appender;
use crate::credentials::{Arrivals, PrincipalCache};
use crate::error::store_error;
use crate::unit::Unit;

/// A connection that rested longer is asked whether it still lives before it is used.
const TRUSTED_FOR: Duration = Duration::from_secs(30);
/// One that rests longer is closed when another one comes to rest.
const KEPT_FOR: Duration = Duration::from_mins(10);
/// An older one is closed instead of being used: what a session holds in memory only grows.
const OLDEST: Duration = Duration::from_mins(30);

/// Sizes and patience of the pool.
#[derive(Debug, Clone)]
pub struct PoolSettings {
    /// Most connections.
    pub size: u32,
    /// How long to wait for a free one.
    pub acquire_timeout: Duration,
    /// How long a statement may run.
    pub statement_timeout: Duration,
    /// How long a statement may wait for a lock.
    pub lock_timeout: Duration,
    /// How long a transaction may sit idle.
    pub idle_in_transaction_timeout: Duration,
}

impl Default for PoolSettings {
    fn default() -> Self {
        Self {
            size: 16,
            acquire_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(5),
            lock_timeout: Duration::from_secs(3),
            idle_in_transaction_timeout: Duration::from_secs(10),
        }
    }
}

/// The connections of this process.
#[derive(Clone)]
pub(crate) struct Pool(Arc<Shared>);

struct Shared {
    /// Opens and closes connections. What it gave never goes back to it.
    opener: PgPool,
    size: usize,
    acquire_timeout: Duration,
    /// One for each connection that may be in use.
    slots: Arc<Semaphore>,
    /// Connections that are not in use, the one used last at the end.
    resting: Mutex<Vec<Resting>>,
    /// How many connections there are, in use, at rest or just being opened.
    open: Arc<AtomicUsize>,
}

struct Resting {
    connection: Opened,
    since: Instant,
}

struct Opened {
    connection: PoolConnection<sqlx::Postgres>,
    at: Instant,
    /// Whose reactor watches its socket: whatever comes in wakes that thread first.
    home: ThreadId,
    _counted: Counted,
}

/// One of the connections there may be.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How to come to a connection.
enum Way {
    Take(Resting),
    Open(Counted),
}

impl Pool {
    fn new(opener: PgPool, settings: &PoolSettings) -> Self {
        let size = usize::try_from(settings.size).unwrap_or(usize::MAX).clamp(1, Semaphore::MAX_PERMITS);
        Self(Arc::new(Shared {
            opener,
            size,
            acquire_timeout: settings.acquire_timeout,
            slots: Arc::new(Semaphore::new(size)),
            resting: Mutex::default(),
            open: Arc::default(),
        }))
    }

    /// A connection that is outside any transaction.
    pub(crate) async fn lease(&self) -> Result<Lease, StoreError> {
        let slot = self.slot().await?;
        let counted = loop {
            match self.way() {
                Way::Open(counted) => break counted,
                Way::Take(Resting { mut connection, since }) => {
                    if since.elapsed() < TRUSTED_FOR || Box::pin(connection.connection.ping()).await.is_ok() {
                        return Ok(Lease { connection, slot, pool: self.clone() });
                    }
                }
            }
        };
        let connection = Box::pin(self.open(counted)).await?;
        Ok(Lease { connection, slot, pool: self.clone() })
    }

    /// Its future holds all that a handshake needs. Callers box it: unboxed it would be part of every
    /// future that leases, and moving those was a third of what a request cost.
    async fn open(&self, counted: Counted) -> Result<Opened, StoreError> {
        let mut connection = self.0.opener.acquire().await.map_err(|error| store_error(&error))?;
        // Whatever way a lease ends but by `release`.
        connection.close_on_drop();
        Ok(Opened { connection, at: Instant::now(), home: thread::current().id(), _counted: counted })
    }

    async fn slot(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        let slots = &self.0.slots;
        if let Ok(slot) = Arc::clone(slots).try_acquire_owned() {
            return Ok(slot);
        }
        match tokio::time::timeout(self.0.acquire_timeout, Arc::clone(slots).acquire_owned()).await {
            Ok(Ok(slot)) => Ok(slot),
            Ok(Err(_)) => Err(StoreError::Unavailable("the pool is closed".to_owned())),
            Err(_) => Err(StoreError::Unavailable("no free connection".to_owned())),
        }
    }

    /// One of this thread's, else a new one, or any if no more may be opened.
    fn way(&self) -> Way {
        let here = thread::current().id();
        let mut resting = self.0.resting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let own = resting.iter().rposition(|one| one.connection.home == here);
            let free = |open: usize| (open < self.0.size || resting.is_empty()).then(|| open + 1);
            if own.is_none() && self.0.open.fetch_update(Ordering::Relaxed, Ordering::Relaxed, free).is_ok() {
                return Way::Open(Counted(Arc::clone(&self.0.open)));
            }
            let place = own.unwrap_or(resting.len() - 1);
            let one = resting.remove(place);
            if one.connection.at.elapsed() < OLDEST {
                return Way::Take(one);
            }
        }
    }

    fn put(&self, connection: Opened) {
        if self.0.opener.is_closed() {
            return;
        }
        let mut resting = self.0.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.retain(|one| one.since.elapsed() < KEPT_FOR);
        resting.push(Resting { connection, since: Instant::now() });
    }

    /// Closes all connections, when those in use are given back.
    async fn close(&self) {
        let closed = self.0.opener.close();
        self.0.resting.lock().unwrap_or_else(PoisonError::into_inner).clear();
        closed.await;
    }
}

/// A borrowed connection. Closed, not kept, unless its holder says that it is idle.
pub(crate) struct Lease {
    connection: Opened,
    slot: OwnedSemaphorePermit,
    pool: Pool,
}

impl Lease {
    /// The connection is outside any transaction and nothing runs on it.
    pub(crate) fn release(self) {
        let Self { connection, slot, pool } = self;
        pool.put(connection);
        // Only now: whoever waits for it finds the connection.
        drop(slot);
    }
}

impl Deref for Lease {
    type Target = sqlx::PgConnection;

    fn deref(&self) -> &Self::Target {
        &self.connection.connection
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.connection.connection
    }
}

/// The store. Cheap to clone; clones share the pool.
#[derive(Clone)]
pub struct Postgres {
    pool: Pool,
    appender: Arc<Appender>,
    herald: Option<Arc<dyn Herald>>,
    pub(crate) principals: Arc<PrincipalCache>,
    pub(crate) arrivals: Arc<Arrivals>,
    /// The names of time zones: reading them takes the server a look at hundreds of files.
    pub(crate) zones: Arc<tokio::sync::OnceCell<HashSet<String>>>,
    deadline: Duration,
}

impl Postgres {
    /// Opens the pool as the server's role. Connections are made when needed; the database may be
    /// away now and come later.
    pub fn connect(options: PgConnectOptions, settings: &PoolSettings) -> Self {
        let millis = |duration: Duration| duration.as_millis().to_string();
        let options = options.application_name("skybot").options([
            ("statement_timeout", millis(settings.statement_timeout)),
            ("lock_timeout", millis(settings.lock_timeout)),
            ("idle_in_transaction_session_timeout", millis(settings.idle_in_transaction_timeout)),
        ]);
        let opener = PgPoolOptions::new()
            .max_connections(settings.size)
            .acquire_timeout(settings.acquire_timeout)
            .connect_lazy_with(options);
        let pool = Pool::new(opener, settings);
        Self {
            appender: Arc::new(Appender::new(pool.clone(), None)),
            herald: None,
            pool,
            principals: Arc::default(),
            arrivals: Arc::default(),
            zones: Arc::default(),
            deadline: settings.acquire_timeout + settings.statement_timeout * 4,
        }
    }

    /// The same, telling of every tenant's log that has grown by it.
    #[must_use]
    pub fn heralded(self, herald: Arc<dyn Herald>) -> Self {
        let appender = Arc::new(Appender::new(self.pool.clone(), Some(Arc::clone(&herald))));
        Self { appender, herald: Some(herald), ..self }
    }

    /// Tells that a tenant's log has grown, after the commit.
    pub(crate) fn grew(&self, account: AccountId) {
        if let Some(herald) = &self.herald {
            herald.grew(account);
        }
    }

    /// Where connections come from, for the job engine, which opens its own.
    pub fn pool(&self) -> &PgPool {
        &self.pool.0.opener
    }

    /// Closes all connections, when those in use are given back.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    pub(crate) fn appender(&self) -> &Arc<Appender> {
        &self.appender
    }

    /// Runs work to its end, whoever stops waiting for it, and no longer than the deadline.
    pub(crate) async fn detached<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, StoreError> {
        let deadline = self.deadline;
        let task = tokio::spawn(async move { tokio::time::timeout(deadline, work).await });
        match task.await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(StoreError::Unavailable("the deadline passed".to_owned())),
            Err(error) if error.is_panic() => Err(StoreError::Internal("database work panicked".to_owned())),
            Err(_) => Err(StoreError::Unavailable("shutting down".to_owned())),
        }
    }

    /// A connection for statements that are a transaction of their own.
    pub(crate) async fn lease(&self) -> Result<Lease, StoreError> {
        self.pool.lease().await
    }

    /// A transaction inside the scope's tenant.
    pub(crate) async fn enter(&self, scope: &Scope) -> Result<Unit, StoreError> {
        Unit::enter(self.lease().await?, scope).await
    }

    /// The same, to change something.
    pub(crate) async fn enter_to_change(&self, scope: &Scope) -> Result<Unit, StoreError> {
        Unit::enter_to_change(self.lease().await?, scope).await
    }

    /// A transaction outside any tenant.
    pub(crate) async fn enter_platform(&self) -> Result<Unit, StoreError> {
        Unit::enter_platform(self.lease().await?).await
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // Closing takes a runtime; where there is none any more, the process ends.
        if tokio::runtime::Handle::try_current().is_err() {
            let resting = self.resting.get_mut().unwrap_or_else(PoisonError::into_inner);
            std::mem::forget(std::mem::take(resting));
        }
    }
}
