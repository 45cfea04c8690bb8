//! A transaction inside one tenant (or outside all), as a connection that sea-orm can use.
//!
//! BEGIN and the tenant's settings travel in one round trip, which sea-orm's own transactions
//! cannot do. Dropped without [`Unit::commit`] it is rolled back by closing the connection.

use std::fmt::Write as _;

use sea_orm::sqlx::Executor;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use sea_query_sqlx::SqlxValues;
use sqlx::AssertSqlSafe;
use tokio::sync::Mutex;

use skybot_domain::error::StoreError;
use skybot_domain::scope::{Origin, Scope};

use crate::error::store_error;
use crate::pool::Lease;

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

/// Several statements in one message admit no parameters. Ids are typed and names are the domain's
/// own; the request id is checked again here, it came from outside.
fn enter(scope: &Scope) -> String {
    let user = scope.user().map_or("null".to_owned(), |user| format!("'{user}'"));
    let plain = |c: &char| c.is_ascii_alphanumeric() || "._-".contains(*c);
    let request = scope.origin().request_id.as_deref().unwrap_or_default();
    let request: String = request.chars().filter(plain).collect();
    format!(
        "select app.enter('{}', {user}, '{}', '{}', '{request}')",
        scope.account(),
        scope.reach().as_str(),
        scope.actor().kind(),
    )
}

/// Where a change comes from, for the audit log. What the client says of itself is written in
/// hexadecimal: it may be any text.
fn origin(scope: &Scope) -> String {
    let Origin { ip, user_agent, .. } = scope.origin();
    let ip = ip.map(|ip| ip.to_string()).unwrap_or_default();
    let mut agent = String::new();
    for byte in user_agent.as_deref().unwrap_or_default().bytes().filter(|byte| *byte != 0) {
        // A String takes everything.
        let _ = write!(agent, "{byte:02x}");
    }
    format!("select app.enter_from('{ip}', convert_from('\\x{agent}', 'UTF8'))")
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
