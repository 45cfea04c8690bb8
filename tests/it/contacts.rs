//! Contacts: what they are known by, who might be one, becoming one and two again, being kept out,
//! companies, notes, and lists to keep a copy by.

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{App, Dice, User, fresh_id, id};

/// A contact by its fields.
async fn make(user: &User, fields: Value) -> Value {
    user.post("contacts", fields).await.is(201)
}

fn path(contact: &Value) -> String {
    format!("contacts/{}", id(contact))
}

/// Without what counts changes.
fn bare(contact: &Value) -> Value {
    let mut bare = contact.clone();
    for counted in ["version", "updated_at"] {
        bare.as_object_mut().unwrap().remove(counted);
    }
    bare
}

fn identities(contact: &Value) -> Vec<String> {
    let list = contact["identities"].as_array().unwrap();
    list.iter().map(|one| format!("{} {}", one["kind"].as_str().unwrap(), one["value"].as_str().unwrap())).collect()
}

async fn names(user: &User, target: &str) -> Vec<String> {
    user.list(target).await.iter().map(|contact| contact["name"].as_str().unwrap().to_owned()).collect()
}

async fn event_types(user: &User, after: i64) -> Vec<(String, Value)> {
    let page = user.get(format!("events?after={after}&limit=100")).await.is(200);
    let items = page["items"].as_array().unwrap().clone();
    items.into_iter().map(|event| (event["type"].as_str().unwrap().to_owned(), event["data"].clone())).collect()
}

async fn head(user: &User) -> i64 {
    user.get("events?limit=1").await.is(200)["head"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_is_known_by_many_identities_and_one_of_a_kind_is_primary() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let zoe = make(&ana, json!({"name": "Zoe", "phone": "+33639980001"})).await;
    let path = path(&zoe);
    assert_eq!(identities(&zoe), ["phone +33639980001"]);
    let add = async |kind: &str, value: &str| {
        ana.post(format!("{path}/identities"), json!({"kind": kind, "value": value})).await
    };
    let known = add("phone", "+33 6 39 98 00 02").await.is(201);
    assert_eq!((&known["phone"], &known["version"]), (&json!("+33639980001"), &json!(2)), "the first stays primary");
    let known = add("email", "Zoe@Example.com").await.is(201);
    assert_eq!(known["email"], "Zoe@Example.com", "the first of its kind is primary");
    let known = add("bsuid", "FR.13491208655302741918").await.is(201);
    assert_eq!(
        identities(&known),
        ["bsuid FR.13491208655302741918", "email Zoe@Example.com", "phone +33639980001", "phone +33639980002"]
    );
    // The same again, in whatever spelling, is no news.
    assert_eq!(add("email", "zoe@example.COM").await.is(201), known);
    // Nobody else can have it, nor come by it when a conversation begins.
    for (field, value) in [("phone", "+33639980002"), ("email", "ZOE@example.com")] {
        ana.post("contacts", json!({"name": "Eve", field: value})).await.problem(409, "CONTACT_IDENTITY_TAKEN");
    }
    let eve = make(&ana, json!({"name": "Eve"})).await;
    let refused =
        ana.post(format!("contacts/{}/identities", id(&eve)), json!({"kind": "phone", "value": "+33639980002"})).await;
    let problem = refused.problem(409, "CONTACT_IDENTITY_TAKEN");
    assert!(!problem.to_string().contains(id(&zoe)), "it is not told whose");
    let inbox = ana.inbox("Support").await;
    let open = json!({"inbox_id": inbox, "contact": {"name": "Somebody", "phone": "+33639980002"}});
    assert_eq!(id(&ana.post("conversations", open).await.is(201)["contact"]), id(&zoe));
    assert_eq!(names(&ana, "contacts?q=980002").await, ["Zoe"], "found by all of them");

    // Another tenant may have the same.
    let bob = app.tenant().await;
    make(&bob, json!({"name": "Zoe", "phone": "+33639980002"})).await;

    // What goes makes room for the next; the last one leaves none.
    let remove = async |kind: &str, value: &str| ana.delete(format!("{path}/identities/{kind}/{value}")).await;
    assert_eq!(remove("phone", "%2B33639980001").await.is(200)["phone"], "+33639980002");
    assert_eq!(remove("phone", "+33639980002").await.is(200)["phone"], Value::Null);
    assert_eq!(remove("email", "ZOE%40example.com").await.is(200)["email"], Value::Null);
    remove("email", "zoe@example.com").await.problem(404, "CONTACT_IDENTITY_NOT_FOUND");
    let left = ana.get(&path).await.is(200);
    assert_eq!(
        (identities(&left), left["version"].as_i64()),
        (vec!["bsuid FR.13491208655302741918".to_owned()], Some(7))
    );
    make(&ana, json!({"name": "Eve", "phone": "+33639980001"})).await;

    // An id of another system may hold anything, a slash and a percent sign too.
    add("external", "crm/1 50%2F ü").await.is(201);
    assert_eq!(remove("external", "crm%2F1%2050%252F%20%C3%BC").await.is(200)["external_id"], Value::Null);

    // A primary one that is given up makes room too.
    add("email", "first@example.com").await.is(201);
    add("email", "second@example.com").await.is(201);
    let changed = ana.patch(&path, json!({"email": null})).await.is(200);
    assert_eq!(changed["email"], "second@example.com");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_identity_is_refused_and_nothing_stored() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let zoe = make(&ana, json!({"name": "Zoe"})).await;
    let path = path(&zoe);
    let long = "1".repeat(256);
    for (kind, value, code) in [
        ("phone", "+999 1234567", "INVALID_PHONE"),
        ("phone", "+33 6 39 98 00 0", "INVALID_PHONE"),
        ("phone", "06 39 98 00 01", "INVALID_PHONE"),
        ("phone", "+33\u{0}639980001", "INVALID_PHONE"),
        ("phone", long.as_str(), "INVALID_PHONE"),
        ("email", "zoe", "INVALID_EMAIL"),
        ("email", "z\u{0}e@b.c", "INVALID_EMAIL"),
        ("external", "", "BLANK"),
        ("external", "a\u{0}", "CONTROL_CHARACTER"),
        ("external", long.as_str(), "TOO_LONG"),
        ("bsuid", "13491208655302741918", "INVALID_BSUID"),
    ] {
        let refused = ana.post(format!("{path}/identities"), json!({"kind": kind, "value": value})).await;
        assert_eq!(refused.violations(), [format!("/value {code}")], "{kind} {value}");
    }
    ana.post(format!("{path}/identities"), json!({"kind": "fax", "value": "1"})).await.violations();
    ana.post(format!("{path}/identities"), json!({"kind": "phone"})).await.violations();
    ana.delete(format!("{path}/identities/fax/1")).await.violations();
    ana.delete(format!("{path}/identities/email/a%00@b.c")).await.violations();
    ana.delete(format!("{path}/identities/email/%FF@b.c")).await.problem(404, "CONTACT_IDENTITY_NOT_FOUND");
    ana.post("contacts/nonsense/identities", json!({"kind": "phone", "value": "+33639980001"})).await.violations();
    assert_eq!(
        ana.post("contacts", json!({"name": "A", "phone": "+33 1"})).await.violations(),
        ["/phone INVALID_PHONE"]
    );
    assert_eq!(ana.get(&path).await.is(200), zoe);
    assert_eq!(app.count("select count(*) from contact_identities").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_without_a_country_are_those_of_the_accounts_region() {
    let app = App::start().await;
    let ana = app.tenant().await;
    assert_eq!(ana.get("account").await.is(200)["default_region"], Value::Null);
    ana.post("contacts", json!({"name": "A", "phone": "06 39 98 00 01"})).await.violations();
    for wrong in ["fr", "FRA", "XX", "ZZ", ""] {
        let refused = ana.patch("account", json!({"default_region": wrong})).await;
        assert!(refused.violations()[0].starts_with("/default_region"), "{wrong}");
    }
    let account = ana.patch("account", json!({"default_region": "FR"})).await.is(200);
    assert_eq!(account["default_region"], "FR");
    let zoe = make(&ana, json!({"name": "Zoe", "phone": "06 39 98 00 01"})).await;
    assert_eq!(zoe["phone"], "+33639980001");
    let more = json!({"kind": "phone", "value": "01.23.45.67.89"});
    let known = ana.post(format!("{}/identities", path(&zoe)), more).await.is(201);
    assert_eq!(identities(&known), ["phone +33639980001", "phone +33123456789"]);
    let abroad = make(&ana, json!({"name": "Joe", "phone": "+1 201 555 0123"})).await;
    assert_eq!(abroad["phone"], "+12015550123");
    let inbox = ana.inbox("Support").await;
    let open = json!({"inbox_id": inbox, "contact": {"name": "Who", "phone": "0639980001"}});
    assert_eq!(id(&ana.post("conversations", open).await.is(201)["contact"]), id(&zoe));
    let changed = ana.patch(path(&abroad), json!({"phone": "0639980005"})).await.is(200);
    assert_eq!(changed["phone"], "+33639980005");
    assert_eq!(ana.patch("account", json!({"default_region": null})).await.is(200)["default_region"], Value::Null);
    ana.post("contacts", json!({"name": "A", "phone": "06 39 98 00 09"})).await.violations();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_found_in_the_spellings_of_its_network_and_never_rewritten() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    for (stored, reported) in
        [("+5511987654321", "+551187654321"), ("+541123456789", "+5491123456789"), ("+525512345678", "+5215512345678")]
    {
        let contact = make(&ana, json!({"name": format!("Known as {stored}"), "phone": stored})).await;
        let open = json!({"inbox_id": inbox, "contact": {"name": "Reported", "phone": reported}});
        assert_eq!(id(&ana.post("conversations", open).await.is(201)["contact"]), id(&contact), "{reported}");
        assert_eq!(ana.get(path(&contact)).await.is(200)["phone"], stored);
        // Two contacts with the two spellings are likely one: the store goes by the same table.
        let twin = make(&ana, json!({"name": "Twin", "phone": reported})).await;
        let told = ana.get(format!("{}/duplicates", path(&twin))).await.is(200);
        assert_eq!(told["items"][0]["contact_id"], contact["id"]);
        assert_eq!(told["items"][0]["reasons"], json!(["same_phone"]));
        // Each is then found by its own.
        let open = json!({"inbox_id": inbox, "contact": {"name": "Reported", "phone": reported}});
        assert_eq!(id(&ana.post("conversations", open).await.is(201)["contact"]), id(&twin), "{reported}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn likely_twins_are_told_with_the_reason() {
    let app = App::start().await;
    let (ana, bob) = (app.tenant().await, app.tenant().await);
    let one = make(&ana, json!({"name": "Zoë Ångström", "email": "zoe.a@example.com"})).await;
    let two = make(&ana, json!({"name": "ZOE ANGSTROM", "email": "zoea+shop@example.com"})).await;
    let three = make(&ana, json!({"name": "zoe angstrom"})).await;
    make(&ana, json!({"name": "Zoë", "email": "zoe.a@elsewhere.example"})).await;
    make(&ana, json!({"name": "Zoë"})).await;
    make(&bob, json!({"name": "Zoe Angstrom", "email": "zoe.a@example.com"})).await;

    let told = ana.get(format!("{}/duplicates", path(&one))).await.is(200);
    let item = |contact: &Value, reasons: Value| json!({"contact_id": contact["id"], "name": contact["name"], "reasons": reasons});
    assert_eq!(
        told,
        json!({"items": [item(&two, json!(["same_email", "same_name"])), item(&three, json!(["same_name"]))], "next_cursor": null})
    );
    ana.get(format!("{}/duplicates?limit=0", path(&one))).await.violations();
    let first = ana.get(format!("{}/duplicates?limit=1", path(&one))).await.is(200);
    assert_eq!(first["items"].as_array().unwrap().len(), 1);

    // All of them, each pair once, page by page.
    let pairs: Vec<(Value, usize)> = ana
        .list("contacts/duplicates?limit=1")
        .await
        .iter()
        .map(|item| (item["contact_id"].clone(), item["duplicates"].as_array().unwrap().len()))
        .collect();
    assert_eq!(pairs, [(three["id"].clone(), 2), (two["id"].clone(), 1)]);
    assert!(bob.list("contacts/duplicates").await.is_empty());
    ana.get(format!("contacts/{}/duplicates", fresh_id())).await.problem(404, "CONTACT_NOT_FOUND");
}

/// Two contacts with everything, and a conversation each.
struct Pair {
    source: Value,
    target: Value,
    conversations: [String; 2],
}

async fn pair(user: &User) -> Pair {
    let inbox = user.inbox(&format!("Inbox {}", fresh_id())).await;
    let company = id(&user.post("companies", json!({"name": "Acme"})).await.is(201)).to_owned();
    let source = make(
        user,
        json!({
            "name": "Zoe A.", "phone": "+33639980001", "email": "zoe@example.com", "company_id": company,
            "custom_attributes": {"plan": "gold", "seats": 5},
        }),
    )
    .await;
    let target =
        make(user, json!({"name": "Zoe", "email": "z@example.com", "custom_attributes": {"plan": "free"}})).await;
    let mut conversations = [String::new(), String::new()];
    for (place, contact) in [&source, &target].into_iter().enumerate() {
        let open = json!({"inbox_id": inbox, "contact_id": contact["id"]});
        id(&user.post("conversations", open).await.is(201)).clone_into(&mut conversations[place]);
    }
    user.post(format!("{}/notes", path(&source)), json!({"body": "Calls in the morning"})).await.is(201);
    Pair { source, target, conversations }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_contacts_become_one_and_two_again() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let Pair { source, target, conversations } = pair(&ana).await;
    let before = head(&ana).await;
    let merged = ana.post(format!("{}/merge", path(&source)), json!({"into": target["id"]})).await.is(200);

    assert_eq!((&merged["id"], &merged["name"]), (&target["id"], &target["name"]));
    assert_eq!(
        (&merged["email"], &merged["phone"]),
        (&target["email"], &source["phone"]),
        "the target wins, the rest is filled"
    );
    assert_eq!(merged["custom_attributes"], json!({"plan": "free", "seats": 5}));
    assert_eq!(merged["company_id"], source["company_id"]);
    assert_eq!(identities(&merged), ["email zoe@example.com", "email z@example.com", "phone +33639980001"]);
    for conversation in &conversations {
        assert_eq!(ana.look(conversation).await["contact"]["id"], target["id"]);
    }
    assert_eq!(ana.list(&format!("{}/notes", path(&target))).await.len(), 1);
    assert_eq!(names(&ana, "contacts").await, ["Zoe"]);
    assert_eq!(names(&ana, "contacts?q=zoe@example").await, ["Zoe"], "found by what it took over");
    assert!(ana.list("contacts/duplicates").await.is_empty());

    let told = event_types(&ana, before).await;
    let kinds: Vec<_> = told.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["contact:merged", "contact:updated", "conversation:updated"]);
    assert_eq!((&told[0].1["id"], &told[0].1["merged_into"]), (&source["id"], &target["id"]));

    // Every route of the old one leads to the same route of the other.
    for (method, route, body) in [
        (Method::GET, "", Value::Null),
        (Method::PATCH, "", json!({"name": "Old"})),
        (Method::DELETE, "", Value::Null),
        (Method::GET, "/notes?limit=5", Value::Null),
        (Method::GET, "/duplicates", Value::Null),
        (Method::GET, "/quarantine", Value::Null),
        (Method::POST, "/block", json!({})),
        (Method::POST, "/identities", json!({"kind": "email", "value": "other@example.com"})),
        (Method::POST, "/merge", json!({"into": target["id"]})),
    ] {
        let ask = ana.ask(method, format!("{}{route}", path(&source)));
        let answer = if body.is_null() { ask.await } else { ask.json(body).await };
        let problem = answer.problem(308, "CONTACT_MERGED");
        assert_eq!(problem["merged_into"], target["id"]);
        assert_eq!(answer.header("location"), Some(format!("/api/v1/{}{route}", path(&target)).as_str()));
    }
    // What begins with the old one begins with the other.
    let inbox = ana.inbox("Later").await;
    let later = ana.post("conversations", json!({"inbox_id": inbox, "contact_id": source["id"]})).await.is(201);
    assert_eq!(later["contact"]["id"], target["id"]);
    ana.post(format!("{}/notes", path(&target)), json!({"body": "Later"})).await.is(201);
    ana.patch(path(&target), json!({"custom_attributes": {"plan": "free", "seats": 5, "vip": true}})).await.is(200);

    let apart = ana.post(format!("{}/unmerge", path(&source)), json!({})).await.is(200);
    assert_eq!(bare(&apart), bare(&source), "as it was");
    let left = ana.get(path(&target)).await.is(200);
    assert_eq!(left["custom_attributes"], json!({"plan": "free", "vip": true}), "what came later stays");
    assert_eq!((&left["phone"], &left["company_id"]), (&Value::Null, &Value::Null));
    assert_eq!(identities(&left), ["email z@example.com"]);
    assert_eq!(ana.look(&conversations[0]).await["contact"]["id"], source["id"]);
    assert_eq!(ana.look(&conversations[1]).await["contact"]["id"], target["id"]);
    assert_eq!(ana.look(id(&later)).await["contact"]["id"], target["id"], "what came later stays");
    let body = async |contact: &Value| ana.list(&format!("{}/notes", path(contact))).await[0]["body"].clone();
    assert_eq!((body(&source).await, body(&target).await), (json!("Calls in the morning"), json!("Later")));
    assert_eq!(names(&ana, "contacts").await, ["Zoe", "Zoe A."]);
    ana.post(format!("{}/unmerge", path(&source)), json!({})).await.problem(409, "CONTACT_NOT_MERGED");
}

#[tokio::test(flavor = "multi_thread")]
async fn merges_form_chains_never_rings_and_are_undone_in_their_time() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let [a, b, c] = ["A", "B", "C"].map(|name| make_named(&ana, name));
    let (a, b, c) = (a.await, b.await, c.await);
    let merge =
        async |one: &Value, other: &Value| ana.post(format!("{}/merge", path(one)), json!({"into": other["id"]})).await;
    let unmerge = async |one: &Value| ana.post(format!("{}/unmerge", path(one)), json!({})).await;
    assert_eq!(merge(&a, &a).await.violations(), ["/into SAME_CONTACT"]);
    merge(&a, &json!({"id": fresh_id()})).await.problem(404, "CONTACT_NOT_FOUND");
    merge(&json!({"id": fresh_id()}), &a).await.problem(404, "CONTACT_NOT_FOUND");
    ana.post(format!("{}/merge", path(&a)), json!({"into": "x"})).await.violations();
    unmerge(&json!({"id": fresh_id()})).await.problem(404, "CONTACT_NOT_FOUND");
    unmerge(&a).await.problem(409, "CONTACT_NOT_MERGED");
    merge(&a, &b).await.is(200);
    assert_eq!(merge(&b, &a).await.violations(), ["/into SAME_CONTACT"], "no ring");
    merge(&b, &c).await.is(200);
    // Into what is part of another one is into that.
    let d = make_named(&ana, "D").await;
    assert_eq!(id(&merge(&d, &a).await.is(200)), id(&c));
    assert_eq!(bare(&unmerge(&d).await.is(200)), bare(&d));
    // The end of the chain, at once.
    assert_eq!(ana.get(path(&a)).await.problem(308, "CONTACT_MERGED")["merged_into"], c["id"]);
    // The later one first.
    assert_eq!(unmerge(&a).await.problem(409, "CONTACT_MERGED_FURTHER")["merged_into"], b["id"]);
    unmerge(&b).await.is(200);
    unmerge(&a).await.is(200);
    for one in [&a, &b, &c] {
        assert_eq!(bare(&ana.get(path(one)).await.is(200)), bare(one));
    }

    // After thirty days it is for good; this release has no way to let them pass.
    merge(&a, &b).await.is(200);
    app.database.execute("update contact_merges set merged_at = merged_at - interval '31 days'").await;
    unmerge(&a).await.problem(409, "CONTACT_NOT_MERGED");
    // What is left of it goes with the one that has everything.
    ana.delete(path(&b)).await.is(204);
    ana.get(path(&a)).await.problem(404, "CONTACT_NOT_FOUND");
}

async fn make_named(user: &User, name: &str) -> Value {
    make(user, json!({"name": name, "external_id": name, "custom_attributes": {"from": name}})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn merges_that_cross_do_not_wait_for_ever_and_lose_nothing() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let mut contacts = Vec::new();
    for name in ["A", "B", "C", "D"] {
        contacts.push(make_named(&ana, name).await);
    }
    let inbox = ana.inbox("Support").await;
    let mut running = Vec::new();
    for (one, other) in (0..4).flat_map(|one| (0..4).map(move |other| (one, other))).filter(|(one, other)| one != other)
    {
        let (user, from, into) = (ana.clone(), contacts[one].clone(), contacts[other].clone());
        let inbox = inbox.clone();
        running.push(tokio::spawn(async move {
            // So many at a time that some are told to come again.
            let patiently = async |target: String, body: Value| loop {
                let answer = user.post(&target, body.clone()).await;
                if answer.status() != 503 {
                    return answer;
                }
            };
            let done = patiently(format!("{}/merge", path(&from)), json!({"into": into["id"]})).await;
            assert!([200, 308, 422].contains(&done.status().as_u16()), "{}", done.text());
            let open = json!({"inbox_id": inbox, "contact_id": from["id"]});
            patiently("conversations".to_owned(), open).await.is(201);
        }));
    }
    for one in running {
        one.await.unwrap();
    }
    let left = ana.list("contacts").await;
    let [left] = &left[..] else { panic!("all are one: {left:?}") };
    assert_eq!(left["identities"].as_array().unwrap().len(), 4);
    for conversation in ana.list("conversations").await {
        assert_eq!(conversation["contact"]["id"], left["id"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn merged_and_taken_apart_contacts_are_exactly_what_they_were() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let dice = &mut Dice::new(27);
    for round in 0..6 {
        let mut contacts = Vec::new();
        for place in 0..4 {
            let mark = format!("{round}-{place}");
            let mut fields = json!({"name": format!("Contact {mark}"), "custom_attributes": {}});
            if dice.below(2) == 0 {
                fields["phone"] = json!(format!("+336399{round}{place}{:03}", dice.below(1_000)));
            }
            if dice.below(2) == 0 {
                fields["email"] = json!(format!("c{mark}@example.com"));
            }
            for name in ["plan", "seats", "vip"] {
                if dice.below(2) == 0 {
                    fields["custom_attributes"][name] = json!(dice.below(3));
                }
            }
            let contact = make(&ana, fields).await;
            for extra in 0..dice.below(3) {
                let more = json!({"kind": "email", "value": format!("extra{extra}-{mark}@example.com")});
                ana.post(format!("{}/identities", path(&contact)), more).await.is(201);
            }
            if dice.below(3) == 0 {
                ana.post(format!("{}/block", path(&contact)), json!({})).await.is(200);
            }
            for _ in 0..dice.below(2) {
                let open = json!({"inbox_id": inbox, "contact_id": contact["id"]});
                ana.post("conversations", open).await.is(201);
            }
            contacts.push(path(&contact));
        }
        let look = async || {
            let mut seen = Vec::new();
            for contact in &contacts {
                let contact = ana.get(contact).await.is(200);
                let conversations = ana.list(&format!("conversations?contact={}", id(&contact))).await;
                let conversations: Vec<_> = conversations.iter().map(|one| id(one).to_owned()).collect();
                seen.push((bare(&contact), conversations));
            }
            seen
        };
        let before = look().await;
        // One after the other into one that is left, then back in the other order.
        let mut left: Vec<usize> = (0..4).collect();
        let mut merged = Vec::new();
        for _ in 0..3 {
            let source = *dice.pick(&left);
            left.retain(|place| *place != source);
            let target = *dice.pick(&left);
            let into = contacts[target].trim_start_matches("contacts/");
            ana.post(format!("{}/merge", contacts[source]), json!({"into": into})).await.is(200);
            merged.push(source);
        }
        for source in merged.into_iter().rev() {
            ana.post(format!("{}/unmerge", contacts[source]), json!({})).await.is(200);
        }
        assert_eq!(look().await, before, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_contact_is_marked_and_what_it_wrote_is_listed() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let viewer = ana.colleague(&app, "Vic", "viewer", "all").await;
    let zoe = make(&ana, json!({"name": "Zoe"})).await;
    make(&ana, json!({"name": "Eve"})).await;
    let block = format!("{}/block", path(&zoe));
    viewer.post(&block, json!({})).await.problem(403, "FORBIDDEN");
    let blocked = ana.post(&block, json!({})).await.is(200);
    assert_eq!((&blocked["blocked_by"], &blocked["version"]), (&json!(ana.user_id), &json!(2)));
    assert_eq!(ana.ask(Method::POST, &block).await.is(200), blocked, "twice is once");
    assert_eq!(names(&ana, "contacts?blocked=true").await, ["Zoe"]);
    assert_eq!(names(&ana, "contacts?blocked=false").await, ["Eve"]);

    // No channel of this part brings messages in: as one will have kept them apart.
    let inbox = ana.inbox("Support").await;
    for text in ["first", "second"] {
        app.database
            .execute(&format!(
                "insert into quarantined_messages (account_id, id, contact_id, inbox_id, external_id, body, received_at)
                 values ('{}', '{}', '{}', '{inbox}', '{text}', '{text}', now())",
                ana.account_id,
                fresh_id(),
                id(&zoe)
            ))
            .await;
    }
    let kept = viewer.list(&format!("{}/quarantine?limit=1", path(&zoe))).await;
    let bodies: Vec<_> = kept.iter().map(|message| message["body"].as_str().unwrap()).collect();
    assert_eq!(bodies, ["second", "first"], "newest first");
    let free = ana.delete(&block).await.is(200);
    assert_eq!((&free["blocked_at"], &free["version"]), (&Value::Null, &json!(3)));
    assert_eq!(ana.delete(&block).await.is(200), free);
    assert_eq!(ana.list(&format!("{}/quarantine", path(&zoe))).await.len(), 2, "it stays apart");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_kept_out_stays_out_when_it_becomes_part_of_another() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (a, b) = (make_named(&ana, "A").await, make_named(&ana, "B").await);
    let blocked = ana.post(format!("{}/block", path(&a)), json!({})).await.is(200);
    let merged = ana.post(format!("{}/merge", path(&a)), json!({"into": b["id"]})).await.is(200);
    assert_eq!(merged["blocked_at"], blocked["blocked_at"]);
    ana.post(format!("{}/unmerge", path(&a)), json!({})).await.is(200);
    assert_eq!(ana.get(path(&b)).await.is(200)["blocked_at"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn companies_are_made_changed_and_deleted_when_nobody_works_there() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let body = json!({"name": " Acme ", "domain": "Acme.Example", "custom_attributes": {"tier": 1}});
    let acme = ana.post("companies", body).await.is(201);
    assert_eq!((&acme["name"], &acme["domain"], &acme["version"]), (&json!("Acme"), &json!("acme.example"), &json!(1)));
    ana.post("companies", json!({"name": "ACME"})).await.problem(409, "COMPANY_NAME_TAKEN");
    let other = ana.post("companies", json!({"name": "Globex"})).await.is(201);
    let place = format!("companies/{}", id(&acme));
    assert_eq!(ana.get(&place).await.is(200), acme);
    ana.patch(format!("companies/{}", id(&other)), json!({"name": "acme"})).await.problem(409, "COMPANY_NAME_TAKEN");
    let changed = ana.patch(&place, json!({"domain": null})).if_match(1).await.is(200);
    assert_eq!((&changed["domain"], &changed["version"]), (&Value::Null, &json!(2)));
    ana.patch(&place, json!({"name": "A"})).if_match(1).await.problem(412, "VERSION_CONFLICT");
    assert_eq!(names(&ana, "companies?limit=1").await, ["Globex", "Acme"], "newest first");
    for (body, wrong) in [
        (json!({"name": ""}), "/name BLANK"),
        (json!({"name": "a\u{0}"}), "/name CONTROL_CHARACTER"),
        (json!({"name": "A", "domain": "no domain"}), "/domain INVALID_DOMAIN"),
        (json!({"name": "A", "custom_attributes": {"Bad": 1}}), "/custom_attributes/Bad INVALID_NAME"),
        (json!({"name": "A", "more": 1}), "/more UNKNOWN_FIELD"),
    ] {
        assert_eq!(ana.post("companies", body).await.violations(), [wrong]);
    }

    let zoe = make(&ana, json!({"name": "Zoe", "company_id": acme["id"]})).await;
    make(&ana, json!({"name": "Eve"})).await;
    assert_eq!(names(&ana, &format!("contacts?company={}", id(&acme))).await, ["Zoe"]);
    ana.post("contacts", json!({"name": "A", "company_id": fresh_id()})).await.problem(404, "COMPANY_NOT_FOUND");
    ana.delete(&place).await.problem(409, "RESOURCE_IN_USE");
    ana.patch(path(&zoe), json!({"company_id": null})).await.is(200);
    ana.delete(&place).if_match(1).await.problem(412, "VERSION_CONFLICT");
    ana.delete(&place).await.is(204);
    ana.get(&place).await.problem(404, "COMPANY_NOT_FOUND");
    ana.patch(path(&zoe), json!({"company_id": acme["id"]})).await.problem(404, "COMPANY_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_are_their_authors() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (bob, cid) =
        (ana.colleague(&app, "Bob", "agent", "mine").await, ana.colleague(&app, "Cid", "agent", "all").await);
    let viewer = ana.colleague(&app, "Vic", "viewer", "all").await;
    let zoe = make(&ana, json!({"name": "Zoe"})).await;
    let notes = format!("{}/notes", path(&zoe));
    let note = bob.post(&notes, json!({"body": " Calls\nat 9 "})).await.is(201);
    assert_eq!((&note["body"], &note["author_name"]), (&json!(" Calls\nat 9 "), &json!("Bob")), "kept exactly");
    let place = format!("{notes}/{}", id(&note));
    viewer.post(&notes, json!({"body": "No"})).await.problem(403, "FORBIDDEN");
    for other in [&cid, &ana] {
        other.patch(&place, json!({"body": "Mine"})).await.problem(403, "NOT_THE_AUTHOR");
    }
    cid.delete(&place).await.problem(403, "NOT_THE_AUTHOR");
    let edited = bob.patch(&place, json!({"body": "Calls at 10"})).if_match(1).await.is(200);
    assert_eq!((&edited["version"], &edited["created_at"]), (&json!(2), &note["created_at"]));
    bob.patch(&place, json!({"body": "Calls at 11"})).if_match(1).await.problem(412, "VERSION_CONFLICT");
    assert_eq!(bob.post(&notes, json!({"body": " "})).await.violations(), ["/body BLANK"]);
    assert_eq!(bob.post(&notes, json!({"body": "a\u{0}"})).await.violations(), ["/body CONTROL_CHARACTER"]);
    bob.post(&notes, json!({"body": "Second"})).await.is(201);
    let bodies: Vec<_> =
        viewer.list(&format!("{notes}?limit=1")).await.iter().map(|note| note["body"].clone()).collect();
    assert_eq!(bodies, ["Second", "Calls at 10"], "newest first");
    // Under another contact it is none.
    let eve = make(&ana, json!({"name": "Eve"})).await;
    bob.patch(format!("{}/notes/{}", path(&eve), id(&note)), json!({"body": "A"}))
        .await
        .problem(404, "CONTACT_NOTE_NOT_FOUND");
    bob.delete(&place).if_match(1).await.problem(412, "VERSION_CONFLICT");
    ana.delete(&place).await.is(204);
    bob.delete(&place).await.problem(404, "CONTACT_NOTE_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_kept_up_to_date_by_what_changed_since() {
    let app = App::start().await;
    let ana = app.tenant().await;
    for name in ["A", "B", "C"] {
        make_named(&ana, name).await;
    }
    let all = ana.list("contacts").await;
    let since = all[0]["updated_at"].as_str().unwrap().to_owned();
    let target = format!("contacts?limit=1&updated_since={}", since.replace('+', "%2B"));
    assert_eq!(names(&ana, &target).await, ["C"]);
    ana.patch(path(&all[2]), json!({"name": "A again"})).await.is(200);
    assert_eq!(names(&ana, &target).await, ["C", "A again"], "in the order of their changes");
    ana.get("contacts?updated_since=yesterday").await.violations();
    ana.get(format!("{target}&q=again")).await.violations();
    ana.get("contacts?blocked=perhaps").await.violations();
    ana.get("contacts?company=acme").await.violations();
    // The cursor of one order is none of another.
    let page = ana.get("contacts?limit=1").await.is(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    ana.get(format!("{target}&cursor={cursor}")).await.problem(422, "INVALID_CURSOR");
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_requests_have_one_effect() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (a, b) = (make_named(&ana, "A").await, make_named(&ana, "B").await);
    let (one, two) = (format!("{}/merge", path(&a)), format!("{}/unmerge", path(&a)));
    let first = ana.post(&one, json!({"into": b["id"]})).key("merge").await.is(200);
    let again = ana.post(&one, json!({"into": b["id"]})).key("merge").await;
    assert_eq!((again.is(200), again.header("idempotency-replayed")), (first, Some("true")));
    let first = ana.post(&two, json!({})).key("unmerge").await.is(200);
    assert_eq!(ana.post(&two, json!({})).key("unmerge").await.is(200), first);
    let notes = format!("{}/notes", path(&a));
    for _ in 0..2 {
        ana.post(&notes, json!({"body": "Once"})).key("note").await.is(201);
    }
    assert_eq!(ana.list(&notes).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn companies_are_found_by_words_of_their_name_and_domain() {
    let app = App::start().await;
    let (ana, other) = (app.tenant().await, app.tenant().await);
    for (name, domain) in
        [("Società Élan", "elan.example"), ("Acme Tools", "tools.acme.example"), ("Acme Foods", "foods.example")]
    {
        ana.post("companies", json!({"name": name, "domain": domain})).await.is(201);
    }
    other.post("companies", json!({"name": "Acme Elsewhere"})).await.is(201);
    for (q, expected) in [
        ("ACME", &["Acme Foods", "Acme Tools"][..]),
        ("cme+oods", &["Acme Foods"]),
        ("tools.acme", &["Acme Tools"]),
        ("elan", &["Società Élan"]),
        ("societa", &["Società Élan"]),
        ("elsewhere", &[]),
        ("100%25", &[]),
        ("a_me", &[]),
    ] {
        assert_eq!(names(&ana, &format!("companies?limit=1&q={q}")).await, expected, "{q}");
    }
    assert_eq!(ana.get("companies?q=").await.violations(), ["q BLANK"]);
}
