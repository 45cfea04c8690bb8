//! Where conversations went that became part of another one: every route that does not find one by its
//! old id leads to the same route under the new id. Said here, so that no handler has to.

use actix_web::dev::ServiceResponse;
use skybot_domain::Id;

use crate::problem::{Code, Problem};
use crate::server::Api;
use crate::trace::Trace;

/// What all routes about one conversation begin with.
const CONVERSATION: &str = "/api/v1/conversations/{id}";

/// The redirect that a response is instead, if it is one.
pub(crate) async fn of<B>(api: &Api, trace: &Trace, response: &ServiceResponse<B>) -> Option<Problem> {
    let problem = response.response().error()?.as_error::<Problem>()?;
    let request = response.request();
    if problem.code() != Code::ConversationNotFound || !trace.route(request)?.starts_with(CONVERSATION) {
        return None;
    }
    let old = request.match_info().get("id")?;
    match api.ports.store.merged_into(trace.caller()?, Id::parse(old)?).await {
        Ok(into) => {
            let into = into?.uuid();
            let target = request.uri().path_and_query()?.as_str();
            Some(Problem::merged(into, &target.replacen(old, &into.to_string(), 1)))
        }
        Err(error) => Some(error.into()),
    }
}
