//! Typed ids: UUIDv7 values that cannot be swapped for one another.
//!
//! Never makes an id: fresh ones come from the [`Ids`](crate::ports::Ids) port.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use uuid::Uuid;

/// An id of one kind of thing. The text form is the hyphenated UUID.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

impl<K> Id<K> {
    /// Takes a UUID for an id of this kind.
    pub const fn new(value: Uuid) -> Self {
        Self(value, PhantomData)
    }

    /// The bare UUID, for adapters.
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// Reads the hyphenated form, and no other form a UUID can take: one id has one spelling.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 36 {
            return None;
        }
        Uuid::try_parse(text).ok().map(Self::new)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<K> From<Uuid> for Id<K> {
    fn from(value: Uuid) -> Self {
        Self::new(value)
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $marker:ident => $alias:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $marker {}
        $(#[$doc])*
        pub type $alias = Id<$marker>;
    )*};
}

kinds! {
    /// A tenant.
    AccountKind => AccountId;
    /// A person (or bot) who can sign in; exists once, over all tenants.
    UserKind => UserId;
    /// A place messages come in through.
    InboxKind => InboxId;
    /// A group of members.
    TeamKind => TeamId;
    /// A customer of a tenant.
    ContactKind => ContactId;
    /// A thread between a contact and a tenant.
    ConversationKind => ConversationId;
    /// One entry of a thread.
    MessageKind => MessageId;
    /// A file of a message.
    AttachmentKind => AttachmentId;
    /// A label that can be put on conversations.
    LabelKind => LabelId;
    /// A durable event.
    EventKind => EventId;
    /// A sign-in on one device.
    SessionKind => SessionId;
    /// A key of a machine.
    ApiKeyKind => ApiKeyId;
    /// An invitation to join a tenant.
    InvitationKind => InvitationId;
    /// Where contacts work.
    CompanyKind => CompanyId;
    /// What a member noted of a contact.
    ContactNoteKind => ContactNoteId;
    /// Two contacts that became one.
    MergeKind => MergeId;
    /// What a blocked contact wrote.
    QuarantinedKind => QuarantinedId;
    /// A file of contacts on its way in.
    ImportKind => ImportId;
    /// A letter that was asked for.
    LetterKind => LetterId;
    /// What a tenant says of a custom attribute.
    AttributeDefinitionKind => AttributeDefinitionId;
    /// A saved view.
    ViewKind => ViewId;
    /// A change to many conversations.
    BatchKind => BatchId;
    /// A message that is to be sent at a time to come.
    ScheduledMessageKind => ScheduledMessageId;
    /// A text that a team says again and again.
    CannedResponseKind => CannedResponseId;
    /// What a team does again and again.
    MacroKind => MacroId;
}

#[cfg(test)]
mod tests {
    use super::ContactId;

    #[test]
    fn one_id_has_one_spelling() {
        let text = "0192f0c1-2a3b-7c4d-8e5f-001122334455";
        assert_eq!(ContactId::parse(text).map(|id| id.to_string()).as_deref(), Some(text));
        for other in [
            "0192f0c12a3b7c4d8e5f001122334455",
            "{0192f0c1-2a3b-7c4d-8e5f-001122334455}",
            "urn:uuid:0192f0c1-2a3b-7c4d-8e5f-001122334455",
            "0192f0c1-2a3b-7c4d-8e5f-00112233445",
            "",
        ] {
            assert_eq!(ContactId::parse(other), None, "{other}");
        }
    }
}
