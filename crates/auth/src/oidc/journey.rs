//! What follows from the secret that a browser keeps while it is away.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// State, nonce and code verifier of one departure. Each is a hash of its own, so that one that
/// has been seen (the state and the nonce are in addresses) tells nothing of the others.
pub(super) struct Journey {
    /// Comes back with the code: the browser that arrives is the one that left.
    pub(super) state: String,
    /// Comes back in the identity token: it was made for this departure.
    pub(super) nonce: String,
    /// Goes along with the code: whoever else has the code cannot use it.
    pub(super) verifier: String,
}

impl Journey {
    /// The provider is part of it, so that who left for one cannot arrive from another.
    pub(super) fn new(provider: &str, secret: &str) -> Self {
        let derive = |label: &str| {
            let mut hash = Sha256::new();
            for part in [label, provider] {
                hash.update(part);
                hash.update([0]);
            }
            hash.update(secret);
            URL_SAFE_NO_PAD.encode(hash.finalize())
        };
        Self { state: derive("oidc state"), nonce: derive("oidc nonce"), verifier: derive("oidc code verifier") }
    }

    /// What the provider is told of the verifier beforehand (RFC 7636, S256).
    pub(super) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(&self.verifier))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Journey;

    fn parts(provider: &str, secret: &str) -> [String; 3] {
        let Journey { state, nonce, verifier } = Journey::new(provider, secret);
        [state, nonce, verifier]
    }

    #[test]
    fn all_of_it_follows_from_the_secret_and_the_provider() {
        let one = parts("google", "s1");
        assert_eq!(one, parts("google", "s1"));
        let all: Vec<_> = [one, parts("google", "s2"), parts("github", "s1")].into_iter().flatten().collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 9);
        // RFC 7636 asks for 43 to 128 unreserved characters.
        assert!(all.iter().all(|part| part.len() == 43));
    }

    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned();
        let journey = Journey { state: String::new(), nonce: String::new(), verifier };
        assert_eq!(journey.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
