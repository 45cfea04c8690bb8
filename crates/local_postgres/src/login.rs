//! How a role of the cluster connects.

use std::fmt;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use crate::settings::PORT;

/// A role of the cluster, its password, and where the server listens.
#[derive(Clone)]
pub struct Login {
    role: String,
    password: String,
    socket_dir: String,
}

impl Login {
    pub(crate) fn new(role: &str, password: String, socket_dir: &str) -> Self {
        Self { role: role.to_owned(), password, socket_dir: socket_dir.to_owned() }
    }

    /// The name of the role.
    pub fn role(&self) -> &str {
        &self.role
    }

    /// Its password, for those who must put it into a configuration.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Connection options for `database`, whatever `PGHOST` and its like say.
    pub fn options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket_dir)
            .port(PORT)
            .username(&self.role)
            .password(&self.password)
            .database(database)
            // It never leaves the machine, and the server has no certificate.
            .ssl_mode(PgSslMode::Disable)
    }

    /// The same as a URL, password included; both sqlx and libpq understand it.
    pub fn url(&self, database: &str) -> String {
        let [role, password, database, socket_dir] =
            [&self.role, &self.password, database, &self.socket_dir].map(percent_encode);
        // A URL needs a host; the query's takes precedence.
        format!("postgres://{role}:{password}@localhost:{PORT}/{database}?host={socket_dir}&sslmode=disable")
    }
}

/// Without the password.
impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("role", &self.role).field("socket_dir", &self.socket_dir).finish_non_exhaustive()
    }
}

fn percent_encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_survives_odd_names() {
        let login = Login::new("a b", "s/e:c@ret".to_owned(), "/a folder/run");
        assert_eq!(
            login.url("d?b"),
            "postgres://a%20b:s%2Fe%3Ac%40ret@localhost:5432/d%3Fb?host=%2Fa%20folder%2Frun&sslmode=disable"
        );
    }

    #[test]
    fn debug_output_has_no_password() {
        let login = Login::new("app", "s3cret".to_owned(), "/run");
        assert!(!format!("{login:?}").contains("s3cret"));
    }
}
