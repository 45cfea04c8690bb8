//! Filters and saved views.

use actix_web::{HttpResponse, delete, get, patch, post};
use skybot_domain::conversation::{ConversationFilter, Sort};
use skybot_domain::error::{Error, Resource, Violations};
use skybot_domain::filter::{Draft, Filter, Parsed};
use skybot_domain::id::ViewId;
use skybot_domain::text::Name;
use skybot_domain::usecase;
use skybot_domain::view::{NewView, View, ViewPatch};
use skybot_wire as wire;

use super::Routes;
use super::parse;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::request::Call;
use crate::{condition, cursor, query};

/// What is plain where others have the id of a conversation.
pub(super) fn of_conversations(routes: &mut impl Routes) {
    routes.service(filter_conversations);
}

pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(list_views)
        .service(create_view)
        .service(get_view)
        .service(patch_view)
        .service(delete_view)
        .service(count_view);
}

/// Parses a filter, which stands at `/filter`.
pub(super) fn filter(violations: &mut Violations, filter: wire::Filter) -> Option<(Draft, Parsed)> {
    let draft = Draft::from(filter);
    match Filter::parse(&draft) {
        Ok(parsed) => Some((draft, parsed)),
        Err(below) => {
            parse::note_below(violations, "/filter", &below);
            None
        }
    }
}

/// Conversations that match a filter
///
/// A read: it changes nothing, and takes no `Idempotency-Key`.
#[utoipa::path(
    tag = "conversations",
    request_body = wire::FilterConversations,
    responses((status = 200, description = "The conversations", body = wire::Page<wire::Conversation>)),
)]
#[post("/conversations/filter")]
async fn filter_conversations(mut call: Call) -> Reply {
    call.request.no_query()?;
    let body: wire::FilterConversations = call.request.body().await?;
    let sort: Sort = body.sort.map_or(Sort::LastActivity, Into::into);
    let list = List::conversations(sort);
    let mut violations = Violations::default();
    let limit = body.limit.map(skybot_domain::page::Limit::parse).transpose();
    let limit = violations.take("/limit", limit);
    let parsed = filter(&mut violations, body.filter).map(|(_, parsed)| parsed);
    let parsed = parse::checked(violations, parsed)?;
    let page = skybot_domain::page::PageRequest {
        limit: limit.flatten().unwrap_or_default(),
        after: cursor::parse(list, body.cursor.as_deref())?,
    };
    let store = &call.request.api().ports.store;
    let tree = usecase::check_filter(&**store, &call.scope, parsed).await?;
    let filter = ConversationFilter { tree: Some(tree), ..ConversationFilter::default() };
    let found = store.conversations(&call.scope, &filter, sort, page).await?;
    Answer::ok(&query::to_wire::<_, wire::Conversation>(list, found)).map(Answer::send)
}

/// Saved views: the shared ones and the caller's own, oldest first
#[utoipa::path(
    tag = "views",
    params(wire::PageQuery),
    responses((status = 200, description = "The views", body = wire::Page<wire::View>)),
)]
#[get("/views")]
async fn list_views(call: Call) -> Reply {
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::Views, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.views(&call.scope, page).await?;
    Answer::ok(&query::to_wire::<_, wire::View>(List::Views, found)).map(Answer::send)
}

/// Save a view
///
/// One member may have 100 views that are not shared, a tenant 200 that are.
#[utoipa::path(
    tag = "views",
    request_body = wire::CreateView,
    responses((status = 201, description = "The view", body = wire::View)),
)]
#[post("/views")]
async fn create_view(mut call: Call) -> Reply {
    let (body, claim) = call.command::<wire::CreateView>().await?;
    let mut violations = Violations::default();
    let name = violations.take("/name", Name::parse(&body.name));
    let filter = filter(&mut violations, body.filter);
    let (name, (draft, parsed)) = parse::checked(violations, name.zip(filter))?;
    let sort = body.sort.map_or(Sort::LastActivity, Into::into);
    let new = NewView { name, shared: body.shared, draft, sort };
    once(call, claim, async move |work| {
        let view = usecase::create_view(work, new, parsed).await?;
        Answer::created_versioned(view.version, &wire::View::from(view))
    })
    .await
}

async fn view(call: &Call) -> Result<View, Problem> {
    let id: ViewId = call.request.path("id")?;
    call.request.no_query()?;
    let found = call.request.api().ports.store.view(&call.scope, id).await?;
    Ok(found.ok_or(Error::NotFound(Resource::View))?)
}

/// One view
#[utoipa::path(
    tag = "views",
    params(("id" = Uuid, Path, description = "The view")),
    responses(
        (status = 200, description = "The view", body = wire::View),
        (status = 304, description = "The version of `If-None-Match` is the present one"),
    ),
)]
#[get("/views/{id}")]
async fn get_view(call: Call) -> Reply {
    let view = view(&call).await?;
    if condition::none_match(call.request.http().headers(), view.version) {
        return Ok(HttpResponse::NotModified().insert_header(("ETag", condition::etag(view.version))).finish());
    }
    Answer::versioned(view.version, &wire::View::from(view)).map(Answer::send)
}

/// Change a view
#[utoipa::path(
    tag = "views",
    params(("id" = Uuid, Path, description = "The view")),
    request_body = wire::PatchView,
    responses((status = 200, description = "The view", body = wire::View)),
)]
#[patch("/views/{id}")]
async fn patch_view(mut call: Call) -> Reply {
    let id: ViewId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchView>().await?;
    let mut violations = Violations::default();
    let name = body.name.and_then(|name| violations.take("/name", Name::parse(&name)));
    let filter = body.filter.and_then(|one| filter(&mut violations, one));
    let (draft, parsed) = filter.unzip();
    let patch = ViewPatch { name, shared: body.shared, draft, sort: body.sort.map(Into::into) };
    let patch = parse::checked(violations, Some(patch))?;
    once(call, claim, async move |work| {
        let view = usecase::patch_view(work, id, patch, parsed, expected).await?;
        Answer::versioned(view.version, &wire::View::from(view))
    })
    .await
}

/// Delete a view
#[utoipa::path(
    tag = "views",
    params(("id" = Uuid, Path, description = "The view")),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/views/{id}")]
async fn delete_view(call: Call) -> Reply {
    let id: ViewId = call.request.path("id")?;
    call.request.no_query()?;
    let expected = call.request.if_match()?;
    once(call, None, async move |work| {
        usecase::delete_view(work, id, expected).await?;
        Ok(Answer::empty())
    })
    .await
}

/// How many conversations a view shows
///
/// Of those that the caller may see; counted up to 1,000.
#[utoipa::path(
    tag = "views",
    params(("id" = Uuid, Path, description = "The view")),
    responses((status = 200, description = "The count", body = wire::ViewCount)),
)]
#[get("/views/{id}/count")]
async fn count_view(call: Call) -> Reply {
    let view = view(&call).await?;
    let count = call.request.api().ports.store.count_matching(&call.scope, &view.filter).await?;
    Answer::ok(&wire::ViewCount::from(count)).map(Answer::send)
}
