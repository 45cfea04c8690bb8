//! Passwords that people choose. What is asked of one is its length; nobody is told to mix kinds
//! of characters. Whether it is among those that are guessed first only a list can tell: that is
//! [`Passwords::is_common`](crate::ports::Passwords::is_common).

use std::fmt;

use crate::error::Violation;

/// A password that somebody chose, long enough to be one. Kept byte for byte: blanks at its ends
/// are part of it, and how its characters are composed is the business of whoever hashes it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

impl NewPassword {
    /// Shortest allowed where it is all that is asked for, in Unicode scalar values.
    pub const MIN: usize = 15;
    /// Shortest allowed where a second factor is asked for too.
    pub const MIN_WITH_SECOND_FACTOR: usize = 8;
    /// Longest allowed.
    pub const MAX: usize = 128;

    /// Checks `text` and takes it. `second_factor`: whether its owner has to show one at every
    /// sign-in.
    pub fn parse(text: String, second_factor: bool) -> Result<Self, Violation> {
        let min = if second_factor { Self::MIN_WITH_SECOND_FACTOR } else { Self::MIN };
        let length = text.chars().count();
        if length < min {
            return Err(Violation::new("PASSWORD_TOO_SHORT", format!("must have at least {min} characters")));
        }
        if length > Self::MAX {
            return Err(Violation::new("PASSWORD_TOO_LONG", format!("must have at most {} characters", Self::MAX)));
        }
        if text.chars().any(char::is_control) {
            return Err(Violation::new("CONTROL_CHARACTER", "must not hold control characters"));
        }
        Ok(Self(text))
    }

    /// The password itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the password away, to be hashed.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Without the password.
impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPassword").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::NewPassword;

    fn refusal(text: &str, second_factor: bool) -> Option<&'static str> {
        NewPassword::parse(text.to_owned(), second_factor).err().map(|violation| violation.code)
    }

    #[test]
    fn length_is_counted_in_characters() {
        for c in ["x", "é", "字", "🦀"] {
            for (length, alone, with_second_factor) in [
                (0, Some("PASSWORD_TOO_SHORT"), Some("PASSWORD_TOO_SHORT")),
                (7, Some("PASSWORD_TOO_SHORT"), Some("PASSWORD_TOO_SHORT")),
                (8, Some("PASSWORD_TOO_SHORT"), None),
                (14, Some("PASSWORD_TOO_SHORT"), None),
                (15, None, None),
                (128, None, None),
                (129, Some("PASSWORD_TOO_LONG"), Some("PASSWORD_TOO_LONG")),
            ] {
                let text = c.repeat(length);
                assert_eq!(refusal(&text, false), alone, "{length} times {c}");
                assert_eq!(refusal(&text, true), with_second_factor, "{length} times {c}");
            }
        }
    }

    #[test]
    fn control_characters_are_refused_wherever_they_are() {
        for c in ['\0', '\t', '\n', '\r', '\u{1b}', '\u{7f}', '\u{85}'] {
            for text in
                [format!("{c}a long enough one"), format!("a long {c} enough one"), format!("a long enough one{c}")]
            {
                assert_eq!(refusal(&text, false), Some("CONTROL_CHARACTER"), "{text:?}");
            }
        }
    }

    #[test]
    fn a_refusal_never_repeats_the_password() {
        for text in ["hunter2", &"hunter2".repeat(20), "hunter2 hunter2\0"] {
            let violation = NewPassword::parse(text.to_owned(), false).unwrap_err();
            assert!(!format!("{violation:?}").contains("hunter2"), "{violation:?}");
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let password = NewPassword::parse("a well kept secret".to_owned(), false).unwrap();
        assert_eq!(format!("{password:?}"), "NewPassword { .. }");
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_kept_byte_for_byte(text in "\\PC{0,140}| \\PC{14,30} |.{0,40}", second_factor: bool) {
            if let Ok(password) = NewPassword::parse(text.clone(), second_factor) {
                prop_assert_eq!(password.as_str(), text.as_str());
                prop_assert_eq!(password.into_string(), text);
            }
        }
    }
}
