//! The product as its users rely on it. Each module proves one set of rules, mostly over HTTP
//! against the built binary on a real PostgreSQL; the harness is the library of this crate.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod append;
mod auth;
mod cancellation;
mod client;
mod conventions;
mod conversations;
mod directory;
mod durability;
mod events;
mod hostile;
mod idempotency;
mod import;
mod jobs;
mod layering;
mod messages;
mod queries;
mod receipts;
mod search;
mod start;
mod tenancy;
