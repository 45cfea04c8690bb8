//! Registering, mailed links, passwords. Asking for a letter is the same for every address: whether
//! anybody lives there only the letter tells.

use actix_web::{HttpResponse, post};
use skybot_domain::error::Violations;
use skybot_domain::letter::Purpose;
use skybot_domain::ports::Budget;
use skybot_domain::text::{Email, Name};
use skybot_domain::usecase::{self, Newcomer};
use skybot_wire as wire;

use super::Routes;
use super::auth::{accepted, device, email, secret};
use super::parse;
use crate::answer::{Answer, Reply};
use crate::detached::detached;
use crate::problem::Problem;
use crate::request::{Call, Request};

pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(register)
        .service(verify_email)
        .service(resend_verification)
        .service(forgot_password)
        .service(reset_password)
        .service(ask_for_magic_link)
        .service(look_at_invitation)
        .service(accept_invitation)
        .service(change_password);
}

/// Register a tenant and its owner
///
/// A letter with a link proves the address. Where the address is taken the answer is the same, and
/// its owner gets a letter that says so.
#[utoipa::path(
    tag = "auth",
    request_body = wire::RegisterRequest,
    responses((status = 202, description = "A letter is on its way")),
)]
#[post("/auth/register")]
async fn register(mut request: Request) -> Reply {
    request.no_query()?;
    request.spend_by_address(Budget::SignIn).await?;
    let body: wire::RegisterRequest = request.body().await?;
    let mut violations = Violations::default();
    let account_name = violations.take("/account_name", Name::parse(&body.account_name));
    let name = violations.take("/name", Name::parse(&body.name));
    let email = violations.take("/email", Email::parse(&body.email));
    let locale = body.locale.into();
    let newcomer = account_name.zip(name).zip(email);
    let newcomer = newcomer.map(|((account_name, name), email)| Newcomer { account_name, name, email, locale });
    let newcomer = parse::checked(violations, newcomer)?;
    let password = secret("/password", body.password)?;
    let (api, origin) = (request.shared_api(), request.origin());
    detached(async move { Ok(usecase::register(&api.ports, newcomer, password, origin).await?) }).await?;
    Ok(accepted())
}

/// Prove an address by its mailed link
#[utoipa::path(
    tag = "auth",
    request_body = wire::LinkRequest,
    responses((status = 204, description = "It is proven")),
)]
#[post("/auth/verify-email")]
async fn verify_email(mut request: Request) -> Reply {
    request.no_query()?;
    request.spend_by_address(Budget::SignIn).await?;
    let body: wire::LinkRequest = request.body().await?;
    let token = secret("/token", body.token)?;
    let (api, origin) = (request.shared_api(), request.origin());
    detached(async move { Ok(usecase::verify_email(&api.ports, &token, &origin).await?) }).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ask for another letter that proves an address
#[utoipa::path(
    tag = "auth",
    request_body = wire::LetterRequest,
    responses((status = 202, description = "If there is something to prove, a letter is on its way")),
)]
#[post("/auth/resend-verification")]
async fn resend_verification(request: Request) -> Reply {
    ask_for(request, Purpose::VerifyEmail).await
}

/// Ask for a letter with a link that sets a new password
#[utoipa::path(
    tag = "auth",
    request_body = wire::LetterRequest,
    responses((status = 202, description = "If somebody signs in with the address, a letter is on its way")),
)]
#[post("/auth/forgot-password")]
async fn forgot_password(request: Request) -> Reply {
    ask_for(request, Purpose::ResetPassword).await
}

/// Ask for a letter with a link that signs in
#[utoipa::path(
    tag = "auth",
    request_body = wire::LetterRequest,
    responses((status = 202, description = "If somebody signs in with the address, a letter is on its way")),
)]
#[post("/auth/magic-link")]
async fn ask_for_magic_link(request: Request) -> Reply {
    ask_for(request, Purpose::MagicLink).await
}

async fn ask_for(mut request: Request, purpose: Purpose) -> Reply {
    request.no_query()?;
    request.spend_by_address(Budget::SignIn).await?;
    let body: wire::LetterRequest = request.body().await?;
    let email = email(&body.email)?;
    let api = request.shared_api();
    let locale = body.locale.into();
    detached(async move { Ok(usecase::ask_for_letter(&api.ports, purpose, email, locale).await?) }).await?;
    Ok(accepted())
}

/// Set a new password by a mailed link
///
/// All sessions end.
#[utoipa::path(
    tag = "auth",
    request_body = wire::ResetPasswordRequest,
    responses((status = 204, description = "It is set")),
)]
#[post("/auth/reset-password")]
async fn reset_password(mut request: Request) -> Reply {
    request.no_query()?;
    request.spend_by_address(Budget::SignIn).await?;
    let body: wire::ResetPasswordRequest = request.body().await?;
    let token = secret("/token", body.token)?;
    let password = secret("/password", body.password)?;
    let (api, origin) = (request.shared_api(), request.origin());
    detached(async move { Ok(usecase::reset_password(&api.ports, &token, password, origin).await?) }).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What an invitation says, by its mailed link
///
/// It can be accepted afterwards. The same error as there, where it cannot.
#[utoipa::path(
    tag = "auth",
    request_body = wire::LinkRequest,
    responses((status = 200, description = "Who invites whom", body = wire::OpenInvitation)),
)]
#[post("/auth/invitation")]
async fn look_at_invitation(mut request: Request) -> Reply {
    request.no_query()?;
    request.spend_by_address(Budget::SignIn).await?;
    let body: wire::LinkRequest = request.body().await?;
    let token = secret("/token", body.token)?;
    let invitation = usecase::look_at_invitation(&request.api().ports, &token).await?;
    Answer::ok(&wire::OpenInvitation::from(invitation)).map(Answer::send)
}

/// Accept an invitation by its mailed link
///
/// Whoever has no user yet brings name and password; the address is proven by the letter.
#[utoipa::path(
    tag = "auth",
    request_body = wire::AcceptInvitation,
    responses((status = 200, description = "The tenant; sign in now", body = wire::AcceptedInvitation)),
)]
#[post("/auth/accept-invitation")]
async fn accept_invitation(mut request: Request) -> Reply {
    request.no_query()?;
    request.spend_by_address(Budget::SignIn).await?;
    let body: wire::AcceptInvitation = request.body().await?;
    let token = secret("/token", body.token)?;
    let person = match (body.name, body.password) {
        (Some(name), Some(password)) => {
            let name = Name::parse(&name).map_err(|violation| Problem::invalid("/name", violation))?;
            Some((name, secret("/password", password)?))
        }
        _ => None,
    };
    let (api, origin) = (request.shared_api(), request.origin());
    let (account, email) =
        detached(async move { Ok(usecase::accept_invitation(&api.ports, &token, person, origin).await?) }).await?;
    let body = wire::AcceptedInvitation { account_id: account.uuid(), email: email.as_str().to_owned() };
    Answer::ok(&body).map(Answer::send)
}

/// Set a new password, knowing the old one
///
/// All other sessions end.
#[utoipa::path(
    tag = "auth",
    request_body = wire::ChangePasswordRequest,
    responses((status = 204, description = "It is set")),
)]
#[post("/auth/change-password")]
async fn change_password(mut call: Call) -> Reply {
    call.request.no_query()?;
    let body: wire::ChangePasswordRequest = call.request.body().await?;
    let old = secret("/current_password", body.current_password)?;
    let new = secret("/new_password", body.new_password)?;
    let device = device(&call.request, wire::Transport::Body);
    let (api, principal) = (call.request.shared_api(), call.principal);
    detached(async move { Ok(usecase::change_password(&api.ports, &principal, old, new, device).await?) }).await?;
    Ok(HttpResponse::NoContent().finish())
}
