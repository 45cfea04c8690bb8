//! Any filter gives in SQL what it gives when it is worked out by itself, conversation by conversation.

use std::collections::{BTreeSet, HashMap, HashSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use skybot_domain::Timestamp;
use skybot_domain::attribute_definition::Entity;
use skybot_domain::attributes::{Attributes, Value};
use skybot_domain::conversation::{AssigneeFilter, Conversation, ConversationFilter, Muted, Sort};
use skybot_domain::filter::{AttributeTest, Comparison, Condition, Draft, Filter, Moment, Op, Operand, Parsed, Side};
use skybot_domain::id::UserId;
use skybot_domain::page::{Limit, PageRequest};
use skybot_domain::ports::Store as _;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use crate::World;

/// Of everything some, in many combinations; a hundred conversations, so that a page holds them all.
const FILL: &str = r#"
    insert into users (id, email, name, created_at)
      select ('00000000-0000-7000-8000-00000000000' || n)::uuid, 'u' || n || '@example.com', 'U', now() from generate_series(1, 3) n;
    insert into memberships (account_id, user_id, name, role, created_at)
      select $account, id, 'U', 'agent', now() from users where email like 'u_@example.com';
    insert into inboxes (account_id, id, name, channel, created_at, updated_at)
      select $account, ('00000000-0000-7000-8000-00000000001' || n)::uuid, 'Inbox ' || n, 'api', now(), now() from generate_series(1, 3) n;
    insert into teams (account_id, id, name, created_at)
      select $account, ('00000000-0000-7000-8000-00000000002' || n)::uuid, 'Team ' || n, now() from generate_series(1, 2) n;
    insert into labels (account_id, id, name, color, created_at)
      select $account, gen_random_uuid(), name, '#000000', now() from unnest(array['vip', 'new', 'late']) name;
    insert into contacts (account_id, id, name, custom_attributes, created_at, updated_at)
      select $account, ('00000000-0000-7000-8000-00000000003' || n)::uuid, 'Contact ' || n,
             case n % 4 when 0 then '{}' when 1 then jsonb_build_object('seats', n) when 2 then '{"seats": "many", "since": "2026-01-31"}'
                        else '{"trial": true, "since": "2025-06-01"}' end, now(), now()
      from generate_series(0, 7) n;
    insert into conversations (account_id, id, number, inbox_id, contact_id, status, priority, subject, assignee_id, team_id,
                               custom_attributes, created_at, last_activity_at, waiting_since, message_count, inbound_count)
      select $account, ('00000000-0000-7000-8000-0000000004' || lpad(n::text, 2, '0'))::uuid, n + 1,
             ('00000000-0000-7000-8000-00000000001' || 1 + n % 3)::uuid, ('00000000-0000-7000-8000-00000000003' || n % 8)::uuid,
             (array['open', 'pending', 'snoozed', 'resolved'])[1 + n % 4], (array['low', 'normal', 'high', 'urgent'])[1 + n / 4 % 4],
             (array[null, 'Lost parcel', 'Café crème', 'Up to 100% off', 'snake_case', 'back\slash'])[1 + n / 3 % 6],
             case when n % 5 > 1 then (array[$owner, '00000000-0000-7000-8000-000000000001'::uuid, '00000000-0000-7000-8000-000000000002'::uuid])[1 + n % 3] end,
             case when n % 7 > 2 then ('00000000-0000-7000-8000-00000000002' || 1 + n % 2)::uuid end,
             case n % 6 when 0 then '{}' when 1 then '{"plan": "gold"}' when 2 then jsonb_build_object('plan', repeat('x', 300 + n % 2))
                        when 3 then jsonb_build_object('plan', n, 'due', '2026-01-' || lpad((1 + n % 28)::text, 2, '0'))
                        when 4 then '{"plan": false}' else '{"due": "soon"}' end,
             timestamptz '2026-01-01Z' + n * interval '1 hour', timestamptz '2026-01-02Z' + (n * 37 % 100) * interval '1 hour',
             case when n % 3 = 0 then timestamptz '2026-01-03Z' + n * interval '1 minute' end, 5, n % 4
      from generate_series(0, 99) n;
    insert into conversation_labels (account_id, conversation_id, label_id)
      select c.account_id, c.id, l.id from conversations c join labels l using (account_id)
      where c.number % 2 = 0 and l.name = 'vip' or c.number % 3 = 0 and l.name = 'new';
    insert into participants (account_id, conversation_id, user_id, watching, muted_until, read_seq, read_inbound)
      select account_id, id, $owner, number % 2 = 0,
             (array[null, 'infinity', now() - interval '1 hour', now() + interval '1 hour'])[1 + number % 4], 3, least(inbound_count, number % 3)
      from conversations where number % 5 <> 0;
    insert into participants (account_id, conversation_id, user_id, watching)
      select account_id, id, '00000000-0000-7000-8000-000000000001', true from conversations where number % 3 = 0;
"#;

/// What is known of a conversation besides itself.
struct Facts {
    now: Timestamp,
    me: UserId,
    watched: HashSet<Uuid>,
    contacts: HashMap<Uuid, Attributes>,
}

fn folded(text: &str) -> String {
    text.to_lowercase().replace(['é', 'è'], "e")
}

fn lies<T: PartialOrd>(value: &T, side: &Side<T>) -> bool {
    match side {
        Side::Before(other) => value < other,
        Side::After(other) => value > other,
    }
}

impl Facts {
    fn holds(&self, filter: &Filter, of: &Conversation) -> bool {
        match filter {
            Filter::All(filters) => filters.iter().all(|filter| self.holds(filter, of)),
            Filter::Any(filters) => filters.iter().any(|filter| self.holds(filter, of)),
            Filter::Not(filter) => !self.holds(filter, of),
            Filter::Is(condition) => self.is(condition, of),
        }
    }

    fn is(&self, condition: &Condition, of: &Conversation) -> bool {
        match condition {
            Condition::Status(states) => states.contains(&of.status),
            Condition::Priority(priorities) => priorities.contains(&of.priority),
            Condition::Assignee(assignees) => assignees.iter().any(|assignee| match assignee {
                AssigneeFilter::Me => of.assignee_id == Some(self.me),
                AssigneeFilter::Nobody => of.assignee_id.is_none(),
                AssigneeFilter::Member(id) => of.assignee_id == Some(*id),
            }),
            Condition::Team(teams) => teams.contains(&of.team_id),
            Condition::Inbox(inboxes) => inboxes.contains(&of.inbox_id),
            Condition::Contact(contacts) => contacts.contains(&of.contact.id),
            Condition::Label(label) => of.labels.contains(label),
            Condition::Unread => of.unread_count.unwrap() > 0,
            Condition::Muted => match of.muted_until {
                Some(Muted::Forever) => true,
                Some(Muted::Until(until)) => until > self.now,
                None => false,
            },
            Condition::Participant => self.watched.contains(&of.id.uuid()),
            Condition::Waiting => of.waiting_since.is_some(),
            Condition::Moment(Moment::WaitingSince, side) => of.waiting_since.is_some_and(|at| lies(&at, side)),
            Condition::Moment(Moment::CreatedAt, side) => lies(&of.created_at, side),
            Condition::Moment(Moment::LastActivityAt, side) => lies(&of.last_activity_at, side),
            Condition::Number(Comparison::Is(number)) => of.number == *number,
            Condition::Number(Comparison::Lies(side)) => lies(&of.number, side),
            Condition::Subject(text) => {
                of.subject.as_ref().is_some_and(|subject| folded(subject.as_str()).contains(&folded(text.as_str())))
            }
            Condition::HasSubject => of.subject.is_some(),
            Condition::Attribute((entity, key), test) => {
                let attributes = match entity {
                    Entity::Conversation => &of.attributes,
                    Entity::Contact => &self.contacts[&of.contact.id.uuid()],
                };
                let value = attributes.iter().find(|(name, _)| *name == key.as_str()).map(|(_, value)| value);
                value.is_some_and(|value| match (test, value) {
                    (AttributeTest::Exists, _) => true,
                    (AttributeTest::Is(other), value) => value == other,
                    (AttributeTest::Number(side), Value::Number(number)) => lies(number, side),
                    (AttributeTest::Date(side), Value::Text(day)) => lies(day, side),
                    _ => false,
                })
            }
        }
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A list of some of these.
fn some_of(texts: Vec<String>) -> impl Strategy<Value = Operand> {
    let most = texts.len();
    prop::sample::subsequence(texts, 0..=most)
        .prop_map(|texts| Operand::Many(texts.iter().map(|one| text(one)).collect()))
}

fn one_of(values: Vec<Value>) -> impl Strategy<Value = Operand> {
    prop::sample::select(values).prop_map(Operand::One)
}

fn ids(kind: char, count: u8) -> Vec<String> {
    (0..=count).map(|n| format!("00000000-0000-7000-8000-0000000000{kind}{n}")).collect()
}

/// Any condition on the fields that have values to find, some of which are not there.
fn condition() -> BoxedStrategy<Draft> {
    let test = |fields: &'static [&'static str], ops: &'static [Op], value: BoxedStrategy<Operand>| {
        (prop::sample::select(fields), prop::sample::select(ops), value)
            .prop_map(|(field, op, value)| Draft {
                field: Some(field.to_owned()),
                op: Some(op),
                value: Some(value),
                ..Draft::default()
            })
            .boxed()
    };
    let in_or_not: &'static [Op] = &[Op::In, Op::NotIn];
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let with = |mut ids: Vec<String>, others: &[&str]| {
        ids.extend(names(others));
        ids
    };
    let flag = || any::<bool>().prop_map(|flag| Operand::One(Value::Bool(flag))).boxed();
    let moment = (0_i64..120).prop_map(|hours| {
        let at = Timestamp::UNIX_EPOCH + time::Duration::days(20_454) + time::Duration::hours(hours);
        Operand::One(text(&at.format(&Rfc3339).unwrap()))
    });
    let values = vec![
        text("gold"),
        text("soon"),
        text("many"),
        text(&"x".repeat(300)),
        text(&"x".repeat(301)),
        text("2026-01-31"),
        Value::Number(3.0),
        Value::Number(45.5),
        Value::Bool(true),
        Value::Bool(false),
    ];
    let attributes: &'static [&'static str] = &[
        "custom_attributes.plan",
        "custom_attributes.due",
        "custom_attributes.seats",
        "contact.custom_attributes.seats",
        "contact.custom_attributes.since",
        "contact.custom_attributes.trial",
    ];
    let sides = vec![text("2026-01-10"), text("2025-06-01"), Value::Number(5.0), Value::Number(60.0)];
    let subjects = ["parcel", "CAFE", "100%", "%", "_", "\\", "e c", "nothing"].map(text).to_vec();
    prop_oneof![
        test(&["status"], in_or_not, some_of(names(&["open", "pending", "snoozed", "resolved"])).boxed()),
        test(&["priority"], in_or_not, some_of(names(&["low", "normal", "high", "urgent"])).boxed()),
        test(&["assignee"], in_or_not, some_of(with(ids('0', 3), &["me", "none"])).boxed()),
        test(&["team"], in_or_not, some_of(with(ids('2', 2), &["none"])).boxed()),
        test(&["inbox"], in_or_not, some_of(ids('1', 3)).boxed()),
        test(&["contact"], in_or_not, some_of(ids('3', 8)).boxed()),
        test(&["label"], &[Op::Has, Op::HasNot], one_of(["vip", "new", "late", "unknown"].map(text).to_vec()).boxed()),
        test(&["unread", "muted", "participant", "waiting"], &[Op::Eq], flag()),
        test(&["waiting_since", "created_at", "last_activity_at"], &[Op::Before, Op::After], moment.boxed()),
        test(
            &["number"],
            &[Op::Eq, Op::Ne, Op::Lt, Op::Gt],
            (0_u8..110).prop_map(|number| Operand::One(Value::Number(number.into()))).boxed()
        ),
        test(&["subject"], &[Op::Contains], one_of(subjects).boxed()),
        test(&["subject"], &[Op::Exists], flag()),
        test(attributes, &[Op::Eq, Op::Ne], one_of(values).boxed()),
        test(attributes, &[Op::Lt, Op::Gt], one_of(sides).boxed()),
        test(attributes, &[Op::Exists], flag()),
    ]
    .boxed()
}

fn tree() -> impl Strategy<Value = Draft> {
    condition().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|drafts| Draft { all: Some(drafts), ..Draft::default() }),
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|drafts| Draft { any: Some(drafts), ..Draft::default() }),
            inner.prop_map(|draft| Draft { not: Some(Box::new(draft)), ..Draft::default() }),
        ]
    })
}

#[test]
fn every_filter_means_in_sql_what_it_means_by_itself() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let page = PageRequest { limit: Limit::parse(100).unwrap(), after: None };
    let (world, all, facts) = runtime.block_on(async {
        let world = World::new().await;
        let fill = FILL
            .replace("$account", &format!("'{}'::uuid", world.account))
            .replace("$owner", &format!("'{}'::uuid", world.owner));
        world.set(fill).await;
        let scope = world.scope();
        let all = world.db.conversations(&scope, &ConversationFilter::default(), Sort::Created, page).await.unwrap();
        assert_eq!((all.items.len(), all.next), (100, None));
        let contacts = world.db.contacts(&scope, None, page).await.unwrap();
        let watched = "select conversation_id from participants where user_id = $1 and watching";
        let mut superuser = world.superuser().await;
        let watched: Vec<Uuid> =
            sqlx::query_scalar(watched).bind(world.owner.uuid()).fetch_all(&mut superuser).await.unwrap();
        let facts = Facts {
            now: sqlx::query_scalar("select now()").fetch_one(&mut superuser).await.unwrap(),
            me: world.owner,
            watched: watched.into_iter().collect(),
            contacts: contacts.items.into_iter().map(|one| (one.id.uuid(), one.attributes)).collect(),
        };
        (world, all.items, facts)
    });

    let mut runner = TestRunner::new(Config { cases: 500, failure_persistence: None, ..Config::default() });
    let (mut nothing, mut everything) = (0, 0);
    let outcome = runner.run(&tree(), |draft| {
        let parsed = Filter::parse(&draft).map(Parsed::into_filter);
        let filter = parsed.map_err(|why| TestCaseError::reject(format!("{why:?}")))?;
        let tree = ConversationFilter { tree: Some(filter.clone()), ..ConversationFilter::default() };
        let found = runtime.block_on(world.db.conversations(&world.scope(), &tree, Sort::Created, page));
        let found: BTreeSet<_> = found.unwrap().items.iter().map(|one| one.number).collect();
        let expected: BTreeSet<_> = all.iter().filter(|one| facts.holds(&filter, one)).map(|one| one.number).collect();
        prop_assert_eq!(found, expected);
        Ok(())
    });
    outcome.unwrap();

    // The trees are worth something only if many of them tell conversations apart.
    let mut runner = TestRunner::deterministic();
    for _ in 0..200 {
        let draft = tree().new_tree(&mut runner).unwrap().current();
        let Ok(filter) = Filter::parse(&draft).map(Parsed::into_filter) else { continue };
        match all.iter().filter(|one| facts.holds(&filter, one)).count() {
            0 => nothing += 1,
            100 => everything += 1,
            _ => {}
        }
    }
    assert!(nothing + everything < 120, "{nothing} give nothing, {everything} everything");
}
