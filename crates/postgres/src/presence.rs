//! The [`PresenceMemory`] port: one row a member, written rarely.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::id::UserId;
use skybot_domain::ports::PresenceMemory;
use skybot_domain::presence::Remembered;
use skybot_domain::scope::Scope;

use crate::pool::Postgres;
use crate::query::rows;

#[derive(FromQueryResult)]
struct PresenceRow {
    user_id: Uuid,
    busy: bool,
    last_seen_at: Option<Timestamp>,
}

impl From<PresenceRow> for Remembered {
    fn from(row: PresenceRow) -> Self {
        Self { user_id: row.user_id.into(), busy: row.busy, last_seen_at: row.last_seen_at }
    }
}

#[async_trait]
impl PresenceMemory for Postgres {
    async fn remembered(&self, scope: &Scope, user: UserId) -> Result<Option<Remembered>, StoreError> {
        let sql = "select user_id, busy, last_seen_at from presence where account_id = $1 and user_id = $2";
        let values = vec![scope.account().uuid().into(), user.uuid().into()];
        let found: Vec<PresenceRow> = rows(self, scope, sql, values).await?;
        Ok(found.into_iter().next().map(Into::into))
    }

    async fn all_remembered(&self, scope: &Scope) -> Result<Vec<Remembered>, StoreError> {
        let sql = "select user_id, busy, last_seen_at from presence where account_id = $1 order by user_id";
        let found: Vec<PresenceRow> = rows(self, scope, sql, vec![scope.account().uuid().into()]).await?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    async fn remember(&self, scope: &Scope, members: &[Remembered]) -> Result<(), StoreError> {
        let users: Vec<_> = members.iter().map(|member| member.user_id.uuid()).collect();
        let busy: Vec<_> = members.iter().map(|member| member.busy).collect();
        let seen: Vec<_> = members.iter().map(|member| member.last_seen_at).collect();
        let (db, scope) = (self.clone(), scope.clone());
        self.detached(async move {
            let mut unit = db.enter(&scope).await?;
            // In one order, whoever else writes; and only members, should one have gone meanwhile.
            sqlx::query(
                "insert into presence as p (account_id, user_id, busy, last_seen_at)
                 select $1, m.user_id, n.busy, n.seen
                 from unnest($2::uuid[], $3::boolean[], $4::timestamptz[]) n (user_id, busy, seen)
                 join memberships m on m.account_id = $1 and m.user_id = n.user_id
                 order by m.user_id
                 on conflict (account_id, user_id) do update
                   set busy = excluded.busy, last_seen_at = greatest(p.last_seen_at, excluded.last_seen_at)",
            )
            .bind(scope.account().uuid())
            .bind(users)
            .bind(busy)
            .bind(seen)
            .execute(unit.connection())
            .await
            .map_err(|error| crate::error::store_error(&error))?;
            unit.commit().await
        })
        .await
    }
}
