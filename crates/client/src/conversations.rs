//! Conversations: lists, the state machine, and what people put on them.

use reqwest::Method;
use reqwest::header::IF_MATCH;
use skybot_wire::{
    AssignConversation, ChangeStatus, Conversation, ConversationCounts, ConversationDays, ConversationsQuery,
    CreateConversation, DaysQuery, MoveCursor, MuteConversation, Page, PageQuery, PatchConversation, ReadState, Reader,
};
use uuid::Uuid;

use crate::error::Result;
use crate::transport::{Client, etag};

impl Client {
    /// A page of the conversations that the user may see.
    pub async fn conversations(&self, query: &ConversationsQuery) -> Result<Page<Conversation>> {
        self.call(self.get(&["conversations"]).query(query)).await
    }

    /// How many there are.
    pub async fn conversation_counts(&self) -> Result<ConversationCounts> {
        self.call(self.get(&["conversations", "counts"])).await
    }

    /// Opens a conversation.
    pub async fn create_conversation(&self, conversation: &CreateConversation) -> Result<Conversation> {
        self.call(self.post(&["conversations"], conversation)).await
    }

    /// A conversation.
    pub async fn conversation(&self, id: Uuid) -> Result<Conversation> {
        self.call(self.get(&["conversations", &id.to_string()])).await
    }

    /// The days on which something was written in a conversation, oldest first.
    pub async fn conversation_days(&self, id: Uuid, query: &DaysQuery) -> Result<ConversationDays> {
        self.call(self.get(&["conversations", &id.to_string(), "days"]).query(query)).await
    }

    /// Changes priority, subject or custom attributes, if it is still at `version`.
    pub async fn patch_conversation(&self, id: Uuid, patch: &PatchConversation, version: i64) -> Result<Conversation> {
        let request = self.endpoint(Method::PATCH, &["conversations", &id.to_string()]);
        self.call(request.header(IF_MATCH, etag(version)).json(patch)).await
    }

    /// Takes a step of the state machine.
    pub async fn change_status(&self, id: Uuid, change: &ChangeStatus) -> Result<Conversation> {
        self.call(self.post(&["conversations", &id.to_string(), "status"], change)).await
    }

    /// Gives it to a member or a team, or to nobody.
    pub async fn assign(&self, id: Uuid, assignment: &AssignConversation) -> Result<Conversation> {
        self.call(self.post(&["conversations", &id.to_string(), "assignment"], assignment)).await
    }

    /// Puts a label on.
    pub async fn add_label(&self, id: Uuid, label: &str) -> Result<Conversation> {
        self.call(self.endpoint(Method::PUT, &["conversations", &id.to_string(), "labels", label])).await
    }

    /// Takes a label off.
    pub async fn remove_label(&self, id: Uuid, label: &str) -> Result<Conversation> {
        self.call(self.endpoint(Method::DELETE, &["conversations", &id.to_string(), "labels", label])).await
    }

    /// Makes a member watch it.
    pub async fn add_participant(&self, id: Uuid, user: Uuid) -> Result<Conversation> {
        let path = ["conversations", &id.to_string(), "participants", &user.to_string()];
        self.call(self.endpoint(Method::PUT, &path)).await
    }

    /// Makes a member watch it no longer.
    pub async fn remove_participant(&self, id: Uuid, user: Uuid) -> Result<Conversation> {
        let path = ["conversations", &id.to_string(), "participants", &user.to_string()];
        self.call(self.endpoint(Method::DELETE, &path)).await
    }

    /// Mutes it for the user.
    pub async fn mute(&self, id: Uuid, mute: &MuteConversation) -> Result<Conversation> {
        self.call(self.post(&["conversations", &id.to_string(), "mute"], mute)).await
    }

    /// Ends the user's mute.
    pub async fn unmute(&self, id: Uuid) -> Result<Conversation> {
        self.call(self.endpoint(Method::DELETE, &["conversations", &id.to_string(), "mute"])).await
    }

    /// Moves the user's read cursor forward to `seq`.
    pub async fn mark_read(&self, id: Uuid, seq: i64) -> Result<ReadState> {
        self.call(self.post(&["conversations", &id.to_string(), "read"], &MoveCursor { seq })).await
    }

    /// Moves the user's read cursor back before `seq`.
    pub async fn mark_unread(&self, id: Uuid, seq: i64) -> Result<ReadState> {
        self.call(self.post(&["conversations", &id.to_string(), "unread"], &MoveCursor { seq })).await
    }

    /// A page of who has read it.
    pub async fn readers(&self, id: Uuid, query: &PageQuery) -> Result<Page<Reader>> {
        self.call(self.get(&["conversations", &id.to_string(), "readers"]).query(query)).await
    }
}
