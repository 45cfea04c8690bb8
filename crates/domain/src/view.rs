//! Saved views: a filter and an order under a name.
//!
//! A view is its owner's, or shared with the whole tenant. What it names may be gone: then that
//! condition matches nothing.

use crate::Timestamp;
use crate::conversation::Sort;
use crate::filter::{Draft, Filter};
use crate::id::{UserId, ViewId};
use crate::text::Name;

/// Most shared views of a tenant.
pub const MAX_SHARED: u32 = 200;
/// Most views of one member that are not shared.
pub const MAX_OWN: u32 = 100;
/// A count goes no further.
pub const MAX_COUNT: u32 = 1_000;

/// A saved view.
#[derive(Debug, Clone)]
pub struct View {
    /// Its id.
    pub id: ViewId,
    /// What people call it.
    pub name: Name,
    /// Who made it.
    pub owner_id: UserId,
    /// Whether all members see it.
    pub shared: bool,
    /// The filter as it was given.
    pub draft: Draft,
    /// The filter.
    pub filter: Filter,
    /// The order.
    pub sort: Sort,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A view to be made. The draft was parsed and held against the definitions of attributes.
#[derive(Debug, Clone)]
pub struct NewView {
    /// What people call it.
    pub name: Name,
    /// Whether all members see it.
    pub shared: bool,
    /// The filter.
    pub draft: Draft,
    /// The order.
    pub sort: Sort,
}

/// Changes to a view. `None`: leave it.
#[derive(Debug, Clone, Default)]
pub struct ViewPatch {
    /// What people call it.
    pub name: Option<Name>,
    /// Whether all members see it.
    pub shared: Option<bool>,
    /// The filter.
    pub draft: Option<Draft>,
    /// The order.
    pub sort: Option<Sort>,
}

/// How many conversations match, up to [`MAX_COUNT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CappedCount {
    /// So many, or the most.
    pub count: u32,
    /// Whether there are more.
    pub capped: bool,
}
