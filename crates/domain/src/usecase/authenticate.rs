//! The credential check of every request, and who is served beyond signing in.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::error::{Error, Refusal, Resource, Result};
use crate::id::SessionId;
use crate::ports::{Arrival, Pass, Ports};
use crate::scope::{Origin, Permission, Scope};
use crate::session::{Credential, Principal, SecurityEvent, TICKET_LIFETIME};
use crate::usecase::passwords::session_of;

/// What API keys begin with; no access token does.
const API_KEY: &str = "sk_";

/// From a bearer's credential to who asks and for which tenant.
pub async fn authenticate(ports: &Ports, bearer: &str, origin: Origin) -> Result<(Principal, Scope)> {
    let principal = if bearer.starts_with(API_KEY) {
        by_api_key(ports, bearer, &origin).await?
    } else {
        by_access_token(ports, bearer).await?
    };
    let scope = scope_of(&principal, origin);
    Ok((principal, scope))
}

/// What somebody shows to have a realtime connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A bearer's credential.
    Bearer(String),
    /// A ticket, which is used up.
    Ticket(String),
}

/// From what somebody shows to who is let in, and as whom they ask.
pub async fn let_in(ports: &Ports, proof: &Proof, origin: Origin) -> Result<(Arrival, Scope)> {
    let now = ports.clock.now();
    let token = || Error::Unauthenticated(Refusal::Token);
    let arrival = match proof {
        Proof::Bearer(key) if key.starts_with(API_KEY) => {
            let principal = by_api_key(ports, key, &origin).await?;
            let scope = scope_of(&principal, origin.clone());
            let bounds = ports.events.bounds(&scope).await?;
            let kept = ports.presence.remembered(&scope, principal.user_id).await?;
            Arrival { principal, bounds, busy: kept.is_some_and(|kept| kept.busy) }
        }
        Proof::Bearer(text) => {
            let claims = ports.tokens.verify(text, now).ok_or_else(token)?;
            let arrival = ports.credentials.arrive(Pass::Session(claims.session_id), now).await?;
            let arrival = arrival.ok_or(Error::Unauthenticated(Refusal::Revoked))?;
            if arrival.principal.user_id != claims.user_id || arrival.principal.account_id != claims.account_id {
                return Err(token());
            }
            arrival
        }
        Proof::Ticket(ticket) => {
            let hash = ports.tokens.hash(ticket).ok_or_else(token)?;
            ports.credentials.arrive(Pass::Ticket(hash), now).await?.ok_or_else(token)?
        }
    };
    admit(ports, &arrival.principal)?;
    let scope = scope_of(&arrival.principal, origin);
    scope.require(Permission::ConversationsRead)?;
    Ok((arrival, scope))
}

/// Makes a ticket for one realtime connection of the caller's session.
pub async fn issue_ticket(ports: &Ports, principal: &Principal) -> Result<String> {
    let session = session_of(principal)?;
    let ticket = ports.tokens.secret();
    ports.credentials.store_ticket(&ticket.hash, session, ports.clock.now() + TICKET_LIFETIME).await?;
    Ok(ticket.text)
}

/// What has become of those who stay: as whom each asks now who came with a credential and asked as
/// somebody, or `None` if the credential is over. Looked up afresh, all in one statement.
pub async fn recheck(ports: &Ports, known: &[(Credential, Arc<Scope>)]) -> Result<Vec<Option<Arc<Scope>>>> {
    // One session may have many connections.
    let credentials: HashSet<_> = known.iter().map(|(credential, scope)| (scope.account(), *credential)).collect();
    let credentials: Vec<_> = credentials.into_iter().collect();
    let standing = ports.credentials.standing(&credentials, ports.clock.now()).await?;
    let served = |principal: &Principal| {
        let scope = scope_of(principal, Origin::default());
        admit(ports, principal).and_then(|()| scope.require(Permission::ConversationsRead)).is_ok().then_some(scope)
    };
    let served: HashMap<_, _> =
        standing.iter().filter_map(|principal| Some((principal.credential, served(principal)?))).collect();
    let now = |(credential, known): &(Credential, Arc<Scope>)| {
        let scope = served.get(credential).filter(|scope| scope.account() == known.account())?;
        let same = known.is_as(scope);
        Some(if same { Arc::clone(known) } else { Arc::new(scope.clone().from(known.origin().clone())) })
    };
    Ok(known.iter().map(now).collect())
}

fn scope_of(principal: &Principal, origin: Origin) -> Scope {
    #[expect(clippy::disallowed_methods, reason = "this is the credential check")]
    let scope = Scope::issue(principal.account_id, principal.actor(), principal.role, principal.reach).from(origin);
    let scope = scope.impersonated_by(principal.impersonator.clone());
    match principal.grants {
        Some(grants) => scope.limited_to(grants),
        None => scope,
    }
}

async fn by_access_token(ports: &Ports, token: &str) -> Result<Principal> {
    let now = ports.clock.now();
    let claims = ports.tokens.verify(token, now).ok_or(Error::Unauthenticated(Refusal::Token))?;
    let principal = ports.credentials.principal(claims.session_id, now).await?;
    let principal = principal.ok_or(Error::Unauthenticated(Refusal::Revoked))?;
    if principal.user_id != claims.user_id || principal.account_id != claims.account_id {
        return Err(Error::Unauthenticated(Refusal::Token));
    }
    Ok(principal)
}

async fn by_api_key(ports: &Ports, key: &str, origin: &Origin) -> Result<Principal> {
    let refused = || Error::Unauthenticated(Refusal::ApiKey);
    let (public_id, secret) = ports.tokens.parse_api_key(key).ok_or_else(refused)?;
    let principal = ports.credentials.api_key(&public_id, &secret, origin, ports.clock.now()).await?;
    principal.ok_or_else(refused)
}

/// Whether somebody is served beyond signing in and what belongs to it. Machines are: somebody with
/// the right to do so has made their key.
pub fn admit(ports: &Ports, principal: &Principal) -> Result<()> {
    if matches!(principal.credential, Credential::ApiKey(..)) || principal.impersonator.is_some() {
        return Ok(());
    }
    if ports.policy.verified_email_required && !principal.email_verified {
        return Err(Error::EmailNotVerified);
    }
    if principal.second_factor_required && !principal.second_factor {
        return Err(Error::SecondFactorRequired);
    }
    Ok(())
}

/// Ends the session of a refresh token. Says nothing about whether there was one.
pub async fn sign_out(ports: &Ports, token: &str, origin: &Origin) -> Result<()> {
    if let Some(hash) = ports.tokens.hash(token) {
        ports.credentials.revoke_by_token(&hash, origin, ports.clock.now()).await?;
    }
    Ok(())
}

/// Ends the session that the caller came with; an API key has none.
pub async fn sign_out_here(ports: &Ports, principal: &Principal, origin: &Origin) -> Result<()> {
    if let Credential::Session(session) = principal.credential {
        let (user, now) = (principal.user_id, ports.clock.now());
        ports.credentials.revoke(user, session, SecurityEvent::SignedOut, origin, now).await?;
    }
    Ok(())
}

/// Ends a session of the caller's own, wherever it is.
pub async fn end_session(ports: &Ports, principal: &Principal, session: SessionId, origin: &Origin) -> Result<()> {
    session_of(principal)?;
    let (user, now) = (principal.user_id, ports.clock.now());
    let event = SecurityEvent::SessionRevoked;
    let ended = ports.credentials.revoke(user, session, event, origin, now).await?;
    if ended { Ok(()) } else { Err(Error::NotFound(Resource::Session)) }
}

/// Ends all sessions of the caller's but the present one; tells how many.
pub async fn end_other_sessions(ports: &Ports, principal: &Principal, origin: &Origin) -> Result<u64> {
    let keep = session_of(principal)?;
    let now = ports.clock.now();
    Ok(ports.credentials.revoke_others(principal.user_id, Some(keep), origin, now).await?)
}
