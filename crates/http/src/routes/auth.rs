//! Signing in, staying signed in, signing out.
//!
//! Browsers keep the refresh token in a cookie that no script reads and that only these routes
//! get. It is `SameSite=Strict`, so no other site can send it.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::{HttpResponse, get, post};
use skybot_domain::error::{Error, Refusal, Violation};
use skybot_domain::session::{IDLE_LIFETIME, SignedIn};
use skybot_domain::text::Email;
use skybot_domain::usecase::{self, Device};
use skybot_wire as wire;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::answer::{Answer, Reply};
use crate::detached::detached;
use crate::problem::Problem;
use crate::request::{Call, Request};

const PATH: &str = "/api/v1/auth";
/// Longer is no password of a person, and no token of ours.
const LONGEST_SECRET: usize = 1_024;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(log_in).service(refresh_tokens).service(log_out).service(get_me);
}

/// Sign in
#[utoipa::path(
    tag = "auth",
    operation_id = "login",
    request_body = wire::LoginRequest,
    responses((status = 200, description = "The tokens of a new session", body = wire::SignedIn)),
)]
#[post("/auth/login")]
async fn log_in(mut request: Request) -> Reply {
    request.no_query()?;
    let address = request.address();
    request.limit(request.api().limiters.login(address))?;
    let body: wire::LoginRequest = request.body().await?;
    let email = Email::parse(&body.email).map_err(|violation| Problem::invalid("/email", violation))?;
    let password = secret("/password", body.password)?;
    let device = Device { user_agent: request.header(header::USER_AGENT).map(cut), ip: address };
    let api = request.shared_api();
    let signed_in = detached(async move { Ok(usecase::sign_in(&api.ports, &email, password, device).await?) }).await?;
    answer(&request, signed_in, body.transport)
}

/// Exchange a refresh token for fresh tokens
///
/// The old refresh token is dead. Used again it ends the session.
#[utoipa::path(
    tag = "auth",
    operation_id = "refresh",
    request_body = wire::RefreshRequest,
    responses((status = 200, description = "Fresh tokens of the session", body = wire::SignedIn)),
)]
#[post("/auth/refresh")]
async fn refresh_tokens(mut request: Request) -> Reply {
    request.no_query()?;
    request.limit(request.api().limiters.address(request.address()))?;
    let body: wire::RefreshRequest = request.optional_body().await?;
    let (token, transport) = match body.refresh_token {
        Some(token) => (secret("/refresh_token", token)?, wire::Transport::Body),
        None => (from_cookie(&request).ok_or(Error::Unauthenticated(Refusal::Missing))?, wire::Transport::Cookie),
    };
    let api = request.shared_api();
    let signed_in = detached(async move { Ok(usecase::refresh(&api.ports, &token).await?) }).await?;
    answer(&request, signed_in, transport)
}

/// Sign out
///
/// Ends the session of the refresh token, or else of the access token. The answer does not tell
/// whether there was one.
#[utoipa::path(
    tag = "auth",
    operation_id = "logout",
    request_body = wire::LogoutRequest,
    responses((status = 204, description = "The session is over")),
)]
#[post("/auth/logout")]
async fn log_out(mut request: Request) -> Reply {
    request.no_query()?;
    request.limit(request.api().limiters.address(request.address()))?;
    let body: wire::LogoutRequest = request.optional_body().await?;
    let cookie = from_cookie(&request);
    let forget = cookie.is_some().then(|| refresh_cookie(&request, String::new()));
    let token = body.refresh_token.map(|token| secret("/refresh_token", token)).transpose()?;
    let api = request.shared_api();
    if let Some(token) = token.or(cookie) {
        detached(async move { Ok(usecase::sign_out(&api.ports, &token).await?) }).await?;
    } else {
        let session = request.signed_in().await?.principal.session_id;
        detached(async move { Ok(api.ports.credentials.revoke(session, api.ports.clock.now()).await?) }).await?;
    }
    let mut response = HttpResponse::NoContent();
    if let Some(mut cookie) = forget {
        cookie.make_removal();
        response.cookie(cookie);
    }
    Ok(response.finish())
}

/// Who is signed in
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The user, the session and the tenant", body = wire::Me)),
)]
#[get("/auth/me")]
async fn get_me(call: Call) -> Reply {
    call.request.no_query()?;
    Answer::ok(&wire::Me::from(call.principal)).map(Answer::send)
}

fn answer(request: &Request, mut signed_in: SignedIn, transport: wire::Transport) -> Reply {
    let refresh = std::mem::take(&mut signed_in.tokens.refresh);
    let mut body = wire::SignedIn::new(signed_in);
    match transport {
        wire::Transport::Body => {
            body.refresh_token = Some(refresh);
            Answer::ok(&body).map(Answer::send)
        }
        wire::Transport::Cookie => {
            let mut response = Answer::ok(&body)?.send();
            // Fails only for a cookie that is not ASCII, which ours is.
            if let Err(error) = response.add_cookie(&refresh_cookie(request, refresh)) {
                tracing::error!(%error, "the cookie could not be set");
            }
            Ok(response)
        }
    }
}

fn cookie_name(tls: bool) -> &'static str {
    if tls { "__Secure-skybot_refresh" } else { "skybot_refresh" }
}

fn from_cookie(request: &Request) -> Option<String> {
    let cookie = request.http().cookie(cookie_name(request.api().settings.tls))?;
    Some(cookie.value().to_owned()).filter(|token| token.len() <= LONGEST_SECRET)
}

fn refresh_cookie(request: &Request, token: String) -> Cookie<'static> {
    let tls = request.api().settings.tls;
    Cookie::build(cookie_name(tls), token)
        .path(PATH)
        .http_only(true)
        .secure(tls)
        .same_site(SameSite::Strict)
        .max_age(time::Duration::try_from(IDLE_LIFETIME).unwrap_or(time::Duration::DAY))
        .finish()
}

fn secret(pointer: &str, text: String) -> Result<String, Problem> {
    if text.len() > LONGEST_SECRET {
        let violation = Violation::new("TOO_LONG", format!("must have at most {LONGEST_SECRET} bytes"));
        return Err(Problem::invalid(pointer, violation));
    }
    Ok(text)
}

fn cut(text: &str) -> String {
    text.chars().take(255).collect()
}
