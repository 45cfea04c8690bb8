//! What the store knows of contacts beyond their rows: lists, likely twins, companies, notes, what
//! blocked ones wrote, and what a merge moves.

use async_trait::async_trait;

use crate::Timestamp;
use crate::company::{Company, CompanyPatch, NewCompany};
use crate::contact::{Block, Contact, ContactFilter, Identity, Suspects, Suspicion};
use crate::contact_merge::{Belongings, Merge};
use crate::contact_note::ContactNote;
use crate::error::StoreError;
use crate::id::{CompanyId, ContactId, ContactNoteId, ConversationId, UserId};
use crate::page::{Limit, Page, PageRequest};
use crate::quarantine::Quarantined;
use crate::scope::Scope;
use crate::search::Query;
use crate::text::MessageBody;

type Outcome<T> = Result<T, StoreError>;

/// Reads, one statement each. Contacts that have become part of others are in no list.
#[async_trait]
pub trait ContactReads: Send + Sync {
    /// The tenant's contacts that pass the filter: newest first, or in the order of their changes.
    async fn filtered_contacts(
        &self,
        scope: &Scope,
        filter: ContactFilter,
        page: PageRequest,
    ) -> Outcome<Page<Contact>>;

    /// What a contact has become part of, however often; itself if it has not. `None`: no such contact.
    async fn present_contact(&self, scope: &Scope, id: ContactId) -> Outcome<Option<ContactId>>;

    /// Other contacts that might be this one, at most so many.
    async fn contact_twins(&self, scope: &Scope, id: ContactId, limit: Limit) -> Outcome<Vec<Suspicion>>;

    /// Contacts that might be older ones, newest first. A page looks at a bounded number of contacts:
    /// it may hold less than its limit and still have a next one.
    async fn suspected_contacts(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<Suspects>>;

    /// The tenant's companies, newest first; those whose name and domain have all words of `q`, if given.
    async fn companies(&self, scope: &Scope, q: Option<&Query>, page: PageRequest) -> Outcome<Page<Company>>;

    /// A company of the tenant.
    async fn company(&self, scope: &Scope, id: CompanyId) -> Outcome<Option<Company>>;

    /// The notes of a contact, newest first.
    async fn contact_notes(&self, scope: &Scope, id: ContactId, page: PageRequest) -> Outcome<Page<ContactNote>>;

    /// What the contact wrote while it was blocked, newest first.
    async fn quarantined(&self, scope: &Scope, id: ContactId, page: PageRequest) -> Outcome<Page<Quarantined>>;

    /// The names of all custom attributes that contacts of the tenant have, in order, at most 200.
    async fn contact_attribute_names(&self, scope: &Scope) -> Outcome<Vec<String>>;

    /// The names of companies of the tenant.
    async fn company_names(&self, scope: &Scope, ids: &[CompanyId]) -> Outcome<Vec<(CompanyId, String)>>;
}

/// Writes in an open transaction.
#[async_trait]
pub trait ContactTx: Send {
    /// See [`ContactReads::present_contact`].
    async fn present_contact(&mut self, id: ContactId) -> Outcome<Option<ContactId>>;

    /// Makes a held contact known by one more identity. [`StoreError::Conflict`] if it is another
    /// contact's.
    async fn insert_identity(&mut self, id: ContactId, identity: &Identity) -> Outcome<()>;

    /// Takes an identity away from a held contact; `false` if it had no such.
    async fn delete_identity(&mut self, id: ContactId, identity: &Identity) -> Outcome<bool>;

    /// Makes the primary identities of a held contact such that it has; `counts`: as a change of its own.
    async fn settle_contact(&mut self, id: ContactId, at: Timestamp, counts: bool) -> Outcome<()>;

    /// Gives a held contact other belongings. [`StoreError::Missing`] if there is no such company.
    async fn set_belongings(&mut self, id: ContactId, belongings: &Belongings) -> Outcome<()>;

    /// Blocks a held contact, or lets it in again; counts as a change.
    async fn set_block(&mut self, id: ContactId, block: Option<Block>, at: Timestamp) -> Outcome<()>;

    /// Locks a contact against everything, also against conversations that begin with it.
    async fn lock_contact(&mut self, id: ContactId) -> Outcome<()>;

    /// Notes a merge of two locked contacts, whom by, and moves everything of the source; tells the
    /// conversations that moved.
    async fn merge_contacts(&mut self, merge: &Merge, by: Option<UserId>) -> Outcome<Vec<ConversationId>>;

    /// The merge by which a contact became part of another one, if it is in force.
    async fn merge_of(&mut self, source: ContactId) -> Outcome<Option<Merge>>;

    /// Moves back what a merge moved and what is still at the target; tells the conversations that
    /// moved.
    async fn unmerge_contacts(&mut self, merge: &Merge, at: Timestamp) -> Outcome<Vec<ConversationId>>;

    /// A company as this transaction sees it, locked.
    async fn hold_company(&mut self, id: CompanyId) -> Outcome<Option<Company>>;

    /// Makes a company. [`StoreError::Conflict`] if the name is taken.
    async fn insert_company(&mut self, id: CompanyId, new: &NewCompany, at: Timestamp) -> Outcome<()>;

    /// Changes a held company. [`StoreError::Conflict`] if the name is taken.
    async fn patch_company(&mut self, id: CompanyId, patch: &CompanyPatch, at: Timestamp) -> Outcome<()>;

    /// Deletes a company without contacts; `false` if it has some.
    async fn delete_company(&mut self, id: CompanyId) -> Outcome<bool>;

    /// A note of a contact as this transaction sees it, locked.
    async fn hold_contact_note(&mut self, contact: ContactId, id: ContactNoteId) -> Outcome<Option<ContactNote>>;

    /// Writes a note of a held contact.
    async fn insert_contact_note(
        &mut self,
        contact: ContactId,
        id: ContactNoteId,
        author: UserId,
        body: &MessageBody,
        at: Timestamp,
    ) -> Outcome<()>;

    /// Rewrites a held note.
    async fn edit_contact_note(&mut self, id: ContactNoteId, body: &MessageBody, at: Timestamp) -> Outcome<()>;

    /// Deletes a held note.
    async fn delete_contact_note(&mut self, id: ContactNoteId) -> Outcome<()>;

    /// Keeps what a blocked contact wrote; `false` if it is here already. Older ones beyond
    /// [`KEPT`](crate::quarantine::KEPT) are forgotten.
    async fn quarantine(&mut self, message: &Quarantined) -> Outcome<bool>;
}
