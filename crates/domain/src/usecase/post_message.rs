//! Appending a message: by a member, or by the contact through a channel.

use crate::error::{Error, Resource, Result};
use crate::id::{ConversationId, MessageId, UserId};
use crate::message::{Appended, Author, Content, MessageKey, NewMessage};
use crate::ports::{IdsExt, Ports};
use crate::scope::{Permission, Scope};
use crate::text::{ExternalId, MessageBody};

/// What a member posts.
#[derive(Debug, Clone)]
pub struct Post {
    /// What it says.
    pub content: Content,
    /// Members it names, each once. If there are any, it is for
    /// [`post_with_parts`](super::post_with_parts).
    pub mentions: Vec<UserId>,
    /// The message it answers.
    pub reply_to_id: Option<MessageId>,
    /// Unique for ever inside the conversation.
    pub key: Option<MessageKey>,
    /// What the sender calls it.
    pub client_id: Option<uuid::Uuid>,
}

/// Posts a text or a note. The same key again gives the first message back.
pub async fn post_message(ports: &Ports, scope: &Scope, conversation: ConversationId, post: Post) -> Result<Appended> {
    scope.require(Permission::MessagesWrite)?;
    let now = ports.clock.now();
    let message = NewMessage {
        id: ports.ids.fresh(now),
        conversation_id: conversation,
        author: Author::Actor,
        content: post.content,
        reply_to_id: post.reply_to_id,
        external_id: None,
        key: post.key,
        client_id: post.client_id,
        at: now,
    };
    Ok(ports.store.message_append(scope, message).await??)
}

/// Takes in what the contact wrote. The same external id again gives the first message back.
pub async fn receive_message(
    ports: &Ports,
    scope: &Scope,
    conversation: ConversationId,
    body: MessageBody,
    external_id: Option<ExternalId>,
) -> Result<Appended> {
    if scope.user().is_some() {
        // Members cannot speak for a contact; only channels can.
        return Err(Error::NotFound(Resource::Conversation));
    }
    let now = ports.clock.now();
    let message = NewMessage {
        id: ports.ids.fresh(now),
        conversation_id: conversation,
        author: Author::Contact,
        content: Content::Text(body),
        reply_to_id: None,
        external_id,
        key: None,
        client_id: None,
        at: now,
    };
    Ok(ports.store.message_append(scope, message).await??)
}
