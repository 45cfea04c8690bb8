//! Seeds and backup codes. What is good once is used up by one conditional statement.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::scope::Origin;
use skybot_domain::session::{SecretHash, SecurityEvent};

use crate::notes::note;
use crate::unit::Unit;

/// Stores a seed that is not in force, unless one is.
pub(super) async fn enrol(unit: &Unit, user: Uuid, sealed_seed: &[u8]) -> Result<(), StoreError> {
    let sql = "update users set totp_seed = $2, totp_step = null where id = $1 and totp_confirmed_at is null";
    unit.run(sql, vec![user.into(), sealed_seed.to_vec().into()]).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct SeedRow {
    totp_seed: Vec<u8>,
}

/// The seed that waits.
pub(super) async fn enrolled(unit: &Unit, user: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "select totp_seed from users where id = $1 and totp_seed is not null and totp_confirmed_at is null";
    let row: Option<SeedRow> = unit.first(sql, vec![user.into()]).await?;
    Ok(row.map(|row| row.totp_seed))
}

/// Puts the waiting seed in force.
pub(super) async fn confirm(
    unit: &Unit,
    user: Uuid,
    step: i64,
    backup_codes: &[SecretHash],
    origin: &Origin,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let confirmed = unit
        .run(
            "update users set totp_confirmed_at = $2, totp_step = $3
             where id = $1 and totp_seed is not null and totp_confirmed_at is null",
            vec![user.into(), at.into(), step.into()],
        )
        .await?;
    if confirmed > 0 {
        replace_backup_codes(unit, user, backup_codes).await?;
        note(unit, user, SecurityEvent::SecondFactorEnabled, origin, None).await?;
    }
    Ok(confirmed > 0)
}

/// Gives seed and codes up.
pub(super) async fn remove(unit: &Unit, user: Uuid, origin: &Origin) -> Result<(), StoreError> {
    let removed = unit
        .run(
            "update users set totp_seed = null, totp_confirmed_at = null, totp_step = null
             where id = $1 and totp_seed is not null",
            vec![user.into()],
        )
        .await?;
    unit.run("delete from backup_codes where user_id = $1", vec![user.into()]).await?;
    if removed > 0 {
        note(unit, user, SecurityEvent::SecondFactorDisabled, origin, None).await?;
    }
    Ok(())
}

/// Uses up a time step, and with it all before.
pub(super) async fn use_step(unit: &Unit, user: Uuid, step: i64) -> Result<bool, StoreError> {
    let done = unit
        .run(
            "update users set totp_step = $2
             where id = $1 and totp_confirmed_at is not null and (totp_step is null or totp_step < $2)",
            vec![user.into(), step.into()],
        )
        .await?;
    Ok(done > 0)
}

/// Uses up a backup code.
pub(super) async fn use_backup_code(
    unit: &Unit,
    user: Uuid,
    code: &SecretHash,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let done = unit
        .run(
            "update backup_codes set used_at = $3 where user_id = $1 and code_hash = $2 and used_at is null",
            vec![user.into(), code.to_vec().into(), at.into()],
        )
        .await?;
    Ok(done > 0)
}

/// Puts new codes in the place of the old.
pub(super) async fn replace_backup_codes(unit: &Unit, user: Uuid, codes: &[SecretHash]) -> Result<(), StoreError> {
    unit.run("delete from backup_codes where user_id = $1", vec![user.into()]).await?;
    let codes: Vec<Vec<u8>> = codes.iter().map(|code| code.to_vec()).collect();
    unit.run("insert into backup_codes (user_id, code_hash) select $1, unnest($2)", vec![user.into(), codes.into()])
        .await?;
    Ok(())
}
