//! What can be done, one public function each.
//!
//! A use case checks the role, applies the rules, and calls ports. Those that write take an open
//! [`Work`] and leave the commit to their caller. A read that has no rule of
//! its own has no use case: callers ask the [`Store`](crate::ports::Store) directly.

mod assign_conversation;
mod authenticate;
mod change_status;
mod configure_inbox;
mod configure_labels;
mod configure_teams;
mod create_conversation;
mod housekeeping;
mod manage_api_keys;
mod manage_contact;
mod manage_members;
mod mark_read;
mod passwords;
mod patch_conversation;
mod post_message;
mod provision;
mod second_factor;
mod sign_in;
mod tag_conversation;
mod wake_conversation;
mod write_letter;

pub use assign_conversation::assign_conversation;
pub use authenticate::{admit, authenticate, end_other_sessions, end_session, sign_out, sign_out_here};
pub use change_status::change_status;
pub use configure_inbox::{create_inbox, delete_inbox, rename_inbox, set_inbox_member};
pub use configure_labels::{create_label, delete_label};
pub use configure_teams::{create_team, set_team_member};
pub use create_conversation::{Opening, With, create_conversation};
pub use housekeeping::{expire_credentials, expire_idempotency_keys, trim_events};
pub use manage_api_keys::{create_api_key, revoke_api_key, rotate_api_key};
pub use manage_contact::{create_contact, delete_contact, patch_contact};
pub use manage_members::{invite, patch_account, patch_member, revoke_invitation};
pub use mark_read::mark_read;
pub use passwords::{
    Newcomer, accept_invitation, ask_for_letter, change_password, register, reset_password, session_of, verify_email,
};
pub use patch_conversation::patch_conversation;
pub use post_message::{Post, post_message, receive_message};
pub use provision::{NewPerson, act_as, provision_account, provision_user, seed_account, set_suspended};
pub use second_factor::{Enrolment, confirm, disable, enrol, renew_backup_codes};
pub use sign_in::{Device, arrive, redeem_magic_link, refresh, sign_in, switch_account};
pub use tag_conversation::{set_label, set_mute, set_participant};
pub use wake_conversation::wake_conversation;
pub use write_letter::write_letter;

use crate::conversation::{Conversation, Held};
use crate::error::{Error, Resource, Result};
use crate::id::ConversationId;
use crate::work::Work;

/// Locks a conversation that the caller may see.
async fn hold(work: &mut Work<'_>, id: ConversationId) -> Result<Held> {
    work.tx().hold_conversation(id).await?.ok_or(Error::NotFound(Resource::Conversation))
}

/// The conversation as it is now, for the answer.
async fn reread(work: &mut Work<'_>, id: ConversationId) -> Result<Conversation> {
    work.tx().conversation(id).await?.ok_or(Error::NotFound(Resource::Conversation))
}

/// Fails unless the caller looked at this version; without an expectation the last write wins.
fn expect_version(expected: Option<i64>, current: i64) -> Result<()> {
    match expected {
        Some(expected) if expected != current => Err(Error::VersionConflict { current }),
        _ => Ok(()),
    }
}
