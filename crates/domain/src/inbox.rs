//! Inboxes: the places messages come in through.

use std::time::Duration;

use crate::Timestamp;
use crate::attachment::FileRules;
use crate::error::Violation;
use crate::id::InboxId;
use crate::named::named_enum;
use crate::text::Name;

named_enum! {
    /// The world an inbox talks to.
    pub enum Channel {
        /// Other software, over our own API.
        Api = "api",
        /// The chat on a web page.
        Webchat = "webchat",
        /// Mail.
        Email = "email",
        /// WhatsApp Cloud API.
        Whatsapp = "whatsapp",
    }
}

impl Channel {
    /// Whether this release can carry messages over it. Nothing may be stored that could then
    /// never be delivered.
    pub const fn is_available(self) -> bool {
        matches!(self, Self::Api | Self::Webchat)
    }
}

named_enum! {
    /// How an inbox learns how far its outbound messages get.
    pub enum DeliveryMode {
        /// Not at all: whoever is behind it reads the log, so a message is sent when it is stored.
        Direct = "direct",
        /// An integration takes queued messages and reports what becomes of them.
        Reported = "reported",
    }
}

impl DeliveryMode {
    /// Only an inbox of other software has somebody to report.
    pub const fn fits(self, channel: Channel) -> bool {
        matches!((self, channel), (Self::Direct, _) | (Self::Reported, Channel::Api))
    }
}

named_enum! {
    /// The kinds of [`Reopening`].
    pub enum ReopenPolicy {
        /// Always.
        Reopen = "reopen",
        /// Never.
        New = "new",
        /// For a while.
        ReopenWithin = "reopen_within",
    }
}

/// What a message of the contact does to a resolved conversation: opens it again, or starts a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reopening {
    /// It opens it again.
    #[default]
    Always,
    /// It starts a new one.
    Never,
    /// It opens it again for so many hours after it was resolved, 1 to [`Reopening::MAX_HOURS`].
    Within(u16),
}

impl Reopening {
    /// A year.
    pub const MAX_HOURS: u16 = 8_760;

    /// Checks that hours come with [`ReopenPolicy::ReopenWithin`], and only with it.
    pub fn parse(policy: ReopenPolicy, hours: Option<i64>) -> Result<Self, Violation> {
        match (policy, hours) {
            (ReopenPolicy::Reopen, None) => Ok(Self::Always),
            (ReopenPolicy::New, None) => Ok(Self::Never),
            (ReopenPolicy::ReopenWithin, Some(hours)) => u16::try_from(hours)
                .ok()
                .filter(|hours| (1..=Self::MAX_HOURS).contains(hours))
                .map(Self::Within)
                .ok_or_else(|| Violation::new("OUT_OF_RANGE", format!("must be 1 to {}", Self::MAX_HOURS))),
            (ReopenPolicy::ReopenWithin, None) => Err(Violation::new("REQUIRED", "is required with reopen_within")),
            (_, Some(_)) => Err(Violation::new("NOT_ALLOWED", "is only for the policy reopen_within")),
        }
    }

    /// Which kind.
    pub const fn policy(self) -> ReopenPolicy {
        match self {
            Self::Always => ReopenPolicy::Reopen,
            Self::Never => ReopenPolicy::New,
            Self::Within(_) => ReopenPolicy::ReopenWithin,
        }
    }

    /// For how long, if for a while.
    pub const fn hours(self) -> Option<u16> {
        match self {
            Self::Within(hours) => Some(hours),
            Self::Always | Self::Never => None,
        }
    }

    /// Whether a message now opens again what was resolved then.
    pub fn reopens(self, resolved_at: Timestamp, now: Timestamp) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Within(hours) => now - resolved_at <= Duration::from_hours(u64::from(hours)),
        }
    }
}

/// A place messages come in through.
#[derive(Debug, Clone)]
pub struct Inbox {
    /// Its id.
    pub id: InboxId,
    /// What people call it; unique in the tenant without regard to case.
    pub name: Name,
    /// The world it talks to; never changes.
    pub channel: Channel,
    /// How it learns how far its messages get.
    pub delivery: DeliveryMode,
    /// What a message of the contact does to a resolved conversation.
    pub reopening: Reopening,
    /// Which files it takes.
    pub files: FileRules,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// An inbox to be made.
#[derive(Debug, Clone)]
pub struct NewInbox {
    /// What people call it.
    pub name: Name,
    /// The world it talks to.
    pub channel: Channel,
    /// How it learns how far its messages get.
    pub delivery: DeliveryMode,
}

/// Changes to an inbox. `None`: leave it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InboxPatch {
    /// What people call it.
    pub name: Option<Name>,
    /// How it learns how far its messages get.
    pub delivery: Option<DeliveryMode>,
    /// What a message of the contact does to a resolved conversation.
    pub reopening: Option<Reopening>,
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ReopenPolicy, Reopening};
    use crate::Timestamp;

    #[test]
    fn hours_come_with_their_policy_and_with_no_other() {
        for policy in ReopenPolicy::ALL {
            for hours in [None, Some(i64::MIN), Some(0), Some(1), Some(8_760), Some(8_761), Some(i64::MAX)] {
                let within = *policy == ReopenPolicy::ReopenWithin;
                let expected = if within { matches!(hours, Some(1 | 8_760)) } else { hours.is_none() };
                let parsed = Reopening::parse(*policy, hours);
                assert_eq!(parsed.is_ok(), expected, "{policy:?} {hours:?}");
                if let Ok(parsed) = parsed {
                    assert_eq!((parsed.policy(), parsed.hours().map(i64::from)), (*policy, hours));
                }
            }
        }
    }

    #[test]
    fn a_while_is_from_when_it_was_resolved_to_the_hour() {
        let resolved = Timestamp::UNIX_EPOCH;
        let reopens = |reopening: Reopening, after| reopening.reopens(resolved, resolved + after);
        let hour = Duration::from_hours(1);
        let tick = Duration::from_micros(1);
        assert!(reopens(Reopening::Within(2), 2 * hour));
        assert!(!reopens(Reopening::Within(2), 2 * hour + tick));
        assert!(reopens(Reopening::Always, 100_000 * hour));
        assert!(!reopens(Reopening::Never, Duration::ZERO));
    }
}
