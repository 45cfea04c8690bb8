//! What becomes of outbound messages, as channels report it.

use async_trait::async_trait;

use crate::Timestamp;
use crate::delivery::{Delivery, Progress};
use crate::error::StoreError;
use crate::id::{ConversationId, InboxId, MessageId};
use crate::message::Direction;
use crate::text::ExternalId;

type Outcome<T> = Result<T, StoreError>;

/// What is known of a name that the provider behind an inbox gave.
#[derive(Debug, Clone)]
pub struct KnownId {
    /// The name.
    pub external_id: ExternalId,
    /// The message and the attempt it names; `None` as long as nobody has told.
    pub names: Option<(MessageId, i64)>,
    /// What was reported under it before anybody told.
    pub parked: Progress,
}

/// A locked message, as far as its delivery goes.
#[derive(Debug, Clone)]
pub struct HeldDelivery {
    /// Which.
    pub id: MessageId,
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// Only outbound messages are delivered.
    pub direction: Direction,
    /// Whether it is a tombstone.
    pub deleted: bool,
    /// How far it got.
    pub delivery: Delivery,
    /// What the provider calls the present attempt.
    pub external_id: Option<ExternalId>,
}

/// Changes, in an open transaction. Who needs both locks names first, and then messages.
#[async_trait]
pub trait DeliveryTx: Send {
    /// The inbox that a message which the caller may see goes out through.
    async fn inbox_of(&mut self, id: MessageId) -> Outcome<Option<InboxId>>;

    /// Locks names of an inbox, each given once; those that are new are known from now on. `None`: no
    /// such inbox.
    async fn hold_names(
        &mut self,
        inbox: InboxId,
        names: &[ExternalId],
        at: Timestamp,
    ) -> Outcome<Option<Vec<KnownId>>>;

    /// Makes a held name one of an attempt; what was parked under it is forgotten.
    async fn name_attempt(
        &mut self,
        inbox: InboxId,
        name: &ExternalId,
        message: MessageId,
        attempt: i64,
    ) -> Outcome<()>;

    /// Keeps what was reported under held names that nobody has told of.
    async fn park_reports(&mut self, inbox: InboxId, reports: &[(ExternalId, Progress)]) -> Outcome<()>;

    /// Locks those of the messages that the caller may see.
    async fn hold_deliveries(&mut self, ids: &[MessageId]) -> Outcome<Vec<HeldDelivery>>;

    /// Stores how far held messages got. [`StoreError::Conflict`] if another message of the conversation
    /// has the external id.
    async fn set_deliveries(&mut self, deliveries: &[HeldDelivery]) -> Outcome<()>;
}
