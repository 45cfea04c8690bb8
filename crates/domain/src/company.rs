//! Companies: where contacts work.

use crate::Timestamp;
use crate::attributes::Attributes;
use crate::error::Violation;
use crate::id::CompanyId;
use crate::text::Name;

/// The name of a host, in lower case: `example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain(String);

impl Domain {
    /// Two or more labels of letters, digits and inner hyphens; at most 253 bytes.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let text = text.trim().to_lowercase();
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if text.len() > 253 || !text.contains('.') || !text.split('.').all(label) {
            return Err(Violation::new("INVALID_DOMAIN", "must be the name of a host, such as example.com"));
        }
        Ok(Self(text))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where contacts work.
#[derive(Debug, Clone)]
pub struct Company {
    /// Its id.
    pub id: CompanyId,
    /// What it is called; unique in the tenant without regard to case.
    pub name: Name,
    /// Its host, if known.
    pub domain: Option<Domain>,
    /// Custom attributes.
    pub attributes: Attributes,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A company to be made.
#[derive(Debug, Clone)]
pub struct NewCompany {
    /// What it is called.
    pub name: Name,
    /// Its host.
    pub domain: Option<Domain>,
    /// Custom attributes.
    pub attributes: Attributes,
}

/// Changes to a company. Outer `None`: leave it; inner `None`: take it away.
#[derive(Debug, Clone, Default)]
pub struct CompanyPatch {
    /// New name.
    pub name: Option<Name>,
    /// New host.
    pub domain: Option<Option<Domain>>,
    /// All custom attributes anew.
    pub attributes: Option<Attributes>,
}

#[cfg(test)]
mod tests {
    use super::Domain;

    #[test]
    fn domains_are_names_of_hosts() {
        assert_eq!(Domain::parse(" Example.COM ").as_ref().map(Domain::as_str), Ok("example.com"));
        assert!(Domain::parse("bücher.example").is_ok());
        for text in ["", "com", ".com", "a..b", "-a.b", "a b.c", "https://a.b", "a.b/c", "a\0.b", "a.b-"] {
            assert!(Domain::parse(text).is_err(), "{text:?}");
        }
    }
}
