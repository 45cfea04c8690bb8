//! Saved views.

use async_trait::async_trait;

use crate::Timestamp;
use crate::error::StoreError;
use crate::filter::Filter;
use crate::id::ViewId;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::view::{CappedCount, NewView, View, ViewPatch};

type Outcome<T> = Result<T, StoreError>;

/// Reads of views: the shared ones and the caller's own; others do not exist.
#[async_trait]
pub trait ViewReads: Send + Sync {
    /// The views, oldest first.
    async fn views(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<View>>;

    /// One view.
    async fn view(&self, scope: &Scope, id: ViewId) -> Outcome<Option<View>>;

    /// How many conversations match that the caller may see.
    async fn count_matching(&self, scope: &Scope, filter: &Filter) -> Outcome<CappedCount>;
}

/// Changes to views.
#[async_trait]
pub trait ViewTx: Send {
    /// How many views there are: shared ones, or the caller's own. The number is locked.
    async fn count_views(&mut self, shared: bool) -> Outcome<i64>;

    /// Makes a view of the caller's.
    async fn insert_view(&mut self, id: ViewId, new: &NewView, at: Timestamp) -> Outcome<()>;

    /// A view that the caller may see, locked.
    async fn hold_view(&mut self, id: ViewId) -> Outcome<Option<View>>;

    /// Changes a held view. One that is no longer shared becomes the caller's.
    async fn patch_view(&mut self, id: ViewId, patch: &ViewPatch, at: Timestamp) -> Outcome<()>;

    /// Deletes a held view.
    async fn delete_view(&mut self, id: ViewId) -> Outcome<()>;
}
