//! What members write with: drafts, scheduled messages, canned responses, macros.
//!
//! "May see" is as in [`store`](super::Store): what a caller may not see does not exist for it.

use async_trait::async_trait;

use crate::Timestamp;
use crate::canned::{CannedResponse, CannedResponsePatch, NewCannedResponse};
use crate::draft::{Draft, NewDraft};
use crate::error::StoreError;
use crate::id::{CannedResponseId, ConversationId, MacroId, MessageId, ScheduledMessageId, UserId};
use crate::macros::{Actions, Known, Macro, MacroPatch, NewMacro, Visibility};
use crate::page::{Page, PageRequest};
use crate::scheduled::{
    HeldScheduled, NewScheduledMessage, ScheduledAuthor, ScheduledFilter, ScheduledMessage, ScheduledMessagePatch,
    ScheduledReason, ScheduledState,
};
use crate::scope::Scope;
use crate::search::Query;
use crate::template::Values;

type Outcome<T> = Result<T, StoreError>;

/// Reads, one statement each.
#[async_trait]
pub trait ComposeReads: Send + Sync {
    /// The caller's draft in a conversation. Outer `None`: no such conversation, or out of reach;
    /// inner `None`: no draft.
    async fn draft(&self, scope: &Scope, conversation: ConversationId) -> Outcome<Option<Option<Draft>>>;

    /// The caller's drafts in conversations that it may see, the last changed first.
    async fn drafts(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<Draft>>;

    /// A scheduled message of a conversation that the caller may see.
    async fn scheduled_message(&self, scope: &Scope, id: ScheduledMessageId) -> Outcome<Option<ScheduledMessage>>;

    /// Scheduled messages of conversations that the caller may see, by time. `None`: the conversation
    /// of the filter does not exist, or is out of reach.
    async fn scheduled_messages(
        &self,
        scope: &Scope,
        filter: ScheduledFilter,
        page: PageRequest,
    ) -> Outcome<Option<Page<ScheduledMessage>>>;

    /// Who wrote a scheduled message, for the job that sends it.
    async fn scheduled_author(&self, scope: &Scope, id: ScheduledMessageId) -> Outcome<Option<ScheduledAuthor>>;

    /// A canned response that is for the caller. Whoever may change them sees all.
    async fn canned_response(&self, scope: &Scope, id: CannedResponseId) -> Outcome<Option<CannedResponse>>;

    /// Canned responses that are for the caller, oldest first; those whose short code begins with `q`,
    /// or whose title has words that begin with its words, if given.
    async fn canned_responses(
        &self,
        scope: &Scope,
        q: Option<&Query>,
        page: PageRequest,
    ) -> Outcome<Page<CannedResponse>>;

    /// A macro that the caller sees: shared, or its own.
    async fn macro_by_id(&self, scope: &Scope, id: MacroId) -> Outcome<Option<Macro>>;

    /// Macros that the caller sees, oldest first.
    async fn macros(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<Macro>>;
}

/// Statements of an open transaction.
#[async_trait]
pub trait ComposeTx: Send {
    /// Whether the caller may see a conversation. Locks nothing.
    async fn sees_conversation(&mut self, id: ConversationId) -> Outcome<bool>;

    /// Whether a message is one of this conversation.
    async fn is_in_conversation(&mut self, conversation: ConversationId, message: MessageId) -> Outcome<bool>;

    /// Stores a member's draft in the place of an earlier one; `false` if it is so already.
    async fn put_draft(&mut self, user: UserId, id: ConversationId, draft: &NewDraft, at: Timestamp) -> Outcome<bool>;

    /// Forgets a member's draft; `false` if there was none.
    async fn delete_draft(&mut self, user: UserId, id: ConversationId) -> Outcome<bool>;

    /// A member's draft.
    async fn draft(&mut self, user: UserId, id: ConversationId) -> Outcome<Option<Draft>>;

    /// Moves drafts and scheduled messages of one held conversation to another, before its messages
    /// move: whose drafts the other has got, and which scheduled messages.
    async fn move_written(
        &mut self,
        source: ConversationId,
        target: ConversationId,
    ) -> Outcome<(Vec<UserId>, Vec<ScheduledMessageId>)>;

    /// How many messages wait in a held conversation.
    async fn count_pending(&mut self, id: ConversationId) -> Outcome<i64>;

    /// Schedules a message of a member's in a held conversation.
    async fn insert_scheduled(
        &mut self,
        id: ScheduledMessageId,
        conversation: ConversationId,
        author: UserId,
        new: &NewScheduledMessage,
        at: Timestamp,
    ) -> Outcome<()>;

    /// Locks a scheduled message of the tenant, whoever may see it.
    async fn hold_scheduled(&mut self, id: ScheduledMessageId) -> Outcome<Option<HeldScheduled>>;

    /// Whether the contact of the held conversation has written since the message was scheduled.
    async fn has_replied(&mut self, id: ScheduledMessageId) -> Outcome<bool>;

    /// Changes a held scheduled message.
    async fn patch_scheduled(
        &mut self,
        id: ScheduledMessageId,
        patch: &ScheduledMessagePatch,
        at: Timestamp,
    ) -> Outcome<()>;

    /// Says what became of a held scheduled message.
    async fn end_scheduled(
        &mut self,
        id: ScheduledMessageId,
        state: ScheduledState,
        reason: Option<ScheduledReason>,
        message: Option<MessageId>,
        at: Timestamp,
    ) -> Outcome<()>;

    /// How many canned responses the tenant has.
    async fn count_canned_responses(&mut self) -> Outcome<i64>;

    /// Makes a canned response. [`StoreError::Conflict`] if the short code is taken,
    /// [`StoreError::Missing`] if there is no such team.
    async fn insert_canned_response(
        &mut self,
        id: CannedResponseId,
        new: &NewCannedResponse,
        at: Timestamp,
    ) -> Outcome<()>;

    /// A canned response that is for the caller, locked.
    async fn hold_canned_response(&mut self, id: CannedResponseId) -> Outcome<Option<CannedResponse>>;

    /// Changes a held canned response. [`StoreError::Conflict`] and [`StoreError::Missing`] as above.
    async fn patch_canned_response(
        &mut self,
        id: CannedResponseId,
        patch: &CannedResponsePatch,
        at: Timestamp,
    ) -> Outcome<()>;

    /// Deletes a held canned response.
    async fn delete_canned_response(&mut self, id: CannedResponseId) -> Outcome<()>;

    /// Counts a use of a held canned response.
    async fn count_canned_use(&mut self, id: CannedResponseId) -> Outcome<()>;

    /// What variables stand for in a conversation that the caller may see.
    async fn template_values(&mut self, id: ConversationId) -> Outcome<Option<Values>>;

    /// What there is of the things that actions refer to.
    async fn known_to(&mut self, actions: &Actions) -> Outcome<Known>;

    /// How many macros there are of this visibility: of the tenant's shared ones, of a member's own.
    async fn count_macros(&mut self, visibility: Visibility, owner: UserId) -> Outcome<i64>;

    /// Makes a macro of a member's.
    async fn insert_macro(&mut self, id: MacroId, owner: UserId, new: &NewMacro, at: Timestamp) -> Outcome<()>;

    /// A macro that the caller sees, locked.
    async fn hold_macro(&mut self, id: MacroId) -> Outcome<Option<Macro>>;

    /// Changes a held macro; a new visibility makes it the member's.
    async fn patch_macro(&mut self, id: MacroId, owner: UserId, patch: &MacroPatch, at: Timestamp) -> Outcome<()>;

    /// Deletes a held macro.
    async fn delete_macro(&mut self, id: MacroId) -> Outcome<()>;

    /// Counts a use of a held macro.
    async fn count_macro_use(&mut self, id: MacroId) -> Outcome<()>;
}
