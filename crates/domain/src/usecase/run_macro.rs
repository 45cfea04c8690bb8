//! Running a macro on a conversation: all of its actions in one transaction, or none. Each action is the
//! use case that people run by hand, with its rules and its events.

use crate::conversation::{Assignment, Conversation, ConversationPatch, Muted, Status, StatusChange};
use crate::error::{Error, Resource, Result, Violation};
use crate::id::{ConversationId, MacroId};
use crate::macros::{Action, Assignee};
use crate::message::{Author, Content, NewMessage};
use crate::scope::Permission;
use crate::template::Template;
use crate::text::MessageBody;
use crate::usecase::{assign_conversation, change_status, hold, patch_conversation, reread, set_label, set_mute};
use crate::work::Work;

/// Does all that the macro says. A macro that names what is no more does nothing.
pub async fn run_macro(work: &mut Work<'_>, id: MacroId, conversation: ConversationId) -> Result<Conversation> {
    work.scope().require(Permission::ConversationsWrite)?;
    let found = work.tx().hold_macro(id).await?.ok_or(Error::NotFound(Resource::Macro))?;
    hold(work, conversation).await?;
    let known = work.tx().known_to(&found.actions).await?;
    if let Some((action, missing)) = found.actions.broken(&known) {
        return Err(Error::MacroBroken { action, missing });
    }
    work.tx().count_macro_use(id).await?;
    let mut seen = reread(work, conversation).await?;
    for (place, action) in found.actions.iter().enumerate() {
        seen = run(work, conversation, action).await.map_err(|cause| match cause {
            failed @ Error::Store(_) => failed,
            refused => Error::InAction { action: place, cause: Box::new(refused) },
        })?;
    }
    Ok(seen)
}

async fn run(work: &mut Work<'_>, id: ConversationId, action: &Action) -> Result<Conversation> {
    match action {
        Action::SetStatus(status) => {
            let change = StatusChange::parse(*status, None, work.now())?;
            change_status(work, id, change).await
        }
        Action::Snooze(length) => {
            let now = work.now();
            let change = StatusChange::parse(Status::Snoozed, Some(now + *length), now)?;
            change_status(work, id, change).await
        }
        Action::Assign(assignee) => {
            let assignment = match assignee {
                Assignee::User(user) => Assignment { user: Some(Some(*user)), team: None },
                Assignee::Team(team) => Assignment { user: None, team: Some(Some(*team)) },
                Assignee::Me => {
                    let user = work.scope().user().ok_or(Error::NotFound(Resource::Member))?;
                    Assignment { user: Some(Some(user)), team: None }
                }
                Assignee::Nobody => Assignment { user: Some(None), team: Some(None) },
            };
            assign_conversation(work, id, assignment).await
        }
        Action::SetPriority(priority) => {
            let patch = ConversationPatch { priority: Some(*priority), ..ConversationPatch::default() };
            patch_conversation(work, id, patch, None).await
        }
        Action::AddLabels(labels) => {
            for label in labels {
                set_label(work, id, label, true).await?;
            }
            reread(work, id).await
        }
        Action::RemoveLabels(labels) => {
            for label in labels {
                set_label(work, id, label, false).await?;
            }
            reread(work, id).await
        }
        Action::Reply(template) => {
            let body = fill(work, id, template).await?;
            say(work, id, Content::Text(body)).await
        }
        Action::Note(template) => {
            let body = fill(work, id, template).await?;
            say(work, id, Content::Note(body)).await
        }
        Action::Mute => set_mute(work, id, Some(Muted::Forever)).await,
    }
}

/// What the template says in this conversation, as it is after the actions before.
async fn fill(work: &mut Work<'_>, id: ConversationId, template: &Template) -> Result<MessageBody> {
    let values = work.tx().template_values(id).await?.ok_or(Error::NotFound(Resource::Conversation))?;
    let rendered = template.render(&values);
    if let Some(name) = rendered.missing.first() {
        let detail = format!("{name} has neither a value here nor a fallback");
        return Err(Error::invalid("/body", Violation::new("NO_VALUE", detail)));
    }
    MessageBody::parse(&rendered.body).map_err(|violation| Error::invalid("/body", violation))
}

async fn say(work: &mut Work<'_>, id: ConversationId, content: Content) -> Result<Conversation> {
    work.scope().require(Permission::MessagesWrite)?;
    let message = NewMessage {
        id: work.id(),
        conversation_id: id,
        author: Author::Actor,
        content,
        reply_to_id: None,
        external_id: None,
        key: None,
        client_id: None,
        at: work.now(),
    };
    work.append(&message).await?;
    reread(work, id).await
}
