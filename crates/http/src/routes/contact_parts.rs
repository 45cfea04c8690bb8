//! What happens to contacts: identities, likely twins, merges, blocks and what blocked ones wrote.

use actix_web::{delete, get, post};
use percent_encoding::percent_decode_str;
use skybot_domain::Id;
use skybot_domain::contact::{Identity, IdentityKind};
use skybot_domain::error::Violation;
use skybot_domain::id::ContactId;
use skybot_domain::page::Page;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::{contacts, phones};
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::query;
use crate::request::{Call, Segment};

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(list_suspected_contacts);
}

pub(super) fn of_contact(routes: &mut impl Routes) {
    routes
        .service(list_contact_twins)
        .service(add_identity)
        .service(remove_identity)
        .service(merge_contact)
        .service(unmerge_contact)
        .service(block_contact)
        .service(unblock_contact)
        .service(list_quarantine);
}

/// Contacts that might be older ones, newest first
///
/// A page looks at a bounded number of contacts: it may hold less than its limit, even nothing, and
/// still have a `next_cursor`.
#[utoipa::path(
    tag = "contacts",
    params(wire::PageQuery),
    responses((status = 200, description = "The contacts, with those they might be", body = wire::Page<wire::ContactSuspects>)),
)]
#[get("/contacts/duplicates")]
async fn list_suspected_contacts(call: Call) -> Reply {
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::SuspectedContacts, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.suspected_contacts(&call.scope, page).await?;
    Answer::ok(&query::to_wire::<_, wire::ContactSuspects>(List::SuspectedContacts, found)).map(Answer::send)
}

/// Contacts that this one might be, the likeliest first
///
/// One page; `next_cursor` is always null.
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact"), wire::TwinsQuery),
    responses((status = 200, description = "The contacts, and why", body = wire::Page<wire::ContactSuspicion>)),
)]
#[get("/duplicates")]
async fn list_contact_twins(call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    let query: wire::TwinsQuery = call.request.query()?;
    let limit = query::limit(query.limit)?;
    contacts::present(&call, id).await?;
    let items = call.request.api().ports.store.contact_twins(&call.scope, id, limit).await?;
    let page = Page { items, next: None };
    Answer::ok(&query::to_wire::<_, wire::ContactSuspicion>(List::SuspectedContacts, page)).map(Answer::send)
}

/// Make a contact known by one more identity
///
/// The first of its kind becomes the primary one.
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact")),
    request_body = wire::AddIdentity,
    responses((status = 201, description = "The contact", body = wire::Contact)),
)]
#[post("/identities")]
async fn add_identity(mut call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::AddIdentity>().await?;
    let identity = match body.kind {
        wire::IdentityKind::Phone => Identity::Phone(phones::parse(&call, "/value", &body.value).await?),
        kind => Identity::parse(kind.into(), &body.value).map_err(|violation| Problem::invalid("/value", violation))?,
    };
    once(call, claim, async move |work| {
        let contact = usecase::add_identity(work, id, &identity).await?;
        Answer::created_versioned(contact.version, &wire::Contact::from(contact))
    })
    .await
}

impl Segment for IdentityKind {
    fn parse(text: &str) -> Result<Self, Violation> {
        Self::parse(text).ok_or_else(|| Violation::new("UNKNOWN_VALUE", "must be phone, email, external or bsuid"))
    }
}

/// Take an identity away from a contact
///
/// If it was the primary one of its kind, the oldest of those left becomes it.
#[utoipa::path(
    tag = "contacts",
    params(
        ("id" = Uuid, Path, description = "The contact"),
        ("kind" = inline(wire::IdentityKind), Path, description = "The kind"),
        ("value" = String, Path, description = "The value, percent-encoded", example = "%2B33639980001"),
    ),
    responses((status = 200, description = "The contact", body = wire::Contact)),
)]
#[delete("/identities/{kind}/{value}")]
async fn remove_identity(call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    let kind: IdentityKind = call.request.path("kind")?;
    call.request.no_query()?;
    // The router leaves what could change the path as it came.
    let value = percent_decode_str(call.request.segment("value")).decode_utf8_lossy();
    let identity = Identity::parse(kind, &value).map_err(|violation| Problem::invalid("value", violation))?;
    once(call, None, async move |work| {
        let contact = usecase::remove_identity(work, id, &identity).await?;
        Answer::versioned(contact.version, &wire::Contact::from(contact))
    })
    .await
}

/// Make a contact part of another one
///
/// Its identities, conversations and notes go there, and what the other one lacks. From then on every
/// route of the contact answers `308` with the same route of the other one. `unmerge` takes it back.
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact that becomes part of the other one")),
    request_body = wire::MergeContact,
    responses((status = 200, description = "The other one", body = wire::Contact)),
)]
#[post("/merge")]
async fn merge_contact(mut call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::MergeContact>().await?;
    once(call, claim, async move |work| {
        let contact = usecase::merge_contacts(work, id, Id::new(body.into)).await?;
        Answer::versioned(contact.version, &wire::Contact::from(contact))
    })
    .await
}

/// Take a contact out of the one it became part of
///
/// Within 30 days. What moved then and is still there comes back; what the other one came by since
/// stays with it. If the other one has become part of a third one since, it is taken out of that first.
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact that became part of another one")),
    responses((status = 200, description = "The contact, as it was", body = wire::Contact)),
)]
#[post("/unmerge")]
async fn unmerge_contact(mut call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    let (_, claim) = call.optional_command::<Nothing>().await?;
    once(call, claim, async move |work| {
        let contact = usecase::unmerge_contact(work, id).await?;
        Answer::versioned(contact.version, &wire::Contact::from(contact))
    })
    .await
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Keep a contact out
///
/// What it writes from now on goes to its quarantine instead of a conversation.
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact")),
    responses((status = 200, description = "The contact", body = wire::Contact)),
)]
#[post("/block")]
async fn block_contact(mut call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    let (_, claim) = call.optional_command::<Nothing>().await?;
    once(call, claim, async move |work| {
        let contact = usecase::block_contact(work, id).await?;
        Answer::versioned(contact.version, &wire::Contact::from(contact))
    })
    .await
}

/// Let a contact in again
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact")),
    responses((status = 200, description = "The contact", body = wire::Contact)),
)]
#[delete("/block")]
async fn unblock_contact(call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    call.request.no_query()?;
    once(call, None, async move |work| {
        let contact = usecase::unblock_contact(work, id).await?;
        Answer::versioned(contact.version, &wire::Contact::from(contact))
    })
    .await
}

/// What a contact wrote while it was blocked, newest first
///
/// The newest thousand are kept.
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact"), wire::PageQuery),
    responses((status = 200, description = "The messages", body = wire::Page<wire::QuarantinedMessage>)),
)]
#[get("/quarantine")]
async fn list_quarantine(call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::Quarantined, query.limit, query.cursor.as_deref())?;
    contacts::present(&call, id).await?;
    let found = call.request.api().ports.store.quarantined(&call.scope, id, page).await?;
    Answer::ok(&query::to_wire::<_, wire::QuarantinedMessage>(List::Quarantined, found)).map(Answer::send)
}
