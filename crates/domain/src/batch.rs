//! One change to many conversations, done in the background, each conversation once.
//!
//! Which conversations is fixed when the batch is made. Each is changed by the rules of a single
//! change and remembers what it was, so that the whole can be undone for a short while: what was
//! not changed by anybody since gets its former value back.

use std::time::Duration;

use crate::Timestamp;
use crate::conversation::{Assignment, Priority, StatusChange};
use crate::id::{BatchId, ConversationId, TeamId, UserId};
use crate::label::LabelName;
use crate::message::Seq;
use crate::named::named_enum;
use crate::scope::{Actor, Origin, Permission, Reach, Role};

/// Most conversations that a filter may match.
pub const MAX_MATCHING: u32 = 10_000;
/// Most conversations that may be listed by id.
pub const MAX_LISTED: usize = 1_000;
/// Most labels of one action.
pub const MAX_LABELS: usize = 20;
/// Conversations that are changed in one transaction.
pub const CHUNK: u32 = 200;
/// How long after its end a batch can be undone.
pub const UNDO_WINDOW: Duration = Duration::from_secs(30);

/// What is done to each conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A part of it gets this value.
    Set(Facet),
    /// The caller has read all of it.
    Read,
}

/// A part of a conversation, with a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Facet {
    /// Its state.
    Status(StatusChange),
    /// Who has it; parts that are `None` are not meant.
    Assignment(Assignment),
    /// How much it hurries.
    Priority(Priority),
    /// Whether it has each of these labels.
    Labels(Vec<(LabelName, bool)>),
    /// How far the caller has read it.
    Read(Seq),
}

/// A conversation as it is, as far as batches care.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its id.
    pub id: ConversationId,
    /// Its state.
    pub state: StatusChange,
    /// The member who has it.
    pub assignee: Option<UserId>,
    /// The team that has it.
    pub team: Option<TeamId>,
    /// How much it hurries.
    pub priority: Priority,
    /// Its labels.
    pub labels: Vec<LabelName>,
    /// Its newest message.
    pub seq: Seq,
    /// How far the caller has read it.
    pub read: Seq,
}

impl Standing {
    /// The value that the part has now.
    fn part(&self, like: &Facet) -> Facet {
        match like {
            Facet::Status(_) => Facet::Status(self.state),
            Facet::Assignment(parts) => Facet::Assignment(Assignment {
                user: parts.user.map(|_| self.assignee),
                team: parts.team.map(|_| self.team),
            }),
            Facet::Priority(_) => Facet::Priority(self.priority),
            Facet::Labels(labels) => {
                let has = |label: &LabelName| self.labels.contains(label);
                Facet::Labels(labels.iter().map(|(label, _)| (label.clone(), has(label))).collect())
            }
            Facet::Read(_) => Facet::Read(self.read),
        }
    }
}

/// A change that was made, or is about to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What the part was.
    pub before: Facet,
    /// What it is then.
    pub after: Facet,
}

named_enum! {
    /// Why a conversation was left as it is.
    pub enum Reason {
        /// There is no such conversation, or the caller may not see it (any more).
        NotFound = "CONVERSATION_NOT_FOUND",
        /// The state machine has no such step.
        InvalidTransition = "INVALID_STATE_TRANSITION",
        /// Somebody changed it after the batch.
        ChangedSince = "CHANGED_SINCE",
        /// The label is gone.
        LabelNotFound = "LABEL_NOT_FOUND",
        /// The member is gone or locked out.
        MemberNotFound = "MEMBER_NOT_FOUND",
        /// The team is gone.
        TeamNotFound = "TEAM_NOT_FOUND",
        /// Whoever asked may not do it any more.
        Forbidden = "FORBIDDEN",
    }
}

/// What becomes of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// It is so already.
    Stays,
    /// It changes.
    Moves(Change),
    /// It is left as it is.
    Refused(Reason),
}

impl Action {
    /// What this action does to a conversation.
    pub fn step(&self, at: &Standing) -> Step {
        let after = match self {
            Self::Set(facet) => facet.clone(),
            Self::Read => Facet::Read(at.seq.max(at.read)),
        };
        let before = at.part(&after);
        match (before, after) {
            (Facet::Status(now), Facet::Status(next)) => match next.apply(now) {
                Ok(None) => Step::Stays,
                Ok(Some(next)) => Step::Moves(Change { before: Facet::Status(now), after: Facet::Status(next) }),
                Err(_) => Step::Refused(Reason::InvalidTransition),
            },
            (Facet::Labels(now), Facet::Labels(next)) => {
                // Only those that change are to be remembered.
                let (before, after): (Vec<_>, Vec<_>) =
                    now.into_iter().zip(next).filter(|(before, after)| before.1 != after.1).unzip();
                moves(Facet::Labels(before), Facet::Labels(after))
            }
            (before, after) => moves(before, after),
        }
    }
}

fn moves(before: Facet, after: Facet) -> Step {
    if before == after { Step::Stays } else { Step::Moves(Change { before, after }) }
}

impl Change {
    /// What undoing this change does to a conversation: the former value comes back, by no step of
    /// the state machine, where nobody has changed it since.
    pub fn back(&self, at: &Standing) -> Step {
        let now = at.part(&self.after);
        match (&self.before, &self.after, now) {
            (Facet::Labels(before), Facet::Labels(after), Facet::Labels(now)) => {
                let (from, to): (Vec<_>, Vec<_>) = before
                    .iter()
                    .zip(after.iter().zip(now))
                    .filter(|(_, (after, now))| *after == now)
                    .map(|(before, (_, now))| (now, before.clone()))
                    .unzip();
                if to.is_empty() {
                    return Step::Refused(Reason::ChangedSince);
                }
                moves(Facet::Labels(from), Facet::Labels(to))
            }
            (before, after, now) if now == *after => moves(now, before.clone()),
            _ => Step::Refused(Reason::ChangedSince),
        }
    }
}

named_enum! {
    /// How far a batch is.
    pub enum BatchState {
        /// Nothing is done yet.
        Queued = "queued",
        /// Some is done.
        Running = "running",
        /// All is done, or left.
        Done = "done",
    }
}

/// How far a batch is.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// How many conversations it is about.
    pub total: i64,
    /// How many are as they should be.
    pub done: i64,
    /// How many were left as they are.
    pub skipped: i64,
    /// Why, most frequent first.
    pub reasons: Vec<Skipped>,
    /// The batch that this one undoes.
    pub undo_of: Option<BatchId>,
    /// The batch that undoes this one.
    pub undone_by: Option<BatchId>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

impl Batch {
    /// How far it is.
    pub fn state(&self) -> BatchState {
        match (self.started_at, self.finished_at) {
            (_, Some(_)) => BatchState::Done,
            (Some(_), None) => BatchState::Running,
            (None, None) => BatchState::Queued,
        }
    }
}

/// Conversations that were left as they are.
#[derive(Debug, Clone)]
pub struct Skipped {
    /// Why.
    pub reason: Reason,
    /// How many.
    pub count: i64,
    /// Some of them.
    pub examples: Vec<ConversationId>,
}

/// A batch to be made.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Its id.
    pub id: BatchId,
    /// What is done to each conversation; of an undo what was done.
    pub action: Action,
    /// The batch that this one undoes.
    pub undo_of: Option<BatchId>,
    /// When.
    pub at: Timestamp,
}

/// A locked batch, as far as rules need it.
#[derive(Debug, Clone)]
pub struct HeldBatch {
    /// What is done to each conversation.
    pub action: Action,
    /// The batch that this one undoes.
    pub undo_of: Option<BatchId>,
    /// The batch that undoes this one.
    pub undone_by: Option<BatchId>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// A conversation of a batch that nothing was done to yet.
#[derive(Debug, Clone)]
pub struct Item {
    /// Which.
    pub conversation: ConversationId,
    /// In an undo, what was done to it.
    pub change: Option<Change>,
}

/// Who asked for a batch, with what they may do now.
#[derive(Debug, Clone)]
pub struct Requester {
    /// Who acts.
    pub actor: Actor,
    /// What the member may do now.
    pub role: Role,
    /// What the member may see now.
    pub reach: Reach,
    /// What the credential allowed then.
    pub permissions: Vec<Permission>,
    /// Who acted in the member's name, if it was the platform.
    pub impersonator: Option<String>,
    /// Where the wish came from.
    pub origin: Origin,
}

#[cfg(test)]
mod tests {
    use super::{Action, Change, Facet, Reason, Standing, Step};
    use crate::Id;
    use crate::conversation::{Assignment, Priority, Status, StatusChange};
    use crate::label::LabelName;

    fn state(status: Status) -> StatusChange {
        StatusChange::to(status)
    }

    fn label(name: &str) -> LabelName {
        LabelName::parse(name).unwrap()
    }

    fn standing() -> Standing {
        Standing {
            id: Id::new(uuid::Uuid::nil()),
            state: state(Status::Pending),
            assignee: None,
            team: Some(Id::new(uuid::Uuid::from_u128(7))),
            priority: Priority::Normal,
            labels: vec![label("vip")],
            seq: 9,
            read: 4,
        }
    }

    /// The conversation after a step.
    fn after(at: &Standing, facet: &Facet) -> Standing {
        let mut at = at.clone();
        match facet {
            Facet::Status(change) => at.state = *change,
            Facet::Assignment(parts) => {
                at.assignee = parts.user.unwrap_or(at.assignee);
                at.team = parts.team.unwrap_or(at.team);
            }
            Facet::Priority(priority) => at.priority = *priority,
            Facet::Labels(labels) => {
                for (label, present) in labels {
                    at.labels.retain(|known| known != label);
                    if *present {
                        at.labels.push(label.clone());
                    }
                }
            }
            Facet::Read(seq) => at.read = *seq,
        }
        at
    }

    fn change(step: Step) -> Change {
        match step {
            Step::Moves(change) => change,
            other => panic!("{other:?}"),
        }
    }

    fn actions() -> [Action; 5] {
        let user = Some(Some(Id::new(uuid::Uuid::from_u128(3))));
        [
            Action::Set(Facet::Status(state(Status::Resolved))),
            Action::Set(Facet::Assignment(Assignment { user, team: None })),
            Action::Set(Facet::Priority(Priority::High)),
            Action::Set(Facet::Labels(vec![(label("vip"), true), (label("new"), true)])),
            Action::Read,
        ]
    }

    #[test]
    fn what_is_so_already_stays_and_the_state_machine_holds() {
        let at = standing();
        for action in actions() {
            let change = change(action.step(&at));
            assert_eq!(action.step(&after(&at, &change.after)), Step::Stays, "{action:?}");
        }
        let snooze = Action::Set(Facet::Status(state(Status::Snoozed)));
        assert_eq!(snooze.step(&at), Step::Refused(Reason::InvalidTransition), "pending is not snoozed");
    }

    #[test]
    fn undoing_gives_the_former_value_back_even_where_no_step_leads() {
        let mut at = standing();
        for from in [Status::Pending, Status::Open, Status::Snoozed] {
            at.state = state(from);
            let done = change(Action::Set(Facet::Status(state(Status::Resolved))).step(&at));
            let undone = change(done.back(&after(&at, &done.after)));
            assert_eq!(undone.after, Facet::Status(state(from)));
        }
        for action in actions() {
            let at = standing();
            let done = change(action.step(&at));
            let undone = change(done.back(&after(&at, &done.after)));
            assert_eq!(undone, Change { before: done.after.clone(), after: done.before.clone() }, "{action:?}");
        }
    }

    #[test]
    fn what_somebody_changed_since_is_left() {
        let at = standing();
        for (action, since) in actions().into_iter().zip([
            Facet::Status(state(Status::Open)),
            Facet::Assignment(Assignment { user: Some(None), team: None }),
            Facet::Priority(Priority::Low),
            Facet::Labels(vec![(label("new"), false)]),
            Facet::Read(2),
        ]) {
            let done = change(action.step(&at));
            let now = after(&after(&at, &done.after), &since);
            assert_eq!(done.back(&now), Step::Refused(Reason::ChangedSince), "{action:?}");
        }
        // Another part is none of its business.
        let done = change(Action::Set(Facet::Priority(Priority::High)).step(&at));
        let now = after(&after(&at, &done.after), &Facet::Status(state(Status::Open)));
        assert!(matches!(done.back(&now), Step::Moves(_)));
        // Of labels each is looked at by itself.
        let both = Action::Set(Facet::Labels(vec![(label("a"), true), (label("b"), true)]));
        let done = change(both.step(&at));
        let now = after(&after(&at, &done.after), &Facet::Labels(vec![(label("a"), false)]));
        assert_eq!(change(done.back(&now)).after, Facet::Labels(vec![(label("b"), false)]));
    }
}
