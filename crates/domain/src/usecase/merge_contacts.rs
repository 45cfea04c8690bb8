//! Making one contact of two, and two of one again.

use super::manage_contact::reread;
use crate::contact::Contact;
use crate::contact_merge::{Belongings, Merge};
use crate::error::{Error, Resource, Result, Violation};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{ContactId, ConversationId};
use crate::scope::Permission;
use crate::work::Work;

/// Makes a contact part of another one, which takes over its identities, conversations, notes and
/// whatever it lacks. Answers with the other one.
pub async fn merge_contacts(work: &mut Work<'_>, source: ContactId, target: ContactId) -> Result<Contact> {
    work.scope().require(Permission::ContactsWrite)?;
    // Everything of a contact that has become part of another one is there.
    let target = work.tx().present_contact(target).await?.ok_or(Error::NotFound(Resource::Contact))?;
    if source == target {
        return Err(Error::invalid("/into", Violation::new("SAME_CONTACT", "must be another contact")));
    }
    lock(work, source, target).await?;
    let from = reread(work, source).await?;
    let into = reread(work, target).await?;
    let (own, theirs) = (Belongings::of(&into), Belongings::of(&from));
    let (at, by) = (work.now(), work.scope().user());
    let merge = Merge { id: work.id(), source, target, filled: own.lacks(&theirs), at };
    work.tx().set_belongings(target, &own.with(&merge.filled)).await?;
    let moved = work.tx().merge_contacts(&merge, by).await?;
    work.tx().settle_contact(target, at, true).await?;
    tell(work, EventKind::ContactMerged, source, target, moved);
    reread(work, target).await
}

/// Takes the last merge of a contact back, within thirty days: what moved and is still there comes
/// back, what the other one came by since stays with it. Answers with the contact.
pub async fn unmerge_contact(work: &mut Work<'_>, source: ContactId) -> Result<Contact> {
    work.scope().require(Permission::ContactsWrite)?;
    work.tx().present_contact(source).await?.ok_or(Error::NotFound(Resource::Contact))?;
    let target = work.tx().merge_of(source).await?.ok_or(Error::NotMerged)?.target;
    lock(work, source, target).await?;
    // Again: it may have been taken back, or into another one, while this waited for the locks.
    let merge = work.tx().merge_of(source).await?.filter(|merge| merge.target == target).ok_or(Error::NotMerged)?;
    let at = work.now();
    if !merge.is_reversible(at) {
        return Err(Error::NotMerged);
    }
    let into = work.tx().hold_contact(target).await?.ok_or(Error::NotFound(Resource::Contact))?;
    if into.merged_into.is_some() {
        return Err(Error::MergedFurther { target });
    }
    work.tx().set_belongings(target, &Belongings::of(&into).without(&merge.filled)).await?;
    let moved = work.tx().unmerge_contacts(&merge, at).await?;
    work.tx().settle_contact(target, at, true).await?;
    work.tx().settle_contact(source, at, true).await?;
    tell(work, EventKind::ContactUpdated, source, target, moved);
    reread(work, source).await
}

/// In the order of their ids, so that merges which cross do not wait for each other for ever.
async fn lock(work: &mut Work<'_>, one: ContactId, other: ContactId) -> Result<()> {
    for id in [one.min(other), one.max(other)] {
        work.tx().lock_contact(id).await?;
    }
    Ok(())
}

fn tell(work: &mut Work<'_>, kind: EventKind, source: ContactId, target: ContactId, moved: Vec<ConversationId>) {
    work.event(kind, Subject::Contact(source), Detail::None);
    work.event(EventKind::ContactUpdated, Subject::Contact(target), Detail::None);
    for conversation in moved {
        work.event(EventKind::ConversationUpdated, Subject::Conversation(conversation), Detail::None);
    }
}
