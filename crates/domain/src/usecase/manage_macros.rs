//! Making, changing and deleting macros: one's own, or those that all share.

use crate::error::{Error, Resource, Result, Violation};
use crate::id::{MacroId, UserId};
use crate::macros::{Actions, MOST_PERSONAL, MOST_SHARED, Macro, MacroPatch, NewMacro, Visibility};
use crate::scope::Permission;
use crate::usecase::expect_version;
use crate::work::Work;

/// Makes a macro; a shared one takes whoever configures the tenant.
pub async fn create_macro(work: &mut Work<'_>, new: NewMacro) -> Result<Macro> {
    let owner = allowed(work, new.visibility)?;
    let (id, at) = (work.id(), work.now());
    not_too_many(work, new.visibility, owner).await?;
    whole(work, &new.actions).await?;
    work.tx().insert_macro(id, owner, &new, at).await?;
    held(work, id).await
}

/// Changes a macro, if the caller looked at the present version (or did not say). One that becomes
/// personal becomes the caller's.
pub async fn patch_macro(
    work: &mut Work<'_>,
    id: MacroId,
    patch: MacroPatch,
    expected_version: Option<i64>,
) -> Result<Macro> {
    work.scope().require(Permission::ConversationsWrite)?;
    let before = held(work, id).await?;
    let caller = allowed(work, before.visibility)?;
    expect_version(expected_version, before.version)?;
    let patch = MacroPatch { visibility: patch.visibility.filter(|other| *other != before.visibility), ..patch };
    if let Some(visibility) = patch.visibility {
        allowed(work, visibility)?;
        not_too_many(work, visibility, caller).await?;
    }
    if let Some(actions) = &patch.actions {
        whole(work, actions).await?;
    }
    let at = work.now();
    work.tx().patch_macro(id, caller, &patch, at).await?;
    held(work, id).await
}

/// Deletes a macro, if the caller looked at the present version (or did not say).
pub async fn delete_macro(work: &mut Work<'_>, id: MacroId, expected_version: Option<i64>) -> Result<()> {
    work.scope().require(Permission::ConversationsWrite)?;
    let before = held(work, id).await?;
    allowed(work, before.visibility)?;
    expect_version(expected_version, before.version)?;
    Ok(work.tx().delete_macro(id).await?)
}

/// The caller, who has to be a member and may change macros of this kind.
fn allowed(work: &Work<'_>, visibility: Visibility) -> Result<UserId> {
    work.scope().require(match visibility {
        Visibility::Personal => Permission::ConversationsWrite,
        Visibility::Shared => Permission::SettingsWrite,
    })?;
    work.scope().user().ok_or(Error::NotFound(Resource::Member))
}

async fn not_too_many(work: &mut Work<'_>, visibility: Visibility, owner: UserId) -> Result<()> {
    let most = match visibility {
        Visibility::Personal => MOST_PERSONAL,
        Visibility::Shared => MOST_SHARED,
    };
    if work.tx().count_macros(visibility, owner).await? < most {
        return Ok(());
    }
    Err(Error::invalid("", Violation::new("TOO_MANY", format!("at most {most} {} macros", visibility.as_str()))))
}

/// Fails unless everything that the actions refer to is there.
async fn whole(work: &mut Work<'_>, actions: &Actions) -> Result<()> {
    let known = work.tx().known_to(actions).await?;
    let Some((action, missing)) = actions.broken(&known) else { return Ok(()) };
    let code = match missing {
        Resource::Label => "UNKNOWN_LABEL",
        Resource::Team => "UNKNOWN_TEAM",
        _ => "UNKNOWN_MEMBER",
    };
    Err(Error::invalid(
        &format!("/actions/{action}"),
        Violation::new(code, format!("there is no such {}", missing.name())),
    ))
}

async fn held(work: &mut Work<'_>, id: MacroId) -> Result<Macro> {
    work.tx().hold_macro(id).await?.ok_or(Error::NotFound(Resource::Macro))
}
