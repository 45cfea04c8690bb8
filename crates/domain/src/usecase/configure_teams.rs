//! Teams and who belongs to them. A member whose reach is `team` sees what the teams are given.

use crate::account::Team;
use crate::error::{Error, Resource, Result, StoreError};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{TeamId, UserId};
use crate::scope::Permission;
use crate::text::Name;
use crate::work::Work;

/// Makes a team.
pub async fn create_team(work: &mut Work<'_>, name: Name) -> Result<Team> {
    work.scope().require(Permission::SettingsWrite)?;
    let (id, at) = (work.id(), work.now());
    work.tx().insert_team(id, &name, at).await.map_err(|error| match error {
        StoreError::Conflict(unique) => Error::Taken(unique),
        other => other.into(),
    })?;
    Ok(Team { id, name, created_at: at })
}

/// Puts a member into a team, or out of it.
pub async fn set_team_member(work: &mut Work<'_>, id: TeamId, user: UserId, member: bool) -> Result<()> {
    work.scope().require(Permission::SettingsWrite)?;
    work.tx().hold_team(id).await?.ok_or(Error::NotFound(Resource::Team))?;
    let changed = work.tx().set_team_member(id, user, member).await.map_err(|error| match error {
        StoreError::Missing(Resource::Member) => Error::NotFound(Resource::Member),
        other => other.into(),
    })?;
    if changed {
        work.event(EventKind::MemberUpdated, Subject::Member(user), Detail::None);
    }
    Ok(())
}
