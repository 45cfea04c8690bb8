//! Companies.

use sea_orm::sea_query::Alias;

use skybot_domain::Timestamp;
use skybot_domain::company::{Company, CompanyPatch, Domain, NewCompany};
use skybot_domain::id::CompanyId;

use super::{Outcome, PgTx};
use crate::rows::{COMPANY, CompanyRow, attributes_to_json};

fn domain(domain: Option<&Domain>) -> Option<String> {
    domain.map(|domain| domain.as_str().to_owned())
}

pub(super) async fn hold(tx: &PgTx, id: CompanyId) -> Outcome<Option<Company>> {
    let sql = format!("select {COMPANY} from companies c where c.account_id = $1 and c.id = $2 for no key update");
    let row: Option<CompanyRow> = tx.first(&sql, vec![id.uuid().into()]).await?;
    row.map(TryInto::try_into).transpose()
}

pub(super) async fn insert(tx: &PgTx, id: CompanyId, new: &NewCompany, at: Timestamp) -> Outcome<()> {
    tx.run(
        "insert into companies (account_id, id, name, domain, custom_attributes, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)",
        vec![
            id.uuid().into(),
            new.name.as_str().into(),
            domain(new.domain.as_ref()).into(),
            attributes_to_json(&new.attributes).into(),
            at.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn patch(tx: &PgTx, id: CompanyId, patch: &CompanyPatch, at: Timestamp) -> Outcome<()> {
    tx.update("companies", id.uuid(), |update| {
        update.value(Alias::new("updated_at"), at);
        if let Some(name) = &patch.name {
            update.value(Alias::new("name"), name.as_str());
        }
        if let Some(host) = &patch.domain {
            update.value(Alias::new("domain"), domain(host.as_ref()));
        }
        if let Some(attributes) = &patch.attributes {
            update.value(Alias::new("custom_attributes"), attributes_to_json(attributes));
        }
    })
    .await
}

pub(super) async fn delete(tx: &PgTx, id: CompanyId) -> Outcome<bool> {
    let deleted = tx
        .run(
            "delete from companies c where c.account_id = $1 and c.id = $2
             and not exists (select from contacts t where t.account_id = $1 and t.company_id = $2)",
            vec![id.uuid().into()],
        )
        .await?;
    Ok(deleted > 0)
}
