//! Making and deleting labels.

use crate::error::{Error, Resource, Result, StoreError};
use crate::id::LabelId;
use crate::label::{Label, NewLabel};
use crate::scope::Permission;
use crate::usecase::expect_version;
use crate::work::Work;

/// Makes a label.
pub async fn create_label(work: &mut Work<'_>, new: NewLabel) -> Result<Label> {
    work.scope().require(Permission::SettingsWrite)?;
    let (id, at) = (work.id(), work.now());
    work.tx().insert_label(id, &new, at).await.map_err(|error| match error {
        StoreError::Conflict(unique) => Error::Taken(unique),
        other => other.into(),
    })?;
    Ok(Label { id, name: new.name, color: new.color, version: 1, created_at: at })
}

/// Deletes a label, from all conversations too, if the caller looked at the present version (or did
/// not say).
pub async fn delete_label(work: &mut Work<'_>, id: LabelId, expected_version: Option<i64>) -> Result<()> {
    work.scope().require(Permission::SettingsWrite)?;
    let held = work.tx().hold_label(id).await?.ok_or(Error::NotFound(Resource::Label))?;
    expect_version(expected_version, held.version)?;
    Ok(work.tx().delete_label(id).await?)
}
