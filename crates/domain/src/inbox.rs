//! Inboxes: the places messages come in through.

use crate::Timestamp;
use crate::id::InboxId;
use crate::named::named_enum;
use crate::text::Name;

named_enum! {
    /// The world an inbox talks to.
    pub enum Channel {
        /// Other software, over our own API.
        Api = "api",
        /// The chat on a web page.
        Webchat = "webchat",
        /// Mail.
        Email = "email",
        /// WhatsApp Cloud API.
        Whatsapp = "whatsapp",
    }
}

impl Channel {
    /// Whether this release can carry messages over it. Nothing may be stored that could then
    /// never be delivered.
    pub const fn is_available(self) -> bool {
        matches!(self, Self::Api | Self::Webchat)
    }
}

/// A place messages come in through.
#[derive(Debug, Clone)]
pub struct Inbox {
    /// Its id.
    pub id: InboxId,
    /// What people call it; unique in the tenant without regard to case.
    pub name: Name,
    /// The world it talks to; never changes.
    pub channel: Channel,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// An inbox to be made.
#[derive(Debug, Clone)]
pub struct NewInbox {
    /// What people call it.
    pub name: Name,
    /// The world it talks to.
    pub channel: Channel,
}
