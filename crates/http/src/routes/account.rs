//! The tenant and its labels.

use actix_web::{HttpResponse, delete, get, patch, post};
use skybot_domain::account::AccountPatch;
use skybot_domain::error::{Error, Resource, Violation, Violations};
use skybot_domain::id::LabelId;
use skybot_domain::label::{Color, LabelName, LabelPatch, NewLabel};
use skybot_domain::text::{Name, Region};
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::parse;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::request::Call;
use crate::{condition, query};

pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(get_account)
        .service(patch_account)
        .service(list_labels)
        .service(create_label)
        .service(patch_label)
        .service(delete_label);
}

/// The tenant of the credential
#[utoipa::path(
    tag = "account",
    responses(
        (status = 200, description = "The tenant", body = wire::Account),
        (status = 304, description = "The version of `If-None-Match` is the present one"),
    ),
)]
#[get("/account")]
async fn get_account(call: Call) -> Reply {
    call.request.no_query()?;
    let account = call.request.api().ports.store.account(&call.scope).await?;
    let account = account.ok_or(Error::NotFound(Resource::Account))?;
    if condition::none_match(call.request.http().headers(), account.version) {
        return Ok(HttpResponse::NotModified().insert_header(("ETag", condition::etag(account.version))).finish());
    }
    Answer::versioned(account.version, &wire::Account::from(account)).map(Answer::send)
}

/// Change what holds for the whole tenant
#[utoipa::path(
    tag = "account",
    request_body = wire::PatchAccount,
    responses((status = 200, description = "The tenant", body = wire::Account)),
)]
#[patch("/account")]
async fn patch_account(mut call: Call) -> Reply {
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchAccount>().await?;
    let name = body.name.as_deref().map(Name::parse).transpose();
    let ports = &call.request.api().ports;
    let region = |text: String| {
        let unknown = || Violation::new("UNKNOWN_REGION", "must be a country that has telephone numbers");
        Region::parse(&text).and_then(|region| if ports.phones.knows(region) { Ok(region) } else { Err(unknown()) })
    };
    let default_region = body.default_region.map(|text| text.map(region).transpose()).transpose();
    let patch = AccountPatch {
        name: name.map_err(|violation| Problem::invalid("/name", violation))?,
        default_region: default_region.map_err(|violation| Problem::invalid("/default_region", violation))?,
        locale: body.locale.map(Into::into),
        search_language: body.search_language.map(Into::into),
        second_factor_required: body.second_factor_required,
    };
    once(call, claim, async move |work| {
        let account = usecase::patch_account(work, &patch, expected).await?;
        Answer::versioned(account.version, &wire::Account::from(account))
    })
    .await
}

/// The tenant's labels, oldest first
#[utoipa::path(
    tag = "account",
    params(wire::PageQuery),
    responses((status = 200, description = "The labels", body = wire::Page<wire::Label>)),
)]
#[get("/labels")]
async fn list_labels(call: Call) -> Reply {
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::Labels, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.labels(&call.scope, page).await?;
    Answer::ok(&query::to_wire::<_, wire::Label>(List::Labels, found)).map(Answer::send)
}

/// Make a label
#[utoipa::path(
    tag = "account",
    request_body = wire::CreateLabel,
    responses((status = 201, description = "The label", body = wire::Label)),
)]
#[post("/labels")]
async fn create_label(mut call: Call) -> Reply {
    let (body, claim) = call.command::<wire::CreateLabel>().await?;
    let mut violations = Violations::default();
    let name = violations.take("/name", LabelName::parse(&body.name));
    let color = violations.take("/color", Color::parse(&body.color));
    let new = name.zip(color).map(|(name, color)| NewLabel { name, color });
    let new = parse::checked(violations, new)?;
    once(call, claim, async move |work| {
        let label = usecase::create_label(work, new).await?;
        Answer::created_versioned(label.version, &wire::Label::from(label))
    })
    .await
}

/// Change a label
///
/// A new name shows wherever the label is named: on conversations, in filters and search, in macros and in saved
/// views. `account:updated` tells of it; the conversations that have the label are not told of one by one.
#[utoipa::path(
    tag = "account",
    params(("id" = Uuid, Path, description = "The label")),
    request_body = wire::PatchLabel,
    responses((status = 200, description = "The label", body = wire::Label)),
)]
#[patch("/labels/{id}")]
async fn patch_label(mut call: Call) -> Reply {
    let id: LabelId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchLabel>().await?;
    let mut violations = Violations::default();
    let patch = LabelPatch {
        name: body.name.and_then(|name| violations.take("/name", LabelName::parse(&name))),
        color: body.color.and_then(|color| violations.take("/color", Color::parse(&color))),
    };
    let patch = parse::checked(violations, Some(patch))?;
    once(call, claim, async move |work| {
        let label = usecase::patch_label(work, id, &patch, expected).await?;
        Answer::versioned(label.version, &wire::Label::from(label))
    })
    .await
}

/// Delete a label, from all conversations too
#[utoipa::path(
    tag = "account",
    params(("id" = Uuid, Path, description = "The label")),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/labels/{id}")]
async fn delete_label(call: Call) -> Reply {
    let id: LabelId = call.request.path("id")?;
    call.request.no_query()?;
    let expected = call.request.if_match()?;
    once(call, None, async move |work| {
        usecase::delete_label(work, id, expected).await?;
        Ok(Answer::empty())
    })
    .await
}
