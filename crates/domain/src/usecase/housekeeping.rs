//! Forgetting what has had its time, tenant by tenant.

use crate::Timestamp;
use crate::error::Result;
use crate::job::{
    BATCH_RETENTION, CONVERSATION_RETENTION, CREDENTIAL_RETENTION, DELIVERY_REPORT_RETENTION, EVENT_RETENTION,
    IDEMPOTENCY_RETENTION,
};
use crate::ports::Housekeeping;
use crate::scope::{Actor, Reach, Role, Scope};

/// Forgets idempotency keys and batches after their time; tells how many.
pub async fn expire_idempotency_keys(store: &dyn Housekeeping, now: Timestamp) -> Result<u64> {
    let mut forgotten = 0;
    for scope in scopes(store).await? {
        forgotten += store.expire_idempotency_keys(&scope, now - IDEMPOTENCY_RETENTION).await?;
        forgotten += store.expire_batches(&scope, now - BATCH_RETENTION).await?;
    }
    Ok(forgotten)
}

/// Forgets letters, links, guesses and sessions after their time; tells how many.
pub async fn expire_credentials(store: &dyn Housekeeping, now: Timestamp) -> Result<u64> {
    Ok(store.expire_credentials(now - CREDENTIAL_RETENTION).await?)
}

/// Forgets delivery reports of messages that nobody told of; tells how many.
pub async fn expire_delivery_reports(store: &dyn Housekeeping, now: Timestamp) -> Result<u64> {
    let mut forgotten = 0;
    for scope in scopes(store).await? {
        forgotten += store.expire_delivery_reports(&scope, now - DELIVERY_REPORT_RETENTION).await?;
    }
    Ok(forgotten)
}

/// Forgets conversations that were deleted, after their time; tells how many rows went.
pub async fn purge_conversations(store: &dyn Housekeeping, now: Timestamp) -> Result<u64> {
    let mut forgotten = 0;
    for scope in scopes(store).await? {
        forgotten += store.purge_conversations(&scope, now - CONVERSATION_RETENTION).await?;
    }
    Ok(forgotten)
}

/// Forgets events after their time; tells how many.
pub async fn trim_events(store: &dyn Housekeeping, now: Timestamp) -> Result<u64> {
    let mut forgotten = 0;
    for scope in scopes(store).await? {
        forgotten += store.trim_events(&scope, now - EVENT_RETENTION).await?;
    }
    Ok(forgotten)
}

pub(super) async fn scopes(store: &dyn Housekeeping) -> Result<Vec<Scope>> {
    let accounts = store.accounts().await?;
    #[expect(clippy::disallowed_methods, reason = "recurring jobs work for every tenant in turn")]
    let scope = |account| Scope::issue(account, Actor::System { part: "jobs" }, Role::Owner, Reach::All);
    Ok(accounts.into_iter().map(scope).collect())
}
