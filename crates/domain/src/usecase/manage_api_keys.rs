//! API keys: making, rotating, revoking. The text of a key is shown once and stored nowhere.

use std::time::Duration;

use crate::api_key::{ApiKey, LONGEST_OVERLAP, NewApiKey};
use crate::error::{Error, Resource, Result, Violation};
use crate::id::{ApiKeyId, UserId};
use crate::ports::Ports;
use crate::scope::{Permission, Role};
use crate::work::Work;

/// Makes a key, and the bot it acts as unless one is named. Nobody gives away what they may not do
/// themselves.
pub async fn create_api_key(ports: &Ports, work: &mut Work<'_>, new: &NewApiKey) -> Result<(ApiKey, String)> {
    work.scope().require(Permission::KeysWrite)?;
    if let Some(permission) = new.grants.iter().find(|permission| !work.scope().may(*permission)) {
        return Err(Error::Forbidden(permission));
    }
    if let Some(permission) = new.grants.iter().find(|permission| !Role::Bot.allows(*permission)) {
        let detail = format!("holds {}, which no bot may have", permission.as_str());
        return Err(Error::invalid("/scopes", Violation::new("NOT_FOR_BOTS", detail)));
    }
    let at = work.now();
    if new.expires_at.is_some_and(|expires| expires <= at) {
        return Err(Error::invalid("/expires_at", Violation::new("NOT_IN_THE_FUTURE", "must be in the future")));
    }
    let user = bot(work, new).await?;
    let (id, secret) = (work.id(), ports.tokens.api_key());
    work.tx().insert_api_key(id, new, user, &secret.public_id, &secret.hash, at).await?;
    Ok((held(work, id).await?, secret.text))
}

async fn bot(work: &mut Work<'_>, new: &NewApiKey) -> Result<UserId> {
    let at = work.now();
    let Some(user) = new.user_id else {
        let user = work.id();
        work.tx().insert_bot(user, &new.name, at).await?;
        return Ok(user);
    };
    let wrong = |code, detail: &str| Error::invalid("/user_id", Violation::new(code, detail));
    let member = work.tx().hold_member(user).await?.ok_or_else(|| wrong("NOT_FOUND", "names no member"))?;
    if member.role == Role::Bot { Ok(user) } else { Err(wrong("NOT_A_BOT", "names a member that is no bot")) }
}

/// Gives a key another secret; the old one is good for `overlap` more.
pub async fn rotate_api_key(
    ports: &Ports,
    work: &mut Work<'_>,
    id: ApiKeyId,
    overlap: Duration,
) -> Result<(ApiKey, String)> {
    work.scope().require(Permission::KeysWrite)?;
    if overlap > LONGEST_OVERLAP {
        let violation = Violation::new("OUT_OF_RANGE", format!("must be at most {}", LONGEST_OVERLAP.as_secs()));
        return Err(Error::invalid("/overlap_seconds", violation));
    }
    let key = held(work, id).await?;
    if key.revoked_at.is_some() {
        return Err(Error::NotFound(Resource::ApiKey));
    }
    let (secret, until) = (ports.tokens.rotated_api_key(&key.public_id), work.now() + overlap);
    work.tx().rotate_api_key(id, &secret.hash, until).await?;
    Ok((held(work, id).await?, secret.text))
}

/// Ends a key. One that is over already stays so.
pub async fn revoke_api_key(work: &mut Work<'_>, id: ApiKeyId) -> Result<()> {
    work.scope().require(Permission::KeysWrite)?;
    let key = held(work, id).await?;
    let at = work.now();
    if key.revoked_at.is_none() {
        work.tx().revoke_api_key(id, at).await?;
    }
    Ok(())
}

async fn held(work: &mut Work<'_>, id: ApiKeyId) -> Result<ApiKey> {
    work.tx().hold_api_key(id).await?.ok_or(Error::NotFound(Resource::ApiKey))
}
