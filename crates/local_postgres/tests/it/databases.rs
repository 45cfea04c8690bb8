//! Roles, databases and templates.

use std::str::FromStr as _;

use skybot_local_postgres::Error;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection as _, Executor as _};

use crate::{answers, shared, value};

#[tokio::test]
async fn roles_and_databases_for_the_product() {
    let cluster = shared().await;

    // Two processes that begin at once agree on the password.
    let (login, same) = tokio::join!(cluster.ensure_login_role("App \"1\""), cluster.ensure_login_role("App \"1\""));
    let (login, same) = (login.unwrap(), same.unwrap());
    assert_eq!(login.password(), same.password());
    assert!(login.password().len() >= 32);
    assert_ne!(login.password(), cluster.admin().password());

    let (one, two) = tokio::join!(
        cluster.ensure_database("The database", login.role()),
        cluster.ensure_database("The database", login.role())
    );
    one.and(two).unwrap();
    let url = PgConnectOptions::from_str(&login.url("The database")).unwrap();
    for options in [login.options("The database"), url] {
        let mut session = PgConnection::connect_with(&options).await.unwrap();
        session.execute("CREATE TABLE IF NOT EXISTS mine ()").await.unwrap();
    }

    // A second time with another owner, and whatever the role's password was.
    sqlx_admin(cluster, "ALTER ROLE \"App \"\"1\"\"\" PASSWORD 'forgotten'").await;
    assert!(!answers(&login.options("The database")).await);
    cluster.ensure_login_role("App \"1\"").await.unwrap();
    assert!(answers(&login.options("The database")).await);
    cluster.ensure_database("The database", cluster.admin().role()).await.unwrap();
    let owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'The database'";
    assert_eq!(value(cluster, owner).await, cluster.admin().role());

    assert!(matches!(cluster.ensure_login_role("").await, Err(Error::BadName { .. })));
    assert!(matches!(cluster.ensure_database(&"x".repeat(64), "a").await, Err(Error::BadName { .. })));
    let error = cluster.ensure_database("d", "nobody").await.unwrap_err();
    assert!(error.to_string().starts_with("cannot make sure of database d: "), "{error}");
}

#[tokio::test]
async fn templates_are_copied_at_once_and_dropped() {
    let cluster = shared().await;
    let owner = cluster.ensure_login_role("owner").await.unwrap();
    cluster.ensure_database("template", owner.role()).await.unwrap();
    let mut session = PgConnection::connect_with(&owner.options("template")).await.unwrap();
    session.execute("CREATE TABLE greeting AS SELECT 'hello' AS word").await.unwrap();
    session.close().await.unwrap();
    cluster.make_template("template").await.unwrap();
    assert!(!answers(&owner.options("template")).await);

    let (one, two) = tokio::join!(
        cluster.create_database_from_template("one", "template"),
        cluster.create_database_from_template("two", "template")
    );
    one.and(two).unwrap();
    let mut session = PgConnection::connect_with(&owner.options("one")).await.unwrap();
    let word: String = sqlx::query_scalar("SELECT word FROM greeting").fetch_one(&mut session).await.unwrap();
    assert_eq!(word, "hello");
    let count = "SELECT count(*) FROM pg_database WHERE pg_get_userbyid(datdba) = 'owner'";
    assert_eq!(value(cluster, count).await, "3");

    // A session is no obstacle, nor is being a template, nor being gone already.
    for database in ["one", "template", "one"] {
        cluster.drop_database(database).await.unwrap();
        assert!(!cluster.has_database(database).await.unwrap());
    }
    assert!(session.ping().await.is_err());
    assert!(cluster.create_database_from_template("three", "template").await.is_err());
}

async fn sqlx_admin(cluster: &skybot_local_postgres::Cluster, statement: &'static str) {
    let mut session = PgConnection::connect_with(&cluster.admin().options("postgres")).await.unwrap();
    session.execute(statement).await.unwrap();
}
