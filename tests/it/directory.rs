//! Contacts, inboxes, labels, members, teams: made, found, changed, taken away.

use serde_json::{Value, json};
use skybot_tests::{App, fresh_id, id};

fn names(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_are_made_found_changed_and_deleted() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let body = json!({
        "name": " Zoë Ångström ", "phone": "+44 7700 900123", "email": "Zoe@Example.com", "external_id": "crm-1",
        "custom_attributes": {"plan": "gold"},
    });
    let made = ana.post("contacts", body).await;
    let zoe = made.is(201);
    assert_eq!(made.header("etag"), Some("\"1\""));
    assert_eq!((&zoe["name"], &zoe["phone"]), (&json!("Zoë Ångström"), &json!("+447700900123")));
    let path = format!("contacts/{}", id(&zoe));
    assert_eq!(ana.get(&path).await.is(200), zoe);

    // No two contacts are known by the same identity, however it is written.
    for taken in [
        json!({"name": "Eve", "phone": "+447700900123"}),
        json!({"name": "Eve", "email": "ZOE@example.COM"}),
        json!({"name": "Eve", "external_id": "crm-1"}),
    ] {
        ana.post("contacts", taken).await.problem(409, "CONTACT_IDENTITY_TAKEN");
    }
    let bea = ana.contact("Bea").await;
    ana.patch(format!("contacts/{bea}"), json!({"email": "zoe@example.com"}))
        .await
        .problem(409, "CONTACT_IDENTITY_TAKEN");

    let changed = ana.patch(&path, json!({"phone": null, "external_id": "crm-2"})).await.is(200);
    assert_eq!((&changed["phone"], &changed["email"]), (&Value::Null, &json!("Zoe@Example.com")));
    assert_eq!((&changed["version"], &changed["custom_attributes"]), (&json!(2), &json!({"plan": "gold"})));
    // What one gave up another may have.
    ana.post("contacts", json!({"name": "Eve", "phone": "+447700900123", "external_id": "crm-1"})).await.is(201);
    ana.patch(&path, json!({"name": null})).await.violations();

    for (q, expected) in [
        ("angstrom", vec!["Zoë Ångström"]),
        ("ZOE@EX", vec!["Zoë Ångström"]),
        ("900123", vec!["Eve"]),
        ("crm-", vec!["Eve", "Zoë Ångström"]),
        ("100%25", vec![]),
        ("_", vec![]),
        ("b", vec!["Bea"]),
    ] {
        let answer = ana.get(format!("contacts?q={q}")).await;
        if q == "_" {
            answer.violations();
            continue;
        }
        assert_eq!(names(answer.is(200)["items"].as_array().unwrap()), expected, "{q}");
    }
    assert_eq!(names(&ana.list("contacts?limit=1").await), ["Eve", "Bea", "Zoë Ångström"], "newest first");

    ana.delete(&path).await.is(204);
    ana.get(&path).await.problem(404, "CONTACT_NOT_FOUND");
    ana.delete(&path).await.problem(404, "CONTACT_NOT_FOUND");
    ana.post("contacts", json!({"name": "Zoë again", "email": "zoe@example.com"})).await.is(201);
    let conversation = ana.conversation().await;
    let busy = format!("contacts/{}", id(&conversation["contact"]));
    ana.delete(&busy).await.problem(409, "RESOURCE_IN_USE");
    ana.get(&busy).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn inboxes_have_names_of_their_own_and_channels_that_work() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let support = ana.inbox("Support").await;
    ana.post("inboxes", json!({"name": "SUPPORT", "channel": "webchat"})).await.problem(409, "INBOX_NAME_TAKEN");
    let sales = id(&ana.post("inboxes", json!({"name": "Sales", "channel": "webchat"})).await.is(201)).to_owned();
    ana.patch(format!("inboxes/{sales}"), json!({"name": "support"})).await.problem(409, "INBOX_NAME_TAKEN");
    for channel in ["email", "whatsapp"] {
        let refused = ana.post("inboxes", json!({"name": channel, "channel": channel})).await;
        assert_eq!(refused.violations(), ["/channel CHANNEL_NOT_AVAILABLE"]);
    }
    ana.post("inboxes", json!({"name": "Pigeons", "channel": "pigeon"})).await.violations();
    ana.patch(format!("inboxes/{sales}"), json!({"channel": "api"})).await.violations();
    assert_eq!(names(&ana.list("inboxes?limit=1").await), ["Support", "Sales"], "oldest first");

    let member = |user: uuid::Uuid| format!("inboxes/{support}/members/{user}");
    for _ in 0..2 {
        ana.put(member(bob.user_id)).await.is(204);
    }
    assert_eq!(names(&ana.list(&format!("inboxes/{support}/members")).await), ["Bob"]);
    ana.put(member(fresh_id())).await.problem(404, "MEMBER_NOT_FOUND");
    bob.delete(member(bob.user_id)).await.problem(403, "FORBIDDEN");
    ana.delete(member(bob.user_id)).await.is(204);
    assert!(ana.list(&format!("inboxes/{support}/members")).await.is_empty());
    ana.get(format!("inboxes/{}/members", fresh_id())).await.problem(404, "INBOX_NOT_FOUND");

    ana.conversation_in(&support, "Bea").await;
    ana.delete(format!("inboxes/{support}")).await.problem(409, "RESOURCE_IN_USE");
    ana.delete(format!("inboxes/{sales}")).await.is(204);
    ana.get(format!("inboxes/{sales}")).await.problem(404, "INBOX_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_are_names_that_can_stand_in_a_path() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let make = async |name: &str, color: &str| ana.post("labels", json!({"name": name, "color": color})).await;
    let street = make(" Straße:1 ", "#1F6FEB").await.is(201);
    assert_eq!((&street["name"], &street["color"]), (&json!("straße:1"), &json!("#1f6feb")));
    make("STRASSE:1", "#000000").await.is(201);
    make("Straße:1", "#000000").await.problem(409, "LABEL_NAME_TAKEN");
    for name in ["", "two words", "a/b", "a\0", &"x".repeat(61)] {
        assert_eq!(make(name, "#000000").await.violations(), ["/name INVALID_LABEL"], "{name:?}");
    }
    for color in ["", "red", "#12345", "#1234567", "#gggggg"] {
        assert_eq!(make("vip", color).await.violations(), ["/color INVALID_COLOR"], "{color}");
    }
    let conversation = ana.conversation().await;
    let label = format!("conversations/{}/labels/stra%C3%9Fe:1", id(&conversation));
    assert_eq!(ana.put(label).await.is(200)["labels"], json!(["straße:1"]));
    assert_eq!(names(&ana.list("labels?limit=1").await), ["straße:1", "strasse:1"], "oldest first");
    ana.delete(format!("labels/{}", fresh_id())).await.problem(404, "LABEL_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn members_and_the_tenant_are_listed() {
    let app = App::start().await;
    let ana = app.tenant_named("Acme").await;
    ana.colleague(&app, "Bob", "agent", "inbox").await;
    ana.api_key("Robo", &["messages:write"]).await;
    let members = ana.list("members?limit=1").await;
    let mut seen: Vec<_> = members
        .iter()
        .map(|member| ["name", "role", "reach"].map(|part| member[part].as_str().unwrap().to_owned()))
        .collect();
    seen.sort();
    assert_eq!(seen, [["Bob", "agent", "inbox"], ["Robo", "bot", "all"], ["owner", "owner", "all"]]);
    let account = ana.get("account").await.is(200);
    assert_eq!((&account["name"], &account["status"]), (&json!("Acme"), &json!("active")));

    ana.post("teams", json!({"name": "Billing"})).await.is(201);
    ana.post("teams", json!({"name": "billing"})).await.problem(409, "TEAM_NAME_TAKEN");
}

/// Action, actor's type and id, request, before and after.
type Entry = (String, String, Option<uuid::Uuid>, Option<String>, Option<Value>, Option<Value>);

#[tokio::test(flavor = "multi_thread")]
async fn who_changed_what_is_written_down_by_the_database() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let renamed =
        ana.patch(format!("inboxes/{inbox}"), json!({"name": "Help"})).header("x-request-id", "rename-1").await;
    renamed.is(200);
    let conversation = ana.conversation_in(&inbox, "Bea").await;
    ana.post(format!("conversations/{}/status", id(&conversation)), json!({"status": "resolved"})).await.is(200);
    app.contact_writes(&ana, id(&conversation), "Hello again").await;

    let rows: Vec<Entry> = sqlx::query_as(
        "select action, actor_type, actor_id, request_id, before, after from audit_log
         where subject_type in ('inboxes', 'conversations') order by id",
    )
    .fetch_all(&mut app.sql().await)
    .await
    .unwrap();
    let (me, by) = (Some(ana.user_id), "user".to_owned());
    assert_eq!(rows.len(), 4, "{rows:#?}");
    assert_eq!((rows[0].0.as_str(), &rows[0].1, rows[0].2), ("insert", &by, me));
    let renaming = (Some(json!({"name": "Support"})), Some(json!({"name": "Help"})));
    assert_eq!((rows[1].3.as_deref(), (rows[1].4.clone(), rows[1].5.clone())), (Some("rename-1"), renaming));
    assert_eq!((rows[2].2, rows[2].5.clone()), (me, Some(json!({"status": "resolved"}))));
    assert_eq!((rows[3].1.as_str(), rows[3].5.clone()), ("contact", Some(json!({"status": "open"}))));
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_have_members() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "team").await;
    let team = id(&ana.post("teams", json!({"name": "Billing"})).await.is(201)).to_owned();
    ana.post("teams", json!({"name": "Sales"})).await.is(201);
    assert_eq!(names(&ana.list("teams?limit=1").await), ["Billing", "Sales"], "the oldest first");

    let members = format!("teams/{team}/members");
    let place = format!("{members}/{}", bob.user_id);
    for _ in 0..2 {
        ana.put(&place).await.is(204);
        assert_eq!(names(&ana.list(&members).await), ["Bob"]);
    }
    for _ in 0..2 {
        ana.delete(&place).await.is(204);
        assert_eq!(ana.list(&members).await, Vec::<Value>::new());
    }
    bob.put(&place).await.problem(403, "FORBIDDEN");
    ana.put(format!("{members}/{}", fresh_id())).await.problem(404, "MEMBER_NOT_FOUND");
    ana.put(format!("teams/{}/members/{}", fresh_id(), bob.user_id)).await.problem(404, "TEAM_NOT_FOUND");
    ana.get(format!("teams/{}/members", fresh_id())).await.problem(404, "TEAM_NOT_FOUND");
}
