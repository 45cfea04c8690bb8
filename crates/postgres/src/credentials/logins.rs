//! Who somebody is who signs in, and the tenants they can enter.

use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use skybot_domain::account::AccountStatus;
use skybot_domain::error::StoreError;
use skybot_domain::scope::Role;
use skybot_domain::session::{Login, LoginMembership};
use skybot_domain::text::Email;

use crate::pool::Postgres;
use crate::query::select;
use crate::rows::corrupt;
use crate::unit::Unit;

/// One row a membership; a single one without, for somebody who has none.
#[derive(FromQueryResult)]
struct LoginRow {
    user_id: Uuid,
    email: String,
    password_hash: Option<String>,
    email_verified: bool,
    totp_seed: Option<Vec<u8>>,
    totp_step: Option<i64>,
    account_id: Option<Uuid>,
    account_name: Option<String>,
    account_status: Option<String>,
    role: Option<String>,
    disabled: bool,
}

impl LoginRow {
    fn membership(&self) -> Result<Option<LoginMembership>, StoreError> {
        let (Some(account), Some(name), Some(status), Some(role)) =
            (self.account_id, &self.account_name, &self.account_status, &self.role)
        else {
            return Ok(None);
        };
        Ok(Some(LoginMembership {
            account_id: account.into(),
            account_name: name.clone(),
            role: Role::parse(role).ok_or_else(|| corrupt("memberships", "role", self.user_id))?,
            account_status: AccountStatus::parse(status).ok_or_else(|| corrupt("accounts", "status", account))?,
            disabled: self.disabled,
        }))
    }
}

/// The user whom `condition` on `users u` finds. One who is locked out is not there.
pub(super) async fn find(unit: &Unit, condition: &str, values: Vec<Value>) -> Result<Option<Login>, StoreError> {
    let sql = format!(
        "select u.id as user_id, u.email, u.password_hash, u.email_verified_at is not null as email_verified,
                case when u.totp_confirmed_at is not null then u.totp_seed end as totp_seed, u.totp_step,
                m.account_id, a.name as account_name, a.status as account_status, m.role,
                m.disabled_at is not null as disabled
         from users u
         left join memberships m on m.user_id = u.id
         left join accounts a on a.id = m.account_id
         where {condition} and u.disabled_at is null
         order by m.created_at, m.account_id"
    );
    let rows: Vec<LoginRow> = select(unit, sql, values).await?;
    let memberships = rows.iter().filter_map(|row| row.membership().transpose()).collect::<Result<_, _>>()?;
    let Some(first) = rows.into_iter().next() else { return Ok(None) };
    Ok(Some(Login {
        user_id: first.user_id.into(),
        email: Email::parse(&first.email).map_err(|_| corrupt("users", "email", first.user_id))?,
        password_hash: first.password_hash,
        email_verified: first.email_verified,
        second_factor: first.totp_seed.map(|seed| (seed, first.totp_step)),
        memberships,
    }))
}

/// The same in a transaction of its own.
pub(super) async fn look_up(
    db: &Postgres,
    condition: &'static str,
    values: Vec<Value>,
) -> Result<Option<Login>, StoreError> {
    let owned = db.clone();
    db.detached(async move {
        let unit = owned.enter_platform().await?;
        let login = find(&unit, condition, values).await?;
        unit.commit().await?;
        Ok(login)
    })
    .await
}
