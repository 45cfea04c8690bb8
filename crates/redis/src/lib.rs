//! Many nodes as one, over Redis 7 or Valkey: what they tell each other, and limits that they share.
//!
//! Nothing durable is kept there. Words may be lost and limits forgotten, and nothing breaks: events
//! are read from the database's log, and every node goes on counting by itself. Read in this order:
//! `address` (what a URL means), `link` (one connection), `line` (the task that keeps it), `words`
//! (what goes over it), `limits`.

mod address;
mod limits;
mod line;
mod link;
mod words;

pub use address::{Address, BadAddress};
pub use limits::SharedLimits;
pub use line::Redis;
