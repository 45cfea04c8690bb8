//! The audit log as people read it, and as its chain proves it.

use uuid::Uuid;

use skybot_domain::audit::AuditEntry;
use skybot_domain::error::StoreError;
use skybot_domain::id::AccountId;
use skybot_domain::page::{Page, PageRequest, Position};
use skybot_domain::scope::Scope;

use crate::error::store_error;
use crate::pool::Postgres;
use crate::query::rows;
use crate::rows::AuditRow;
use crate::unit::Unit;

/// A page of the tenant's log, newest first.
pub(crate) async fn page(db: &Postgres, scope: &Scope, page: PageRequest) -> Result<Page<AuditEntry>, StoreError> {
    let found: Vec<AuditRow> = rows(
        db,
        scope,
        "select id, at, actor_type, actor_id, impersonator, request_id, host(ip) as ip, user_agent, action, subject_type, subject_id,
                before::text as before, after::text as after
         from audit_log where account_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3",
        vec![
            scope.account().uuid().into(),
            page.after.map(|after| after.rank).into(),
            (i64::from(page.limit.get()) + 1).into(),
        ],
    )
    .await?;
    let entries = found.into_iter().map(TryInto::try_into).collect::<Result<Vec<AuditEntry>, _>>()?;
    Ok(Page::cut(entries, page.limit, |entry| Position { rank: entry.id, id: Uuid::nil() }))
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
