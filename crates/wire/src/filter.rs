//! Filters: trees of conditions.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Deserializer, Serialize, de};
use skybot_domain::filter as domain;
use utoipa::openapi::schema::{AnyOfBuilder, ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, schema};
use utoipa::{PartialSchema, ToSchema};

use crate::mirror::mirror;
use crate::{AttributeValue, Sort, patch};

mirror! {
    /// What a condition asks of a field.
    pub enum FilterOp = domain::Op, filter_ops_agree {
        In = "in",
        NotIn = "not_in",
        Eq = "eq",
        Ne = "ne",
        Lt = "lt",
        Gt = "gt",
        Before = "before",
        After = "after",
        Has = "has",
        HasNot = "has_not",
        Contains = "contains",
        Exists = "exists",
    }
}

/// The value of a condition: plain, or a list of plain values.
#[derive(Debug, Clone, PartialEq)]
pub enum FilterValue {
    /// A plain value.
    One(AttributeValue),
    /// Several.
    Many(Vec<AttributeValue>),
}

impl PartialSchema for FilterValue {
    fn schema() -> RefOr<Schema> {
        let plain = || {
            ObjectBuilder::new().schema_type(schema::SchemaType::from_iter([Type::String, Type::Number, Type::Boolean]))
        };
        let list = ArrayBuilder::new().items(plain()).max_items(Some(domain::MAX_VALUES));
        AnyOfBuilder::new().item(plain()).item(list).description(Some("A plain value, or a list of them")).into()
    }
}

impl ToSchema for FilterValue {}

impl Serialize for FilterValue {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(value) => value.serialize(serializer),
            Self::Many(values) => values.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for FilterValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        #[expect(clippy::cast_precision_loss, reason = "JSON numbers are doubles")]
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = FilterValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a plain value or a list of them")
            }

            fn visit_bool<E>(self, value: bool) -> Result<FilterValue, E> {
                Ok(FilterValue::One(AttributeValue::Bool(value)))
            }

            fn visit_i64<E>(self, value: i64) -> Result<FilterValue, E> {
                Ok(FilterValue::One(AttributeValue::Number(value as f64)))
            }

            fn visit_u64<E>(self, value: u64) -> Result<FilterValue, E> {
                Ok(FilterValue::One(AttributeValue::Number(value as f64)))
            }

            fn visit_f64<E>(self, value: f64) -> Result<FilterValue, E> {
                Ok(FilterValue::One(AttributeValue::Number(value)))
            }

            fn visit_str<E>(self, value: &str) -> Result<FilterValue, E> {
                Ok(FilterValue::One(AttributeValue::Text(value.to_owned())))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<FilterValue, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = seq.next_element()? {
                    values.push(value);
                }
                Ok(FilterValue::Many(values))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// A filter: exactly one of `all`, `any`, `not` and `field`.
///
/// At most 5 deep (a condition alone is 1), with at most 30 conditions, each of at most 50 values. A
/// condition on what a conversation has not does not hold; its opposite (`not_in`, `ne`, `has_not`,
/// `false`) then does. `all` of nothing is everything, `any` of nothing is nothing.
///
/// | field | op | value |
/// |---|---|---|
/// | `status`, `priority` | `in`, `not_in` | list of names |
/// | `assignee` | `in`, `not_in` | list of `me`, `none` and user ids |
/// | `team` | `in`, `not_in` | list of `none` and team ids |
/// | `inbox`, `contact` | `in`, `not_in` | list of ids |
/// | `label` | `has`, `has_not` | a label's name |
/// | `unread`, `muted`, `participant`, `waiting` | `eq` | boolean; all but the last are the caller's |
/// | `waiting_since`, `created_at`, `last_activity_at` | `before`, `after` | RFC 3339 time |
/// | `number` | `eq`, `ne`, `lt`, `gt` | integer |
/// | `subject` | `contains`; `exists` | text; boolean |
/// | `custom_attributes.<key>`, `contact.custom_attributes.<key>` | `eq`, `ne`; `lt`, `gt`; `exists` | as the attribute is defined; number or day; boolean |
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"all": [
    {"field": "status", "op": "in", "value": ["open"]},
    {"any": [{"field": "label", "op": "has", "value": "vip"}, {"field": "unread", "op": "eq", "value": true}]},
]}))]
pub struct Filter {
    /// All of these hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false)]
    pub all: Option<Vec<Filter>>,
    /// One of these holds, or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false)]
    pub any: Option<Vec<Filter>>,
    /// This does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false)]
    pub not: Option<Box<Filter>>,
    /// Of this field …
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub field: Option<String>,
    /// … this is asked …
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub op: Option<FilterOp>,
    /// … with this value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub value: Option<FilterValue>,
}

/// The members of a filter, as serde reads them from an object.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    #[serde(default, deserialize_with = "patch::not_null")]
    all: Option<Vec<Filter>>,
    #[serde(default, deserialize_with = "patch::not_null")]
    any: Option<Vec<Filter>>,
    #[serde(default, deserialize_with = "patch::not_null")]
    not: Option<Box<Filter>>,
    #[serde(default, deserialize_with = "patch::not_null")]
    field: Option<String>,
    #[serde(default, deserialize_with = "patch::not_null")]
    op: Option<FilterOp>,
    #[serde(default, deserialize_with = "patch::not_null")]
    value: Option<FilterValue>,
}

impl<'de> Deserialize<'de> for Filter {
    /// From an object. Serde would also take an array with the members in order.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Filter;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Filter, A::Error> {
                let Members { all, any, not, field, op, value } =
                    Members::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Filter { all, any, not, field, op, value })
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

impl From<FilterValue> for domain::Operand {
    fn from(value: FilterValue) -> Self {
        match value {
            FilterValue::One(value) => Self::One(value.into()),
            FilterValue::Many(values) => Self::Many(values.into_iter().map(Into::into).collect()),
        }
    }
}

impl From<domain::Operand> for FilterValue {
    fn from(operand: domain::Operand) -> Self {
        match operand {
            domain::Operand::One(value) => Self::One((&value).into()),
            domain::Operand::Many(values) => Self::Many(values.iter().map(Into::into).collect()),
        }
    }
}

impl From<Filter> for domain::Draft {
    fn from(filter: Filter) -> Self {
        let list = |filters: Vec<Filter>| filters.into_iter().map(Self::from).collect();
        Self {
            all: filter.all.map(list),
            any: filter.any.map(list),
            not: filter.not.map(|not| Box::new((*not).into())),
            field: filter.field,
            op: filter.op.map(Into::into),
            value: filter.value.map(Into::into),
        }
    }
}

impl From<domain::Draft> for Filter {
    fn from(draft: domain::Draft) -> Self {
        let list = |drafts: Vec<domain::Draft>| drafts.into_iter().map(Self::from).collect();
        Self {
            all: draft.all.map(list),
            any: draft.any.map(list),
            not: draft.not.map(|not| Box::new((*not).into())),
            field: draft.field,
            op: draft.op.map(Into::into),
            value: draft.value.map(Into::into),
        }
    }
}

/// Which conversations, in which order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilterConversations {
    /// Which.
    pub filter: Filter,
    /// The order; `last_activity` if not given.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sort: Option<Sort>,
    /// Most items on the page; 20 if not given.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 100, nullable = false)]
    pub limit: Option<i64>,
    /// The page before said this was next.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use skybot_domain::filter::Draft;

    use super::Filter;

    #[test]
    fn a_filter_goes_in_and_out_as_it_is() {
        let json = json!({"all": [
            {"field": "status", "op": "in", "value": ["open"]},
            {"any": []},
            {"not": {"field": "number", "op": "gt", "value": 5}},
            {"field": "unread", "op": "eq", "value": true},
        ]});
        let filter: Filter = serde_json::from_value(json.clone()).expect("a filter");
        let again = Filter::from(Draft::from(filter));
        assert_eq!(serde_json::to_value(again).ok(), Some(json));
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for broken in [
            json!([]),
            json!([[]]),
            json!(null),
            json!({"all": null}),
            json!({"all": {}}),
            json!({"not": []}),
            json!({"op": "like"}),
            json!({"field": "a", "op": "eq", "value": {}}),
            json!({"field": "a", "op": "eq", "value": [[1]]}),
            json!({"field": "a", "op": "eq", "value": null}),
            json!({"sql": "true"}),
        ] {
            assert!(serde_json::from_value::<Filter>(broken.clone()).is_err(), "{broken}");
        }
    }
}
