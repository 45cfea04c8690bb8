//! Macros: what a team does to conversations again and again, as one step that is done whole or not at
//! all.

use std::time::Duration;

use crate::Timestamp;
use crate::conversation::{Priority, Status};
use crate::error::{Resource, Violation};
use crate::id::{MacroId, TeamId, UserId};
use crate::label::LabelName;
use crate::named::named_enum;
use crate::template::Template;
use crate::text::Name;

/// Most actions of a macro.
pub const MAX_ACTIONS: usize = 20;
/// Most labels that one action names.
pub const MAX_LABELS: usize = 20;
/// Longest snooze.
pub const LONGEST_SNOOZE: Duration = Duration::from_hours(366 * 24);
/// Most shared macros of a tenant.
pub const MOST_SHARED: i64 = 200;
/// Most personal macros of a member.
pub const MOST_PERSONAL: i64 = 100;

named_enum! {
    /// Who sees a macro.
    pub enum Visibility {
        /// Its owner.
        Personal = "personal",
        /// All members.
        Shared = "shared",
    }
}

/// Whom a macro gives a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignee {
    /// A member.
    User(UserId),
    /// A team.
    Team(TeamId),
    /// Whoever runs the macro.
    Me,
    /// No member and no team.
    Nobody,
}

/// One thing that a macro does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Takes a step of the state machine; not to [`Status::Snoozed`].
    SetStatus(Status),
    /// Gives the conversation away.
    Assign(Assignee),
    /// Says how much it hurries.
    SetPriority(Priority),
    /// Puts labels on.
    AddLabels(Vec<LabelName>),
    /// Takes labels off.
    RemoveLabels(Vec<LabelName>),
    /// Writes to the contact.
    Reply(Template),
    /// Writes to colleagues.
    Note(Template),
    /// Mutes the conversation for whoever runs the macro.
    Mute,
    /// Snoozes the conversation for so long.
    Snooze(Duration),
}

/// What an action is about that may have been deleted since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference<'a> {
    /// A label.
    Label(&'a LabelName),
    /// A member, who has to be one that can get in.
    Member(UserId),
    /// A team.
    Team(TeamId),
}

impl Reference<'_> {
    /// What it is a reference to.
    pub const fn resource(self) -> Resource {
        match self {
            Self::Label(_) => Resource::Label,
            Self::Member(_) => Resource::Member,
            Self::Team(_) => Resource::Team,
        }
    }
}

impl Action {
    /// What it refers to.
    pub fn references(&self) -> Vec<Reference<'_>> {
        match self {
            Self::Assign(Assignee::User(id)) => vec![Reference::Member(*id)],
            Self::Assign(Assignee::Team(id)) => vec![Reference::Team(*id)],
            Self::AddLabels(labels) | Self::RemoveLabels(labels) => labels.iter().map(Reference::Label).collect(),
            _ => Vec::new(),
        }
    }

    /// Labels of one action.
    pub fn parse_labels(labels: &[String]) -> Result<Vec<LabelName>, Violation> {
        if labels.is_empty() || labels.len() > MAX_LABELS {
            return Err(Violation::new("OUT_OF_RANGE", format!("1 to {MAX_LABELS} labels")));
        }
        labels.iter().map(|label| LabelName::parse(label)).collect()
    }

    /// A step of the state machine.
    pub fn parse_status(status: Status) -> Result<Self, Violation> {
        if status == Status::Snoozed {
            return Err(Violation::new("NOT_ALLOWED", "the action snooze is for that"));
        }
        Ok(Self::SetStatus(status))
    }

    /// A snooze of so many minutes.
    pub fn parse_snooze(minutes: i64) -> Result<Self, Violation> {
        let most = LONGEST_SNOOZE.as_secs() / 60;
        u64::try_from(minutes)
            .ok()
            .filter(|minutes| (1..=most).contains(minutes))
            .map(|minutes| Self::Snooze(Duration::from_mins(minutes)))
            .ok_or_else(|| Violation::new("OUT_OF_RANGE", format!("1 to {most} minutes")))
    }
}

/// What a macro does, in order: 1 to [`MAX_ACTIONS`] actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actions(Vec<Action>);

impl Actions {
    /// Checks how many there are.
    pub fn parse(actions: Vec<Action>) -> Result<Self, Violation> {
        if actions.is_empty() || actions.len() > MAX_ACTIONS {
            return Err(Violation::new("OUT_OF_RANGE", format!("1 to {MAX_ACTIONS} actions")));
        }
        Ok(Self(actions))
    }

    /// In order.
    pub fn iter(&self) -> impl Iterator<Item = &Action> {
        self.0.iter()
    }

    /// The first action that refers to something that is not among what there is, and to what.
    pub fn broken(&self, known: &Known) -> Option<(usize, Resource)> {
        self.iter().enumerate().find_map(|(place, action)| {
            let missing = action.references().into_iter().find(|reference| !known.has(*reference))?;
            Some((place, missing.resource()))
        })
    }
}

/// What there is of the things that actions refer to.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Labels.
    pub labels: Vec<LabelName>,
    /// Members who can get in.
    pub members: Vec<UserId>,
    /// Teams.
    pub teams: Vec<TeamId>,
}

impl Known {
    fn has(&self, reference: Reference<'_>) -> bool {
        match reference {
            Reference::Label(name) => self.labels.contains(name),
            Reference::Member(id) => self.members.contains(&id),
            Reference::Team(id) => self.teams.contains(&id),
        }
    }
}

/// What a team, or a member, does again and again.
#[derive(Debug, Clone)]
pub struct Macro {
    /// Its id.
    pub id: MacroId,
    /// What people call it.
    pub name: Name,
    /// Who sees it.
    pub visibility: Visibility,
    /// Who made it, or made it personal.
    pub owner_id: UserId,
    /// What it does.
    pub actions: Actions,
    /// How often it was run.
    pub usage_count: i64,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A macro to be made.
#[derive(Debug, Clone)]
pub struct NewMacro {
    /// What people call it.
    pub name: Name,
    /// Who sees it.
    pub visibility: Visibility,
    /// What it does.
    pub actions: Actions,
}

/// What to change of a macro; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct MacroPatch {
    /// What people call it.
    pub name: Option<Name>,
    /// Who sees it.
    pub visibility: Option<Visibility>,
    /// What it does.
    pub actions: Option<Actions>,
}

#[cfg(test)]
mod tests {
    use super::{Action, Actions, Assignee, Known, LONGEST_SNOOZE, MAX_ACTIONS};
    use crate::Id;
    use crate::conversation::Status;
    use crate::error::Resource;
    use crate::label::LabelName;

    #[test]
    fn a_macro_does_one_to_twenty_things() {
        for (count, fine) in [(0, false), (1, true), (MAX_ACTIONS, true), (MAX_ACTIONS + 1, false)] {
            assert_eq!(Actions::parse(vec![Action::Mute; count]).is_ok(), fine, "{count}");
        }
    }

    #[test]
    fn snoozing_has_its_own_action_and_an_end() {
        assert!(Action::parse_status(Status::Snoozed).is_err());
        assert!(Action::parse_status(Status::Resolved).is_ok());
        let most = i64::try_from(LONGEST_SNOOZE.as_secs() / 60).unwrap_or_default();
        for (minutes, fine) in [(i64::MIN, false), (0, false), (1, true), (most, true), (most + 1, false)] {
            assert_eq!(Action::parse_snooze(minutes).is_ok(), fine, "{minutes}");
        }
    }

    #[test]
    fn the_first_broken_action_is_named() {
        let label = |name: &str| LabelName::parse(name).expect("a label");
        let user = Id::new(uuid::Uuid::from_u128(1));
        let actions = Actions::parse(vec![
            Action::AddLabels(vec![label("a")]),
            Action::Assign(Assignee::Me),
            Action::RemoveLabels(vec![label("a"), label("b")]),
            Action::Assign(Assignee::User(user)),
        ])
        .expect("actions");
        let mut known = Known { labels: vec![label("a")], ..Known::default() };
        assert_eq!(actions.broken(&known), Some((2, Resource::Label)));
        known.labels.push(label("b"));
        assert_eq!(actions.broken(&known), Some((3, Resource::Member)));
        known.members.push(user);
        assert_eq!(actions.broken(&known), None);
    }
}
