//! Outside the API: health, readiness, the OpenAPI document, the pages of problems.

use actix_web::http::header;
use actix_web::{HttpResponse, get};
use skybot_domain::ports::Budget;
use skybot_wire as wire;

use super::Routes;
use crate::answer::{Answer, Reply};
use crate::problem::{Code, Problem, html};
use crate::request::Request;

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(get_health).service(get_ready).service(get_openapi).service(get_problem);
}

/// Whether the process lives
///
/// Never looks at the store.
#[utoipa::path(
    tag = "system",
    responses((status = 200, description = "It lives", body = wire::Health)),
)]
#[get("/health")]
async fn get_health(request: Request) -> Reply {
    request.spend_by_address(Budget::System).await?;
    Answer::ok(&wire::Health { status: wire::HealthStatus::Ok, bus: None }).map(Answer::send)
}

/// Whether the server can serve
#[utoipa::path(
    tag = "system",
    responses(
        (status = 200, description = "The database answers and its schema is this release's", body = wire::Health),
        (status = 503, description = "Not now", body = wire::Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/ready")]
async fn get_ready(request: Request) -> Reply {
    request.spend_by_address(Budget::System).await?;
    if let Err(error) = request.api().ports.store.ready().await {
        tracing::warn!(%error, "not ready");
        return Err(Problem::of(Code::NotReady).retry_after(1));
    }
    let bus = request.api().ports.bus.as_ref();
    let bus = bus.map(|bus| if bus.is_up() { wire::BusStatus::Up } else { wire::BusStatus::Down });
    Answer::ok(&wire::Health { status: wire::HealthStatus::Ok, bus }).map(Answer::send)
}

/// This document
#[utoipa::path(
    tag = "system",
    responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value)),
)]
#[get("/api/openapi.json")]
async fn get_openapi(request: Request) -> Reply {
    request.spend_by_address(Budget::System).await?;
    let document = request.api().document()?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "application/json")).body(document))
}

/// What a problem means, as a page for people
#[utoipa::path(
    tag = "system",
    params(("code" = String, Path, description = "The `code` of a problem", example = "CONVERSATION_NOT_FOUND")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, description = "No such problem", body = wire::Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/problems/{code}")]
async fn get_problem(request: Request) -> Reply {
    request.spend_by_address(Budget::System).await?;
    let name = request.segment("code");
    let known = Code::ALL.iter().find(|code| code.as_str() == name);
    let code = known.ok_or_else(|| Problem::of(Code::RouteNotFound))?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8")).body(html(*code)))
}
