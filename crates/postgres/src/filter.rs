//! From a filter to SQL, and from its draft to the JSON it is kept as.
//!
//! Every condition is one of the fixed texts below with its values bound; nothing from outside is ever
//! part of a statement. A condition on a null is null, which holds no more than false does; so only
//! what stands below a `not` is made a plain true or false, and the rest can use its index.

use sea_orm::Value;
use sea_orm::sea_query::{Alias, Expr, ExprTrait};
use serde_json::{Map, Value as Json, json};

use skybot_domain::Id;
use skybot_domain::attribute_definition::{AttributeName, Entity};
use skybot_domain::attributes;
use skybot_domain::conversation::AssigneeFilter;
use skybot_domain::filter::{AttributeTest, Comparison, Condition, Draft, Filter, Moment, Op, Operand, Side};
use skybot_domain::scope::Scope;

/// The condition that row `v` of `app.conversation_view` matches, for whoever asks.
pub(crate) fn condition(scope: &Scope, filter: &Filter) -> Expr {
    holds(scope, filter, false)
}

fn holds(scope: &Scope, filter: &Filter, denied: bool) -> Expr {
    match (filter, denied) {
        (Filter::Not(not), _) => holds(scope, not, !denied),
        (Filter::All(filters), false) | (Filter::Any(filters), true) => {
            join(scope, filters, denied, "true", sea_orm::ExprTrait::and)
        }
        (Filter::Any(filters), false) | (Filter::All(filters), true) => {
            join(scope, filters, denied, "false", sea_orm::ExprTrait::or)
        }
        (Filter::Is(condition), false) => is(scope, condition),
        (Filter::Is(condition), true) => Expr::cust_with_expr("($1) is not true", is(scope, condition)),
    }
}

fn join(
    scope: &Scope,
    filters: &[Filter],
    denied: bool,
    none: &'static str,
    both: impl Fn(Expr, Expr) -> Expr,
) -> Expr {
    let each = filters.iter().map(|filter| holds(scope, filter, denied));
    each.reduce(both).unwrap_or_else(|| Expr::cust(none))
}

fn v(column: &'static str) -> Expr {
    Expr::col((Alias::new("v"), Alias::new(column)))
}

/// The column is one of the values, or null if that is asked for too.
fn one_of<V: Into<Value>>(column: &'static str, values: impl IntoIterator<Item = Option<V>>) -> Expr {
    let (mut known, mut or_null) = (Vec::new(), false);
    for value in values {
        match value {
            Some(value) => known.push(value.into()),
            None => or_null = true,
        }
    }
    match (known.is_empty(), or_null) {
        (true, false) => Expr::cust("false"),
        (true, true) => v(column).is_null(),
        (false, false) => v(column).is_in(known),
        (false, true) => v(column).is_in(known).or(v(column).is_null()),
    }
}

fn is(scope: &Scope, condition: &Condition) -> Expr {
    let (account, user) = (scope.account().uuid(), scope.user().map(Id::uuid));
    match condition {
        Condition::Status(states) => one_of("status", states.iter().map(|state| Some(state.as_str()))),
        Condition::Priority(priorities) => {
            one_of("priority", priorities.iter().map(|priority| Some(priority.as_str())))
        }
        Condition::Assignee(assignees) => {
            let known = assignees.iter().filter_map(|assignee| match assignee {
                // Nobody acting is assigned nothing.
                AssigneeFilter::Me => user.map(Some),
                AssigneeFilter::Nobody => Some(None),
                AssigneeFilter::Member(id) => Some(Some(id.uuid())),
            });
            one_of("assignee_id", known)
        }
        Condition::Team(teams) => one_of("team_id", teams.iter().map(|team| team.map(Id::uuid))),
        Condition::Inbox(inboxes) => one_of("inbox_id", inboxes.iter().map(|inbox| Some(inbox.uuid()))),
        Condition::Contact(contacts) => one_of("contact_id", contacts.iter().map(|contact| Some(contact.uuid()))),
        Condition::Label(label) => Expr::cust_with_values(
            "v.id in (select cl.conversation_id from conversation_labels cl
                      join labels l on l.account_id = cl.account_id and l.id = cl.label_id
                      where cl.account_id = $1 and l.account_id = $1 and l.name = $2)",
            [Value::from(account), label.as_str().into()],
        ),
        Condition::Unread => v("unread_count").gt(0),
        Condition::Muted => Expr::cust("(v.muted_forever or v.muted_until > now())"),
        Condition::Participant => Expr::cust_with_values(
            "v.id in (select p.conversation_id from participants p
                      where p.account_id = $1 and p.user_id = $2 and p.watching)",
            [Value::from(account), user.into()],
        ),
        Condition::Waiting => v("waiting_since").is_not_null(),
        Condition::Moment(moment, side) => {
            let column = v(match moment {
                Moment::WaitingSince => "waiting_since",
                Moment::CreatedAt => "created_at",
                Moment::LastActivityAt => "last_activity_at",
            });
            match side {
                Side::Before(at) => column.lt(*at),
                Side::After(at) => column.gt(*at),
            }
        }
        Condition::Number(Comparison::Is(number)) => v("number").eq(*number),
        Condition::Number(Comparison::Lies(Side::Before(number))) => v("number").lt(*number),
        Condition::Number(Comparison::Lies(Side::After(number))) => v("number").gt(*number),
        Condition::Subject(subject) => {
            Expr::cust_with_values("v.id in (select search.subjects($1))", [Value::from(subject.as_str())])
        }
        Condition::HasSubject => v("subject").is_not_null(),
        Condition::Attribute(name, test) => attribute(account, name, test),
    }
}

fn attribute(account: uuid::Uuid, (entity, key): &AttributeName, test: &AttributeTest) -> Expr {
    const OWNERS: &str = "in (select a.owner_id from attribute_values a
                              where a.account_id = $1 and a.entity = $2 and a.key = $3";
    let (test, value): (&str, Option<Value>) = match test {
        AttributeTest::Exists => ("", None),
        AttributeTest::Is(attributes::Value::Text(words)) => {
            (" and a.text_value = app.attribute_text($4)", Some(words.as_str().into()))
        }
        AttributeTest::Is(attributes::Value::Number(number)) => (" and a.number_value = $4", Some((*number).into())),
        AttributeTest::Is(attributes::Value::Bool(flag)) => (" and a.bool_value = $4", Some((*flag).into())),
        AttributeTest::Number(Side::Before(number)) => (" and a.number_value < $4", Some((*number).into())),
        AttributeTest::Number(Side::After(number)) => (" and a.number_value > $4", Some((*number).into())),
        AttributeTest::Date(Side::Before(day)) => (" and a.text_value < $4", Some(day.as_str().into())),
        AttributeTest::Date(Side::After(day)) => (" and a.text_value > $4", Some(day.as_str().into())),
    };
    let owner = match entity {
        Entity::Conversation => "v.id",
        Entity::Contact => "v.contact_id",
    };
    let values = [Value::from(account), entity.as_str().into(), key.as_str().into()].into_iter().chain(value);
    Expr::cust_with_values(format!("{owner} {OWNERS}{test})"), values)
}

/// A draft as it is kept: the JSON that clients know.
pub(crate) fn to_json(draft: &Draft) -> Json {
    let mut members = Map::new();
    let list = |drafts: &[Draft]| Json::Array(drafts.iter().map(to_json).collect());
    let mut put = |name: &str, value: Option<Json>| {
        members.extend(value.map(|value| (name.to_owned(), value)));
    };
    put("all", draft.all.as_deref().map(list));
    put("any", draft.any.as_deref().map(list));
    put("not", draft.not.as_deref().map(to_json));
    put("field", draft.field.as_deref().map(Json::from));
    put("op", draft.op.map(|op| Json::from(op.as_str())));
    put("value", draft.value.as_ref().map(operand_to_json));
    Json::Object(members)
}

fn operand_to_json(operand: &Operand) -> Json {
    let one = |value: &attributes::Value| match value {
        attributes::Value::Text(text) => Json::from(text.as_str()),
        attributes::Value::Number(number) => json!(number),
        attributes::Value::Bool(flag) => Json::from(*flag),
    };
    match operand {
        Operand::One(value) => one(value),
        Operand::Many(values) => Json::Array(values.iter().map(one).collect()),
    }
}

/// Reads what [`to_json`] wrote.
pub(crate) fn from_json(json: &Json) -> Option<Draft> {
    let list = |json: &Json| json.as_array()?.iter().map(from_json).collect::<Option<Vec<_>>>();
    let members = json.as_object()?;
    let mut draft = Draft::default();
    for (name, value) in members {
        match name.as_str() {
            "all" => draft.all = Some(list(value)?),
            "any" => draft.any = Some(list(value)?),
            "not" => draft.not = Some(Box::new(from_json(value)?)),
            "field" => draft.field = Some(value.as_str()?.to_owned()),
            "op" => draft.op = Some(Op::parse(value.as_str()?)?),
            "value" => draft.value = Some(operand_from_json(value)?),
            _ => return None,
        }
    }
    Some(draft)
}

fn operand_from_json(json: &Json) -> Option<Operand> {
    let one = |json: &Json| match json {
        Json::String(text) => Some(attributes::Value::Text(text.clone())),
        Json::Number(number) => number.as_f64().map(attributes::Value::Number),
        Json::Bool(flag) => Some(attributes::Value::Bool(*flag)),
        _ => None,
    };
    match json {
        Json::Array(values) => values.iter().map(one).collect::<Option<_>>().map(Operand::Many),
        value => one(value).map(Operand::One),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{from_json, to_json};

    #[test]
    fn drafts_survive_storage() {
        let kept = json!({"all": [
            {"field": "status", "op": "in", "value": ["open"]},
            {"any": [{"not": {"field": "unread", "op": "eq", "value": true}}, {"all": []}]},
            {"field": "custom_attributes.seats", "op": "gt", "value": 5.5},
        ]});
        assert_eq!(from_json(&kept).map(|draft| to_json(&draft)), Some(kept));
    }

    #[test]
    fn foreign_rows_are_no_draft() {
        for broken in [json!([]), json!({"all": {}}), json!({"op": "like"}), json!({"value": null}), json!({"x": 1})] {
            assert_eq!(from_json(&broken), None, "{broken}");
        }
    }
}
