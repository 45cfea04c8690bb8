//! A transcript: all that was said, for people or for programs, however long, and harmless.

use serde_json::{Value, json};
use skybot_tests::{App, fresh_id, id};

#[tokio::test(flavor = "multi_thread")]
async fn notes_stay_here_unless_they_are_asked_for() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let made = ana.conversation().await;
    let path = format!("conversations/{}", id(&made));
    app.contact_writes(&ana, id(&made), "Where is it?").await;
    ana.post(format!("{path}/messages"), json!({"kind": "note", "body": "Lost, I fear"})).await.is(201);
    ana.say(id(&made), "On its way").await;

    let page = ana.get(format!("{path}/transcript")).await;
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let text = page.text();
    assert!(text.starts_with("<!doctype html>") && text.ends_with("</html>\n"), "{text}");
    assert!(text.contains("Where is it?") && text.contains("On its way") && !text.contains("Lost"), "{text}");
    let whole = ana.get(format!("{path}/transcript?format=html&notes=true")).await.text();
    assert!(whole.contains("Lost, I fear") && whole.contains("(internal)"), "{whole}");

    let bodies = |transcript: &Value| -> Vec<String> {
        let messages = transcript["messages"].as_array().unwrap();
        messages.iter().map(|message| message["body"].as_str().unwrap().to_owned()).collect()
    };
    let json = ana.get(format!("{path}/transcript?format=json")).await.is(200);
    assert_eq!(bodies(&json), ["Where is it?", "On its way"]);
    assert_eq!(json["conversation"], ana.look(id(&made)).await);
    let json = ana.get(format!("{path}/transcript?format=json&notes=true")).await.is(200);
    assert_eq!(json["messages"], json!(ana.list(&format!("{path}/messages?after=0")).await));
    let empty = id(&ana.conversation().await).to_owned();
    let empty = ana.get(format!("conversations/{empty}/transcript?format=json")).await.is(200);
    assert_eq!(empty["messages"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_somebody_wrote_does_anything() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let evil = "</p><script>alert(1)</script><img src=x onerror='alert(2)'>&lt;\u{202e}\" onload=\"x";
    let open = json!({"inbox_id": inbox, "contact": {"name": "<b>Bea</b> & \"Co\""}, "subject": "<style>*{}</style>"});
    let made = ana.post("conversations", open).await.is(201);
    let path = format!("conversations/{}", id(&made));
    app.contact_writes(&ana, id(&made), evil).await;
    app.contact_writes(&ana, id(&made), "שלום <i>עולם</i>\nمرحبا").await;

    let file = ana.uploaded("<img src=x onerror=alert(3)>.png", b"words").await;
    ana.post(format!("{path}/messages"), json!({"kind": "text", "attachment_ids": [file]})).await.is(201);

    let page = ana.get(format!("{path}/transcript?notes=true")).await;
    let text = page.text();
    assert!(text.contains("<bdi>&lt;img src=x onerror=alert(3)&gt;.png</bdi>"), "{text}");
    for tag in ["<script", "<img", "<b>", "<i>", "<style>*", "onerror='", "onload=\""] {
        assert!(!text.contains(tag), "{tag}: {text}");
    }
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && text.contains("&amp;lt;"), "{text}");
    assert!(text.contains("<p class=\"text\" dir=\"auto\">שלום &lt;i&gt;עולם&lt;/i&gt;\nمرحبا</p>"), "{text}");
    assert!(text.contains("<bdi>&lt;b&gt;Bea&lt;/b&gt; &amp; &quot;Co&quot;</bdi>"), "{text}");
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && policy.ends_with("; sandbox"), "{policy}");
    assert!(!policy.contains("unsafe"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_as_long_as_the_conversation() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let long = format!(
        "select set_config('app.account_id', '{}', false);
         insert into messages (account_id, conversation_id, seq, id, kind, direction, sender_type, body, status,
                               created_at, inbound_ordinal, search_bucket)
         select account_id, '{conversation}', n, gen_random_uuid(), case when n % 300 < 150 then 'note' else 'text' end,
                case when n % 300 < 150 then 'internal' else 'outbound' end, 'system', 'Word ' || n, 'sent', now(), 0, 0
         from account_streams, generate_series(1, 3001) n",
        ana.account_id
    );
    app.database.execute(&long).await;
    for (notes, expected) in [(true, 3_001), (false, 1_500)] {
        let path = format!("conversations/{conversation}/transcript?notes={notes}");
        let json = ana.get(format!("{path}&format=json")).await.is(200);
        let seqs: Vec<_> =
            json["messages"].as_array().unwrap().iter().map(|message| message["seq"].as_i64().unwrap()).collect();
        assert_eq!(seqs.len(), expected);
        assert!(seqs.is_sorted());
        assert_eq!(ana.get(&path).await.text().matches("<article").count(), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_for_those_who_may_see_the_conversation() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "mine").await;
    let conversation = id(&ana.conversation().await).to_owned();
    let path = format!("conversations/{conversation}/transcript");
    bob.get(&path).await.problem(404, "CONVERSATION_NOT_FOUND");
    ana.get(format!("conversations/{}/transcript", fresh_id())).await.problem(404, "CONVERSATION_NOT_FOUND");
    assert_eq!(ana.get(format!("{path}?format=pdf")).await.violations(), ["format UNKNOWN_VALUE"]);
    assert_eq!(ana.get(format!("{path}?notes=maybe")).await.violations(), ["notes INVALID_VALUE"]);
    assert_eq!(ana.get(format!("{path}?tz=UTC")).await.violations(), ["tz UNKNOWN_PARAMETER"]);
    ana.get("conversations/a%00b/transcript").await.violations();
}
