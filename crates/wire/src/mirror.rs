//! Enums of the domain as JSON knows them: the same variants, the same stable names.

/// Declares the wire form of a `named_enum!` of the domain, with both conversions, and a test
/// that the names agree.
///
/// The names are `tt`: a `literal` comes wrapped in a group, which utoipa does not look into, and
/// the document would have the names of the variants.
macro_rules! mirror {
    ($(#[$doc:meta])* pub enum $name:ident = $domain:path, $test:ident { $($variant:ident = $text:tt,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[expect(missing_docs, reason = "the domain documents the variants")]
        pub enum $name { $(#[serde(rename = $text)] $variant,)* }

        impl $name {
            /// The stable name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                use $domain as Domain;
                match value { $(Domain::$variant => Self::$variant,)* }
            }
        }

        impl From<$name> for $domain {
            fn from(value: $name) -> Self {
                use $domain as Domain;
                match value { $($name::$variant => Domain::$variant,)* }
            }
        }

        #[cfg(test)]
        #[test]
        fn $test() {
            use $domain as Domain;
            for value in Domain::ALL {
                let wire = serde_json::to_value($name::from(*value)).ok();
                assert_eq!(wire.as_ref().and_then(serde_json::Value::as_str), Some(value.as_str()));
            }
        }
    };
}

pub(crate) use mirror;
