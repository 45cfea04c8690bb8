//! Reads of contacts beyond single rows: filtered lists, likely twins, companies, notes, quarantine.

use async_trait::async_trait;
use sea_orm::{FromQueryResult, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use skybot_domain::company::Company;
use skybot_domain::contact::{Contact, ContactFilter, Suspects, Suspicion, SuspicionReason};
use skybot_domain::contact_note::ContactNote;
use skybot_domain::error::StoreError;
use skybot_domain::id::{CompanyId, ContactId};
use skybot_domain::page::{Limit, Page, PageRequest, Position};
use skybot_domain::ports::ContactReads;
use skybot_domain::quarantine::Quarantined;
use skybot_domain::scope::Scope;
use skybot_domain::search::Query;
use skybot_domain::text::Name;

use crate::conversations::{micros, moment};
use crate::pool::Postgres;
use crate::query::{one, page_by_id, rows};
use crate::rows::{COMPANY, CompanyRow, ContactRow, NOTE, NoteRow, QUARANTINED, QuarantinedRow, corrupt};
use crate::store::words;

type Outcome<T> = Result<T, StoreError>;

/// A page of suspected twins looks at so many contacts.
const LOOKED_AT: i64 = 1_000;
/// Most twins that are told of one contact in the list.
const MOST_TWINS: i32 = 10;

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

#[derive(FromQueryResult)]
struct NameRow {
    name: String,
}

#[derive(FromQueryResult)]
struct NamedRow {
    id: Uuid,
    name: String,
}

#[derive(FromQueryResult)]
struct SuspicionRow {
    id: Uuid,
    name: String,
    reasons: Vec<String>,
}

impl TryFrom<SuspicionRow> for Suspicion {
    type Error = StoreError;

    fn try_from(row: SuspicionRow) -> Outcome<Self> {
        let bad = |column| corrupt("contacts", column, row.id);
        // Other kinds of identities have no kin.
        let reasons = row.reasons.iter().map(|reason| SuspicionReason::parse(reason)).collect::<Option<_>>();
        Ok(Self {
            contact_id: row.id.into(),
            name: Name::parse(&row.name).map_err(|_| bad("name"))?,
            reasons: reasons.ok_or_else(|| bad("identities"))?,
        })
    }
}

#[derive(FromQueryResult)]
struct SuspectsRow {
    id: Uuid,
    name: String,
    /// Triples of id, name and reasons. None of the last row looked at, if that has no twins.
    twins: Option<Json>,
}

impl TryFrom<SuspectsRow> for Suspects {
    type Error = StoreError;

    fn try_from(row: SuspectsRow) -> Outcome<Self> {
        let bad = || corrupt("contacts", "identities", row.id);
        let one = |twin: &Json| {
            let reasons = twin.get(2)?.as_array()?.iter().map(|reason| SuspicionReason::parse(reason.as_str()?));
            Some(Suspicion {
                contact_id: Uuid::try_parse(twin.get(0)?.as_str()?).ok()?.into(),
                name: Name::parse(twin.get(1)?.as_str()?).ok()?,
                reasons: reasons.collect::<Option<_>>()?,
            })
        };
        let twins = row.twins.as_ref().and_then(Json::as_array).into_iter().flatten();
        Ok(Self {
            contact_id: row.id.into(),
            name: Name::parse(&row.name).map_err(|_| bad())?,
            suspicions: twins.map(one).collect::<Option<_>>().ok_or_else(bad)?,
        })
    }
}

fn limit(page: PageRequest) -> i64 {
    i64::from(page.limit.get()) + 1
}

#[async_trait]
impl ContactReads for Postgres {
    async fn filtered_contacts(
        &self,
        scope: &Scope,
        filter: ContactFilter,
        page: PageRequest,
    ) -> Outcome<Page<Contact>> {
        let mut values: Vec<Value> = vec![scope.account().uuid().into(), limit(page).into()];
        let mut sql = "select * from app.contact_view t where t.account_id = $1 and t.merged_into is null".to_owned();
        let mut put = |values: &mut Vec<Value>, value: Value, condition: &str| {
            values.push(value);
            sql.push_str(" and ");
            sql.push_str(&condition.replace('?', &format!("${}", values.len())));
        };
        if let Some(company) = filter.company {
            put(&mut values, company.uuid().into(), "t.company_id = ?");
        }
        if let Some(since) = filter.updated_since {
            put(&mut values, since.into(), "t.updated_at >= ?");
            if let Some(after) = page.after {
                put(&mut values, moment(after.rank).into(), "t.updated_at >= ?");
                let rank = values.len();
                put(&mut values, after.id.into(), &format!("(t.updated_at, t.id) > (${rank}, ?)"));
            }
        } else if let Some(after) = page.after {
            put(&mut values, after.id.into(), "t.id < ?");
        }
        match filter.blocked {
            Some(true) => sql.push_str(" and t.blocked_at is not null"),
            Some(false) => sql.push_str(" and t.blocked_at is null"),
            None => {}
        }
        let by_change = filter.updated_since.is_some();
        sql.push_str(if by_change { " order by t.updated_at, t.id" } else { " order by t.id desc" });
        sql.push_str(" limit $2");
        let found: Vec<ContactRow> = rows(self, scope, sql, values).await?;
        let items = found.into_iter().map(TryInto::try_into).collect::<Outcome<Vec<Contact>>>()?;
        Ok(Page::cut(items, page.limit, |contact| Position {
            rank: if by_change { micros(contact.updated_at) } else { 0 },
            id: contact.id.uuid(),
        }))
    }

    async fn present_contact(&self, scope: &Scope, id: ContactId) -> Outcome<Option<ContactId>> {
        let found: Vec<IdRow> = rows(
            self,
            scope,
            "select p.id from app.present_contact($1) p (id) where p.id is not null",
            vec![id.uuid().into()],
        )
        .await?;
        Ok(found.first().map(|row| row.id.into()))
    }

    async fn contact_twins(&self, scope: &Scope, id: ContactId, limit: Limit) -> Outcome<Vec<Suspicion>> {
        let limit = i32::try_from(limit.get()).unwrap_or(i32::MAX);
        let found: Vec<SuspicionRow> = rows(
            self,
            scope,
            "select t.id, t.name::text, array_agg(k.reason order by k.reason) as reasons
             from app.contact_kin($2, null, $3) k
             join contacts t on t.account_id = $1 and t.id = k.contact_id
             group by t.account_id, t.id order by count(*) desc, t.id desc limit $3",
            vec![scope.account().uuid().into(), id.uuid().into(), limit.into()],
        )
        .await?;
        found.into_iter().map(TryInto::try_into).collect()
    }

    async fn suspected_contacts(&self, scope: &Scope, page: PageRequest) -> Outcome<Page<Suspects>> {
        // The contacts with twins, and the last that was looked at if there are more.
        let mut found: Vec<SuspectsRow> = rows(
            self,
            scope,
            "with looked as materialized (
               select t.id, t.name::text as name from contacts t
               where t.account_id = $1 and t.merged_into is null and ($2::uuid is null or t.id < $2)
               order by t.id desc limit $4
             ), twins as (
               select l.id, l.name, k.twins from looked l
               cross join lateral (
                 select jsonb_agg(jsonb_build_array(o.id, o.name, o.reasons) order by o.id desc) as twins
                 from (select t.id, t.name::text as name, array_agg(k.reason order by k.reason) as reasons
                       from app.contact_kin(l.id, l.id, $5) k
                       join contacts t on t.account_id = $1 and t.id = k.contact_id
                       group by t.account_id, t.id) o) k
               where k.twins is not null
               order by l.id desc limit $3
             )
             select * from twins
             union all
             (select l.id, l.name, null from looked l where (select count(*) from looked) = $4 order by l.id limit 1)
             order by id desc, twins nulls last",
            vec![
                scope.account().uuid().into(),
                page.after.map(|after| after.id).into(),
                limit(page).into(),
                LOOKED_AT.into(),
                MOST_TWINS.into(),
            ],
        )
        .await?;
        let end = found.pop_if(|row| row.twins.is_none()).map(|row| Position { rank: 0, id: row.id });
        let items = found.into_iter().map(TryInto::try_into).collect::<Outcome<Vec<Suspects>>>()?;
        let mut cut = Page::cut(items, page.limit, |one| Position { rank: 0, id: one.contact_id.uuid() });
        cut.next = cut.next.or(end);
        Ok(cut)
    }

    async fn companies(&self, scope: &Scope, q: Option<&Query>, page: PageRequest) -> Outcome<Page<Company>> {
        let id = |company: &Company| company.id.uuid();
        if let Some(query) = q {
            let sql = format!(
                "select {COMPANY} from search.companies($2, $3, $4) s (id)
                 join companies c on c.account_id = $1 and c.id = s.id order by c.id desc"
            );
            let values = vec![
                scope.account().uuid().into(),
                words(query).into(),
                page.after.map(|after| after.id).into(),
                (i32::try_from(page.limit.get()).unwrap_or(i32::MAX) + 1).into(),
            ];
            let found: Vec<CompanyRow> = rows(self, scope, sql, values).await?;
            let items = found.into_iter().map(TryInto::try_into).collect::<Outcome<Vec<Company>>>()?;
            return Ok(Page::cut(items, page.limit, |company| Position { rank: 0, id: id(company) }));
        }
        let sql = format!(
            "select {COMPANY} from companies c
             where c.account_id = $1 and ($2::uuid is null or c.id < $2) order by c.id desc limit $3"
        );
        page_by_id::<CompanyRow, _>(self, scope, &sql, page, id).await
    }

    async fn company(&self, scope: &Scope, id: CompanyId) -> Outcome<Option<Company>> {
        let sql = format!("select {COMPANY} from companies c where c.account_id = $1 and c.id = $2");
        one::<CompanyRow, _>(self, scope, &sql, vec![scope.account().uuid().into(), id.uuid().into()]).await
    }

    async fn contact_notes(&self, scope: &Scope, id: ContactId, page: PageRequest) -> Outcome<Page<ContactNote>> {
        let sql = format!(
            "select {NOTE} from contact_notes n
             join memberships m on m.account_id = n.account_id and m.user_id = n.author_id
             where n.account_id = $1 and n.contact_id = $2 and ($3::uuid is null or n.id < $3)
             order by n.id desc limit $4"
        );
        let found: Vec<NoteRow> = rows(self, scope, sql, of_contact(scope, id, page)).await?;
        let items = found.into_iter().map(TryInto::try_into).collect::<Outcome<Vec<ContactNote>>>()?;
        Ok(Page::cut(items, page.limit, |note| Position { rank: 0, id: note.id.uuid() }))
    }

    async fn quarantined(&self, scope: &Scope, id: ContactId, page: PageRequest) -> Outcome<Page<Quarantined>> {
        let sql = format!(
            "select {QUARANTINED} from quarantined_messages q
             where q.account_id = $1 and q.contact_id = $2 and ($3::uuid is null or q.id < $3)
             order by q.id desc limit $4"
        );
        let found: Vec<QuarantinedRow> = rows(self, scope, sql, of_contact(scope, id, page)).await?;
        let items = found.into_iter().map(TryInto::try_into).collect::<Outcome<Vec<Quarantined>>>()?;
        Ok(Page::cut(items, page.limit, |message| Position { rank: 0, id: message.id.uuid() }))
    }

    async fn contact_attribute_names(&self, scope: &Scope) -> Outcome<Vec<String>> {
        let found: Vec<NameRow> = rows(
            self,
            scope,
            "select distinct k.name from contacts t cross join lateral jsonb_object_keys(t.custom_attributes) k (name)
             where t.account_id = $1 and t.custom_attributes <> '{}' order by 1 limit 200",
            vec![scope.account().uuid().into()],
        )
        .await?;
        Ok(found.into_iter().map(|row| row.name).collect())
    }

    async fn company_names(&self, scope: &Scope, ids: &[CompanyId]) -> Outcome<Vec<(CompanyId, String)>> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let sql = "select c.id, c.name::text from companies c where c.account_id = $1 and c.id = any ($2)";
        let found: Vec<NamedRow> = rows(self, scope, sql, vec![scope.account().uuid().into(), ids.into()]).await?;
        Ok(found.into_iter().map(|row| (row.id.into(), row.name)).collect())
    }
}

fn of_contact(scope: &Scope, id: ContactId, page: PageRequest) -> Vec<Value> {
    vec![scope.account().uuid().into(), id.uuid().into(), page.after.map(|after| after.id).into(), limit(page).into()]
}
