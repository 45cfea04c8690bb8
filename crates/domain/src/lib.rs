//! The pure core of SkyBot Inbox: what a conversation, a message, a receipt and a contact are,
//! the rules they obey, and the ports the world must provide.
//!
//! Never does I/O, never reads a clock, never knows HTTP, SQL or JSON. Read in this order:
//! [`message`], [`conversation`], [`ports`], [`usecase`].

pub mod account;
pub mod api_key;
pub mod attachment;
pub mod attribute_definition;
pub mod attributes;
pub mod audit;
pub mod batch;
pub mod canned;
pub mod company;
pub mod contact;
pub mod contact_import;
pub mod contact_merge;
pub mod contact_note;
pub mod conversation;
pub mod day;
pub mod delivery;
pub mod draft;
pub mod emoji;
pub mod error;
pub mod event;
pub mod filter;
pub mod id;
pub mod idempotency;
pub mod inbox;
pub mod job;
pub mod label;
pub mod letter;
pub mod macros;
pub mod mail;
pub mod message;
mod named;
pub mod page;
pub mod password;
pub mod ports;
pub mod presence;
pub mod quarantine;
pub mod receipt;
pub mod scheduled;
pub mod scope;
pub mod search;
pub mod session;
pub mod template;
pub mod text;
pub mod usecase;
pub mod view;
pub mod work;

pub use error::{Error, Result, Violation, Violations};
pub use id::Id;
pub use scope::Scope;

/// A moment in UTC, to the microsecond.
pub type Timestamp = time::OffsetDateTime;
