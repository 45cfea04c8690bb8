//! What a tenant says of its custom attributes.

use async_trait::async_trait;

use crate::Timestamp;
use crate::attribute_definition::{AttributeDefinition, AttributeName, Entity, NewAttributeDefinition, Shape, Shapes};
use crate::error::StoreError;
use crate::id::AttributeDefinitionId;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::text::Name;

type Outcome<T> = Result<T, StoreError>;

/// Reads of definitions.
#[async_trait]
pub trait AttributeReads: Send + Sync {
    /// The tenant's definitions of an entity, or of all, oldest first.
    async fn attribute_definitions(
        &self,
        scope: &Scope,
        entity: Option<Entity>,
        page: PageRequest,
    ) -> Outcome<Page<AttributeDefinition>>;

    /// A definition of the tenant.
    async fn attribute_definition(
        &self,
        scope: &Scope,
        id: AttributeDefinitionId,
    ) -> Outcome<Option<AttributeDefinition>>;

    /// What the tenant says of these attributes.
    async fn shapes(&self, scope: &Scope, names: &[AttributeName]) -> Outcome<Shapes>;
}

/// Changes to definitions, and what writers of values must know of them.
#[async_trait]
pub trait AttributeTx: Send {
    /// What the tenant says of these attributes. It says nothing else before the transaction ends.
    async fn hold_shapes(&mut self, names: &[AttributeName]) -> Outcome<Shapes>;

    /// Waits until nobody writes values, and keeps writers waiting until the transaction ends.
    async fn hold_definitions(&mut self) -> Outcome<()>;

    /// How many definitions the entity has.
    async fn count_definitions(&mut self, entity: Entity) -> Outcome<i64>;

    /// Makes a definition. [`StoreError::Conflict`] if the key has one.
    async fn insert_definition(
        &mut self,
        id: AttributeDefinitionId,
        new: &NewAttributeDefinition,
        at: Timestamp,
    ) -> Outcome<()>;

    /// A definition as this transaction sees it, locked.
    async fn hold_definition(&mut self, id: AttributeDefinitionId) -> Outcome<Option<AttributeDefinition>>;

    /// Changes a held definition.
    async fn update_definition(
        &mut self,
        id: AttributeDefinitionId,
        title: &Name,
        shape: &Shape,
        at: Timestamp,
    ) -> Outcome<()>;

    /// Deletes a held definition; values stay.
    async fn delete_definition(&mut self, id: AttributeDefinitionId) -> Outcome<()>;

    /// Whether anything has a value under this name, of any shape or only of another than this.
    async fn has_values(&mut self, name: &AttributeName, other_than: Option<&Shape>) -> Outcome<bool>;
}
