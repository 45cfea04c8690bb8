//! Contacts and inboxes.

use sea_orm::sea_query::Alias;

use skybot_domain::Timestamp;
use skybot_domain::contact::{Contact, ContactPatch, Identity, NewContact};
use skybot_domain::id::{CompanyId, ContactId, InboxId, UserId};
use skybot_domain::inbox::{Inbox, InboxPatch, NewInbox};

use super::{IdRow, Outcome, PgTx};
use crate::rows::{ContactRow, InboxRow, attributes_to_json};

pub(super) async fn hold_contact(tx: &PgTx, id: ContactId) -> Outcome<Option<Contact>> {
    // First the lock, then another statement: it sees what those did who had it before.
    let lock = "select from contacts where account_id = $1 and id = $2 for no key update";
    if tx.run(lock, vec![id.uuid().into()]).await? == 0 {
        return Ok(None);
    }
    let row: Option<ContactRow> =
        tx.first("select * from app.contact_view where account_id = $1 and id = $2", vec![id.uuid().into()]).await?;
    row.map(TryInto::try_into).transpose()
}

pub(super) async fn contact_by_identity(tx: &PgTx, identity: &Identity) -> Outcome<Option<ContactId>> {
    let row: Option<IdRow> = tx
        .first(
            "select contact_id as id from contact_identities
             where account_id = $1 and kind = $2 and key = any ($3) order by array_position($3, key) limit 1",
            vec![identity.kind().as_str().into(), identity.keys().into()],
        )
        .await?;
    Ok(row.map(|row| row.id.into()))
}

pub(super) async fn insert_contact(tx: &PgTx, id: ContactId, new: &NewContact, at: Timestamp) -> Outcome<()> {
    let [mut phone, mut email, mut external] = [None, None, None];
    for identity in &new.identities {
        let field = match identity {
            Identity::Phone(_) => &mut phone,
            Identity::Email(_) => &mut email,
            Identity::External(_) => &mut external,
            Identity::Bsuid(_) => continue,
        };
        *field = Some(identity.as_str().to_owned());
    }
    tx.run(
        "insert into contacts
           (account_id, id, name, phone, email, external_id, custom_attributes, company_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        vec![
            id.uuid().into(),
            new.name.as_str().into(),
            phone.into(),
            email.into(),
            external.into(),
            attributes_to_json(&new.attributes).into(),
            new.company_id.map(CompanyId::uuid).into(),
            at.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn patch_contact(tx: &PgTx, id: ContactId, patch: &ContactPatch, at: Timestamp) -> Outcome<()> {
    tx.update("contacts", id.uuid(), |update| {
        update.value(Alias::new("updated_at"), at);
        if let Some(name) = &patch.name {
            update.value(Alias::new("name"), name.as_str());
        }
        if let Some(phone) = &patch.phone {
            update.value(Alias::new("phone"), phone.as_ref().map(|phone| phone.as_str().to_owned()));
        }
        if let Some(email) = &patch.email {
            update.value(Alias::new("email"), email.as_ref().map(|email| email.as_str().to_owned()));
        }
        if let Some(external) = &patch.external_id {
            update.value(Alias::new("external_id"), external.as_ref().map(|id| id.as_str().to_owned()));
        }
        if let Some(company) = patch.company_id {
            update.value(Alias::new("company_id"), company.map(CompanyId::uuid));
        }
        if let Some(attributes) = &patch.attributes {
            update.value(Alias::new("custom_attributes"), attributes_to_json(attributes));
        }
    })
    .await
}

pub(super) async fn delete_contact(tx: &PgTx, id: ContactId) -> Outcome<bool> {
    let deleted = tx
        .run(
            "delete from contacts t where t.account_id = $1 and t.id = $2
             and not app.has_conversations($2, null)",
            vec![id.uuid().into()],
        )
        .await?;
    Ok(deleted > 0)
}

pub(super) async fn hold_inbox(tx: &PgTx, id: InboxId) -> Outcome<Option<Inbox>> {
    let row: Option<InboxRow> = tx
        .first("select * from inboxes where account_id = $1 and id = $2 for no key update", vec![id.uuid().into()])
        .await?;
    row.map(TryInto::try_into).transpose()
}

pub(super) async fn insert_inbox(tx: &PgTx, id: InboxId, new: &NewInbox, at: Timestamp) -> Outcome<()> {
    tx.run(
        "insert into inboxes (account_id, id, name, channel, delivery, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)",
        vec![
            id.uuid().into(),
            new.name.as_str().into(),
            new.channel.as_str().into(),
            new.delivery.as_str().into(),
            at.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn patch_inbox(tx: &PgTx, id: InboxId, patch: &InboxPatch, at: Timestamp) -> Outcome<()> {
    tx.update("inboxes", id.uuid(), |update| {
        update.value(Alias::new("updated_at"), at);
        if let Some(name) = &patch.name {
            update.value(Alias::new("name"), name.as_str());
        }
        if let Some(delivery) = patch.delivery {
            update.value(Alias::new("delivery"), delivery.as_str());
        }
        if let Some(reopening) = patch.reopening {
            update
                .value(Alias::new("reopen_policy"), reopening.policy().as_str())
                .value(Alias::new("reopen_within_hours"), reopening.hours().map(i32::from));
        }
    })
    .await
}

pub(super) async fn delete_inbox(tx: &PgTx, id: InboxId) -> Outcome<bool> {
    let deleted = tx
        .run(
            "delete from inboxes i where i.account_id = $1 and i.id = $2
             and not app.has_conversations(null, $2)",
            vec![id.uuid().into()],
        )
        .await?;
    Ok(deleted > 0)
}

pub(super) async fn set_inbox_member(tx: &PgTx, id: InboxId, user: UserId, member: bool) -> Outcome<bool> {
    let sql = if member {
        "insert into inbox_members (account_id, inbox_id, user_id) values ($1, $2, $3) on conflict do nothing"
    } else {
        "delete from inbox_members where account_id = $1 and inbox_id = $2 and user_id = $3"
    };
    Ok(tx.run(sql, vec![id.uuid().into(), user.uuid().into()]).await? > 0)
}
