//! What becomes of jobs that fail.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use skybot_domain::job::JobFailure;
use skybot_postgres::jobs::{self, MAX_ATTEMPTS, Options};
use sqlx::PgPool;

use crate::{Row, database, enqueue, enqueue_at, eventually, now, row, rows, set_attempts, start, start_simple, wake};

fn transient() -> Result<(), JobFailure> {
    Err(JobFailure::Transient("the store is unavailable".to_owned()))
}

fn throttled() -> Result<(), JobFailure> {
    Err(JobFailure::Throttled(Duration::from_secs(1000)))
}

fn permanent() -> Result<(), JobFailure> {
    Err(JobFailure::Permanent("no such \"thing\"".to_owned()))
}

/// Rows of jobs that failed once more, after `tries` before.
async fn after_failure(pool: &PgPool, tries: i16, answer: fn() -> Result<(), JobFailure>) -> Vec<Row> {
    if tries > 0 {
        set_attempts(pool, tries).await;
    }
    let worker = start_simple(pool, answer);
    eventually("all have failed", async || rows(pool).await.iter().all(|row| row.attempts == tries + 1 && !row.locked))
        .await;
    worker.stop().await;
    rows(pool).await
}

#[tokio::test]
async fn a_transient_failure_is_tried_again_after_the_curve_and_up_to_a_fifth_more() {
    let pool = database().await;
    for n in 0..40 {
        enqueue(&pool, wake(n)).await;
    }
    let waits: Vec<f64> = after_failure(&pool, 4, transient).await.iter().map(|row| row.wait).collect();
    let curve = 5_f64.exp();
    // The engine's statement comes a little after ours.
    assert!(waits.iter().all(|wait| (curve..curve * 1.2 + 0.5).contains(wait)), "{waits:?}");
    let (least, most) = waits.iter().fold((f64::MAX, 0.0), |(least, most), &wait| (wait.min(least), wait.max(most)));
    assert!(most - least > curve * 0.1, "no jitter: {waits:?}");
    assert_eq!(jobs::backlog(&pool).await.unwrap().dead, 0);
}

#[tokio::test]
async fn a_throttled_job_waits_as_long_as_it_was_told() {
    let pool = database().await;
    enqueue(&pool, wake(1)).await;
    let wait = after_failure(&pool, 0, throttled).await[0].wait;
    assert!((1000.0..1200.5).contains(&wait), "{wait}");
}

#[tokio::test]
async fn a_throttled_job_keeps_to_the_curve_all_the_same() {
    let pool = database().await;
    enqueue(&pool, wake(1)).await;
    let wait = after_failure(&pool, 4, || Err(JobFailure::Throttled(Duration::from_secs(1)))).await[0].wait;
    assert!(wait >= 5_f64.exp(), "{wait}");
}

#[tokio::test]
async fn nobody_is_throttled_for_ever() {
    let pool = database().await;
    enqueue(&pool, wake(1)).await;
    let wait = after_failure(&pool, 0, || Err(JobFailure::Throttled(Duration::MAX))).await[0].wait;
    assert!((604_800.0..725_761.0).contains(&wait), "{wait}");
}

#[tokio::test]
async fn a_permanent_failure_is_a_dead_letter_at_once() {
    let pool = database().await;
    enqueue(&pool, wake(7)).await;
    let failed = after_failure(&pool, 0, permanent).await;

    let letters = jobs::dead_letters(&pool, 10).await.unwrap();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].id, failed[0].id);
    assert_eq!(letters[0].task, "wake_conversation");
    assert_eq!(letters[0].payload["conversation"], uuid::Uuid::from_u128(7).to_string());
    assert_eq!(letters[0].attempts, 1);
    assert_eq!(letters[0].last_error.as_deref(), Some("no such \"thing\""));
    assert!(letters[0].at <= now(&pool).await);
    assert_eq!(jobs::backlog(&pool).await.unwrap().dead, 1);
}

#[tokio::test]
async fn the_last_try_leads_to_the_dead_letters() {
    let pool = database().await;
    enqueue(&pool, wake(1)).await;
    after_failure(&pool, MAX_ATTEMPTS - 1, transient).await;
    let letters = jobs::dead_letters(&pool, 10).await.unwrap();
    assert_eq!(letters.len(), 1);
    assert_eq!((letters[0].attempts, letters[0].last_error.as_deref()), (15, Some("the store is unavailable")));
}

#[tokio::test]
async fn a_payload_that_cannot_be_read_is_a_dead_letter_and_not_quoted() {
    let pool = database().await;
    sqlx::query("select graphile_worker.add_job('wake_conversation', '{\"account\": \"s3cret\"}')")
        .execute(&pool)
        .await
        .unwrap();
    after_failure(&pool, 0, || Ok(())).await;
    let letters = jobs::dead_letters(&pool, 10).await.unwrap();
    assert_eq!(letters[0].last_error.as_deref(), Some("the payload cannot be read"));
}

#[tokio::test]
async fn a_panic_is_a_transient_failure_of_its_job_alone() {
    let pool = database().await;
    enqueue(&pool, wake(1)).await;
    set_attempts(&pool, 4).await;
    let mut worker = start(&pool, Options { concurrency: 1, ..Options::default() }, async |task| {
        if task == wake(1) { panic!("s3cret") } else { Ok(()) }
    });
    assert_eq!(worker.next().await, wake(1));
    eventually("it is recorded", async || !row(&pool).await.locked).await;
    let failed = row(&pool).await;
    assert!(failed.last_error.as_ref().is_some_and(|text| text.contains("the handler panicked")), "{failed:?}");
    assert!(failed.attempts == 5 && failed.wait >= 5_f64.exp(), "{failed:?}");
    enqueue(&pool, wake(2)).await;
    assert_eq!(worker.next().await, wake(2));
    worker.stop().await;
}

#[tokio::test]
async fn a_replayed_job_runs_again_with_all_its_tries() {
    static HEALED: AtomicBool = AtomicBool::new(false);
    let pool = database().await;
    let mut worker = start_simple(&pool, || if HEALED.load(Ordering::SeqCst) { throttled() } else { permanent() });
    enqueue(&pool, wake(1)).await;
    assert_eq!(worker.next().await, wake(1));
    eventually("it is dead", async || jobs::backlog(&pool).await.unwrap().dead == 1).await;
    let id = jobs::dead_letters(&pool, 10).await.unwrap()[0].id;

    HEALED.store(true, Ordering::SeqCst);
    assert!(jobs::replay(&pool, id).await.unwrap());
    assert_eq!(worker.next().await, wake(1));
    eventually("it failed again", async || !row(&pool).await.locked && row(&pool).await.attempts == 1).await;
    worker.stop().await;

    assert_eq!(jobs::backlog(&pool).await.unwrap().dead, 0, "a replayed job has all its tries");
    assert!(!jobs::replay(&pool, id).await.unwrap(), "a waiting job is no dead letter");
    assert!(!jobs::replay(&pool, id + 1).await.unwrap());
}

#[tokio::test]
async fn a_dead_letter_that_was_replaced_is_none() {
    let pool = database().await;
    enqueue(&pool, wake(1)).await;
    let old = after_failure(&pool, 0, permanent).await[0].id;
    enqueue(&pool, wake(1)).await;

    assert_eq!(jobs::dead_letters(&pool, 10).await.unwrap(), []);
    assert_eq!(jobs::backlog(&pool).await.unwrap().dead, 0);
    assert!(!jobs::replay(&pool, old).await.unwrap());
    assert!(rows(&pool).await.iter().any(|row| row.id == old));

    let mut worker = start_simple(&pool, || Ok(()));
    assert_eq!(worker.next().await, wake(1));
    eventually("nothing is left", async || rows(&pool).await.is_empty()).await;
    assert_eq!(worker.stop().await, []);
}

#[tokio::test]
async fn the_backlog_counts_what_is_due() {
    let pool = database().await;
    let empty = jobs::backlog(&pool).await.unwrap();
    assert_eq!((empty.ready, empty.dead), (0, 0));
    assert!(empty.oldest_ready_seconds.abs() < f64::EPSILON);

    for (n, age) in [(1, 60), (2, 30), (3, -60)] {
        enqueue_at(&pool, wake(n), now(&pool).await - time::Duration::seconds(age)).await;
    }
    let backlog = jobs::backlog(&pool).await.unwrap();
    assert_eq!((backlog.ready, backlog.dead), (2, 0));
    assert!((60.0..90.0).contains(&backlog.oldest_ready_seconds), "{backlog:?}");
}
