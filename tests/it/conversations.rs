//! Conversations: how they begin, whose turn it is, and what people put on them.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use skybot_tests::{App, User, fresh_id, from_now, id, moment};

const STATES: [&str; 4] = ["open", "pending", "snoozed", "resolved"];

/// The steps of the contract; staying is always allowed.
const STEPS: [(&str, &str); 8] = [
    ("open", "pending"),
    ("open", "snoozed"),
    ("open", "resolved"),
    ("pending", "open"),
    ("pending", "resolved"),
    ("snoozed", "open"),
    ("snoozed", "resolved"),
    ("resolved", "open"),
];

async fn become_(user: &User, conversation: &str, status: &str) -> skybot_tests::Reply {
    user.post(format!("conversations/{conversation}/status"), json!({"status": status})).await
}

fn ids(items: &[Value]) -> Vec<&str> {
    items.iter().map(id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_begins_with_a_new_a_described_or_a_known_contact() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;

    let described = json!({"name": "Bea", "phone": "+33 6 39 98-00 (01)", "email": "Bea@Example.com"});
    let first = ana.post("conversations", json!({"inbox_id": inbox, "contact": described})).await.is(201);
    assert_eq!(first["contact"]["phone"], "+33639980001");
    assert_eq!((&first["status"], &first["channel"]), (&json!("open"), &json!("api")));
    assert_eq!((&first["number"], &first["message_count"], &first["unread_count"]), (&json!(1), &json!(0), &json!(0)));
    assert_eq!((&first["last_message"], &first["assignee_id"]), (&Value::Null, &Value::Null));
    assert_eq!(first["last_activity_at"], first["created_at"]);

    // Known by one identity, however it is written; the name of the description does not matter.
    let contact = &first["contact"];
    for known in
        [json!({"name": "Somebody", "phone": "+33639980001"}), json!({"name": "Somebody", "email": "bea@example.COM"})]
    {
        let next = ana.post("conversations", json!({"inbox_id": inbox, "contact": known})).await.is(201);
        assert_eq!(next["contact"], *contact);
    }
    let next = ana.post("conversations", json!({"inbox_id": inbox, "contact_id": id(contact)})).await.is(201);
    assert_eq!((&next["contact"], &next["number"]), (contact, &json!(4)));
    assert_eq!(app.count("select count(*) from contacts").await, 1);

    let with_message = json!({
        "inbox_id": inbox, "contact_id": id(contact), "subject": "Parcel",
        "message": {"kind": "text", "body": "Your parcel left."},
    });
    let opened = ana.post("conversations", with_message).await.is(201);
    assert_eq!((&opened["subject"], &opened["message_count"]), (&json!("Parcel"), &json!(1)));
    assert_eq!(opened["last_message"]["preview"], "Your parcel left.");
    assert_eq!(opened["first_reply_at"], opened["last_message"]["created_at"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_needs_an_inbox_and_one_contact_or_nothing_is_made() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let contact = ana.contact("Bea").await;
    let open = async |body: Value| ana.post("conversations", body).await;

    open(json!({"inbox_id": fresh_id(), "contact_id": contact})).await.problem(404, "INBOX_NOT_FOUND");
    open(json!({"inbox_id": inbox, "contact_id": fresh_id()})).await.problem(404, "CONTACT_NOT_FOUND");
    open(json!({"inbox_id": fresh_id(), "contact": {"name": "New"}})).await.problem(404, "INBOX_NOT_FOUND");
    for body in [
        json!({"inbox_id": inbox}),
        json!({"inbox_id": inbox, "contact_id": contact, "contact": {"name": "New"}}),
        json!({"inbox_id": inbox, "contact": {"name": "New", "phone": "1"}}),
        json!({"inbox_id": inbox, "contact": {"name": "New"}, "message": {"kind": "text", "body": " "}}),
        json!({"inbox_id": inbox, "contact": {"name": "New"}, "subject": ""}),
        json!({"contact_id": contact}),
    ] {
        open(body).await.violations();
    }
    let nested = open(json!({"inbox_id": inbox, "contact": {"name": "New", "phone": "1"}})).await.violations();
    assert_eq!(nested, ["/contact/phone INVALID_PHONE"]);
    assert_eq!(app.count("select count(*) from conversations").await, 0);
    assert_eq!(app.count("select count(*) from contacts").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_state_machine_takes_its_steps_and_no_others() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    for from in STATES {
        for to in STATES {
            let conversation = id(&ana.conversation_in(&inbox, "Bea").await).to_owned();
            let before = become_(&ana, &conversation, from).await.is(200);
            let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();

            let answer = become_(&ana, &conversation, to).await;
            if from == to {
                assert_eq!(answer.is(200), before, "{from} again changes nothing");
            } else if STEPS.contains(&(from, to)) {
                assert_eq!(answer.is(200)["status"], to, "{from} → {to}");
            } else {
                answer.problem(409, "INVALID_STATE_TRANSITION");
                assert_eq!(ana.look(&conversation).await, before, "{from} → {to}");
            }
            let events = ana.get(format!("events?after={head}")).await.is(200)["items"].clone();
            let changes: Vec<_> = events.as_array().unwrap().iter().map(|event| &event["change"]).collect();
            if STEPS.contains(&(from, to)) {
                assert_eq!(changes, [&json!({"from": from, "to": to, "cause": "request"})]);
            } else {
                assert!(changes.is_empty(), "{from} → {to}: {changes:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn snoozing_is_until_a_time_to_come() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let path = format!("conversations/{conversation}/status");
    let until = from_now(Duration::from_hours(1));

    let snoozed = ana.post(&path, json!({"status": "snoozed", "snoozed_until": until})).await.is(200);
    // To the microsecond, as it is kept.
    assert!((moment(&snoozed["snoozed_until"]) - moment(&json!(until))).abs() <= time::Duration::MICROSECOND);
    let later = from_now(Duration::from_hours(2));
    let again = ana.post(&path, json!({"status": "snoozed", "snoozed_until": later})).await.is(200);
    assert!(moment(&again["snoozed_until"]) > moment(&snoozed["snoozed_until"]), "snoozing again moves the time");

    for (status, until) in [
        ("snoozed", "2020-01-01T00:00:00Z"),
        ("open", later.as_str()),
        ("snoozed", "tomorrow"),
        ("snoozed", "2030-13-01T00:00:00Z"),
        ("snoozed", "294277-01-01T00:00:00Z"),
    ] {
        let answer = ana.post(&path, json!({"status": status, "snoozed_until": until})).await;
        assert!(answer.violations()[0].starts_with("/snoozed_until "), "{status} {until}");
    }
    assert_eq!(become_(&ana, &conversation, "open").await.is(200)["snoozed_until"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contact_wakes_and_reopens_and_only_a_person_takes_over_from_a_bot() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (_, bot) = ana.api_key("Robo", &["messages:write"]).await;
    let inbox = ana.inbox("Support").await;
    for status in STATES {
        for (writer, expected) in [
            ("contact", if matches!(status, "snoozed" | "resolved") { "open" } else { status }),
            ("person", if status == "pending" { "open" } else { status }),
            ("bot", status),
            ("note", status),
        ] {
            let conversation = id(&ana.conversation_in(&inbox, "Bea").await).to_owned();
            become_(&ana, &conversation, status).await.is(200);
            let path = format!("conversations/{conversation}/messages");
            match writer {
                "contact" => drop(app.contact_writes(&ana, &conversation, "Hello?").await),
                "person" => drop(ana.say(&conversation, "Hello").await),
                "bot" => drop(bot.post(path, json!({"kind": "text", "body": "Beep"})).await.is(201)),
                _ => drop(ana.post(path, json!({"kind": "note", "body": "Hm"})).await.is(201)),
            }
            assert_eq!(ana.look(&conversation).await["status"], expected, "{status}, then {writer} writes");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_given_to_members_and_teams_of_the_tenant() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let team = ana.post("teams", json!({"name": "Billing"})).await.is(201)["id"].clone();
    let conversation = id(&ana.conversation().await).to_owned();
    let assign = async |body: Value| ana.post(format!("conversations/{conversation}/assignment"), body).await;
    let has = |answer: Value| (answer["assignee_id"].clone(), answer["team_id"].clone());

    assert_eq!(has(assign(json!({"user_id": bob.user_id})).await.is(200)), (json!(bob.user_id), Value::Null));
    // Absent leaves, null takes away.
    assert_eq!(has(assign(json!({"team_id": team})).await.is(200)), (json!(bob.user_id), team.clone()));
    assert_eq!(has(assign(json!({"user_id": null})).await.is(200)), (Value::Null, team.clone()));
    let before = assign(json!({"user_id": ana.user_id, "team_id": null})).await.is(200);
    assert_eq!(assign(json!({"user_id": ana.user_id})).await.is(200), before, "again changes nothing");
    assert_eq!(assign(json!({})).await.is(200), before);

    assign(json!({"user_id": fresh_id()})).await.problem(404, "MEMBER_NOT_FOUND");
    assign(json!({"team_id": fresh_id()})).await.problem(404, "TEAM_NOT_FOUND");
    assign(json!({"user_id": bob.user_id, "team_id": fresh_id()})).await.problem(404, "TEAM_NOT_FOUND");
    assert_eq!(ana.look(&conversation).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_are_a_set_that_many_hands_can_change_at_once() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let names: Vec<_> = (0..12).map(|number| format!("label-{number:02}")).collect();
    for name in &names {
        ana.post("labels", json!({"name": name, "color": "#1F6FEB"})).await.is(201);
    }
    let path = |name: &str| format!("conversations/{conversation}/labels/{name}");

    join_all(names.iter().flat_map(|name| [ana.put(path(name)).into_future(), ana.put(path(name)).into_future()]))
        .await
        .iter()
        .for_each(|answer| drop(answer.is(200)));
    let all = ana.look(&conversation).await;
    assert_eq!(all["labels"], json!(names));
    assert_eq!(all["version"], 13, "twice is once");

    let (gone, kept) = names.split_at(6);
    join_all(gone.iter().map(|name| ana.delete(path(name)).into_future())).await;
    assert_eq!(ana.delete(path(&gone[0])).await.is(200)["labels"], json!(kept), "what is off can be taken off");

    ana.put(path("unknown")).await.problem(404, "LABEL_NOT_FOUND");
    assert_eq!(ana.put(path("LABEL-00")).await.is(200)["labels"][0], "label-00", "case does not tell labels apart");
    let id = ana.list("labels").await[0]["id"].as_str().unwrap().to_owned();
    ana.delete(format!("labels/{id}")).await.is(204);
    assert_eq!(ana.look(&conversation).await["labels"], json!(kept), "a deleted label is off everywhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn members_watch_and_mute() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    let path = format!("conversations/{conversation}");
    let watch = |user: uuid::Uuid| format!("{path}/participants/{user}");

    assert_eq!(ana.put(watch(bob.user_id)).await.is(200)["participant_count"], 1);
    assert_eq!(ana.put(watch(bob.user_id)).await.is(200)["participant_count"], 1);
    assert_eq!(bob.put(watch(ana.user_id)).await.is(200)["participant_count"], 2);
    let mut both =
        [(ana.user_id, "owner"), (bob.user_id, "Bob")].map(|(user, name)| json!({"user_id": user, "name": name}));
    both.sort_by_key(|one| one["user_id"].as_str().unwrap().to_owned());
    let watchers = async || ana.list(&format!("{path}/participants?limit=1")).await;
    assert_eq!(watchers().await, both);
    assert_eq!(ana.delete(watch(bob.user_id)).await.is(200)["participant_count"], 1);
    assert_eq!(ana.delete(watch(bob.user_id)).await.is(200)["participant_count"], 1);
    assert_eq!(watchers().await, [json!({"user_id": ana.user_id, "name": "owner"})]);
    ana.post(format!("{path}/mute"), json!({})).await.is(200);
    bob.post(format!("{path}/mute"), json!({})).await.is(200);
    assert_eq!(watchers().await.len(), 1, "whoever mutes does not watch");
    for user in [&ana, &bob] {
        user.delete(format!("{path}/mute")).await.is(200);
    }
    ana.put(watch(fresh_id())).await.problem(404, "MEMBER_NOT_FOUND");

    let head = ana.get("events").await.is(200)["head"].clone();
    assert_eq!(ana.look(&conversation).await["muted"], false);
    let muted = ana.post(format!("{path}/mute"), json!({})).await.is(200);
    assert_eq!((&muted["muted"], muted.get("muted_until")), (&json!(true), None));
    let until = from_now(Duration::from_hours(1));
    let muted = ana.post(format!("{path}/mute"), json!({"until": until})).await.is(200);
    assert!(muted["muted"] == true && muted["muted_until"].is_string());
    assert_eq!(bob.look(&conversation).await["muted"], false, "for oneself only");
    assert_eq!(ana.delete(format!("{path}/mute")).await.is(200)["muted"], false);
    ana.post(format!("{path}/mute"), json!({"until": "2020-01-01T00:00:00Z"})).await.violations();
    assert_eq!(ana.get("events").await.is(200)["head"], head, "nobody else hears of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn patching_leaves_what_is_absent_and_takes_away_what_is_null() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let patch = async |body: Value| ana.patch(format!("conversations/{conversation}"), body).await;

    let attributes = json!({"plan": "gold", "seats": 5, "trial": false, "ratio": 0.25});
    let all =
        patch(json!({"priority": "urgent", "subject": " Parcel ", "custom_attributes": attributes})).await.is(200);
    assert_eq!((&all["priority"], &all["subject"]), (&json!("urgent"), &json!("Parcel")));
    assert_eq!(all["custom_attributes"], attributes);
    let less = patch(json!({"subject": null})).await.is(200);
    assert_eq!((&less["subject"], &less["priority"]), (&Value::Null, &json!("urgent")));
    assert_eq!(patch(json!({"custom_attributes": {}})).await.is(200)["custom_attributes"], json!({}));

    for body in [
        json!({"priority": null}),
        json!({"priority": "hottest"}),
        json!({"subject": ""}),
        json!({"subject": "x".repeat(251)}),
        json!({"status": "resolved"}),
        json!({"version": 9}),
        json!({"custom_attributes": null}),
    ] {
        patch(body).await.violations();
    }
}

/// Six conversations of which each filter picks some.
struct Shelf {
    ana: User,
    bob: User,
    inboxes: [String; 2],
    team: String,
    all: Vec<String>,
}

async fn shelf(app: &App) -> Shelf {
    let ana = app.tenant().await;
    let bob = ana.colleague(app, "Bob", "agent", "all").await;
    let inboxes = [ana.inbox("Support").await, ana.inbox("Sales").await];
    let team = id(&ana.post("teams", json!({"name": "Billing"})).await.is(201)).to_owned();
    ana.post("labels", json!({"name": "vip", "color": "#1f6feb"})).await.is(201);
    let mut all = Vec::new();
    for (number, contact) in ["Zoë Ångström", "Bea", "Cid", "Dora", "Emil", "Fay"].iter().enumerate() {
        all.push(id(&ana.conversation_in(&inboxes[number % 2], contact).await).to_owned());
    }
    become_(&ana, &all[0], "resolved").await.is(200);
    become_(&ana, &all[1], "pending").await.is(200);
    become_(&ana, &all[2], "snoozed").await.is(200);
    let assignment = |number: usize| format!("conversations/{}/assignment", all[number]);
    ana.post(assignment(3), json!({"user_id": ana.user_id})).await.is(200);
    ana.post(assignment(4), json!({"user_id": bob.user_id, "team_id": team})).await.is(200);
    ana.put(format!("conversations/{}/labels/vip", all[5])).await.is(200);
    ana.patch(format!("conversations/{}", all[5]), json!({"priority": "high", "subject": "Résumé lost"})).await.is(200);
    // The oldest activity becomes the newest, and waits.
    app.contact_writes(&ana, &all[1], "Anybody there?").await;
    Shelf { ana, bob, inboxes, team, all }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_show_what_was_asked_for_in_the_order_asked_for() {
    let app = App::start().await;
    let Shelf { ana, bob, inboxes, team, all } = shelf(&app).await;
    let contact = ana.look(&all[3]).await["contact"]["id"].as_str().unwrap().to_owned();
    let expect: [(String, &[usize]); 22] = [
        (String::new(), &[1, 5, 4, 3, 2, 0]),
        ("status=open".to_owned(), &[5, 4, 3]),
        ("status=pending,snoozed".to_owned(), &[1, 2]),
        ("status=resolved".to_owned(), &[0]),
        ("assignee=me".to_owned(), &[3]),
        ("assignee=none".to_owned(), &[1, 5, 2, 0]),
        (format!("assignee={}", bob.user_id), &[4]),
        (format!("team={team}"), &[4]),
        (format!("team={}", fresh_id()), &[]),
        (format!("inbox={}", inboxes[0]), &[4, 2, 0]),
        (format!("inbox={}&status=open", inboxes[1]), &[5, 3]),
        ("label=vip".to_owned(), &[5]),
        ("label=VIP".to_owned(), &[5]),
        ("label=unknown".to_owned(), &[]),
        (format!("contact={contact}"), &[3]),
        ("priority=high".to_owned(), &[5]),
        ("unread=true".to_owned(), &[1]),
        ("q=angstrom".to_owned(), &[0]),
        ("q=resume".to_owned(), &[5]),
        ("q=%234".to_owned(), &[3]),
        ("sort=created".to_owned(), &[5, 4, 3, 2, 1, 0]),
        ("sort=waiting".to_owned(), &[1]),
    ];
    for (query, numbers) in expect {
        let expected: Vec<_> = numbers.iter().map(|number| all[*number].as_str()).collect();
        let page = ana.get(format!("conversations?limit=100&{query}")).await.is(200);
        assert_eq!(ids(page["items"].as_array().unwrap()), expected, "{query}");
        let paged = ana.list(&format!("conversations?limit=1&{query}")).await;
        assert_eq!(ids(&paged), expected, "{query}, one by one");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_agree_with_lists() {
    let app = App::start().await;
    let Shelf { ana, bob, .. } = shelf(&app).await;
    for user in [&ana, &bob] {
        let counts = user.get("conversations/counts").await.is(200);
        let unresolved = "status=open,pending,snoozed";
        for (name, query) in [
            ("open", "status=open".to_owned()),
            ("pending", "status=pending".to_owned()),
            ("snoozed", "status=snoozed".to_owned()),
            ("resolved", "status=resolved".to_owned()),
            ("mine", format!("{unresolved}&assignee=me")),
            ("unassigned", format!("{unresolved}&assignee=none")),
            ("unread", format!("{unresolved}&unread=true")),
        ] {
            let listed = user.list(&format!("conversations?{query}")).await.len();
            assert_eq!(counts[name], listed, "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_member_may_see_is_one_rule_everywhere() {
    let app = App::start().await;
    let Shelf { ana, inboxes, team, all, .. } = shelf(&app).await;
    for conversation in &all {
        ana.say(conversation, "marmalade").await;
    }
    let inboxer = ana.colleague(&app, "Ina", "agent", "inbox").await;
    ana.put(format!("inboxes/{}/members/{}", inboxes[0], inboxer.user_id)).await.is(204);
    let mine = ana.colleague(&app, "Mia", "agent", "mine").await;
    ana.post(format!("conversations/{}/assignment", all[1]), json!({"user_id": mine.user_id})).await.is(200);
    let teamed = ana.colleague(&app, "Tea", "agent", "team").await;
    ana.put(format!("teams/{team}/members/{}", teamed.user_id)).await.is(204);

    for (user, visible) in [(&inboxer, &[0, 2, 4][..]), (&mine, &[1]), (&teamed, &[4])] {
        let mut listed: Vec<_> = user.list("conversations").await.iter().map(|one| id(one).to_owned()).collect();
        listed.sort();
        let expected: Vec<_> = visible.iter().map(|number| all[*number].clone()).collect();
        assert_eq!(listed, expected, "{}", user.email);

        let counts = user.get("conversations/counts").await.is(200);
        let counted: i64 =
            ["open", "pending", "snoozed", "resolved"].iter().map(|name| counts[name].as_i64().unwrap()).sum();
        assert_eq!(counted, i64::try_from(visible.len()).unwrap());

        let mut found: Vec<_> =
            user.list("search?q=marmalade").await.iter().map(|hit| id(&hit["conversation"]).to_owned()).collect();
        found.sort();
        assert_eq!(found, expected, "{}", user.email);

        let events = user.get("events?limit=100").await.is(200);
        for event in events["items"].as_array().unwrap() {
            if let Some(conversation) = event["conversation_id"].as_str() {
                assert!(expected.iter().any(|one| one == conversation), "{}: {event}", user.email);
            }
        }
        for (number, conversation) in all.iter().enumerate() {
            let path = format!("conversations/{conversation}");
            let sees = visible.contains(&number);
            let answers = [
                user.get(&path).await,
                user.get(format!("{path}/messages")).await,
                user.get(format!("{path}/readers")).await,
                user.get(format!("{path}/participants")).await,
                user.post(format!("{path}/read"), json!({"seq": 1})).await,
                user.post(format!("{path}/messages"), json!({"kind": "note", "body": "seen"})).await,
                user.patch(&path, json!({"priority": "low"})).await,
            ];
            for answer in answers {
                if sees {
                    answer.ok();
                } else {
                    answer.problem(404, "CONVERSATION_NOT_FOUND");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_has_its_days_by_the_calendar_of_whoever_asks() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "mine").await;
    let conversation = id(&ana.conversation().await).to_owned();
    let place = format!("conversations/{conversation}/days");
    assert_eq!(ana.get(&place).await.is(200), json!({"items": []}));
    let mut messages = Vec::new();
    for n in 0..5 {
        messages.push(ana.say(&conversation, &format!("Message {n}")).await);
    }
    // 23:30 in Lisbon is half past midnight in Paris; and one of them came late.
    for (seq, at) in [
        (1, "2026-11-02T09:00:00Z"),
        (2, "2026-11-02T23:30:00Z"),
        (3, "2026-11-04T12:00:00Z"),
        (4, "2026-11-02T23:40:00Z"),
        (5, "2026-11-04T12:01:00Z"),
    ] {
        let sql = "update messages set created_at = $2::timestamptz where seq = $1";
        sqlx::query(sql).bind(seq).bind(at).execute(&mut app.sql().await).await.unwrap();
    }
    ana.delete(format!("messages/{}", id(&messages[2]))).await.ok();
    let days = async |tz: &str| {
        let answer = ana.get(format!("{place}{tz}")).await.is(200);
        let of = |day: &Value| {
            (
                day["day"].as_str().unwrap().to_owned(),
                day["first_seq"].as_i64().unwrap(),
                day["messages"].as_i64().unwrap(),
            )
        };
        answer["items"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    let day = |day: &str, seq: i64, messages: i64| (day.to_owned(), seq, messages);
    let utc = [day("2026-11-02", 1, 3), day("2026-11-04", 3, 2)];
    assert_eq!(days("").await, utc);
    assert_eq!(days("?tz=UTC").await, utc);
    assert_eq!(days("?tz=Europe/Lisbon").await, utc);
    assert_eq!(
        days("?tz=Europe/Paris").await,
        [day("2026-11-02", 1, 1), day("2026-11-03", 2, 2), day("2026-11-04", 3, 2)]
    );
    assert_eq!(days("?tz=Pacific/Kiritimati").await[0].0, "2026-11-02");
    assert_eq!(days("?tz=America/Argentina/Buenos_Aires").await, utc);
    for wrong in ["Mars/Olympus", "FOO5", "europe/paris", "posix/UTC", "", "%2B05:00", "a%00", &"x".repeat(65)] {
        let refused = ana.get(format!("{place}?tz={wrong}")).await;
        assert_eq!(refused.violations(), ["tz UNKNOWN_TIME_ZONE"], "{wrong}");
    }
    assert_eq!(ana.get(format!("{place}?zone=UTC")).await.violations(), ["zone UNKNOWN_PARAMETER"]);
    bob.get(&place).await.problem(404, "CONVERSATION_NOT_FOUND");
    ana.get(format!("conversations/{}/days", fresh_id())).await.problem(404, "CONVERSATION_NOT_FOUND");
}

/// The days of a conversation are counted in it, whatever its length: no table keeps them.
#[tokio::test(flavor = "multi_thread")]
async fn the_days_of_a_very_long_conversation_are_told_at_once() {
    const MESSAGES: i64 = 100_000;
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    ana.say(&conversation, "The first").await;
    // Past the triggers, which would take a minute.
    let sql = "insert into messages (account_id, conversation_id, seq, id, kind, direction, sender_type, sender_user_id, body,
                                     status, inbound_ordinal, search_bucket, created_at)
               select account_id, conversation_id, n, gen_random_uuid(), kind, direction, sender_type, sender_user_id,
                      repeat('Some words of a message. ', 1 + n % 8), status, 0, 0, created_at + n * interval '10 minutes'
               from messages, generate_series(2, $1::int) n";
    let mut superuser = app.sql().await;
    sqlx::query("set session_replication_role = replica").execute(&mut superuser).await.unwrap();
    sqlx::query(sql).bind(i32::try_from(MESSAGES).unwrap()).execute(&mut superuser).await.unwrap();
    sqlx::query("vacuum analyze messages").execute(&mut superuser).await.unwrap();
    let mut times = Vec::new();
    for _ in 0..5 {
        let begun = std::time::Instant::now();
        let days = ana.get(format!("conversations/{conversation}/days?tz=Europe/Paris")).await.is(200);
        times.push(begun.elapsed());
        let days = days["items"].as_array().unwrap();
        assert_eq!(days.iter().map(|day| day["messages"].as_i64().unwrap()).sum::<i64>(), MESSAGES);
        assert!(days.len() > 690, "{}", days.len());
    }
    times.sort();
    println!("{times:?}");
    assert!(times[0] < Duration::from_secs(1), "{times:?}");
}
