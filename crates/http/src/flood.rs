//! The budgets that keep one conversation, or one sender, from drowning the others: told by 429, never
//! by dropping a message in silence.

use sha2::{Digest, Sha256};
use skybot_domain::id::ConversationId;
use skybot_domain::ports::Budget;
use uuid::Uuid;

use crate::problem::Problem;
use crate::request::Call;

/// Takes a message to a conversation out of the budgets of its sender and of the conversation.
pub(crate) async fn spend(call: &Call, conversation: ConversationId) -> Result<(), Problem> {
    spend_by_sender(call).await?;
    call.request.spend(Budget::Conversation, within(call, conversation.uuid())).await
}

/// Takes a message out of the budget of its sender alone.
pub(crate) async fn spend_by_sender(call: &Call) -> Result<(), Problem> {
    call.request.spend(Budget::Sender, within(call, call.principal.user_id.uuid())).await
}

/// Something of the caller's tenant as a number. Whether it is there is not known yet: whatever another
/// tenant asks for, it comes out of that tenant's own budgets.
fn within(call: &Call, id: Uuid) -> u128 {
    let digest = Sha256::new().chain_update(call.scope.account().uuid()).chain_update(id).finalize();
    let digest: [u8; 32] = digest.into();
    digest.first_chunk().map_or(0, |head| u128::from_be_bytes(*head))
}
