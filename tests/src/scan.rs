//! Looking for a text in everything that is stored.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;

const TABLES: &str = "
    select c.oid::regclass::text from pg_class c
    where c.relkind in ('r', 'm') and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    order by 1";

/// The tables that hold a text in any column: as it is, as bytes, or decoded, should it be base64.
pub async fn stored(session: &mut PgConnection, text: &str) -> Vec<String> {
    let hex = |bytes: &[u8]| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    };
    let mut forms = vec![text.to_owned(), hex(text.as_bytes())];
    forms.extend(URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() >= 16).map(|bytes| hex(&bytes)));
    let tables: Vec<String> = sqlx::query_scalar(TABLES).fetch_all(&mut *session).await.expect("the tables");
    let parts = tables.iter().map(|table| {
        format!(
            "select '{table}' where exists (select from {table} t, unnest($1) form where strpos(t::text, form) > 0)"
        )
    });
    let query = parts.collect::<Vec<_>>().join(" union all ");
    sqlx::query_scalar(AssertSqlSafe(query)).bind(forms).fetch_all(session).await.expect("the scan")
}
