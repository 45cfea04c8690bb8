//! Canned responses.

use actix_web::{delete, get, patch, post};
use skybot_domain::Id;
use skybot_domain::canned::{CannedResponse, CannedResponsePatch, NewCannedResponse, ShortCode};
use skybot_domain::error::{Error, Resource, Violations};
use skybot_domain::id::CannedResponseId;
use skybot_domain::template::Template;
use skybot_domain::text::Name;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::parse;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::query;
use crate::request::Call;

pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(list_canned_responses)
        .service(create_canned_response)
        .service(get_canned_response)
        .service(patch_canned_response)
        .service(delete_canned_response)
        .service(render_canned_response);
}

fn changed(response: CannedResponse) -> Result<Answer, Problem> {
    Answer::versioned(response.version, &wire::CannedResponse::from(response))
}

/// Canned responses that are for the caller, oldest first
///
/// A team's are for its members, and for those who configure the tenant.
#[utoipa::path(
    tag = "writing",
    params(wire::CannedResponsesQuery),
    responses((status = 200, description = "The canned responses", body = wire::Page<wire::CannedResponse>)),
)]
#[get("/canned-responses")]
async fn list_canned_responses(call: Call) -> Reply {
    let query: wire::CannedResponsesQuery = call.request.query()?;
    let page = query::page(List::CannedResponses, query.limit, query.cursor.as_deref())?;
    let q = query.q.as_deref().map(query::search).transpose()?;
    let found = call.request.api().ports.store.canned_responses(&call.scope, q.as_ref(), page).await?;
    Answer::ok(&query::to_wire::<_, wire::CannedResponse>(List::CannedResponses, found)).map(Answer::send)
}

/// Make a canned response
#[utoipa::path(
    tag = "writing",
    request_body = wire::CreateCannedResponse,
    responses((status = 201, description = "The canned response", body = wire::CannedResponse)),
)]
#[post("/canned-responses")]
async fn create_canned_response(mut call: Call) -> Reply {
    let (body, claim) = call.command::<wire::CreateCannedResponse>().await?;
    let mut violations = Violations::default();
    let short_code = violations.take("/short_code", ShortCode::parse(&body.short_code));
    let title = violations.take("/title", Name::parse(&body.title));
    let text = violations.take("/body", Template::parse(&body.body));
    let new = short_code.zip(title).zip(text).map(|((short_code, title), text)| NewCannedResponse {
        short_code,
        title,
        body: text,
        team_id: body.team_id.map(Id::new),
    });
    let new = parse::checked(violations, new)?;
    once(call, claim, async move |work| {
        let response = usecase::create_canned_response(work, new).await?;
        Answer::created_versioned(response.version, &wire::CannedResponse::from(response))
    })
    .await
}

/// One canned response
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The canned response")),
    responses((status = 200, description = "The canned response", body = wire::CannedResponse)),
)]
#[get("/canned-responses/{id}")]
async fn get_canned_response(call: Call) -> Reply {
    let id: CannedResponseId = call.request.path("id")?;
    call.request.no_query()?;
    let found = call.request.api().ports.store.canned_response(&call.scope, id).await?;
    // Never 304: the count of uses changes without the version.
    changed(found.ok_or(Error::NotFound(Resource::CannedResponse))?).map(Answer::send)
}

/// Change a canned response
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The canned response")),
    request_body = wire::PatchCannedResponse,
    responses((status = 200, description = "The canned response", body = wire::CannedResponse)),
)]
#[patch("/canned-responses/{id}")]
async fn patch_canned_response(mut call: Call) -> Reply {
    let id: CannedResponseId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchCannedResponse>().await?;
    let mut violations = Violations::default();
    let code = body.short_code.as_deref().map(ShortCode::parse);
    let title = body.title.as_deref().map(Name::parse);
    let text = body.body.as_deref().map(Template::parse);
    let patch = CannedResponsePatch {
        short_code: code.and_then(|code| violations.take("/short_code", code)),
        title: title.and_then(|title| violations.take("/title", title)),
        body: text.and_then(|text| violations.take("/body", text)),
        team_id: body.team_id.map(|team| team.map(Id::new)),
    };
    let patch = parse::checked(violations, Some(patch))?;
    once(call, claim, async move |work| changed(usecase::patch_canned_response(work, id, &patch, expected).await?))
        .await
}

/// Delete a canned response
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The canned response")),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/canned-responses/{id}")]
async fn delete_canned_response(call: Call) -> Reply {
    let id: CannedResponseId = call.request.path("id")?;
    call.request.no_query()?;
    let expected = call.request.if_match()?;
    once(call, None, async move |work| {
        usecase::delete_canned_response(work, id, expected).await?;
        Ok(Answer::empty())
    })
    .await
}

/// Fill a canned response in for a conversation
///
/// It posts nothing. Counts as a use.
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The canned response")),
    request_body = wire::RenderCannedResponse,
    responses((status = 200, description = "What it says there", body = wire::Rendered)),
)]
#[post("/canned-responses/{id}/render")]
async fn render_canned_response(mut call: Call) -> Reply {
    let id: CannedResponseId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::RenderCannedResponse>().await?;
    let conversation = Id::new(body.conversation_id);
    once(call, claim, async move |work| {
        let rendered = usecase::render_canned_response(work, id, conversation).await?;
        Answer::ok(&wire::Rendered::from(rendered))
    })
    .await
}
