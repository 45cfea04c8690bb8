//! The durable log, for machines and polling.

use actix_web::get;
use skybot_domain::error::{Error, Violation};
use skybot_wire as wire;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::answer::{Answer, Reply};
use crate::problem::Problem;
use crate::query;
use crate::request::Call;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_events);
}

/// Events after a position
///
/// Read on with `after` = `next_after` until it equals `head`.
#[utoipa::path(
    tag = "events",
    params(wire::EventsQuery),
    responses(
        (status = 200, description = "What the caller may see of this stretch of the log", body = wire::EventPage),
        (status = 410, description = "Events after this position are gone; `oldest` can be read after",
            body = wire::Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/events")]
async fn list_events(call: Call) -> Reply {
    let query: wire::EventsQuery = call.request.query()?;
    let limit = query::limit(query.limit)?;
    let out_of_range = |detail: &str| Problem::invalid("after", Violation::new("OUT_OF_RANGE", detail));
    let after = query.after.unwrap_or(0);
    if after < 0 {
        return Err(out_of_range("must be at least 0"));
    }
    let slice = call.request.api().ports.events.read(&call.scope, after, limit).await?;
    if query.after.is_some_and(|after| after < slice.trimmed) {
        return Err(Error::CursorExpired { oldest: slice.trimmed }.into());
    }
    if after > slice.head {
        return Err(out_of_range("is after the newest position"));
    }
    Answer::ok(&wire::EventPage::from(slice)).map(Answer::send)
}
