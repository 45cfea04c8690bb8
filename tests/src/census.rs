//! What a tenant has stored, to tell whether anything changed.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

/// All tables that hold rows of tenants, with their schema.
pub async fn tenant_tables(session: &mut PgConnection) -> Vec<String> {
    let query = "
        select c.oid::regclass::text from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
        where c.relkind in ('r', 'p') and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
        order by 1";
    let tables: Vec<String> = sqlx::query_scalar(query).fetch_all(session).await.expect("the tables");
    assert!(tables.len() >= 15, "{tables:?}");
    tables
}

/// A digest of each table's rows of a tenant. Sessions are left out: being used changes them.
pub async fn census(session: &mut PgConnection, tenant: Uuid) -> BTreeMap<String, (i64, String)> {
    let tables = tenant_tables(session).await.into_iter().filter(|table| table != "sessions");
    let parts: Vec<_> = tables
        .map(|table| {
            format!(
                "select '{table}', count(*), coalesce(md5(string_agg(t::text, '|' order by t::text)), '')
                 from {table} t where account_id = '{tenant}'"
            )
        })
        .collect();
    let rows: Vec<(String, i64, String)> =
        sqlx::query_as(AssertSqlSafe(parts.join(" union all "))).fetch_all(session).await.expect("the census");
    rows.into_iter().map(|(table, count, digest)| (table, (count, digest))).collect()
}
