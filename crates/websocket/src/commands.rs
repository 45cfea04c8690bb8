//! What clients ask for, carried out by the use cases and permissions of REST.

use skybot_domain::error::{Error, Resource, Result};
use skybot_domain::id::ConversationId;
use skybot_domain::ports::Ports;
use skybot_domain::receipt::CursorMove;
use skybot_domain::scope::{Permission, Scope};
use skybot_domain::usecase;
use skybot_wire::Command;

use crate::room::Seat;
use crate::tenant::Tenant;

/// Carries one out, as whom the connection acts at this moment.
pub(crate) async fn run(ports: &Ports, tenant: &Tenant, seat: &Seat, command: Command) -> Result<()> {
    let Some(scope) = tenant.room().scope(seat.device) else { return Ok(()) };
    let scope = &*scope;
    tenant.room().touch(seat.device, ports.clock.now());
    match command {
        Command::Subscribe { conversation_id } => {
            let conversation = conversation_id.into();
            look(ports, scope, conversation).await?;
            tenant.room().subscribe(seat.device, conversation);
        }
        Command::Unsubscribe { conversation_id } => tenant.room().unsubscribe(seat.device, conversation_id.into()),
        Command::Typing { conversation_id, on } => {
            scope.require(Permission::MessagesWrite)?;
            let conversation = conversation_id.into();
            seen(ports, tenant, seat, scope, conversation).await?;
            tenant.typing(seat.device, conversation, on, ports.clock.now());
        }
        Command::Viewing { conversation_id } => {
            let conversation = conversation_id.map(Into::into);
            if let Some(conversation) = conversation {
                seen(ports, tenant, seat, scope, conversation).await?;
            }
            tenant.viewing(seat.device, conversation);
        }
        Command::Read { conversation_id, seq } => {
            usecase::mark_read(ports, scope, conversation_id.into(), CursorMove::Read(seq)).await?;
        }
        Command::Presence { status } => {
            let kept = tenant.room().say(seat.device, status.into(), ports.clock.now());
            if let Some(kept) = kept {
                ports.presence.remember(scope, &[kept]).await?;
            }
        }
        // The protocol keeps these to itself.
        Command::Authenticate { .. } | Command::Resume { .. } | Command::Ping {} => {}
    }
    Ok(())
}

/// Makes sure that the caller may see a conversation: by the subscription, which is looked at again all
/// the time, or in the store.
async fn seen(ports: &Ports, tenant: &Tenant, seat: &Seat, scope: &Scope, conversation: ConversationId) -> Result<()> {
    let subscribed = tenant.room().is_subscribed(seat.device, conversation);
    if subscribed { Ok(()) } else { look(ports, scope, conversation).await }
}

async fn look(ports: &Ports, scope: &Scope, conversation: ConversationId) -> Result<()> {
    scope.require(Permission::ConversationsRead)?;
    let found = ports.store.conversation(scope, conversation).await?;
    found.map(drop).ok_or(Error::NotFound(Resource::Conversation))
}
