//! Filters, views and batches find their rows by indexes, with row-level security on and thousands of
//! conversations of two tenants.

use std::collections::BTreeMap;
use std::time::Duration;

use skybot_domain::attributes::Value;
use skybot_domain::batch::{Action, Facet, NewBatch};
use skybot_domain::conversation::{Assignment, ConversationFilter, Priority, Sort};
use skybot_domain::filter::{Draft, Filter, Op, Operand, Parsed};
use skybot_domain::id::BatchId;
use skybot_domain::page::PageRequest;
use skybot_domain::ports::{
    AttributeReads as _, BatchReads as _, Closed, Housekeeping as _, Store as _, ViewReads as _,
};
use skybot_domain::{Id, Timestamp};
use skybot_postgres::Postgres;
use uuid::Uuid;

use crate::{World, connect, fresh};

/// None of them is read from end to end for a request.
const LARGE: [&str; 9] = [
    "attribute_values",
    "batches",
    "batch_items",
    "contacts",
    "conversation_labels",
    "conversations",
    "messages",
    "participants",
    "views",
];

/// Past the triggers, which would take a minute.
const FILL: &str = "
    set session_replication_role = replica;
    insert into inboxes (account_id, id, name, channel, created_at, updated_at)
      select id, gen_random_uuid(), 'Inbox', 'api', now(), now() from accounts;
    insert into labels (account_id, id, name, color, created_at)
      select id, gen_random_uuid(), 'label-' || n, '#000000', now() from accounts, generate_series(1, 200) n;
    insert into contacts (account_id, id, name, created_at, updated_at)
      select id, gen_random_uuid(), 'Contact ' || n, now(), now() from accounts, generate_series(1, 10000) n;
    insert into conversations (account_id, id, number, inbox_id, contact_id, status, subject, created_at, last_activity_at)
      select t.account_id, gen_random_uuid(), t.n, i.id, t.id, case when t.n % 50 = 0 then 'open' else 'resolved' end,
             case when t.n % 1000 = 0 then 'a rare marmalade ' else 'the usual words ' end || t.n, now(),
             now() - t.n * interval '1 second'
      from (select *, row_number() over (partition by account_id order by id) n from contacts) t
      join inboxes i on i.account_id = t.account_id;
    insert into conversation_labels (account_id, conversation_id, label_id)
      select c.account_id, c.id, l.id from conversations c join labels l on l.account_id = c.account_id
      where l.name = 'label-' || c.number % 200;
    insert into participants (account_id, conversation_id, user_id, watching)
      select c.account_id, c.id, m.user_id, c.number % 100 = 0 from conversations c join memberships m using (account_id);
    insert into attribute_values (account_id, entity, owner_id, key, text_value, number_value)
      select account_id, 'conversation', id, 'plan', 'plan-' || number % 500, null from conversations
      union all
      select account_id, 'conversation', id, 'seats', null, number from conversations
      union all
      select account_id, 'contact', contact_id, 'seats', null, number from conversations;
    insert into attribute_values (account_id, entity, owner_id, key, bool_value)
      select account_id, 'conversation', id, 'trial', number % 700 = 0 from conversations;
    insert into views (account_id, id, name, owner_id, shared, filter, sort, created_at, updated_at)
      select account_id, gen_random_uuid(), 'View', case when n % 20 = 0 then user_id else gen_random_uuid() end, n % 25 = 0,
             '{\"all\": []}', 'created', now(), now()
      from memberships, generate_series(1, 2000) n;
    insert into batches (account_id, id, user_id, permissions, action, total, created_at, started_at, finished_at)
      select account_id, gen_random_uuid(), user_id, '{conversations:write}', '{\"read\": true}', 0, now(), now(), now()
      from memberships, generate_series(1, 2000) n;
    insert into batch_items (account_id, batch_id, conversation_id, outcome)
      select account_id, id, gen_random_uuid(), 'DONE' from batches, generate_series(1, 5) n;
    set session_replication_role = default;
    analyze";

/// How often each index was used, and how many rows of each large table were read from end to end.
/// What a session did is counted when it ends at the latest.
async fn uses(world: &World, db: &Postgres) -> BTreeMap<String, i64> {
    db.close().await;
    let mut superuser = world.superuser().await;
    let here = "select count(*) from pg_stat_activity where datname = current_database() and usename = 'skybot_app'";
    let ended = async {
        while sqlx::query_scalar::<_, i64>(here).fetch_one(&mut superuser).await.unwrap() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), ended).await.unwrap();
    let sql = "select indexrelname::text, idx_scan from pg_stat_user_indexes where schemaname = 'public'
               union all select relname::text, seq_tup_read from pg_stat_user_tables where schemaname = 'public'";
    let rows: Vec<(String, i64)> = sqlx::query_as(sql).fetch_all(&mut superuser).await.unwrap();
    rows.into_iter().collect()
}

fn parsed(draft: &Draft) -> Filter {
    Filter::parse(draft).map(Parsed::into_filter).unwrap()
}

fn test(field: &str, op: Op, value: Operand) -> Filter {
    parsed(&Draft { field: Some(field.to_owned()), op: Some(op), value: Some(value), ..Draft::default() })
}

fn text(text: &str) -> Operand {
    Operand::One(Value::Text(text.to_owned()))
}

fn number(number: f64) -> Operand {
    Operand::One(Value::Number(number))
}

async fn list(world: &World, db: &Postgres, filter: Filter) {
    let filter = ConversationFilter { tree: Some(filter), ..ConversationFilter::default() };
    let found = db.conversations(&world.scope(), &filter, Sort::LastActivity, PageRequest::default()).await.unwrap();
    assert!(!found.items.is_empty());
}

/// Everything that one chunk of a batch and its undo do to the store.
async fn batch(world: &World, db: &Postgres, at: Timestamp, like: &Facet) {
    let scope = world.scope();
    let mut tx = db.begin(&scope).await.unwrap();
    let id: BatchId = fresh();
    let action = Action::Set(like.clone());
    tx.insert_batch(&NewBatch { id, action: action.clone(), undo_of: None, at }).await.unwrap();
    let total = tx
        .fix_matching(id, &test("status", Op::In, Operand::Many(vec![Value::Text("open".to_owned())])))
        .await
        .unwrap();
    assert_eq!(total, 200);
    tx.size_batch(id, total, at).await.unwrap();
    tx.hold_open_batch(id).await.unwrap().unwrap();
    let items = tx.next_items(id).await.unwrap();
    let standings = tx.hold_standings(&items, like).await.unwrap();
    assert_eq!(standings.len(), 200);
    let changes: Vec<_> = items.iter().map(|item| (item.conversation, like.clone())).collect();
    if let Facet::Read(seq) = like {
        let moves: Vec<_> = items.iter().map(|item| (item.conversation, *seq)).collect();
        tx.move_cursors(&moves, at).await.unwrap();
    } else {
        tx.write_facets(&changes).await.unwrap();
    }
    let change = skybot_domain::batch::Change { before: like.clone(), after: like.clone() };
    let closed =
        items.iter().map(|item| Closed { conversation: item.conversation, reason: None, change: Some(change.clone()) });
    assert!(!tx.close_items(id, &closed.collect::<Vec<_>>(), at).await.unwrap());
    tx.hold_batch(id).await.unwrap().unwrap();
    let undo: BatchId = fresh();
    tx.insert_batch(&NewBatch { id: undo, action, undo_of: Some(id), at }).await.unwrap();
    assert_eq!(tx.fix_changed(undo, id).await.unwrap(), 200);
    tx.commit().await.unwrap();
    assert_eq!(db.batch(&scope, id).await.unwrap().unwrap().done, 200);
    db.requester(&scope, id).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_views_and_batches_use_their_indexes() {
    let world = World::new().await;
    world.tenant("bob@example.com").await;
    world.db.close().await;
    world.set(FILL).await;
    let at: Timestamp = sqlx::query_scalar("select now()").fetch_one(&mut world.superuser().await).await.unwrap();
    let label = skybot_domain::label::LabelName::parse("label-7").unwrap();
    let flag = || Operand::One(Value::Bool(true));
    let lists: [(&str, Filter, &str); 10] = [
        (
            "status",
            test("status", Op::In, Operand::Many(vec![Value::Text("open".to_owned())])),
            "conversations_unresolved",
        ),
        (
            "not resolved",
            test("status", Op::NotIn, Operand::Many(vec![Value::Text("resolved".to_owned())])),
            "conversations_activity",
        ),
        ("label", test("label", Op::Has, text("label-7")), "conversation_labels_label"),
        ("participant", test("participant", Op::Eq, flag()), "participants_user"),
        ("number", test("number", Op::Eq, number(77.0)), "conversations_account_id_number_key"),
        ("subject", test("subject", Op::Contains, text("marmalade")), "conversations_subject"),
        ("text", test("custom_attributes.plan", Op::Eq, text("plan-7")), "attribute_values_text"),
        ("number of", test("custom_attributes.seats", Op::Gt, number(9_990.0)), "attribute_values_number"),
        ("flag", test("custom_attributes.trial", Op::Eq, flag()), "attribute_values_bool"),
        ("contact's", test("contact.custom_attributes.seats", Op::Eq, number(5.0)), "attribute_values_number"),
    ];
    let mut before = uses(&world, &connect(&world.name).await).await;
    let mut compare = async |what: &str, db: Postgres, index: &str| {
        let after = uses(&world, &db).await;
        let grown = |name: &str| after[name] - before[name];
        let grew: Vec<_> =
            after.keys().filter(|name| grown(name) > 0).map(|name| format!("{name} {}", grown(name))).collect();
        assert!(grown(index) >= 1, "{what} does not use {index} but {grew:?}");
        for table in LARGE {
            assert_eq!(grown(table), 0, "{what} reads all of {table}: {grew:?}");
        }
        before = after;
    };

    for (what, filter, index) in lists {
        let db = connect(&world.name).await;
        list(&world, &db, filter).await;
        compare(what, db, index).await;
    }
    let db = connect(&world.name).await;
    let counted = db.count_matching(&world.scope(), &test("label", Op::Has, text("label-7"))).await.unwrap();
    assert_eq!((counted.count, counted.capped), (50, false));
    compare("a count", db, "conversation_labels_label").await;

    let db = connect(&world.name).await;
    assert_eq!(db.views(&world.scope(), PageRequest::default()).await.unwrap().items.len(), 20);
    compare("views", db, "views_own").await;
    let db = connect(&world.name).await;
    assert!(db.view(&world.scope(), Id::new(Uuid::nil())).await.unwrap().is_none());
    db.attribute_definition(&world.scope(), Id::new(Uuid::nil())).await.unwrap();
    compare("a view", db, "views_pkey").await;

    for like in [
        Facet::Priority(Priority::High),
        Facet::Assignment(Assignment { user: Some(Some(world.owner)), team: Some(None) }),
        Facet::Labels(vec![(label, true)]),
        Facet::Read(0),
    ] {
        let db = connect(&world.name).await;
        batch(&world, &db, at, &like).await;
        compare(&format!("a batch of {like:?}"), db, "batch_items_pkey").await;
    }
    let db = connect(&world.name).await;
    assert_eq!(db.expire_batches(&world.scope(), at - Duration::from_hours(1)).await.unwrap(), 0);
    compare("forgetting", db, "batches_finished").await;
}
