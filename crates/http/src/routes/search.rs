//! Search.

use actix_web::get;
use skybot_domain::conversation::{ConversationFilter, Sort};
use skybot_domain::page::Page;
use skybot_domain::scope::Permission;
use skybot_wire as wire;
use skybot_wire::SearchHit;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::answer::{Answer, Reply};
use crate::cursor::{self, List};
use crate::query;
use crate::request::Call;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(search_all);
}

/// Find messages, contacts or conversations
#[utoipa::path(
    tag = "search",
    params(wire::SearchQuery),
    responses((status = 200, description = "What was found, newest first", body = wire::Page<wire::SearchHit>)),
)]
#[get("/search")]
async fn search_all(call: Call) -> Reply {
    let query: wire::SearchQuery = call.request.query()?;
    let kind = query.kind.unwrap_or(wire::SearchType::Messages);
    let list = match kind {
        wire::SearchType::Messages => List::FoundMessages,
        wire::SearchType::Contacts => List::FoundContacts,
        wire::SearchType::Conversations => List::FoundConversations,
    };
    let page = query::page(list, query.limit, query.cursor.as_deref())?;
    let words = query::search(&query.q)?;
    let (store, scope) = (&call.request.api().ports.store, &call.scope);
    let found = match kind {
        wire::SearchType::Messages => {
            let found = store.search_messages(scope, &words, page).await?;
            hits(list, found, |(message, conversation)| SearchHit::Message {
                message: Box::new(message.into()),
                conversation: Box::new(conversation.into()),
            })
        }
        wire::SearchType::Contacts => {
            // The route is for whoever reads conversations; a key may do that and not this.
            scope.require(Permission::ContactsRead)?;
            let found = store.contacts(scope, Some(&words), page).await?;
            hits(list, found, |contact| SearchHit::Contact { contact: Box::new(contact.into()) })
        }
        wire::SearchType::Conversations => {
            let filter = ConversationFilter { q: Some(words), ..ConversationFilter::default() };
            let found = store.conversations(scope, &filter, Sort::LastActivity, page).await?;
            hits(list, found, |found| SearchHit::Conversation { conversation: Box::new(found.into()) })
        }
    };
    Answer::ok(&found).map(Answer::send)
}

fn hits<D>(list: List, page: Page<D>, hit: impl Fn(D) -> SearchHit) -> wire::Page<SearchHit> {
    wire::Page {
        items: page.items.into_iter().map(hit).collect(),
        next_cursor: page.next.map(|place| cursor::encode(list, place)),
    }
}
