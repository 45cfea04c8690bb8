//! Moving the caller's read cursor.

use crate::error::{Error, Resource, Result, Violation};
use crate::id::ConversationId;
use crate::ports::{IdsExt, Ports};
use crate::receipt::{CursorMove, ReadState};
use crate::scope::{Permission, Scope};

/// Marks read up to a message, or unread from one on.
pub async fn mark_read(
    ports: &Ports,
    scope: &Scope,
    conversation: ConversationId,
    to: CursorMove,
) -> Result<ReadState> {
    scope.require(Permission::ConversationsRead)?;
    let (CursorMove::Read(seq) | CursorMove::Unread(seq)) = to;
    if seq < 1 {
        return Err(Error::invalid("/seq", Violation::new("OUT_OF_RANGE", "must be at least 1")));
    }
    let now = ports.clock.now();
    let state = ports.store.move_cursor(scope, conversation, to, ports.ids.fresh(now), now).await?;
    state.ok_or(Error::NotFound(Resource::Conversation))
}
