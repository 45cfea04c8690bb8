//! The [`AttributeReads`] port: what tenants say of their custom attributes.

use async_trait::async_trait;
use sea_orm::{FromQueryResult, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::attribute_definition::{
    AttributeDefinition, AttributeKey, AttributeName, AttributeType, Entity, Shape, Shapes,
};
use skybot_domain::error::StoreError;
use skybot_domain::id::AttributeDefinitionId;
use skybot_domain::page::{Page, PageRequest, Position};
use skybot_domain::ports::AttributeReads;
use skybot_domain::scope::Scope;
use skybot_domain::text::Name;

use crate::pool::Postgres;
use crate::query::{one, rows};
use crate::rows::corrupt;

/// A row of `attribute_definitions`.
#[derive(Debug, FromQueryResult)]
pub(crate) struct DefinitionRow {
    id: Uuid,
    entity: String,
    key: String,
    title: String,
    r#type: String,
    options: Vec<String>,
    version: i64,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
}

impl TryFrom<DefinitionRow> for AttributeDefinition {
    type Error = StoreError;

    fn try_from(row: DefinitionRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("attribute_definitions", column, row.id);
        let kind = AttributeType::parse(&row.r#type).ok_or_else(|| bad("type"))?;
        Ok(Self {
            id: row.id.into(),
            entity: Entity::parse(&row.entity).ok_or_else(|| bad("entity"))?,
            key: AttributeKey::parse(&row.key).map_err(|_| bad("key"))?,
            title: Name::parse(&row.title).map_err(|_| bad("title"))?,
            shape: Shape::parse(kind, row.options).map_err(|_| bad("options"))?,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// What the rows say.
pub(crate) fn shapes(rows: Vec<DefinitionRow>) -> Result<Shapes, StoreError> {
    let definitions = rows.into_iter().map(AttributeDefinition::try_from).collect::<Result<Vec<_>, _>>()?;
    Ok(Shapes::new(definitions.into_iter().map(|one| ((one.entity, one.key), one.shape))))
}

/// Entities and keys, as SQL takes them.
pub(crate) fn columns(names: &[AttributeName]) -> [Value; 2] {
    let (entities, keys): (Vec<_>, Vec<_>) =
        names.iter().map(|(entity, key)| (entity.as_str().to_owned(), key.as_str().to_owned())).unzip();
    [entities.into(), keys.into()]
}

#[async_trait]
impl AttributeReads for Postgres {
    async fn attribute_definitions(
        &self,
        scope: &Scope,
        entity: Option<Entity>,
        page: PageRequest,
    ) -> Result<Page<AttributeDefinition>, StoreError> {
        let values = vec![
            scope.account().uuid().into(),
            page.after.map(|after| after.id).into(),
            (i64::from(page.limit.get()) + 1).into(),
            entity.map(Entity::as_str).into(),
        ];
        let found: Vec<DefinitionRow> = rows(
            self,
            scope,
            "select * from attribute_definitions
             where account_id = $1 and ($2::uuid is null or id > $2) and ($4::text is null or entity = $4)
             order by id limit $3",
            values,
        )
        .await?;
        let found = found.into_iter().map(TryInto::try_into).collect::<Result<Vec<AttributeDefinition>, _>>()?;
        Ok(Page::cut(found, page.limit, |one| Position { rank: 0, id: one.id.uuid() }))
    }

    async fn attribute_definition(
        &self,
        scope: &Scope,
        id: AttributeDefinitionId,
    ) -> Result<Option<AttributeDefinition>, StoreError> {
        let values = vec![scope.account().uuid().into(), id.uuid().into()];
        let sql = "select * from attribute_definitions where account_id = $1 and id = $2";
        one::<DefinitionRow, _>(self, scope, sql, values).await
    }

    async fn shapes(&self, scope: &Scope, names: &[AttributeName]) -> Result<Shapes, StoreError> {
        let [entities, keys] = columns(names);
        let found = rows(
            self,
            scope,
            "select d.* from attribute_definitions d
             join unnest($2::text[], $3::text[]) n (entity, key) on n.entity = d.entity and n.key = d.key
             where d.account_id = $1",
            vec![scope.account().uuid().into(), entities, keys],
        )
        .await?;
        shapes(found)
    }
}
