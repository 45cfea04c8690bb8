//! Messages after they were written: edits, what they said before, deletion.

use actix_web::{delete, get, patch};
use skybot_domain::error::{Error, Resource};
use skybot_domain::id::MessageId;
use skybot_domain::text::MessageBody;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::parse;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::{once, once_for_message};
use crate::problem::Problem;
use crate::query;
use crate::request::Call;

pub(super) fn of_message(routes: &mut impl Routes) {
    routes.service(edit_message).service(delete_message).service(list_earlier_texts);
}

/// Edit one's own text or note
///
/// `If-Match` is required. Every earlier text stays in the history. The text it has already changes
/// nothing.
#[utoipa::path(
    tag = "messages",
    params(("id" = Uuid, Path, description = "The message")),
    request_body = wire::EditMessage,
    responses((status = 200, description = "The message", body = wire::Message)),
)]
#[patch("")]
async fn edit_message(mut call: Call) -> Reply {
    let id: MessageId = call.request.path("id")?;
    call.request.if_match()?;
    let (body, claim) = call.command::<wire::EditMessage>().await?;
    let text = MessageBody::parse(&body.body).map_err(|violation| Problem::invalid("/body", violation))?;
    let mentions = body.mentions.as_deref().map(parse::mentions).transpose()?;
    let expected = call.request.required_if_match()?;
    once_for_message(call, claim, id, async move |work| {
        Ok(usecase::edit_message(work, id, &text, mentions, expected).await?)
    })
    .await
}

/// Delete a message
///
/// One's own; owners and admins delete anybody's. A tombstone stays in its place, and nothing of what it
/// said, nor of what was put on it.
#[utoipa::path(
    tag = "messages",
    params(("id" = Uuid, Path, description = "The message")),
    responses((status = 204, description = "It is deleted")),
)]
#[delete("")]
async fn delete_message(call: Call) -> Reply {
    let id: MessageId = call.request.path("id")?;
    call.request.no_query()?;
    let expected = call.request.if_match()?;
    once(call, None, async move |work| {
        usecase::delete_message(work, id, expected).await?;
        Ok(Answer::empty())
    })
    .await
}

/// What a message said before, newest first
#[utoipa::path(
    tag = "messages",
    params(("id" = Uuid, Path, description = "The message"), wire::PageQuery),
    responses((status = 200, description = "Its earlier texts", body = wire::Page<wire::EarlierText>)),
)]
#[get("/history")]
async fn list_earlier_texts(call: Call) -> Reply {
    let id: MessageId = call.request.path("id")?;
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::EarlierTexts, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.message_history(&call.scope, id, page).await?;
    let texts = found.ok_or(Error::NotFound(Resource::Message))?;
    Answer::ok(&query::to_wire::<_, wire::EarlierText>(List::EarlierTexts, texts)).map(Answer::send)
}
