//! Making, changing and deleting inboxes, and who belongs to them.

use crate::attachment::FileRulesPatch;
use crate::error::{Error, Resource, Result, StoreError, Violation};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{InboxId, UserId};
use crate::inbox::{Channel, DeliveryMode, Inbox, InboxPatch, NewInbox};
use crate::scope::Permission;
use crate::usecase::expect_version;
use crate::work::Work;

fn taken(error: StoreError) -> Error {
    match error {
        StoreError::Conflict(unique) => Error::Taken(unique),
        other => other.into(),
    }
}

/// Makes an inbox on a channel that this release can carry.
pub async fn create_inbox(work: &mut Work<'_>, new: NewInbox) -> Result<Inbox> {
    work.scope().require(Permission::SettingsWrite)?;
    if !new.channel.is_available() {
        let violation = Violation::new("CHANNEL_NOT_AVAILABLE", "this release has no such channel yet");
        return Err(Error::invalid("/channel", violation));
    }
    check_delivery(new.delivery, new.channel)?;
    let (id, at) = (work.id(), work.now());
    work.tx().insert_inbox(id, &new, at).await.map_err(taken)?;
    updated(work, id).await
}

/// Changes an inbox, if the caller looked at the present version (or did not say). How messages get
/// on counts for those to come.
pub async fn patch_inbox(
    work: &mut Work<'_>,
    id: InboxId,
    patch: &InboxPatch,
    expected_version: Option<i64>,
) -> Result<Inbox> {
    work.scope().require(Permission::SettingsWrite)?;
    let held = reread(work, id).await?;
    expect_version(expected_version, held.version)?;
    if *patch == InboxPatch::default() {
        return Ok(held);
    }
    check_delivery(patch.delivery.unwrap_or(held.delivery), held.channel)?;
    let at = work.now();
    work.tx().patch_inbox(id, patch, at).await.map_err(taken)?;
    updated(work, id).await
}

fn check_delivery(delivery: DeliveryMode, channel: Channel) -> Result<()> {
    if delivery.fits(channel) {
        return Ok(());
    }
    Err(Error::invalid("/delivery", Violation::new("NOT_ALLOWED", "reported is only for inboxes of the channel api")))
}

/// Changes which files an inbox takes, if the caller looked at the present version (or did not say).
pub async fn set_file_rules(work: &mut Work<'_>, id: InboxId, patch: FileRulesPatch) -> Result<Inbox> {
    work.scope().require(Permission::SettingsWrite)?;
    let held = reread(work, id).await?;
    let rules = patch.on(&held.files);
    if rules == held.files {
        return Ok(held);
    }
    let at = work.now();
    work.tx().set_file_rules(id, &rules, at).await?;
    updated(work, id).await
}

/// Deletes an inbox that has no conversations.
pub async fn delete_inbox(work: &mut Work<'_>, id: InboxId, expected_version: Option<i64>) -> Result<()> {
    work.scope().require(Permission::SettingsWrite)?;
    let held = reread(work, id).await?;
    expect_version(expected_version, held.version)?;
    if !work.tx().delete_inbox(id).await? {
        return Err(Error::InUse(Resource::Inbox));
    }
    work.event(EventKind::InboxUpdated, Subject::Inbox(id), Detail::None);
    Ok(())
}

/// Puts a member into an inbox, or out of it.
pub async fn set_inbox_member(work: &mut Work<'_>, id: InboxId, user: UserId, member: bool) -> Result<()> {
    work.scope().require(Permission::SettingsWrite)?;
    reread(work, id).await?;
    let changed = work.tx().set_inbox_member(id, user, member).await.map_err(|error| match error {
        StoreError::Missing(Resource::Member) => Error::NotFound(Resource::Member),
        other => other.into(),
    })?;
    if changed {
        work.event(EventKind::InboxUpdated, Subject::Inbox(id), Detail::None);
    }
    Ok(())
}

async fn updated(work: &mut Work<'_>, id: InboxId) -> Result<Inbox> {
    work.event(EventKind::InboxUpdated, Subject::Inbox(id), Detail::None);
    reread(work, id).await
}

async fn reread(work: &mut Work<'_>, id: InboxId) -> Result<Inbox> {
    work.tx().hold_inbox(id).await?.ok_or(Error::NotFound(Resource::Inbox))
}
