//! Taking in a file of contacts, a batch of its rows at a time.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use super::manage_contact::taken;
use crate::attribute_definition::{AttributeKey, AttributeName, Entity};
use crate::contact_import::{Batch, ContactImport, ImportRow, ImportState, Known, RowError, plan};
use crate::error::{Error, Resource, Result};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{CompanyId, ContactId, ImportId};
use crate::job::Task;
use crate::scope::Permission;
use crate::text::Name;
use crate::work::Work;

/// A file is here: its rows are read by a job.
pub async fn queue_import(work: &mut Work<'_>, id: ImportId, bytes: i64) -> Result<ContactImport> {
    work.scope().require(Permission::ContactsWrite)?;
    work.tx().queue_import(id, bytes).await?;
    let (account, at) = (work.scope().account(), work.now());
    work.job(Task::ImportContacts { account, import: id }, at).await?;
    work.tx().hold_import(id).await?.ok_or(Error::NotFound(Resource::ContactImport))
}

/// Does what a batch asks for, once: `false` if the import is not where the batch begins, because
/// somebody else was there before. The contacts, their events and the place after the batch are one
/// commit.
pub async fn import_batch(work: &mut Work<'_>, batch: &Batch) -> Result<bool> {
    work.scope().require(Permission::ContactsWrite)?;
    let held = work.tx().hold_import(batch.import).await?;
    let import = held.ok_or(Error::NotFound(Resource::ContactImport))?;
    let is_open = matches!(import.state, ImportState::Queued | ImportState::Running);
    if !is_open || import.at_byte != batch.from_byte {
        return Ok(false);
    }
    let at = work.now();
    let (rows, mistyped) = typed(work, &batch.rows).await?;
    let mut known = known(work, batch, &import).await?;
    let mut planned = plan(&rows, &mut known, import.on_conflict, || work.id());
    if !import.dry_run {
        work.tx().insert_contacts(&planned.create, at).await.map_err(taken)?;
        work.tx().rewrite_contacts(&planned.update, at).await.map_err(taken)?;
        for (id, _) in &planned.create {
            work.event(EventKind::ContactCreated, Subject::Contact(*id), Detail::None);
        }
        for contact in &planned.update {
            work.event(EventKind::ContactUpdated, Subject::Contact(contact.id), Detail::None);
        }
    }
    work.tx().note_in_import(batch.import, &planned.named).await?;
    let refused = batch.refused + i64::try_from(batch.rows.len() - rows.len()).unwrap_or(i64::MAX);
    planned.tally.rows += refused;
    planned.tally.refused += refused;
    let mut errors: Vec<_> = batch.errors.iter().chain(&mistyped).chain(&planned.errors).cloned().collect();
    errors.sort_by_key(|error| error.line);
    work.tx().advance_import(batch, planned.tally, &errors, at).await?;
    Ok(true)
}

/// The rows with their attributes as the tenant defines them, and what is wrong with those that cannot
/// be read so.
async fn typed<'a>(work: &mut Work<'_>, rows: &'a [ImportRow]) -> Result<(Cow<'a, [ImportRow]>, Vec<RowError>)> {
    let keys: BTreeSet<&str> = rows.iter().flat_map(|row| row.attributes.iter().map(|(name, _)| name)).collect();
    let keys = keys.into_iter().filter_map(|name| AttributeKey::parse(name).ok());
    let names: Vec<AttributeName> = keys.map(|key| (Entity::Contact, key)).collect();
    if names.is_empty() {
        return Ok((Cow::Borrowed(rows), Vec::new()));
    }
    let shapes = work.tx().hold_shapes(&names).await?;
    let (mut typed, mut errors) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        match shapes.read_cells(Entity::Contact, &row.attributes) {
            Ok(attributes) => typed.push(ImportRow { attributes, ..row.clone() }),
            Err(violations) => errors.extend(row.mistyped(&violations)),
        }
    }
    Ok((Cow::Owned(typed), errors))
}

async fn known(work: &mut Work<'_>, batch: &Batch, import: &ContactImport) -> Result<Known> {
    let identities: Vec<_> = batch.rows.iter().flat_map(|row| &row.identities).collect();
    let mut contacts = work.tx().contacts_known_by(&identities).await?;
    let ids: HashSet<ContactId> = contacts.values().copied().collect();
    let mut ids: Vec<ContactId> = ids.into_iter().collect();
    ids.sort_unstable();
    let named_here = work.tx().named_in_import(batch.import, &identities).await?;
    let named = named_here.values().copied().collect();
    for (identity, contact) in named_here {
        contacts.entry(identity).or_insert(contact);
    }
    let mut known = Known { contacts, named, ..Known::default() };
    if import.on_conflict == crate::contact_import::OnConflict::Update {
        let held = work.tx().hold_contacts(&ids).await?;
        known.held = held.into_iter().map(|contact| (contact.id, contact)).collect();
    }
    let at = work.now();
    let mut seen = HashSet::new();
    let companies = batch.rows.iter().filter_map(|row| row.company.as_ref());
    let companies: Vec<(CompanyId, Name)> = companies
        .filter(|company| seen.insert(company.as_str().to_lowercase()))
        .map(|company| (work.id(), company.clone()))
        .collect();
    if !import.dry_run && !companies.is_empty() {
        known.companies = work.tx().companies_named(&companies, at).await?;
    }
    Ok(known)
}
