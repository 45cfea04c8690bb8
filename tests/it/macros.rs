//! Macros: all of what they say is done, under the rules of each action, or nothing is.

use serde_json::{Value, json};
use skybot_tests::{App, Reply, User, census, fresh_id, id};

async fn macro_of(user: &User, visibility: &str, actions: Value) -> String {
    let new = json!({"name": "Macro", "visibility": visibility, "actions": actions});
    id(&user.post("macros", new).await.is(201)).to_owned()
}

async fn run(user: &User, one: &str, conversation: &str) -> Reply {
    user.post(format!("macros/{one}/run"), json!({"conversation_id": conversation})).await
}

async fn head(user: &User) -> i64 {
    user.get("events").await.is(200)["head"].as_i64().unwrap()
}

async fn types(user: &User, after: i64) -> Vec<String> {
    let page = user.get(format!("events?after={after}&limit=100")).await.is(200);
    page["items"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_macro_does_all_it_says_in_order_as_whoever_runs_it() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob Baker", "agent", "all").await;
    for name in ["vip", "refund", "new"] {
        ana.post("labels", json!({"name": name, "color": "#1f6feb"})).await.is(201);
    }
    let team = id(&ana.post("teams", json!({"name": "Billing"})).await.is(201)).to_owned();
    let conversation = id(&ana.conversation().await).to_owned();
    let place = format!("conversations/{conversation}");
    ana.put(format!("{place}/labels/new")).await.is(200);
    let actions = json!([
        {"type": "set_priority", "priority": "high"},
        {"type": "assign_team", "team_id": team},
        {"type": "assign_me"},
        {"type": "add_labels", "labels": ["vip", "refund"]},
        {"type": "remove_labels", "labels": ["new"]},
        {"type": "reply", "body": "Hello {{contact.first_name}}, this is {{agent.first_name}}."},
        {"type": "note", "body": "Refund for {{contact.email | somebody without an address}}"},
        {"type": "mute"},
        {"type": "set_status", "status": "resolved"},
    ]);
    let one = macro_of(&ana, "shared", actions.clone()).await;
    assert_eq!(ana.get(format!("macros/{one}")).await.is(200)["actions"], actions);
    let start = head(&ana).await;

    let answer = run(&bob, &one, &conversation).await;
    let done = answer.is(200);
    assert_eq!(answer.header("etag"), Some(format!("\"{}\"", done["version"]).as_str()));
    assert_eq!(done, bob.look(&conversation).await);
    assert_eq!(
        (&done["priority"], &done["status"], &done["muted"]),
        (&json!("high"), &json!("resolved"), &json!(true))
    );
    assert_eq!((&done["assignee_id"], &done["team_id"]), (&json!(bob.user_id), &json!(team)));
    assert_eq!(done["labels"], json!(["refund", "vip"]));
    assert_eq!(ana.look(&conversation).await["muted"], false, "the mute is the runner's own");
    let messages = ana.list(&format!("{place}/messages")).await;
    let said: Vec<_> = messages.iter().map(|one| (&one["kind"], &one["body"], &one["sender"]["name"])).collect();
    assert_eq!(
        said,
        [
            (&json!("text"), &json!("Hello Ana, this is Bob."), &json!("Bob Baker")),
            (&json!("note"), &json!("Refund for somebody without an address"), &json!("Bob Baker")),
        ]
    );
    // The events are those of the single actions.
    let expected = [
        "conversation:updated",
        "conversation:assigned",
        "conversation:assigned",
        "conversation:updated",
        "conversation:updated",
        "conversation:updated",
        "message:created",
        "message:created",
        "conversation:status",
    ];
    assert_eq!(types(&ana, start).await, expected);
    assert_eq!(ana.get(format!("macros/{one}")).await.is(200)["usage_count"], 1);

    let unassign = macro_of(&ana, "shared", json!([{"type": "unassign"}])).await;
    let done = run(&bob, &unassign, &conversation).await.is(200);
    assert_eq!((&done["assignee_id"], &done["team_id"]), (&Value::Null, &Value::Null));
    let give = macro_of(&ana, "shared", json!([{"type": "assign_user", "user_id": ana.user_id}])).await;
    assert_eq!(run(&bob, &give, &conversation).await.is(200)["assignee_id"], json!(ana.user_id));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_again_runs_it_once() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let one = macro_of(&ana, "personal", json!([{"type": "note", "body": "Once"}])).await;
    let body = json!({"conversation_id": conversation});
    let first = ana.post(format!("macros/{one}/run"), body.clone()).key("once").await;
    let again = ana.post(format!("macros/{one}/run"), body).key("once").await;
    assert_eq!((again.is(200), again.header("idempotency-replayed")), (first.is(200), Some("true")));
    assert_eq!(ana.look(&conversation).await["message_count"], 1);
    assert_eq!(ana.get(format!("macros/{one}")).await.is(200)["usage_count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snooze_wakes_and_a_reply_takes_a_conversation_from_its_bot() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    ana.post(format!("conversations/{conversation}/status"), json!({"status": "pending"})).await.is(200);
    // From pending there is no step to snoozed; the reply before it makes it open.
    let actions = json!([{"type": "reply", "body": "Soon"}, {"type": "snooze", "minutes": 60}]);
    let one = macro_of(&ana, "personal", actions).await;
    let snoozed = run(&ana, &one, &conversation).await.is(200);
    assert_eq!(snoozed["status"], "snoozed");
    assert!(snoozed["snoozed_until"].is_string());
    assert_eq!(
        app.count("select count(*) from graphile_worker.jobs where run_at > now() + interval '50 minutes'").await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_that_is_refused_undoes_those_before_it() {
    let app = App::start().await;
    let ana = app.tenant().await;
    ana.post("labels", json!({"name": "vip", "color": "#1f6feb"})).await.is(201);
    let conversation = id(&ana.conversation().await).to_owned();
    ana.post(format!("conversations/{conversation}/status"), json!({"status": "resolved"})).await.is(200);
    let change = json!([
        {"type": "add_labels", "labels": ["vip"]},
        {"type": "note", "body": "Never said"},
        {"type": "set_status", "status": "pending"},
        {"type": "mute"},
    ]);
    let unfilled =
        json!([{"type": "set_priority", "priority": "low"}, {"type": "reply", "body": "To {{contact.email}}"}]);
    let change = macro_of(&ana, "personal", change).await;
    let unfilled = macro_of(&ana, "personal", unfilled).await;
    let before = census(&mut app.sql().await, ana.account_id).await;

    let refused = run(&ana, &change, &conversation).await.problem(409, "INVALID_STATE_TRANSITION");
    assert_eq!(
        (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
        (&json!("/actions/2"), &json!("INVALID_STATE_TRANSITION"))
    );
    // What would go to the contact with a hole in it does not go.
    assert_eq!(run(&ana, &unfilled, &conversation).await.violations(), ["/actions/1/body NO_VALUE"]);
    assert_eq!(census(&mut app.sql().await, ana.account_id).await, before, "nothing was done, nor counted");
    run(&ana, &change, &fresh_id().to_string()).await.problem(404, "CONVERSATION_NOT_FOUND");
    run(&ana, &fresh_id().to_string(), &conversation).await.problem(404, "MACRO_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_macro_that_names_what_is_no_more_does_nothing() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let label = ana.post("labels", json!({"name": "vip", "color": "#1f6feb"})).await.is(201);
    let team = id(&ana.post("teams", json!({"name": "Billing"})).await.is(201)).to_owned();
    let conversation = id(&ana.conversation().await).to_owned();
    let mute = json!({"type": "mute"});
    let off = macro_of(&ana, "shared", json!([mute, {"type": "remove_labels", "labels": ["vip"]}])).await;
    let give = macro_of(&ana, "shared", json!([mute, mute, {"type": "assign_user", "user_id": bob.user_id}])).await;
    let team_one = macro_of(&ana, "shared", json!([{"type": "assign_team", "team_id": team}])).await;
    for one in [&off, &give, &team_one] {
        run(&ana, one, &conversation).await.is(200);
    }

    ana.delete(format!("labels/{}", id(&label))).await.is(204);
    ana.patch(format!("members/{}", bob.user_id), json!({"disabled": true})).await.is(200);
    // There is no way to delete a team yet.
    app.database.execute("update conversations set team_id = null").await;
    app.database.execute("delete from teams").await;
    let before = census(&mut app.sql().await, ana.account_id).await;
    for (one, place) in [(&off, 1), (&give, 2), (&team_one, 0)] {
        let broken = run(&ana, one, &conversation).await.problem(409, "MACRO_BROKEN");
        assert_eq!(broken["errors"][0]["pointer"], format!("/actions/{place}"));
    }
    assert_eq!(census(&mut app.sql().await, ana.account_id).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn personal_macros_are_ones_own_and_shared_ones_are_made_by_few() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let eve = ana.colleague(&app, "Eve", "viewer", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    let mute = json!([{"type": "mute"}]);
    let shared = macro_of(&ana, "shared", mute.clone()).await;
    let bobs = macro_of(&bob, "personal", mute.clone()).await;
    let ids = |items: Vec<Value>| items.iter().map(|item| id(item).to_owned()).collect::<Vec<_>>();

    assert_eq!(ids(bob.list("macros?limit=1").await), [shared.as_str(), &bobs]);
    for other in [&ana, &eve] {
        assert_eq!(ids(other.list("macros").await), [shared.as_str()]);
        other.get(format!("macros/{bobs}")).await.problem(404, "MACRO_NOT_FOUND");
    }
    run(&ana, &bobs, &conversation).await.problem(404, "MACRO_NOT_FOUND");
    ana.delete(format!("macros/{bobs}")).await.problem(404, "MACRO_NOT_FOUND");
    run(&eve, &shared, &conversation).await.problem(403, "FORBIDDEN");
    let new = |visibility: &str| json!({"name": "M", "visibility": visibility, "actions": mute});
    bob.post("macros", new("shared")).await.problem(403, "FORBIDDEN");
    eve.post("macros", new("personal")).await.problem(403, "FORBIDDEN");
    bob.patch(format!("macros/{shared}"), json!({"name": "Mine"})).await.problem(403, "FORBIDDEN");
    bob.delete(format!("macros/{shared}")).await.problem(403, "FORBIDDEN");
    bob.patch(format!("macros/{bobs}"), json!({"visibility": "shared"})).await.problem(403, "FORBIDDEN");

    let path = format!("macros/{bobs}");
    let renamed = bob.patch(&path, json!({"name": "Quiet"})).if_match(1).await.is(200);
    assert_eq!((&renamed["name"], &renamed["version"]), (&json!("Quiet"), &json!(2)));
    bob.patch(&path, json!({"name": "Lost"})).if_match(1).await.problem(412, "VERSION_CONFLICT");
    bob.delete(&path).if_match(1).await.problem(412, "VERSION_CONFLICT");
    bob.delete(&path).if_match(2).await.is(204);
    bob.get(&path).await.problem(404, "MACRO_NOT_FOUND");
    // One that becomes personal is of whoever made it so.
    let admin = ana.colleague(&app, "Admin", "admin", "all").await;
    let taken = admin.patch(format!("macros/{shared}"), json!({"visibility": "personal"})).await.is(200);
    assert_eq!(taken["owner_id"], json!(admin.user_id));
    ana.get(format!("macros/{shared}")).await.problem(404, "MACRO_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_macro_is_refused_with_the_place() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let mute = json!({"type": "mute"});
    let one = macro_of(&ana, "personal", json!([mute])).await;
    for (actions, broken) in [
        (json!([]), "/actions OUT_OF_RANGE"),
        (json!(vec![mute.clone(); 21]), "/actions OUT_OF_RANGE"),
        (json!([mute, {"type": "set_status", "status": "snoozed"}]), "/actions/1/status NOT_ALLOWED"),
        (json!([{"type": "snooze", "minutes": 0}]), "/actions/0/minutes OUT_OF_RANGE"),
        (json!([{"type": "snooze", "minutes": i64::MAX}]), "/actions/0/minutes OUT_OF_RANGE"),
        (json!([{"type": "add_labels", "labels": []}]), "/actions/0/labels OUT_OF_RANGE"),
        (json!([{"type": "add_labels", "labels": ["a b"]}]), "/actions/0/labels INVALID_LABEL"),
        (json!([{"type": "add_labels", "labels": ["unheard-of"]}]), "/actions/0 UNKNOWN_LABEL"),
        (json!([mute, {"type": "assign_user", "user_id": fresh_id()}]), "/actions/1 UNKNOWN_MEMBER"),
        (json!([{"type": "assign_team", "team_id": fresh_id()}]), "/actions/0 UNKNOWN_TEAM"),
        (json!([{"type": "reply", "body": "{{contact.nmae}}"}]), "/actions/0/body UNKNOWN_VARIABLE"),
        (json!([{"type": "note", "body": "a\u{0}"}]), "/actions/0/body CONTROL_CHARACTER"),
        (json!([{"type": "sing"}]), "/actions/0"),
        (json!([{"type": "mute", "until": 5}]), "/actions/0"),
        (json!([{"type": "snooze", "minutes": "5"}]), "/actions/0"),
        (json!(["mute"]), "/actions/0"),
        (json!({"type": "mute"}), "/actions"),
    ] {
        let new = json!({"name": "M", "visibility": "personal", "actions": actions});
        for answer in
            [ana.post("macros", new).await, ana.patch(format!("macros/{one}"), json!({"actions": actions})).await]
        {
            let violations = answer.violations();
            assert!(violations[0].starts_with(broken), "{actions}: {violations:?}");
        }
    }
    assert_eq!(app.count("select count(*) from macros where version = 1").await, 1);
}
