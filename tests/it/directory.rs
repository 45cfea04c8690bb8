//! Contacts, inboxes, labels, members, teams: made, found, changed, taken away.

use std::future::IntoFuture as _;

use serde_json::{Value, json};
use skybot_tests::{App, User, fresh_id, id};

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

/// The position of the newest event.
async fn head(user: &User) -> i64 {
    user.get("events").await.is(200)["head"].as_i64().unwrap()
}

/// Type and resource of all events after a position.
async fn events(user: &User, after: i64) -> Vec<(String, String)> {
    let page = user.get(format!("events?after={after}&limit=100")).await.is(200);
    let text = |event: &Value, member: &str| event[member].as_str().unwrap().to_owned();
    let of = |event: &Value| {
        let data = &event["data"];
        text(data, if data["user_id"].is_string() { "user_id" } else { "id" })
    };
    page["items"].as_array().unwrap().iter().map(|event| (text(event, "type"), of(event))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_are_renamed_and_somebody_elses_change_is_not_lost() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let made = ana.post("teams", json!({"name": "Billing"})).await;
    let team = made.is(201);
    assert_eq!((made.header("etag"), &team["version"]), (Some("\"1\""), &json!(1)));
    ana.post("teams", json!({"name": "Sales"})).await.is(201);
    let place = format!("teams/{}", id(&team));
    let start = head(&ana).await;
    let renamed = ana.patch(&place, json!({"name": " Invoices "})).if_match(1).await;
    let now = renamed.is(200);
    assert_eq!((&now["name"], &now["version"], renamed.header("etag")), (&json!("Invoices"), &json!(2), Some("\"2\"")));
    ana.patch(&place, json!({"name": "Lost"})).if_match(1).await.problem(412, "VERSION_CONFLICT");
    ana.patch(&place, json!({"name": "SALES"})).await.problem(409, "TEAM_NAME_TAKEN");
    assert_eq!(ana.patch(&place, json!({"name": "Invoices"})).await.is(200), now, "nothing to do");
    assert_eq!(ana.patch(&place, json!({})).await.is(200), now);
    assert_eq!(ana.patch(&place, json!({"name": ""})).await.violations(), ["/name BLANK"]);
    bob.patch(&place, json!({"name": "Mine"})).await.problem(403, "FORBIDDEN");
    ana.patch(format!("teams/{}", fresh_id()), json!({"name": "A"})).await.problem(404, "TEAM_NOT_FOUND");
    assert_eq!(names(&ana.list("teams").await), ["Invoices", "Sales"]);
    // Who keeps a list of teams is told to read it anew, once.
    assert_eq!(events(&bob, start).await, [("account:updated".to_owned(), ana.account_id.to_string())]);
    let log = ana.list("audit-log?subject_type=teams&action=update").await;
    assert_eq!(log.len(), 1, "{log:#?}");
    assert_eq!((&log[0]["before"], &log[0]["after"]), (&json!({"name": "Billing"}), &json!({"name": "Invoices"})));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_team_takes_it_off_its_conversations_and_its_members_sight() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "team").await;
    let team = id(&ana.post("teams", json!({"name": "Billing"})).await.is(201)).to_owned();
    let other = id(&ana.post("teams", json!({"name": "Sales"})).await.is(201)).to_owned();
    let place = format!("teams/{team}");
    ana.put(format!("{place}/members/{}", bob.user_id)).await.is(204);
    let inbox = ana.inbox("Support").await;
    let mut conversations = Vec::new();
    for (contact, team) in [("Bea", &team), ("Carl", &team), ("Dora", &other), ("Emil", &team)] {
        let one = id(&ana.conversation_in(&inbox, contact).await).to_owned();
        ana.post(format!("conversations/{one}/assignment"), json!({"team_id": team})).await.is(200);
        conversations.push(one);
    }
    ana.post(format!("conversations/{}/status", conversations[1]), json!({"status": "resolved"})).await.is(200);
    ana.delete(format!("conversations/{}", conversations[3])).await.is(204);
    bob.look(&conversations[0]).await;
    let action = json!([{"type": "assign_team", "team_id": team}]);
    let made = json!({"name": "To billing", "visibility": "shared", "actions": action});
    let to_billing = id(&ana.post("macros", made).await.is(201)).to_owned();
    let answer = json!({"short_code": "iban", "title": "IBAN", "body": "It is …", "team_id": team});
    let answer = id(&ana.post("canned-responses", answer).await.is(201)).to_owned();

    bob.delete(&place).await.problem(403, "FORBIDDEN");
    ana.delete(&place).if_match(7).await.problem(412, "VERSION_CONFLICT");
    // What is for the team only is not handed to everybody, nor lost.
    ana.delete(&place).if_match(1).await.problem(409, "RESOURCE_IN_USE");
    bob.look(&conversations[0]).await;
    ana.delete(format!("canned-responses/{answer}")).await.is(204);

    let start = head(&ana).await;
    ana.delete(&place).if_match(1).header("x-request-id", "the-end").await.is(204);
    bob.get(format!("conversations/{}", conversations[0])).await.problem(404, "CONVERSATION_NOT_FOUND");
    for (one, team) in [(0, Value::Null), (1, Value::Null), (2, json!(other))] {
        assert_eq!(ana.look(&conversations[one]).await["team_id"], team, "{one}");
    }
    let mut told = events(&ana, start).await;
    assert_eq!(told.pop(), Some(("account:updated".to_owned(), ana.account_id.to_string())));
    assert_eq!(told.pop(), Some(("member:updated".to_owned(), bob.user_id.to_string())));
    let freed = |one: usize| ("conversation:assigned".to_owned(), conversations[one].clone());
    assert_eq!(told, [freed(0), freed(1)]);
    ana.post(format!("conversations/{}/restore", conversations[3]), json!({})).await.is(200);
    assert_eq!(ana.look(&conversations[3]).await["team_id"], Value::Null);
    // Each change is in the log, as any other.
    let log = ana.list("audit-log?subject_type=conversations&action=update&limit=100").await;
    let of_end: Vec<_> = log.iter().filter(|entry| entry["request_id"] == json!("the-end")).collect();
    assert_eq!(of_end.len(), 3, "{of_end:#?}");
    assert!(of_end.iter().all(|entry| entry["before"] == json!({"team_id": team})), "{of_end:#?}");

    let run = json!({"conversation_id": conversations[0]});
    ana.post(format!("macros/{to_billing}/run"), run).await.problem(409, "MACRO_BROKEN");
    ana.delete(&place).await.problem(404, "TEAM_NOT_FOUND");
    ana.get(format!("{place}/members")).await.problem(404, "TEAM_NOT_FOUND");
    assert_eq!(names(&ana.list("teams").await), ["Sales"]);
    ana.delete(format!("teams/{other}")).await.is(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_with_too_much_to_its_name_stays() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let team = id(&ana.post("teams", json!({"name": "Billing"})).await.is(201)).to_owned();
    let conversation = ana.conversation().await;
    let more = "insert into conversations (account_id, id, number, inbox_id, contact_id, status, team_id, created_at, last_activity_at)
                select account_id, gen_random_uuid(), number + n, inbox_id, contact_id, 'resolved', $2, now(), now()
                from conversations, generate_series(1, 1001) n where id = $1";
    let team_id = uuid::Uuid::try_parse(&team).unwrap();
    let (first, place) = (uuid::Uuid::try_parse(id(&conversation)).unwrap(), format!("teams/{team}"));
    sqlx::query(more).bind(first).bind(team_id).execute(&mut app.sql().await).await.unwrap();
    ana.delete(&place).await.problem(409, "RESOURCE_IN_USE");
    assert_eq!(app.count("select count(*) from conversations where team_id is not null").await, 1_001);
    let one = "update conversations set team_id = null where number = (select max(number) from conversations)";
    sqlx::query(one).execute(&mut app.sql().await).await.unwrap();
    let start = head(&ana).await;
    ana.delete(&place).await.is(204);
    assert_eq!(app.count("select count(*) from conversations where team_id is not null").await, 0);
    assert_eq!(head(&ana).await, start + 1_001, "each conversation, and the end of the team");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_that_ends_while_it_is_given_something_has_it_or_is_not_there() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let mut conversations = Vec::new();
    for n in 0..6 {
        conversations.push(id(&ana.conversation_in(&inbox, &format!("Contact {n}")).await).to_owned());
    }
    for round in 0..8 {
        let team = id(&ana.post("teams", json!({"name": format!("Team {round}")})).await.is(201)).to_owned();
        let give = conversations.iter().map(async |one| {
            let given = ana.post(format!("conversations/{one}/assignment"), json!({"team_id": team})).await;
            if given.status() != 200 {
                given.problem(404, "TEAM_NOT_FOUND");
            }
        });
        let (_, ended) =
            tokio::join!(futures_util::future::join_all(give), ana.delete(format!("teams/{team}")).into_future());
        ended.is(204);
        for one in &conversations {
            assert_eq!(ana.look(one).await["team_id"], Value::Null, "round {round}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_is_called_anew_wherever_it_is_named() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let vip = ana.post("labels", json!({"name": "vip", "color": "#1f6feb"})).await.is(201);
    ana.post("labels", json!({"name": "new", "color": "#000000"})).await.is(201);
    let place = format!("labels/{}", id(&vip));
    let conversation = id(&ana.conversation().await).to_owned();
    ana.put(format!("conversations/{conversation}/labels/vip")).await.is(200);
    ana.say(&conversation, "A parcel for a very important person").await;
    let filter = json!({"all": [{"not": {"field": "label", "op": "has_not", "value": " VIP "}},
                                {"field": "label", "op": "has_not", "value": "new"}]});
    let view = id(&bob.post("views", json!({"name": "Important", "filter": filter})).await.is(201)).to_owned();
    let actions = json!([{"type": "remove_labels", "labels": ["new", "vip"]}, {"type": "note", "body": "no vip any more"},
                         {"type": "add_labels", "labels": ["vip"]}]);
    let made = json!({"name": "Again", "visibility": "personal", "actions": actions});
    let again = id(&bob.post("macros", made).await.is(201)).to_owned();
    let start = head(&ana).await;

    let renamed = ana.patch(&place, json!({"name": "Gold", "color": "#FFD700"})).if_match(1).await;
    let now = renamed.is(200);
    assert_eq!((&now["name"], &now["color"], &now["version"]), (&json!("gold"), &json!("#ffd700"), &json!(2)));
    assert_eq!(renamed.header("etag"), Some("\"2\""));
    assert_eq!(events(&bob, start).await, [("account:updated".to_owned(), ana.account_id.to_string())]);

    assert_eq!(ana.look(&conversation).await["labels"], json!(["gold"]));
    let found = async |target: &str| ana.list(target).await.len();
    assert_eq!((found("conversations?label=gold").await, found("conversations?label=vip").await), (1, 0));
    assert_eq!(
        (
            found("search?q=parcel+label:gold&type=messages").await,
            found("search?q=parcel+label:vip&type=messages").await
        ),
        (1, 0)
    );
    let seen = bob.get(format!("views/{view}")).await.is(200);
    assert_eq!((&seen["filter"]["all"][0]["not"]["value"], &seen["version"]), (&json!("gold"), &json!(2)));
    assert_eq!(bob.list(&format!("conversations?view={view}")).await.len(), 1);
    let seen = bob.get(format!("macros/{again}")).await.is(200);
    assert_eq!(
        (&seen["actions"][0]["labels"], &seen["actions"][2]["labels"]),
        (&json!(["new", "gold"]), &json!(["gold"]))
    );
    assert_eq!((&seen["actions"][1]["body"], &seen["version"]), (&json!("no vip any more"), &json!(2)));
    bob.post(format!("macros/{again}/run"), json!({"conversation_id": conversation})).await.is(200);

    ana.patch(&place, json!({"name": "lost"})).if_match(1).await.problem(412, "VERSION_CONFLICT");
    ana.patch(&place, json!({"name": "NEW"})).await.problem(409, "LABEL_NAME_TAKEN");
    assert_eq!(ana.patch(&place, json!({"name": "gold"})).await.is(200), now, "nothing to do");
    assert_eq!(
        ana.patch(&place, json!({"name": "two words", "color": "red"})).await.violations(),
        ["/name INVALID_LABEL", "/color INVALID_COLOR"]
    );
    bob.patch(&place, json!({"color": "#000000"})).await.problem(403, "FORBIDDEN");
    ana.patch(format!("labels/{}", fresh_id()), json!({"name": "a"})).await.problem(404, "LABEL_NOT_FOUND");
    let recoloured = ana.patch(&place, json!({"color": "#000000"})).await.is(200);
    assert_eq!((&recoloured["name"], &recoloured["version"]), (&json!("gold"), &json!(3)));
    assert_eq!(bob.get(format!("views/{view}")).await.is(200)["version"], json!(2), "a colour is no name");
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_found_by_words_of_their_name_and_address() {
    let app = App::start().await;
    let (ana, other) = (app.tenant_named("Acme").await, app.tenant_named("Globex").await);
    for name in ["Zoë Ångström", "Bob Baker", "Bobby Tables"] {
        ana.colleague(&app, name, "agent", "all").await;
    }
    other.colleague(&app, "Bob Elsewhere", "agent", "all").await;
    for (q, expected) in [
        ("bob", &["Bob Baker", "Bobby Tables"][..]),
        ("BAK+bo", &["Bob Baker"]),
        ("angstrom", &["Zoë Ångström"]),
        ("bob-baker@", &["Bob Baker"]),
        ("owner@acme", &["owner"]),
        ("elsewhere", &[]),
        ("100%25", &[]),
        ("b_b", &[]),
    ] {
        let found = ana.list(&format!("members?q={q}&limit=1")).await;
        let mut found = names(&found);
        found.sort_unstable();
        assert_eq!(found, expected, "{q}");
    }
    assert_eq!(ana.get("members?q=").await.violations(), ["q BLANK"]);
    assert_eq!(ana.get("members?name=bob").await.violations(), ["name UNKNOWN_PARAMETER"]);
}
