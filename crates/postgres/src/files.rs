//! Attachments: reading, keeping, attaching and collecting them. Their bytes are elsewhere.

use async_trait::async_trait;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use skybot_domain::attachment::{Attachment, Dimensions, FileName, FileRules, MediaType, StoredFile, TypePattern};
use skybot_domain::error::StoreError;
use skybot_domain::id::{AttachmentId, ConversationId, InboxId, MessageId};
use skybot_domain::ports::{AttachmentReads, AttachmentSweep, AttachmentTx, Found, Loose};
use skybot_domain::scope::Scope;
use skybot_domain::{Id, Timestamp};

use crate::pool::Postgres;
use crate::query::{one, select};
use crate::rows::corrupt;
use crate::tx::PgTx;

type Outcome<T> = Result<T, StoreError>;

/// A file of this tenant that is there to be read, with the message it goes with.
const STORED: &str = "
    select a.id, a.name, a.media_type, a.size, a.width, a.height, a.has_thumbnail, a.sha256
    from attachments a
    left join messages m on m.account_id = a.account_id and m.id = a.message_id
    left join conversations c on c.account_id = m.account_id and c.id = m.conversation_id
    where a.account_id = $1 and a.id = $2 and a.state = 'stored' and m.deleted_at is null
      and (a.message_id is null or c.id is not null) and ";

#[derive(FromQueryResult)]
struct FileRow {
    id: Uuid,
    name: String,
    media_type: Option<String>,
    size: Option<i64>,
    width: Option<i64>,
    height: Option<i64>,
    has_thumbnail: bool,
    sha256: Option<Vec<u8>>,
}

impl TryFrom<FileRow> for StoredFile {
    type Error = StoreError;

    fn try_from(row: FileRow) -> Outcome<Self> {
        let bad = |column| corrupt("attachments", column, row.id);
        let pixels = |pixels: Option<i64>| pixels.and_then(|pixels| u32::try_from(pixels).ok());
        let sha256 = row.sha256.and_then(|hash| hash.try_into().ok()).ok_or_else(|| bad("sha256"))?;
        Ok(Self {
            attachment: Attachment {
                id: row.id.into(),
                name: row.name,
                media_type: row.media_type.ok_or_else(|| bad("media_type"))?,
                size: row.size.ok_or_else(|| bad("size"))?,
                dimensions: pixels(row.width)
                    .zip(pixels(row.height))
                    .map(|(width, height)| Dimensions { width, height }),
                has_thumbnail: row.has_thumbnail,
            },
            sha256,
        })
    }
}

#[derive(FromQueryResult)]
struct LooseRow {
    id: Uuid,
    state: String,
    is_attached: bool,
    media_type: Option<String>,
    size: Option<i64>,
}

impl From<LooseRow> for Loose {
    fn from(row: LooseRow) -> Self {
        Self {
            id: row.id.into(),
            is_stored: row.state == "stored",
            is_attached: row.is_attached,
            media_type: row.media_type.as_deref().and_then(MediaType::parse),
            size: row.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default(),
        }
    }
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

#[derive(FromQueryResult)]
struct RulesRow {
    id: Uuid,
    attachment_max_bytes: Option<i64>,
    attachment_types: Vec<String>,
}

/// What an inbox takes. `None`: it is not what it must be.
pub(crate) fn file_rules(max_bytes: Option<i64>, types: &[String]) -> Option<FileRules> {
    let types = types.iter().map(|pattern| TypePattern::parse(pattern).ok()).collect::<Option<_>>()?;
    Some(FileRules { max_bytes, types })
}

fn ids(ids: &[AttachmentId]) -> Value {
    ids.iter().map(|id| id.uuid()).collect::<Vec<_>>().into()
}

#[async_trait]
impl AttachmentReads for Postgres {
    async fn stored_file(&self, scope: &Scope, id: AttachmentId) -> Outcome<Option<StoredFile>> {
        let sql = format!(
            "{STORED} case when a.message_id is null then a.uploaded_by = $3
                      else (select app.sees_all()) or app.can_see(c.inbox_id, c.team_id, c.assignee_id) end"
        );
        let values = vec![scope.account().uuid().into(), id.uuid().into(), scope.user().map(Id::uuid).into()];
        one::<FileRow, _>(self, scope, &sql, values).await
    }

    async fn linked_file(&self, scope: &Scope, id: AttachmentId) -> Outcome<Option<StoredFile>> {
        let sql = format!("{STORED} exists (select from accounts t where t.id = $1 and t.status = 'active')");
        one::<FileRow, _>(self, scope, &sql, vec![scope.account().uuid().into(), id.uuid().into()]).await
    }
}

#[async_trait]
impl AttachmentTx for PgTx {
    async fn insert_upload(&mut self, id: AttachmentId, name: &FileName, at: Timestamp) -> Outcome<()> {
        let user = self.scope().user().map(Id::uuid);
        self.run(
            "insert into attachments (account_id, id, uploaded_by, name, created_at) values ($1, $2, $3, $4, $5)",
            vec![id.uuid().into(), user.into(), name.as_str().into(), at.into()],
        )
        .await?;
        Ok(())
    }

    async fn keep_upload(&mut self, id: AttachmentId, found: &Found) -> Outcome<bool> {
        let pixels = |pick: fn(&Dimensions) -> u32| found.dimensions.as_ref().map(|pixels| i64::from(pick(pixels)));
        let kept = self
            .run(
                "update attachments
                 set state = 'stored', media_type = $3, size = $4, sha256 = $5, width = $6, height = $7,
                     has_thumbnail = $8
                 where account_id = $1 and id = $2 and state = 'uploading'",
                vec![
                    id.uuid().into(),
                    found.media_type.as_str().into(),
                    found.size.into(),
                    found.sha256.to_vec().into(),
                    pixels(|pixels| pixels.width).into(),
                    pixels(|pixels| pixels.height).into(),
                    found.dimensions.is_some().into(),
                ],
            )
            .await?;
        Ok(kept > 0)
    }

    async fn forget_upload(&mut self, id: AttachmentId) -> Outcome<()> {
        self.run(
            "delete from attachments where account_id = $1 and id = $2 and state <> 'stored'",
            vec![id.uuid().into()],
        )
        .await?;
        Ok(())
    }

    async fn hold_files(&mut self, files: &[AttachmentId]) -> Outcome<Vec<Loose>> {
        let user = self.scope().user().map(Id::uuid);
        // In one order, so that two messages never wait for each other in a circle.
        let rows: Vec<LooseRow> = self
            .all(
                "select a.id, a.state, a.message_id is not null as is_attached, a.media_type, a.size
                 from attachments a where a.account_id = $1 and a.id = any($2) and a.uploaded_by = $3
                 order by a.id for update",
                vec![ids(files), user.into()],
            )
            .await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    async fn attach(&mut self, message: MessageId, files: &[AttachmentId]) -> Outcome<()> {
        let attached = self
            .run(
                "update attachments a set message_id = $3, place = f.place
                 from unnest($2::uuid[]) with ordinality f (id, place)
                 where a.account_id = $1 and a.id = f.id and a.state = 'stored' and a.message_id is null",
                vec![ids(files), message.uuid().into()],
            )
            .await?;
        if attached == files.len() as u64 {
            return Ok(());
        }
        Err(StoreError::Internal("a held file could not be attached".to_owned()))
    }

    async fn file_rules(&mut self, conversation: ConversationId) -> Outcome<FileRules> {
        let row: Option<RulesRow> = self
            .first(
                "select i.id, i.attachment_max_bytes, i.attachment_types
                 from conversations c join inboxes i on i.account_id = c.account_id and i.id = c.inbox_id
                 where c.account_id = $1 and c.id = $2 and i.account_id = $1",
                vec![conversation.uuid().into()],
            )
            .await?;
        let Some(row) = row else { return Ok(FileRules::default()) };
        let rules = file_rules(row.attachment_max_bytes, &row.attachment_types);
        rules.ok_or_else(|| corrupt("inboxes", "attachment_types", row.id))
    }

    async fn set_file_rules(&mut self, inbox: InboxId, rules: &FileRules, at: Timestamp) -> Outcome<()> {
        let types: Vec<String> = rules.types.iter().map(|pattern| pattern.as_str().to_owned()).collect();
        self.run(
            "update inboxes
             set attachment_max_bytes = $3, attachment_types = $4::text[], updated_at = $5, version = version + 1
             where account_id = $1 and id = $2",
            vec![inbox.uuid().into(), rules.max_bytes.into(), types.into(), at.into()],
        )
        .await?;
        Ok(())
    }
}

#[async_trait]
impl AttachmentSweep for Postgres {
    async fn give_up_files(
        &self,
        scope: &Scope,
        uploading: Timestamp,
        loose: Timestamp,
        most: u32,
    ) -> Outcome<Vec<AttachmentId>> {
        let (db, scope) = (self.clone(), scope.clone());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            // What somebody works with at this moment is left for the next time.
            let rows: Vec<IdRow> = select(
                &unit,
                "update attachments a set state = 'discarded'
                 where a.account_id = $1 and a.message_id is null and a.id = any (array(
                   select l.id from attachments l
                   where l.account_id = $1 and l.message_id is null
                     and (l.state = 'discarded' or (l.state = 'uploading' and l.created_at < $2)
                          or (l.state = 'stored' and l.created_at < $3))
                   order by l.created_at limit $4 for update skip locked))
                 returning a.id",
                vec![scope.account().uuid().into(), uploading.into(), loose.into(), i64::from(most).into()],
            )
            .await?;
            unit.commit().await?;
            Ok(rows.into_iter().map(|row| row.id.into()).collect())
        })
        .await
    }

    async fn forget_files(&self, scope: &Scope, files: &[AttachmentId]) -> Outcome<()> {
        if files.is_empty() {
            return Ok(());
        }
        let (db, scope, files) = (self.clone(), scope.clone(), ids(files));
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            let sql = "delete from attachments where account_id = $1 and id = any($2) and state = 'discarded'";
            unit.run(sql, vec![scope.account().uuid().into(), files]).await?;
            unit.commit().await
        })
        .await
    }
}
