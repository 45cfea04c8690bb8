//! The real corpus is searchable in its languages: for every line of `search_corpus.tsv` as many messages are
//! found as the line says. The numbers were counted by `search_corpus.py`, which knows nothing of the product.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use serde_json::{Value, json};
use skybot_tests::{App, User, eventually, id, root};

use crate::search::encoded;

const PATIENCE: Duration = Duration::from_mins(5);

/// A line of the table.
struct Expected {
    conversations: &'static str,
    language: &'static str,
    query: &'static str,
    /// `None`: there is no word in it.
    hits: Option<usize>,
}

fn table() -> Vec<Expected> {
    let lines = include_str!("search_corpus.tsv").lines().skip(1);
    lines
        .map(|line| {
            let cells: Vec<_> = line.split('\t').collect();
            let [conversations, language, query, hits] = cells[..] else { panic!("{line}") };
            Expected { conversations, language, query, hits: hits.parse().ok() }
        })
        .collect()
}

/// The corpus, where the repository is developed.
pub(crate) fn corpus() -> Option<PathBuf> {
    let path = root().join("../shared/data/conversations.jsonl.gz");
    path.exists().then_some(path)
}

/// Searches for everything that the table has about these conversations.
pub(crate) async fn finds_what_the_table_says(user: &User, conversations: &str) {
    let lines: Vec<_> = table().into_iter().filter(|line| line.conversations == conversations).collect();
    assert!(!lines.is_empty());
    let mut wrong = Vec::new();
    for line in lines {
        let target = format!("search?limit=100&q={}", encoded(line.query));
        let Some(expected) = line.hits else {
            user.get(&target).await.violations();
            continue;
        };
        let hits = user.list(&target).await;
        let distinct: BTreeSet<_> = hits.iter().map(|hit| id(&hit["message"])).collect();
        let marked = |hit: &Value| hit["snippet"].as_array().unwrap().iter().any(|piece| piece["hit"] == true);
        let unmarked = hits.iter().filter(|hit| !marked(hit)).count();
        if (hits.len(), distinct.len(), unmarked) != (expected, expected, 0) {
            wrong.push(format!("{}: {} hits instead of {expected}, {unmarked} without a mark", line.query, hits.len()));
        }
    }
    assert!(wrong.is_empty(), "{conversations}: {wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_language_of_the_corpus_is_found_in_its_forms() {
    let Some(path) = corpus() else {
        eprintln!("skipped: there is no ../shared/data beside this repository");
        return;
    };
    let app = App::start().await;
    let sets: BTreeSet<_> = table().iter().map(|line| (line.conversations, line.language)).collect();
    let sets: Vec<_> = sets.into_iter().filter(|(conversations, _)| *conversations != "all").collect();
    assert!(sets.len() >= 9);
    let mut past: Vec<String> = vec![String::new(); sets.len()];
    for line in BufReader::new(MultiGzDecoder::new(File::open(path).unwrap())).lines() {
        let line = line.unwrap();
        let one: Value = serde_json::from_str(&line).unwrap();
        let (language, source) = (one["language"].as_str().unwrap(), one["source"].as_str().unwrap());
        for ((conversations, _), past) in sets.iter().zip(&mut past) {
            if *conversations == language || *conversations == format!("{language} {source}") {
                past.push_str(&line);
                past.push('\n');
            }
        }
    }
    for ((conversations, language), past) in sets.into_iter().zip(past) {
        let user = app.tenant().await;
        let account = user.account_id.to_string();
        let import = app.run(["import", "-", "--account", &account, "--inbox", "Past", "--strict"]);
        import.stdin(past).success().await;
        user.patch("account", json!({"search_language": language})).await.is(200);
        eventually("the past is stemmed", PATIENCE, async || {
            (app.count("select count(*) from graphile_worker.jobs").await == 0).then_some(())
        })
        .await;
        finds_what_the_table_says(&user, conversations).await;
    }
}
