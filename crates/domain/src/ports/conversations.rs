//! The life of conversations beyond the state machine: what came in, where they went, how they end.

use async_trait::async_trait;

use crate::Timestamp;
use crate::contact::Identity;
use crate::conversation::{DeletedConversation, Transition};
use crate::day::{Day, ZoneName};
use crate::error::StoreError;
use crate::id::{ContactId, ConversationId, InboxId, MessageId};
use crate::inbox::Inbox;
use crate::label::LabelName;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::text::ExternalId;

type Outcome<T> = Result<T, StoreError>;

/// Reads. See [`Store`](crate::ports::Store).
#[async_trait]
pub trait ConversationReads: Send + Sync {
    /// The steps of a conversation, newest first. `None`: no such conversation, or out of reach.
    async fn transitions(
        &self,
        scope: &Scope,
        id: ConversationId,
        page: PageRequest,
    ) -> Outcome<Option<Page<Transition>>>;

    /// The days on which messages of a conversation were written, by the calendar of a time zone, oldest first.
    /// `None`: no such conversation, or out of reach.
    async fn days(&self, scope: &Scope, id: ConversationId, zone: &ZoneName) -> Outcome<Option<Vec<Day>>>;

    /// Whether there is such a time zone.
    async fn knows_zone(&self, zone: &ZoneName) -> Outcome<bool>;

    /// Deleted conversations that the caller might see, last deleted first.
    async fn deleted_conversations(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<DeletedConversation>>;

    /// The conversation that this one became part of. `None`: it did not, or the caller may not see
    /// that one.
    async fn merged_into(&self, scope: &Scope, id: ConversationId) -> Outcome<Option<ConversationId>>;
}

/// Writes. See [`Tx`](crate::ports::Tx).
#[async_trait]
pub trait ConversationTx: Send {
    /// Opens a held conversation that slept until now.
    async fn wake(&mut self, id: ConversationId) -> Outcome<()>;

    /// When a held conversation was last resolved.
    async fn resolved_at(&mut self, id: ConversationId) -> Outcome<Timestamp>;

    /// Those of the names that are labels of the tenant.
    async fn known_labels(&mut self, names: &[LabelName]) -> Outcome<Vec<LabelName>>;

    /// Puts labels on a held conversation and takes others off; `false` if it was so.
    async fn change_labels(&mut self, id: ConversationId, add: &[LabelName], remove: &[LabelName]) -> Outcome<bool>;

    /// An inbox as this transaction sees it.
    async fn inbox(&mut self, id: InboxId) -> Outcome<Option<Inbox>>;

    /// Puts a held conversation into an inbox. Who loses sight of it by that watches it no more;
    /// tells whether its assignee did, who then has it no more. [`StoreError::Conflict`] if something
    /// there has its external id.
    async fn move_conversation(&mut self, id: ConversationId, inbox: InboxId) -> Outcome<bool>;

    /// Makes a held conversation part of another held one.
    async fn merge_conversations(&mut self, source: ConversationId, target: ConversationId) -> Outcome<()>;

    /// Hides a held conversation.
    async fn delete_conversation(&mut self, id: ConversationId, at: Timestamp) -> Outcome<()>;

    /// Brings back a conversation that was deleted after a moment; `false` if there is none that the
    /// caller might see.
    async fn restore_conversation(&mut self, id: ConversationId, after: Timestamp) -> Outcome<bool>;

    /// Remembers for ever that a message with this id came in through an inbox. The message it became,
    /// if one did before.
    async fn receive(&mut self, inbox: InboxId, external_id: &ExternalId, id: MessageId) -> Outcome<Option<MessageId>>;

    /// Keeps other deliveries away from these identities until the transaction ends.
    async fn hold_identities(&mut self, identities: &[Identity]) -> Outcome<()>;

    /// The contact's newest conversation in an inbox.
    async fn newest_conversation(&mut self, contact: ContactId, inbox: InboxId) -> Outcome<Option<ConversationId>>;

    /// Takes a held conversation from a member who cannot get in any more; `false` if that is not so.
    async fn release(&mut self, id: ConversationId) -> Outcome<bool>;
}

/// What a recurring job does. See [`Housekeeping`](crate::ports::Housekeeping).
#[async_trait]
pub trait ConversationPurge: Send + Sync {
    /// Forgets conversations deleted before, in steps; tells how many rows went.
    async fn purge_conversations(&self, scope: &Scope, before: Timestamp) -> Outcome<u64>;
}
