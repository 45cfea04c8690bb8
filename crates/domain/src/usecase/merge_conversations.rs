//! Two conversations with one contact become one.

use crate::conversation::Conversation;
use crate::error::{Error, Result, Violation};
use crate::event::{Detail, EventKind, Subject};
use crate::id::ConversationId;
use crate::scope::Permission;
use crate::usecase::{hold, reread};
use crate::work::Work;

/// Most messages that move: all of them do in one transaction, while nobody can write to either
/// conversation.
const MAX_MESSAGES: i64 = 5_000;

/// Makes `source` part of `target`: its messages follow the other's in their order, its labels and
/// watchers join theirs, so does what members have begun to write or scheduled, and it leads to the
/// other from then on. The other keeps its state, its inbox and whoever has it.
pub async fn merge_conversations(
    work: &mut Work<'_>,
    source: ConversationId,
    target: ConversationId,
) -> Result<Conversation> {
    work.scope().require(Permission::ConversationsWrite)?;
    if source == target {
        return Err(Error::invalid("/into", Violation::new("SAME_CONVERSATION", "must be another conversation")));
    }
    // In the order that all writers keep, so that two merges never wait for each other in a circle.
    let (first, second) = (source.min(target), source.max(target));
    let (first, second) = (hold(work, first).await?, hold(work, second).await?);
    if first.contact != second.contact {
        return Err(Error::TwoContacts);
    }
    let moving = if source < target { first } else { second };
    if moving.messages > MAX_MESSAGES {
        return Err(Error::ConversationTooLong { limit: MAX_MESSAGES });
    }
    let (drafts, scheduled) = work.tx().move_written(source, target).await?;
    work.tx().merge_conversations(source, target).await?;
    work.event(EventKind::ConversationMerged, Subject::Conversation(source), Detail::Merged { into: target });
    work.event(EventKind::ConversationUpdated, Subject::Conversation(target), Detail::None);
    for user in drafts {
        work.event(EventKind::DraftUpdated, Subject::Draft(target, user), Detail::None);
    }
    for id in scheduled {
        work.event(EventKind::ScheduledUpdated, Subject::Scheduled(target, id), Detail::None);
    }
    reread(work, target).await
}
