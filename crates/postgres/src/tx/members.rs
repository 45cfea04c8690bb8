//! The tenant itself, its members, and those who are asked to join.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::account::{Account, AccountPatch, Invitation, Member, MemberPatch, NewInvitation, OwnPatch};
use skybot_domain::error::{Resource, StoreError};
use skybot_domain::id::{InboxId, InvitationId, LetterId, UserId};
use skybot_domain::job::Task;
use skybot_domain::letter::Purpose;
use skybot_domain::mail::Locale;
use skybot_domain::scope::{Reach, Role};
use skybot_domain::search::SearchLanguage;
use skybot_domain::text::{Email, Name};

use super::{IdRow, Outcome, PgTx};
use crate::rows::{AccountRow, MemberRow};

pub(super) async fn hold_account(tx: &PgTx) -> Outcome<Option<Account>> {
    let row: Option<AccountRow> = tx.first("select * from accounts where id = $1 for no key update", vec![]).await?;
    row.map(TryInto::try_into).transpose()
}

pub(super) async fn patch_account(tx: &PgTx, patch: &AccountPatch) -> Outcome<()> {
    let values = vec![
        patch.name.as_ref().map(|name| name.as_str().to_owned()).into(),
        patch.locale.map(Locale::as_str).into(),
        patch.second_factor_required.into(),
        patch.search_language.map(SearchLanguage::as_str).into(),
    ];
    tx.unit.run("select app.patch_account($1, $2, $3, $4)", values).await?;
    if let Some(region) = patch.default_region {
        let region = region.map(|region| region.as_str().to_owned());
        tx.unit.run("select app.set_default_region($1)", vec![region.into()]).await?;
    }
    Ok(())
}

pub(super) async fn hold_member(tx: &PgTx, id: UserId) -> Outcome<Option<Member>> {
    // First the lock, then another statement: it sees what those did who had it before.
    hold_account(tx).await?;
    let row: Option<MemberRow> = tx
        .first(
            "select m.*, u.email from memberships m join users u on u.id = m.user_id
             where m.account_id = $1 and m.user_id = $2",
            vec![id.uuid().into()],
        )
        .await?;
    row.map(TryInto::try_into).transpose()
}

pub(super) async fn patch_member(tx: &PgTx, id: UserId, patch: &MemberPatch, at: Timestamp) -> Outcome<()> {
    tx.run(
        "update memberships
         set role = coalesce($3, role), reach = coalesce($4, reach),
             disabled_at = case when $5 then coalesce(disabled_at, $6) when not $5 then null else disabled_at end,
             version = version + 1
         where account_id = $1 and user_id = $2",
        vec![
            id.uuid().into(),
            patch.role.map(Role::as_str).into(),
            patch.reach.map(Reach::as_str).into(),
            patch.disabled.into(),
            at.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn patch_self(tx: &PgTx, id: UserId, patch: &OwnPatch) -> Outcome<bool> {
    if let Some(locale) = patch.locale {
        tx.unit.run("select app.set_own_locale($1)", vec![locale.as_str().into()]).await?;
    }
    let Some(name) = &patch.name else { return Ok(false) };
    let sql = "update memberships set name = $3, version = version + 1
               where account_id = $1 and user_id = $2 and name <> $3";
    Ok(tx.run(sql, vec![id.uuid().into(), name.as_str().into()]).await? > 0)
}

#[derive(FromQueryResult)]
struct CountRow {
    count: i64,
}

pub(super) async fn active_owners(tx: &PgTx) -> Outcome<i64> {
    let row: Option<CountRow> = tx
        .first(
            "select count(*) as count from memberships m join users u on u.id = m.user_id
             where m.account_id = $1 and m.role = 'owner' and m.disabled_at is null and u.disabled_at is null",
            vec![],
        )
        .await?;
    Ok(row.map_or(0, |row| row.count))
}

pub(super) async fn is_member(tx: &PgTx, email: &Email) -> Outcome<bool> {
    let row: Option<IdRow> = tx
        .first(
            "select m.user_id as id from memberships m join users u on u.id = m.user_id
             where m.account_id = $1 and u.email_folded = lower($2)",
            vec![email.folded().into()],
        )
        .await?;
    Ok(row.is_some())
}

pub(super) async fn insert_bot(tx: &PgTx, id: UserId, name: &Name, at: Timestamp) -> Outcome<()> {
    let values = vec![id.uuid().into(), name.as_str().into(), at.into()];
    tx.unit.run("select app.insert_bot($1, $2, $3)", values).await?;
    Ok(())
}

pub(super) async fn insert_invitation(
    tx: &mut PgTx,
    id: InvitationId,
    new: &NewInvitation,
    letter: LetterId,
    at: Timestamp,
) -> Outcome<Invitation> {
    let invited_by = tx.scope.user().ok_or(StoreError::Missing(Resource::Member))?;
    let lifetime = Purpose::Invitation.lifetime().unwrap_or_default();
    let expires_at = at + lifetime;
    // Of two who invite the same address at once the second takes the place of the first.
    hold_account(tx).await?;
    tx.run(
        "update invitations set revoked_at = $3
         where account_id = $1 and email_folded = lower($2) and accepted_at is null and revoked_at is null",
        vec![new.email.as_str().into(), at.into()],
    )
    .await?;
    tx.run(
        "insert into invitations (account_id, id, email, role, reach, invited_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        vec![
            id.uuid().into(),
            new.email.as_str().into(),
            new.role.as_str().into(),
            new.reach.as_str().into(),
            invited_by.uuid().into(),
            at.into(),
            expires_at.into(),
        ],
    )
    .await?;
    let mut inboxes = new.inboxes.clone();
    inboxes.sort_unstable();
    inboxes.dedup();
    let ids: Vec<Uuid> = inboxes.iter().copied().map(InboxId::uuid).collect();
    tx.run(
        "insert into invitation_inboxes (account_id, invitation_id, inbox_id) select $1, $2, unnest($3)",
        vec![id.uuid().into(), ids.into()],
    )
    .await?;
    let values = vec![letter.uuid().into(), id.uuid().into(), at.into()];
    tx.unit.run("select app.ask_for_invitation($1, $2, $3)", values).await?;
    tx.unit.enqueue(Task::SendLetter { letter }, at).await?;
    Ok(Invitation {
        id,
        email: new.email.clone(),
        role: new.role,
        reach: new.reach,
        inboxes,
        invited_by,
        created_at: at,
        expires_at,
    })
}

pub(super) async fn revoke_invitation(tx: &PgTx, id: InvitationId, at: Timestamp) -> Outcome<bool> {
    let revoked = tx
        .run(
            "update invitations set revoked_at = $3
             where account_id = $1 and id = $2 and accepted_at is null and revoked_at is null",
            vec![id.uuid().into(), at.into()],
        )
        .await?;
    Ok(revoked > 0)
}
