//! Inboxes and their members.

use actix_web::{HttpResponse, delete, get, patch, post, put};
use skybot_domain::error::{Error, Resource};
use skybot_domain::id::{InboxId, UserId};
use skybot_domain::inbox::NewInbox;
use skybot_domain::text::Name;
use skybot_domain::usecase;
use skybot_wire as wire;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::request::Call;
use crate::{condition, query};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_inboxes)
        .service(create_inbox)
        .service(get_inbox)
        .service(patch_inbox)
        .service(delete_inbox)
        .service(list_inbox_members)
        .service(add_inbox_member)
        .service(remove_inbox_member);
}

fn name(name: &str) -> Result<Name, Problem> {
    Name::parse(name).map_err(|violation| Problem::invalid("/name", violation))
}

/// Inboxes, oldest first
#[utoipa::path(
    tag = "inboxes",
    params(wire::PageQuery),
    responses((status = 200, description = "The inboxes", body = wire::Page<wire::Inbox>)),
)]
#[get("/inboxes")]
async fn list_inboxes(call: Call) -> Reply {
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::Inboxes, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.inboxes(&call.scope, page).await?;
    Answer::ok(&query::to_wire::<_, wire::Inbox>(List::Inboxes, found)).map(Answer::send)
}

/// Make an inbox
#[utoipa::path(
    tag = "inboxes",
    request_body = wire::CreateInbox,
    responses((status = 201, description = "The inbox", body = wire::Inbox)),
)]
#[post("/inboxes")]
async fn create_inbox(mut call: Call) -> Reply {
    let (body, claim) = call.command::<wire::CreateInbox>().await?;
    let new = NewInbox { name: name(&body.name)?, channel: body.channel.into() };
    once(call, claim, async move |work| {
        let inbox = usecase::create_inbox(work, new).await?;
        Answer::created_versioned(inbox.version, &wire::Inbox::from(inbox))
    })
    .await
}

/// One inbox
#[utoipa::path(
    tag = "inboxes",
    params(("id" = Uuid, Path, description = "The inbox")),
    responses(
        (status = 200, description = "The inbox", body = wire::Inbox),
        (status = 304, description = "The version of `If-None-Match` is the present one"),
    ),
)]
#[get("/inboxes/{id}")]
async fn get_inbox(call: Call) -> Reply {
    let id: InboxId = call.request.path("id")?;
    call.request.no_query()?;
    let found = call.request.api().ports.store.inbox(&call.scope, id).await?;
    let inbox = found.ok_or(Error::NotFound(Resource::Inbox))?;
    if condition::none_match(call.request.http().headers(), inbox.version) {
        return Ok(HttpResponse::NotModified().insert_header(("ETag", condition::etag(inbox.version))).finish());
    }
    Answer::versioned(inbox.version, &wire::Inbox::from(inbox)).map(Answer::send)
}

/// Rename an inbox
#[utoipa::path(
    tag = "inboxes",
    params(("id" = Uuid, Path, description = "The inbox")),
    request_body = wire::PatchInbox,
    responses((status = 200, description = "The inbox", body = wire::Inbox)),
)]
#[patch("/inboxes/{id}")]
async fn patch_inbox(mut call: Call) -> Reply {
    let id: InboxId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchInbox>().await?;
    let name = name(&body.name)?;
    once(call, claim, async move |work| {
        let inbox = usecase::rename_inbox(work, id, &name, expected).await?;
        Answer::versioned(inbox.version, &wire::Inbox::from(inbox))
    })
    .await
}

/// Delete an inbox without conversations
#[utoipa::path(
    tag = "inboxes",
    params(("id" = Uuid, Path, description = "The inbox")),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/inboxes/{id}")]
async fn delete_inbox(call: Call) -> Reply {
    let id: InboxId = call.request.path("id")?;
    call.request.no_query()?;
    let expected = call.request.if_match()?;
    once(call, None, async move |work| {
        usecase::delete_inbox(work, id, expected).await?;
        Ok(Answer::empty())
    })
    .await
}

/// The members of an inbox
#[utoipa::path(
    tag = "inboxes",
    params(("id" = Uuid, Path, description = "The inbox"), wire::PageQuery),
    responses((status = 200, description = "The members, by user id", body = wire::Page<wire::Member>)),
)]
#[get("/inboxes/{id}/members")]
async fn list_inbox_members(call: Call) -> Reply {
    let id: InboxId = call.request.path("id")?;
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::InboxMembers, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.inbox_members(&call.scope, id, page).await?;
    let members = found.ok_or(Error::NotFound(Resource::Inbox))?;
    Answer::ok(&query::to_wire::<_, wire::Member>(List::InboxMembers, members)).map(Answer::send)
}

/// Put a member into an inbox
#[utoipa::path(
    tag = "inboxes",
    params(("id" = Uuid, Path, description = "The inbox"), ("user_id" = Uuid, Path, description = "The member")),
    responses((status = 204, description = "The member belongs to the inbox")),
)]
#[put("/inboxes/{id}/members/{user_id}")]
async fn add_inbox_member(call: Call) -> Reply {
    set_member(call, true).await
}

/// Take a member out of an inbox
#[utoipa::path(
    tag = "inboxes",
    params(("id" = Uuid, Path, description = "The inbox"), ("user_id" = Uuid, Path, description = "The member")),
    responses((status = 204, description = "The member does not belong to the inbox")),
)]
#[delete("/inboxes/{id}/members/{user_id}")]
async fn remove_inbox_member(call: Call) -> Reply {
    set_member(call, false).await
}

async fn set_member(call: Call, member: bool) -> Reply {
    let id: InboxId = call.request.path("id")?;
    let user: UserId = call.request.path("user_id")?;
    call.request.no_query()?;
    once(call, None, async move |work| {
        usecase::set_inbox_member(work, id, user, member).await?;
        Ok(Answer::empty())
    })
    .await
}
