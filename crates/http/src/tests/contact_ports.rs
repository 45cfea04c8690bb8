//! Ports of contacts without a world.

use async_trait::async_trait;
use skybot_domain::company::Company;
use skybot_domain::contact::{Contact, ContactFilter, Suspects, Suspicion};
use skybot_domain::contact_import::{ContactImport, NewImport, RowError};
use skybot_domain::contact_note::ContactNote;
use skybot_domain::error::Violation;
use skybot_domain::id::{CompanyId, ContactId, ImportId};
use skybot_domain::page::{Limit, Page, PageRequest};
use skybot_domain::ports::{ContactImports, ContactReads, PhoneNumbers};
use skybot_domain::quarantine::Quarantined;
use skybot_domain::scope::Scope;
use skybot_domain::search::Query;
use skybot_domain::text::{Phone, Region};

use super::ports::{Nowhere, Outcome, away};

#[async_trait]
impl ContactReads for Nowhere {
    async fn filtered_contacts(&self, _: &Scope, _: ContactFilter, _: PageRequest) -> Outcome<Page<Contact>> {
        away()
    }
    async fn present_contact(&self, _: &Scope, _: ContactId) -> Outcome<Option<ContactId>> {
        away()
    }
    async fn contact_twins(&self, _: &Scope, _: ContactId, _: Limit) -> Outcome<Vec<Suspicion>> {
        away()
    }
    async fn suspected_contacts(&self, _: &Scope, _: PageRequest) -> Outcome<Page<Suspects>> {
        away()
    }
    async fn companies(&self, _: &Scope, _: Option<&Query>, _: PageRequest) -> Outcome<Page<Company>> {
        away()
    }
    async fn company(&self, _: &Scope, _: CompanyId) -> Outcome<Option<Company>> {
        away()
    }
    async fn contact_notes(&self, _: &Scope, _: ContactId, _: PageRequest) -> Outcome<Page<ContactNote>> {
        away()
    }
    async fn quarantined(&self, _: &Scope, _: ContactId, _: PageRequest) -> Outcome<Page<Quarantined>> {
        away()
    }
    async fn contact_attribute_names(&self, _: &Scope) -> Outcome<Vec<String>> {
        away()
    }
    async fn company_names(&self, _: &Scope, _: &[CompanyId]) -> Outcome<Vec<(CompanyId, String)>> {
        away()
    }
}

#[async_trait]
impl ContactImports for Nowhere {
    async fn open_import(&self, _: &Scope, _: &NewImport) -> Outcome<()> {
        away()
    }
    async fn add_import_piece(&self, _: &Scope, _: ImportId, _: i64, _: Vec<u8>) -> Outcome<()> {
        away()
    }
    async fn drop_import(&self, _: &Scope, _: ImportId) -> Outcome<()> {
        away()
    }
    async fn contact_import(&self, _: &Scope, _: ImportId) -> Outcome<Option<ContactImport>> {
        away()
    }
    async fn import_errors(&self, _: &Scope, _: ImportId) -> Outcome<Vec<RowError>> {
        away()
    }
    async fn import_bytes(&self, _: &Scope, _: ImportId, _: i64, _: i64) -> Outcome<Vec<u8>> {
        away()
    }
}

impl PhoneNumbers for Nowhere {
    fn parse(&self, text: &str, _: Option<Region>) -> Result<Phone, Violation> {
        Phone::parse(text)
    }
    fn knows(&self, _: Region) -> bool {
        true
    }
}
