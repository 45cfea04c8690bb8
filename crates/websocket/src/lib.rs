//! The realtime adapter on actix-ws: `GET /api/v1/realtime`, subprotocol `skybot.v1`.
//!
//! Delivers what the log holds, and what passes (who is there, who types), to everybody who may see
//! it. Never decides who may see what: the store's own predicate does. Never writes anything but
//! what the use cases of REST write. Read in this order: `protocol` (what a client may say, pure),
//! `room` (who is told what, pure), `tenant` and `hub` (what keeps a node's events moving), `pump` (one
//! connection), `outbox` (what waits to be written, and is bounded).

mod close;
mod commands;
mod hub;
mod outbox;
mod problem;
mod protocol;
mod pump;
mod render;
mod room;
mod tenant;

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::{HttpRequest, HttpResponse, web};
use skybot_domain::scope::Origin;
use skybot_wire::{LONGEST_FRAME, PROTOCOL};

pub use hub::{Hub, Switchboard};
pub use outbox::Direct;
pub use protocol::Pulse;

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
    let (response, _, stream) = match actix_ws::handle_with_protocols(request, payload, &[PROTOCOL]) {
        Ok(opened) => opened,
        // Its answer says what is wrong; as an error it would be taken for one of ours.
        Err(refused) => return HttpResponse::build(refused.as_response_error().error_response().status()).finish(),
    };
    let stream = stream.max_frame_size(LONGEST_FRAME).aggregate_continuations().max_continuation_size(LONGEST_FRAME);
    let outbox = Arc::new(Outbox::new(direct));
    // Before the connection is served, so that it goes out in one piece with the handshake.
    pump::greet(hub, &outbox);
    let connection = pump::run(Arc::clone(hub), ports, Arc::clone(&outbox), stream, origin);
    actix_web::rt::spawn(connection);
    response.map_body(|_, handshake| BoxBody::new(Outgoing::new(outbox, handshake)))
}
