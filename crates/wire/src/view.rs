//! Saved views.

use serde::{Deserialize, Serialize};
use skybot_domain::view as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Filter, Sort, Timestamp, patch};

/// A filter and an order under a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct View {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Who made it.
    pub owner_id: Uuid,
    /// Whether all members see it; else only its owner does.
    pub shared: bool,
    /// Which conversations.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl From<domain::View> for View {
    fn from(view: domain::View) -> Self {
        Self {
            id: view.id.uuid(),
            name: view.name.into_string(),
            owner_id: view.owner_id.uuid(),
            shared: view.shared,
            filter: view.draft.into(),
            sort: view.sort.into(),
            version: view.version,
            created_at: view.created_at.into(),
            updated_at: view.updated_at.into(),
        }
    }
}

/// A view to be made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateView {
    /// What people call it.
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// Which conversations.
    pub filter: Filter,
    /// In which order; `last_activity` if not given.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sort: Option<Sort>,
    /// Whether all members see it; needs the permission `settings:write`.
    #[serde(default)]
    pub shared: bool,
}

/// Changes to a view. Absent leaves a field as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchView {
    /// What people call it.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 120, nullable = false)]
    pub name: Option<String>,
    /// Which conversations.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub filter: Option<Filter>,
    /// In which order.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sort: Option<Sort>,
    /// Whether all members see it. Who takes a shared view back owns it.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub shared: Option<bool>,
}

/// How many conversations a view shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ViewCount {
    /// So many; at most 1,000.
    pub count: u32,
    /// Whether there are more.
    pub capped: bool,
}

impl From<domain::CappedCount> for ViewCount {
    fn from(count: domain::CappedCount) -> Self {
        Self { count: count.count, capped: count.capped }
    }
}
