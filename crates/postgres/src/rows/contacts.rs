//! Rows of contacts, of what belongs to them, and of their imports.

use sea_orm::FromQueryResult;
use serde_json::{Value as Json, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use skybot_domain::Id;
use skybot_domain::attributes::Attributes;
use skybot_domain::company::{Company, Domain};
use skybot_domain::contact::{Block, Contact, Identity, IdentityKind};
use skybot_domain::contact_import::{ContactImport, ImportState, OnConflict, Tally};
use skybot_domain::contact_merge::Belongings;
use skybot_domain::contact_note::ContactNote;
use skybot_domain::error::StoreError;
use skybot_domain::quarantine::Quarantined;
use skybot_domain::text::{Email, ExternalId, MessageBody, Name, Phone};

use super::{attributes_from_json, attributes_to_json, corrupt, optional};

/// A row of `app.contact_view`.
#[derive(Debug, FromQueryResult)]
pub(crate) struct ContactRow {
    pub id: Uuid,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub external_id: Option<String>,
    pub identities: Option<Json>,
    pub company_id: Option<Uuid>,
    pub custom_attributes: Json,
    pub blocked_at: Option<OffsetDateTime>,
    pub blocked_by: Option<Uuid>,
    pub merged_into: Option<Uuid>,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

impl TryFrom<ContactRow> for Contact {
    type Error = StoreError;

    fn try_from(row: ContactRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("contacts", column, row.id);
        Ok(Self {
            id: row.id.into(),
            name: Name::parse(&row.name).map_err(|_| bad("name"))?,
            phone: optional(row.phone, Phone::parse, || bad("phone"))?,
            email: optional(row.email, Email::parse, || bad("email"))?,
            external_id: optional(row.external_id, ExternalId::parse, || bad("external_id"))?,
            identities: identities(row.identities).ok_or_else(|| bad("identities"))?,
            company_id: row.company_id.map(Into::into),
            attributes: attributes_from_json(row.custom_attributes).ok_or_else(|| bad("custom_attributes"))?,
            blocked: row.blocked_at.map(|at| Block { at, by: row.blocked_by.map(Into::into) }),
            merged_into: row.merged_into.map(Into::into),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Pairs of kind and value.
fn identities(json: Option<Json>) -> Option<Vec<Identity>> {
    let Some(json) = json else { return Some(Vec::new()) };
    let one = |pair: &Json| {
        let kind = IdentityKind::parse(pair.get(0)?.as_str()?)?;
        Identity::parse(kind, pair.get(1)?.as_str()?).ok()
    };
    json.as_array()?.iter().map(one).collect()
}

/// What a merge filled, as it is kept.
pub(crate) fn belongings_to_json(belongings: &Belongings) -> Json {
    json!({
        "attributes": attributes_to_json(&belongings.attributes),
        "company_id": belongings.company_id.map(Id::uuid),
        "blocked_at": belongings.blocked.and_then(|block| block.at.format(&Rfc3339).ok()),
        "blocked_by": belongings.blocked.and_then(|block| block.by).map(Id::uuid),
    })
}

/// See [`belongings_to_json`].
pub(crate) fn belongings_from_json(mut json: Json) -> Option<Belongings> {
    let id = |json: &Json, name: &str| json.get(name).and_then(Json::as_str).and_then(|id| Uuid::try_parse(id).ok());
    let attributes =
        json.get_mut("attributes").map_or(Some(Attributes::default()), |held| attributes_from_json(held.take()))?;
    let at = json.get("blocked_at").and_then(Json::as_str).and_then(|at| OffsetDateTime::parse(at, &Rfc3339).ok());
    Some(Belongings {
        attributes,
        company_id: id(&json, "company_id").map(Into::into),
        blocked: at.map(|at| Block { at, by: id(&json, "blocked_by").map(Into::into) }),
    })
}

/// The columns of a [`CompanyRow`], of `companies c`.
pub(crate) const COMPANY: &str = "c.id, c.name, c.domain, c.custom_attributes, c.version, c.created_at, c.updated_at";

#[derive(Debug, FromQueryResult)]
pub(crate) struct CompanyRow {
    pub id: Uuid,
    pub name: String,
    pub domain: Option<String>,
    pub custom_attributes: Json,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

impl TryFrom<CompanyRow> for Company {
    type Error = StoreError;

    fn try_from(row: CompanyRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("companies", column, row.id);
        Ok(Self {
            id: row.id.into(),
            name: Name::parse(&row.name).map_err(|_| bad("name"))?,
            domain: optional(row.domain, Domain::parse, || bad("domain"))?,
            attributes: attributes_from_json(row.custom_attributes).ok_or_else(|| bad("custom_attributes"))?,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The columns of a [`NoteRow`], of `contact_notes n` and its author's `memberships m`.
pub(crate) const NOTE: &str =
    "n.id, n.contact_id, n.author_id, m.name as author_name, n.body, n.version, n.created_at, n.updated_at";

#[derive(Debug, FromQueryResult)]
pub(crate) struct NoteRow {
    pub id: Uuid,
    pub contact_id: Uuid,
    pub author_id: Uuid,
    pub author_name: String,
    pub body: String,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

impl TryFrom<NoteRow> for ContactNote {
    type Error = StoreError;

    fn try_from(row: NoteRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            contact_id: row.contact_id.into(),
            author_id: row.author_id.into(),
            author_name: row.author_name,
            body: MessageBody::parse(&row.body).map_err(|_| corrupt("contact_notes", "body", row.id))?,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The columns of a [`QuarantinedRow`], of `quarantined_messages q`.
pub(crate) const QUARANTINED: &str = "q.id, q.contact_id, q.inbox_id, q.external_id, q.body, q.received_at";

#[derive(Debug, FromQueryResult)]
pub(crate) struct QuarantinedRow {
    pub id: Uuid,
    pub contact_id: Uuid,
    pub inbox_id: Uuid,
    pub external_id: Option<String>,
    pub body: String,
    pub received_at: OffsetDateTime,
}

impl TryFrom<QuarantinedRow> for Quarantined {
    type Error = StoreError;

    fn try_from(row: QuarantinedRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("quarantined_messages", column, row.id);
        Ok(Self {
            id: row.id.into(),
            contact_id: row.contact_id.into(),
            inbox_id: row.inbox_id.into(),
            external_id: optional(row.external_id, ExternalId::parse, || bad("external_id"))?,
            body: MessageBody::parse(&row.body).map_err(|_| bad("body"))?,
            received_at: row.received_at,
        })
    }
}

/// The columns of an [`ImportRow`], of `contact_imports i`.
pub(crate) const IMPORT: &str =
    "i.id, i.state, i.dry_run, i.on_conflict, i.bytes, i.at_byte, i.at_line, i.header, i.rows,
    i.created, i.updated, i.skipped, i.refused, i.created_at, i.finished_at";

#[derive(Debug, FromQueryResult)]
pub(crate) struct ImportRow {
    pub id: Uuid,
    pub state: String,
    pub dry_run: bool,
    pub on_conflict: String,
    pub bytes: i64,
    pub at_byte: i64,
    pub at_line: i64,
    pub header: Option<Vec<String>>,
    pub rows: i64,
    pub created: i64,
    pub updated: i64,
    pub skipped: i64,
    pub refused: i64,
    pub created_at: OffsetDateTime,
    pub finished_at: Option<OffsetDateTime>,
}

impl TryFrom<ImportRow> for ContactImport {
    type Error = StoreError;

    fn try_from(row: ImportRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("contact_imports", column, row.id);
        Ok(Self {
            id: row.id.into(),
            state: ImportState::parse(&row.state).ok_or_else(|| bad("state"))?,
            dry_run: row.dry_run,
            on_conflict: OnConflict::parse(&row.on_conflict).ok_or_else(|| bad("on_conflict"))?,
            bytes: row.bytes,
            at_byte: row.at_byte,
            at_line: row.at_line,
            header: row.header,
            tally: Tally {
                rows: row.rows,
                created: row.created,
                updated: row.updated,
                skipped: row.skipped,
                refused: row.refused,
            },
            created_at: row.created_at,
            finished_at: row.finished_at,
        })
    }
}
