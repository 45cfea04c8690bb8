//! Loading conversations of the past.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use skybot_tests::{Cluster, PASSWORD, Run, root};

use crate::options::Options;
use crate::process;
use crate::report::{Bar, Report};
use crate::server::command;

/// How often its memory is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// How much of a load may differ from run to run without growing with the file.
const FLAT: f64 = 1.15;

pub(crate) async fn run(options: &Options, cluster: &'static Cluster, report: &mut Report) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("conversations.jsonl.gz");
    let (conversations, messages) = prepare(&file, options.messages);
    println!("\nimport: {conversations} conversations with {messages} messages");

    let database = cluster.database().await;
    let made: Value =
        Run::new(["admin", "create-account", "--name", "Import", "--owner-email", "import@bench.example"])
            .arguments(["--owner-password-stdin"])
            .env("SKYBOT__DATABASE__URL", database.app_url())
            .stdin(format!("{PASSWORD}\n"))
            .success()
            .await;
    let account = made["account_id"].as_str().expect("an account");

    let begun = Instant::now();
    let child = command(Some(&database.app_url()))
        .args(["--json", "import", "--account", account])
        .arg(&file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the import can be run");
    let pid = child.id().expect("it runs");
    let mut finished = std::pin::pin!(child.wait_with_output());
    let mut peaks = Vec::new();
    let mut own = 0.0;
    let output = loop {
        if let Ok(output) = tokio::time::timeout(LOOK, &mut finished).await {
            break output.expect("its output");
        }
        peaks.extend(process::memory(pid, "VmHWM").map(|peak| (begun.elapsed(), peak)));
        own = process::cpu(pid).max(own);
    };
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    assert!(output.status.success(), "the import failed: {answer}");
    let loaded = answer["messages"].as_f64().expect("a count");
    let rate = loaded / answer["seconds"].as_f64().expect("a time");
    println!("  {answer}");

    let whole = begun.elapsed();
    let at = |share: f64| peaks.iter().rfind(|(after, _)| *after <= whole.mul_f64(share)).map_or(f64::NAN, |at| at.1);
    let (early, end) = (at(0.1), at(1.0));
    report.hold("import: messages", rate, "/s", Bar::AtLeast(5_000.0));
    report.note("import: own CPU a message", own * 1e6 / loaded, "µs");
    report.note("import: peak RSS after 10 %", early, "MiB");
    report.hold("import: peak RSS at the end ÷ after 10 %", end / early, "×", Bar::AtMost(FLAT));
}

/// Writes a file with at least so many messages, or with all there are. From the large set, if it
/// lies beside the repository; else from the demo's own, over and over under other ids.
fn prepare(file: &Path, messages: u64) -> (u64, u64) {
    let large = root().join("../shared/data/conversations.jsonl.gz");
    let demo = root().join("crates/app/demo/conversations.jsonl.gz");
    let mut out = GzEncoder::new(BufWriter::new(File::create(file).expect("a file")), Compression::fast());
    let mut written = (0, 0);
    let (source, again) = if large.exists() { (large, false) } else { (demo, true) };
    for copy in 0.. {
        for line in lines(&source) {
            if written.1 >= messages {
                break;
            }
            let mut conversation: Value = serde_json::from_str(&line).expect("a conversation");
            if copy > 0 {
                let id = format!("{}-{copy}", conversation["id"].as_str().expect("an id"));
                conversation["id"] = json!(id);
            }
            written.0 += 1;
            written.1 += conversation["messages"].as_array().expect("messages").len() as u64;
            writeln!(out, "{conversation}").expect("written");
        }
        if !again || written.1 >= messages {
            break;
        }
    }
    out.finish().and_then(|mut file| file.flush()).expect("written");
    written
}

fn lines(source: &Path) -> impl Iterator<Item = String> {
    let file = File::open(source).expect("the conversations can be read");
    BufReader::new(GzDecoder::new(file)).lines().map(|line| line.expect("a line"))
}
