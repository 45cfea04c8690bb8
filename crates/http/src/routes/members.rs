//! Who belongs to the tenant: members and invitations.

use actix_web::{delete, get, patch, post};
use skybot_domain::account::{MemberPatch, NewInvitation};
use skybot_domain::error::{Violation, Violations};
use skybot_domain::id::{InvitationId, UserId};
use skybot_domain::text::Email;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::parse;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::query;
use crate::request::Call;

/// Most inboxes that an invitation names.
const MOST_INBOXES: usize = 100;

pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(list_members)
        .service(patch_member)
        .service(list_invitations)
        .service(create_invitation)
        .service(delete_invitation);
}

/// The tenant's members
#[utoipa::path(
    tag = "account",
    params(wire::DirectoryQuery),
    responses((status = 200, description = "The members, by user id", body = wire::Page<wire::Member>)),
)]
#[get("/members")]
async fn list_members(call: Call) -> Reply {
    let query: wire::DirectoryQuery = call.request.query()?;
    let page = query::page(List::Members, query.limit, query.cursor.as_deref())?;
    let q = query.q.as_deref().map(query::search).transpose()?;
    let found = call.request.api().ports.store.members(&call.scope, q.as_ref(), page).await?;
    Answer::ok(&query::to_wire::<_, wire::Member>(List::Members, found)).map(Answer::send)
}

/// Change a member
///
/// Only owners decide about owners, and a tenant keeps an owner who can get in.
#[utoipa::path(
    tag = "account",
    params(("id" = Uuid, Path, description = "The member's user id")),
    request_body = wire::PatchMember,
    responses((status = 200, description = "The member", body = wire::Member)),
)]
#[patch("/members/{id}")]
async fn patch_member(mut call: Call) -> Reply {
    let id: UserId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchMember>().await?;
    let patch =
        MemberPatch { role: body.role.map(Into::into), reach: body.reach.map(Into::into), disabled: body.disabled };
    once(call, claim, async move |work| {
        let member = usecase::patch_member(work, id, patch, expected).await?;
        Answer::versioned(member.version, &wire::Member::from(member))
    })
    .await
}

/// The tenant's open invitations, newest first
#[utoipa::path(
    tag = "account",
    params(wire::PageQuery),
    responses((status = 200, description = "The invitations", body = wire::Page<wire::Invitation>)),
)]
#[get("/invitations")]
async fn list_invitations(call: Call) -> Reply {
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::Invitations, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.invitations(&call.scope, page).await?;
    Answer::ok(&query::to_wire::<_, wire::Invitation>(List::Invitations, found)).map(Answer::send)
}

/// Ask somebody to join, by a letter
///
/// The letter's link lives seven days. An open invitation to the same address gives way.
#[utoipa::path(
    tag = "account",
    request_body = wire::CreateInvitation,
    responses((status = 201, description = "The invitation", body = wire::Invitation)),
)]
#[post("/invitations")]
async fn create_invitation(mut call: Call) -> Reply {
    let (body, claim) = call.command::<wire::CreateInvitation>().await?;
    let mut violations = Violations::default();
    let email = violations.take("/email", Email::parse(&body.email));
    if body.inbox_ids.len() > MOST_INBOXES {
        violations.add("/inbox_ids", Violation::new("TOO_MANY", format!("must have at most {MOST_INBOXES} ids")));
    }
    let inboxes = body.inbox_ids.into_iter().map(Into::into).collect();
    let (role, reach) = (body.role.into(), body.reach.into());
    let new = email.map(|email| NewInvitation { email, role, reach, inboxes });
    let new = parse::checked(violations, new)?;
    once(call, claim, async move |work| Answer::created(&wire::Invitation::from(usecase::invite(work, &new).await?)))
        .await
}

/// Take an invitation back
#[utoipa::path(
    tag = "account",
    params(("id" = Uuid, Path, description = "The invitation")),
    responses((status = 204, description = "Its link opens nothing")),
)]
#[delete("/invitations/{id}")]
async fn delete_invitation(call: Call) -> Reply {
    let id: InvitationId = call.request.path("id")?;
    call.request.no_query()?;
    once(call, None, async move |work| {
        usecase::revoke_invitation(work, id).await?;
        Ok(Answer::empty())
    })
    .await
}
