//! Errors: RFC 9457, with our members.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A readable page about this kind of problem, on the same server.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "/problems/CONVERSATION_NOT_FOUND")]
    pub kind: Cow<'static, str>,
    /// The kind in a few words.
    #[schema(value_type = String)]
    pub title: Cow<'static, str>,
    /// The status of the response.
    #[schema(minimum = 300, maximum = 599, example = 404)]
    pub status: u16,
    /// This case in a sentence.
    #[schema(value_type = String)]
    pub detail: Cow<'static, str>,
    /// The path that was asked for.
    pub instance: String,
    /// The kind as a stable constant.
    #[schema(value_type = String, example = "CONVERSATION_NOT_FOUND")]
    pub code: Cow<'static, str>,
    /// Names the request in the server's log.
    pub request_id: String,
    /// The broken rules, for `VALIDATION_FAILED`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemError>,
    /// The version now, for `VERSION_CONFLICT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub current_version: Option<i64>,
    /// What it has become part of, for `CONVERSATION_MERGED` and `CONTACT_MERGED`; what to take apart first, for
    /// `CONTACT_MERGED_FURTHER`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub merged_into: Option<Uuid>,
    /// The oldest position that can be read after, for `CURSOR_EXPIRED`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub oldest: Option<i64>,
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemError {
    /// A JSON Pointer into the body, or the name of a parameter.
    #[schema(example = "/contact/email")]
    pub pointer: String,
    /// The rule as a stable constant.
    #[schema(value_type = String, example = "INVALID_EMAIL")]
    pub code: Cow<'static, str>,
    /// The rule in a sentence.
    #[schema(value_type = String)]
    pub detail: Cow<'static, str>,
}
