//! One-time codes of authenticator apps, and the codes for the day the app is lost.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use skybot_domain::Timestamp;
use skybot_domain::ports::{OneTimeCodes, Secret};
use skybot_domain::session::SecretHash;
use skybot_domain::text::Email;
use subtle::ConstantTimeEq as _;
use totp_rs::Builder;

use crate::base32::{self, RFC_4648};
use crate::{backup_codes, random};

/// As long as the output of the hash, as RFC 4226 recommends.
const SEED_BYTES: usize = 20;
const DIGITS: usize = 6;
const STEP_SECONDS: i64 = 30;
/// Steps that the clocks may be apart, either way.
const SKEW: i64 = 1;

/// How the app's list names us.
const ISSUER: &str = "SkyBot%20Inbox";

/// What is escaped: all but what RFC 3986 calls unreserved.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The [`OneTimeCodes`] port. Needs no key: each seed is a secret of its own, for a vault to keep.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totp;

impl OneTimeCodes for Totp {
    fn seed(&self) -> Vec<u8> {
        random::bytes::<SEED_BYTES>().to_vec()
    }

    fn uri(&self, seed: &[u8], email: &Email) -> String {
        let email = utf8_percent_encode(email.as_str(), ESCAPED);
        format!("otpauth://totp/{ISSUER}:{email}?secret={}&issuer={ISSUER}", self.text(seed))
    }

    fn text(&self, seed: &[u8]) -> String {
        base32::encode(seed, RFC_4648)
    }

    fn check(&self, seed: &[u8], code: &str, now: Timestamp, last: Option<i64>) -> Option<i64> {
        let code = digits(code)?;
        // Whatever is no seed of ours has no right code. The library's defaults are our numbers,
        // which the tests hold it to.
        let totp = Builder::new().with_secret(<[u8; SEED_BYTES]>::try_from(seed).ok()?).build().ok()?;
        let step = now.unix_timestamp().div_euclid(STEP_SECONDS);
        let steps = (step - SKEW..=step + SKEW).filter(|step| last.is_none_or(|last| *step > last));
        // Looks at all of them, so that the time does not tell which one it was.
        steps.fold(None, |found, step| {
            let right = u64::try_from(step * STEP_SECONDS).ok().map(|time| totp.generate(time).to_string());
            let equal = right.is_some_and(|right| right.as_bytes().ct_eq(&code).into());
            if equal { Some(step) } else { found }
        })
    }

    fn backup_codes(&self) -> Vec<Secret> {
        backup_codes::fresh()
    }

    fn backup_hash(&self, text: &str) -> Option<SecretHash> {
        backup_codes::hash(text)
    }
}

/// Exactly six digits, in groups or not.
fn digits(code: &str) -> Option<[u8; DIGITS]> {
    let mut digits = [0; DIGITS];
    let mut characters = code.chars().filter(|c| !c.is_whitespace());
    for digit in &mut digits {
        *digit = characters.next().filter(char::is_ascii_digit).and_then(|c| u8::try_from(c).ok())?;
    }
    characters.next().is_none().then_some(digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use skybot_domain::Timestamp;
    use skybot_domain::ports::OneTimeCodes as _;
    use skybot_domain::text::Email;

    use super::{Totp, digits};

    /// Of RFC 6238, appendix B.
    const SEED: &[u8] = b"12345678901234567890";

    /// Its times with the last six digits of its eight, for SHA-1.
    const VECTORS: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_timestamp(seconds).unwrap()
    }

    fn check(code: &str, seconds: i64, last: Option<i64>) -> Option<i64> {
        Totp.check(SEED, code, at(seconds), last)
    }

    #[test]
    fn knows_the_codes_of_rfc_6238() {
        for (seconds, code) in VECTORS {
            assert_eq!(check(code, seconds, None), Some(seconds / 30), "at {seconds}");
        }
    }

    #[test]
    fn clocks_may_be_one_step_apart() {
        for (seconds, code) in VECTORS {
            let step = seconds / 30;
            for (then, accepted) in [
                (step * 30 - 31, false),
                (step * 30 - 30, true),
                (step * 30 - 1, true),
                (step * 30, true),
                (step * 30 + 29, true),
                (step * 30 + 30, true),
                (step * 30 + 59, true),
                (step * 30 + 60, false),
            ] {
                assert_eq!(check(code, then, None), accepted.then_some(step), "{code} at {then}");
            }
        }
        // A part of a second changes nothing.
        let late = at(89) + std::time::Duration::from_nanos(999_999_999);
        assert_eq!(Totp.check(SEED, "287082", late, None), Some(1));
    }

    #[test]
    fn a_code_is_good_once() {
        let (seconds, code) = VECTORS[2];
        let step = seconds / 30;
        assert_eq!(check(code, seconds, Some(step)), None, "it was used");
        assert_eq!(check(code, seconds, Some(step + 1)), None, "a later one was used");
        assert_eq!(check(code, seconds + 30, Some(step)), None, "not even while it is still good");
        assert_eq!(check(code, seconds, Some(i64::MAX)), None);
        assert_eq!(check(code, seconds, Some(step - 1)), Some(step), "one before it was used");
        assert_eq!(check(code, seconds, Some(i64::MIN)), Some(step));
    }

    #[test]
    fn blanks_are_forgiven_and_nothing_else() {
        for code in ["287082", "287 082", " 28 70 82 ", "287\u{a0}082", "287082\n"] {
            assert_eq!(check(code, 59, None), Some(1), "{code:?}");
        }
        for code in [
            "",
            " ",
            "287083",
            "28708",
            "0287082",
            "2870820",
            "94287082",
            "287-082",
            "+28708",
            "287082x",
            "x287082",
            "28708２",
            "٢٨٧٠٨٢",
            "287082\0",
            &"287082".repeat(1000),
        ] {
            assert_eq!(check(code, 59, None), None, "{code:?}");
        }
        assert_eq!(digits("28708²"), None, "a digit is one of ten");
    }

    #[test]
    fn another_seed_has_other_codes() {
        for seed in [&b""[..], &SEED[1..], b"12345678901234567891", &[SEED, b"1"].concat()] {
            assert_eq!(Totp.check(seed, "287082", at(59), None), None, "{seed:?}");
        }
        let fresh = [Totp.seed(), Totp.seed()];
        assert_eq!(fresh.each_ref().map(Vec::len), [20, 20]);
        assert_ne!(fresh[0], fresh[1]);
    }

    #[test]
    fn there_are_no_codes_before_1970_but_the_first_is_already_good() {
        assert_eq!(check("755224", -1, None), Some(0), "RFC 4226, appendix D, counter 0");
        assert_eq!(check("755224", -31, None), None);
        for seconds in [i64::from(i32::MIN), -377_705_116_800, 253_402_300_799] {
            assert_eq!(check("000000", seconds, None), None, "at {seconds}");
        }
    }

    #[test]
    fn the_uri_is_what_apps_scan() {
        let email = Email::parse("ana+inbox@example.com").unwrap();
        assert_eq!(
            Totp.uri(SEED, &email),
            "otpauth://totp/SkyBot%20Inbox:ana%2Binbox%40example.com\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=SkyBot%20Inbox"
        );
        // Whatever an address holds, it stays in its place.
        let hostile = Email::parse("a?secret=A&issuer=b#c/%2F:é@example.com").unwrap();
        assert_eq!(
            Totp.uri(SEED, &hostile),
            "otpauth://totp/SkyBot%20Inbox:a%3Fsecret%3DA%26issuer%3Db%23c%2F%252F%3A%C3%A9%40example.com\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=SkyBot%20Inbox"
        );
    }

    #[test]
    fn the_text_is_what_people_type() {
        assert_eq!(Totp.text(SEED), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(Totp.text(&Totp.seed()).len(), 32);
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_new_and_near(code in "[0-9]{6}|.{0,12}", seconds in 0..4_000_000_000_i64, ago in -3..5_i64) {
            let step = seconds / 30;
            if let Some(found) = check(&code, seconds, Some(step - ago)) {
                prop_assert!(found > step - ago && (step - 1..=step + 1).contains(&found));
                prop_assert!(digits(&code).is_some());
            }
        }
    }
}
