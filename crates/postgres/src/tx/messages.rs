//! The [`MessageTx`] port: edits, deletion, reactions, mentions.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::emoji::Emoji;
use skybot_domain::id::{ConversationId, MessageId, UserId};
use skybot_domain::message::Message;
use skybot_domain::ports::MessageTx;
use skybot_domain::text::MessageBody;

use super::{IdRow, Outcome, PgTx};
use crate::messages::MESSAGE;
use crate::rows::MessageRow;

#[derive(FromQueryResult)]
struct UserRow {
    user_id: Uuid,
}

fn uuids(users: &[UserId]) -> Vec<Uuid> {
    users.iter().map(|user| user.uuid()).collect()
}

#[async_trait]
impl MessageTx for PgTx {
    async fn hold_message(&mut self, id: MessageId) -> Outcome<Option<Message>> {
        let held: Option<IdRow> = self
            .first(
                "select m.id from messages m
                 join conversations c on c.account_id = m.account_id and c.id = m.conversation_id
                 where m.account_id = $1 and m.id = $2 and c.account_id = $1
                   and ((select app.sees_all()) or app.can_see(c.inbox_id, c.team_id, c.assignee_id))
                 for no key update of m",
                vec![id.uuid().into()],
            )
            .await?;
        // Read only now, when nobody else changes it.
        if held.is_some() { self.message(id).await } else { Ok(None) }
    }

    async fn message(&mut self, id: MessageId) -> Outcome<Option<Message>> {
        let row: Option<MessageRow> = self.first(MESSAGE, vec![id.uuid().into()]).await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn edit_message(&mut self, id: MessageId, body: Option<&MessageBody>, at: Timestamp) -> Outcome<()> {
        self.run(
            "update messages
             set body = coalesce($3::text, body), edited_at = case when $3 is null then edited_at else $4 end,
                 version = version + 1
             where account_id = $1 and id = $2",
            vec![id.uuid().into(), body.map(|body| body.as_str().to_owned()).into(), at.into()],
        )
        .await?;
        Ok(())
    }

    async fn delete_message(&mut self, id: MessageId, at: Timestamp) -> Outcome<()> {
        for sql in [
            "update attachments set state = 'discarded', message_id = null where account_id = $1 and message_id = $2",
            "delete from message_reactions where account_id = $1 and message_id = $2",
            "delete from message_mentions where account_id = $1 and message_id = $2",
        ] {
            self.run(sql, vec![id.uuid().into()]).await?;
        }
        // Earlier texts go with the present one, by trigger.
        self.run(
            "update messages set body = null, deleted_at = $3, deleted_by = $4, version = version + 1
             where account_id = $1 and id = $2",
            vec![id.uuid().into(), at.into(), self.scope.user().map(UserId::uuid).into()],
        )
        .await?;
        Ok(())
    }

    async fn set_reaction(&mut self, id: MessageId, emoji: &Emoji, present: bool, at: Timestamp) -> Outcome<bool> {
        let user = self.scope.user().map(UserId::uuid);
        let mut values = vec![id.uuid().into(), emoji.as_str().into(), user.into()];
        let sql = if present {
            values.push(at.into());
            "insert into message_reactions (account_id, message_id, emoji, user_id, created_at)
             values ($1, $2, $3, $4, $5) on conflict do nothing"
        } else {
            "delete from message_reactions where account_id = $1 and message_id = $2 and emoji = $3 and user_id = $4"
        };
        Ok(self.run(sql, values).await? > 0)
    }

    async fn not_members(&mut self, users: &[UserId]) -> Outcome<Vec<UserId>> {
        let values = vec![self.account().into(), uuids(users).into()];
        let rows: Vec<UserRow> = crate::query::select(
            &self.unit,
            "select u.user_id from unnest($2::uuid[]) u (user_id)
             where not exists (select from memberships m
                               where m.account_id = $1 and m.user_id = u.user_id and m.disabled_at is null)",
            values,
        )
        .await?;
        Ok(rows.into_iter().map(|row| row.user_id.into()).collect())
    }

    async fn set_mentions(
        &mut self,
        conversation: ConversationId,
        id: MessageId,
        named: &[UserId],
        no_longer: &[UserId],
    ) -> Outcome<()> {
        if !no_longer.is_empty() {
            self.run(
                "delete from message_mentions where account_id = $1 and message_id = $2 and user_id = any($3)",
                vec![id.uuid().into(), uuids(no_longer).into()],
            )
            .await?;
        }
        if !named.is_empty() {
            self.run(
                "insert into message_mentions (account_id, user_id, message_id, conversation_id)
                 select $1, u.user_id, $2, $4 from unnest($3::uuid[]) u (user_id)
                 on conflict do nothing",
                vec![id.uuid().into(), uuids(named).into(), conversation.uuid().into()],
            )
            .await?;
        }
        Ok(())
    }
}
