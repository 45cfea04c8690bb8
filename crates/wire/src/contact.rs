//! Contacts.

use serde::{Deserialize, Serialize};
use skybot_domain::contact as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::attributes::from_domain;
use crate::{Attributes, ContactIdentity, Timestamp, patch};

/// A customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// Its id.
    pub id: Uuid,
    /// What the contact is called.
    pub name: String,
    /// E.164; the primary one.
    #[schema(required, example = "+33639980001")]
    pub phone: Option<String>,
    /// An e-mail address; the primary one.
    #[schema(required)]
    pub email: Option<String>,
    /// What another system calls the contact; the primary one.
    #[schema(required)]
    pub external_id: Option<String>,
    /// All that the contact is known by, the primary ones too.
    pub identities: Vec<ContactIdentity>,
    /// Where it works.
    #[schema(required)]
    pub company_id: Option<Uuid>,
    /// Custom attributes by name.
    pub custom_attributes: Attributes,
    /// Since when nothing of it is let in.
    #[schema(required)]
    pub blocked_at: Option<Timestamp>,
    /// Who decided so.
    #[schema(required)]
    pub blocked_by: Option<Uuid>,
    /// What it has become part of. Only events show such contacts.
    #[schema(required)]
    pub merged_into: Option<Uuid>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl From<domain::Contact> for Contact {
    fn from(contact: domain::Contact) -> Self {
        Self {
            id: contact.id.uuid(),
            name: contact.name.into_string(),
            phone: contact.phone.map(|phone| phone.as_str().to_owned()),
            email: contact.email.map(|email| email.as_str().to_owned()),
            external_id: contact.external_id.map(skybot_domain::text::ExternalId::into_string),
            identities: contact.identities.into_iter().map(Into::into).collect(),
            company_id: contact.company_id.map(skybot_domain::Id::uuid),
            custom_attributes: from_domain(&contact.attributes),
            blocked_at: contact.blocked.map(|block| block.at.into()),
            blocked_by: contact.blocked.and_then(|block| block.by).map(skybot_domain::Id::uuid),
            merged_into: contact.merged_into.map(skybot_domain::Id::uuid),
            version: contact.version,
            created_at: contact.created_at.into(),
            updated_at: contact.updated_at.into(),
        }
    }
}

/// What a conversation shows of its contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactSummary {
    /// Its id.
    pub id: Uuid,
    /// What the contact is called.
    pub name: String,
    /// E.164.
    #[schema(required)]
    pub phone: Option<String>,
    /// An e-mail address.
    #[schema(required)]
    pub email: Option<String>,
}

impl From<domain::ContactSummary> for ContactSummary {
    fn from(contact: domain::ContactSummary) -> Self {
        Self {
            id: contact.id.uuid(),
            name: contact.name.into_string(),
            phone: contact.phone.map(|phone| phone.as_str().to_owned()),
            email: contact.email.map(|email| email.as_str().to_owned()),
        }
    }
}

/// A contact to be made.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateContact {
    /// What the contact is called.
    #[schema(min_length = 1, max_length = 120, example = "Ana Ortiz")]
    pub name: String,
    /// E.164; spaces, dots, dashes and parentheses are forgiven. Or as people of the account's
    /// `default_region` write it. Unique in the tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, example = "+33639980001")]
    pub phone: Option<String>,
    /// An e-mail address, unique in the tenant without regard to case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 254, example = "ana@example.com")]
    pub email: Option<String>,
    /// What another system calls the contact, unique in the tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 255, example = "crm-1042")]
    pub external_id: Option<String>,
    /// Where it works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_id: Option<Uuid>,
    /// Custom attributes by name: lower snake case, at most 50.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub custom_attributes: Attributes,
}

/// Changes to a contact. Absent leaves a field as it is; null takes it away.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchContact {
    /// What the contact is called.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 120, nullable = false)]
    pub name: Option<String>,
    /// E.164.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 64)]
    pub phone: Option<Option<String>>,
    /// An e-mail address.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 254)]
    pub email: Option<Option<String>>,
    /// What another system calls the contact.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 255)]
    pub external_id: Option<Option<String>>,
    /// Where it works.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub company_id: Option<Option<Uuid>>,
    /// All custom attributes anew.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub custom_attributes: Option<Attributes>,
}
