//! What the tenant says of its custom attributes.

use actix_web::{HttpResponse, delete, get, patch, post};
use skybot_domain::attribute_definition::{AttributeDefinitionPatch, AttributeKey, NewAttributeDefinition, Shape};
use skybot_domain::error::{Error, Resource, Violations};
use skybot_domain::id::AttributeDefinitionId;
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
        .service(list_attribute_definitions)
        .service(create_attribute_definition)
        .service(get_attribute_definition)
        .service(patch_attribute_definition)
        .service(delete_attribute_definition);
}

/// Attribute definitions, oldest first
#[utoipa::path(
    tag = "account",
    params(wire::AttributeDefinitionsQuery),
    responses((status = 200, description = "The definitions", body = wire::Page<wire::AttributeDefinition>)),
)]
#[get("/attribute-definitions")]
async fn list_attribute_definitions(call: Call) -> Reply {
    let query: wire::AttributeDefinitionsQuery = call.request.query()?;
    let page = query::page(List::AttributeDefinitions, query.limit, query.cursor.as_deref())?;
    let entity = query.entity.map(Into::into);
    let found = call.request.api().ports.store.attribute_definitions(&call.scope, entity, page).await?;
    Answer::ok(&query::to_wire::<_, wire::AttributeDefinition>(List::AttributeDefinitions, found)).map(Answer::send)
}

/// Define an attribute
///
/// Values that there are under the key must fit. An entity has at most 100 definitions.
#[utoipa::path(
    tag = "account",
    request_body = wire::CreateAttributeDefinition,
    responses((status = 201, description = "The definition", body = wire::AttributeDefinition)),
)]
#[post("/attribute-definitions")]
async fn create_attribute_definition(mut call: Call) -> Reply {
    let (body, claim) = call.command::<wire::CreateAttributeDefinition>().await?;
    let mut violations = Violations::default();
    let key = violations.take("/key", AttributeKey::parse(&body.key));
    let title = violations.take("/title", Name::parse(&body.title));
    let shape = Shape::parse(body.kind.into(), body.options);
    let shape = shape.map_err(|below| parse::note_below(&mut violations, "", &below)).ok();
    let entity = body.entity.into();
    let new = key.zip(title).zip(shape);
    let new = new.map(|((key, title), shape)| NewAttributeDefinition { entity, key, title, shape });
    let new = parse::checked(violations, new)?;
    once(call, claim, async move |work| {
        let definition = usecase::define_attribute(work, new).await?;
        Answer::created_versioned(definition.version, &wire::AttributeDefinition::from(definition))
    })
    .await
}

/// One attribute definition
#[utoipa::path(
    tag = "account",
    params(("id" = Uuid, Path, description = "The definition")),
    responses(
        (status = 200, description = "The definition", body = wire::AttributeDefinition),
        (status = 304, description = "The version of `If-None-Match` is the present one"),
    ),
)]
#[get("/attribute-definitions/{id}")]
async fn get_attribute_definition(call: Call) -> Reply {
    let id: AttributeDefinitionId = call.request.path("id")?;
    call.request.no_query()?;
    let found = call.request.api().ports.store.attribute_definition(&call.scope, id).await?;
    let definition = found.ok_or(Error::NotFound(Resource::AttributeDefinition))?;
    if condition::none_match(call.request.http().headers(), definition.version) {
        let etag = condition::etag(definition.version);
        return Ok(HttpResponse::NotModified().insert_header(("ETag", etag)).finish());
    }
    Answer::versioned(definition.version, &wire::AttributeDefinition::from(definition)).map(Answer::send)
}

/// Change an attribute definition
#[utoipa::path(
    tag = "account",
    params(("id" = Uuid, Path, description = "The definition")),
    request_body = wire::PatchAttributeDefinition,
    responses((status = 200, description = "The definition", body = wire::AttributeDefinition)),
)]
#[patch("/attribute-definitions/{id}")]
async fn patch_attribute_definition(mut call: Call) -> Reply {
    let id: AttributeDefinitionId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchAttributeDefinition>().await?;
    let mut violations = Violations::default();
    let title = body.title.and_then(|title| violations.take("/title", Name::parse(&title)));
    let patch = AttributeDefinitionPatch { title, kind: body.kind.map(Into::into), options: body.options };
    let patch = parse::checked(violations, Some(patch))?;
    once(call, claim, async move |work| {
        let definition = usecase::patch_attribute_definition(work, id, patch, expected).await?;
        Answer::versioned(definition.version, &wire::AttributeDefinition::from(definition))
    })
    .await
}

/// Delete an attribute definition
///
/// Values stay, and may be anything from then on.
#[utoipa::path(
    tag = "account",
    params(("id" = Uuid, Path, description = "The definition")),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/attribute-definitions/{id}")]
async fn delete_attribute_definition(call: Call) -> Reply {
    let id: AttributeDefinitionId = call.request.path("id")?;
    call.request.no_query()?;
    let expected = call.request.if_match()?;
    once(call, None, async move |work| {
        usecase::delete_attribute_definition(work, id, expected).await?;
        Ok(Answer::empty())
    })
    .await
}
