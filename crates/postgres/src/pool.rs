//! The pool, and how work reaches a connection.
//!
//! Requests are cancelled all the time: clients go away, timeouts fire. A future that is dropped
//! while the server works leaves its connection in an unknown state; with sqlx 0.9 a dropped BEGIN
//! even leaves it inside a transaction, and the next borrower's writes are acknowledged and lost.
//! Two rules make that impossible here. Work runs in a task of its own (`Postgres::detached`),
//! so a handler that goes away only stops waiting. And a connection goes back to the pool only
//! when its holder says that it is idle (`Lease`); any other end closes it.

use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgPool};

use skybot_domain::error::StoreError;
use skybot_domain::scope::Scope;

use crate::append::Appender;
use crate::credentials::PrincipalCache;
use crate::error::store_error;
use crate::unit::Unit;

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

/// The store. Cheap to clone; clones share the pool.
#[derive(Clone)]
pub struct Postgres {
    pool: PgPool,
    appender: Arc<Appender>,
    pub(crate) principals: Arc<PrincipalCache>,
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
        let pool = PgPoolOptions::new()
            .max_connections(settings.size)
            .acquire_timeout(settings.acquire_timeout)
            // A ping per checkout would cost a round trip; one after a pause finds dead connections.
            .test_before_acquire(false)
            .before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.idle_for < Duration::from_secs(30) {
                        return Ok(true);
                    }
                    Ok(connection.ping().await.is_ok())
                })
            })
            .connect_lazy_with(options);
        Self {
            appender: Arc::new(Appender::new(pool.clone())),
            pool,
            principals: Arc::default(),
            deadline: settings.acquire_timeout + settings.statement_timeout * 4,
        }
    }

    /// The pool itself, for the job engine.
    pub fn pool(&self) -> &PgPool {
        &self.pool
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
        lease(&self.pool).await
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

pub(crate) async fn lease(pool: &PgPool) -> Result<Lease, StoreError> {
    let connection = pool.acquire().await.map_err(|error| store_error(&error))?;
    Ok(Lease { connection, idle: false })
}

/// A borrowed connection. Closed, not returned, unless its holder says that it is idle.
pub(crate) struct Lease {
    connection: PoolConnection<sqlx::Postgres>,
    idle: bool,
}

impl Lease {
    /// The connection is outside any transaction and nothing runs on it.
    pub(crate) fn release(mut self) {
        self.idle = true;
    }
}

impl Deref for Lease {
    type Target = sqlx::PgConnection;

    fn deref(&self) -> &Self::Target {
        &self.connection
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.connection
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if !self.idle {
            self.connection.close_on_drop();
        }
    }
}
