//! What a tenant says of its custom attributes.

use serde::{Deserialize, Serialize};
use skybot_domain::attribute_definition as domain;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::mirror::mirror;
use crate::{Timestamp, patch};

mirror! {
    /// What has custom attributes.
    pub enum AttributeEntity = domain::Entity, attribute_entities_agree {
        Conversation = "conversation",
        Contact = "contact",
    }
}

mirror! {
    /// What an attribute holds: `date` a day such as `2026-01-31`, `link` an address that begins with
    /// `http://` or `https://`, `list` one of the options.
    pub enum AttributeType = domain::AttributeType, attribute_types_agree {
        Text = "text",
        Number = "number",
        Boolean = "boolean",
        Date = "date",
        Link = "link",
        List = "list",
    }
}

/// What the values under a key must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttributeDefinition {
    /// Its id.
    pub id: Uuid,
    /// What has it.
    pub entity: AttributeEntity,
    /// What it is called in `custom_attributes`.
    #[schema(example = "plan")]
    pub key: String,
    /// What people call it.
    pub title: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: AttributeType,
    /// Of a list: what may be chosen, in the order it is offered.
    pub options: Vec<String>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl From<domain::AttributeDefinition> for AttributeDefinition {
    fn from(definition: domain::AttributeDefinition) -> Self {
        Self {
            id: definition.id.uuid(),
            entity: definition.entity.into(),
            key: definition.key.as_str().to_owned(),
            title: definition.title.into_string(),
            kind: definition.shape.kind().into(),
            options: definition.shape.options().to_vec(),
            version: definition.version,
            created_at: definition.created_at.into(),
            updated_at: definition.updated_at.into(),
        }
    }
}

/// A definition to be made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAttributeDefinition {
    /// What has it.
    pub entity: AttributeEntity,
    /// What it is called in `custom_attributes`; unique for the entity.
    #[schema(pattern = "^[a-z][a-z0-9_]{0,59}$", example = "plan")]
    pub key: String,
    /// What people call it.
    #[schema(min_length = 1, max_length = 120)]
    pub title: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: AttributeType,
    /// Of a list, and of nothing else: what may be chosen.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub options: Vec<String>,
}

/// Changes to a definition. Absent leaves a field as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchAttributeDefinition {
    /// What people call it.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 120, nullable = false)]
    pub title: Option<String>,
    /// What it holds. Changes only while nothing has a value.
    #[serde(rename = "type", default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kind: Option<AttributeType>,
    /// All options anew. One goes only while nothing has it.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 100, nullable = false)]
    pub options: Option<Vec<String>>,
}

/// Which definitions.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AttributeDefinitionsQuery {
    /// Only of this entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false, inline)]
    pub entity: Option<AttributeEntity>,
    /// Most items on the page; 20 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100, nullable = false)]
    pub limit: Option<i64>,
    /// The page before said this was next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub cursor: Option<String>,
}
