//! The [`Credentials`] port: users and what they prove themselves with, outside any tenant.
//!
//! Each method is one transaction; what happens in it is said in the modules below. Whatever takes
//! something away from a user is forgotten here too, not only in the database.

mod arrivals;
mod guesses;
mod logins;
mod passwords;
mod principals;
mod rotation;
mod second_factor;
mod sessions;

use async_trait::async_trait;
use futures_util::FutureExt as _;
use serde_json::json;

use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::id::{AccountId, SessionId, UserId};
use skybot_domain::ports::{Arrival, Credentials, Pass, PasswordChange};
use skybot_domain::scope::{Origin, Scope};
use skybot_domain::session::{
    Attempt, Credential, Guess, GuessPlace, Login, NewSession, Principal, Rotation, SecretHash, SecurityEvent, Session,
};
use skybot_domain::text::Email;

use crate::notes::{self, note};
use crate::pool::Postgres;

use sessions::Ending;

pub(crate) use arrivals::Arrivals;
pub(crate) use principals::PrincipalCache;

#[async_trait]
impl Credentials for Postgres {
    async fn guess(&self, attempt: &Attempt) -> Result<Guess, StoreError> {
        let attempt = attempt.clone();
        self.on_platform(move |unit| async move { guesses::count(unit, &attempt).await }.boxed()).await
    }

    async fn note_failure(
        &self,
        event: SecurityEvent,
        login: Option<&Login>,
        attempt: &Attempt,
    ) -> Result<(), StoreError> {
        let (login, attempt) = (login.cloned(), attempt.clone());
        self.on_platform(move |unit| {
            async move { guesses::note_failure(unit, event, login.as_ref(), &attempt).await }.boxed()
        })
        .await
    }

    async fn note_refusal(&self, scope: &Scope, event: SecurityEvent, subject: &str) -> Result<(), StoreError> {
        let (db, scope, subject) = (self.clone(), scope.clone(), subject.to_owned());
        self.detached(async move {
            let unit = db.enter(&scope).await?;
            notes::refusal(&unit, &scope, event, &subject).await?;
            unit.commit().await
        })
        .await
    }

    async fn forgive(&self, place: &GuessPlace) -> Result<(), StoreError> {
        let place = place.clone();
        self.on_platform(move |unit| async move { guesses::forgive(unit, &place).await }.boxed()).await
    }

    async fn user(&self, id: UserId) -> Result<Option<Login>, StoreError> {
        logins::look_up(self, "u.id = $1", vec![id.uuid().into()]).await
    }

    async fn user_by_identity(&self, issuer: &str, subject: &str) -> Result<Option<Login>, StoreError> {
        let condition = "u.id = (select d.user_id from delegated_identities d where d.issuer = $1 and d.subject = $2)";
        logins::look_up(self, condition, vec![issuer.into(), subject.into()]).await
    }

    async fn user_by_verified_email(&self, email: &Email) -> Result<Option<Login>, StoreError> {
        let condition = "u.email_folded = lower($1) and u.email_verified_at is not null";
        logins::look_up(self, condition, vec![email.folded().into()]).await
    }

    async fn link_identity(
        &self,
        user: UserId,
        issuer: &str,
        subject: &str,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (issuer, subject, origin) = (issuer.to_owned(), subject.to_owned(), origin.clone());
        self.on_platform(move |unit| {
            async move {
                let sql = "insert into delegated_identities (issuer, subject, user_id, created_at)
                           values ($1, $2, $3, $4) on conflict do nothing";
                let values = vec![issuer.as_str().into(), subject.into(), user.uuid().into(), at.into()];
                if unit.run(sql, values).await? > 0 {
                    let detail = Some(json!({ "issuer": issuer }));
                    note(unit, user.uuid(), SecurityEvent::IdentityLinked, &origin, detail).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
    }

    async fn open_session(&self, session: &NewSession) -> Result<bool, StoreError> {
        let (session, user) = (session.clone(), session.user_id);
        let ends_others = session.with.link.is_some() || session.with.replaces.is_some();
        let opened =
            self.on_platform_if(move |unit| async move { sessions::open(unit, &session).await }.boxed()).await?;
        if ends_others {
            self.principals.forget_user(user);
        }
        Ok(opened)
    }

    async fn rotate(
        &self,
        old: &SecretHash,
        new: &SecretHash,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<Rotation, StoreError> {
        let (old, new, origin) = (*old, *new, origin.clone());
        let rotation = self
            .on_platform(move |unit| async move { rotation::rotate(unit, &old, &new, &origin, at).await }.boxed())
            .await?;
        if let Rotation::Reused(session) = rotation {
            self.principals.forget(session);
        }
        Ok(rotation)
    }

    async fn revoke_by_token(&self, token: &SecretHash, origin: &Origin, at: Timestamp) -> Result<(), StoreError> {
        self.end_sessions(Ending::OfToken(*token), SecurityEvent::SignedOut, origin, at).await?;
        Ok(())
    }

    async fn revoke(
        &self,
        user: UserId,
        session: SessionId,
        event: SecurityEvent,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.end_sessions(Ending::One(user, session), event, origin, at).await? > 0)
    }

    async fn revoke_others(
        &self,
        user: UserId,
        keep: Option<SessionId>,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        self.end_sessions(Ending::AllBut(user, keep), SecurityEvent::SessionRevoked, origin, at).await
    }

    async fn sessions(&self, user: UserId, at: Timestamp) -> Result<Vec<Session>, StoreError> {
        self.on_platform(move |unit| async move { sessions::list(unit, user, at).await }.boxed()).await
    }

    async fn principal(&self, session: SessionId, at: Timestamp) -> Result<Option<Principal>, StoreError> {
        principals::by_session(self, session, at).await
    }

    async fn api_key(
        &self,
        public_id: &str,
        secret: &SecretHash,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<Option<Principal>, StoreError> {
        principals::by_api_key(self, public_id, secret, origin, at).await
    }

    async fn set_password(&self, change: &PasswordChange) -> Result<bool, StoreError> {
        let (change, user) = (change.clone(), change.user);
        let set = self.on_platform_if(move |unit| async move { passwords::set(unit, &change).await }.boxed()).await?;
        self.principals.forget_user(user);
        Ok(set)
    }

    async fn enrol(&self, user: UserId, sealed_seed: &[u8]) -> Result<(), StoreError> {
        let seed = sealed_seed.to_vec();
        self.on_platform(move |unit| async move { second_factor::enrol(unit, user.uuid(), &seed).await }.boxed()).await
    }

    async fn standing(
        &self,
        credentials: &[(AccountId, Credential)],
        at: Timestamp,
    ) -> Result<Vec<Principal>, StoreError> {
        principals::standing(self, credentials, at).await
    }

    async fn store_ticket(
        &self,
        ticket: &SecretHash,
        session: SessionId,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let values = vec![ticket.to_vec().into(), session.uuid().into(), expires_at.into()];
        self.on_platform(move |unit| {
            async move {
                let sql = "insert into realtime_tickets (ticket_hash, session_id, expires_at) values ($1, $2, $3)";
                unit.run(sql, values).await.map(drop)
            }
            .boxed()
        })
        .await
    }

    async fn arrive(&self, pass: Pass, at: Timestamp) -> Result<Option<Arrival>, StoreError> {
        arrivals::arrive(self, pass, at).await
    }

    async fn enrolled(&self, user: UserId) -> Result<Option<Vec<u8>>, StoreError> {
        self.on_platform(move |unit| async move { second_factor::enrolled(unit, user.uuid()).await }.boxed()).await
    }

    async fn confirm_second_factor(
        &self,
        user: UserId,
        step: i64,
        backup_codes: &[SecretHash],
        origin: &Origin,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let (codes, origin) = (backup_codes.to_vec(), origin.clone());
        let confirmed = self
            .on_platform_if(move |unit| {
                async move { second_factor::confirm(unit, user.uuid(), step, &codes, &origin, at).await }.boxed()
            })
            .await?;
        self.principals.forget_user(user);
        Ok(confirmed)
    }

    async fn remove_second_factor(&self, user: UserId, origin: &Origin, _at: Timestamp) -> Result<(), StoreError> {
        let origin = origin.clone();
        self.on_platform(move |unit| async move { second_factor::remove(unit, user.uuid(), &origin).await }.boxed())
            .await?;
        self.principals.forget_user(user);
        Ok(())
    }

    async fn use_step(&self, user: UserId, step: i64) -> Result<bool, StoreError> {
        self.on_platform(move |unit| async move { second_factor::use_step(unit, user.uuid(), step).await }.boxed())
            .await
    }

    async fn use_backup_code(
        &self,
        user: UserId,
        code: &SecretHash,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let (code, origin) = (*code, origin.clone());
        self.on_platform(move |unit| {
            async move {
                let good = second_factor::use_backup_code(unit, user.uuid(), &code, at).await?;
                if good {
                    note(unit, user.uuid(), SecurityEvent::BackupCodeUsed, &origin, None).await?;
                }
                Ok(good)
            }
            .boxed()
        })
        .await
    }

    async fn replace_backup_codes(
        &self,
        user: UserId,
        codes: &[SecretHash],
        origin: &Origin,
        _at: Timestamp,
    ) -> Result<(), StoreError> {
        let (codes, origin) = (codes.to_vec(), origin.clone());
        self.on_platform(move |unit| {
            async move {
                second_factor::replace_backup_codes(unit, user.uuid(), &codes).await?;
                note(unit, user.uuid(), SecurityEvent::BackupCodesMade, &origin, None).await
            }
            .boxed()
        })
        .await
    }
}

impl Postgres {
    /// Ends sessions, notes it, and forgets whom they stood for; how many.
    async fn end_sessions(
        &self,
        which: Ending,
        event: SecurityEvent,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let origin = origin.clone();
        let ended = self
            .on_platform(move |unit| {
                async move {
                    let ended = sessions::end(unit, which, at).await?;
                    sessions::note_ended(unit, &ended, event, &origin).await?;
                    Ok(ended)
                }
                .boxed()
            })
            .await?;
        for session in &ended {
            self.principals.forget(session.id());
        }
        Ok(ended.len() as u64)
    }
}
