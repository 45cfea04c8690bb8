//! Running a statement and reading its rows.

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};
use uuid::Uuid;

use skybot_domain::error::StoreError;
use skybot_domain::page::{Page, PageRequest, Position};
use skybot_domain::scope::Scope;

use crate::error::orm_error;
use crate::pool::Postgres;

/// Runs a statement in a transaction of the scope's tenant and gives its rows.
pub(crate) async fn rows<R>(
    db: &Postgres,
    scope: &Scope,
    sql: impl Into<String> + Send,
    values: Vec<Value>,
) -> Result<Vec<R>, StoreError>
where
    R: FromQueryResult + Send + 'static,
{
    let (db, scope, sql) = (db.clone(), scope.clone(), sql.into());
    db.clone()
        .detached(async move {
            let unit = db.enter(&scope).await?;
            let rows = select(&unit, sql, values).await?;
            unit.commit().await?;
            Ok(rows)
        })
        .await
}

/// Runs a statement and gives its rows.
pub(crate) async fn select<R: FromQueryResult>(
    connection: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: Vec<Value>,
) -> Result<Vec<R>, StoreError> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    R::find_by_statement(statement).all(connection).await.map_err(|error| orm_error(&error))
}

/// One page of a list sorted by an id alone.
pub(crate) async fn page_by_id<R, T>(
    db: &Postgres,
    scope: &Scope,
    sql: &str,
    page: PageRequest,
    id: impl Fn(&T) -> Uuid,
) -> Result<Page<T>, StoreError>
where
    R: FromQueryResult + TryInto<T, Error = StoreError> + Send + 'static,
{
    let values = vec![
        scope.account().uuid().into(),
        page.after.map(|after| after.id).into(),
        (i64::from(page.limit.get()) + 1).into(),
    ];
    let rows: Vec<R> = rows(db, scope, sql, values).await?;
    let items = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<T>, _>>()?;
    Ok(Page::cut(items, page.limit, |item| Position { rank: 0, id: id(item) }))
}

/// The one row of a statement.
pub(crate) async fn one<R, T>(
    db: &Postgres,
    scope: &Scope,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<T>, StoreError>
where
    R: FromQueryResult + TryInto<T, Error = StoreError> + Send + 'static,
{
    let mut rows: Vec<R> = rows(db, scope, sql, values).await?;
    rows.pop().map(TryInto::try_into).transpose()
}
