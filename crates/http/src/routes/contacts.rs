//! Contacts.

use actix_web::{HttpResponse, delete, get, patch, post};
use skybot_domain::Id;
use skybot_domain::contact::{Contact, ContactFilter, ContactPatch};
use skybot_domain::error::{Error, Resource, Violation, Violations};
use skybot_domain::id::ContactId;
use skybot_domain::text::{Email, ExternalId, Name, Phone};
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::{parse, phones};
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::request::Call;
use crate::{condition, query};

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(list_contacts).service(create_contact);
}

pub(super) fn of_contact(routes: &mut impl Routes) {
    routes.service(get_contact).service(patch_contact).service(delete_contact);
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
    let list = if query.updated_since.is_some() { List::ContactsByChange } else { List::Contacts };
    let page = query::page(list, query.limit, query.cursor.as_deref())?;
    let filter = ContactFilter {
        company: query.company.map(Id::new),
        blocked: query.blocked,
        updated_since: query.updated_since.map(Into::into),
    };
    let store = &call.request.api().ports.store;
    let found = match query.q.as_deref().map(query::search).transpose()? {
        None => store.filtered_contacts(&call.scope, filter, page).await?,
        Some(q) => {
            if query.company.is_some() || query.blocked.is_some() || query.updated_since.is_some() {
                let alone = Violation::new("NOT_COMBINABLE", "cannot be given together with a filter");
                return Err(Problem::invalid("q", alone));
            }
            store.contacts(&call.scope, Some(&q), page).await?
        }
    };
    Answer::ok(&query::to_wire::<_, wire::Contact>(list, found)).map(Answer::send)
}

/// Make a contact
#[utoipa::path(
    tag = "contacts",
    request_body = wire::CreateContact,
    responses((status = 201, description = "The contact", body = wire::Contact)),
)]
#[post("/contacts")]
async fn create_contact(mut call: Call) -> Reply {
    let (mut body, claim) = call.command::<wire::CreateContact>().await?;
    phones::international(&call, "/phone", &mut body.phone).await?;
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
#[get("")]
async fn get_contact(call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    call.request.no_query()?;
    let contact = present(&call, id).await?;
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
#[patch("")]
async fn patch_contact(mut call: Call) -> Reply {
    let id: ContactId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (mut body, claim) = call.command::<wire::PatchContact>().await?;
    if let Some(phone) = &mut body.phone {
        phones::international(&call, "/phone", phone).await?;
    }
    let patch = patch(body)?;
    once(call, claim, async move |work| {
        let contact = usecase::patch_contact(work, id, patch, expected).await?;
        Answer::versioned(contact.version, &wire::Contact::from(contact))
    })
    .await
}

/// A contact that has not become part of another one.
pub(super) async fn present(call: &Call, id: ContactId) -> Result<Contact, Problem> {
    let store = &call.request.api().ports.store;
    let missing = || Error::NotFound(Resource::Contact);
    let contact = store.contact(&call.scope, id).await?.ok_or_else(missing)?;
    if contact.merged_into.is_none() {
        return Ok(contact);
    }
    let into = store.present_contact(&call.scope, id).await?.ok_or_else(missing)?;
    Err(Error::ContactMerged { id, into }.into())
}

fn patch(body: wire::PatchContact) -> Result<ContactPatch, Problem> {
    let mut violations = Violations::default();
    let custom = body.custom_attributes;
    let patch = ContactPatch {
        name: body.name.and_then(|name| violations.take("/name", Name::parse(&name))),
        phone: parse::nullable(&mut violations, "/phone", body.phone, Phone::parse),
        email: parse::nullable(&mut violations, "/email", body.email, Email::parse),
        external_id: parse::nullable(&mut violations, "/external_id", body.external_id, ExternalId::parse),
        company_id: body.company_id.map(|id| id.map(Id::new)),
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
#[delete("")]
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
