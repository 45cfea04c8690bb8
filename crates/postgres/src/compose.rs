//! The [`ComposeReads`] port: drafts, scheduled messages, canned responses and macros, as the caller
//! sees them.

use async_trait::async_trait;
use sea_orm::{FromQueryResult, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::canned::CannedResponse;
use skybot_domain::draft::Draft;
use skybot_domain::error::StoreError;
use skybot_domain::id::{CannedResponseId, ConversationId, MacroId, ScheduledMessageId};
use skybot_domain::macros::Macro;
use skybot_domain::page::{Page, PageRequest, Position};
use skybot_domain::ports::{ComposeReads, Store as _};
use skybot_domain::scheduled::{ScheduledAuthor, ScheduledFilter, ScheduledMessage};
use skybot_domain::scope::{Permission, Scope};
use skybot_domain::search::Query;

use crate::conversations::{VISIBLE, micros, moment};
use crate::pool::Postgres;
use crate::query::{one, rows};
use crate::rows::{AuthorRow, CANNED, CannedRow, DraftRow, MACRO, MacroRow, SCHEDULED, ScheduledRow};

type Outcome<T> = Result<T, StoreError>;

/// Whom a canned response `r` is for. `$2`: whether the caller may change them; `$3`: the caller.
pub(crate) const FOR_CALLER: &str = "(r.team_id is null or $2 or exists (
    select from team_members b where b.account_id = r.account_id and b.team_id = r.team_id and b.user_id = $3))";

/// Who sees a macro `r`. `$2`: the caller.
pub(crate) const SEEN_BY_CALLER: &str = "(r.visibility = 'shared' or r.owner_id = $2)";

/// A draft beside its conversation, if there is one.
#[derive(FromQueryResult)]
struct PlaceRow {
    kind: Option<String>,
    body: Option<String>,
    reply_to_id: Option<Uuid>,
    version: Option<i64>,
    updated_at: Option<OffsetDateTime>,
}

impl PlaceRow {
    fn draft(self, conversation_id: Uuid) -> Option<DraftRow> {
        Some(DraftRow {
            conversation_id,
            kind: self.kind?,
            body: self.body?,
            reply_to_id: self.reply_to_id,
            version: self.version?,
            updated_at: self.updated_at?,
        })
    }
}

/// The tenant, and the caller if it is a member.
pub(crate) fn account(scope: &Scope) -> Value {
    scope.account().uuid().into()
}

/// The caller, if it is a member.
pub(crate) fn user(scope: &Scope) -> Value {
    scope.user().map(skybot_domain::Id::uuid).into()
}

fn one_more(page: PageRequest) -> Value {
    (i64::from(page.limit.get()) + 1).into()
}

/// What a list sorted by time begins after.
fn after(page: PageRequest) -> [Value; 2] {
    [page.after.map(|after| moment(after.rank)).into(), page.after.map(|after| after.id).into()]
}

#[async_trait]
impl ComposeReads for Postgres {
    async fn draft(&self, scope: &Scope, conversation: ConversationId) -> Outcome<Option<Option<Draft>>> {
        let found: Vec<PlaceRow> = rows(
            self,
            scope,
            format!(
                "select d.kind, d.body, d.reply_to_id, d.version, d.updated_at from conversations v
                 left join drafts d on d.account_id = v.account_id and d.conversation_id = v.id and d.user_id = $3
                 where v.account_id = $1 and v.id = $2 and {VISIBLE}"
            ),
            vec![account(scope), conversation.uuid().into(), user(scope)],
        )
        .await?;
        let place = found.into_iter().next();
        place.map(|place| place.draft(conversation.uuid()).map(TryInto::try_into).transpose()).transpose()
    }

    async fn drafts(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<Draft>> {
        let [at, id] = after(page);
        let found: Vec<DraftRow> = rows(
            self,
            scope,
            format!(
                "select d.* from drafts d
                 join conversations v on v.account_id = d.account_id and v.id = d.conversation_id
                 where d.account_id = $1 and d.user_id = $2 and v.account_id = $1 and {VISIBLE}
                   and ($3::timestamptz is null or (d.updated_at, d.conversation_id) < ($3, $4))
                 order by d.updated_at desc, d.conversation_id desc limit $5"
            ),
            vec![account(scope), user(scope), at, id, one_more(page)],
        )
        .await?;
        let drafts = found.into_iter().map(TryInto::try_into).collect::<Outcome<Vec<Draft>>>()?;
        Ok(Page::cut(drafts, page.limit, |draft| Position {
            rank: micros(draft.updated_at),
            id: draft.conversation_id.uuid(),
        }))
    }

    async fn scheduled_message(&self, scope: &Scope, id: ScheduledMessageId) -> Outcome<Option<ScheduledMessage>> {
        let sql = format!(
            "select {SCHEDULED} from scheduled_messages s
             join conversations v on v.account_id = s.account_id and v.id = s.conversation_id
             where s.account_id = $1 and s.id = $2 and v.account_id = $1 and {VISIBLE}"
        );
        one::<ScheduledRow, _>(self, scope, &sql, vec![account(scope), id.uuid().into()]).await
    }

    async fn scheduled_messages(
        &self,
        scope: &Scope,
        filter: ScheduledFilter,
        page: PageRequest,
    ) -> Outcome<Option<Page<ScheduledMessage>>> {
        let [at, id] = after(page);
        let mut values = vec![account(scope), filter.state.as_str().into(), at, id, one_more(page)];
        let of_conversation = match filter.conversation {
            Some(conversation) => {
                values.push(conversation.uuid().into());
                "and s.conversation_id = $6"
            }
            None => "",
        };
        let found: Vec<ScheduledRow> = rows(
            self,
            scope,
            format!(
                "select {SCHEDULED} from scheduled_messages s
                 join conversations v on v.account_id = s.account_id and v.id = s.conversation_id
                 where s.account_id = $1 and s.state = $2 {of_conversation} and v.account_id = $1 and {VISIBLE}
                   and ($3::timestamptz is null or (s.send_at, s.id) > ($3, $4))
                 order by s.send_at, s.id limit $5"
            ),
            values,
        )
        .await?;
        if let (true, Some(conversation)) = (found.is_empty(), filter.conversation)
            && self.conversation(scope, conversation).await?.is_none()
        {
            return Ok(None);
        }
        let messages = found.into_iter().map(TryInto::try_into).collect::<Outcome<Vec<ScheduledMessage>>>()?;
        Ok(Some(Page::cut(messages, page.limit, |message| Position {
            rank: micros(message.send_at),
            id: message.id.uuid(),
        })))
    }

    async fn scheduled_author(&self, scope: &Scope, id: ScheduledMessageId) -> Outcome<Option<ScheduledAuthor>> {
        let (columns, tables) = (AuthorRow::COLUMNS, AuthorRow::TABLES);
        let sql = format!("select {columns} from {tables} where s.account_id = $1 and s.id = $2");
        one::<AuthorRow, _>(self, scope, &sql, vec![account(scope), id.uuid().into()]).await
    }

    async fn canned_response(&self, scope: &Scope, id: CannedResponseId) -> Outcome<Option<CannedResponse>> {
        let sql =
            format!("select {CANNED} from canned_responses r where r.account_id = $1 and r.id = $4 and {FOR_CALLER}");
        let values = vec![account(scope), scope.may(Permission::SettingsWrite).into(), user(scope), id.uuid().into()];
        one::<CannedRow, _>(self, scope, &sql, values).await
    }

    async fn canned_responses(
        &self,
        scope: &Scope,
        q: Option<&Query>,
        page: PageRequest,
    ) -> Outcome<Page<CannedResponse>> {
        // A tenant has so few that looking at each of them is the way.
        let found: Vec<CannedRow> = rows(
            self,
            scope,
            format!(
                "select {CANNED} from canned_responses r
                 where r.account_id = $1 and {FOR_CALLER} and ($5::uuid is null or r.id > $5)
                   and ($4::text is null or starts_with(r.short_code, lower($4))
                        or cardinality(app.search_words($4)) > 0 and not exists (
                             select from unnest(app.search_words($4)) q (word)
                             where not exists (select from unnest(r.title_words) t (word)
                                               where starts_with(t.word, q.word))))
                 order by r.id limit $6"
            ),
            vec![
                account(scope),
                scope.may(Permission::SettingsWrite).into(),
                user(scope),
                q.map(|query| query.text().to_owned()).into(),
                page.after.map(|after| after.id).into(),
                one_more(page),
            ],
        )
        .await?;
        let responses = found.into_iter().map(TryInto::try_into).collect::<Outcome<Vec<CannedResponse>>>()?;
        Ok(Page::cut(responses, page.limit, |response| Position { rank: 0, id: response.id.uuid() }))
    }

    async fn macro_by_id(&self, scope: &Scope, id: MacroId) -> Outcome<Option<Macro>> {
        let sql = format!("select {MACRO} from macros r where r.account_id = $1 and r.id = $3 and {SEEN_BY_CALLER}");
        one::<MacroRow, _>(self, scope, &sql, vec![account(scope), user(scope), id.uuid().into()]).await
    }

    async fn macros(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<Macro>> {
        let found: Vec<MacroRow> = rows(
            self,
            scope,
            format!(
                "select {MACRO} from macros r
                 where r.account_id = $1 and {SEEN_BY_CALLER} and ($3::uuid is null or r.id > $3)
                 order by r.id limit $4"
            ),
            vec![account(scope), user(scope), page.after.map(|after| after.id).into(), one_more(page)],
        )
        .await?;
        let macros = found.into_iter().map(TryInto::try_into).collect::<Outcome<Vec<Macro>>>()?;
        Ok(Page::cut(macros, page.limit, |one| Position { rank: 0, id: one.id.uuid() }))
    }
}
