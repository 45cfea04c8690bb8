//! Contacts as a table: what a file says is taken in once, whatever happens on the way, and what is
//! written out can be taken in again.

use std::time::Duration;

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{App, Reply, Settings, User, eventually, id};

async fn send(user: &User, query: &str, file: impl Into<Vec<u8>>) -> Reply {
    user.ask(Method::POST, format!("contacts/import{query}")).body("text/csv", file.into()).await
}

/// The import, when it has come to its end.
async fn end(user: &User, import: &Value) -> Value {
    let target = format!("contacts/imports/{}", id(import));
    eventually("the import comes to its end", Duration::from_mins(1), async || {
        let import = user.get(&target).await.is(200);
        ["done", "failed"].contains(&import["state"].as_str().unwrap()).then_some(import)
    })
    .await
}

async fn import(user: &User, query: &str, file: impl Into<Vec<u8>>) -> Value {
    let import = send(user, query, file).await.is(202);
    end(user, &import).await
}

/// Rows, created, updated, skipped, refused.
fn tally(import: &Value) -> [i64; 5] {
    ["rows", "created", "updated", "skipped", "refused"].map(|name| import[name].as_i64().unwrap())
}

fn errors(import: &Value) -> Vec<String> {
    let one = |error: &Value| {
        let text = |name: &str| error[name].as_str().unwrap_or("-").to_owned();
        format!("{} {} {}", error["line"], text("field"), text("code"))
    };
    import["errors"].as_array().unwrap().iter().map(one).collect()
}

async fn contacts(user: &User) -> Vec<Value> {
    user.list("contacts?limit=100").await
}

const FILE: &str = "\u{feff}Name,phone,email,external_id,company,custom.plan,created_at\r\n\
    \"Ortiz, Ana\",+33 6 39 98 00 01,ana@example.com,,Acme,gold,whenever\r\n\
    \"Bea \"\"B\"\"\",,bea@example.com,crm-2,ACME,,\r\n\
    Cid,,,crm-3,,'=1+1,\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_table_becomes_contacts_once() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let dry = import(&ana, "?dry_run=true", FILE).await;
    assert_eq!((tally(&dry), errors(&dry)), ([3, 3, 0, 0, 0], vec![]));
    assert!(contacts(&ana).await.is_empty() && ana.list("companies").await.is_empty(), "nothing but told");

    let before = ana.get("events?limit=1").await.is(200)["head"].as_i64().unwrap();
    let done = import(&ana, "", FILE).await;
    assert_eq!((&done["state"], tally(&done)), (&json!("done"), [3, 3, 0, 0, 0]));
    assert_eq!(done["bytes_read"], done["bytes"]);
    let mut made = contacts(&ana).await;
    made.sort_by_key(|contact| contact["name"].as_str().unwrap().to_owned());
    let field = |name: &str| made.iter().map(|contact| contact[name].clone()).collect::<Vec<_>>();
    assert_eq!(field("name"), ["Bea \"B\"", "Cid", "Ortiz, Ana"]);
    assert_eq!(field("phone"), [Value::Null, Value::Null, json!("+33639980001")]);
    assert_eq!(field("external_id"), [json!("crm-2"), json!("crm-3"), Value::Null]);
    assert_eq!(field("custom_attributes"), [json!({}), json!({"plan": "=1+1"}), json!({"plan": "gold"})]);
    let companies = ana.list("companies").await;
    assert_eq!(
        (companies.len(), &made[0]["company_id"], &made[2]["company_id"]),
        (1, &companies[0]["id"], &companies[0]["id"])
    );
    let events = ana.get(format!("events?after={before}")).await.is(200);
    let kinds: Vec<_> =
        events["items"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["contact:created"; 3], "one for each row");

    // Twice adds nothing and changes nothing, whatever is asked for.
    for query in ["", "?on_conflict=update", "?dry_run=true&on_conflict=update"] {
        assert_eq!(tally(&import(&ana, query, FILE).await), [3, 0, 0, 3, 0], "{query}");
    }
    made.sort_by_key(|contact| std::cmp::Reverse(id(contact).to_owned()));
    assert_eq!(contacts(&ana).await, made);
    // Nothing of the files is left, and another tenant has none of it.
    assert_eq!(app.count("select count(*) from contact_import_pieces").await, 0);
    assert_eq!(app.count("select count(*) from contact_import_seen").await, 0);
    let bob = app.tenant().await;
    bob.get(format!("contacts/imports/{}", id(&done))).await.problem(404, "CONTACT_IMPORT_NOT_FOUND");
    assert_eq!(tally(&import(&bob, "", FILE).await), [3, 3, 0, 0, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn known_contacts_are_left_or_given_what_the_row_says() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let fields = json!({"name": "Zoe", "phone": "+5511987654321", "custom_attributes": {"plan": "free", "seats": 5}});
    let zoe = ana.post("contacts", fields).await.is(201);
    let eve = ana.post("contacts", json!({"name": "Eve", "email": "eve@example.com"})).await.is(201);
    let file = "name,phone,email,custom.plan,custom.seats\n\
        Zoe A.,+551187654321,zoe@example.com,gold,5\n\
        Zoe again,,ZOE@example.com,silver,\n\
        Both,+5511987654321,eve@example.com,,\n\
        Eve,,eve@example.com,,\n";
    let skipped = import(&ana, "?on_conflict=skip", file).await;
    // What a row says of a contact, the next one finds it by, though nothing was written.
    assert_eq!((tally(&skipped), errors(&skipped)), ([4, 0, 0, 3, 1], vec!["4 - IDENTITIES_DISAGREE".to_owned()]));
    assert_eq!(ana.get(format!("contacts/{}", id(&zoe))).await.is(200), zoe);

    let told = import(&ana, "?on_conflict=update&dry_run=true", file).await;
    let done = import(&ana, "?on_conflict=update", file).await;
    assert_eq!(tally(&done), [4, 0, 1, 2, 1], "of rows about one contact the first counts");
    assert_eq!((tally(&told), errors(&told)), (tally(&done), errors(&done)), "a dry run tells what happens");
    let now = ana.get(format!("contacts/{}", id(&zoe))).await.is(200);
    assert_eq!((&now["name"], &now["email"]), (&json!("Zoe A."), &json!("zoe@example.com")));
    assert_eq!(now["phone"], "+5511987654321", "another spelling of the number is no other number");
    assert_eq!(now["custom_attributes"], json!({"plan": "gold", "seats": 5}));
    assert_eq!(ana.get(format!("contacts/{}", id(&eve))).await.is(200), eve, "nothing new is no change");
    ana.get("contacts?limit=1").await.is(200);
    for wrong in ["?on_conflict=replace", "?dry_run=perhaps", "?more=1"] {
        send(&ana, wrong, FILE).await.violations();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_rows_are_told_with_their_lines_and_the_others_taken_in() {
    let app = App::start().await;
    let ana = app.tenant().await;
    ana.patch("account", json!({"default_region": "FR"})).await.is(200);
    let mut file = b"name,phone,email,custom.note\n\
        Ana,06 39 98 00 01,,\n\
        ,+33639980002,,\n\
        Bea,12,nobody,\n\
        Cid,,,\n\
        \"two\nlines\",,d@example.com,\n\
        Eve,,e@example.com,x,y\n\
        Fay,,f@example.com,\"a\nb\"\n"
        .to_vec();
    file.extend_from_slice(b"\xff\xfe,,g@example.com,\n\0,,h@example.com,\nJoe,,j@example.com,\n");
    let done = import(&ana, "", file).await;
    assert_eq!(
        errors(&done),
        [
            "3 name REQUIRED",
            "4 phone INVALID_PHONE",
            "4 email INVALID_EMAIL",
            "5 - IDENTITY_REQUIRED",
            "6 name CONTROL_CHARACTER",
            "8 - TOO_MANY_CELLS",
            "11 - INVALID_UTF8",
            "12 name CONTROL_CHARACTER",
        ]
    );
    assert_eq!((&done["state"], tally(&done)), (&json!("done"), [10, 3, 0, 0, 7]));
    let mut names: Vec<_> =
        contacts(&ana).await.iter().map(|contact| contact["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    assert_eq!(names, ["Ana", "Fay", "Joe"]);

    // All are counted, the first thousand told.
    let many = format!("name,email\n{}", "Ana,nobody\n".repeat(1_500));
    let done = import(&ana, "", many).await;
    assert_eq!((tally(&done), errors(&done).len()), ([1_500, 0, 0, 0, 1_500], 1_000));
    assert_eq!(errors(&done)[999], "1001 email INVALID_EMAIL");

    for (file, error) in [
        ("colour,name\nred,Ana\n", "1 - UNKNOWN_COLUMN"),
        ("phone\n+33639980009\n", "1 name REQUIRED"),
        ("name,name\nAna,Ana\n", "1 name DUPLICATE_COLUMN"),
        ("\n\n", "1 - REQUIRED"),
    ] {
        let failed = import(&ana, "", file).await;
        assert_eq!((&failed["state"], errors(&failed)), (&json!("failed"), vec![error.to_owned()]), "{file}");
    }
    assert_eq!(contacts(&ana).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_are_what_the_tenant_has_defined() {
    let app = App::start().await;
    let ana = app.tenant().await;
    for (key, kind) in [("seats", "number"), ("trial", "boolean"), ("since", "date")] {
        let definition = json!({"entity": "contact", "key": key, "title": key, "type": kind});
        ana.post("attribute-definitions", definition).await.is(201);
    }
    let file = "name,email,custom.seats,custom.trial,custom.since,custom.free\n\
        Ana,ana@example.com,12.5,TRUE,2026-01-31,12\n\
        Bea,bea@example.com,a lot,true,2026-02-30,\n\
        Cid,nobody,,,,\n\
        Eve,eve@example.com,,perhaps,,\n";
    let told = import(&ana, "?dry_run=true", file).await;
    let done = import(&ana, "", file).await;
    assert_eq!((tally(&told), errors(&told)), (tally(&done), errors(&done)));
    assert_eq!(tally(&done), [4, 1, 0, 0, 3]);
    let expected = [
        "3 custom.seats WRONG_TYPE",
        "3 custom.since INVALID_DATE",
        "4 email INVALID_EMAIL",
        "5 custom.trial WRONG_TYPE",
    ];
    assert_eq!(errors(&done), expected);
    let attributes = json!({"seats": 12.5, "trial": true, "since": "2026-01-31", "free": "12"});
    assert_eq!(contacts(&ana).await[0]["custom_attributes"], attributes);
    // What is written out comes back as it was.
    let written = ana.get("contacts/export").await.text();
    assert_eq!(tally(&import(&ana, "?on_conflict=update", written).await), [1, 0, 0, 1, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_file_is_refused_at_the_door() {
    let app = App::with(Settings::default().set("SKYBOT__SERVER__IMPORT_LIMIT", "300KiB")).await;
    let ana = app.tenant().await;
    let viewer = ana.colleague(&app, "Vic", "viewer", "all").await;
    send(&viewer, "", FILE).await.problem(403, "FORBIDDEN");
    ana.post("contacts/import", json!({})).await.problem(415, "UNSUPPORTED_MEDIA_TYPE");
    let latin = ana.ask(Method::POST, "contacts/import").body("text/csv; charset=latin1", FILE).await;
    latin.problem(415, "UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(send(&ana, "", "").await.violations(), [" REQUIRED"]);
    let large = format!("name,email\n{}", "Ana,ana@example.com\n".repeat(20_000));
    send(&ana, "", large).await.problem(413, "PAYLOAD_TOO_LARGE");
    // Larger than the limit of other bodies it may be; and many pieces long.
    let fits = format!("name,email\n{}", "Ana,ana@example.com\n".repeat(14_000));
    assert_eq!(tally(&import(&ana, "", fits).await), [14_000, 1, 0, 13_999, 0]);
    assert_eq!(app.count("select count(*) from contact_imports").await, 1, "what was refused left nothing");
    assert_eq!(app.count("select count(*) from contact_import_pieces").await, 0);
    ana.get("contacts/imports/nonsense").await.violations();
    ana.get(format!("contacts/imports/{}", skybot_tests::fresh_id())).await.problem(404, "CONTACT_IMPORT_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_under_a_key_is_taken_in_once() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let under = async |query: &str, file: &'static str| {
        ana.ask(Method::POST, format!("contacts/import{query}")).body("text/csv", file).key("file").await
    };
    let first = under("", FILE).await.is(202);
    let again = under("", FILE).await;
    assert_eq!((again.is(202), again.header("idempotency-replayed")), (first.clone(), Some("true")));
    under("", "name\nAna\n").await.problem(422, "IDEMPOTENCY_KEY_REUSED");
    under("?dry_run=true", FILE).await.problem(422, "IDEMPOTENCY_KEY_REUSED");
    end(&ana, &first).await;
    assert_eq!(app.count("select count(*) from contact_imports").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_goes_on_where_it_was() {
    let mut app = App::start().await;
    let ana = app.tenant().await;
    let rows = 6_000;
    let lines: Vec<_> = (0..rows).map(|n| format!("Contact {n},c{n}@example.com,crm-{n}")).collect();
    let file = format!("name,email,external_id\n{}\n", lines.join("\n"));
    let sent = send(&ana, "", file).await.is(202);
    eventually("some rows are in", Duration::from_secs(30), async || {
        (app.count("select count(*) from contacts").await >= 500).then_some(())
    })
    .await;
    app.kill9().await;
    let there = app.count("select count(*) from contacts").await;
    assert_eq!(
        there,
        app.count("select sum(created)::bigint from contact_imports").await,
        "rows and place are one commit"
    );
    app.restart().await;
    // A dead worker's job is taken over after hours; this release lets nobody wait for that in a test.
    app.database
        .execute("update graphile_worker._private_jobs set locked_at = null, locked_by = null, run_at = now()")
        .await;
    let ana = ana.again(&app).await;
    let done = end(&ana, &sent).await;
    assert_eq!(tally(&done), [rows, rows, 0, 0, 0]);
    assert_eq!(app.count("select count(*) from contacts").await, rows);
    assert_eq!(app.count("select count(*) from events where type = 'contact:created'").await, rows, "each told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_out_can_be_taken_in_again() {
    let app = App::start().await;
    let (ana, bob) = (app.tenant().await, app.tenant().await);
    import(&ana, "", FILE).await;
    for n in 0..120 {
        let fields = json!({
            "name": format!("=cmd|{n}"), "external_id": format!("-{n}"), "custom_attributes": {"note": "a\r\n\"b\", c"},
        });
        ana.post("contacts", fields).await.is(201);
    }
    let merged = ana.post("contacts", json!({"name": "Merged", "external_id": "gone"})).await.is(201);
    let into = ana.list("contacts?q=cid").await[0]["id"].clone();
    ana.post(format!("contacts/{}/merge", id(&merged)), json!({"into": into})).await.is(200);
    let written = ana.get("contacts/export").await;
    assert_eq!(written.status(), 200);
    assert_eq!(written.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(written.header("content-disposition"), Some("attachment; filename=\"contacts.csv\""));
    let text = written.text();
    assert!(text.starts_with(
        "id,name,phone,email,external_id,company,blocked_at,created_at,updated_at,custom.note,custom.plan\r\n"
    ));
    assert!(
        text.contains(",'+33639980001,")
            && text.contains(",'=cmd|7,")
            && text.contains("'-7,")
            && text.ends_with("\r\n")
    );
    assert!(!text.contains("Merged"));

    let done = import(&bob, "", text.clone()).await;
    assert_eq!((tally(&done), errors(&done)), ([123, 123, 0, 0, 0], vec![]));
    let seen = async |user: &User| {
        let mut seen: Vec<_> = contacts(user)
            .await
            .iter()
            .map(|contact| {
                ["name", "phone", "email", "external_id", "custom_attributes"].map(|field| contact[field].to_string())
            })
            .collect();
        seen.sort();
        seen
    };
    assert_eq!(seen(&bob).await, seen(&ana).await);
    assert_eq!(tally(&import(&bob, "?on_conflict=update", text).await), [123, 0, 0, 123, 0]);

    let company = ana.list("companies").await[0]["id"].clone();
    let some = ana.get(format!("contacts/export?company={}", company.as_str().unwrap())).await.text();
    assert_eq!(some.lines().count(), 3, "{some}");
    assert_eq!(ana.get("contacts/export?blocked=true").await.text().lines().count(), 1);
    ana.get("contacts/export?q=a").await.violations();
}
