//! Making, changing and deleting labels.

use crate::error::{Error, Resource, Result};
use crate::id::LabelId;
use crate::label::{Label, LabelPatch, NewLabel};
use crate::scope::Permission;
use crate::usecase::expect_version;
use crate::work::Work;

/// Makes a label.
pub async fn create_label(work: &mut Work<'_>, new: NewLabel) -> Result<Label> {
    work.scope().require(Permission::SettingsWrite)?;
    let (id, at) = (work.id(), work.now());
    work.tx().insert_label(id, &new, at).await?;
    work.account_updated();
    Ok(Label { id, name: new.name, color: new.color, version: 1, created_at: at })
}

/// Changes a label. What names it, names it by the new name from then on: macros and saved views too.
pub async fn patch_label(
    work: &mut Work<'_>,
    id: LabelId,
    patch: &LabelPatch,
    expected_version: Option<i64>,
) -> Result<Label> {
    work.scope().require(Permission::SettingsWrite)?;
    let label = held(work, id).await?;
    expect_version(expected_version, label.version)?;
    let named = patch.name.as_ref().filter(|name| **name != label.name);
    let colored = patch.color.as_ref().filter(|color| **color != label.color);
    if named.is_none() && colored.is_none() {
        return Ok(label);
    }
    let at = work.now();
    work.tx().patch_label(id, patch).await?;
    if let Some(name) = named {
        work.tx().rename_label_where_named(&label.name, name, at).await?;
    }
    work.account_updated();
    held(work, id).await
}

/// Deletes a label, from all conversations too, if the caller looked at the present version (or did
/// not say).
pub async fn delete_label(work: &mut Work<'_>, id: LabelId, expected_version: Option<i64>) -> Result<()> {
    work.scope().require(Permission::SettingsWrite)?;
    let label = held(work, id).await?;
    expect_version(expected_version, label.version)?;
    work.tx().delete_label(id).await?;
    work.account_updated();
    Ok(())
}

async fn held(work: &mut Work<'_>, id: LabelId) -> Result<Label> {
    work.tx().hold_label(id).await?.ok_or(Error::NotFound(Resource::Label))
}
