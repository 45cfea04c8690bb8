//! Taking in what a contact wrote: who it is, which conversation it belongs to, and whether it was
//! taken in before.

use crate::Timestamp;
use crate::contact::NewContact;
use crate::conversation::{NewConversation, Status};
use crate::error::{Error, Resource, Result, StoreError, Unique, Violation};
use crate::event::{Detail, EventKind, Subject};
use crate::id::{ContactId, ConversationId, InboxId, MessageId};
use crate::inbox::{Channel, Inbox};
use crate::message::{Appended, Author, Content, NewMessage};
use crate::scope::{Permission, Reach};
use crate::text::{ExternalId, MessageBody};
use crate::usecase::{hold, manage_contact, quarantine_if_blocked};
use crate::work::Work;

/// What a channel brings in.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Through which inbox.
    pub inbox_id: InboxId,
    /// By which channel, which the inbox must be of.
    pub channel: Channel,
    /// Who wrote it: the contact with one of these identities, or else a new one. At least one.
    pub contact: NewContact,
    /// What it says.
    pub body: MessageBody,
    /// What the channel calls it: the same again gives the first message back, whatever else it says
    /// and however long it is ago.
    pub external_id: Option<ExternalId>,
    /// When it was written, if that is known.
    pub sent_at: Option<Timestamp>,
}

/// What became of it.
#[derive(Debug, Clone)]
pub enum Received {
    /// It is in a conversation.
    Delivered(Box<Appended>),
    /// The contact is blocked: it is kept apart.
    Quarantined,
}

/// Takes it in. The inbox decides whether a resolved conversation opens again or another one starts;
/// both happen in the commit of the message.
pub async fn receive(work: &mut Work<'_>, incoming: Incoming) -> Result<Received> {
    work.scope().require(Permission::MessagesReceive)?;
    if work.scope().reach() != Reach::All {
        // Which conversation is the contact's newest is not for somebody to say who sees some of them.
        return Err(Error::Forbidden(Permission::MessagesReceive));
    }
    if incoming.contact.identities.is_empty() {
        let violation = Violation::new("ONE_OF", "give at least one of phone, email, external_id");
        return Err(Error::invalid("/contact", violation));
    }
    let inbox = work.tx().inbox(incoming.inbox_id).await?.ok_or(Error::NotFound(Resource::Inbox))?;
    if inbox.channel != incoming.channel {
        return Err(Error::WrongChannel(inbox.channel));
    }
    let id: MessageId = work.id();
    let known = match &incoming.external_id {
        Some(external_id) => work.tx().receive(inbox.id, external_id, id).await?,
        None => None,
    };
    if let Some(known) = known
        && let Some(message) = work.tx().message(known).await?
    {
        return Ok(Received::Delivered(Box::new(Appended::Replayed(message))));
    }
    let contact = contact(work, incoming.contact).await?;
    let (external_id, body) = (incoming.external_id.as_ref(), &incoming.body);
    if quarantine_if_blocked(work, contact, inbox.id, external_id, body).await? {
        return Ok(Received::Quarantined);
    }
    if known.is_some() {
        // It is deleted by now, perhaps with its conversation. It was taken in all the same.
        return Err(Error::NotFound(Resource::Message));
    }
    let message = NewMessage {
        id,
        conversation_id: conversation(work, &inbox, contact).await?,
        author: Author::Contact,
        content: Content::Text(incoming.body),
        reply_to_id: None,
        external_id: incoming.external_id,
        key: None,
        client_id: None,
        at: incoming.sent_at.unwrap_or_else(|| work.now()),
    };
    Ok(Received::Delivered(Box::new(work.append(&message).await?)))
}

/// The contact, held: deliveries of one contact take turns from here.
async fn contact(work: &mut Work<'_>, new: NewContact) -> Result<ContactId> {
    if let Some(known) = known(work, &new).await? {
        return Ok(known);
    }
    // Whoever else brings in the contact's first message waits here, and finds the contact then.
    work.tx().hold_identities(&new.identities).await?;
    if let Some(known) = known(work, &new).await? {
        return Ok(known);
    }
    let made = manage_contact::insert(work, new).await.map_err(|error| match error {
        Error::Taken(Unique::ContactIdentity) => {
            StoreError::Unavailable("somebody is making the same contact".to_owned()).into()
        }
        other => other,
    })?;
    Ok(made.id)
}

/// The contact with one of the identities, held.
async fn known(work: &mut Work<'_>, new: &NewContact) -> Result<Option<ContactId>> {
    for identity in &new.identities {
        if let Some(known) = work.tx().contact_by_identity(identity).await? {
            return Ok(work.tx().hold_contact(known).await?.map(|contact| contact.id));
        }
    }
    Ok(None)
}

/// The held contact's newest conversation in the inbox, or a new one.
async fn conversation(work: &mut Work<'_>, inbox: &Inbox, contact: ContactId) -> Result<ConversationId> {
    let Some(id) = work.tx().newest_conversation(contact, inbox.id).await? else {
        return open(work, inbox, contact).await;
    };
    let held = hold(work, id).await?;
    if held.state.status != Status::Resolved {
        return Ok(id);
    }
    let resolved_at = work.tx().resolved_at(id).await?;
    if !inbox.reopening.reopens(resolved_at, work.now()) {
        return open(work, inbox, contact).await;
    }
    if work.tx().release(id).await? {
        work.event(EventKind::ConversationAssigned, Subject::Conversation(id), Detail::None);
    }
    Ok(id)
}

async fn open(work: &mut Work<'_>, inbox: &Inbox, contact_id: ContactId) -> Result<ConversationId> {
    let id: ConversationId = work.id();
    let new =
        NewConversation { id, inbox_id: inbox.id, contact_id, status: Status::Open, subject: None, at: work.now() };
    work.tx().insert_conversation(&new).await?;
    work.event(EventKind::ConversationCreated, Subject::Conversation(id), Detail::None);
    Ok(id)
}
