//! What one request is known by while it is served: set by handlers, read by the guard.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use actix_web::http::header::HeaderMap;
use actix_web::{HttpMessage, HttpRequest};
use skybot_domain::Scope;
use skybot_domain::ports::Standing;

use crate::below;
use crate::limit::is_tighter;

/// Notes about one request.
#[derive(Debug)]
pub(crate) struct Trace {
    request_id: String,
    caller: OnceCell<Rc<Scope>>,
    standing: Cell<Option<Standing>>,
    id_at: Cell<Option<usize>>,
    route: OnceCell<Option<String>>,
}

impl Trace {
    pub(crate) fn new(request_id: String) -> Rc<Self> {
        Rc::new(Self {
            request_id,
            caller: OnceCell::new(),
            standing: Cell::new(None),
            id_at: Cell::new(None),
            route: OnceCell::new(),
        })
    }

    /// The trace that the guard left with the request.
    pub(crate) fn of(request: &impl HttpMessage) -> Rc<Self> {
        let known = request.extensions().get::<Rc<Self>>().cloned();
        known.unwrap_or_else(|| Self::new(String::new()))
    }

    pub(crate) fn request_id(&self) -> &str {
        &self.request_id
    }

    /// A request has one caller.
    pub(crate) fn set_caller(&self, scope: Rc<Scope>) {
        self.caller.get_or_init(|| scope);
    }

    pub(crate) fn caller(&self) -> Option<&Rc<Scope>> {
        self.caller.get()
    }

    /// Where in its path an id was taken off before it was routed.
    pub(crate) fn set_id_at(&self, at: usize) {
        self.id_at.set(Some(at));
    }

    pub(crate) fn id_at(&self) -> Option<usize> {
        self.id_at.get()
    }

    /// No route took it: the pattern that its path has with other methods, if any.
    pub(crate) fn set_unserved(&self, pattern: Option<String>) -> Option<&str> {
        self.route.get_or_init(|| pattern).as_deref()
    }

    /// The pattern of its route; not to be asked before it is routed.
    pub(crate) fn route(&self, request: &HttpRequest) -> Option<&str> {
        self.route.get_or_init(|| below::pattern(request, self)).as_deref()
    }

    /// Of several limits that a request counts under, the one that leaves least room is told.
    pub(crate) fn set_standing(&self, standing: Standing) {
        let known = self.standing.get();
        if known.is_none_or(|known| is_tighter(&standing, &known)) {
            self.standing.set(Some(standing));
        }
    }

    pub(crate) fn standing(&self) -> Option<Standing> {
        self.standing.get()
    }
}

/// The caller's `X-Request-Id`, if it is a sane token.
pub(crate) fn sane_request_id(headers: &HeaderMap) -> Option<&str> {
    let id = headers.get("x-request-id")?.to_str().ok()?;
    let sane = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=64).contains(&id.len()).then_some(id).filter(|id| id.bytes().all(sane))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

    use super::sane_request_id;

    #[test]
    fn only_sane_tokens_are_taken() {
        let taken = |id: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HeaderName::from_static("x-request-id"), HeaderValue::from_str(id).ok()?);
            sane_request_id(&headers).map(str::to_owned)
        };
        for id in ["a", "0192f0c1-2a3b", "A_b.c", &"x".repeat(64)] {
            assert_eq!(taken(id).as_deref(), Some(id));
        }
        for id in ["", "a b", "a/b", "é", "a\"b", &"x".repeat(65)] {
            assert_eq!(taken(id), None, "{id}");
        }
    }
}
