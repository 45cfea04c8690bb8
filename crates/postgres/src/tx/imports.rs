//! Batches of imported contacts, in a handful of statements whatever their size.

use std::collections::HashMap;

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use skybot_domain::contact::{Contact, Identity, IdentityKind, NewContact};
use skybot_domain::contact_import::{Batch, ContactImport, MAX_ERRORS, RowError, Tally};
use skybot_domain::error::StoreError;
use skybot_domain::id::{CompanyId, ContactId, ImportId};
use skybot_domain::ports::ImportTx;
use skybot_domain::text::Name;
use skybot_domain::{Id, Timestamp};

use super::{Outcome, PgTx};
use crate::error::store_error;
use crate::query::select;
use crate::rows::{ContactRow, IMPORT, ImportRow, attributes_to_json, corrupt};

#[derive(FromQueryResult)]
struct KnownRow {
    kind: String,
    key: String,
    contact_id: Uuid,
}

#[derive(FromQueryResult)]
struct CompanyRow {
    name: String,
    id: Uuid,
}

type KnownBy = HashMap<(IdentityKind, String), ContactId>;

fn known(rows: Vec<KnownRow>) -> Outcome<KnownBy> {
    let one = |row: KnownRow| {
        let kind =
            IdentityKind::parse(&row.kind).ok_or_else(|| corrupt("contact_identities", "kind", row.contact_id))?;
        Ok(((kind, row.key), row.contact_id.into()))
    };
    rows.into_iter().map(one).collect()
}

/// Kinds and keys, every spelling of each.
fn spellings(identities: &[&Identity]) -> (Vec<String>, Vec<String>) {
    let all = identities.iter().flat_map(|one| one.keys().into_iter().map(|key| (one.kind().as_str().to_owned(), key)));
    all.unzip()
}

fn of_kind<'a>(identities: impl Iterator<Item = &'a Identity>, kind: IdentityKind) -> Option<&'a str> {
    let mut identities = identities;
    identities.find(|identity| identity.kind() == kind).map(Identity::as_str)
}

#[async_trait]
impl ImportTx for PgTx {
    async fn hold_import(&mut self, id: ImportId) -> Outcome<Option<ContactImport>> {
        let sql = format!("select {IMPORT} from contact_imports i where i.account_id = $1 and i.id = $2 for update");
        let row: Option<ImportRow> = self.first(&sql, vec![id.uuid().into()]).await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn queue_import(&mut self, id: ImportId, bytes: i64) -> Outcome<()> {
        self.run(
            "update contact_imports set state = 'queued', bytes = $3
             where account_id = $1 and id = $2 and state = 'receiving'",
            vec![id.uuid().into(), bytes.into()],
        )
        .await?;
        Ok(())
    }

    async fn contacts_known_by(&mut self, identities: &[&Identity]) -> Outcome<KnownBy> {
        let (kinds, keys) = spellings(identities);
        let rows = select(
            &self.unit,
            "select i.kind::text, i.key, i.contact_id from unnest($2::text[], $3::text[]) x (kind, key)
             join contact_identities i on i.account_id = $1 and i.kind = x.kind and i.key = x.key",
            vec![self.account().into(), kinds.into(), keys.into()],
        );
        known(rows.await?)
    }

    async fn hold_contacts(&mut self, ids: &[ContactId]) -> Outcome<Vec<Contact>> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        // First the locks, then another statement: it sees what those did who had them before.
        let lock = "select from contacts where account_id = $1 and id = any ($2) order by id for no key update";
        self.run(lock, vec![ids.clone().into()]).await?;
        let rows: Vec<ContactRow> = select(
            &self.unit,
            "select * from app.contact_view where account_id = $1 and id = any ($2)",
            vec![self.account().into(), ids.into()],
        )
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn companies_named(
        &mut self,
        names: &[(CompanyId, Name)],
        at: Timestamp,
    ) -> Outcome<HashMap<String, CompanyId>> {
        let ids: Vec<Uuid> = names.iter().map(|(id, _)| id.uuid()).collect();
        let texts: Vec<String> = names.iter().map(|(_, name)| name.as_str().to_owned()).collect();
        self.run(
            "insert into companies (account_id, id, name, created_at, updated_at)
             select $1, x.id, x.name, $4, $4 from unnest($2::uuid[], $3::text[]) x (id, name) order by lower(x.name)
             on conflict (account_id, name_key) do nothing",
            vec![ids.into(), texts.clone().into(), at.into()],
        )
        .await?;
        let found: Vec<CompanyRow> = select(
            &self.unit,
            "select x.name, c.id from unnest($2::text[]) x (name)
             join companies c on c.account_id = $1 and c.name_key = lower(x.name)",
            vec![self.account().into(), texts.into()],
        )
        .await?;
        Ok(found.into_iter().map(|row| (row.name.to_lowercase(), row.id.into())).collect())
    }

    async fn insert_contacts(&mut self, contacts: &[(ContactId, NewContact)], at: Timestamp) -> Outcome<()> {
        if contacts.is_empty() {
            return Ok(());
        }
        let account = self.account();
        let value = |kind| -> Vec<Option<&str>> {
            contacts.iter().map(|(_, new)| of_kind(new.identities.iter(), kind)).collect()
        };
        sqlx::query(
            "insert into contacts (account_id, id, name, phone, email, external_id, company_id, custom_attributes,
                                   created_at, updated_at)
             select $1, x.id, x.name, x.phone, x.email, x.external_id, x.company, x.attributes, $9, $9
             from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::jsonb[])
                  x (id, name, phone, email, external_id, company, attributes)",
        )
        .bind(account)
        .bind(contacts.iter().map(|(id, _)| id.uuid()).collect::<Vec<_>>())
        .bind(contacts.iter().map(|(_, new)| new.name.as_str()).collect::<Vec<_>>())
        .bind(value(IdentityKind::Phone))
        .bind(value(IdentityKind::Email))
        .bind(value(IdentityKind::External))
        .bind(contacts.iter().map(|(_, new)| new.company_id.map(Id::uuid)).collect::<Vec<_>>())
        .bind(contacts.iter().map(|(_, new)| attributes_to_json(&new.attributes)).collect::<Vec<_>>())
        .bind(at)
        .execute(self.unit.connection())
        .await
        .map_err(|error| store_error(&error))?;
        Ok(())
    }

    async fn rewrite_contacts(&mut self, contacts: &[Contact], at: Timestamp) -> Outcome<()> {
        if contacts.is_empty() {
            return Ok(());
        }
        let account = self.account();
        let phones = contacts.iter().map(|contact| contact.phone.as_ref().map(skybot_domain::text::Phone::as_str));
        let emails = contacts.iter().map(|contact| contact.email.as_ref().map(skybot_domain::text::Email::as_str));
        let externals =
            contacts.iter().map(|contact| contact.external_id.as_ref().map(skybot_domain::text::ExternalId::as_str));
        sqlx::query(
            "update contacts t
             set name = x.name, phone = x.phone, email = x.email, external_id = x.external_id, company_id = x.company,
                 custom_attributes = x.attributes, version = t.version + 1, updated_at = $9
             from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::jsonb[])
                  x (id, name, phone, email, external_id, company, attributes)
             where t.account_id = $1 and t.id = x.id",
        )
        .bind(account)
        .bind(contacts.iter().map(|contact| contact.id.uuid()).collect::<Vec<_>>())
        .bind(contacts.iter().map(|contact| contact.name.as_str()).collect::<Vec<_>>())
        .bind(phones.collect::<Vec<_>>())
        .bind(emails.collect::<Vec<_>>())
        .bind(externals.collect::<Vec<_>>())
        .bind(contacts.iter().map(|contact| contact.company_id.map(Id::uuid)).collect::<Vec<_>>())
        .bind(contacts.iter().map(|contact| attributes_to_json(&contact.attributes)).collect::<Vec<_>>())
        .bind(at)
        .execute(self.unit.connection())
        .await
        .map_err(|error| store_error(&error))?;
        Ok(())
    }

    async fn named_in_import(&mut self, id: ImportId, identities: &[&Identity]) -> Outcome<KnownBy> {
        let (kinds, keys) = spellings(identities);
        let rows = select(
            &self.unit,
            "select s.kind::text, s.key, s.contact_id from unnest($3::text[], $4::text[]) x (kind, key)
             join contact_import_seen s on s.account_id = $1 and s.import_id = $2 and s.kind = x.kind and s.key = x.key",
            vec![self.account().into(), id.uuid().into(), kinds.into(), keys.into()],
        );
        known(rows.await?)
    }

    async fn note_in_import(&mut self, id: ImportId, named: &[(Identity, ContactId)]) -> Outcome<()> {
        let kinds: Vec<String> = named.iter().map(|(identity, _)| identity.kind().as_str().to_owned()).collect();
        let keys: Vec<String> = named.iter().map(|(identity, _)| identity.key()).collect();
        let contacts: Vec<Uuid> = named.iter().map(|(_, contact)| contact.uuid()).collect();
        self.run(
            "insert into contact_import_seen (account_id, import_id, kind, key, contact_id)
             select $1, $2, x.kind, x.key, x.contact from unnest($3::text[], $4::text[], $5::uuid[]) x (kind, key, contact)
             on conflict do nothing",
            vec![id.uuid().into(), kinds.into(), keys.into(), contacts.into()],
        )
        .await?;
        Ok(())
    }

    async fn advance_import(&mut self, batch: &Batch, tally: Tally, errors: &[RowError], at: Timestamp) -> Outcome<()> {
        let import: sea_orm::Value = batch.import.uuid().into();
        if !errors.is_empty() {
            let account = self.account();
            sqlx::query(
                "insert into contact_import_errors (account_id, import_id, line, place, field, code, detail)
                 select $1, $2, x.line, x.place, x.field, x.code, x.detail
                 from unnest($3::bigint[], $4::text[], $5::text[], $6::text[])
                      with ordinality x (line, field, code, detail, place)
                 order by x.line, x.place
                 limit greatest($7 - (select count(*) from contact_import_errors e
                                      where e.account_id = $1 and e.import_id = $2), 0)",
            )
            .bind(account)
            .bind(batch.import.uuid())
            .bind(errors.iter().map(|error| error.line).collect::<Vec<_>>())
            .bind(errors.iter().map(|error| error.field.as_deref()).collect::<Vec<_>>())
            .bind(errors.iter().map(|error| error.code.as_str()).collect::<Vec<_>>())
            .bind(errors.iter().map(|error| error.detail.as_str()).collect::<Vec<_>>())
            .bind(i64::try_from(MAX_ERRORS).unwrap_or(i64::MAX))
            .execute(self.unit.connection())
            .await
            .map_err(|error| store_error(&error))?;
        }
        let state = batch.end.map_or("running", skybot_domain::contact_import::ImportState::as_str);
        let advanced = self
            .run(
                "update contact_imports
                 set state = $3, at_byte = $4, at_line = $5, header = coalesce($6, header), rows = rows + $7,
                     created = created + $8, updated = updated + $9, skipped = skipped + $10, refused = refused + $11,
                     finished_at = case when $12 then $13::timestamptz end
                 where account_id = $1 and id = $2",
                vec![
                    import.clone(),
                    state.into(),
                    batch.to_byte.into(),
                    batch.to_line.into(),
                    batch.header.clone().into(),
                    tally.rows.into(),
                    tally.created.into(),
                    tally.updated.into(),
                    tally.skipped.into(),
                    tally.refused.into(),
                    batch.end.is_some().into(),
                    at.into(),
                ],
            )
            .await?;
        if advanced == 0 {
            return Err(StoreError::Internal("the import of a batch is gone".to_owned()));
        }
        if batch.end.is_some() {
            for table in ["contact_import_pieces", "contact_import_seen"] {
                let sql = format!("delete from {table} where account_id = $1 and import_id = $2");
                self.run(&sql, vec![import.clone()]).await?;
            }
        }
        Ok(())
    }
}
