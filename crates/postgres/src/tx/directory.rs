//! Contacts, inboxes, labels and teams.

use sea_orm::sea_query::Alias;

use skybot_domain::Timestamp;
use skybot_domain::account::Team;
use skybot_domain::contact::{Contact, ContactPatch, Identity, NewContact};
use skybot_domain::id::{ContactId, InboxId, LabelId, TeamId, UserId};
use skybot_domain::inbox::{Inbox, NewInbox};
use skybot_domain::label::{Label, NewLabel};
use skybot_domain::text::Name;

use super::{IdRow, Outcome, PgTx};
use crate::rows::{ContactRow, InboxRow, LabelRow, TeamRow, attributes_to_json};

pub(super) async fn hold_contact(tx: &PgTx, id: ContactId) -> Outcome<Option<Contact>> {
    let row: Option<ContactRow> = tx
        .first("select * from contacts where account_id = $1 and id = $2 for no key update", vec![id.uuid().into()])
        .await?;
    row.map(TryInto::try_into).transpose()
}

pub(super) async fn contact_by_identity(tx: &PgTx, identity: &Identity) -> Outcome<Option<ContactId>> {
    let row: Option<IdRow> = tx
        .first(
            "select contact_id as id from contact_identities
             where account_id = $1 and kind = $2 and app.identity_key(kind, value) = app.identity_key($2, $3)",
            vec![identity.kind().as_str().into(), identity.as_str().into()],
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
        };
        *field = Some(identity.as_str().to_owned());
    }
    tx.run(
        "insert into contacts
           (account_id, id, name, phone, email, external_id, custom_attributes, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        vec![
            id.uuid().into(),
            new.name.as_str().into(),
            phone.into(),
            email.into(),
            external.into(),
            attributes_to_json(&new.attributes).into(),
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
             and not exists (select from conversations c where c.account_id = $1 and c.contact_id = $2)",
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
        "insert into inboxes (account_id, id, name, channel, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)",
        vec![id.uuid().into(), new.name.as_str().into(), new.channel.as_str().into(), at.into()],
    )
    .await?;
    Ok(())
}

pub(super) async fn rename_inbox(tx: &PgTx, id: InboxId, name: &Name, at: Timestamp) -> Outcome<()> {
    tx.update("inboxes", id.uuid(), |update| {
        update.value(Alias::new("name"), name.as_str()).value(Alias::new("updated_at"), at);
    })
    .await
}

pub(super) async fn delete_inbox(tx: &PgTx, id: InboxId) -> Outcome<bool> {
    let deleted = tx
        .run(
            "delete from inboxes i where i.account_id = $1 and i.id = $2
             and not exists (select from conversations c where c.account_id = $1 and c.inbox_id = $2)",
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

pub(super) async fn insert_label(tx: &PgTx, id: LabelId, new: &NewLabel, at: Timestamp) -> Outcome<()> {
    tx.run(
        "insert into labels (account_id, id, name, color, created_at) values ($1, $2, $3, $4, $5)",
        vec![id.uuid().into(), new.name.as_str().into(), new.color.as_str().into(), at.into()],
    )
    .await?;
    Ok(())
}

pub(super) async fn hold_label(tx: &PgTx, id: LabelId) -> Outcome<Option<Label>> {
    let row: Option<LabelRow> =
        tx.first("select * from labels where account_id = $1 and id = $2 for update", vec![id.uuid().into()]).await?;
    row.map(TryInto::try_into).transpose()
}

pub(super) async fn delete_label(tx: &PgTx, id: LabelId) -> Outcome<()> {
    tx.run("delete from labels where account_id = $1 and id = $2", vec![id.uuid().into()]).await?;
    Ok(())
}

pub(super) async fn insert_team(tx: &PgTx, id: TeamId, name: &Name, at: Timestamp) -> Outcome<()> {
    tx.run(
        "insert into teams (account_id, id, name, created_at) values ($1, $2, $3, $4)",
        vec![id.uuid().into(), name.as_str().into(), at.into()],
    )
    .await?;
    Ok(())
}

pub(super) async fn hold_team(tx: &PgTx, id: TeamId) -> Outcome<Option<Team>> {
    let row: Option<TeamRow> = tx
        .first("select * from teams where account_id = $1 and id = $2 for no key update", vec![id.uuid().into()])
        .await?;
    row.map(TryInto::try_into).transpose()
}

pub(super) async fn set_team_member(tx: &PgTx, id: TeamId, user: UserId, member: bool) -> Outcome<bool> {
    let sql = if member {
        "insert into team_members (account_id, team_id, user_id) values ($1, $2, $3) on conflict do nothing"
    } else {
        "delete from team_members where account_id = $1 and team_id = $2 and user_id = $3"
    };
    Ok(tx.run(sql, vec![id.uuid().into(), user.uuid().into()]).await? > 0)
}
