//! Changing many conversations at once.

use actix_web::{get, post};
use skybot_domain::Id;
use skybot_domain::batch::{Action, Facet, MAX_LABELS, MAX_LISTED};
use skybot_domain::conversation::{Assignment, StatusChange};
use skybot_domain::error::{Error, Resource, Violation, Violations};
use skybot_domain::id::BatchId;
use skybot_domain::label::LabelName;
use skybot_domain::usecase::{self, Selection};
use skybot_domain::{Timestamp, work::Work};
use skybot_wire as wire;

use super::Routes;
use super::{parse, views};
use crate::answer::{Answer, Reply};
use crate::idempotency::once;
use crate::problem::Problem;
use crate::request::Call;

/// What is plain where others have the id of a conversation.
pub(super) fn of_conversations(routes: &mut impl Routes) {
    routes.service(change_conversations);
}

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(get_batch).service(undo_batch);
}

fn started(id: BatchId) -> Result<Answer, Problem> {
    Answer::accepted(&wire::BatchStarted { batch_id: id.uuid() })
}

/// Change many conversations
///
/// Which ones is fixed at once; they are changed in the background, each once and by the rules of a
/// single change, and only those that the caller may see, then and now.
#[utoipa::path(
    tag = "conversations",
    request_body = wire::BulkChange,
    responses((status = 202, description = "Where to look how far it is", body = wire::BatchStarted)),
)]
#[post("/conversations/bulk")]
async fn change_conversations(mut call: Call) -> Reply {
    let (body, claim) = call.command::<wire::BulkChange>().await?;
    let mut violations = Violations::default();
    let selection = selection(&mut violations, body.filter, body.ids);
    let now = call.request.api().ports.clock.now();
    let action = action(&mut violations, body.action, now);
    let (selection, action) = parse::checked(violations, selection.zip(action))?;
    once(call, claim, async move |work: &mut Work<'_>| started(usecase::start_batch(work, selection, action).await?))
        .await
}

fn selection(
    violations: &mut Violations,
    filter: Option<wire::Filter>,
    ids: Option<Vec<uuid::Uuid>>,
) -> Option<Selection> {
    match (filter, ids) {
        (Some(filter), None) => views::filter(violations, filter).map(|(_, parsed)| Selection::Matching(parsed)),
        (None, Some(ids)) if (1..=MAX_LISTED).contains(&ids.len()) => {
            Some(Selection::Listed(ids.into_iter().map(Id::new).collect()))
        }
        (None, Some(ids)) => {
            let code = if ids.is_empty() { "TOO_FEW" } else { "TOO_MANY" };
            violations.add("/ids", Violation::new(code, format!("must be 1 to {MAX_LISTED} conversations")));
            None
        }
        _ => {
            violations.add("/filter", Violation::new("ONE_OF", "give either filter or ids"));
            None
        }
    }
}

/// The one action that is given.
fn action(violations: &mut Violations, action: wire::BulkAction, now: Timestamp) -> Option<Action> {
    let wire::BulkAction { status, assignment, priority, add_labels, remove_labels, mark_read } = action;
    let given = [
        status.is_some(),
        assignment.is_some(),
        priority.is_some(),
        add_labels.is_some(),
        remove_labels.is_some(),
        mark_read.is_some(),
    ];
    if given.into_iter().filter(|given| *given).count() != 1 {
        violations.add("/action", Violation::new("ONE_OF", "give exactly one action"));
        return None;
    }
    if let Some(status) = status {
        let change = StatusChange::parse(status.status.into(), status.snoozed_until.map(Into::into), now);
        return match change {
            Ok(change) => Some(Action::Set(Facet::Status(change))),
            Err(Error::Invalid(below)) => {
                parse::note_below(violations, "/action/status", &below);
                None
            }
            Err(_) => None,
        };
    }
    if let Some(assignment) = assignment {
        let assignment = Assignment {
            user: assignment.user_id.map(|user| user.map(Id::new)),
            team: assignment.team_id.map(|team| team.map(Id::new)),
        };
        if assignment == Assignment::default() {
            violations.add("/action/assignment", Violation::new("ONE_OF", "give user_id, team_id or both"));
            return None;
        }
        return Some(Action::Set(Facet::Assignment(assignment)));
    }
    if let Some(priority) = priority {
        return Some(Action::Set(Facet::Priority(priority.into())));
    }
    for (place, labels, present) in [("add_labels", add_labels, true), ("remove_labels", remove_labels, false)] {
        if let Some(names) = labels {
            let labels = labels_of(violations, &format!("/action/{place}"), &names)?;
            return Some(Action::Set(Facet::Labels(labels.into_iter().map(|label| (label, present)).collect())));
        }
    }
    if mark_read != Some(true) {
        violations.add("/action/mark_read", Violation::new("NOT_ALLOWED", "can only be true"));
        return None;
    }
    Some(Action::Read)
}

/// Each label once.
fn labels_of(violations: &mut Violations, place: &str, names: &[String]) -> Option<Vec<LabelName>> {
    if !(1..=MAX_LABELS).contains(&names.len()) {
        let code = if names.is_empty() { "TOO_FEW" } else { "TOO_MANY" };
        violations.add(place, Violation::new(code, format!("must be 1 to {MAX_LABELS} labels")));
        return None;
    }
    let labels = names.iter().enumerate();
    let labels = labels.map(|(index, name)| violations.take(&format!("{place}/{index}"), LabelName::parse(name)));
    let mut labels = labels.collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>()?;
    labels.sort_unstable();
    labels.dedup();
    Some(labels)
}

/// How far a change to many conversations is
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The batch")),
    responses((status = 200, description = "The batch", body = wire::Batch)),
)]
#[get("/batches/{id}")]
async fn get_batch(call: Call) -> Reply {
    let id: BatchId = call.request.path("id")?;
    call.request.no_query()?;
    let found = call.request.api().ports.store.batch(&call.scope, id).await?;
    Answer::ok(&wire::Batch::from(found.ok_or(Error::NotFound(Resource::Batch))?)).map(Answer::send)
}

/// Undo a change to many conversations
///
/// Within 30 s of its end, once. What nobody has changed since gets its former value back, as a batch of
/// its own.
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The batch")),
    request_body = wire::UndoBatch,
    responses((status = 202, description = "Where to look how far it is", body = wire::BatchStarted)),
)]
#[post("/batches/{id}/undo")]
async fn undo_batch(mut call: Call) -> Reply {
    let id: BatchId = call.request.path("id")?;
    let (wire::UndoBatch {}, claim) = call.optional_command::<wire::UndoBatch>().await?;
    once(call, claim, async move |work: &mut Work<'_>| started(usecase::undo_batch(work, id).await?)).await
}
