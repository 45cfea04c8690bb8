//! Routes that go on from an id: `/conversations/{id}/read`.
//!
//! The id is taken off the path here, so that the router has plain text left to compare: its regular expression
//! for an id cost more than all the rest of finding a route. Never judges an id; handlers do.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest};

use crate::access::Rules;
use crate::server::nothing_here;
use crate::trace::Trace;

/// What the id is called, in patterns and by handlers.
const ID: &str = "id";

/// Middleware of a group of routes: takes what comes next in the path for the id. Where nothing comes, no route of the
/// group is meant.
pub(crate) async fn take_id(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let path = request.match_info();
    let rest = path.unprocessed();
    let id = rest.strip_prefix('/').and_then(|rest| rest.split('/').next()).filter(|id| !id.is_empty());
    // The router counts in so many bits.
    let taken = id.and_then(|id| Some((id.to_owned(), u16::try_from(1 + id.len()).ok()?)));
    let Some((id, length)) = taken else {
        return Ok(match nothing_here(request.request()) {
            Ok(page) => request.into_response(page),
            Err(problem) => request.error_response(problem),
        });
    };
    Trace::of(&request).set_id_at(path.as_str().len() - rest.len());
    let path = request.match_info_mut();
    path.skip(length);
    path.add_static(ID, id);
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

/// The pattern of the route that took a request.
pub(crate) fn pattern(request: &HttpRequest, trace: &Trace) -> Option<String> {
    let plain = request.match_pattern()?;
    Some(match trace.id_at() {
        Some(at) => with_id(&plain, at),
        None => plain,
    })
}

/// The pattern that a path has with other methods than the request's, which no route took. The router knows the
/// plain rest of a group's routes as if it could stand without an id: only the rules know what is a route.
pub(crate) fn pattern_of_path(request: &HttpRequest, trace: &Trace, rules: &Rules) -> Option<String> {
    let whole = request.match_pattern().filter(|pattern| rules.know(pattern));
    whole.or_else(|| {
        let at = trace.id_at()?;
        let (before, id) = request.match_info().as_str().split_at_checked(at)?;
        let after = id.get(1 + request.match_info().get(ID)?.len()..)?;
        let plain = request.resource_map().match_pattern(&format!("{before}{after}"))?;
        Some(with_id(&plain, at)).filter(|pattern| rules.know(pattern))
    })
}

/// Nothing before an id is one, so it stands at the same place in path and pattern.
fn with_id(plain: &str, at: usize) -> String {
    let (before, after) = plain.split_at_checked(at).unwrap_or((plain, ""));
    format!("{before}/{{{ID}}}{after}")
}
