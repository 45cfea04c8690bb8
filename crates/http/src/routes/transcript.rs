//! All that was said in a conversation, as a page for people or as JSON. Written as it is read, so that
//! its length does not matter. An answer that ends without its last line was cut.

use actix_web::http::header;
use actix_web::{HttpResponse, get};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use skybot_domain::conversation::Conversation;
use skybot_domain::error::{Error, Resource};
use skybot_domain::id::ConversationId;
use skybot_domain::message::{Direction, Message, Seq, Window};
use skybot_domain::page::Limit;
use skybot_wire as wire;

use super::Routes;
use crate::answer::Reply;
use crate::problem::{Code, Problem};
use crate::request::Call;
use crate::transcript;

pub(super) fn of_conversation(routes: &mut impl Routes) {
    routes.service(get_transcript);
}

/// All that was said in a conversation
///
/// Times are in UTC. Notes are left out unless asked for. Written as it is read: an answer that was cut
/// lacks its end.
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation"), wire::TranscriptQuery),
    responses((status = 200, description = "The transcript", content(
        (String = "text/html"),
        (wire::Transcript = "application/json"),
    ))),
)]
#[get("/transcript")]
async fn get_transcript(call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let query: wire::TranscriptQuery = call.request.query()?;
    let found = call.request.api().ports.store.conversation(&call.scope, id).await?;
    let conversation = found.ok_or(Error::NotFound(Resource::Conversation))?;
    let notes = query.notes.unwrap_or(false);
    let name = format!("conversation-{}", conversation.number);
    Ok(match query.format.unwrap_or_default() {
        wire::TranscriptFormat::Html => HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((header::CONTENT_SECURITY_POLICY, transcript::policy()))
            .insert_header((header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}.html\"")))
            .streaming(Box::pin(written(call, conversation, Form::Html, notes))),
        wire::TranscriptFormat::Json => HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "application/json"))
            .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.json\"")))
            .streaming(Box::pin(written(call, conversation, Form::Json { first: true }, notes))),
    })
}

/// How it is written.
enum Form {
    Html,
    Json { first: bool },
}

impl Form {
    fn start(&self, conversation: Conversation) -> Result<Vec<u8>, Problem> {
        match self {
            Self::Html => Ok(transcript::start(&conversation).into_bytes()),
            Self::Json { .. } => {
                let mut out = b"{\"conversation\":".to_vec();
                write_json(&mut out, &wire::Conversation::from(conversation))?;
                out.extend_from_slice(b",\"messages\":[");
                Ok(out)
            }
        }
    }

    fn message(&mut self, out: &mut Vec<u8>, message: Message) -> Result<(), Problem> {
        match self {
            Self::Html => out.extend_from_slice(transcript::message(&message).as_bytes()),
            Self::Json { first } => {
                if !std::mem::take(first) {
                    out.push(b',');
                }
                write_json(out, &wire::Message::from(message))?;
            }
        }
        Ok(())
    }

    fn end(&self) -> &'static [u8] {
        match self {
            Self::Html => transcript::END.as_bytes(),
            Self::Json { .. } => b"]}\n",
        }
    }
}

fn write_json(out: &mut Vec<u8>, value: &impl serde::Serialize) -> Result<(), Problem> {
    serde_json::to_writer(out, value).map_err(|error| {
        tracing::error!(%error, "a transcript could not be written");
        Problem::of(Code::Internal)
    })
}

/// What is still to be written.
enum Next {
    Start(Box<Conversation>),
    After(Seq),
    Nothing,
}

fn written(
    call: Call,
    conversation: Conversation,
    form: Form,
    notes: bool,
) -> impl futures_util::Stream<Item = Result<Bytes, Problem>> {
    let id = conversation.id;
    let start = Next::Start(Box::new(conversation));
    stream::try_unfold((call, form, start), move |(call, mut form, next)| async move {
        let after = match next {
            Next::Start(conversation) => {
                let out = form.start(*conversation)?;
                return Ok(Some((Bytes::from(out), (call, form, Next::After(0)))));
            }
            Next::After(seq) => seq,
            Next::Nothing => return Ok(None),
        };
        let limit = Limit::parse(i64::from(Limit::MAX)).unwrap_or_default();
        let read = call.request.api().ports.store.messages(&call.scope, id, Window::After(after), limit).await?;
        // Gone while it was read: what was said before has been sent, and the end is missing.
        let (messages, more) = read.ok_or(Error::NotFound(Resource::Conversation))?;
        let last = messages.last().map_or(after, |message| message.seq);
        let mut out = Vec::new();
        for message in messages.into_iter().filter(|message| notes || message.direction != Direction::Internal) {
            form.message(&mut out, message)?;
        }
        let next = if more {
            Next::After(last)
        } else {
            out.extend_from_slice(form.end());
            Next::Nothing
        };
        Ok(Some((Bytes::from(out), (call, form, next))))
    })
    // An empty piece would end a chunked body.
    .filter(|piece| std::future::ready(!matches!(piece, Ok(bytes) if bytes.is_empty())))
}
