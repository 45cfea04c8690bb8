//! Posting a message with more than words: its files, and the members it names, in one commit with it.

use std::collections::HashMap;

use crate::attachment::MOST_FILES;
use crate::error::{Error, Resource, Result, Violation, Violations};
use crate::id::{AttachmentId, ConversationId};
use crate::message::{Appended, Author, NewMessage};
use crate::ports::Loose;
use crate::scope::Permission;
use crate::usecase::Post;
use crate::usecase::mention_members::{mention, only_notes_name_members};
use crate::work::Work;

/// Posts a message with the files, which the caller has uploaded, and with the members it names. The
/// same key again gives the first message back, as it is by then, whoever has left since.
pub async fn post_with_parts(
    work: &mut Work<'_>,
    conversation: ConversationId,
    post: Post,
    files: &[AttachmentId],
) -> Result<Appended> {
    work.scope().require(Permission::MessagesWrite)?;
    only_notes_name_members(post.content.kind(), &post.mentions)?;
    check_list(files)?;
    let message = NewMessage {
        id: work.id(),
        conversation_id: conversation,
        author: Author::Actor,
        content: post.content,
        reply_to_id: post.reply_to_id,
        external_id: None,
        key: post.key,
        client_id: post.client_id,
        at: work.now(),
    };
    // First: whether it is a repetition is known only when the conversation is held.
    let appended = work.append(&message).await?;
    if let Appended::Replayed(_) = appended {
        return Ok(appended);
    }
    if !files.is_empty() {
        check_files(work, conversation, files).await?;
        work.tx().attach(message.id, files).await?;
    }
    if !post.mentions.is_empty() {
        mention(work, conversation, message.id, post.mentions).await?;
    }
    let stored = work.tx().message(message.id).await?;
    Ok(Appended::New(stored.ok_or(Error::NotFound(Resource::Message))?))
}

fn check_list(files: &[AttachmentId]) -> Result<()> {
    let mut violations = Violations::default();
    if files.len() > MOST_FILES {
        let detail = format!("must have at most {MOST_FILES} files");
        violations.add("/attachment_ids", Violation::new("TOO_MANY", detail));
        return violations.check();
    }
    for (place, id) in files.iter().enumerate() {
        if files.iter().take(place).any(|earlier| earlier == id) {
            violations.add(&pointer(place), Violation::new("REPEATED", "must not be named twice"));
        }
    }
    violations.check()
}

async fn check_files(work: &mut Work<'_>, conversation: ConversationId, files: &[AttachmentId]) -> Result<()> {
    let rules = work.tx().file_rules(conversation).await?;
    let limits = work.file_limits().narrowed_by(&rules);
    let held = work.tx().hold_files(files).await?;
    let held: HashMap<AttachmentId, Loose> = held.into_iter().map(|file| (file.id, file)).collect();
    let mut violations = Violations::default();
    for (place, id) in files.iter().enumerate() {
        let (code, detail) = match held.get(id) {
            None => ("ATTACHMENT_UNKNOWN", "must be a file that the caller has uploaded"),
            Some(file) if !file.is_stored => ("ATTACHMENT_NOT_STORED", "is not uploaded, or was discarded"),
            Some(file) if file.is_attached => ("ATTACHMENT_IN_USE", "goes with another message already"),
            Some(file) if !limits.takes_size(file.size) => ("FILE_TOO_LARGE", "is larger than this inbox takes"),
            Some(file) if !file.media_type.as_ref().is_some_and(|media| limits.takes_type(media)) => {
                ("FILE_TYPE_REFUSED", "is of a type that this inbox does not take")
            }
            Some(_) => continue,
        };
        violations.add(&pointer(place), Violation::new(code, detail));
    }
    violations.check()
}

fn pointer(place: usize) -> String {
    format!("/attachment_ids/{place}")
}
