//! What is left when processes die.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Executor as _};

use crate::{answers, ephemeral, open, place, value};

#[tokio::test]
async fn a_killed_server_is_started_again_with_its_data() {
    let cluster = ephemeral().await;
    let options = cluster.admin().options("postgres");
    let mut session = PgConnection::connect_with(&options).await.unwrap();
    session.execute("CREATE TABLE kept AS SELECT 42 AS answer").await.unwrap();
    let before = cluster.postmaster_pid();
    assert!(!cluster.ensure_running().await.unwrap(), "nothing to do");

    // Its other process, that of the session, is still there when the next server comes.
    cluster.kill_postmaster().unwrap();
    assert!(cluster.ensure_running().await.unwrap());
    assert_ne!(cluster.postmaster_pid(), before);
    assert_eq!(value(&cluster, "SELECT answer FROM kept").await, "42");
}

#[tokio::test]
async fn a_server_that_lost_its_socket_is_restarted() {
    let cluster = ephemeral().await;
    fs::remove_dir_all(cluster.folder().join("run")).unwrap();
    assert!(cluster.ensure_running().await.unwrap());
    assert!(answers(&cluster.admin().options("postgres")).await);
}

/// After a container's start, process numbers begin anew, and the stale one is soon taken.
#[tokio::test]
async fn a_stale_process_number_that_is_somebody_elses_does_not_matter() {
    let place = place();
    let cluster = open(place.path()).await;
    let owner = fs::metadata(cluster.folder().join("data")).unwrap();
    cluster.leave().await.unwrap();

    let mut sleep = Command::new("sleep");
    if rustix::process::geteuid().is_root() {
        sleep.uid(owner.uid()).gid(owner.gid());
    }
    let mut bystander = sleep.arg("60").spawn().unwrap();
    for file in ["data/postmaster.pid", "run/.s.PGSQL.5432.lock"] {
        let stale = format!("{}\n{}/data\n", bystander.id(), cluster.folder().display());
        fs::write(cluster.folder().join(file), stale).unwrap();
    }

    let cluster = open(place.path()).await;
    assert_ne!(cluster.postmaster_pid(), Some(bystander.id()));
    assert!(bystander.try_wait().unwrap().is_none(), "and it was not hurt");
    bystander.kill().unwrap();
    bystander.wait().unwrap();
}

#[tokio::test]
async fn a_creation_cut_short_is_begun_anew() {
    let place = place();
    let folder = place.path().join("pg");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("transition.lock"), "").unwrap();
    fs::create_dir(folder.join("data.new-0123")).unwrap();
    fs::write(folder.join("data.new-0123/PG_VERSION"), "15").unwrap();
    fs::write(folder.join("initdb-password"), "old").unwrap();

    let cluster = open(&folder).await;
    assert_eq!(value(&cluster, "1").await, "1");
    assert!(!folder.join("data.new-0123").exists());
    assert!(!folder.join("initdb-password").exists());
}
