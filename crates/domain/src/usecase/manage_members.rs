//! Members of a tenant: inviting, changing, locking out. A tenant always keeps an owner who can get
//! in, and only owners decide about owners.

use crate::account::{Account, AccountPatch, Invitation, Member, MemberPatch, NewInvitation, OwnPatch};
use crate::error::{Error, Resource, Result, StoreError, Unique, Violation};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{InvitationId, UserId};
use crate::job::Task;
use crate::scope::{Permission, Role};
use crate::session::Principal;
use crate::text::Name;
use crate::usecase::expect_version;
use crate::usecase::passwords::session_of;
use crate::work::Work;

/// Changes a member.
pub async fn patch_member(
    work: &mut Work<'_>,
    id: UserId,
    patch: MemberPatch,
    expected_version: Option<i64>,
) -> Result<Member> {
    work.scope().require(Permission::MembersWrite)?;
    let member = held(work, id).await?;
    expect_version(expected_version, member.version)?;
    if let Some(role) = patch.role
        && (role == Role::Bot) != (member.role == Role::Bot)
    {
        return Err(Error::invalid("/role", Violation::new("NOT_A_PERSON", "people are no bots, nor bots people")));
    }
    let of_owners = member.role == Role::Owner || patch.role == Some(Role::Owner);
    if of_owners && work.scope().role() != Role::Owner {
        return Err(Error::OwnersOnly);
    }
    let at = work.now();
    work.tx().patch_member(id, &patch, at).await?;
    if member.is_active_owner() && work.tx().active_owners().await? == 0 {
        return Err(Error::LastOwner);
    }
    work.event(EventKind::MemberUpdated, Subject::Member(id), Detail::None);
    held(work, id).await
}

/// Changes what is the caller's own: the name in this tenant, the language in all of them. Whom the caller's
/// credential stands for then.
pub async fn patch_self(work: &mut Work<'_>, principal: Principal, patch: OwnPatch) -> Result<Principal> {
    session_of(&principal)?;
    let id = principal.user_id;
    if work.tx().patch_self(id, &patch).await? {
        work.event(EventKind::MemberUpdated, Subject::Member(id), Detail::None);
    }
    Ok(Principal {
        name: patch.name.map_or(principal.name, Name::into_string),
        locale: patch.locale.unwrap_or(principal.locale),
        ..principal
    })
}

async fn held(work: &mut Work<'_>, id: UserId) -> Result<Member> {
    work.tx().hold_member(id).await?.ok_or(Error::NotFound(Resource::Member))
}

/// Asks somebody to join, by a letter. An open invitation to the same address gives way.
pub async fn invite(work: &mut Work<'_>, new: &NewInvitation) -> Result<Invitation> {
    work.scope().require(Permission::MembersWrite)?;
    match new.role {
        Role::Bot => {
            return Err(Error::invalid("/role", Violation::new("NOT_A_PERSON", "bots come with their API key")));
        }
        Role::Owner if work.scope().role() != Role::Owner => return Err(Error::OwnersOnly),
        _ => {}
    }
    if work.tx().is_member(&new.email).await? {
        return Err(Error::Taken(Unique::Member));
    }
    let (id, letter, at) = (work.id(), work.id(), work.now());
    work.tx().insert_invitation(id, new, letter, at).await.map_err(|error| match error {
        StoreError::Missing(Resource::Inbox) => {
            Error::invalid("/inbox_ids", Violation::new("NOT_FOUND", "names an inbox that does not exist"))
        }
        other => other.into(),
    })
}

/// Takes an open invitation back.
pub async fn revoke_invitation(work: &mut Work<'_>, id: InvitationId) -> Result<()> {
    work.scope().require(Permission::MembersWrite)?;
    let at = work.now();
    if work.tx().revoke_invitation(id, at).await? { Ok(()) } else { Err(Error::NotFound(Resource::Invitation)) }
}

/// Changes what holds for the whole tenant.
pub async fn patch_account(
    work: &mut Work<'_>,
    patch: &AccountPatch,
    expected_version: Option<i64>,
) -> Result<Account> {
    work.scope().require(Permission::AccountWrite)?;
    let account = work.tx().hold_account().await?.ok_or(Error::NotFound(Resource::Account))?;
    expect_version(expected_version, account.version)?;
    work.tx().patch_account(patch).await?;
    work.account_updated();
    if patch.search_language.is_some_and(|language| language != account.search_language) {
        let task = Task::StemMessages { account: account.id };
        work.job(task, work.now()).await?;
    }
    work.tx().hold_account().await?.ok_or(Error::NotFound(Resource::Account))
}
