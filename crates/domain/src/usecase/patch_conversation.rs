//! Changing a conversation's priority, subject and custom attributes.

use crate::attribute_definition::Entity;
use crate::conversation::{Conversation, ConversationPatch};
use crate::error::Result;
use crate::event::{Detail, EventKind, Subject};
use crate::id::ConversationId;
use crate::scope::Permission;
use crate::usecase::define_attributes::check_attributes;
use crate::usecase::{expect_version, hold, reread};
use crate::work::Work;

/// Applies the patch, if the caller looked at the present version (or did not say).
pub async fn patch_conversation(
    work: &mut Work<'_>,
    id: ConversationId,
    patch: ConversationPatch,
    expected_version: Option<i64>,
) -> Result<Conversation> {
    work.scope().require(Permission::ConversationsWrite)?;
    let held = hold(work, id).await?;
    expect_version(expected_version, held.version)?;
    if let Some(attributes) = &patch.attributes {
        check_attributes(work, Entity::Conversation, attributes).await?;
    }
    work.tx().patch_conversation(id, &patch).await?;
    work.event(EventKind::ConversationUpdated, Subject::Conversation(id), Detail::None);
    reread(work, id).await
}
