//! The [`Housekeeping`] port: forgetting what has had its time.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::id::AccountId;
use skybot_domain::ports::Housekeeping;
use skybot_domain::scope::Scope;

use crate::pool::Postgres;
use crate::query::select;

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// Most rows that one statement deletes.
const STEP: i64 = 5_000;

/// Refresh tokens go with their session. A browser that has not been back for a year is a stranger.
/// Rows are deleted where they lie, so that no plan looks for them in the whole table; one that
/// somebody changes at this moment is left for the next time.
const CREDENTIALS: [&str; 6] = [
    "delete from realtime_tickets
     where ctid = any (array(select ctid from realtime_tickets where expires_at < $1 limit $2))",
    "delete from letters where ctid = any (array(select ctid from letters where created_at < $1 limit $2))",
    "delete from link_secrets where ctid = any (array(select ctid from link_secrets where expires_at < $1 limit $2))",
    "delete from sign_in_guesses
     where ctid = any (array(select ctid from sign_in_guesses where last_at < $1 limit $2))",
    "delete from sessions
     where ctid = any (array(select ctid from sessions where least(revoked_at, expires_at) < $1 limit $2))",
    "delete from known_devices
     where ctid = any
       (array(select ctid from known_devices where last_used_at < $1 - interval '11 months' limit $2))",
];

impl Postgres {
    /// Runs a statement on (tenant, moment) in a transaction of its own; how many rows it touched.
    async fn forget(&self, scope: &Scope, sql: &'static str, before: Timestamp) -> Result<u64, StoreError> {
        let (db, scope) = (self.clone(), scope.clone());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            let forgotten = unit.run(sql, vec![scope.account().uuid().into(), before.into()]).await?;
            unit.commit().await?;
            Ok(forgotten)
        })
        .await
    }

    /// Runs a statement on (moment, most rows) outside any tenant, again and again until it finds
    /// less: each run is short, whatever has piled up.
    async fn forget_in_steps(&self, sql: &'static str, before: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        loop {
            let db = self.clone();
            let step = self
                .detached(async move {
                    let unit = db.enter_platform().await?;
                    let step = unit.run(sql, vec![before.into(), STEP.into()]).await?;
                    unit.commit().await?;
                    Ok(step)
                })
                .await?;
            forgotten += step;
            if i64::try_from(step).is_ok_and(|step| step < STEP) {
                return Ok(forgotten);
            }
        }
    }
}

#[async_trait]
impl Housekeeping for Postgres {
    async fn accounts(&self) -> Result<Vec<AccountId>, StoreError> {
        let db = self.clone();
        self.detached(async move {
            let unit = db.enter_platform().await?;
            let rows: Vec<IdRow> = select(&unit, "select id from accounts order by id", vec![]).await?;
            unit.commit().await?;
            Ok(rows.into_iter().map(|row| row.id.into()).collect())
        })
        .await
    }

    async fn expire_idempotency_keys(&self, scope: &Scope, before: Timestamp) -> Result<u64, StoreError> {
        self.forget(scope, "delete from idempotency_keys where account_id = $1 and created_at < $2", before).await
    }

    async fn expire_batches(&self, scope: &Scope, before: Timestamp) -> Result<u64, StoreError> {
        self.forget(scope, "delete from batches where account_id = $1 and finished_at < $2", before).await
    }

    async fn expire_credentials(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        for sql in CREDENTIALS {
            forgotten += self.forget_in_steps(sql, before).await?;
        }
        Ok(forgotten)
    }

    async fn expire_delivery_reports(&self, scope: &Scope, before: Timestamp) -> Result<u64, StoreError> {
        self.forget(
            scope,
            "delete from delivery_names where account_id = $1 and message_id is null and created_at < $2",
            before,
        )
        .await
    }

    async fn trim_events(&self, scope: &Scope, before: Timestamp) -> Result<u64, StoreError> {
        // Reads the log from its old end to the first event that stays, so it needs no index by
        // time. The mark moves in the same transaction: who asks for what is gone is told so.
        self.forget(
            scope,
            "with last as (
               select coalesce(
                 (select pos - 1 from events where account_id = $1 and at >= $2 order by pos limit 1),
                 (select max(pos) from events where account_id = $1)) as pos
             ), marked as (
               update account_streams s set trimmed = last.pos from last
               where s.account_id = $1 and last.pos > s.trimmed
             )
             delete from events e using last where e.account_id = $1 and e.pos <= last.pos",
            before,
        )
        .await
    }
}
