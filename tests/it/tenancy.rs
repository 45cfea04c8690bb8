//! Tenants never meet: what is another tenant's looks, to the byte, like what does not exist.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_local_postgres::Options;
use skybot_tests::{Api, App, Cluster, Reply, Settings, User, census, eventually, fresh_id, from_now, id};

/// Stands in every text of the other tenant.
pub(crate) const CANARY: &str = "canary7f3a9c51e0b24d68";

/// By name, what a request can point at.
pub(crate) type Things = BTreeMap<&'static str, String>;

/// One of everything, each text with the canary in it, and the cursors of every list.
#[expect(clippy::too_many_lines, reason = "one of everything there is")]
pub(crate) async fn furnish(app: &App, user: &User, mark: &str) -> Things {
    let inbox = user.inbox(&format!("Inbox {mark}")).await;
    user.inbox(&format!("Second {mark}")).await;
    let contact = json!({
        "name": format!("Contact {mark}"), "email": format!("{mark}@example.com"), "external_id": mark,
        "phone": "+33639980001", "custom_attributes": {"note": mark},
    });
    let contact = user.post("contacts", contact).await.is(201);
    let second = user.contact(&format!("Second {mark}")).await;
    for kind in ["email", "external"] {
        let value = format!("more-{mark}@example.com");
        user.post(format!("contacts/{second}/identities"), json!({"kind": kind, "value": value})).await.is(201);
    }
    let merged = user.contact(&format!("Merged {mark}")).await;
    user.post(format!("contacts/{merged}/merge"), json!({"into": second})).await.is(200);
    for name in ["Twin", "Twin", "Twin"] {
        user.post("contacts", json!({"name": format!("{name} {mark}")})).await.is(201);
    }
    let company = user.post("companies", json!({"name": format!("Company {mark}")})).await.is(201);
    user.post("companies", json!({"name": format!("Second company {mark}")})).await.is(201);
    let notes = format!("contacts/{}/notes", id(&contact));
    let contact_note = user.post(&notes, json!({"body": format!("Note {mark}")})).await.is(201);
    user.post(&notes, json!({"body": format!("Second note {mark}")})).await.is(201);
    let file = format!("name,email\n{mark},import-{mark}@example.com\n,broken {mark}");
    let import = user.ask(Method::POST, "contacts/import").body("text/csv", file).await.is(202);
    let import = id(&import).to_owned();
    eventually("the import is done", Duration::from_secs(20), async || {
        (user.get(format!("contacts/imports/{import}")).await.is(200)["state"] == "done").then_some(())
    })
    .await;
    for name in [mark.to_owned(), format!("second-{mark}")] {
        user.post("labels", json!({"name": name, "color": "#1f6feb"})).await.is(201);
    }
    let label = user.list("labels").await[0].clone();
    let team = user.post("teams", json!({"name": format!("Team {mark}")})).await.is(201);
    user.put(format!("teams/{}/members/{}", id(&team), user.user_id)).await.is(204);
    let open = json!({"inbox_id": inbox, "contact_id": id(&contact), "subject": format!("Subject {mark}")});
    let conversation = id(&user.post("conversations", open.clone()).await.is(201)).to_owned();
    let second = id(&user.post("conversations", open).await.is(201)).to_owned();
    let path = format!("conversations/{conversation}");
    user.put(format!("{path}/labels/{mark}")).await.is(200);
    user.put(format!("{path}/participants/{}", user.user_id)).await.is(200);
    user.put(format!("inboxes/{inbox}/members/{}", user.user_id)).await.is(204);
    user.patch(&path, json!({"custom_attributes": {"note": mark}})).await.is(200);
    let said = user.post(format!("{path}/messages"), json!({"kind": "text", "body": mark})).key(mark).await.is(201);
    let note = json!({"kind": "note", "body": format!("Note {mark}"), "mentions": [user.user_id]});
    let note = user.post(format!("{path}/messages"), note.clone()).await.is(201);
    let note = id(&note).to_owned();
    for text in ["again", "once more"] {
        let edit = json!({"body": format!("Note {mark} {text}")});
        user.patch(format!("messages/{note}"), edit).header("if-match", "*").await.is(200);
    }
    let second_note = json!({"kind": "note", "body": format!("Second note {mark}"), "mentions": [user.user_id]});
    user.post(format!("{path}/messages"), second_note).await.is(201);
    user.put(format!("messages/{}/reactions/%F0%9F%91%8D", id(&said))).await.is(200);
    let answer = json!({"attempt": 1, "status": "sent", "external_id": mark});
    user.post(format!("messages/{}/delivery", id(&said)), answer).await.is(200);
    let report = json!({"external_id": format!("parked-{mark}"), "status": "sent", "at": "2026-01-31T00:00:00Z"});
    user.post(format!("inboxes/{inbox}/delivery-reports"), json!({"reports": [report]})).await.is(200);
    app.contact_writes(user, &conversation, &format!("Contact says {mark}")).await;
    user.post(format!("{path}/read"), json!({"seq": 2})).await.is(200);
    user.post("contacts", json!({"name": format!("Keyed {mark}")})).key(format!("contact-{mark}")).await.is(201);
    let colleague = user.colleague(app, &format!("Colleague {mark}"), "agent", "all").await;
    colleague.post(format!("{path}/read"), json!({"seq": 1})).await.is(200);
    user.put(format!("{path}/participants/{}", colleague.user_id)).await.is(200);

    let loose = user.uploaded(&format!("Loose {mark}.txt"), mark.as_bytes()).await;
    let attached = user.uploaded(&format!("Attached {mark}.txt"), mark.as_bytes()).await;
    let with_file = json!({"kind": "text", "attachment_ids": [attached]});
    user.post(format!("{path}/messages"), with_file).await.is(201);

    let (mut scheduled, mut canned, mut shared) = (Value::Null, Value::Null, Value::Null);
    for (number, place) in [&conversation, &second].into_iter().enumerate() {
        let draft = json!({"body": format!("Draft {mark}"), "kind": "note"});
        user.ask(Method::PUT, format!("conversations/{place}/draft")).json(draft).await.is(200);
        let later = from_now(Duration::from_hours(9));
        let wait = json!({"kind": "text", "body": format!("Later {mark}"), "send_at": later});
        scheduled = user.post(format!("{path}/scheduled-messages"), wait).await.is(201);
        let text = json!({"short_code": format!("{mark}-{number}"), "title": format!("Canned {mark}"), "body": mark});
        canned = user.post("canned-responses", text).await.is(201);
        let note = json!({"type": "note", "body": format!("By macro {mark}")});
        let does = json!({"name": format!("Macro {mark}"), "visibility": "shared", "actions": [note]});
        shared = user.post("macros", does).await.is(201);
    }

    let invite = json!({"email": format!("{mark}@invited.example"), "role": "agent", "inbox_ids": [inbox]});
    let invitation = user.post("invitations", invite).await.is(201);
    user.post("invitations", json!({"email": format!("second-{mark}@invited.example"), "role": "agent"})).await.is(201);
    let (key, _) = user.api_key(&format!("Key {mark}"), &["settings:read"]).await;
    user.api_key(&format!("Second key {mark}"), &["settings:read"]).await;
    let by_label = json!({"field": "label", "op": "has", "value": mark});
    let view = json!({"name": format!("View {mark}"), "filter": by_label, "shared": true});
    let view = user.post("views", view).await.is(201);
    user.post("views", json!({"name": format!("Second {mark}"), "filter": {"all": []}})).await.is(201);
    let definition =
        |key: &str| json!({"entity": "contact", "key": key, "title": format!("Title {mark}"), "type": "text"});
    let definition_id = user.post("attribute-definitions", definition("note")).await.is(201);
    user.post("attribute-definitions", definition("other")).await.is(201);
    let bulk = json!({"ids": [conversation], "action": {"priority": "high"}});
    let batch = user.post("conversations/bulk", bulk).await.is(202)["batch_id"].as_str().unwrap().to_owned();
    eventually("the batch is done", Duration::from_secs(20), async || {
        (user.get(format!("batches/{batch}")).await.is(200)["state"] == "done").then_some(())
    })
    .await;
    let session = user.get("auth/me").await.is(200)["session_id"].clone();

    // What is hidden: one that was deleted, and one that became part of another. Each has a second, for
    // the cursors.
    let mut hidden = Vec::new();
    for _ in 0..3 {
        let open = json!({"inbox_id": inbox, "contact_id": id(&contact), "subject": format!("Hidden {mark}")});
        let made = id(&user.post("conversations", open).await.is(201)).to_owned();
        user.post(format!("conversations/{made}/status"), json!({"status": "resolved"})).await.is(200);
        user.post(format!("conversations/{made}/status"), json!({"status": "open"})).await.is(200);
        hidden.push(made);
    }
    user.post(format!("conversations/{}/merge", hidden[2]), json!({"into": conversation})).await.is(200);
    for deleted in &hidden[..2] {
        user.delete(format!("conversations/{deleted}")).await.is(204);
    }
    for status in ["resolved", "open"] {
        user.post(format!("{path}/status"), json!({"status": status})).await.is(200);
    }

    let mut things = Things::from([
        ("account", user.account_id.to_string()),
        ("api_key", id(&key).to_owned()),
        ("bot", key["user_id"].as_str().unwrap().to_owned()),
        ("invitation", id(&invitation).to_owned()),
        ("session", session.as_str().unwrap().to_owned()),
        ("conversation", conversation.clone()),
        ("deleted_conversation", hidden[0].clone()),
        ("merged_conversation", hidden[2].clone()),
        ("contact", id(&contact).to_owned()),
        ("merged", merged),
        ("company", id(&company).to_owned()),
        ("contact_note", id(&contact_note).to_owned()),
        ("import", import),
        ("inbox", inbox.clone()),
        ("label_id", id(&label).to_owned()),
        ("label", mark.to_owned()),
        ("team", id(&team).to_owned()),
        ("user", user.user_id.to_string()),
        ("message", id(&said).to_owned()),
        ("note", note.clone()),
        ("attachment", attached),
        ("loose", loose),
        ("scheduled", id(&scheduled).to_owned()),
        ("canned", id(&canned).to_owned()),
        ("macro", id(&shared).to_owned()),
        ("text", mark.to_owned()),
        ("key", mark.to_owned()),
        ("view", id(&view).to_owned()),
        ("definition", id(&definition_id).to_owned()),
        ("batch", batch),
    ]);
    for (name, list) in [
        ("conversations_cursor", "conversations?limit=1".to_owned()),
        ("contacts_cursor", "contacts?limit=1".to_owned()),
        ("changes_cursor", "contacts?limit=1&updated_since=2020-01-01T00:00:00Z".to_owned()),
        ("twins_cursor", "contacts/duplicates?limit=1".to_owned()),
        ("companies_cursor", "companies?limit=1".to_owned()),
        ("notes_cursor", format!("{notes}?limit=1")),
        ("inboxes_cursor", "inboxes?limit=1".to_owned()),
        ("labels_cursor", "labels?limit=1".to_owned()),
        ("members_cursor", "members?limit=1".to_owned()),
        ("invitations_cursor", "invitations?limit=1".to_owned()),
        ("api_keys_cursor", "api-keys?limit=1".to_owned()),
        ("views_cursor", "views?limit=1".to_owned()),
        ("definitions_cursor", "attribute-definitions?limit=1".to_owned()),
        ("audit_cursor", "audit-log?limit=1".to_owned()),
        ("drafts_cursor", "drafts?limit=1".to_owned()),
        ("waiting_cursor", "scheduled-messages?limit=1".to_owned()),
        ("responses_cursor", "canned-responses?limit=1".to_owned()),
        ("our_macros_cursor", "macros?limit=1".to_owned()),
        ("messages_cursor", format!("{path}/messages?limit=1")),
        ("readers_cursor", format!("{path}/readers?limit=1")),
        ("participants_cursor", format!("{path}/participants?limit=1")),
        ("mentions_cursor", "mentions?limit=1".to_owned()),
        ("history_cursor", format!("messages/{note}/history?limit=1")),
        ("transitions_cursor", format!("{path}/transitions?limit=1")),
        ("deleted_cursor", "conversations/deleted?limit=1".to_owned()),
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
        "attachment",
        "loose",
        "api_key",
        "bot",
        "invitation",
        "session",
        "conversation",
        "deleted_conversation",
        "merged_conversation",
        "contact",
        "merged",
        "company",
        "contact_note",
        "import",
        "inbox",
        "label_id",
        "team",
        "user",
        "message",
        "note",
        "view",
        "definition",
        "batch",
        "scheduled",
        "canned",
        "macro",
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
#[expect(clippy::too_many_lines, reason = "a list of all there is to ask")]
fn probes() -> Vec<Probe> {
    let get = |route, target| Probe { method: Method::GET, route, target, body: Value::Null };
    let put = |route, target| Probe { method: Method::PUT, route, target, body: Value::Null };
    let delete = |route, target| Probe { method: Method::DELETE, route, target, body: Value::Null };
    let post = |route, target, body| Probe { method: Method::POST, route, target, body };
    let patch = |route, target, body| Probe { method: Method::PATCH, route, target, body };
    let say = || json!({"kind": "text", "body": "Hello"});
    let reports =
        || json!({"reports": [{"external_id": "parked-$key", "status": "read", "at": "2026-01-31T00:00:00Z"}]});
    let draft = |target, body| Probe { method: Method::PUT, route: "conversations/{id}/draft", target, body };
    let later = |reply_to_id: Option<&str>| json!({"kind": "text", "body": "Hi", "reply_to_id": reply_to_id, "send_at": from_now(Duration::from_hours(9))});
    let render = |target, place| post("canned-responses/{id}/render", target, json!({"conversation_id": place}));
    let run = |target, place| post("macros/{id}/run", target, json!({"conversation_id": place}));
    let does = |action| json!({"name": "Mine", "visibility": "personal", "actions": [action]});
    vec![
        // First: what is tried below is in the caller's own log, as the caller has written it.
        get("audit-log", "audit-log?limit=100"),
        get("audit-log/export", "audit-log/export"),
        get("audit-log", "audit-log?actor_id=$user"),
        get("audit-log", "audit-log?subject_id=$conversation"),
        get("audit-log/export", "audit-log/export?actor_id=$user"),
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
        get("contacts", "contacts?company=$company"),
        get("contacts", "contacts?updated_since=2020-01-01T00:00:00Z"),
        patch("contacts/{id}", "contacts/@contact", json!({"company_id": "$company"})),
        get("contacts/{id}", "contacts/$merged"),
        get("contacts/export", "contacts/export"),
        get("contacts/export", "contacts/export?company=$company"),
        // What a file holds is only looked at in the background, among the tenant's own.
        post("contacts/import", "contacts/import", json!({})),
        get("contacts/imports/{id}", "contacts/imports/$import"),
        get("contacts/duplicates", "contacts/duplicates"),
        get("contacts/{id}/duplicates", "contacts/$contact/duplicates"),
        post("contacts/{id}/identities", "contacts/$contact/identities", json!({"kind": "external", "value": "mine"})),
        delete("contacts/{id}/identities/{kind}/{value}", "contacts/$contact/identities/external/$text"),
        delete("contacts/{id}/identities/{kind}/{value}", "contacts/@contact/identities/external/$text"),
        post("contacts/{id}/merge", "contacts/$contact/merge", json!({"into": "@contact"})),
        post("contacts/{id}/merge", "contacts/@contact/merge", json!({"into": "$contact"})),
        post("contacts/{id}/merge", "contacts/@contact/merge", json!({"into": "$merged"})),
        post("contacts/{id}/unmerge", "contacts/$merged/unmerge", json!({})),
        post("contacts/{id}/block", "contacts/$contact/block", json!({})),
        delete("contacts/{id}/block", "contacts/$contact/block"),
        get("contacts/{id}/quarantine", "contacts/$contact/quarantine"),
        get("contacts/{id}/notes", "contacts/$contact/notes"),
        post("contacts/{id}/notes", "contacts/$contact/notes", json!({"body": "Mine"})),
        patch("contacts/{id}/notes/{note_id}", "contacts/$contact/notes/$contact_note", json!({"body": "Mine"})),
        patch("contacts/{id}/notes/{note_id}", "contacts/@contact/notes/$contact_note", json!({"body": "Mine"})),
        delete("contacts/{id}/notes/{note_id}", "contacts/$contact/notes/$contact_note"),
        delete("contacts/{id}/notes/{note_id}", "contacts/@contact/notes/$contact_note"),
        get("companies", "companies"),
        get("companies", "companies?q=$text"),
        get("companies/{id}", "companies/$company"),
        patch("companies/{id}", "companies/$company", json!({"name": "Mine"})),
        delete("companies/{id}", "companies/$company"),
        post("companies", "companies", json!({"name": "Company $text"})),
        post("contacts", "contacts", json!({"name": "Same identity", "external_id": "$text"})),
        get("conversations", "conversations"),
        get("conversations", "conversations?inbox=$inbox"),
        get("conversations", "conversations?contact=$contact"),
        get("conversations", "conversations?team=$team"),
        get("conversations", "conversations?assignee=$user"),
        get("conversations", "conversations?label=$label"),
        get("conversations", "conversations?q=$text"),
        get("conversations", "conversations?view=$view"),
        post(
            "conversations/filter",
            "conversations/filter",
            json!({"filter": {"any": [
                {"field": "inbox", "op": "in", "value": ["$inbox"]}, {"field": "contact", "op": "in", "value": ["$contact"]},
                {"field": "team", "op": "in", "value": ["$team"]}, {"field": "assignee", "op": "in", "value": ["$user"]},
                {"field": "subject", "op": "contains", "value": "$label"}, {"field": "label", "op": "has", "value": "$label"},
                {"field": "custom_attributes.note", "op": "eq", "value": "$label"},
                {"field": "contact.custom_attributes.note", "op": "eq", "value": "$label"},
            ]}}),
        ),
        post(
            "conversations/bulk",
            "conversations/bulk",
            json!({"ids": ["@conversation"], "action": {"assignment": {"user_id": "$user"}}}),
        ),
        post(
            "conversations/bulk",
            "conversations/bulk",
            json!({"ids": ["@conversation"], "action": {"assignment": {"team_id": "$team"}}}),
        ),
        post(
            "conversations/bulk",
            "conversations/bulk",
            json!({"ids": ["@conversation"], "action": {"add_labels": ["$label"]}}),
        ),
        get("batches/{id}", "batches/$batch"),
        post("batches/{id}/undo", "batches/$batch/undo", json!({})),
        get("views", "views"),
        post("views", "views", json!({"name": "View $text", "filter": {"all": []}})),
        get("views/{id}", "views/$view"),
        get("views/{id}/count", "views/$view/count"),
        patch("views/{id}", "views/$view", json!({"name": "Mine"})),
        delete("views/{id}", "views/$view"),
        get("attribute-definitions", "attribute-definitions"),
        post(
            "attribute-definitions",
            "attribute-definitions",
            json!({"entity": "contact", "key": "$text", "title": "Title $text", "type": "text"}),
        ),
        get("attribute-definitions/{id}", "attribute-definitions/$definition"),
        patch("attribute-definitions/{id}", "attribute-definitions/$definition", json!({"title": "Mine"})),
        delete("attribute-definitions/{id}", "attribute-definitions/$definition"),
        get("conversations/counts", "conversations/counts"),
        get("conversations/deleted", "conversations/deleted"),
        post("conversations/{id}/restore", "conversations/$deleted_conversation/restore", json!({})),
        get("conversations/{id}", "conversations/$merged_conversation"),
        delete("conversations/{id}", "conversations/$conversation"),
        post("conversations/{id}/merge", "conversations/$conversation/merge", json!({"into": "@conversation"})),
        post("conversations/{id}/merge", "conversations/@conversation/merge", json!({"into": "$conversation"})),
        post("conversations/{id}/transfer", "conversations/$conversation/transfer", json!({"inbox_id": "@inbox"})),
        post("conversations/{id}/transfer", "conversations/@conversation/transfer", json!({"inbox_id": "$inbox"})),
        get("conversations/{id}/transitions", "conversations/$conversation/transitions"),
        get("conversations/{id}/days", "conversations/$conversation/days"),
        get("conversations/{id}/days", "conversations/$merged_conversation/days"),
        get("conversations/{id}/transcript", "conversations/$conversation/transcript"),
        post("conversations/{id}/labels", "conversations/$conversation/labels", json!({"add": ["@label"]})),
        post("conversations/{id}/labels", "conversations/@conversation/labels", json!({"remove": ["$label"]})),
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
        get("conversations/{id}/participants", "conversations/$conversation/participants"),
        post("conversations/{id}/status", "conversations/$conversation/status", json!({"status": "resolved"})),
        get("events", "events?limit=100"),
        get("presence", "presence"),
        get("inboxes", "inboxes"),
        get("inboxes/{id}", "inboxes/$inbox"),
        patch("inboxes/{id}", "inboxes/$inbox", json!({"name": "Mine"})),
        delete("inboxes/{id}", "inboxes/$inbox"),
        post("inboxes", "inboxes", json!({"name": "Inbox $text", "channel": "api"})),
        post(
            "inboxes/{id}/messages",
            "inboxes/$inbox/messages",
            json!({"contact": {"external_id": "$key"}, "body": "Hello", "external_id": "$key"}),
        ),
        get("inboxes/{id}/members", "inboxes/$inbox/members"),
        put("inboxes/{id}/members/{user_id}", "inboxes/$inbox/members/@user"),
        put("inboxes/{id}/members/{user_id}", "inboxes/@inbox/members/$user"),
        delete("inboxes/{id}/members/{user_id}", "inboxes/$inbox/members/$user"),
        delete("inboxes/{id}/members/{user_id}", "inboxes/@inbox/members/$user"),
        // A form is no JSON: what it asks for another's inbox is tried in `files`.
        post("attachments", "attachments?inbox_id=$inbox", Value::Null),
        get("attachments/{id}", "attachments/$attachment"),
        get("attachments/{id}", "attachments/$loose"),
        get("attachments/{id}/thumbnail", "attachments/$attachment/thumbnail"),
        get("attachments/{id}/link", "attachments/$attachment/link"),
        get("attachments/{id}/link", "attachments/$loose/link"),
        post(
            "conversations/{id}/messages",
            "conversations/@conversation/messages",
            json!({"kind": "text", "body": "Mine", "attachment_ids": ["$loose"]}),
        ),
        get("labels", "labels"),
        post("labels", "labels", json!({"name": "$text", "color": "#1f6feb"})),
        patch("labels/{id}", "labels/$label_id", json!({"name": "mine"})),
        delete("labels/{id}", "labels/$label_id"),
        get("members", "members"),
        get("members", "members?q=$text"),
        get("messages/{id}", "messages/$message"),
        get("mentions", "mentions"),
        post(
            "conversations/{id}/messages",
            "conversations/@conversation/messages",
            json!({"kind": "note", "body": "Look", "mentions": ["$user"]}),
        ),
        patch("messages/{id}", "messages/$note", json!({"body": "Mine"})),
        patch("messages/{id}", "messages/@note", json!({"body": "Mine", "mentions": ["$user"]})),
        delete("messages/{id}", "messages/$message"),
        get("messages/{id}/history", "messages/$note/history"),
        put("messages/{id}/reactions/{emoji}", "messages/$message/reactions/%F0%9F%91%8D"),
        delete("messages/{id}/reactions/{emoji}", "messages/$message/reactions/%F0%9F%91%8D"),
        post("messages/{id}/delivery", "messages/$message/delivery", json!({"attempt": 1, "status": "sent"})),
        post(
            "messages/{id}/delivery",
            "messages/@message/delivery",
            json!({"attempt": 1, "status": "sent", "external_id": "$key"}),
        ),
        post("messages/{id}/retry", "messages/$message/retry", Value::Null),
        post("inboxes/{id}/delivery-reports", "inboxes/$inbox/delivery-reports", reports()),
        post("inboxes/{id}/delivery-reports", "inboxes/@inbox/delivery-reports", reports()),
        get("drafts", "drafts"),
        get("conversations/{id}/draft", "conversations/$conversation/draft"),
        draft("conversations/$conversation/draft", json!({"body": "Hello"})),
        draft("conversations/@conversation/draft", json!({"body": "Hello", "reply_to_id": "$message"})),
        delete("conversations/{id}/draft", "conversations/$conversation/draft"),
        get("scheduled-messages", "scheduled-messages"),
        get("scheduled-messages/{id}", "scheduled-messages/$scheduled"),
        patch("scheduled-messages/{id}", "scheduled-messages/$scheduled", json!({"body": "Mine"})),
        delete("scheduled-messages/{id}", "scheduled-messages/$scheduled"),
        get("conversations/{id}/scheduled-messages", "conversations/$conversation/scheduled-messages"),
        post("conversations/{id}/scheduled-messages", "conversations/$conversation/scheduled-messages", later(None)),
        post(
            "conversations/{id}/scheduled-messages",
            "conversations/@conversation/scheduled-messages",
            later(Some("$message")),
        ),
        get("canned-responses", "canned-responses"),
        get("canned-responses", "canned-responses?q=$text"),
        get("canned-responses/{id}", "canned-responses/$canned"),
        patch("canned-responses/{id}", "canned-responses/$canned", json!({"title": "Mine"})),
        patch("canned-responses/{id}", "canned-responses/@canned", json!({"team_id": "$team"})),
        delete("canned-responses/{id}", "canned-responses/$canned"),
        post("canned-responses", "canned-responses", json!({"short_code": "$text-0", "title": "T", "body": "B"})),
        post(
            "canned-responses",
            "canned-responses",
            json!({"short_code": "team", "title": "T", "body": "B", "team_id": "$team"}),
        ),
        render("canned-responses/$canned/render", "@conversation"),
        render("canned-responses/@canned/render", "$conversation"),
        get("macros", "macros"),
        get("macros/{id}", "macros/$macro"),
        patch("macros/{id}", "macros/$macro", json!({"name": "Mine"})),
        delete("macros/{id}", "macros/$macro"),
        post("macros", "macros", does(json!({"type": "add_labels", "labels": ["$label"]}))),
        post("macros", "macros", does(json!({"type": "assign_user", "user_id": "$user"}))),
        post("macros", "macros", does(json!({"type": "assign_team", "team_id": "$team"}))),
        run("macros/$macro/run", "@conversation"),
        run("macros/@macro/run", "$conversation"),
        get("search", "search?q=$text"),
        get("search", "search?q=$text&type=contacts"),
        get("search", "search?q=$text&type=conversations"),
        get("search", "search?q=$text&type=all"),
        get("search", "search?q=Hello+in:$inbox"),
        get("search", "search?q=Hello+label:$label"),
        get("search", "search?q=Hello+from:\"Colleague+$text\""),
        post("teams", "teams", json!({"name": "Team $text"})),
        get("teams", "teams"),
        patch("teams/{id}", "teams/$team", json!({"name": "Mine"})),
        delete("teams/{id}", "teams/$team"),
        get("teams/{id}/members", "teams/$team/members"),
        put("teams/{id}/members/{user_id}", "teams/$team/members/@user"),
        put("teams/{id}/members/{user_id}", "teams/@team/members/$user"),
        delete("teams/{id}/members/{user_id}", "teams/$team/members/@user"),
        delete("teams/{id}/members/{user_id}", "teams/@team/members/$user"),
    ]
}

/// What takes no id, besides what takes no credential: it is about the caller alone.
const ONES_OWN: [&str; 8] = [
    "PATCH /api/v1/account",
    "PATCH /api/v1/auth/me",
    "POST /api/v1/auth/change-password",
    "POST /api/v1/auth/totp",
    "POST /api/v1/auth/totp/backup-codes",
    "POST /api/v1/auth/totp/confirm",
    "POST /api/v1/auth/totp/disable",
    "POST /api/v1/auth/realtime-ticket",
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
    if probe.route == "messages/{id}" {
        ask = ask.header("if-match", "*");
    }
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
        "deliveries:write",
        "messages:receive",
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
                    // What is somebody's own only they can take away.
                    let who: &Api = if matches!(probe.route, "views" | "macros") { caller } else { ana };
                    who.delete(format!("{}/{}", probe.route, id(&made))).await.is(204);
                }
                continue;
            }
            // The log goes on while it is read, and names what the roles before have asked for.
            if probe.route.starts_with("audit-log") {
                assert!(*role != "owner" || !foreign.text().contains(CANARY), "{what}");
                continue;
            }
            // A table is no JSON.
            if probe.route == "contacts/export" {
                assert_eq!((foreign.status(), foreign.text()), (absent.status(), absent.text()), "{what}");
            } else {
                assert_eq!(foreign.face(), absent.face(), "{what}");
            }
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
        .iter()
        // What takes no credential of a tenant has none to be mistaken about.
        .filter(|operation| operation.spec["security"].to_string().contains("api_key"))
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
        ("contacts?updated_since=2020-01-01T00:00:00Z".to_owned(), "changes_cursor"),
        ("contacts/duplicates".to_owned() + "?limit=100", "twins_cursor"),
        ("companies?limit=100".to_owned(), "companies_cursor"),
        (format!("contacts/{}/notes?limit=100", own["contact"]), "notes_cursor"),
        ("inboxes?limit=100".to_owned(), "inboxes_cursor"),
        ("labels?limit=100".to_owned(), "labels_cursor"),
        ("members?limit=100".to_owned(), "members_cursor"),
        ("invitations?limit=100".to_owned(), "invitations_cursor"),
        ("api-keys?limit=100".to_owned(), "api_keys_cursor"),
        ("views?limit=100".to_owned(), "views_cursor"),
        ("attribute-definitions?limit=100".to_owned(), "definitions_cursor"),
        ("audit-log?limit=100".to_owned(), "audit_cursor"),
        (format!("{path}/readers?limit=100"), "readers_cursor"),
        (format!("{path}/participants?limit=100"), "participants_cursor"),
        ("mentions?limit=100".to_owned(), "mentions_cursor"),
        (format!("messages/{}/history?limit=100", own["note"]), "history_cursor"),
        ("conversations/deleted?limit=100".to_owned(), "deleted_cursor"),
        ("drafts?limit=100".to_owned(), "drafts_cursor"),
        ("scheduled-messages?limit=100".to_owned(), "waiting_cursor"),
        ("canned-responses?limit=100".to_owned(), "responses_cursor"),
        ("macros?limit=100".to_owned(), "our_macros_cursor"),
        (format!("search?limit=100&q={CANARY}"), "search_cursor"),
    ] {
        let answer = ana.get(format!("{target}&cursor={}", theirs[cursor])).await;
        answer.is(200);
        assert_no_canary(&answer, &target);
    }
    let messages = ana.get(format!("{path}/messages?cursor={}", theirs["messages_cursor"])).await;
    messages.problem(422, "INVALID_CURSOR");
    let steps = ana.get(format!("{path}/transitions?cursor={}", theirs["transitions_cursor"])).await;
    steps.problem(422, "INVALID_CURSOR");

    // A key is the tenant's own.
    let key = format!("contact-{CANARY}");
    let answer = ana.post("contacts", json!({"name": format!("Keyed {CANARY}")})).key(&key).await;
    assert_eq!((answer.is(201)["version"].as_i64(), answer.header("idempotency-replayed")), (Some(1), None));
    let said = ana.post(format!("{path}/messages"), json!({"kind": "text", "body": CANARY})).key(CANARY).await;
    assert_eq!((said.status().as_u16(), said.header("idempotency-replayed")), (201, None));
    assert_eq!(census(&mut app.sql().await, bob.account_id).await, before);
}
