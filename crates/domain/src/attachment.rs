//! Attachments: files that go with messages. What they are is told by their bytes, never by their names.

use crate::Timestamp;
use crate::error::Violation;
use crate::id::{AccountId, AttachmentId};

/// Most files of one message.
pub const MOST_FILES: usize = 15;
/// How many of a file's first bytes tell what it is.
pub const HEAD: usize = 8 * 1024;

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// What the sender called it, cleaned.
    pub name: String,
    /// By its bytes, such as `image/png`.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Pixels, for images.
    pub dimensions: Option<Dimensions>,
    /// Whether there is a small picture of it.
    pub has_thumbnail: bool,
}

/// How large an image is, in pixels, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimensions {
    /// Across.
    pub width: u32,
    /// Down.
    pub height: u32,
}

/// An attachment whose bytes are there to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// What is told of it.
    pub attachment: Attachment,
    /// Of its bytes.
    pub sha256: [u8; 32],
}

/// The file itself, or the small picture of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variant {
    /// As it was uploaded.
    Original,
    /// At most [`THUMBNAIL`] pixels each way, made here.
    Thumbnail,
}

/// Longest side of a small picture, in pixels.
pub const THUMBNAIL: u32 = 512;

/// What a link without credentials opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileLink {
    /// The tenant.
    pub account: AccountId,
    /// The attachment.
    pub attachment: AttachmentId,
    /// Which of its two.
    pub variant: Variant,
    /// Not from this moment on; whole seconds.
    pub expires_at: Timestamp,
}

/// A name that can be shown and saved under: no path, nothing invisible, nothing that turns the
/// direction of writing; 1 to 255 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// Longest, in Unicode scalar values.
    pub const MAX: usize = 255;
    /// For a file whose name says nothing.
    pub const UNNAMED: &'static str = "file";

    /// Makes a name of whatever came.
    pub fn clean(text: &str) -> Self {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let shown: String = last.chars().filter(|c| !c.is_control() && !is_invisible(*c)).collect();
        let shown = shown.trim();
        if shown.chars().all(|c| c == '.' || c.is_whitespace()) {
            return Self(Self::UNNAMED.to_owned());
        }
        Self(shorten(shown))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the last dot.
    fn extension(&self) -> Option<&str> {
        self.0.rsplit_once('.').map(|(_, extension)| extension)
    }
}

/// Marks that are not seen and make a name look like another one.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Cut before its extension, so that the end still tells what kind of file it is.
fn shorten(name: &str) -> String {
    let length = name.chars().count();
    if length <= FileName::MAX {
        return name.to_owned();
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    match extension.filter(|extension| (1..=16).contains(&extension.chars().count())) {
        Some(extension) => {
            let kept = FileName::MAX - extension.chars().count() - 1;
            let stem: String = name.chars().take(kept).collect();
            format!("{}.{extension}", stem.trim_end_matches('.'))
        }
        None => name.chars().take(FileName::MAX).collect::<String>().trim_end().to_owned(),
    }
}

/// What a file is: `type/subtype` in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaType(String);

/// Types that a browser may show inside a page of ours: nothing in them can act. Everything else is
/// handed out to be saved, as bytes of no kind.
const SHOWN: [&str; 15] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "audio/aac",
    "audio/amr",
    "audio/m4a",
    "audio/mpeg",
    "audio/ogg",
    "audio/opus",
    "audio/x-flac",
    "audio/x-wav",
    "video/mp4",
    "video/quicktime",
    "video/webm",
];

impl MediaType {
    /// Of bytes that nothing is known of.
    pub const UNKNOWN: &'static str = "application/octet-stream";
    const TEXT: &'static str = "text/plain";
    const CSV: &'static str = "text/csv";

    /// Takes a type in lower case, without parameters.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, subtype) = text.split_once('/')?;
        let valid = is_token(kind) && is_token(subtype) && text.len() <= 100;
        valid.then(|| Self(text.to_owned()))
    }

    /// Of a file that is text from its first byte to its last (or not), with the type that its first
    /// bytes look like.
    pub fn of(looks_like: Option<Self>, is_text: bool, name: &FileName) -> Self {
        match looks_like {
            // Two letters at the start of a text are no bitmap and no program.
            Some(found) if !is_text || found.is_written() => found,
            _ if is_text => {
                let csv = name.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
                Self(if csv { Self::CSV } else { Self::TEXT }.to_owned())
            }
            _ => Self(Self::UNKNOWN.to_owned()),
        }
    }

    /// Whether such files can consist of text alone.
    fn is_written(&self) -> bool {
        self.0.starts_with("text/")
            || matches!(
                self.as_str(),
                "image/svg+xml" | "application/pdf" | "application/rtf" | "application/postscript"
            )
    }

    /// The type.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the text away.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// How a file of a type is handed out: the type that is told, and whether it may be shown rather
/// than saved.
pub fn handed_out_as(media_type: &str) -> (&'static str, bool) {
    match SHOWN.iter().find(|shown| **shown == media_type) {
        Some(shown) => (shown, true),
        None => (MediaType::UNKNOWN, false),
    }
}

fn is_token(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'-');
    !text.is_empty() && text.bytes().all(plain)
}

/// Types that are taken: `image/png`, `image/*` or `*/*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypePattern(String);

impl TypePattern {
    /// Takes a pattern.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let valid = text.split_once('/').is_some_and(|(kind, subtype)| {
            (kind == "*" && subtype == "*") || (is_token(kind) && (subtype == "*" || is_token(subtype)))
        });
        if valid && text.len() <= 100 {
            return Ok(Self(text.to_owned()));
        }
        Err(Violation::new("INVALID_TYPE", "must be a type in lower case, such as image/png, image/* or */*"))
    }

    /// Whether the type is one of them.
    pub fn matches(&self, media_type: &MediaType) -> bool {
        match self.0.strip_suffix('*') {
            Some("*/") => true,
            Some(start) => media_type.0.starts_with(start),
            None => self.0 == media_type.0,
        }
    }

    /// The pattern.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an inbox takes, where it takes less than the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRules {
    /// Largest file in bytes; `None` is the server's.
    pub max_bytes: Option<i64>,
    /// Types; none are the server's.
    pub types: Vec<TypePattern>,
}

impl FileRules {
    /// Most patterns of one inbox.
    pub const MOST_TYPES: usize = 50;
}

/// Changes to what an inbox takes; `None` leaves a thing as it is.
#[derive(Debug, Clone, Default)]
pub struct FileRulesPatch {
    /// See [`FileRules::max_bytes`].
    pub max_bytes: Option<Option<i64>>,
    /// See [`FileRules::types`].
    pub types: Option<Vec<TypePattern>>,
}

impl FileRulesPatch {
    /// The rules with the changes.
    #[must_use]
    pub fn on(self, rules: &FileRules) -> FileRules {
        FileRules {
            max_bytes: self.max_bytes.unwrap_or(rules.max_bytes),
            types: self.types.unwrap_or_else(|| rules.types.clone()),
        }
    }
}

/// What is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLimits {
    /// Largest file in bytes.
    pub max_bytes: u64,
    /// At least one.
    pub types: Vec<TypePattern>,
}

impl FileLimits {
    /// Those of an inbox on a server with these.
    #[must_use]
    pub fn narrowed_by(&self, rules: &FileRules) -> Self {
        let own = rules.max_bytes.and_then(|bytes| u64::try_from(bytes).ok());
        Self {
            max_bytes: own.map_or(self.max_bytes, |own| own.min(self.max_bytes)),
            types: if rules.types.is_empty() { self.types.clone() } else { rules.types.clone() },
        }
    }

    /// Whether a file may be so large.
    pub const fn takes_size(&self, bytes: u64) -> bool {
        bytes <= self.max_bytes
    }

    /// Whether a file may be of this type.
    pub fn takes_type(&self, media_type: &MediaType) -> bool {
        self.types.iter().any(|pattern| pattern.matches(media_type))
    }
}

/// Tells, piece by piece, whether bytes are text: UTF-8 throughout, and no control characters but
/// those of lines.
#[derive(Debug)]
pub struct TextCheck {
    holds: bool,
    /// The first bytes of a character whose rest is still to come.
    begun: Vec<u8>,
}

impl Default for TextCheck {
    fn default() -> Self {
        Self { holds: true, begun: Vec::new() }
    }
}

impl TextCheck {
    /// Looks at the next piece.
    pub fn feed(&mut self, mut piece: &[u8]) {
        while self.holds
            && !self.begun.is_empty()
            && let Some((first, rest)) = piece.split_first()
        {
            self.begun.push(*first);
            piece = rest;
            let begun = std::mem::take(&mut self.begun);
            self.look(&begun);
        }
        if self.holds && !piece.is_empty() {
            self.look(piece);
        }
    }

    fn look(&mut self, bytes: &[u8]) {
        let whole = match std::str::from_utf8(bytes) {
            Ok(text) => text.as_bytes(),
            Err(error) if error.error_len().is_none() => {
                let (whole, begun) = bytes.split_at(error.valid_up_to());
                self.begun = begun.to_vec();
                whole
            }
            Err(_) => {
                self.holds = false;
                return;
            }
        };
        self.holds = whole.iter().all(|byte| !byte.is_ascii_control() || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c));
    }

    /// Whether all so far may be the beginning of a text.
    pub const fn may_be_text(&self) -> bool {
        self.holds
    }

    /// Whether all so far is a text.
    pub const fn is_text(&self) -> bool {
        self.holds && self.begun.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{FileLimits, FileName, FileRules, MediaType, TextCheck, TypePattern, handed_out_as};

    fn types(patterns: &[&str]) -> Vec<TypePattern> {
        patterns.iter().map(|pattern| TypePattern::parse(pattern).expect("a pattern")).collect()
    }

    fn media(text: &str) -> MediaType {
        MediaType::parse(text).expect("a type")
    }

    #[test]
    fn a_name_leads_nowhere_and_hides_nothing() {
        for (given, cleaned) in [
            ("invoice.pdf", "invoice.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ana\\..\\photo.jpg", "photo.jpg"),
            ("/", "file"),
            ("", "file"),
            (" . ", "file"),
            ("..", "file"),
            ("a\0b\r\nSet-Cookie: x.txt", "abSet-Cookie: x.txt"),
            ("cod\u{202e}gpj.exe", "codgpj.exe"),
            ("\u{200b}\u{feff}", "file"),
            ("Grüße 你好 🎉.png", "Grüße 你好 🎉.png"),
        ] {
            assert_eq!(FileName::clean(given).as_str(), cleaned, "{given:?}");
        }
        let long = FileName::clean(&format!("{}.tar.gz", "é".repeat(400)));
        assert_eq!(long.as_str().chars().count(), FileName::MAX);
        assert!(long.as_str().ends_with("é.gz"));
    }

    #[test]
    fn bytes_say_what_a_file_is() {
        let of = |looks, text, name: &str| MediaType::of(looks, text, &FileName::clean(name)).into_string();
        assert_eq!(of(Some(media("image/png")), false, "a.exe"), "image/png");
        assert_eq!(of(Some(media("application/vnd.microsoft.portable-executable")), true, "mz.txt"), "text/plain");
        assert_eq!(of(Some(media("text/html")), true, "page.png"), "text/html");
        assert_eq!(of(Some(media("image/svg+xml")), true, "x.png"), "image/svg+xml");
        assert_eq!(of(None, true, "list.CSV"), "text/csv");
        assert_eq!(of(None, true, "list"), "text/plain");
        assert_eq!(of(None, false, "list.csv"), "application/octet-stream");
    }

    #[test]
    fn only_what_cannot_act_is_shown() {
        assert_eq!(handed_out_as("image/png"), ("image/png", true));
        for saved in ["image/svg+xml", "text/html", "text/xml", "text/plain", "application/pdf", "image/bmp", "x/y"] {
            assert_eq!(handed_out_as(saved), ("application/octet-stream", false), "{saved}");
        }
    }

    #[test]
    fn patterns_take_a_type_a_kind_or_all() {
        let matches = |pattern: &str, name: &str| types(&[pattern])[0].matches(&media(name));
        assert!(matches("image/*", "image/png") && matches("*/*", "text/csv") && matches("text/csv", "text/csv"));
        assert!(!matches("image/*", "text/csv") && !matches("image/png", "image/jpeg"));
        for wrong in
            ["", "image", "image/", "/png", "*/png", "image/p*", "IMAGE/png", "image/png; q=1", "*", "image/**"]
        {
            assert!(TypePattern::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_inbox_takes_less_and_never_more() {
        let server = FileLimits { max_bytes: 100, types: types(&["*/*"]) };
        let rules = |max_bytes, patterns: &[&str]| FileRules { max_bytes, types: types(patterns) };
        assert_eq!(server.narrowed_by(&FileRules::default()), server);
        assert_eq!(server.narrowed_by(&rules(Some(500), &[])).max_bytes, 100);
        let narrow = server.narrowed_by(&rules(Some(10), &["image/*"]));
        assert!(narrow.takes_size(10) && !narrow.takes_size(11));
        assert!(narrow.takes_type(&media("image/gif")) && !narrow.takes_type(&media("text/plain")));
    }

    proptest! {
        #[test]
        fn a_cleaned_name_is_clean_and_stays_so(text in "\\PC{0,300}|.{0,300}|[./\\\\a ]{0,20}") {
            let name = FileName::clean(&text);
            let shown = name.as_str();
            prop_assert!((1..=FileName::MAX).contains(&shown.chars().count()));
            prop_assert!(!shown.contains(['/', '\\']) && !shown.chars().any(char::is_control));
            prop_assert!(shown != "." && shown != ".." && !shown.trim().is_empty());
            prop_assert_eq!(FileName::clean(shown), name.clone());
        }

        #[test]
        fn text_is_known_however_it_is_cut(
            bytes in prop_oneof![any::<Vec<u8>>(), "[\\PC\n\t]{0,60}".prop_map(String::into_bytes)],
            cuts in proptest::collection::vec(1_usize..9, 1..20),
        ) {
            let mut check = TextCheck::default();
            let mut rest = bytes.as_slice();
            for cut in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (piece, after) = rest.split_at((*cut).min(rest.len()));
                check.feed(piece);
                rest = after;
            }
            let plain = |text: &str| !text.bytes().any(|b| b.is_ascii_control() && !matches!(b, 9 | 10 | 12 | 13));
            prop_assert_eq!(check.is_text(), std::str::from_utf8(&bytes).is_ok_and(plain));
        }
    }
}
