//! Teams and their members.

use actix_web::{delete, get, patch, post, put};
use skybot_domain::error::{Error, Resource};
use skybot_domain::id::{TeamId, UserId};
use skybot_domain::text::Name;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::query;
use crate::request::Call;

pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(list_teams)
        .service(create_team)
        .service(rename_team)
        .service(delete_team)
        .service(list_team_members)
        .service(add_team_member)
        .service(remove_team_member);
}

/// The tenant's teams, oldest first
#[utoipa::path(
    tag = "account",
    params(wire::PageQuery),
    responses((status = 200, description = "The teams", body = wire::Page<wire::Team>)),
)]
#[get("/teams")]
async fn list_teams(call: Call) -> Reply {
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::Teams, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.teams(&call.scope, page).await?;
    Answer::ok(&query::to_wire::<_, wire::Team>(List::Teams, found)).map(Answer::send)
}

/// Make a team
#[utoipa::path(
    tag = "account",
    request_body = wire::CreateTeam,
    responses((status = 201, description = "The team", body = wire::Team)),
)]
#[post("/teams")]
async fn create_team(mut call: Call) -> Reply {
    let (body, claim) = call.command::<wire::CreateTeam>().await?;
    let name = Name::parse(&body.name).map_err(|violation| Problem::invalid("/name", violation))?;
    once(call, claim, async move |work| {
        let team = usecase::create_team(work, name).await?;
        Answer::created_versioned(team.version, &wire::Team::from(team))
    })
    .await
}

/// Give a team another name
#[utoipa::path(
    tag = "account",
    params(("id" = Uuid, Path, description = "The team")),
    request_body = wire::PatchTeam,
    responses((status = 200, description = "The team", body = wire::Team)),
)]
#[patch("/teams/{id}")]
async fn rename_team(mut call: Call) -> Reply {
    let id: TeamId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchTeam>().await?;
    let name = body.name.as_deref().map(Name::parse).transpose();
    let name = name.map_err(|violation| Problem::invalid("/name", violation))?;
    once(call, claim, async move |work| {
        let team = usecase::rename_team(work, id, name, expected).await?;
        Answer::versioned(team.version, &wire::Team::from(team))
    })
    .await
}

/// Delete a team
///
/// Its conversations stay, without a team: each is told of by `conversation:assigned` and in the audit log, and
/// whoever saw them by the team alone sees them no more. Refused as `RESOURCE_IN_USE` while canned responses are for
/// the team only, or more than 1,000 conversations, resolved and deleted ones too, are with it: give them to
/// another first, many at once by `/conversations/bulk`. Macros that name the team are refused as
/// `MACRO_BROKEN` from then on, and do nothing.
#[utoipa::path(
    tag = "account",
    params(("id" = Uuid, Path, description = "The team")),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/teams/{id}")]
async fn delete_team(call: Call) -> Reply {
    let id: TeamId = call.request.path("id")?;
    call.request.no_query()?;
    let expected = call.request.if_match()?;
    once(call, None, async move |work| {
        usecase::delete_team(work, id, expected).await?;
        Ok(Answer::empty())
    })
    .await
}

/// The members of a team
#[utoipa::path(
    tag = "account",
    params(("id" = Uuid, Path, description = "The team"), wire::PageQuery),
    responses((status = 200, description = "The members, by user id", body = wire::Page<wire::Member>)),
)]
#[get("/teams/{id}/members")]
async fn list_team_members(call: Call) -> Reply {
    let id: TeamId = call.request.path("id")?;
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::TeamMembers, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.team_members(&call.scope, id, page).await?;
    let members = found.ok_or(Error::NotFound(Resource::Team))?;
    Answer::ok(&query::to_wire::<_, wire::Member>(List::TeamMembers, members)).map(Answer::send)
}

/// Put a member into a team
#[utoipa::path(
    tag = "account",
    params(("id" = Uuid, Path, description = "The team"), ("user_id" = Uuid, Path, description = "The member")),
    responses((status = 204, description = "The member belongs to the team")),
)]
#[put("/teams/{id}/members/{user_id}")]
async fn add_team_member(call: Call) -> Reply {
    set_member(call, true).await
}

/// Take a member out of a team
#[utoipa::path(
    tag = "account",
    params(("id" = Uuid, Path, description = "The team"), ("user_id" = Uuid, Path, description = "The member")),
    responses((status = 204, description = "The member does not belong to the team")),
)]
#[delete("/teams/{id}/members/{user_id}")]
async fn remove_team_member(call: Call) -> Reply {
    set_member(call, false).await
}

async fn set_member(call: Call, member: bool) -> Reply {
    let id: TeamId = call.request.path("id")?;
    let user: UserId = call.request.path("user_id")?;
    call.request.no_query()?;
    once(call, None, async move |work| {
        usecase::set_team_member(work, id, user, member).await?;
        Ok(Answer::empty())
    })
    .await
}
