//! Importing the past: the whole file, each line once, and the bad lines told by their number.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use skybot_tests::{App, Dice, User, id, root};

use crate::search_corpus;

const REFUSED: i32 = 65;
const NO_INPUT: i32 = 66;

fn line(id: &str, texts: &[(&str, &str)]) -> String {
    let messages: Vec<_> = texts.iter().map(|(from, text)| json!({"from": from, "text": text})).collect();
    json!({"id": id, "contact": {"name": format!("Contact {id}"), "phone": "+33639980001"}, "messages": messages})
        .to_string()
}

async fn import(app: &App, user: &User, text: impl Into<String>, more: &[&str]) -> skybot_tests::Finished {
    let account = user.account_id.to_string();
    let run = app.run(["import", "-", "--account", &account, "--inbox", "Past"]);
    run.arguments(more.iter().copied()).stdin(text).finish().await
}

async fn stored(app: &App) -> (i64, i64) {
    (app.count("select count(*) from conversations").await, app.count("select count(*) from messages").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_conversation_is_one_like_any_other() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let texts =
        [("contact", "Bonjour\n👋"), ("contact", "Il y a quelqu'un ?"), ("agent", " Oui ! "), ("contact", "Merci")];
    let done = import(&app, &ana, line("one", &texts), &[]).await;
    assert_eq!(done.code, Some(0), "{}", done.stderr);

    let listed = ana.list("conversations").await;
    let [conversation] = &listed[..] else { panic!("{listed:?}") };
    let unread = 3;
    assert_eq!((&conversation["message_count"], &conversation["unread_count"]), (&json!(4), &json!(unread)));
    assert_eq!(conversation["contact"]["phone"], "+33639980001");
    assert_eq!(conversation["last_message"]["preview"], "Merci");
    let page = ana.get(format!("conversations/{}/messages", id(conversation))).await.is(200);
    let said: Vec<_> = page["items"].as_array().unwrap().iter().collect();
    let seen: Vec<_> =
        said.iter().map(|message| (message["seq"].as_i64().unwrap(), message["body"].as_str().unwrap())).collect();
    assert_eq!(seen, (1..).zip(texts.map(|(_, text)| text)).collect::<Vec<_>>(), "kept exactly");
    for (message, (from, _)) in said.iter().zip(texts) {
        assert_eq!(message["direction"], if from == "contact" { "inbound" } else { "outbound" });
        assert_eq!(message["sender"]["type"] == "contact", from == "contact");
    }
    assert!(said.is_sorted_by_key(|message| skybot_tests::moment(&message["created_at"])));
    assert_eq!(conversation["first_reply_at"], said[2]["created_at"]);
    assert_eq!(conversation["waiting_since"], said[3]["created_at"]);
    assert_eq!(ana.list("search?q=quelqu").await.len(), 1);

    // One event tells of it, not one for each message; and life goes on.
    let events = ana.get("events?limit=100").await.is(200);
    let kinds: Vec<_> =
        events["items"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert!(!kinds.contains(&"message:created") && kinds.contains(&"conversation:created"), "{kinds:?}");
    assert_eq!(ana.say(id(conversation), "De rien").await["seq"], 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn twice_adds_nothing_and_the_rest_of_a_file_is_added() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let lines: Vec<_> = (0..30).map(|n| line(&format!("c{n}"), &[("contact", "Hello"), ("agent", "Hi")])).collect();
    for (count, expected) in [(10, (10, 20)), (10, (10, 20)), (30, (30, 60)), (30, (30, 60))] {
        let done = import(&app, &ana, lines[..count].join("\n"), &[]).await;
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        assert_eq!(stored(&app).await, expected, "after {count} lines");
    }
    assert_eq!(app.count("select count(*) from inboxes").await, 1);
    // All wrote from one number.
    assert_eq!(app.count("select count(*) from contacts").await, 1);
    // Another tenant's past is its own.
    let bob = app.tenant().await;
    import(&app, &bob, lines.join("\n"), &[]).await;
    assert_eq!(stored(&app).await, (60, 120));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_lines_are_told_by_number_and_skipped_or_refused() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let good = |name: &str| line(name, &[("contact", "Hello")]);
    let text = [
        good("first"),
        "{".to_owned(),
        good("third"),
        line("fourth", &[("robot", "Hello")]),
        line("fifth", &[("contact", "nul \u{0}")]),
        line("sixth", &[]),
        good("first"),
        String::new(),
        good("ninth"),
    ]
    .join("\n");
    let strict = import(&app, &ana, text.clone(), &["--strict"]).await;
    assert_eq!(strict.code, Some(REFUSED), "{}", strict.stderr);
    assert!(strict.stderr.contains("line 2"), "{}", strict.stderr);

    let done = import(&app, &ana, text, &[]).await;
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    for number in [2, 4, 5, 6] {
        assert!(done.stderr.contains(&format!("line {number}")), "{number}: {}", done.stderr);
    }
    assert!(!done.stderr.contains("line 3") && !done.stderr.contains("robot"), "{}", done.stderr);
    assert_eq!(stored(&app).await, (3, 3));

    let account = ana.account_id.to_string();
    let absent = app.run(["import", "/nowhere/at/all.jsonl", "--account", &account]).finish().await;
    assert_eq!(absent.code, Some(NO_INPUT), "{}", absent.stderr);
    let stranger = skybot_tests::fresh_id().to_string();
    let nobody = app.run(["import", "-", "--account", &stranger]).stdin(good("x")).finish().await;
    assert_eq!(nobody.code, Some(REFUSED), "{}", nobody.stderr);
}

/// A conversation as a line of the file has it.
struct Past {
    id: String,
    contact: String,
    phone: String,
    messages: Vec<(bool, String)>,
}

fn read(path: &PathBuf) -> Vec<Past> {
    let lines = BufReader::new(MultiGzDecoder::new(File::open(path).unwrap())).lines();
    lines
        .map(|line| {
            let line: Value = serde_json::from_str(&line.unwrap()).unwrap();
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let messages = line["messages"].as_array().unwrap();
            Past {
                id: text(&line["id"]),
                contact: text(&line["contact"]["name"]),
                phone: text(&line["contact"]["phone"]),
                messages: messages.iter().map(|said| (said["from"] == "contact", text(&said["text"]))).collect(),
            }
        })
        .collect()
}

/// The words of a text as search tells them apart, where that is simple: ASCII only.
fn words(text: &str) -> BTreeSet<String> {
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric());
    parts.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_corpus_reads_back_as_the_file_has_it() {
    // Beside the repository where it is developed; elsewhere what ships with it.
    let corpus = root().join("../shared/data/conversations.jsonl.gz");
    let path = if corpus.exists() { corpus } else { root().join("crates/app/demo/conversations.jsonl.gz") };
    let past = read(&path);
    let app = App::start().await;
    let ana = app.tenant().await;
    let account = ana.account_id.to_string();
    let file = path.to_str().unwrap();
    app.run(["import", file, "--account", &account, "--inbox", "Past", "--strict"]).success().await;

    let messages: usize = past.iter().map(|one| one.messages.len()).sum();
    let expected = (i64::try_from(past.len()).unwrap(), i64::try_from(messages).unwrap());
    assert_eq!(stored(&app).await, expected);
    let people: BTreeSet<_> = past.iter().map(|one| &one.phone).collect();
    assert_eq!(app.count("select count(*) from contacts").await, i64::try_from(people.len()).unwrap());
    let unread = past.iter().filter(|one| one.messages.iter().any(|(inbound, _)| *inbound)).count();
    assert_eq!(ana.get("conversations/counts").await.is(200)["unread"], unread);

    // Where each line went; the rest is read over HTTP.
    let placed: Vec<(String, uuid::Uuid)> =
        sqlx::query_as("select external_id, id from conversations").fetch_all(&mut app.sql().await).await.unwrap();
    let placed: HashMap<_, _> = placed.into_iter().collect();
    let mut dice = Dice::new(454_505);
    let longest = past.iter().max_by_key(|one| one.messages.len()).unwrap();
    let mut sample = vec![longest, &past[0], &past[past.len() - 1]];
    sample.extend((0..60).map(|_| dice.pick(&past)));
    for one in sample {
        let conversation = ana.look(&placed[&one.id].to_string()).await;
        let inbound = one.messages.iter().filter(|(inbound, _)| *inbound).count();
        assert_eq!(
            (&conversation["message_count"], &conversation["unread_count"]),
            (&json!(one.messages.len()), &json!(inbound))
        );
        assert_eq!(conversation["contact"]["phone"], one.phone.as_str(), "{}", one.contact);
        let mut thread = Vec::new();
        while thread.len() < one.messages.len() {
            let after = thread.len();
            let page =
                ana.get(format!("conversations/{}/messages?after={after}&limit=100", id(&conversation))).await.is(200);
            for message in page["items"].as_array().unwrap() {
                thread.push((message["direction"] == "inbound", message["body"].as_str().unwrap().to_owned()));
            }
        }
        assert_eq!(thread, one.messages, "{}", one.id);
    }

    // Lists: newest activity first, all the way, each once.
    let mut seen = BTreeSet::new();
    let mut last = None;
    let mut target = "conversations?limit=100".to_owned();
    while seen.len() < 2_000.min(past.len()) {
        let page = ana.get(&target).await.is(200);
        for conversation in page["items"].as_array().unwrap() {
            assert!(seen.insert(id(conversation).to_owned()));
            let at = skybot_tests::moment(&conversation["last_activity_at"]);
            assert!(last.is_none_or(|last| at <= last));
            last = Some(at);
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        target = format!("conversations?limit=100&cursor={cursor}");
    }

    // Search: words of every frequency that few messages hold.
    let mut holders: BTreeMap<String, usize> = BTreeMap::new();
    for (_, text) in past.iter().flat_map(|one| &one.messages).filter(|(_, text)| text.is_ascii()) {
        for word in words(text) {
            *holders.entry(word).or_default() += 1;
        }
    }
    // Where search drops accents, any letter that is not ASCII might stand for one that is.
    let others = past.iter().flat_map(|one| &one.messages).filter(|(_, text)| !text.is_ascii());
    let others: Vec<Vec<char>> = others.map(|(_, text)| text.to_lowercase().chars().collect()).collect();
    let might_be = |stretch: &[char], word: &[char]| {
        stretch.iter().any(char::is_ascii) && stretch.iter().zip(word).all(|(c, wanted)| !c.is_ascii() || c == wanted)
    };
    let elsewhere = |word: &str| {
        let word: Vec<_> = word.chars().collect();
        others.iter().any(|text| text.windows(word.len()).any(|stretch| might_be(stretch, &word)))
    };
    if search_corpus::corpus().is_some() {
        search_corpus::finds_what_the_table_says(&ana, "all").await;
    }
    for frequency in [1, 2, 5, 17, 60, 130] {
        let rare: Vec<_> = holders.iter().filter(|(word, count)| **count == frequency && word.len() > 3).collect();
        let word = (0..50).filter(|_| !rare.is_empty()).map(|_| dice.pick(&rare).0).find(|word| !elsewhere(word));
        let Some(word) = word else { continue };
        let hits = ana.list(&format!("search?limit=50&q={word}")).await;
        assert_eq!(hits.len(), frequency, "{word}");
        for hit in hits {
            assert!(words(hit["message"]["body"].as_str().unwrap()).contains(word), "{word}: {hit}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_file_is_known_by_its_content_and_one_cut_short_is_told() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("past.txt");
    let text = (0..200).map(|n| line(&format!("c{n}"), &[("contact", "Hello")])).collect::<Vec<_>>().join("\n");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    let whole = encoder.finish().unwrap();
    let account = ana.account_id.to_string();
    let run = async || app.run(["import", path.to_str().unwrap(), "--account", &account]).finish().await;

    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let cut = run().await;
    assert!(cut.code != Some(0) && cut.code.is_some(), "{}", cut.stderr);
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(run().await.code, Some(0));
    assert_eq!(stored(&app).await, (200, 200), "what the first run added is not added again");
}
