//! Changes to many conversations.

use async_trait::async_trait;

use crate::Timestamp;
use crate::batch::{Batch, Change, Facet, HeldBatch, Item, NewBatch, Reason, Requester, Standing};
use crate::error::StoreError;
use crate::filter::Filter;
use crate::id::{BatchId, ConversationId, TeamId, UserId};
use crate::job::NewJob;
use crate::label::LabelName;
use crate::message::Seq;
use crate::scope::Scope;

type Outcome<T> = Result<T, StoreError>;

/// Reads of batches.
#[async_trait]
pub trait BatchReads: Send + Sync {
    /// A batch that the caller asked for.
    async fn batch(&self, scope: &Scope, id: BatchId) -> Outcome<Option<Batch>>;

    /// Who asked for a batch of the tenant. `None`: no such batch, or the member is gone or locked out.
    async fn requester(&self, scope: &Scope, id: BatchId) -> Outcome<Option<Requester>>;
}

/// Members, teams and labels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Targets {
    /// Members that something can be given to.
    pub users: Vec<UserId>,
    /// Teams.
    pub teams: Vec<TeamId>,
    /// Labels.
    pub labels: Vec<LabelName>,
}

/// What became of a conversation of a batch.
#[derive(Debug, Clone)]
pub struct Closed {
    /// Which.
    pub conversation: ConversationId,
    /// Why it was left as it is; `None`: it is as it should be.
    pub reason: Option<Reason>,
    /// What was done to it, if anything was.
    pub change: Option<Change>,
}

/// Changes to batches and by batches. All statements take many conversations at once.
#[async_trait]
pub trait BatchTx: Send {
    /// Makes a batch of the caller's, without conversations.
    async fn insert_batch(&mut self, new: &NewBatch) -> Outcome<()>;

    /// Fixes the conversations that match and the caller may see, but no more than one too many; how
    /// many.
    async fn fix_matching(&mut self, batch: BatchId, filter: &Filter) -> Outcome<u64>;

    /// Fixes these conversations, whether they exist or not; how many.
    async fn fix_listed(&mut self, batch: BatchId, ids: &[ConversationId]) -> Outcome<u64>;

    /// Fixes the conversations that another batch changed, with what it did; how many.
    async fn fix_changed(&mut self, batch: BatchId, by: BatchId) -> Outcome<u64>;

    /// Says how many conversations a new batch has; one without any has ended.
    async fn size_batch(&mut self, batch: BatchId, total: u64, at: Timestamp) -> Outcome<()>;

    /// A batch that the caller asked for, locked.
    async fn hold_batch(&mut self, id: BatchId) -> Outcome<Option<HeldBatch>>;

    /// Any batch of the tenant, locked, unless it has ended.
    async fn hold_open_batch(&mut self, id: BatchId) -> Outcome<Option<HeldBatch>>;

    /// The next conversations of a held batch that nothing was done to, in order of ids.
    async fn next_items(&mut self, id: BatchId) -> Outcome<Vec<Item>>;

    /// Those of the conversations that the caller may see, or could if it had what it had before the
    /// change, locked in order of ids. Labels and the read cursor only where `like` is about them.
    async fn hold_standings(&mut self, items: &[Item], like: &Facet) -> Outcome<Vec<Standing>>;

    /// Those of the targets that there are.
    async fn existing(&mut self, targets: &Targets) -> Outcome<Targets>;

    /// Gives parts of held conversations new values; never read cursors.
    async fn write_facets(&mut self, changes: &[(ConversationId, Facet)]) -> Outcome<()>;

    /// Moves the caller's read cursors in held conversations; where they are then, and how many
    /// messages are unread after them.
    async fn move_cursors(
        &mut self,
        moves: &[(ConversationId, Seq)],
        at: Timestamp,
    ) -> Outcome<Vec<(ConversationId, Seq, i64)>>;

    /// Notes what became of conversations of a held batch; whether any is left. Without any the
    /// batch has ended.
    async fn close_items(&mut self, id: BatchId, closed: &[Closed], at: Timestamp) -> Outcome<bool>;

    /// Ends a held batch: what is left of it is left as it is.
    async fn close_rest(&mut self, id: BatchId, reason: Reason, at: Timestamp) -> Outcome<()>;

    /// Enqueues jobs.
    async fn enqueue_all(&mut self, jobs: &[NewJob]) -> Outcome<()>;
}
