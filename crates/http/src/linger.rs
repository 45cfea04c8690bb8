//! Chunked bodies that nobody reads to their end.
//!
//! actix takes in the rest of a chunked body, however long it lasts, once its reader is gone. So
//! the reader stays with the response: then the connection lingers for its time and is closed.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::http::header;
use bytes::Bytes;
use futures_util::Stream;

/// A request body held by its handler and by the response.
#[derive(Clone)]
pub(crate) struct Held(Rc<RefCell<Payload>>);

impl Held {
    /// Holds the body of a chunked request.
    pub(crate) fn of(request: &mut ServiceRequest) -> Option<Self> {
        if !request.headers().contains_key(header::TRANSFER_ENCODING) {
            return None;
        }
        let held = Self(Rc::new(RefCell::new(request.take_payload())));
        request.set_payload(Payload::Stream { payload: Box::pin(held.clone()) });
        Some(held)
    }

    /// Keeps it until the response is sent.
    pub(crate) fn with(self, response: BoxBody) -> BoxBody {
        BoxBody::new(Lingering { response, _request: self })
    }
}

impl Stream for Held {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(cx)
    }
}

struct Lingering {
    response: BoxBody,
    _request: Held,
}

impl MessageBody for Lingering {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.response.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.response).poll_next(cx)
    }
}
