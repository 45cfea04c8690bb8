//! Opaque cursors: base64url of the list, the rank and the id.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use skybot_domain::conversation::Sort;
use skybot_domain::page::Position;
use uuid::Uuid;

use crate::problem::{Code, Problem};

/// The lists, so that a cursor of one is no cursor of another. The numbers are in cursors that
/// clients hold: never give one a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum List {
    Inboxes = 1,
    InboxMembers = 2,
    Contacts = 3,
    ConversationsByActivity = 4,
    ConversationsByCreation = 5,
    ConversationsByWaiting = 6,
    Readers = 7,
    MessagesBefore = 8,
    MessagesAfter = 9,
    Members = 10,
    Labels = 11,
    FoundMessages = 12,
    FoundContacts = 13,
    FoundConversations = 14,
    Invitations = 15,
    ApiKeys = 16,
    // 17 was the audit log by number.
    Accounts = 18,
    Teams = 19,
    TeamMembers = 20,
    EarlierTexts = 21,
    Mentions = 22,
    Transitions = 23,
    DeletedConversations = 24,
    ContactsByChange = 25,
    SuspectedContacts = 26,
    Companies = 27,
    ContactNotes = 28,
    Quarantined = 29,
    Views = 30,
    AttributeDefinitions = 31,
    Drafts = 32,
    ScheduledMessages = 33,
    ConversationScheduledMessages = 34,
    CannedResponses = 35,
    Macros = 36,
    AuditLogByTime = 37,
    Participants = 38,
}

impl List {
    pub(crate) fn conversations(sort: Sort) -> Self {
        match sort {
            Sort::LastActivity => Self::ConversationsByActivity,
            Sort::Created => Self::ConversationsByCreation,
            Sort::Waiting => Self::ConversationsByWaiting,
        }
    }
}

/// Writes the place as text.
pub(crate) fn encode(list: List, place: Position) -> String {
    let mut bytes = [0; 25];
    let (head, id) = bytes.split_at_mut(9);
    if let Some((tag, rank)) = head.split_first_mut() {
        *tag = list as u8;
        rank.copy_from_slice(&place.rank.to_be_bytes());
    }
    id.copy_from_slice(place.id.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a cursor of this list; `None` if it is not one.
pub(crate) fn decode(list: List, cursor: &str) -> Option<Position> {
    let bytes: [u8; 25] = URL_SAFE_NO_PAD.decode(cursor).ok()?.try_into().ok()?;
    let (tag, rest) = bytes.split_first()?;
    let (rank, id) = rest.split_first_chunk::<8>()?;
    (*tag == list as u8)
        .then(|| Some(Position { rank: i64::from_be_bytes(*rank), id: Uuid::from_slice(id).ok()? }))
        .flatten()
}

/// Reads a cursor of this list.
pub(crate) fn parse(list: List, cursor: Option<&str>) -> Result<Option<Position>, Problem> {
    cursor.map(|cursor| decode(list, cursor).ok_or_else(|| Problem::of(Code::InvalidCursor))).transpose()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use skybot_domain::page::Position;
    use uuid::Uuid;

    use super::{List, decode, encode};

    proptest! {
        #[test]
        fn what_was_written_is_read(rank in any::<i64>(), id in any::<u128>()) {
            let place = Position { rank, id: Uuid::from_u128(id) };
            let cursor = encode(List::Contacts, place);
            prop_assert_eq!(decode(List::Contacts, &cursor), Some(place));
            prop_assert_eq!(decode(List::Inboxes, &cursor), None);
        }

        #[test]
        fn garbage_is_refused_and_never_panics(text in ".{0,60}", cut in 0_usize..34) {
            prop_assert_eq!(decode(List::Contacts, &text), None);
            let cursor = encode(List::Contacts, Position { rank: 1, id: Uuid::nil() });
            prop_assert_eq!(decode(List::Contacts, &cursor[..cut]), None);
        }
    }
}
