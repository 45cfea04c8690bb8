//! Contacts.

use actix_web::{HttpResponse, delete, get, patch, post};
use skybot_domain::contact::ContactPatch;
use skybot_domain::error::{Error, Resource, Violations};
use skybot_domain::id::ContactId;
use skybot_domain::text::{Email, ExternalId, Name, Phone};
use skybot_domain::usecase;
use skybot_wire as wire;
use utoipa_actix_web::service_config::ServiceConfig;

use super::parse;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::request::Call;
use crate::{condition, query};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list_contacts)
        .service(create_contact)
        .service(get_contact)
        .service(patch_contact)
        .service(delete_contact);
}

/// Contacts, newest first
#[utoipa::path(
    tag = "contacts",
    params(wire::ContactsQuery),
    responses((status = 200, description = "The contacts", body = wire::Page<wire::Contact>)),
)]
#[get("/contacts")]
async fn list_contacts(call: Call) -> Reply {
    let query: wire::ContactsQuery = call.request.query()?;
    let page = query::page(List::Contacts, query.limit, query.cursor.as_deref())?;
    let q = query.q.as_deref().map(query::search).transpose()?;
    let found = call.request.api().ports.store.contacts(&call.scope, q.as_ref(), page).await?;
    Answer::ok(&query::to_wire::<_, wire::Contact>(List::Contacts, found)).map(Answer::send)
}

/// Make a contact
#[utoipa::path(
    tag = "contacts",
    request_body = wire::CreateContact,
    responses((status = 201, description = "The contact", body = wire::Contact)),
)]
#[post("/contacts")]
async fn create_contact(mut call: Call) -> Reply {
    let (body, claim) = call.command::<wire::CreateContact>().await?;
    let mut violations = Violations::default();
    let new = parse::contact(&mut violations, "", body);
    let new = parse::checked(violations, new)?;
    once(call, claim, async move |work| {
        let contact = usecase::create_contact(work, new).await?;
        Answer::created_versioned(contact.version, &wire::Contact::from(contact))
    })
    .await
}

/// One contact
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact")),
    responses(
        (status = 200, description = "The contact", body = wire::Contact),
        (status = 304, description = "The version of `If-None-Match` is the present one"),
    ),
)]
#[get("/contacts/{id}")]
async fn get_contact(call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    call.request.no_query()?;
    let found = call.request.api().ports.store.contact(&call.scope, id).await?;
    let contact = found.ok_or(Error::NotFound(Resource::Contact))?;
    if condition::none_match(call.request.http().headers(), contact.version) {
        return Ok(HttpResponse::NotModified().insert_header(("ETag", condition::etag(contact.version))).finish());
    }
    Answer::versioned(contact.version, &wire::Contact::from(contact)).map(Answer::send)
}

/// Change a contact
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact")),
    request_body = wire::PatchContact,
    responses((status = 200, description = "The contact", body = wire::Contact)),
)]
#[patch("/contacts/{id}")]
async fn patch_contact(mut call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchContact>().await?;
    let patch = patch(body)?;
    once(call, claim, async move |work| {
        let contact = usecase::patch_contact(work, id, patch, expected).await?;
        Answer::versioned(contact.version, &wire::Contact::from(contact))
    })
    .await
}

fn patch(body: wire::PatchContact) -> Result<ContactPatch, Problem> {
    let mut violations = Violations::default();
    let custom = body.custom_attributes;
    let patch = ContactPatch {
        name: body.name.and_then(|name| violations.take("/name", Name::parse(&name))),
        phone: parse::nullable(&mut violations, "/phone", body.phone, Phone::parse),
        email: parse::nullable(&mut violations, "/email", body.email, Email::parse),
        external_id: parse::nullable(&mut violations, "/external_id", body.external_id, ExternalId::parse),
        attributes: custom.and_then(|custom| parse::attributes(&mut violations, "/custom_attributes", custom)),
    };
    parse::checked(violations, Some(patch))
}

/// Delete a contact without conversations
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The contact")),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/contacts/{id}")]
async fn delete_contact(call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    call.request.no_query()?;
    let expected = call.request.if_match()?;
    once(call, None, async move |work| {
        usecase::delete_contact(work, id, expected).await?;
        Ok(Answer::empty())
    })
    .await
}
