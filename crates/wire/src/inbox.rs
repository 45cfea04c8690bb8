//! Inboxes.

use serde::{Deserialize, Serialize};
use skybot_domain::inbox as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::mirror::mirror;
use crate::{Timestamp, patch};

mirror! {
    /// The world an inbox talks to. This release can make inboxes of `api` and `webchat`.
    pub enum Channel = domain::Channel, channels_agree {
        Api = "api",
        Webchat = "webchat",
        Email = "email",
        Whatsapp = "whatsapp",
    }
}

mirror! {
    /// How an inbox learns how far its outbound messages get. `direct`: not at all, they count as sent
    /// when they are stored. `reported` (only for the channel `api`): they wait, queued, for an
    /// integration, which reports what becomes of them.
    pub enum DeliveryMode = domain::DeliveryMode, delivery_modes_agree {
        Direct = "direct",
        Reported = "reported",
    }
}

mirror! {
    /// What a message of the contact does to a resolved conversation: `reopen` opens it again, `new`
    /// starts another one, `reopen_within` opens it again for some hours.
    pub enum ReopenPolicy = domain::ReopenPolicy, reopen_policies_agree {
        Reopen = "reopen",
        New = "new",
        ReopenWithin = "reopen_within",
    }
}

/// A place messages come in through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Inbox {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// The world it talks to.
    pub channel: Channel,
    /// How it learns how far its messages get.
    pub delivery: DeliveryMode,
    /// What a message of the contact does to a resolved conversation.
    pub reopen_policy: ReopenPolicy,
    /// Of `reopen_within`: for how long after it was resolved.
    #[schema(required)]
    pub reopen_within_hours: Option<u16>,
    /// Largest file in bytes; null: as the server has it.
    #[schema(required, minimum = 1)]
    pub attachment_max_bytes: Option<i64>,
    /// Types of files it takes, such as `image/*`; empty: those of the server.
    pub attachment_types: Vec<String>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl From<domain::Inbox> for Inbox {
    fn from(inbox: domain::Inbox) -> Self {
        Self {
            id: inbox.id.uuid(),
            name: inbox.name.into_string(),
            channel: inbox.channel.into(),
            delivery: inbox.delivery.into(),
            reopen_policy: inbox.reopening.policy().into(),
            reopen_within_hours: inbox.reopening.hours(),
            attachment_max_bytes: inbox.files.max_bytes,
            attachment_types: inbox.files.types.iter().map(|pattern| pattern.as_str().to_owned()).collect(),
            version: inbox.version,
            created_at: inbox.created_at.into(),
            updated_at: inbox.updated_at.into(),
        }
    }
}

/// An inbox to be made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInbox {
    /// What people call it; unique in the tenant without regard to case.
    #[schema(min_length = 1, max_length = 120, example = "Support")]
    pub name: String,
    /// The world it talks to; never changes.
    pub channel: Channel,
    /// How it learns how far its messages get; `direct` if not given.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub delivery: Option<DeliveryMode>,
}

/// Changes to an inbox. Absent leaves a field as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchInbox {
    /// What people call it.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 120, nullable = false)]
    pub name: Option<String>,
    /// What a message of the contact does to a resolved conversation.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reopen_policy: Option<ReopenPolicy>,
    /// With `reopen_within`, and only with it: for how long after it was resolved.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 8760, nullable = false)]
    pub reopen_within_hours: Option<i64>,
    /// How it learns how far its messages get, from now on.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub delivery: Option<DeliveryMode>,
    /// Largest file in bytes; null: as the server has it, which is also the most.
    #[serde(default, deserialize_with = "patch::nullable", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub attachment_max_bytes: Option<Option<i64>>,
    /// Types of files it takes, such as `image/*`; empty: those of the server.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 50, nullable = false)]
    pub attachment_types: Option<Vec<String>>,
}
