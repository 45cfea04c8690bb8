//! Filters, saved views and attribute definitions, as people use them.

use futures_util::future::join_all;
use serde_json::{Value, json};
use skybot_tests::{App, Reply, User, census, fresh_id, id};

fn condition(field: &str, op: &str, value: impl Into<Value>) -> Value {
    json!({"field": field, "op": op, "value": value.into()})
}

/// The numbers of the conversations that match, page by page.
async fn matching(user: &User, filter: &Value, limit: u8) -> Vec<i64> {
    let (mut numbers, mut cursor) = (Vec::new(), None);
    loop {
        let mut body = json!({"filter": filter, "limit": limit, "sort": "created"});
        if let Some(cursor) = cursor {
            body["cursor"] = cursor;
        }
        let page = user.post("conversations/filter", body).await.is(200);
        numbers.extend(page["items"].as_array().unwrap().iter().map(|one| one["number"].as_i64().unwrap()));
        match page["next_cursor"].clone() {
            Value::Null => return numbers,
            next => cursor = Some(next),
        }
    }
}

/// Four conversations, numbered as they are made.
async fn four(ana: &User) -> (String, Vec<String>) {
    let inbox = ana.inbox("Support").await;
    ana.post("labels", json!({"name": "vip", "color": "#1f6feb"})).await.is(201);
    let mut ids = Vec::new();
    for (contact, subject) in [("Bea", "Lost parcel"), ("Carl", "Café"), ("Dora", "Refund"), ("Emil", "Parcel again")]
    {
        let open = json!({"inbox_id": inbox, "contact": {"name": contact}, "subject": subject});
        ids.push(id(&ana.post("conversations", open).await.is(201)).to_owned());
    }
    let at = |number: usize| format!("conversations/{}", ids[number - 1]);
    ana.put(format!("{}/labels/vip", at(1))).await.is(200);
    ana.put(format!("{}/labels/vip", at(3))).await.is(200);
    ana.post(format!("{}/assignment", at(2)), json!({"user_id": ana.user_id})).await.is(200);
    ana.post(format!("{}/status", at(4)), json!({"status": "resolved"})).await.is(200);
    ana.patch(at(3), json!({"priority": "high", "custom_attributes": {"plan": "gold", "seats": 5}})).await.is(200);
    (inbox, ids)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_joins_conditions_by_and_or_and_not() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (inbox, ids) = four(&ana).await;
    app.contact_writes(&ana, &ids[1], "Hello?").await;
    ana.put(format!("conversations/{}/participants/{}", ids[0], ana.user_id)).await.is(200);
    ana.post(format!("conversations/{}/mute", ids[3]), json!({})).await.is(200);

    let unresolved = condition("status", "not_in", json!(["resolved"]));
    let vip = condition("label", "has", "vip");
    for (filter, expected) in [
        (json!({"all": []}), &[4, 3, 2, 1][..]),
        (json!({"any": []}), &[]),
        (unresolved.clone(), &[3, 2, 1]),
        (json!({"all": [unresolved, {"not": vip}]}), &[2]),
        (json!({"any": [condition("priority", "in", json!(["high"])), condition("number", "lt", 2)]}), &[3, 1]),
        (condition("assignee", "in", json!(["me"])), &[2]),
        (condition("assignee", "in", json!(["none", fresh_id()])), &[4, 3, 1]),
        (condition("assignee", "not_in", json!([ana.user_id])), &[4, 3, 1]),
        (condition("team", "in", json!(["none"])), &[4, 3, 2, 1]),
        (condition("inbox", "in", json!([inbox])), &[4, 3, 2, 1]),
        (condition("label", "has", "unheard-of"), &[]),
        (condition("label", "has_not", "vip"), &[4, 2]),
        (condition("unread", "eq", true), &[2]),
        (condition("waiting", "eq", false), &[4, 3, 1]),
        (condition("waiting_since", "after", "2020-01-01T00:00:00Z"), &[2]),
        (condition("participant", "eq", true), &[1]),
        (condition("muted", "eq", true), &[4]),
        (condition("created_at", "before", "2020-01-01T00:00:00Z"), &[]),
        (condition("last_activity_at", "after", "2020-01-01T00:00:00Z"), &[4, 3, 2, 1]),
        (condition("subject", "contains", "PARCEL"), &[4, 1]),
        (condition("subject", "contains", "cafe"), &[2]),
        (condition("subject", "contains", "%"), &[]),
        (condition("custom_attributes.plan", "eq", "gold"), &[3]),
        (condition("custom_attributes.plan", "ne", "gold"), &[4, 2, 1]),
        (condition("custom_attributes.seats", "gt", 4.5), &[3]),
        (condition("custom_attributes.seats", "exists", false), &[4, 2, 1]),
    ] {
        for limit in [1, 100] {
            assert_eq!(matching(&ana, &filter, limit).await, expected, "{filter}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_shows_what_the_caller_may_see_and_nothing_else() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (_, ids) = four(&ana).await;
    let bob = ana.colleague(&app, "Bob", "agent", "mine").await;
    ana.post(format!("conversations/{}/assignment", ids[3]), json!({"user_id": bob.user_id})).await.is(200);
    let carl = app.tenant().await;
    // However one asks.
    let (vip, mine) = (condition("label", "has", "vip"), condition("assignee", "in", json!(["me"])));
    for all in [json!({"all": []}), json!({"not": {"any": []}}), json!({"any": [mine.clone(), {"not": mine}]})] {
        assert_eq!(matching(&ana, &all, 100).await.len(), 4, "{all}");
        assert_eq!(matching(&bob, &all, 100).await, [4], "{all}");
        assert_eq!(matching(&carl, &all, 100).await, [0; 0], "{all}");
    }
    assert_eq!(matching(&bob, &json!({"any": [vip, condition("number", "gt", 0)]}), 100).await, [4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_is_none_is_refused_with_where_it_is_wrong() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let ask = async |filter: Value| ana.post("conversations/filter", json!({"filter": filter})).await;
    let deep = (0..6).fold(condition("unread", "eq", true), |filter, _| json!({"not": filter}));
    let wide = json!({"any": vec![condition("unread", "eq", true); 31]});
    let long = condition("inbox", "in", json!(vec![fresh_id(); 51]));
    for (filter, expected) in [
        (json!({}), "/filter ONE_OF"),
        (json!({"all": [], "any": []}), "/filter ONE_OF"),
        (json!({"all": [{"any": [{}]}]}), "/filter/all/0/any/0 ONE_OF"),
        (deep, "/filter/not/not/not/not/not TOO_DEEP"),
        (wide, "/filter/any/30 TOO_MANY"),
        (long, "/filter/value TOO_MANY"),
        (condition("body", "contains", "x"), "/filter/field UNKNOWN_VALUE"),
        (condition("custom_attributes.a; drop table views", "eq", "x"), "/filter/field INVALID_NAME"),
        (condition("status", "like", "x"), "/filter/op UNKNOWN_VALUE"),
        (condition("status", "in", json!(["open", "closed"])), "/filter/value INVALID_VALUE"),
        (condition("status", "in", "open"), "/filter/value WRONG_TYPE"),
        (condition("status", "in", json!([["open"]])), "/filter/value/0 WRONG_TYPE"),
        (condition("status", "in", Value::Null), "/filter/value WRONG_TYPE"),
        (condition("subject", "contains", "a\0b"), "/filter/value CONTROL_CHARACTER"),
        (condition("subject", "contains", "x".repeat(251)), "/filter/value TOO_LONG"),
        (condition("number", "eq", 1.5), "/filter/value INVALID_VALUE"),
        (condition("custom_attributes.plan", "gt", "gold"), "/filter/value INVALID_VALUE"),
        (json!({"all": [{"sql": "true"}]}), "/filter/all/0/sql UNKNOWN_FIELD"),
        (json!([]), "/filter WRONG_TYPE"),
        (Value::Null, "/filter WRONG_TYPE"),
    ] {
        assert_eq!(ask(filter.clone()).await.violations(), [expected], "{filter}");
    }
    let nested = format!(r#"{{"filter":{}{}}}"#, r#"{"not":"#.repeat(200), "}".repeat(200));
    ana.ask(skybot_client::reqwest::Method::POST, "conversations/filter")
        .body("application/json", nested)
        .await
        .problem(400, "MALFORMED_JSON");
    let page = |extra: Value| {
        let mut body = json!({"filter": {"all": []}});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        ana.post("conversations/filter", body)
    };
    assert_eq!(page(json!({"limit": 101})).await.violations(), ["/limit OUT_OF_RANGE"]);
    assert!(page(json!({"sort": "name"})).await.violations()[0].starts_with("/sort "));
    page(json!({"cursor": "x"})).await.problem(422, "INVALID_CURSOR");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_keeps_a_filter_and_lists_and_counts_by_it() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (_, ids) = four(&ana).await;
    let filter =
        json!({"all": [condition("status", "in", json!(["open"])), {"not": condition("label", "has", "vip")}]});
    let body = json!({"name": " Mine ", "filter": filter, "sort": "created"});
    let view = ana.post("views", body.clone()).key("once").await;
    let (made, etag) = (view.is(201), view.header("etag").map(str::to_owned));
    assert_eq!((&made["name"], &made["filter"], &made["sort"]), (&json!("Mine"), &filter, &json!("created")));
    assert_eq!((&made["shared"], &made["owner_id"]), (&json!(false), &json!(ana.user_id)));
    assert_eq!(etag.as_deref(), Some("\"1\""));
    let again = ana.post("views", body).key("once").await;
    assert_eq!((again.is(201), again.header("idempotency-replayed")), (made.clone(), Some("true")));
    let path = format!("views/{}", id(&made));
    assert_eq!(ana.get(&path).await.is(200), made);
    assert_eq!(ana.get(&path).header("if-none-match", "\"1\"").await.status(), 304);

    let numbers = async |target: String| -> Vec<i64> {
        ana.list(&target).await.iter().map(|one| one["number"].as_i64().unwrap()).collect()
    };
    let list = format!("conversations?view={}", id(&made));
    assert_eq!(numbers(list.clone()).await, [2]);
    assert_eq!(numbers(format!("{list}&assignee=none")).await, [0; 0], "other filters hold too");
    assert_eq!(ana.get(format!("{path}/count")).await.is(200), json!({"count": 1, "capped": false}));

    let wide = json!({"filter": {"all": []}, "name": "All"});
    ana.patch(&path, wide.clone()).if_match(2).await.problem(412, "VERSION_CONFLICT");
    let changed = ana.patch(&path, wide).if_match(1).await.is(200);
    assert_eq!((&changed["version"], &changed["sort"]), (&json!(2), &json!("created")));
    assert_eq!(numbers(list.clone()).await, [4, 3, 2, 1]);
    assert_eq!(numbers(format!("{list}&limit=1&sort=last_activity")).await.len(), 4);
    ana.post(format!("conversations/{}/status", ids[0]), json!({"status": "resolved"})).await.is(200);

    ana.delete(&path).if_match(1).await.problem(412, "VERSION_CONFLICT");
    ana.delete(&path).if_match(2).await.is(204);
    ana.get(&path).await.problem(404, "VIEW_NOT_FOUND");
    ana.get(&list).await.problem(404, "VIEW_NOT_FOUND");
    ana.get(format!("{path}/count")).await.problem(404, "VIEW_NOT_FOUND");
    ana.delete(&path).await.problem(404, "VIEW_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_goes_no_further_than_a_thousand() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = ana.conversation().await;
    // A thousand more; they would take a minute over HTTP.
    let more =
        "insert into conversations (account_id, id, number, inbox_id, contact_id, status, created_at, last_activity_at)
                select account_id, gen_random_uuid(), 1 + n, inbox_id, contact_id, 'open', now(), now()
                from conversations, generate_series(1, 999) n";
    app.database.execute(more).await;
    let view = ana.post("views", json!({"name": "All", "filter": {"all": []}})).await.is(201);
    let count = async || ana.get(format!("views/{}/count", id(&view))).await.is(200);
    assert_eq!(count().await, json!({"count": 1000, "capped": false}));
    ana.post("conversations", json!({"inbox_id": conversation["inbox_id"], "contact": {"name": "One more"}})).await;
    app.database.execute("update account_counters set conversations = 5000").await;
    ana.post("conversations", json!({"inbox_id": conversation["inbox_id"], "contact": {"name": "One"}})).await.is(201);
    assert_eq!(count().await, json!({"count": 1000, "capped": true}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_is_its_owners_until_it_is_shared_and_sharing_is_for_those_who_configure() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let vera = ana.colleague(&app, "Vera", "viewer", "all").await;
    let make = async |user: &User, shared: bool| {
        user.post("views", json!({"name": "V", "filter": {"all": []}, "shared": shared})).await
    };
    let names =
        async |user: &User| user.list("views?limit=1").await.iter().map(|one| id(one).to_owned()).collect::<Vec<_>>();

    let (anas, bobs) = (make(&ana, false).await.is(201), make(&bob, false).await.is(201));
    let veras = make(&vera, false).await.is(201);
    let shared = make(&ana, true).await.is(201);
    for user in [&bob, &vera] {
        make(user, true).await.problem(403, "FORBIDDEN");
    }
    let (own, ours) = (id(&bobs).to_owned(), id(&shared).to_owned());
    assert_eq!(names(&bob).await, [own.clone(), ours.clone()], "by when they were made");
    assert_eq!(names(&vera).await, [id(&veras).to_owned(), ours.clone()]);
    assert_eq!(names(&ana).await, [id(&anas).to_owned(), ours.clone()], "not even an owner sees others' own views");
    for (method, path) in
        [("GET", format!("views/{own}")), ("GET", format!("views/{own}/count")), ("DELETE", format!("views/{own}"))]
    {
        ana.ask(method.parse().unwrap(), path).await.problem(404, "VIEW_NOT_FOUND");
    }
    ana.get(format!("conversations?view={own}")).await.problem(404, "VIEW_NOT_FOUND");
    ana.patch(format!("views/{own}"), json!({"name": "Mine"})).await.problem(404, "VIEW_NOT_FOUND");

    bob.patch(format!("views/{ours}"), json!({"name": "Mine"})).await.problem(403, "FORBIDDEN");
    bob.delete(format!("views/{ours}")).await.problem(403, "FORBIDDEN");
    bob.patch(format!("views/{own}"), json!({"shared": true})).await.problem(403, "FORBIDDEN");
    let adam = ana.colleague(&app, "Adam", "admin", "all").await;
    assert_eq!(
        adam.patch(format!("views/{ours}"), json!({"name": "New"})).await.is(200)["owner_id"],
        json!(ana.user_id)
    );
    // Taken back, it is whose who took it.
    let taken = adam.patch(format!("views/{ours}"), json!({"shared": false})).await.is(200);
    assert_eq!((&taken["owner_id"], &taken["shared"]), (&json!(adam.user_id), &json!(false)));
    ana.get(format!("views/{ours}")).await.problem(404, "VIEW_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_a_most_of_views_however_many_are_made_at_once() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let fill = |shared: bool, owner: uuid::Uuid, count: u32| {
        format!(
            "insert into views (account_id, id, name, owner_id, shared, filter, sort, created_at, updated_at)
             select '{}', gen_random_uuid(), 'V', '{owner}', {shared}, '{{\"all\": []}}', 'created', now(), now()
             from generate_series(1, {count})",
            ana.account_id
        )
    };
    app.database.execute(&fill(false, bob.user_id, 98)).await;
    app.database.execute(&fill(true, bob.user_id, 199)).await;
    for (user, shared, room) in [(&bob, false, 2), (&ana, true, 1)] {
        let body = json!({"name": "V", "filter": {"all": []}, "shared": shared});
        let made = join_all((0..6).map(|_| async { user.post("views", body.clone()).await })).await;
        let (made, refused): (Vec<Reply>, _) = made.into_iter().partition(|answer| answer.status() == 201);
        assert_eq!(made.len(), room);
        for answer in &refused {
            answer.problem(409, "LIMIT_REACHED");
        }
    }
    // Sharing one's own takes room too.
    let own = ana.post("views", json!({"name": "V", "filter": {"all": []}})).await.is(201);
    ana.patch(format!("views/{}", id(&own)), json!({"shared": true})).await.problem(409, "LIMIT_REACHED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_what_is_gone_matches_nothing_and_is_no_error() {
    let app = App::start().await;
    let ana = app.tenant().await;
    four(&ana).await;
    let spare = ana.inbox("Spare").await;
    let label = ana.list("labels").await[0].clone();
    let definition = json!({"entity": "conversation", "key": "seats", "title": "Seats", "type": "number"});
    let definition = ana.post("attribute-definitions", definition).await.is(201);
    let filter = json!({"any": [
        condition("label", "has", "vip"), condition("inbox", "in", json!([spare])), condition("team", "in", json!([fresh_id()])),
        condition("assignee", "in", json!([fresh_id()])), condition("custom_attributes.seats", "gt", 100),
    ]});
    let view = ana.post("views", json!({"name": "V", "filter": filter})).await.is(201);
    let list = format!("conversations?view={}", id(&view));
    assert_eq!(ana.list(&list).await.len(), 2);
    ana.delete(format!("labels/{}", id(&label))).await.is(204);
    ana.delete(format!("inboxes/{spare}")).await.is(204);
    ana.delete(format!("attribute-definitions/{}", id(&definition))).await.is(204);
    // Another definition of the key makes no view wrong either.
    let text = json!({"entity": "conversation", "key": "other", "title": "Seats", "type": "text"});
    ana.post("attribute-definitions", text).await.is(201);
    assert_eq!(ana.list(&list).await.len(), 0);
    assert_eq!(ana.get(format!("views/{}/count", id(&view))).await.is(200)["count"], 0);
    ana.get(format!("views/{}", id(&view))).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_is_none_is_refused_and_nothing_is_stored() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let before = census(&mut app.sql().await, ana.account_id).await;
    for (body, expected) in [
        (json!({"name": "", "filter": {}}), &["/name BLANK", "/filter ONE_OF"][..]),
        (json!({"name": "a\0", "filter": {"all": []}}), &["/name CONTROL_CHARACTER"]),
        (json!({"name": "x".repeat(121), "filter": {"all": []}}), &["/name TOO_LONG"]),
        (json!({"name": "V"}), &["/filter REQUIRED"]),
        (json!({"name": "V", "filter": {"all": []}, "owner_id": fresh_id()}), &["/owner_id UNKNOWN_FIELD"]),
        (json!({"name": "V", "filter": {"all": []}, "shared": "yes"}), &["/shared WRONG_TYPE"]),
    ] {
        assert_eq!(ana.post("views", body.clone()).await.violations(), expected, "{body}");
    }
    for bad in ["1", "%00", "..%2f.."] {
        assert!(matches!(ana.get(format!("views/{bad}")).await.status().as_u16(), 404 | 422), "{bad}");
    }
    ana.get("conversations?view=1").await.violations();
    assert_eq!(census(&mut app.sql().await, ana.account_id).await, before);
}

async fn define(user: &User, entity: &str, key: &str, kind: &str, options: &[&str]) -> Value {
    let body = json!({"entity": entity, "key": key, "title": key, "type": kind, "options": options});
    user.post("attribute-definitions", body).await.is(201)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_of_a_defined_attribute_fits_its_definition_and_others_may_be_anything() {
    let app = App::start().await;
    let ana = app.tenant().await;
    for (key, kind, options) in [
        ("note", "text", &[][..]),
        ("seats", "number", &[]),
        ("trial", "boolean", &[]),
        ("since", "date", &[]),
        ("site", "link", &[]),
        ("plan", "list", &["gold", "silver"]),
    ] {
        define(&ana, "contact", key, kind, options).await;
    }
    define(&ana, "conversation", "seats", "text", &[]).await;
    let good = json!({"note": "x", "seats": 5, "trial": false, "since": "2024-02-29", "site": "https://a.example/x",
                      "plan": "gold", "other": 1});
    let contact = ana.post("contacts", json!({"name": "Bea", "custom_attributes": good})).await.is(201);
    assert_eq!(contact["custom_attributes"], good);
    let bad =
        json!({"note": 1, "seats": "5", "trial": "no", "since": "2023-02-29", "site": "ftp://a", "plan": "bronze"});
    let expected = [
        "/custom_attributes/note WRONG_TYPE",
        "/custom_attributes/plan UNKNOWN_OPTION",
        "/custom_attributes/seats WRONG_TYPE",
        "/custom_attributes/since INVALID_DATE",
        "/custom_attributes/site INVALID_LINK",
        "/custom_attributes/trial WRONG_TYPE",
    ];
    let before = census(&mut app.sql().await, ana.account_id).await;
    assert_eq!(ana.post("contacts", json!({"name": "Carl", "custom_attributes": bad})).await.violations(), expected);
    let path = format!("contacts/{}", id(&contact));
    assert_eq!(ana.patch(&path, json!({"custom_attributes": bad})).await.violations(), expected);
    let inbox_id = fresh_id();
    let opening = json!({"inbox_id": inbox_id, "contact": {"name": "Carl", "custom_attributes": {"seats": "5"}}});
    let nested = ana.post("conversations", opening).await.violations();
    assert_eq!(nested, ["/contact/custom_attributes/seats WRONG_TYPE"]);
    assert_eq!(census(&mut app.sql().await, ana.account_id).await, before);
    // The same key of another entity is another attribute.
    let conversation = format!("conversations/{}", id(&ana.conversation().await));
    ana.patch(&conversation, json!({"custom_attributes": {"seats": "five"}})).await.is(200);
    let wrong = ana.patch(&conversation, json!({"custom_attributes": {"seats": 5}})).await.violations();
    assert_eq!(wrong, ["/custom_attributes/seats WRONG_TYPE"]);
    // What a filter asks must fit too.
    let ask = async |filter: Value| ana.post("conversations/filter", json!({"filter": {"all": [filter]}})).await;
    let wrong = ask(condition("contact.custom_attributes.seats", "eq", "5")).await.violations();
    assert_eq!(wrong, ["/filter/all/0/value WRONG_TYPE"]);
    let wrong = ask(condition("contact.custom_attributes.note", "gt", 5)).await.violations();
    assert_eq!(wrong, ["/filter/all/0/value WRONG_TYPE"]);
    ask(condition("contact.custom_attributes.since", "gt", "2024-01-01")).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_definition_is_made_changed_and_deleted_by_its_version() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let body = json!({"entity": "contact", "key": "plan", "title": "Plan", "type": "list", "options": ["gold"]});
    let answer = ana.post("attribute-definitions", body.clone()).key("once").await;
    let made = answer.is(201);
    assert_eq!(answer.header("etag"), Some("\"1\""));
    assert_eq!(ana.post("attribute-definitions", body.clone()).key("once").await.is(201), made);
    ana.post("attribute-definitions", body).await.problem(409, "ATTRIBUTE_KEY_TAKEN");
    define(&ana, "conversation", "plan", "text", &[]).await;
    let path = format!("attribute-definitions/{}", id(&made));
    assert_eq!(ana.get(&path).await.is(200), made);
    assert_eq!(ana.list("attribute-definitions?limit=1").await.len(), 2);
    assert_eq!(ana.list("attribute-definitions?entity=contact").await, std::slice::from_ref(&made));
    let change = json!({"title": "Tariff", "options": ["gold", "silver"]});
    ana.patch(&path, change.clone()).if_match(7).await.problem(412, "VERSION_CONFLICT");
    let changed = ana.patch(&path, change).if_match(1).await.is(200);
    assert_eq!((&changed["title"], &changed["options"]), (&json!("Tariff"), &json!(["gold", "silver"])));
    for (patch, expected) in [
        (json!({"type": "text", "options": ["gold"]}), "/options NOT_ALLOWED"),
        (json!({"options": []}), "/options REQUIRED"),
        (json!({"options": ["a", "a"]}), "/options/1 REPEATED"),
        (json!({"key": "tariff"}), "/key UNKNOWN_FIELD"),
        (json!({"title": " "}), "/title BLANK"),
    ] {
        assert_eq!(ana.patch(&path, patch.clone()).await.violations(), [expected], "{patch}");
    }
    // The type changes with its options.
    assert_eq!(ana.patch(&path, json!({"type": "number"})).await.is(200)["options"], json!([]));
    ana.delete(&path).if_match(1).await.problem(412, "VERSION_CONFLICT");
    ana.delete(&path).if_match(3).await.is(204);
    ana.get(&path).await.problem(404, "ATTRIBUTE_DEFINITION_NOT_FOUND");
    ana.patch(&path, json!({})).await.problem(404, "ATTRIBUTE_DEFINITION_NOT_FOUND");
    for (body, expected) in [
        (json!({"entity": "inbox", "key": "a", "title": "A", "type": "text"}), "/entity UNKNOWN_VALUE"),
        (json!({"entity": "contact", "key": "A b", "title": "A", "type": "text"}), "/key INVALID_NAME"),
        (json!({"entity": "contact", "key": "a", "title": "A\0", "type": "text"}), "/title CONTROL_CHARACTER"),
        (json!({"entity": "contact", "key": "a", "title": "A", "type": "json"}), "/type UNKNOWN_VALUE"),
        (json!({"entity": "contact", "key": "a", "title": "A", "type": "list"}), "/options REQUIRED"),
        (
            json!({"entity": "contact", "key": "a", "title": "A", "type": "list", "options": ["\0"]}),
            "/options/0 CONTROL_CHARACTER",
        ),
    ] {
        assert_eq!(ana.post("attribute-definitions", body.clone()).await.violations(), [expected], "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_definition_does_not_change_below_the_values_that_are_there() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let plan = define(&ana, "contact", "plan", "list", &["gold", "silver"]).await;
    let contact =
        ana.post("contacts", json!({"name": "Bea", "custom_attributes": {"plan": "gold", "seats": "many"}})).await;
    let contact = format!("contacts/{}", id(&contact.is(201)));
    let path = format!("attribute-definitions/{}", id(&plan));
    ana.patch(&path, json!({"type": "text"})).await.problem(409, "RESOURCE_IN_USE");
    ana.patch(&path, json!({"options": ["silver"]})).await.problem(409, "RESOURCE_IN_USE");
    ana.patch(&path, json!({"options": ["gold", "bronze"]})).await.is(200);
    ana.patch(&path, json!({"title": "Tariff"})).await.is(200);
    // Nor is one made that they do not fit.
    let number = json!({"entity": "contact", "key": "seats", "title": "Seats", "type": "number"});
    ana.post("attribute-definitions", number.clone()).await.problem(409, "RESOURCE_IN_USE");
    define(&ana, "contact", "seats", "text", &[]).await;
    // Without values it changes; also when the contact is gone.
    ana.patch(&contact, json!({"custom_attributes": {}})).await.is(200);
    ana.patch(&path, json!({"type": "number"})).await.is(200);
    ana.patch(&contact, json!({"custom_attributes": {"plan": 5}})).await.is(200);
    ana.patch(&path, json!({"type": "boolean"})).await.problem(409, "RESOURCE_IN_USE");
    ana.delete(&contact).await.is(204);
    ana.patch(&path, json!({"type": "boolean"})).await.is(200);
    assert_eq!(app.count("select count(*) from attribute_values").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_a_value_while_its_definition_is_made_fits_it_or_came_first() {
    let app = App::start().await;
    let ana = app.tenant().await;
    for round in 0..10 {
        let key = format!("k{round}");
        let definition = json!({"entity": "contact", "key": key, "title": "K", "type": "number"});
        let contact = json!({"name": "Bea", "custom_attributes": {(key.clone()): "text"}});
        let (defined, written) = tokio::join!(async { ana.post("attribute-definitions", definition).await }, async {
            ana.post("contacts", contact).await
        },);
        match (defined.status().as_u16(), written.status().as_u16()) {
            (201, 422) | (409, 201) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_kept_beside_whoever_writes_them() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let path = format!("conversations/{}", id(&ana.conversation().await));
    let long = "x".repeat(1000);
    for attributes in [
        json!({"a": "text", "b": 1.5, "c": true, "long": long}),
        json!({"a": 7, "d": "\u{1f600}".repeat(1000)}),
        json!({}),
        json!({"b": -1e300}),
    ] {
        ana.patch(&path, json!({"custom_attributes": attributes})).await.is(200);
        for (key, value) in attributes.as_object().unwrap() {
            let filter = condition(&format!("custom_attributes.{key}"), "eq", value.clone());
            assert_eq!(matching(&ana, &filter, 100).await, [1], "{key}");
        }
        let kept = "select count(*) from attribute_values where entity = 'conversation'";
        assert_eq!(app.count(kept).await, i64::try_from(attributes.as_object().unwrap().len()).unwrap());
    }
    let other = format!("{}y", "x".repeat(999));
    ana.patch(&path, json!({"custom_attributes": {"long": long}})).await.is(200);
    assert_eq!(matching(&ana, &condition("custom_attributes.long", "eq", other), 100).await, [0; 0]);
}
