//! Conversations: lists, counts, opening, changing, the state machine, assignment.

use actix_web::{get, patch, post};
use skybot_domain::Id;
use skybot_domain::conversation::{
    AssigneeFilter, Assignment, Conversation, ConversationFilter, ConversationPatch, Sort, StatusChange,
};
use skybot_domain::error::{Error, Resource, Violation, Violations};
use skybot_domain::id::ConversationId;
use skybot_domain::label::LabelName;
use skybot_domain::message::Author;
use skybot_domain::text::Subject;
use skybot_domain::usecase::{self, Opening, With};
use skybot_wire as wire;

use super::Routes;
use super::{parse, phones};
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::flood;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::query;
use crate::request::Call;

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(list_conversations).service(count_conversations).service(create_conversation);
}

pub(super) fn of_conversation(routes: &mut impl Routes) {
    routes.service(get_conversation).service(patch_conversation).service(change_status).service(assign_conversation);
}

/// The answer of every change to a conversation.
pub(super) fn changed(conversation: Conversation) -> Result<Answer, Problem> {
    Answer::versioned(conversation.version, &wire::Conversation::from(conversation))
}

/// Conversations the caller may see
#[utoipa::path(
    tag = "conversations",
    params(wire::ConversationsQuery),
    responses((status = 200, description = "The conversations", body = wire::Page<wire::Conversation>)),
)]
#[get("/conversations")]
async fn list_conversations(call: Call) -> Reply {
    let query: wire::ConversationsQuery = call.request.query()?;
    let store = &call.request.api().ports.store;
    let view = match query.view {
        Some(id) => {
            let view = store.view(&call.scope, Id::new(id)).await?;
            Some(view.ok_or(Error::NotFound(Resource::View))?)
        }
        None => None,
    };
    let saved = view.as_ref().map_or(Sort::LastActivity, |view| view.sort);
    let sort: Sort = query.sort.map_or(saved, Into::into);
    let list = List::conversations(sort);
    let page = query::page(list, query.limit, query.cursor.as_deref())?;
    let filter = ConversationFilter { tree: view.map(|view| view.filter), ..filter(query)? };
    let found = store.conversations(&call.scope, &filter, sort, page).await?;
    Answer::ok(&query::to_wire::<_, wire::Conversation>(list, found)).map(Answer::send)
}

fn filter(query: wire::ConversationsQuery) -> Result<ConversationFilter, Problem> {
    let label = query.label.as_deref().map(LabelName::parse).transpose();
    Ok(ConversationFilter {
        status: query.status.into_iter().map(Into::into).collect(),
        assignee: query.assignee.map(|assignee| match assignee {
            wire::AssigneeFilter::Me => AssigneeFilter::Me,
            wire::AssigneeFilter::Nobody => AssigneeFilter::Nobody,
            wire::AssigneeFilter::Member(id) => AssigneeFilter::Member(Id::new(id)),
        }),
        team: query.team.map(Id::new),
        inbox: query.inbox.map(Id::new),
        label: label.map_err(|violation| Problem::invalid("label", violation))?,
        contact: query.contact.map(Id::new),
        priority: query.priority.map(Into::into),
        unread: query.unread.unwrap_or(false),
        q: query.q.as_deref().map(query::search).transpose()?,
        tree: None,
    })
}

/// How many conversations the caller may see
#[utoipa::path(
    tag = "conversations",
    responses((status = 200, description = "The counts, in one snapshot", body = wire::ConversationCounts)),
)]
#[get("/conversations/counts")]
async fn count_conversations(call: Call) -> Reply {
    call.request.no_query()?;
    let counts = call.request.api().ports.store.conversation_counts(&call.scope).await?;
    Answer::ok(&wire::ConversationCounts::from(counts)).map(Answer::send)
}

/// Open a conversation
#[utoipa::path(
    tag = "conversations",
    request_body = wire::CreateConversation,
    responses((status = 201, description = "The conversation", body = wire::Conversation)),
)]
#[post("/conversations")]
async fn create_conversation(mut call: Call) -> Reply {
    let (mut body, claim) = call.command::<wire::CreateConversation>().await?;
    if let Some(contact) = &mut body.contact {
        phones::international(&call, "/contact/phone", &mut contact.phone).await?;
    }
    let opening = opening(body)?;
    if opening.message.is_some() {
        flood::spend_by_sender(&call).await?;
    }
    once(call, claim, async move |work| {
        let conversation = usecase::create_conversation(work, opening).await?;
        Answer::created_versioned(conversation.version, &wire::Conversation::from(conversation))
    })
    .await
}

fn opening(body: wire::CreateConversation) -> Result<Opening, Problem> {
    let mut violations = Violations::default();
    let with = match (body.contact_id, body.contact) {
        (Some(id), None) => Some(With::Contact(Id::new(id))),
        (None, Some(contact)) => parse::contact(&mut violations, "/contact", contact).map(With::Details),
        _ => {
            let one = Violation::new("ONE_OF", "give either contact_id or contact");
            violations.add("/contact_id", one);
            None
        }
    };
    let subject = body.subject.and_then(|subject| violations.take("/subject", Subject::parse(&subject)));
    let message =
        body.message.and_then(|message| violations.take("/message/body", parse::content(message.kind, &message.body)));
    let opening = with.map(|with| Opening {
        inbox_id: Id::new(body.inbox_id),
        with,
        subject,
        message: message.map(|content| (Author::Actor, content)),
    });
    parse::checked(violations, opening)
}

/// One conversation
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation")),
    responses((status = 200, description = "The conversation", body = wire::Conversation)),
)]
#[get("")]
async fn get_conversation(call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    call.request.no_query()?;
    let found = call.request.api().ports.store.conversation(&call.scope, id).await?;
    // Never 304: unread count and last message change without the version.
    changed(found.ok_or(Error::NotFound(Resource::Conversation))?).map(Answer::send)
}

/// Change priority, subject or custom attributes
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation")),
    request_body = wire::PatchConversation,
    responses((status = 200, description = "The conversation", body = wire::Conversation)),
)]
#[patch("")]
async fn patch_conversation(mut call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchConversation>().await?;
    let mut violations = Violations::default();
    let custom = body.custom_attributes;
    let patch = ConversationPatch {
        priority: body.priority.map(Into::into),
        subject: parse::nullable(&mut violations, "/subject", body.subject, Subject::parse),
        attributes: custom.and_then(|custom| parse::attributes(&mut violations, "/custom_attributes", custom)),
    };
    let patch = parse::checked(violations, Some(patch))?;
    once(call, claim, async move |work| changed(usecase::patch_conversation(work, id, patch, expected).await?)).await
}

/// Take a step of the state machine
///
/// The state it is in already changes nothing.
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation")),
    request_body = wire::ChangeStatus,
    responses((status = 200, description = "The conversation", body = wire::Conversation)),
)]
#[post("/status")]
async fn change_status(mut call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::ChangeStatus>().await?;
    once(call, claim, async move |work| {
        let until = body.snoozed_until.map(Into::into);
        let change = StatusChange::parse(body.status.into(), until, work.now())?.waking_on_reply(body.wake_on_reply)?;
        changed(usecase::change_status(work, id, change).await?)
    })
    .await
}

/// Give a conversation to a member or a team
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation")),
    request_body = wire::AssignConversation,
    responses((status = 200, description = "The conversation", body = wire::Conversation)),
)]
#[post("/assignment")]
async fn assign_conversation(mut call: Call) -> Reply {
    let id: ConversationId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::AssignConversation>().await?;
    let assignment = Assignment {
        user: body.user_id.map(|user| user.map(Id::new)),
        team: body.team_id.map(|team| team.map(Id::new)),
    };
    once(call, claim, async move |work| changed(usecase::assign_conversation(work, id, assignment).await?)).await
}
