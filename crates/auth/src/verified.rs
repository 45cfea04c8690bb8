//! Access tokens that were found good, so that each is taken apart once and not with every request it
//! comes with. Knows them by their digest, and never says whether one is good at a certain time.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};

/// With so many new ones, those that have not been asked for since the last time are forgotten.
const MOST_NEW: usize = 4_096;

type Tokens<T> = HashMap<[u8; 32], T>;

struct Known<T> {
    new: Tokens<T>,
    old: Tokens<T>,
}

/// What good tokens say.
pub(crate) struct Verified<T>(Mutex<Known<T>>);

impl<T> Default for Verified<T> {
    fn default() -> Self {
        Self(Mutex::new(Known { new: HashMap::new(), old: HashMap::new() }))
    }
}

impl<T: Clone> Verified<T> {
    fn known(&self) -> MutexGuard<'_, Known<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the token says, which is looked at if it is not known. Only what is good is remembered.
    pub(crate) fn get_or(&self, token: &str, look: impl FnOnce() -> Option<T>) -> Option<T> {
        let digest: [u8; 32] = Sha256::digest(token).into();
        let said = {
            let mut known = self.known();
            if let Some(said) = known.new.get(&digest) {
                return Some(said.clone());
            }
            known.old.remove(&digest)
        };
        let said = said.or_else(look)?;
        let mut known = self.known();
        if known.new.len() >= MOST_NEW {
            known.old = std::mem::take(&mut known.new);
        }
        known.new.insert(digest, said.clone());
        Some(said)
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_NEW, Verified};

    #[test]
    fn a_good_token_is_looked_at_once_and_a_bad_one_each_time() {
        let verified = Verified::default();
        assert_eq!(verified.get_or("good", || Some(1)), Some(1));
        assert_eq!(verified.get_or("good", || panic!("looked at again")), Some(1));
        assert_eq!(verified.get_or("goo", || None), None);
        assert_eq!(verified.get_or("goo", || Some(2)), Some(2));
    }

    #[test]
    fn what_is_asked_for_stays_and_the_rest_is_forgotten() {
        let verified = Verified::default();
        for number in 0..3 * MOST_NEW {
            verified.get_or(&number.to_string(), || Some(number));
            assert!(number == 0 || verified.get_or("0", || None) == Some(0), "{number}");
        }
        assert_eq!(verified.get_or("1", || None), None);
        let known = verified.known();
        assert!(known.new.len() + known.old.len() <= 2 * MOST_NEW);
    }
}
