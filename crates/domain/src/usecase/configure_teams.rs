//! Teams and who belongs to them. A member whose reach is `team` sees what the teams are given.

use crate::account::Team;
use crate::error::{Error, Resource, Result, StoreError};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{TeamId, UserId};
use crate::scope::Permission;
use crate::text::Name;
use crate::usecase::expect_version;
use crate::work::Work;

/// Most conversations that a team is taken off by its end. All of them change, and are told of, in one
/// transaction.
const MOST_FREED: u32 = 1_000;

/// Makes a team.
pub async fn create_team(work: &mut Work<'_>, name: Name) -> Result<Team> {
    work.scope().require(Permission::SettingsWrite)?;
    let (id, at) = (work.id(), work.now());
    work.tx().insert_team(id, &name, at).await?;
    work.account_updated();
    Ok(Team { id, name, version: 1, created_at: at })
}

/// Gives a team another name.
pub async fn rename_team(
    work: &mut Work<'_>,
    id: TeamId,
    name: Option<Name>,
    expected_version: Option<i64>,
) -> Result<Team> {
    work.scope().require(Permission::SettingsWrite)?;
    let team = held(work, id).await?;
    expect_version(expected_version, team.version)?;
    if let Some(name) = name.filter(|name| *name != team.name) {
        work.tx().rename_team(id, &name).await?;
        work.account_updated();
    }
    held(work, id).await
}

/// Ends a team. Its conversations stay where they are, without a team; whoever saw them by it alone sees them no
/// more. What is written for the team only has to go before it, and so has most of what it has, if that is a lot.
pub async fn delete_team(work: &mut Work<'_>, id: TeamId, expected_version: Option<i64>) -> Result<()> {
    work.scope().require(Permission::SettingsWrite)?;
    // Before the team itself, see there.
    let conversations = work.tx().hold_conversations_of(id, MOST_FREED + 1).await?;
    let team = held(work, id).await?;
    expect_version(expected_version, team.version)?;
    if conversations > u64::from(MOST_FREED) || work.tx().has_canned_responses(id).await? {
        return Err(Error::InUse(Resource::Team));
    }
    for conversation in work.tx().take_team_off(id).await? {
        work.event(EventKind::ConversationAssigned, Subject::Conversation(conversation), Detail::None);
    }
    for member in work.tx().delete_team(id).await? {
        work.event(EventKind::MemberUpdated, Subject::Member(member), Detail::None);
    }
    work.account_updated();
    Ok(())
}

/// Puts a member into a team, or out of it.
pub async fn set_team_member(work: &mut Work<'_>, id: TeamId, user: UserId, member: bool) -> Result<()> {
    work.scope().require(Permission::SettingsWrite)?;
    held(work, id).await?;
    let changed = work.tx().set_team_member(id, user, member).await.map_err(|error| match error {
        StoreError::Missing(Resource::Member) => Error::NotFound(Resource::Member),
        other => other.into(),
    })?;
    if changed {
        work.event(EventKind::MemberUpdated, Subject::Member(user), Detail::None);
    }
    Ok(())
}

async fn held(work: &mut Work<'_>, id: TeamId) -> Result<Team> {
    work.tx().hold_team(id).await?.ok_or(Error::NotFound(Resource::Team))
}
