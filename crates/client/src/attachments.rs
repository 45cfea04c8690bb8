//! Files: up, down, and links to them.

use std::ops::Range;

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, RANGE};
use skybot_wire::{Attachment, FileLink};
use uuid::Uuid;

use crate::error::Result;
use crate::transport::Client;

impl Client {
    /// Uploads a file, to be posted with a message within a day. With an inbox, size and type are
    /// checked against what that takes. With a `key`, the same file again gives the first one back.
    pub async fn upload(&self, name: &str, file: &[u8], inbox: Option<Uuid>, key: Option<&str>) -> Result<Attachment> {
        let boundary = format!("skybot-{:016x}", boundary(file));
        let mut request = self.endpoint(Method::POST, &["attachments"]);
        if let Some(inbox) = inbox {
            request = request.query(&[("inbox_id", inbox)]);
        }
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        let media = format!("multipart/form-data; boundary={boundary}");
        self.call(request.header(CONTENT_TYPE, media).body(form(&boundary, name, file))).await
    }

    /// The bytes of a file.
    pub async fn download(&self, id: Uuid) -> Result<Bytes> {
        self.bytes(self.get(&["attachments", &id.to_string()])).await
    }

    /// Some of the bytes of a file; fewer, if it ends before.
    pub async fn download_part(&self, id: Uuid, part: Range<u64>) -> Result<Bytes> {
        let range = format!("bytes={}-{}", part.start, part.end.saturating_sub(1));
        self.bytes(self.get(&["attachments", &id.to_string()]).header(RANGE, range)).await
    }

    /// The small picture of an image.
    pub async fn thumbnail(&self, id: Uuid) -> Result<Bytes> {
        self.bytes(self.get(&["attachments", &id.to_string(), "thumbnail"])).await
    }

    /// A link that opens a file for some minutes.
    pub async fn file_link(&self, id: Uuid) -> Result<FileLink> {
        self.call(self.get(&["attachments", &id.to_string(), "link"])).await
    }
}

/// A number that no part of the file spells in the way a boundary does: the first that fits.
fn boundary(file: &[u8]) -> u64 {
    let held = |number: u64| {
        let text = format!("skybot-{number:016x}");
        file.windows(text.len()).any(|window| window == text.as_bytes())
    };
    (0..u64::MAX).find(|number| !held(*number)).unwrap_or_default()
}

/// What would end the name is written as browsers write it.
fn form(boundary: &str, name: &str, file: &[u8]) -> Vec<u8> {
    let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    let mut form = Vec::with_capacity(head.len() + file.len() + boundary.len() + 8);
    form.extend(head.as_bytes());
    form.extend(file);
    form.extend(format!("\r\n--{boundary}--\r\n").as_bytes());
    form
}

#[cfg(test)]
mod tests {
    use super::{boundary, form};

    #[test]
    fn a_boundary_is_not_in_the_file_and_a_name_stays_in_its_place() {
        assert_eq!(boundary(b"skybot-0000000000000000 skybot-0000000000000001"), 2);
        let text = String::from_utf8(form("b", "a\"\r\nX: y", b"hi")).unwrap();
        assert_eq!(
            text,
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22%0D%0AX: y\"\r\n\r\nhi\r\n--b--\r\n"
        );
    }
}
