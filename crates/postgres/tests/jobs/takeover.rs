//! A job outlives the worker that took it.

use std::time::Duration;

use skybot_postgres::jobs::Options;
use sqlx::PgPool;

use crate::{database, enqueue, eventually, row, rows, start, start_simple, wake};

/// A worker that took all jobs an hour ago (each for its fifth try) and was heard of last so long ago.
async fn taken_by(pool: &PgPool, worker: &str, last_heard: &str) {
    sqlx::query(
        "insert into graphile_worker._private_workers (id, last_heartbeat_at) values ($1, now() - $2::interval)",
    )
    .bind(worker)
    .bind(last_heard)
    .execute(pool)
    .await
    .unwrap();
    take(pool, worker).await;
}

async fn take(pool: &PgPool, worker: &str) {
    let done = sqlx::query(
        "update graphile_worker._private_jobs
         set attempts = 5, locked_by = $1, locked_at = now() - interval '1 hour'
         where locked_by is null",
    )
    .bind(worker)
    .execute(pool)
    .await;
    assert_eq!(done.unwrap().rows_affected(), 1);
}

async fn make_due(pool: &PgPool) {
    sqlx::query("update graphile_worker._private_jobs set run_at = now()").execute(pool).await.unwrap();
}

#[tokio::test]
async fn the_job_of_a_killed_worker_is_taken_over() {
    let pool = database().await;
    enqueue(&pool, wake(1)).await;
    taken_by(&pool, "killed", "1 hour").await;
    let mut worker = start_simple(&pool, || Ok(()));

    eventually("it is free", async || !row(&pool).await.locked).await;
    let freed = row(&pool).await;
    assert_eq!(freed.attempts, 5, "the job may have killed the worker, so the try counts");
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
    take(&pool, "forgotten").await;
    let mut worker = start_simple(&pool, || Ok(()));
    eventually("it is free", async || !row(&pool).await.locked).await;
    make_due(&pool).await;
    assert_eq!(worker.next().await, wake(1));
    worker.stop().await;
}

#[tokio::test]
async fn the_job_of_a_living_worker_is_left_alone() {
    let pool = database().await;
    enqueue(&pool, wake(1)).await;
    taken_by(&pool, "slow", "0 seconds").await;
    enqueue(&pool, wake(2)).await;
    taken_by(&pool, "killed", "1 hour").await;
    let worker = start_simple(&pool, || Ok(()));
    eventually("the killed one's is free", async || rows(&pool).await.iter().any(|row| !row.locked)).await;
    assert!(rows(&pool).await[0].locked);
    worker.stop().await;
}

#[tokio::test]
async fn a_worker_gives_signs_of_life() {
    let pool = database().await;
    let options = Options { lease: Duration::from_secs(1), ..Options::default() };
    let worker = start(&pool, options, async |_| Ok(()));
    eventually("it has outlived its lease", async || {
        sqlx::query_scalar(
            "select exists (select from graphile_worker._private_workers
                            where last_heartbeat_at > started_at + interval '1 second')",
        )
        .fetch_one(&pool)
        .await
        .unwrap()
    })
    .await;
    worker.stop().await;
}
