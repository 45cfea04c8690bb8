//! The worker of a node.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use graphile_worker::{
    FailureReason, JobRecovery, JobRecoveryResult, LocalQueueConfig, RefetchDelayConfig, WorkerOptions,
};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use tokio::sync::watch;

use super::call::{Desk, definitions};
use super::schema::SCHEMA;
use super::{JobHandler, cron, dead_letters};

/// Before the engine is started again after it failed.
const RESTART_PAUSE: Duration = Duration::from_secs(2);

/// What the engine gets beyond the grace to give its jobs back.
const RELEASE_TIME: Duration = Duration::from_secs(5);

/// Jobs taken ahead, for each one that can run. Those are locked, so few is best for the other
/// nodes.
const TAKEN_AHEAD: usize = 4;

/// How often it is looked whether the database is still there.
const LOOK: Duration = Duration::from_secs(1);

/// The shortest interval that makes sense.
const SHORTEST: Duration = Duration::from_millis(50);

/// How a worker works.
#[derive(Debug, Clone)]
pub struct Options {
    /// Jobs run at the same time; at least one.
    pub concurrency: usize,
    /// How long a job may go unnoticed whose wake-up was lost or whose time has come.
    pub poll_interval: Duration,
    /// How long after its last sign of life a worker counts as dead. Its jobs are then taken over
    /// within another half of this.
    pub lease: Duration,
    /// How long running jobs may go on after the shutdown; what is not done by then is given back.
    pub grace: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            concurrency: 4,
            poll_interval: Duration::from_secs(1),
            lease: Duration::from_mins(1),
            grace: Duration::from_secs(10),
        }
    }
}

/// Takes jobs and has them done.
pub struct Worker {
    pool: PgPool,
    handler: Arc<dyn JobHandler>,
    options: Options,
}

impl Worker {
    /// A worker for the database that `pool` leads to, as the server's role.
    pub fn new(pool: PgPool, handler: Arc<dyn JobHandler>, options: Options) -> Self {
        Self { pool, handler, options }
    }

    /// Works until `shutdown`, then finishes what runs and returns, within the grace and a little.
    /// Whatever goes wrong in between (a database that is away, say) is logged and tried again.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let (stop, stopping) = watch::channel(false);
        let work = self.work(stopping);
        tokio::pin!(work, shutdown);
        tokio::select! {
            () = &mut work => return,
            () = shutdown => {}
        }
        stop.send_replace(true);
        if tokio::time::timeout(self.options.grace + RELEASE_TIME, work).await.is_err() {
            tracing::warn!("the job engine did not stop in time; other workers take its jobs over");
        }
    }

    async fn work(&self, mut stopping: watch::Receiver<bool>) {
        loop {
            let outcome = self.run_engine(stopping.clone()).await;
            if let Err(error) = outcome {
                tracing::error!(%error, "the job engine failed");
            }
            let pause = tokio::time::timeout(RESTART_PAUSE, stopping.wait_for(|stop| *stop));
            if pause.await.is_ok() {
                return;
            }
            tracing::warn!("starting the job engine again");
        }
    }

    async fn run_engine(&self, mut stopping: watch::Receiver<bool>) -> Result<(), Box<dyn Error + Send + Sync>> {
        // The engine cuts its own statements short when it stops, even a BEGIN, which may leave a
        // connection inside a transaction. So it has connections of its own, which go with it.
        let pool =
            PgPoolOptions::new().max_connections(4).connect_lazy_with(self.pool.connect_options().as_ref().clone());
        let outcome = async {
            dead_letters::forget_replaced(&pool).await?;
            let desk = Desk { handler: Arc::clone(&self.handler), pool: pool.clone() };
            let (halt, mut halted) = watch::channel(false);
            let stop = async move {
                tokio::select! {
                    _ = stopping.wait_for(|stop| *stop) => {}
                    _ = halted.wait_for(|halt| *halt) => {}
                }
            };
            let engine = self.engine(&pool)?.add_extension(desk).shutdown_signal(stop).init().await?;
            let engine = engine.run();
            tokio::pin!(engine);
            tokio::select! {
                outcome = &mut engine => Ok(outcome?),
                error = loss(&pool) => {
                    halt.send_replace(true);
                    engine.await?;
                    Err(error.into())
                }
            }
        }
        .await;
        if tokio::time::timeout(RELEASE_TIME, pool.close()).await.is_err() {
            tracing::warn!("a connection of the job engine does not close");
        }
        outcome
    }

    fn engine(&self, pool: &PgPool) -> Result<WorkerOptions, Box<dyn Error + Send + Sync>> {
        let Options { concurrency, poll_interval, lease, grace } = self.options;
        // The engine panics on less.
        let (concurrency, poll_interval, lease) =
            (concurrency.max(1), poll_interval.max(SHORTEST), lease.max(SHORTEST * 4));
        Ok(WorkerOptions::default()
            .pg_pool(pool.clone())
            .schema(SCHEMA)
            .concurrency(concurrency)
            .poll_interval(poll_interval)
            .local_queue(take_ahead(concurrency * TAKEN_AHEAD, poll_interval))
            .heartbeat_interval(lease / 4)
            .sweep_interval(lease / 2)
            .sweep_threshold(lease)
            .on(JobRecovery, |recovered| async move {
                match recovered.reason {
                    // A job may be what killed the worker: let it use up its tries.
                    FailureReason::WorkerCrashed => JobRecoveryResult::FailWithBackoff,
                    _ => JobRecoveryResult::Default,
                }
            })
            .listen_os_shutdown_signals(false)
            .shutdown_grace_period(grace)
            .shutdown_interrupted_job_retry_delay(RELEASE_TIME)
            .define_jobs(definitions())
            .with_crons(cron::schedules()?))
    }
}

/// Ends when the database cannot be reached. The engine itself tries again without a pause, as fast
/// as the attempts fail.
async fn loss(pool: &PgPool) -> sqlx::Error {
    loop {
        tokio::time::sleep(LOOK).await;
        match sqlx::query("select").execute(pool).await {
            // Busy is not away.
            Ok(_) | Err(sqlx::Error::PoolTimedOut) => {}
            Err(error) => return error,
        }
    }
}

/// Without a local queue the engine runs one job a signal and slot. With one but without the
/// delay after an empty fetch, it fetches again at once, for ever; any wake-up ends the delay.
fn take_ahead(jobs: usize, poll_interval: Duration) -> LocalQueueConfig {
    let delay = RefetchDelayConfig::default().with_duration(poll_interval).with_max_abort_threshold(1);
    LocalQueueConfig::default().with_size(jobs).with_refetch_delay(delay)
}
