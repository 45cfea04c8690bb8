//! The port that letters leave through.

use async_trait::async_trait;

use crate::mail::{Mail, MailFailure};

/// Writes letters and hands them to a carrier. Called by the job runner only, which tries again
/// what may still succeed.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands one letter over. `Ok` means that the carrier has taken it.
    async fn send(&self, mail: &Mail) -> Result<(), MailFailure>;
}
