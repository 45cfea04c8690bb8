//! What a tenant says of its custom attributes, and holding values and filters against it.

use crate::attribute_definition::{
    AttributeDefinition, AttributeDefinitionPatch, AttributeKey, AttributeName, Entity, MAX_DEFINITIONS,
    NewAttributeDefinition, Shape, Shapes,
};
use crate::attributes::Attributes;
use crate::error::{Error, Resource, Result, StoreError};
use crate::filter::{Filter, Parsed};
use crate::id::AttributeDefinitionId;
use crate::ports::Store;
use crate::scope::{Permission, Scope};
use crate::usecase::expect_version;
use crate::work::Work;

/// Makes a definition, if all values under its key fit.
pub async fn define_attribute(work: &mut Work<'_>, new: NewAttributeDefinition) -> Result<AttributeDefinition> {
    work.scope().require(Permission::SettingsWrite)?;
    work.tx().hold_definitions().await?;
    if work.tx().count_definitions(new.entity).await? >= i64::from(MAX_DEFINITIONS) {
        return Err(Error::LimitReached { what: "attribute definitions", most: MAX_DEFINITIONS });
    }
    let name = (new.entity, new.key.clone());
    if work.tx().has_values(&name, Some(&new.shape)).await? {
        return Err(Error::InUse(Resource::AttributeDefinition));
    }
    let (id, at) = (work.id(), work.now());
    work.tx().insert_definition(id, &new, at).await.map_err(|error| match error {
        StoreError::Conflict(unique) => Error::Taken(unique),
        other => other.into(),
    })?;
    reread(work, id).await
}

/// Changes a definition, if the caller looked at the present version (or did not say). The type
/// changes only while nothing has a value, and options go only while nothing has them.
pub async fn patch_attribute_definition(
    work: &mut Work<'_>,
    id: AttributeDefinitionId,
    patch: AttributeDefinitionPatch,
    expected_version: Option<i64>,
) -> Result<AttributeDefinition> {
    work.scope().require(Permission::SettingsWrite)?;
    work.tx().hold_definitions().await?;
    let held = reread(work, id).await?;
    expect_version(expected_version, held.version)?;
    let kind = patch.kind.unwrap_or(held.shape.kind());
    let options = match patch.options {
        Some(options) => options,
        // Another type has none of the old options.
        None if kind == held.shape.kind() => held.shape.options().to_vec(),
        None => Vec::new(),
    };
    let shape = Shape::parse(kind, options).map_err(Error::Invalid)?;
    let name = (held.entity, held.key);
    let kept = (kind == held.shape.kind()).then_some(&shape);
    if shape != held.shape && work.tx().has_values(&name, kept).await? {
        return Err(Error::InUse(Resource::AttributeDefinition));
    }
    let (title, at) = (patch.title.unwrap_or(held.title), work.now());
    work.tx().update_definition(id, &title, &shape, at).await?;
    reread(work, id).await
}

/// Deletes a definition, if the caller looked at the present version (or did not say). Values stay,
/// and may be anything from now on.
pub async fn delete_attribute_definition(
    work: &mut Work<'_>,
    id: AttributeDefinitionId,
    expected_version: Option<i64>,
) -> Result<()> {
    work.scope().require(Permission::SettingsWrite)?;
    work.tx().hold_definitions().await?;
    let held = reread(work, id).await?;
    expect_version(expected_version, held.version)?;
    Ok(work.tx().delete_definition(id).await?)
}

/// Holds attributes that are about to be written against their definitions.
pub(crate) async fn check_attributes(work: &mut Work<'_>, entity: Entity, attributes: &Attributes) -> Result<()> {
    let keys = attributes.iter().filter_map(|(name, _)| AttributeKey::parse(name).ok());
    let names: Vec<AttributeName> = keys.map(|key| (entity, key)).collect();
    if names.is_empty() {
        return Ok(());
    }
    let shapes = work.tx().hold_shapes(&names).await?;
    let checked = shapes.check(entity, attributes);
    checked.map_err(|violations| Error::Invalid(violations.below("/custom_attributes")))
}

/// Holds what a filter asks of attributes against their definitions.
pub async fn check_filter(store: &dyn Store, scope: &Scope, filter: Parsed) -> Result<Filter> {
    let names = filter.attributes();
    let shapes = if names.is_empty() { Shapes::default() } else { store.shapes(scope, &names).await? };
    filter.check(&shapes).map_err(|violations| Error::Invalid(violations.below("/filter")))
}

/// The same in an open transaction.
pub(crate) async fn check_filter_within(work: &mut Work<'_>, filter: Parsed) -> Result<Filter> {
    let names = filter.attributes();
    let shapes = if names.is_empty() { Shapes::default() } else { work.tx().hold_shapes(&names).await? };
    filter.check(&shapes).map_err(|violations| Error::Invalid(violations.below("/filter")))
}

async fn reread(work: &mut Work<'_>, id: AttributeDefinitionId) -> Result<AttributeDefinition> {
    work.tx().hold_definition(id).await?.ok_or(Error::NotFound(Resource::AttributeDefinition))
}
