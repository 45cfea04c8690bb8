//! The audit log: what happened to security is in it once, with who, where from and by which
//! request, failures included; and nobody changes the past without being found out.

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{Api, App, Ask, Authenticator, PASSWORD, Reply, Settings, User, eventually, fresh_id, id};
use sqlx::{Executor as _, Row as _};
use std::time::Duration;
use uuid::Uuid;

const AGENT: &str = "agent of the test/1.0";
const ADDRESS: &str = "198.51.100.7";

async fn app() -> App {
    App::with(Settings::default().behind_proxy()).await
}

/// Sends a request that can be found again, and gives its answer and its name.
async fn traced(ask: Ask<'_>) -> (Reply, String) {
    let request = fresh_id().to_string();
    let ask = ask.header("x-request-id", &request).header("user-agent", AGENT).coming_from(ADDRESS);
    (ask.await, request)
}

/// What stands in the tenants' logs or the platform's of one request, and nothing of changes.
async fn noted(app: &App, request: &str) -> Vec<(Option<Uuid>, String, Option<Uuid>, String)> {
    let rows = sqlx::query(
        "select account_id, action, actor_id, subject_id, host(ip) as ip, user_agent from audit_log
         where request_id = $1 and action not in ('insert', 'update', 'delete')
         union all
         select null, action, null, subject_id, host(ip), user_agent from platform_log where request_id = $1",
    );
    let rows = rows.bind(request).fetch_all(&mut app.sql().await).await.unwrap();
    rows.iter()
        .map(|row| {
            assert_eq!(row.get::<Option<String>, _>("ip").as_deref(), Some(ADDRESS));
            assert_eq!(row.get::<Option<String>, _>("user_agent").as_deref(), Some(AGENT));
            (row.get("account_id"), row.get("action"), row.get("actor_id"), row.get("subject_id"))
        })
        .collect()
}

/// Sends a request after which exactly this is noted in the tenant's log, done by this person if by
/// one, and about the user.
async fn notes(app: &App, ask: Ask<'_>, status: u16, action: &str, (account, user): (Uuid, Uuid), by: bool) -> Value {
    let (answer, request) = traced(ask).await;
    let body = answer.is(status);
    let expected = (Some(account), action.to_owned(), by.then_some(user), user.to_string());
    assert_eq!(noted(app, &request).await, [expected], "{action}");
    body
}

/// The tenant and the person.
fn of(user: &User) -> (Uuid, Uuid) {
    (user.account_id, user.user_id)
}

fn sign_in<'a>(api: &'a Api, email: &str, password: &str) -> Ask<'a> {
    api.post("auth/login", json!({"email": email, "password": password}))
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_out_is_noted_once_each() {
    let app = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let first = notes(&app, sign_in(&anonymous, &ana.email, PASSWORD), 200, "signed_in", of(&ana), true).await;
    let second = notes(&app, sign_in(&anonymous, &ana.email, PASSWORD), 200, "signed_in", of(&ana), true).await;
    let third = notes(&app, sign_in(&anonymous, &ana.email, PASSWORD), 200, "signed_in", of(&ana), true).await;
    notes(&app, sign_in(&anonymous, &ana.email, "wrong"), 401, "sign_in_failed", of(&ana), false).await;

    // A name that nobody has is noted where no tenant reads, and only hashed.
    let (answer, request) = traced(sign_in(&anonymous, "nobody@nowhere.example", PASSWORD)).await;
    answer.is(401);
    let rows = noted(&app, &request).await;
    assert_eq!((rows.len(), rows[0].0, rows[0].1.as_str()), (1, None, "sign_in_failed"));
    assert!(!rows[0].3.contains("nobody"), "{rows:?}");

    let refresh =
        |signed_in: &Value| anonymous.post("auth/refresh", json!({"refresh_token": signed_in["refresh_token"]}));
    let (answer, request) = traced(refresh(&first)).await;
    answer.is(200);
    assert!(noted(&app, &request).await.is_empty(), "going on is nothing to note");
    app.refresh_tokens_age("11 seconds").await;
    notes(&app, refresh(&first), 401, "refresh_reused", of(&ana), false).await;
    let (_, request) = traced(refresh(&first)).await;
    assert!(noted(&app, &request).await.is_empty(), "the session is over already");

    let out = anonymous.post("auth/logout", json!({"refresh_token": second["refresh_token"]}));
    notes(&app, out, 204, "signed_out", of(&ana), true).await;
    let out = anonymous.post("auth/logout", json!({})).bearer(third["access_token"].as_str().unwrap());
    notes(&app, out, 204, "signed_out", of(&ana), true).await;
    let (_, request) = traced(anonymous.post("auth/logout", json!({"refresh_token": second["refresh_token"]}))).await;
    assert!(noted(&app, &request).await.is_empty(), "there was nothing to end");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_to_wait_is_noted_once_a_minute() {
    let app = app().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    sign_in(&anonymous, &ana.email, "wrong").coming_from(ADDRESS).await.is(401);
    app.database.execute("update sign_in_guesses set guesses = 5").await;
    for _ in 0..5 {
        sign_in(&anonymous, &ana.email, "wrong").coming_from(ADDRESS).await.is(429);
    }
    assert_eq!(app.count("select count(*) from audit_log where action = 'sign_in_failed'").await, 1);
    assert_eq!(app.count("select count(*) from audit_log where action = 'sign_in_delayed'").await, 1);
    app.database.execute("update sign_in_guesses set last_at = last_at - interval '1 min' where place = '!'").await;
    notes(&app, sign_in(&anonymous, &ana.email, "wrong"), 429, "sign_in_delayed", of(&ana), false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_does_about_their_security_is_noted_once_each() {
    let app = app().await;
    let (ana, carl, anonymous) = (app.tenant().await, app.tenant().await, app.anonymous().await);
    let signed_in = anonymous.sign_in(&ana.email, PASSWORD).await.is(200);
    let session = format!("auth/sessions/{}", signed_in["user"]["session_id"].as_str().unwrap());
    notes(&app, ana.delete(session), 204, "session_revoked", of(&ana), true).await;
    anonymous.sign_in(&ana.email, PASSWORD).await.is(200);
    notes(&app, ana.delete("auth/sessions"), 200, "session_revoked", of(&ana), true).await;

    let change =
        |new: &str| ana.post("auth/change-password", json!({"current_password": PASSWORD, "new_password": new}));
    notes(&app, change(PASSWORD), 204, "password_changed", of(&ana), true).await;
    let wrong = json!({"current_password": "wrong", "new_password": PASSWORD});
    notes(&app, ana.post("auth/change-password", wrong), 403, "sign_in_failed", of(&ana), false).await;

    let seed = ana.post("auth/totp", json!({"password": PASSWORD})).await.is(200)["secret"].clone();
    let authenticator = Authenticator::new(seed.as_str().unwrap());
    let confirm = ana.post("auth/totp/confirm", json!({"code": authenticator.code()}));
    let codes = notes(&app, confirm, 200, "second_factor_enabled", of(&ana), true).await;
    app.guesses_age("16 minutes").await;
    let wrong = json!({"email": ana.email, "password": PASSWORD, "code": "000000"});
    notes(&app, anonymous.post("auth/login", wrong), 401, "second_factor_failed", of(&ana), false).await;
    let by_backup = json!({"email": ana.email, "password": PASSWORD, "backup_code": codes["backup_codes"][0]});
    let (answer, request) = traced(anonymous.post("auth/login", by_backup)).await;
    answer.is(200);
    let mut actions: Vec<_> = noted(&app, &request).await.into_iter().map(|row| row.1).collect();
    actions.sort();
    assert_eq!(actions, ["backup_code_used", "signed_in"]);
    let renew = ana.post("auth/totp/backup-codes", json!({"code": authenticator.code_in(1)}));
    notes(&app, renew, 200, "backup_codes_made", of(&ana), true).await;
    app.codes_age().await;
    let disable = ana.post("auth/totp/disable", json!({"password": PASSWORD, "code": authenticator.code()}));
    notes(&app, disable, 204, "second_factor_disabled", of(&ana), true).await;

    anonymous.post("auth/forgot-password", json!({"email": ana.email})).await.is(202);
    app.letters_are_done().await;
    let letter = app.post.letters().into_iter().find(|letter| letter.text.contains("token=")).unwrap();
    let reset = anonymous.post("auth/reset-password", json!({"token": letter.token(), "password": PASSWORD}));
    notes(&app, reset, 204, "password_reset", of(&ana), true).await;

    // Moving is noted where one comes to.
    let invite = json!({"email": ana.email, "role": "agent"});
    carl.post("invitations", invite).await.is(201);
    app.letters_are_done().await;
    let letter = app.post.letters().into_iter().rfind(|letter| letter.text.contains("accept-invitation")).unwrap();
    let there = (carl.account_id, ana.user_id);
    let accept = anonymous.post("auth/accept-invitation", json!({"token": letter.token()}));
    notes(&app, accept, 200, "invitation_accepted", there, true).await;
    let signed_in = anonymous.sign_in(&ana.email, PASSWORD).await.is(200);
    let switch = anonymous.post("auth/switch-account", json!({"account_id": carl.account_id}));
    let switch = switch.bearer(signed_in["access_token"].as_str().unwrap());
    notes(&app, switch, 200, "account_switched", there, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn registering_and_proving_the_address_is_noted() {
    let app = app().await;
    let anonymous = app.anonymous().await;
    let body = json!({"account_name": "Shop", "name": "Ana", "email": "ana@new.example", "password": PASSWORD});
    for taken in [false, true] {
        let (answer, request) = traced(anonymous.post("auth/register", body.clone())).await;
        answer.is(202);
        let rows = noted(&app, &request).await;
        let of = |tenant: bool| {
            rows.iter().filter(|row| row.0.is_some() == tenant).map(|row| row.1.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of(false), ["registered"], "the platform's log");
        assert_eq!(of(true), if taken { vec![] } else { vec!["registered"] }, "the tenant's log");
    }
    let letters = app.post.letters_to("ana@new.example", 2).await;
    let letter = letters.into_iter().find(|letter| letter.text.contains("token=")).expect("one with a link");
    let (answer, request) = traced(anonymous.post("auth/verify-email", json!({"token": letter.token()}))).await;
    answer.is(204);
    let rows = noted(&app, &request).await;
    assert_eq!((rows.len(), rows[0].1.as_str(), rows[0].0.is_some()), (1, "email_verified", true));
}

/// Waits for what is noted after the answer has left.
async fn noted_later(app: &App, request: &str) -> Vec<(Option<Uuid>, String, Option<Uuid>, String)> {
    eventually("it is noted", Duration::from_secs(5), async || {
        let rows = noted(app, request).await;
        (!rows.is_empty()).then_some(rows)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_noted_once_a_minute() {
    let app = app().await;
    let (ana, carl) = (app.tenant().await, app.tenant().await);
    let viewer = ana.colleague(&app, "Viewer", "viewer", "all").await;
    let foreign = carl.conversation().await;

    let (answer, request) = traced(viewer.get("api-keys")).await;
    answer.is(403);
    let rows = noted_later(&app, &request).await;
    let expected =
        (Some(ana.account_id), "access_denied".to_owned(), Some(viewer.user_id), "GET /api/v1/api-keys".to_owned());
    assert_eq!(rows, [expected]);

    let path = format!("conversations/{}", id(&foreign));
    let (answer, request) = traced(viewer.get(&path)).await;
    answer.is(404);
    let rows = noted_later(&app, &request).await;
    let subject = format!("GET /api/v1/{path}");
    let expected = (Some(ana.account_id), "foreign_access_tried".to_owned(), Some(viewer.user_id), subject);
    assert_eq!(rows, [expected]);

    // Nobody fills the log: the next in the same minute are not noted. The other person's is.
    for _ in 0..5 {
        viewer.get(&path).await.is(404);
    }
    let (_, request) = traced(ana.get(&path)).await;
    noted_later(&app, &request).await;
    assert_eq!(app.count("select count(*) from audit_log where action = 'foreign_access_tried'").await, 2);
    let theirs = carl.list("audit-log?limit=100").await;
    assert!(
        theirs.iter().all(|entry| entry["action"] != "foreign_access_tried"),
        "it is not the other tenant's business"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_configured_is_noted_with_before_and_after_and_without_secrets() {
    let app = app().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let by_request = async |request: &str| {
        let entries = ana.list("audit-log?limit=100").await;
        entries.into_iter().filter(|entry| entry["request_id"] == request).collect::<Vec<_>>()
    };
    let (answer, request) = traced(ana.patch(format!("members/{}", bob.user_id), json!({"role": "admin"}))).await;
    answer.is(200);
    let entries = by_request(&request).await;
    assert_eq!(entries.len(), 1, "{entries:?}");
    let entry = &entries[0];
    assert_eq!((&entry["action"], &entry["subject_type"]), (&json!("update"), &json!("memberships")));
    assert_eq!((&entry["actor_type"], &entry["actor_id"]), (&json!("user"), &json!(ana.user_id)));
    assert_eq!((&entry["before"], &entry["after"]), (&json!({"role": "agent"}), &json!({"role": "admin"})));
    assert_eq!((&entry["ip"], &entry["user_agent"]), (&json!(ADDRESS), &json!(AGENT)));

    let key = json!({"name": "n8n", "scopes": ["settings:read"]});
    let (made, request) = traced(ana.post("api-keys", key)).await;
    let made = made.is(201);
    let entries = by_request(&request).await;
    let subjects: Vec<_> = entries.iter().map(|entry| entry["subject_type"].as_str().unwrap()).collect();
    assert_eq!(subjects, ["api_keys", "memberships"], "the key, and its bot");
    assert!(!json!(entries).to_string().contains("secret_hash"), "{entries:?}");
    let target = format!("api-keys/{}", id(&made["api_key"]));
    for (ask, changed) in
        [(ana.ask(Method::POST, format!("{target}/rotate")), "old_secret_until"), (ana.delete(&target), "revoked_at")]
    {
        let (answer, request) = traced(ask).await;
        assert!(answer.status().is_success());
        let entries = by_request(&request).await;
        assert_eq!(entries.len(), 1, "{changed}: {entries:?}");
        assert!(entries[0]["after"].get(changed).is_some(), "{changed}: {entries:?}");
        assert!(!entries[0].to_string().contains("secret_hash"), "{entries:?}");
    }
    let refused = ana.with_credential(made["key"].as_str().unwrap());
    eventually("the key is refused", Duration::from_secs(5), async || {
        (refused.get("account").coming_from(ADDRESS).header("user-agent", "n8n").await.status() == 401).then_some(())
    })
    .await;
    refused.get("account").await.is(401);
    let entries: Vec<_> = ana.list("audit-log?limit=100").await;
    let entries: Vec<_> = entries.iter().filter(|entry| entry["action"] == "api_key_refused").collect();
    assert_eq!(entries.len(), 1, "once a minute");
    assert_eq!((&entries[0]["subject_id"], &entries[0]["ip"]), (&made["api_key"]["id"], &json!(ADDRESS)));
    assert_eq!(entries[0]["user_agent"], "n8n");
    assert!(entries[0]["request_id"].is_string(), "{}", entries[0]);
    assert_eq!(entries[0]["after"], json!({"reason": "secret"}), "it was rotated, too");

    let (answer, request) = traced(ana.patch("account", json!({"second_factor_required": false, "name": "New"}))).await;
    answer.is(200);
    let entries = by_request(&request).await;
    assert_eq!((entries.len(), &entries[0]["after"]), (1, &json!({"name": "New"})));
    let invitation = json!({"email": "bea@new.example", "role": "agent"});
    let (answer, request) = traced(ana.post("invitations", invitation)).await;
    answer.is(201);
    let entries = by_request(&request).await;
    assert_eq!((entries.len(), &entries[0]["subject_type"]), (1, &json!("invitations")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_reads_its_own_log_page_by_page_and_as_lines() {
    let app = app().await;
    let (ana, carl) = (app.tenant().await, app.tenant().await);
    let agent = ana.colleague(&app, "Agent", "agent", "all").await;
    for n in 0..120 {
        ana.post("labels", json!({"name": format!("label-{n}"), "color": "#1f6feb"})).await.is(201);
    }
    carl.inbox("Theirs").await;
    let entries = ana.list("audit-log?limit=100").await;
    assert!(entries.len() > 120);
    assert!(entries.is_sorted_by(|newer, older| newer["id"].as_i64() > older["id"].as_i64()));
    assert!(!json!(entries).to_string().contains(&carl.account_id.to_string()));

    let export = ana.get("audit-log/export").await;
    assert_eq!(export.status(), 200);
    assert_eq!(export.header("content-type"), Some("application/x-ndjson"));
    assert!(export.text().ends_with('\n'));
    let lines: Vec<Value> = export.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, entries);
    agent.get("audit-log").await.problem(403, "FORBIDDEN");
    agent.get("audit-log/export").await.problem(403, "FORBIDDEN");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_role_adds_to_the_logs_and_nothing_else() {
    let app = app().await;
    let ana = app.tenant().await;
    app.anonymous().await.sign_in("nobody@nowhere.example", PASSWORD).await.is(401);
    let mut session = app.database.as_app().await;
    let enter = format!("select app.enter('{}', '{}', 'all', 'user', 'test')", ana.account_id, ana.user_id);
    for realm in [enter.as_str(), "select app.enter_platform()"] {
        for table in ["audit_log", "audit_chain", "platform_log"] {
            for statement in [
                format!("delete from {table}"),
                format!("update {table} set {} = default", if table == "audit_chain" { "hash" } else { "action" }),
                format!("truncate {table}"),
                format!("alter table {table} disable trigger all"),
                format!("drop table {table}"),
            ] {
                session.execute("begin").await.unwrap();
                session.execute(sqlx::AssertSqlSafe(realm.to_owned())).await.unwrap();
                let done = session.execute(sqlx::AssertSqlSafe(statement.clone())).await;
                let refused = done.expect_err(&statement);
                let code = refused.as_database_error().and_then(|error| error.code().map(std::borrow::Cow::into_owned));
                assert_eq!(code.as_deref(), Some("42501"), "{statement}: {refused}");
                session.execute("rollback").await.unwrap();
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_changed_is_found_out() {
    let app = app().await;
    let (ana, carl) = (app.tenant().await, app.tenant().await);
    for n in 0..5 {
        ana.inbox(&format!("Inbox {n}")).await;
        carl.inbox(&format!("Inbox {n}")).await;
    }
    let verify = async |arguments: &[&str]| {
        let run = app.run(["audit", "verify"]).arguments(arguments.iter().copied());
        let finished = run.finish().await;
        // One object, whatever it tells.
        let object: Value = serde_json::from_str(&finished.stdout).unwrap_or_default();
        (finished.code, object["faults"].clone(), finished.stdout)
    };
    let (code, faults, told) = verify(&[]).await;
    assert_eq!((code, faults), (Some(0), json!([])), "{told}");

    let whose = ana.account_id;
    let entry = format!("(select id from audit_log where account_id = '{whose}' order by id offset 3 limit 1)");
    let last = format!("(select max(link) from audit_chain where account_id = '{whose}')");
    let of = format!("account_id = '{whose}'");
    for (what, tamper) in [
        ("changed", format!("update audit_log set after = '{{}}' where {of} and id = {entry}")),
        ("who did it", format!("update audit_log set actor_id = null where {of} and id = {entry}")),
        ("when", format!("update audit_log set at = at - interval '1 us' where {of} and id = {entry}")),
        ("removed", format!("delete from audit_log where {of} and id = {entry}")),
        (
            "removed with its link",
            format!(
                "delete from audit_chain where {of} and entry_id = {entry};
                 delete from audit_log where {of} and id = {entry}"
            ),
        ),
        (
            "added",
            format!(
                "insert into audit_log (account_id, actor_type, action, subject_type, subject_id)
                 values ('{whose}', 'user', 'signed_in', 'user', 'x')"
            ),
        ),
        (
            "added with a link",
            format!(
                "with made as (insert into audit_log (account_id, actor_type, action, subject_type, subject_id)
                   values ('{whose}', 'user', 'signed_in', 'user', 'x') returning id)
                 insert into audit_chain select '{whose}', {last} + 1, id, sha256('x') from made"
            ),
        ),
        (
            "swapped",
            format!("update audit_chain set entry_id = entry_id + 0, hash = sha256(hash) where {of} and link = 2"),
        ),
    ] {
        // As somebody who may do everything, with all that watches turned off.
        let mut session = app.sql().await;
        let keep = "create table kept_log as table audit_log; create table kept_chain as table audit_chain;";
        let tampered = format!("set session_replication_role = replica; {keep} {tamper}");
        session.execute(sqlx::AssertSqlSafe(tampered)).await.expect(what);
        let (code, faults, told) = verify(&[]).await;
        assert_eq!(code, Some(65), "{what}: {told}");
        let faults = faults.as_array().unwrap().clone();
        assert_eq!(faults.len(), 1, "{what}: {told}");
        assert_eq!(faults[0]["account_id"], json!(whose), "{what}: {told}");
        assert!(faults[0]["link"].as_i64().is_some_and(|link| link > 0), "{what}: {told}");
        assert_eq!(verify(&["--account", &whose.to_string()]).await.0, Some(65), "{what}");
        assert_eq!(verify(&["--account", &carl.account_id.to_string()]).await.0, Some(0), "{what}");
        let back = "
            delete from audit_chain; delete from audit_log;
            insert into audit_log overriding system value select * from kept_log;
            insert into audit_chain select * from kept_chain;
            drop table kept_log, kept_chain";
        session.execute(back).await.expect(what);
        assert_eq!(verify(&[]).await.0, Some(0), "put back: {what}");
    }
}

/// Whether an entry is asked for.
type Test<'a> = &'a dyn Fn(&Value) -> bool;

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_asked_by_who_what_to_what_and_when() {
    let app = app().await;
    let (ana, carl) = (app.tenant().await, app.tenant().await);
    let bob = ana.colleague(&app, "Bob", "admin", "all").await;
    let inbox = ana.inbox("Support").await;
    carl.inbox("Support").await;
    bob.patch(format!("inboxes/{inbox}"), json!({"name": "Help"})).await.is(200);
    ana.patch(format!("inboxes/{inbox}"), json!({"name": "Care"})).await.is(200);
    bob.post("teams", json!({"name": "Sales"})).await.is(201);
    // A time that stands between two entries, and two entries of one moment.
    let moments = "update audit_log l set at = '2026-11-01T00:00:00Z'::timestamptz + (n / 2) * interval '1 hour'
                   from (select account_id, id, row_number() over (partition by account_id order by id) n from audit_log) r
                   where r.account_id = l.account_id and r.id = l.id";
    let mut auditor = app.sql().await;
    auditor.execute("set session_replication_role = replica").await.unwrap();
    auditor.execute(moments).await.unwrap();

    let all = ana.list("audit-log?limit=1").await;
    assert!(all.len() >= 8, "{}", all.len());
    let place = |entry: &Value| (entry["at"].as_str().unwrap().to_owned(), entry["id"].as_i64().unwrap());
    assert!(all.windows(2).all(|pair| place(&pair[0]) > place(&pair[1])), "the newest first, each once");
    let (middle, at) = (all.len() / 2, all[all.len() / 2]["at"].as_str().unwrap().to_owned());
    let export = async |query: &str| {
        let lines = ana.get(format!("audit-log/export{query}")).await;
        lines.text().lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>()
    };
    let (who, what) = (json!(bob.user_id), json!(inbox));
    let cases: [(String, Test<'_>); 9] = [
        (format!("actor_id={}", bob.user_id), &|entry| entry["actor_id"] == who),
        ("action=update".to_owned(), &|entry| entry["action"] == "update"),
        ("subject_type=inboxes".to_owned(), &|entry| entry["subject_type"] == "inboxes"),
        (format!("subject_id={inbox}"), &|entry| entry["subject_id"] == what),
        (format!("after={at}"), &|entry| entry["at"].as_str() >= Some(&at)),
        (format!("before={at}"), &|entry| entry["at"].as_str() < Some(&at)),
        (format!("after={at}&before={at}"), &|_| false),
        (format!("actor_id={}&action=update&subject_type=inboxes&subject_id={inbox}", bob.user_id), &|entry| {
            entry["actor_id"] == who && entry["action"] == "update"
        }),
        (format!("actor_id={}", carl.user_id), &|_| false),
    ];
    for (query, test) in cases {
        let expected: Vec<_> = all.iter().filter(|entry| test(entry)).cloned().collect();
        assert_eq!(ana.list(&format!("audit-log?{query}&limit=2")).await, expected, "{query}");
        assert_eq!(export(&format!("?{query}")).await, expected, "{query}");
        let nothing = query.contains(&carl.user_id.to_string()) || query.contains("&before=");
        assert_eq!(expected.is_empty(), nothing, "{query}: something to tell");
    }
    assert!(middle > 0 && export("").await == all);

    for (query, wrong) in [
        ("actor_id=bob", "actor_id INVALID_VALUE"),
        ("action=", "action INVALID_VALUE"),
        ("subject_type=a%00b", "subject_type INVALID_VALUE"),
        ("after=yesterday", "after INVALID_VALUE"),
        ("since=2026-11-01T00:00:00Z", "since UNKNOWN_PARAMETER"),
    ] {
        assert_eq!(ana.get(format!("audit-log?{query}")).await.violations(), [wrong], "{query}");
        assert_eq!(ana.get(format!("audit-log/export?{query}")).await.violations(), [wrong], "{query}");
    }
    assert_eq!(ana.get("audit-log/export?limit=5").await.violations(), ["limit UNKNOWN_PARAMETER"]);
}
