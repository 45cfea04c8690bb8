//! The messages of a conversation: the two busiest routes, and one message.

use actix_web::{get, post};
use sha2::{Digest, Sha256};
use skybot_domain::Id;
use skybot_domain::error::{Error, Resource, Violation};
use skybot_domain::id::{AttachmentId, ConversationId, MessageId, UserId};
use skybot_domain::message::{Appended, Message, MessageKey, Seq, Window};
use skybot_domain::page::Position;
use skybot_domain::usecase::{self, Post};
use skybot_domain::work::Work;
use skybot_wire as wire;
use uuid::Uuid;

use super::Routes;
use super::parse;
use crate::answer::{Answer, Reply};
use crate::cursor::{self, List};
use crate::detached::detached;
use crate::problem::{Code, Problem};
use crate::request::Call;
use crate::{flood, idempotency, query};

pub(super) fn of_conversation(routes: &mut impl Routes) {
    routes.service(list_messages).service(post_message);
}

pub(super) fn of_message(routes: &mut impl Routes) {
    routes.service(get_message);
}

/// Messages of a conversation, always in ascending `seq`
#[utoipa::path(
    tag = "messages",
    params(("id" = Uuid, Path, description = "The conversation"), wire::MessagesQuery),
    responses((status = 200, description = "The messages; `next_cursor` goes on in the same direction", body = wire::Page<wire::Message>)),
)]
#[get("/messages")]
async fn list_messages(call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let query: wire::MessagesQuery = call.request.query()?;
    let limit = query::limit(query.limit)?;
    let window = window(id, &query)?;
    let found = call.request.api().ports.store.messages(&call.scope, id, window, limit).await?;
    let (messages, more) = found.ok_or(Error::NotFound(Resource::Conversation))?;
    let next_cursor = more.then(|| next(id, window, &messages)).flatten();
    let page = wire::Page { items: messages.into_iter().map(wire::Message::from).collect(), next_cursor };
    Answer::written(wire::messages_text(&page)).map(Answer::send)
}

fn window(conversation: ConversationId, query: &wire::MessagesQuery) -> Result<Window, Problem> {
    for (name, seq) in [("before", query.before), ("after", query.after), ("around", query.around)] {
        if seq.is_some_and(|seq| seq < 0) {
            return Err(Problem::invalid(name, Violation::new("OUT_OF_RANGE", "must be at least 0")));
        }
    }
    let window = Window::parse(query.before, query.after, query.around)?;
    let Some(cursor) = &query.cursor else { return Ok(window) };
    if window != Window::Newest {
        let violation = Violation::new("CONFLICTING_PARAMETERS", "goes with none of before, after, around");
        return Err(Problem::invalid("cursor", violation));
    }
    let place = |list| cursor::decode(list, cursor).filter(|place| place.id == conversation.uuid());
    let before = place(List::MessagesBefore).map(|place| Window::Before(place.rank));
    let after = || place(List::MessagesAfter).map(|place| Window::After(place.rank));
    before.or_else(after).ok_or_else(|| Problem::of(Code::InvalidCursor))
}

fn next(conversation: ConversationId, window: Window, messages: &[Message]) -> Option<String> {
    let at = |rank: Seq| Position { rank, id: conversation.uuid() };
    match window {
        Window::Newest | Window::Before(_) => Some(cursor::encode(List::MessagesBefore, at(messages.first()?.seq))),
        Window::After(_) => Some(cursor::encode(List::MessagesAfter, at(messages.last()?.seq))),
        // There may be more on both sides: `before` and `after` say which is meant.
        Window::Around(_) => None,
    }
}

/// Append a message
///
/// The idempotency key (or `client_id`) is unique for ever inside the conversation.
#[utoipa::path(
    tag = "messages",
    params(("id" = Uuid, Path, description = "The conversation")),
    request_body = wire::PostMessage,
    responses((status = 201, description = "The message, durable", body = wire::Message)),
)]
#[post("/messages")]
async fn post_message(mut call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    call.request.no_query()?;
    let body: wire::PostMessage = call.request.body().await?;
    let post = read_post(&body, idempotency::key(call.request.http())?, call.scope.user())?;
    flood::spend(&call, id).await?;
    if post.mentions.is_empty() && body.attachment_ids.is_empty() {
        return posted(usecase::post_message(&call.request.api().ports, &call.scope, id, post).await?);
    }
    // With its parts it is more than one row.
    let files: Vec<AttachmentId> = body.attachment_ids.iter().copied().map(Id::new).collect();
    detached(async move {
        let mut work = Work::begin(&call.request.api().ports, &call.scope).await?;
        let appended = usecase::post_with_parts(&mut work, id, post, &files).await?;
        work.finish().await?;
        posted(appended)
    })
    .await
}

fn posted(appended: Appended) -> Reply {
    match appended {
        Appended::New(message) => {
            Answer::created_versioned(message.version, &wire::Message::from(message)).map(Answer::send)
        }
        Appended::Replayed(message) => {
            Answer::created_versioned(message.version, &wire::Message::from(message)).map(Answer::send_again)
        }
    }
}

fn read_post(body: &wire::PostMessage, key: Option<&str>, sender: Option<UserId>) -> Result<Post, Problem> {
    let files = &body.attachment_ids;
    let content =
        if files.is_empty() { parse::content(body.kind, &body.body) } else { parse::media(body.kind, &body.body) };
    let content = content.map_err(|violation| Problem::invalid("/body", violation))?;
    let mentions = parse::mentions(&body.mentions)?;
    let client_id = client_id(body.client_id, key)?;
    // One UUID is one key, however it is spelled.
    let key = client_id.map(|id| id.to_string()).or_else(|| key.map(str::to_owned));
    let digest = || {
        let mut digest = Sha256::new();
        // Somebody else's message under the same key is another one, whatever it says.
        digest.update(sender.map(Id::uuid).unwrap_or_default());
        digest.update(content.kind().as_str());
        digest.update([0]);
        digest.update(body.reply_to_id.unwrap_or_default());
        digest.update(content.body().unwrap_or_default());
        for file in files {
            // No text has such a byte.
            digest.update([0xff]);
            digest.update(file);
        }
        if !mentions.is_empty() {
            digest.update([0xfe]);
            for user in &mentions {
                digest.update(user.uuid());
            }
        }
        let full: [u8; 32] = digest.finalize().into();
        full.first_chunk().copied().unwrap_or_default()
    };
    let key = key.map(|key| MessageKey { key, digest: digest() });
    Ok(Post { mentions, reply_to_id: body.reply_to_id.map(Id::new), content, key, client_id })
}

/// What the sender calls the message: given as such, or as a key that is a UUID.
fn client_id(given: Option<Uuid>, key: Option<&str>) -> Result<Option<Uuid>, Problem> {
    let wrong = |code, detail: &str| Err(Problem::invalid("/client_id", Violation::new(code, detail)));
    let from_key = key.filter(|key| key.len() == 36).and_then(|key| Uuid::try_parse(key).ok());
    match given {
        Some(id) if id.get_version_num() != 7 => wrong("INVALID_ID", "must be a UUIDv7"),
        Some(id) if key.is_some() && from_key != Some(id) => wrong("KEY_MISMATCH", "must equal Idempotency-Key"),
        Some(id) => Ok(Some(id)),
        None => Ok(from_key),
    }
}

/// One message
#[utoipa::path(
    tag = "messages",
    params(("id" = Uuid, Path, description = "The message")),
    responses((status = 200, description = "The message", body = wire::Message)),
)]
#[get("")]
async fn get_message(call: Call) -> Reply {
    let id: MessageId = call.request.path("id")?;
    call.request.no_query()?;
    let found = call.request.api().ports.store.message(&call.scope, id).await?;
    let message = found.ok_or(Error::NotFound(Resource::Message))?;
    Answer::versioned(message.version, &wire::Message::from(message)).map(Answer::send)
}

#[cfg(test)]
mod tests {
    use skybot_domain::id::ConversationId;
    use skybot_domain::message::Window;
    use skybot_domain::page::Position;
    use skybot_wire as wire;
    use uuid::Uuid;

    use super::{client_id, read_post, window};
    use crate::cursor::{List, encode};

    const V7: Uuid = Uuid::from_u128(0x0192_f0c1_2a3b_7c4d_8e5f_0011_2233_4455);

    #[test]
    fn key_and_client_id_are_one_name() {
        let told = |given, key| client_id(given, key).map_err(|problem| problem.code().as_str());
        let (text, loud) = (V7.to_string(), V7.to_string().to_uppercase());
        assert_eq!(told(None, None), Ok(None));
        assert_eq!(told(None, Some("order-7")), Ok(None));
        assert_eq!(told(None, Some(&text)), Ok(Some(V7)));
        assert_eq!(told(Some(V7), None), Ok(Some(V7)));
        assert_eq!(told(Some(V7), Some(&loud)), Ok(Some(V7)));
        assert_eq!(told(Some(V7), Some("order-7")), Err("VALIDATION_FAILED"));
        assert_eq!(told(Some(Uuid::nil()), None), Err("VALIDATION_FAILED"));
    }

    #[test]
    fn another_sender_text_kind_or_reply_is_another_request() {
        let post_with = |attachment_ids: &[Uuid], sender: Option<Uuid>, kind, body: &str, reply_to_id| {
            let (body, attachment_ids, client_id) = (body.to_owned(), attachment_ids.to_vec(), Some(V7));
            let mentions = Vec::new();
            let request = wire::PostMessage { kind, body, mentions, attachment_ids, reply_to_id, client_id };
            read_post(&request, None, sender.map(Into::into)).ok().and_then(|post| post.key)
        };
        let post_as = |sender, kind, body: &str, reply_to_id| post_with(&[], sender, kind, body, reply_to_id);
        let post = |kind, body: &str, reply_to_id| post_as(Some(V7), kind, body, reply_to_id);
        let first = post(wire::PostKind::Text, "a", None);
        assert!(first.is_some());
        assert_eq!(first, post(wire::PostKind::Text, "a", None));
        assert_ne!(first, post(wire::PostKind::Text, "b", None));
        assert_ne!(first, post(wire::PostKind::Note, "a", None));
        assert_ne!(first, post(wire::PostKind::Text, "a", Some(V7)));
        let files = |ids: &[Uuid]| post_with(ids, Some(V7), wire::PostKind::Text, "a", None);
        assert_eq!(files(&[V7]), files(&[V7]));
        assert!(files(&[V7]) != first && files(&[V7]) != files(&[Uuid::max()]) && files(&[V7]) != files(&[V7, V7]));
        assert_ne!(first, post_as(Some(Uuid::max()), wire::PostKind::Text, "a", None));
    }

    #[test]
    fn a_cursor_goes_on_in_its_conversation_only() {
        let conversation = ConversationId::new(V7);
        let cursor = |id| Some(encode(List::MessagesAfter, Position { rank: 12, id }));
        let read = |query: &wire::MessagesQuery| window(conversation, query).map_err(|problem| problem.code().as_str());
        let own = wire::MessagesQuery { cursor: cursor(V7), ..wire::MessagesQuery::default() };
        assert_eq!(read(&own), Ok(Window::After(12)));
        let other = wire::MessagesQuery { cursor: cursor(Uuid::nil()), ..own.clone() };
        assert_eq!(read(&other), Err("INVALID_CURSOR"));
        let both = wire::MessagesQuery { before: Some(3), ..own };
        assert_eq!(read(&both), Err("VALIDATION_FAILED"));
        let negative = wire::MessagesQuery { after: Some(-1), ..wire::MessagesQuery::default() };
        assert_eq!(read(&negative), Err("VALIDATION_FAILED"));
    }
}
