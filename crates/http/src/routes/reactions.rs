//! Emoji on messages.

use actix_web::{delete, put};
use skybot_domain::emoji::Emoji;
use skybot_domain::id::MessageId;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use crate::answer::Reply;
use crate::idempotency::once_for_message;
use crate::request::Call;

pub(super) fn of_message(routes: &mut impl Routes) {
    routes.service(add_reaction).service(remove_reaction);
}

/// Put an emoji on a message
#[utoipa::path(
    tag = "messages",
    params(
        ("id" = Uuid, Path, description = "The message"),
        ("emoji" = String, Path, description = "One emoji, percent-encoded", example = "👍"),
    ),
    responses((status = 200, description = "The message", body = wire::Message)),
)]
#[put("/reactions/{emoji}")]
async fn add_reaction(call: Call) -> Reply {
    set_reaction(call, true).await
}

/// Take one's emoji off a message
#[utoipa::path(
    tag = "messages",
    params(
        ("id" = Uuid, Path, description = "The message"),
        ("emoji" = String, Path, description = "One emoji, percent-encoded", example = "👍"),
    ),
    responses((status = 200, description = "The message", body = wire::Message)),
)]
#[delete("/reactions/{emoji}")]
async fn remove_reaction(call: Call) -> Reply {
    set_reaction(call, false).await
}

async fn set_reaction(call: Call, present: bool) -> Reply {
    let id: MessageId = call.request.path("id")?;
    let emoji: Emoji = call.request.path("emoji")?;
    call.request.no_query()?;
    once_for_message(call, None, id, async move |work| Ok(usecase::set_reaction(work, id, &emoji, present).await?))
        .await
}
