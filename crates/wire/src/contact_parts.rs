//! What belongs to contacts: identities, merges, likely twins, companies, notes, quarantine, imports.

use serde::{Deserialize, Serialize};
use skybot_domain::{company, contact, contact_import, contact_note, quarantine};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::attributes::from_domain;
use crate::mirror::mirror;
use crate::{Attributes, Timestamp, patch};

mirror! {
    /// How a contact can be known.
    pub enum IdentityKind = contact::IdentityKind, identity_kinds_agree {
        Phone = "phone",
        Email = "email",
        External = "external",
        Bsuid = "bsuid",
    }
}

mirror! {
    /// Why two contacts might be one.
    pub enum SuspicionReason = contact::SuspicionReason, suspicion_reasons_agree {
        SamePhone = "same_phone",
        SameEmail = "same_email",
        SameName = "same_name",
    }
}

mirror! {
    /// What an import does with a row whose contact is known.
    pub enum OnConflict = contact_import::OnConflict, on_conflicts_agree {
        Skip = "skip",
        Update = "update",
    }
}

mirror! {
    /// How far an import is.
    pub enum ImportState = contact_import::ImportState, import_states_agree {
        Receiving = "receiving",
        Queued = "queued",
        Running = "running",
        Done = "done",
        Failed = "failed",
    }
}

/// One way a contact is known. Unique in the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactIdentity {
    /// Which kind.
    pub kind: IdentityKind,
    /// The number in E.164, the address as written, or the id.
    #[schema(example = "+33639980001")]
    pub value: String,
}

impl From<contact::Identity> for ContactIdentity {
    fn from(identity: contact::Identity) -> Self {
        Self { kind: identity.kind().into(), value: identity.as_str().to_owned() }
    }
}

/// One more way a contact is to be known.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddIdentity {
    /// Which kind.
    pub kind: IdentityKind,
    /// A number in E.164 or as people of the account's `default_region` write it, an address, or an id.
    #[schema(min_length = 1, max_length = 255, example = "+33639980001")]
    pub value: String,
}

/// What a contact is to become part of.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeContact {
    /// The contact that everything goes to.
    pub into: Uuid,
}

/// A contact that might be the one it is held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactSuspicion {
    /// The contact.
    pub contact_id: Uuid,
    /// What it is called.
    pub name: String,
    /// Why; at least one.
    pub reasons: Vec<SuspicionReason>,
}

impl From<contact::Suspicion> for ContactSuspicion {
    fn from(suspicion: contact::Suspicion) -> Self {
        Self {
            contact_id: suspicion.contact_id.uuid(),
            name: suspicion.name.into_string(),
            reasons: suspicion.reasons.into_iter().map(Into::into).collect(),
        }
    }
}

/// A contact with older ones that it might be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactSuspects {
    /// The contact.
    pub contact_id: Uuid,
    /// What it is called.
    pub name: String,
    /// Those that it might be.
    pub duplicates: Vec<ContactSuspicion>,
}

impl From<contact::Suspects> for ContactSuspects {
    fn from(suspects: contact::Suspects) -> Self {
        Self {
            contact_id: suspects.contact_id.uuid(),
            name: suspects.name.into_string(),
            duplicates: suspects.suspicions.into_iter().map(Into::into).collect(),
        }
    }
}

/// How many likely twins.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TwinsQuery {
    /// At most so many; 20 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 100, nullable = false)]
    pub limit: Option<i64>,
}

/// Where contacts work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Company {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Its host.
    #[schema(required, example = "example.com")]
    pub domain: Option<String>,
    /// Custom attributes by name.
    pub custom_attributes: Attributes,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl From<company::Company> for Company {
    fn from(company: company::Company) -> Self {
        Self {
            id: company.id.uuid(),
            name: company.name.into_string(),
            domain: company.domain.map(|domain| domain.as_str().to_owned()),
            custom_attributes: from_domain(&company.attributes),
            version: company.version,
            created_at: company.created_at.into(),
            updated_at: company.updated_at.into(),
        }
    }
}

/// A company to be made.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCompany {
    /// What it is called; unique in the tenant without regard to case.
    #[schema(min_length = 1, max_length = 120, example = "Acme")]
    pub name: String,
    /// Its host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 253, example = "example.com")]
    pub domain: Option<String>,
    /// Custom attributes by name: lower snake case, at most 50.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub custom_attributes: Attributes,
}

/// Changes to a company. Absent leaves a field as it is; null takes it away.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchCompany {
    /// What it is called.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 120, nullable = false)]
    pub name: Option<String>,
    /// Its host.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 253)]
    pub domain: Option<Option<String>>,
    /// All custom attributes anew.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub custom_attributes: Option<Attributes>,
}

/// What a member noted of a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactNote {
    /// Its id.
    pub id: Uuid,
    /// Of whom.
    pub contact_id: Uuid,
    /// Who wrote it.
    pub author_id: Uuid,
    /// What the author is called.
    pub author_name: String,
    /// What it says.
    pub body: String,
    /// Counts changes.
    pub version: i64,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl From<contact_note::ContactNote> for ContactNote {
    fn from(note: contact_note::ContactNote) -> Self {
        Self {
            id: note.id.uuid(),
            contact_id: note.contact_id.uuid(),
            author_id: note.author_id.uuid(),
            author_name: note.author_name,
            body: note.body.into_string(),
            version: note.version,
            created_at: note.created_at.into(),
            updated_at: note.updated_at.into(),
        }
    }
}

/// What a note is to say.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteContactNote {
    /// Kept exactly as written.
    #[schema(min_length = 1, max_length = 16384, example = "Prefers to be called in the morning.")]
    pub body: String,
}

/// What a blocked contact wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuarantinedMessage {
    /// Its id.
    pub id: Uuid,
    /// Who wrote it.
    pub contact_id: Uuid,
    /// Where it came in.
    pub inbox_id: Uuid,
    /// Its id there.
    #[schema(required)]
    pub external_id: Option<String>,
    /// What it says.
    pub body: String,
    /// When it came.
    pub received_at: Timestamp,
}

impl From<quarantine::Quarantined> for QuarantinedMessage {
    fn from(message: quarantine::Quarantined) -> Self {
        Self {
            id: message.id.uuid(),
            contact_id: message.contact_id.uuid(),
            inbox_id: message.inbox_id.uuid(),
            external_id: message.external_id.map(skybot_domain::text::ExternalId::into_string),
            body: message.body.into_string(),
            received_at: message.received_at.into(),
        }
    }
}

/// How a file of contacts is taken in.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ImportQuery {
    /// `true`: only tell what would happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub dry_run: Option<bool>,
    /// What to do with a row whose contact is known; `skip` if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false, inline)]
    pub on_conflict: Option<OnConflict>,
}

/// A file of contacts that is taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactImport {
    /// Its id.
    pub id: Uuid,
    /// How far it is.
    pub state: ImportState,
    /// Whether it only tells what would happen.
    pub dry_run: bool,
    /// What it does with what is known.
    pub on_conflict: OnConflict,
    /// The file's size.
    pub bytes: i64,
    /// So much of it is read.
    pub bytes_read: i64,
    /// Rows read.
    pub rows: i64,
    /// New contacts.
    pub created: i64,
    /// Contacts that changed.
    pub updated: i64,
    /// Rows whose contact was left as it is.
    pub skipped: i64,
    /// Rows that are wrong.
    pub refused: i64,
    /// Why, for the first thousand.
    pub errors: Vec<ImportError>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it ended.
    #[schema(required)]
    pub finished_at: Option<Timestamp>,
}

impl ContactImport {
    /// An import and what is wrong with its rows.
    pub fn new(import: &contact_import::ContactImport, errors: Vec<contact_import::RowError>) -> Self {
        Self {
            id: import.id.uuid(),
            state: import.state.into(),
            dry_run: import.dry_run,
            on_conflict: import.on_conflict.into(),
            bytes: import.bytes,
            bytes_read: import.at_byte,
            rows: import.tally.rows,
            created: import.tally.created,
            updated: import.tally.updated,
            skipped: import.tally.skipped,
            refused: import.tally.refused,
            errors: errors.into_iter().map(Into::into).collect(),
            created_at: import.created_at.into(),
            finished_at: import.finished_at.map(Into::into),
        }
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportError {
    /// The line it begins on; the first is 1.
    pub line: i64,
    /// Its column, if it is about one.
    #[schema(required)]
    pub field: Option<String>,
    /// The rule as a stable constant.
    #[schema(example = "INVALID_PHONE")]
    pub code: String,
    /// The rule in a sentence.
    pub detail: String,
}

impl From<contact_import::RowError> for ImportError {
    fn from(error: contact_import::RowError) -> Self {
        Self { line: error.line, field: error.field, code: error.code, detail: error.detail }
    }
}

/// Which contacts to write out.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    /// Of this company.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub company: Option<Uuid>,
    /// `true`: blocked ones; `false`: the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub blocked: Option<bool>,
    /// Changed at this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub updated_since: Option<Timestamp>,
}
