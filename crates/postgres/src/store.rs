//! The [`Store`] port: reads, the two hot writes, and the door to transactions.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::account::{Account, Invitation, Member, Team};
use skybot_domain::api_key::ApiKey;
use skybot_domain::audit::{AuditEntry, AuditFilter};
use skybot_domain::contact::Contact;
use skybot_domain::conversation::{Conversation, ConversationFilter, Counts, Participant, Sort};
use skybot_domain::error::StoreError;
use skybot_domain::id::{ApiKeyId, ContactId, ConversationId, EventId, InboxId, MessageId, TeamId};
use skybot_domain::inbox::Inbox;
use skybot_domain::label::Label;
use skybot_domain::message::{Appended, Message, NewMessage, Refused, Window};
use skybot_domain::page::{Limit, Page, PageRequest, Position};
use skybot_domain::ports::{Store, Tx};
use skybot_domain::receipt::{CursorMove, ReadState, Reader};
use skybot_domain::scope::Scope;
use skybot_domain::search::Query;

use crate::error::store_error;
use crate::messages::MESSAGE;
use crate::pool::Postgres;
use crate::query::{one, page_by_id, rows};
use crate::rows::{
    API_KEY, AccountRow, ApiKeyRow, ContactRow, INVITATION, InboxRow, InvitationRow, LabelRow, MemberRow, MessageRow,
    TeamRow, messages_page,
};
use crate::tx::PgTx;
use crate::{audit, conversations, migrate};

#[derive(sqlx::FromRow)]
struct CursorRow {
    seq: i64,
    unread: i64,
    read_at: Option<time::OffsetDateTime>,
}

#[derive(FromQueryResult)]
struct ReaderRow {
    user_id: Uuid,
    name: String,
    seq: i64,
    read_at: time::OffsetDateTime,
}

#[derive(FromQueryResult)]
struct ParticipantRow {
    user_id: Uuid,
    name: String,
}

impl Postgres {
    /// A page of a conversation's members and one more, by user id. `None`: no such conversation, or out of reach.
    async fn members_of<R: FromQueryResult + Send + 'static>(
        &self,
        scope: &Scope,
        id: ConversationId,
        sql: &str,
        page: PageRequest,
    ) -> Result<Option<Vec<R>>, StoreError> {
        if self.conversation(scope, id).await?.is_none() {
            return Ok(None);
        }
        let values = vec![
            scope.account().uuid().into(),
            id.uuid().into(),
            page.after.map(|after| after.id).into(),
            (i64::from(page.limit.get()) + 1).into(),
        ];
        rows(self, scope, sql, values).await.map(Some)
    }
}

#[async_trait]
impl Store for Postgres {
    async fn begin(&self, scope: &Scope) -> Result<Box<dyn Tx>, StoreError> {
        Ok(Box::new(PgTx::new(self.enter_to_change(scope).await?, scope.clone(), self.clone())))
    }

    async fn message_append(
        &self,
        scope: &Scope,
        message: NewMessage,
    ) -> Result<Result<Appended, Refused>, StoreError> {
        self.appender().append(scope.clone(), message).await
    }

    async fn move_cursor(
        &self,
        scope: &Scope,
        conversation: ConversationId,
        to: CursorMove,
        event: EventId,
        at: Timestamp,
    ) -> Result<Option<ReadState>, StoreError> {
        let Some(user) = scope.user() else { return Ok(None) };
        let (seq, forward) = match to {
            CursorMove::Read(seq) => (seq, true),
            CursorMove::Unread(seq) => (seq, false),
        };
        let (db, scope) = (self.clone(), scope.clone());
        let row: Option<CursorRow> = self
            .detached(async move {
                let mut lease = db.lease().await?;
                let row = sqlx::query_as(
                    "select seq, unread, read_at from app.move_cursor($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                )
                .bind(scope.account().uuid())
                .bind(user.uuid())
                .bind(scope.reach().as_str())
                .bind(scope.actor().kind())
                .bind(conversation.uuid())
                .bind(seq)
                .bind(forward)
                .bind(at)
                .bind(event.uuid())
                .fetch_optional(&mut *lease)
                .await
                .map_err(|error| store_error(&error))?;
                lease.release();
                if row.is_some() {
                    db.grew(scope.account());
                }
                Ok(row)
            })
            .await?;
        Ok(row.map(|row| ReadState {
            conversation_id: conversation,
            user_id: user,
            seq: row.seq,
            unread_count: row.unread,
            read_at: row.read_at,
        }))
    }

    async fn messages(
        &self,
        scope: &Scope,
        conversation: ConversationId,
        window: Window,
        limit: Limit,
    ) -> Result<Option<(Vec<Message>, bool)>, StoreError> {
        let (mode, seq) = match window {
            Window::Newest => ("newest", None),
            Window::Before(seq) => ("before", Some(seq)),
            Window::After(seq) => ("after", Some(seq)),
            Window::Around(seq) => ("around", Some(seq)),
        };
        // Keeps the arithmetic of windows far from the edges of its type.
        let seq = seq.map(|seq| seq.clamp(-1_000, i64::MAX / 2));
        let (db, owned) = (self.clone(), scope.clone());
        let row = self
            .detached(async move {
                let mut lease = db.lease().await?;
                let row = sqlx::query("select array_agg(p) from app.messages_page($1, $2, $3, $4, $5, $6, $7) p")
                    .bind(owned.account().uuid())
                    .bind(owned.user().map(skybot_domain::Id::uuid))
                    .bind(owned.reach().as_str())
                    .bind(conversation.uuid())
                    .bind(mode)
                    .bind(seq)
                    .bind(i32::try_from(limit.get()).unwrap_or(i32::MAX))
                    .fetch_one(&mut *lease)
                    .await
                    .map_err(|error| store_error(&error))?;
                lease.release();
                Ok(row)
            })
            .await?;
        let (messages, total) = messages_page(&row, conversation.uuid())?;
        let (Some(first), Some(last)) = (messages.first(), messages.last()) else {
            // Nothing in the window, or nothing to see: only the conversation itself can tell.
            return Ok(self.conversation(scope, conversation).await?.map(|_| (Vec::new(), false)));
        };
        let has_more = match window {
            Window::Newest | Window::Before(_) => first.seq > 1,
            Window::After(_) | Window::Around(_) => last.seq < total,
        };
        Ok(Some((messages, has_more)))
    }

    async fn message(&self, scope: &Scope, id: MessageId) -> Result<Option<Message>, StoreError> {
        one::<MessageRow, _>(self, scope, MESSAGE, vec![scope.account().uuid().into(), id.uuid().into()]).await
    }

    async fn conversation(&self, scope: &Scope, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
        let (db, scope) = (self.clone(), scope.clone());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            let conversation = conversations::get(&unit, &scope, id).await?;
            unit.commit().await?;
            Ok(conversation)
        })
        .await
    }

    async fn conversations(
        &self,
        scope: &Scope,
        filter: &ConversationFilter,
        sort: Sort,
        page: PageRequest,
    ) -> Result<Page<Conversation>, StoreError> {
        let (db, scope, filter) = (self.clone(), scope.clone(), filter.clone());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            let found = conversations::list(&unit, &scope, &filter, sort, page).await?;
            unit.commit().await?;
            Ok(found)
        })
        .await
    }

    async fn conversation_counts(&self, scope: &Scope) -> Result<Counts, StoreError> {
        let (db, scope) = (self.clone(), scope.clone());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            let counts = conversations::counts(&unit, &scope).await?;
            unit.commit().await?;
            Ok(counts)
        })
        .await
    }

    async fn readers(
        &self,
        scope: &Scope,
        id: ConversationId,
        page: PageRequest,
    ) -> Result<Option<Page<Reader>>, StoreError> {
        let sql = "select p.user_id, m.name, p.read_seq as seq, p.read_at
             from participants p join memberships m on m.account_id = p.account_id and m.user_id = p.user_id
             where p.account_id = $1 and p.conversation_id = $2 and p.read_seq > 0 and p.read_at is not null
               and ($3::uuid is null or p.user_id > $3)
             order by p.user_id limit $4";
        let Some(found) = self.members_of::<ReaderRow>(scope, id, sql, page).await? else { return Ok(None) };
        let readers = found
            .into_iter()
            .map(|row| Reader { user_id: row.user_id.into(), name: row.name, seq: row.seq, read_at: row.read_at })
            .collect();
        Ok(Some(Page::cut(readers, page.limit, |reader| Position { rank: 0, id: reader.user_id.uuid() })))
    }

    async fn participants(
        &self,
        scope: &Scope,
        id: ConversationId,
        page: PageRequest,
    ) -> Result<Option<Page<Participant>>, StoreError> {
        let sql = "select p.user_id, m.name
             from participants p join memberships m on m.account_id = p.account_id and m.user_id = p.user_id
             where p.account_id = $1 and p.conversation_id = $2 and p.watching and ($3::uuid is null or p.user_id > $3)
             order by p.user_id limit $4";
        let Some(found) = self.members_of::<ParticipantRow>(scope, id, sql, page).await? else { return Ok(None) };
        let watchers =
            found.into_iter().map(|row| Participant { user_id: row.user_id.into(), name: row.name }).collect();
        Ok(Some(Page::cut(watchers, page.limit, |watcher: &Participant| Position {
            rank: 0,
            id: watcher.user_id.uuid(),
        })))
    }

    async fn contact(&self, scope: &Scope, id: ContactId) -> Result<Option<Contact>, StoreError> {
        one::<ContactRow, _>(
            self,
            scope,
            "select * from app.contact_view where account_id = $1 and id = $2",
            vec![scope.account().uuid().into(), id.uuid().into()],
        )
        .await
    }

    async fn contacts(&self, scope: &Scope, q: Option<&Query>, page: PageRequest) -> Result<Page<Contact>, StoreError> {
        let id = |contact: &Contact| contact.id.uuid();
        let Some(query) = q else {
            let sql = "select * from app.contact_view where account_id = $1 and merged_into is null
                         and ($2::uuid is null or id < $2) order by id desc limit $3";
            return page_by_id::<ContactRow, _>(self, scope, sql, page, id).await;
        };
        let values = vec![
            scope.account().uuid().into(),
            query.text().into(),
            page.after.map(|after| after.id).into(),
            (i32::try_from(page.limit.get()).unwrap_or(i32::MAX) + 1).into(),
        ];
        let found: Vec<ContactRow> = rows(
            self,
            scope,
            "select t.* from search.contacts($2, $3, $4) s (id)
             join app.contact_view t on t.account_id = $1 and t.id = s.id order by t.id desc",
            values,
        )
        .await?;
        let items = found.into_iter().map(TryInto::try_into).collect::<Result<Vec<Contact>, _>>()?;
        Ok(Page::cut(items, page.limit, |contact| Position { rank: 0, id: id(contact) }))
    }

    async fn inbox(&self, scope: &Scope, id: InboxId) -> Result<Option<Inbox>, StoreError> {
        one::<InboxRow, _>(
            self,
            scope,
            "select * from inboxes where account_id = $1 and id = $2",
            vec![scope.account().uuid().into(), id.uuid().into()],
        )
        .await
    }

    async fn inboxes(&self, scope: &Scope, page: PageRequest) -> Result<Page<Inbox>, StoreError> {
        let sql = "select * from inboxes where account_id = $1 and ($2::uuid is null or id > $2) order by id limit $3";
        page_by_id::<InboxRow, _>(self, scope, sql, page, |inbox: &Inbox| inbox.id.uuid()).await
    }

    async fn inbox_members(
        &self,
        scope: &Scope,
        id: InboxId,
        page: PageRequest,
    ) -> Result<Option<Page<Member>>, StoreError> {
        if self.inbox(scope, id).await?.is_none() {
            return Ok(None);
        }
        members_of(self, scope, "inbox_members", "inbox_id", id.uuid(), page).await.map(Some)
    }

    async fn members(&self, scope: &Scope, q: Option<&Query>, page: PageRequest) -> Result<Page<Member>, StoreError> {
        let id = |member: &Member| member.user_id.uuid();
        if let Some(query) = q {
            // No index: a tenant's members are few, and found by the tenant.
            let sql = "select m.*, u.email from memberships m join users u on u.id = m.user_id
                       where m.account_id = $1 and ($2::uuid is null or m.user_id > $2)
                         and not exists (select from unnest($4::text[]) t (text)
                                         where strpos(app.fold(m.name || ' ' || u.email), app.fold(t.text)) = 0)
                       order by m.user_id limit $3";
            let values = vec![
                scope.account().uuid().into(),
                page.after.map(|after| after.id).into(),
                (i64::from(page.limit.get()) + 1).into(),
                words(query).into(),
            ];
            let found: Vec<MemberRow> = rows(self, scope, sql, values).await?;
            let members = found.into_iter().map(TryInto::try_into).collect::<Result<Vec<Member>, _>>()?;
            return Ok(Page::cut(members, page.limit, |member| Position { rank: 0, id: id(member) }));
        }
        let sql = "select m.*, u.email from memberships m join users u on u.id = m.user_id
                   where m.account_id = $1 and ($2::uuid is null or m.user_id > $2) order by m.user_id limit $3";
        page_by_id::<MemberRow, _>(self, scope, sql, page, id).await
    }

    async fn teams(&self, scope: &Scope, page: PageRequest) -> Result<Page<Team>, StoreError> {
        let sql = "select * from teams where account_id = $1 and ($2::uuid is null or id > $2) order by id limit $3";
        page_by_id::<TeamRow, _>(self, scope, sql, page, |team: &Team| team.id.uuid()).await
    }

    async fn team_members(
        &self,
        scope: &Scope,
        id: TeamId,
        page: PageRequest,
    ) -> Result<Option<Page<Member>>, StoreError> {
        let sql = "select * from teams where account_id = $1 and id = $2";
        let team: Option<Team> =
            one::<TeamRow, _>(self, scope, sql, vec![scope.account().uuid().into(), id.uuid().into()]).await?;
        if team.is_none() {
            return Ok(None);
        }
        members_of(self, scope, "team_members", "team_id", id.uuid(), page).await.map(Some)
    }

    async fn labels(&self, scope: &Scope, page: PageRequest) -> Result<Page<Label>, StoreError> {
        let sql = "select * from labels where account_id = $1 and ($2::uuid is null or id > $2) order by id limit $3";
        page_by_id::<LabelRow, _>(self, scope, sql, page, |label: &Label| label.id.uuid()).await
    }

    async fn account(&self, scope: &Scope) -> Result<Option<Account>, StoreError> {
        one::<AccountRow, _>(self, scope, "select * from accounts where id = $1", vec![scope.account().uuid().into()])
            .await
    }

    async fn invitations(&self, scope: &Scope, page: PageRequest) -> Result<Page<Invitation>, StoreError> {
        let sql = format!(
            "select {INVITATION} from invitations i
             where i.account_id = $1 and i.accepted_at is null and i.revoked_at is null
               and ($2::uuid is null or i.id < $2) order by i.id desc limit $3"
        );
        page_by_id::<InvitationRow, _>(self, scope, &sql, page, |invitation: &Invitation| invitation.id.uuid()).await
    }

    async fn api_keys(&self, scope: &Scope, page: PageRequest) -> Result<Page<ApiKey>, StoreError> {
        let sql = format!(
            "select {API_KEY} from api_keys k
             where k.account_id = $1 and ($2::uuid is null or k.id < $2) order by k.id desc limit $3"
        );
        page_by_id::<ApiKeyRow, _>(self, scope, &sql, page, |key: &ApiKey| key.id.uuid()).await
    }

    async fn api_key(&self, scope: &Scope, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        let sql = format!("select {API_KEY} from api_keys k where k.account_id = $1 and k.id = $2");
        one::<ApiKeyRow, _>(self, scope, &sql, vec![scope.account().uuid().into(), id.uuid().into()]).await
    }

    async fn audit_log(
        &self,
        scope: &Scope,
        filter: &AuditFilter,
        page: PageRequest,
    ) -> Result<Page<AuditEntry>, StoreError> {
        audit::page(self, scope, filter, page).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        let db = self.clone();
        self.detached(async move {
            let mut lease = db.lease().await?;
            migrate::check(&mut lease).await?;
            lease.release();
            Ok(())
        })
        .await
    }
}

/// The words that must be there.
pub(crate) fn words(query: &Query) -> Vec<String> {
    query.terms().iter().map(|term| term.text.clone()).collect()
}

/// The members that a table of belonging has for one inbox or team, by user id.
async fn members_of(
    db: &Postgres,
    scope: &Scope,
    table: &str,
    column: &str,
    id: Uuid,
    page: PageRequest,
) -> Result<Page<Member>, StoreError> {
    let found: Vec<MemberRow> = rows(
        db,
        scope,
        format!(
            "select m.*, u.email from {table} b
             join memberships m on m.account_id = b.account_id and m.user_id = b.user_id
             join users u on u.id = m.user_id
             where b.account_id = $1 and b.{column} = $2 and ($3::uuid is null or b.user_id > $3)
             order by b.user_id limit $4"
        ),
        vec![
            scope.account().uuid().into(),
            id.into(),
            page.after.map(|after| after.id).into(),
            (i64::from(page.limit.get()) + 1).into(),
        ],
    )
    .await?;
    let members = found.into_iter().map(TryInto::try_into).collect::<Result<Vec<Member>, _>>()?;
    Ok(Page::cut(members, page.limit, |member| Position { rank: 0, id: member.user_id.uuid() }))
}
