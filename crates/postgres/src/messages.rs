//! The [`MessageReads`] port: earlier texts, and where one is named.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::error::StoreError;
use skybot_domain::id::MessageId;
use skybot_domain::message::{EarlierText, Message};
use skybot_domain::page::{Page, PageRequest, Position};
use skybot_domain::ports::{MessageReads, Store as _};
use skybot_domain::scope::Scope;

use crate::pool::Postgres;
use crate::query::rows;
use crate::rows::MessageRow;

/// The message ($2) of the tenant ($1), if the caller may see it.
pub(crate) const MESSAGE: &str = "
    select m.* from app.message_view m
    join conversations c on c.account_id = m.account_id and c.id = m.conversation_id
    where m.account_id = $1 and m.id = $2 and c.account_id = $1
      and ((select app.sees_all()) or app.can_see(c.inbox_id, c.team_id, c.assignee_id))";

#[derive(FromQueryResult)]
struct EarlierRow {
    version: i64,
    body: String,
    edited_by: Option<Uuid>,
    edited_at: OffsetDateTime,
}

#[async_trait]
impl MessageReads for Postgres {
    async fn message_history(
        &self,
        scope: &Scope,
        id: MessageId,
        page: PageRequest,
    ) -> Result<Option<Page<EarlierText>>, StoreError> {
        if self.message(scope, id).await?.is_none() {
            return Ok(None);
        }
        let found: Vec<EarlierRow> = rows(
            self,
            scope,
            "select version, body, edited_by, edited_at from message_history
             where account_id = $1 and message_id = $2 and ($3::bigint is null or version < $3)
             order by version desc limit $4",
            vec![
                scope.account().uuid().into(),
                id.uuid().into(),
                page.after.map(|after| after.rank).into(),
                (i64::from(page.limit.get()) + 1).into(),
            ],
        )
        .await?;
        let texts = found
            .into_iter()
            .map(|row| EarlierText {
                version: row.version,
                body: row.body,
                edited_by: row.edited_by.map(Into::into),
                edited_at: row.edited_at,
            })
            .collect();
        let position = |text: &EarlierText| Position { rank: text.version, id: id.uuid() };
        Ok(Some(Page::cut(texts, page.limit, position)))
    }

    async fn mentions(&self, scope: &Scope, page: PageRequest) -> Result<Page<Message>, StoreError> {
        let found: Vec<MessageRow> = rows(
            self,
            scope,
            "select m.* from message_mentions n
             join app.message_view m on m.account_id = n.account_id and m.id = n.message_id
             join conversations c on c.account_id = m.account_id and c.id = m.conversation_id
             where n.account_id = $1 and n.user_id = $2 and ($3::uuid is null or n.message_id < $3)
               and ((select app.sees_all()) or app.can_see(c.inbox_id, c.team_id, c.assignee_id))
             order by n.message_id desc limit $4",
            vec![
                scope.account().uuid().into(),
                scope.user().map(skybot_domain::Id::uuid).into(),
                page.after.map(|after| after.id).into(),
                (i64::from(page.limit.get()) + 1).into(),
            ],
        )
        .await?;
        let messages = found.into_iter().map(TryInto::try_into).collect::<Result<Vec<Message>, _>>()?;
        Ok(Page::cut(messages, page.limit, |message| Position { rank: 0, id: message.id.uuid() }))
    }
}
