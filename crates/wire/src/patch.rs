//! How request fields are read where serde alone is too generous: which of them may be null, and
//! that an object is an object.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Deserializer, de};

/// Reads a field whose null takes the thing away: absent is `None` (by `#[serde(default)]`),
/// null is `Some(None)`.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub(crate) fn nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Reads a field that must not be null.
pub(crate) fn not_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Reads an object, or null as `None`. Serde would also take an array with the fields in order.
pub(crate) fn object<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    struct Visitor<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
        type Value = Option<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_unit<E>(self) -> Result<Option<T>, E> {
            Ok(None)
        }

        fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map)).map(Some)
        }
    }
    deserializer.deserialize_any(Visitor(PhantomData))
}

/// Reads an object that must be there.
pub(crate) fn required_object<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    object(deserializer)?.ok_or_else(|| de::Error::invalid_type(de::Unexpected::Unit, &"an object"))
}

#[cfg(test)]
mod tests {
    use crate::{CreateConversation, PatchContact};

    #[test]
    fn absent_null_and_a_value_are_three_things() {
        let patch: Option<PatchContact> = serde_json::from_str(r#"{"phone": null, "email": "a@b.c"}"#).ok();
        let fields = patch.map(|patch| (patch.name, patch.phone, patch.email, patch.external_id));
        assert_eq!(fields, Some((None, Some(None), Some(Some("a@b.c".to_owned())), None)));
        assert!(serde_json::from_str::<PatchContact>(r#"{"name": null}"#).is_err());
    }

    #[test]
    fn an_array_is_not_an_object() {
        let body =
            |contact: &str| format!(r#"{{"inbox_id": "0192f0c1-2a3b-7c4d-8e5f-001122334455", "contact": {contact}}}"#);
        let parses = |contact: &str| serde_json::from_str::<CreateConversation>(&body(contact)).is_ok();
        assert!(parses(r#"{"name": "Ana"}"#) && parses("null"));
        assert!(!parses(r#"["Ana"]"#));
        assert!(!parses(r#"{"name": "Ana", "nickname": "A"}"#));
    }
}
