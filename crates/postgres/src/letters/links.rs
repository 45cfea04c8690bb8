//! Links that letters carry: each is good once, for one thing, for a while.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::letter::{LinkTarget, NewLink, Purpose};
use skybot_domain::scope::Origin;
use skybot_domain::session::{SecretHash, SecurityEvent};

use crate::notes::note;
use crate::unit::Unit;

/// Stores a link.
pub(super) async fn store(unit: &Unit, link: &NewLink) -> Result<(), StoreError> {
    let (user, account, invitation) = match link.opens {
        LinkTarget::User(user) => (Some(user.uuid()), None, None),
        LinkTarget::Invitation(account, invitation) => (None, Some(account.uuid()), Some(invitation.uuid())),
    };
    unit.run(
        "insert into link_secrets (secret_hash, letter, user_id, account_id, invitation_id, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        vec![
            link.hash.to_vec().into(),
            link.purpose.as_str().into(),
            user.into(),
            account.into(),
            invitation.into(),
            link.at.into(),
            (link.at + link.lifetime).into(),
        ],
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct LinkRow {
    person: Option<Uuid>,
    account: Option<Uuid>,
    invitation: Option<Uuid>,
}

/// What a live link opens.
pub(super) async fn find(
    unit: &Unit,
    hash: &SecretHash,
    purpose: Purpose,
    at: Timestamp,
) -> Result<Option<LinkTarget>, StoreError> {
    let row: Option<LinkRow> = unit
        .first(
            "select l.user_id as person, l.account_id as account, l.invitation_id as invitation from link_secrets l
             left join invitations i on i.account_id = l.account_id and i.id = l.invitation_id
             where l.secret_hash = $1 and l.letter = $2 and l.used_at is null and l.expires_at > $3
               and (l.invitation_id is null
                    or i.accepted_at is null and i.revoked_at is null and i.expires_at > $3)",
            vec![hash.to_vec().into(), purpose.as_str().into(), at.into()],
        )
        .await?;
    Ok(row.and_then(|row| match (row.person, row.account, row.invitation) {
        (Some(user), None, None) => Some(LinkTarget::User(user.into())),
        (None, Some(account), Some(invitation)) => Some(LinkTarget::Invitation(account.into(), invitation.into())),
        _ => None,
    }))
}

/// Uses up a user's link; `false` if there is no such live one.
pub(crate) async fn use_up(
    unit: &Unit,
    hash: &SecretHash,
    purpose: Purpose,
    user: Uuid,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let done = unit
        .run(
            "update link_secrets set used_at = $4
             where secret_hash = $1 and letter = $2 and user_id = $3 and used_at is null and expires_at > $4",
            vec![hash.to_vec().into(), purpose.as_str().into(), user.into(), at.into()],
        )
        .await?;
    Ok(done > 0)
}

/// Uses up all that is left of a user's links of a kind.
pub(crate) async fn use_up_all(unit: &Unit, purpose: Purpose, user: Uuid, at: Timestamp) -> Result<(), StoreError> {
    let sql = "update link_secrets set used_at = $3 where user_id = $1 and letter = $2 and used_at is null";
    unit.run(sql, vec![user.into(), purpose.as_str().into(), at.into()]).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct ProvenRow {
    proven: bool,
}

/// Somebody came by a mailed link and so owns the mailbox. `same`: and is shown to be the one who set
/// the user up; else all that was set up before the first such proof goes.
pub(crate) async fn prove_mailbox(
    unit: &Unit,
    user: Uuid,
    same: bool,
    origin: &Origin,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "select app.prove_mailbox($1, $2, $3) as proven";
    let row: Option<ProvenRow> = unit.first(sql, vec![user.into(), at.into(), same.into()]).await?;
    if row.is_some_and(|row| row.proven) {
        note(unit, user, SecurityEvent::EmailVerified, origin, None).await?;
    }
    Ok(())
}
