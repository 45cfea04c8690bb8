//! Brings the shipped conversations into the demo's tenant and gives them their looks.
//!
//! A batch is imported in one transaction and then dressed, so a demo that was killed on the way
//! goes on where it was; at worst the conversations of one batch stay plain.

use std::sync::Arc;

use skybot_domain::attributes::{Attributes, Value};
use skybot_domain::conversation::{Assignment, ConversationPatch, StatusChange};
use skybot_domain::error::{Error, Resource, Result};
use skybot_domain::event::{Cause, Detail, EventKind, Subject};
use skybot_domain::id::{ConversationId, InboxId};
use skybot_domain::inbox::Channel;
use skybot_domain::label::{Color, LabelName, NewLabel};
use skybot_domain::message::Content;
use skybot_domain::page::{Limit, PageRequest};
use skybot_domain::ports::{Importer, Ports};
use skybot_domain::receipt::CursorMove;
use skybot_domain::scope::Scope;
use skybot_domain::text::{MessageBody, Name};
use skybot_domain::usecase::{self, Post};
use skybot_domain::work::Work;
use tokio::task::JoinSet;

use super::looks::{self, LABELS, Looks};
use super::tenant::{Tenant, defect};
use super::{set, shelf};
use crate::exit::{Exit, Failure};
use crate::import::{Record, conversation, find_or_create, spread};

/// The web chat first.
const INBOXES: [(&str, Channel); 3] =
    [("Website chat", Channel::Webchat), ("Shop API", Channel::Api), ("Mobile app", Channel::Api)];
/// Conversations that are imported and dressed together.
const BATCH: usize = 60;
/// Read cursors that move at the same time.
const READERS: usize = 8;
/// On every conversation: where it is from, as its licence asks.
pub(super) const SOURCE: &str = "source";
/// On every conversation: what its customer speaks.
pub(super) const LANGUAGE: &str = "language";

/// A conversation that was imported, or was there.
struct Imported {
    id: ConversationId,
    looks: Looks,
    attributes: Attributes,
}

/// Loads what is not there yet; a tenant that has as many conversations as the set has it all.
pub(super) async fn load(ports: &Ports, importer: &dyn Importer, tenant: &Tenant) -> Result<(), Failure> {
    let records = set::read()?;
    let (total, now) = (records.len(), ports.clock.now());
    if count(ports, &tenant.system()).await? >= total as u64 {
        return Ok(());
    }
    tracing::info!(conversations = total, "loading the demo's conversations");
    let inboxes = inboxes(ports, tenant).await?;
    if labels(ports, tenant).await? {
        shelf::fill(ports, tenant).await?;
    }
    let mut left = records.into_iter().enumerate().peekable();
    while left.peek().is_some() {
        let mut batches: Vec<Vec<_>> = inboxes.iter().map(|_| Vec::new()).collect();
        let mut fresh = Vec::with_capacity(BATCH);
        for (place, record) in left.by_ref().take(BATCH) {
            let looks = looks::of(&record, place, total, inboxes.len(), tenant.staff.len());
            let moments = spread(looks::end(place, total, now), place as u64, record.messages.len());
            let (inbox, attributes) = (looks.inbox, attributes(&record)?);
            let conversation = conversation(&*ports.ids, record, &moments);
            fresh.push(Imported { id: conversation.id, looks, attributes });
            if let Some(batch) = batches.get_mut(inbox) {
                batch.push(conversation);
            }
        }
        let mut added = 0;
        for (inbox, batch) in inboxes.iter().zip(&batches) {
            added += importer.import(&tenant.system(), *inbox, batch).await?.conversations;
        }
        if added > 0 {
            dress(ports, tenant, fresh).await?;
        }
    }
    Ok(())
}

/// How many conversations the tenant has.
pub(super) async fn count(ports: &Ports, scope: &Scope) -> Result<u64> {
    let counts = ports.store.conversation_counts(scope).await?;
    Ok((counts.open + counts.pending + counts.snoozed + counts.resolved).unsigned_abs())
}

async fn inboxes(ports: &Ports, tenant: &Tenant) -> Result<Vec<InboxId>, Failure> {
    let scope = tenant.system();
    let mut inboxes = Vec::with_capacity(INBOXES.len());
    for (name, channel) in INBOXES {
        let (inbox, made) = find_or_create(ports, &scope, &Name::parse(name).map_err(defect)?, channel).await?;
        if made {
            let mut work = Work::begin(ports, &scope).await?;
            for person in &tenant.staff {
                usecase::set_inbox_member(&mut work, inbox.id, person.id, true).await?;
            }
            work.finish().await?;
        }
        inboxes.push(inbox.id);
    }
    Ok(inboxes)
}

/// Makes the labels that are not there; whether none was.
async fn labels(ports: &Ports, tenant: &Tenant) -> Result<bool, Failure> {
    let scope = tenant.system();
    let request = PageRequest { limit: Limit::parse(i64::from(Limit::MAX)).map_err(defect)?, after: None };
    let here = ports.store.labels(&scope, request).await?.items;
    let mut work = Work::begin(ports, &scope).await?;
    for (name, color, _) in LABELS {
        if here.iter().all(|label| label.name.as_str() != name) {
            let new =
                NewLabel { name: LabelName::parse(name).map_err(defect)?, color: Color::parse(color).map_err(defect)? };
            usecase::create_label(&mut work, new).await?;
        }
    }
    work.finish().await?;
    Ok(here.is_empty())
}

fn attributes(record: &Record) -> Result<Attributes, Failure> {
    let told = [(SOURCE, &record.source), (LANGUAGE, &record.language)];
    let told = told.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::Text(value.clone()?))));
    Attributes::parse(told).map_err(|_| Failure::new(Exit::Failure, "the demo's own data is wrong: attributes"))
}

/// Gives conversations their looks, each by whoever has it, all at the same time.
async fn dress(ports: &Ports, tenant: &Tenant, imported: Vec<Imported>) -> Result<(), Failure> {
    let imported = Arc::new(imported);
    let mut people = JoinSet::new();
    for person in [None].into_iter().chain((0..tenant.staff.len()).map(Some)) {
        let scope = person.map_or_else(|| tenant.system(), |place| tenant.person(place));
        people.spawn(dress_as(ports.clone(), scope, person, imported.clone()));
    }
    people.join_all().await.into_iter().collect::<Result<()>>()?;
    read(ports, tenant, &imported).await?;
    for Imported { id, looks, .. } in &*imported {
        if let (Some(place), Some(note)) = (looks.assignee, looks.note) {
            let content = Content::Note(MessageBody::parse(note).map_err(defect)?);
            let post = Post { content, mentions: Vec::new(), reply_to_id: None, key: None, client_id: None };
            unless_elsewhere(usecase::post_message(ports, &tenant.person(place), *id, post).await)?;
        }
    }
    Ok(())
}

async fn dress_as(ports: Ports, scope: Scope, person: Option<usize>, imported: Arc<Vec<Imported>>) -> Result<()> {
    let mut work = Work::begin(&ports, &scope).await?;
    for Imported { id, looks, attributes } in imported.iter().filter(|imported| imported.looks.assignee == person) {
        put_on(&mut work, *id, looks, attributes).await?;
    }
    work.finish().await
}

/// Straight on the transaction: the use cases read the conversation back each time, for an answer
/// that nobody waits for here, and that is most of the time they take.
async fn put_on(work: &mut Work<'_>, id: ConversationId, looks: &Looks, attributes: &Attributes) -> Result<()> {
    let Some(held) = work.tx().hold_conversation(id).await? else {
        // It was here before, under another id.
        return Ok(());
    };
    let patch = ConversationPatch {
        priority: Some(looks.priority),
        subject: Some(looks.subject.clone()),
        attributes: Some(attributes.clone()),
    };
    work.tx().patch_conversation(id, &patch).await?;
    if looks.assignee.is_some() {
        let assignment = Assignment { user: Some(work.scope().user()), team: None };
        work.tx().assign(id, assignment).await?;
    }
    for label in looks.labels.iter().filter_map(|name| LabelName::parse(name).ok()) {
        work.tx().add_label(id, &label).await?;
    }
    work.event(EventKind::ConversationUpdated, Subject::Conversation(id), Detail::None);
    if let Some(time) = looks.snoozed_for {
        // This one does more than it tells: it also leaves the job that wakes the conversation.
        let change = StatusChange { snoozed_until: Some(work.now() + time), ..StatusChange::to(looks.status) };
        usecase::change_status(work, id, change).await?;
    } else if let Some(change) = StatusChange::to(looks.status).apply(held.state)? {
        work.tx().set_status(id, change).await?;
        let detail = Detail::Step { from: held.state.status, to: change.status, cause: Cause::Request };
        work.event(EventKind::ConversationStatus, Subject::Conversation(id), detail);
    }
    Ok(())
}

/// The owner has read most of it.
async fn read(ports: &Ports, tenant: &Tenant, imported: &[Imported]) -> Result<(), Failure> {
    let (ports, scope) = (Arc::new(ports.clone()), Arc::new(tenant.person(0)));
    for some in imported.chunks(READERS) {
        let mut moves = JoinSet::new();
        for Imported { id, looks, .. } in some.iter().filter(|imported| imported.looks.read > 0) {
            let (ports, scope, id, to) = (ports.clone(), scope.clone(), *id, CursorMove::Read(looks.read));
            moves.spawn(async move { usecase::mark_read(&ports, &scope, id, to).await });
        }
        for moved in moves.join_all().await {
            unless_elsewhere(moved)?;
        }
    }
    Ok(())
}

/// Success, or nothing because the conversation was here before, under another id.
fn unless_elsewhere<T>(done: Result<T>) -> Result<(), Failure> {
    match done {
        Ok(_) | Err(Error::NotFound(Resource::Conversation)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
