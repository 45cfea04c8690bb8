//! Answers: status, `ETag`, JSON.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentEncoding, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use skybot_domain::idempotency::StoredAnswer;

use crate::condition;
use crate::problem::{Code, Problem};

/// What a handler returns.
pub(crate) type Reply = Result<HttpResponse, Problem>;

/// Compressing less than this costs more than it saves.
const WORTH_COMPRESSING: usize = 1_024;

/// Tells that nothing happened now.
const REPLAYED: (&str, &str) = ("idempotency-replayed", "true");

/// An answer that can be sent now and, under an idempotency key, again later.
#[derive(Debug)]
pub(crate) struct Answer {
    now: StoredAnswer,
    /// What is sent later, where that differs.
    later: Option<StoredAnswer>,
    /// Whether what it tells had happened before.
    replayed: bool,
}

impl Answer {
    fn new(status: StatusCode, version: Option<i64>, body: &impl Serialize) -> Result<Self, Problem> {
        let mut bytes = Vec::with_capacity(WORTH_COMPRESSING);
        let body = complete(serde_json::to_writer(&mut bytes, body).map(|()| bytes))?;
        Ok(Self::again(StoredAnswer { status: status.as_u16(), etag: version.map(condition::etag), body }))
    }

    /// 200 with a body that is JSON already.
    pub(crate) fn written(body: serde_json::Result<Vec<u8>>) -> Result<Self, Problem> {
        Ok(Self::again(StoredAnswer { status: StatusCode::OK.as_u16(), etag: None, body: complete(body)? }))
    }

    /// 200.
    pub(crate) fn ok(body: &impl Serialize) -> Result<Self, Problem> {
        Self::new(StatusCode::OK, None, body)
    }

    /// 200 with an `ETag`.
    pub(crate) fn versioned(version: i64, body: &impl Serialize) -> Result<Self, Problem> {
        Self::new(StatusCode::OK, Some(version), body)
    }

    /// 202.
    pub(crate) fn accepted(body: &impl Serialize) -> Result<Self, Problem> {
        Self::new(StatusCode::ACCEPTED, None, body)
    }

    /// 201.
    pub(crate) fn created(body: &impl Serialize) -> Result<Self, Problem> {
        Self::new(StatusCode::CREATED, None, body)
    }

    /// 201 with an `ETag`.
    pub(crate) fn created_versioned(version: i64, body: &impl Serialize) -> Result<Self, Problem> {
        Self::new(StatusCode::CREATED, Some(version), body)
    }

    /// 204.
    pub(crate) fn empty() -> Self {
        Self::again(StoredAnswer { status: StatusCode::NO_CONTENT.as_u16(), etag: None, body: Vec::new() })
    }

    /// One that was stored.
    pub(crate) fn again(stored: StoredAnswer) -> Self {
        Self { now: stored, later: None, replayed: false }
    }

    /// The same, to be repeated with this body: secrets are shown once and stored nowhere.
    pub(crate) fn without_secret(mut self, body: &impl Serialize) -> Result<Self, Problem> {
        let StoredAnswer { status, etag, .. } = &self.now;
        let later = Self::new(StatusCode::from_u16(*status).unwrap_or(StatusCode::OK), None, body)?;
        self.later = Some(StoredAnswer { etag: etag.clone(), ..later.now });
        Ok(self)
    }

    /// The same, about something that had happened before.
    pub(crate) fn replayed(mut self) -> Self {
        self.replayed = true;
        self
    }

    /// To be stored.
    pub(crate) fn stored(&self) -> &StoredAnswer {
        self.later.as_ref().unwrap_or(&self.now)
    }

    /// To be sent.
    pub(crate) fn send(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.now.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        if let Some(etag) = self.now.etag {
            response.insert_header((header::ETAG, etag));
        }
        if self.replayed {
            response.insert_header(REPLAYED);
        }
        if self.now.body.is_empty() {
            return response.finish();
        }
        json(&mut response, self.now.body)
    }

    /// To be sent, as a repetition.
    pub(crate) fn send_again(self) -> HttpResponse {
        self.replayed().send()
    }
}

fn complete(body: serde_json::Result<Vec<u8>>) -> Result<Vec<u8>, Problem> {
    body.map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        Problem::of(Code::Internal)
    })
}

/// A body of JSON. `identity` keeps the compressor away; the guard takes it off again.
pub(crate) fn json(response: &mut HttpResponseBuilder, body: Vec<u8>) -> HttpResponse {
    response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/json")));
    if body.len() < WORTH_COMPRESSING {
        response.insert_header(ContentEncoding::Identity);
    }
    response.body(body)
}
