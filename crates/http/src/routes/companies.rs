//! Companies: where contacts work.

use actix_web::{HttpResponse, delete, get, patch, post};
use skybot_domain::company::{CompanyPatch, Domain, NewCompany};
use skybot_domain::error::{Error, Resource, Violations};
use skybot_domain::id::CompanyId;
use skybot_domain::text::Name;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::parse;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::request::Call;
use crate::{condition, query};

pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(list_companies)
        .service(create_company)
        .service(get_company)
        .service(patch_company)
        .service(delete_company);
}

/// Companies, newest first
#[utoipa::path(
    tag = "contacts",
    params(wire::DirectoryQuery),
    responses((status = 200, description = "The companies", body = wire::Page<wire::Company>)),
)]
#[get("/companies")]
async fn list_companies(call: Call) -> Reply {
    let query: wire::DirectoryQuery = call.request.query()?;
    let page = query::page(List::Companies, query.limit, query.cursor.as_deref())?;
    let q = query.q.as_deref().map(query::search).transpose()?;
    let found = call.request.api().ports.store.companies(&call.scope, q.as_ref(), page).await?;
    Answer::ok(&query::to_wire::<_, wire::Company>(List::Companies, found)).map(Answer::send)
}

/// Make a company
#[utoipa::path(
    tag = "contacts",
    request_body = wire::CreateCompany,
    responses((status = 201, description = "The company", body = wire::Company)),
)]
#[post("/companies")]
async fn create_company(mut call: Call) -> Reply {
    let (body, claim) = call.command::<wire::CreateCompany>().await?;
    let mut violations = Violations::default();
    let attributes = parse::attributes(&mut violations, "/custom_attributes", body.custom_attributes);
    let domain = body.domain.and_then(|domain| violations.take("/domain", Domain::parse(&domain)));
    let name = violations.take("/name", Name::parse(&body.name));
    let new = name.map(|name| NewCompany { name, domain, attributes: attributes.unwrap_or_default() });
    let new = parse::checked(violations, new)?;
    once(call, claim, async move |work| {
        let company = usecase::create_company(work, new).await?;
        Answer::created_versioned(company.version, &wire::Company::from(company))
    })
    .await
}

/// One company
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The company")),
    responses(
        (status = 200, description = "The company", body = wire::Company),
        (status = 304, description = "The version of `If-None-Match` is the present one"),
    ),
)]
#[get("/companies/{id}")]
async fn get_company(call: Call) -> Reply {
    let id: CompanyId = call.request.path("id")?;
    call.request.no_query()?;
    let found = call.request.api().ports.store.company(&call.scope, id).await?;
    let company = found.ok_or(Error::NotFound(Resource::Company))?;
    if condition::none_match(call.request.http().headers(), company.version) {
        return Ok(HttpResponse::NotModified().insert_header(("ETag", condition::etag(company.version))).finish());
    }
    Answer::versioned(company.version, &wire::Company::from(company)).map(Answer::send)
}

/// Change a company
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The company")),
    request_body = wire::PatchCompany,
    responses((status = 200, description = "The company", body = wire::Company)),
)]
#[patch("/companies/{id}")]
async fn patch_company(mut call: Call) -> Reply {
    let id: CompanyId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchCompany>().await?;
    let mut violations = Violations::default();
    let custom = body.custom_attributes;
    let patch = CompanyPatch {
        name: body.name.and_then(|name| violations.take("/name", Name::parse(&name))),
        domain: parse::nullable(&mut violations, "/domain", body.domain, Domain::parse),
        attributes: custom.and_then(|custom| parse::attributes(&mut violations, "/custom_attributes", custom)),
    };
    let patch = parse::checked(violations, Some(patch))?;
    once(call, claim, async move |work| {
        let company = usecase::patch_company(work, id, patch, expected).await?;
        Answer::versioned(company.version, &wire::Company::from(company))
    })
    .await
}

/// Delete a company that no contact belongs to
#[utoipa::path(
    tag = "contacts",
    params(("id" = Uuid, Path, description = "The company")),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/companies/{id}")]
async fn delete_company(call: Call) -> Reply {
    let id: CompanyId = call.request.path("id")?;
    call.request.no_query()?;
    let expected = call.request.if_match()?;
    once(call, None, async move |work| {
        usecase::delete_company(work, id, expected).await?;
        Ok(Answer::empty())
    })
    .await
}
