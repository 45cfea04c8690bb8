//! Tenants never meet: what is another tenant's looks, to the byte, like what does not exist.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_local_postgres::Options;
use skybot_tests::{Api, App, Cluster, Operation, Reply, Settings, User, census, eventually, fresh_id, id};

/// Stands in every text of the other tenant.
pub(crate) const CANARY: &str = "canary7f3a9c51e0b24d68";

/// By name, what a request can point at.
pub(crate) type Things = BTreeMap<&'static str, String>;

/// One of everything, each text with the canary in it, and the cursors of every list.
pub(crate) async fn furnish(app: &App, user: &User, mark: &str) -> Things {
    let inbox = user.inbox(&format!("Inbox {mark}")).await;
    user.inbox(&format!("Second {mark}")).await;
    let contact = json!({
        "name": format!("Contact {mark}"), "email": format!("{mark}@example.com"), "external_id": mark,
        "phone": "+33639980001", "custom_attributes": {"note": mark},
    });
    let contact = user.post("contacts", contact).await.is(201);
    user.contact(&format!("Second {mark}")).await;
    for name in [mark.to_owned(), format!("second-{mark}")] {
        user.post("labels", json!({"name": name, "color": "#1f6feb"})).await.is(201);
    }
    let label = user.list("labels").await[0].clone();
    let team = user.post("teams", json!({"name": format!("Team {mark}")})).await.is(201);
    user.put(format!("teams/{}/members/{}", id(&team), user.user_id)).await.is(204);
    let open = json!({"inbox_id": inbox, "contact_id": id(&contact), "subject": format!("Subject {mark}")});
    let conversation = id(&user.post("conversations", open.clone()).await.is(201)).to_owned();
    user.post("conversations", open).await.is(201);
    let path = format!("conversations/{conversation}");
    user.put(format!("{path}/labels/{mark}")).await.is(200);
    user.put(format!("{path}/participants/{}", user.user_id)).await.is(200);
    user.put(format!("inboxes/{inbox}/members/{}", user.user_id)).await.is(204);
    user.patch(&path, json!({"custom_attributes": {"note": mark}})).await.is(200);
    let said = user.post(format!("{path}/messages"), json!({"kind": "text", "body": mark})).key(mark).await.is(201);
    user.post(format!("{path}/messages"), json!({"kind": "note", "body": format!("Note {mark}")})).await.is(201);
    app.contact_writes(user, &conversation, &format!("Contact says {mark}")).await;
    user.post(format!("{path}/read"), json!({"seq": 2})).await.is(200);
    user.post("contacts", json!({"name": format!("Keyed {mark}")})).key(format!("contact-{mark}")).await.is(201);
    let colleague = user.colleague(app, &format!("Colleague {mark}"), "agent", "all").await;
    colleague.post(format!("{path}/read"), json!({"seq": 1})).await.is(200);

    let invite = json!({"email": format!("{mark}@invited.example"), "role": "agent", "inbox_ids": [inbox]});
    let invitation = user.post("invitations", invite).await.is(201);
    user.post("invitations", json!({"email": format!("second-{mark}@invited.example"), "role": "agent"})).await.is(201);
    let (key, _) = user.api_key(&format!("Key {mark}"), &["settings:read"]).await;
    user.api_key(&format!("Second key {mark}"), &["settings:read"]).await;
    let session = user.get("auth/me").await.is(200)["session_id"].clone();

    let mut things = Things::from([
        ("account", user.account_id.to_string()),
        ("api_key", id(&key).to_owned()),
        ("bot", key["user_id"].as_str().unwrap().to_owned()),
        ("invitation", id(&invitation).to_owned()),
        ("session", session.as_str().unwrap().to_owned()),
        ("conversation", conversation.clone()),
        ("contact", id(&contact).to_owned()),
        ("inbox", inbox.clone()),
        ("label_id", id(&label).to_owned()),
        ("label", mark.to_owned()),
        ("team", id(&team).to_owned()),
        ("user", user.user_id.to_string()),
        ("message", id(&said).to_owned()),
        ("text", mark.to_owned()),
        ("key", mark.to_owned()),
    ]);
    for (name, list) in [
        ("conversations_cursor", "conversations?limit=1".to_owned()),
        ("contacts_cursor", "contacts?limit=1".to_owned()),
        ("inboxes_cursor", "inboxes?limit=1".to_owned()),
        ("labels_cursor", "labels?limit=1".to_owned()),
        ("members_cursor", "members?limit=1".to_owned()),
        ("invitations_cursor", "invitations?limit=1".to_owned()),
        ("api_keys_cursor", "api-keys?limit=1".to_owned()),
        ("audit_cursor", "audit-log?limit=1".to_owned()),
        ("messages_cursor", format!("{path}/messages?limit=1")),
        ("readers_cursor", format!("{path}/readers?limit=1")),
        ("search_cursor", format!("search?limit=1&q={mark}")),
    ] {
        let page = user.get(list).await.is(200);
        things
            .insert(name, page["next_cursor"].as_str().unwrap_or_else(|| panic!("a second page of {name}")).to_owned());
    }
    things
}

/// What does not exist, in the same forms.
fn nothing() -> Things {
    let ids = [
        "account",
        "api_key",
        "bot",
        "invitation",
        "session",
        "conversation",
        "contact",
        "inbox",
        "label_id",
        "team",
        "user",
        "message",
    ];
    let mut things: Things = ids.map(|name| (name, fresh_id().to_string())).into();
    things.insert("label", "canary0000000000000000".to_owned());
    things.insert("text", "canary0000000000000000".to_owned());
    things.insert("key", "canary0000000000000000".to_owned());
    things
}

/// A request of the matrix. `$thing` is the other tenant's, or nothing's; `@thing` is the caller's
/// own.
struct Probe {
    method: Method,
    route: &'static str,
    target: &'static str,
    body: Value,
}

/// Every route with every place that takes an id, a name, a text or a key.
fn probes() -> Vec<Probe> {
    let get = |route, target| Probe { method: Method::GET, route, target, body: Value::Null };
    let put = |route, target| Probe { method: Method::PUT, route, target, body: Value::Null };
    let delete = |route, target| Probe { method: Method::DELETE, route, target, body: Value::Null };
    let post = |route, target, body| Probe { method: Method::POST, route, target, body };
    let patch = |route, target, body| Probe { method: Method::PATCH, route, target, body };
    let say = || json!({"kind": "text", "body": "Hello"});
    vec![
        // First: what is tried below is in the caller's own log, as the caller has written it.
        get("audit-log", "audit-log?limit=100"),
        get("audit-log/export", "audit-log/export"),
        get("account", "account"),
        get("auth/me", "auth/me"),
        get("auth/accounts", "auth/accounts"),
        get("auth/sessions", "auth/sessions"),
        delete("auth/sessions", "auth/sessions"),
        delete("auth/sessions/{id}", "auth/sessions/$session"),
        post("auth/switch-account", "auth/switch-account", json!({"account_id": "$account"})),
        get("api-keys", "api-keys"),
        post("api-keys", "api-keys", json!({"name": "Mine", "scopes": ["settings:read"], "user_id": "$bot"})),
        get("api-keys/{id}", "api-keys/$api_key"),
        delete("api-keys/{id}", "api-keys/$api_key"),
        post("api-keys/{id}/rotate", "api-keys/$api_key/rotate", json!({})),
        get("invitations", "invitations"),
        post(
            "invitations",
            "invitations",
            json!({"email": "bea@example.com", "role": "agent", "inbox_ids": ["$inbox"]}),
        ),
        delete("invitations/{id}", "invitations/$invitation"),
        patch("members/{id}", "members/$user", json!({"role": "viewer"})),
        get("contacts", "contacts"),
        get("contacts", "contacts?q=$text"),
        get("contacts/{id}", "contacts/$contact"),
        get("contacts/{id}", "contacts/$conversation"),
        patch("contacts/{id}", "contacts/$contact", json!({"name": "Mine"})),
        delete("contacts/{id}", "contacts/$contact"),
        post("contacts", "contacts", json!({"name": "Same identity", "external_id": "$text"})),
        get("conversations", "conversations"),
        get("conversations", "conversations?inbox=$inbox"),
        get("conversations", "conversations?contact=$contact"),
        get("conversations", "conversations?team=$team"),
        get("conversations", "conversations?assignee=$user"),
        get("conversations", "conversations?label=$label"),
        get("conversations", "conversations?q=$text"),
        get("conversations/counts", "conversations/counts"),
        get("conversations/{id}", "conversations/$conversation"),
        patch("conversations/{id}", "conversations/$conversation", json!({"priority": "low"})),
        post("conversations", "conversations", json!({"inbox_id": "$inbox", "contact": {"name": "Mine"}})),
        post("conversations", "conversations", json!({"inbox_id": "@inbox", "contact_id": "$contact"})),
        post("conversations/{id}/assignment", "conversations/$conversation/assignment", json!({"user_id": null})),
        post("conversations/{id}/assignment", "conversations/@conversation/assignment", json!({"user_id": "$user"})),
        post("conversations/{id}/assignment", "conversations/@conversation/assignment", json!({"team_id": "$team"})),
        put("conversations/{id}/labels/{label}", "conversations/$conversation/labels/@label"),
        put("conversations/{id}/labels/{label}", "conversations/$conversation/labels/$label"),
        put("conversations/{id}/labels/{label}", "conversations/@conversation/labels/$label"),
        delete("conversations/{id}/labels/{label}", "conversations/$conversation/labels/$label"),
        put("conversations/{id}/participants/{user_id}", "conversations/$conversation/participants/@user"),
        put("conversations/{id}/participants/{user_id}", "conversations/@conversation/participants/$user"),
        delete("conversations/{id}/participants/{user_id}", "conversations/$conversation/participants/$user"),
        delete("conversations/{id}/participants/{user_id}", "conversations/@conversation/participants/$user"),
        get("conversations/{id}/messages", "conversations/$conversation/messages"),
        get("conversations/{id}/messages", "conversations/$conversation/messages?around=1"),
        post("conversations/{id}/messages", "conversations/$conversation/messages", say()),
        post(
            "conversations/{id}/messages",
            "conversations/@conversation/messages",
            json!({"kind": "note", "body": "Re", "reply_to_id": "$message"}),
        ),
        post("conversations/{id}/mute", "conversations/$conversation/mute", json!({})),
        delete("conversations/{id}/mute", "conversations/$conversation/mute"),
        post("conversations/{id}/read", "conversations/$conversation/read", json!({"seq": 1})),
        post("conversations/{id}/unread", "conversations/$conversation/unread", json!({"seq": 1})),
        get("conversations/{id}/readers", "conversations/$conversation/readers"),
        post("conversations/{id}/status", "conversations/$conversation/status", json!({"status": "resolved"})),
        get("events", "events?limit=100"),
        get("inboxes", "inboxes"),
        get("inboxes/{id}", "inboxes/$inbox"),
        patch("inboxes/{id}", "inboxes/$inbox", json!({"name": "Mine"})),
        delete("inboxes/{id}", "inboxes/$inbox"),
        post("inboxes", "inboxes", json!({"name": "Inbox $text", "channel": "api"})),
        get("inboxes/{id}/members", "inboxes/$inbox/members"),
        put("inboxes/{id}/members/{user_id}", "inboxes/$inbox/members/@user"),
        put("inboxes/{id}/members/{user_id}", "inboxes/@inbox/members/$user"),
        delete("inboxes/{id}/members/{user_id}", "inboxes/$inbox/members/$user"),
        delete("inboxes/{id}/members/{user_id}", "inboxes/@inbox/members/$user"),
        get("labels", "labels"),
        post("labels", "labels", json!({"name": "$text", "color": "#1f6feb"})),
        delete("labels/{id}", "labels/$label_id"),
        get("members", "members"),
        get("messages/{id}", "messages/$message"),
        get("search", "search?q=$text"),
        get("search", "search?q=$text&type=contacts"),
        get("search", "search?q=$text&type=conversations"),
        post("teams", "teams", json!({"name": "Team $text"})),
        get("teams", "teams"),
        get("teams/{id}/members", "teams/$team/members"),
        put("teams/{id}/members/{user_id}", "teams/$team/members/@user"),
        put("teams/{id}/members/{user_id}", "teams/@team/members/$user"),
        delete("teams/{id}/members/{user_id}", "teams/$team/members/@user"),
        delete("teams/{id}/members/{user_id}", "teams/@team/members/$user"),
    ]
}

/// What takes no id, besides what takes no credential: it is about the caller alone.
const ONES_OWN: [&str; 6] = [
    "PATCH /api/v1/account",
    "POST /api/v1/auth/change-password",
    "POST /api/v1/auth/totp",
    "POST /api/v1/auth/totp/backup-codes",
    "POST /api/v1/auth/totp/confirm",
    "POST /api/v1/auth/totp/disable",
];

fn fill(template: &str, other: &Things, own: &Things) -> String {
    let mut text = template.to_owned();
    // The longer name first, where one begins with another.
    for (mark, things) in [('$', other), ('@', own)] {
        for (name, value) in things.iter().rev() {
            text = text.replace(&format!("{mark}{name}"), value);
        }
    }
    assert!(!text.replace("@example.com", "").contains(['$', '@']), "{template} is not filled: {text}");
    text
}

async fn ask(user: &Api, probe: &Probe, other: &Things, own: &Things) -> Reply {
    let mut ask =
        user.ask(probe.method.clone(), fill(probe.target, other, own)).key(format!("{}-{}", fresh_id(), other["key"]));
    if !probe.body.is_null() {
        ask = ask.json(serde_json::from_str(&fill(&probe.body.to_string(), other, own)).unwrap());
    }
    ask.await
}

/// A problem names the path that was asked for; besides that nothing of the other tenant comes.
fn assert_no_canary(answer: &Reply, what: &str) {
    let mut body = answer.text();
    if let Ok(Value::Object(mut members)) = serde_json::from_str(&body) {
        members.remove("instance");
        body = Value::Object(members).to_string();
    }
    let head = format!("{:?}", answer.raw.headers);
    assert!(!body.contains(CANARY) && !head.contains(CANARY), "{what}: {head}\n{body}");
}

/// Two tenants with one of everything, and those who ask: each role of the first, and a machine.
struct Stage {
    ana: User,
    bob: User,
    own: Things,
    theirs: Things,
    callers: Vec<(&'static str, Api)>,
}

async fn stage(app: &App) -> Stage {
    let (ana, bob) = (app.tenant().await, app.tenant().await);
    let own = furnish(app, &ana, "own-mark-of-the-caller").await;
    let theirs = furnish(app, &bob, CANARY).await;
    let mut callers = vec![("owner", (*ana).clone())];
    for role in ["admin", "agent", "viewer"] {
        callers.push((role, (*ana.colleague(app, role, role, "all").await).clone()));
    }
    let scopes = [
        "conversations:read",
        "conversations:write",
        "messages:write",
        "contacts:read",
        "contacts:write",
        "settings:read",
    ];
    callers.push(("bot", ana.api_key("Machine", &scopes).await.1));
    Stage { ana, bob, own, theirs, callers }
}

/// Whatever is asked about the other tenant's things is answered as if they did not exist, and does
/// nothing to them.
async fn nothing_leaks(app: &App, Stage { ana, bob, own, theirs, callers }: &Stage) {
    let before = census(&mut app.sql().await, bob.account_id).await;

    for (role, caller) in callers {
        for probe in probes() {
            let what = format!("{role}: {} {} {}", probe.method, probe.target, probe.body);
            let absent = ask(caller, &probe, &nothing(), own).await;
            let foreign = ask(caller, &probe, theirs, own).await;
            // Making something with the other's text succeeds, and gives the text back.
            let repeats = probe.method == Method::POST && probe.body.to_string().contains("$text");
            if repeats {
                assert_eq!(foreign.status(), absent.status(), "{what}");
                assert!(matches!(foreign.status().as_u16(), 201 | 403), "{what}: taken elsewhere is not taken here");
                // Gone again, or the texts would be found as one's own.
                let made = [&absent, &foreign].into_iter().filter(|made| made.status() == 201).map(Reply::json);
                for made in made {
                    if probe.route == "teams" {
                        // There is no way to delete one yet.
                        app.database.execute(&format!("delete from teams where id = '{}'", id(&made))).await;
                    } else {
                        ana.delete(format!("{}/{}", probe.route, id(&made))).await.is(204);
                    }
                }
                continue;
            }
            // The log goes on while it is read, and names what the roles before have asked for.
            if probe.route.starts_with("audit-log") {
                assert!(*role != "owner" || !foreign.text().contains(CANARY), "{what}");
                continue;
            }
            assert_eq!(foreign.face(), absent.face(), "{what}");
            assert_no_canary(&foreign, &what);
        }
    }
    assert_eq!(census(&mut app.sql().await, bob.account_id).await, before, "nothing of the other tenant changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_anothers_looks_like_what_does_not_exist() {
    let app = App::start().await;
    nothing_leaks(&app, &stage(&app).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_alone_keeps_tenants_apart() {
    // Roles are the whole cluster's.
    let database = Cluster::own(Options::volatile()).await.database().await;
    let app = App::on(database, Settings::default()).await;
    let stage = stage(&app).await;
    // A server that begins so does not start: it has to have begun, and connects anew.
    app.database.execute("alter role skybot_app bypassrls").await;
    app.database.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'skybot_app'").await;
    eventually("it has connected anew", Duration::from_secs(10), async || {
        (app.anonymous().await.get("/ready").await.status() == 200).then_some(())
    })
    .await;
    nothing_leaks(&app, &stage).await;
    let rows: i64 =
        sqlx::query_scalar("select count(*) from contacts").fetch_one(&mut app.database.as_app().await).await.unwrap();
    assert!(rows > 0, "row-level security is still there");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_matrix_knows_every_route() {
    let app = App::start().await;
    let documented: BTreeSet<_> = app
        .anonymous()
        .await
        .contract()
        .operations()
        .into_iter()
        // What takes no credential of a tenant has none to be mistaken about.
        .filter(|operation: &Operation| operation.spec["security"].to_string().contains("api_key"))
        .map(|operation| format!("{} {}", operation.method, operation.path))
        .filter(|operation| !ONES_OWN.contains(&operation.as_str()))
        .collect();
    let probed: BTreeSet<_> =
        probes().iter().map(|probe| format!("{} /api/v1/{}", probe.method, probe.route)).collect();
    assert_eq!(probed, documented);
}

#[tokio::test(flavor = "multi_thread")]
async fn anothers_cursors_keys_and_tokens_open_nothing() {
    let app = App::start().await;
    let (ana, bob) = (app.tenant().await, app.tenant().await);
    let own = furnish(&app, &ana, "own-mark-of-the-caller").await;
    let theirs = furnish(&app, &bob, CANARY).await;
    let before = census(&mut app.sql().await, bob.account_id).await;
    let path = format!("conversations/{}", own["conversation"]);

    // A cursor says where to read on, never whose.
    for (target, cursor) in [
        ("conversations?limit=100".to_owned(), "conversations_cursor"),
        ("contacts?limit=100".to_owned(), "contacts_cursor"),
        ("inboxes?limit=100".to_owned(), "inboxes_cursor"),
        ("labels?limit=100".to_owned(), "labels_cursor"),
        ("members?limit=100".to_owned(), "members_cursor"),
        ("invitations?limit=100".to_owned(), "invitations_cursor"),
        ("api-keys?limit=100".to_owned(), "api_keys_cursor"),
        ("audit-log?limit=100".to_owned(), "audit_cursor"),
        (format!("{path}/readers?limit=100"), "readers_cursor"),
        (format!("search?limit=100&q={CANARY}"), "search_cursor"),
    ] {
        let answer = ana.get(format!("{target}&cursor={}", theirs[cursor])).await;
        answer.is(200);
        assert_no_canary(&answer, &target);
    }
    let messages = ana.get(format!("{path}/messages?cursor={}", theirs["messages_cursor"])).await;
    messages.problem(422, "INVALID_CURSOR");

    // A key is the tenant's own.
    let key = format!("contact-{CANARY}");
    let answer = ana.post("contacts", json!({"name": format!("Keyed {CANARY}")})).key(&key).await;
    assert_eq!((answer.is(201)["version"].as_i64(), answer.header("idempotency-replayed")), (Some(1), None));
    let said = ana.post(format!("{path}/messages"), json!({"kind": "text", "body": CANARY})).key(CANARY).await;
    assert_eq!((said.status().as_u16(), said.header("idempotency-replayed")), (201, None));
    assert_eq!(census(&mut app.sql().await, bob.account_id).await, before);
}
