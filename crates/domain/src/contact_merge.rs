//! Two contacts that are one, and may be two again.
//!
//! The target keeps what it has and takes from the source what it lacks. The source's own row stays
//! as it was, so that taking them apart gives back exactly what was put together; what the target
//! came by since then stays with it.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::Timestamp;
use crate::attributes::{Attributes, MAX_ATTRIBUTES};
use crate::contact::{Block, Contact};
use crate::id::{CompanyId, ContactId, MergeId};

/// For so long a merge can be taken back.
pub const REVERSIBLE_FOR: Duration = Duration::from_hours(30 * 24);

/// What a contact has besides its name and identities, and can take from another one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Belongings {
    /// Custom attributes.
    pub attributes: Attributes,
    /// Where it works.
    pub company_id: Option<CompanyId>,
    /// That it is not let in.
    pub blocked: Option<Block>,
}

impl Belongings {
    /// Those of a contact.
    pub fn of(contact: &Contact) -> Self {
        Self { attributes: contact.attributes.clone(), company_id: contact.company_id, blocked: contact.blocked }
    }

    /// What of another's the owner lacks. A block is lacked too: whoever was kept out stays out.
    #[must_use]
    pub fn lacks(&self, other: &Self) -> Self {
        let room = MAX_ATTRIBUTES.saturating_sub(self.attributes.iter().count());
        let has = |name: &str| self.attributes.iter().any(|(own, _)| own == name);
        let missing = other.attributes.iter().filter(|(name, _)| !has(name)).take(room);
        Self {
            attributes: Attributes::stored(missing.map(|(name, value)| (name.to_owned(), value.clone())).collect()),
            company_id: other.company_id.filter(|_| self.company_id.is_none()),
            blocked: other.blocked.filter(|_| self.blocked.is_none()),
        }
    }

    /// With what was lacked.
    #[must_use]
    pub fn with(&self, lacked: &Self) -> Self {
        let own = self.attributes.iter().chain(lacked.attributes.iter());
        let own: BTreeMap<_, _> = own.map(|(name, value)| (name.to_owned(), value.clone())).collect();
        Self {
            attributes: Attributes::stored(own),
            company_id: self.company_id.or(lacked.company_id),
            blocked: self.blocked.or(lacked.blocked),
        }
    }

    /// Without what was lacked, as far as it is still what it was then.
    #[must_use]
    pub fn without(&self, lacked: &Self) -> Self {
        let taken = |entry: &(&str, &crate::attributes::Value)| lacked.attributes.iter().any(|other| other == *entry);
        let own = self.attributes.iter().filter(|entry| !taken(entry));
        Self {
            attributes: Attributes::stored(own.map(|(name, value)| (name.to_owned(), value.clone())).collect()),
            company_id: self.company_id.filter(|_| lacked.company_id.is_none() || lacked.company_id != self.company_id),
            blocked: self.blocked.filter(|_| lacked.blocked.is_none() || lacked.blocked != self.blocked),
        }
    }
}

/// A merge.
#[derive(Debug, Clone)]
pub struct Merge {
    /// Its id.
    pub id: MergeId,
    /// What became part of the target.
    pub source: ContactId,
    /// What everything is at.
    pub target: ContactId,
    /// What the target took.
    pub filled: Belongings,
    /// When.
    pub at: Timestamp,
}

impl Merge {
    /// Whether it can be taken back.
    pub fn is_reversible(&self, now: Timestamp) -> bool {
        now - self.at < REVERSIBLE_FOR
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::Belongings;
    use crate::attributes::{Attributes, Value};
    use crate::contact::Block;
    use crate::{Id, Timestamp};

    fn belongings() -> impl Strategy<Value = Belongings> {
        let attributes = proptest::collection::btree_map("[a-f]", 0_i32..3, 0..5);
        (attributes, proptest::option::of(0_u128..3), proptest::option::of(0_i64..3)).prop_map(
            |(attributes, company, blocked)| {
                let attributes =
                    attributes.into_iter().map(|(name, value)| (name, Value::Number(f64::from(value)))).collect();
                let at = |second| Timestamp::UNIX_EPOCH + std::time::Duration::from_secs(second);
                Belongings {
                    attributes: Attributes::stored(attributes),
                    company_id: company.map(|id| Id::new(Uuid::from_u128(id))),
                    blocked: blocked.map(|second| Block { at: at(second.unsigned_abs()), by: None }),
                }
            },
        )
    }

    proptest! {
        #[test]
        fn what_was_taken_is_given_back(target in belongings(), source in belongings()) {
            let lacked = target.lacks(&source);
            let merged = target.with(&lacked);
            prop_assert_eq!(merged.without(&lacked), target.clone());
            for (name, value) in target.attributes.iter() {
                prop_assert!(merged.attributes.iter().any(|entry| entry == (name, value)), "the target wins");
            }
            for (name, _) in source.attributes.iter() {
                prop_assert!(merged.attributes.iter().any(|(own, _)| own == name), "nothing is lost");
            }
            prop_assert_eq!(merged.blocked.is_some(), target.blocked.is_some() || source.blocked.is_some());
        }

        #[test]
        fn what_came_later_stays(target in belongings(), source in belongings(), later in belongings()) {
            let lacked = target.lacks(&source);
            let merged = target.with(&lacked);
            let changed = merged.with(&merged.lacks(&later));
            let apart = changed.without(&lacked);
            for (name, value) in changed.attributes.iter() {
                let was_taken = lacked.attributes.iter().any(|entry| entry == (name, value));
                prop_assert!(was_taken || apart.attributes.iter().any(|entry| entry == (name, value)));
            }
        }
    }

    #[test]
    fn there_is_a_most() {
        let many = |letter: char| {
            let entries = (0..40).map(|n| (format!("{letter}{n}"), Value::Bool(true)));
            Belongings { attributes: Attributes::stored(entries.collect()), ..Belongings::default() }
        };
        let merged = many('a').with(&many('a').lacks(&many('b')));
        assert_eq!(merged.attributes.iter().count(), 50);
    }
}
