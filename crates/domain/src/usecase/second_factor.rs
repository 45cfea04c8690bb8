//! Enrolling a second factor, and giving it up.

use crate::error::{Error, Refusal, Result, Violation};
use crate::ports::Ports;
use crate::session::{Login, OpenedWith, Principal, SecondFactor};
use crate::usecase::passwords::{prove_password, session_of};
use crate::usecase::sign_in::{Device, check_second_factor, seed_context};

/// A seed as its owner sees it once.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// To be typed.
    pub text: String,
    /// To be scanned.
    pub uri: String,
}

/// Makes a seed that waits for its first code. Asks for the password, if there is one: else whoever
/// finds a session could lock its owner out with a factor of their own.
pub async fn enrol(
    ports: &Ports,
    principal: &Principal,
    password: Option<String>,
    device: &Device,
) -> Result<Enrolment> {
    let login = login(ports, principal).await?;
    if login.second_factor.is_some() {
        return Err(Error::SecondFactorEnabled);
    }
    if login.password_hash.is_some() {
        let needed = || Error::invalid("/password", Violation::new("REQUIRED", "is needed, for there is one"));
        prove_password(ports, principal, password.ok_or_else(needed)?, device).await?;
    }
    let seed = ports.codes.seed();
    let sealed = ports.vault.seal(&seed, &seed_context(&login));
    ports.credentials.enrol(login.user_id, &sealed).await?;
    Ok(Enrolment { text: ports.codes.text(&seed), uri: ports.codes.uri(&seed, &login.email) })
}

/// Puts the waiting seed in force by a first code; the backup codes, shown once.
pub async fn confirm(ports: &Ports, principal: &Principal, code: &str, device: &Device) -> Result<Vec<String>> {
    let login = login(ports, principal).await?;
    if login.second_factor.is_some() {
        return Err(Error::SecondFactorEnabled);
    }
    let wrong = || Error::invalid("/code", Violation::new("WRONG_CODE", "is not the code of this moment"));
    let sealed = ports.credentials.enrolled(login.user_id).await?.ok_or_else(wrong)?;
    let seed = ports.vault.open(&sealed, &seed_context(&login)).ok_or_else(wrong)?;
    let now = ports.clock.now();
    let step = ports.codes.check(&seed, code, now, None).ok_or_else(wrong)?;
    let codes = ports.codes.backup_codes();
    let hashes: Vec<_> = codes.iter().map(|code| code.hash).collect();
    if !ports.credentials.confirm_second_factor(login.user_id, step, &hashes, &device.origin, now).await? {
        return Err(wrong());
    }
    Ok(codes.into_iter().map(|code| code.text).collect())
}

/// Gives the second factor up, by the password and a code. A password that was long enough only
/// beside it has to be changed first.
pub async fn disable(
    ports: &Ports,
    principal: &Principal,
    password: String,
    factor: SecondFactor,
    device: &Device,
) -> Result<()> {
    let login = login(ports, principal).await?;
    if login.second_factor.is_none() {
        return Err(Error::SecondFactorMissing);
    }
    let too_short = crate::password::NewPassword::parse(password.clone(), false).is_err();
    prove_password(ports, principal, password, device).await?;
    if too_short {
        let violation =
            Violation::new("PASSWORD_TOO_SHORT", "is long enough only with a second factor; change it first");
        return Err(Error::invalid("/password", violation));
    }
    show(ports, &login, factor, device).await?;
    Ok(ports.credentials.remove_second_factor(login.user_id, &device.origin, ports.clock.now()).await?)
}

/// New backup codes in the place of the old, by a code; shown once.
pub async fn renew_backup_codes(
    ports: &Ports,
    principal: &Principal,
    factor: SecondFactor,
    device: &Device,
) -> Result<Vec<String>> {
    let login = login(ports, principal).await?;
    if login.second_factor.is_none() {
        return Err(Error::SecondFactorMissing);
    }
    show(ports, &login, factor, device).await?;
    let codes = ports.codes.backup_codes();
    let hashes: Vec<_> = codes.iter().map(|code| code.hash).collect();
    let (origin, now) = (&device.origin, ports.clock.now());
    ports.credentials.replace_backup_codes(login.user_id, &hashes, origin, now).await?;
    Ok(codes.into_iter().map(|code| code.text).collect())
}

async fn login(ports: &Ports, principal: &Principal) -> Result<Login> {
    session_of(principal)?;
    let login = ports.credentials.user(principal.user_id).await?;
    login.ok_or(Error::Unauthenticated(Refusal::Revoked))
}

/// Shows a second factor and uses it up.
async fn show(ports: &Ports, login: &Login, factor: SecondFactor, device: &Device) -> Result<()> {
    let mut with = OpenedWith::default();
    let wrong = |_| Error::invalid("/code", Violation::new("WRONG_CODE", "is not the code of this moment"));
    check_second_factor(ports, login, Some(factor), device, &mut with).await.map_err(|error| match error {
        Error::Unauthenticated(refusal) => wrong(refusal),
        other => other,
    })?;
    let (user, now) = (login.user_id, ports.clock.now());
    let good = match (with.totp_step, with.backup_code) {
        (Some(step), _) => ports.credentials.use_step(user, step).await?,
        (None, Some(code)) => ports.credentials.use_backup_code(user, &code, &device.origin, now).await?,
        (None, None) => false,
    };
    if !good {
        return Err(wrong(Refusal::Password));
    }
    match with.guess {
        Some(place) => Ok(ports.credentials.forgive(&place).await?),
        None => Ok(()),
    }
}
