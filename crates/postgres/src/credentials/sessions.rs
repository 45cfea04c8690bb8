//! Opening sessions, with all that is committed with them; ending them and listing them.

use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::id::{SessionId, UserId};
use skybot_domain::letter::Purpose;
use skybot_domain::scope::Origin;
use skybot_domain::session::{IDLE_LIFETIME, NewSession, SecretHash, SecurityEvent, Session};

use super::{guesses, second_factor};
use crate::letters::links;
use crate::notes::{Note, address, agent, held};
use crate::query::select;
use crate::rows::corrupt;
use crate::unit::Unit;

#[derive(FromQueryResult)]
struct ReplacedRow {
    second_factor: bool,
    expires_at: OffsetDateTime,
}

/// Opens a session; `false` if what it uses up is used up, and then everything must be undone.
pub(super) async fn open(unit: &Unit, new: &NewSession) -> Result<bool, StoreError> {
    // Guesses first, as where passwords are set: two who wait for each other would wait for ever.
    let still_there = match &new.with.guess {
        Some(place) => guesses::right(unit, place).await?,
        None => false,
    };
    if !use_up(unit, new).await? {
        return Ok(false);
    }
    // Moving to another tenant shows nothing new and makes no session live longer.
    let mut second_factor = new.second_factor;
    let mut expires_at = new.at + new.lifetime;
    if let Some(replaced) = new.with.replaces {
        let Some(old) = replace(unit, new, replaced).await? else { return Ok(false) };
        second_factor |= old.second_factor;
        expires_at = expires_at.min(old.expires_at);
    }
    unit.run(
        "with session as (
           insert into sessions (id, account_id, user_id, user_agent, ip, created_at, last_used_at, expires_at,
                                 second_factor, impersonator)
           values ($1, $2, $3, $4, $5::inet, $6, $6, $7, $9, $10)
         )
         insert into refresh_tokens (token_hash, session_id, issued_at) values ($8, $1, $6)",
        vec![
            new.id.uuid().into(),
            new.account_id.uuid().into(),
            new.user_id.uuid().into(),
            agent(&new.origin).into(),
            address(&new.origin).into(),
            new.at.into(),
            expires_at.into(),
            new.refresh_hash.to_vec().into(),
            second_factor.into(),
            new.impersonator.as_deref().map(|impersonator| held(impersonator, 120)).into(),
        ],
    )
    .await?;
    if let Some(device) = new.with.device {
        unit.run(
            "insert into known_devices (user_id, device_hash, last_used_at) values ($1, $2, $3)
             on conflict (user_id, device_hash) do update set last_used_at = excluded.last_used_at",
            vec![new.user_id.uuid().into(), device.to_vec().into(), new.at.into()],
        )
        .await?;
    }
    if let Some(hash) = &new.with.password_hash
        && still_there
    {
        // Were the guess gone, somebody would have set another password since, and must keep it.
        let values = vec![new.user_id.uuid().into(), hash.as_str().into()];
        unit.run("update users set password_hash = $2 where id = $1", values).await?;
    }
    note_opened(unit, new).await?;
    Ok(true)
}

/// Uses up what the session is opened with.
async fn use_up(unit: &Unit, new: &NewSession) -> Result<bool, StoreError> {
    let (user, with) = (new.user_id.uuid(), &new.with);
    // Links before the user's row, as where passwords are set.
    if let Some(link) = &with.link
        && !links::use_up(unit, link, Purpose::MagicLink, user, new.at).await?
    {
        return Ok(false);
    }
    if let Some(step) = with.totp_step
        && !second_factor::use_step(unit, user, step).await?
    {
        return Ok(false);
    }
    if let Some(code) = &with.backup_code
        && !second_factor::use_backup_code(unit, user, code, new.at).await?
    {
        return Ok(false);
    }
    if with.link.is_some() {
        // Whoever shows the second factor has set it up.
        links::prove_mailbox(unit, user, new.second_factor, &new.origin, new.at).await?;
    }
    Ok(true)
}

/// Ends the session that the new one takes the place of. One that is over already is followed by
/// none.
async fn replace(unit: &Unit, new: &NewSession, old: SessionId) -> Result<Option<ReplacedRow>, StoreError> {
    unit.first(
        "update sessions s set revoked_at = $3
         where s.id = $1 and s.user_id = $2 and s.revoked_at is null and s.expires_at > $3 and s.last_used_at > $4
         returning s.second_factor, s.expires_at",
        vec![old.uuid().into(), new.user_id.uuid().into(), new.at.into(), (new.at - IDLE_LIFETIME).into()],
    )
    .await
}

async fn note_opened(unit: &Unit, new: &NewSession) -> Result<(), StoreError> {
    let (account, user, origin) = (Some(new.account_id.uuid()), new.user_id.uuid(), &new.origin);
    if new.with.backup_code.is_some() {
        let event = SecurityEvent::BackupCodeUsed;
        Note { account, user, by_user: true, event, origin, detail: None }.write(unit).await?;
    }
    let mut detail = json!({ "session_id": new.id.uuid(), "second_factor": new.second_factor });
    let event = if let Some(impersonator) = &new.impersonator {
        detail["impersonator"] = held(impersonator, 120).into();
        SecurityEvent::Impersonated
    } else if let Some(replaced) = new.with.replaces {
        detail["from_session_id"] = replaced.to_string().into();
        SecurityEvent::AccountSwitched
    } else {
        SecurityEvent::SignedIn
    };
    let (by_user, detail) = (new.impersonator.is_none(), Some(detail));
    Note { account, user, by_user, event, origin, detail }.write(unit).await
}

/// Which sessions to end.
pub(super) enum Ending {
    /// That of a refresh token, used or not.
    OfToken(SecretHash),
    /// One of a user's.
    One(UserId, SessionId),
    /// All of a user's but one.
    AllBut(UserId, Option<SessionId>),
}

/// A session that was ended.
#[derive(FromQueryResult)]
pub(super) struct EndedRow {
    id: Uuid,
    account_id: Uuid,
    user_id: Uuid,
    impersonated: bool,
}

impl EndedRow {
    pub(super) fn id(&self) -> SessionId {
        self.id.into()
    }
}

/// Ends those that are not over.
pub(super) async fn end(unit: &Unit, which: Ending, at: Timestamp) -> Result<Vec<EndedRow>, StoreError> {
    let (condition, mut values) = match which {
        Ending::OfToken(token) => (
            "s.id = (select t.session_id from refresh_tokens t where t.token_hash = $3)",
            vec![Value::from(token.to_vec())],
        ),
        Ending::One(user, session) => ("s.user_id = $3 and s.id = $4", vec![user.uuid().into(), session.uuid().into()]),
        Ending::AllBut(user, keep) => {
            ("s.user_id = $3 and s.id is distinct from $4", vec![user.uuid().into(), keep.map(SessionId::uuid).into()])
        }
    };
    let mut common = vec![Value::from(at), (at - IDLE_LIFETIME).into()];
    common.append(&mut values);
    select(
        unit,
        format!(
            "update sessions s set revoked_at = $1
             where {condition} and s.revoked_at is null and s.expires_at > $1 and s.last_used_at > $2
             returning s.id, s.account_id, s.user_id, s.impersonator is not null as impersonated"
        ),
        common,
    )
    .await
}

/// Notes sessions that were ended. The logs of many tenants are written in one order, so that no two
/// wait for each other.
pub(super) async fn note_ended(
    unit: &Unit,
    ended: &[EndedRow],
    event: SecurityEvent,
    origin: &Origin,
) -> Result<(), StoreError> {
    let mut ended: Vec<_> = ended.iter().collect();
    ended.sort_by_key(|row| (row.account_id, row.id));
    for row in ended {
        // The platform signs out of a session that was its own.
        let by_user = !(row.impersonated && event == SecurityEvent::SignedOut);
        let (account, detail) = (Some(row.account_id), Some(json!({ "session_id": row.id })));
        Note { account, user: row.user_id, by_user, event, origin, detail }.write(unit).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct SessionRow {
    id: Uuid,
    account_id: Uuid,
    user_agent: Option<String>,
    ip: Option<String>,
    created_at: OffsetDateTime,
    last_used_at: OffsetDateTime,
    expires_at: OffsetDateTime,
}

/// The live sessions of a user.
pub(super) async fn list(unit: &Unit, user: UserId, at: Timestamp) -> Result<Vec<Session>, StoreError> {
    let rows: Vec<SessionRow> = select(
        unit,
        "select s.id, s.account_id, s.user_agent, host(s.ip) as ip, s.created_at, s.last_used_at, s.expires_at
         from sessions s
         where s.user_id = $1 and s.revoked_at is null and s.expires_at > $2 and s.last_used_at > $3
         order by s.last_used_at desc, s.id desc limit 100",
        vec![user.uuid().into(), at.into(), (at - IDLE_LIFETIME).into()],
    )
    .await?;
    let session = |row: SessionRow| {
        let ip = row.ip.map(|ip| ip.parse().map_err(|_| corrupt("sessions", "ip", row.id))).transpose()?;
        Ok(Session {
            id: row.id.into(),
            account_id: row.account_id.into(),
            user_agent: row.user_agent,
            ip,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            expires_at: row.expires_at,
        })
    };
    rows.into_iter().map(session).collect()
}
