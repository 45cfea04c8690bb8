//! Labels, participants and mute: small facts that are put on a conversation and taken off.
//! Each is a set operation, so two people who do it at once lose nothing.

use crate::conversation::{Conversation, Muted};
use crate::error::{Error, Resource, Result, StoreError, Violation, Violations};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{ConversationId, UserId};
use crate::label::LabelName;
use crate::scope::Permission;
use crate::usecase::{hold, reread};
use crate::work::Work;

/// Puts a label of the tenant on, or takes it off.
pub async fn set_label(
    work: &mut Work<'_>,
    id: ConversationId,
    label: &LabelName,
    present: bool,
) -> Result<Conversation> {
    work.scope().require(Permission::ConversationsWrite)?;
    hold(work, id).await?;
    let changed = if present {
        work.tx().add_label(id, label).await.map_err(|error| match error {
            StoreError::Missing(Resource::Label) => Error::NotFound(Resource::Label),
            other => other.into(),
        })?
    } else {
        work.tx().remove_label(id, label).await?
    };
    updated(work, id, changed).await
}

/// Puts labels of the tenant on and takes others off, all at once.
pub async fn change_labels(
    work: &mut Work<'_>,
    id: ConversationId,
    add: &[LabelName],
    remove: &[LabelName],
) -> Result<Conversation> {
    work.scope().require(Permission::ConversationsWrite)?;
    hold(work, id).await?;
    let known = work.tx().known_labels(&[add, remove].concat()).await?;
    let mut violations = Violations::default();
    for (list, names) in [("add", add), ("remove", remove)] {
        for (place, _) in names.iter().enumerate().filter(|(_, name)| !known.contains(name)) {
            violations
                .add(&format!("/{list}/{place}"), Violation::new("UNKNOWN_LABEL", "must be a label of the tenant"));
        }
    }
    violations.check()?;
    let changed = work.tx().change_labels(id, add, remove).await?;
    updated(work, id, changed).await
}

/// Makes a member watch the conversation, or not.
pub async fn set_participant(
    work: &mut Work<'_>,
    id: ConversationId,
    user: UserId,
    watching: bool,
) -> Result<Conversation> {
    work.scope().require(Permission::ConversationsWrite)?;
    hold(work, id).await?;
    let changed = work.tx().set_participant(id, user, watching).await.map_err(|error| match error {
        StoreError::Missing(Resource::Member) => Error::NotFound(Resource::Member),
        other => other.into(),
    })?;
    updated(work, id, changed).await
}

/// Mutes the conversation for the caller, or ends it. Nobody else sees it, so there is no event.
pub async fn set_mute(work: &mut Work<'_>, id: ConversationId, mute: Option<Muted>) -> Result<Conversation> {
    work.scope().require(Permission::ConversationsRead)?;
    let user = work.scope().user().ok_or(Error::NotFound(Resource::Member))?;
    hold(work, id).await?;
    work.tx().set_mute(id, user, mute).await?;
    reread(work, id).await
}

async fn updated(work: &mut Work<'_>, id: ConversationId, changed: bool) -> Result<Conversation> {
    if changed {
        work.event(EventKind::ConversationUpdated, Subject::Conversation(id), Detail::None);
    }
    reread(work, id).await
}
