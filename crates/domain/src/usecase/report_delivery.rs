//! Taking in what channels report of outbound messages: the answer to our own send, which names the
//! message, and what comes later, under the name that the provider gave it. Either may come first.

use std::collections::{BTreeMap, BTreeSet};

use crate::delivery::Progress;
use crate::error::{Error, Resource, Result, Violation};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{InboxId, MessageId};
use crate::message::{Direction, Message};
use crate::ports::{HeldDelivery, KnownId};
use crate::scope::Permission;
use crate::text::ExternalId;
use crate::usecase::reread_message;
use crate::work::Work;

/// The answer to an attempt to send.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Which attempt.
    pub attempt: i64,
    /// What came of it.
    pub progress: Progress,
    /// What the provider calls it.
    pub external_id: Option<ExternalId>,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// It said something new.
    Applied,
    /// It said nothing new, or something of an attempt that is over.
    Unchanged,
    /// Nobody has told yet which message is meant; it waits.
    Parked,
}

/// Takes in the answer to an attempt. With the name that it brings, what was reported under the name
/// before is taken in as well.
pub async fn report_answer(work: &mut Work<'_>, id: MessageId, answered: Answered) -> Result<Message> {
    work.scope().require(Permission::DeliveriesWrite)?;
    let unknown = Error::NotFound(Resource::Message);
    let Some(inbox) = work.tx().inbox_of(id).await? else { return Err(unknown) };
    let name = match &answered.external_id {
        Some(name) => hold_names(work, inbox, std::slice::from_ref(name)).await?.pop(),
        None => None,
    };
    let Some(mut held) = work.tx().hold_deliveries(&[id]).await?.pop() else { return Err(unknown) };
    if held.direction != Direction::Outbound {
        return Err(Error::NotOutbound);
    }
    if answered.attempt > held.delivery.attempt {
        return Err(Error::invalid("/attempt", Violation::new("OUT_OF_RANGE", "there was no such attempt")));
    }

    let mut progress = answered.progress;
    if let Some(known) = &name {
        match known.names {
            None => {
                work.tx().name_attempt(inbox, &known.external_id, id, answered.attempt).await?;
                progress = progress.join(&known.parked);
            }
            Some(named) if named == (id, answered.attempt) => {}
            Some(_) => return Err(Error::Taken(crate::error::Unique::ExternalId)),
        }
    }
    let after = held.delivery.report(answered.attempt, &progress);
    let is_named = held.external_id.is_some() || answered.attempt != held.delivery.attempt;
    let fresh_name = name.filter(|_| !is_named).map(|known| known.external_id);
    if after.is_some() || fresh_name.is_some() {
        held.delivery = after.unwrap_or(held.delivery);
        held.external_id = fresh_name.or(held.external_id);
        store(work, &[held]).await?;
    }
    reread_message(work, id).await
}

/// Takes in what the provider behind an inbox reports, in order; what became of each.
pub async fn report_deliveries(
    work: &mut Work<'_>,
    inbox: InboxId,
    reports: &[(ExternalId, Progress)],
) -> Result<Vec<Reported>> {
    work.scope().require(Permission::DeliveriesWrite)?;
    let names: BTreeSet<_> = reports.iter().map(|(name, _)| name.clone()).collect();
    let names: Vec<_> = names.into_iter().collect();
    let known = hold_names(work, inbox, &names).await?;
    let mut known: BTreeMap<_, _> = known.into_iter().map(|known| (known.external_id.clone(), known)).collect();
    let messages: BTreeSet<_> = known.values().filter_map(|known| known.names).map(|(message, _)| message).collect();
    let held = work.tx().hold_deliveries(&messages.into_iter().collect::<Vec<_>>()).await?;
    let mut held: BTreeMap<_, _> = held.into_iter().map(|held| (held.id, held)).collect();

    let (mut changed, mut parked) = (BTreeSet::new(), BTreeSet::new());
    let mut outcomes = Vec::with_capacity(reports.len());
    for (name, progress) in reports {
        let outcome = match known.get_mut(name) {
            Some(KnownId { names: Some((message, attempt)), .. }) => match held.get_mut(message) {
                Some(held) => match held.delivery.report(*attempt, progress) {
                    Some(after) => {
                        held.delivery = after;
                        changed.insert(*message);
                        Reported::Applied
                    }
                    None => Reported::Unchanged,
                },
                // Out of the caller's reach: told as what nobody has told of.
                None => Reported::Parked,
            },
            Some(KnownId { names: None, parked: kept, .. }) => {
                let joined = kept.join(progress);
                if joined != *kept {
                    *kept = joined;
                    parked.insert(name.clone());
                }
                Reported::Parked
            }
            None => Reported::Parked,
        };
        outcomes.push(outcome);
    }

    let parked: Vec<_> = known
        .into_values()
        .filter(|known| parked.contains(&known.external_id))
        .map(|known| (known.external_id, known.parked))
        .collect();
    work.tx().park_reports(inbox, &parked).await?;
    held.retain(|id, _| changed.contains(id));
    store(work, &held.into_values().collect::<Vec<_>>()).await?;
    Ok(outcomes)
}

async fn hold_names(work: &mut Work<'_>, inbox: InboxId, names: &[ExternalId]) -> Result<Vec<KnownId>> {
    let at = work.now();
    work.tx().hold_names(inbox, names, at).await?.ok_or(Error::NotFound(Resource::Inbox))
}

/// Stores how far messages got, each with its event.
pub(super) async fn store(work: &mut Work<'_>, held: &[HeldDelivery]) -> Result<()> {
    work.tx().set_deliveries(held).await?;
    for HeldDelivery { id, conversation_id, .. } in held {
        work.event(EventKind::MessageStatus, Subject::Message(*conversation_id, *id), Detail::None);
    }
    Ok(())
}
