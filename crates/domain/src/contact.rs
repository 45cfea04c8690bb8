//! Contacts: a tenant's customers, each known by one or more identities.

use crate::Timestamp;
use crate::attributes::Attributes;
use crate::error::{Violation, Violations};
use crate::id::ContactId;
use crate::named::named_enum;
use crate::text::{Email, ExternalId, Name, Phone};

named_enum! {
    /// How a contact can be known.
    pub enum IdentityKind {
        /// E.164.
        Phone = "phone",
        /// Compared without regard to case.
        Email = "email",
        /// What another system calls the contact.
        External = "external",
    }
}

/// One way a contact is known. Unique in the tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// A phone number.
    Phone(Phone),
    /// An address.
    Email(Email),
    /// An id of another system.
    External(ExternalId),
}

impl Identity {
    /// Which kind.
    pub const fn kind(&self) -> IdentityKind {
        match self {
            Self::Phone(_) => IdentityKind::Phone,
            Self::Email(_) => IdentityKind::Email,
            Self::External(_) => IdentityKind::External,
        }
    }

    /// The text as it is shown.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Phone(phone) => phone.as_str(),
            Self::Email(email) => email.as_str(),
            Self::External(id) => id.as_str(),
        }
    }

    /// Checks a value of a kind.
    pub fn parse(kind: IdentityKind, value: &str) -> Result<Self, Violation> {
        Ok(match kind {
            IdentityKind::Phone => Self::Phone(Phone::parse(value)?),
            IdentityKind::Email => Self::Email(Email::parse(value)?),
            IdentityKind::External => Self::External(ExternalId::parse(value)?),
        })
    }
}

/// A customer.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// What the contact is called.
    pub name: Name,
    /// Known by these; one of a kind in this release.
    pub phone: Option<Phone>,
    /// See [`Contact::phone`].
    pub email: Option<Email>,
    /// See [`Contact::phone`].
    pub external_id: Option<ExternalId>,
    /// Custom attributes.
    pub attributes: Attributes,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What a conversation shows of its contact.
#[derive(Debug, Clone)]
pub struct ContactSummary {
    /// Its id.
    pub id: ContactId,
    /// What the contact is called.
    pub name: Name,
    /// Phone, if known.
    pub phone: Option<Phone>,
    /// Address, if known.
    pub email: Option<Email>,
}

/// A contact to be made.
#[derive(Debug, Clone)]
pub struct NewContact {
    /// What the contact is called.
    pub name: Name,
    /// Known by these, each kind at most once.
    pub identities: Vec<Identity>,
    /// Custom attributes.
    pub attributes: Attributes,
}

/// Changes to a contact. Outer `None`: leave it; inner `None`: take it away.
#[derive(Debug, Clone, Default)]
pub struct ContactPatch {
    /// New name.
    pub name: Option<Name>,
    /// New phone.
    pub phone: Option<Option<Phone>>,
    /// New address.
    pub email: Option<Option<Email>>,
    /// New external id.
    pub external_id: Option<Option<ExternalId>>,
    /// All custom attributes anew.
    pub attributes: Option<Attributes>,
}

impl NewContact {
    /// Checks the fields as they come from outside; `None` fields are absent.
    pub fn parse(
        name: &str,
        phone: Option<&str>,
        email: Option<&str>,
        external_id: Option<&str>,
        attributes: Attributes,
    ) -> Result<Self, Violations> {
        let mut violations = Violations::default();
        let name = violations.take("/name", Name::parse(name));
        let mut identities = Vec::new();
        for (kind, pointer, value) in [
            (IdentityKind::Phone, "/phone", phone),
            (IdentityKind::Email, "/email", email),
            (IdentityKind::External, "/external_id", external_id),
        ] {
            let parsed = value.map(|value| Identity::parse(kind, value));
            identities.extend(parsed.and_then(|parsed| violations.take(pointer, parsed)));
        }
        match name {
            Some(name) if violations.iter().next().is_none() => Ok(Self { name, identities, attributes }),
            _ => Err(violations),
        }
    }
}
