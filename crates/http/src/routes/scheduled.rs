//! Messages that are to be sent at a time to come.

use actix_web::{delete, get, patch, post};
use skybot_domain::Id;
use skybot_domain::error::{Error, Resource};
use skybot_domain::id::{ConversationId, ScheduledMessageId};
use skybot_domain::scheduled::{
    NewScheduledMessage, ScheduledFilter, ScheduledMessage, ScheduledMessagePatch, ScheduledState,
};
use skybot_domain::text::MessageBody;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::parse;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::query;
use crate::request::Call;

pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(list_scheduled_messages)
        .service(get_scheduled_message)
        .service(patch_scheduled_message)
        .service(cancel_scheduled_message);
}

pub(super) fn of_conversation(routes: &mut impl Routes) {
    routes.service(list_scheduled_of_conversation).service(schedule_message);
}

fn changed(message: ScheduledMessage) -> Result<Answer, Problem> {
    Answer::versioned(message.version, &wire::ScheduledMessage::from(message))
}

/// Scheduled messages of conversations the caller may see, by time
#[utoipa::path(
    tag = "writing",
    params(wire::ScheduledMessagesQuery),
    responses((status = 200, description = "The messages", body = wire::Page<wire::ScheduledMessage>)),
)]
#[get("/scheduled-messages")]
async fn list_scheduled_messages(call: Call) -> Reply {
    list(call, None).await
}

/// Scheduled messages of a conversation, by time
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The conversation"), wire::ScheduledMessagesQuery),
    responses((status = 200, description = "The messages", body = wire::Page<wire::ScheduledMessage>)),
)]
#[get("/scheduled-messages")]
async fn list_scheduled_of_conversation(call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    list(call, Some(id)).await
}

async fn list(call: Call, conversation: Option<ConversationId>) -> Reply {
    let query: wire::ScheduledMessagesQuery = call.request.query()?;
    let list = match conversation {
        Some(_) => List::ConversationScheduledMessages,
        None => List::ScheduledMessages,
    };
    let page = query::page(list, query.limit, query.cursor.as_deref())?;
    let filter = ScheduledFilter { state: query.state.map_or(ScheduledState::Pending, Into::into), conversation };
    let found = call.request.api().ports.store.scheduled_messages(&call.scope, filter, page).await?;
    let found = found.ok_or(Error::NotFound(Resource::Conversation))?;
    Answer::ok(&query::to_wire::<_, wire::ScheduledMessage>(list, found)).map(Answer::send)
}

/// Schedule a message
///
/// It is sent as the caller, under the rules that hold then: if the caller can no longer write there,
/// it fails.
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The conversation")),
    request_body = wire::ScheduleMessage,
    responses((status = 201, description = "The scheduled message", body = wire::ScheduledMessage)),
)]
#[post("/scheduled-messages")]
async fn schedule_message(mut call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::ScheduleMessage>().await?;
    let content = parse::content(body.kind, &body.body).map_err(|violation| Problem::invalid("/body", violation))?;
    let new = NewScheduledMessage {
        content,
        reply_to_id: body.reply_to_id.map(Id::new),
        send_at: body.send_at.into(),
        cancel_on_reply: body.cancel_on_reply,
    };
    once(call, claim, async move |work| {
        let message = usecase::schedule_message(work, id, new).await?;
        Answer::created_versioned(message.version, &wire::ScheduledMessage::from(message))
    })
    .await
}

/// One scheduled message
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The scheduled message")),
    responses((status = 200, description = "The scheduled message", body = wire::ScheduledMessage)),
)]
#[get("/scheduled-messages/{id}")]
async fn get_scheduled_message(call: Call) -> Reply {
    let id: ScheduledMessageId = call.request.path("id")?;
    call.request.no_query()?;
    let found = call.request.api().ports.store.scheduled_message(&call.scope, id).await?;
    changed(found.ok_or(Error::NotFound(Resource::ScheduledMessage))?).map(Answer::send)
}

/// Change a message that waits
///
/// Only its author may.
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The scheduled message")),
    request_body = wire::PatchScheduledMessage,
    responses((status = 200, description = "The scheduled message", body = wire::ScheduledMessage)),
)]
#[patch("/scheduled-messages/{id}")]
async fn patch_scheduled_message(mut call: Call) -> Reply {
    let id: ScheduledMessageId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchScheduledMessage>().await?;
    let text = body.body.as_deref().map(MessageBody::parse).transpose();
    let patch = ScheduledMessagePatch {
        body: text.map_err(|violation| Problem::invalid("/body", violation))?,
        send_at: body.send_at.map(Into::into),
        cancel_on_reply: body.cancel_on_reply,
    };
    once(call, claim, async move |work| changed(usecase::patch_scheduled(work, id, &patch, expected).await?)).await
}

/// Cancel a message that waits
///
/// Its author may, and owners and admins. What was cancelled stays in the list of that state.
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The scheduled message")),
    responses((status = 204, description = "It is cancelled")),
)]
#[delete("/scheduled-messages/{id}")]
async fn cancel_scheduled_message(call: Call) -> Reply {
    let id: ScheduledMessageId = call.request.path("id")?;
    call.request.no_query()?;
    let expected = call.request.if_match()?;
    once(call, None, async move |work| {
        usecase::cancel_scheduled(work, id, expected).await?;
        Ok(Answer::empty())
    })
    .await
}
