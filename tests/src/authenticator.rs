//! An authenticator app (RFC 6238: SHA-1, six digits, thirty seconds).

use totp_rs::{Builder, Totp};

use crate::fresh::now;

const STEP: i64 = 30;
/// RFC 4648.
const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// An app with one seed in it.
pub struct Authenticator(Totp);

impl Authenticator {
    /// Takes the seed as somebody types it.
    pub fn new(seed: &str) -> Self {
        let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
        for character in seed.chars() {
            let value = ALPHABET.find(character).expect("a seed in base32");
            bits = bits << 5 | u32::try_from(value).expect("five bits");
            held += 5;
            if held >= 8 {
                held -= 8;
                bytes.push(u8::try_from(bits >> held & 0xff).expect("eight bits"));
            }
        }
        let seed: [u8; 20] = bytes.try_into().expect("a seed of 160 bits");
        Self(Builder::new().with_secret(seed).build().expect("a seed"))
    }

    /// The code of now.
    pub fn code(&self) -> String {
        self.code_in(0)
    }

    /// The code so many steps ahead. Clocks may be one step apart, so the next one is good already.
    pub fn code_in(&self, steps: i64) -> String {
        let time = now().unix_timestamp() + steps * STEP;
        self.0.generate(u64::try_from(time).expect("after 1970")).to_string()
    }
}

impl std::fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authenticator").finish_non_exhaustive()
    }
}
