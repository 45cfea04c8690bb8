//! Opening a conversation with a contact, known or new, with or without a first message.

use crate::contact::NewContact;
use crate::conversation::{Conversation, NewConversation, Status};
use crate::error::{Error, Resource, Result, StoreError};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{ContactId, ConversationId, InboxId};
use crate::message::{Author, Content, NewMessage};
use crate::scope::Permission;
use crate::usecase::{manage_contact, reread};
use crate::work::Work;

/// With whom.
#[derive(Debug, Clone)]
pub enum With {
    /// A contact of the tenant.
    Contact(ContactId),
    /// The contact with one of these identities, or else a new one.
    Details(NewContact),
}

/// What a new conversation starts from.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Where.
    pub inbox_id: InboxId,
    /// With whom.
    pub with: With,
    /// What it is about.
    pub subject: Option<crate::text::Subject>,
    /// What is said first, and by whom.
    pub message: Option<(Author, Content)>,
}

/// Makes the conversation: open, nobody's, with the first message in the same commit.
pub async fn create_conversation(work: &mut Work<'_>, opening: Opening) -> Result<Conversation> {
    work.scope().require(Permission::ConversationsWrite)?;
    let contact_id = match opening.with {
        With::Contact(id) => id,
        With::Details(new) => find_or_create(work, new).await?,
    };
    let id: ConversationId = work.id();
    let at = work.now();
    let new = NewConversation {
        id,
        inbox_id: opening.inbox_id,
        contact_id,
        status: Status::Open,
        subject: opening.subject,
        at,
    };
    work.tx().insert_conversation(&new).await.map_err(|error| match error {
        StoreError::Missing(resource @ (Resource::Inbox | Resource::Contact)) => Error::NotFound(resource),
        other => other.into(),
    })?;
    work.event(EventKind::ConversationCreated, Subject::Conversation(id), Detail::None);
    if let Some((author, content)) = opening.message {
        let message = NewMessage {
            id: work.id(),
            conversation_id: id,
            author,
            content,
            reply_to_id: None,
            external_id: None,
            key: None,
            client_id: None,
            at,
        };
        work.append(&message).await?;
    }
    reread(work, id).await
}

async fn find_or_create(work: &mut Work<'_>, new: NewContact) -> Result<ContactId> {
    for identity in &new.identities {
        if let Some(known) = work.tx().contact_by_identity(identity).await? {
            return Ok(known);
        }
    }
    let made = manage_contact::create_contact(work, new).await;
    Ok(made
        .map_err(|error| match error {
            Error::Invalid(violations) => Error::Invalid(violations.below("/contact")),
            other => other,
        })?
        .id)
}
