//! A job outlives the worker that took it.

use std::time::Duration;

use skybot_postgres::jobs::Options;
use sqlx::PgPool;

use crate::{database, enqueue, eventually, row, rows, start, wake};

/// As a worker leaves it that was killed while it ran the job, having lived until `age` ago.
async fn leave_locked(pool: &PgPool, worker: &str, age: &str) {
    sqlx::query(
        "insert into graphile_worker._private_workers (id, last_heartbeat_at) values ($1, now() - $2::interval)",
    )
    .bind(worker)
    .bind(age)
    .execute(pool)
    .await
    .unwrap();
    take(pool, worker, age).await;
}

async fn take(pool: &PgPool, worker: &str, age: &str) {
    let done = sqlx::query(
        "update graphile_worker._private_jobs
         set attempts = attempts + 1, locked_by = $1, locked_at = now() - $2::interval",
    )
    .bind(worker)
    .bind(age)
    .execute(pool)
    .await;
    assert_eq!(done.unwrap().rows_affected(), 1);
}

async fn make_due(pool: &PgPool) {
    sqlx::query("update graphile_worker._private_jobs set run_at = now()").execute(pool).await.unwrap();
}

fn options() -> Options {
    Options { lease: Duration::from_secs(1), poll_interval: Duration::from_millis(50), ..Options::default() }
}

#[tokio::test]
async fn the_job_of_a_killed_worker_is_taken_over() {
    let pool = database().await;
    enqueue(&pool, wake(1)).await;
    leave_locked(&pool, "killed", "1 hour").await;
    let mut worker = start(&pool, options(), async |_| Ok(()));

    eventually("it is free", async || !row(&pool).await.locked).await;
    let freed = row(&pool).await;
    assert_eq!(freed.attempts, 1, "the job may have killed the worker, so the try counts");
    assert_eq!(freed.last_error.as_deref(), Some("WorkerCrashed"));
    make_due(&pool).await;
    assert_eq!(worker.next().await, wake(1));
    eventually("it is done", async || rows(&pool).await.is_empty()).await;
    assert_eq!(worker.stop().await, []);
}

#[tokio::test]
async fn the_job_of_a_worker_nobody_knows_is_taken_over() {
    let pool = database().await;
    enqueue(&pool, wake(1)).await;
    take(&pool, "forgotten", "1 hour").await;
    let mut worker = start(&pool, options(), async |_| Ok(()));
    eventually("it is free", async || !row(&pool).await.locked).await;
    make_due(&pool).await;
    assert_eq!(worker.next().await, wake(1));
    worker.stop().await;
}

#[tokio::test]
async fn the_job_of_a_living_worker_is_left_alone() {
    let pool = database().await;
    let mut first = start(&pool, options(), async |_| {
        // Three leases.
        tokio::time::sleep(Duration::from_secs(3)).await;
        Ok(())
    });
    enqueue(&pool, wake(1)).await;
    assert_eq!(first.next().await, wake(1));
    let second = start(&pool, options(), async |_| Ok(()));
    eventually("it is done", async || rows(&pool).await.is_empty()).await;
    assert_eq!(second.stop().await, []);
    assert_eq!(first.stop().await, []);
}
