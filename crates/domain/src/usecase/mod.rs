//! What can be done, one public function each.
//!
//! A use case checks the role, applies the rules, and calls ports. Those that write take an open
//! [`Work`] and leave the commit to their caller. A read that has no rule of
//! its own has no use case: callers ask the [`Store`](crate::ports::Store) directly.

mod assign_conversation;
mod authenticate;
mod block_contact;
mod change_status;
mod collect_files;
mod configure_inbox;
mod configure_labels;
mod configure_teams;
mod create_conversation;
mod define_attributes;
mod delete_conversation;
mod delete_message;
mod draft_message;
mod edit_message;
mod housekeeping;
mod import_contacts;
mod manage_api_keys;
mod manage_canned_responses;
mod manage_companies;
mod manage_contact;
mod manage_contact_notes;
mod manage_identities;
mod manage_macros;
mod manage_members;
mod manage_views;
mod mark_read;
mod mention_members;
mod merge_contacts;
mod merge_conversations;
mod passwords;
mod patch_conversation;
mod post_message;
mod post_with_parts;
mod provision;
mod react;
mod read_file;
mod receive_message;
mod report_delivery;
mod retry_message;
mod run_batch;
mod run_macro;
mod schedule_message;
mod second_factor;
mod send_scheduled;
mod sign_in;
mod stem_messages;
mod tag_conversation;
mod transfer_conversation;
mod upload;
mod wake_conversation;
mod write_letter;

pub use assign_conversation::assign_conversation;
pub use authenticate::{
    Proof, admit, authenticate, end_other_sessions, end_session, issue_ticket, let_in, recheck, sign_out, sign_out_here,
};
pub use block_contact::{block_contact, quarantine_if_blocked, unblock_contact};
pub use change_status::change_status;
pub use collect_files::collect_files;
pub use configure_inbox::{create_inbox, delete_inbox, patch_inbox, set_file_rules, set_inbox_member};
pub use configure_labels::{create_label, delete_label, patch_label};
pub use configure_teams::{create_team, delete_team, rename_team, set_team_member};
pub use create_conversation::{Opening, With, create_conversation};
pub use define_attributes::{check_filter, define_attribute, delete_attribute_definition, patch_attribute_definition};
pub use delete_conversation::{delete_conversation, restore_conversation};
pub use delete_message::delete_message;
pub use draft_message::{delete_draft, put_draft};
pub use edit_message::edit_message;
pub use housekeeping::{
    expire_credentials, expire_delivery_reports, expire_idempotency_keys, purge_conversations, trim_events,
};
pub use import_contacts::{import_batch, queue_import};
pub use manage_api_keys::{create_api_key, revoke_api_key, rotate_api_key};
pub use manage_canned_responses::{
    create_canned_response, delete_canned_response, patch_canned_response, render_canned_response,
};
pub use manage_companies::{create_company, delete_company, patch_company};
pub use manage_contact::{create_contact, delete_contact, patch_contact};
pub use manage_contact_notes::{delete_contact_note, edit_contact_note, write_contact_note};
pub use manage_identities::{add_identity, remove_identity};
pub use manage_macros::{create_macro, delete_macro, patch_macro};
pub use manage_members::{invite, patch_account, patch_member, patch_self, revoke_invitation};
pub use manage_views::{create_view, delete_view, patch_view};
pub use mark_read::mark_read;
pub use merge_contacts::{merge_contacts, unmerge_contact};
pub use merge_conversations::merge_conversations;
pub use passwords::{
    Newcomer, accept_invitation, ask_for_letter, change_password, look_at_invitation, register, reset_password,
    session_of, verify_email,
};
pub use patch_conversation::patch_conversation;
pub use post_message::{Post, post_message, receive_message};
pub use post_with_parts::post_with_parts;
pub use provision::{NewPerson, act_as, provision_account, provision_user, seed_account, set_suspended};
pub use react::set_reaction;
pub use read_file::{follow_link, link_file, read_file};
pub use receive_message::{Incoming, Received, receive};
pub use report_delivery::{Answered, Reported, report_answer, report_deliveries};
pub use retry_message::retry_message;
pub use run_batch::{Selection, abandon_batch, run_batch, start_batch, undo_batch};
pub use run_macro::run_macro;
pub use schedule_message::{cancel_scheduled, patch_scheduled, schedule_message};
pub use second_factor::{Enrolment, confirm, disable, enrol, renew_backup_codes};
pub use send_scheduled::send_scheduled;
pub use sign_in::{Device, arrive, redeem_magic_link, refresh, sign_in, switch_account};
pub use stem_messages::stem_messages;
pub use tag_conversation::{change_labels, set_label, set_mute, set_participant};
pub use transfer_conversation::transfer_conversation;
pub use upload::{Upload, Uploaded, discard_upload, keep_upload, upload_limits};
pub use wake_conversation::wake_conversation;
pub use write_letter::write_letter;

use crate::conversation::{Conversation, Held};
use crate::error::{Error, Resource, Result};
use crate::id::{ConversationId, MessageId};
use crate::message::Message;
use crate::work::Work;

/// Locks a conversation that the caller may see.
async fn hold(work: &mut Work<'_>, id: ConversationId) -> Result<Held> {
    work.tx().hold_conversation(id).await?.ok_or(Error::NotFound(Resource::Conversation))
}

/// The conversation as it is now, for the answer.
async fn reread(work: &mut Work<'_>, id: ConversationId) -> Result<Conversation> {
    work.tx().conversation(id).await?.ok_or(Error::NotFound(Resource::Conversation))
}

/// Locks a message that the caller may see.
async fn hold_message(work: &mut Work<'_>, id: MessageId) -> Result<Message> {
    work.tx().hold_message(id).await?.ok_or(Error::NotFound(Resource::Message))
}

/// The message as it is now, for the answer.
async fn reread_message(work: &mut Work<'_>, id: MessageId) -> Result<Message> {
    work.tx().message(id).await?.ok_or(Error::NotFound(Resource::Message))
}

/// Fails unless the caller looked at this version; without an expectation the last write wins.
fn expect_version(expected: Option<i64>, current: i64) -> Result<()> {
    match expected {
        Some(expected) if expected != current => Err(Error::VersionConflict { current }),
        _ => Ok(()),
    }
}
