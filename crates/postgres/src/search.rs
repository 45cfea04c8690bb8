//! Search: the search role finds ids, the caller reads them under its own policies. All that one search
//! looks for is read in one transaction, in a number of statements that does not depend on what is found.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use sea_orm::{FromQueryResult, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::contact::Contact;
use skybot_domain::conversation::Conversation;
use skybot_domain::error::StoreError;
use skybot_domain::id::ConversationId;
use skybot_domain::message::Message;
use skybot_domain::page::{Page, PageRequest, Position};
use skybot_domain::ports::{SearchReads, SearchUpkeep, Stemmed};
use skybot_domain::scope::Scope;
use skybot_domain::search::{
    Filters, Found, FoundMessage, Highlighter, InboxName, Part, Query, Search, Target, WriterName,
};

use crate::conversations::{self, micros, moment};
use crate::pool::Postgres;
use crate::query::select;
use crate::rows::{ContactRow, MessageRow};
use crate::unit::Unit;

type Outcome<T> = Result<T, StoreError>;

/// How long one search looks for messages before it gives what it has.
const PATIENCE: &str = "500 ms";

/// Most words of a page that are asked for whether they are forms of what was looked for.
const MOST_CANDIDATES: usize = 5_000;

/// Most messages that one step of the upkeep looks at.
const STEP: i32 = 500;

#[async_trait]
impl SearchReads for Postgres {
    async fn search(&self, scope: &Scope, search: &Search, wanted: &[Target], page: PageRequest) -> Outcome<Found> {
        let (db, scope, search, mut wanted) = (self.clone(), scope.clone(), search.clone(), wanted.to_vec());
        // First, for what they hold is no misspelt name.
        wanted.sort_by_key(|target| *target != Target::Messages);
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            let places = Places::of(&unit, &scope, &search.filters).await?;
            let mut found = Found::default();
            for target in wanted {
                let name = search.words.name().filter(|_| found.messages.items.is_empty());
                // Nothing is in an inbox that does not exist, and no contact is in any.
                let Some(places) = places.as_ref().filter(|_| search.filters.fit(target)) else { continue };
                match target {
                    Target::All => {}
                    Target::Messages => found.messages = messages(&unit, &scope, &search, places, page).await?,
                    Target::Contacts => found.contacts = contacts(&unit, &scope, &search.words, name, page).await?,
                    Target::Conversations => {
                        found.conversations = find_conversations(&unit, &scope, &search, places, name, page).await?;
                    }
                }
            }
            unit.commit().await?;
            Ok(found)
        })
        .await
    }
}

#[derive(FromQueryResult)]
struct StepRow {
    conversation_id: Option<Uuid>,
    seq: Option<i64>,
    changed: i64,
}

#[async_trait]
impl SearchUpkeep for Postgres {
    async fn stem_messages(&self, scope: &Scope, after: Option<(ConversationId, i64)>) -> Outcome<Stemmed> {
        let (db, scope) = (self.clone(), scope.clone());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            let values = vec![
                after.map(|(conversation, _)| conversation.uuid()).into(),
                after.map(|(_, seq)| seq).into(),
                STEP.into(),
            ];
            let sql = "select conversation_id, seq, changed from app.stem_messages($1, $2, $3)";
            let step: Option<StepRow> = unit.first(sql, values).await?;
            unit.commit().await?;
            Ok(Stemmed {
                last: step.as_ref().and_then(|row| Some((row.conversation_id?.into(), row.seq?))),
                changed: step.map_or(0, |row| u64::try_from(row.changed).unwrap_or(0)),
            })
        })
        .await
    }
}

/// The ids of what filters name. `None`: it does not matter.
#[derive(Default)]
struct Places {
    inboxes: Option<Vec<Uuid>>,
    conversations: Option<Vec<Uuid>>,
    labels: Option<Vec<Uuid>>,
    /// Types of senders and members: who may have written; both or none.
    writers: Option<(Vec<String>, Vec<Uuid>)>,
}

#[derive(FromQueryResult)]
struct PlacesRow {
    inboxes: Vec<Uuid>,
    conversations: Vec<Uuid>,
    labels: Vec<Uuid>,
    members: Vec<Uuid>,
}

impl Places {
    /// Looks the names up, under the caller's policies; `None` if nothing can be where the filters say.
    async fn of(unit: &Unit, scope: &Scope, filters: &Filters) -> Outcome<Option<Self>> {
        let (mut inbox_ids, mut inbox_names) = (Vec::new(), Vec::new());
        for inbox in &filters.inboxes {
            match inbox {
                InboxName::Id(id) => inbox_ids.push(id.uuid()),
                InboxName::Name(name) => inbox_names.push(name.clone()),
            }
        }
        let (mut kinds, mut members, mut member_names) = (Vec::new(), Vec::new(), Vec::new());
        for writer in &filters.writers {
            match writer {
                WriterName::Contact => kinds.push("contact".to_owned()),
                WriterName::Agent => kinds.push("user".to_owned()),
                WriterName::Bot => kinds.push("bot".to_owned()),
                WriterName::Me => members.extend(scope.user().map(skybot_domain::Id::uuid)),
                WriterName::Member(name) => member_names.push(name.clone()),
            }
        }
        let labels: Vec<String> = filters.labels.iter().map(|label| label.as_str().to_owned()).collect();

        let mut found = PlacesRow { inboxes: vec![], conversations: vec![], labels: vec![], members: vec![] };
        let in_place = !filters.inboxes.is_empty() || !filters.numbers.is_empty();
        if in_place || !labels.is_empty() || !member_names.is_empty() {
            let values = vec![
                scope.account().uuid().into(),
                inbox_ids.into(),
                inbox_names.into(),
                filters.numbers.clone().into(),
                labels.clone().into(),
                member_names.into(),
            ];
            let row = unit
                .first(
                    "select array(select i.id from inboxes i where i.account_id = $1
                                  and (i.id = any ($2) or app.fold(i.name) in (select app.fold(n) from unnest($3) n))) as inboxes,
                            array(select c.id from conversations c where c.account_id = $1 and c.number = any ($4)) as conversations,
                            array(select l.id from labels l where l.account_id = $1 and l.name = any ($5)) as labels,
                            array(select m.user_id from memberships m join users u on u.id = m.user_id
                                  where m.account_id = $1 and cardinality($6) > 0
                                    and (app.fold(m.name) in (select app.fold(n) from unnest($6) n)
                                         or u.email_folded in (select lower(n) from unnest($6) n))) as members",
                    values,
                )
                .await?;
            found = row.unwrap_or(found);
        }
        members.extend(found.members);
        let given = |asked: bool, ids: Vec<Uuid>| asked.then_some(ids);
        let places = Self {
            inboxes: given(!filters.inboxes.is_empty(), found.inboxes),
            conversations: given(!filters.numbers.is_empty(), found.conversations),
            labels: given(!labels.is_empty(), found.labels),
            writers: (!filters.writers.is_empty()).then_some((kinds, members)),
        };
        let empty = |ids: &Option<Vec<Uuid>>| ids.as_ref().is_some_and(Vec::is_empty);
        let nobody = places.writers.as_ref().is_some_and(|(kinds, members)| kinds.is_empty() && members.is_empty());
        let unlabelled = places.labels.as_ref().is_some_and(|ids| ids.len() < labels.len());
        let nowhere = empty(&places.inboxes) || empty(&places.conversations) || unlabelled || nobody;
        Ok((!nowhere).then_some(places))
    }
}

/// The values that messages and conversations have in common: inboxes, labels, statuses.
fn place_values(places: &Places, filters: &Filters) -> [Value; 3] {
    let statuses: Vec<String> = filters.statuses.iter().map(|status| status.as_str().to_owned()).collect();
    [places.inboxes.clone().into(), places.labels.clone().into(), (!statuses.is_empty()).then_some(statuses).into()]
}

/// One row more than the page has, to tell whether there is another page.
fn limit(page: PageRequest) -> i32 {
    i32::try_from(page.limit.get()).unwrap_or(i32::MAX) + 1
}

fn texts(query: &Query) -> Vec<String> {
    query.terms().iter().map(|term| term.text.clone()).collect()
}

#[derive(FromQueryResult)]
struct HitRow {
    /// Neither, in a last row that tells where to go on.
    message_id: Option<Uuid>,
    conversation_id: Option<Uuid>,
    bucket: i64,
    has_stems: bool,
}

/// A message that was found, where.
struct Hit {
    message: Uuid,
    conversation: Uuid,
    bucket: i64,
}

/// A page of hits. If the store's patience was at an end before the page was full, the next one starts there.
fn cut(rows: &[HitRow], page: PageRequest) -> Page<Hit> {
    let hits = rows.iter().filter_map(|row| {
        Some(Hit { message: row.message_id?, conversation: row.conversation_id?, bucket: row.bucket })
    });
    let found = Page::cut(hits.collect(), page.limit, |hit| Position { rank: hit.bucket, id: hit.message });
    let unfinished = rows.last().filter(|row| row.message_id.is_none());
    let on = unfinished.map(|row| Position { rank: row.bucket, id: Uuid::nil() });
    Page { next: found.next.or(on), items: found.items }
}

/// The newest hits that the caller may see, each with its conversation.
async fn messages(
    unit: &Unit,
    scope: &Scope,
    search: &Search,
    places: &Places,
    page: PageRequest,
) -> Outcome<Page<FoundMessage>> {
    let (words, filters) = (&search.words, &search.filters);
    let has: Vec<String> = filters.has.iter().copied().map(Part::as_str).map(str::to_owned).collect();
    let (kinds, members) = places.writers.clone().unzip();
    let [inboxes, labels, statuses] = place_values(places, filters);
    let values = vec![
        texts(words).into(),
        words.terms().iter().map(|term| term.prefix).collect::<Vec<_>>().into(),
        words.terms().iter().map(|term| term.quoted).collect::<Vec<_>>().into(),
        places.conversations.clone().into(),
        inboxes,
        labels,
        statuses,
        kinds.into(),
        members.into(),
        (!has.is_empty()).then_some(has).into(),
        filters.from.into(),
        filters.until.into(),
        page.after.map(|after| after.rank).into(),
        page.after.map(|after| after.id).into(),
        limit(page).into(),
        scope.account().uuid().into(),
        PATIENCE.into(),
    ];
    let rows: Vec<HitRow> = select(
        unit,
        "select message_id, conversation_id, bucket,
                (select app.search_language_of(s.search_bucket::bigint) > 0
                 from account_streams s where s.account_id = $16) as has_stems
         from search.messages($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $17::interval)",
        values,
    )
    .await?;
    let has_stems = rows.iter().any(|hit| hit.has_stems);
    let page = cut(&rows, page);
    if page.items.is_empty() {
        return Ok(Page { next: page.next, ..Page::default() });
    }
    let message_ids: Vec<Uuid> = page.items.iter().map(|hit| hit.message).collect();
    let conversation_ids: Vec<Uuid> = page.items.iter().map(|hit| hit.conversation).collect();
    let rows: Vec<MessageRow> = select(
        unit,
        "select m.* from app.message_view m where m.account_id = $1 and m.id = any($2)",
        vec![scope.account().uuid().into(), message_ids.into()],
    )
    .await?;
    let conversations = conversations::get_many(unit, scope, &conversation_ids).await?;
    let conversations: HashMap<Uuid, Conversation> =
        conversations.into_iter().map(|conversation| (conversation.id.uuid(), conversation)).collect();
    let highlighter = highlighter(unit, scope, words, has_stems, &rows).await?;

    let mut items = Vec::with_capacity(page.items.len());
    let mut rows: HashMap<Uuid, MessageRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    for hit in page.items {
        let conversation = conversations.get(&hit.conversation);
        if let (Some(row), Some(conversation)) = (rows.remove(&hit.message), conversation) {
            let snippet = highlighter.snippet(row.body.as_deref().unwrap_or_default());
            let message: Message = row.try_into()?;
            items.push(FoundMessage { message, conversation: conversation.clone(), snippet });
        }
    }
    Ok(Page { items, next: page.next })
}

#[derive(FromQueryResult)]
struct WordRow {
    word: String,
}

/// Knows the words of the search and, if the tenant's language has them, their forms in these messages.
async fn highlighter(
    unit: &Unit,
    scope: &Scope,
    words: &Query,
    has_stems: bool,
    rows: &[MessageRow],
) -> Outcome<Highlighter> {
    let highlighter = Highlighter::new(words);
    let open: Vec<String> =
        words.terms().iter().filter(|term| !term.quoted && !term.prefix).map(|term| term.text.clone()).collect();
    if !has_stems || open.is_empty() {
        return Ok(highlighter);
    }
    let bodies = rows.iter().filter_map(|row| row.body.as_deref());
    let candidates: BTreeSet<String> = bodies.flat_map(|body| highlighter.candidates(body)).collect();
    if candidates.is_empty() {
        return Ok(highlighter);
    }
    let forms: Vec<WordRow> = select(
        unit,
        "select word from app.search_forms($1, $2, $3)",
        vec![
            scope.account().uuid().into(),
            open.into(),
            candidates.into_iter().take(MOST_CANDIDATES).collect::<Vec<_>>().into(),
        ],
    )
    .await?;
    Ok(highlighter.with_forms(forms.into_iter().map(|row| row.word)))
}

/// The newest contacts that match, or if there is none those whose name is about `name`.
async fn contacts(
    unit: &Unit,
    scope: &Scope,
    words: &Query,
    name: Option<String>,
    page: PageRequest,
) -> Outcome<Page<Contact>> {
    let values = vec![
        scope.account().uuid().into(),
        texts(words).into(),
        words.digits().into(),
        name.into(),
        page.after.map(|after| after.id).into(),
        limit(page).into(),
    ];
    let rows: Vec<ContactRow> = select(
        unit,
        "select t.* from search.contacts($2, $3, $4, $5, $6) s (id)
         join app.contact_view t on t.account_id = $1 and t.id = s.id order by t.id desc",
        values,
    )
    .await?;
    let items = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<Contact>, _>>()?;
    Ok(Page::cut(items, page.limit, |contact| Position { rank: 0, id: contact.id.uuid() }))
}

#[derive(FromQueryResult)]
struct ConversationHit {
    conversation_id: Uuid,
    at: OffsetDateTime,
}

/// The conversations with the newest activity that match and that the caller may see, or if there is none
/// those with a contact whose name is about `name`.
async fn find_conversations(
    unit: &Unit,
    scope: &Scope,
    search: &Search,
    places: &Places,
    name: Option<String>,
    page: PageRequest,
) -> Outcome<Page<Conversation>> {
    let (words, filters) = (&search.words, &search.filters);
    let [inboxes, labels, statuses] = place_values(places, filters);
    let values = vec![
        texts(words).into(),
        words.digits().into(),
        name.into(),
        words.number().into(),
        words.text().into(),
        (!filters.numbers.is_empty()).then(|| filters.numbers.clone()).into(),
        inboxes,
        labels,
        statuses,
        filters.from.into(),
        filters.until.into(),
        page.after.map(|after| moment(after.rank)).into(),
        page.after.map(|after| after.id).into(),
        limit(page).into(),
    ];
    let hits: Vec<ConversationHit> = select(
        unit,
        "select conversation_id, at
         from search.conversations($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        values,
    )
    .await?;
    let page = Page::cut(hits, page.limit, |hit| Position { rank: micros(hit.at), id: hit.conversation_id });
    let ids: Vec<Uuid> = page.items.iter().map(|hit| hit.conversation_id).collect();
    let found = conversations::get_many(unit, scope, &ids).await?;
    let mut found: HashMap<Uuid, Conversation> = found.into_iter().map(|found| (found.id.uuid(), found)).collect();
    Ok(Page { items: ids.iter().filter_map(|id| found.remove(id)).collect(), next: page.next })
}
