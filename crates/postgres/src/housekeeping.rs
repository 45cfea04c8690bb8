//! The [`Housekeeping`] port: forgetting what has had its time.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::id::AccountId;
use skybot_domain::ports::Housekeeping;
use skybot_domain::scope::Scope;

use crate::error::orm_error;
use crate::pool::Postgres;
use crate::store::select;

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

impl Postgres {
    /// Runs a statement on (tenant, moment) in a transaction of its own; how many rows it touched.
    async fn forget(&self, scope: &Scope, sql: &'static str, before: Timestamp) -> Result<u64, StoreError> {
        let (db, scope) = (self.clone(), scope.clone());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            let values = [scope.account().uuid().into(), before.into()];
            let done = unit
                .execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values))
                .await
                .map_err(|error| orm_error(&error))?;
            unit.commit().await?;
            Ok(done.rows_affected())
        })
        .await
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
