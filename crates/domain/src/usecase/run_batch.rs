//! Changing many conversations at once, and undoing it.

use crate::batch::{
    Action, Change, Facet, HeldBatch, Item, MAX_LISTED, MAX_MATCHING, NewBatch, Reason, Standing, Step, UNDO_WINDOW,
};
use crate::conversation::Status;
use crate::error::{Error, NotUndoable, Resource, Result, Violation};
use crate::event::{Cause, Detail, EventKind, Subject};
use crate::filter::Parsed;
use crate::id::{BatchId, ConversationId};
use crate::job::{NewJob, Task};
use crate::ports::{Closed, Targets};
use crate::scope::Permission;
use crate::usecase::define_attributes::check_filter_within;
use crate::work::Work;

/// Which conversations.
#[derive(Debug, Clone)]
pub enum Selection {
    /// All that match and that the caller may see.
    Matching(Parsed),
    /// These.
    Listed(Vec<ConversationId>),
}

/// Fixes which conversations are changed, and has it done after the commit.
pub async fn start_batch(work: &mut Work<'_>, selection: Selection, action: Action) -> Result<BatchId> {
    work.scope().require(Permission::ConversationsWrite)?;
    work.scope().user().ok_or(Error::NotFound(Resource::Member))?;
    let target = match &action {
        Action::Set(facet) => missing(&existing(work, [facet]).await?, facet),
        Action::Read => None,
    };
    match target {
        Some(Reason::LabelNotFound) => return Err(Error::NotFound(Resource::Label)),
        Some(Reason::TeamNotFound) => return Err(Error::NotFound(Resource::Team)),
        Some(_) => return Err(Error::NotFound(Resource::Member)),
        None => {}
    }
    let new = NewBatch { id: work.id(), action, undo_of: None, at: work.now() };
    work.tx().insert_batch(&new).await?;
    let total = match selection {
        Selection::Matching(filter) => {
            let filter = check_filter_within(work, filter).await?;
            let total = work.tx().fix_matching(new.id, &filter).await?;
            if total > u64::from(MAX_MATCHING) {
                let violation = Violation::new("TOO_MANY", format!("matches more than {MAX_MATCHING} conversations"));
                return Err(Error::invalid("/filter", violation));
            }
            total
        }
        Selection::Listed(ids) if ids.len() > MAX_LISTED => {
            let violation = Violation::new("TOO_MANY", format!("at most {MAX_LISTED} conversations"));
            return Err(Error::invalid("/ids", violation));
        }
        Selection::Listed(ids) => work.tx().fix_listed(new.id, &ids).await?,
    };
    launch(work, new.id, total).await
}

/// Gives the conversations that a batch changed their former values back, as a batch of its own: once,
/// and within [`UNDO_WINDOW`] of its end.
pub async fn undo_batch(work: &mut Work<'_>, id: BatchId) -> Result<BatchId> {
    work.scope().require(Permission::ConversationsWrite)?;
    let held = work.tx().hold_batch(id).await?.ok_or(Error::NotFound(Resource::Batch))?;
    let Some(finished) = held.finished_at else { return Err(Error::NotUndoable(NotUndoable::Running)) };
    if held.undo_of.is_some() || held.undone_by.is_some() {
        return Err(Error::NotUndoable(NotUndoable::Undone));
    }
    if work.now() > finished + UNDO_WINDOW {
        return Err(Error::NotUndoable(NotUndoable::Expired));
    }
    let new = NewBatch { id: work.id(), action: held.action, undo_of: Some(id), at: work.now() };
    work.tx().insert_batch(&new).await?;
    let total = work.tx().fix_changed(new.id, id).await?;
    launch(work, new.id, total).await
}

async fn launch(work: &mut Work<'_>, id: BatchId, total: u64) -> Result<BatchId> {
    let at = work.now();
    work.tx().size_batch(id, total, at).await?;
    if total > 0 {
        let task = Task::RunBatch { account: work.scope().account(), batch: id };
        work.job(task, at).await?;
    }
    Ok(id)
}

/// Does the next chunk of a batch in the name of whoever asked for it; tells whether any is left. What
/// was done is noted in the same transaction, so each conversation is changed once, whoever runs
/// this how often.
pub async fn run_batch(work: &mut Work<'_>, id: BatchId) -> Result<bool> {
    let Some(held) = work.tx().hold_open_batch(id).await? else { return Ok(false) };
    let at = work.now();
    if !work.scope().may(Permission::ConversationsWrite) {
        work.tx().close_rest(id, Reason::Forbidden, at).await?;
        return Ok(false);
    }
    let items = work.tx().next_items(id).await?;
    let closed = change(work, &held, items).await?;
    Ok(work.tx().close_items(id, &closed, at).await?)
}

/// Ends a batch whose member is gone or locked out.
pub async fn abandon_batch(work: &mut Work<'_>, id: BatchId) -> Result<()> {
    if work.tx().hold_open_batch(id).await?.is_some() {
        let at = work.now();
        work.tx().close_rest(id, Reason::MemberNotFound, at).await?;
    }
    Ok(())
}

async fn change(work: &mut Work<'_>, held: &HeldBatch, items: Vec<Item>) -> Result<Vec<Closed>> {
    let like = match &held.action {
        Action::Set(facet) => facet.clone(),
        Action::Read => Facet::Read(0),
    };
    let standings = work.tx().hold_standings(&items, &like).await?;
    let mut steps: Vec<(ConversationId, Step)> =
        items.iter().map(|item| (item.conversation, step(held, item, &standings))).collect();
    let facets = steps.iter().filter_map(|(_, step)| match step {
        Step::Moves(change) => Some(&change.after),
        Step::Stays | Step::Refused(_) => None,
    });
    let there = existing(work, facets).await?;
    for (_, step) in &mut steps {
        if let Step::Moves(change) = step
            && let Some(reason) = missing(&there, &change.after)
        {
            *step = Step::Refused(reason);
        }
    }
    write(work, &steps).await?;
    let closed = steps.into_iter().map(|(conversation, step)| match step {
        Step::Stays => Closed { conversation, reason: None, change: None },
        Step::Moves(change) => Closed { conversation, reason: None, change: Some(change) },
        Step::Refused(reason) => Closed { conversation, reason: Some(reason), change: None },
    });
    Ok(closed.collect())
}

/// `standings` are in order of ids.
fn step(held: &HeldBatch, item: &Item, standings: &[Standing]) -> Step {
    let found = standings.binary_search_by_key(&item.conversation, |standing| standing.id);
    let Some(standing) = found.ok().and_then(|place| standings.get(place)) else {
        return Step::Refused(Reason::NotFound);
    };
    match &item.change {
        Some(done) => done.back(standing),
        None => held.action.step(standing),
    }
}

/// Those of the things named by the facets that there are.
async fn existing(work: &mut Work<'_>, facets: impl IntoIterator<Item = &Facet>) -> Result<Targets> {
    let mut named = Targets::default();
    for facet in facets {
        match facet {
            Facet::Assignment(assignment) => {
                named.users.extend(assignment.user.flatten());
                named.teams.extend(assignment.team.flatten());
            }
            Facet::Labels(labels) => named.labels.extend(labels.iter().map(|(label, _)| label.clone())),
            Facet::Status(_) | Facet::Priority(_) | Facet::Read(_) => {}
        }
    }
    if named == Targets::default() {
        return Ok(named);
    }
    named.users.sort_unstable();
    named.users.dedup();
    named.teams.sort_unstable();
    named.teams.dedup();
    named.labels.sort_unstable();
    named.labels.dedup();
    Ok(work.tx().existing(&named).await?)
}

/// What a facet names and there is not.
fn missing(there: &Targets, facet: &Facet) -> Option<Reason> {
    match facet {
        Facet::Assignment(assignment) => {
            if assignment.user.flatten().is_some_and(|user| !there.users.contains(&user)) {
                Some(Reason::MemberNotFound)
            } else if assignment.team.flatten().is_some_and(|team| !there.teams.contains(&team)) {
                Some(Reason::TeamNotFound)
            } else {
                None
            }
        }
        Facet::Labels(labels) => {
            labels.iter().any(|(label, _)| !there.labels.contains(label)).then_some(Reason::LabelNotFound)
        }
        Facet::Status(_) | Facet::Priority(_) | Facet::Read(_) => None,
    }
}

/// Writes the new values, and notes their events and jobs.
async fn write(work: &mut Work<'_>, steps: &[(ConversationId, Step)]) -> Result<()> {
    let (mut facets, mut cursors, mut jobs) = (Vec::new(), Vec::new(), Vec::new());
    for (id, step) in steps {
        let Step::Moves(Change { before, after }) = step else { continue };
        let subject = Subject::Conversation(*id);
        match (before, after) {
            (_, Facet::Read(seq)) => {
                cursors.push((*id, *seq));
                continue;
            }
            (Facet::Status(from), Facet::Status(to)) => {
                let detail = Detail::Step { from: from.status, to: to.status, cause: Cause::Request };
                work.event(EventKind::ConversationStatus, subject, detail);
                if let (Status::Snoozed, Some(until)) = (to.status, to.snoozed_until) {
                    let task = Task::WakeConversation { account: work.scope().account(), conversation: *id };
                    jobs.push(NewJob { task, run_at: until });
                }
            }
            (_, Facet::Assignment(_)) => work.event(EventKind::ConversationAssigned, subject, Detail::None),
            _ => work.event(EventKind::ConversationUpdated, subject, Detail::None),
        }
        facets.push((*id, after.clone()));
    }
    if !facets.is_empty() {
        work.tx().write_facets(&facets).await?;
    }
    if !jobs.is_empty() {
        work.tx().enqueue_all(&jobs).await?;
    }
    let Some(user_id) = work.scope().user().filter(|_| !cursors.is_empty()) else { return Ok(()) };
    let at = work.now();
    for (id, seq, unread_count) in work.tx().move_cursors(&cursors, at).await? {
        let detail = Detail::Read { user_id, seq, unread_count };
        work.event(EventKind::ConversationRead, Subject::Conversation(id), detail);
    }
    Ok(())
}
