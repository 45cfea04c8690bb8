//! Setting a password, and all that follows from it.

use sea_orm::FromQueryResult;
use serde_json::json;

use skybot_domain::error::StoreError;
use skybot_domain::job::Task;
use skybot_domain::letter::Purpose;
use skybot_domain::ports::PasswordChange;
use skybot_domain::session::SecurityEvent;
use skybot_domain::text::Email;

use super::sessions::{self, Ending};
use crate::letters::links;
use crate::notes;
use crate::rows::corrupt;
use crate::unit::Unit;

#[derive(FromQueryResult)]
struct PersonRow {
    email: String,
    locale: String,
}

/// Sets a password; `false` if the link is used up, and then everything must be undone.
pub(super) async fn set(unit: &mut Unit, change: &PasswordChange) -> Result<bool, StoreError> {
    let (id, at) = (change.user.uuid(), change.at);
    let person: Option<PersonRow> =
        unit.first("select email, locale from users where id = $1 and disabled_at is null", vec![id.into()]).await?;
    let Some(person) = person else { return Ok(false) };
    let email = Email::parse(&person.email).map_err(|_| corrupt("users", "email", id))?;
    // Before the user's row, as where sessions are opened.
    unit.run(
        "delete from sign_in_guesses where name_hash = sha256(convert_to($1, 'UTF8')) and place <> '!'",
        vec![email.folded().into()],
    )
    .await?;
    if let Some(link) = &change.link
        && !links::use_up(unit, link, Purpose::ResetPassword, id, at).await?
    {
        return Ok(false);
    }
    // Whoever has an older letter knows a way around the new password.
    for purpose in [Purpose::ResetPassword, Purpose::MagicLink] {
        links::use_up_all(unit, purpose, id, at).await?;
    }
    if change.link.is_some() {
        links::prove_mailbox(unit, id, false, &change.origin, at).await?;
    }
    unit.run(
        "update users set password_hash = $2 where id = $1",
        vec![id.into(), change.password_hash.as_str().into()],
    )
    .await?;
    let ended = sessions::end(unit, Ending::AllBut(change.user, change.keep), at).await?;
    unit.run(
        "insert into letters (id, letter, email, locale, created_at) values ($1, 'password_changed', $2, $3, $4)",
        vec![change.letter.uuid().into(), person.email.into(), person.locale.into(), at.into()],
    )
    .await?;
    unit.enqueue(Task::SendLetter { letter: change.letter }, at).await?;
    let event = if change.link.is_some() { SecurityEvent::PasswordReset } else { SecurityEvent::PasswordChanged };
    notes::note(unit, id, event, &change.origin, Some(json!({ "sessions_ended": ended.len() }))).await?;
    Ok(true)
}
