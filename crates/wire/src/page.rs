//! Lists in pages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// In the list's order.
    pub items: Vec<T>,
    /// Give it back as `cursor` for the next page; null after the last.
    #[schema(required)]
    pub next_cursor: Option<String>,
}
