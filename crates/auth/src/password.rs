//! Passwords: argon2id, off the async threads, few at a time.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use async_trait::async_trait;
use secrecy::{ExposeSecret as _, SecretString};
use skybot_domain::error::StoreError;
use skybot_domain::ports::Passwords;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// How long one waits for a turn. Whoever has waited longer would only make the queue longer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The lowest settings that OWASP recommends for argon2id.
const MIN_MEMORY_KIB: u32 = 19_456;
const MIN_ITERATIONS: u32 = 2;

/// What hashing costs. A turn takes the memory; turns at once are the permits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory of one hash, in KiB; at least 19,456.
    pub memory_kib: u32,
    /// Passes over it; at least 2.
    pub iterations: u32,
    /// Hashes at once; at least 1.
    pub permits: usize,
}

/// Why a cost is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CostProblem {
    /// Too cheap to guess passwords against, or more than argon2 can do.
    #[error("argon2 needs at least {MIN_MEMORY_KIB} KiB, {MIN_ITERATIONS} iterations and 1 permit")]
    OutOfRange,
    /// The operating system gave no randomness, or no memory.
    #[error("a first password could not be hashed")]
    Hash,
}

/// The [`Passwords`] port.
pub struct Argon2Passwords {
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
    patience: Duration,
    /// Hash of a password nobody has, made at the same cost as the others.
    nobody: String,
}

impl Argon2Passwords {
    /// Takes as long as one hash.
    pub fn new(cost: Cost) -> Result<Self, CostProblem> {
        let Cost { memory_kib, iterations, permits } = cost;
        let in_range = memory_kib >= MIN_MEMORY_KIB
            && iterations >= MIN_ITERATIONS
            && (1..=Semaphore::MAX_PERMITS).contains(&permits);
        let params = Params::new(memory_kib, iterations, 1, None).ok().filter(|_| in_range);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.ok_or(CostProblem::OutOfRange)?);
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|_| CostProblem::Hash)?;
        let nobody = argon2.hash_password(&random).map_err(|_| CostProblem::Hash)?.to_string();
        Ok(Self { argon2, turns: Arc::new(Semaphore::new(permits)), patience: PATIENCE, nobody })
    }

    /// Does the work when its turn comes. The turn ends with the work, not with the caller: who
    /// gives up early does not let the next one in early.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let waiting = tokio::time::timeout(self.patience, Arc::clone(&self.turns).acquire_owned());
        let Ok(Ok(permit)) = waiting.await else { return Err(StoreError::Unavailable("busy".to_owned())) };
        let argon2 = self.argon2.clone();
        let working = spawn_blocking(move || {
            let _permit = permit;
            work(&argon2)
        });
        working.await.unwrap_or_else(|_| Err(StoreError::Internal("hashing ended early".to_owned())))
    }
}

#[async_trait]
impl Passwords for Argon2Passwords {
    async fn hash(&self, password: String) -> Result<String, StoreError> {
        let password = SecretString::from(password);
        self.in_turn(move |argon2| {
            let hash = argon2.hash_password(password.expose_secret().as_bytes());
            Ok(hash.map_err(|error| internal("a password could not be hashed", error))?.to_string())
        })
        .await
    }

    async fn verify(&self, password: String, phc: Option<String>) -> Result<bool, StoreError> {
        let password = SecretString::from(password);
        let somebody = phc.is_some();
        let phc = phc.unwrap_or_else(|| self.nobody.clone());
        self.in_turn(move |argon2| {
            let stored = PasswordHash::new(&phc)
                .map_err(|_| StoreError::Internal("a stored password hash is not a PHC string".to_owned()))?;
            match argon2.verify_password(password.expose_secret().as_bytes(), &stored) {
                Ok(()) => Ok(somebody),
                Err(HashError::PasswordInvalid) => Ok(false),
                Err(error) => Err(internal("a stored password hash cannot be checked", error)),
            }
        })
        .await
    }

    fn is_outdated(&self, _phc: &str) -> bool {
        false
    }

    fn is_common(&self, _password: &str, _context: &[&str]) -> bool {
        false
    }
}

fn internal(what: &str, error: HashError) -> StoreError {
    StoreError::Internal(format!("{what}: {error}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use skybot_domain::error::StoreError;
    use skybot_domain::ports::Passwords as _;

    use super::{Argon2Passwords, Cost, CostProblem, MIN_ITERATIONS, MIN_MEMORY_KIB};

    const CHEAPEST: Cost = Cost { memory_kib: MIN_MEMORY_KIB, iterations: MIN_ITERATIONS, permits: 1 };

    fn passwords() -> Argon2Passwords {
        Argon2Passwords::new(CHEAPEST).unwrap()
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other_is() {
        let passwords = passwords();
        let hash = passwords.hash("correct horse".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, passwords.hash("correct horse".to_owned()).await.unwrap(), "each hash has its own salt");
        assert!(passwords.verify("correct horse".to_owned(), Some(hash.clone())).await.unwrap());
        for wrong in ["", "correct hors", "correct horse ", "Correct horse"] {
            assert!(!passwords.verify(wrong.to_owned(), Some(hash.clone())).await.unwrap(), "{wrong:?}");
        }
    }

    #[tokio::test]
    async fn hashes_of_other_costs_are_still_known() {
        let dear = Argon2Passwords::new(Cost { iterations: 3, ..CHEAPEST }).unwrap();
        let hash = dear.hash("correct horse".to_owned()).await.unwrap();
        assert!(passwords().verify("correct horse".to_owned(), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_is_let_in_without_a_hash() {
        let passwords = passwords();
        assert!(!passwords.verify(String::new(), None).await.unwrap());
        assert!(!passwords.verify("correct horse".to_owned(), None).await.unwrap());
        let known = passwords.hash("correct horse".to_owned()).await.unwrap();
        let unlucky = Argon2Passwords { nobody: known, ..self::passwords() };
        assert!(!unlucky.verify("correct horse".to_owned(), None).await.unwrap(), "not even by the right guess");
        // The work is done all the same, at the cost of everybody else's.
        assert!(passwords.nobody.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", passwords.nobody);
    }

    #[tokio::test]
    async fn a_spoilt_hash_is_an_error_that_does_not_repeat_it() {
        for spoilt in ["", "plain", "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"] {
            let error = passwords().verify("x".to_owned(), Some(spoilt.to_owned())).await.unwrap_err();
            assert!(matches!(&error, StoreError::Internal(_)), "{spoilt}");
            assert!(spoilt.is_empty() || !error.to_string().contains(spoilt), "{error}");
        }
    }

    #[tokio::test]
    async fn who_waits_too_long_is_told_that_it_is_busy() {
        let passwords = Argon2Passwords { patience: Duration::from_millis(10), ..passwords() };
        let turn = passwords.turns.clone().acquire_owned().await.unwrap();
        let refused = passwords.verify("x".to_owned(), None).await;
        assert!(matches!(refused, Err(StoreError::Unavailable(why)) if why == "busy"));
        drop(turn);
        assert!(!passwords.verify("x".to_owned(), None).await.unwrap());
    }

    #[tokio::test]
    async fn giving_up_does_not_end_the_turn() {
        let passwords = passwords();
        let hurried = tokio::time::timeout(Duration::from_millis(1), passwords.hash("x".to_owned())).await;
        assert!(hurried.is_err(), "a hash takes longer than a millisecond");
        assert_eq!(passwords.turns.available_permits(), 0);
        passwords.hash("x".to_owned()).await.unwrap();
        assert_eq!(passwords.turns.available_permits(), 1);
    }

    #[test]
    fn cheap_settings_are_refused() {
        for cost in [
            Cost { memory_kib: MIN_MEMORY_KIB - 1, ..CHEAPEST },
            Cost { iterations: MIN_ITERATIONS - 1, ..CHEAPEST },
            Cost { permits: 0, ..CHEAPEST },
            Cost { permits: usize::MAX, ..CHEAPEST },
        ] {
            assert!(matches!(Argon2Passwords::new(cost), Err(CostProblem::OutOfRange)), "{cost:?}");
        }
    }
}
