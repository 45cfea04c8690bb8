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

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};
    use uuid::Uuid;

    use skybot_domain::message::{Reaction, Reactor};

    use super::{attachments, reactions};

    const ANA: Uuid = Uuid::from_u128(1);
    const BEA: Uuid = Uuid::from_u128(2);

    #[test]
    fn reactions_of_one_emoji_stand_together_in_the_order_of_its_first() {
        let put = |emoji: &str, user: Option<Uuid>, contact: Option<Uuid>| json!({"emoji": emoji, "user_id": user, "contact_id": contact});
        let stored = json!([put("👍", Some(ANA), None), put("🎉", None, Some(BEA)), put("👍", None, Some(BEA))]);
        let (ana, bea) = (Reactor::User(ANA.into()), Reactor::Contact(BEA.into()));
        let expected = [
            Reaction { emoji: "👍".to_owned(), by: vec![ana, bea] },
            Reaction { emoji: "🎉".to_owned(), by: vec![bea] },
        ];
        assert_eq!(reactions(Some(stored)).as_deref(), Some(expected.as_slice()));
        for nobodys in [put("👍", None, None), put("👍", Some(ANA), Some(BEA))] {
            assert_eq!(reactions(Some(json!([nobodys]))), None);
        }
    }

    #[test]
    fn a_file_is_an_image_if_both_sides_are_known_and_what_cannot_be_is_no_guess() {
        let stored = |width: Json, size: Json| {
            json!([{"id": ANA, "name": "a.png", "media_type": "image/png", "size": size, "width": width, "height": 3,
                    "has_thumbnail": false}])
        };
        let sides =
            |json| attachments(Some(json)).map(|files| files.iter().map(|file| file.dimensions.is_some()).collect());
        assert_eq!(sides(stored(json!(2), json!(9))), Some(vec![true]));
        assert_eq!(sides(stored(Json::Null, json!(9))), Some(vec![false]));
        assert_eq!(sides(stored(json!(2), Json::Null)), None);
        assert_eq!((attachments(None), reactions(None)), (Some(Vec::new()), Some(Vec::new())));
    }
}
