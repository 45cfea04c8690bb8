//! Making, changing and deleting saved views. Whoever may read conversations has views; sharing them is
//! configuring the tenant.

use crate::error::{Error, Resource, Result};
use crate::filter::Parsed;
use crate::id::ViewId;
use crate::scope::Permission;
use crate::usecase::define_attributes::check_filter_within;
use crate::usecase::expect_version;
use crate::view::{MAX_OWN, MAX_SHARED, NewView, View, ViewPatch};
use crate::work::Work;

/// Makes a view. `filter` is its draft, parsed.
pub async fn create_view(work: &mut Work<'_>, new: NewView, filter: Parsed) -> Result<View> {
    work.scope().require(Permission::ConversationsRead)?;
    work.scope().user().ok_or(Error::NotFound(Resource::Member))?;
    if new.shared {
        work.scope().require(Permission::SettingsWrite)?;
    }
    check_filter_within(work, filter).await?;
    make_room(work, new.shared).await?;
    let (id, at) = (work.id(), work.now());
    work.tx().insert_view(id, &new, at).await?;
    reread(work, id).await
}

/// Changes a view, if the caller looked at the present version (or did not say). `filter` is the
/// patch's draft, parsed. A view that is no longer shared belongs to whoever took it back.
pub async fn patch_view(
    work: &mut Work<'_>,
    id: ViewId,
    patch: ViewPatch,
    filter: Option<Parsed>,
    expected_version: Option<i64>,
) -> Result<View> {
    work.scope().require(Permission::ConversationsRead)?;
    let held = reread(work, id).await?;
    let shared = patch.shared.unwrap_or(held.shared);
    if held.shared || shared {
        work.scope().require(Permission::SettingsWrite)?;
    }
    expect_version(expected_version, held.version)?;
    if let Some(filter) = filter {
        check_filter_within(work, filter).await?;
    }
    if shared != held.shared {
        make_room(work, shared).await?;
    }
    let at = work.now();
    work.tx().patch_view(id, &patch, at).await?;
    reread(work, id).await
}

/// Deletes a view, if the caller looked at the present version (or did not say).
pub async fn delete_view(work: &mut Work<'_>, id: ViewId, expected_version: Option<i64>) -> Result<()> {
    work.scope().require(Permission::ConversationsRead)?;
    let held = reread(work, id).await?;
    if held.shared {
        work.scope().require(Permission::SettingsWrite)?;
    }
    expect_version(expected_version, held.version)?;
    Ok(work.tx().delete_view(id).await?)
}

async fn make_room(work: &mut Work<'_>, shared: bool) -> Result<()> {
    let (what, most) = if shared { ("shared views", MAX_SHARED) } else { ("views of one member", MAX_OWN) };
    if work.tx().count_views(shared).await? >= i64::from(most) {
        return Err(Error::LimitReached { what, most });
    }
    Ok(())
}

async fn reread(work: &mut Work<'_>, id: ViewId) -> Result<View> {
    work.tx().hold_view(id).await?.ok_or(Error::NotFound(Resource::View))
}
