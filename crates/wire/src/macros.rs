//! Macros.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use skybot_domain::macros as domain;
use skybot_domain::macros::{Action, Assignee};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::mirror::mirror;
use crate::{Priority, Status, Timestamp, patch};

mirror! {
    /// Who sees a macro: `personal` its owner, `shared` all members.
    pub enum MacroVisibility = domain::Visibility, macro_visibilities_agree {
        Personal = "personal",
        Shared = "shared",
    }
}

/// One thing that a macro does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields, remote = "Self")]
pub enum MacroAction {
    /// Takes a step of the state machine.
    SetStatus {
        /// Not `snoozed`: that is an action of its own.
        status: Status,
    },
    /// Gives the conversation to a member.
    AssignUser {
        /// The member.
        user_id: Uuid,
    },
    /// Gives the conversation to a team.
    AssignTeam {
        /// The team.
        team_id: Uuid,
    },
    /// Gives the conversation to whoever runs the macro.
    AssignMe {},
    /// Gives the conversation to no member and no team.
    Unassign {},
    /// Says how much it hurries.
    SetPriority {
        /// How much.
        priority: Priority,
    },
    /// Puts labels on.
    AddLabels {
        /// Their names.
        #[schema(min_items = 1, max_items = 20)]
        labels: Vec<String>,
    },
    /// Takes labels off.
    RemoveLabels {
        /// Their names.
        #[schema(min_items = 1, max_items = 20)]
        labels: Vec<String>,
    },
    /// Writes to the contact.
    Reply {
        /// What; with variables as in canned responses. One that has neither a value nor a fallback
        /// stops the macro.
        #[schema(min_length = 1, max_length = 16384)]
        body: String,
    },
    /// Writes to colleagues.
    Note {
        /// What; as in a reply.
        #[schema(min_length = 1, max_length = 16384)]
        body: String,
    },
    /// Mutes the conversation for whoever runs the macro.
    Mute {},
    /// Snoozes the conversation.
    Snooze {
        /// For so long.
        #[schema(minimum = 1, maximum = 527_040)]
        minutes: i64,
    },
}

// By hand, around what is derived: that would take a list for an object too, its first item for the type.
impl<'de> Deserialize<'de> for MacroAction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = serde_json::Map::deserialize(deserializer)?;
        Self::deserialize(serde_json::Value::Object(members)).map_err(D::Error::custom)
    }
}

impl Serialize for MacroAction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl From<&Action> for MacroAction {
    fn from(action: &Action) -> Self {
        let names =
            |labels: &[skybot_domain::label::LabelName]| labels.iter().map(|label| label.as_str().to_owned()).collect();
        match action {
            Action::SetStatus(status) => Self::SetStatus { status: (*status).into() },
            Action::Assign(Assignee::User(id)) => Self::AssignUser { user_id: id.uuid() },
            Action::Assign(Assignee::Team(id)) => Self::AssignTeam { team_id: id.uuid() },
            Action::Assign(Assignee::Me) => Self::AssignMe {},
            Action::Assign(Assignee::Nobody) => Self::Unassign {},
            Action::SetPriority(priority) => Self::SetPriority { priority: (*priority).into() },
            Action::AddLabels(labels) => Self::AddLabels { labels: names(labels) },
            Action::RemoveLabels(labels) => Self::RemoveLabels { labels: names(labels) },
            Action::Reply(template) => Self::Reply { body: template.as_str().to_owned() },
            Action::Note(template) => Self::Note { body: template.as_str().to_owned() },
            Action::Mute => Self::Mute {},
            Action::Snooze(length) => {
                Self::Snooze { minutes: i64::try_from(length.as_secs() / 60).unwrap_or(i64::MAX) }
            }
        }
    }
}

/// What a team, or a member, does again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Macro {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Who sees it.
    pub visibility: MacroVisibility,
    /// Whose it is while it is personal.
    pub owner_id: Uuid,
    /// What it does, in order.
    pub actions: Vec<MacroAction>,
    /// How often it was run.
    pub usage_count: i64,
    /// Counts changes; being run is none.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl From<domain::Macro> for Macro {
    fn from(one: domain::Macro) -> Self {
        Self {
            id: one.id.uuid(),
            actions: one.actions.iter().map(Into::into).collect(),
            name: one.name.into_string(),
            visibility: one.visibility.into(),
            owner_id: one.owner_id.uuid(),
            usage_count: one.usage_count,
            version: one.version,
            created_at: one.created_at.into(),
            updated_at: one.updated_at.into(),
        }
    }
}

/// A macro to be made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateMacro {
    /// What people call it.
    #[schema(min_length = 1, max_length = 120, example = "Refund granted")]
    pub name: String,
    /// Who sees it; shared ones are made by those who configure the tenant.
    pub visibility: MacroVisibility,
    /// What it does, in order: all of it, or nothing.
    #[schema(min_items = 1, max_items = 20)]
    pub actions: Vec<MacroAction>,
}

/// Changes to a macro. Absent leaves a field as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchMacro {
    /// What people call it.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 120, nullable = false)]
    pub name: Option<String>,
    /// Who sees it. One that becomes personal becomes the caller's.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub visibility: Option<MacroVisibility>,
    /// What it does, all anew.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 1, max_items = 20, nullable = false)]
    pub actions: Option<Vec<MacroAction>>,
}

/// What a macro is run on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunMacro {
    /// The conversation.
    pub conversation_id: Uuid,
}

#[cfg(test)]
mod tests {
    use super::MacroAction;

    #[test]
    fn actions_have_their_own_fields_and_no_others() {
        let reads = |json: &str| serde_json::from_str::<MacroAction>(json).is_ok();
        assert!(reads(r#"{"type": "mute"}"#));
        assert!(reads(r#"{"type": "snooze", "minutes": 5}"#));
        for wrong in [
            r#"{"type": "mute", "until": 5}"#,
            r#"{"type": "snooze"}"#,
            r#"{"type": "sing"}"#,
            r#"{"minutes": 5}"#,
            r#"{"type": "reply", "body": "a", "kind": "note"}"#,
            r#"{"type": "set_status", "status": "closed"}"#,
            r#"["mute"]"#,
        ] {
            assert!(!reads(wrong), "{wrong}");
        }
    }
}
