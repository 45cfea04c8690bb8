//! Accepting an invitation: whoever has the letter becomes a member.

use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::letter::OpenInvitation;
use skybot_domain::ports::{Acceptance, Accepted};
use skybot_domain::scope::Role;
use skybot_domain::session::{SecretHash, SecurityEvent};
use skybot_domain::text::{Email, Name};

use super::links;
use crate::notes::{Note, address, agent, request};
use crate::rows::corrupt;
use crate::unit::Unit;

#[derive(FromQueryResult)]
struct InvitationRow {
    account_id: Uuid,
    id: Uuid,
    email: String,
    role: String,
    reach: String,
    locale: String,
}

#[derive(FromQueryResult)]
struct UserRow {
    id: Uuid,
    name: String,
    usable: bool,
    verified: bool,
}

#[derive(FromQueryResult)]
struct MemberRow {
    disabled: bool,
}

#[derive(FromQueryResult)]
struct OpenRow {
    id: Uuid,
    account_name: String,
    inviter: String,
    email: String,
    role: String,
    is_new_user: bool,
}

/// The invitation of a live link, as [`accept`] would take it.
pub(super) async fn look_at(
    unit: &Unit,
    hash: &SecretHash,
    at: Timestamp,
) -> Result<Option<OpenInvitation>, StoreError> {
    let row: Option<OpenRow> = unit
        .first(
            "select i.id, a.name as account_name, m.name as inviter, i.email, i.role,
                    u.email_verified_at is null as is_new_user
             from link_secrets l
             join invitations i on i.account_id = l.account_id and i.id = l.invitation_id
             join accounts a on a.id = i.account_id
             join memberships m on m.account_id = i.account_id and m.user_id = i.invited_by
             left join users u on u.email_folded = i.email_folded
             left join memberships o on o.account_id = i.account_id and o.user_id = u.id
             where l.secret_hash = $1 and l.letter = 'invitation' and l.used_at is null and l.expires_at > $2
               and i.accepted_at is null and i.revoked_at is null and i.expires_at > $2 and a.status = 'active'
               and u.disabled_at is null and o.disabled_at is null",
            vec![hash.to_vec().into(), at.into()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let bad = |column| corrupt("invitations", column, row.id);
    Ok(Some(OpenInvitation {
        account_name: Name::parse(&row.account_name).map_err(|_| bad("account_id"))?,
        inviter: Name::parse(&row.inviter).map_err(|_| bad("invited_by"))?,
        email: Email::parse(&row.email).map_err(|_| bad("email"))?,
        role: Role::parse(&row.role).ok_or_else(|| bad("role"))?,
        is_new_user: row.is_new_user,
    }))
}

/// Accepts an invitation. Everything must be undone unless somebody joined.
pub(super) async fn accept(unit: &Unit, acceptance: &Acceptance) -> Result<Accepted, StoreError> {
    let Some(invitation) = hold(unit, acceptance).await? else { return Ok(Accepted::NoLink) };
    let email = Email::parse(&invitation.email).map_err(|_| corrupt("invitations", "email", invitation.id))?;
    let user: Option<UserRow> = unit
        .first(
            "select id, name, disabled_at is null as usable, email_verified_at is not null as verified
             from users where email_folded = lower($1) for no key update",
            vec![email.as_str().into()],
        )
        .await?;
    let (user, name) = match (user, &acceptance.person) {
        (Some(user), _) if !user.usable => return Ok(Accepted::NoLink),
        (Some(user), _) if user.verified => (user.id, user.name),
        // An address that nobody has proven is nobody's yet, whoever has registered with it.
        (None | Some(_), None) => return Ok(Accepted::PersonNeeded(email)),
        (Some(user), Some(person)) => (take_over(unit, user.id, person, acceptance).await?, person.0.to_string()),
        (None, Some(person)) => (create(unit, &invitation, person, acceptance).await?, person.0.to_string()),
    };
    if !join(unit, &invitation, user, &name, acceptance).await? {
        return Ok(Accepted::NoLink);
    }
    let (account, id, at) = (invitation.account_id, invitation.id, acceptance.at);
    let key = || -> Vec<Value> { vec![account.into(), id.into(), at.into()] };
    unit.run("update invitations set accepted_at = $3 where account_id = $1 and id = $2", key()).await?;
    unit.run(
        "update link_secrets set used_at = $3 where account_id = $1 and invitation_id = $2 and used_at is null",
        key(),
    )
    .await?;
    let (event, origin) = (SecurityEvent::InvitationAccepted, &acceptance.origin);
    let detail = Some(json!({ "invitation_id": id }));
    Note { account: Some(account), user, by_user: true, event, origin, detail }.write(unit).await?;
    Ok(Accepted::Joined(account.into(), email))
}

/// The open invitation of a live link, locked: of two who accept at once one is first.
async fn hold(unit: &Unit, acceptance: &Acceptance) -> Result<Option<InvitationRow>, StoreError> {
    unit.first(
        "select i.account_id, i.id, i.email, i.role, i.reach, a.locale
         from link_secrets l
         join invitations i on i.account_id = l.account_id and i.id = l.invitation_id
         join accounts a on a.id = i.account_id
         where l.secret_hash = $1 and l.letter = 'invitation' and l.used_at is null and l.expires_at > $2
           and i.accepted_at is null and i.revoked_at is null and i.expires_at > $2 and a.status = 'active'
         for no key update of i",
        vec![acceptance.hash.to_vec().into(), acceptance.at.into()],
    )
    .await
}

/// Makes a user of an address that nobody has.
async fn create(
    unit: &Unit,
    invitation: &InvitationRow,
    (name, password_hash): &(Name, String),
    acceptance: &Acceptance,
) -> Result<Uuid, StoreError> {
    let id = acceptance.user_id.uuid();
    unit.run(
        "insert into users (id, email, name, password_hash, locale, email_verified_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $6)",
        vec![
            id.into(),
            invitation.email.as_str().into(),
            name.as_str().into(),
            password_hash.as_str().into(),
            invitation.locale.as_str().into(),
            acceptance.at.into(),
        ],
    )
    .await?;
    Ok(id)
}

/// Gives a user whose address nobody had proven to whoever has the mailbox.
async fn take_over(
    unit: &Unit,
    user: Uuid,
    (name, password_hash): &(Name, String),
    acceptance: &Acceptance,
) -> Result<Uuid, StoreError> {
    links::prove_mailbox(unit, user, false, &acceptance.origin, acceptance.at).await?;
    unit.run(
        "update users set name = $2, password_hash = $3 where id = $1",
        vec![user.into(), name.as_str().into(), password_hash.as_str().into()],
    )
    .await?;
    Ok(user)
}

/// Makes the user a member, unless it is one; `false` if it is one who was locked out.
async fn join(
    unit: &Unit,
    invitation: &InvitationRow,
    user: Uuid,
    name: &str,
    acceptance: &Acceptance,
) -> Result<bool, StoreError> {
    let (account, origin) = (invitation.account_id, &acceptance.origin);
    // Inside the tenant, as who joins, for its tables and its log.
    unit.run(
        "select app.enter($1, $2, 'all', 'user', $3), app.enter_from($4, $5, null)",
        vec![account.into(), user.into(), request(origin).into(), address(origin).into(), agent(origin).into()],
    )
    .await?;
    let joined = unit
        .run(
            "insert into memberships (account_id, user_id, name, role, reach, created_at)
             values ($1, $2, $3, $4, $5, $6) on conflict (account_id, user_id) do nothing",
            vec![
                account.into(),
                user.into(),
                name.into(),
                invitation.role.as_str().into(),
                invitation.reach.as_str().into(),
                acceptance.at.into(),
            ],
        )
        .await?;
    if joined > 0 {
        unit.run(
            "insert into inbox_members (account_id, inbox_id, user_id)
             select b.account_id, b.inbox_id, $3 from invitation_inboxes b
             where b.account_id = $1 and b.invitation_id = $2",
            vec![account.into(), invitation.id.into(), user.into()],
        )
        .await?;
        return Ok(true);
    }
    let sql = "select disabled_at is not null as disabled from memberships where account_id = $1 and user_id = $2";
    let member: Option<MemberRow> = unit.first(sql, vec![account.into(), user.into()]).await?;
    Ok(member.is_some_and(|member| !member.disabled))
}
