//! A transaction inside one tenant (or outside all), as a connection that sea-orm can use.
//!
//! BEGIN and the tenant's settings travel in one round trip, which sea-orm's own transactions
//! cannot do. Dropped without [`Unit::commit`] it is rolled back by closing the connection.

use std::fmt::Write as _;

use futures_util::future::BoxFuture;
use sea_orm::sqlx::Executor;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, ExecResult, FromQueryResult, QueryResult, RuntimeErr, Statement, Value,
};
use sea_query_sqlx::SqlxValues;
use sqlx::AssertSqlSafe;
use tokio::sync::Mutex;

use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::job::{NewJob, Task};
use skybot_domain::scope::Scope;

use crate::error::{orm_error, store_error};
use crate::pool::{Lease, Postgres};
use crate::query::select;
use crate::{jobs, notes};

/// An open transaction.
pub(crate) struct Unit {
    lease: Mutex<Lease>,
}

impl Unit {
    /// Begins inside the scope's tenant.
    pub(crate) async fn enter(lease: Lease, scope: &Scope) -> Result<Self, StoreError> {
        Self::begin(lease, format!("begin; {}", enter(scope))).await
    }

    /// Begins inside the scope's tenant, noting for the audit log where the change comes from.
    pub(crate) async fn enter_to_change(lease: Lease, scope: &Scope) -> Result<Self, StoreError> {
        Self::begin(lease, format!("begin; {}; {}", enter(scope), origin(scope))).await
    }

    /// Enters the scope's tenant again, after a statement that changed the settings.
    pub(crate) async fn reenter(&mut self, scope: &Scope) -> Result<(), StoreError> {
        self.connection().execute(AssertSqlSafe(enter(scope))).await.map_err(|error| store_error(&error))?;
        Ok(())
    }

    /// Begins outside any tenant.
    pub(crate) async fn enter_platform(lease: Lease) -> Result<Self, StoreError> {
        Self::begin(lease, "begin; select app.enter_platform()".to_owned()).await
    }

    async fn begin(mut lease: Lease, sql: String) -> Result<Self, StoreError> {
        lease.execute(AssertSqlSafe(sql)).await.map_err(|error| store_error(&error))?;
        Ok(Self { lease: Mutex::new(lease) })
    }

    /// The connection, for what sea-orm cannot say.
    pub(crate) fn connection(&mut self) -> &mut sqlx::PgConnection {
        &mut *self.lease.get_mut()
    }

    /// Runs a statement; how many rows it touched.
    pub(crate) async fn run(&self, sql: &str, values: Vec<Value>) -> Result<u64, StoreError> {
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
        let done = self.execute_raw(statement).await.map_err(|error| orm_error(&error))?;
        Ok(done.rows_affected())
    }

    /// Runs a statement and gives its first row.
    pub(crate) async fn first<R: FromQueryResult>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Option<R>, StoreError> {
        Ok(select(self, sql, values).await?.into_iter().next())
    }

    /// Enqueues a job, to run after the commit.
    pub(crate) async fn enqueue(&mut self, task: Task, run_at: Timestamp) -> Result<(), StoreError> {
        let job = NewJob { task, run_at };
        jobs::enqueue(self.connection(), &job).await.map_err(|error| store_error(&error))
    }

    /// Undoes everything, and gives the connection back.
    pub(crate) async fn rollback(self) -> Result<(), StoreError> {
        let mut lease = self.lease.into_inner();
        lease.execute("rollback").await.map_err(|error| store_error(&error))?;
        lease.release();
        Ok(())
    }

    /// Ends, in its own time, what has only read.
    pub(crate) fn leave(self) {
        tokio::spawn(async move {
            if let Err(error) = self.commit().await {
                tracing::debug!(%error, "a transaction that only read did not end well");
            }
        });
    }

    /// Commits, and gives the connection back.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let mut lease = self.lease.into_inner();
        // In a transaction that failed, COMMIT rolls back and reports success; a SELECT before it
        // reports the failure.
        lease.execute("select; commit").await.map_err(|error| store_error(&error))?;
        lease.release();
        Ok(())
    }
}

impl Postgres {
    /// Does work in a transaction outside any tenant, and commits it.
    pub(crate) async fn on_platform<T: Send + 'static>(
        &self,
        work: impl for<'u> FnOnce(&'u mut Unit) -> BoxFuture<'u, Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, StoreError> {
        let db = self.clone();
        self.detached(async move {
            let mut unit = db.enter_platform().await?;
            let done = work(&mut unit).await?;
            unit.commit().await?;
            Ok(done)
        })
        .await
    }

    /// The same for work that can turn out to be void: `false` undoes it.
    pub(crate) async fn on_platform_if(
        &self,
        work: impl for<'u> FnOnce(&'u mut Unit) -> BoxFuture<'u, Result<bool, StoreError>> + Send + 'static,
    ) -> Result<bool, StoreError> {
        let db = self.clone();
        self.detached(async move {
            let mut unit = db.enter_platform().await?;
            let done = work(&mut unit).await?;
            if done {
                unit.commit().await?;
            } else {
                unit.rollback().await?;
            }
            Ok(done)
        })
        .await
    }
}

/// Several statements in one message admit no parameters. Ids are typed and names are the domain's
/// own; the request id came from outside and is stripped to what needs no quoting.
fn enter(scope: &Scope) -> String {
    let user = scope.user().map_or("null".to_owned(), |user| format!("'{user}'"));
    let request = notes::request(scope.origin()).unwrap_or_default();
    format!(
        "select app.enter('{}', {user}, '{}', '{}', '{request}')",
        scope.account(),
        scope.reach().as_str(),
        scope.actor().kind(),
    )
}

/// Where a change comes from, for the audit log.
fn origin(scope: &Scope) -> String {
    let ip = notes::address(scope.origin()).unwrap_or_default();
    let agent = quoted(&notes::agent(scope.origin()).unwrap_or_default());
    let impersonator = quoted(&notes::held(scope.impersonator().unwrap_or_default(), 120));
    format!("select app.enter_from('{ip}', {agent}, {impersonator})")
}

/// Any text, in hexadecimal.
fn quoted(text: &str) -> String {
    let mut bytes = String::with_capacity(2 * text.len());
    for byte in text.bytes() {
        // A String takes everything.
        let _ = write!(bytes, "{byte:02x}");
    }
    format!("convert_from('\\x{bytes}', 'UTF8')")
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

fn query(statement: Statement) -> (String, SqlxValues) {
    (statement.sql, SqlxValues(statement.values.unwrap_or_else(|| sea_orm::Values(Vec::new()))))
}

#[async_trait::async_trait]
impl ConnectionTrait for Unit {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Postgres
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let (sql, values) = query(statement);
        let mut lease = self.lease.lock().await;
        let done = sqlx::query_with(AssertSqlSafe(sql), values).execute(&mut **lease).await;
        done.map(Into::into).map_err(failed)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut lease = self.lease.lock().await;
        lease.execute(AssertSqlSafe(sql.to_owned())).await.map(Into::into).map_err(failed)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let (sql, values) = query(statement);
        let mut lease = self.lease.lock().await;
        let row = sqlx::query_with(AssertSqlSafe(sql), values).fetch_optional(&mut **lease).await;
        row.map(|row| row.map(Into::into)).map_err(failed)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let (sql, values) = query(statement);
        let mut lease = self.lease.lock().await;
        let rows = sqlx::query_with(AssertSqlSafe(sql), values).fetch_all(&mut **lease).await;
        rows.map(|rows| rows.into_iter().map(Into::into).collect()).map_err(failed)
    }
}
