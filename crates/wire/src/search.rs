//! Search.

use serde::{Deserialize, Serialize};
use skybot_domain::search as domain;
use utoipa::ToSchema;

use crate::mirror::mirror;
use crate::{Contact, Conversation, Message};

mirror! {
    /// What is searched.
    pub enum SearchType = domain::Target, search_types_agree {
        Messages = "messages",
        Contacts = "contacts",
        Conversations = "conversations",
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SearchHit {
    /// A message, with its conversation.
    Message {
        /// The message.
        message: Box<Message>,
        /// Its conversation.
        conversation: Box<Conversation>,
    },
    /// A contact.
    Contact {
        /// The contact.
        contact: Box<Contact>,
    },
    /// A conversation.
    Conversation {
        /// The conversation.
        conversation: Box<Conversation>,
    },
}
