//! The ports of search.

use async_trait::async_trait;

use crate::error::StoreError;
use crate::id::ConversationId;
use crate::page::PageRequest;
use crate::scope::Scope;
use crate::search::{Found, Search, Target};

type Outcome<T> = std::result::Result<T, StoreError>;

/// Finding things.
#[async_trait]
pub trait SearchReads: Send + Sync {
    /// What the caller may see and matches, of each kind that is wanted; in one snapshot. Messages come most
    /// recently stored first. A page may only be asked for of one kind.
    async fn search(&self, scope: &Scope, search: &Search, wanted: &[Target], page: PageRequest) -> Outcome<Found>;
}

/// How far the stemming of a tenant's messages has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stemmed {
    /// The last message that was looked at; none after the last of all.
    pub last: Option<(ConversationId, i64)>,
    /// How many messages were changed.
    pub changed: u64,
}

/// Keeping what is searched in order.
#[async_trait]
pub trait SearchUpkeep: Send + Sync {
    /// Gives the next messages after a place the stems of the tenant's present language, in a transaction
    /// of its own.
    async fn stem_messages(&self, scope: &Scope, after: Option<(ConversationId, i64)>) -> Outcome<Stemmed>;
}
