//! What the tenant says of its custom attributes.

use async_trait::async_trait;
use sea_orm::FromQueryResult;

use skybot_domain::Timestamp;
use skybot_domain::attribute_definition::{
    AttributeDefinition, AttributeName, AttributeType, Entity, NewAttributeDefinition, Shape, Shapes,
};
use skybot_domain::id::AttributeDefinitionId;
use skybot_domain::ports::AttributeTx;
use skybot_domain::text::Name;

use super::{Outcome, PgTx};
use crate::attribute_definitions::{DefinitionRow, columns, shapes};
use crate::query::select;

#[derive(FromQueryResult)]
struct CountRow {
    count: i64,
}

#[derive(FromQueryResult)]
struct FoundRow {
    found: bool,
}

/// What is true of a value `a` that is of the type. A day is told by its form alone.
const fn fits(kind: AttributeType) -> &'static str {
    match kind {
        AttributeType::Text => "a.text_value is not null",
        AttributeType::Number => "a.number_value is not null",
        AttributeType::Boolean => "a.bool_value is not null",
        AttributeType::Date => "a.text_value ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'",
        AttributeType::Link => "a.text_value ~ '^https?://[^/?#[:space:]][^[:space:]]*$'",
        AttributeType::List => "a.text_value = any ($4)",
    }
}

#[async_trait]
impl AttributeTx for PgTx {
    async fn hold_shapes(&mut self, names: &[AttributeName]) -> Outcome<Shapes> {
        let sql = "select * from app.attribute_definitions_held($1, $2)";
        let rows: Vec<DefinitionRow> = select(&self.unit, sql, columns(names).into()).await?;
        shapes(rows)
    }

    async fn hold_definitions(&mut self) -> Outcome<()> {
        self.unit.run("select app.hold_attribute_definitions(true)", vec![]).await?;
        Ok(())
    }

    async fn count_definitions(&mut self, entity: Entity) -> Outcome<i64> {
        let sql = "select count(*) as count from attribute_definitions where account_id = $1 and entity = $2";
        let row: Option<CountRow> = self.first(sql, vec![entity.as_str().into()]).await?;
        Ok(row.map_or(0, |row| row.count))
    }

    async fn insert_definition(
        &mut self,
        id: AttributeDefinitionId,
        new: &NewAttributeDefinition,
        at: Timestamp,
    ) -> Outcome<()> {
        self.run(
            "insert into attribute_definitions
               (account_id, id, entity, key, title, type, options, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
            vec![
                id.uuid().into(),
                new.entity.as_str().into(),
                new.key.as_str().into(),
                new.title.as_str().into(),
                new.shape.kind().as_str().into(),
                new.shape.options().to_vec().into(),
                at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn hold_definition(&mut self, id: AttributeDefinitionId) -> Outcome<Option<AttributeDefinition>> {
        let sql = "select * from attribute_definitions where account_id = $1 and id = $2 for update";
        let row: Option<DefinitionRow> = self.first(sql, vec![id.uuid().into()]).await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn update_definition(
        &mut self,
        id: AttributeDefinitionId,
        title: &Name,
        shape: &Shape,
        at: Timestamp,
    ) -> Outcome<()> {
        self.run(
            "update attribute_definitions
             set title = $3, type = $4, options = $5, updated_at = $6, version = version + 1
             where account_id = $1 and id = $2",
            vec![
                id.uuid().into(),
                title.as_str().into(),
                shape.kind().as_str().into(),
                shape.options().to_vec().into(),
                at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn delete_definition(&mut self, id: AttributeDefinitionId) -> Outcome<()> {
        let sql = "delete from attribute_definitions where account_id = $1 and id = $2";
        self.run(sql, vec![id.uuid().into()]).await?;
        Ok(())
    }

    async fn has_values(&mut self, (entity, key): &AttributeName, other_than: Option<&Shape>) -> Outcome<bool> {
        let mut values = vec![entity.as_str().into(), key.as_str().into()];
        let other = match other_than {
            None => "true".to_owned(),
            Some(shape) => {
                if shape.kind() == AttributeType::List {
                    values.push(shape.options().to_vec().into());
                }
                format!("({}) is not true", fits(shape.kind()))
            }
        };
        let sql = format!(
            "select exists (select from attribute_values a
                            where a.account_id = $1 and a.entity = $2 and a.key = $3 and {other}) as found"
        );
        let row: Option<FoundRow> = self.first(&sql, values).await?;
        Ok(row.is_some_and(|row| row.found))
    }
}
