//! Searching messages: the search role finds ids, the caller reads them under its own policies.

use std::collections::HashMap;

use sea_orm::FromQueryResult;
use uuid::Uuid;

use skybot_domain::conversation::Conversation;
use skybot_domain::error::StoreError;
use skybot_domain::message::Message;
use skybot_domain::page::{Page, PageRequest, Position};
use skybot_domain::scope::Scope;
use skybot_domain::search::Query;

use crate::conversations;
use crate::pool::Postgres;
use crate::query::select;
use crate::rows::MessageRow;

#[derive(FromQueryResult)]
struct HitRow {
    message_id: Uuid,
    conversation_id: Uuid,
    bucket: i64,
}

/// The newest hits that the caller may see, each with its conversation.
pub(crate) async fn messages(
    db: &Postgres,
    scope: &Scope,
    query: &Query,
    page: PageRequest,
) -> Result<Page<(Message, Conversation)>, StoreError> {
    let (terms, prefixes): (Vec<String>, Vec<bool>) =
        query.terms().iter().map(|term| (term.text.clone(), term.prefix)).unzip();
    let values = vec![
        terms.into(),
        prefixes.into(),
        page.after.map(|after| after.rank).into(),
        page.after.map(|after| after.id).into(),
        (i32::try_from(page.limit.get()).unwrap_or(i32::MAX) + 1).into(),
    ];
    let (db, scope) = (db.clone(), scope.clone());
    db.clone()
        .detached(async move {
            let unit = db.enter(&scope).await?;
            let hits: Vec<HitRow> = select(
                &unit,
                "select message_id, conversation_id, bucket from search.messages($1, $2, $3, $4, $5)",
                values,
            )
            .await?;
            let page = Page::cut(hits, page.limit, |hit| Position { rank: hit.bucket, id: hit.message_id });
            let message_ids: Vec<Uuid> = page.items.iter().map(|hit| hit.message_id).collect();
            let conversation_ids: Vec<Uuid> = page.items.iter().map(|hit| hit.conversation_id).collect();
            let found: Vec<MessageRow> = select(
                &unit,
                "select m.* from app.message_view m where m.account_id = $1 and m.id = any($2)",
                vec![scope.account().uuid().into(), message_ids.into()],
            )
            .await?;
            let conversations = conversations::get_many(&unit, &scope, &conversation_ids).await?;
            unit.commit().await?;

            let mut items = Vec::with_capacity(page.items.len());
            let mut messages: HashMap<Uuid, MessageRow> = found.into_iter().map(|row| (row.id, row)).collect();
            for hit in page.items {
                let conversation = conversations.iter().find(|c| c.id.uuid() == hit.conversation_id);
                if let (Some(row), Some(conversation)) = (messages.remove(&hit.message_id), conversation) {
                    items.push((row.try_into()?, conversation.clone()));
                }
            }
            Ok(Page { items, next: page.next })
        })
        .await
}
