//! What becomes of conversations: their steps, labels in sets, transfer, merge, deletion.

use std::collections::BTreeSet;

use actix_web::{delete, get, post};
use skybot_domain::Id;
use skybot_domain::day::ZoneName;
use skybot_domain::error::{Error, Resource, Violation, Violations};
use skybot_domain::id::{ConversationId, InboxId};
use skybot_domain::label::LabelName;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::conversations::changed;
use super::parse;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::{Code, Problem};
use crate::query;
use crate::request::Call;

/// Most labels of one request.
const MAX_LABELS: usize = 50;

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(list_deleted_conversations);
}

pub(super) fn of_conversation(routes: &mut impl Routes) {
    routes
        .service(list_transitions)
        .service(list_days)
        .service(change_labels)
        .service(transfer_conversation)
        .service(merge_conversation)
        .service(delete_conversation)
        .service(restore_conversation);
}

/// The steps of a conversation, newest first
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation"), wire::PageQuery),
    responses((status = 200, description = "The steps", body = wire::Page<wire::Transition>)),
)]
#[get("/transitions")]
async fn list_transitions(call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::Transitions, query.limit, query.cursor.as_deref())?;
    if page.after.is_some_and(|after| after.id != id.uuid()) {
        return Err(Problem::of(Code::InvalidCursor));
    }
    let found = call.request.api().ports.store.transitions(&call.scope, id, page).await?;
    let steps = found.ok_or(Error::NotFound(Resource::Conversation))?;
    Answer::ok(&query::to_wire::<_, wire::Transition>(List::Transitions, steps)).map(Answer::send)
}

/// The days on which something was written in a conversation, oldest first
///
/// All of them at once: for whoever goes through a long conversation by its dates.
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation"), wire::DaysQuery),
    responses((status = 200, description = "The days", body = wire::ConversationDays)),
)]
#[get("/days")]
async fn list_days(call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let query: wire::DaysQuery = call.request.query()?;
    let zone = query.tz.as_deref().map(ZoneName::parse).transpose();
    let zone = zone.map_err(|violation| Problem::invalid("tz", violation))?.unwrap_or_default();
    let store = &call.request.api().ports.store;
    if !store.knows_zone(&zone).await? {
        return Err(Problem::invalid("tz", ZoneName::unknown()));
    }
    let days = store.days(&call.scope, id, &zone).await?.ok_or(Error::NotFound(Resource::Conversation))?;
    Answer::ok(&wire::ConversationDays { items: days.into_iter().map(Into::into).collect() }).map(Answer::send)
}

/// Put labels on a conversation and take others off
///
/// All at once, and never lost: what others put on at the same time stays.
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation")),
    request_body = wire::ChangeLabels,
    responses((status = 200, description = "The conversation", body = wire::Conversation)),
)]
#[post("/labels")]
async fn change_labels(mut call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::ChangeLabels>().await?;
    let mut violations = Violations::default();
    let add = label_names(&mut violations, "/add", &body.add);
    let remove = label_names(&mut violations, "/remove", &body.remove);
    let both: BTreeSet<_> = add.iter().collect();
    for (place, _) in remove.iter().enumerate().filter(|(_, name)| both.contains(name)) {
        violations.add(&format!("/remove/{place}"), Violation::new("ONE_OF", "is put on by the same request"));
    }
    let (add, remove) = parse::checked(violations, Some((add, remove)))?;
    once(call, claim, async move |work| changed(usecase::change_labels(work, id, &add, &remove).await?)).await
}

fn label_names(violations: &mut Violations, place: &str, names: &[String]) -> Vec<LabelName> {
    if names.len() > MAX_LABELS {
        violations.add(place, Violation::new("TOO_MANY", format!("at most {MAX_LABELS} labels")));
        return Vec::new();
    }
    let parse = |(index, name): (usize, &String)| violations.take(&format!("{place}/{index}"), LabelName::parse(name));
    names.iter().enumerate().filter_map(parse).collect()
}

/// Put a conversation into another inbox of the same channel
///
/// Who loses sight of it by that watches it and has it no more.
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation")),
    request_body = wire::TransferConversation,
    responses((status = 200, description = "The conversation", body = wire::Conversation)),
)]
#[post("/transfer")]
async fn transfer_conversation(mut call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::TransferConversation>().await?;
    let inbox: InboxId = Id::new(body.inbox_id);
    once(call, claim, async move |work| changed(usecase::transfer_conversation(work, id, inbox).await?)).await
}

/// Make a conversation part of another one with the same contact
///
/// Its messages follow the other's, with places of their own there; labels and watchers join. All its
/// routes lead to the other from then on (308). There is no way back.
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation that becomes part of the other")),
    request_body = wire::MergeConversation,
    responses((status = 200, description = "The other conversation", body = wire::Conversation)),
)]
#[post("/merge")]
async fn merge_conversation(mut call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::MergeConversation>().await?;
    let into: ConversationId = Id::new(body.into);
    once(call, claim, async move |work| changed(usecase::merge_conversations(work, id, into).await?)).await
}

/// Delete a conversation
///
/// It is nowhere to be found from then on, and can be brought back within 30 days.
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation")),
    responses((status = 204, description = "It is deleted")),
)]
#[delete("")]
async fn delete_conversation(call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    call.request.no_query()?;
    let expected = call.request.if_match()?;
    once(call, None, async move |work| {
        usecase::delete_conversation(work, id, expected).await?;
        Ok(Answer::empty())
    })
    .await
}

/// Bring a deleted conversation back
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation")),
    request_body = wire::RestoreConversation,
    responses((status = 200, description = "The conversation, as it was", body = wire::Conversation)),
)]
#[post("/restore")]
async fn restore_conversation(mut call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let (_, claim) = call.optional_command::<wire::RestoreConversation>().await?;
    once(call, claim, async move |work| changed(usecase::restore_conversation(work, id).await?)).await
}

/// Deleted conversations that can be brought back, last deleted first
#[utoipa::path(
    tag = "conversations",
    params(wire::PageQuery),
    responses((status = 200, description = "The conversations", body = wire::Page<wire::DeletedConversation>)),
)]
#[get("/conversations/deleted")]
async fn list_deleted_conversations(call: Call) -> Reply {
    let query: wire::PageQuery = call.request.query()?;
    let list = List::DeletedConversations;
    let page = query::page(list, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.deleted_conversations(&call.scope, page).await?;
    Answer::ok(&query::to_wire::<_, wire::DeletedConversation>(list, found)).map(Answer::send)
}
