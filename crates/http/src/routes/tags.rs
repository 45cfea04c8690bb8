//! What is put on a conversation and taken off: labels, participants, the caller's mute.

use actix_web::{delete, get, post, put};
use skybot_domain::conversation::Muted;
use skybot_domain::error::{Error, Resource, Violation};
use skybot_domain::id::{ConversationId, UserId};
use skybot_domain::label::LabelName;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::conversations::changed;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::query;
use crate::request::Call;

pub(super) fn of_conversation(routes: &mut impl Routes) {
    routes
        .service(add_label)
        .service(remove_label)
        .service(list_participants)
        .service(add_participant)
        .service(remove_participant)
        .service(mute_conversation)
        .service(unmute_conversation);
}

/// Put a label on a conversation
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation"), ("label" = String, Path, description = "The label's name")),
    responses((status = 200, description = "The conversation", body = wire::Conversation)),
)]
#[put("/labels/{label}")]
async fn add_label(call: Call) -> Reply {
    set_label(call, true).await
}

/// Take a label off a conversation
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation"), ("label" = String, Path, description = "The label's name")),
    responses((status = 200, description = "The conversation", body = wire::Conversation)),
)]
#[delete("/labels/{label}")]
async fn remove_label(call: Call) -> Reply {
    set_label(call, false).await
}

async fn set_label(call: Call, present: bool) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let label: LabelName = call.request.path("label")?;
    call.request.no_query()?;
    once(call, None, async move |work| changed(usecase::set_label(work, id, &label, present).await?)).await
}

/// Who watches a conversation
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation"), wire::PageQuery),
    responses((status = 200, description = "Its participants, by user id", body = wire::Page<wire::Participant>)),
)]
#[get("/participants")]
async fn list_participants(call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::Participants, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.participants(&call.scope, id, page).await?;
    let participants = found.ok_or(Error::NotFound(Resource::Conversation))?;
    Answer::ok(&query::to_wire::<_, wire::Participant>(List::Participants, participants)).map(Answer::send)
}

/// Make a member watch a conversation
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation"), ("user_id" = Uuid, Path, description = "The member")),
    responses((status = 200, description = "The conversation", body = wire::Conversation)),
)]
#[put("/participants/{user_id}")]
async fn add_participant(call: Call) -> Reply {
    set_participant(call, true).await
}

/// Make a member watch a conversation no more
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation"), ("user_id" = Uuid, Path, description = "The member")),
    responses((status = 200, description = "The conversation", body = wire::Conversation)),
)]
#[delete("/participants/{user_id}")]
async fn remove_participant(call: Call) -> Reply {
    set_participant(call, false).await
}

async fn set_participant(call: Call, watching: bool) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let user: UserId = call.request.path("user_id")?;
    call.request.no_query()?;
    once(call, None, async move |work| changed(usecase::set_participant(work, id, user, watching).await?)).await
}

/// Mute a conversation for the caller
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation")),
    request_body = wire::MuteConversation,
    responses((status = 200, description = "The conversation", body = wire::Conversation)),
)]
#[post("/mute")]
async fn mute_conversation(mut call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let (body, claim) = call.optional_command::<wire::MuteConversation>().await?;
    once(call, claim, async move |work| {
        let mute = match body.until.map(wire::Timestamp::get) {
            Some(until) if until <= work.now() => {
                return Err(Problem::invalid("/until", Violation::new("NOT_IN_FUTURE", "must be in the future")));
            }
            Some(until) => Muted::Until(until),
            None => Muted::Forever,
        };
        changed(usecase::set_mute(work, id, Some(mute)).await?)
    })
    .await
}

/// End the caller's mute of a conversation
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation")),
    responses((status = 200, description = "The conversation", body = wire::Conversation)),
)]
#[delete("/mute")]
async fn unmute_conversation(call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    call.request.no_query()?;
    once(call, None, async move |work| changed(usecase::set_mute(work, id, None).await?)).await
}
