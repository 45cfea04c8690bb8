//! Taking in large files.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::desk::{Desk, put};
use crate::http::Connection;
use crate::process;
use crate::report::{Bar, Report};
use crate::seed::BIG;
use crate::world::World;

/// Uploads at once.
const UPLOADS: u64 = 8;
/// Bytes of each.
const SIZE: u64 = 256 << 20;
/// Bytes that are sent at once.
const PIECE: usize = 1 << 20;
/// How often the server's memory is looked at.
const LOOK: Duration = Duration::from_millis(5);

pub(crate) async fn run(world: &mut World, report: &mut Report) {
    println!("\nfiles: {UPLOADS} uploads of {} MiB at once", SIZE >> 20);
    let desk = world.desk().await;
    let pid = world.server.pid;
    // What the first one needs is needed once.
    upload(Arc::clone(&desk), SIZE).await;
    let before = process::memory(pid, "VmRSS").expect("it runs");
    let cpu = process::cpu(pid);
    let begun = Instant::now();
    let mut uploads = JoinSet::new();
    for _ in 0..UPLOADS {
        uploads.spawn(upload(Arc::clone(&desk), SIZE));
    }
    let mut most = before;
    loop {
        if let Ok(None) = tokio::time::timeout(LOOK, uploads.join_next()).await {
            break;
        }
        most = most.max(process::memory(pid, "VmRSS").expect("it runs"));
    }
    let mib = ((UPLOADS * SIZE) >> 20) as f64;
    let each = (most - before) / UPLOADS as f64;
    report.hold("files: memory of a running upload", each, "MiB", Bar::AtMost(2.0));
    report.note("files: taken in", mib / begun.elapsed().as_secs_f64(), "MiB/s");
    report.note("files: own CPU a MiB", (process::cpu(pid) - cpu) * 1e6 / mib, "µs");
}

async fn upload(desk: Arc<Desk>, size: u64) {
    let head = "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n";
    let tail = "\r\n--frontier--\r\n";
    let length = head.len() as u64 + size + tail.len() as u64;
    let mut request = Vec::new();
    desk.ask(&mut request, "POST", format_args!("attachments"), BIG);
    let kind = "multipart/form-data; boundary=frontier";
    put(&mut request, format_args!("Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{head}"));
    let mut connection = Connection::open(&desk.host).await;
    connection.send(&request).await.expect("the head is taken");
    let piece = vec![b'x'; PIECE];
    for _ in 0..size / PIECE as u64 {
        connection.send(&piece).await.expect("a piece is taken");
    }
    let status = connection.exchange(tail.as_bytes()).await.expect("an answer");
    assert_eq!(status, 201, "{}", String::from_utf8_lossy(connection.body()));
}
