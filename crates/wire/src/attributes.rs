//! Custom attributes.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use skybot_domain::attributes as domain;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, schema};
use utoipa::{PartialSchema, ToSchema};

/// Custom attributes by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attributes(pub BTreeMap<String, AttributeValue>);

impl Attributes {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl PartialSchema for Attributes {
    fn schema() -> RefOr<Schema> {
        let value = ObjectBuilder::new()
            .schema_type(schema::SchemaType::from_iter([Type::String, Type::Number, Type::Boolean]))
            .max_length(Some(domain::MAX_TEXT));
        let name = ObjectBuilder::new()
            .schema_type(schema::SchemaType::Type(Type::String))
            .pattern(Some("^[a-z][a-z0-9_]{0,59}$"));
        ObjectBuilder::new()
            .schema_type(schema::SchemaType::Type(Type::Object))
            .description(Some("Custom attributes by name: lower snake case names, plain values"))
            .property_names(Some(name))
            .additional_properties(Some(value))
            .max_properties(Some(domain::MAX_ATTRIBUTES))
            .examples([serde_json::json!({"plan": "gold", "seats": 5, "trial": false})])
            .into()
    }
}

impl ToSchema for Attributes {}

/// A plain value: text, number or boolean.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeValue {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Bool(bool),
}

/// Integers that a double holds exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Serialize for AttributeValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Bool(value) => serializer.serialize_bool(*value),
            // 5 is written as 5, not as 5.0.
            #[expect(clippy::cast_possible_truncation, reason = "an integer within the exact range")]
            Self::Number(number) if number.fract() == 0.0 && number.abs() < EXACT => {
                serializer.serialize_i64(*number as i64)
            }
            Self::Number(number) => serializer.serialize_f64(*number),
        }
    }
}

impl<'de> Deserialize<'de> for AttributeValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        #[expect(clippy::cast_precision_loss, reason = "JSON numbers are doubles")]
        impl de::Visitor<'_> for Visitor {
            type Value = AttributeValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text, a number or a boolean")
            }

            fn visit_bool<E>(self, value: bool) -> Result<AttributeValue, E> {
                Ok(AttributeValue::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<AttributeValue, E> {
                Ok(AttributeValue::Number(value as f64))
            }

            fn visit_u64<E>(self, value: u64) -> Result<AttributeValue, E> {
                Ok(AttributeValue::Number(value as f64))
            }

            fn visit_f64<E>(self, value: f64) -> Result<AttributeValue, E> {
                Ok(AttributeValue::Number(value))
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<AttributeValue, E> {
                Ok(AttributeValue::Text(value.to_owned()))
            }

            fn visit_string<E: de::Error>(self, value: String) -> Result<AttributeValue, E> {
                Ok(AttributeValue::Text(value))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl From<AttributeValue> for domain::Value {
    fn from(value: AttributeValue) -> Self {
        match value {
            AttributeValue::Text(text) => Self::Text(text),
            AttributeValue::Number(number) => Self::Number(number),
            AttributeValue::Bool(value) => Self::Bool(value),
        }
    }
}

impl From<&domain::Value> for AttributeValue {
    fn from(value: &domain::Value) -> Self {
        match value {
            domain::Value::Text(text) => Self::Text(text.clone()),
            domain::Value::Number(number) => Self::Number(*number),
            domain::Value::Bool(value) => Self::Bool(*value),
        }
    }
}

/// The attributes of a resource.
pub(crate) fn from_domain(attributes: &domain::Attributes) -> Attributes {
    Attributes(attributes.iter().map(|(name, value)| (name.to_owned(), value.into())).collect())
}

#[cfg(test)]
mod tests {
    use super::AttributeValue;

    #[test]
    fn numbers_keep_their_look() {
        for text in ["5", "-5", "0.5", "true", "\"gold\"", "9007199254740992.0"] {
            let value: Option<AttributeValue> = serde_json::from_str(text).ok();
            assert_eq!(serde_json::to_string(&value).ok().as_deref(), Some(text));
        }
        assert!(serde_json::from_str::<AttributeValue>("{}").is_err());
        assert!(serde_json::from_str::<AttributeValue>("null").is_err());
    }
}
