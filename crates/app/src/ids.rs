//! Fresh ids. The one place that makes UUIDs.

use skybot_domain::Timestamp;
use skybot_domain::ports::Ids;
use skybot_domain::presence::Node;
use uuid::{NoContext, Uuid};

/// The [`Ids`] port: UUIDv7 of the moment given, which may long be past (an import's).
///
/// The 12 bits after the milliseconds hold the microseconds (RFC 9562, section 6.2, method 3), so
/// ids sort as their moments do, on every node and without a counter; 62 random bits follow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RandomIds;

impl RandomIds {
    /// A number for a node, which no other is likely to have.
    pub(crate) fn node(self) -> Node {
        // The low bits are random.
        Node::try_from(self.uuid(Timestamp::UNIX_EPOCH).as_u128() & u128::from(Node::MAX)).unwrap_or_default()
    }
}

impl Ids for RandomIds {
    fn uuid(&self, at: Timestamp) -> Uuid {
        // Moments before 1970 have no UUIDv7; they get the first.
        let seconds = u64::try_from(at.unix_timestamp()).unwrap_or(0);
        let random = Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, at.nanosecond()));
        let micros = u128::from(at.microsecond() % 1000);
        let fraction = (micros << 12) / 1000;
        Uuid::from_u128(random.as_u128() & !(0xfff << 64) | (fraction << 64))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use skybot_domain::Timestamp;
    use skybot_domain::ports::Ids as _;
    use time::Duration;
    use time::macros::datetime;
    use uuid::{Uuid, Variant};

    use super::RandomIds;

    const AT: Timestamp = datetime!(2026-03-01 12:00:00.123456 UTC);

    #[test]
    fn is_a_uuid_of_version_7_and_its_moment() {
        for at in [AT, datetime!(1999-12-31 23:59:59.999999 UTC), datetime!(1970-01-01 0:00 UTC)] {
            let id = RandomIds.uuid(at);
            assert_eq!((id.get_version_num(), id.get_variant()), (7, Variant::RFC4122));
            let (seconds, nanos) = id.get_timestamp().unwrap().to_unix();
            assert_eq!(seconds, u64::try_from(at.unix_timestamp()).unwrap());
            assert_eq!(nanos / 1_000_000, at.nanosecond() / 1_000_000);
        }
        assert_eq!(RandomIds.uuid(datetime!(1900-01-01 0:00 UTC)).get_timestamp().unwrap().to_unix().0, 0);
    }

    #[test]
    fn ids_sort_as_their_moments_whatever_was_asked_before() {
        let moments = |step| (0..2000).map(move |n| AT + step * n);
        for step in [Duration::MICROSECOND, Duration::milliseconds(1), Duration::days(1)] {
            let mut ids: Vec<Uuid> = moments(step).rev().map(|at| RandomIds.uuid(at)).collect();
            ids.reverse();
            assert!(ids.is_sorted(), "{step}");
        }
    }

    #[test]
    fn no_id_is_given_twice() {
        let ids: HashSet<Uuid> = (0..10_000).map(|_| RandomIds.uuid(AT)).collect();
        assert_eq!(ids.len(), 10_000);
    }
}
