//! Making teams.

use crate::account::Team;
use crate::error::{Error, Result, StoreError};
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
