//! Conversations and their state machine.
//!
//! ```text
//! pending ⇄ open ⇄ snoozed        pending, open, snoozed → resolved → open
//! ```

use crate::Timestamp;
use crate::attributes::Attributes;
use crate::contact::ContactSummary;
use crate::error::{Error, Result, Violation};
use crate::event::{Cause, EventActor};
use crate::id::{ContactId, ConversationId, InboxId, TeamId, UserId};
use crate::inbox::Channel;
use crate::label::LabelName;
use crate::message::{Author, Content, Preview};
use crate::named::named_enum;
use crate::text::Subject;

named_enum! {
    /// Whose turn it is.
    pub enum Status {
        /// A person's.
        Open = "open",
        /// A bot's.
        Pending = "pending",
        /// Nobody's until a time comes or the contact writes.
        Snoozed = "snoozed",
        /// Done.
        Resolved = "resolved",
    }
}

impl Status {
    /// Whether a person or a bot may ask for this step. Asking for the present state is allowed
    /// and changes nothing.
    pub const fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Open, _)
            | (Self::Pending, Self::Open | Self::Pending | Self::Resolved)
            | (Self::Snoozed, Self::Open | Self::Snoozed | Self::Resolved)
            | (Self::Resolved, Self::Open | Self::Resolved) => true,
            (Self::Pending, Self::Snoozed)
            | (Self::Snoozed, Self::Pending)
            | (Self::Resolved, Self::Pending | Self::Snoozed) => false,
        }
    }

    /// The state after a message. The contact wakes and reopens; a person's answer takes a
    /// conversation from its bot; notes, bots and the product itself change nothing.
    #[must_use]
    pub const fn after_message(self, author: Writer) -> Self {
        match (self, author) {
            (Self::Snoozed | Self::Resolved, Writer::Contact) | (Self::Pending, Writer::Person) => Self::Open,
            _ => self,
        }
    }
}

/// Who wrote a message, as far as the state machine cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// The contact.
    Contact,
    /// A person, to the contact.
    Person,
    /// A bot or the product, to the contact.
    Machine,
    /// Anybody, to colleagues only.
    Nobody,
}

impl Writer {
    /// Classifies a message by its author, its content and whether the actor is a person.
    pub const fn of(author: &Author, content: &Content, actor_is_person: bool) -> Self {
        match author {
            _ if content.is_internal() => Self::Nobody,
            Author::Contact => Self::Contact,
            Author::Actor if actor_is_person => Self::Person,
            Author::Actor => Self::Machine,
        }
    }
}

/// A state, for [`Status::Snoozed`] with what ends it; as it is, or as it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusChange {
    /// The state.
    pub status: Status,
    /// Set only with [`Status::Snoozed`]; without it only the contact wakes the conversation.
    pub snoozed_until: Option<Timestamp>,
    /// Whether the contact's next message wakes it; untrue only where a time does.
    pub wakes_on_reply: bool,
}

impl StatusChange {
    /// A state that nothing but a step ends, or snoozed until the contact writes.
    pub const fn to(status: Status) -> Self {
        Self { status, snoozed_until: None, wakes_on_reply: true }
    }

    /// Checks that a time comes only with snoozing, and lies in the future.
    pub fn parse(status: Status, snoozed_until: Option<Timestamp>, now: Timestamp) -> Result<Self> {
        let wrong = |code, detail: &str| Err(Error::invalid("/snoozed_until", Violation::new(code, detail)));
        match (status, snoozed_until) {
            (Status::Snoozed, Some(until)) if until <= now => wrong("NOT_IN_FUTURE", "must be in the future"),
            (Status::Snoozed, _) | (_, None) => Ok(Self { snoozed_until, ..Self::to(status) }),
            _ => wrong("NOT_ALLOWED", "is only for the status snoozed"),
        }
    }

    /// The same, saying whether the contact's next message wakes it. Something has to.
    pub fn waking_on_reply(self, wakes: Option<bool>) -> Result<Self> {
        let wrong = |code, detail: &str| Err(Error::invalid("/wake_on_reply", Violation::new(code, detail)));
        match (self.status, self.snoozed_until, wakes) {
            (_, _, None) => Ok(self),
            (Status::Snoozed, None, Some(false)) => wrong("NEVER_WAKES", "must be true without snoozed_until"),
            (Status::Snoozed, _, Some(wakes_on_reply)) => Ok(Self { wakes_on_reply, ..self }),
            _ => wrong("NOT_ALLOWED", "is only for the status snoozed"),
        }
    }

    /// The state after a message; see [`Status::after_message`]. Whoever sleeps until a time alone
    /// sleeps on.
    #[must_use]
    pub const fn after_message(self, author: Writer) -> Status {
        match (self.status, self.wakes_on_reply) {
            (Status::Snoozed, false) => Status::Snoozed,
            (status, _) => status.after_message(author),
        }
    }

    /// What to store, or `None` when it is so already.
    pub fn apply(self, now: Self) -> Result<Option<Self>> {
        if !now.status.may_become(self.status) {
            return Err(Error::InvalidTransition { from: now.status, to: self.status });
        }
        Ok((self != now).then_some(self))
    }
}

named_enum! {
    /// How much it hurries.
    pub enum Priority {
        /// Can wait.
        Low = "low",
        /// As always.
        Normal = "normal",
        /// Before others.
        High = "high",
        /// Before all.
        Urgent = "urgent",
    }
}

/// A member who watches a conversation.
#[derive(Debug, Clone)]
pub struct Participant {
    /// The member.
    pub user_id: UserId,
    /// The member's name.
    pub name: String,
}

/// A thread between a contact and a tenant.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// A small number for people, per tenant; numbers may be missing.
    pub number: i64,
    /// Where it came in.
    pub inbox_id: InboxId,
    /// The world it is held in.
    pub channel: Channel,
    /// The customer.
    pub contact: ContactSummary,
    /// Whose turn it is.
    pub status: Status,
    /// When it wakes by itself.
    pub snoozed_until: Option<Timestamp>,
    /// Whether the contact's next message wakes it; untrue only of one that sleeps until a time alone.
    pub wakes_on_reply: bool,
    /// How much it hurries.
    pub priority: Priority,
    /// What it is about.
    pub subject: Option<Subject>,
    /// The member who has it.
    pub assignee_id: Option<UserId>,
    /// The team that has it.
    pub team_id: Option<TeamId>,
    /// In order of names.
    pub labels: Vec<LabelName>,
    /// All messages, tombstones too; also the newest `seq`.
    pub message_count: i64,
    /// Members who watch it.
    pub participant_count: i64,
    /// Countable messages after the caller's cursor; `None` where there is no caller (events).
    pub unread_count: Option<i64>,
    /// Until when the caller hears nothing of it; `None` if it is not muted.
    pub muted_until: Option<Muted>,
    /// The start of the newest message.
    pub last_message: Option<Preview>,
    /// When something was last said (or it was made).
    pub last_activity_at: Timestamp,
    /// Since when the contact waits for an answer.
    pub waiting_since: Option<Timestamp>,
    /// When the contact was first answered.
    pub first_reply_at: Option<Timestamp>,
    /// Custom attributes.
    pub attributes: Attributes,
    /// Counts changes, messages not among them.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How long a member hears nothing of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Muted {
    /// Until told otherwise.
    Forever,
    /// Until then.
    Until(Timestamp),
}

/// A conversation to be made.
#[derive(Debug, Clone)]
pub struct NewConversation {
    /// Its id.
    pub id: ConversationId,
    /// Where.
    pub inbox_id: InboxId,
    /// With whom.
    pub contact_id: ContactId,
    /// Whose turn it is.
    pub status: Status,
    /// What it is about.
    pub subject: Option<Subject>,
    /// When.
    pub at: Timestamp,
}

/// Changes to a conversation. Outer `None`: leave it; inner `None`: take it away.
#[derive(Debug, Clone, Default)]
pub struct ConversationPatch {
    /// New priority.
    pub priority: Option<Priority>,
    /// New subject.
    pub subject: Option<Option<Subject>>,
    /// All custom attributes anew.
    pub attributes: Option<Attributes>,
}

/// Who has a conversation. Outer `None`: leave it; inner `None`: nobody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Assignment {
    /// The member.
    pub user: Option<Option<UserId>>,
    /// The team.
    pub team: Option<Option<TeamId>>,
}

/// A locked conversation, as far as rules need it.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// Its state.
    pub state: StatusChange,
    /// Counts changes.
    pub version: i64,
    /// The member who has it.
    pub assignee: Option<UserId>,
    /// The team that has it.
    pub team: Option<TeamId>,
    /// Where it is.
    pub inbox: InboxId,
    /// With whom.
    pub contact: ContactId,
    /// All messages, tombstones too.
    pub messages: i64,
}

/// A step that a conversation took.
#[derive(Debug, Clone)]
pub struct Transition {
    /// Its place among the tenant's steps; later ones are greater.
    pub number: i64,
    /// The state before.
    pub from: Status,
    /// The state after.
    pub to: Status,
    /// Why.
    pub cause: Cause,
    /// By whom.
    pub actor: EventActor,
    /// When.
    pub at: Timestamp,
}

/// A conversation that was deleted and can be brought back.
#[derive(Debug, Clone)]
pub struct DeletedConversation {
    /// As it was.
    pub conversation: Conversation,
    /// When it was deleted.
    pub deleted_at: Timestamp,
    /// By whom; `None` if by the product.
    pub deleted_by: Option<UserId>,
}

/// Whose conversations a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssigneeFilter {
    /// The caller's.
    Me,
    /// Nobody's.
    Nobody,
    /// This member's.
    Member(UserId),
}

/// Which conversations a list shows. Empty: all that the caller may see.
#[derive(Debug, Clone, Default)]
pub struct ConversationFilter {
    /// In one of these states; empty is any.
    pub status: Vec<Status>,
    /// Assigned so.
    pub assignee: Option<AssigneeFilter>,
    /// Of this team.
    pub team: Option<TeamId>,
    /// In this inbox.
    pub inbox: Option<InboxId>,
    /// With this label.
    pub label: Option<LabelName>,
    /// With this contact.
    pub contact: Option<ContactId>,
    /// Of this priority.
    pub priority: Option<Priority>,
    /// Only with unread messages.
    pub unread: bool,
    /// Whose contact, subject or number matches.
    pub q: Option<crate::search::Query>,
    /// That meet these conditions.
    pub tree: Option<crate::filter::Filter>,
}

named_enum! {
    /// The order of a list.
    pub enum Sort {
        /// Newest activity first.
        LastActivity = "last_activity",
        /// Newest first.
        Created = "created",
        /// Longest waiting first; only those that wait.
        Waiting = "waiting",
    }
}

/// How many conversations there are, in one snapshot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// In each state.
    pub open: i64,
    /// See [`Counts::open`].
    pub pending: i64,
    /// See [`Counts::open`].
    pub snoozed: i64,
    /// See [`Counts::open`].
    pub resolved: i64,
    /// Not resolved and the caller's.
    pub mine: i64,
    /// Not resolved and nobody's.
    pub unassigned: i64,
    /// Not resolved and with messages the caller has not read.
    pub unread: i64,
}

#[cfg(test)]
mod tests {
    use super::{Status, StatusChange, Writer};

    const NOW: time::OffsetDateTime = time::OffsetDateTime::UNIX_EPOCH;

    #[test]
    fn the_state_machine_is_the_contracts() {
        use Status::{Open, Pending, Resolved, Snoozed};
        let allowed: Vec<_> = Status::ALL
            .iter()
            .flat_map(|from| Status::ALL.iter().map(move |to| (*from, *to)))
            .filter(|(from, to)| from != to && from.may_become(*to))
            .collect();
        assert_eq!(
            allowed,
            [
                (Open, Pending),
                (Open, Snoozed),
                (Open, Resolved),
                (Pending, Open),
                (Pending, Resolved),
                (Snoozed, Open),
                (Snoozed, Resolved),
                (Resolved, Open),
            ]
        );
    }

    #[test]
    fn asking_for_the_present_state_changes_nothing() -> crate::Result<()> {
        for status in Status::ALL {
            let now = StatusChange::to(*status);
            assert_eq!(now.apply(now)?, None);
        }
        Ok(())
    }

    #[test]
    fn snoozing_again_moves_the_time() -> crate::Result<()> {
        let until = |hours| StatusChange {
            snoozed_until: Some(NOW + time::Duration::hours(hours)),
            ..StatusChange::to(Status::Snoozed)
        };
        assert_eq!(until(2).apply(until(1))?, Some(until(2)));
        Ok(())
    }

    #[test]
    fn a_time_comes_only_with_snoozing_and_lies_ahead() {
        assert!(StatusChange::parse(Status::Snoozed, Some(NOW), NOW).is_err());
        assert!(StatusChange::parse(Status::Open, Some(NOW + time::Duration::HOUR), NOW).is_err());
        assert!(StatusChange::parse(Status::Snoozed, None, NOW).is_ok());
    }

    #[test]
    fn something_has_to_wake_it_and_only_what_sleeps_is_woken() -> crate::Result<()> {
        let later = Some(NOW + time::Duration::HOUR);
        let told = |status, until, wakes| StatusChange::parse(status, until, NOW)?.waking_on_reply(wakes);
        assert!(told(Status::Snoozed, None, Some(false)).is_err());
        assert!(told(Status::Open, None, Some(true)).is_err());
        assert!(told(Status::Snoozed, later, None)?.wakes_on_reply);
        let asleep = told(Status::Snoozed, later, Some(false))?;
        for writer in [Writer::Contact, Writer::Person, Writer::Machine, Writer::Nobody] {
            assert_eq!(asleep.after_message(writer), Status::Snoozed, "{writer:?}");
            for status in Status::ALL {
                assert_eq!(StatusChange::to(*status).after_message(writer), status.after_message(writer));
            }
        }
        // Whether the contact wakes it is part of how it sleeps.
        assert_eq!(asleep.apply(told(Status::Snoozed, later, None)?)?, Some(asleep));
        Ok(())
    }

    #[test]
    fn only_the_contact_wakes_and_only_a_person_takes_over() {
        for status in Status::ALL {
            for writer in [Writer::Contact, Writer::Person, Writer::Machine, Writer::Nobody] {
                let after = status.after_message(writer);
                let expected = match (status, writer) {
                    (Status::Snoozed | Status::Resolved, Writer::Contact) | (Status::Pending, Writer::Person) => {
                        Status::Open
                    }
                    _ => *status,
                };
                assert_eq!(after, expected, "{status:?} {writer:?}");
                assert!(status.may_become(after), "messages take no step that people may not");
            }
        }
    }
}
