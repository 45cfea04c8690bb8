//! Receipts: how far a member has read.
//!
//! Unread is the number of countable messages after the cursor. Countable is what the contact
//! wrote; what members wrote, notes and activity never count. Every message stores how many
//! countable ones there are up to it, so unread is one subtraction and exact in the same commit.

use crate::Timestamp;
use crate::id::{ConversationId, UserId};
use crate::message::Seq;

/// A member's place in a conversation. Everything up to `seq` is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadCursor {
    /// Read up to here; 0 is nothing.
    pub seq: Seq,
}

impl ReadCursor {
    /// Reading never moves back, and not past the newest message.
    #[must_use]
    pub fn read(self, seq: Seq, newest: Seq) -> Self {
        Self { seq: self.seq.max(seq.min(newest)) }
    }

    /// Marks `seq` and everything after it unread. Never moves forward.
    #[must_use]
    pub fn unread(self, seq: Seq) -> Self {
        Self { seq: self.seq.min(seq.saturating_sub(1)) }
    }
}

/// Which way a cursor is asked to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CursorMove {
    /// Read up to and with this.
    Read(Seq),
    /// Unread from this on.
    Unread(Seq),
}

/// How far one member has read, as stored.
#[derive(Debug, Clone)]
pub struct ReadState {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The member.
    pub user_id: UserId,
    /// Read up to here.
    pub seq: Seq,
    /// Countable messages after it.
    pub unread_count: i64,
    /// When the cursor last moved; `None` if it never did.
    pub read_at: Option<Timestamp>,
}

/// A member who has read a conversation.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The member.
    pub user_id: UserId,
    /// The member's name.
    pub name: String,
    /// Read up to here.
    pub seq: Seq,
    /// When the cursor last moved.
    pub read_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::ReadCursor;

    proptest! {
        #[test]
        fn reading_is_monotonic_bounded_and_order_free(
            moves in prop::collection::vec(0_i64..200, 0..20), newest in 0_i64..100
        ) {
            let mut cursor = ReadCursor { seq: 0 };
            for seq in &moves {
                let next = cursor.read(*seq, newest);
                prop_assert!(next.seq >= cursor.seq && next.seq <= newest);
                cursor = next;
            }
            let best = moves.iter().map(|seq| (*seq).min(newest)).max().unwrap_or(0);
            prop_assert_eq!(cursor.seq, best);
        }

        #[test]
        fn unread_leaves_the_message_itself_unread(at in 0_i64..100, seq in 1_i64..100) {
            let moved = ReadCursor { seq: at }.unread(seq);
            prop_assert!(moved.seq < seq && moved.seq <= at);
        }
    }
}
