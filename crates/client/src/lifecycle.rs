//! What comes in, the steps conversations took, where they go, how they end.

use reqwest::Method;
use skybot_wire::{
    ChangeLabels, Conversation, DeletedConversation, MergeConversation, Page, PageQuery, ReceiveMessage,
    ReceivedMessage, Transcript, TransferConversation, Transition,
};
use uuid::Uuid;

use crate::error::Result;
use crate::transport::Client;

impl Client {
    /// Brings in what a contact wrote.
    pub async fn receive_message(&self, inbox: Uuid, message: &ReceiveMessage) -> Result<ReceivedMessage> {
        self.call(self.post(&["inboxes", &inbox.to_string(), "messages"], message)).await
    }

    /// A page of a conversation's steps, newest first.
    pub async fn transitions(&self, id: Uuid, page: &PageQuery) -> Result<Page<Transition>> {
        self.call(self.get(&["conversations", &id.to_string(), "transitions"]).query(page)).await
    }

    /// Puts labels on and takes others off, all at once.
    pub async fn change_labels(&self, id: Uuid, change: &ChangeLabels) -> Result<Conversation> {
        self.call(self.post(&["conversations", &id.to_string(), "labels"], change)).await
    }

    /// Puts it into another inbox of the same channel.
    pub async fn transfer(&self, id: Uuid, to: &TransferConversation) -> Result<Conversation> {
        self.call(self.post(&["conversations", &id.to_string(), "transfer"], to)).await
    }

    /// Makes it part of another one with the same contact, which is the answer.
    pub async fn merge(&self, id: Uuid, into: &MergeConversation) -> Result<Conversation> {
        self.call(self.post(&["conversations", &id.to_string(), "merge"], into)).await
    }

    /// Deletes it; it can be brought back for a while.
    pub async fn delete_conversation(&self, id: Uuid) -> Result<()> {
        self.done(self.endpoint(Method::DELETE, &["conversations", &id.to_string()])).await
    }

    /// Brings back a deleted one.
    pub async fn restore_conversation(&self, id: Uuid) -> Result<Conversation> {
        self.call(self.endpoint(Method::POST, &["conversations", &id.to_string(), "restore"])).await
    }

    /// A page of the deleted ones, last deleted first.
    pub async fn deleted_conversations(&self, page: &PageQuery) -> Result<Page<DeletedConversation>> {
        self.call(self.get(&["conversations", "deleted"]).query(page)).await
    }

    /// All that was said in it.
    pub async fn transcript(&self, id: Uuid, notes: bool) -> Result<Transcript> {
        let query = [("format", "json"), ("notes", if notes { "true" } else { "false" })];
        self.call(self.get(&["conversations", &id.to_string(), "transcript"]).query(&query)).await
    }
}
