//! Rotating refresh tokens. One conditional statement decides who of many wins; the rest is for those
//! who did not.

use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::scope::Origin;
use skybot_domain::session::{IDLE_LIFETIME, REUSE_GRACE, Rotation, SecretHash, SecurityEvent};

use crate::notes::{Note, address, agent};
use crate::unit::Unit;

#[derive(FromQueryResult)]
struct WonRow {
    session_id: Uuid,
}

#[derive(FromQueryResult)]
struct UsedRow {
    session_id: Uuid,
    user_id: Uuid,
    account_id: Uuid,
    used_at: Option<OffsetDateTime>,
    live: bool,
    allowed: bool,
}

/// Whether a session `s` is alive at `$2`, when `$3` is the moment before which it would have been
/// idle for too long.
const LIVE: &str = "s.revoked_at is null and s.expires_at > $2 and s.last_used_at > $3";

/// Whether user, member and tenant may go on. Asked before a token is used up: who is let in again
/// goes on with it.
const ALLOWED: &str = "u.disabled_at is null and m.disabled_at is null and a.status = 'active'";

const OF_SESSION: &str = "u.id = s.user_id and m.account_id = s.account_id and m.user_id = s.user_id
    and a.id = s.account_id";

pub(super) async fn rotate(
    unit: &Unit,
    old: &SecretHash,
    new: &SecretHash,
    origin: &Origin,
    at: Timestamp,
) -> Result<Rotation, StoreError> {
    let common = || -> Vec<Value> { vec![old.to_vec().into(), at.into(), (at - IDLE_LIFETIME).into()] };
    let mut values = common();
    values.extend([new.to_vec().into(), address(origin).into(), agent(origin).into()]);
    let won: Option<WonRow> = unit
        .first(
            &format!(
                "with used as (
                   update refresh_tokens t set used_at = $2 from sessions s, users u, memberships m, accounts a
                   where t.token_hash = $1 and t.used_at is null and s.id = t.session_id and {LIVE}
                     and {OF_SESSION} and {ALLOWED}
                   returning t.session_id
                 ), touched as (
                   update sessions s
                   set last_used_at = $2, ip = coalesce($5::inet, s.ip), user_agent = coalesce($6, s.user_agent)
                   from used where s.id = used.session_id
                 )
                 insert into refresh_tokens (token_hash, session_id, issued_at)
                 select $4, session_id, $2 from used
                 returning session_id"
            ),
            values,
        )
        .await?;
    if let Some(row) = won {
        return Ok(Rotation::Rotated(row.session_id.into()));
    }
    let known: Option<UsedRow> = unit
        .first(
            &format!(
                "select t.session_id, s.user_id, s.account_id, t.used_at, {LIVE} as live, {ALLOWED} as allowed
                 from refresh_tokens t
                 join sessions s on s.id = t.session_id
                 join users u on u.id = s.user_id
                 join memberships m on m.account_id = s.account_id and m.user_id = s.user_id
                 join accounts a on a.id = s.account_id
                 where t.token_hash = $1"
            ),
            common(),
        )
        .await?;
    let Some(UsedRow { session_id, user_id, account_id, used_at: Some(used_at), live: true, allowed }) = known else {
        return Ok(Rotation::Refused);
    };
    // The answer was lost: its token, if nobody used it, gives way to the new one, so that one
    // lineage lives on.
    if at - used_at < REUSE_GRACE {
        if !allowed {
            return Ok(Rotation::Refused);
        }
        let replaced = unit
            .run(
                "update refresh_tokens set token_hash = $1
                 where session_id = $2 and issued_at = $3 and used_at is null",
                vec![new.to_vec().into(), session_id.into(), used_at.into()],
            )
            .await?;
        if replaced > 0 {
            return Ok(Rotation::Rotated(session_id.into()));
        }
    }
    // One of the two who have the token stole it. Who did that, nobody knows.
    unit.run(
        "update sessions set revoked_at = $2 where id = $1 and revoked_at is null",
        vec![session_id.into(), at.into()],
    )
    .await?;
    let (event, detail) = (SecurityEvent::RefreshReused, Some(json!({ "session_id": session_id })));
    Note { account: Some(account_id), user: user_id, by_user: false, event, origin, detail }.write(unit).await?;
    Ok(Rotation::Reused(session_id.into()))
}
