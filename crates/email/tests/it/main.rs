//! Letters on their way: what carriers get, and what their answers are taken for. The carriers
//! are small servers in this crate.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod file;
mod http;
mod mails;
mod resend;
mod settings;
mod sink;
mod smtp;
