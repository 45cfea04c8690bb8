//! Search.

use serde::{Deserialize, Serialize};
use skybot_domain::search as domain;
use utoipa::ToSchema;

use crate::mirror::mirror;
use crate::{Contact, Conversation, Message};

mirror! {
    /// What is searched.
    pub enum SearchType = domain::Target, search_types_agree {
        All = "all",
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
        /// The stretch of its text that was found, in order.
        snippet: Vec<SnippetPiece>,
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

/// A part of a snippet. Plain text, never markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SnippetPiece {
    /// As the message has it.
    pub text: String,
    /// Whether the search found this.
    pub hit: bool,
}

impl From<domain::Piece> for SnippetPiece {
    fn from(piece: domain::Piece) -> Self {
        Self { text: piece.text, hit: piece.hit }
    }
}

/// A page of what was found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SearchPage {
    /// In order.
    pub items: Vec<SearchHit>,
    /// Give it back to get the next page; null after the last item, and with `type=all`.
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// With `type=all`: how to go on with each kind alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_cursors: Option<NextCursors>,
}

/// Where the next page of each kind starts: a `cursor` for the `type` of its name; null where there is no
/// more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NextCursors {
    /// For `type=messages`.
    #[schema(required)]
    pub messages: Option<String>,
    /// For `type=contacts`.
    #[schema(required)]
    pub contacts: Option<String>,
    /// For `type=conversations`.
    #[schema(required)]
    pub conversations: Option<String>,
}
