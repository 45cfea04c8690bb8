//! One box over everything: modifiers, other forms of a word, slips in names, and what is shown of a hit.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use skybot_tests::{App, User, eventually, fresh_id, id};
use uuid::Uuid;

use crate::search::{bodies, encoded, load};

const PATIENCE: Duration = Duration::from_mins(1);

async fn found(user: &User, kind: &str, q: &str) -> Vec<Value> {
    user.list(&format!("search?limit=2&type={kind}&q={}", encoded(q))).await
}

/// The one code that refuses a query.
async fn refused(user: &User, target: &str) -> String {
    let problem = user.get(target).await.problem(422, "VALIDATION_FAILED");
    format!("{} {}", problem["errors"][0]["pointer"].as_str().unwrap(), problem["errors"][0]["code"].as_str().unwrap())
}

#[expect(clippy::too_many_lines, reason = "a list of all modifiers, each with what it finds")]
#[tokio::test(flavor = "multi_thread")]
async fn modifiers_narrow_what_words_find() {
    let app = App::start().await;
    let (ana, eve) = (app.tenant().await, app.tenant().await);
    let bob = ana.colleague(&app, "Bób Builder", "agent", "all").await;
    let (support, sales) = (ana.inbox("Sùpport desk").await, ana.inbox("Sales").await);
    let first = ana.conversation_in(&support, "Carla").await;
    let second = ana.conversation_in(&sales, "Dora").await;
    let (one, two) = (id(&first).to_owned(), id(&second).to_owned());
    for label in ["vip", "late"] {
        ana.post("labels", json!({"name": label, "color": "#1f6feb"})).await.is(201);
        ana.put(format!("conversations/{one}/labels/{label}")).await.is(200);
    }
    ana.put(format!("conversations/{two}/labels/vip")).await.is(200);

    ana.say(&one, "parcel ana one").await;
    bob.say(&one, "parcel bob one http://example.com/x").await;
    app.contact_writes(&ana, &one, "parcel contact one").await;
    ana.post(format!("conversations/{two}/messages"), json!({"kind": "note", "body": "parcel note two"})).await.is(201);
    bob.say(&one, "nothing to find here").await;
    ana.post(format!("conversations/{two}/status"), json!({"status": "pending"})).await.is(200);
    // Files come by another way; here only that there are some counts.
    let picture = ana.say(&one, "parcel picture one").await;
    let paper = ana.say(&one, "parcel paper one").await;
    for (message, media) in [(&picture, "image/png"), (&paper, "application/pdf")] {
        app.database
            .execute(&format!(
                "insert into attachments (account_id, id, state, message_id, place, name, media_type, size, sha256, created_at)
                 values ('{}', gen_random_uuid(), 'stored', '{}', 1, 'x', '{media}', 1, sha256('x'), now())",
                ana.account_id,
                id(message)
            ))
            .await;
    }
    let [ana_one, bob_one, contact_one, note_two] =
        ["parcel ana one", "parcel bob one http://example.com/x", "parcel contact one", "parcel note two"];
    let [picture, paper] = ["parcel picture one", "parcel paper one"];
    let all = [paper, picture, note_two, contact_one, bob_one, ana_one];
    let number = first["number"].as_i64().unwrap();
    for (q, expected) in [
        ("parcel".to_owned(), all.to_vec()),
        ("in:sales parcel".to_owned(), vec![note_two]),
        ("parcel IN:\"support DESK\"".to_owned(), vec![paper, picture, contact_one, bob_one, ana_one]),
        (format!("parcel in:{sales} in:\"Support desk\""), all.to_vec()),
        (format!("parcel in:#{number}"), vec![paper, picture, contact_one, bob_one, ana_one]),
        (format!("parcel in:#{} in:#{}", number + 1, number + 77), vec![note_two]),
        ("parcel in:nowhere".to_owned(), vec![]),
        ("parcel in:#77".to_owned(), vec![]),
        (format!("parcel in:{}", fresh_id()), vec![]),
        ("from:contact parcel".to_owned(), vec![contact_one]),
        ("from:agent parcel".to_owned(), vec![paper, picture, note_two, bob_one, ana_one]),
        ("from:bot parcel".to_owned(), vec![]),
        ("from:me parcel".to_owned(), vec![paper, picture, note_two, ana_one]),
        ("parcel from:\"bob builder\"".to_owned(), vec![bob_one]),
        (format!("parcel from:{}", bob.email.to_uppercase()), vec![bob_one]),
        ("parcel from:contact from:\"Bob Builder\"".to_owned(), vec![contact_one, bob_one]),
        ("parcel from:nobody".to_owned(), vec![]),
        ("parcel label:VIP".to_owned(), all.to_vec()),
        ("parcel label:vip label:late".to_owned(), vec![paper, picture, contact_one, bob_one, ana_one]),
        ("parcel label:unheard-of".to_owned(), vec![]),
        ("parcel has:note".to_owned(), vec![note_two]),
        ("parcel has:link".to_owned(), vec![bob_one]),
        ("parcel has:attachment".to_owned(), vec![paper, picture]),
        ("parcel has:image has:attachment".to_owned(), vec![picture]),
        ("parcel status:pending".to_owned(), vec![note_two]),
        ("parcel status:pending status:open".to_owned(), all.to_vec()),
        ("parcel status:resolved".to_owned(), vec![]),
        ("parcel after:2020-01-01 before:2999-12-31".to_owned(), all.to_vec()),
        ("parcel before:2020-01-01".to_owned(), vec![]),
        ("parcel after:2999-12-31".to_owned(), vec![]),
        ("parcel has:note from:contact".to_owned(), vec![]),
        // No modifiers, just words.
        ("to:me".to_owned(), vec![]),
        ("http://example.com/x".to_owned(), vec![bob_one]),
    ] {
        assert_eq!(bodies(&ana, &q).await, expected, "{q}");
    }

    // A day begins and ends at midnight in UTC.
    app.database.execute("update messages set created_at = '2026-03-01T00:00:00Z' where body = 'parcel ana one'").await;
    app.database
        .execute("update messages set created_at = '2026-02-28T23:59:59.999999Z' where body = 'parcel note two'")
        .await;
    assert_eq!(bodies(&ana, "parcel after:2026-03-01 before:2026-03-02").await, [ana_one]);
    assert_eq!(bodies(&ana, "parcel before:2026-03-01").await, [note_two]);

    for (q, code) in [
        ("parcel in:", "q BLANK_MODIFIER"),
        ("parcel in:#x", "q INVALID_NUMBER"),
        ("parcel has:everything", "q UNKNOWN_VALUE"),
        ("parcel status:closed", "q UNKNOWN_VALUE"),
        ("parcel before:2026-02-30", "q INVALID_DATE"),
        ("parcel after:2026-03-02 before:2026-03-01", "q CONTRADICTION"),
        ("parcel in:#1 in:sales", "q CONTRADICTION"),
        ("from:me", "q BLANK"),
        (&format!("x {}", "from:me ".repeat(17)), "q TOO_MANY"),
        ("parcel in:a\0b", "q CONTROL_CHARACTER"),
    ] {
        let told = refused(&ana, &format!("search?q={}", encoded(q))).await;
        assert_eq!(told, code, "{q}");
    }
    ana.get("search?q=parcel+label:%22a+b%22").await.violations();
    assert_eq!(refused(&ana, "search?type=contacts&q=a+label:vip").await, "q NOT_APPLICABLE");
    assert_eq!(refused(&ana, "search?type=conversations&q=a+from:me").await, "q NOT_APPLICABLE");

    // Another tenant's names mean nothing.
    let theirs = id(&eve.conversation().await).to_owned();
    eve.say(&theirs, "parcel of eve").await;
    for q in [format!("parcel in:{sales}"), "parcel in:sales".to_owned(), "parcel label:vip".to_owned()] {
        assert_eq!(bodies(&eve, &q).await, Vec::<String>::new(), "{q}");
    }
    assert_eq!(bodies(&eve, "parcel").await, ["parcel of eve"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_finds_nothing_that_the_caller_may_not_see() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (mine, other) = (ana.inbox("Mine").await, ana.inbox("Other").await);
    let bob = ana.colleague(&app, "Bob", "agent", "inbox").await;
    ana.put(format!("inboxes/{mine}/members/{}", bob.user_id)).await.is(204);
    ana.post("labels", json!({"name": "vip", "color": "#1f6feb"})).await.is(201);
    let mut numbers = Vec::new();
    for (inbox, contact, text) in
        [(&mine, "Seen Person", "a word in mine"), (&other, "Hidden Person", "a word in other")]
    {
        let conversation = ana.conversation_in(inbox, contact).await;
        let path = format!("conversations/{}", id(&conversation));
        ana.put(format!("{path}/labels/vip")).await.is(200);
        ana.patch(&path, json!({"subject": format!("Subject of {contact}")})).await.is(200);
        ana.say(id(&conversation), text).await;
        numbers.push(conversation["number"].as_i64().unwrap());
    }
    for q in [
        "word".to_owned(),
        "word label:vip".to_owned(),
        "word in:mine in:other".to_owned(),
        "word from:agent status:open".to_owned(),
        format!("word in:#{} in:#{}", numbers[0], numbers[1]),
    ] {
        assert_eq!(bodies(&bob, &q).await, ["a word in mine"], "{q}");
        assert_eq!(bodies(&ana, &q).await.len(), 2, "{q}");
    }
    for q in ["subject", "person", "persom label:vip", "person status:open in:other in:mine"] {
        assert_eq!(
            (found(&bob, "conversations", q).await.len(), found(&ana, "conversations", q).await.len()),
            (1, 2),
            "{q}"
        );
    }
    assert_eq!(found(&bob, "conversations", &format!("#{}", numbers[1])).await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_box_gives_the_first_few_of_each_kind_and_how_to_go_on() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    for number in 0..8 {
        let conversation = ana.conversation_in(&inbox, &format!("Marmalade {number}")).await;
        ana.say(id(&conversation), &format!("marmalade {number}")).await;
    }
    let count =
        |page: &Value, kind: &str| page["items"].as_array().unwrap().iter().filter(|hit| hit["type"] == kind).count();
    let page = ana.get("search?type=all&q=marmalade").await.is(200);
    assert_eq!(["contact", "conversation", "message"].map(|kind| count(&page, kind)), [5, 5, 5]);
    assert_eq!(page["next_cursor"], Value::Null);
    for (kind, thing) in [("messages", "message"), ("contacts", "contact"), ("conversations", "conversation")] {
        let cursor = page["next_cursors"][kind].as_str().unwrap();
        let next = ana.get(format!("search?type={kind}&q=marmalade&cursor={cursor}")).await.is(200);
        assert_eq!(
            (count(&next, thing), &next["next_cursor"], next.get("next_cursors")),
            (3, &Value::Null, None),
            "{kind}"
        );
        let ids = |page: &Value| {
            let hits = page["items"].as_array().unwrap().iter().filter(|hit| hit["type"] == thing);
            hits.map(|hit| id(&hit[thing]).to_owned()).collect::<BTreeSet<_>>()
        };
        assert_eq!(ids(&page).union(&ids(&next)).count(), 8, "{kind}");
    }
    let page = ana.get("search?type=all&q=marmalade+has:link&limit=1").await.is(200);
    assert_eq!(
        page,
        json!({"items": [], "next_cursor": null, "next_cursors": {"messages": null, "contacts": null, "conversations": null}})
    );
    let page = ana.get("search?type=all&q=marmalade+from:me&limit=1").await.is(200);
    assert_eq!(
        ["contact", "conversation", "message"].map(|kind| count(&page, kind)),
        [0, 0, 1],
        "only messages are written"
    );
    let cursor = page["next_cursors"]["messages"].as_str().unwrap();
    assert_eq!(refused(&ana, &format!("search?type=all&q=marmalade&cursor={cursor}")).await, "cursor NOT_APPLICABLE");
    ana.get(format!("search?type=contacts&q=marmalade&cursor={cursor}")).await.problem(422, "INVALID_CURSOR");
    for limit in ["0", "101", "x"] {
        ana.get(format!("search?type=all&q=a&limit={limit}")).await.violations();
    }
    // A key that may not see contacts gets the rest.
    let (_, key) = ana.api_key("Reader", &["conversations:read"]).await;
    let page = key.get("search?type=all&q=marmalade").await.is(200);
    assert_eq!(["contact", "conversation", "message"].map(|kind| count(&page, kind)), [0, 5, 5]);
    key.get("search?type=contacts&q=marmalade").await.problem(403, "FORBIDDEN");
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_and_conversations_are_found_by_any_part_and_with_a_slip() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let zoe = json!({"name": "Zoë Ångström-Müller", "phone": "+33639980123", "email": "zoe.angst@mail.example", "external_id": "CRM-77/4"});
    let zoe = id(&ana.post("contacts", zoe).await.is(201)).to_owned();
    let maria = id(&ana.post("contacts", json!({"name": "Maria Kowalski"})).await.is(201)).to_owned();
    ana.post("contacts", json!({"name": "Peter Berg", "phone": "+442079460000"})).await.is(201);
    let mut conversations = Vec::new();
    for contact in [&zoe, &maria] {
        let made = ana.post("conversations", json!({"inbox_id": inbox, "contact_id": contact})).await.is(201);
        conversations.push((id(&made).to_owned(), made["number"].as_i64().unwrap()));
    }
    app.database
        .execute(&format!("update conversations set external_id = 'ticket 9' where id = '{}'", conversations[0].0))
        .await;
    for q in [
        "angstrom",
        "muller zoe",
        "ZOË",
        "\"angstrom-mul\"",
        "9980123",
        "0123",
        "06 39 98 01 23",
        "+33 (6) 39-98.01.23",
        "0033639980123",
        "angst@mail",
        "mail.example",
        "crm-77",
        "77/4",
        "Angstrem",
        "zo",
    ] {
        let hits = found(&ana, "contacts", q).await;
        assert_eq!(hits.iter().map(|hit| id(&hit["contact"])).collect::<Vec<_>>(), [&zoe], "{q}");
        let hits = found(&ana, "conversations", q).await;
        assert_eq!(hits.iter().map(|hit| id(&hit["conversation"])).collect::<Vec<_>>(), [&conversations[0].0], "{q}");
    }
    for (q, expected) in [
        ("marja", 1),
        ("kowalsky", 1),
        ("Marja Kowalsky", 1),
        ("xylophone", 0),
        ("\"marja\"", 0),
        ("marj*", 0),
        ("_aria", 0),
    ] {
        assert_eq!(found(&ana, "contacts", q).await.len(), expected, "{q}");
        assert_eq!(found(&ana, "conversations", q).await.len(), expected, "{q}");
    }
    for q in [format!("#{}", conversations[1].1), conversations[1].1.to_string()] {
        let hits = found(&ana, "conversations", &q).await;
        assert!(hits.iter().any(|hit| id(&hit["conversation"]) == conversations[1].0), "{q}");
    }
    assert_eq!(id(&found(&ana, "conversations", "ticket 9").await[0]["conversation"]), conversations[0].0);
    // In the one box, what a message holds is no slip in a name.
    let kinds = async || -> Vec<String> {
        let page = ana.get("search?type=all&q=kowalsky").await.is(200);
        let hits = page["items"].as_array().unwrap().iter();
        hits.map(|hit| hit["type"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>().into_iter().collect()
    };
    assert_eq!(kinds().await, ["contact", "conversation"]);
    ana.say(&conversations[0].0, "I am not Kowalsky").await;
    assert_eq!(kinds().await, ["message"]);
    assert_eq!(found(&ana, "contacts", "kowalsky").await.len(), 1, "asked for contacts alone");
    // What matches exactly leaves no room for guesses.
    ana.post("contacts", json!({"name": "Marja Exact"})).await.is(201);
    assert_eq!(found(&ana, "contacts", "marja").await.len(), 1);
}

/// What many hold is found by walking the newest ones, what few hold by the index: the two must not differ.
#[tokio::test(flavor = "multi_thread")]
async fn what_most_and_what_few_hold_is_found_newest_first_and_each_once() {
    const ALL: usize = 1_300;
    let app = App::start().await;
    let ana = app.tenant().await;
    let name = |number: usize| match number {
        0..5 => format!("Seldom {number:04}"),
        // Two of them in the newest two hundred: as many as a page of two has, and one less than is looked for.
        _ if number.is_multiple_of(100) => format!("Middling {number:04}"),
        _ => format!("Often {number:04}"),
    };
    let line = |number| json!({"id": format!("c{number}"), "contact": {"name": name(number)}, "messages": [{"from": "contact", "text": "x"}]});
    let lines: Vec<_> = (0..ALL).map(|number| line(number).to_string()).collect();
    let account = ana.account_id.to_string();
    let import = ["import", "-", "--account", &account, "--inbox", "Past", "--strict"];
    app.run(import).stdin(lines.join("\n")).success().await;

    let contacts = ana.list("contacts?limit=100").await;
    let conversations = ana.list("conversations?limit=100").await;
    assert_eq!((contacts.len(), conversations.len()), (ALL, ALL));
    for (word, limit, count) in [
        ("seldom", 3, 5),
        ("middling", 10, 12),
        ("middling", 2, 12),
        ("often", 100, 1_283),
        // Nearly all have the one, and few the other: none or one of the newest two hundred.
        ("often 98", 10, 23),
        ("often 987", 2, 1),
        ("often 125", 2, 12),
        ("often 012", 2, 12),
        ("often 5555", 2, 0),
    ] {
        let holds = |name: &Value| {
            let name = name.as_str().unwrap().to_lowercase();
            word.split(' ').all(|word| name.contains(word))
        };
        let wanted: Vec<_> = contacts.iter().filter(|contact| holds(&contact["name"])).map(id).collect();
        let q = encoded(word);
        let hits = ana.list(&format!("search?limit={limit}&type=contacts&q={q}")).await;
        assert_eq!(hits.iter().map(|hit| id(&hit["contact"])).collect::<Vec<_>>(), wanted, "{word} by {limit}");
        let wanted: Vec<_> = conversations.iter().filter(|one| holds(&one["contact"]["name"])).map(id).collect();
        let hits = ana.list(&format!("search?limit={limit}&type=conversations&q={q}")).await;
        assert_eq!(hits.iter().map(|hit| id(&hit["conversation"])).collect::<Vec<_>>(), wanted, "{word} by {limit}");
        assert_eq!(wanted.len(), count, "{word}");
    }
}

/// Hits in brackets.
fn shown(hit: &Value) -> String {
    let pieces = hit["snippet"].as_array().unwrap().iter();
    pieces
        .map(|piece| {
            let text = piece["text"].as_str().unwrap();
            if piece["hit"] == true { format!("[{text}]") } else { text.to_owned() }
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snippet_shows_the_hits_and_nothing_but_text() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    for (text, q, expected) in [
        ("<b>Bold</b> & <script>alert(1)</script>", "bold", "<b>[Bold]</b> & <script>alert(1)</script>"),
        ("Où est mon CAFÉ crème ?", "cafe creme", "Où est mon [CAFÉ] [crème] ?"),
        ("我想退货,谢谢", "退货", "我想[退货],谢谢"),
        ("أريد استرداد المبلغ", "استرداد", "أريد [استرداد] المبلغ"),
        ("אני רוצה החזר כספי", "החזר", "אני רוצה [החזר] כספי"),
        ("주문을 취소하고 싶어요", "취소", "주문을 [취소]하고 싶어요"),
        ("注文をキャンセルしたい", "キャンセル", "注文を[キャンセル]したい"),
        ("ขอคืนเงิน ได้ไหม", "ได้ไหม", "ขอคืนเงิน [ได้ไหม]"),
        ("family 👨‍👩‍👧 and 🎉", "🎉", "family 👨‍👩‍👧 and [🎉]"),
    ] {
        ana.say(&conversation, text).await;
        let hits = found(&ana, "messages", q).await;
        assert_eq!(hits.iter().map(shown).collect::<Vec<_>>(), [expected], "{q}");
    }
    let long = format!("{}the needle {}", "straw ".repeat(200), "hay ".repeat(200));
    ana.say(&conversation, &long).await;
    let hit = &found(&ana, "messages", "needle").await[0];
    let text = shown(hit);
    assert!(text.starts_with("…straw") && text.contains("the [needle] hay") && text.ends_with("hay…"), "{text}");
    assert!(text.chars().count() <= 170, "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_found_from_its_commit_to_its_deletion() {
    let app = App::start().await;
    let ana = app.tenant().await;
    ana.patch("account", json!({"search_language": "english"})).await.is(200);
    let conversation = id(&ana.conversation().await).to_owned();
    let said = ana.say(&conversation, "The orders were cancelled").await;
    assert_eq!(bodies(&ana, "order cancel").await, ["The orders were cancelled"]);
    let change = |change: &str| format!("update messages set {change} where id = '{}'", id(&said));
    app.database.execute(&change("body = 'The deliveries were late', version = 2, edited_at = now()")).await;
    assert_eq!(bodies(&ana, "order").await, Vec::<String>::new());
    assert_eq!(bodies(&ana, "delivery").await, ["The deliveries were late"]);
    app.database.execute(&change("body = null, deleted_at = now()")).await;
    assert_eq!(bodies(&ana, "delivery").await, Vec::<String>::new());
    assert_eq!(bodies(&ana, "deliveries").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_says_its_language_and_words_are_found_in_their_other_forms() {
    let app = App::start().await;
    let (ana, bob) = (app.tenant().await, app.tenant().await);
    let lines = |texts: &[&str]| {
        texts.iter().enumerate().map(|(n, text)| (format!("c{n}"), vec![(*text).to_owned()])).collect::<Vec<_>>()
    };
    let old = lines(&["Mes commandes sont annulées", "Une commande", "Il commandera demain", "Rien du tout"]);
    load(&app, &ana, &old).await;
    load(&app, &bob, &old).await;
    assert_eq!(bodies(&ana, "commandes").await, ["Mes commandes sont annulées"], "no language, no forms");

    let account = ana.get("account").await.is(200);
    assert_eq!(account["search_language"], "simple");
    for wrong in [json!("klingon"), json!("English"), json!(1), json!("")] {
        ana.patch("account", json!({"search_language": wrong})).await.problem(422, "VALIDATION_FAILED");
    }
    let changed = ana.patch("account", json!({"search_language": "french"})).await.is(200);
    assert_eq!(changed["search_language"], "french");
    // From now on, at once; what is there already is found as it was written until its turn comes.
    let conversation = id(&ana.conversation().await).to_owned();
    ana.say(&conversation, "Les commandes d'hier").await;
    assert!(bodies(&ana, "commande").await.contains(&"Les commandes d'hier".to_owned()));
    assert!(bodies(&ana, "commandera").await.contains(&"Il commandera demain".to_owned()));
    let hits = eventually("the past is stemmed", PATIENCE, async || {
        let hits = bodies(&ana, "commande").await;
        (hits.len() == 4).then_some(hits)
    })
    .await;
    assert!(!hits.contains(&"Rien du tout".to_owned()));
    for (q, count) in [
        ("COMMANDES", 4),
        ("\"commandes\"", 2),
        ("commande*", 4),
        ("\"une commande\"", 1),
        ("annulée commande", 1),
        ("rien", 1),
    ] {
        assert_eq!(bodies(&ana, q).await.len(), count, "{q}");
    }
    let hit = &found(&ana, "messages", "commander annuler").await[0];
    assert_eq!(shown(hit), "Mes [commandes] sont [annulées]", "forms are shown as hits");
    assert_eq!(bodies(&bob, "commande").await, ["Une commande"], "another tenant's language is its own");
    let pages = ana.get("search?limit=1&q=commande").await.is(200);
    assert!(pages["next_cursor"].is_string());

    // And back, which also takes everything with it.
    ana.patch("account", json!({"search_language": "simple"})).await.is(200);
    eventually("the stems are gone", PATIENCE, async || {
        (app.count("select count(*) from messages where search_vector::text like '%g~%'").await == 0).then_some(())
    })
    .await;
    assert_eq!(bodies(&ana, "commande").await, ["Une commande"]);
    assert_eq!(bodies(&ana, "commandes").await.len(), 2);
    eventually("no job is left", PATIENCE, async || {
        (app.count("select count(*) from graphile_worker.jobs").await == 0).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_loses_patience_goes_on_where_it_was() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversations: Vec<_> = (0..130)
        .map(|number| (format!("c{number}"), (0..100).map(|n| format!("straw {number} {n}")).collect()))
        .collect();
    load(&app, &ana, &conversations).await;
    let mut session = app.database.as_app().await;
    let enter = format!("select app.enter('{}', '{}', 'all', 'user', '')", ana.account_id, ana.user_id);
    let mut tx = sqlx::Connection::begin(&mut session).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(enter)).execute(&mut *tx).await.unwrap();
    let (mut after, mut seen, mut pages, mut unfinished) = (None::<(i64, Uuid)>, BTreeSet::new(), 0, 0);
    loop {
        let rows: Vec<(Option<Uuid>, i64)> = sqlx::query_as(
            "select message_id, bucket from search.messages(array['straw'], array[false], array[false], null, null, null,
               null, '{user}', '{}', null, null, null, $1, $2, 1000, '0 s')",
        )
        .bind(after.map(|after| after.0))
        .bind(after.map(|after| after.1))
        .fetch_all(&mut *tx)
        .await
        .unwrap();
        pages += 1;
        let Some(last) = rows.last() else { break };
        seen.extend(rows.iter().filter_map(|row| row.0));
        unfinished += usize::from(last.0.is_none());
        after = Some((last.1, last.0.unwrap_or(Uuid::nil())));
    }
    assert!(seen.is_empty() && unfinished >= 1 && pages < 10, "{pages} pages, {unfinished} of them cut short");
    // The same with hits among them.
    let (mut after, mut seen) = (None::<(i64, Uuid)>, Vec::new());
    loop {
        let rows: Vec<(Option<Uuid>, i64)> = sqlx::query_as(
            "select message_id, bucket from search.messages(array['straw', '7'], array[false, false], array[false, false],
               null, null, null, null, '{contact}', '{}', null, null, null, $1, $2, 30, '0 s')",
        )
        .bind(after.map(|after| after.0))
        .bind(after.map(|after| after.1))
        .fetch_all(&mut *tx)
        .await
        .unwrap();
        let Some(last) = rows.last() else { break };
        seen.extend(rows.iter().filter_map(|row| row.0));
        after = Some((last.1, last.0.unwrap_or(Uuid::nil())));
    }
    let distinct: BTreeSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len()), (100 + 129, 229), "each once");
}
