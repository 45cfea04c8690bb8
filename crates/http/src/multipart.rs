//! A form with one file, read as it comes: never more of it than a buffer of 64 KiB.

use actix_multipart::{Field, Multipart};
use actix_web::http::header;
use bytes::Bytes;
use futures_util::StreamExt as _;
use skybot_domain::error::Violation;

use crate::problem::{Code, Problem};
use crate::request::{BODY_IDLE, Request};

/// What a form may have besides the file: boundaries, heads, a few blank lines.
const BESIDES: u64 = 16 * 1024;
const PART: &str = "file";

/// The file of a form.
pub(crate) struct FilePart {
    form: Multipart,
    file: Field,
}

/// Refuses, before any of it is read, what is no form, or says that it is larger than a form with the
/// largest file.
pub(crate) fn check_head(request: &Request, max_bytes: u64) -> Result<(), Problem> {
    let plain = |encoding: &str| encoding.eq_ignore_ascii_case("identity");
    let media = request.header(header::CONTENT_TYPE).and_then(|value| value.split(';').next());
    let is_form = media.is_some_and(|media| media.trim().eq_ignore_ascii_case("multipart/form-data"));
    if !is_form || !request.header(header::CONTENT_ENCODING).is_none_or(plain) {
        return Err(Problem::of(Code::UnsupportedMediaType));
    }
    let length = request.header(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > max_bytes.saturating_add(BESIDES)) {
        return Err(skybot_domain::Error::FileTooLarge { max_bytes }.into());
    }
    Ok(())
}

impl FilePart {
    /// Reads up to the file's first byte.
    pub(crate) async fn open(request: &mut Request) -> Result<Self, Problem> {
        let payload = request.take_payload();
        let mut form = Multipart::new(request.http().headers(), payload);
        let first = in_time(form.next()).await?.transpose().map_err(|error| malformed(&error))?;
        let file = first.ok_or_else(|| Problem::invalid("/file", Violation::new("REQUIRED", "is required")))?;
        if file.name() != Some(PART) {
            return Err(unexpected());
        }
        Ok(Self { form, file })
    }

    /// What the client calls it; nothing if it has no name.
    pub(crate) fn name(&self) -> String {
        let disposition = self.file.content_disposition();
        let extended = disposition.and_then(|one| one.get_filename_ext());
        let extended = extended.and_then(|name| String::from_utf8(name.value.clone()).ok());
        extended.or_else(|| disposition?.get_filename().map(str::to_owned)).unwrap_or_default()
    }

    /// The next bytes.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        in_time(self.file.next()).await?.transpose().map_err(|error| malformed(&error))
    }

    /// Makes sure that the form ends behind the file.
    pub(crate) async fn end(self) -> Result<(), Problem> {
        let Self { mut form, file } = self;
        drop(file);
        match in_time(form.next()).await?.transpose().map_err(|error| malformed(&error))? {
            Some(_) => Err(unexpected()),
            None => Ok(()),
        }
    }
}

async fn in_time<T>(next: impl Future<Output = T>) -> Result<T, Problem> {
    tokio::time::timeout(BODY_IDLE, next).await.map_err(|_| Problem::of(Code::RequestTimeout))
}

fn malformed(error: &actix_multipart::MultipartError) -> Problem {
    tracing::debug!(%error, "a form could not be read");
    Problem::detailed(Code::BadRequest, "The body is no multipart form, or ended too early.")
}

fn unexpected() -> Problem {
    Problem::invalid("/file", Violation::new("UNEXPECTED_PART", "must be the one part of the form"))
}
