//! Macros.

use actix_web::{delete, get, patch, post};
use skybot_domain::Id;
use skybot_domain::error::{Error, Resource, Violation, Violations};
use skybot_domain::id::MacroId;
use skybot_domain::macros::{Action, Actions, Assignee, Macro, MacroPatch, NewMacro};
use skybot_domain::template::Template;
use skybot_domain::text::Name;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::{conversations, parse};
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::query;
use crate::request::Call;

pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(list_macros)
        .service(create_macro)
        .service(get_macro)
        .service(patch_macro)
        .service(delete_macro)
        .service(run_macro);
}

fn changed(one: Macro) -> Result<Answer, Problem> {
    Answer::versioned(one.version, &wire::Macro::from(one))
}

fn actions(violations: &mut Violations, actions: Vec<wire::MacroAction>) -> Option<Actions> {
    let mut parsed = Vec::new();
    for (place, one) in actions.into_iter().enumerate() {
        let (field, one) = action(one);
        parsed.extend(violations.take(&format!("/actions/{place}/{field}"), one));
    }
    violations.take("/actions", Actions::parse(parsed))
}

/// The action, and the field that can be wrong.
fn action(action: wire::MacroAction) -> (&'static str, Result<Action, Violation>) {
    match action {
        wire::MacroAction::SetStatus { status } => ("status", Action::parse_status(status.into())),
        wire::MacroAction::AssignUser { user_id } => ("user_id", Ok(Action::Assign(Assignee::User(Id::new(user_id))))),
        wire::MacroAction::AssignTeam { team_id } => ("team_id", Ok(Action::Assign(Assignee::Team(Id::new(team_id))))),
        wire::MacroAction::AssignMe {} => ("", Ok(Action::Assign(Assignee::Me))),
        wire::MacroAction::Unassign {} => ("", Ok(Action::Assign(Assignee::Nobody))),
        wire::MacroAction::SetPriority { priority } => ("priority", Ok(Action::SetPriority(priority.into()))),
        wire::MacroAction::AddLabels { labels } => ("labels", Action::parse_labels(&labels).map(Action::AddLabels)),
        wire::MacroAction::RemoveLabels { labels } => {
            ("labels", Action::parse_labels(&labels).map(Action::RemoveLabels))
        }
        wire::MacroAction::Reply { body } => ("body", Template::parse(&body).map(Action::Reply)),
        wire::MacroAction::Note { body } => ("body", Template::parse(&body).map(Action::Note)),
        wire::MacroAction::Mute {} => ("", Ok(Action::Mute)),
        wire::MacroAction::Snooze { minutes } => ("minutes", Action::parse_snooze(minutes)),
    }
}

/// Macros that the caller sees, oldest first: shared ones and its own
#[utoipa::path(
    tag = "writing",
    params(wire::PageQuery),
    responses((status = 200, description = "The macros", body = wire::Page<wire::Macro>)),
)]
#[get("/macros")]
async fn list_macros(call: Call) -> Reply {
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::Macros, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.macros(&call.scope, page).await?;
    Answer::ok(&query::to_wire::<_, wire::Macro>(List::Macros, found)).map(Answer::send)
}

/// Make a macro
///
/// Shared ones are made by those who configure the tenant.
#[utoipa::path(
    tag = "writing",
    request_body = wire::CreateMacro,
    responses((status = 201, description = "The macro", body = wire::Macro)),
)]
#[post("/macros")]
async fn create_macro(mut call: Call) -> Reply {
    let (body, claim) = call.command::<wire::CreateMacro>().await?;
    let mut violations = Violations::default();
    let name = violations.take("/name", Name::parse(&body.name));
    let actions = actions(&mut violations, body.actions);
    let new = name.zip(actions).map(|(name, actions)| NewMacro { name, visibility: body.visibility.into(), actions });
    let new = parse::checked(violations, new)?;
    once(call, claim, async move |work| {
        let one = usecase::create_macro(work, new).await?;
        Answer::created_versioned(one.version, &wire::Macro::from(one))
    })
    .await
}

/// One macro
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The macro")),
    responses((status = 200, description = "The macro", body = wire::Macro)),
)]
#[get("/macros/{id}")]
async fn get_macro(call: Call) -> Reply {
    let id: MacroId = call.request.path("id")?;
    call.request.no_query()?;
    let found = call.request.api().ports.store.macro_by_id(&call.scope, id).await?;
    // Never 304: the count of uses changes without the version.
    changed(found.ok_or(Error::NotFound(Resource::Macro))?).map(Answer::send)
}

/// Change a macro
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The macro")),
    request_body = wire::PatchMacro,
    responses((status = 200, description = "The macro", body = wire::Macro)),
)]
#[patch("/macros/{id}")]
async fn patch_macro(mut call: Call) -> Reply {
    let id: MacroId = call.request.path("id")?;
    let expected = call.request.if_match()?;
    let (body, claim) = call.command::<wire::PatchMacro>().await?;
    let mut violations = Violations::default();
    let name = body.name.as_deref().map(Name::parse);
    let patch = MacroPatch {
        name: name.and_then(|name| violations.take("/name", name)),
        visibility: body.visibility.map(Into::into),
        actions: body.actions.and_then(|list| actions(&mut violations, list)),
    };
    let patch = parse::checked(violations, Some(patch))?;
    once(call, claim, async move |work| changed(usecase::patch_macro(work, id, patch, expected).await?)).await
}

/// Delete a macro
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The macro")),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/macros/{id}")]
async fn delete_macro(call: Call) -> Reply {
    let id: MacroId = call.request.path("id")?;
    call.request.no_query()?;
    let expected = call.request.if_match()?;
    once(call, None, async move |work| {
        usecase::delete_macro(work, id, expected).await?;
        Ok(Answer::empty())
    })
    .await
}

/// Run a macro on a conversation
///
/// All of its actions, or none: where one is refused, `errors` points at it.
#[utoipa::path(
    tag = "writing",
    params(("id" = Uuid, Path, description = "The macro")),
    request_body = wire::RunMacro,
    responses((status = 200, description = "The conversation", body = wire::Conversation)),
)]
#[post("/macros/{id}/run")]
async fn run_macro(mut call: Call) -> Reply {
    let id: MacroId = call.request.path("id")?;
    let (body, claim) = call.command::<wire::RunMacro>().await?;
    let conversation = Id::new(body.conversation_id);
    once(call, claim, async move |work| conversations::changed(usecase::run_macro(work, id, conversation).await?)).await
}
