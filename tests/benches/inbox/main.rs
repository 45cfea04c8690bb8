//! What the inbox costs, beside what PostgreSQL alone costs: `just bench`.
//!
//! Starts a durable PostgreSQL of its own on a disk and the release build of the server, fills a
//! database, and measures the two in turns, round by round: requests over HTTP, and `pgbench` with
//! the statement that the server sends. What counts is the ratio within a round, for a machine is
//! never twice the same; the median of the rounds is told, and held against the bar.
//!
//! It is no test: a miss fails nothing unless `--check` asks for that. Reads `/proc`, so it runs
//! on Linux only.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::expect_used,
    reason = "a benchmark fails by panicking, and its numbers are far from the edges of their types"
)]

mod bare;
mod contest;
mod crowd;
mod desk;
mod http;
mod ids;
mod load;
mod machine;
mod measures;
mod options;
mod pgbench;
mod process;
mod report;
mod sample;
mod seed;
mod server;
mod words;
mod world;

use std::process::ExitCode;

use skybot_local_postgres::Options as Durable;
use skybot_tests::{Cluster, skybot};

use crate::measures::{auth, contacts, files, growth, hot, import, list, live, page, read, search, send, start};
use crate::options::Options;
use crate::report::Report;
use crate::world::World;

fn main() -> ExitCode {
    if bare::served() {
        return ExitCode::SUCCESS;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(measure())
}

async fn measure() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => return ExitCode::SUCCESS,
        Err(mistake) => {
            eprintln!("{mistake}\n\n{}", options::USAGE);
            return ExitCode::from(64);
        }
    };
    // Built before anything is measured.
    skybot();
    let cluster = Cluster::own(Durable::durable()).await;
    machine::describe(cluster).await;

    let mut report = Report::default();
    if options.wants("start") {
        start::run(&options, cluster, &mut report).await;
    }
    let small = if options.wants("growth") {
        let mut world = World::make(cluster, &options.with_messages(options.messages / 100)).await;
        Some((growth::reading(&mut world).await, growth::sending(&mut world).await))
    } else {
        None
    };
    let of_world = ["page", "list", "search", "read", "send", "hot", "auth", "growth", "contacts", "files"];
    if of_world.iter().any(|name| options.wants(name)) {
        let mut world = World::make(cluster, &options).await;
        if let Some((small, _)) = &small {
            growth::tell(small, &growth::reading(&mut world).await, &mut report);
        }
        if options.wants("page") {
            page::run(&mut world, &mut report).await;
        }
        if options.wants("list") {
            list::run(&mut world, &mut report).await;
        }
        // Before anything is sent: what is newest decides how far a search looks.
        if options.wants("search") {
            search::run(&mut world, &mut report).await;
        }
        if options.wants("read") {
            read::run(&mut world, &mut report).await;
        }
        if options.wants("send") {
            send::run(&mut world, &mut report).await;
        }
        if options.wants("hot") {
            hot::run(&mut world, &mut report).await;
        }
        if options.wants("auth") {
            auth::run(&mut world, &mut report).await;
        }
        if options.wants("contacts") {
            contacts::run(&mut world, &mut report).await;
        }
        if options.wants("files") {
            files::run(&mut world, &mut report).await;
        }
        // Last but for what is told of memory: it sends, and others count on what was written.
        if let Some((_, small)) = &small {
            growth::tell(small, &growth::sending(&mut world).await, &mut report);
        }
        report.note("server after all that, RSS", world.server.memory(), "MiB");
    }
    if options.wants("live") {
        let mut world = World::make(cluster, &options.with_messages(10_000)).await;
        live::run(&mut world, &mut report).await;
    }
    if options.wants("import") {
        import::run(&options, cluster, &mut report).await;
    }
    cluster.postgres.leave().await.expect("PostgreSQL stops");
    report.print();
    ExitCode::from(u8::from(options.check && !report.passed()))
}
