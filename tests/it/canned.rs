//! Canned responses: kept by those who configure the tenant, found and filled in by those they are for.

use serde_json::{Value, json};
use skybot_tests::{App, User, fresh_id, id};

async fn canned(user: &User, code: &str, title: &str, body: &str) -> String {
    let made = json!({"short_code": code, "title": title, "body": body});
    id(&user.post("canned-responses", made).await.is(201)).to_owned()
}

fn codes(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["short_code"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn canned_responses_are_made_changed_and_deleted() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let made = json!({"short_code": "Thanks", "title": "Thank you", "body": "Thank you, {{contact.name}}!"});
    let answer = ana.post("canned-responses", made.clone()).await;
    let made_one = answer.is(201);
    assert_eq!((answer.header("etag"), &made_one["short_code"]), (Some("\"1\""), &json!("thanks")));
    assert_eq!((&made_one["usage_count"], &made_one["team_id"]), (&json!(0), &Value::Null));
    // Codes are compared without case.
    ana.post("canned-responses", made).await.problem(409, "SHORT_CODE_TAKEN");

    let path = format!("canned-responses/{}", id(&made_one));
    assert_eq!(ana.get(&path).await.is(200), made_one);
    let changed = ana.patch(&path, json!({"title": "Thanks a lot"})).if_match(1).await.is(200);
    assert_eq!(
        (&changed["title"], &changed["version"], &changed["body"]),
        (&json!("Thanks a lot"), &json!(2), &made_one["body"])
    );
    let stale = ana.patch(&path, json!({"title": "Lost"})).if_match(1).await.problem(412, "VERSION_CONFLICT");
    assert_eq!(stale["current_version"], 2);
    canned(&ana, "bye", "Goodbye", "Bye").await;
    ana.patch(&path, json!({"short_code": "BYE"})).await.problem(409, "SHORT_CODE_TAKEN");
    ana.delete(&path).if_match(1).await.problem(412, "VERSION_CONFLICT");
    ana.delete(&path).if_match(2).await.is(204);
    ana.get(&path).await.problem(404, "CANNED_RESPONSE_NOT_FOUND");
    assert_eq!(codes(&ana.list("canned-responses").await), ["bye"]);
    assert_eq!(app.count("select count(*) from audit_log where subject_type = 'canned_responses'").await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_filled_in_is_refused_when_it_is_stored() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let one = canned(&ana, "one", "One", "One").await;
    for (change, broken) in [
        (json!({"body": "Hi {{contact.nmae}}"}), "/body UNKNOWN_VARIABLE"),
        (json!({"body": "Hi {{contact.name"}), "/body UNCLOSED_VARIABLE"),
        (json!({"body": "{{contact.name}}".repeat(101)}), "/body TOO_MANY"),
        (json!({"body": "x".repeat(16_385)}), "/body TOO_LONG"),
        (json!({"body": " "}), "/body BLANK"),
        (json!({"body": "a\u{0}b"}), "/body CONTROL_CHARACTER"),
        (json!({"short_code": "two words"}), "/short_code INVALID_SHORT_CODE"),
        (json!({"short_code": "x".repeat(41)}), "/short_code INVALID_SHORT_CODE"),
        (json!({"title": ""}), "/title BLANK"),
        (json!({"team_id": fresh_id()}), "/team_id UNKNOWN_TEAM"),
        (json!({"team_id": "x"}), "/team_id INVALID_VALUE"),
        (json!({"usage_count": 5}), "/usage_count UNKNOWN_FIELD"),
    ] {
        let mut new = json!({"short_code": "new", "title": "New", "body": "New"});
        new.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(ana.post("canned-responses", new).await.violations()[0], broken);
        assert_eq!(ana.patch(format!("canned-responses/{one}"), change).await.violations()[0], broken);
    }
    let listed = ana.list("canned-responses").await;
    assert_eq!((codes(&listed), &listed[0]["version"]), (vec!["one"], &json!(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn they_are_found_by_the_start_of_their_code_or_of_words_of_their_title() {
    let app = App::start().await;
    let ana = app.tenant().await;
    for (code, title) in [
        ("refund-ok", "Money comes back"),
        ("refund-no", "Money stays"),
        ("hours", "Opening hours of the café"),
        ("a_b", "Underscore"),
    ] {
        canned(&ana, code, title, "Text").await;
    }
    for (q, expected) in [
        ("refund", vec!["refund-ok", "refund-no"]),
        ("REFUND-O", vec!["refund-ok"]),
        ("mon", vec!["refund-ok", "refund-no"]),
        ("money%20st", vec!["refund-no"]),
        ("stays%20money", vec!["refund-no"]),
        ("CAFE", vec!["hours"]),
        ("fund", vec![]),
        ("oney", vec![]),
        ("a_", vec!["a_b"]),
        ("a%25", vec![]),
        ("_x", vec![]),
    ] {
        assert_eq!(codes(&ana.list(&format!("canned-responses?limit=1&q={q}")).await), expected, "{q}");
    }
    assert_eq!(ana.list("canned-responses").await.len(), 4);
    for q in ["", "_", "%21%21", &"x".repeat(201), "a%00"] {
        assert!(ana.get(format!("canned-responses?q={q}")).await.violations()[0].starts_with("q "), "{q}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teams_responses_are_for_its_members_and_all_read_and_few_write() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let eve = ana.colleague(&app, "Eve", "agent", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    let team = id(&ana.post("teams", json!({"name": "Billing"})).await.is(201)).to_owned();
    ana.put(format!("teams/{team}/members/{}", bob.user_id)).await.is(204);
    canned(&ana, "all", "For all", "Hello").await;
    let own = json!({"short_code": "own", "title": "Ours", "body": "Ours", "team_id": team});
    let own = id(&ana.post("canned-responses", own).await.is(201)).to_owned();
    let path = format!("canned-responses/{own}");
    let render = json!({"conversation_id": conversation});

    assert_eq!(codes(&bob.list("canned-responses").await), ["all", "own"]);
    assert_eq!(codes(&ana.list("canned-responses").await), ["all", "own"], "who may change them sees all");
    assert_eq!(codes(&eve.list("canned-responses").await), ["all"]);
    assert_eq!(codes(&eve.list("canned-responses?q=own").await), Vec::<&str>::new());
    eve.get(&path).await.problem(404, "CANNED_RESPONSE_NOT_FOUND");
    eve.post(format!("{path}/render"), render.clone()).await.problem(404, "CANNED_RESPONSE_NOT_FOUND");
    bob.get(&path).await.is(200);
    bob.post(format!("{path}/render"), render).await.is(200);
    for user in [&bob, &eve] {
        let new = json!({"short_code": "x", "title": "x", "body": "x"});
        user.post("canned-responses", new).await.problem(403, "FORBIDDEN");
        user.patch(&path, json!({"title": "x"})).await.problem(403, "FORBIDDEN");
        user.delete(&path).await.problem(403, "FORBIDDEN");
    }
    ana.patch(&path, json!({"team_id": null})).await.is(200);
    assert_eq!(codes(&eve.list("canned-responses").await), ["all", "own"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn filling_in_puts_values_in_as_they_are_and_counts_the_use() {
    let app = App::start().await;
    let ana = app.tenant_named("Acme & Co").await;
    let bob = ana.colleague(&app, "Bob Baker", "agent", "mine").await;
    let inbox = ana.inbox("Support").await;
    let contact = json!({
        "name": "{{account.name}} <b>Bea</b> Ortiz", "phone": "+33639980001",
        "custom_attributes": {"plan": "gold", "seats": 5, "trial": true},
    });
    let opened = json!({"inbox_id": inbox, "contact": contact});
    let conversation = ana.post("conversations", opened).await.is(201);
    let place = format!("conversations/{}", id(&conversation));
    let attributes = json!({"custom_attributes": {"order": "A-17"}, "subject": "Lost parcel"});
    ana.patch(&place, attributes).await.is(200);
    let body = "{{contact.name}}|{{contact.phone}}|{{contact.email | none}}|{{contact.custom.plan}} \
                {{contact.custom.seats}} {{contact.custom.trial}}|{{conversation.number}}|{{conversation.subject}}|\
                {{conversation.custom.order}}|{{inbox.name}}|{{account.name}}|{{agent.first_name}}|\
                {{contact.custom.size}}{{contact.email}}";
    let one = canned(&ana, "long", "Long", body).await;
    let path = format!("canned-responses/{one}");
    let fill = json!({"conversation_id": id(&conversation)});

    let rendered = ana.post(format!("{path}/render"), fill.clone()).key("use").await.is(200);
    assert_eq!(
        rendered["body"],
        format!(
            "{{{{account.name}}}} <b>Bea</b> Ortiz|+33639980001|none|gold 5 true|{}|Lost parcel|A-17|Support|Acme & Co|owner|",
            conversation["number"]
        )
    );
    assert_eq!(rendered["missing"], json!(["contact.custom.size", "contact.email"]));
    // The same request again is the same use; and a use is no change.
    ana.post(format!("{path}/render"), fill.clone()).key("use").await.is(200);
    let used = ana.get(&path).await.is(200);
    assert_eq!((&used["usage_count"], &used["version"]), (&json!(1), &json!(1)));
    assert_eq!(ana.look(id(&conversation)).await["message_count"], 0, "nothing is posted");

    // Of a conversation that the caller cannot see it says nothing.
    bob.post(format!("{path}/render"), fill.clone()).await.problem(404, "CONVERSATION_NOT_FOUND");
    ana.post(format!("{path}/render"), json!({"conversation_id": fresh_id()}))
        .await
        .problem(404, "CONVERSATION_NOT_FOUND");
    ana.post(format!("canned-responses/{}/render", fresh_id()), fill.clone())
        .await
        .problem(404, "CANNED_RESPONSE_NOT_FOUND");
    ana.post(format!("{place}/assignment"), json!({"user_id": bob.user_id})).await.is(200);
    let by_bob = bob.post(format!("{path}/render"), fill.clone()).await.is(200);
    assert!(by_bob["body"].as_str().unwrap().ends_with("|Bob|"), "{by_bob}");

    // Longer than a message may be.
    let long = canned(&ana, "longer", "Longer", &format!("{}{{{{contact.name}}}}", "x".repeat(16_360))).await;
    let answer = ana.post(format!("canned-responses/{long}/render"), fill).await;
    assert_eq!(answer.violations(), ["/conversation_id TOO_LONG"]);
    assert_eq!(ana.get(format!("canned-responses/{long}")).await.is(200)["usage_count"], 0);
}
