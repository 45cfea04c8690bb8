//! The Rust client of the public contract: REST and the realtime socket, with the types of
//! [`skybot_wire`].
//!
//! A [`Client`] is one server and at most one sign-in. It exchanges an access token that is about
//! to end, and does nothing else by itself: no caching, no hidden retries. Only [`Live`], the log as it
//! happens, connects again by itself. It never logs, and its
//! errors hold neither tokens nor what was sent.
//!
//! ```no_run
//! # async fn example() -> skybot_client::Result<()> {
//! use skybot_client::{Client, wire};
//!
//! let client = Client::new("http://127.0.0.1:8080")?;
//! client.login("ana@example.com", "correct horse battery staple").await?;
//! let open = wire::ConversationsQuery { status: vec![wire::Status::Open], ..Default::default() };
//! for conversation in client.conversations(&open).await?.items {
//!     println!("#{} {}", conversation.number, conversation.contact.name);
//! }
//! # Ok(())
//! # }
//! ```

mod attachments;
mod auth;
mod contacts;
mod conversations;
mod directory;
mod error;
mod events;
mod lifecycle;
mod messages;
mod page;
mod realtime;
mod transport;

pub use error::{ClientError, Result};
pub use page::all;
pub use realtime::{Connection, ConnectionLost, Live, Outbox, Update};
pub use reqwest;
pub use skybot_wire as wire;
pub use transport::{Client, RawResponse};
