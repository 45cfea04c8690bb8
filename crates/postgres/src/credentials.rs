//! The [`Credentials`] port: users and sessions, outside any tenant.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::account::AccountStatus;
use skybot_domain::error::StoreError;
use skybot_domain::id::SessionId;
use skybot_domain::ports::Credentials;
use skybot_domain::scope::{Reach, Role};
use skybot_domain::session::{
    ABSOLUTE_LIFETIME, IDLE_LIFETIME, Login, LoginMembership, NewSession, Principal, REUSE_GRACE, Rotation, SecretHash,
};
use skybot_domain::text::Email;

use crate::error::{orm_error, store_error};
use crate::pool::Postgres;
use crate::rows::corrupt;
use crate::store::select;
use crate::unit::Unit;

/// How long a principal is believed: a revocation must hold everywhere within one second.
const BELIEVED_FOR: Duration = Duration::from_millis(900);
/// Past so many sessions those that are not believed any more are forgotten.
const SWEEP_AT: usize = 10_000;

/// Principals that were looked up less than [`BELIEVED_FOR`] ago.
#[derive(Default)]
pub(crate) struct PrincipalCache(Mutex<HashMap<SessionId, (Timestamp, Principal)>>);

impl PrincipalCache {
    fn get(&self, session: SessionId, now: Timestamp) -> Option<Principal> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, principal) = known.get(&session)?;
        is_fresh(*at, now).then(|| principal.clone())
    }

    fn put(&self, session: SessionId, now: Timestamp, principal: Principal) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= SWEEP_AT {
            known.retain(|_, (at, _)| is_fresh(*at, now));
        }
        known.insert(session, (now, principal));
    }

    fn forget(&self, session: SessionId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&session);
    }
}

fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    (Duration::ZERO..BELIEVED_FOR).contains(&(now - at).unsigned_abs()) && at <= now
}

#[derive(FromQueryResult)]
struct LoginRow {
    user_id: Uuid,
    password_hash: String,
    account_id: Option<Uuid>,
    account_status: Option<String>,
    disabled: Option<bool>,
}

#[derive(FromQueryResult)]
struct SessionRow {
    session_id: Uuid,
}

#[derive(FromQueryResult)]
struct UsedRow {
    session_id: Uuid,
    used_at: Option<OffsetDateTime>,
    live: bool,
}

#[derive(sqlx::FromRow)]
struct PrincipalRow {
    user_id: Uuid,
    account_id: Uuid,
    account_name: String,
    name: String,
    email: String,
    role: String,
    reach: String,
}

/// Whether a session `s` is alive at `$3`, when `$4` is the moment before which it would have
/// been idle for too long.
const LIVE: &str = "s.revoked_at is null and s.expires_at > $3 and s.last_used_at > $4";

#[async_trait]
impl Credentials for Postgres {
    async fn login(&self, email: &Email) -> Result<Option<Login>, StoreError> {
        let (db, email) = (self.clone(), email.folded());
        self.detached(async move {
            let unit = db.enter_platform().await?;
            let rows: Vec<LoginRow> = select(
                &unit,
                "select u.id as user_id, u.password_hash, m.account_id, a.status as account_status,
                        m.disabled_at is not null as disabled
                 from users u
                 left join memberships m on m.user_id = u.id
                 left join accounts a on a.id = m.account_id
                 where lower(u.email) = lower($1) and u.disabled_at is null
                 order by m.created_at, m.account_id",
                vec![email.into()],
            )
            .await?;
            unit.commit().await?;
            let Some(first) = rows.first() else { return Ok(None) };
            let (user_id, password_hash) = (first.user_id.into(), first.password_hash.clone());
            let memberships = rows
                .into_iter()
                .filter_map(|row| {
                    let account_id = row.account_id?.into();
                    let account_status = AccountStatus::parse(&row.account_status?)?;
                    Some(LoginMembership { account_id, account_status, disabled: row.disabled? })
                })
                .collect();
            Ok(Some(Login { user_id, password_hash, memberships }))
        })
        .await
    }

    async fn open_session(&self, session: &NewSession) -> Result<(), StoreError> {
        let (db, session) = (self.clone(), session.clone());
        self.detached(async move {
            let unit = db.enter_platform().await?;
            let agent =
                session.user_agent.map(|agent| agent.chars().filter(|c| *c != '\0').take(255).collect::<String>());
            execute(
                &unit,
                "with session as (
                   insert into sessions
                     (id, account_id, user_id, user_agent, ip, created_at, last_used_at, expires_at)
                   values ($1, $2, $3, $4, $5::inet, $6, $6, $7)
                 )
                 insert into refresh_tokens (token_hash, session_id, issued_at) values ($8, $1, $6)",
                [
                    session.id.uuid().into(),
                    session.account_id.uuid().into(),
                    session.user_id.uuid().into(),
                    agent.into(),
                    session.ip.map(|ip| ip.to_string()).into(),
                    session.at.into(),
                    (session.at + ABSOLUTE_LIFETIME).into(),
                    session.refresh_hash.to_vec().into(),
                ],
            )
            .await?;
            unit.commit().await
        })
        .await
    }

    async fn rotate(&self, old: &SecretHash, new: &SecretHash, at: Timestamp) -> Result<Rotation, StoreError> {
        let (db, old, new) = (self.clone(), old.to_vec(), new.to_vec());
        let rotation = self
            .detached(async move {
                let unit = db.enter_platform().await?;
                let rotation = rotate(&unit, old, new, at).await?;
                unit.commit().await?;
                Ok(rotation)
            })
            .await?;
        if let Rotation::Reused(session) = rotation {
            self.principals.forget(session);
        }
        Ok(rotation)
    }

    async fn revoke_by_token(&self, token: &SecretHash, at: Timestamp) -> Result<(), StoreError> {
        let (db, token) = (self.clone(), token.to_vec());
        self.detached(async move {
            let unit = db.enter_platform().await?;
            let revoked: Vec<SessionRow> = select(
                &unit,
                "update sessions s set revoked_at = $2 from refresh_tokens t
                 where t.token_hash = $1 and s.id = t.session_id and s.revoked_at is null
                 returning s.id as session_id",
                vec![token.into(), at.into()],
            )
            .await?;
            unit.commit().await?;
            for row in revoked {
                db.principals.forget(row.session_id.into());
            }
            Ok(())
        })
        .await
    }

    async fn revoke(&self, session: SessionId, at: Timestamp) -> Result<(), StoreError> {
        let db = self.clone();
        self.detached(async move {
            let unit = db.enter_platform().await?;
            revoke(&unit, session, at).await?;
            unit.commit().await?;
            db.principals.forget(session);
            Ok(())
        })
        .await
    }

    async fn principal(&self, session: SessionId, at: Timestamp) -> Result<Option<Principal>, StoreError> {
        if let Some(principal) = self.principals.get(session, at) {
            return Ok(Some(principal));
        }
        let db = self.clone();
        let row: Option<PrincipalRow> = self
            .detached(async move {
                let mut lease = db.lease().await?;
                let row = sqlx::query_as("select * from app.principal($1, $2, $3)")
                    .bind(session.uuid())
                    .bind(at)
                    .bind(IDLE_LIFETIME)
                    .fetch_optional(&mut *lease)
                    .await
                    .map_err(|error| store_error(&error))?;
                lease.release();
                Ok(row)
            })
            .await?;
        let Some(row) = row else { return Ok(None) };
        let bad = |column| corrupt("memberships", column, row.user_id);
        let principal = Principal {
            session_id: session,
            user_id: row.user_id.into(),
            account_id: row.account_id.into(),
            account_name: row.account_name,
            name: row.name,
            email: Email::parse(&row.email).map_err(|_| bad("email"))?,
            role: Role::parse(&row.role).ok_or_else(|| bad("role"))?,
            reach: Reach::parse(&row.reach).ok_or_else(|| bad("reach"))?,
        };
        self.principals.put(session, at, principal.clone());
        Ok(Some(principal))
    }
}

/// One conditional statement decides who of many wins; the rest is for those who did not.
async fn rotate(unit: &Unit, old: Vec<u8>, new: Vec<u8>, at: Timestamp) -> Result<Rotation, StoreError> {
    let idle_since = at - IDLE_LIFETIME;
    let won: Vec<SessionRow> = select(
        unit,
        format!(
            "with used as (
               update refresh_tokens t set used_at = $3 from sessions s
               where t.token_hash = $1 and t.used_at is null and s.id = t.session_id and {LIVE}
               returning t.session_id
             ), touched as (
               update sessions s set last_used_at = $3 from used where s.id = used.session_id
             )
             insert into refresh_tokens (token_hash, session_id, issued_at)
             select $2, session_id, $3 from used
             returning session_id"
        ),
        vec![old.clone().into(), new.clone().into(), at.into(), idle_since.into()],
    )
    .await?;
    if let Some(row) = won.first() {
        return Ok(Rotation::Rotated(row.session_id.into()));
    }
    let known: Vec<UsedRow> = select(
        unit,
        format!(
            "select t.session_id, t.used_at, {LIVE} as live from refresh_tokens t
             join sessions s on s.id = t.session_id where t.token_hash = $1 and $2::bytea is not null"
        ),
        vec![old.into(), new.clone().into(), at.into(), idle_since.into()],
    )
    .await?;
    let Some(UsedRow { session_id, used_at: Some(used_at), live: true }) = known.into_iter().next() else {
        return Ok(Rotation::Refused);
    };
    // The answer was lost: its token, if nobody used it, gives way to the new one, so that one
    // lineage lives on.
    if at - used_at < REUSE_GRACE {
        let replaced: Vec<SessionRow> = select(
            unit,
            "update refresh_tokens set token_hash = $1
             where session_id = $2 and issued_at = $3 and used_at is null
             returning session_id",
            vec![new.into(), session_id.into(), used_at.into()],
        )
        .await?;
        if !replaced.is_empty() {
            return Ok(Rotation::Rotated(session_id.into()));
        }
    }
    revoke(unit, session_id.into(), at).await?;
    Ok(Rotation::Reused(session_id.into()))
}

async fn revoke(unit: &Unit, session: SessionId, at: Timestamp) -> Result<(), StoreError> {
    execute(
        unit,
        "update sessions set revoked_at = $2 where id = $1 and revoked_at is null",
        [session.uuid().into(), at.into()],
    )
    .await
}

async fn execute<const N: usize>(unit: &Unit, sql: &str, values: [sea_orm::Value; N]) -> Result<(), StoreError> {
    unit.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values))
        .await
        .map_err(|error| orm_error(&error))?;
    Ok(())
}
