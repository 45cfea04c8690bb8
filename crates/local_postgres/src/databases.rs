//! Roles and databases of a cluster, made by its superuser.

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};

use crate::error::Result;
use crate::login::Login;
use crate::{Cluster, Error};

/// All sessions of the superuser that look before they create hold this advisory lock, so that
/// two processes never create the same thing.
const CREATION: i64 = 0x736b_7962_6f74;

const ROLE: &str = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)";
const DATABASE: &str = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)";

impl Cluster {
    /// Makes sure that `role` exists and may log in, with a password that is made once and kept
    /// in the cluster's folder.
    ///
    /// What else the role may do is not touched.
    pub async fn ensure_login_role(&self, role: &str) -> Result<Login> {
        let name = identifier(role)?;
        let login = self.server_folder().login(role)?;
        let mut session = self.session(&format!("make sure of role {role}")).await?;
        session.lock_creation().await?;
        let verb = if session.exists(ROLE, role).await? { "ALTER" } else { "CREATE" };
        // The password is ours: hexadecimal digits.
        let password = login.password();
        session.run(format!("{verb} ROLE {name} LOGIN PASSWORD '{password}'")).await?;
        session.close().await?;
        Ok(login)
    }

    /// Makes sure that `database` exists and belongs to `owner`.
    pub async fn ensure_database(&self, database: &str, owner: &str) -> Result<()> {
        let (name, owner) = (identifier(database)?, identifier(owner)?);
        let mut session = self.session(&format!("make sure of database {database}")).await?;
        session.lock_creation().await?;
        let statement = if session.exists(DATABASE, database).await? {
            format!("ALTER DATABASE {name} OWNER TO {owner}")
        } else {
            format!("CREATE DATABASE {name} OWNER {owner}")
        };
        session.run(statement).await?;
        session.close().await
    }

    /// Whether there is such a database.
    pub async fn has_database(&self, database: &str) -> Result<bool> {
        let mut session = self.session(&format!("look for database {database}")).await?;
        let exists = session.exists(DATABASE, database).await?;
        session.close().await?;
        Ok(exists)
    }

    /// Turns `database`, which nobody may be connected to by then, into a template: from now on
    /// it can only be copied.
    pub async fn make_template(&self, database: &str) -> Result<()> {
        let name = identifier(database)?;
        let mut session = self.session(&format!("make a template of database {database}")).await?;
        session.run(format!("ALTER DATABASE {name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false")).await?;
        session.close().await
    }

    /// Copies `template` to a new `database` with the same owner, file by file, which is the
    /// fastest way for a small template. Many copies may be made at once.
    ///
    /// PostgreSQL copies neither the privileges on the database itself nor its settings (`ALTER
    /// DATABASE … SET`).
    pub async fn create_database_from_template(&self, database: &str, template: &str) -> Result<()> {
        let (name, source) = (identifier(database)?, identifier(template)?);
        let mut session = self.session(&format!("copy database {template} to {database}")).await?;
        let owner = session.owner_of(template).await?;
        let owner = identifier(&owner)?;
        session.run(format!("CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY OWNER {owner}")).await?;
        session.close().await
    }

    /// Drops `database`, template or not, ending the sessions in it. It may be gone already.
    pub async fn drop_database(&self, database: &str) -> Result<()> {
        let name = identifier(database)?;
        let mut session = self.session(&format!("drop database {database}")).await?;
        if session.exists(DATABASE, database).await? {
            session.run(format!("ALTER DATABASE {name} IS_TEMPLATE false")).await?;
            session.run(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        }
        session.close().await
    }

    async fn session(&self, task: &str) -> Result<Session> {
        let options = self.admin().options("postgres");
        match PgConnection::connect_with(&options).await {
            Ok(connection) => Ok(Session { connection, task: task.to_owned() }),
            Err(source) => Err(Error::Sql { doing: task.to_owned(), source }),
        }
    }
}

/// One connection of the superuser, for one task.
struct Session {
    connection: PgConnection,
    task: String,
}

impl Session {
    async fn lock_creation(&mut self) -> Result<()> {
        // Released when the session ends.
        self.run(format!("SELECT pg_advisory_lock({CREATION})")).await
    }

    async fn exists(&mut self, query: &'static str, name: &str) -> Result<bool> {
        let row = sqlx::query(query).bind(name).fetch_one(&mut self.connection).await;
        row.and_then(|row| row.try_get(0)).map_err(|source| self.failed(source))
    }

    async fn owner_of(&mut self, database: &str) -> Result<String> {
        let query = "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = $1";
        let row = sqlx::query(query).bind(database).fetch_one(&mut self.connection).await;
        row.and_then(|row| row.try_get(0)).map_err(|source| self.failed(source))
    }

    async fn run(&mut self, statement: String) -> Result<()> {
        let done = self.connection.execute(AssertSqlSafe(statement)).await;
        done.map(drop).map_err(|source| self.failed(source))
    }

    async fn close(self) -> Result<()> {
        let Self { connection, task } = self;
        connection.close().await.map_err(|source| Error::Sql { doing: task, source })
    }

    fn failed(&self, source: sqlx::Error) -> Error {
        Error::Sql { doing: self.task.clone(), source }
    }
}

/// Quoted; PostgreSQL would silently cut a longer name.
fn identifier(name: &str) -> Result<String> {
    if name.is_empty() || name.len() > 63 || name.contains('\0') {
        return Err(Error::BadName { name: name.to_owned() });
    }
    Ok(format!("\"{}\"", name.replace('"', "\"\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_or_refused() {
        assert_eq!(identifier("a\"b").ok().as_deref(), Some("\"a\"\"b\""));
        for name in ["", "a\0b", &"x".repeat(64)] {
            assert!(matches!(identifier(name), Err(Error::BadName { .. })));
        }
    }
}
