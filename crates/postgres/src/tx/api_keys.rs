//! API keys. Only hashes of their secrets come here.

use skybot_domain::Timestamp;
use skybot_domain::api_key::{ApiKey, NewApiKey};
use skybot_domain::id::{ApiKeyId, UserId};
use skybot_domain::session::SecretHash;

use super::{Outcome, PgTx};
use crate::rows::{API_KEY, ApiKeyRow};

pub(super) async fn insert(
    tx: &PgTx,
    id: ApiKeyId,
    new: &NewApiKey,
    user: UserId,
    public_id: &str,
    secret: &SecretHash,
    at: Timestamp,
) -> Outcome<()> {
    let permissions: Vec<String> = new.grants.iter().map(|permission| permission.as_str().to_owned()).collect();
    tx.run(
        "insert into api_keys (account_id, id, public_id, secret_hash, name, user_id, permissions, allowed_addresses,
                               created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8::text[]::cidr[], $9, $10, $11)",
        vec![
            id.uuid().into(),
            public_id.into(),
            secret.to_vec().into(),
            new.name.as_str().into(),
            user.uuid().into(),
            permissions.into(),
            new.networks.clone().into(),
            tx.scope.user().map(UserId::uuid).into(),
            at.into(),
            new.expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn hold(tx: &PgTx, id: ApiKeyId) -> Outcome<Option<ApiKey>> {
    let sql = format!("select {API_KEY} from api_keys k where k.account_id = $1 and k.id = $2 for no key update");
    let row: Option<ApiKeyRow> = tx.first(&sql, vec![id.uuid().into()]).await?;
    row.map(TryInto::try_into).transpose()
}

pub(super) async fn rotate(tx: &PgTx, id: ApiKeyId, secret: &SecretHash, old_until: Timestamp) -> Outcome<()> {
    tx.run(
        "update api_keys
         set old_secret_hash = secret_hash, old_secret_until = $4, secret_hash = $3, version = version + 1
         where account_id = $1 and id = $2",
        vec![id.uuid().into(), secret.to_vec().into(), old_until.into()],
    )
    .await?;
    Ok(())
}

pub(super) async fn revoke(tx: &PgTx, id: ApiKeyId, at: Timestamp) -> Outcome<()> {
    tx.run(
        "update api_keys set revoked_at = $3, version = version + 1
         where account_id = $1 and id = $2 and revoked_at is null",
        vec![id.uuid().into(), at.into()],
    )
    .await?;
    Ok(())
}
