//! Lists in pages: keyset on (rank, id), stable while rows are inserted, no totals.

use uuid::Uuid;

use crate::error::Violation;

/// How many items a page holds at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u32);

impl Limit {
    /// Most that may be asked for.
    pub const MAX: u32 = 100;
    /// As many as may be asked for.
    pub const LARGEST: Self = Self(Self::MAX);

    /// 1 to 100. Outside is an error; nothing is clamped in silence.
    pub fn parse(limit: i64) -> Result<Self, Violation> {
        u32::try_from(limit)
            .ok()
            .filter(|limit| (1..=Self::MAX).contains(limit))
            .map(Self)
            .ok_or_else(|| Violation::new("OUT_OF_RANGE", "must be 1 to 100"))
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(20)
    }
}

/// A place between two rows of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// What the list is sorted by: microseconds since 1970, or 0 for lists sorted by id alone.
    pub rank: i64,
    /// Breaks ties.
    pub id: Uuid,
}

/// Which page of a list.
#[derive(Debug, Clone, Copy, Default)]
pub struct PageRequest {
    /// At most so many.
    pub limit: Limit,
    /// After this place; `None` is the start.
    pub after: Option<Position>,
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// In the list's order.
    pub items: Vec<T>,
    /// Where the next page starts; `None` after the last item.
    pub next: Option<Position>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { items: Vec::new(), next: None }
    }
}

impl<T> Page<T> {
    /// Cuts a page out of up to `limit + 1` rows: the one too many tells that there are more.
    pub fn cut(mut rows: Vec<T>, limit: Limit, position: impl Fn(&T) -> Position) -> Self {
        let size = limit.get() as usize;
        let more = rows.len() > size;
        rows.truncate(size);
        let next = if more { rows.last().map(position) } else { None };
        Self { items: rows, next }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Limit, Page, Position};

    #[test]
    fn outside_the_range_is_refused() {
        for limit in [i64::MIN, -1, 0, 101, i64::MAX] {
            assert!(Limit::parse(limit).is_err(), "{limit}");
        }
        assert_eq!(Limit::parse(100).map(Limit::get), Ok(100));
    }

    proptest! {
        #[test]
        fn pages_tile_the_list(rows in 0_u128..60, limit in 1_i64..20) {
            let limit = Limit::parse(limit).unwrap_or_default();
            let all: Vec<u128> = (0..rows).collect();
            let mut seen = Vec::new();
            let mut from = 0;
            loop {
                let fetched: Vec<u128> =
                    all.iter().copied().skip(from).take(limit.get() as usize + 1).collect();
                let page = Page::cut(fetched, limit, |row| Position { rank: 0, id: Uuid::from_u128(*row) });
                seen.extend(page.items);
                match page.next {
                    Some(next) => from = usize::try_from(next.id.as_u128()).unwrap_or(usize::MAX) + 1,
                    None => break,
                }
            }
            prop_assert_eq!(seen, all);
        }
    }
}
