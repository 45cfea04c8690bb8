//! A private PostgreSQL for `skybot demo`, `skybot serve --local DIR`, development and tests.
//!
//! [`Cluster::open`] finds an installed PostgreSQL, creates a cluster in a folder of its own,
//! starts it, and shares it with every other process that opens the same folder: the last one to
//! leave stops it. [`Cluster::ephemeral`] makes one that disappears with its process, however
//! that process ends.
//!
//! What this crate never does: listen on a network port, run the server as root, touch a cluster
//! it did not create, upgrade a cluster to another major version, or know the product's roles and
//! tables (the application runs its own SQL through [`Cluster::admin`]).
//!
//! The folder holds:
//!
//! | entry | what it is | who owns it when root runs the product |
//! | --- | --- | --- |
//! | `data/` | what `initdb` made; it appears complete or not at all | the server's OS user |
//! | `run/` | the Unix socket, 0700 (elsewhere when this path is too long for a socket) | the server's OS user |
//! | `log/` | the server's own log | the server's OS user |
//! | `settings.conf` | our settings, rewritten at each start | the server's OS user |
//! | `passwords/` | one random password per role, 0600 | root |
//! | `transition.lock` | held while the server is started or stopped | root |
//! | `users.lock` | held, shared, by every process that uses the cluster | root |

mod binaries;
mod cluster;
mod databases;
#[cfg(feature = "download")]
mod download;
mod ephemeral;
mod error;
mod files;
mod folder;
mod locale;
mod login;
mod ping;
mod server;
mod settings;
mod user;
mod wait;

pub use cluster::{Cluster, Departure, Durability, Options};
#[cfg(feature = "download")]
pub use download::Download;
pub use error::Error;
pub use login::Login;

/// The superuser of every cluster this crate creates.
pub const ADMIN_ROLE: &str = "skybot_admin";

/// The oldest major version of PostgreSQL the product runs on.
pub const OLDEST_MAJOR: u32 = 15;
