//! [`Media`]: what bytes are, and whose turn it is to be made a picture of.

use async_trait::async_trait;
use skybot_domain::attachment::MediaType;
use skybot_domain::error::StoreError;
use skybot_domain::ports::{BlobReader, Media, Picture};
use tokio::sync::Semaphore;

use crate::picture;

/// Larger files are not opened: what they decode to would not fit anyway.
const LARGEST: u64 = 32 * 1024 * 1024;
/// Images in memory at a time, in the whole process.
const AT_ONCE: usize = 1;
/// How text that is drawn begins, in lower case.
const DRAWN: [&str; 4] = ["<svg", "<?xml", "<!--", "<!doctype svg"];

/// Looks at bytes.
#[derive(Debug)]
pub struct Eyes {
    turns: Semaphore,
}

impl Default for Eyes {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE) }
    }
}

#[async_trait]
impl Media for Eyes {
    fn sniff(&self, head: &[u8]) -> Option<MediaType> {
        if is_svg(head) {
            return MediaType::parse("image/svg+xml");
        }
        MediaType::parse(infer::get(head)?.mime_type())
    }

    fn is_picture(&self, media_type: &MediaType, size: u64) -> bool {
        size <= LARGEST && picture::format(media_type).is_some()
    }

    async fn picture(&self, mut image: Box<dyn BlobReader>) -> Result<Option<Picture>, StoreError> {
        let turn = self.turns.acquire().await.map_err(|error| StoreError::Internal(error.to_string()))?;
        let mut bytes = Vec::new();
        while let Some(more) = image.next().await? {
            bytes.extend(more);
        }
        // A panic of a decoder ends its thread's task, and there is no picture.
        let made = tokio::task::spawn_blocking(move || picture::make(&bytes)).await;
        drop(turn);
        Ok(made.unwrap_or_else(|error| {
            tracing::warn!(%error, "an image decoder gave up");
            None
        }))
    }
}

/// A drawing is text, and may hold scripts: no other tool tells it from plain XML.
fn is_svg(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    DRAWN.iter().any(|start| text.starts_with(start)) && text.contains("<svg")
}

#[cfg(test)]
mod tests {
    use skybot_domain::ports::Media as _;

    use super::Eyes;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let eyes = Eyes::default();
        let looks = |head: &[u8]| eyes.sniff(head).map(skybot_domain::attachment::MediaType::into_string);
        for (head, media) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], Some("image/png")),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some("image/jpeg")),
            (b"MZ\x90\0\x03\0\0\0\x04", Some("application/vnd.microsoft.portable-executable")),
            (b"%PDF-1.7\n", Some("application/pdf")),
            (b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead", Some("audio/opus")),
            (b"<!DOCTYPE html><p>", Some("text/html")),
            (b"\xef\xbb\xbf <?xml version='1.0'?><!-- x --><SVG onload='alert(1)'>", Some("image/svg+xml")),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Some("image/svg+xml")),
            (b"<?xml version='1.0'?><a/>", Some("text/xml")),
            (b"just words", None),
            (b"", None),
        ] {
            assert_eq!(looks(head).as_deref(), media, "{}", String::from_utf8_lossy(head));
        }
    }
}
