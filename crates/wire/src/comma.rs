//! Several values in one query parameter, with commas between: `status=open,pending`.

use serde::de::{DeserializeOwned, IntoDeserializer, value};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

/// Reads at least one value.
pub(crate) fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.split(',')
        .map(|part| T::deserialize(part.into_deserializer()).map_err(|error: value::Error| de::Error::custom(error)))
        .collect()
}

/// Writes the values' names.
pub(crate) fn serialize<T: Serialize, S: Serializer>(values: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let names: Result<Vec<String>, S::Error> = values
        .iter()
        .map(|value| match serde_json::to_value(value) {
            Ok(serde_json::Value::String(name)) => Ok(name),
            _ => Err(ser::Error::custom("the value has no name")),
        })
        .collect();
    serializer.serialize_str(&names?.join(","))
}
