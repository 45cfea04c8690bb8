//! Who may use which route: the server does what `skybot roles --matrix` prints, no more and no
//! less, and has no route besides.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{Api, App, Reply, Run, Settings, fresh_id, id};

/// What the product says it does.
async fn matrix() -> Vec<Value> {
    let printed = Run::new(["roles", "--matrix"]).success().await;
    printed["routes"].as_array().unwrap().clone()
}

fn text<'a>(row: &'a Value, member: &str) -> &'a str {
    row[member].as_str().unwrap()
}

/// Asks for a route with ids that nothing has and, where it takes one, an empty body.
async fn ask(api: &Api, method: &str, path: &str) -> Reply {
    let target = ["{id}", "{user_id}", "{note_id}", "{provider}", "{code}", "{token}"].iter().fold(
        path.replace("{label}", "vip").replace("{emoji}", "%F0%9F%91%8D").replace("{kind}/{value}", "email/a@b.c"),
        |path, part| path.replace(part, &fresh_id().to_string()),
    );
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let operation = api.contract().operation(&method, path);
    let takes_body = operation.is_some_and(|operation| !operation.spec["requestBody"].is_null());
    let ask = api.ask(method, target);
    if takes_body { ask.json(json!({})).await } else { ask.await }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_serves_the_roles_of_the_matrix_and_no_others() {
    let app = App::with(Settings::default().with_platform()).await;
    let owner = app.tenant().await;
    let mut callers: BTreeMap<&str, Api> = BTreeMap::from([("owner", (*owner).clone())]);
    for role in ["admin", "agent", "viewer"] {
        callers.insert(role, (*owner.colleague(&app, role, role, "all").await).clone());
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
    let (_, machine) = owner.api_key("machine", &scopes).await;
    callers.insert("bot", machine);

    let matrix = matrix().await;
    let mut compared = 0;
    for row in &matrix {
        let (method, path, needs) = (text(row, "method"), text(row, "path"), text(row, "needs"));
        let what = format!("{method} {path}");
        let stranger = ask(&app.anonymous().await, method, path).await;
        match needs {
            "anybody" => {
                // Of a body that is empty the credential is what is missing.
                let credentials = ["/api/v1/auth/refresh", "/api/v1/auth/logout"].contains(&path);
                assert_eq!(stranger.status() == 401, credentials, "{what}: {}", stranger.text());
                continue;
            }
            _ => _ = stranger.problem(401, "UNAUTHENTICATED"),
        }
        for (role, caller) in &callers {
            let answer = ask(caller, method, path).await;
            let code = if answer.status().is_success() { Value::Null } else { answer.json()["code"].clone() };
            let refused = match needs {
                "platform" | "seeding" => code == "UNAUTHENTICATED",
                // What a person does alone, a machine does not.
                "signed in" if *role == "bot" => code == "FORBIDDEN",
                "signed in" => code == "FORBIDDEN" || code == "SESSION_NEEDED",
                _ => code == "FORBIDDEN",
            };
            assert_eq!(refused, row["roles"][*role] == false, "{what} as {role}: {} {code}", answer.status());
            assert!(answer.status() != 401 || ["platform", "seeding"].contains(&needs), "{what} as {role}");
            compared += 1;
        }
    }
    assert!(compared > 300, "only {compared} were compared");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_matrix_and_the_document_have_the_same_routes() {
    let app = App::start().await;
    let anonymous = app.anonymous().await;
    let documented: BTreeSet<_> =
        anonymous.contract().operations().iter().map(|one| format!("{} {}", one.method, one.path)).collect();
    let matrix = matrix().await;
    let printed: BTreeSet<_> =
        matrix.iter().map(|row| format!("{} {}", text(row, "method"), text(row, "path"))).collect();
    assert_eq!(printed, documented);
    assert_eq!(printed.len(), matrix.len(), "each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_is_not_listed_is_none() {
    let app = App::start().await;
    let owner = app.tenant().await;
    let mut routes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in matrix().await {
        routes.entry(text(&row, "path").to_owned()).or_default().insert(text(&row, "method").to_owned());
    }
    for (path, methods) in &routes {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "X"] {
            if methods.contains(method) {
                continue;
            }
            // Where one path fits two patterns, the other may have the method.
            let fits = |other: &&String| {
                let (one, other): (Vec<_>, Vec<_>) = (path.split('/').collect(), other.split('/').collect());
                one.len() == other.len() && one.iter().zip(&other).all(|(a, b)| a == b || b.starts_with('{'))
            };
            if routes.keys().filter(fits).any(|other| routes[other].contains(method)) {
                continue;
            }
            let answer = ask(&owner, method, path).await;
            answer.problem(405, "METHOD_NOT_ALLOWED");
            let allow = answer.header("allow").expect("what is allowed");
            assert!(methods.iter().all(|method| allow.contains(method)), "{method} {path}: {allow}");
        }
    }
    // Nor does a header turn one method into another.
    let label = owner.post("labels", json!({"name": "vip", "color": "#1f6feb"})).await.is(201);
    for header in ["x-http-method-override", "x-http-method", "x-method-override"] {
        let target = format!("labels/{}", id(&label));
        owner.get(&target).header(header, "DELETE").await.problem(405, "METHOD_NOT_ALLOWED");
        let posted = owner.ask(Method::POST, &target).json(json!({"_method": "DELETE"})).header(header, "DELETE").await;
        posted.problem(405, "METHOD_NOT_ALLOWED");
    }
    assert_eq!(owner.list("labels").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_no_routes_that_nobody_told_of() {
    let app = App::start().await;
    let owner = app.tenant().await;
    for path in [
        "/admin",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v2/account",
        "/api/v1/admin",
        "/api/v1/debug",
        "/api/v1/internal",
        "/api/v1/users",
        "/api/v1/accounts",
        "/api/v1/sessions",
        "/api/v1/letters",
        "/api/v1/auth",
        "/api/v1/auth/impersonate",
        "/api/v1/auth/tokens",
        "/api/v1/config",
        "/api/v1/jobs",
        "/api/v1//account",
        "/api/v1/account/",
        "/api/v1/Account",
        "/api/v1/account;a=b",
        "/api/v1/account%2f",
        "/metrics",
        "/debug/pprof",
        "/.env",
        "/.git/config",
        "/server-status",
        "/actuator",
    ] {
        for method in ["GET", "POST", "DELETE"] {
            let answer = owner.ask(Method::from_bytes(method.as_bytes()).unwrap(), path).await;
            assert_eq!(answer.status(), 404, "{method} {path}: {}", answer.text());
        }
    }
}
