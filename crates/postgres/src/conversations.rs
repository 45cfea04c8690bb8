//! Lists, counts and single reads of conversations, as the caller sees them.
//!
//! One statement each, put together by sea-query from typed filters: no text from outside is ever
//! part of a statement.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::conversation::{AssigneeFilter, Conversation, ConversationFilter, Counts, Sort};
use skybot_domain::error::StoreError;
use skybot_domain::id::ConversationId;
use skybot_domain::page::{Page, PageRequest, Position};
use skybot_domain::scope::Scope;

use crate::error::orm_error;
use crate::filter;
use crate::rows::ConversationRow;

/// The one predicate of who may see a conversation, for a row `v` of the view.
pub(crate) const VISIBLE: &str = "((select app.sees_all()) or app.can_see(v.inbox_id, v.team_id, v.assignee_id))";

/// Most conversations that a text filter looks at, newest first.
const MAX_TEXT_MATCHES: i32 = 1_000;

pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    id: ConversationId,
) -> Result<Option<Conversation>, StoreError> {
    let mut found = get_many(connection, scope, &[id.uuid()]).await?;
    Ok(found.pop())
}

/// Those of the conversations that exist and may be seen, in no order.
pub(crate) async fn get_many(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[Uuid],
) -> Result<Vec<Conversation>, StoreError> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        format!("select v.* from app.conversation_view v where v.account_id = $1 and v.id = any($2) and {VISIBLE}"),
        [scope.account().uuid().into(), ids.to_vec().into()],
    );
    let rows = ConversationRow::find_by_statement(statement).all(connection).await.map_err(|e| orm_error(&e))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ConversationFilter,
    sort: Sort,
    page: PageRequest,
) -> Result<Page<Conversation>, StoreError> {
    let mut statement = DbBackend::Postgres.build(&select(scope, filter, sort, page));
    // As text: with a value for it a plan for all values looks so much dearer than one for this page that
    // PostgreSQL would plan anew every time, which takes longer than all the rest.
    statement.sql.extend([" limit ", &(u64::from(page.limit.get()) + 1).to_string()]);
    let rows = ConversationRow::find_by_statement(statement).all(connection).await.map_err(|e| orm_error(&e))?;
    let conversations = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<Conversation>, _>>()?;
    Ok(Page::cut(conversations, page.limit, |conversation| position(conversation, sort)))
}

fn position(conversation: &Conversation, sort: Sort) -> Position {
    let rank = match sort {
        Sort::LastActivity => micros(conversation.last_activity_at),
        Sort::Waiting => conversation.waiting_since.map_or(0, micros),
        Sort::Created => 0,
    };
    Position { rank, id: conversation.id.uuid() }
}

/// Microseconds since 1970.
pub(crate) fn micros(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}

/// The moment so many microseconds after 1970 began.
pub(crate) fn moment(micros: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn v(column: &'static str) -> Expr {
    Expr::col((Alias::new("v"), Alias::new(column)))
}

/// The rows of a page, but for their number.
fn select(scope: &Scope, filter: &ConversationFilter, sort: Sort, page: PageRequest) -> SelectStatement {
    let mut select = matching(scope, filter);
    select.expr(Expr::cust("v.*"));
    order(&mut select, sort, page.after);
    select
}

/// Rows `v` of the view that match and that the caller may see; what is selected of them is not said yet.
pub(crate) fn matching(scope: &Scope, filter: &ConversationFilter) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as((Alias::new("app"), Alias::new("conversation_view")), Alias::new("v"))
        .and_where(v("account_id").eq(scope.account().uuid()))
        .and_where(Expr::cust(VISIBLE));
    restrict(&mut select, scope, filter);
    select
}

fn restrict(select: &mut SelectStatement, scope: &Scope, filter: &ConversationFilter) {
    if !filter.status.is_empty() {
        // As text too: a plan for all values could not use the index of those that are not resolved.
        select.and_where(
            v("status").is_in(filter.status.iter().map(|status| Expr::cust(format!("'{}'", status.as_str())))),
        );
    }
    match filter.assignee {
        Some(AssigneeFilter::Me) => {
            // Nobody acting is assigned nothing.
            select.and_where(v("assignee_id").eq(scope.user().map(skybot_domain::Id::uuid)));
        }
        Some(AssigneeFilter::Nobody) => {
            select.and_where(v("assignee_id").is_null());
        }
        Some(AssigneeFilter::Member(id)) => {
            select.and_where(v("assignee_id").eq(id.uuid()));
        }
        None => {}
    }
    if let Some(team) = filter.team {
        select.and_where(v("team_id").eq(team.uuid()));
    }
    if let Some(inbox) = filter.inbox {
        select.and_where(v("inbox_id").eq(inbox.uuid()));
    }
    if let Some(contact) = filter.contact {
        select.and_where(v("contact_id").eq(contact.uuid()));
    }
    if let Some(priority) = filter.priority {
        select.and_where(v("priority").eq(priority.as_str()));
    }
    if let Some(label) = &filter.label {
        select.and_where(Expr::cust_with_values(
            "v.id in (select cl.conversation_id from conversation_labels cl
                      join labels l on l.account_id = cl.account_id and l.id = cl.label_id
                      where cl.account_id = $1 and l.account_id = $1 and l.name = $2)",
            [sea_orm::Value::from(scope.account().uuid()), label.as_str().into()],
        ));
    }
    if filter.unread {
        select.and_where(v("unread_count").gt(0));
    }
    if let Some(query) = &filter.q {
        select.and_where(Expr::cust_with_values(
            "v.id = any (array(select search.conversations($1, $2, $3)))",
            [sea_orm::Value::from(query.text()), query.number().into(), MAX_TEXT_MATCHES.into()],
        ));
    }
    if let Some(tree) = &filter.tree {
        select.and_where(filter::condition(scope, tree));
    }
}

fn order(select: &mut SelectStatement, sort: Sort, after: Option<Position>) {
    match sort {
        Sort::LastActivity => {
            select
                .order_by((Alias::new("v"), Alias::new("last_activity_at")), Order::Desc)
                .order_by((Alias::new("v"), Alias::new("id")), Order::Desc);
            if let Some(after) = after {
                select.and_where(Expr::cust_with_values(
                    "(v.last_activity_at, v.id) < ($1, $2)",
                    [sea_orm::Value::from(moment(after.rank)), after.id.into()],
                ));
            }
        }
        Sort::Created => {
            select.order_by((Alias::new("v"), Alias::new("id")), Order::Desc);
            if let Some(after) = after {
                select.and_where(v("id").lt(after.id));
            }
        }
        Sort::Waiting => {
            select
                .and_where(v("waiting_since").is_not_null())
                .order_by((Alias::new("v"), Alias::new("waiting_since")), Order::Asc)
                .order_by((Alias::new("v"), Alias::new("id")), Order::Asc);
            if let Some(after) = after {
                select.and_where(Expr::cust_with_values(
                    "(v.waiting_since, v.id) > ($1, $2)",
                    [sea_orm::Value::from(moment(after.rank)), after.id.into()],
                ));
            }
        }
    }
}

#[derive(FromQueryResult)]
struct CountRow {
    open: i64,
    pending: i64,
    snoozed: i64,
    resolved: i64,
    mine: i64,
    unassigned: i64,
    unread: i64,
}

pub(crate) async fn counts(connection: &impl ConnectionTrait, scope: &Scope) -> Result<Counts, StoreError> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "select count(*) filter (where v.status = 'open') as open,
                count(*) filter (where v.status = 'pending') as pending,
                count(*) filter (where v.status = 'snoozed') as snoozed,
                count(*) filter (where v.status = 'resolved') as resolved,
                count(*) filter (where v.status <> 'resolved' and v.assignee_id = $2) as mine,
                count(*) filter (where v.status <> 'resolved' and v.assignee_id is null) as unassigned,
                count(*) filter (where v.status <> 'resolved' and v.inbound_count > coalesce(p.read_inbound, 0)) as unread
         from conversations v
         left join participants p on p.account_id = v.account_id and p.conversation_id = v.id and p.user_id = $2
         where v.account_id = $1
           and ((select app.sees_all()) or app.can_see(v.inbox_id, v.team_id, v.assignee_id))",
        [scope.account().uuid().into(), scope.user().map(skybot_domain::Id::uuid).into()],
    );
    let row = CountRow::find_by_statement(statement).one(connection).await.map_err(|e| orm_error(&e))?;
    Ok(row.map_or_else(Counts::default, |row| Counts {
        open: row.open,
        pending: row.pending,
        snoozed: row.snoozed,
        resolved: row.resolved,
        mine: row.mine,
        unassigned: row.unassigned,
        unread: row.unread,
    }))
}
