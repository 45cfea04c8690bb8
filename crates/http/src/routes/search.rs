//! Search.

use actix_web::get;
use skybot_domain::error::Violation;
use skybot_domain::page::{Limit, Page, PageRequest};
use skybot_domain::scope::Permission;
use skybot_domain::search::{FoundMessage, Target};
use skybot_wire as wire;
use skybot_wire::SearchHit;

use super::Routes;
use crate::answer::{Answer, Reply};
use crate::cursor::{self, List};
use crate::problem::Problem;
use crate::query;
use crate::request::Call;

/// How many of each kind there are if everything is searched and nobody says how many.
const FEW: i64 = 5;

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(search_all);
}

/// Find messages, contacts, conversations, or the first few of each
#[utoipa::path(
    tag = "search",
    params(wire::SearchQuery),
    responses((status = 200, description = "What was found, newest first", body = wire::SearchPage)),
)]
#[get("/search")]
async fn search_all(call: Call) -> Reply {
    let query: wire::SearchQuery = call.request.query()?;
    let target: Target = query.kind.unwrap_or(wire::SearchType::Messages).into();
    let search = query::search_with_modifiers(&query.q)?;
    let scope = &call.scope;
    let (wanted, page): (&[Target], _) = if let Some(list) = list(target) {
        if target == Target::Contacts {
            // The route is for whoever reads conversations; a key may do that and not this.
            scope.require(Permission::ContactsRead)?;
        }
        if !search.filters.fit(target) {
            let detail = "has a modifier that says nothing about what is searched";
            return Err(Problem::invalid("q", Violation::new("NOT_APPLICABLE", detail)));
        }
        (&[target], query::page(list, query.limit, query.cursor.as_deref())?)
    } else {
        if query.cursor.is_some() {
            let detail = "each kind has its own, to go on with that kind alone";
            return Err(Problem::invalid("cursor", Violation::new("NOT_APPLICABLE", detail)));
        }
        let limit: Limit = query::limit(query.limit.or(Some(FEW)))?;
        let kinds: &[Target] = if scope.may(Permission::ContactsRead) {
            &[Target::Contacts, Target::Conversations, Target::Messages]
        } else {
            &[Target::Conversations, Target::Messages]
        };
        (kinds, PageRequest { limit, after: None })
    };
    let found = call.request.api().ports.store.search(scope, &search, wanted, page).await?;

    let mut items = Vec::new();
    let next = wire::NextCursors {
        contacts: take(&mut items, found.contacts, List::FoundContacts, |contact| SearchHit::Contact {
            contact: Box::new(contact.into()),
        }),
        conversations: take(&mut items, found.conversations, List::FoundConversations, |conversation| {
            SearchHit::Conversation { conversation: Box::new(conversation.into()) }
        }),
        messages: take(&mut items, found.messages, List::FoundMessages, message),
    };
    let (next_cursor, next_cursors) = match target {
        Target::All => (None, Some(next)),
        _ => (next.messages.or(next.contacts).or(next.conversations), None),
    };
    Answer::ok(&wire::SearchPage { items, next_cursor, next_cursors }).map(Answer::send)
}

/// The list of one kind; none of all.
fn list(target: Target) -> Option<List> {
    match target {
        Target::All => None,
        Target::Messages => Some(List::FoundMessages),
        Target::Contacts => Some(List::FoundContacts),
        Target::Conversations => Some(List::FoundConversations),
    }
}

fn message(found: FoundMessage) -> SearchHit {
    SearchHit::Message {
        message: Box::new(found.message.into()),
        conversation: Box::new(found.conversation.into()),
        snippet: found.snippet.into_iter().map(Into::into).collect(),
    }
}

/// Adds a page's items; the cursor of the next.
fn take<D>(items: &mut Vec<SearchHit>, page: Page<D>, list: List, hit: impl Fn(D) -> SearchHit) -> Option<String> {
    items.extend(page.items.into_iter().map(hit));
    page.next.map(|place| cursor::encode(list, place))
}
