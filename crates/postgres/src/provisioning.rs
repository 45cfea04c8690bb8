//! The [`Provisioning`] port: tenants and their people, for the command line.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::account::{Account, NewAccount, NewMember};
use skybot_domain::error::StoreError;
use skybot_domain::id::{AccountId, UserId};
use skybot_domain::ports::Provisioning;
use skybot_domain::scope::{Actor, Reach, Role, Scope};

use crate::error::orm_error;
use crate::pool::Postgres;
use crate::rows::AccountRow;
use crate::store::select;
use crate::unit::Unit;

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

impl Postgres {
    /// A transaction that may write users and memberships, inside one tenant.
    async fn enter_for_provisioning(&self, account: AccountId) -> Result<Unit, StoreError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "provisioning is the command line's, and makes the tenant itself"
        )]
        let scope = Scope::issue(account, Actor::System { part: "admin" }, Role::Owner, Reach::All);
        let unit = self.enter(&scope).await?;
        run(&unit, "select app.enter_platform()", vec![]).await?;
        Ok(unit)
    }
}

#[async_trait]
impl Provisioning for Postgres {
    async fn create_account(
        &self,
        account: &NewAccount,
        members: &[NewMember],
        at: Timestamp,
    ) -> Result<Vec<UserId>, StoreError> {
        let (db, account, members) = (self.clone(), account.clone(), members.to_vec());
        self.detached(async move {
            let unit = db.enter_for_provisioning(account.id).await?;
            run(
                &unit,
                "insert into accounts (id, name, created_at) values ($1, $2, $3)",
                vec![account.id.uuid().into(), account.name.as_str().into(), at.into()],
            )
            .await?;
            let mut ids = Vec::with_capacity(members.len());
            for member in &members {
                ids.push(join(&unit, account.id, member, at).await?);
            }
            unit.commit().await?;
            Ok(ids)
        })
        .await
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let db = self.clone();
        self.detached(async move {
            let unit = db.enter_platform().await?;
            let rows: Vec<AccountRow> =
                select(&unit, "select * from accounts where id = $1", vec![id.uuid().into()]).await?;
            unit.commit().await?;
            rows.into_iter().next().map(TryInto::try_into).transpose()
        })
        .await
    }

    async fn add_member(&self, account: AccountId, member: &NewMember, at: Timestamp) -> Result<UserId, StoreError> {
        let (db, member) = (self.clone(), member.clone());
        self.detached(async move {
            let unit = db.enter_for_provisioning(account).await?;
            let id = join(&unit, account, &member, at).await?;
            unit.commit().await?;
            Ok(id)
        })
        .await
    }

    async fn set_suspended(&self, account: AccountId, suspended: bool) -> Result<bool, StoreError> {
        let db = self.clone();
        self.detached(async move {
            let unit = db.enter_for_provisioning(account).await?;
            let status = if suspended { "suspended" } else { "active" };
            let changed =
                run(&unit, "update accounts set status = $2 where id = $1", vec![account.uuid().into(), status.into()])
                    .await?;
            unit.commit().await?;
            Ok(changed > 0)
        })
        .await
    }
}

async fn join(unit: &Unit, account: AccountId, member: &NewMember, at: Timestamp) -> Result<UserId, StoreError> {
    run(
        unit,
        "insert into users (id, email, name, password_hash, created_at) values ($1, $2, $3, $4, $5)
         on conflict (lower(email)) do nothing",
        vec![
            member.user_id.uuid().into(),
            member.email.as_str().into(),
            member.name.as_str().into(),
            member.password_hash.as_str().into(),
            at.into(),
        ],
    )
    .await?;
    let rows: Vec<IdRow> = select(
        unit,
        "insert into memberships (account_id, user_id, name, role, reach, created_at)
         select $1, u.id, $2, $3, $4, $5 from users u where lower(u.email) = lower($6)
         on conflict (account_id, user_id) do update set role = excluded.role, reach = excluded.reach
         returning user_id as id",
        vec![
            account.uuid().into(),
            member.name.as_str().into(),
            member.role.as_str().into(),
            member.reach.as_str().into(),
            at.into(),
            member.email.as_str().into(),
        ],
    )
    .await?;
    let row = rows.into_iter().next().ok_or_else(|| StoreError::Internal("a member was not stored".to_owned()))?;
    Ok(row.id.into())
}

async fn run(unit: &Unit, sql: &str, values: Vec<Value>) -> Result<u64, StoreError> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    let done = unit.execute_raw(statement).await.map_err(|error| orm_error(&error))?;
    Ok(done.rows_affected())
}
