//! Ephemeral clusters go with their process, whatever its death.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::{ephemeral, eventually, spawn, value, within};

#[tokio::test]
async fn dropping_removes_everything() {
    let cluster = ephemeral().await;
    assert_eq!(value(&cluster, "current_setting('fsync')").await, "off");
    let folder = cluster.folder().to_owned();
    drop(cluster);
    assert!(!folder.exists());
    server_goes(&folder);
}

#[test]
fn the_death_of_the_process_removes_everything() {
    let deaths = ["kill", "exit", "panic"].map(|death| {
        thread::spawn(move || {
            let (mut child, folder) = spawn(death, Path::new(""));
            if death == "kill" {
                child.kill().unwrap();
            }
            child.wait().unwrap();
            eventually(&format!("folder gone after {death}"), || !Path::new(&folder).exists());
            server_goes(Path::new(&folder));
        })
    });
    for death in deaths {
        death.join().unwrap();
    }
}

/// It was told to before its folder was removed; one that was not would find out by itself, later.
fn server_goes(folder: &Path) {
    within(Duration::from_secs(3), "server gone", || !has_server(folder));
}

/// Whether any process has its working directory there, as all of a server's have.
fn has_server(folder: &Path) -> bool {
    fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|process| fs::read_link(process.path().join("cwd")).ok())
        .any(|dir| dir.starts_with(folder))
}
