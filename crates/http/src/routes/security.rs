//! What a person sees and changes of their own security: second factor and sessions.

use actix_web::{HttpResponse, delete, get, post};
use skybot_domain::error::Violation;
use skybot_domain::id::SessionId;
use skybot_domain::session::SecondFactor;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::auth::{device, factor, secret};
use crate::answer::{Answer, Reply};
use crate::detached::detached;
use crate::problem::Problem;
use crate::request::Call;

pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(enrol_totp)
        .service(confirm_totp)
        .service(disable_totp)
        .service(renew_backup_codes)
        .service(list_sessions)
        .service(end_other_sessions)
        .service(end_session);
}

/// Begin with a second factor
///
/// The seed is in force when a first code has confirmed it.
#[utoipa::path(
    tag = "auth",
    request_body = wire::EnrolTotp,
    responses((status = 200, description = "The seed, shown this once", body = wire::TotpEnrolment)),
)]
#[post("/auth/totp")]
async fn enrol_totp(mut call: Call) -> Reply {
    call.request.no_query()?;
    let body: wire::EnrolTotp = call.request.optional_body().await?;
    let password = body.password.map(|password| secret("/password", password)).transpose()?;
    let device = device(&call.request, wire::Transport::Body);
    let (api, principal) = (call.request.shared_api(), call.principal);
    let enrolment =
        detached(async move { Ok(usecase::enrol(&api.ports, &principal, password, &device).await?) }).await?;
    Answer::ok(&wire::TotpEnrolment { secret: enrolment.text, uri: enrolment.uri }).map(Answer::send)
}

/// Confirm the second factor by its first code
#[utoipa::path(
    tag = "auth",
    request_body = wire::TotpCode,
    responses((status = 200, description = "The backup codes, shown this once", body = wire::BackupCodes)),
)]
#[post("/auth/totp/confirm")]
async fn confirm_totp(mut call: Call) -> Reply {
    call.request.no_query()?;
    let body: wire::TotpCode = call.request.body().await?;
    let code = secret("/code", body.code)?;
    let device = device(&call.request, wire::Transport::Body);
    let (api, principal) = (call.request.shared_api(), call.principal);
    let backup_codes =
        detached(async move { Ok(usecase::confirm(&api.ports, &principal, &code, &device).await?) }).await?;
    Answer::ok(&wire::BackupCodes { backup_codes }).map(Answer::send)
}

/// Give the second factor up
#[utoipa::path(
    tag = "auth",
    request_body = wire::DisableTotp,
    responses((status = 204, description = "It is gone")),
)]
#[post("/auth/totp/disable")]
async fn disable_totp(mut call: Call) -> Reply {
    call.request.no_query()?;
    let body: wire::DisableTotp = call.request.body().await?;
    let password = secret("/password", body.password)?;
    let needed = || Problem::invalid("/code", Violation::new("REQUIRED", "is needed, or a backup code"));
    let factor = factor(body.code, body.backup_code)?.ok_or_else(needed)?;
    let device = device(&call.request, wire::Transport::Body);
    let (api, principal) = (call.request.shared_api(), call.principal);
    detached(async move { Ok(usecase::disable(&api.ports, &principal, password, factor, &device).await?) }).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Make new backup codes in the place of the old
#[utoipa::path(
    tag = "auth",
    request_body = wire::TotpCode,
    responses((status = 200, description = "The backup codes, shown this once", body = wire::BackupCodes)),
)]
#[post("/auth/totp/backup-codes")]
async fn renew_backup_codes(mut call: Call) -> Reply {
    call.request.no_query()?;
    let body: wire::TotpCode = call.request.body().await?;
    let factor = SecondFactor::Code(secret("/code", body.code)?);
    let device = device(&call.request, wire::Transport::Body);
    let (api, principal) = (call.request.shared_api(), call.principal);
    let backup_codes =
        detached(async move { Ok(usecase::renew_backup_codes(&api.ports, &principal, factor, &device).await?) })
            .await?;
    Answer::ok(&wire::BackupCodes { backup_codes }).map(Answer::send)
}

/// One's sessions, the one used last first
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The live sessions, at most 100", body = wire::Sessions)),
)]
#[get("/auth/sessions")]
async fn list_sessions(call: Call) -> Reply {
    call.request.no_query()?;
    let current = usecase::session_of(&call.principal)?;
    let ports = &call.request.api().ports;
    let sessions = ports.credentials.sessions(call.principal.user_id, ports.clock.now()).await?;
    let seen = |session| wire::Session::seen_by(session, Some(current.uuid()));
    Answer::ok(&wire::Sessions { items: sessions.into_iter().map(seen).collect() }).map(Answer::send)
}

/// End all sessions but this one
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "How many there were", body = wire::EndedSessions)),
)]
#[delete("/auth/sessions")]
async fn end_other_sessions(call: Call) -> Reply {
    call.request.no_query()?;
    let (api, principal, origin) = (call.request.shared_api(), call.principal, call.request.origin());
    let ended =
        detached(async move { Ok(usecase::end_other_sessions(&api.ports, &principal, &origin).await?) }).await?;
    Answer::ok(&wire::EndedSessions { ended }).map(Answer::send)
}

/// End a session
#[utoipa::path(
    tag = "auth",
    params(("id" = Uuid, Path, description = "The session")),
    responses((status = 204, description = "It is over")),
)]
#[delete("/auth/sessions/{id}")]
async fn end_session(call: Call) -> Reply {
    let id: SessionId = call.request.path("id")?;
    call.request.no_query()?;
    let (api, principal, origin) = (call.request.shared_api(), call.principal, call.request.origin());
    detached(async move { Ok(usecase::end_session(&api.ports, &principal, id, &origin).await?) }).await?;
    Ok(HttpResponse::NoContent().finish())
}
