//! Which conversations: a tree of conditions, joined by and, or and not.
//!
//! Comes in as a [`Draft`], the shape of its JSON, and is parsed once into a [`Filter`], whose
//! values are all typed; within bounds, so that no filter costs more than a statement may. A
//! condition on what a conversation has not does not hold; its opposite (`not_in`, `ne`, `has_not`,
//! `false`) then does.

use std::collections::BTreeSet;

use time::OffsetDateTime;
use time::UtcOffset;
use time::format_description::well_known::Rfc3339;

use crate::Timestamp;
use crate::attribute_definition::{AttributeKey, AttributeName, AttributeType, Entity, Shapes, is_date};
use crate::attributes::{MAX_TEXT, Value};
use crate::conversation::{AssigneeFilter, Priority, Status};
use crate::error::{Violation, Violations};
use crate::id::{ContactId, Id, InboxId, TeamId, UserId};
use crate::label::LabelName;
use crate::named::named_enum;
use crate::text::Subject;

/// Deepest nesting. A condition alone is 1 deep.
pub const MAX_DEPTH: usize = 5;
/// Most conditions.
pub const MAX_CONDITIONS: usize = 30;
/// Most values of one condition.
pub const MAX_VALUES: usize = 50;

named_enum! {
    /// What a condition asks of a field.
    pub enum Op {
        /// It is one of the values.
        In = "in",
        /// It is none of the values.
        NotIn = "not_in",
        /// It is this.
        Eq = "eq",
        /// It is not this.
        Ne = "ne",
        /// It is less.
        Lt = "lt",
        /// It is more.
        Gt = "gt",
        /// It lies before.
        Before = "before",
        /// It lies after.
        After = "after",
        /// This is among them.
        Has = "has",
        /// This is not among them.
        HasNot = "has_not",
        /// It holds this text, whatever case and accents.
        Contains = "contains",
        /// There is one (`true`), or none (`false`).
        Exists = "exists",
    }
}

/// A plain value of a condition, or a list of them.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// A plain value.
    One(Value),
    /// Several.
    Many(Vec<Value>),
}

/// A filter as it came: exactly one of `all`, `any`, `not` and `field` is given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// All of these hold.
    pub all: Option<Vec<Draft>>,
    /// One of these holds, or more.
    pub any: Option<Vec<Draft>>,
    /// This does not hold.
    pub not: Option<Box<Draft>>,
    /// Of this field …
    pub field: Option<String>,
    /// … this is asked …
    pub op: Option<Op>,
    /// … with this value.
    pub value: Option<Operand>,
}

/// A tree of conditions.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// All of them hold; none at all is everything.
    All(Vec<Filter>),
    /// One of them holds, or more; none at all is nothing.
    Any(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// The condition holds.
    Is(Condition),
}

/// A condition that a conversation can meet.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// In one of these states.
    Status(Vec<Status>),
    /// Of one of these priorities.
    Priority(Vec<Priority>),
    /// One of these has it.
    Assignee(Vec<AssigneeFilter>),
    /// One of these teams has it; `None` is no team.
    Team(Vec<Option<TeamId>>),
    /// In one of these inboxes.
    Inbox(Vec<InboxId>),
    /// With one of these contacts.
    Contact(Vec<ContactId>),
    /// It has the label.
    Label(LabelName),
    /// It has messages that the caller has not read.
    Unread,
    /// The caller's mute is in force.
    Muted,
    /// The caller watches it.
    Participant,
    /// The contact waits for an answer.
    Waiting,
    /// A moment lies before or after another.
    Moment(Moment, Side<Timestamp>),
    /// Its number.
    Number(Comparison<i64>),
    /// Its subject holds the text, whatever case and accents.
    Subject(Subject),
    /// It has a subject.
    HasSubject,
    /// Its attribute, or its contact's, holds.
    Attribute(AttributeName, AttributeTest),
}

named_enum! {
    /// A moment of a conversation.
    pub enum Moment {
        /// Since when the contact waits.
        WaitingSince = "waiting_since",
        /// When it was made.
        CreatedAt = "created_at",
        /// When something was last said.
        LastActivityAt = "last_activity_at",
    }
}

/// On which side of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Side<T> {
    /// Less.
    Before(T),
    /// More.
    After(T),
}

/// A comparison with a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparison<T> {
    /// The same.
    Is(T),
    /// Less or more.
    Lies(Side<T>),
}

/// What an attribute is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeTest {
    /// There is one.
    Exists,
    /// It is this value.
    Is(Value),
    /// It is a number on this side.
    Number(Side<f64>),
    /// It is a day on this side.
    Date(Side<String>),
}

/// A filter, and which attributes it asks of, to be held against their definitions.
#[derive(Debug, Clone)]
pub struct Parsed {
    filter: Filter,
    uses: Vec<(String, AttributeName, AttributeTest)>,
}

impl Parsed {
    /// The attributes that the filter asks of, each once.
    pub fn attributes(&self) -> Vec<AttributeName> {
        let names: BTreeSet<_> = self.uses.iter().map(|(_, name, _)| name.clone()).collect();
        names.into_iter().collect()
    }

    /// The filter, if what it asks of attributes fits their definitions.
    pub fn check(self, shapes: &Shapes) -> Result<Filter, Violations> {
        let mut violations = Violations::default();
        for (pointer, name, test) in &self.uses {
            let Some(shape) = shapes.of(name) else { continue };
            let wrong = |kind: &str| Violation::new("WRONG_TYPE", format!("the attribute holds no {kind}"));
            let checked = match test {
                AttributeTest::Exists => Ok(()),
                AttributeTest::Is(value) => shape.check(value),
                AttributeTest::Number(_) if shape.kind() == AttributeType::Number => Ok(()),
                AttributeTest::Number(_) => Err(wrong("numbers")),
                AttributeTest::Date(_) if shape.kind() == AttributeType::Date => Ok(()),
                AttributeTest::Date(_) => Err(wrong("days")),
            };
            violations.take(pointer, checked);
        }
        if violations.is_empty() { Ok(self.filter) } else { Err(violations) }
    }

    /// The filter as it is: what it asks of attributes was checked before.
    pub fn into_filter(self) -> Filter {
        self.filter
    }
}

impl Filter {
    /// Parses a draft; all mistakes are listed, each with its place below the filter.
    pub fn parse(draft: &Draft) -> Result<Parsed, Violations> {
        let mut parser = Parser::default();
        let filter = parser.filter("", draft, 1);
        match filter {
            Some(filter) if parser.violations.is_empty() => Ok(Parsed { filter, uses: parser.uses }),
            _ => Err(parser.violations),
        }
    }
}

#[derive(Default)]
struct Parser {
    violations: Violations,
    conditions: usize,
    uses: Vec<(String, AttributeName, AttributeTest)>,
}

impl Parser {
    fn filter(&mut self, place: &str, draft: &Draft, depth: usize) -> Option<Filter> {
        if depth > MAX_DEPTH {
            self.violations.add(place, Violation::new("TOO_DEEP", format!("at most {MAX_DEPTH} deep")));
            return None;
        }
        let is_test = draft.field.is_some() || draft.op.is_some() || draft.value.is_some();
        match (&draft.all, &draft.any, &draft.not) {
            (Some(all), None, None) if !is_test => self.filters(&format!("{place}/all"), all, depth).map(Filter::All),
            (None, Some(any), None) if !is_test => self.filters(&format!("{place}/any"), any, depth).map(Filter::Any),
            (None, None, Some(not)) if !is_test => {
                let not = self.filter(&format!("{place}/not"), not, depth + 1)?;
                Some(Filter::Not(Box::new(not)))
            }
            (None, None, None) if is_test => self.test(place, draft),
            _ => {
                self.violations.add(place, Violation::new("ONE_OF", "give one of all, any, not and field"));
                None
            }
        }
    }

    fn filters(&mut self, place: &str, drafts: &[Draft], depth: usize) -> Option<Vec<Filter>> {
        let mut filters = Vec::new();
        for (index, draft) in drafts.iter().enumerate() {
            if self.conditions > MAX_CONDITIONS {
                return None;
            }
            filters.extend(self.filter(&format!("{place}/{index}"), draft, depth + 1));
        }
        (filters.len() == drafts.len()).then_some(filters)
    }

    fn test(&mut self, place: &str, draft: &Draft) -> Option<Filter> {
        self.conditions += 1;
        if self.conditions > MAX_CONDITIONS {
            self.violations.add(place, Violation::new("TOO_MANY", format!("at most {MAX_CONDITIONS} conditions")));
            return None;
        }
        let mut required = |name: &str, given: bool| {
            if !given {
                self.violations.add(&format!("{place}/{name}"), Violation::new("REQUIRED", "is required"));
            }
        };
        required("field", draft.field.is_some());
        required("op", draft.op.is_some());
        required("value", draft.value.is_some());
        let (field, op, value) = (draft.field.as_deref()?, draft.op?, draft.value.as_ref()?);
        let test = match attribute_name(field) {
            Some(name) => name.map_err(|violation| ("field", violation)).and_then(|name| attribute(name, op, value)),
            None => test(field, op, value),
        };
        match test {
            Ok(filter) => {
                if let Filter::Is(Condition::Attribute(name, test)) = bare(&filter) {
                    self.uses.push((format!("{place}/value"), name.clone(), test.clone()));
                }
                Some(filter)
            }
            Err((member, violation)) => {
                self.violations.add(&format!("{place}/{member}"), violation);
                None
            }
        }
    }
}

/// The condition below a single `not`.
fn bare(filter: &Filter) -> &Filter {
    match filter {
        Filter::Not(not) => not,
        other => other,
    }
}

/// Where a condition is broken (`field`, `op`, `value` or a place below it), and how.
type Broken = (&'static str, Violation);

fn unknown_op(allowed: &str) -> Broken {
    ("op", Violation::new("NOT_ALLOWED", format!("this field takes {allowed}")))
}

fn wrong(what: &str) -> Broken {
    ("value", Violation::new("WRONG_TYPE", format!("must be {what}")))
}

fn invalid(what: &str) -> Broken {
    ("value", Violation::new("INVALID_VALUE", format!("must be {what}")))
}

/// The condition, or its opposite.
fn unless(negated: bool, condition: Condition) -> Filter {
    let is = Filter::Is(condition);
    if negated { Filter::Not(Box::new(is)) } else { is }
}

fn test(field: &str, op: Op, value: &Operand) -> Result<Filter, Broken> {
    match field {
        "status" => {
            one_of(op, value, "a state", Status::parse).map(|(not, values)| unless(not, Condition::Status(values)))
        }
        "priority" => one_of(op, value, "a priority", Priority::parse)
            .map(|(not, values)| unless(not, Condition::Priority(values))),
        "assignee" => one_of(op, value, "me, none or a user id", |text| match text {
            "me" => Some(AssigneeFilter::Me),
            "none" => Some(AssigneeFilter::Nobody),
            id => UserId::parse(id).map(AssigneeFilter::Member),
        })
        .map(|(not, values)| unless(not, Condition::Assignee(values))),
        "team" => one_of(op, value, "none or a team id", |text| match text {
            "none" => Some(None),
            id => TeamId::parse(id).map(Some),
        })
        .map(|(not, values)| unless(not, Condition::Team(values))),
        "inbox" => {
            one_of(op, value, "an inbox id", Id::parse).map(|(not, values)| unless(not, Condition::Inbox(values)))
        }
        "contact" => {
            one_of(op, value, "a contact id", Id::parse).map(|(not, values)| unless(not, Condition::Contact(values)))
        }
        "label" => match op {
            Op::Has | Op::HasNot => {
                let label = LabelName::parse(text(value)?).map_err(|violation| ("value", violation))?;
                Ok(unless(op == Op::HasNot, Condition::Label(label)))
            }
            _ => Err(unknown_op("has and has_not")),
        },
        "unread" => yes(op, value).map(|is| unless(!is, Condition::Unread)),
        "muted" => yes(op, value).map(|is| unless(!is, Condition::Muted)),
        "participant" => yes(op, value).map(|is| unless(!is, Condition::Participant)),
        "waiting" => yes(op, value).map(|is| unless(!is, Condition::Waiting)),
        "number" => number(op, value),
        "subject" => match op {
            Op::Contains => {
                let subject = Subject::parse(text(value)?).map_err(|violation| ("value", violation))?;
                Ok(Filter::Is(Condition::Subject(subject)))
            }
            Op::Exists => Ok(unless(!flag(value)?, Condition::HasSubject)),
            _ => Err(unknown_op("contains and exists")),
        },
        field => match Moment::parse(field) {
            Some(which) => moment(which, op, value),
            None => Err(("field", Violation::new("UNKNOWN_VALUE", "there is no such field"))),
        },
    }
}

/// The values of `in` and `not_in`, and whether it is the latter.
fn one_of<T>(op: Op, value: &Operand, what: &str, parse: impl Fn(&str) -> Option<T>) -> Result<(bool, Vec<T>), Broken> {
    if !matches!(op, Op::In | Op::NotIn) {
        return Err(unknown_op("in and not_in"));
    }
    let Operand::Many(values) = value else { return Err(wrong("a list")) };
    if values.len() > MAX_VALUES {
        return Err(("value", Violation::new("TOO_MANY", format!("at most {MAX_VALUES} values"))));
    }
    let parsed = values.iter().map(|value| match value {
        Value::Text(text) => parse(text).ok_or_else(|| invalid(&format!("a list, each {what}"))),
        Value::Number(_) | Value::Bool(_) => Err(wrong(&format!("a list, each {what}"))),
    });
    Ok((op == Op::NotIn, parsed.collect::<Result<_, _>>()?))
}

fn text(value: &Operand) -> Result<&str, Broken> {
    match value {
        Operand::One(Value::Text(text)) => Ok(text),
        _ => Err(wrong("text")),
    }
}

fn flag(value: &Operand) -> Result<bool, Broken> {
    match value {
        Operand::One(Value::Bool(flag)) => Ok(*flag),
        _ => Err(wrong("true or false")),
    }
}

fn yes(op: Op, value: &Operand) -> Result<bool, Broken> {
    if op == Op::Eq { flag(value) } else { Err(unknown_op("eq")) }
}

fn moment(which: Moment, op: Op, value: &Operand) -> Result<Filter, Broken> {
    let side = match op {
        Op::Before => Side::Before,
        Op::After => Side::After,
        _ => return Err(unknown_op("before and after")),
    };
    let parsed = OffsetDateTime::parse(text(value)?, &Rfc3339).ok();
    // Near the year 9999 the move to UTC can leave the range.
    let utc = parsed.and_then(|at| at.checked_to_offset(UtcOffset::UTC)).filter(|at| at.year() <= 9_999);
    let at = utc.and_then(|at| at.replace_microsecond(at.microsecond()).ok());
    let at = at.ok_or_else(|| invalid("an RFC 3339 time"))?;
    Ok(Filter::Is(Condition::Moment(which, side(at))))
}

/// Integers that a double holds exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

fn number(op: Op, value: &Operand) -> Result<Filter, Broken> {
    let Operand::One(Value::Number(number)) = value else { return Err(wrong("a number")) };
    if number.fract() != 0.0 || number.abs() >= EXACT {
        return Err(invalid("an integer"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "an integer within the exact range")]
    let number = *number as i64;
    let (not, comparison) = match op {
        Op::Eq => (false, Comparison::Is(number)),
        Op::Ne => (true, Comparison::Is(number)),
        Op::Lt => (false, Comparison::Lies(Side::Before(number))),
        Op::Gt => (false, Comparison::Lies(Side::After(number))),
        _ => return Err(unknown_op("eq, ne, lt and gt")),
    };
    Ok(unless(not, Condition::Number(comparison)))
}

/// The attribute that a field names, if it names one.
fn attribute_name(field: &str) -> Option<Result<AttributeName, Violation>> {
    let (entity, key) = match field.strip_prefix("custom_attributes.") {
        Some(key) => (Entity::Conversation, key),
        None => (Entity::Contact, field.strip_prefix("contact.custom_attributes.")?),
    };
    Some(AttributeKey::parse(key).map(|key| (entity, key)))
}

fn attribute(name: AttributeName, op: Op, value: &Operand) -> Result<Filter, Broken> {
    let (not, test) = match (op, value) {
        (Op::Exists, value) => (!flag(value)?, AttributeTest::Exists),
        (Op::Eq | Op::Ne, Operand::One(value)) => (op == Op::Ne, AttributeTest::Is(checked(value)?.clone())),
        (Op::Lt, Operand::One(Value::Number(number))) => (false, AttributeTest::Number(Side::Before(*number))),
        (Op::Gt, Operand::One(Value::Number(number))) => (false, AttributeTest::Number(Side::After(*number))),
        (Op::Lt, Operand::One(Value::Text(day))) if is_date(day) => {
            (false, AttributeTest::Date(Side::Before(day.clone())))
        }
        (Op::Gt, Operand::One(Value::Text(day))) if is_date(day) => {
            (false, AttributeTest::Date(Side::After(day.clone())))
        }
        (Op::Lt | Op::Gt, Operand::One(Value::Text(_))) => {
            return Err(invalid("a number, or a day such as 2026-01-31"));
        }
        (Op::Lt | Op::Gt, _) => return Err(wrong("a number, or a day such as 2026-01-31")),
        (Op::Eq | Op::Ne, Operand::Many(_)) => return Err(wrong("text, a number, true or false")),
        _ => return Err(unknown_op("eq, ne, lt, gt and exists")),
    };
    Ok(unless(not, Condition::Attribute(name, test)))
}

/// A value that an attribute could have.
fn checked(value: &Value) -> Result<&Value, Broken> {
    match value {
        Value::Text(text) if text.contains('\0') => {
            Err(("value", Violation::new("CONTROL_CHARACTER", "must not hold control characters")))
        }
        Value::Text(text) if text.chars().count() > MAX_TEXT => {
            Err(("value", Violation::new("TOO_LONG", format!("must have at most {MAX_TEXT} characters"))))
        }
        value => Ok(value),
    }
}

#[cfg(test)]
mod tests;
