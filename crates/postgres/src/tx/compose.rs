//! The [`ComposeTx`] port: drafts, scheduled messages, canned responses and macros.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::Alias;
use serde_json::Value as Json;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::canned::{CannedResponse, CannedResponsePatch, NewCannedResponse};
use skybot_domain::draft::{Draft, NewDraft};
use skybot_domain::id::{CannedResponseId, ConversationId, MacroId, MessageId, ScheduledMessageId, TeamId, UserId};
use skybot_domain::label::LabelName;
use skybot_domain::macros::{Actions, Known, Macro, MacroPatch, NewMacro, Reference, Visibility};
use skybot_domain::ports::ComposeTx;
use skybot_domain::scheduled::{
    HeldScheduled, NewScheduledMessage, ScheduledMessagePatch, ScheduledReason, ScheduledState,
};
use skybot_domain::scope::{Actor, Permission};
use skybot_domain::template::Values;

use super::{IdRow, Outcome, PgTx};
use crate::compose::{FOR_CALLER, SEEN_BY_CALLER, user};
use crate::conversations::VISIBLE;
use crate::query::select;
use crate::rows::{
    AuthorRow, CANNED, CannedRow, DraftRow, MACRO, MacroRow, SCHEDULED, ScheduledRow, attributes_from_json,
    content_parts, corrupt, stored_actions,
};

#[derive(FromQueryResult)]
struct CountRow {
    count: i64,
}

#[derive(FromQueryResult)]
struct HeldRow {
    #[sea_orm(nested)]
    message: ScheduledRow,
    #[sea_orm(nested)]
    author: AuthorRow,
}

#[derive(FromQueryResult)]
struct WrittenRow {
    draft_of: Option<Uuid>,
    scheduled: Option<Uuid>,
}

#[derive(FromQueryResult)]
struct RepliedRow {
    replied: bool,
}

#[derive(FromQueryResult)]
struct ValuesRow {
    contact_id: Uuid,
    contact_name: String,
    contact_email: Option<String>,
    contact_phone: Option<String>,
    contact_custom: Json,
    number: i64,
    subject: Option<String>,
    custom_attributes: Json,
    inbox_name: String,
    account_name: String,
}

#[derive(FromQueryResult)]
struct KnownRow {
    labels: Vec<String>,
    members: Vec<Uuid>,
    teams: Vec<Uuid>,
}

#[async_trait]
impl ComposeTx for PgTx {
    async fn sees_conversation(&mut self, id: ConversationId) -> Outcome<bool> {
        let sql = format!("select v.id from conversations v where v.account_id = $1 and v.id = $2 and {VISIBLE}");
        let row: Option<IdRow> = self.first(&sql, vec![id.uuid().into()]).await?;
        Ok(row.is_some())
    }

    async fn is_in_conversation(&mut self, conversation: ConversationId, message: MessageId) -> Outcome<bool> {
        let row: Option<IdRow> = self
            .first(
                "select m.id from messages m where m.account_id = $1 and m.id = $2 and m.conversation_id = $3",
                vec![message.uuid().into(), conversation.uuid().into()],
            )
            .await?;
        Ok(row.is_some())
    }

    async fn put_draft(&mut self, user: UserId, id: ConversationId, draft: &NewDraft, at: Timestamp) -> Outcome<bool> {
        let (kind, body) = content_parts(&draft.content);
        let changed = self
            .run(
                "insert into drafts as d (account_id, user_id, conversation_id, kind, body, reply_to_id, updated_at)
                 values ($1, $2, $3, $4, $5, $6, $7)
                 on conflict (account_id, user_id, conversation_id) do update
                 set kind = excluded.kind, body = excluded.body, reply_to_id = excluded.reply_to_id,
                     updated_at = excluded.updated_at, version = d.version + 1
                 where (d.kind, d.body, d.reply_to_id)
                       is distinct from (excluded.kind, excluded.body, excluded.reply_to_id)",
                vec![
                    user.uuid().into(),
                    id.uuid().into(),
                    kind.into(),
                    body.into(),
                    draft.reply_to_id.map(MessageId::uuid).into(),
                    at.into(),
                ],
            )
            .await?;
        Ok(changed > 0)
    }

    async fn delete_draft(&mut self, user: UserId, id: ConversationId) -> Outcome<bool> {
        let sql = "delete from drafts where account_id = $1 and user_id = $2 and conversation_id = $3";
        Ok(self.run(sql, vec![user.uuid().into(), id.uuid().into()]).await? > 0)
    }

    async fn draft(&mut self, user: UserId, id: ConversationId) -> Outcome<Option<Draft>> {
        let sql = "select * from drafts where account_id = $1 and user_id = $2 and conversation_id = $3";
        let row: Option<DraftRow> = self.first(sql, vec![user.uuid().into(), id.uuid().into()]).await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn move_written(
        &mut self,
        source: ConversationId,
        target: ConversationId,
    ) -> Outcome<(Vec<UserId>, Vec<ScheduledMessageId>)> {
        let values = vec![source.uuid().into(), target.uuid().into()];
        let moved: Vec<WrittenRow> = select(&self.unit, "select * from app.move_written($1, $2)", values).await?;
        let drafts = moved.iter().filter_map(|row| row.draft_of.map(Into::into)).collect();
        let scheduled = moved.iter().filter_map(|row| row.scheduled.map(Into::into)).collect();
        Ok((drafts, scheduled))
    }

    async fn count_pending(&mut self, id: ConversationId) -> Outcome<i64> {
        let row: Option<CountRow> = self
            .first(
                "select count(*) as count from scheduled_messages
                 where account_id = $1 and conversation_id = $2 and state = 'pending'",
                vec![id.uuid().into()],
            )
            .await?;
        Ok(row.map_or(0, |row| row.count))
    }

    async fn insert_scheduled(
        &mut self,
        id: ScheduledMessageId,
        conversation: ConversationId,
        author: UserId,
        new: &NewScheduledMessage,
        at: Timestamp,
    ) -> Outcome<()> {
        let (kind, body) = content_parts(&new.content);
        self.run(
            "insert into scheduled_messages
               (account_id, id, conversation_id, author_id, kind, body, reply_to_id, send_at, cancel_on_reply,
                inbound_count, created_at, updated_at)
             select $1, $2, v.id, $4, $5, $6, $7, $8, $9, v.inbound_count, $10, $10
             from conversations v where v.account_id = $1 and v.id = $3",
            vec![
                id.uuid().into(),
                conversation.uuid().into(),
                author.uuid().into(),
                kind.into(),
                body.into(),
                new.reply_to_id.map(MessageId::uuid).into(),
                new.send_at.into(),
                new.cancel_on_reply.into(),
                at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn hold_scheduled(&mut self, id: ScheduledMessageId) -> Outcome<Option<HeldScheduled>> {
        let (author, tables) = (AuthorRow::COLUMNS, AuthorRow::TABLES);
        let sql = format!(
            "select {SCHEDULED}, {author} from {tables} where s.account_id = $1 and s.id = $2
             for no key update of s"
        );
        let row: Option<HeldRow> = self.first(&sql, vec![id.uuid().into()]).await?;
        row.map(|row| Ok(HeldScheduled { message: row.message.try_into()?, author: row.author.try_into()? }))
            .transpose()
    }

    async fn has_replied(&mut self, id: ScheduledMessageId) -> Outcome<bool> {
        let row: Option<RepliedRow> = self
            .first(
                "select v.inbound_count > s.inbound_count as replied from scheduled_messages s
                 join conversations v on v.account_id = s.account_id and v.id = s.conversation_id
                 where s.account_id = $1 and s.id = $2 and v.account_id = $1",
                vec![id.uuid().into()],
            )
            .await?;
        Ok(row.is_some_and(|row| row.replied))
    }

    async fn patch_scheduled(
        &mut self,
        id: ScheduledMessageId,
        patch: &ScheduledMessagePatch,
        at: Timestamp,
    ) -> Outcome<()> {
        self.update("scheduled_messages", id.uuid(), |update| {
            update.value(Alias::new("updated_at"), at);
            if let Some(body) = &patch.body {
                update.value(Alias::new("body"), body.as_str());
            }
            if let Some(send_at) = patch.send_at {
                update.value(Alias::new("send_at"), send_at);
            }
            if let Some(cancel_on_reply) = patch.cancel_on_reply {
                update.value(Alias::new("cancel_on_reply"), cancel_on_reply);
            }
        })
        .await
    }

    async fn end_scheduled(
        &mut self,
        id: ScheduledMessageId,
        state: ScheduledState,
        reason: Option<ScheduledReason>,
        message: Option<MessageId>,
        at: Timestamp,
    ) -> Outcome<()> {
        self.update("scheduled_messages", id.uuid(), |update| {
            update
                .value(Alias::new("state"), state.as_str())
                .value(Alias::new("reason"), reason.map(|reason| reason.as_str().to_owned()))
                .value(Alias::new("message_id"), message.map(MessageId::uuid))
                .value(Alias::new("updated_at"), at);
        })
        .await
    }

    async fn count_canned_responses(&mut self) -> Outcome<i64> {
        let sql = "select count(*) as count from canned_responses where account_id = $1";
        let row: Option<CountRow> = self.first(sql, vec![]).await?;
        Ok(row.map_or(0, |row| row.count))
    }

    async fn insert_canned_response(
        &mut self,
        id: CannedResponseId,
        new: &NewCannedResponse,
        at: Timestamp,
    ) -> Outcome<()> {
        self.run(
            "insert into canned_responses (account_id, id, short_code, title, body, team_id, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $7)",
            vec![
                id.uuid().into(),
                new.short_code.as_str().into(),
                new.title.as_str().into(),
                new.body.as_str().into(),
                new.team_id.map(TeamId::uuid).into(),
                at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn hold_canned_response(&mut self, id: CannedResponseId) -> Outcome<Option<CannedResponse>> {
        let sql = format!(
            "select {CANNED} from canned_responses r where r.account_id = $1 and r.id = $4 and {FOR_CALLER}
             for no key update"
        );
        let may_change = self.scope.may(Permission::SettingsWrite);
        let row: Option<CannedRow> =
            self.first(&sql, vec![may_change.into(), user(&self.scope), id.uuid().into()]).await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn patch_canned_response(
        &mut self,
        id: CannedResponseId,
        patch: &CannedResponsePatch,
        at: Timestamp,
    ) -> Outcome<()> {
        self.update("canned_responses", id.uuid(), |update| {
            update.value(Alias::new("updated_at"), at);
            if let Some(code) = &patch.short_code {
                update.value(Alias::new("short_code"), code.as_str());
            }
            if let Some(title) = &patch.title {
                update.value(Alias::new("title"), title.as_str());
            }
            if let Some(body) = &patch.body {
                update.value(Alias::new("body"), body.as_str());
            }
            if let Some(team) = patch.team_id {
                update.value(Alias::new("team_id"), team.map(TeamId::uuid));
            }
        })
        .await
    }

    async fn delete_canned_response(&mut self, id: CannedResponseId) -> Outcome<()> {
        self.run("delete from canned_responses where account_id = $1 and id = $2", vec![id.uuid().into()]).await?;
        Ok(())
    }

    async fn count_canned_use(&mut self, id: CannedResponseId) -> Outcome<()> {
        let sql = "update canned_responses set usage_count = usage_count + 1 where account_id = $1 and id = $2";
        self.run(sql, vec![id.uuid().into()]).await?;
        Ok(())
    }

    async fn template_values(&mut self, id: ConversationId) -> Outcome<Option<Values>> {
        let sql = format!(
            "select t.id as contact_id, t.name as contact_name, t.email as contact_email, t.phone as contact_phone,
                    t.custom_attributes as contact_custom, v.number, v.subject, v.custom_attributes,
                    i.name as inbox_name, a.name as account_name
             from conversations v
             join contacts t on t.account_id = v.account_id and t.id = v.contact_id
             join inboxes i on i.account_id = v.account_id and i.id = v.inbox_id
             join accounts a on a.id = v.account_id
             where v.account_id = $1 and v.id = $2 and {VISIBLE}"
        );
        let row: Option<ValuesRow> = self.first(&sql, vec![id.uuid().into()]).await?;
        let Some(row) = row else { return Ok(None) };
        let agent_name = match self.scope.actor() {
            Actor::User { name, .. } | Actor::Bot { name, .. } => Some(name.clone()),
            Actor::System { .. } => None,
        };
        Ok(Some(Values {
            contact_name: row.contact_name,
            contact_email: row.contact_email,
            contact_phone: row.contact_phone,
            contact_custom: attributes_from_json(row.contact_custom)
                .ok_or_else(|| corrupt("contacts", "custom_attributes", row.contact_id))?,
            agent_name,
            conversation_number: row.number,
            conversation_subject: row.subject,
            conversation_custom: attributes_from_json(row.custom_attributes)
                .ok_or_else(|| corrupt("conversations", "custom_attributes", id.uuid()))?,
            inbox_name: row.inbox_name,
            account_name: row.account_name,
        }))
    }

    async fn known_to(&mut self, actions: &Actions) -> Outcome<Known> {
        let (mut labels, mut members, mut teams) = (vec![], vec![], vec![]);
        for reference in actions.iter().flat_map(skybot_domain::macros::Action::references) {
            match reference {
                Reference::Label(name) => labels.push(name.as_str().to_owned()),
                Reference::Member(id) => members.push(id.uuid()),
                Reference::Team(id) => teams.push(id.uuid()),
            }
        }
        let row: Option<KnownRow> = self
            .first(
                "select array(select l.name::text from labels l where l.account_id = $1 and l.name = any($2)) as labels,
                        array(select m.user_id from memberships m
                              where m.account_id = $1 and m.user_id = any($3) and m.disabled_at is null) as members,
                        array(select t.id from teams t where t.account_id = $1 and t.id = any($4)) as teams",
                vec![labels.into(), members.into(), teams.into()],
            )
            .await?;
        let Some(row) = row else { return Ok(Known::default()) };
        Ok(Known {
            labels: row.labels.iter().filter_map(|name| LabelName::parse(name).ok()).collect(),
            members: row.members.into_iter().map(Into::into).collect(),
            teams: row.teams.into_iter().map(Into::into).collect(),
        })
    }

    async fn count_macros(&mut self, visibility: Visibility, owner: UserId) -> Outcome<i64> {
        let row: Option<CountRow> = self
            .first(
                "select count(*) as count from macros
                 where account_id = $1 and visibility = $2 and (visibility = 'shared' or owner_id = $3)",
                vec![visibility.as_str().into(), owner.uuid().into()],
            )
            .await?;
        Ok(row.map_or(0, |row| row.count))
    }

    async fn insert_macro(&mut self, id: MacroId, owner: UserId, new: &NewMacro, at: Timestamp) -> Outcome<()> {
        self.run(
            "insert into macros (account_id, id, name, visibility, owner_id, actions, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $7)",
            vec![
                id.uuid().into(),
                new.name.as_str().into(),
                new.visibility.as_str().into(),
                owner.uuid().into(),
                stored_actions(&new.actions).into(),
                at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn hold_macro(&mut self, id: MacroId) -> Outcome<Option<Macro>> {
        let sql = format!(
            "select {MACRO} from macros r where r.account_id = $1 and r.id = $3 and {SEEN_BY_CALLER}
             for no key update"
        );
        let row: Option<MacroRow> = self.first(&sql, vec![user(&self.scope), id.uuid().into()]).await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn patch_macro(&mut self, id: MacroId, owner: UserId, patch: &MacroPatch, at: Timestamp) -> Outcome<()> {
        self.update("macros", id.uuid(), |update| {
            update.value(Alias::new("updated_at"), at);
            if let Some(name) = &patch.name {
                update.value(Alias::new("name"), name.as_str());
            }
            if let Some(visibility) = patch.visibility {
                update.value(Alias::new("visibility"), visibility.as_str()).value(Alias::new("owner_id"), owner.uuid());
            }
            if let Some(actions) = &patch.actions {
                update.value(Alias::new("actions"), stored_actions(actions));
            }
        })
        .await
    }

    async fn delete_macro(&mut self, id: MacroId) -> Outcome<()> {
        self.run("delete from macros where account_id = $1 and id = $2", vec![id.uuid().into()]).await?;
        Ok(())
    }

    async fn count_macro_use(&mut self, id: MacroId) -> Outcome<()> {
        let sql = "update macros set usage_count = usage_count + 1 where account_id = $1 and id = $2";
        self.run(sql, vec![id.uuid().into()]).await?;
        Ok(())
    }
}
