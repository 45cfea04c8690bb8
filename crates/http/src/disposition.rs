//! `Content-Disposition`, by RFC 6266 and 8187: whether a file may be shown, and its name in both
//! spellings.

use std::fmt::Write as _;

/// The header's value.
pub(crate) fn disposition(may_be_shown: bool, name: &str) -> String {
    let kind = if may_be_shown { "inline" } else { "attachment" };
    let mut value = format!("{kind}; filename=\"");
    value
        .extend(name.chars().map(|c| if (' '..='~').contains(&c) && !matches!(c, '"' | '\\' | '%') { c } else { '_' }));
    value.push_str("\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            value.push(char::from(byte));
        } else {
            // A String takes everything.
            let _ = write!(value, "%{byte:02X}");
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_stays_inside_its_quotes() {
        assert_eq!(disposition(true, "a b.png"), "inline; filename=\"a b.png\"; filename*=UTF-8''a%20b.png");
        let odd = disposition(false, "\"; x=\\é%41'\r\n.exe");
        assert_eq!(
            odd,
            "attachment; filename=\"_; x=___41'__.exe\"; filename*=UTF-8''%22%3B%20x%3D%5C%C3%A9%2541%27%0D%0A.exe"
        );
    }
}
