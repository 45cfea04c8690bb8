//! What happens to messages after they were written: edits, deletion, reactions, mentions.

use async_trait::async_trait;

use crate::Timestamp;
use crate::emoji::Emoji;
use crate::error::StoreError;
use crate::id::{ConversationId, MessageId, UserId};
use crate::message::{EarlierText, Message};
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::text::MessageBody;

type Outcome<T> = Result<T, StoreError>;

/// Reads.
#[async_trait]
pub trait MessageReads: Send + Sync {
    /// What a message said before it was edited, the newest first. `None`: no such message, or out of
    /// reach.
    async fn message_history(
        &self,
        scope: &Scope,
        id: MessageId,
        page: PageRequest,
    ) -> Outcome<Option<Page<EarlierText>>>;

    /// Messages that name the caller and that the caller may see, newest first.
    async fn mentions(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<Message>>;
}

/// Changes, in an open transaction.
#[async_trait]
pub trait MessageTx: Send {
    /// A message that the caller may see, locked.
    async fn hold_message(&mut self, id: MessageId) -> Outcome<Option<Message>>;

    /// A message that the caller may see, as this transaction sees it.
    async fn message(&mut self, id: MessageId) -> Outcome<Option<Message>>;

    /// Gives a held message another text, or only another version. The text before stays in its history.
    async fn edit_message(&mut self, id: MessageId, body: Option<&MessageBody>, at: Timestamp) -> Outcome<()>;

    /// Makes a held message a tombstone: its text, earlier texts, files, reactions and mentions are gone.
    async fn delete_message(&mut self, id: MessageId, at: Timestamp) -> Outcome<()>;

    /// Puts the caller's emoji on a held message, or takes it off; `false` if it was so.
    async fn set_reaction(&mut self, id: MessageId, emoji: &Emoji, present: bool, at: Timestamp) -> Outcome<bool>;

    /// Those who are no members, or locked out.
    async fn not_members(&mut self, users: &[UserId]) -> Outcome<Vec<UserId>>;

    /// Makes a held message name these members, and no longer those.
    async fn set_mentions(
        &mut self,
        conversation: ConversationId,
        id: MessageId,
        named: &[UserId],
        no_longer: &[UserId],
    ) -> Outcome<()>;
}
