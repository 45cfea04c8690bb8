//! Passwords: argon2id, off the async threads, few at a time.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::Error as HashError;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use async_trait::async_trait;
use secrecy::{ExposeSecret as _, SecretString};
use skybot_domain::error::StoreError;
use skybot_domain::ports::Passwords;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use crate::guess;

/// How long one waits for a turn. Whoever has waited longer would only make the queue longer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The C library keeps what is smaller, once freed, in an arena of the thread that had it; the
/// memory of a few hashes would stay with us for ever. What is asked for and not touched costs
/// nothing.
const RETURNED_AT_ONCE: usize = 33 << 20;

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
    /// The operating system gave no randomness.
    #[error("no hash could be made up")]
    Hash,
}

/// The [`Passwords`] port.
pub struct Argon2Passwords {
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
    patience: Duration,
    /// What no password hashes to, at the same cost as the others.
    nobody: String,
}

impl Argon2Passwords {
    /// At this cost.
    pub fn new(cost: Cost) -> Result<Self, CostProblem> {
        let Cost { memory_kib, iterations, permits } = cost;
        let in_range = memory_kib >= MIN_MEMORY_KIB
            && iterations >= MIN_ITERATIONS
            && (1..=Semaphore::MAX_PERMITS).contains(&permits);
        let params = Params::new(memory_kib, iterations, 1, None).ok().filter(|_| in_range);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.ok_or(CostProblem::OutOfRange)?);
        let nobody = made_up(&argon2).map_err(|_| CostProblem::Hash)?.to_string();
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
        let password = composed(password);
        self.in_turn(move |argon2| {
            let hash = hash(argon2, password.expose_secret().as_bytes());
            Ok(hash.map_err(|error| internal("a password could not be hashed", error))?.to_string())
        })
        .await
    }

    async fn verify(&self, password: String, phc: Option<String>) -> Result<bool, StoreError> {
        let password = composed(password);
        let somebody = phc.is_some();
        let phc = phc.unwrap_or_else(|| self.nobody.clone());
        self.in_turn(move |_| {
            let stored = PasswordHash::new(&phc)
                .map_err(|_| StoreError::Internal("a stored password hash is not a PHC string".to_owned()))?;
            let matches = matches(&stored, password.expose_secret().as_bytes());
            Ok(matches.map_err(|error| internal("a stored password hash cannot be checked", error))? && somebody)
        })
        .await
    }

    fn is_outdated(&self, phc: &str) -> bool {
        // Today's are told from a hash of today.
        made_as(phc).is_none_or(|made| Some(made) != made_as(&self.nobody))
    }

    fn is_common(&self, password: &str, context: &[&str]) -> bool {
        guess::is_among_the_first(password, context)
    }
}

/// The password with its characters composed (NFC), as RFC 8265 has it: one keyboard sends `é` as
/// one character, another as two, and their owner cannot see which. Nothing else about it changes.
/// A password and its check both come through here.
fn composed(password: String) -> SecretString {
    if is_nfc(&password) {
        return password.into();
    }
    let given = SecretString::from(password);
    given.expose_secret().nfc().collect::<String>().into()
}

/// Algorithm, version, parameters and length of a hash: all that can differ besides the password.
fn made_as(phc: &str) -> Option<impl PartialEq> {
    let PasswordHash { algorithm, version, params, hash, .. } = PasswordHash::new(phc).ok()?;
    Some((algorithm, version, params, hash?.len()))
}

/// Hashes a password with a fresh salt.
fn hash(argon2: &Argon2<'_>, password: &[u8]) -> Result<PasswordHash, HashError> {
    let salt = random::<16>()?;
    written(argon2, &salt, output(argon2, password, &salt)?)
}

/// Looks like the hash of a password that nobody can find, and costs nothing to make.
fn made_up(argon2: &Argon2<'_>) -> Result<PasswordHash, HashError> {
    written(argon2, &random::<16>()?, Output::new(&random::<{ Params::DEFAULT_OUTPUT_LEN }>()?)?)
}

fn written(argon2: &Argon2<'_>, salt: &[u8], output: Output) -> Result<PasswordHash, HashError> {
    Ok(PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(argon2.params())?,
        salt: Some(Salt::new(salt)?),
        hash: Some(output),
    })
}

fn random<const N: usize>() -> Result<[u8; N], HashError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| HashError::Internal)?;
    Ok(bytes)
}

/// Whether a hash is the password's, at whatever cost it was made. Outputs are compared in constant
/// time.
fn matches(stored: &PasswordHash, password: &[u8]) -> Result<bool, HashError> {
    let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else { return Err(HashError::EncodingInvalid) };
    let algorithm = Algorithm::try_from(stored.algorithm.as_str())?;
    let version = stored.version.map(Version::try_from).transpose()?.unwrap_or_default();
    let argon2 = Argon2::new(algorithm, version, Params::try_from(stored)?);
    Ok(output(&argon2, password, salt)? == *expected)
}

fn output(argon2: &Argon2<'_>, password: &[u8], salt: &[u8]) -> Result<Output, HashError> {
    let blocks = argon2.params().block_count();
    let mut memory = Vec::with_capacity(blocks.max(RETURNED_AT_ONCE / Block::SIZE));
    memory.resize(blocks, Block::default());
    let mut bytes = [0; Output::MAX_LENGTH];
    let bytes = bytes
        .get_mut(..argon2.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN))
        .ok_or(HashError::OutputSize)?;
    argon2.hash_password_into_with_memory(password, salt, bytes, &mut memory)?;
    Ok(Output::new(bytes)?)
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

    #[tokio::test]
    async fn a_password_is_the_same_however_its_characters_are_composed() {
        let passwords = passwords();
        for (one, other) in [
            ("un été à l'école", "un e\u{301}te\u{301} a\u{300} l'e\u{301}cole"),
            ("한국어", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}\u{110b}\u{1165}"),
        ] {
            assert_ne!(one, other);
            for (hashed, typed) in [(one, other), (other, one)] {
                let hash = passwords.hash(hashed.to_owned()).await.unwrap();
                assert!(passwords.verify(typed.to_owned(), Some(hash)).await.unwrap(), "{hashed:?}, {typed:?}");
            }
        }
        // What people can tell apart stays apart, and blanks count.
        let hash = passwords.hash("ﬁne e\u{301}té ".to_owned()).await.unwrap();
        for other in ["fine été ", "ﬁne ete ", "ﬁne été", "ﬁne été\u{a0}"] {
            assert!(!passwords.verify(other.to_owned(), Some(hash.clone())).await.unwrap(), "{other:?}");
        }
    }

    #[tokio::test]
    async fn hashes_of_another_cost_are_outdated() {
        let passwords = passwords();
        let today = passwords.hash("correct horse".to_owned()).await.unwrap();
        assert!(!passwords.is_outdated(&today));
        for cost in
            [Cost { iterations: MIN_ITERATIONS + 1, ..CHEAPEST }, Cost { memory_kib: MIN_MEMORY_KIB + 1, ..CHEAPEST }]
        {
            let other = Argon2Passwords::new(cost).unwrap();
            assert!(other.is_outdated(&today), "{cost:?}");
            assert!(passwords.is_outdated(&other.hash("correct horse".to_owned()).await.unwrap()), "{cost:?}");
        }
        let turns = Argon2Passwords::new(Cost { permits: 2, ..CHEAPEST }).unwrap();
        assert!(!turns.is_outdated(&today), "how many at once is no matter of the hash");
    }

    #[test]
    fn other_hashes_are_outdated() {
        let passwords = passwords();
        let today = passwords.nobody.clone();
        assert!(!passwords.is_outdated(&today));
        for (what, stored) in [
            ("nothing", String::new()),
            ("no PHC string", "plain".to_owned()),
            ("bcrypt", "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW".to_owned()),
            ("algorithm", today.replace("argon2id", "argon2i")),
            ("version", today.replace("v=19", "v=16")),
            ("no version", today.replace("v=19$", "")),
            ("lanes", today.replace("p=1", "p=2")),
            ("memory", today.replace("m=19456", "m=4096")),
            ("iterations", today.replace("t=2", "t=1")),
            ("no hash", today.rsplit_once('$').unwrap().0.to_owned()),
            ("half a hash", format!("{}${}", today.rsplit_once('$').unwrap().0, "A".repeat(22))),
        ] {
            assert_ne!(stored, today, "{what}");
            assert!(passwords.is_outdated(&stored), "{what}: {stored}");
        }
    }

    #[test]
    fn common_passwords_are_known() {
        let passwords = passwords();
        assert!(passwords.is_common("passwordpassword", &[]));
        assert!(!passwords.is_common("zubizarreta 2024", &["Ana"]));
        assert!(passwords.is_common("zubizarreta 2024", &["Ana Zubizarreta"]));
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
