//! Contacts: a tenant's customers, each known by one or more identities.

use crate::Timestamp;
use crate::attributes::Attributes;
use crate::error::{Violation, Violations};
use crate::id::{CompanyId, ContactId, UserId};
use crate::named::named_enum;
use crate::text::{Bsuid, Email, ExternalId, Name, Phone};

/// Most identities that may be given to a contact.
pub const MAX_IDENTITIES: usize = 50;

named_enum! {
    /// How a contact can be known.
    pub enum IdentityKind {
        /// E.164.
        Phone = "phone",
        /// Compared without regard to case.
        Email = "email",
        /// What another system calls the contact.
        External = "external",
        /// What WhatsApp calls somebody who keeps the number to themselves.
        Bsuid = "bsuid",
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
    /// An id of WhatsApp.
    Bsuid(Bsuid),
}

impl Identity {
    /// Which kind.
    pub const fn kind(&self) -> IdentityKind {
        match self {
            Self::Phone(_) => IdentityKind::Phone,
            Self::Email(_) => IdentityKind::Email,
            Self::External(_) => IdentityKind::External,
            Self::Bsuid(_) => IdentityKind::Bsuid,
        }
    }

    /// The text as it is shown.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Phone(phone) => phone.as_str(),
            Self::Email(email) => email.as_str(),
            Self::External(id) => id.as_str(),
            Self::Bsuid(id) => id.as_str(),
        }
    }

    /// Checks a value of a kind.
    pub fn parse(kind: IdentityKind, value: &str) -> Result<Self, Violation> {
        Ok(match kind {
            IdentityKind::Phone => Self::Phone(Phone::parse(value)?),
            IdentityKind::Email => Self::Email(Email::parse(value)?),
            IdentityKind::External => Self::External(ExternalId::parse(value)?),
            IdentityKind::Bsuid => Self::Bsuid(Bsuid::parse(value)?),
        })
    }

    /// The form in which identities of a kind are compared; the SQL function `app.identity_key`
    /// makes the same of it.
    pub fn key(&self) -> String {
        match self {
            Self::Phone(phone) => phone.as_str().trim_start_matches('+').to_owned(),
            Self::Email(email) => email.folded(),
            Self::External(id) => id.as_str().to_owned(),
            Self::Bsuid(id) => id.as_str().to_owned(),
        }
    }

    /// The forms under which a contact with this identity may be known, the likeliest first.
    pub fn keys(&self) -> Vec<String> {
        match self {
            Self::Phone(phone) => phone.variants().into_iter().map(|phone| Self::Phone(phone).key()).collect(),
            other => vec![other.key()],
        }
    }
}

/// A customer.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// What the contact is called.
    pub name: Name,
    /// The primary one of its kind, if the contact has any.
    pub phone: Option<Phone>,
    /// See [`Contact::phone`].
    pub email: Option<Email>,
    /// See [`Contact::phone`].
    pub external_id: Option<ExternalId>,
    /// All that it is known by, the primary ones too.
    pub identities: Vec<Identity>,
    /// Where it works.
    pub company_id: Option<CompanyId>,
    /// Custom attributes.
    pub attributes: Attributes,
    /// Since when nothing of it is let in, and who decided so.
    pub blocked: Option<Block>,
    /// What it has become part of.
    pub merged_into: Option<ContactId>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A contact is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Since when.
    pub at: Timestamp,
    /// Who decided so; `None`: the product.
    pub by: Option<UserId>,
}

/// Which contacts of a list.
#[derive(Debug, Clone, Copy, Default)]
pub struct ContactFilter {
    /// Of this company.
    pub company: Option<CompanyId>,
    /// Blocked ones, or the others.
    pub blocked: Option<bool>,
    /// Changed at this moment or later. The list is then in the order of changes, oldest first.
    pub updated_since: Option<Timestamp>,
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
    /// Where it works.
    pub company_id: Option<CompanyId>,
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
    /// New company.
    pub company_id: Option<Option<CompanyId>>,
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
            Some(name) if violations.iter().next().is_none() => {
                Ok(Self { name, identities, company_id: None, attributes })
            }
            _ => Err(violations),
        }
    }
}

named_enum! {
    /// Why two contacts might be one.
    pub enum SuspicionReason {
        /// Their numbers are spellings of one number.
        SamePhone = "same_phone",
        /// Their mailboxes differ in dots, or in what follows a plus sign.
        SameEmail = "same_email",
        /// Their names are the same but for case and accents, and have more than one word.
        SameName = "same_name",
    }
}

/// A contact that might be the one it is held against.
#[derive(Debug, Clone)]
pub struct Suspicion {
    /// Which.
    pub contact_id: ContactId,
    /// What it is called.
    pub name: Name,
    /// Why; at least one.
    pub reasons: Vec<SuspicionReason>,
}

/// A contact with others that it might be.
#[derive(Debug, Clone)]
pub struct Suspects {
    /// Which.
    pub contact_id: ContactId,
    /// What it is called.
    pub name: Name,
    /// Those that it might be.
    pub suspicions: Vec<Suspicion>,
}
