//! A unit of work: one transaction holding rows, the events they cause and the jobs they call
//! for, all committed together or not at all.
//!
//! Use cases that write take `&mut Work`; whoever began it commits it, with the answer to store
//! under the request's idempotency key if there is one.

use crate::attachment::FileLimits;
use crate::error::{Error, Result};
use crate::event::{Detail, EventKind, NewEvent, Subject};
use crate::idempotency::{Claim, Claimed, StoredAnswer};
use crate::job::{NewJob, Task};
use crate::message::{Appended, NewMessage};
use crate::ports::{IdsExt, Ports, Tx};
use crate::scope::Scope;
use crate::{Id, Timestamp};

/// An open unit of work. Dropped without [`Work::commit`], nothing of it happened.
#[must_use = "nothing happens without commit"]
pub struct Work<'a> {
    ports: &'a Ports,
    scope: &'a Scope,
    tx: Box<dyn Tx>,
    claim: Option<Claim>,
    events: Vec<NewEvent>,
    now: Timestamp,
}

/// A unit of work, or the answer that an earlier one stored under the same key.
pub enum Begun<'a> {
    /// Do it.
    Fresh(Work<'a>),
    /// It was done.
    Replay(StoredAnswer),
}

impl<'a> Work<'a> {
    /// Opens a unit of work that is not under an idempotency key.
    pub async fn begin(ports: &'a Ports, scope: &'a Scope) -> Result<Self> {
        let tx = ports.store.begin(scope).await?;
        Ok(Self { ports, scope, tx, claim: None, events: Vec::new(), now: ports.clock.now() })
    }

    /// Opens a unit of work, under an idempotency key if there is one.
    pub async fn claim(ports: &'a Ports, scope: &'a Scope, claim: Option<Claim>) -> Result<Begun<'a>> {
        let mut work = Self::begin(ports, scope).await?;
        let Some(claim) = claim else { return Ok(Begun::Fresh(work)) };
        let known = match work.tx.claim(&claim).await? {
            Claimed::Fresh => {
                work.claim = Some(claim);
                return Ok(Begun::Fresh(work));
            }
            Claimed::Replay(answer) => Ok(Begun::Replay(answer)),
            Claimed::Reused => Err(Error::IdempotencyKeyReused),
            Claimed::Running => Err(Error::IdempotencyInProgress),
        };
        // Ended in order: dropped, it would hold the key until the store has noticed.
        work.tx.commit().await?;
        known
    }

    /// Writes the events and, under the claimed key, the answer; then commits.
    pub async fn commit(mut self, answer: &StoredAnswer) -> Result<()> {
        if let Some(claim) = &self.claim {
            self.tx.answer(claim, answer).await?;
        }
        self.finish().await
    }

    /// Commits work that nobody waits for an answer of.
    pub async fn finish(mut self) -> Result<()> {
        // Last of all: the tenant's log row stays locked from here to the end of the commit.
        self.write_events().await?;
        Ok(self.tx.commit().await?)
    }

    /// The transaction.
    pub fn tx(&mut self) -> &mut dyn Tx {
        &mut *self.tx
    }

    /// Who asks, for which tenant.
    pub fn scope(&self) -> &'a Scope {
        self.scope
    }

    /// Which files are taken, where an inbox does not take less.
    pub fn file_limits(&self) -> &'a FileLimits {
        &self.ports.policy.files.limits
    }

    /// When the work began.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// A fresh id.
    pub fn id<K>(&self) -> Id<K> {
        self.ports.ids.fresh(self.now)
    }

    /// Notes an event, to be written at the commit.
    pub fn event(&mut self, kind: EventKind, subject: Subject, detail: Detail) {
        let id = self.id();
        self.events.push(NewEvent { id, kind, subject, detail, at: self.now });
    }

    /// Announces that something of the whole tenant has changed: its settings, labels or teams.
    pub fn account_updated(&mut self) {
        self.event(EventKind::AccountUpdated, Subject::Account, Detail::None);
    }

    /// Enqueues a job.
    pub async fn job(&mut self, task: Task, run_at: Timestamp) -> Result<()> {
        Ok(self.tx.enqueue(&NewJob { task, run_at }).await?)
    }

    /// Appends a message; the events noted so far come before its own.
    pub async fn append(&mut self, message: &NewMessage) -> Result<Appended> {
        self.write_events().await?;
        Ok(self.tx.message_append(message).await??)
    }

    async fn write_events(&mut self) -> Result<()> {
        if self.events.is_empty() {
            return Ok(());
        }
        let events = std::mem::take(&mut self.events);
        Ok(self.tx.record(&events).await?)
    }
}
