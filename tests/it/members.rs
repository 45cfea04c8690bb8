//! Who belongs to a tenant: invitations by letter, roles and reach that hold at once, and an owner
//! who always stays.

use serde_json::{Value, json};
use skybot_tests::{AT_ONCE, Api, App, PASSWORD, Reply, User, eventually, fresh_id, id};

async fn invite(who: &Api, body: Value) -> Value {
    who.post("invitations", body).await.is(201)
}

async fn accept(anonymous: &Api, body: Value) -> Reply {
    anonymous.post("auth/accept-invitation", body).await
}

fn newcomer(token: &str) -> Value {
    json!({"token": token, "name": "Bea Costa", "password": PASSWORD})
}

async fn change(who: &Api, member: &User, patch: Value) -> Reply {
    who.patch(format!("members/{}", member.user_id), patch).await
}

/// A member's own credential on another node.
async fn signed_in_at(node: &skybot_tests::Server, member: &User) -> Api {
    let api = node.api().await;
    api.client().login(&member.email, PASSWORD).await.unwrap();
    api
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_person_joins_by_a_letter_with_the_role_that_was_meant() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant_named("Acme").await, app.anonymous().await);
    ana.patch("account", json!({"locale": "fr"})).await.is(200);
    let (hers, other) = (ana.inbox("Hers").await, ana.inbox("Another").await);
    let visible = ana.conversation_in(&hers, "Visible").await;
    let hidden = ana.conversation_in(&other, "Hidden").await;

    let invitation = json!({"email": "Bea@new.example", "role": "agent", "reach": "inbox", "inbox_ids": [hers]});
    let made = invite(&ana, invitation).await;
    assert_eq!((&made["role"], &made["reach"], &made["inbox_ids"]), (&json!("agent"), &json!("inbox"), &json!([hers])));
    assert_eq!(made["invited_by"], json!(ana.user_id));
    assert_eq!(ana.list("invitations").await, [made]);
    let letter = app.post.letter_to("Bea@new.example", 1).await;
    assert_eq!(letter.subject, "Invitation à rejoindre Acme", "in the tenant's language");

    let missing = accept(&anonymous, json!({"token": letter.token()})).await;
    assert_eq!(missing.violations(), ["/name REQUIRED", "/password REQUIRED"]);
    let weak = json!({"token": letter.token(), "name": "Bea", "password": "short"});
    assert_eq!(accept(&anonymous, weak).await.violations(), ["/password PASSWORD_TOO_SHORT"]);
    let joined = accept(&anonymous, newcomer(&letter.token())).await.is(200);
    assert_eq!(joined, json!({"account_id": ana.account_id, "email": "Bea@new.example"}));
    accept(&anonymous, newcomer(&letter.token())).await.problem(410, "LINK_INVALID");
    assert!(ana.list("invitations").await.is_empty());

    // The letter has proven the address.
    let signed_in = anonymous.sign_in("bea@new.example", PASSWORD).await.is(200);
    let user = &signed_in["user"];
    assert_eq!(
        (&user["role"], &user["reach"], &user["email_verified"]),
        (&json!("agent"), &json!("inbox"), &json!(true))
    );
    let bea = anonymous.with_credential(signed_in["access_token"].as_str().unwrap());
    bea.get(format!("conversations/{}", id(&visible))).await.is(200);
    bea.get(format!("conversations/{}", id(&hidden))).await.problem(404, "CONVERSATION_NOT_FOUND");
    bea.get("api-keys").await.problem(403, "FORBIDDEN");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_with_a_user_joins_by_the_link_alone_and_keeps_the_password() {
    let app = App::start().await;
    let (ana, carl, anonymous) = (app.tenant().await, app.tenant().await, app.anonymous().await);
    invite(&carl, json!({"email": ana.email.to_uppercase(), "role": "viewer"})).await;
    let token = app.post.letter_to(&ana.email.to_uppercase(), 1).await.token();
    // What a stranger who finds the link brings along changes nothing about the user.
    let body = json!({"token": token, "name": "Eve", "password": "another password, as long"});
    accept(&anonymous, body).await.is(200);
    anonymous.sign_in(&ana.email, "another password, as long").await.problem(401, "UNAUTHENTICATED");
    let signed_in = anonymous.sign_in(&ana.email, PASSWORD).await.is(200);
    let ana_now = anonymous.with_credential(signed_in["access_token"].as_str().unwrap());
    let accounts = ana_now.get("auth/accounts").await.is(200);
    let roles: Vec<_> = accounts["items"].as_array().unwrap().iter().map(|account| &account["role"]).collect();
    assert_eq!(roles, ["owner", "viewer"]);
    assert_eq!(ana_now.list("members").await.len(), 1, "each tenant knows its own people only");
    assert_eq!(carl.list("members").await.len(), 2);
    let again = json!({"email": ana.email, "role": "agent"});
    carl.post("invitations", again).await.problem(409, "MEMBER_EXISTS");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_unknown_used_revoked_replaced_or_old_opens_nothing() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let bob = json!({"email": "bob@new.example", "role": "agent"});
    let unknown = accept(&anonymous, newcomer(&"A".repeat(43))).await;
    unknown.problem(410, "LINK_INVALID");
    let is_dead = async |token: &str, what: &str| {
        assert_eq!(accept(&anonymous, newcomer(token)).await.face(), unknown.face(), "{what}");
        assert_eq!(accept(&anonymous, json!({"token": token})).await.face(), unknown.face(), "{what}");
    };
    let revoked = invite(&ana, bob.clone()).await;
    let first = app.post.letter_to("bob@new.example", 1).await.token();
    ana.delete(format!("invitations/{}", id(&revoked))).await.is(204);
    is_dead(&first, "revoked").await;
    ana.delete(format!("invitations/{}", id(&revoked))).await.problem(404, "INVITATION_NOT_FOUND");

    invite(&ana, bob.clone()).await;
    let second = app.post.letter_to("bob@new.example", 2).await.token();
    invite(&ana, bob.clone()).await;
    let third = app.post.letter_to("bob@new.example", 3).await.token();
    is_dead(&second, "replaced").await;
    assert_eq!(ana.list("invitations").await.len(), 1);

    app.links_age("7 days").await;
    is_dead(&third, "a week old").await;
    invite(&ana, bob).await;
    let fourth = app.post.letter_to("bob@new.example", 4).await.token();
    app.links_age("6 days 23 hours").await;
    app.run(["admin", "suspend-account", &ana.account_id.to_string()]).success().await;
    is_dead(&fourth, "of a suspended tenant").await;
    app.run(["admin", "resume-account", &ana.account_id.to_string()]).success().await;
    accept(&anonymous, newcomer(&fourth)).await.is(200);
    is_dead(&fourth, "used").await;
    assert_eq!(app.count("select count(*) from memberships").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_names_a_person_and_inboxes_of_the_tenant() {
    let app = App::start().await;
    let (ana, stranger) = (app.tenant().await, app.tenant().await);
    let foreign = stranger.inbox("Theirs").await;
    let with = |member: &str, value: Value| {
        let mut body = json!({"email": "bob@new.example", "role": "agent"});
        body[member] = value;
        body
    };
    assert_eq!(ana.post("invitations", with("role", json!("bot"))).await.violations(), ["/role NOT_A_PERSON"]);
    assert_eq!(ana.post("invitations", with("email", json!("bob"))).await.violations(), ["/email INVALID_EMAIL"]);
    let theirs = ana.post("invitations", with("inbox_ids", json!([foreign]))).await;
    assert_eq!(theirs.violations(), ["/inbox_ids NOT_FOUND"]);
    assert_eq!(theirs.face(), ana.post("invitations", with("inbox_ids", json!([fresh_id()]))).await.face());
    let many = vec![fresh_id(); 101];
    assert_eq!(ana.post("invitations", with("inbox_ids", json!(many))).await.violations(), ["/inbox_ids TOO_MANY"]);
    let member = json!({"email": ana.email, "role": "agent"});
    ana.post("invitations", member).await.problem(409, "MEMBER_EXISTS");
    assert!(ana.list("invitations").await.is_empty());
    app.letters_are_done().await;
    assert!(app.post.letters().is_empty());
    // Whether somebody has a user elsewhere is not told.
    let elsewhere = ana.post("invitations", json!({"email": stranger.email, "role": "agent"})).await;
    let nowhere = ana.post("invitations", json!({"email": "no@where.example", "role": "agent"})).await;
    let keys = |reply: &Reply| reply.is(201).as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&elsewhere), keys(&nowhere));
}

#[tokio::test(flavor = "multi_thread")]
async fn role_and_reach_hold_on_every_node_at_once() {
    let app = App::start().await;
    let other = app.another_node().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let there = signed_in_at(&other, &bob).await;
    let conversation = id(&ana.conversation().await).to_owned();
    let note = json!({"kind": "note", "body": "Hello"});
    let path = format!("conversations/{conversation}");
    for node in [&*bob, &there] {
        node.post(format!("{path}/messages"), note.clone()).await.is(201);
    }

    let now = ana.list("members").await.into_iter().find(|member| member["user_id"] == json!(bob.user_id)).unwrap();
    let viewer = change(&ana, &bob, json!({"role": "viewer"})).await.is(200);
    assert_eq!(
        (&viewer["role"], viewer["version"].as_i64()),
        (&json!("viewer"), now["version"].as_i64().map(|v| v + 1))
    );
    for node in [&*bob, &there] {
        eventually("a viewer does not write", AT_ONCE, async || {
            (node.post(format!("{path}/messages"), note.clone()).await.status() == 403).then_some(())
        })
        .await;
        node.get(&path).await.is(200);
    }
    change(&ana, &bob, json!({"role": "admin", "reach": "mine"})).await.is(200);
    for node in [&*bob, &there] {
        eventually("out of reach", AT_ONCE, async || (node.get(&path).await.status() == 404).then_some(())).await;
        assert!(node.list("conversations").await.is_empty());
        eventually("an admin", AT_ONCE, async || (node.get("api-keys").await.status() == 200).then_some(())).await;
    }
    // Whoever looked at an older version decides anew.
    let stale = ana.patch(format!("members/{}", bob.user_id), json!({"role": "agent"})).if_match(&now["version"]).await;
    assert_eq!(stale.problem(412, "VERSION_CONFLICT")["current_version"], json!(3));
    change(&ana, &bob, json!({"role": "bot"})).await.violations();
    ana.patch(format!("members/{}", fresh_id()), json!({"role": "agent"})).await.problem(404, "MEMBER_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_locked_out_is_out_everywhere_at_once_and_comes_back_when_let_in() {
    let app = App::start().await;
    let other = app.another_node().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let signed_in = anonymous.sign_in(&bob.email, PASSWORD).await.is(200);
    let there = other.api().await;
    there.who(&signed_in).await.is(200);

    let disabled = change(&ana, &bob, json!({"disabled": true})).await.is(200);
    assert!(disabled["disabled_at"].is_string(), "{disabled}");
    for node in [&anonymous, &there] {
        node.shuts_out("locked out", &signed_in).await;
        node.exchange(&signed_in["refresh_token"]).await.problem(401, "UNAUTHENTICATED");
    }
    let refused = anonymous.sign_in(&bob.email, PASSWORD).await;
    assert_eq!(refused.face(), anonymous.sign_in("nobody@nowhere.example", PASSWORD).await.face());
    // Letters do not help either.
    for route in ["auth/magic-link", "auth/forgot-password"] {
        anonymous.post(route, json!({"email": bob.email})).await.is(202);
    }

    let back = change(&ana, &bob, json!({"disabled": false})).await.is(200);
    assert_eq!(back["disabled_at"], Value::Null);
    anonymous.sign_in(&bob.email, PASSWORD).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_owner_stays() {
    let app = App::start().await;
    let ana = app.tenant().await;
    for patch in [json!({"role": "admin"}), json!({"disabled": true}), json!({"role": "viewer", "disabled": false})] {
        change(&ana, &ana, patch).await.problem(409, "LAST_OWNER");
    }
    // An owner who is locked out is none that counts.
    let bob = ana.colleague(&app, "Bob", "owner", "all").await;
    change(&ana, &bob, json!({"disabled": true})).await.is(200);
    change(&ana, &ana, json!({"role": "agent"})).await.problem(409, "LAST_OWNER");
    change(&ana, &bob, json!({"disabled": false})).await.is(200);
    change(&bob, &ana, json!({"role": "agent"})).await.is(200);
    change(&bob, &bob, json!({"role": "agent"})).await.problem(409, "LAST_OWNER");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_owners_who_leave_at_once_one_stays() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "owner", "all").await;
    for _ in 0..5 {
        let (one, two) =
            tokio::join!(change(&ana, &ana, json!({"role": "agent"})), change(&bob, &bob, json!({"role": "agent"})),);
        let owners = app.count("select count(*) from memberships where role = 'owner'").await;
        assert_eq!(owners, 1, "{} and {}", one.status(), two.status());
        let (left, stays) = if one.status() == 200 { (&ana, &bob) } else { (&bob, &ana) };
        eventually("an owner again", AT_ONCE, async || {
            (change(stays, left, json!({"role": "owner"})).await.status() == 200).then_some(())
        })
        .await;
        eventually("and knows it", AT_ONCE, async || {
            (left.get("auth/me").await.is(200)["role"] == "owner").then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_owners_decide_about_owners() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let admin = ana.colleague(&app, "Admin", "admin", "all").await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    for patch in [json!({"role": "admin"}), json!({"disabled": true}), json!({"reach": "mine"})] {
        change(&admin, &ana, patch).await.problem(403, "OWNERS_ONLY");
    }
    for member in [&bob, &admin] {
        change(&admin, member, json!({"role": "owner"})).await.problem(403, "OWNERS_ONLY");
    }
    let owner = json!({"email": "eve@new.example", "role": "owner"});
    admin.post("invitations", owner.clone()).await.problem(403, "OWNERS_ONLY");
    change(&bob, &bob, json!({"role": "admin"})).await.problem(403, "FORBIDDEN");
    change(&admin, &bob, json!({"role": "admin"})).await.is(200);
    invite(&admin, json!({"email": "eve@new.example", "role": "admin"})).await;
    invite(&ana, owner).await;
    change(&ana, &bob, json!({"role": "owner"})).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_buried_in_invitations() {
    let app = App::start().await;
    // Within a tenant a new invitation takes the place of the old one.
    for _ in 0..7 {
        invite(&*app.tenant().await, json!({"email": "bea@new.example", "role": "agent"})).await;
    }
    invite(&*app.tenant().await, json!({"email": "dan@new.example", "role": "agent"})).await;
    app.post.letter_to("dan@new.example", 1).await;
    // Jobs run side by side: all are done before they are counted.
    let waiting = "select count(*) from letters where done_at is null";
    eventually("no letter waits", AT_ONCE * 10, async || (app.count(waiting).await == 0).then_some(())).await;
    assert_eq!(app.post.letters_to("bea@new.example", 5).await.len(), 5, "over all tenants");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_says_who_invites_whom_as_long_as_it_can_be_accepted() {
    let app = App::start().await;
    let (ana, carl, anonymous) = (app.tenant_named("Acme").await, app.tenant().await, app.anonymous().await);
    let look = async |token: &str| anonymous.post("auth/invitation", json!({"token": token})).await;
    let unknown = look(&"A".repeat(43)).await;
    unknown.problem(410, "LINK_INVALID");
    assert_eq!(look("short").await.face(), unknown.face());
    assert_eq!(accept(&anonymous, newcomer(&"A".repeat(43))).await.face().2["code"], unknown.face().2["code"]);

    invite(&ana, json!({"email": "Bea@new.example", "role": "agent"})).await;
    let token = app.post.letter_to("Bea@new.example", 1).await.token();
    let expected = json!({"account_name": "Acme", "inviter": "owner", "email": "Bea@new.example", "role": "agent",
                          "is_new_user": true});
    for _ in 0..2 {
        assert_eq!(look(&token).await.is(200), expected);
    }
    invite(&ana, json!({"email": carl.email, "role": "viewer"})).await;
    let known = look(&app.post.letter_to(&carl.email, 1).await.token()).await.is(200);
    assert_eq!((&known["is_new_user"], &known["role"]), (&json!(false), &json!("viewer")));
    // Looked at, it is as good as before; accepted, it is not.
    accept(&anonymous, newcomer(&token)).await.is(200);
    assert_eq!(look(&token).await.face(), unknown.face(), "accepted");

    let open = invite(&ana, json!({"email": "dora@new.example", "role": "agent"})).await;
    let token = app.post.letter_to("dora@new.example", 1).await.token();
    let account = ana.account_id.to_string();
    app.run(["admin", "suspend-account", &account]).success().await;
    assert_eq!(look(&token).await.face(), unknown.face(), "suspended");
    app.run(["admin", "resume-account", &account]).success().await;
    look(&token).await.is(200);
    eventually("the owner gets in again", AT_ONCE, async || {
        ana.get("auth/me").await.status().is_success().then_some(())
    })
    .await;
    ana.delete(format!("invitations/{}", id(&open))).await.is(204);
    assert_eq!(look(&token).await.face(), unknown.face(), "revoked");
    assert_eq!(anonymous.post("auth/invitation", json!({})).await.violations(), ["/token REQUIRED"]);
}
