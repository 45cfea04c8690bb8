//! From settings to ports: the one place where every port meets its adapter.

use std::sync::Arc;

use skybot_auth::{Argon2Passwords, JwtSigner, SigningKey};
use skybot_domain::ports::Ports;
use skybot_postgres::{PoolSettings, Postgres};

use crate::clock::SystemClock;
use crate::config::{Auth, Database};
use crate::exit::{Exit, Failure};
use crate::ids::RandomIds;

/// Everything a use case can reach.
pub(crate) fn ports(store: &Postgres, auth: &Auth, keys: &[SigningKey]) -> Result<Ports, Failure> {
    Ok(Ports {
        store: Arc::new(store.clone()),
        events: Arc::new(store.clone()),
        credentials: Arc::new(store.clone()),
        passwords: Arc::new(passwords(auth)?),
        tokens: Arc::new(signer(keys)?),
        clock: Arc::new(SystemClock::default()),
        ids: Arc::new(RandomIds),
    })
}

/// Hashes a password at once, to know what a stranger's costs.
fn passwords(auth: &Auth) -> Result<Argon2Passwords, Failure> {
    Argon2Passwords::new(auth.password_cost).map_err(|problem| Failure::new(Exit::Config, problem.to_string()))
}

/// A command that signs nobody in needs no key of the settings, and gets one that opens nothing.
fn signer(keys: &[SigningKey]) -> Result<JwtSigner, Failure> {
    let failed = |problem: &dyn std::fmt::Display| Failure::new(Exit::Failure, problem.to_string());
    if keys.is_empty() {
        let key = crate::local::random_key().map_err(|error| failed(&error))?;
        let key = SigningKey::new("none", key.into()).map_err(|problem| failed(&problem))?;
        return JwtSigner::new(&[key]).map_err(|problem| failed(&problem));
    }
    JwtSigner::new(keys).map_err(|problem| failed(&problem))
}

/// What the pool is told.
pub(crate) fn pool(settings: &Database) -> PoolSettings {
    PoolSettings {
        size: settings.pool_size,
        acquire_timeout: settings.acquire_timeout,
        statement_timeout: settings.statement_timeout,
        lock_timeout: settings.lock_timeout,
        idle_in_transaction_timeout: settings.idle_in_transaction_timeout,
    }
}
