//! What happens to contacts beyond their own rows: identities, merges, blocks, notes, quarantine.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use serde_json::Value as Json;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::company::{Company, CompanyPatch, NewCompany};
use skybot_domain::contact::{Block, Identity};
use skybot_domain::contact_merge::{Belongings, Merge};
use skybot_domain::contact_note::ContactNote;
use skybot_domain::id::{CompanyId, ContactId, ContactNoteId, ConversationId, UserId};
use skybot_domain::ports::ContactTx;
use skybot_domain::quarantine::{KEPT, Quarantined};
use skybot_domain::text::MessageBody;
use skybot_domain::{Id, Timestamp};

use super::{IdRow, Outcome, PgTx, companies};
use crate::query::select;
use crate::rows::{NOTE, NoteRow, attributes_to_json, belongings_from_json, belongings_to_json, corrupt};

#[derive(FromQueryResult)]
struct MergeRow {
    id: Uuid,
    source_id: Uuid,
    target_id: Uuid,
    filled: Json,
    merged_at: OffsetDateTime,
}

impl PgTx {
    async fn move_things(
        &self,
        from: ContactId,
        to: ContactId,
        merge: &Merge,
        back: bool,
    ) -> Outcome<Vec<ConversationId>> {
        let values = vec![from.uuid().into(), to.uuid().into(), merge.id.uuid().into(), back.into()];
        let moved: Vec<IdRow> =
            select(&self.unit, "select id from app.move_contact_things($1, $2, $3, $4) m (id)", values).await?;
        Ok(moved.into_iter().map(|row| row.id.into()).collect())
    }
}

#[async_trait]
impl ContactTx for PgTx {
    async fn present_contact(&mut self, id: ContactId) -> Outcome<Option<ContactId>> {
        let sql = "select p.id from app.present_contact($1) p (id) where p.id is not null";
        let row: Option<IdRow> = self.unit.first(sql, vec![id.uuid().into()]).await?;
        Ok(row.map(|row| row.id.into()))
    }

    async fn insert_identity(&mut self, id: ContactId, identity: &Identity) -> Outcome<()> {
        self.run(
            "insert into contact_identities (account_id, contact_id, kind, value) values ($1, $2, $3, $4)",
            vec![id.uuid().into(), identity.kind().as_str().into(), identity.as_str().into()],
        )
        .await?;
        Ok(())
    }

    async fn delete_identity(&mut self, id: ContactId, identity: &Identity) -> Outcome<bool> {
        let deleted = self
            .run(
                "delete from contact_identities where account_id = $1 and contact_id = $2 and kind = $3 and key = $4",
                vec![id.uuid().into(), identity.kind().as_str().into(), identity.key().into()],
            )
            .await?;
        Ok(deleted > 0)
    }

    async fn settle_contact(&mut self, id: ContactId, at: Timestamp, counts: bool) -> Outcome<()> {
        let values = vec![id.uuid().into(), at.into(), counts.into()];
        self.unit.run("select app.settle_contact($1, $2, $3)", values).await?;
        Ok(())
    }

    async fn set_belongings(&mut self, id: ContactId, belongings: &Belongings) -> Outcome<()> {
        self.run(
            "update contacts set custom_attributes = $3, company_id = $4, blocked_at = $5, blocked_by = $6
             where account_id = $1 and id = $2",
            vec![
                id.uuid().into(),
                attributes_to_json(&belongings.attributes).into(),
                belongings.company_id.map(Id::uuid).into(),
                belongings.blocked.map(|block| block.at).into(),
                belongings.blocked.and_then(|block| block.by).map(Id::uuid).into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn set_block(&mut self, id: ContactId, block: Option<Block>, at: Timestamp) -> Outcome<()> {
        self.run(
            "update contacts set blocked_at = $3, blocked_by = $4, version = version + 1, updated_at = $5
             where account_id = $1 and id = $2",
            vec![
                id.uuid().into(),
                block.map(|block| block.at).into(),
                block.and_then(|block| block.by).map(Id::uuid).into(),
                at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn lock_contact(&mut self, id: ContactId) -> Outcome<()> {
        self.run("select from contacts where account_id = $1 and id = $2 for update", vec![id.uuid().into()]).await?;
        Ok(())
    }

    async fn merge_contacts(&mut self, merge: &Merge, by: Option<UserId>) -> Outcome<Vec<ConversationId>> {
        self.run(
            "insert into contact_merges (account_id, id, source_id, target_id, filled, merged_at, merged_by)
             values ($1, $2, $3, $4, $5, $6, $7)",
            vec![
                merge.id.uuid().into(),
                merge.source.uuid().into(),
                merge.target.uuid().into(),
                belongings_to_json(&merge.filled).into(),
                merge.at.into(),
                by.map(Id::uuid).into(),
            ],
        )
        .await?;
        let moved = self.move_things(merge.source, merge.target, merge, false).await?;
        self.run(
            "update contacts set merged_into = $3, version = version + 1, updated_at = $4
             where account_id = $1 and id = $2",
            vec![merge.source.uuid().into(), merge.target.uuid().into(), merge.at.into()],
        )
        .await?;
        Ok(moved)
    }

    async fn merge_of(&mut self, source: ContactId) -> Outcome<Option<Merge>> {
        let row: Option<MergeRow> = self
            .first(
                "select id, source_id, target_id, filled, merged_at from contact_merges
                 where account_id = $1 and source_id = $2 and undone_at is null",
                vec![source.uuid().into()],
            )
            .await?;
        row.map(|row| {
            Ok(Merge {
                id: row.id.into(),
                source: row.source_id.into(),
                target: row.target_id.into(),
                filled: belongings_from_json(row.filled).ok_or_else(|| corrupt("contact_merges", "filled", row.id))?,
                at: row.merged_at,
            })
        })
        .transpose()
    }

    async fn unmerge_contacts(&mut self, merge: &Merge, at: Timestamp) -> Outcome<Vec<ConversationId>> {
        self.run(
            "update contact_merges set undone_at = $3 where account_id = $1 and id = $2",
            vec![merge.id.uuid().into(), at.into()],
        )
        .await?;
        self.run(
            "update contacts set merged_into = null where account_id = $1 and id = $2",
            vec![merge.source.uuid().into()],
        )
        .await?;
        self.move_things(merge.target, merge.source, merge, true).await
    }

    async fn hold_company(&mut self, id: CompanyId) -> Outcome<Option<Company>> {
        companies::hold(self, id).await
    }

    async fn insert_company(&mut self, id: CompanyId, new: &NewCompany, at: Timestamp) -> Outcome<()> {
        companies::insert(self, id, new, at).await
    }

    async fn patch_company(&mut self, id: CompanyId, patch: &CompanyPatch, at: Timestamp) -> Outcome<()> {
        companies::patch(self, id, patch, at).await
    }

    async fn delete_company(&mut self, id: CompanyId) -> Outcome<bool> {
        companies::delete(self, id).await
    }

    async fn hold_contact_note(&mut self, contact: ContactId, id: ContactNoteId) -> Outcome<Option<ContactNote>> {
        let sql = format!(
            "select {NOTE} from contact_notes n
             join memberships m on m.account_id = n.account_id and m.user_id = n.author_id
             where n.account_id = $1 and n.contact_id = $2 and n.id = $3 for no key update of n"
        );
        let row: Option<NoteRow> = self.first(&sql, vec![contact.uuid().into(), id.uuid().into()]).await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn insert_contact_note(
        &mut self,
        contact: ContactId,
        id: ContactNoteId,
        author: UserId,
        body: &MessageBody,
        at: Timestamp,
    ) -> Outcome<()> {
        self.run(
            "insert into contact_notes (account_id, id, contact_id, author_id, body, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $6)",
            vec![id.uuid().into(), contact.uuid().into(), author.uuid().into(), body.as_str().into(), at.into()],
        )
        .await?;
        Ok(())
    }

    async fn edit_contact_note(&mut self, id: ContactNoteId, body: &MessageBody, at: Timestamp) -> Outcome<()> {
        self.run(
            "update contact_notes set body = $3, version = version + 1, updated_at = $4
             where account_id = $1 and id = $2",
            vec![id.uuid().into(), body.as_str().into(), at.into()],
        )
        .await?;
        Ok(())
    }

    async fn delete_contact_note(&mut self, id: ContactNoteId) -> Outcome<()> {
        self.run("delete from contact_notes where account_id = $1 and id = $2", vec![id.uuid().into()]).await?;
        Ok(())
    }

    async fn quarantine(&mut self, message: &Quarantined) -> Outcome<bool> {
        let kept = self
            .run(
                "insert into quarantined_messages (account_id, id, contact_id, inbox_id, external_id, body, received_at)
                 values ($1, $2, $3, $4, $5, $6, $7)
                 on conflict (account_id, inbox_id, external_id) where external_id is not null do nothing",
                vec![
                    message.id.uuid().into(),
                    message.contact_id.uuid().into(),
                    message.inbox_id.uuid().into(),
                    message.external_id.as_ref().map(|id| id.as_str().to_owned()).into(),
                    message.body.as_str().into(),
                    message.received_at.into(),
                ],
            )
            .await?;
        self.run(
            "delete from quarantined_messages q where q.account_id = $1 and q.contact_id = $2 and q.id <= (
               select o.id from quarantined_messages o
               where o.account_id = $1 and o.contact_id = $2 order by o.id desc offset $3 limit 1)",
            vec![message.contact_id.uuid().into(), KEPT.into()],
        )
        .await?;
        Ok(kept > 0)
    }
}
