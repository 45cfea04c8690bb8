//! The durable log. The same form goes to `GET /events`, the realtime socket and webhooks.

use serde::{Deserialize, Serialize};
use skybot_domain::event as domain;
use skybot_domain::id::UserId;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::mirror::mirror;
use crate::{Account, Contact, Conversation, Draft, Inbox, Member, Message, ScheduledMessage, Status, Timestamp};

mirror! {
    /// What happened.
    pub enum EventType = domain::EventKind, event_types_agree {
        ConversationCreated = "conversation:created",
        ConversationUpdated = "conversation:updated",
        ConversationStatus = "conversation:status",
        ConversationAssigned = "conversation:assigned",
        ConversationRead = "conversation:read",
        ConversationMerged = "conversation:merged",
        ConversationDeleted = "conversation:deleted",
        ConversationRestored = "conversation:restored",
        MessageCreated = "message:created",
        MessageUpdated = "message:updated",
        MessageStatus = "message:status",
        MessageDeleted = "message:deleted",
        MessageMentioned = "message:mentioned",
        DraftUpdated = "draft:updated",
        ScheduledUpdated = "scheduled:updated",
        ContactCreated = "contact:created",
        ContactUpdated = "contact:updated",
        ContactMerged = "contact:merged",
        ContactDeleted = "contact:deleted",
        InboxUpdated = "inbox:updated",
        MemberUpdated = "member:updated",
        AccountUpdated = "account:updated",
    }
}

mirror! {
    /// Why a conversation's state changed.
    pub enum Cause = domain::Cause, causes_agree {
        Request = "request",
        Message = "message",
        Timer = "timer",
    }
}

/// Who can cause an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActorType {
    /// A member who is a person.
    User,
    /// A member that is a machine.
    Bot,
    /// A customer.
    Contact,
    /// The product itself.
    System,
}

/// Who caused an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Actor {
    /// Who can cause an event.
    #[serde(rename = "type")]
    pub kind: ActorType,
    /// Which; null for the system.
    #[schema(required)]
    pub id: Option<Uuid>,
}

impl From<domain::EventActor> for Actor {
    fn from(actor: domain::EventActor) -> Self {
        let kind = match actor.kind.as_str() {
            "user" => ActorType::User,
            "bot" => ActorType::Bot,
            "contact" => ActorType::Contact,
            _ => ActorType::System,
        };
        Self { kind, id: actor.id }
    }
}

/// Of `conversation:read`: where a member's read cursor went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadMoved {
    /// The conversation.
    pub conversation_id: Uuid,
    /// The member.
    pub user_id: Uuid,
    /// Read up to here.
    pub seq: i64,
    /// What the contact wrote after it, then.
    pub unread_count: i64,
}

/// Of `conversation:merged`: where its messages are now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Merged {
    /// The conversation that was.
    pub id: Uuid,
    /// The one it became part of.
    pub merged_into: Uuid,
}

/// Stands for what no longer exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Gone {
    /// What it was.
    pub id: Uuid,
    /// Always true.
    pub deleted: bool,
}

/// What an event is about, as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum EventData {
    /// Of `message:*`.
    Message(Box<Message>),
    /// Of `conversation:*`, without what is the caller's own.
    Conversation(Box<Conversation>),
    /// Of `scheduled:*`.
    Scheduled(Box<ScheduledMessage>),
    /// Of `draft:*`: the reader's own.
    Draft(Draft),
    /// Of `contact:*`.
    Contact(Contact),
    /// Of `inbox:*`.
    Inbox(Inbox),
    /// Of `member:*`.
    Member(Member),
    /// Of `account:updated`: its settings, its teams or its labels changed. Whoever keeps the latter reads them anew;
    /// conversations name labels as they are called now.
    Account(Box<Account>),
    /// Of `conversation:read`.
    Read(ReadMoved),
    /// Of `conversation:merged`.
    Merged(Merged),
    /// Of any type, when the thing no longer exists.
    Gone(Gone),
}

/// Of `conversation:status`: the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatusStep {
    /// The state before.
    pub from: Status,
    /// The state after.
    pub to: Status,
    /// Why.
    pub cause: Cause,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Its id; the same in every copy.
    pub id: Uuid,
    /// Its place in the tenant's log, in commit order.
    pub pos: i64,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// When.
    pub at: Timestamp,
    /// The tenant.
    pub account_id: Uuid,
    /// The conversation, for `conversation:*`, `message:*`, `draft:*` and `scheduled:*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conversation_id: Option<Uuid>,
    /// Who caused it.
    pub actor: Actor,
    /// What it is about, as it is now.
    pub data: EventData,
    /// Of `conversation:status`: the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub change: Option<StatusStep>,
    /// Of `message:mentioned`: those whom the note names since then, and still does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub mentioned: Option<Vec<Uuid>>,
}

impl From<domain::Event> for Event {
    fn from(event: domain::Event) -> Self {
        let (id, conversation_id) = match event.subject {
            domain::Subject::Conversation(id) => (id.uuid(), Some(id.uuid())),
            domain::Subject::Message(conversation, id) => (id.uuid(), Some(conversation.uuid())),
            domain::Subject::Draft(conversation, _) => (conversation.uuid(), Some(conversation.uuid())),
            domain::Subject::Scheduled(conversation, id) => (id.uuid(), Some(conversation.uuid())),
            domain::Subject::Contact(id) => (id.uuid(), None),
            domain::Subject::Inbox(id) => (id.uuid(), None),
            domain::Subject::Member(id) => (id.uuid(), None),
            domain::Subject::Account => (event.account_id.uuid(), None),
        };
        let change = match event.detail {
            domain::Detail::Step { from, to, cause } => {
                Some(StatusStep { from: from.into(), to: to.into(), cause: cause.into() })
            }
            domain::Detail::Read { .. }
            | domain::Detail::Mentioned(_)
            | domain::Detail::Merged { .. }
            | domain::Detail::None => None,
        };
        // A note that was deleted, or edited, no longer names anybody by way of the log either.
        let still_named = |user: &&UserId| match &event.data {
            domain::EventData::Message(message) => message.mentions.contains(user),
            _ => false,
        };
        let mentioned = match &event.detail {
            domain::Detail::Mentioned(users) => {
                Some(users.iter().filter(still_named).map(|user| user.uuid()).collect())
            }
            _ => None,
        };
        let data = match (event.detail, event.data) {
            (domain::Detail::Read { user_id, seq, unread_count }, _) => {
                EventData::Read(ReadMoved { conversation_id: id, user_id: user_id.uuid(), seq, unread_count })
            }
            (domain::Detail::Merged { into }, _) => EventData::Merged(Merged { id, merged_into: into.uuid() }),
            (_, domain::EventData::Conversation(mut conversation)) => {
                conversation.unread_count = None;
                conversation.muted_until = None;
                EventData::Conversation(Box::new(conversation.into()))
            }
            (_, domain::EventData::Message(message)) => EventData::Message(Box::new(message.into())),
            (_, domain::EventData::Draft(draft)) => EventData::Draft(draft.into()),
            (_, domain::EventData::Scheduled(message)) => EventData::Scheduled(Box::new(message.into())),
            (_, domain::EventData::Contact(contact)) => EventData::Contact(contact.into()),
            (_, domain::EventData::Inbox(inbox)) => EventData::Inbox(inbox.into()),
            (_, domain::EventData::Member(member)) => EventData::Member(member.into()),
            (_, domain::EventData::Account(account)) => EventData::Account(Box::new(account.into())),
            (_, domain::EventData::Gone) => EventData::Gone(Gone { id, deleted: true }),
        };
        Self {
            id: event.id.uuid(),
            pos: event.pos,
            kind: event.kind.into(),
            at: event.at.into(),
            account_id: event.account_id.uuid(),
            conversation_id,
            actor: event.actor.into(),
            data,
            change,
            mentioned,
        }
    }
}

/// A stretch of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventPage {
    /// What the caller may see of it, in order of `pos`.
    pub items: Vec<Event>,
    /// The newest position.
    pub head: i64,
    /// The oldest position that can be read after.
    pub oldest: i64,
    /// Read on after this.
    pub next_after: i64,
}

impl From<domain::LogSlice> for EventPage {
    fn from(slice: domain::LogSlice) -> Self {
        Self {
            items: slice.events.into_iter().map(Into::into).collect(),
            head: slice.head,
            oldest: slice.trimmed,
            next_after: slice.read_to,
        }
    }
}

#[cfg(test)]
mod tests {
    use skybot_domain::event::{self as domain, Detail, EventKind, Subject};
    use skybot_domain::inbox::{Channel, DeliveryMode, Inbox, Reopening};
    use skybot_domain::text::Name;
    use skybot_domain::{Id, conversation::Status};
    use uuid::Uuid;

    use super::{Event, EventData};

    fn event(kind: EventKind, subject: Subject, detail: Detail, data: domain::EventData) -> domain::Event {
        domain::Event {
            id: Id::new(Uuid::from_u128(1)),
            pos: 7,
            kind,
            at: skybot_domain::Timestamp::UNIX_EPOCH,
            account_id: Id::new(Uuid::from_u128(2)),
            subject,
            detail,
            actor: domain::EventActor { kind: "user".to_owned(), id: Some(Uuid::from_u128(3)) },
            data,
        }
    }

    fn round_trip(event: domain::Event) -> serde_json::Value {
        let event = Event::from(event);
        let json = serde_json::to_value(&event).expect("JSON");
        assert_eq!(serde_json::from_value::<Event>(json.clone()).ok(), Some(event));
        json
    }

    #[test]
    fn a_read_event_says_where_the_cursor_went_not_what_the_conversation_is() {
        let conversation = Id::new(Uuid::from_u128(4));
        let detail = Detail::Read { user_id: Id::new(Uuid::from_u128(3)), seq: 5, unread_count: 2 };
        let subject = Subject::Conversation(conversation);
        let json = round_trip(event(EventKind::ConversationRead, subject, detail, domain::EventData::Gone));
        let data = serde_json::json!({
            "conversation_id": conversation.uuid(), "user_id": Uuid::from_u128(3), "seq": 5, "unread_count": 2
        });
        assert_eq!(json.get("data"), Some(&data));
        assert_eq!(json.get("conversation_id"), Some(&serde_json::json!(conversation.uuid())));
        assert_eq!(json.get("type").and_then(|kind| kind.as_str()), Some("conversation:read"));
    }

    #[test]
    fn what_became_part_of_another_says_of_which() {
        let (source, target) = (Id::new(Uuid::from_u128(4)), Id::new(Uuid::from_u128(5)));
        let detail = Detail::Merged { into: target };
        let subject = Subject::Conversation(source);
        let json = round_trip(event(EventKind::ConversationMerged, subject, detail, domain::EventData::Gone));
        let data = serde_json::json!({"id": source.uuid(), "merged_into": target.uuid()});
        assert_eq!(json.get("data"), Some(&data));
    }

    #[test]
    fn what_is_gone_is_named() {
        let id = Id::new(Uuid::from_u128(5));
        let gone = event(EventKind::ContactDeleted, Subject::Contact(id), Detail::None, domain::EventData::Gone);
        let json = round_trip(gone);
        assert_eq!(json.get("data"), Some(&serde_json::json!({"id": id.uuid(), "deleted": true})));
        assert_eq!(json.get("conversation_id"), None);
        assert_eq!(json.get("change"), None);
    }

    #[test]
    fn a_step_and_its_cause_stand_beside_the_data() {
        let subject = Subject::Conversation(Id::new(Uuid::from_u128(4)));
        let detail = Detail::Step { from: Status::Snoozed, to: Status::Open, cause: domain::Cause::Timer };
        let json = round_trip(event(EventKind::ConversationStatus, subject, detail, domain::EventData::Gone));
        let change = serde_json::json!({"from": "snoozed", "to": "open", "cause": "timer"});
        assert_eq!(json.get("change"), Some(&change));
    }

    #[test]
    fn data_is_read_back_as_what_it_was() {
        let at = skybot_domain::Timestamp::UNIX_EPOCH;
        let name = Name::parse("Support").expect("a name");
        let id = Id::new(Uuid::from_u128(6));
        let inbox = Inbox {
            id,
            name,
            channel: Channel::Webchat,
            delivery: DeliveryMode::Direct,
            reopening: Reopening::Within(8),
            files: skybot_domain::attachment::FileRules::default(),
            version: 1,
            created_at: at,
            updated_at: at,
        };
        let subject = Subject::Inbox(id);
        let event = event(EventKind::InboxUpdated, subject, Detail::None, domain::EventData::Inbox(inbox));
        assert!(matches!(Event::from(event.clone()).data, EventData::Inbox(_)));
        round_trip(event);
    }
}
