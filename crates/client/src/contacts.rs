//! Contacts.

use reqwest::Method;
use reqwest::header::IF_MATCH;
use skybot_wire::{Contact, ContactsQuery, CreateContact, Page, PatchContact};
use uuid::Uuid;

use crate::error::Result;
use crate::transport::{Client, etag};

impl Client {
    /// A page of contacts, newest first.
    pub async fn contacts(&self, query: &ContactsQuery) -> Result<Page<Contact>> {
        self.call(self.get(&["contacts"]).query(query)).await
    }

    /// Makes a contact.
    pub async fn create_contact(&self, contact: &CreateContact) -> Result<Contact> {
        self.call(self.post(&["contacts"], contact)).await
    }

    /// A contact.
    pub async fn contact(&self, id: Uuid) -> Result<Contact> {
        self.call(self.get(&["contacts", &id.to_string()])).await
    }

    /// Changes a contact, if it is still at `version`.
    pub async fn patch_contact(&self, id: Uuid, patch: &PatchContact, version: i64) -> Result<Contact> {
        let request = self.endpoint(Method::PATCH, &["contacts", &id.to_string()]);
        self.call(request.header(IF_MATCH, etag(version)).json(patch)).await
    }

    /// Deletes a contact that has no conversations.
    pub async fn delete_contact(&self, id: Uuid) -> Result<()> {
        self.done(self.endpoint(Method::DELETE, &["contacts", &id.to_string()])).await
    }
}
