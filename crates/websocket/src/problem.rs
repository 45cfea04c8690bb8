//! Errors of the domain as the problems of REST: the same codes, statuses and titles. The one file of
//! this crate that knows them. What a command of this protocol cannot run into is a defect here.

use std::borrow::Cow;

use skybot_domain::Error;
use skybot_domain::error::{Resource, StoreError};
use skybot_wire::{Problem, ProblemError};
use uuid::Uuid;

/// Code, status and title, as the pages under `/problems/` have them.
type Kind = (&'static str, u16, &'static str);

const CONVERSATION_NOT_FOUND: Kind = ("CONVERSATION_NOT_FOUND", 404, "No such conversation");
const FORBIDDEN: Kind = ("FORBIDDEN", 403, "Not allowed");
const VALIDATION_FAILED: Kind = ("VALIDATION_FAILED", 422, "The request is not valid");
const LIMIT_REACHED: Kind = ("LIMIT_REACHED", 409, "There are as many as there may be");
const SERVICE_UNAVAILABLE: Kind = ("SERVICE_UNAVAILABLE", 503, "Not available just now");
const INTERNAL: Kind = ("INTERNAL", 500, "The server failed");

/// What a client is told. `request`: names the command in the log.
pub(crate) fn problem(error: &Error, request: Uuid) -> Box<Problem> {
    let ((code, status, title), detail) = match error {
        Error::NotFound(Resource::Conversation) => (CONVERSATION_NOT_FOUND, None),
        Error::Forbidden(_) => (FORBIDDEN, None),
        Error::Invalid(_) => (VALIDATION_FAILED, None),
        Error::LimitReached { .. } => (LIMIT_REACHED, Some(error.to_string())),
        Error::Store(StoreError::Unavailable(_)) => (SERVICE_UNAVAILABLE, None),
        defect => {
            tracing::error!(error = %defect, request_id = %request, "a command failed");
            (INTERNAL, None)
        }
    };
    let errors = match error {
        Error::Invalid(violations) => violations
            .iter()
            .map(|(pointer, violation)| ProblemError {
                pointer: pointer.to_owned(),
                code: Cow::Borrowed(violation.code),
                detail: Cow::Owned(violation.detail.clone()),
            })
            .collect(),
        _ => Vec::new(),
    };
    Box::new(Problem {
        kind: Cow::Owned(format!("/problems/{code}")),
        title: Cow::Borrowed(title),
        status,
        detail: detail.map_or(Cow::Borrowed(title), Cow::Owned),
        instance: "/api/v1/realtime".to_owned(),
        code: Cow::Borrowed(code),
        request_id: request.to_string(),
        errors,
        current_version: None,
        merged_into: None,
        oldest: None,
    })
}
