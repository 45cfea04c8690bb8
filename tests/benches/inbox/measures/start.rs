//! Starting, and doing nothing.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use skybot_tests::Cluster;

use crate::options::Options;
use crate::report::{Bar, Report, number};
use crate::sample::median;
use crate::server::Server;

/// After that a server has forgotten that it was just started.
const SETTLED: Duration = Duration::from_secs(3);

pub(crate) async fn run(options: &Options, cluster: &'static Cluster, report: &mut Report) {
    println!("\nstart");
    let database = cluster.database().await;
    let mut times = Vec::new();
    let mut sizes = Vec::new();
    for round in 0..options.rounds {
        let begun = Instant::now();
        let server = Server::start(Some(&database.app_url()), &["serve"]).await;
        server.ready().await;
        times.push(begun.elapsed().as_secs_f64());
        // One long look is enough: what it grows by later is no matter of chance.
        if round == 0 {
            tokio::time::sleep(SETTLED).await;
        }
        sizes.push(server.memory());
        server.stop().await;
    }
    println!("  ready after (s): {:?}, RSS (MiB): {:?}", shown(&times), shown(&sizes));
    report.hold("start: ready, PostgreSQL running", median(times), "s", Bar::AtMost(1.0));
    report.hold("idle: RSS of the server", sizes.into_iter().fold(0.0, f64::max), "MiB", Bar::AtMost(30.0));

    // PostgreSQL's own user has to get through.
    let folder = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().expect("a folder");
    let local = folder.path().join("demo");
    let local = local.to_str().expect("a path of text");
    let begun = Instant::now();
    let demo = Server::start(None, &["--local", local, "demo", "--quiet-customers"]).await;
    report.hold("first demo: listening", begun.elapsed().as_secs_f64(), "s", Bar::AtMost(10.0));
    demo.ready().await;
    demo.stop().await;

    let begun = Instant::now();
    let server = Server::start(None, &["--local", local, "serve"]).await;
    server.ready().await;
    report.hold("start: ready, with its own PostgreSQL to start", begun.elapsed().as_secs_f64(), "s", Bar::AtMost(1.0));
    server.stop().await;
}

fn shown(values: &[f64]) -> Vec<String> {
    values.iter().map(|value| number(*value)).collect()
}
