//! What somebody may write is what the document says, and nothing else: every other property is
//! refused and changes nothing. What answers hold is what the document says, and no secret.

use std::collections::BTreeSet;

use futures_util::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{Api, App, Contract, PASSWORD, PLATFORM_SECRET, SEED_SECRET, Settings, User, census, fresh_id, id};

/// What people try, besides everything that the document names anywhere.
const GUESSES: [&str; 24] = [
    "__proto__",
    "acl",
    "admin",
    "constructor",
    "created_by",
    "deleted_at",
    "email_verified_at",
    "is_admin",
    "owner_id",
    "password_hash",
    "permission",
    "public_id",
    "revoked_at",
    "secret",
    "secret_hash",
    "sender",
    "session",
    "superuser",
    "tenant",
    "tenant_id",
    "totp_seed",
    "updated_at",
    "user",
    "verified",
];

/// A request that would change something, and is good as it is.
pub(crate) struct Write {
    pub(crate) method: Method,
    pub(crate) route: &'static str,
    pub(crate) target: String,
    pub(crate) body: Value,
}

/// One for every route that takes a body; some would say that something does not exist.
#[expect(clippy::too_many_lines, reason = "a list of all there is to ask")]
pub(crate) async fn writes(ana: &User, bob: &User) -> Vec<Write> {
    let inbox = ana.inbox("Support").await;
    let contact = ana.contact("Bea").await;
    let other = ana.contact("Cid").await;
    let company = id(&ana.post("companies", json!({"name": "Globex"})).await.is(201)).to_owned();
    let note = id(&ana.post(format!("contacts/{contact}/notes"), json!({"body": "Hm"})).await.is(201)).to_owned();
    let conversation = id(&ana.conversation_in(&inbox, "Bea").await).to_owned();
    let message = id(&ana.say(&conversation, "Hello").await).to_owned();
    let key = ana.post("api-keys", json!({"name": "n8n", "scopes": ["settings:read"]})).await.is(201);
    let view = ana.post("views", json!({"name": "All", "filter": {"all": []}})).await.is(201);
    let label = id(&ana.post("labels", json!({"name": "late", "color": "#1f6feb"})).await.is(201)).to_owned();
    let team = id(&ana.post("teams", json!({"name": "Shipping"})).await.is(201)).to_owned();
    let definition = json!({"entity": "contact", "key": "plan", "title": "Plan", "type": "text"});
    let definition = ana.post("attribute-definitions", definition).await.is(201);
    let (account, token) = (ana.account_id, "A".repeat(43));
    let write = |method, route, target: String, body| Write { method, route, target, body };
    let post = |route: &'static str, body| write(Method::POST, route, route.to_owned(), body);
    let below = |route: &'static str, body| write(Method::POST, route, route.replace("{id}", &conversation), body);
    let later = skybot_tests::from_now(std::time::Duration::from_hours(9));
    let wait = json!({"kind": "text", "body": "Later", "send_at": later});
    let scheduled = ana.post(format!("conversations/{conversation}/scheduled-messages"), wait.clone()).await.is(201);
    let text = |code: &str| json!({"short_code": code, "title": "Thanks", "body": "Thank you, {{contact.name}}"});
    let canned = ana.post("canned-responses", text("thanks")).await.is(201);
    let does = json!({"name": "Done", "visibility": "personal", "actions": [{"type": "mute"}]});
    let own = ana.post("macros", does.clone()).await.is(201);
    let newcomer = json!({"account_name": "A", "name": "A", "email": "a@new.example", "password": PASSWORD});
    let tenant = json!({"name": "A", "owner_email": "a@new.example", "owner_name": "A", "owner_password": PASSWORD});
    let person = json!({"email": "a@new.example", "name": "A", "password": PASSWORD, "role": "agent"});
    let change = json!({"current_password": PASSWORD, "new_password": "a quite different passphrase"});
    vec![
        post("auth/register", newcomer),
        post("auth/login", json!({"email": bob.email, "password": PASSWORD})),
        post("auth/refresh", json!({"refresh_token": token})),
        post("auth/logout", json!({"refresh_token": token})),
        post("auth/verify-email", json!({"token": token})),
        post("auth/resend-verification", json!({"email": bob.email})),
        post("auth/forgot-password", json!({"email": bob.email})),
        post("auth/reset-password", json!({"token": token, "password": PASSWORD})),
        post("auth/magic-link", json!({"email": bob.email})),
        post("auth/magic-link/redeem", json!({"token": token})),
        post("auth/invitation", json!({"token": token})),
        post("auth/accept-invitation", json!({"token": token, "name": "A", "password": PASSWORD})),
        write(Method::PATCH, "auth/me", "auth/me".to_owned(), json!({"name": "New", "locale": "fr"})),
        write(
            Method::POST,
            "auth/oidc/{provider}/callback",
            "auth/oidc/oidc/callback".to_owned(),
            json!({"state": "x", "code": "x"}),
        ),
        post("auth/switch-account", json!({"account_id": fresh_id()})),
        post("auth/change-password", change),
        post("auth/totp/confirm", json!({"code": "123456"})),
        post("auth/totp", json!({"password": PASSWORD})),
        post("auth/totp/disable", json!({"password": PASSWORD, "code": "123456"})),
        post("auth/totp/backup-codes", json!({"code": "123456"})),
        write(Method::PATCH, "account", "account".to_owned(), json!({"name": "New"})),
        write(Method::PATCH, "members/{id}", format!("members/{}", bob.user_id), json!({"role": "viewer"})),
        post("invitations", json!({"email": "a@new.example", "role": "agent"})),
        post("api-keys", json!({"name": "another", "scopes": ["settings:read"]})),
        write(
            Method::POST,
            "api-keys/{id}/rotate",
            format!("api-keys/{}/rotate", id(&key["api_key"])),
            json!({"overlap_seconds": 1}),
        ),
        post("teams", json!({"name": "Billing"})),
        write(Method::PATCH, "teams/{id}", format!("teams/{team}"), json!({"name": "New"})),
        post("labels", json!({"name": "vip", "color": "#1f6feb"})),
        write(Method::PATCH, "labels/{id}", format!("labels/{label}"), json!({"name": "new", "color": "#1f6feb"})),
        post("inboxes", json!({"name": "Sales", "channel": "api"})),
        write(Method::PATCH, "inboxes/{id}", format!("inboxes/{inbox}"), json!({"name": "New"})),
        post("contacts", json!({"name": "Carl"})),
        post("companies", json!({"name": "Initech"})),
        write(Method::PATCH, "companies/{id}", format!("companies/{company}"), json!({"name": "New"})),
        write(
            Method::POST,
            "contacts/{id}/identities",
            format!("contacts/{contact}/identities"),
            json!({"kind": "external", "value": "crm-9"}),
        ),
        write(Method::POST, "contacts/{id}/merge", format!("contacts/{contact}/merge"), json!({"into": other})),
        write(Method::POST, "contacts/{id}/notes", format!("contacts/{contact}/notes"), json!({"body": "Hm"})),
        write(
            Method::PATCH,
            "contacts/{id}/notes/{note_id}",
            format!("contacts/{contact}/notes/{note}"),
            json!({"body": "New"}),
        ),
        write(
            Method::POST,
            "conversations/{id}/labels",
            format!("conversations/{conversation}/labels"),
            json!({"add": ["vip"]}),
        ),
        write(
            Method::POST,
            "conversations/{id}/merge",
            format!("conversations/{conversation}/merge"),
            json!({"into": conversation}),
        ),
        write(Method::POST, "conversations/{id}/restore", format!("conversations/{conversation}/restore"), json!({})),
        write(
            Method::POST,
            "conversations/{id}/transfer",
            format!("conversations/{conversation}/transfer"),
            json!({"inbox_id": inbox}),
        ),
        write(
            Method::POST,
            "inboxes/{id}/messages",
            format!("inboxes/{inbox}/messages"),
            json!({"contact": {"external_id": "crm-9"}, "body": "Hi"}),
        ),
        write(Method::PATCH, "contacts/{id}", format!("contacts/{contact}"), json!({"name": "New"})),
        post("conversations", json!({"inbox_id": inbox, "contact_id": contact})),
        write(
            Method::PATCH,
            "conversations/{id}",
            format!("conversations/{conversation}"),
            json!({"priority": "high"}),
        ),
        below("conversations/{id}/status", json!({"status": "resolved"})),
        below("conversations/{id}/assignment", json!({"user_id": bob.user_id})),
        below("conversations/{id}/mute", json!({})),
        below("conversations/{id}/read", json!({"seq": 0})),
        below("conversations/{id}/unread", json!({"seq": 1})),
        below("conversations/{id}/messages", json!({"kind": "text", "body": "Hello"})),
        write(Method::PATCH, "messages/{id}", format!("messages/{message}"), json!({"body": "Bye"})),
        write(
            Method::POST,
            "messages/{id}/delivery",
            format!("messages/{message}/delivery"),
            json!({"attempt": 1, "status": "sent"}),
        ),
        write(
            Method::POST,
            "inboxes/{id}/delivery-reports",
            format!("inboxes/{inbox}/delivery-reports"),
            json!({"reports": [{"external_id": "m", "status": "sent", "at": "2026-01-31T00:00:00Z"}]}),
        ),
        post("conversations/filter", json!({"filter": {"all": []}})),
        post("conversations/bulk", json!({"ids": [conversation], "action": {"priority": "low"}})),
        below("batches/{id}/undo", json!({})),
        post("views", json!({"name": "Mine", "filter": {"all": []}})),
        write(Method::PATCH, "views/{id}", format!("views/{}", id(&view)), json!({"name": "New"})),
        post("attribute-definitions", json!({"entity": "contact", "key": "a", "title": "A", "type": "text"})),
        write(
            Method::PATCH,
            "attribute-definitions/{id}",
            format!("attribute-definitions/{}", id(&definition)),
            json!({"title": "New"}),
        ),
        write(
            Method::PUT,
            "conversations/{id}/draft",
            format!("conversations/{conversation}/draft"),
            json!({"body": "Hello"}),
        ),
        below("conversations/{id}/scheduled-messages", wait),
        write(
            Method::PATCH,
            "scheduled-messages/{id}",
            format!("scheduled-messages/{}", id(&scheduled)),
            json!({"body": "New"}),
        ),
        post("canned-responses", text("hello")),
        write(
            Method::PATCH,
            "canned-responses/{id}",
            format!("canned-responses/{}", id(&canned)),
            json!({"title": "New"}),
        ),
        write(
            Method::POST,
            "canned-responses/{id}/render",
            format!("canned-responses/{}/render", id(&canned)),
            json!({"conversation_id": conversation}),
        ),
        post("macros", does),
        write(Method::PATCH, "macros/{id}", format!("macros/{}", id(&own)), json!({"name": "New"})),
        write(
            Method::POST,
            "macros/{id}/run",
            format!("macros/{}/run", id(&own)),
            json!({"conversation_id": conversation}),
        ),
        post("admin/accounts", tenant.clone()),
        write(Method::POST, "admin/accounts/{id}/users", format!("admin/accounts/{account}/users"), person),
        write(
            Method::POST,
            "admin/accounts/{id}/impersonate",
            format!("admin/accounts/{account}/impersonate"),
            json!({"user_id": bob.user_id, "operator": "Kim"}),
        ),
        post("admin/seed", tenant),
    ]
}

/// The names of all properties in a part of the document.
fn names(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            found.extend(
                members
                    .get("properties")
                    .and_then(Value::as_object)
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name.clone()),
            );
            members.values().for_each(|value| names(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| names(value, found)),
        _ => {}
    }
}

/// The properties that a body may have at its outermost.
fn writable(contract: &Contract, method: &Method, route: &str) -> BTreeSet<String> {
    let operation = contract.operation(method, &format!("/api/v1/{route}")).expect("the route is documented");
    let schema = &operation.spec["requestBody"]["content"]["application/json"]["schema"];
    let schema = contract.resolve(schema);
    assert_eq!(schema["additionalProperties"], false, "{method} {route}");
    schema["properties"].as_object().map(|properties| properties.keys().cloned().collect()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_property_that_is_not_to_be_written_is_refused_and_changes_nothing() {
    let app = App::with(Settings::default().with_platform()).await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let writes = writes(&ana, &bob).await;
    let contract = ana.contract();
    let documented: BTreeSet<_> = contract
        .operations()
        .iter()
        .filter(|operation| operation.takes_json())
        .map(|operation| format!("{} {}", operation.method, operation.path))
        .collect();
    let covered: BTreeSet<_> = writes.iter().map(|write| format!("{} /api/v1/{}", write.method, write.route)).collect();
    assert_eq!(covered, documented, "every route that takes a body is tried");

    let mut known: BTreeSet<String> = GUESSES.map(str::to_owned).into();
    names(&contract.document()["components"]["schemas"], &mut known);
    assert!(known.len() > 100, "{}", known.len());
    let (operator, seeding) = (ana.with_credential(PLATFORM_SECRET), ana.with_credential(SEED_SECRET));
    let caller = |route: &str| -> &Api {
        match route {
            "admin/seed" => &seeding,
            route if route.starts_with("admin/") => &operator,
            _ => &ana,
        }
    };
    let before = census(&mut app.sql().await, ana.account_id).await;
    let everything = "select count(*) from (select id from users union all select id from accounts union all select id from letters) all_of_them";
    let (all_before, mut tried) = (app.count(everything).await, 0);
    for write in &writes {
        let allowed = writable(contract, &write.method, write.route);
        let others: Vec<_> = known.difference(&allowed).collect();
        tried += others.len();
        stream::iter(others)
            .for_each_concurrent(16, |name| async move {
                for value in [json!(fresh_id()), Value::Null] {
                    let mut body = write.body.clone();
                    body[name] = value;
                    let answer = caller(write.route).ask(write.method.clone(), &write.target).json(body).await;
                    let violations = answer.violations();
                    let pointer = format!("/{name} ");
                    assert!(violations[0].starts_with(&pointer), "{} {name}: {violations:?}", write.route);
                }
            })
            .await;
    }
    assert!(tried > 4_000, "only {tried} were tried");
    assert_eq!(census(&mut app.sql().await, ana.account_id).await, before);
    assert_eq!(app.count(everything).await, all_before);
}

/// The names in an answer.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            found.insert(name.clone());
            // What people call their attributes, and what the log has of a row, are no properties.
            if !matches!(name.as_str(), "custom_attributes" | "before" | "after") {
                keys(value, found);
            }
        }),
        Value::Array(items) => items.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_hold_what_is_documented_and_no_secret() {
    let app = App::with(Settings::default().with_platform()).await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let writes = writes(&ana, &bob).await;
    ana.post("invitations", json!({"email": "a@new.example", "role": "agent"})).await.is(201);
    ana.post("labels", json!({"name": "vip", "color": "#1f6feb"})).await.is(201);
    let of = |route: &str| writes.iter().find(|write| write.route == route).unwrap().target.clone();
    let (operator, conversation) = (ana.with_credential(PLATFORM_SECRET), of("conversations/{id}"));
    ana.say(conversation.split_once('/').unwrap().1, "Hello").await;
    ana.post(format!("{conversation}/read"), json!({"seq": 1})).await.is(200);

    let contract = ana.contract();
    let mut documented = BTreeSet::new();
    names(&contract.document()["components"]["schemas"], &mut documented);
    let mut answers = Vec::new();
    for target in [
        "account",
        "members",
        "invitations",
        "api-keys",
        "audit-log",
        "labels",
        "inboxes",
        "contacts",
        "conversations",
        "conversations/counts",
        "views",
        "attribute-definitions",
        "events",
        "search?q=Hello",
        "scheduled-messages",
        "canned-responses",
        "macros",
        "drafts",
        "auth/me",
        "auth/accounts",
        "auth/sessions",
    ] {
        answers.push(ana.get(target).await);
    }
    for target in [
        conversation.clone(),
        format!("{conversation}/messages"),
        format!("{conversation}/readers"),
        format!("{conversation}/participants"),
        of("contacts/{id}"),
        of("inboxes/{id}"),
    ] {
        answers.push(ana.get(target).await);
    }
    answers.push(operator.get("admin/accounts").await);
    answers.push(operator.get(format!("admin/accounts/{}", ana.account_id)).await);
    answers.push(operator.get(format!("admin/accounts/{}/members", ana.account_id)).await);
    answers.push(app.anonymous().await.sign_in(&ana.email, PASSWORD).await);
    let mut seen = BTreeSet::new();
    for answer in &answers {
        keys(&answer.is(200), &mut seen);
        for secret in ["$argon2", "password_hash", "secret_hash", "token_hash", "code_hash", "totp_seed"] {
            assert!(!answer.text().contains(secret), "{secret}: {}", answer.text());
        }
    }
    assert!(seen.len() > 80, "only {} properties were seen", seen.len());
    let unknown: Vec<_> = seen.difference(&documented).collect();
    assert!(unknown.is_empty(), "not documented: {unknown:?}");
    for name in &seen {
        assert!(!["hash", "seed", "sealed", "salt"].iter().any(|secret| name.contains(secret)), "{name}");
    }
}
