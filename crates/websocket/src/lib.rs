//! The realtime adapter on actix-ws: `GET /api/v1/realtime`, subprotocol `skybot.v1`.
//!
//! Delivers what the log holds, and what passes (who is there, who types), to everybody who may see
//! it. Never decides who may see what: the store's own predicate does. Never writes anything but
//! what the use cases of REST write. Read in this order: `protocol` (what a client may say, pure),
//! `room` (who is told what, pure), `tenant` and `hub` (what keeps a node's events moving), `pump` (one
//! connection), `incoming` (what its client says), `outbox` (what waits to be written, and is bounded).

mod close;
mod commands;
mod hub;
mod incoming;
mod outbox;
mod problem;
mod protocol;
mod pump;
mod render;
mod room;
mod tenant;

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, web};
use skybot_domain::scope::Origin;
use skybot_wire::PROTOCOL;

pub use hub::{Hub, Switchboard};
pub use outbox::Direct;
pub use protocol::Pulse;

use crate::incoming::Incoming;
use crate::outbox::{Outbox, Outgoing};

/// Opens a connection: answers the handshake and serves what follows. The request's `Origin` header
/// was checked by whoever calls; `origin` is where it comes from.
/// `direct` writes to the connection's socket, which nobody else does while its body is waited for.
/// A request that is no handshake is refused with 400 or 405.
pub fn open(
    hub: &Arc<Hub>,
    request: &HttpRequest,
    payload: web::Payload,
    origin: Origin,
    direct: Option<Direct>,
) -> HttpResponse {
    let Some(ports) = hub.ports().map(Arc::clone) else { return HttpResponse::ServiceUnavailable().finish() };
    // Its own ways to read and to write are let go of: see `incoming` and `outbox`.
    let nothing = web::Payload::extract(request).into_inner();
    let response = match nothing.and_then(|nothing| actix_ws::handle_with_protocols(request, nothing, &[PROTOCOL])) {
        Ok((response, _, _)) => response,
        // Its answer says what is wrong; as an error it would be taken for one of ours.
        Err(refused) => return HttpResponse::build(refused.as_response_error().error_response().status()).finish(),
    };
    let outbox = Arc::new(Outbox::new(direct));
    // Before the connection is served, so that it goes out in one piece with the handshake.
    pump::greet(hub, &outbox);
    let incoming = Incoming::new(payload);
    let connection = pump::run(Arc::clone(hub), ports, Arc::clone(&outbox), incoming, origin);
    actix_web::rt::spawn(connection);
    response.map_body(|_, _| BoxBody::new(Outgoing::new(outbox)))
}
