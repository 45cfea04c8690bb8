//! The [`ViewReads`] port: saved views, as the caller sees them.

use async_trait::async_trait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::Value as Json;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::Id;
use skybot_domain::conversation::{ConversationFilter, Sort};
use skybot_domain::error::StoreError;
use skybot_domain::filter::{Filter, Parsed};
use skybot_domain::id::ViewId;
use skybot_domain::page::{Page, PageRequest, Position};
use skybot_domain::ports::ViewReads;
use skybot_domain::scope::Scope;
use skybot_domain::text::Name;
use skybot_domain::view::{CappedCount, MAX_COUNT, View};

use crate::error::orm_error;
use crate::pool::Postgres;
use crate::query::{one, rows};
use crate::rows::corrupt;
use crate::{conversations, filter};

/// A row of `views`.
#[derive(Debug, FromQueryResult)]
pub(crate) struct ViewRow {
    id: Uuid,
    name: String,
    owner_id: Uuid,
    shared: bool,
    filter: Json,
    sort: String,
    version: i64,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
}

impl TryFrom<ViewRow> for View {
    type Error = StoreError;

    fn try_from(row: ViewRow) -> Result<Self, StoreError> {
        let bad = |column| corrupt("views", column, row.id);
        let draft = filter::from_json(&row.filter).ok_or_else(|| bad("filter"))?;
        // What it asks of attributes was checked when it was saved; a definition of later changes none.
        let filter = Filter::parse(&draft).map(Parsed::into_filter).map_err(|_| bad("filter"))?;
        Ok(Self {
            id: row.id.into(),
            name: Name::parse(&row.name).map_err(|_| bad("name"))?,
            owner_id: row.owner_id.into(),
            shared: row.shared,
            draft,
            filter,
            sort: Sort::parse(&row.sort).ok_or_else(|| bad("sort"))?,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

#[derive(FromQueryResult)]
struct CountRow {
    count: i64,
}

#[async_trait]
impl ViewReads for Postgres {
    async fn views(&self, scope: &Scope, page: PageRequest) -> Result<Page<View>, StoreError> {
        let values = vec![
            scope.account().uuid().into(),
            page.after.map(|after| after.id).into(),
            (i64::from(page.limit.get()) + 1).into(),
            scope.user().map(Id::uuid).into(),
        ];
        // Each half from its own index; together they are in order.
        let found: Vec<ViewRow> = rows(
            self,
            scope,
            "(select * from views where account_id = $1 and shared and ($2::uuid is null or id > $2)
              order by id limit $3)
             union all
             (select * from views where account_id = $1 and owner_id = $4 and not shared
                and ($2::uuid is null or id > $2) order by id limit $3)
             order by id limit $3",
            values,
        )
        .await?;
        let found = found.into_iter().map(TryInto::try_into).collect::<Result<Vec<View>, _>>()?;
        Ok(Page::cut(found, page.limit, |view| Position { rank: 0, id: view.id.uuid() }))
    }

    async fn view(&self, scope: &Scope, id: ViewId) -> Result<Option<View>, StoreError> {
        let values = vec![scope.account().uuid().into(), id.uuid().into(), scope.user().map(Id::uuid).into()];
        let sql = "select * from views where account_id = $1 and id = $2 and (shared or owner_id = $3)";
        one::<ViewRow, _>(self, scope, sql, values).await
    }

    async fn count_matching(&self, scope: &Scope, filter: &Filter) -> Result<CappedCount, StoreError> {
        let filter = ConversationFilter { tree: Some(filter.clone()), ..ConversationFilter::default() };
        let mut matching = conversations::matching(scope, &filter);
        matching.expr(Expr::cust("1")).limit(u64::from(MAX_COUNT) + 1);
        let mut count = Query::select();
        count.expr_as(Expr::cust("*").count(), Alias::new("count")).from_subquery(matching, Alias::new("matching"));
        let (db, scope) = (self.clone(), scope.clone());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            let statement = unit.get_database_backend().build(&count);
            let row = CountRow::find_by_statement(statement).one(&unit).await.map_err(|error| orm_error(&error))?;
            unit.commit().await?;
            let found = row.and_then(|row| u32::try_from(row.count).ok()).unwrap_or_default();
            Ok(CappedCount { count: std::cmp::min(found, MAX_COUNT), capped: found > MAX_COUNT })
        })
        .await
    }
}
