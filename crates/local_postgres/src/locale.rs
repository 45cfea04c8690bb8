//! Chooses the locale of a new cluster among those the machine has.

use std::process::Command;

use crate::Error;
use crate::error::Result;

/// A locale whose character classification is Unicode's: full-text search and `lower` depend on
/// it, while the order of strings stays that of their bytes.
pub(crate) fn unicode() -> Result<String> {
    // Systems without `locale` (musl) take any name, and all are UTF-8.
    let Ok(output) = Command::new("locale").arg("-a").output() else {
        return Ok("C.UTF-8".to_owned());
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    pick(&text).ok_or(Error::NoUnicodeLocale)
}

fn pick(installed: &str) -> Option<String> {
    let normal = |name: &str| name.to_ascii_lowercase().replace('-', "");
    let unicode: Vec<&str> = installed
        .lines()
        .map(str::trim)
        .filter(|name| normal(name).split_once('.').is_some_and(|(_, charset)| charset == "utf8"))
        .collect();
    ["c.utf8", "en_us.utf8"]
        .iter()
        .find_map(|wanted| unicode.iter().find(|name| normal(name) == *wanted))
        .or_else(|| unicode.first())
        .map(|name| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plainest_unicode_locale_is_taken() {
        assert_eq!(pick("C\nde_DE.utf8\nen_US.utf8\nC.utf8\nPOSIX").as_deref(), Some("C.utf8"));
        assert_eq!(pick("C\nde_DE.utf8\nen_US.UTF-8").as_deref(), Some("en_US.UTF-8"));
        assert_eq!(pick("C\nde_DE.utf8\nde_DE").as_deref(), Some("de_DE.utf8"));
        assert_eq!(pick("C\nPOSIX\nde_DE.iso88591"), None);
    }
}
