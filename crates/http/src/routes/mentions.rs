//! Where one is named.

use actix_web::get;
use skybot_wire as wire;

use super::Routes;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::query;
use crate::request::Call;

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(list_mentions);
}

/// Notes that name the caller, newest first
///
/// Only those that the caller may still see.
#[utoipa::path(
    tag = "messages",
    params(wire::PageQuery),
    responses((status = 200, description = "The notes", body = wire::Page<wire::Message>)),
)]
#[get("/mentions")]
async fn list_mentions(call: Call) -> Reply {
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::Mentions, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.mentions(&call.scope, page).await?;
    Answer::ok(&query::to_wire::<_, wire::Message>(List::Mentions, found)).map(Answer::send)
}
