//! Making, changing and deleting companies.

use crate::company::{Company, CompanyPatch, NewCompany};
use crate::error::{Error, Resource, Result, StoreError};
use crate::id::CompanyId;
use crate::scope::Permission;
use crate::usecase::expect_version;
use crate::work::Work;

fn taken(error: StoreError) -> Error {
    match error {
        StoreError::Conflict(unique) => Error::Taken(unique),
        other => other.into(),
    }
}

/// Makes a company.
pub async fn create_company(work: &mut Work<'_>, new: NewCompany) -> Result<Company> {
    work.scope().require(Permission::ContactsWrite)?;
    let (id, at) = (work.id(), work.now());
    work.tx().insert_company(id, &new, at).await.map_err(taken)?;
    held(work, id).await
}

/// Changes a company.
pub async fn patch_company(
    work: &mut Work<'_>,
    id: CompanyId,
    patch: CompanyPatch,
    expected_version: Option<i64>,
) -> Result<Company> {
    work.scope().require(Permission::ContactsWrite)?;
    expect_version(expected_version, held(work, id).await?.version)?;
    let at = work.now();
    work.tx().patch_company(id, &patch, at).await.map_err(taken)?;
    held(work, id).await
}

/// Deletes a company that no contact belongs to.
pub async fn delete_company(work: &mut Work<'_>, id: CompanyId, expected_version: Option<i64>) -> Result<()> {
    work.scope().require(Permission::ContactsDelete)?;
    expect_version(expected_version, held(work, id).await?.version)?;
    if work.tx().delete_company(id).await? { Ok(()) } else { Err(Error::InUse(Resource::Company)) }
}

async fn held(work: &mut Work<'_>, id: CompanyId) -> Result<Company> {
    work.tx().hold_company(id).await?.ok_or(Error::NotFound(Resource::Company))
}
