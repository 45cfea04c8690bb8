//! Inboxes and their members.

use actix_web::{HttpResponse, delete, get, patch, post, put};
use skybot_domain::attachment::{FileRules, FileRulesPatch, TypePattern};
use skybot_domain::error::{Error, Resource, Violation, Violations};
use skybot_domain::id::{InboxId, UserId};
use skybot_domain::inbox::{DeliveryMode, InboxPatch, NewInbox, ReopenPolicy, Reopening};
use skybot_domain::text::Name;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::request::Call;
use crate::{condition, query};

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(list_inboxes).service(create_inbox);
}

pub(super) fn of_inbox(routes: &mut impl Routes) {
    routes
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

/// A new name, if there is one, and what is to be changed about files.
fn patch(body: wire::PatchInbox) -> Result<(InboxPatch, FileRulesPatch), Problem> {
    let mut violations = Violations::default();
    let patch = InboxPatch {
        name: body.name.and_then(|name| violations.take("/name", Name::parse(&name))),
        delivery: body.delivery.map(Into::into),
        reopening: reopening(&mut violations, body.reopen_policy.map(Into::into), body.reopen_within_hours),
    };
    if body.attachment_max_bytes.flatten().is_some_and(|bytes| bytes < 1) {
        violations.add("/attachment_max_bytes", Violation::new("OUT_OF_RANGE", "must be at least 1"));
    }
    let types = body.attachment_types.map(|types| {
        if types.len() > FileRules::MOST_TYPES {
            let detail = format!("must have at most {} types", FileRules::MOST_TYPES);
            violations.add("/attachment_types", Violation::new("TOO_MANY", detail));
            return Vec::new();
        }
        let parsed = types.iter().enumerate().filter_map(|(place, pattern)| {
            violations.take(&format!("/attachment_types/{place}"), TypePattern::parse(pattern))
        });
        parsed.collect()
    });
    violations.check()?;
    Ok((patch, FileRulesPatch { max_bytes: body.attachment_max_bytes, types }))
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
    let delivery = body.delivery.map_or(DeliveryMode::Direct, Into::into);
    let new = NewInbox { name: name(&body.name)?, channel: body.channel.into(), delivery };
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
#[get("")]
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

/// Change an inbox
#[utoipa::path(
    tag = "inboxes",
    params(("id" = Uuid, Path, description = "The inbox")),
    request_body = wire::PatchInbox,
    responses((status = 200, description = "The inbox", body = wire::Inbox)),
)]
#[patch("")]
async fn patch_inbox(mut call: Call) -> Reply {
    let id: InboxId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchInbox>().await?;
    let (patch, files) = patch(body)?;
    once(call, claim, async move |work| {
        usecase::patch_inbox(work, id, &patch, expected).await?;
        let inbox = usecase::set_file_rules(work, id, files).await?;
        Answer::versioned(inbox.version, &wire::Inbox::from(inbox))
    })
    .await
}

/// The hours belong to their policy: neither is changed alone.
fn reopening(violations: &mut Violations, policy: Option<ReopenPolicy>, hours: Option<i64>) -> Option<Reopening> {
    match (policy, hours) {
        (None, None) => None,
        (None, Some(_)) => {
            violations.add("/reopen_policy", Violation::new("REQUIRED", "is required with reopen_within_hours"));
            None
        }
        (Some(policy), hours) => violations.take("/reopen_within_hours", Reopening::parse(policy, hours)),
    }
}

/// Delete an inbox without conversations
#[utoipa::path(
    tag = "inboxes",
    params(("id" = Uuid, Path, description = "The inbox")),
    responses((status = 204, description = "It is gone")),
)]
#[delete("")]
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
#[get("/members")]
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
#[put("/members/{user_id}")]
async fn add_inbox_member(call: Call) -> Reply {
    set_member(call, true).await
}

/// Take a member out of an inbox
#[utoipa::path(
    tag = "inboxes",
    params(("id" = Uuid, Path, description = "The inbox"), ("user_id" = Uuid, Path, description = "The member")),
    responses((status = 204, description = "The member does not belong to the inbox")),
)]
#[delete("/members/{user_id}")]
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
