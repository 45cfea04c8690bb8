//! What cannot be used is refused with a message that says what to do.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use skybot_local_postgres::{Cluster, Error, Options};

use crate::{place, shared};

async fn refused(folder: &Path) -> Error {
    Cluster::open(folder, Options::volatile()).await.unwrap_err()
}

#[tokio::test]
async fn another_major_version() {
    let place = place();
    fs::create_dir(place.path().join("data")).unwrap();
    fs::write(place.path().join("transition.lock"), "").unwrap();
    fs::write(place.path().join("data/PG_VERSION"), "14\n").unwrap();
    let error = refused(place.path()).await;
    assert!(matches!(error, Error::WrongMajor { major: 14, .. }), "{error}");
    assert!(error.to_string().contains("was created by PostgreSQL 14"), "{error}");
    assert!(error.to_string().contains("Install PostgreSQL 14"), "{error}");
}

#[tokio::test]
async fn a_folder_of_something_else() {
    let place = place();
    fs::write(place.path().join("thesis.txt"), "").unwrap();
    assert!(matches!(refused(place.path()).await, Error::ForeignFolder { .. }));
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "and it is left as it was");
}

#[tokio::test]
async fn a_path_the_shell_would_read() {
    let place = place();
    let error = refused(&place.path().join("$(reboot)")).await;
    assert!(matches!(error, Error::UnusablePath { .. }), "{error}");
}

#[tokio::test]
async fn a_cluster_without_its_password() {
    let place = place();
    fs::create_dir(place.path().join("data")).unwrap();
    fs::write(place.path().join("transition.lock"), "").unwrap();
    let major = shared().await.major();
    fs::write(place.path().join("data/PG_VERSION"), major.to_string()).unwrap();
    let error = refused(place.path()).await;
    assert!(matches!(error, Error::NoPassword { .. }), "{error}");
}

#[tokio::test]
async fn a_folder_the_servers_user_cannot_reach() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let place = place();
    let closed = place.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    match refused(&closed.join("pg")).await {
        Error::Unreachable { blocked, .. } => assert_eq!(blocked, closed.canonicalize().unwrap()),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn programs_that_are_not_there() {
    let place = place();
    let options = Options { bin_dir: Some("/nowhere".into()), ..Options::volatile() };
    let error = Cluster::open(place.path(), options).await.unwrap_err();
    assert!(error.to_string().starts_with("/nowhere cannot be used as PostgreSQL's folder"), "{error}");
}
