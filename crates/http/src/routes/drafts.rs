//! The caller's drafts.

use actix_web::{delete, get, put};
use skybot_domain::Id;
use skybot_domain::draft::NewDraft;
use skybot_domain::error::{Error, Resource};
use skybot_domain::id::ConversationId;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::parse;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::query;
use crate::request::Call;

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(list_drafts);
}

pub(super) fn of_conversation(routes: &mut impl Routes) {
    routes.service(get_draft).service(put_draft).service(delete_draft);
}

/// The caller's drafts in conversations it may see, the last changed first
#[utoipa::path(
    tag = "writing",
    params(wire::PageQuery),
    responses((status = 200, description = "The drafts", body = wire::Page<wire::Draft>)),
)]
#[get("/drafts")]
async fn list_drafts(call: Call) -> Reply {
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::Drafts, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.drafts(&call.scope, page).await?;
    Answer::ok(&query::to_wire::<_, wire::Draft>(List::Drafts, found)).map(Answer::send)
}

/// The caller's draft in a conversation
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The conversation")),
    responses((status = 200, description = "The draft", body = wire::Draft)),
)]
#[get("/draft")]
async fn get_draft(call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    call.request.no_query()?;
    let found = call.request.api().ports.store.draft(&call.scope, id).await?;
    let draft = found.ok_or(Error::NotFound(Resource::Conversation))?.ok_or(Error::NotFound(Resource::Draft))?;
    Answer::versioned(draft.version, &wire::Draft::from(draft)).map(Answer::send)
}

/// Keep the caller's draft in a conversation
///
/// In the place of an earlier one. A blank body forgets it. Posting a message does not: the client
/// deletes the draft that it has sent.
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The conversation")),
    request_body = wire::PutDraft,
    responses(
        (status = 200, description = "The draft", body = wire::Draft),
        (status = 204, description = "The body is blank; there is no draft"),
    ),
)]
#[put("/draft")]
async fn put_draft(mut call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    call.request.no_query()?;
    let body: wire::PutDraft = call.request.body().await?;
    if body.body.trim().is_empty() {
        return forget(call, id).await;
    }
    let content = parse::content(body.kind.unwrap_or(wire::PostKind::Text), &body.body);
    let draft = NewDraft {
        content: content.map_err(|violation| Problem::invalid("/body", violation))?,
        reply_to_id: body.reply_to_id.map(Id::new),
    };
    once(call, None, async move |work| {
        let draft = usecase::put_draft(work, id, &draft).await?;
        Answer::versioned(draft.version, &wire::Draft::from(draft))
    })
    .await
}

/// Forget the caller's draft in a conversation
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The conversation")),
    responses((status = 204, description = "There is no draft")),
)]
#[delete("/draft")]
async fn delete_draft(call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    call.request.no_query()?;
    forget(call, id).await
}

async fn forget(call: Call, id: ConversationId) -> Reply {
    once(call, None, async move |work| {
        usecase::delete_draft(work, id).await?;
        Ok(Answer::empty())
    })
    .await
}
