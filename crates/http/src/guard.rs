//! What surrounds every request: its id and span, the deadline, caught panics, problems as JSON,
//! headers, and one line in the log.

use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};
use futures_util::FutureExt;
use tracing::Instrument;

use crate::linger::Held;
use crate::problem::{Code, Problem};
use crate::routes::LONGEST_WAIT;
use crate::server::Api;
use crate::trace::{Trace, sane_request_id};
use crate::{headers, redirects, refusals};

/// Where files are uploaded.
const UPLOADS: &str = "/api/v1/attachments";
/// Where events are waited for.
const EVENTS: &str = "/api/v1/events";

/// The middleware.
pub(crate) async fn guard(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let Some(api) = request.app_data::<web::Data<Api>>().cloned() else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let trace = Trace::new(match sane_request_id(request.headers()) {
        Some(id) => id.to_owned(),
        None => api.ports.ids.uuid(api.ports.clock.now()).to_string(),
    });
    request.extensions_mut().insert(Rc::clone(&trace));
    let seen = Seen { method: request.method().clone(), uri: request.uri().clone(), started };
    if seen.method == Method::HEAD {
        // Answered like GET; the connection leaves the body out.
        request.head_mut().method = Method::GET;
    }

    let held = Held::of(&mut request);

    let span = tracing::info_span!("request", request_id = trace.request_id());
    let served = AssertUnwindSafe(next.call(request)).catch_unwind();
    // An upload has its own time, and then as long as others to be answered.
    let patience = if seen.method == Method::POST && seen.uri.path() == UPLOADS {
        api.settings.upload_timeout + api.settings.request_timeout
    } else if seen.uri.path() == EVENTS {
        LONGEST_WAIT + api.settings.request_timeout
    } else {
        api.settings.request_timeout
    };
    let outcome = tokio::time::timeout(patience, served).instrument(span.clone()).await;
    let redirect = match &outcome {
        Ok(Ok(Ok(response))) if response.status() == StatusCode::NOT_FOUND => {
            redirects::of(&api, &trace, response).instrument(span.clone()).await
        }
        _ => None,
    };
    let _entered = span.enter();
    let failure = match outcome {
        Ok(Ok(Ok(response))) => {
            let response = seen.finish(&api, &trace, response, redirect);
            return Ok(match held {
                Some(held) => response.map_body(|_, body| held.with(body)),
                None => response,
            });
        }
        Ok(Ok(Err(error))) => problem_of(&error),
        Ok(Err(_panic)) => {
            tracing::error!("a handler panicked");
            Problem::of(Code::Internal)
        }
        Err(_elapsed) => Problem::of(Code::Timeout).retry_after(1),
    };
    Err(seen.fail(&api, &trace, &failure))
}

/// What must be known of a request when its handler did not give it back.
struct Seen {
    method: Method,
    uri: Uri,
    started: Instant,
}

impl Seen {
    fn finish(
        &self,
        api: &web::Data<Api>,
        trace: &Trace,
        response: ServiceResponse<impl MessageBody + 'static>,
        redirect: Option<Problem>,
    ) -> ServiceResponse<BoxBody> {
        let problem = redirect.or_else(|| framework_problem(&response));
        if let Some(problem) = &problem {
            refusals::note(api, trace, problem.code(), (&self.method, &self.uri));
        }
        let mut response = match problem {
            Some(problem) => {
                let body = self.document(trace, &problem);
                response.map_body(|head, _| {
                    head.status = problem.code().status();
                    problem.write_headers(&self.uri, &mut head.headers);
                    head.headers.remove(header::CONTENT_ENCODING);
                    BoxBody::new(body)
                })
            }
            None => response.map_into_boxed_body(),
        };
        headers::write(response.headers_mut(), self.uri.path(), api.settings.tls, trace);
        self.log(trace, response.status(), trace.route(response.request()));
        response
    }

    /// The response to a request whose handler is gone.
    fn fail(&self, api: &Api, trace: &Trace, problem: &Problem) -> Error {
        let status = problem.code().status();
        let mut response = HttpResponse::build(status).body(self.document(trace, problem));
        problem.write_headers(&self.uri, response.headers_mut());
        headers::write(response.headers_mut(), self.uri.path(), api.settings.tls, trace);
        self.log(trace, status, None);
        InternalError::from_response(problem.code().as_str(), response).into()
    }

    fn document(&self, trace: &Trace, problem: &Problem) -> Vec<u8> {
        serde_json::to_vec(&problem.document(self.uri.path(), trace.request_id())).unwrap_or_default()
    }

    fn log(&self, trace: &Trace, status: StatusCode, route: Option<&str>) {
        let caller = trace.caller();
        tracing::info!(
            method = self.method.as_str(),
            route,
            status = status.as_u16(),
            micros = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX),
            account_id = caller.map(|scope| display(scope.account())),
            user_id = caller.and_then(|scope| scope.user()).map(display),
            "served"
        );
    }
}

/// The problem that a response stands for, if it is one and is not written yet.
fn framework_problem<B>(response: &ServiceResponse<B>) -> Option<Problem> {
    if let Some(error) = response.response().error() {
        return Some(problem_of(error));
    }
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    (failed && !is_problem(response.headers())).then(|| Problem::of_status(status))
}

fn problem_of(error: &Error) -> Problem {
    match error.as_error::<Problem>() {
        Some(problem) => problem.clone(),
        None => Problem::of_status(error.as_response_error().status_code()),
    }
}

fn is_problem(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes() == b"application/problem+json")
}
