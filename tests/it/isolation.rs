//! The database would keep tenants apart even if the server did not: what the server's role can see and
//! write, and the rules that every table, view and function holds to.

use serde_json::json;
use skybot_tests::{App, census};
use sqlx::{AssertSqlSafe, Executor as _, Row as _};
use uuid::Uuid;

use crate::tenancy::{CANARY, furnish};

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_role_sees_one_tenant_at_most() {
    let app = App::start().await;
    let (ana, bob) = (app.tenant().await, app.tenant().await);
    furnish(&app, &ana, "own-mark-of-the-caller").await;
    let theirs = furnish(&app, &bob, CANARY).await;
    let mut auditor = app.sql().await;
    // All there are, whosever they are.
    let query = "select c.oid::regclass::text from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace";
    let mut tables: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut auditor).await.unwrap();
    tables.retain(|table| !table.ends_with("migrations"));
    app.anonymous().await.post("auth/login", json!({"email": CANARY.to_owned() + "@x.example", "password": "x"})).await;
    let filled = census(&mut auditor, bob.account_id).await.into_iter().filter(|(_, (count, _))| *count > 0).count();
    assert!(filled >= 15, "only {filled} tables have rows of the other tenant");
    assert!(tables.len() > 30, "{tables:?}");
    tables.extend(["app.message_view", "app.conversation_view"].map(str::to_owned));

    let mut session = app.database.as_app().await;
    for context in [None, Some(Uuid::nil()), Some(ana.account_id)] {
        session.execute("begin").await.unwrap();
        if let Some(tenant) = context {
            let enter = format!("select app.enter('{tenant}', '{}', 'all', 'user', 'test')", ana.user_id);
            session.execute(AssertSqlSafe(enter)).await.unwrap();
        }
        for table in &tables {
            // Row by row as text, so that no column is forgotten. What is not granted is not seen.
            let query = format!("select t::text from {table} t");
            session.execute("savepoint s").await.unwrap();
            let rows = match session.fetch_all(AssertSqlSafe(query)).await {
                Ok(rows) => rows,
                Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42501") => Vec::new(),
                Err(error) => panic!("{table}: {error}"),
            };
            session.execute("rollback to s").await.unwrap();
            let texts: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
            if context != Some(ana.account_id) {
                // The owner's own user row is the one thing the nil tenant's user may see.
                let others: Vec<_> = texts.iter().filter(|text| !text.contains(&ana.user_id.to_string())).collect();
                assert!(others.is_empty(), "{table} in {context:?}: {others:?}");
            }
            let theirs = [
                bob.account_id.to_string(),
                bob.user_id.to_string(),
                CANARY.to_owned(),
                theirs["conversation"].clone(),
            ];
            let seen = texts.iter().find(|text| theirs.iter().any(|mark| text.contains(mark)));
            assert!(seen.is_none(), "{table} in {context:?}: {seen:?}");
        }
        session.execute("rollback").await.unwrap();
    }

    // After a transaction its tenant is nobody's: no rows, and no error.
    let enter =
        format!("begin; select app.enter('{}', '{}', 'all', 'user', 'test'); commit", bob.account_id, bob.user_id);
    session.execute(AssertSqlSafe(enter)).await.unwrap();
    for table in tables.iter().filter(|table| *table != "audit_log") {
        let rows: Result<i64, _> =
            sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}"))).fetch_one(&mut session).await;
        match rows {
            Ok(rows) => assert_eq!(rows, 0, "{table}"),
            Err(sqlx::Error::Database(error)) => assert_eq!(error.code().as_deref(), Some("42501"), "{table}: {error}"),
            Err(error) => panic!("{table}: {error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_search_functions_see_one_tenant_and_the_role_writes_only_its_own() {
    let app = App::start().await;
    let (ana, bob) = (app.tenant().await, app.tenant().await);
    furnish(&app, &ana, "own-mark-of-the-caller").await;
    let theirs = furnish(&app, &bob, CANARY).await;
    let mut session = app.database.as_app().await;
    let searches = [
        format!(
            "select count(*) from search.messages(array['{CANARY}'], array[false], array[false], null, null, null, null,
               null, null, null, null, null, null, null, 100, '9 s')"
        ),
        format!("select count(*) from search.contacts('{CANARY}', null, 100)"),
        format!("select count(*) from search.conversations('{CANARY}', 1, 100)"),
    ];
    for (tenant, user, expected) in [("", "", [0, 0, 0]), ("ana", "ana", [0, 0, 1]), ("bob", "bob", [4, 3, 2])] {
        session.execute("begin").await.unwrap();
        if !tenant.is_empty() {
            let who = if user == "ana" { &ana } else { &bob };
            let enter = format!("select app.enter('{}', '{}', 'all', 'user', 'test')", who.account_id, who.user_id);
            session.execute(AssertSqlSafe(enter)).await.unwrap();
        }
        for (search, expected) in searches.iter().zip(expected) {
            let found: i64 = sqlx::query_scalar(AssertSqlSafe(search.clone())).fetch_one(&mut session).await.unwrap();
            // Of one's own there may be more by now.
            assert!(found == expected || (tenant == "bob" && found > expected), "{tenant}: {search}: {found}");
        }
        session.execute("rollback").await.unwrap();
    }

    // As Ana, nothing of Bob's can be written, moved, or pointed at.
    let (a, b) = (ana.account_id, bob.account_id);
    for (statement, refusal) in [
        (format!("insert into teams values ('{b}', gen_random_uuid(), 'Mine', now())"), Some("42501")),
        (format!("update conversations set account_id = '{b}'"), Some("42501")),
        (format!("update contacts set name = 'Mine' where account_id = '{b}'"), None),
        (format!("delete from labels where account_id = '{b}'"), None),
        (format!("update conversations set inbox_id = '{}' where account_id = '{a}'", theirs["inbox"]), Some("23503")),
        (
            format!(
                "insert into conversation_labels select account_id, id, '{}' from conversations",
                theirs["label_id"]
            ),
            Some("23503"),
        ),
        ("update audit_log set action = 'delete'".to_owned(), Some("42501")),
        ("delete from audit_log".to_owned(), Some("42501")),
        ("truncate messages".to_owned(), Some("42501")),
        ("alter table messages disable row level security".to_owned(), Some("42501")),
        ("set role skybot_owner".to_owned(), Some("42501")),
        ("set role skybot_search".to_owned(), Some("42501")),
    ] {
        session.execute("begin").await.unwrap();
        let enter = format!("select app.enter('{a}', '{}', 'all', 'user', 'test')", ana.user_id);
        session.execute(AssertSqlSafe(enter)).await.unwrap();
        let done = session.execute(AssertSqlSafe(statement.clone())).await;
        match (done, refusal) {
            (Ok(done), None) => assert_eq!(done.rows_affected(), 0, "{statement}"),
            (Err(sqlx::Error::Database(error)), Some(code)) => {
                assert_eq!(error.code().as_deref(), Some(code), "{statement}: {error}");
            }
            (done, _) => panic!("{statement}: {done:?}"),
        }
        session.execute("rollback").await.unwrap();
    }
}

/// Each query finds what must not be there.
const CATALOGUE: [(&str, &str); 10] = [
    (
        "tables of tenants are under forced row-level security with a policy",
        "select c.oid::regclass::text from pg_class c
         join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
         where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
           and not (c.relrowsecurity and c.relforcerowsecurity
                    and exists (select from pg_policy p where p.polrelid = c.oid))",
    ),
    (
        "so are those that exist once over all tenants, open in the platform realm alone, and there is no other table",
        "select c.oid::regclass::text from pg_class c
         where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
           and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped)
           and not (c.relrowsecurity and c.relforcerowsecurity
                    and (c.relname in ('accounts', 'users')
                         or c.relname in ('refresh_tokens', 'backup_codes', 'delegated_identities', 'sign_in_guesses',
                                          'known_devices', 'realtime_tickets', 'platform_log', 'platform_chain')
                            and (select array_agg(pg_get_expr(p.polqual, p.polrelid)) from pg_policy p where p.polrelid = c.oid)
                                = array['( SELECT app.is_platform() AS is_platform)']))
           and c.relname not like '%migrations'",
    ),
    (
        "what is about tenants but the platform's is open in the platform realm alone",
        "select c.oid::regclass::text from pg_class c
         where c.relname in ('sessions', 'letters', 'link_secrets') and c.relnamespace = 'public'::regnamespace
           and (select array_agg(pg_get_expr(p.polqual, p.polrelid)) from pg_policy p where p.polrelid = c.oid)
               <> array['( SELECT app.is_platform() AS is_platform)']",
    ),
    (
        "primary keys and unique indexes lead with the tenant",
        "select i.indexrelid::regclass::text from pg_index i
         join pg_class c on c.oid = i.indrelid and c.relnamespace = 'public'::regnamespace
         where i.indisunique
           and c.relname not in ('accounts', 'users', 'sessions', 'refresh_tokens', 'backup_codes', 'delegated_identities',
                                 'sign_in_guesses', 'known_devices', 'realtime_tickets', 'platform_log', 'platform_chain', 'letters',
                                 'link_secrets')
           and c.relname not like '%migrations' and i.indexrelid::regclass::text <> 'api_keys_public'
           and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum = i.indkey[0] and a.attname = 'account_id')",
    ),
    (
        "foreign keys between tables of tenants hold the tenant",
        "select k.conrelid::regclass || ' ' || k.conname from pg_constraint k
         join pg_attribute own on own.attrelid = k.conrelid and own.attname = 'account_id'
         join pg_attribute other on other.attrelid = k.confrelid and other.attname = 'account_id'
         where k.contype = 'f'
           and not exists (select from generate_subscripts(k.conkey, 1) n
                           where k.conkey[n] = own.attnum and k.confkey[n] = other.attnum)",
    ),
    (
        "views see with the eyes of who asks",
        "select c.oid::regclass::text from pg_class c
         where c.relkind in ('v', 'm') and c.relnamespace in ('public'::regnamespace, 'app'::regnamespace, 'search'::regnamespace)
           and not coalesce(c.reloptions @> array['security_invoker=true'], false)",
    ),
    (
        "only the search functions run as somebody else, with a pinned search path",
        "select p.oid::regprocedure::text from pg_proc p
         where p.prosecdef and p.pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
           and not (p.pronamespace = 'search'::regnamespace and pg_get_userbyid(p.proowner) = 'skybot_search'
                    and exists (select from unnest(p.proconfig) c where c like 'search_path=%'))",
    ),
    (
        "nobody but its owner and the server may call a search function",
        "select p.oid::regprocedure || ' ' || coalesce(nullif(g.grantee, 0)::regrole::text, 'public') from pg_proc p
         cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
         where p.pronamespace = 'search'::regnamespace
           and (g.grantee = 0 or g.grantee::regrole::text not in ('skybot_search', 'skybot_app'))",
    ),
    (
        "the server's role owns nothing",
        "select 'class ' || relname from pg_class where pg_get_userbyid(relowner) = 'skybot_app'
         union all select 'function ' || proname from pg_proc where pg_get_userbyid(proowner) = 'skybot_app'
         union all select 'schema ' || nspname from pg_namespace where pg_get_userbyid(nspowner) = 'skybot_app'
         union all select 'type ' || typname from pg_type where pg_get_userbyid(typowner) = 'skybot_app'
         union all select 'database ' || datname from pg_database where pg_get_userbyid(datdba) = 'skybot_app'",
    ),
    (
        "no role of ours is above row-level security",
        "select rolname::text from pg_roles
         where rolname in ('skybot_app', 'skybot_owner', 'skybot_search')
           and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or (rolname = 'skybot_search' and rolcanlogin))",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_keeps_the_rules() {
    let app = App::start().await;
    let mut session = app.sql().await;
    for (rule, query) in CATALOGUE {
        let broken: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut session).await.expect(rule);
        assert!(broken.is_empty(), "{rule}: {broken:?}");
    }
    // The rules are red when they are broken.
    for breach in [
        "create table loose (account_id uuid)",
        "create table unowned (id int)",
        "create unique index loose_name on teams (name)",
        "alter table team_members add foreign key (user_id) references users",
        "create view app.leak as select * from messages",
        "create function app.leak() returns int security definer language sql as 'select 1'",
        "grant execute on function search.contacts(text, uuid, int) to skybot_owner",
        "create schema loot authorization skybot_app",
        "create policy open on letters using (true)",
    ] {
        session.execute(breach).await.unwrap();
    }
    let mut red = 0;
    for (_, query) in CATALOGUE {
        let broken: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut session).await.unwrap();
        red += usize::from(!broken.is_empty());
    }
    assert!(red >= 8, "only {red} rules saw their breach");
}
