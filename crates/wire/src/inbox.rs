//! Inboxes.

use serde::{Deserialize, Serialize};
use skybot_domain::inbox as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Timestamp;
use crate::mirror::mirror;

mirror! {
    /// The world an inbox talks to. This release can make inboxes of `api` and `webchat`.
    pub enum Channel = domain::Channel, channels_agree {
        Api = "api",
        Webchat = "webchat",
        Email = "email",
        Whatsapp = "whatsapp",
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
}

/// Changes to an inbox.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchInbox {
    /// What people call it.
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
}
