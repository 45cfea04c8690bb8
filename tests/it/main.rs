//! The product as its users rely on it. Each module proves one set of rules, mostly over HTTP
//! against the built binary on a real PostgreSQL; the harness is the library of this crate.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod api_keys;
mod append;
mod audit;
mod auth;
mod cancellation;
mod client;
mod conventions;
mod conversations;
mod directory;
mod durability;
mod events;
mod guesses;
mod hostile;
mod idempotency;
mod import;
mod isolation;
mod jobs;
mod layering;
mod logs;
mod matrix;
mod members;
mod messages;
mod oidc;
mod passwords;
mod platform;
mod properties;
mod queries;
mod receipts;
mod registration;
mod search;
mod second_factor;
mod sessions;
mod start;
mod tenancy;
