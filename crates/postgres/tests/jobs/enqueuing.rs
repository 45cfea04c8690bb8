//! Jobs follow the transaction that calls for them.

use std::sync::Arc;
use std::time::Duration;

use skybot_domain::job::NewJob;
use skybot_postgres::jobs::{self, Options};
use tokio::sync::Notify;

use crate::{database, enqueue, enqueue_at, eventually, now, row, rows, start, start_simple, wake};

#[tokio::test]
async fn a_rollback_leaves_no_job() {
    let pool = database().await;
    let mut tx = pool.begin().await.unwrap();
    let job = NewJob { task: wake(1), run_at: now(&pool).await };
    jobs::enqueue(&mut tx, &job).await.unwrap();
    tx.rollback().await.unwrap();
    assert!(rows(&pool).await.is_empty());
}

#[tokio::test]
async fn a_job_runs_after_the_commit_and_not_before() {
    let pool = database().await;
    let mut worker = start_simple(&pool, || Ok(()));
    // The first job of all stores the task's name, which others would wait for.
    enqueue(&pool, wake(0)).await;
    assert_eq!(worker.next().await, wake(0));
    let mut tx = pool.begin().await.unwrap();
    let job = NewJob { task: wake(1), run_at: now(&pool).await };
    jobs::enqueue(&mut tx, &job).await.unwrap();

    enqueue(&pool, wake(2)).await;
    assert_eq!(worker.next().await, wake(2));
    tx.commit().await.unwrap();
    assert_eq!(worker.next().await, wake(1));

    eventually("done jobs are gone", async || rows(&pool).await.is_empty()).await;
    assert_eq!(worker.stop().await, []);
}

#[tokio::test]
async fn a_job_waits_for_its_time() {
    let pool = database().await;
    let later = now(&pool).await + Duration::from_hours(1);
    enqueue_at(&pool, wake(1), later).await;
    assert_eq!(jobs::backlog(&pool).await.unwrap().ready, 0);
    let soon = now(&pool).await + Duration::from_millis(200);
    enqueue_at(&pool, wake(2), soon).await;

    let options = Options { poll_interval: Duration::from_millis(50), ..Options::default() };
    let mut worker = start(&pool, options, async |_| Ok(()));
    assert_eq!(worker.next().await, wake(2));
    assert!(now(&pool).await >= soon);
    assert_eq!(worker.stop().await, []);
    assert_eq!(row(&pool).await.run_at, later);
}

#[tokio::test]
async fn a_second_wake_of_a_conversation_replaces_the_first() {
    let pool = database().await;
    let first = now(&pool).await + Duration::from_hours(1);
    let second = first + Duration::from_hours(1);
    enqueue_at(&pool, wake(1), first).await;
    enqueue_at(&pool, wake(2), first).await;
    enqueue_at(&pool, wake(1), second).await;
    let times: Vec<_> = rows(&pool).await.iter().map(|row| row.run_at).collect();
    assert_eq!(times, [second, first]);
}

#[tokio::test]
async fn a_job_that_comes_while_its_like_runs_runs_after_it() {
    let pool = database().await;
    let go = Arc::new(Notify::new());
    let gate = Arc::clone(&go);
    let mut worker = start(&pool, Options::default(), move |_| {
        let gate = Arc::clone(&gate);
        async move {
            gate.notified().await;
            Ok(())
        }
    });
    enqueue(&pool, wake(1)).await;
    assert_eq!(worker.next().await, wake(1));
    enqueue(&pool, wake(1)).await;
    go.notify_one();
    assert_eq!(worker.next().await, wake(1));
    go.notify_one();
    eventually("both are gone", async || rows(&pool).await.is_empty()).await;
    assert_eq!(worker.stop().await, []);
}

#[tokio::test]
async fn a_commit_wakes_the_workers() {
    let pool = database().await;
    let options = Options { poll_interval: Duration::from_hours(1), ..Options::default() };
    let mut worker = start(&pool, options, async |_| Ok(()));
    enqueue(&pool, wake(1)).await;
    assert_eq!(worker.next().await, wake(1));
    // By now it listens.
    for n in 2..5 {
        enqueue(&pool, wake(n)).await;
        assert_eq!(worker.next().await, wake(n));
    }
    worker.stop().await;
}

#[tokio::test]
async fn the_server_has_no_more_rights_than_it_needs() {
    let pool = database().await;
    let (user, superuser): (String, bool) = sqlx::query_as(
        "select current_user::text, rolsuper or rolbypassrls from pg_roles where rolname = current_user",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!((user.as_str(), superuser), (crate::SERVER, false));
    let refused = sqlx::query("drop table graphile_worker._private_jobs").execute(&pool).await.unwrap_err();
    assert_eq!(refused.as_database_error().unwrap().code().as_deref(), Some("42501"));
}
