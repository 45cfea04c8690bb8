//! Ports of live delivery: how the store hurries the log, how somebody waits for it, and who is
//! there. Hurrying may be lost or come twice; the log is what counts.

use async_trait::async_trait;

use crate::error::StoreError;
use crate::id::{AccountId, UserId};
use crate::presence::{MemberPresence, Remembered};
use crate::scope::Scope;

/// Is told by the store, after a commit, that a tenant's log has grown.
pub trait Herald: Send + Sync {
    /// Never waits, never fails.
    fn grew(&self, account: AccountId);
}

/// Whom to ask for news of a tenant's log.
pub trait News: Send + Sync {
    /// Listens to the tenant from now on, until what is returned is dropped. Whoever reads the log after this call
    /// misses nothing between the two.
    fn listen(&self, scope: &Scope) -> Box<dyn Ear>;
}

/// Somebody who listens.
#[async_trait]
pub trait Ear: Send {
    /// Waits until the log may have grown since the last call. `false`: the server stops, and there
    /// will be no more news.
    async fn news(&mut self) -> bool;
}

/// Who of the tenant is there.
#[async_trait]
pub trait Attendance: Send + Sync {
    /// Everybody who is there or has been, by user id.
    async fn attendance(&self, scope: &Scope) -> Result<Vec<MemberPresence>, StoreError>;
}

/// What is kept of presence when nobody holds it in memory.
#[async_trait]
pub trait PresenceMemory: Send + Sync {
    /// What is kept of a member; `None` for one who never was there.
    async fn remembered(&self, scope: &Scope, user: UserId) -> Result<Option<Remembered>, StoreError>;

    /// What is kept of everybody in the tenant, by user id.
    async fn all_remembered(&self, scope: &Scope) -> Result<Vec<Remembered>, StoreError>;

    /// Keeps it, in one statement; a moment never goes back.
    async fn remember(&self, scope: &Scope, members: &[Remembered]) -> Result<(), StoreError>;
}
