//! Texts with variables: `Hello {{contact.first_name | there}}`.
//!
//! Read once, when the text is stored; a variable that does not exist is refused there. Filling in puts
//! each value in as it is: what a contact calls itself is never read as a template. Never looks a value
//! up: whoever fills a template in brings [`Values`].

use crate::attributes::{self, Attributes, Value};
use crate::error::Violation;
use crate::text::MessageBody;

/// Most variables in one template.
pub const MAX_VARIABLES: usize = 100;

const OPEN: &str = "{{";
const CLOSE: &str = "}}";

/// What a variable stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variable {
    /// What the contact is called.
    ContactName,
    /// The first word of that.
    ContactFirstName,
    /// The contact's address.
    ContactEmail,
    /// The contact's phone.
    ContactPhone,
    /// A custom attribute of the contact.
    ContactCustom(String),
    /// What the caller is called.
    AgentName,
    /// The first word of that.
    AgentFirstName,
    /// The conversation's number.
    ConversationNumber,
    /// What the conversation is about.
    ConversationSubject,
    /// A custom attribute of the conversation.
    ConversationCustom(String),
    /// What the inbox is called.
    InboxName,
    /// What the tenant is called.
    AccountName,
}

impl Variable {
    /// Reads a name such as `contact.name`; `None` if there is no such variable.
    fn parse(name: &str) -> Option<Self> {
        let custom = |below: &str| name.strip_prefix(below).filter(|key| attributes::is_name(key)).map(str::to_owned);
        Some(match name {
            "contact.name" => Self::ContactName,
            "contact.first_name" => Self::ContactFirstName,
            "contact.email" => Self::ContactEmail,
            "contact.phone" => Self::ContactPhone,
            "agent.name" => Self::AgentName,
            "agent.first_name" => Self::AgentFirstName,
            "conversation.number" => Self::ConversationNumber,
            "conversation.subject" => Self::ConversationSubject,
            "inbox.name" => Self::InboxName,
            "account.name" => Self::AccountName,
            _ => match custom("contact.custom.") {
                Some(key) => Self::ContactCustom(key),
                None => Self::ConversationCustom(custom("conversation.custom.")?),
            },
        })
    }

    /// Its name.
    fn name(&self) -> String {
        match self {
            Self::ContactName => "contact.name".to_owned(),
            Self::ContactFirstName => "contact.first_name".to_owned(),
            Self::ContactEmail => "contact.email".to_owned(),
            Self::ContactPhone => "contact.phone".to_owned(),
            Self::ContactCustom(key) => format!("contact.custom.{key}"),
            Self::AgentName => "agent.name".to_owned(),
            Self::AgentFirstName => "agent.first_name".to_owned(),
            Self::ConversationNumber => "conversation.number".to_owned(),
            Self::ConversationSubject => "conversation.subject".to_owned(),
            Self::ConversationCustom(key) => format!("conversation.custom.{key}"),
            Self::InboxName => "inbox.name".to_owned(),
            Self::AccountName => "account.name".to_owned(),
        }
    }
}

/// What variables stand for in one conversation, for one caller.
#[derive(Debug, Clone, Default)]
pub struct Values {
    /// What the contact is called.
    pub contact_name: String,
    /// The contact's address.
    pub contact_email: Option<String>,
    /// The contact's phone.
    pub contact_phone: Option<String>,
    /// Custom attributes of the contact.
    pub contact_custom: Attributes,
    /// What the caller is called; `None` for the product itself.
    pub agent_name: Option<String>,
    /// The conversation's number.
    pub conversation_number: i64,
    /// What the conversation is about.
    pub conversation_subject: Option<String>,
    /// Custom attributes of the conversation.
    pub conversation_custom: Attributes,
    /// What the inbox is called.
    pub inbox_name: String,
    /// What the tenant is called.
    pub account_name: String,
}

impl Values {
    /// The value of a variable; a blank one is none.
    fn get(&self, variable: &Variable) -> Option<String> {
        let first = |name: &str| name.split_whitespace().next().map(str::to_owned);
        let custom = |attributes: &Attributes, key: &str| {
            attributes.iter().find(|(name, _)| *name == key).map(|(_, value)| written(value))
        };
        let value = match variable {
            Variable::ContactName => Some(self.contact_name.clone()),
            Variable::ContactFirstName => first(&self.contact_name),
            Variable::ContactEmail => self.contact_email.clone(),
            Variable::ContactPhone => self.contact_phone.clone(),
            Variable::ContactCustom(key) => custom(&self.contact_custom, key),
            Variable::AgentName => self.agent_name.clone(),
            Variable::AgentFirstName => self.agent_name.as_deref().and_then(first),
            Variable::ConversationNumber => Some(self.conversation_number.to_string()),
            Variable::ConversationSubject => self.conversation_subject.clone(),
            Variable::ConversationCustom(key) => custom(&self.conversation_custom, key),
            Variable::InboxName => Some(self.inbox_name.clone()),
            Variable::AccountName => Some(self.account_name.clone()),
        };
        value.filter(|value| !value.trim().is_empty())
    }
}

/// A value of a custom attribute as people write it. `5` is no `5.0`: numbers are written as short as
/// they can be.
fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Variable { variable: Variable, fallback: Option<String> },
}

/// A text with variables, which were found to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    source: MessageBody,
    parts: Vec<Part>,
}

/// A template that was filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The text; it may be longer than a message, or blank.
    pub body: String,
    /// Variables that had neither a value nor a fallback, in order, each once. They left nothing.
    pub missing: Vec<String>,
}

impl Template {
    /// Reads a text. `{{` begins a variable, `|` what stands for it where it has no value (which may
    /// be nothing), `}}` ends it.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let source = MessageBody::parse(text)?;
        let mut parts = Vec::new();
        let mut variables = 0;
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let (inside, behind) = after
                .split_once(CLOSE)
                .ok_or_else(|| Violation::new("UNCLOSED_VARIABLE", "`{{` begins a variable and `}}` ends it"))?;
            let (name, fallback) = match inside.split_once('|') {
                Some((name, fallback)) => (name, Some(fallback.trim().to_owned())),
                None => (inside, None),
            };
            let variable = Variable::parse(name.trim())
                .ok_or_else(|| Violation::new("UNKNOWN_VARIABLE", "a variable in it does not exist"))?;
            parts.push(Part::Variable { variable, fallback });
            variables += 1;
            if variables > MAX_VARIABLES {
                return Err(Violation::new("TOO_MANY", format!("at most {MAX_VARIABLES} variables")));
            }
            rest = behind;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self { source, parts })
    }

    /// The text it was read from.
    pub fn as_str(&self) -> &str {
        self.source.as_str()
    }

    /// Fills it in.
    pub fn render(&self, values: &Values) -> Rendered {
        let mut body = String::with_capacity(self.source.as_str().len());
        let mut missing: Vec<String> = Vec::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => body.push_str(text),
                Part::Variable { variable, fallback } => match (values.get(variable), fallback) {
                    (Some(value), _) => body.push_str(&value),
                    (None, Some(fallback)) => body.push_str(fallback),
                    (None, None) => {
                        let name = variable.name();
                        if !missing.contains(&name) {
                            missing.push(name);
                        }
                    }
                },
            }
        }
        Rendered { body, missing }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::{MAX_VARIABLES, Template, Values};
    use crate::attributes::{Attributes, Value};

    fn values() -> Values {
        let custom = |entries: &[(&str, Value)]| {
            Attributes::stored(
                entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<BTreeMap<_, _>>(),
            )
        };
        Values {
            contact_name: "Ana María Ortiz".to_owned(),
            contact_email: None,
            contact_phone: Some("+33639980001".to_owned()),
            contact_custom: custom(&[("plan", Value::Text("gold".to_owned())), ("seats", Value::Number(5.0))]),
            agent_name: Some("Bob Baker".to_owned()),
            conversation_number: 17,
            conversation_subject: None,
            conversation_custom: custom(&[("vip", Value::Bool(true)), ("ratio", Value::Number(0.5))]),
            inbox_name: "Support".to_owned(),
            account_name: "Acme".to_owned(),
        }
    }

    fn render(text: &str) -> (String, Vec<String>) {
        let rendered = Template::parse(text).expect("a template").render(&values());
        (rendered.body, rendered.missing)
    }

    #[test]
    fn every_variable_has_its_value() {
        for (name, value) in [
            ("contact.name", "Ana María Ortiz"),
            ("contact.first_name", "Ana"),
            ("contact.phone", "+33639980001"),
            ("contact.custom.plan", "gold"),
            ("contact.custom.seats", "5"),
            ("agent.name", "Bob Baker"),
            ("agent.first_name", "Bob"),
            ("conversation.number", "17"),
            ("conversation.custom.vip", "true"),
            ("conversation.custom.ratio", "0.5"),
            ("inbox.name", "Support"),
            ("account.name", "Acme"),
        ] {
            assert_eq!(render(&format!("<{{{{{name}}}}}>")), (format!("<{value}>"), vec![]), "{name}");
            assert_eq!(render(&format!("<{{{{ {name} | other }}}}>")).0, format!("<{value}>"), "{name}");
        }
    }

    #[test]
    fn what_has_no_value_takes_its_fallback_or_is_told() {
        assert_eq!(render("To {{contact.email | your address}}."), ("To your address.".to_owned(), vec![]));
        assert_eq!(render("[{{contact.email|}}]"), ("[]".to_owned(), vec![]), "nothing can be the fallback");
        assert_eq!(render("{{contact.email | a | b}}").0, "a | b");
        let (body, missing) = render("{{contact.email}}{{conversation.subject}}{{contact.email}}{{contact.custom.x}}!");
        assert_eq!(body, "!");
        assert_eq!(missing, ["contact.email", "conversation.subject", "contact.custom.x"]);
    }

    #[test]
    fn braces_that_begin_no_variable_are_braces() {
        for text in ["{}", "a { b } c", "}}", "{ {contact.name} }"] {
            assert_eq!(render(text), (text.to_owned(), vec![]));
        }
    }

    #[test]
    fn what_cannot_be_filled_in_is_refused() {
        let code = |text: &str| Template::parse(text).map_err(|violation| violation.code);
        for (text, expected) in [
            ("Hi {{contact.name", "UNCLOSED_VARIABLE"),
            ("Hi {{contact.name}", "UNCLOSED_VARIABLE"),
            ("Hi {{}}", "UNKNOWN_VARIABLE"),
            ("Hi {{name}}", "UNKNOWN_VARIABLE"),
            ("Hi {{contact.password}}", "UNKNOWN_VARIABLE"),
            ("Hi {{contact.custom.}}", "UNKNOWN_VARIABLE"),
            ("Hi {{contact.custom.Plan}}", "UNKNOWN_VARIABLE"),
            ("Hi {{contact.custom.a.b}}", "UNKNOWN_VARIABLE"),
            ("Hi {{ {{contact.name}} }}", "UNKNOWN_VARIABLE"),
            (" ", "BLANK"),
            ("a\0", "CONTROL_CHARACTER"),
        ] {
            assert_eq!(code(text), Err(expected), "{text}");
        }
        let many = |n: usize| "{{contact.name}}".repeat(n);
        assert!(Template::parse(&many(MAX_VARIABLES)).is_ok());
        assert_eq!(code(&many(MAX_VARIABLES + 1)), Err("TOO_MANY"));
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_keeps_the_text(text in "(\\{\\{|\\}\\}|\\||contact\\.name|[ -~\n]|\\PC){0,30}") {
            if let Ok(template) = Template::parse(&text) {
                prop_assert_eq!(template.as_str(), text.as_str());
                template.render(&values());
            }
        }

        #[test]
        fn a_value_goes_in_as_it_is_and_is_not_read_again(
            before in "[a-z }]{0,8}",
            value in "(\\{\\{account\\.name\\}\\}|\\{\\{|\\}\\}|\\||\\PC){1,12}",
            // No `{{`: it would begin another.
            after in "([a-z ]|\\{[a-z ]){0,8}",
        ) {
            prop_assume!(!value.trim().is_empty());
            let template = Template::parse(&format!("{before}{{{{contact.name}}}}{after}")).expect("a template");
            let rendered = template.render(&Values { contact_name: value.clone(), ..values() });
            prop_assert_eq!(rendered.body, format!("{before}{value}{after}"));
            prop_assert_eq!(rendered.missing, Vec::<String>::new());
        }

        #[test]
        fn text_without_variables_is_itself(text in "[^{\\p{C}]{1,60}") {
            prop_assume!(!text.trim().is_empty());
            prop_assert_eq!(render(&text), (text.clone(), vec![]));
        }
    }
}
