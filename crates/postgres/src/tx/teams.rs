//! Teams: who belongs to them, and what they have.

use sea_orm::FromQueryResult;
use sea_orm::sea_query::Alias;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::account::Team;
use skybot_domain::id::{ConversationId, TeamId, UserId};
use skybot_domain::text::Name;

use super::{IdRow, Outcome, PgTx};
use crate::query::select;
use crate::rows::TeamRow;

pub(super) async fn insert(tx: &PgTx, id: TeamId, name: &Name, at: Timestamp) -> Outcome<()> {
    tx.run(
        "insert into teams (account_id, id, name, created_at) values ($1, $2, $3, $4)",
        vec![id.uuid().into(), name.as_str().into(), at.into()],
    )
    .await?;
    Ok(())
}

pub(super) async fn hold(tx: &PgTx, id: TeamId) -> Outcome<Option<Team>> {
    // Against the foreign keys of whoever would give it something.
    let sql = "select * from teams where account_id = $1 and id = $2 for update";
    let row: Option<TeamRow> = tx.first(sql, vec![id.uuid().into()]).await?;
    row.map(TryInto::try_into).transpose()
}

pub(super) async fn rename(tx: &PgTx, id: TeamId, name: &Name) -> Outcome<()> {
    tx.update("teams", id.uuid(), |update| {
        update.value(Alias::new("name"), name.as_str());
    })
    .await
}

#[derive(FromQueryResult)]
struct CountRow {
    count: i64,
}

pub(super) async fn hold_conversations(tx: &PgTx, id: TeamId, most: u32) -> Outcome<u64> {
    let most = i32::try_from(most).unwrap_or(i32::MAX);
    let sql = "select app.hold_conversations_of($1, $2) as count";
    let rows: Vec<CountRow> = select(&tx.unit, sql, vec![id.uuid().into(), most.into()]).await?;
    Ok(rows.first().map_or(0, |row| row.count.unsigned_abs()))
}

pub(super) async fn has_canned_responses(tx: &PgTx, id: TeamId) -> Outcome<bool> {
    let sql = "select id from canned_responses where account_id = $1 and team_id = $2 limit 1";
    let found: Option<IdRow> = tx.first(sql, vec![id.uuid().into()]).await?;
    Ok(found.is_some())
}

pub(super) async fn take_off(tx: &PgTx, id: TeamId) -> Outcome<Vec<ConversationId>> {
    let rows: Vec<IdRow> = select(&tx.unit, "select app.take_team_off($1) as id", vec![id.uuid().into()]).await?;
    Ok(rows.into_iter().map(|row| row.id.into()).collect())
}

pub(super) async fn delete(tx: &PgTx, id: TeamId) -> Outcome<Vec<UserId>> {
    let sql = "delete from team_members where account_id = $1 and team_id = $2 returning user_id as id";
    let mut members: Vec<Uuid> =
        tx.all::<IdRow>(sql, vec![id.uuid().into()]).await?.into_iter().map(|row| row.id).collect();
    members.sort_unstable();
    tx.run("delete from teams where account_id = $1 and id = $2", vec![id.uuid().into()]).await?;
    Ok(members.into_iter().map(Into::into).collect())
}

pub(super) async fn set_member(tx: &PgTx, id: TeamId, user: UserId, member: bool) -> Outcome<bool> {
    let sql = if member {
        "insert into team_members (account_id, team_id, user_id) values ($1, $2, $3) on conflict do nothing"
    } else {
        "delete from team_members where account_id = $1 and team_id = $2 and user_id = $3"
    };
    Ok(tx.run(sql, vec![id.uuid().into(), user.uuid().into()]).await? > 0)
}
