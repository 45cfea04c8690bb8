//! Signing in, staying signed in, signing out, and the credential check of every request.

use std::net::IpAddr;

use crate::error::{Error, Refusal, Result};
use crate::id::SessionId;
use crate::ports::{IdsExt, Ports};
use crate::scope::Scope;
use crate::session::{ACCESS_LIFETIME, NewSession, Principal, Rotation, SignedIn, Tokens};
use crate::text::Email;

/// What a request tells of the device it comes from.
#[derive(Debug, Clone, Default)]
pub struct Device {
    /// What it says it is.
    pub user_agent: Option<String>,
    /// Where it is.
    pub ip: Option<IpAddr>,
}

const fn refused(refusal: Refusal) -> Error {
    Error::Unauthenticated(refusal)
}

/// Opens a session in the oldest tenant that the user can enter. Unknown address, wrong password
/// and locked-out user take the same work and give the same answer.
pub async fn sign_in(ports: &Ports, email: &Email, password: String, device: Device) -> Result<SignedIn> {
    let login = ports.credentials.login(email).await?;
    let hash = login.as_ref().map(|login| login.password_hash.clone());
    let matches = ports.passwords.verify(password, hash).await?;
    let login = login.filter(|_| matches).ok_or(refused(Refusal::Password))?;
    let membership =
        login.memberships.iter().find(|membership| membership.is_open()).ok_or(refused(Refusal::Password))?;

    let now = ports.clock.now();
    let secret = ports.tokens.secret();
    let session = NewSession {
        id: ports.ids.fresh(now),
        user_id: login.user_id,
        account_id: membership.account_id,
        refresh_hash: secret.hash,
        user_agent: device.user_agent,
        ip: device.ip,
        at: now,
    };
    ports.credentials.open_session(&session).await?;
    signed_in(ports, session.id, secret.text).await
}

/// Exchanges a refresh token for fresh tokens of its session. The old one is dead.
pub async fn refresh(ports: &Ports, token: &str) -> Result<SignedIn> {
    let old = ports.tokens.hash(token).ok_or(refused(Refusal::Refresh))?;
    let secret = ports.tokens.secret();
    match ports.credentials.rotate(&old, &secret.hash, ports.clock.now()).await? {
        Rotation::Rotated(session) => signed_in(ports, session, secret.text).await,
        Rotation::Reused(_) | Rotation::Refused => Err(refused(Refusal::Refresh)),
    }
}

/// Ends the session of a refresh token. Says nothing about whether there was one.
pub async fn sign_out(ports: &Ports, token: &str) -> Result<()> {
    if let Some(hash) = ports.tokens.hash(token) {
        ports.credentials.revoke_by_token(&hash, ports.clock.now()).await?;
    }
    Ok(())
}

/// The credential check: from an access token to who asks and for which tenant.
pub async fn authenticate(ports: &Ports, access_token: &str, request_id: &str) -> Result<(Principal, Scope)> {
    let now = ports.clock.now();
    let claims = ports.tokens.verify(access_token, now).ok_or(refused(Refusal::Token))?;
    let principal = ports.credentials.principal(claims.session_id, now).await?.ok_or(refused(Refusal::Revoked))?;
    if principal.user_id != claims.user_id || principal.account_id != claims.account_id {
        return Err(refused(Refusal::Token));
    }
    #[expect(clippy::disallowed_methods, reason = "this is the credential check")]
    let scope = Scope::issue(principal.account_id, principal.actor(), principal.role, principal.reach);
    Ok((principal, scope.for_request(request_id)))
}

async fn signed_in(ports: &Ports, session: SessionId, refresh: String) -> Result<SignedIn> {
    let now = ports.clock.now();
    let principal = ports.credentials.principal(session, now).await?.ok_or(refused(Refusal::Revoked))?;
    let access = ports.tokens.issue(&principal, now);
    Ok(SignedIn { principal, tokens: Tokens { access, access_lifetime: ACCESS_LIFETIME, refresh } })
}
