//! What the world must provide. One adapter crate implements each.
//!
//! Adding a method: put it on the port that owns the thing, take `&Scope` first, return domain
//! types and [`StoreError`](crate::error::StoreError) only, say what `None` means, and cover it by a test through the
//! public API. A read is one statement; a write goes on [`Tx`], so that it commits with its
//! events.

mod attributes;
mod auth;
mod batches;
mod compose;
mod contact_imports;
mod contacts;
mod conversations;
mod delivery;
mod files;
mod identity;
mod limits;
mod live;
mod mail;
mod messages;
mod phones;
mod search;
mod store;
mod system;
mod views;

use std::sync::Arc;
use std::time::Duration;

pub use attributes::{AttributeReads, AttributeTx};
pub use auth::{
    Acceptance, Accepted, AccessClaims, ApiKeySecret, Arrival, Credentials, Letters, Pass, PasswordChange, Passwords,
    Secret, TokenSigner,
};
pub use batches::{BatchReads, BatchTx, Closed, Targets};
pub use compose::{ComposeReads, ComposeTx};
pub use contact_imports::{ContactImports, ImportTx};
pub use contacts::{ContactReads, ContactTx};
pub use conversations::{ConversationPurge, ConversationReads, ConversationTx};
pub use delivery::{DeliveryTx, HeldDelivery, KnownId};
pub use files::{
    AttachmentReads, AttachmentSweep, AttachmentTx, BlobKey, BlobReader, BlobWriter, Blobs, FileLinks, Found, Loose,
    Media, Picture,
};
pub use identity::{Assertion, DelegationFailure, Departure, IdentityProviders, OneTimeCodes, PlatformGate, Vault};
pub use limits::{Budget, Quota, RateLimits, Standing};
pub use live::{Attendance, Bus, Ear, Head, Herald, Here, News, PresenceMemory, Word};
pub use mail::Mailer;
pub use messages::{MessageReads, MessageTx};
pub use phones::PhoneNumbers;
pub use search::{SearchReads, SearchUpkeep, Stemmed};
pub use store::{
    EventLog, Housekeeping, ImportConversation, ImportMessage, ImportOutcome, Importer, Provisioning, Store, Tx,
};
pub use system::{Clock, Ids, IdsExt};
pub use views::{ViewReads, ViewTx};

use crate::attachment::FileLimits;

/// Everything a use case can reach.
#[derive(Clone)]
pub struct Ports {
    /// Reads, appends, transactions.
    pub store: Arc<dyn Store>,
    /// The durable log.
    pub events: Arc<dyn EventLog>,
    /// Waiting for the log.
    pub news: Arc<dyn News>,
    /// The other nodes, if there may be any.
    pub bus: Option<Arc<dyn Bus>>,
    /// Who is there.
    pub attendance: Arc<dyn Attendance>,
    /// What is kept of who was there.
    pub presence: Arc<dyn PresenceMemory>,
    /// Users, sessions.
    pub credentials: Arc<dyn Credentials>,
    /// Registering, and letters with links.
    pub letters: Arc<dyn Letters>,
    /// Where letters leave.
    pub mailer: Arc<dyn Mailer>,
    /// Secrets at rest.
    pub vault: Arc<dyn Vault>,
    /// Second factors.
    pub codes: Arc<dyn OneTimeCodes>,
    /// Bytes of files.
    pub blobs: Arc<dyn Blobs>,
    /// What files are.
    pub media: Arc<dyn Media>,
    /// Links to files.
    pub links: Arc<dyn FileLinks>,
    /// Identity providers.
    pub providers: Arc<dyn IdentityProviders>,
    /// Tenants and their people.
    pub provisioning: Arc<dyn Provisioning>,
    /// The gate to what belongs to no tenant; closed for good without one.
    pub platform: Option<Arc<dyn PlatformGate>>,
    /// The gate to the seeding of tenants; closed for good without one.
    pub seeding: Option<Arc<dyn PlatformGate>>,
    /// How often one may ask.
    pub limits: Arc<dyn RateLimits>,
    /// Password hashing.
    pub passwords: Arc<dyn Passwords>,
    /// Access tokens and opaque secrets.
    pub tokens: Arc<dyn TokenSigner>,
    /// What is a telephone number.
    pub phones: Arc<dyn PhoneNumbers>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Fresh ids.
    pub ids: Arc<dyn Ids>,
    /// What the configuration decides.
    pub policy: Arc<Policy>,
}

/// What the configuration decides, and rules ask for.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Whether an address must be proven before anything but signing in is served.
    pub verified_email_required: bool,
    /// Where people find the web app, without a slash at the end; links lead there.
    pub public_url: String,
    /// About files.
    pub files: FilePolicy,
}

/// What the configuration decides about files.
#[derive(Debug, Clone)]
pub struct FilePolicy {
    /// What is taken, where an inbox does not take less.
    pub limits: FileLimits,
    /// How long a link opens a file.
    pub link_lifetime: Duration,
}
