//! Randomness of the operating system, which is the only source of it here.

/// Whether there is any. Asked once, when the ports are made.
pub(crate) fn check() -> Result<(), getrandom::Error> {
    getrandom::fill(&mut [0])
}

/// Fresh random bytes.
#[expect(clippy::panic, reason = "a guessable secret would be worse, and the ports have no way to refuse")]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // An operating system that gave randomness once, when it was checked, goes on doing so.
    getrandom::fill(&mut bytes).unwrap_or_else(|error| panic!("the operating system gives no randomness: {error}"));
    bytes
}
