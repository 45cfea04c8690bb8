//! The audit log as people read it, and as its chain proves it.

use sea_orm::Value;
use uuid::Uuid;

use skybot_domain::audit::{AuditEntry, AuditFilter, AuditWord};
use skybot_domain::error::StoreError;
use skybot_domain::id::AccountId;
use skybot_domain::page::{Page, PageRequest, Position};
use skybot_domain::scope::Scope;

use crate::conversations::{micros, moment};
use crate::error::store_error;
use crate::pool::Postgres;
use crate::query::select;
use crate::rows::AuditRow;
use crate::unit::Unit;

/// A page of the tenant's log, newest first.
pub(crate) async fn page(
    db: &Postgres,
    scope: &Scope,
    filter: &AuditFilter,
    page: PageRequest,
) -> Result<Page<AuditEntry>, StoreError> {
    let (sql, values) = statement(scope, filter, page);
    let (db, scope) = (db.clone(), scope.clone());
    let found: Vec<AuditRow> = db
        .clone()
        .detached(async move {
            let unit = db.enter(&scope).await?;
            // Of somebody who does nearly everything and of somebody who did one thing the ways differ.
            unit.run("set local plan_cache_mode = force_custom_plan", vec![]).await?;
            let found = select(&unit, sql, values).await?;
            unit.commit().await?;
            Ok(found)
        })
        .await?;
    let entries = found.into_iter().map(TryInto::try_into).collect::<Result<Vec<AuditEntry>, _>>()?;
    Ok(Page::cut(entries, page.limit, |entry| Position { rank: micros(entry.at), id: number(entry.id) }))
}

/// Only of conditions that are asked for: each has an index that gives its entries in this order.
fn statement(scope: &Scope, filter: &AuditFilter, page: PageRequest) -> (String, Vec<Value>) {
    let mut sql = String::from(
        "select id, at, actor_type, actor_id, impersonator, request_id, host(ip) as ip, user_agent, action, subject_type,
                subject_id, before::text as before, after::text as after
         from audit_log where account_id = $1",
    );
    let mut values = vec![scope.account().uuid().into()];
    let mut add = |condition: &str, value: Option<Value>| {
        if let Some(value) = value {
            values.push(value);
            sql.push_str(" and ");
            sql.push_str(&condition.replace('?', &format!("${}", values.len())));
        }
    };
    let word = |word: &Option<AuditWord>| word.as_ref().map(|word| word.as_str().into());
    add("actor_id = ?", filter.actor_id.map(Into::into));
    add("action = ?", word(&filter.action));
    add("subject_type = ?", word(&filter.subject_type));
    add("subject_id = ?", word(&filter.subject_id));
    add("at >= ?", filter.after.map(Into::into));
    add("at < ?", filter.before.map(Into::into));
    if let Some(after) = page.after {
        values.extend([moment(after.rank).into(), i64::try_from(after.id.as_u128()).unwrap_or(i64::MAX).into()]);
        let (at, id) = (values.len() - 1, values.len());
        let behind = format!(" and (at, id) < (${at}, ${id})");
        sql.push_str(&behind);
    }
    values.push((i64::from(page.limit.get()) + 1).into());
    let order = format!(" order by at desc, id desc limit ${}", values.len());
    (sql + &order, values)
}

/// An entry's number, as a place in a list has it.
fn number(id: i64) -> Uuid {
    Uuid::from_u128(u128::from(id.unsigned_abs()))
}

/// Where a tenant's log and its chain first disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFault {
    /// The link: 1, 2, 3 …
    pub link: i64,
    /// What is wrong with it.
    pub problem: String,
}

impl Postgres {
    /// Checks a tenant's audit log from its beginning, however long that takes. `None`: nothing was
    /// changed, taken out or put in. What a chain cannot tell is that its newest links are gone
    /// together with their entries.
    pub async fn verify_audit(&self, account: AccountId) -> Result<Option<AuditFault>, StoreError> {
        self.verify_chain(Some(account)).await
    }

    /// Checks the platform's log likewise: what happened outside any tenant.
    pub async fn verify_platform_log(&self) -> Result<Option<AuditFault>, StoreError> {
        self.verify_chain(None).await
    }

    async fn verify_chain(&self, account: Option<AccountId>) -> Result<Option<AuditFault>, StoreError> {
        let mut unit = Unit::enter_platform(self.lease().await?).await?;
        unit.run("set local statement_timeout = 0", vec![]).await?;
        let fault: Option<(i64, String)> = sqlx::query_as("select link, problem from app.verify_audit($1)")
            .bind(account.map(AccountId::uuid))
            .fetch_optional(unit.connection())
            .await
            .map_err(|error| store_error(&error))?;
        unit.commit().await?;
        Ok(fault.map(|(link, problem)| AuditFault { link, problem }))
    }
}
