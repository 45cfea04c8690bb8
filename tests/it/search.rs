//! Search: what people type finds what was written, in every script, newest first.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use skybot_tests::{App, User, id};

/// Percent-encodes a query.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |done, byte| format!("{done}%{byte:02X}"))
}

/// What the messages say that a query finds.
pub(crate) async fn bodies(user: &User, q: &str) -> Vec<String> {
    let hits = user.list(&format!("search?limit=3&q={}", encoded(q))).await;
    hits.iter().map(|hit| hit["message"]["body"].as_str().unwrap().to_owned()).collect()
}

/// Loads conversations of the past; each text is one message of the contact.
pub(crate) async fn load(app: &App, user: &User, conversations: &[(String, Vec<String>)]) {
    let lines: Vec<_> = conversations
        .iter()
        .map(|(name, texts)| {
            let messages: Vec<_> = texts.iter().map(|text| json!({"from": "contact", "text": text})).collect();
            json!({"id": name, "contact": {"name": name}, "messages": messages}).to_string()
        })
        .collect();
    let account = user.account_id.to_string();
    app.run(["import", "-", "--account", &account, "--inbox", "Past", "--strict"])
        .stdin(lines.join("\n"))
        .success()
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_phrases_prefixes_accents_and_scripts() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let texts = [
        "The blue shirt arrived, thanks!",
        "My shirt is not blue at all",
        "Où est mon café crème ?",
        "Der STRASSENNAME ist Größe 42",
        "我想退货，谢谢",
        "注文をキャンセルしたい",
        "주문을 취소하고 싶어요",
        "أريد استرداد المبلغ",
        "Где мой заказ?",
        "Party 🎉 at eight",
        "invoice-2024/17 is unpaid",
        "see https://example.com/a?b=c",
    ];
    for text in texts {
        ana.say(&conversation, text).await;
    }
    for (q, expected) in [
        ("shirt", vec![1, 0]),
        ("SHIRT blue", vec![1, 0]),
        ("\"blue shirt\"", vec![0]),
        ("\"shirt blue\"", vec![]),
        ("blue -", vec![1, 0]),
        ("shi", vec![]),
        ("shi*", vec![1, 0]),
        ("\"blue shi\"*", vec![]),
        ("cafe", vec![2]),
        ("CAFÉ creme", vec![2]),
        ("ou", vec![2]),
        ("strassenname", vec![3]),
        ("grosse", vec![3]),
        ("退货", vec![4]),
        ("货退", vec![]),
        ("キャンセル", vec![5]),
        ("취소", vec![6]),
        ("استرداد", vec![7]),
        ("заказ", vec![8]),
        ("ЗАКАЗ", vec![8]),
        ("🎉", vec![9]),
        ("invoice", vec![10]),
        ("2024/17", vec![10]),
        ("invoice-2024", vec![10]),
        ("unpaid.", vec![10]),
        ("example.com", vec![11]),
        ("shirt cafe", vec![]),
        ("zebra", vec![]),
    ] {
        let expected: Vec<_> = expected.iter().map(|place| texts[*place]).collect();
        assert_eq!(bodies(&ana, q).await, expected, "{q}");
    }
    for q in ["", " ", "!?*", "\"\"", "a\0b", &"x".repeat(201), &"x ".repeat(17)] {
        let violations = ana.get(format!("search?q={}", encoded(q))).await.violations();
        assert!(violations[0].starts_with("q "), "{q:?}: {violations:?}");
    }
    ana.get("search").await.violations();
    ana.get("search?q=a&type=everything").await.violations();
    // Nothing one types is more than words.
    for q in ["a & b", "!a", "a:*", "a <-> b", "'a", "a\\", "((", "a|b", "%", "_", "$$", "1g", ":A", "a:b:c*"] {
        let answer = ana.get(format!("search?q={}", encoded(q))).await;
        assert!(matches!(answer.status().as_u16(), 200 | 422), "{q}: {}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hit_is_the_message_with_its_conversation() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = ana.conversation().await;
    let said = ana.say(id(&conversation), "A rare marmalade").await;
    let found = ana.get("search?q=marmalade").await.is(200);
    let snippet = json!([{"text": "A rare ", "hit": false}, {"text": "marmalade", "hit": true}]);
    let expected = json!([
        {"type": "message", "message": said, "conversation": ana.look(id(&conversation)).await, "snippet": snippet}
    ]);
    assert_eq!(found["items"], expected);

    let contact = ana.post("contacts", json!({"name": "Zoë Ångström", "email": "zoe@example.com"})).await.is(201);
    for q in ["angstrom", "zoe@ex", "%C3%85ngstr"] {
        let found = ana.get(format!("search?type=contacts&q={q}")).await.is(200);
        assert_eq!(found["items"], json!([{"type": "contact", "contact": contact}]), "{q}");
    }
    let subject = json!({"subject": "Lost résumé"});
    let changed = ana.patch(format!("conversations/{}", id(&conversation)), subject).await.is(200);
    for q in ["resume", "%231", "1"] {
        let found = ana.get(format!("search?type=conversations&q={q}")).await.is(200);
        assert_eq!(found["items"], json!([{"type": "conversation", "conversation": changed}]), "{q}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_hits_come_newest_first_page_by_page() {
    let app = App::start().await;
    let (ana, bob) = (app.tenant().await, app.tenant().await);
    // Enough for several stretches of the index.
    let conversations: Vec<_> = (0..90)
        .map(|number| {
            let texts = (0..100).map(|place| match (number * 100 + place) % 450 {
                0 => format!("a needle {number}/{place}"),
                _ => format!("straw number {number}/{place}"),
            });
            (format!("c{number}"), texts.collect())
        })
        .collect();
    load(&app, &ana, &conversations).await;
    load(&app, &bob, &conversations[..3]).await;
    assert!(app.count("select max(search_bucket)::bigint from account_streams").await >= 1, "the index has stretches");

    let needles = bodies(&ana, "needle").await;
    let expected: BTreeSet<_> =
        conversations.iter().flat_map(|(_, texts)| texts).filter(|text| text.contains("needle")).cloned().collect();
    assert_eq!((needles.len(), needles.iter().cloned().collect::<BTreeSet<_>>()), (20, expected));

    // What is written now comes before all of the past, the latest first.
    let conversation = id(&ana.conversation().await).to_owned();
    let mut fresh: Vec<String> = Vec::new();
    for number in 0..5 {
        fresh.insert(0, format!("fresh needle {number}"));
        ana.say(&conversation, &fresh[0]).await;
    }
    let mut everything = fresh.clone();
    everything.extend(needles);
    assert_eq!(bodies(&ana, "needle").await, everything);
    assert_eq!(bodies(&ana, "fresh needle").await, fresh);

    // A page that was begun goes on where it was, whatever comes in between.
    let page = ana.get("search?q=needle&limit=2").await.is(200);
    ana.say(&conversation, "one more needle").await;
    let next = format!("search?q=needle&limit=3&cursor={}", page["next_cursor"].as_str().unwrap());
    let next = ana.get(next).await.is(200);
    let seen: Vec<_> = [page, next].iter().flat_map(|page| page["items"].as_array().unwrap().clone()).collect();
    let seen: Vec<_> = seen.iter().map(|hit: &Value| hit["message"]["body"].as_str().unwrap().to_owned()).collect();
    assert_eq!(seen, fresh);

    let straw = ana.list("search?q=straw&limit=100").await;
    let places: BTreeSet<_> = straw.iter().map(|hit| id(&hit["message"]).to_owned()).collect();
    assert_eq!((straw.len(), places.len()), (8_980, 8_980), "each once");
    assert_eq!(bob.list("search?q=straw&limit=100").await.len(), 299, "and nothing of another tenant");
    assert_eq!(bodies(&bob, "fresh").await, Vec::<String>::new());
}
