//! What members write with, without a world.

use async_trait::async_trait;
use skybot_domain::Scope;
use skybot_domain::canned::CannedResponse;
use skybot_domain::draft::Draft;
use skybot_domain::id::{CannedResponseId, ConversationId, MacroId, ScheduledMessageId};
use skybot_domain::macros::Macro;
use skybot_domain::page::{Page, PageRequest};
use skybot_domain::ports::ComposeReads;
use skybot_domain::scheduled::{ScheduledAuthor, ScheduledFilter, ScheduledMessage};
use skybot_domain::search::Query;

use super::ports::{Nowhere, Outcome, away};

#[async_trait]
impl ComposeReads for Nowhere {
    async fn draft(&self, _: &Scope, _: ConversationId) -> Outcome<Option<Option<Draft>>> {
        away()
    }
    async fn drafts(&self, _: &Scope, _: PageRequest) -> Outcome<Page<Draft>> {
        away()
    }
    async fn scheduled_message(&self, _: &Scope, _: ScheduledMessageId) -> Outcome<Option<ScheduledMessage>> {
        away()
    }
    async fn scheduled_messages(
        &self,
        _: &Scope,
        _: ScheduledFilter,
        _: PageRequest,
    ) -> Outcome<Option<Page<ScheduledMessage>>> {
        away()
    }
    async fn scheduled_author(&self, _: &Scope, _: ScheduledMessageId) -> Outcome<Option<ScheduledAuthor>> {
        away()
    }
    async fn canned_response(&self, _: &Scope, _: CannedResponseId) -> Outcome<Option<CannedResponse>> {
        away()
    }
    async fn canned_responses(&self, _: &Scope, _: Option<&Query>, _: PageRequest) -> Outcome<Page<CannedResponse>> {
        away()
    }
    async fn macro_by_id(&self, _: &Scope, _: MacroId) -> Outcome<Option<Macro>> {
        away()
    }
    async fn macros(&self, _: &Scope, _: PageRequest) -> Outcome<Page<Macro>> {
        away()
    }
}
