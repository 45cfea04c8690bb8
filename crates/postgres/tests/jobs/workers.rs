//! Many workers, and how one stops.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use skybot_postgres::jobs::Options;
use tokio::sync::Notify;

use crate::{as_owner, database, enqueue, eventually, rows, start, start_simple, wake};

#[tokio::test]
async fn two_workers_run_each_job_once() {
    let pool = database().await;
    for n in 0..200 {
        enqueue(&pool, wake(n)).await;
    }
    let both = [start_simple(&pool, || Ok(())), start_simple(&pool, || Ok(()))];
    eventually("all are done", async || rows(&pool).await.is_empty()).await;
    let mut ran = Vec::new();
    for worker in both {
        ran.extend(worker.stop().await);
    }
    assert_eq!(ran.len(), 200);
    let distinct: HashSet<String> = ran.iter().map(|task| format!("{task:?}")).collect();
    assert_eq!(distinct.len(), 200);
}

#[tokio::test]
async fn an_idle_worker_leaves_the_database_alone() {
    let pool = database().await;
    let mut worker = start_simple(&pool, || Ok(()));
    enqueue(&pool, wake(1)).await;
    worker.next().await;
    let transactions = async || -> i64 {
        sqlx::query_scalar("select xact_commit from pg_stat_database where datname = current_database()")
            .fetch_one(&pool)
            .await
            .unwrap()
    };
    let before = transactions().await;
    // The statistics lag by a second.
    tokio::time::sleep(Duration::from_secs(4)).await;
    let done = transactions().await - before;
    assert!(done < 60, "{done} transactions in 4 s");
    worker.stop().await;
}

#[tokio::test]
async fn a_backlog_is_worked_off_without_waiting_for_polls() {
    let pool = database().await;
    for n in 0..100 {
        enqueue(&pool, wake(n)).await;
    }
    let options = Options { concurrency: 1, poll_interval: Duration::from_hours(1), ..Options::default() };
    let mut worker = start(&pool, options, async |_| Ok(()));
    for _ in 0..100 {
        worker.next().await;
    }
    worker.stop().await;
}

#[tokio::test]
async fn a_worker_that_stops_finishes_what_runs_and_gives_the_rest_back() {
    let pool = database().await;
    for n in 0..3 {
        enqueue(&pool, wake(n)).await;
    }
    let go = Arc::new(Notify::new());
    let gate = Arc::clone(&go);
    let mut worker = start(&pool, Options { concurrency: 1, ..Options::default() }, move |_| {
        let gate = Arc::clone(&gate);
        async move {
            gate.notified().await;
            Ok(())
        }
    });
    worker.next().await;
    eventually("all are taken", async || rows(&pool).await.iter().all(|row| row.locked)).await;

    let stopping = tokio::spawn(worker.stop());
    eventually("the rest is back", async || rows(&pool).await.iter().filter(|row| row.locked).count() == 1).await;
    assert!(!stopping.is_finished(), "it waits for the one that runs");
    go.notify_one();
    assert_eq!(stopping.await.unwrap(), []);

    let left = rows(&pool).await;
    assert_eq!(left.len(), 2);
    assert!(left.iter().all(|row| !row.locked && row.attempts == 0), "{left:?}");
}

#[tokio::test]
async fn a_job_that_outlasts_the_grace_is_given_back() {
    let pool = database().await;
    enqueue(&pool, wake(1)).await;
    let options = Options { grace: Duration::from_millis(50), ..Options::default() };
    let mut worker = start(&pool, options, async |_| std::future::pending().await);
    worker.next().await;
    assert_eq!(worker.stop().await, []);
    let left = rows(&pool).await;
    assert!(matches!(&left[..], [row] if !row.locked && row.attempts == 0), "{left:?}");
}

#[tokio::test]
async fn a_worker_survives_the_loss_of_its_connections() {
    let pool = database().await;
    let mut worker = start_simple(&pool, || Ok(()));
    enqueue(&pool, wake(1)).await;
    worker.next().await;
    let killed: i64 = sqlx::query_scalar(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity
         where datname = current_database() and usename = current_user and pid <> pg_backend_pid()",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert!(killed > 1, "the worker has connections");
    enqueue(&pool, wake(2)).await;
    assert_eq!(worker.next().await, wake(2));
    worker.stop().await;
}

#[tokio::test]
async fn a_worker_starts_again_after_its_engine_failed() {
    let pool = database().await;
    let owner = as_owner(&pool).await;
    let go = Arc::new(Notify::new());
    let gate = Arc::clone(&go);
    let options = Options { lease: Duration::from_secs(1), ..Options::default() };
    let mut worker = start(&pool, options, move |_| {
        let gate = Arc::clone(&gate);
        async move {
            gate.notified().await;
            Ok(())
        }
    });
    enqueue(&pool, wake(1)).await;
    assert_eq!(worker.next().await, wake(1));

    let listens = async || -> bool {
        sqlx::query_scalar(
            "select exists (select from pg_stat_activity
                            where datname = current_database() and query ilike 'listen %')",
        )
        .fetch_one(&pool)
        .await
        .unwrap()
    };
    eventually("the engine runs", listens).await;
    // What is done cannot be recorded, which the engine does not survive.
    sqlx::query("revoke usage on schema graphile_worker from skybot_app").execute(&owner).await.unwrap();
    go.notify_one();
    eventually("the engine is gone", async || !listens().await).await;
    sqlx::query("grant usage on schema graphile_worker to skybot_app").execute(&owner).await.unwrap();

    assert_eq!(worker.next().await, wake(1));
    go.notify_one();
    eventually("it is done", async || rows(&pool).await.is_empty()).await;
    worker.stop().await;
}
