//! What tests need again and again before they come to their point.

use serde_json::{Value, json};

use crate::fresh::fresh_id;
use crate::user::User;

impl User {
    /// Makes an inbox; its id.
    pub async fn inbox(&self, name: &str) -> String {
        id(&self.post("inboxes", json!({"name": name, "channel": "api"})).await.is(201)).to_owned()
    }

    /// Makes a contact; its id.
    pub async fn contact(&self, name: &str) -> String {
        id(&self.post("contacts", json!({"name": name})).await.is(201)).to_owned()
    }

    /// Opens a conversation with a new contact in a new inbox.
    pub async fn conversation(&self) -> Value {
        let inbox = self.inbox(&format!("Inbox {}", fresh_id())).await;
        self.conversation_in(&inbox, "Ana").await
    }

    /// Opens a conversation with a new contact.
    pub async fn conversation_in(&self, inbox: &str, contact: &str) -> Value {
        self.post("conversations", json!({"inbox_id": inbox, "contact": {"name": contact}})).await.is(201)
    }

    /// Posts a text.
    pub async fn say(&self, conversation: &str, text: &str) -> Value {
        let body = json!({"kind": "text", "body": text});
        self.post(format!("conversations/{conversation}/messages"), body).await.is(201)
    }

    /// A conversation as it is now.
    pub async fn look(&self, conversation: &str) -> Value {
        self.get(format!("conversations/{conversation}")).await.is(200)
    }
}

/// The id of a resource.
pub fn id(resource: &Value) -> &str {
    resource["id"].as_str().expect("an id")
}
