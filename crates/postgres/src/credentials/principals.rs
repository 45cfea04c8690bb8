//! Whom a credential stands for. Asked with every request, so the answer is believed for a moment.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::id::{AccountId, SessionId, UserId};
use skybot_domain::mail::Locale;
use skybot_domain::scope::{Origin, Reach, Role};
use skybot_domain::session::{Credential, IDLE_LIFETIME, Principal, SecretHash};
use skybot_domain::text::Email;

use crate::error::store_error;
use crate::notes::{address, agent, request};
use crate::pool::Postgres;
use crate::rows::{corrupt, grants};

/// How long a principal is believed: a revocation must hold everywhere within one second.
const BELIEVED_FOR: Duration = Duration::from_millis(900);
/// Past so many principals those that are not believed any more are forgotten.
const SWEEP_AT: usize = 10_000;

/// What a principal was looked up by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Shown {
    Session(SessionId),
    /// Everything that decides whether the key is let in.
    ApiKey {
        public_id: String,
        secret: SecretHash,
        ip: Option<IpAddr>,
    },
}

/// Principals that were looked up less than [`BELIEVED_FOR`] ago.
#[derive(Default)]
pub(crate) struct PrincipalCache(Mutex<HashMap<Shown, (Timestamp, Principal)>>);

impl PrincipalCache {
    fn known(&self) -> MutexGuard<'_, HashMap<Shown, (Timestamp, Principal)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, shown: &Shown, now: Timestamp) -> Option<Principal> {
        let known = self.known();
        let (at, principal) = known.get(shown)?;
        is_fresh(*at, now).then(|| principal.clone())
    }

    fn put(&self, shown: Shown, now: Timestamp, principal: Principal) {
        let mut known = self.known();
        if known.len() >= SWEEP_AT {
            known.retain(|_, (at, _)| is_fresh(*at, now));
        }
        known.insert(shown, (now, principal));
    }

    pub(super) fn forget(&self, session: SessionId) {
        self.known().remove(&Shown::Session(session));
    }

    /// Forgets all that is believed of a user, whatever it was shown by.
    pub(crate) fn forget_user(&self, user: UserId) {
        self.known().retain(|_, (_, principal)| principal.user_id != user);
    }

    /// Forgets everybody in a tenant.
    pub(crate) fn forget_account(&self, account: AccountId) {
        self.known().retain(|_, (_, principal)| principal.account_id != account);
    }
}

fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    (Duration::ZERO..BELIEVED_FOR).contains(&(now - at).unsigned_abs()) && at <= now
}

/// What the functions of both credentials tell of the member.
#[derive(sqlx::FromRow)]
struct MemberRow {
    user_id: Uuid,
    account_id: Uuid,
    account_name: String,
    name: String,
    email: String,
    locale: String,
    role: String,
    reach: String,
}

#[derive(sqlx::FromRow)]
pub(super) struct SessionRow {
    #[sqlx(flatten)]
    member: MemberRow,
    email_verified: bool,
    second_factor: bool,
    second_factor_required: bool,
    impersonator: Option<String>,
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    key_id: Uuid,
    #[sqlx(flatten)]
    member: MemberRow,
    permissions: Vec<String>,
}

impl MemberRow {
    fn principal(self, credential: Credential) -> Result<Principal, StoreError> {
        let bad = |column| corrupt("memberships", column, self.user_id);
        Ok(Principal {
            credential,
            user_id: self.user_id.into(),
            account_id: self.account_id.into(),
            email: Email::parse(&self.email).map_err(|_| bad("email"))?,
            locale: Locale::parse(&self.locale).ok_or_else(|| corrupt("users", "locale", self.user_id))?,
            role: Role::parse(&self.role).ok_or_else(|| bad("role"))?,
            reach: Reach::parse(&self.reach).ok_or_else(|| bad("reach"))?,
            account_name: self.account_name,
            name: self.name,
            grants: None,
            email_verified: false,
            second_factor: false,
            second_factor_required: false,
            impersonator: None,
        })
    }
}

impl SessionRow {
    pub(super) fn principal(self, session: SessionId) -> Result<Principal, StoreError> {
        Ok(Principal {
            email_verified: self.email_verified,
            second_factor: self.second_factor,
            second_factor_required: self.second_factor_required,
            impersonator: self.impersonator,
            ..self.member.principal(Credential::Session(session))?
        })
    }
}

/// The member of a live session.
pub(super) async fn by_session(
    db: &Postgres,
    session: SessionId,
    at: Timestamp,
) -> Result<Option<Principal>, StoreError> {
    let shown = Shown::Session(session);
    if let Some(principal) = db.principals.get(&shown, at) {
        return Ok(Some(principal));
    }
    let owned = db.clone();
    let row: Option<SessionRow> = db
        .detached(async move {
            let mut lease = owned.lease().await?;
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
    let principal = row.principal(session)?;
    db.principals.put(shown, at, principal.clone());
    Ok(Some(principal))
}

/// The member that a live API key acts as.
pub(super) async fn by_api_key(
    db: &Postgres,
    public_id: &str,
    secret: &SecretHash,
    origin: &Origin,
    at: Timestamp,
) -> Result<Option<Principal>, StoreError> {
    let ip = origin.ip.map(|ip| ip.to_canonical());
    let shown = Shown::ApiKey { public_id: public_id.to_owned(), secret: *secret, ip };
    if let Some(principal) = db.principals.get(&shown, at) {
        return Ok(Some(principal));
    }
    let came_with = *secret;
    let (owned, public_id, secret, origin) = (db.clone(), public_id.to_owned(), *secret, origin.clone());
    let row: Option<KeyRow> = db
        .detached(async move {
            let mut lease = owned.lease().await?;
            let row = sqlx::query_as("select * from app.api_key($1, $2, $3, $4, $5, $6)")
                .bind(public_id)
                .bind(secret.as_slice())
                .bind(address(&origin))
                .bind(agent(&origin))
                .bind(request(&origin))
                .bind(at)
                .fetch_optional(&mut *lease)
                .await
                .map_err(|error| store_error(&error))?;
            lease.release();
            Ok(row)
        })
        .await?;
    let Some(row) = row else { return Ok(None) };
    let grants = grants(&row.permissions).ok_or_else(|| corrupt("api_keys", "permissions", row.key_id))?;
    let principal =
        Principal { grants: Some(grants), ..row.member.principal(Credential::ApiKey(row.key_id.into(), came_with))? };
    db.principals.put(shown, at, principal.clone());
    Ok(Some(principal))
}

#[derive(sqlx::FromRow)]
struct StandingRow {
    session_id: Option<Uuid>,
    key_id: Option<Uuid>,
    key_secret: Option<Vec<u8>>,
    #[sqlx(flatten)]
    member: MemberRow,
    email_verified: bool,
    second_factor: bool,
    second_factor_required: bool,
    impersonator: Option<String>,
    permissions: Option<Vec<String>>,
}

/// Of these credentials those that still stand for somebody. Never asks the cache: it is what bounds how
/// long a connection outlives its credential.
pub(super) async fn standing(
    db: &Postgres,
    credentials: &[(AccountId, Credential)],
    at: Timestamp,
) -> Result<Vec<Principal>, StoreError> {
    let (mut sessions, mut accounts, mut keys, mut secrets) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (account, credential) in credentials {
        match credential {
            Credential::Session(id) => sessions.push(id.uuid()),
            Credential::ApiKey(id, secret) => {
                accounts.push(account.uuid());
                keys.push(id.uuid());
                secrets.push(secret.to_vec());
            }
        }
    }
    let owned = db.clone();
    let rows: Vec<StandingRow> = db
        .detached(async move {
            let mut lease = owned.lease().await?;
            let rows = sqlx::query_as("select * from app.standing($1, $2, $3, $4, $5, $6)")
                .bind(sessions)
                .bind(accounts)
                .bind(keys)
                .bind(secrets)
                .bind(at)
                .bind(IDLE_LIFETIME)
                .fetch_all(&mut *lease)
                .await
                .map_err(|error| store_error(&error))?;
            lease.release();
            Ok(rows)
        })
        .await?;
    rows.into_iter().map(StandingRow::principal).collect()
}

impl StandingRow {
    fn principal(self) -> Result<Principal, StoreError> {
        let secret = self.key_secret.and_then(|secret| SecretHash::try_from(secret).ok());
        let credential = match (self.session_id, self.key_id, secret) {
            (Some(session), ..) => Credential::Session(session.into()),
            (None, Some(key), Some(secret)) => Credential::ApiKey(key.into(), secret),
            _ => return Err(StoreError::Internal("app.standing named no credential".to_owned())),
        };
        let user = self.member.user_id;
        let grants = match self.permissions {
            Some(permissions) => Some(grants(&permissions).ok_or_else(|| corrupt("api_keys", "permissions", user))?),
            None => None,
        };
        Ok(Principal {
            grants,
            email_verified: self.email_verified,
            second_factor: self.second_factor,
            second_factor_required: self.second_factor_required,
            impersonator: self.impersonator,
            ..self.member.principal(credential)?
        })
    }
}
