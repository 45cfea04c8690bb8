//! What a tenant that has settled in keeps at hand: canned responses, a macro, a shared view, an attribute
//! with a type. Made once, in one transaction, so that whoever deletes some of it does not find it back.

use skybot_domain::attribute_definition::{AttributeKey, AttributeType, Entity, NewAttributeDefinition, Shape};
use skybot_domain::attributes::Value;
use skybot_domain::canned::{NewCannedResponse, ShortCode};
use skybot_domain::conversation::{Priority, Sort};
use skybot_domain::error::{Result, Violations};
use skybot_domain::filter::{Draft, Filter, Op, Operand};
use skybot_domain::label::LabelName;
use skybot_domain::macros::{Action, Actions, NewMacro, Visibility};
use skybot_domain::ports::Ports;
use skybot_domain::template::Template;
use skybot_domain::text::Name;
use skybot_domain::usecase;
use skybot_domain::view::NewView;
use skybot_domain::work::Work;

use super::tenant::{Tenant, defect};
use crate::exit::{Exit, Failure};

/// Short code, title and text.
const RESPONSES: [(&str, &str, &str); 3] = [
    (
        "hello",
        "Greeting",
        "Hello {{contact.first_name | there}}, this is {{agent.first_name}} of {{account.name}}. How can I help?",
    ),
    ("thanks", "Goodbye", "You are welcome, {{contact.first_name | and thank you for writing}}. Have a good day!"),
    ("where", "Order number, please", "I will look that up. Could you tell me the number of your order?"),
];

/// Fills it, as the tenant's owner.
pub(super) async fn fill(ports: &Ports, tenant: &Tenant) -> Result<(), Failure> {
    let owner = tenant.person(0);
    let mut work = Work::begin(ports, &owner).await?;
    for (short_code, title, text) in RESPONSES {
        let response = NewCannedResponse {
            short_code: ShortCode::parse(short_code).map_err(defect)?,
            title: Name::parse(title).map_err(defect)?,
            body: Template::parse(text).map_err(defect)?,
            team_id: None,
        };
        usecase::create_canned_response(&mut work, response).await?;
    }
    let actions = vec![
        Action::SetPriority(Priority::Urgent),
        Action::AddLabels(vec![LabelName::parse("vip").map_err(defect)?]),
        Action::Note(Template::parse("{{contact.name}} waits for a call.").map_err(defect)?),
    ];
    let escalate = NewMacro {
        name: Name::parse("Escalate").map_err(defect)?,
        visibility: Visibility::Shared,
        actions: Actions::parse(actions).map_err(defect)?,
    };
    usecase::create_macro(&mut work, escalate).await?;
    let language = NewAttributeDefinition {
        entity: Entity::Conversation,
        key: AttributeKey::parse(super::load::LANGUAGE).map_err(defect)?,
        title: Name::parse("Language").map_err(defect)?,
        shape: Shape::parse(AttributeType::Text, Vec::new()).map_err(wrong)?,
    };
    usecase::define_attribute(&mut work, language).await?;
    let draft =
        Draft { all: Some(vec![is("status", Op::In, "open"), is("label", Op::Has, "vip")]), ..Draft::default() };
    let filter = Filter::parse(&draft).map_err(wrong)?;
    let view = NewView {
        name: Name::parse("Open and important").map_err(defect)?,
        shared: true,
        draft,
        sort: Sort::LastActivity,
    };
    usecase::create_view(&mut work, view, filter).await?;
    Ok(work.finish().await?)
}

fn is(field: &str, op: Op, value: &str) -> Draft {
    let one = Value::Text(value.to_owned());
    let value = if op == Op::In { Operand::Many(vec![one]) } else { Operand::One(one) };
    Draft { field: Some(field.to_owned()), op: Some(op), value: Some(value), ..Draft::default() }
}

fn wrong(_: Violations) -> Failure {
    Failure::new(Exit::Failure, "the demo's own data is wrong: a view or an attribute")
}
