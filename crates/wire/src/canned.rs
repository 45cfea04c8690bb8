//! Canned responses.

use serde::{Deserialize, Serialize};
use skybot_domain::{canned as domain, template};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Timestamp, patch};

/// A text that a team says again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CannedResponse {
    /// Its id.
    pub id: Uuid,
    /// What people type to find it.
    #[schema(example = "thanks")]
    pub short_code: String,
    /// What people read.
    pub title: String,
    /// What it says, with its variables.
    #[schema(example = "Thank you, {{contact.first_name | dear customer}}!")]
    pub body: String,
    /// For the members of this team only; null is for all.
    #[schema(required)]
    pub team_id: Option<Uuid>,
    /// How often it was filled in.
    pub usage_count: i64,
    /// Counts changes; being used is none.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl From<domain::CannedResponse> for CannedResponse {
    fn from(response: domain::CannedResponse) -> Self {
        Self {
            id: response.id.uuid(),
            short_code: response.short_code.as_str().to_owned(),
            title: response.title.into_string(),
            body: response.body.as_str().to_owned(),
            team_id: response.team_id.map(skybot_domain::Id::uuid),
            usage_count: response.usage_count,
            version: response.version,
            created_at: response.created_at.into(),
            updated_at: response.updated_at.into(),
        }
    }
}

/// A canned response to be made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCannedResponse {
    /// What people type to find it; kept in lower case; unique in the tenant.
    #[schema(pattern = "^[A-Za-z0-9_-]{1,40}$", example = "thanks")]
    pub short_code: String,
    /// What people read.
    #[schema(min_length = 1, max_length = 120)]
    pub title: String,
    /// What it says. `{{variable | fallback}}` stands for a value: `contact.name`,
    /// `contact.first_name`, `contact.email`, `contact.phone`, `contact.custom.<name>`, `agent.name`,
    /// `agent.first_name`, `conversation.number`, `conversation.subject`,
    /// `conversation.custom.<name>`, `inbox.name`, `account.name`.
    #[schema(min_length = 1, max_length = 16384, example = "Thank you, {{contact.first_name | dear customer}}!")]
    pub body: String,
    /// For the members of this team only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_id: Option<Uuid>,
}

/// Changes to a canned response. Absent leaves a field as it is; null takes it away.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchCannedResponse {
    /// What people type to find it.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[A-Za-z0-9_-]{1,40}$", nullable = false)]
    pub short_code: Option<String>,
    /// What people read.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 120, nullable = false)]
    pub title: Option<String>,
    /// What it says.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 16384, nullable = false)]
    pub body: Option<String>,
    /// Whom it is for.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub team_id: Option<Option<Uuid>>,
}

/// What a canned response is filled in for.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenderCannedResponse {
    /// The conversation.
    pub conversation_id: Uuid,
}

/// A canned response, filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rendered {
    /// What it says. Values are in it as they are.
    pub body: String,
    /// Variables that had neither a value nor a fallback, and left nothing.
    pub missing: Vec<String>,
}

impl From<template::Rendered> for Rendered {
    fn from(rendered: template::Rendered) -> Self {
        Self { body: rendered.body, missing: rendered.missing }
    }
}
