//! Setting passwords: at registration, by a mailed link, or knowing the old one.

use crate::error::{Error, Refusal, Result, Violation};
use crate::id::SessionId;
use crate::letter::{LetterRequest, LinkTarget, OpenInvitation, Purpose};
use crate::mail::Locale;
use crate::password::NewPassword;
use crate::ports::{Acceptance, Accepted, IdsExt, PasswordChange, Ports};
use crate::scope::Origin;
use crate::session::{Credential, Guess, Principal, Registration, SecurityEvent};
use crate::text::{Email, Name};
use crate::usecase::sign_in::{Device, attempt, guess};

/// The name of the product, which is no password.
const PRODUCT: &str = "skybot";

/// Whether a password is long enough and not among those that are guessed first.
pub(crate) fn check(ports: &Ports, pointer: &str, text: String, context: &[&str], short: bool) -> Result<NewPassword> {
    let password = NewPassword::parse(text, short).map_err(|violation| Error::invalid(pointer, violation))?;
    let mut words = vec![PRODUCT];
    words.extend(context);
    if ports.passwords.is_common(password.as_str(), &words) {
        let violation = Violation::new("PASSWORD_TOO_COMMON", "is among those that are guessed first");
        return Err(Error::invalid(pointer, violation));
    }
    Ok(password)
}

/// Somebody who wants a tenant of their own.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// The tenant's name.
    pub account_name: Name,
    /// The person's name.
    pub name: Name,
    /// Where the person will sign in with.
    pub email: Email,
    /// The language to write in.
    pub locale: Locale,
}

/// Makes a tenant with its owner and mails a link that proves the address. Where the address is
/// taken, only its owner is told, by a letter.
pub async fn register(ports: &Ports, newcomer: Newcomer, password: String, origin: Origin) -> Result<()> {
    let Newcomer { account_name, name, email, locale } = newcomer;
    let context = [email.as_str(), name.as_str(), account_name.as_str()];
    let password = check(ports, "/password", password, &context, false)?;
    let password_hash = ports.passwords.hash(password.into_string()).await?;
    let at = ports.clock.now();
    let registration = Registration {
        account_id: ports.ids.fresh(at),
        account_name,
        user_id: ports.ids.fresh(at),
        name,
        email,
        password_hash,
        locale,
        origin,
        at,
    };
    Ok(ports.letters.register(&registration, ports.ids.fresh(at)).await?)
}

/// Asks for a letter with a link to an address, whoever lives there.
pub async fn ask_for_letter(ports: &Ports, purpose: Purpose, email: Email, locale: Locale) -> Result<()> {
    let at = ports.clock.now();
    Ok(ports.letters.ask(&LetterRequest { id: ports.ids.fresh(at), purpose, email, locale, at }).await?)
}

/// Proves an address by its mailed link.
pub async fn verify_email(ports: &Ports, token: &str, origin: &Origin) -> Result<()> {
    let hash = ports.tokens.hash(token).ok_or(Error::LinkInvalid)?;
    let verified = ports.letters.verify_email(&hash, origin, ports.clock.now()).await?;
    if verified { Ok(()) } else { Err(Error::LinkInvalid) }
}

/// Sets a password by a mailed link. All sessions end.
pub async fn reset_password(ports: &Ports, token: &str, password: String, origin: Origin) -> Result<()> {
    let at = ports.clock.now();
    let hash = ports.tokens.hash(token).ok_or(Error::LinkInvalid)?;
    let Some(LinkTarget::User(user)) = ports.letters.link(&hash, Purpose::ResetPassword, at).await? else {
        return Err(Error::LinkInvalid);
    };
    let login = ports.credentials.user(user).await?.ok_or(Error::LinkInvalid)?;
    let password = check(ports, "/password", password, &[login.email.as_str()], login.second_factor.is_some())?;
    let password_hash = ports.passwords.hash(password.into_string()).await?;
    let letter = ports.ids.fresh(at);
    let change = PasswordChange { user, password_hash, keep: None, link: Some(hash), letter, origin, at };
    if ports.credentials.set_password(&change).await? { Ok(()) } else { Err(Error::LinkInvalid) }
}

/// Sets a password, knowing the old one. All other sessions end.
pub async fn change_password(
    ports: &Ports,
    principal: &Principal,
    old: String,
    new: String,
    device: Device,
) -> Result<()> {
    let session = session_of(principal)?;
    let context = [principal.email.as_str(), principal.name.as_str(), principal.account_name.as_str()];
    let new = check(ports, "/new_password", new, &context, principal.second_factor)?;
    prove_password(ports, principal, old, &device).await?;
    let at = ports.clock.now();
    let change = PasswordChange {
        user: principal.user_id,
        password_hash: ports.passwords.hash(new.into_string()).await?,
        keep: Some(session),
        link: None,
        letter: ports.ids.fresh(at),
        origin: device.origin,
        at,
    };
    ports.credentials.set_password(&change).await?;
    Ok(())
}

/// Makes sure that whoever holds a session also knows the password; guesses are counted as those of
/// signing in.
pub(crate) async fn prove_password(
    ports: &Ports,
    principal: &Principal,
    password: String,
    device: &Device,
) -> Result<()> {
    let attempt = attempt(ports, principal.email.clone(), device);
    let Guess::Counted { login, place } = guess(ports, &attempt).await? else {
        return Err(Error::Unauthenticated(Refusal::Password));
    };
    let hash = login.as_ref().and_then(|login| login.password_hash.clone());
    if !ports.passwords.verify(password, hash).await? {
        ports.credentials.note_failure(SecurityEvent::SignInFailed, login.as_ref(), &attempt).await?;
        return Err(Error::WrongPassword);
    }
    Ok(ports.credentials.forgive(&place).await?)
}

/// The session of a person; neither a machine nor the platform in somebody's name may go on.
pub fn session_of(principal: &Principal) -> Result<SessionId> {
    match (principal.credential, &principal.impersonator) {
        (Credential::Session(session), None) => Ok(session),
        _ => Err(Error::SessionNeeded),
    }
}

/// What an invitation says, by its mailed link, which stays as good as it was.
pub async fn look_at_invitation(ports: &Ports, token: &str) -> Result<OpenInvitation> {
    let hash = ports.tokens.hash(token).ok_or(Error::LinkInvalid)?;
    ports.letters.invitation(&hash, ports.clock.now()).await?.ok_or(Error::LinkInvalid)
}

/// Accepts an invitation by its mailed link. Whoever has no user yet brings name and password.
pub async fn accept_invitation(
    ports: &Ports,
    token: &str,
    person: Option<(Name, String)>,
    origin: Origin,
) -> Result<(crate::id::AccountId, Email)> {
    let hash = ports.tokens.hash(token).ok_or(Error::LinkInvalid)?;
    let at = ports.clock.now();
    if ports.letters.link(&hash, Purpose::Invitation, at).await?.is_none() {
        return Err(Error::LinkInvalid);
    }
    let person = match person {
        None => None,
        Some((name, password)) => {
            let password = check(ports, "/password", password, &[name.as_str()], false)?;
            Some((name, ports.passwords.hash(password.into_string()).await?))
        }
    };
    let acceptance = Acceptance { hash, user_id: ports.ids.fresh(at), person, origin, at };
    match ports.letters.accept_invitation(&acceptance).await? {
        Accepted::Joined(account, email) => Ok((account, email)),
        Accepted::PersonNeeded(_) => {
            let mut violations = crate::error::Violations::default();
            for pointer in ["/name", "/password"] {
                violations.add(pointer, Violation::new("REQUIRED", "is needed, for nobody has this address yet"));
            }
            Err(Error::Invalid(violations))
        }
        Accepted::NoLink => Err(Error::LinkInvalid),
    }
}
