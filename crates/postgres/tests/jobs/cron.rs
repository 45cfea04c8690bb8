//! What recurs, recurs once.

use skybot_domain::job::Task;

use crate::{database, eventually, rows, start_simple};

#[tokio::test]
async fn an_occurrence_is_run_once_however_many_workers_there_are() {
    let pool = database().await;
    let known = async || -> Vec<String> {
        sqlx::query_scalar("select identifier from graphile_worker._private_known_crontabs order by identifier")
            .fetch_all(&pool)
            .await
            .unwrap()
    };
    let both = [start_simple(&pool, || Ok(())), start_simple(&pool, || Ok(()))];
    let names = [
        "collect_files",
        "expire_credentials",
        "expire_delivery_reports",
        "expire_idempotency_keys",
        "purge_conversations",
        "trim_events",
    ];
    eventually("the schedules are known", async || known().await == names).await;
    for worker in both {
        assert_eq!(worker.stop().await, [], "nothing is due on the first start");
    }

    // All nodes were down for days; the last occurrence of each is made up for.
    sqlx::query("update graphile_worker._private_known_crontabs set known_since = now() - interval '3 days'")
        .execute(&pool)
        .await
        .unwrap();
    let both = [start_simple(&pool, || Ok(())), start_simple(&pool, || Ok(()))];
    eventually("all schedules have fired", async || {
        let fired: i64 = sqlx::query_scalar(
            "select count(*) from graphile_worker._private_known_crontabs where last_execution is not null",
        )
        .fetch_one(&pool)
        .await
        .unwrap();
        fired == 6 && rows(&pool).await.is_empty()
    })
    .await;
    let mut ran = Vec::new();
    for worker in both {
        ran.extend(worker.stop().await);
    }
    assert_eq!(ran.len(), 6, "{ran:?}");
    for task in [
        Task::PurgeConversations,
        Task::CollectFiles,
        Task::ExpireCredentials,
        Task::ExpireDeliveryReports,
        Task::ExpireIdempotencyKeys,
        Task::TrimEvents,
    ] {
        assert!(ran.contains(&task), "{ran:?}");
    }
    assert_eq!(known().await, names);
}
