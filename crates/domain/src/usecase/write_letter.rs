//! Writing a letter that was asked for: the job behind every mail.
//!
//! Safe to run twice: a letter that left but could not be noted leaves again, with a link of its own
//! that works as well.

use crate::error::Error;
use crate::id::LetterId;
use crate::job::JobFailure;
use crate::letter::{LETTERS_PER_HOUR, LinkTarget, NewLink, PendingLetter, Purpose};
use crate::mail::{Letter, Mail, MailFailure};
use crate::ports::Ports;

/// Writes a letter if there is somebody to write to, and something to say.
pub async fn write_letter(ports: &Ports, id: LetterId) -> Result<(), JobFailure> {
    let now = ports.clock.now();
    let Some(pending) = ports.letters.pending(id, now).await.map_err(failed)? else { return Ok(()) };
    if let Some(mail) = compose(ports, &pending).await? {
        ports.mailer.send(&mail).await.map_err(|failure| match failure {
            MailFailure::Transient(why) => JobFailure::Transient(why),
            MailFailure::Throttled(wait) => JobFailure::Throttled(wait),
            MailFailure::Refused(why) => JobFailure::Permanent(why),
        })?;
    }
    ports.letters.done(id, now).await.map_err(failed)
}

fn failed(error: impl Into<Error>) -> JobFailure {
    JobFailure::Transient(error.into().to_string())
}

async fn compose(ports: &Ports, pending: &PendingLetter) -> Result<Option<Mail>, JobFailure> {
    // Nobody is to be buried in letters that others ask for.
    if pending.purpose != Purpose::PasswordChanged && pending.recent > LETTERS_PER_HOUR {
        return Ok(None);
    }
    if let (Purpose::Invitation, Some(invited)) = (pending.purpose, &pending.invitation) {
        let link =
            link(ports, pending.purpose, LinkTarget::Invitation(invited.account_id, invited.invitation_id)).await?;
        let (account, inviter) = (invited.account_name.clone(), invited.inviter.clone());
        let letter = Letter::Invitation { account, inviter, link };
        return Ok(Some(Mail { to: pending.email.clone(), locale: pending.locale, letter }));
    }
    let Some(user) = &pending.user else { return Ok(None) };
    let name = user.name.clone();
    let link = link(ports, pending.purpose, LinkTarget::User(user.id));
    let letter = match pending.purpose {
        Purpose::VerifyEmail if user.verified => return Ok(None),
        Purpose::VerifyEmail => Letter::VerifyEmail { name, link: link.await? },
        Purpose::AlreadyRegistered => Letter::AlreadyRegistered { name, link: link.await? },
        Purpose::ResetPassword => Letter::ResetPassword { name, link: link.await? },
        Purpose::MagicLink => Letter::MagicLink { name, link: link.await? },
        Purpose::PasswordChanged => Letter::PasswordChanged { name },
        Purpose::Invitation => return Ok(None),
    };
    Ok(Some(Mail { to: pending.email.clone(), locale: user.locale, letter }))
}

/// A link below the public address; its secret, if it has one, is in the fragment, which browsers
/// send to no server.
async fn link(ports: &Ports, purpose: Purpose, opens: LinkTarget) -> Result<String, JobFailure> {
    let page = format!("{}/{}", ports.policy.public_url, purpose.page());
    let Some(lifetime) = purpose.lifetime() else { return Ok(page) };
    let secret = ports.tokens.secret();
    let at = ports.clock.now();
    ports.letters.store_link(&NewLink { hash: secret.hash, purpose, opens, at, lifetime }).await.map_err(failed)?;
    Ok(format!("{page}#token={}", secret.text))
}
