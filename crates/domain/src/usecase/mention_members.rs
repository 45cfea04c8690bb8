//! Naming members in notes. Only notes name any: what goes to the contact is no business of
//! colleagues' attention.

use crate::error::{Error, Result, Violation, Violations};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{ConversationId, MessageId, UserId};
use crate::message::Kind;
use crate::work::Work;

/// Stores the members that a note names, which was just appended.
pub(super) async fn mention(
    work: &mut Work<'_>,
    conversation: ConversationId,
    note: MessageId,
    mentions: Vec<UserId>,
) -> Result<()> {
    check_members(work, &mentions, &mentions).await?;
    work.tx().set_mentions(conversation, note, &mentions, &[]).await?;
    work.event(EventKind::MessageMentioned, Subject::Message(conversation, note), Detail::Mentioned(mentions));
    Ok(())
}

/// Refuses members named in anything but a note.
pub(super) fn only_notes_name_members(kind: Kind, named: &[UserId]) -> Result<()> {
    if kind == Kind::Note || named.is_empty() {
        return Ok(());
    }
    Err(Error::invalid("/mentions", Violation::new("NOT_ALLOWED", "only notes name members")))
}

/// Refuses those of `fresh` who are no members, or locked out, by their places in `named`.
pub(super) async fn check_members(work: &mut Work<'_>, named: &[UserId], fresh: &[UserId]) -> Result<()> {
    if fresh.is_empty() {
        return Ok(());
    }
    let unknown = work.tx().not_members(fresh).await?;
    let mut violations = Violations::default();
    for (place, _) in named.iter().enumerate().filter(|(_, user)| unknown.contains(user)) {
        let violation = Violation::new("UNKNOWN_MEMBER", "must be a member who is not locked out");
        violations.add(&format!("/mentions/{place}"), violation);
    }
    violations.check()
}
