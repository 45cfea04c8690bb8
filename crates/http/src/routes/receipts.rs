//! Read cursors.

use actix_web::{get, post};
use skybot_domain::error::{Error, Resource};
use skybot_domain::id::ConversationId;
use skybot_domain::message::Seq;
use skybot_domain::receipt::CursorMove;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::request::Call;
use crate::{idempotency, query};

pub(super) fn of_conversation(routes: &mut impl Routes) {
    routes.service(mark_read).service(mark_unread).service(list_readers);
}

/// Mark read up to and with a message
///
/// Reading never moves back, and not past the newest message.
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation")),
    request_body = wire::MoveCursor,
    responses((status = 200, description = "The caller's read cursor", body = wire::ReadState)),
)]
#[post("/read")]
async fn mark_read(call: Call) -> Reply {
    move_cursor(call, CursorMove::Read).await
}

/// Mark a message and all after it unread
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation")),
    request_body = wire::MoveCursor,
    responses((status = 200, description = "The caller's read cursor", body = wire::ReadState)),
)]
#[post("/unread")]
async fn mark_unread(call: Call) -> Reply {
    move_cursor(call, CursorMove::Unread).await
}

async fn move_cursor(mut call: Call, to: fn(Seq) -> CursorMove) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::MoveCursor>().await?;
    idempotency::remembered(call, claim, async move |call| {
        let state = usecase::mark_read(&call.request.api().ports, &call.scope, id, to(body.seq)).await?;
        Answer::ok(&wire::ReadState::from(state))
    })
    .await
}

/// Who has read a conversation
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation"), wire::PageQuery),
    responses((status = 200, description = "The readers, by user id", body = wire::Page<wire::Reader>)),
)]
#[get("/readers")]
async fn list_readers(call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::Readers, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.readers(&call.scope, id, page).await?;
    let readers = found.ok_or(Error::NotFound(Resource::Conversation))?;
    Answer::ok(&query::to_wire::<_, wire::Reader>(List::Readers, readers)).map(Answer::send)
}
