//! Time and chance, so that rules can be run again with the same outcome.

use uuid::Uuid;

use crate::{Id, Timestamp};

/// The time.
pub trait Clock: Send + Sync {
    /// Now, in UTC, to the microsecond.
    fn now(&self) -> Timestamp;
}

/// Fresh ids.
pub trait Ids: Send + Sync {
    /// A UUIDv7 of this moment, never given before.
    fn uuid(&self, at: Timestamp) -> Uuid;
}

/// Typed ids from any [`Ids`].
pub trait IdsExt {
    /// A fresh id of this moment.
    fn fresh<K>(&self, at: Timestamp) -> Id<K>;
}

impl<T: Ids + ?Sized> IdsExt for T {
    fn fresh<K>(&self, at: Timestamp) -> Id<K> {
        Id::new(self.uuid(at))
    }
}
