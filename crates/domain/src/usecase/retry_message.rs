//! Trying again to deliver a message that failed.

use crate::error::{Error, Resource, Result};
use crate::id::MessageId;
use crate::message::{Direction, Message};
use crate::scope::Permission;
use crate::usecase::report_delivery::store;
use crate::usecase::reread_message;
use crate::work::Work;

/// Opens the next attempt of the same message: queued, under no name of the provider's yet.
pub async fn retry_message(work: &mut Work<'_>, id: MessageId) -> Result<Message> {
    work.scope().require(Permission::MessagesWrite)?;
    let Some(mut held) = work.tx().hold_deliveries(&[id]).await?.pop() else {
        return Err(Error::NotFound(Resource::Message));
    };
    let next = held.delivery.retry().filter(|_| held.direction == Direction::Outbound && !held.deleted);
    held.delivery = next.ok_or(Error::NotFailed)?;
    held.external_id = None;
    store(work, &[held]).await?;
    reread_message(work, id).await
}
