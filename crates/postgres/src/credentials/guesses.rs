//! Guesses at passwords: counted before the password is looked at, the same for names that somebody
//! has and names that nobody has.

use std::time::Duration;

use sea_orm::FromQueryResult;

use skybot_domain::error::StoreError;
use skybot_domain::session::{Attempt, Guess, GuessPlace, Login, SecurityEvent};

use super::logins;
use crate::notes::{address, place};
use crate::unit::Unit;

#[derive(FromQueryResult)]
struct GuessRow {
    name_hash: Vec<u8>,
    place: String,
    known: bool,
    wait_ms: i64,
}

/// Counts a guess, unless it comes too early, and tells whose name it is.
pub(super) async fn count(unit: &Unit, attempt: &Attempt) -> Result<Guess, StoreError> {
    let name = attempt.email.folded();
    let login = logins::find(unit, "u.email_folded = lower($1)", vec![name.as_str().into()]).await?;
    let row: Option<GuessRow> = unit
        .first(
            "select name_hash, place, known, wait_ms from app.guess_at($1, $2, $3, $4)",
            vec![
                name.into(),
                attempt.device.map(|device| device.to_vec()).into(),
                address(&attempt.origin).into(),
                attempt.at.into(),
            ],
        )
        .await?;
    let row = row.ok_or_else(|| StoreError::Internal("app.guess_at gave no row".to_owned()))?;
    if row.wait_ms > 0 {
        return Ok(Guess::Wait { wait: Duration::from_millis(row.wait_ms.unsigned_abs()), login });
    }
    let name_hash = row
        .name_hash
        .try_into()
        .map_err(|_| StoreError::Internal("app.guess_at gave a hash of another length".to_owned()))?;
    Ok(Guess::Counted { login, place: GuessPlace { name_hash, place: row.place, known: row.known } })
}

/// Notes a guess that was wrong or had to wait, in the log of the user's home.
pub(super) async fn note_failure(
    unit: &Unit,
    event: SecurityEvent,
    login: Option<&Login>,
    attempt: &Attempt,
) -> Result<(), StoreError> {
    // As in notes::home: one who is locked out everywhere is still noted somewhere.
    let home = |login: &Login| {
        let first = login.memberships.iter().find(|membership| !membership.disabled);
        first.or(login.memberships.first()).map(|membership| membership.account_id.uuid())
    };
    let home = login.and_then(home);
    let mut values = vec![
        attempt.email.folded().into(),
        home.into(),
        login.map(|login| login.user_id.uuid()).into(),
        event.as_str().into(),
    ];
    values.extend(place(&attempt.origin));
    values.push(attempt.at.into());
    unit.run("select app.note_failure($1, $2, $3, $4, $5, $6, $7, $8)", values).await?;
    Ok(())
}

/// Takes a guess back.
pub(super) async fn forgive(unit: &Unit, place: &GuessPlace) -> Result<(), StoreError> {
    let values = vec![place.name_hash.to_vec().into(), place.place.as_str().into(), place.known.into()];
    unit.run("select app.forgive($1, $2, $3)", values).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct ThereRow {
    there: bool,
}

/// A guess was right. Whether it was still there: setting a password wipes all guesses at the old
/// one away.
pub(super) async fn right(unit: &Unit, place: &GuessPlace) -> Result<bool, StoreError> {
    let values = vec![place.name_hash.to_vec().into(), place.place.as_str().into(), place.known.into()];
    let row: Option<ThereRow> = unit.first("select app.guessed_right($1, $2, $3) as there", values).await?;
    Ok(row.is_some_and(|row| row.there))
}
