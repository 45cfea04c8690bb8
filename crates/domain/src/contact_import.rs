//! Contacts from a table: what its columns mean, what a row says, and what becomes of it.
//!
//! Every row must have an identity: by it the same row is known again, so that the same file twice
//! adds nothing. Reading the file's bytes is an adapter's business.

use std::collections::{HashMap, HashSet};

use crate::Timestamp;
use crate::attributes::{Attributes, Value};
use crate::contact::{Contact, Identity, IdentityKind, NewContact};
use crate::error::{Violation, Violations};
use crate::id::{CompanyId, ContactId, ImportId, UserId};
use crate::named::named_enum;
use crate::ports::PhoneNumbers;
use crate::text::{Email, ExternalId, Name, Region};

/// So many errors are kept; all are counted.
pub const MAX_ERRORS: usize = 1_000;
/// Most columns of a table.
pub const MAX_COLUMNS: usize = 100;
/// How long an import is remembered, and one that never came to its end.
pub const RETENTION: std::time::Duration = std::time::Duration::from_hours(30 * 24);
/// For so long a file may be on its way.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_hours(1);

named_enum! {
    /// What to do with a row whose contact is known.
    pub enum OnConflict {
        /// Leave the contact as it is.
        Skip = "skip",
        /// Give the contact what the row says; empty cells change nothing.
        Update = "update",
    }
}

named_enum! {
    /// How far an import is.
    pub enum ImportState {
        /// The file is on its way.
        Receiving = "receiving",
        /// The file is here.
        Queued = "queued",
        /// Rows are read.
        Running = "running",
        /// All rows were read.
        Done = "done",
        /// The file is no table; what was read until then stays.
        Failed = "failed",
    }
}

/// An import to be begun.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// Its id.
    pub id: ImportId,
    /// Who wants it.
    pub by: Option<UserId>,
    /// Whether only to tell what would happen.
    pub dry_run: bool,
    /// What to do with what is known.
    pub on_conflict: OnConflict,
    /// When.
    pub at: Timestamp,
}

/// How many rows came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
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
}

/// An import, as far as it is.
#[derive(Debug, Clone)]
pub struct ContactImport {
    /// Its id.
    pub id: ImportId,
    /// How far.
    pub state: ImportState,
    /// Whether it only tells what would happen.
    pub dry_run: bool,
    /// What it does with what is known.
    pub on_conflict: OnConflict,
    /// The file's size.
    pub bytes: i64,
    /// Where the next row begins.
    pub at_byte: i64,
    /// On which line.
    pub at_line: i64,
    /// The columns, once they were read.
    pub header: Option<Vec<String>>,
    /// What came of the rows so far.
    pub tally: Tally,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// The line it begins on.
    pub line: i64,
    /// Its column, if it is about one.
    pub field: Option<String>,
    /// Stable name of the rule.
    pub code: String,
    /// One sentence for people; never repeats the cell.
    pub detail: String,
}

impl RowError {
    /// A broken rule.
    pub fn new(line: i64, field: Option<&str>, violation: Violation) -> Self {
        Self { line, field: field.map(str::to_owned), code: violation.code.to_owned(), detail: violation.detail }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Name,
    Phone,
    Email,
    ExternalId,
    Company,
    Custom(String),
    /// Written by the export, and not ours to read.
    Ignored,
}

/// What the columns of a table mean.
#[derive(Debug, Clone)]
pub struct Columns(Vec<(String, Column)>);

impl Columns {
    /// Reads the first row.
    pub fn parse(header: &[String]) -> Result<Self, Vec<RowError>> {
        let mut errors = Vec::new();
        let mut columns = Vec::new();
        let mut seen = HashSet::new();
        for title in header.iter().take(MAX_COLUMNS) {
            let name = title.trim().to_lowercase();
            let column = match name.as_str() {
                "name" => Column::Name,
                "phone" => Column::Phone,
                "email" => Column::Email,
                "external_id" => Column::ExternalId,
                "company" => Column::Company,
                "id" | "blocked_at" | "created_at" | "updated_at" => Column::Ignored,
                other => match other.strip_prefix("custom.") {
                    Some(custom) if Attributes::parse([(custom.to_owned(), Value::Bool(true))]).is_ok() => {
                        Column::Custom(custom.to_owned())
                    }
                    _ => {
                        let detail = "must be name, phone, email, external_id, company or custom.<name>";
                        errors.push(RowError::new(1, None, Violation::new("UNKNOWN_COLUMN", detail)));
                        continue;
                    }
                },
            };
            if !seen.insert(name.clone()) {
                errors.push(RowError::new(1, Some(&name), Violation::new("DUPLICATE_COLUMN", "may be given once")));
            }
            columns.push((name, column));
        }
        if header.len() > MAX_COLUMNS {
            let detail = format!("at most {MAX_COLUMNS} columns");
            errors.push(RowError::new(1, None, Violation::new("TOO_MANY_COLUMNS", detail)));
        }
        if errors.is_empty() && !columns.iter().any(|(_, column)| *column == Column::Name) {
            errors.push(RowError::new(1, Some("name"), Violation::new("REQUIRED", "there is no such column")));
        }
        if errors.is_empty() { Ok(Self(columns)) } else { Err(errors) }
    }

    /// Reads a row. Empty cells, and those that are missing at its end, say nothing.
    pub fn row(
        &self,
        line: i64,
        cells: &[&str],
        phones: &dyn PhoneNumbers,
        region: Option<Region>,
    ) -> Result<ImportRow, Vec<RowError>> {
        if cells.len() > self.0.len() {
            let detail = format!("has {} cells, and there are {} columns", cells.len(), self.0.len());
            return Err(vec![RowError::new(line, None, Violation::new("TOO_MANY_CELLS", detail))]);
        }
        let mut errors = Vec::new();
        let (mut name, mut company, mut identities, mut custom) = (None, None, Vec::new(), Vec::new());
        for ((title, column), cell) in self.0.iter().zip(cells) {
            let cell = unarmed(cell);
            if cell.trim().is_empty() {
                continue;
            }
            let mut take = |parsed: Result<Identity, Violation>| match parsed {
                Ok(identity) => identities.push(identity),
                Err(violation) => errors.push(RowError::new(line, Some(title), violation)),
            };
            match column {
                Column::Name => match Name::parse(cell) {
                    Ok(parsed) => name = Some(parsed),
                    Err(violation) => errors.push(RowError::new(line, Some(title), violation)),
                },
                Column::Company => match Name::parse(cell) {
                    Ok(parsed) => company = Some(parsed),
                    Err(violation) => errors.push(RowError::new(line, Some(title), violation)),
                },
                Column::Phone => take(phones.parse(cell.trim(), region).map(Identity::Phone)),
                Column::Email => take(Email::parse(cell).map(Identity::Email)),
                Column::ExternalId => take(ExternalId::parse(cell).map(Identity::External)),
                Column::Custom(attribute) => custom.push((attribute.clone(), Value::Text(cell.to_owned()))),
                Column::Ignored => {}
            }
        }
        let attributes = Attributes::parse(custom).map_err(|violations| {
            errors.extend(about_attributes(line, &violations));
        });
        if errors.is_empty() && name.is_none() {
            errors.push(RowError::new(line, Some("name"), Violation::new("REQUIRED", "is required")));
        }
        if errors.is_empty() && identities.is_empty() {
            let detail = "a phone, an email or an external_id is required: the contact is known again by it";
            errors.push(RowError::new(line, None, Violation::new("IDENTITY_REQUIRED", detail)));
        }
        match (name, attributes) {
            (Some(name), Ok(attributes)) if errors.is_empty() => {
                Ok(ImportRow { line, name, identities, company, attributes })
            }
            _ => Err(errors),
        }
    }
}

/// What spreadsheets take for a formula begins with one of these.
const ARMED: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that no spreadsheet takes for a formula. [`unarmed`] takes it back.
pub fn disarmed(cell: &str) -> String {
    if cell.starts_with(ARMED) || cell.starts_with('\'') { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell that was [`disarmed`].
pub fn unarmed(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(ARMED) || rest.starts_with('\'') => rest,
        _ => cell,
    }
}

/// A value as it stands in a cell.
pub fn as_cell(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
    }
}

/// What a row says.
#[derive(Debug, Clone)]
pub struct ImportRow {
    /// The line it begins on.
    pub line: i64,
    /// What the contact is called.
    pub name: Name,
    /// By which it is known; at least one.
    pub identities: Vec<Identity>,
    /// What its company is called.
    pub company: Option<Name>,
    /// What else is said of it.
    pub attributes: Attributes,
}

/// Some rows of the file that follow each other.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Of which import.
    pub import: ImportId,
    /// Where they begin.
    pub from_byte: i64,
    /// Where the next ones begin.
    pub to_byte: i64,
    /// On which line.
    pub to_line: i64,
    /// The columns, if these are the first rows.
    pub header: Option<Vec<String>>,
    /// The rows that say something.
    pub rows: Vec<ImportRow>,
    /// How many rows say nothing that can be used.
    pub refused: i64,
    /// Why.
    pub errors: Vec<RowError>,
    /// What the import is after them, if that is its end.
    pub end: Option<ImportState>,
}

/// What is to be done for a batch.
#[derive(Debug, Default)]
pub struct Plan {
    /// Contacts to be made.
    pub create: Vec<(ContactId, NewContact)>,
    /// Contacts as they are to be.
    pub update: Vec<Contact>,
    /// What came of the rows.
    pub tally: Tally,
    /// Rows that cannot be.
    pub errors: Vec<RowError>,
    /// Whose identities rows have named: further rows of the file about them are skipped.
    pub named: Vec<(Identity, ContactId)>,
}

/// What is known before a batch.
#[derive(Debug, Default)]
pub struct Known {
    /// Contacts, by kind and key of their identities.
    pub contacts: HashMap<(IdentityKind, String), ContactId>,
    /// Those that a row of the file was about already.
    pub named: HashSet<ContactId>,
    /// The contacts themselves, where they may change.
    pub held: HashMap<ContactId, Contact>,
    /// Companies, by their names in lower case.
    pub companies: HashMap<String, CompanyId>,
}

/// Decides what becomes of the rows, one after the other. Of rows about one contact the first counts.
pub fn plan(rows: &[ImportRow], known: &mut Known, on_conflict: OnConflict, mut id: impl FnMut() -> ContactId) -> Plan {
    let mut plan = Plan::default();
    let mut changed: Vec<ContactId> = Vec::new();
    for row in rows {
        let found: HashSet<ContactId> = row.identities.iter().filter_map(|identity| known.find(identity)).collect();
        let mut found = found.into_iter();
        let company_id =
            row.company.as_ref().and_then(|name| known.companies.get(&name.as_str().to_lowercase())).copied();
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => {
                let detail = "its identities are those of different contacts";
                plan.errors.push(RowError::new(row.line, None, Violation::new("IDENTITIES_DISAGREE", detail)));
                plan.tally.refused += 1;
            }
            (Some(contact), None) => {
                let differs = known.named.insert(contact)
                    && on_conflict == OnConflict::Update
                    && known.held.get_mut(&contact).is_some_and(|held| row.rewrite(held, company_id));
                known.learn(&row.identities, contact);
                plan.named.extend(row.identities.iter().map(|identity| (identity.clone(), contact)));
                if differs {
                    changed.push(contact);
                    plan.tally.updated += 1;
                } else {
                    plan.tally.skipped += 1;
                }
            }
            (None, _) => {
                let contact = id();
                known.named.insert(contact);
                known.learn(&row.identities, contact);
                plan.named.extend(row.identities.iter().map(|identity| (identity.clone(), contact)));
                let new = NewContact {
                    name: row.name.clone(),
                    identities: row.identities.clone(),
                    company_id,
                    attributes: row.attributes.clone(),
                };
                plan.create.push((contact, new));
                plan.tally.created += 1;
            }
        }
    }
    plan.update = changed.iter().filter_map(|id| known.held.get(id).cloned()).collect();
    plan.tally.rows = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    plan
}

impl Known {
    fn find(&self, identity: &Identity) -> Option<ContactId> {
        let kind = identity.kind();
        identity.keys().into_iter().find_map(|key| self.contacts.get(&(kind, key)).copied())
    }

    fn learn(&mut self, identities: &[Identity], contact: ContactId) {
        for identity in identities {
            self.contacts.entry((identity.kind(), identity.key())).or_insert(contact);
        }
    }
}

fn about_attributes(line: i64, violations: &Violations) -> impl Iterator<Item = RowError> {
    violations.iter().map(move |(pointer, violation)| {
        let field = format!("custom.{}", pointer.trim_start_matches('/'));
        RowError::new(line, Some(&field), violation.clone())
    })
}

impl ImportRow {
    /// What is wrong with it if its attributes are not of their shapes.
    pub(crate) fn mistyped(&self, violations: &Violations) -> impl Iterator<Item = RowError> {
        about_attributes(self.line, violations)
    }

    /// Makes a contact as the row says; whether anything of it changed. An identity that the contact
    /// has already, in whatever spelling, stays as it is.
    fn rewrite(&self, contact: &mut Contact, company: Option<CompanyId>) -> bool {
        let mut changed = false;
        if contact.name != self.name {
            contact.name = self.name.clone();
            changed = true;
        }
        for identity in &self.identities {
            let keys = identity.keys();
            if contact.identities.iter().any(|own| own.kind() == identity.kind() && keys.contains(&own.key())) {
                continue;
            }
            match identity {
                Identity::Phone(phone) => contact.phone = Some(phone.clone()),
                Identity::Email(email) => contact.email = Some(email.clone()),
                Identity::External(id) => contact.external_id = Some(id.clone()),
                Identity::Bsuid(_) => continue,
            }
            changed = true;
        }
        if company.is_some() && contact.company_id != company {
            contact.company_id = company;
            changed = true;
        }
        let mut attributes: std::collections::BTreeMap<String, Value> =
            contact.attributes.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
        for (name, value) in self.attributes.iter() {
            let same = attributes.get(name).is_some_and(|held| as_cell(held) == as_cell(value));
            let room = attributes.contains_key(name) || attributes.len() < crate::attributes::MAX_ATTRIBUTES;
            if !same && room {
                attributes.insert(name.to_owned(), value.clone());
                changed = true;
            }
        }
        contact.attributes = Attributes::stored(attributes);
        changed
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Columns, ImportRow, Known, OnConflict, Plan, disarmed, plan, unarmed};
    use crate::error::Violation;
    use crate::id::ContactId;
    use crate::ports::PhoneNumbers;
    use crate::text::{Phone, Region};

    struct Shape;

    impl PhoneNumbers for Shape {
        fn parse(&self, text: &str, _: Option<Region>) -> Result<Phone, Violation> {
            Phone::parse(text)
        }

        fn knows(&self, _: Region) -> bool {
            true
        }
    }

    fn columns(names: &[&str]) -> Columns {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Columns::parse(&names).expect("columns")
    }

    fn row(line: i64, cells: &[&str]) -> ImportRow {
        columns(&["name", "phone", "email", "custom.plan"]).row(line, cells, &Shape, None).expect("a row")
    }

    fn planned(rows: &[ImportRow], known: &mut Known, on_conflict: OnConflict) -> Plan {
        let mut next = 0;
        plan(rows, known, on_conflict, || {
            next += 1;
            ContactId::new(Uuid::from_u128(next))
        })
    }

    #[test]
    fn columns_are_known_or_custom_and_named_once() {
        let codes = |names: &[&str]| -> Vec<String> {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            Columns::parse(&names).err().unwrap_or_default().into_iter().map(|error| error.code).collect()
        };
        assert!(codes(&[" Name ", "PHONE", "email", "external_id", "company", "custom.plan", "id"]).is_empty());
        assert_eq!(codes(&["name", "colour", "custom.", "custom.A b"]), ["UNKNOWN_COLUMN"; 3]);
        assert_eq!(codes(&["name", "phone", "Phone"]), ["DUPLICATE_COLUMN"]);
        assert_eq!(codes(&["phone"]), ["REQUIRED"]);
        assert_eq!(codes(&["id"; 101]).last().map(String::as_str), Some("TOO_MANY_COLUMNS"));
    }

    #[test]
    fn a_row_tells_all_that_is_wrong_with_it_and_where() {
        let columns = columns(&["name", "phone", "email", "custom.plan"]);
        let wrong = |cells: &[&str]| -> Vec<String> {
            let errors = columns.row(7, cells, &Shape, None).err().unwrap_or_default();
            errors.iter().map(|e| format!("{} {} {}", e.line, e.field.as_deref().unwrap_or("-"), e.code)).collect()
        };
        assert!(wrong(&["Ana", "+33639980001"]).is_empty());
        assert_eq!(wrong(&["Ana", "12", "nobody"]), ["7 phone INVALID_PHONE", "7 email INVALID_EMAIL"]);
        assert_eq!(wrong(&["", "+33639980001"]), ["7 name REQUIRED"]);
        assert_eq!(wrong(&["Ana", " ", ""]), ["7 - IDENTITY_REQUIRED"]);
        assert_eq!(wrong(&["Ana", "", "", "", ""]), ["7 - TOO_MANY_CELLS"]);
        assert_eq!(wrong(&["Ana", "", "a@b.c", "a\0"]), ["7 custom.plan CONTROL_CHARACTER"]);
    }

    #[test]
    fn what_a_row_makes_known_the_next_one_finds() {
        let rows = [
            row(2, &["Ana", "+5511987654321", "ana@example.com"]),
            row(3, &["Ana", "+551187654321", ""]),
            row(4, &["Ana O.", "", "ANA@example.com"]),
            row(5, &["Bea", "", "bea@example.com"]),
            row(6, &["Who", "+5511987654321", "bea@example.com"]),
        ];
        let plan = planned(&rows, &mut Known::default(), OnConflict::Update);
        let tally = plan.tally;
        assert_eq!((tally.rows, tally.created, tally.skipped, tally.refused), (5, 2, 2, 1));
        let codes: Vec<_> = plan.errors.iter().map(|error| (error.line, error.code.as_str())).collect();
        assert_eq!(codes, [(6, "IDENTITIES_DISAGREE")]);
    }

    proptest! {
        #[test]
        fn cells_come_back_as_they_were(cell in "['=+@\t\r-]{0,3}[a-z]{0,5}|\\PC{0,10}") {
            let safe = disarmed(&cell);
            prop_assert_eq!(unarmed(&safe), cell.as_str());
            prop_assert!(!safe.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
