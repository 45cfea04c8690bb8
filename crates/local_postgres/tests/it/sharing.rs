//! One cluster, several users.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use skybot_local_postgres::{ADMIN_ROLE, Cluster, Departure, Error, Options};

use crate::{answers, ephemeral, eventually, open, place, shared, spawn, value};

#[tokio::test]
async fn the_first_creates_the_next_share_and_the_last_stops_it() {
    let place = place();
    let folder = place.path().join("some/where");
    let durable = || Cluster::open(&folder, Options::durable());

    // Two at once: one creates, the other finds it done.
    let (first, second) = tokio::join!(durable(), durable());
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.postmaster_pid(), second.postmaster_pid());
    let identifier = "SELECT system_identifier FROM pg_control_system()";
    let made = value(&first, identifier).await;

    assert_eq!(first.leave().await.unwrap(), Departure::StillUsed);
    assert!(matches!(first.leave().await, Err(Error::AlreadyLeft)));
    assert!(matches!(first.ensure_running().await, Err(Error::AlreadyLeft)));
    assert!(answers(&second.admin().options("postgres")).await);
    assert_eq!(second.leave().await.unwrap(), Departure::Stopped);
    assert!(!answers(&second.admin().options("postgres")).await);

    let again = durable().await.unwrap();
    assert_eq!(value(&again, identifier).await, made);
    drop(again);
    assert!(!answers(&second.admin().options("postgres")).await, "dropping leaves, too");
}

#[tokio::test]
async fn a_new_cluster_is_safe_and_speaks_unicode() {
    let place = place();
    let cluster = Cluster::open(place.path().join("pg"), Options::durable()).await.unwrap();
    for (setting, expected) in [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
    ] {
        assert_eq!(value(&cluster, &format!("current_setting('{setting}')")).await, expected, "{setting}");
    }
    let here = "FROM pg_database WHERE datname = current_database()";
    assert_eq!(value(&cluster, &format!("SELECT datcollate {here}")).await, "C");
    assert_eq!(value(&cluster, "lower('ÄÖ')").await, "äö");
    assert_eq!(value(&cluster, "to_tsvector('simple', 'Żółw é')").await, "'é':2 'żółw':1");

    let mode = |path: &str| fs::metadata(cluster.folder().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&format!("passwords/{ADMIN_ROLE}")), 0o600);
    assert_eq!(mode("passwords"), 0o700);
    assert_eq!(mode("data"), 0o700);
    assert_eq!(mode("run"), 0o700);
    assert_eq!(mode("") & 0o007, 0, "nobody else passes through");
    assert!(!answers(&cluster.admin().options("postgres").password("guess")).await);
}

#[tokio::test]
async fn a_killed_user_does_not_count() {
    let place = place();
    let (mut other, _) = spawn("wait", place.path());
    let cluster = open(place.path()).await;
    let pid = cluster.postmaster_pid();
    assert_eq!(cluster.leave().await.unwrap(), Departure::StillUsed);

    other.kill().unwrap();
    other.wait().unwrap();
    let cluster = open(place.path()).await;
    assert_eq!(cluster.postmaster_pid(), pid, "it went on without users");
    assert_eq!(cluster.leave().await.unwrap(), Departure::Stopped);
}

#[tokio::test]
async fn two_folders_are_two_clusters() {
    let (one, two) = tokio::join!(ephemeral(), shared());
    one.ensure_database("only_here", one.admin().role()).await.unwrap();
    assert!(one.has_database("only_here").await.unwrap());
    assert!(!two.has_database("only_here").await.unwrap());
    one.leave().await.unwrap();
    assert!(answers(&two.admin().options("postgres")).await);
}

#[tokio::test]
async fn a_path_too_long_for_a_socket_will_do() {
    let place = place();
    let cluster = open(&place.path().join("l".repeat(100))).await;
    let url = cluster.admin().url("postgres");
    let (_, socket_dir) = url.split_once("host=").unwrap();
    let (socket_dir, _) = socket_dir.split_once('&').unwrap();
    let socket_dir = socket_dir.replace("%2F", "/");
    assert!(!socket_dir.starts_with(place.path().to_str().unwrap()));
    assert!(fs::metadata(&socket_dir).unwrap().is_dir());
    cluster.leave().await.unwrap();
    eventually("the socket's folder is gone", || !fs::exists(&socket_dir).unwrap());
}
