//! Signing in, by whatever somebody proves themselves with, and staying signed in.
//!
//! Unknown name, wrong password, locked-out user: the same work and the same answer.

use std::time::Duration;

use crate::error::{Error, Refusal, Resource, Result};
use crate::id::{AccountId, SessionId};
use crate::letter::{LinkTarget, Purpose};
use crate::ports::{AccessClaims, IdsExt, Ports};
use crate::scope::Origin;
use crate::session::{
    ABSOLUTE_LIFETIME, ACCESS_LIFETIME, Attempt, Credential, Guess, Login, NewSession, OpenedWith, Principal, Rotation,
    SecondFactor, SecurityEvent, SignedIn, Tokens,
};
use crate::text::Email;

/// How long the platform may act in a member's name.
const IMPERSONATION: Duration = Duration::from_hours(1);

/// What comes with every sign-in.
#[derive(Debug, Clone)]
pub struct Device {
    /// Where it is.
    pub origin: Origin,
    /// The mark it got when it signed in before.
    pub mark: Option<String>,
    /// Whether it is a browser, which keeps a mark.
    pub is_browser: bool,
}

const fn refused(refusal: Refusal) -> Error {
    Error::Unauthenticated(refusal)
}

/// Opens a session by name and password, in the oldest tenant that the user can enter.
pub async fn sign_in(
    ports: &Ports,
    email: Email,
    password: String,
    factor: Option<SecondFactor>,
    device: Device,
) -> Result<SignedIn> {
    let attempt = attempt(ports, email, &device);
    let Guess::Counted { login, place } = guess(ports, &attempt).await? else {
        return Err(refused(Refusal::Password));
    };
    let hash = login.as_ref().and_then(|login| login.password_hash.clone());
    let matches = ports.passwords.verify(password.clone(), hash.clone()).await?;
    let opening = login.as_ref().filter(|_| matches).and_then(|login| Some((login, login.first_open()?.account_id)));
    let Some((login, account)) = opening else {
        ports.credentials.note_failure(SecurityEvent::SignInFailed, login.as_ref(), &attempt).await?;
        return Err(refused(Refusal::Password));
    };
    let mut with = OpenedWith { guess: Some(place.clone()), ..OpenedWith::default() };
    match second_factor(ports, login, factor, &mut with) {
        Ok(()) => {}
        Err(Refusal::SecondFactor) => {
            ports.credentials.forgive(&place).await?;
            return Err(refused(Refusal::SecondFactor));
        }
        Err(refusal) => {
            ports.credentials.note_failure(SecurityEvent::SecondFactorFailed, Some(login), &attempt).await?;
            return Err(refused(refusal));
        }
    }
    if hash.is_some_and(|hash| ports.passwords.is_outdated(&hash)) {
        with.password_hash = Some(ports.passwords.hash(password).await?);
    }
    let used_up = with.totp_step.is_some() || with.backup_code.is_some();
    match open(ports, login, account, device, with).await {
        Err(Error::Unauthenticated(_)) if used_up => {
            ports.credentials.note_failure(SecurityEvent::SecondFactorFailed, Some(login), &attempt).await?;
            Err(refused(Refusal::Password))
        }
        outcome => outcome,
    }
}

/// Opens a session by a mailed link.
pub async fn redeem_magic_link(
    ports: &Ports,
    token: &str,
    factor: Option<SecondFactor>,
    device: Device,
) -> Result<SignedIn> {
    let now = ports.clock.now();
    let hash = ports.tokens.hash(token).ok_or(Error::LinkInvalid)?;
    let Some(LinkTarget::User(user)) = ports.letters.link(&hash, Purpose::MagicLink, now).await? else {
        return Err(Error::LinkInvalid);
    };
    let login = ports.credentials.user(user).await?.ok_or(Error::LinkInvalid)?;
    let account = login.first_open().ok_or(Error::LinkInvalid)?.account_id;
    let mut with = OpenedWith { link: Some(hash), ..OpenedWith::default() };
    if login.second_factor.is_some() {
        // The mailbox opens the door, but guesses at the second lock are counted all the same.
        check_second_factor(ports, &login, factor, &device, &mut with).await?;
    }
    open(ports, &login, account, device, with).await.map_err(|error| match error {
        Error::Unauthenticated(_) => Error::LinkInvalid,
        other => other,
    })
}

/// Opens a session for somebody who came back from an identity provider. Whoever has not come from
/// there before is known by an address that both the provider and we have verified; an address that
/// only one of us has proves nothing.
pub async fn arrive(
    ports: &Ports,
    provider: &str,
    secret: &str,
    state: &str,
    code: &str,
    device: Device,
) -> Result<SignedIn> {
    let now = ports.clock.now();
    let assertion = ports.providers.arrive(provider, secret, state, code, now).await?;
    let (issuer, subject) = (&assertion.issuer, &assertion.subject);
    let mut login = ports.credentials.user_by_identity(issuer, subject).await?;
    if login.is_none()
        && let Some(email) = &assertion.verified_email
        && let Some(found) = ports.credentials.user_by_verified_email(email).await?
    {
        ports.credentials.link_identity(found.user_id, issuer, subject, &device.origin, now).await?;
        login = Some(found);
    }
    let login = login.ok_or(refused(Refusal::Delegated))?;
    let account = login.first_open().ok_or(refused(Refusal::Delegated))?.account_id;
    open(ports, &login, account, device, OpenedWith::default()).await
}

/// Moves the caller's session to another of the user's tenants.
pub async fn switch_account(
    ports: &Ports,
    principal: &Principal,
    account: AccountId,
    device: Device,
) -> Result<SignedIn> {
    let (Credential::Session(session), None) = (principal.credential, &principal.impersonator) else {
        return Err(Error::SessionNeeded);
    };
    let login = ports.credentials.user(principal.user_id).await?.ok_or(refused(Refusal::Revoked))?;
    let enters = |account| login.memberships.iter().any(|one| one.account_id == account && one.is_open());
    if !enters(account) {
        return Err(Error::NotFound(Resource::Account));
    }
    let with = OpenedWith { replaces: Some(session), ..OpenedWith::default() };
    open(ports, &login, account, device, with).await
}

/// Exchanges a refresh token for fresh tokens of its session. The old one is dead.
pub async fn refresh(ports: &Ports, token: &str, origin: &Origin) -> Result<SignedIn> {
    let old = ports.tokens.hash(token).ok_or(refused(Refusal::Refresh))?;
    let secret = ports.tokens.secret();
    match ports.credentials.rotate(&old, &secret.hash, origin, ports.clock.now()).await? {
        Rotation::Rotated(session) => signed_in(ports, session, secret.text, None).await,
        Rotation::Reused(_) | Rotation::Refused => Err(refused(Refusal::Refresh)),
    }
}

pub(crate) fn attempt(ports: &Ports, email: Email, device: &Device) -> Attempt {
    let mark = device.mark.as_deref().and_then(|mark| ports.tokens.hash(mark));
    Attempt { email, origin: device.origin.clone(), device: mark, at: ports.clock.now() }
}

/// Counts a guess; one that comes too early is refused.
pub(crate) async fn guess(ports: &Ports, attempt: &Attempt) -> Result<Guess> {
    match ports.credentials.guess(attempt).await? {
        Guess::Wait { wait, login } => {
            ports.credentials.note_failure(SecurityEvent::SignInDelayed, login.as_ref(), attempt).await?;
            Err(Error::TooManyGuesses(wait))
        }
        counted @ Guess::Counted { .. } => Ok(counted),
    }
}

/// Checks a second factor where nothing else is guessed at.
pub(crate) async fn check_second_factor(
    ports: &Ports,
    login: &Login,
    factor: Option<SecondFactor>,
    device: &Device,
    with: &mut OpenedWith,
) -> Result<()> {
    if factor.is_none() {
        return Err(refused(Refusal::SecondFactor));
    }
    let attempt = attempt(ports, login.email.clone(), device);
    let Guess::Counted { place, .. } = guess(ports, &attempt).await? else {
        return Err(refused(Refusal::Password));
    };
    with.guess = Some(place);
    if let Err(refusal) = second_factor(ports, login, factor, with) {
        ports.credentials.note_failure(SecurityEvent::SecondFactorFailed, Some(login), &attempt).await?;
        return Err(refused(refusal));
    }
    Ok(())
}

/// Notes what a second factor uses up. Whether a backup code is one shows when it is used up.
fn second_factor(
    ports: &Ports,
    login: &Login,
    factor: Option<SecondFactor>,
    with: &mut OpenedWith,
) -> Result<(), Refusal> {
    let Some((sealed, last)) = &login.second_factor else { return Ok(()) };
    match factor.ok_or(Refusal::SecondFactor)? {
        SecondFactor::Code(code) => {
            let seed = ports.vault.open(sealed, &seed_context(login)).ok_or(Refusal::Password)?;
            let step = ports.codes.check(&seed, &code, ports.clock.now(), *last);
            with.totp_step = Some(step.ok_or(Refusal::Password)?);
        }
        SecondFactor::Backup(text) => {
            with.backup_code = Some(ports.codes.backup_hash(&text).ok_or(Refusal::Password)?);
        }
    }
    Ok(())
}

/// Whose seed it is: a seed opens for nobody else.
pub(crate) fn seed_context(login: &Login) -> String {
    format!("totp:{}", login.user_id)
}

async fn open(
    ports: &Ports,
    login: &Login,
    account: AccountId,
    device: Device,
    mut with: OpenedWith,
) -> Result<SignedIn> {
    let now = ports.clock.now();
    let secret = ports.tokens.secret();
    let known = device.mark.as_deref().and_then(|mark| ports.tokens.hash(mark));
    let mark = (device.is_browser && known.is_none()).then(|| ports.tokens.secret());
    with.device = mark.as_ref().map(|mark| mark.hash).or(known.filter(|_| device.is_browser));
    let session = NewSession {
        id: ports.ids.fresh(now),
        user_id: login.user_id,
        account_id: account,
        refresh_hash: secret.hash,
        origin: device.origin,
        at: now,
        lifetime: ABSOLUTE_LIFETIME,
        second_factor: with.totp_step.is_some() || with.backup_code.is_some(),
        impersonator: None,
        with,
    };
    if !ports.credentials.open_session(&session).await? {
        return Err(refused(Refusal::Password));
    }
    signed_in(ports, session.id, secret.text, mark.map(|mark| mark.text)).await
}

/// Opens a session in which the platform acts in a member's name, for an hour at most. Whoever does
/// so is named in the tenant's audit log.
pub(crate) async fn impersonate(
    ports: &Ports,
    login: &Login,
    account: AccountId,
    impersonator: String,
    origin: Origin,
) -> Result<SignedIn> {
    if !login.memberships.iter().any(|one| one.account_id == account && one.is_open()) {
        return Err(Error::NotFound(Resource::Member));
    }
    let now = ports.clock.now();
    let secret = ports.tokens.secret();
    let session = NewSession {
        id: ports.ids.fresh(now),
        user_id: login.user_id,
        account_id: account,
        refresh_hash: secret.hash,
        origin,
        at: now,
        lifetime: IMPERSONATION,
        second_factor: false,
        impersonator: Some(impersonator),
        with: OpenedWith::default(),
    };
    ports.credentials.open_session(&session).await?;
    signed_in(ports, session.id, secret.text, None).await
}

async fn signed_in(ports: &Ports, session: SessionId, refresh: String, device: Option<String>) -> Result<SignedIn> {
    let now = ports.clock.now();
    let principal = ports.credentials.principal(session, now).await?.ok_or(refused(Refusal::Revoked))?;
    let claims = AccessClaims { session_id: session, user_id: principal.user_id, account_id: principal.account_id };
    let access = ports.tokens.issue(&claims, principal.role, now);
    let tokens = Tokens { access, access_lifetime: ACCESS_LIFETIME, refresh, device };
    Ok(SignedIn { principal, tokens })
}
