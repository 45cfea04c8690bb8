//! What `app.message_view` gives of a message's files and reactions: JSON, and most often nothing.

use serde::Deserialize;
use serde_json::Value as Json;
use uuid::Uuid;

use skybot_domain::attachment::{Attachment, Dimensions};
use skybot_domain::message::{Reaction, Reactor};

#[derive(Deserialize)]
struct AttachmentPart {
    id: Uuid,
    name: String,
    media_type: String,
    size: i64,
    width: Option<u32>,
    height: Option<u32>,
    has_thumbnail: bool,
}

#[derive(Deserialize)]
struct ReactionPart {
    emoji: String,
    user_id: Option<Uuid>,
    contact_id: Option<Uuid>,
}

/// `None`: they are not what they must be.
pub(super) fn attachments(json: Option<Json>) -> Option<Vec<Attachment>> {
    let Some(json) = json else { return Some(Vec::new()) };
    let parts: Vec<AttachmentPart> = serde_json::from_value(json).ok()?;
    let attachment = |part: AttachmentPart| Attachment {
        id: part.id.into(),
        name: part.name,
        media_type: part.media_type,
        size: part.size,
        dimensions: part.width.zip(part.height).map(|(width, height)| Dimensions { width, height }),
        has_thumbnail: part.has_thumbnail,
    };
    Some(parts.into_iter().map(attachment).collect())
}

/// Those of one emoji together. `None`: they are not what they must be.
pub(super) fn reactions(json: Option<Json>) -> Option<Vec<Reaction>> {
    let Some(json) = json else { return Some(Vec::new()) };
    let parts: Vec<ReactionPart> = serde_json::from_value(json).ok()?;
    let mut reactions: Vec<Reaction> = Vec::new();
    for part in parts {
        let by = match (part.user_id, part.contact_id) {
            (Some(user), None) => Reactor::User(user.into()),
            (None, Some(contact)) => Reactor::Contact(contact.into()),
            _ => return None,
        };
        match reactions.iter_mut().find(|reaction| reaction.emoji == part.emoji) {
            Some(reaction) => reaction.by.push(by),
            None => reactions.push(Reaction { emoji: part.emoji, by: vec![by] }),
        }
    }
    Some(reactions)
}
