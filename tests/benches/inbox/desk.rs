//! What clients need to know to ask, and how a request is written.

use std::io::Write as _;

use crate::ids::{self, Kind, id};

/// Where the server listens, and a token for each tenant.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    pub(crate) host: String,
    /// Of the tenants' users, from tenant 1.
    pub(crate) tokens: Vec<String>,
}

impl Desk {
    /// The head of a request of a tenant's user, up to where further headers go. `path` is what
    /// comes after `/api/v1/`.
    pub(crate) fn ask(&self, out: &mut Vec<u8>, verb: &str, path: std::fmt::Arguments<'_>, tenant: u64) {
        let (host, token) = (&self.host, &self.tokens[tenant as usize - 1]);
        put(out, format_args!("{verb} /api/v1/{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"));
    }

    /// The same about one of the tenant's conversations; `path` is what comes after its id.
    pub(crate) fn ask_about(
        &self,
        out: &mut Vec<u8>,
        verb: &str,
        (tenant, place): (u64, u64),
        path: std::fmt::Arguments<'_>,
    ) {
        let conversation = id(Kind::Conversation, ids::conversation(tenant, place));
        self.ask(out, verb, format_args!("conversations/{conversation}/{path}"), tenant);
    }
}

/// Writes more of a request.
pub(crate) fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a Vec takes everything");
}

/// The end of a request without a body.
pub(crate) fn end(out: &mut Vec<u8>) {
    out.extend_from_slice(b"\r\n");
}

/// The end of a request with a body of JSON.
pub(crate) fn end_with(out: &mut Vec<u8>, body: &str) {
    put(out, format_args!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
}
