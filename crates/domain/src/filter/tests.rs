use proptest::prelude::*;

use super::{
    AttributeTest, Comparison, Condition, Draft, Filter, MAX_CONDITIONS, MAX_DEPTH, MAX_VALUES, Moment, Op, Operand,
    Side,
};
use crate::attribute_definition::{AttributeKey, AttributeType, Entity, Shape, Shapes};
use crate::attributes::Value;
use crate::conversation::{AssigneeFilter, Status};

fn text(text: &str) -> Operand {
    Operand::One(Value::Text(text.to_owned()))
}

fn texts(texts: &[&str]) -> Operand {
    Operand::Many(texts.iter().map(|text| Value::Text((*text).to_owned())).collect())
}

fn test(field: &str, op: Op, value: Operand) -> Draft {
    Draft { field: Some(field.to_owned()), op: Some(op), value: Some(value), ..Draft::default() }
}

fn all(drafts: Vec<Draft>) -> Draft {
    Draft { all: Some(drafts), ..Draft::default() }
}

fn not(draft: Draft) -> Draft {
    Draft { not: Some(Box::new(draft)), ..Draft::default() }
}

fn unread() -> Draft {
    test("unread", Op::Eq, Operand::One(Value::Bool(true)))
}

fn parsed(draft: &Draft) -> Option<Filter> {
    Filter::parse(draft).ok().map(super::Parsed::into_filter)
}

/// The broken rules, as `pointer CODE`.
fn broken(draft: &Draft) -> Vec<String> {
    let violations = Filter::parse(draft).err().unwrap_or_default();
    violations.iter().map(|(pointer, violation)| format!("{pointer} {}", violation.code)).collect()
}

#[test]
fn every_field_takes_its_operators() {
    let id = "0192f0c1-2a3b-7c4d-8e5f-001122334455";
    let (yes, five) = (Operand::One(Value::Bool(true)), Operand::One(Value::Number(5.0)));
    for (field, ops, value) in [
        ("status", &[Op::In, Op::NotIn][..], texts(&["open", "snoozed"])),
        ("priority", &[Op::In, Op::NotIn], texts(&["high"])),
        ("assignee", &[Op::In, Op::NotIn], texts(&["me", "none", id])),
        ("team", &[Op::In, Op::NotIn], texts(&["none", id])),
        ("inbox", &[Op::In, Op::NotIn], texts(&[id])),
        ("contact", &[Op::In, Op::NotIn], texts(&[])),
        ("label", &[Op::Has, Op::HasNot], text("VIP")),
        ("unread", &[Op::Eq], yes.clone()),
        ("muted", &[Op::Eq], yes.clone()),
        ("participant", &[Op::Eq], yes.clone()),
        ("waiting", &[Op::Eq], yes.clone()),
        ("waiting_since", &[Op::Before, Op::After], text("2026-01-31T12:00:00+02:00")),
        ("created_at", &[Op::Before, Op::After], text("2026-01-31T12:00:00Z")),
        ("last_activity_at", &[Op::Before, Op::After], text("0001-01-01T00:00:00Z")),
        ("number", &[Op::Eq, Op::Ne, Op::Lt, Op::Gt], five.clone()),
        ("subject", &[Op::Contains], text("parcel")),
        ("subject", &[Op::Exists], yes.clone()),
        ("custom_attributes.plan", &[Op::Eq, Op::Ne], text("gold")),
        ("custom_attributes.plan", &[Op::Exists, Op::Eq, Op::Ne], yes),
        ("contact.custom_attributes.seats", &[Op::Lt, Op::Gt, Op::Eq, Op::Ne], five),
        ("contact.custom_attributes.since", &[Op::Lt, Op::Gt, Op::Eq, Op::Ne], text("2026-01-31")),
    ] {
        for op in Op::ALL {
            let draft = test(field, *op, value.clone());
            if ops.contains(op) {
                assert_eq!(broken(&draft), [""; 0], "{field} {op:?}");
            } else {
                assert!(!broken(&draft).is_empty(), "{field} {op:?}");
            }
        }
    }
}

#[test]
fn opposites_are_the_condition_denied() {
    let status = Filter::Is(Condition::Status(vec![Status::Open]));
    assert_eq!(parsed(&test("status", Op::In, texts(&["open"]))), Some(status.clone()));
    assert_eq!(parsed(&test("status", Op::NotIn, texts(&["open"]))), Some(Filter::Not(Box::new(status))));
    let read = test("unread", Op::Eq, Operand::One(Value::Bool(false)));
    assert_eq!(parsed(&read), Some(Filter::Not(Box::new(Filter::Is(Condition::Unread)))));
    let me = Filter::Is(Condition::Assignee(vec![AssigneeFilter::Me]));
    assert_eq!(parsed(&not(test("assignee", Op::In, texts(&["me"])))), Some(Filter::Not(Box::new(me))));
    let number = Filter::Is(Condition::Number(Comparison::Lies(Side::Before(5))));
    assert_eq!(parsed(&test("number", Op::Lt, Operand::One(Value::Number(5.0)))), Some(number));
}

#[test]
fn times_are_moved_to_utc_and_cut_to_the_microsecond() {
    let draft = test("created_at", Op::After, text("2026-01-31T01:00:00.1234567+02:00"));
    let Some(Filter::Is(Condition::Moment(Moment::CreatedAt, Side::After(at)))) = parsed(&draft) else {
        panic!("{:?}", Filter::parse(&draft));
    };
    assert_eq!(at.to_string(), "2026-01-30 23:00:00.123456 +00:00:00");
}

#[test]
fn mistakes_are_all_listed_with_where_they_are() {
    let many = |count: usize| Operand::Many(vec![Value::Text("open".to_owned()); count]);
    for (draft, expected) in [
        (Draft::default(), " ONE_OF"),
        (Draft { any: Some(vec![]), ..all(vec![]) }, " ONE_OF"),
        (Draft { any: Some(vec![]), ..unread() }, " ONE_OF"),
        (Draft { op: None, ..unread() }, "/op REQUIRED"),
        (Draft { field: None, ..unread() }, "/field REQUIRED"),
        (Draft { value: None, ..unread() }, "/value REQUIRED"),
        (test("colour", Op::Eq, text("red")), "/field UNKNOWN_VALUE"),
        (test("custom_attributes.Plan", Op::Eq, text("gold")), "/field INVALID_NAME"),
        (test("status", Op::Eq, text("open")), "/op NOT_ALLOWED"),
        (test("status", Op::In, text("open")), "/value WRONG_TYPE"),
        (test("status", Op::In, texts(&["closed"])), "/value INVALID_VALUE"),
        (test("status", Op::In, many(MAX_VALUES + 1)), "/value TOO_MANY"),
        (test("inbox", Op::In, texts(&["0192f0c12a3b7c4d8e5f001122334455"])), "/value INVALID_VALUE"),
        (test("label", Op::Has, text("two words")), "/value INVALID_LABEL"),
        (test("subject", Op::Contains, text("a\0b")), "/value CONTROL_CHARACTER"),
        (test("created_at", Op::Before, text("yesterday")), "/value INVALID_VALUE"),
        (test("created_at", Op::Before, text("9999-12-31T23:59:59-23:59")), "/value INVALID_VALUE"),
        (test("number", Op::Eq, Operand::One(Value::Number(1.5))), "/value INVALID_VALUE"),
        (test("number", Op::Eq, Operand::One(Value::Number(1e300))), "/value INVALID_VALUE"),
        (test("custom_attributes.plan", Op::Lt, text("gold")), "/value INVALID_VALUE"),
        (test("custom_attributes.plan", Op::Eq, texts(&["gold"])), "/value WRONG_TYPE"),
        (test("custom_attributes.plan", Op::Eq, text("\0")), "/value CONTROL_CHARACTER"),
    ] {
        assert_eq!(broken(&draft), [expected], "{draft:?}");
    }
    assert_eq!(broken(&test("status", Op::In, many(MAX_VALUES))), [""; 0]);
    let nested = all(vec![unread(), not(Draft::default()), test("colour", Op::Eq, text("red"))]);
    assert_eq!(broken(&nested), ["/all/1/not ONE_OF", "/all/2/field UNKNOWN_VALUE"]);
}

#[test]
fn there_is_a_deepest_nesting_and_a_most_of_conditions() {
    let deep = |depth: usize| (1..depth).fold(unread(), |draft, _| not(draft));
    assert_eq!(broken(&deep(MAX_DEPTH)), [""; 0]);
    assert_eq!(broken(&deep(MAX_DEPTH + 1)), ["/not/not/not/not/not TOO_DEEP"]);
    let wide = |count: usize| all(vec![unread(); count]);
    assert_eq!(broken(&wide(MAX_CONDITIONS)), [""; 0]);
    assert_eq!(broken(&wide(MAX_CONDITIONS + 1)), ["/all/30 TOO_MANY"]);
    // Told once, however many are too many.
    assert_eq!(broken(&wide(10_000)), ["/all/30 TOO_MANY"]);
    let spread = all((0..4).map(|_| wide(10)).collect());
    assert_eq!(broken(&spread), ["/all/3/all/0 TOO_MANY"]);
}

#[test]
fn what_is_asked_of_an_attribute_fits_its_definition() {
    let key = AttributeKey::parse("seats").unwrap();
    let shape = Shape::parse(AttributeType::Number, vec![]).unwrap();
    let shapes = Shapes::new([((Entity::Contact, key.clone()), shape)]);
    let check = |field: &str, op, value| {
        let parsed = Filter::parse(&all(vec![test(field, op, value)])).unwrap();
        let checked = parsed.check(&shapes);
        checked
            .map(|_| ())
            .map_err(|broken| broken.iter().map(|(at, v)| format!("{at} {}", v.code)).collect::<Vec<_>>())
    };
    let wrong = Err(vec!["/all/0/value WRONG_TYPE".to_owned()]);
    let field = "contact.custom_attributes.seats";
    assert_eq!(check(field, Op::Ne, text("five")), wrong);
    assert_eq!(check(field, Op::Gt, text("2026-01-31")), wrong);
    assert_eq!(check(field, Op::Gt, Operand::One(Value::Number(5.0))), Ok(()));
    assert_eq!(check("custom_attributes.seats", Op::Ne, text("five")), Ok(()), "another entity's");
    let parsed = Filter::parse(&all(vec![test(field, Op::Exists, Operand::One(Value::Bool(true)))])).unwrap();
    assert_eq!(parsed.attributes(), [(Entity::Contact, key.clone())]);
    let exists = Filter::Is(Condition::Attribute((Entity::Contact, key), AttributeTest::Exists));
    assert_eq!(parsed.into_filter(), Filter::All(vec![exists]));
}

fn any_draft() -> impl Strategy<Value = Draft> {
    let value = prop_oneof![
        ".{0,12}".prop_map(Value::Text),
        any::<f64>().prop_map(Value::Number),
        any::<bool>().prop_map(Value::Bool),
    ];
    let operand =
        prop_oneof![value.clone().prop_map(Operand::One), prop::collection::vec(value, 0..4).prop_map(Operand::Many)];
    let field = prop_oneof![
        Just("status".to_owned()),
        Just("number".to_owned()),
        Just("created_at".to_owned()),
        Just("custom_attributes.plan".to_owned()),
        ".{0,12}"
    ];
    let leaf = (prop::option::of(field), prop::option::of(prop::sample::select(Op::ALL)), prop::option::of(operand))
        .prop_map(|(field, op, value)| Draft { field, op, value, ..Draft::default() });
    leaf.prop_recursive(8, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(all),
            prop::collection::vec(inner.clone(), 0..6)
                .prop_map(|drafts| Draft { any: Some(drafts), ..Draft::default() }),
            inner.prop_map(not),
        ]
    })
}

proptest! {
    #[test]
    fn parsing_never_panics_and_says_why_it_refuses(draft in any_draft()) {
        if let Err(violations) = Filter::parse(&draft) {
            prop_assert!(!violations.is_empty());
        }
    }
}
