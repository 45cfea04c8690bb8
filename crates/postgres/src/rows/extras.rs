//! `extras` of `app.message_view`: what few messages have, as JSON, and most often null.

use serde::Deserialize;
use serde_json::Value as Json;
use time::OffsetDateTime;
use time::serde::rfc3339;
use uuid::Uuid;

use skybot_domain::attachment::{Attachment, Dimensions};
use skybot_domain::id::{MessageId, UserId};
use skybot_domain::message::{FailedReason, Reaction, Reactor};

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Extras {
    pub reply_to_id: Option<MessageId>,
    pub failed_reason: Option<FailedReason>,
    pub edited_at: Option<OffsetDateTime>,
    pub deleted_at: Option<OffsetDateTime>,
    pub deleted_by: Option<UserId>,
    pub attachments: Vec<Attachment>,
    pub reactions: Vec<Reaction>,
    pub mentions: Vec<UserId>,
}

impl Extras {
    /// `None`: they are not what they must be.
    pub(super) fn of(json: Option<Json>) -> Option<Self> {
        let Some(json) = json else { return Some(Self::default()) };
        let stored: Stored = serde_json::from_value(json).ok()?;
        let failed =
            |failed: FailedPart| FailedReason { code: failed.code, title: failed.title, retryable: failed.retryable };
        Some(Self {
            reply_to_id: stored.reply_to_id.map(MessageId::new),
            failed_reason: stored.failed.map(failed),
            edited_at: stored.edited_at,
            deleted_at: stored.deleted_at,
            deleted_by: stored.deleted_by.map(UserId::new),
            attachments: stored.attachments.unwrap_or_default().into_iter().map(Into::into).collect(),
            reactions: together(stored.reactions.unwrap_or_default())?,
            mentions: stored.mentions.unwrap_or_default().into_iter().map(UserId::new).collect(),
        })
    }
}

#[derive(Deserialize)]
struct Stored {
    reply_to_id: Option<Uuid>,
    failed: Option<FailedPart>,
    #[serde(with = "rfc3339::option")]
    edited_at: Option<OffsetDateTime>,
    #[serde(with = "rfc3339::option")]
    deleted_at: Option<OffsetDateTime>,
    deleted_by: Option<Uuid>,
    attachments: Option<Vec<AttachmentPart>>,
    reactions: Option<Vec<ReactionPart>>,
    mentions: Option<Vec<Uuid>>,
}

#[derive(Deserialize)]
struct FailedPart {
    code: String,
    title: String,
    retryable: bool,
}

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

impl From<AttachmentPart> for Attachment {
    fn from(part: AttachmentPart) -> Self {
        Self {
            id: part.id.into(),
            name: part.name,
            media_type: part.media_type,
            size: part.size,
            dimensions: part.width.zip(part.height).map(|(width, height)| Dimensions { width, height }),
            has_thumbnail: part.has_thumbnail,
        }
    }
}

#[derive(Deserialize)]
struct ReactionPart {
    emoji: String,
    user_id: Option<Uuid>,
    contact_id: Option<Uuid>,
}

/// Those of one emoji. `None`: one is nobody's, or two people's.
fn together(parts: Vec<ReactionPart>) -> Option<Vec<Reaction>> {
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
    use time::macros::datetime;
    use uuid::Uuid;

    use skybot_domain::id::{MessageId, UserId};
    use skybot_domain::message::{FailedReason, Reaction, Reactor};

    use super::Extras;

    const ANA: Uuid = Uuid::from_u128(1);
    const BEA: Uuid = Uuid::from_u128(2);

    /// As `app.message_extras` gives them: every name, most of them null.
    fn extras(name: &str, value: Json) -> Option<Extras> {
        let mut all = json!({"reply_to_id": null, "failed": null, "edited_at": null, "deleted_at": null,
                             "deleted_by": null, "attachments": null, "reactions": null, "mentions": null});
        all[name] = value;
        Extras::of(Some(all))
    }

    #[test]
    fn a_message_that_has_none_is_as_one_whose_extras_are_all_null() {
        assert_eq!(Extras::of(None), Some(Extras::default()));
        assert_eq!(extras("mentions", Json::Null), Some(Extras::default()));
    }

    #[test]
    fn each_stands_for_itself() {
        let at = datetime!(2026-03-01 12:00:00.000001 UTC);
        let written = json!("2026-03-01T13:00:00.000001+01:00");
        let reason = FailedReason { code: "131026".to_owned(), title: "Undeliverable".to_owned(), retryable: true };
        let failed = json!({"code": "131026", "title": "Undeliverable", "retryable": true});
        let expected = [
            ("reply_to_id", json!(ANA), Extras { reply_to_id: Some(MessageId::new(ANA)), ..Extras::default() }),
            ("failed", failed, Extras { failed_reason: Some(reason), ..Extras::default() }),
            ("edited_at", written.clone(), Extras { edited_at: Some(at), ..Extras::default() }),
            ("deleted_at", written, Extras { deleted_at: Some(at), ..Extras::default() }),
            ("deleted_by", json!(BEA), Extras { deleted_by: Some(UserId::new(BEA)), ..Extras::default() }),
            ("mentions", json!([BEA]), Extras { mentions: vec![UserId::new(BEA)], ..Extras::default() }),
        ];
        for (name, stored, told) in expected {
            assert_eq!(extras(name, stored), Some(told), "{name}");
            assert_eq!(extras(name, json!(7)), None, "{name}");
        }
    }

    #[test]
    fn reactions_of_one_emoji_stand_together_in_the_order_of_its_first() {
        let put = |emoji: &str, user: Option<Uuid>, contact: Option<Uuid>| json!({"emoji": emoji, "user_id": user, "contact_id": contact});
        let stored = json!([put("👍", Some(ANA), None), put("🎉", None, Some(BEA)), put("👍", None, Some(BEA))]);
        let (ana, bea) = (Reactor::User(ANA.into()), Reactor::Contact(BEA.into()));
        let expected = [
            Reaction { emoji: "👍".to_owned(), by: vec![ana, bea] },
            Reaction { emoji: "🎉".to_owned(), by: vec![bea] },
        ];
        assert_eq!(extras("reactions", stored).map(|told| told.reactions).as_deref(), Some(expected.as_slice()));
        for nobodys in [put("👍", None, None), put("👍", Some(ANA), Some(BEA))] {
            assert_eq!(extras("reactions", json!([nobodys])), None);
        }
    }

    #[test]
    fn a_file_is_an_image_if_both_sides_are_known_and_what_cannot_be_is_no_guess() {
        let stored = |width: Json, size: Json| {
            json!([{"id": ANA, "name": "a.png", "media_type": "image/png", "size": size, "width": width, "height": 3,
                    "has_thumbnail": false}])
        };
        let sides = |json| {
            let told = extras("attachments", json)?;
            Some(told.attachments.iter().map(|file| file.dimensions.is_some()).collect())
        };
        assert_eq!(sides(stored(json!(2), json!(9))), Some(vec![true]));
        assert_eq!(sides(stored(Json::Null, json!(9))), Some(vec![false]));
        assert_eq!(sides(stored(json!(2), Json::Null)), None);
    }
}
