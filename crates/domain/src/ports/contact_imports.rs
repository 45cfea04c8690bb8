//! Files of contacts on their way in: stored in pieces, read batch by batch.

use std::collections::HashMap;

use async_trait::async_trait;

use crate::Timestamp;
use crate::contact::{Contact, Identity, IdentityKind, NewContact};
use crate::contact_import::{Batch, ContactImport, NewImport, RowError, Tally};
use crate::error::StoreError;
use crate::id::{CompanyId, ContactId, ImportId};
use crate::scope::Scope;
use crate::text::Name;

type Outcome<T> = Result<T, StoreError>;

/// The files, and how far their imports are.
#[async_trait]
pub trait ContactImports: Send + Sync {
    /// Makes room for a file. Imports that ended long ago, and files that never came to their end, are
    /// forgotten.
    async fn open_import(&self, scope: &Scope, new: &NewImport) -> Outcome<()>;

    /// Stores the next piece of a file that is on its way.
    async fn add_import_piece(&self, scope: &Scope, id: ImportId, at_byte: i64, piece: Vec<u8>) -> Outcome<()>;

    /// Forgets a file that is on its way.
    async fn drop_import(&self, scope: &Scope, id: ImportId) -> Outcome<()>;

    /// An import of the tenant.
    async fn contact_import(&self, scope: &Scope, id: ImportId) -> Outcome<Option<ContactImport>>;

    /// The rows that were refused, by line, at most [`MAX_ERRORS`](crate::contact_import::MAX_ERRORS).
    async fn import_errors(&self, scope: &Scope, id: ImportId) -> Outcome<Vec<RowError>>;

    /// The bytes of a file from a place on, at least so many if there are.
    async fn import_bytes(&self, scope: &Scope, id: ImportId, from: i64, least: i64) -> Outcome<Vec<u8>>;
}

/// A batch, in an open transaction.
#[async_trait]
pub trait ImportTx: Send {
    /// An import as this transaction sees it, locked.
    async fn hold_import(&mut self, id: ImportId) -> Outcome<Option<ContactImport>>;

    /// Says that a file that was on its way is here, of so many bytes.
    async fn queue_import(&mut self, id: ImportId, bytes: i64) -> Outcome<()>;

    /// The contacts that have any of these identities, under whatever spelling, by kind and key.
    async fn contacts_known_by(
        &mut self,
        identities: &[&Identity],
    ) -> Outcome<HashMap<(IdentityKind, String), ContactId>>;

    /// Contacts as this transaction sees them, locked in the order of their ids.
    async fn hold_contacts(&mut self, ids: &[ContactId]) -> Outcome<Vec<Contact>>;

    /// Companies by their names in lower case. Those that do not exist are made, with the ids given.
    async fn companies_named(
        &mut self,
        names: &[(CompanyId, Name)],
        at: Timestamp,
    ) -> Outcome<HashMap<String, CompanyId>>;

    /// Makes contacts. [`StoreError::Conflict`] if an identity is another contact's.
    async fn insert_contacts(&mut self, contacts: &[(ContactId, NewContact)], at: Timestamp) -> Outcome<()>;

    /// Makes held contacts what is given. [`StoreError::Conflict`] if an identity is another contact's.
    async fn rewrite_contacts(&mut self, contacts: &[Contact], at: Timestamp) -> Outcome<()>;

    /// Whom earlier rows of the file were about, by kind and key of the identities they named.
    async fn named_in_import(
        &mut self,
        id: ImportId,
        identities: &[&Identity],
    ) -> Outcome<HashMap<(IdentityKind, String), ContactId>>;

    /// Notes whom rows were about.
    async fn note_in_import(&mut self, id: ImportId, named: &[(Identity, ContactId)]) -> Outcome<()>;

    /// Notes how far a held import is, and what came of the rows of a batch.
    async fn advance_import(&mut self, batch: &Batch, tally: Tally, errors: &[RowError], at: Timestamp) -> Outcome<()>;
}
