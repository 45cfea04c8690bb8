//! The REST adapter on actix-web.
//!
//! Turns requests into calls of use cases and ports, and what comes back into JSON by the `wire`
//! crate. Never holds a rule of the domain, never knows a store. Read in this order: `server`
//! (what wraps every request), `access` (who may use which route), `request` (what a handler can ask
//! of one), `idempotency` (how an
//! effect happens once), `problem` (every error), then any file of `routes`.

mod access;
mod answer;
mod below;
mod client;
mod condition;
mod cookies;
mod cursor;
mod detached;
mod disposition;
mod flood;
mod guard;
mod headers;
mod idempotency;
mod json;
mod limit;
mod linger;
mod multipart;
mod openapi;
mod problem;
mod query;
mod range;
mod redirects;
mod refusals;
mod request;
mod routes;
mod server;
mod settings;
mod trace;
mod transcript;
mod upgraded;

#[cfg(test)]
mod tests;

pub use access::{Access, ROUTES, Rule};
pub use client::Network;
pub use limit::LocalLimits;
pub use openapi::openapi;
pub use routes::Upgrade;
pub use server::{Extras, Pages, serve};
pub use settings::HttpSettings;
pub use upgraded::Direct;
