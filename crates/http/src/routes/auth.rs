//! Getting in: signing in by password, mailed link or identity provider; staying signed in; signing
//! out; moving to another tenant.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, patch, post};
use skybot_domain::account::OwnPatch;
use skybot_domain::error::{Error, Refusal, Violation};
use skybot_domain::id::AccountId;
use skybot_domain::ports::Budget;
use skybot_domain::session::{SecondFactor, SignedIn};
use skybot_domain::text::{Email, Name};
use skybot_domain::usecase::{self, Device};
use skybot_wire as wire;
use tokio::time::{Instant, sleep_until};

use super::Routes;
use crate::answer::{Answer, Reply};
use crate::cookies::Kept;
use crate::detached::detached;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::request::{Call, Request};

/// Longer is no password of a person, and no token of ours.
const LONGEST_SECRET: usize = 1_024;
/// Longer is no code of an identity provider.
const LONGEST_CODE: usize = 2_048;

/// A sign-in that is refused is told so at a beat: its time would else tell whether somebody has the name, for what
/// is looked up and noted does not cost quite the same then. Longer than the hash of a password takes.
const BEAT: Duration = Duration::from_millis(50);

pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(log_in)
        .service(redeem_magic_link)
        .service(list_identity_providers)
        .service(leave_for_identity_provider)
        .service(arrive_from_identity_provider)
        .service(refresh_tokens)
        .service(log_out)
        .service(switch_account)
        .service(get_me)
        .service(patch_me)
        .service(list_own_accounts);
}

/// Sign in
///
/// Whoever has a second factor is told `SECOND_FACTOR_REQUIRED` and sends the same again with a code.
#[utoipa::path(
    tag = "auth",
    operation_id = "login",
    request_body = wire::LoginRequest,
    responses((status = 200, description = "The tokens of a new session", body = wire::SignedIn)),
)]
#[post("/auth/login")]
async fn log_in(mut request: Request) -> Reply {
    request.no_query()?;
    request.spend_by_address(Budget::SignIn).await?;
    let body: wire::LoginRequest = request.body().await?;
    let email = email(&body.email)?;
    let password = secret("/password", body.password)?;
    let factor = factor(body.code, body.backup_code)?;
    let device = device(&request, body.transport);
    let api = request.shared_api();
    let signing_in = detached(async move { Ok(usecase::sign_in(&api.ports, email, password, factor, device).await?) });
    let signed_in = on_the_beat(signing_in).await?;
    answer(&request, signed_in, body.transport)
}

/// Tells of a refusal at the next beat after the work has begun.
async fn on_the_beat<T>(work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    let begun = Instant::now();
    let outcome = work.await;
    if outcome.is_err() {
        let beats = begun.elapsed().div_duration_f64(BEAT).ceil();
        sleep_until(begun + BEAT.mul_f64(beats)).await;
    }
    outcome
}

/// Sign in by a mailed link
///
/// The link is good for once, within ten minutes.
#[utoipa::path(
    tag = "auth",
    request_body = wire::RedeemMagicLink,
    responses((status = 200, description = "The tokens of a new session", body = wire::SignedIn)),
)]
#[post("/auth/magic-link/redeem")]
async fn redeem_magic_link(mut request: Request) -> Reply {
    request.no_query()?;
    request.spend_by_address(Budget::SignIn).await?;
    let body: wire::RedeemMagicLink = request.body().await?;
    let token = secret("/token", body.token)?;
    let factor = factor(body.code, body.backup_code)?;
    let device = device(&request, body.transport);
    let api = request.shared_api();
    let redeemed =
        detached(async move { Ok(usecase::redeem_magic_link(&api.ports, &token, factor, device).await?) }).await?;
    answer(&request, redeemed, body.transport)
}

/// The identity providers that one can sign in by
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "Their names", body = wire::IdentityProviders)),
)]
#[get("/auth/oidc")]
async fn list_identity_providers(request: Request) -> Reply {
    request.no_query()?;
    request.spend_by_address(Budget::Address).await?;
    Answer::ok(&wire::IdentityProviders { items: request.api().ports.providers.names() }).map(Answer::send)
}

/// Leave for an identity provider
///
/// The browser gets a cookie for the journey and goes to `url`; the provider sends it back to the
/// address that the configuration names, with `state` and `code`.
#[utoipa::path(
    tag = "auth",
    params(("provider" = String, Path, description = "The provider's name", max_length = 32)),
    responses((status = 200, description = "Where to go", body = wire::IdentityDeparture)),
)]
#[post("/auth/oidc/{provider}")]
async fn leave_for_identity_provider(request: Request) -> Reply {
    request.no_query()?;
    request.spend_by_address(Budget::SignIn).await?;
    let departure = request.api().ports.providers.depart(request.segment("provider")).await.map_err(Error::from)?;
    let mut response = Answer::ok(&wire::IdentityDeparture { url: departure.url })?.send();
    Kept::Journey.keep(&request, &mut response, departure.secret);
    Ok(response)
}

/// Come back from an identity provider
///
/// Signs in whoever came from there before, or whose address both the provider and we have verified.
#[utoipa::path(
    tag = "auth",
    params(("provider" = String, Path, description = "The provider's name", max_length = 32)),
    request_body = wire::IdentityArrival,
    responses((status = 200, description = "The tokens of a new session", body = wire::SignedIn)),
)]
#[post("/auth/oidc/{provider}/callback")]
async fn arrive_from_identity_provider(mut request: Request) -> Reply {
    request.no_query()?;
    request.spend_by_address(Budget::SignIn).await?;
    let body: wire::IdentityArrival = request.body().await?;
    let state = secret("/state", body.state)?;
    let code = bounded("/code", body.code, LONGEST_CODE)?;
    let kept = Kept::Journey.read_credential(&request)?;
    let journey = kept.ok_or(Error::Unauthenticated(Refusal::Missing))?;
    let device = device(&request, body.transport);
    let provider = request.segment("provider").to_owned();
    let api = request.shared_api();
    let arrived =
        detached(async move { Ok(usecase::arrive(&api.ports, &provider, &journey, &state, &code, device).await?) })
            .await?;
    let mut response = answer(&request, arrived, body.transport)?;
    Kept::Journey.forget(&request, &mut response);
    Ok(response)
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
    request.spend_by_address(Budget::Address).await?;
    let body: wire::RefreshRequest = request.optional_body().await?;
    let (token, transport) = if let Some(token) = body.refresh_token {
        (secret("/refresh_token", token)?, wire::Transport::Body)
    } else {
        let kept = Kept::Refresh.read_credential(&request)?;
        (kept.ok_or(Error::Unauthenticated(Refusal::Missing))?, wire::Transport::Cookie)
    };
    let (api, origin) = (request.shared_api(), request.origin());
    let signed_in = detached(async move { Ok(usecase::refresh(&api.ports, &token, &origin).await?) }).await?;
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
    request.spend_by_address(Budget::Address).await?;
    let body: wire::LogoutRequest = request.optional_body().await?;
    let given = body.refresh_token.map(|token| secret("/refresh_token", token)).transpose()?;
    let kept = Kept::Refresh.read_credential(&request)?;
    let mut response = HttpResponse::NoContent().finish();
    if kept.is_some() {
        Kept::Refresh.forget(&request, &mut response);
    }
    let (api, origin) = (request.shared_api(), request.origin());
    if let Some(token) = given.or(kept) {
        detached(async move { Ok(usecase::sign_out(&api.ports, &token, &origin).await?) }).await?;
    } else {
        let principal = request.signed_in().await?.principal;
        detached(async move { Ok(usecase::sign_out_here(&api.ports, &principal, &origin).await?) }).await?;
    }
    Ok(response)
}

/// Move to another of one's tenants
///
/// Opens a session there in the place of the present one.
#[utoipa::path(
    tag = "auth",
    request_body = wire::SwitchAccount,
    responses((status = 200, description = "The tokens of a new session", body = wire::SignedIn)),
)]
#[post("/auth/switch-account")]
async fn switch_account(mut call: Call) -> Reply {
    call.request.no_query()?;
    let body: wire::SwitchAccount = call.request.body().await?;
    let device = device(&call.request, body.transport);
    let account: AccountId = body.account_id.into();
    let (api, principal) = (call.request.shared_api(), call.principal);
    let signed_in =
        detached(async move { Ok(usecase::switch_account(&api.ports, &principal, account, device).await?) }).await?;
    answer(&call.request, signed_in, body.transport)
}

/// Who is signed in
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The user, the credential and the tenant", body = wire::Me)),
)]
#[get("/auth/me")]
async fn get_me(call: Call) -> Reply {
    call.request.no_query()?;
    Answer::ok(&wire::Me::from(call.principal)).map(Answer::send)
}

/// Change one's own name and language
///
/// The name is the member's in this tenant; the language, which letters are written in, is the user's in all
/// of them. Only a person who has signed in can do this.
#[utoipa::path(
    tag = "auth",
    request_body = wire::PatchMe,
    responses((status = 200, description = "The user, the credential and the tenant", body = wire::Me)),
)]
#[patch("/auth/me")]
async fn patch_me(mut call: Call) -> Reply {
    let (body, claim) = call.command::<wire::PatchMe>().await?;
    let name = body.name.as_deref().map(Name::parse).transpose();
    let patch = OwnPatch {
        name: name.map_err(|violation| Problem::invalid("/name", violation))?,
        locale: body.locale.map(Into::into),
    };
    let principal = call.principal.clone();
    once(call, claim, async move |work| Answer::ok(&wire::Me::from(usecase::patch_self(work, principal, patch).await?)))
        .await
}

/// The tenants one belongs to
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The tenants, the oldest membership first", body = wire::OwnAccounts)),
)]
#[get("/auth/accounts")]
async fn list_own_accounts(call: Call) -> Reply {
    call.request.no_query()?;
    let login = call.request.api().ports.credentials.user(call.principal.user_id).await?;
    // A machine has no user that signs in; it belongs where its key is.
    let memberships = login.map(|login| login.memberships).unwrap_or_default();
    let items = memberships.into_iter().map(Into::into).collect();
    Answer::ok(&wire::OwnAccounts { items }).map(Answer::send)
}

/// The answer to a sign-in: the refresh token in the body or in a cookie, never in both.
pub(super) fn answer(request: &Request, mut signed_in: SignedIn, transport: wire::Transport) -> Reply {
    let refresh = std::mem::take(&mut signed_in.tokens.refresh);
    let mark = signed_in.tokens.device.take();
    let mut body = wire::SignedIn::new(signed_in);
    match transport {
        wire::Transport::Body => {
            body.refresh_token = Some(refresh);
            Answer::ok(&body).map(Answer::send)
        }
        wire::Transport::Cookie => {
            let mut response = Answer::ok(&body)?.send();
            Kept::Refresh.keep(request, &mut response, refresh);
            if let Some(mark) = mark {
                Kept::Device.keep(request, &mut response, mark);
            }
            Ok(response)
        }
    }
}

/// What signs in.
pub(super) fn device(request: &Request, transport: wire::Transport) -> Device {
    Device {
        origin: request.origin(),
        mark: Kept::Device.read(request),
        is_browser: transport == wire::Transport::Cookie,
    }
}

/// One of the two, or none.
pub(super) fn factor(code: Option<String>, backup: Option<String>) -> Result<Option<SecondFactor>, Problem> {
    Ok(match (code, backup) {
        (None, None) => None,
        (Some(code), None) => Some(SecondFactor::Code(secret("/code", code)?)),
        (None, Some(code)) => Some(SecondFactor::Backup(secret("/backup_code", code)?)),
        (Some(_), Some(_)) => {
            let violation = Violation::new("CONFLICTING", "comes with a code; send one of the two");
            return Err(Problem::invalid("/backup_code", violation));
        }
    })
}

/// An address in a body.
pub(super) fn email(text: &str) -> Result<Email, Problem> {
    Email::parse(text).map_err(|violation| Problem::invalid("/email", violation))
}

/// A password or token in a body, unless it is longer than any.
pub(super) fn secret(pointer: &str, text: String) -> Result<String, Problem> {
    bounded(pointer, text, LONGEST_SECRET)
}

fn bounded(pointer: &str, text: String, longest: usize) -> Result<String, Problem> {
    if text.len() > longest {
        let violation = Violation::new("TOO_LONG", format!("must have at most {longest} bytes"));
        return Err(Problem::invalid(pointer, violation));
    }
    Ok(text)
}

/// The answer to what is done without a word, whether or not there was something to do.
pub(super) fn accepted() -> HttpResponse {
    HttpResponse::new(StatusCode::ACCEPTED)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::{Instant, sleep};

    use super::{BEAT, on_the_beat};
    use crate::problem::{Code, Problem};

    /// How long somebody waits for the outcome of work that takes so many milliseconds.
    async fn waits(milliseconds: u64, outcome: Result<(), Problem>) -> Duration {
        let begun = Instant::now();
        let work = async {
            sleep(Duration::from_millis(milliseconds)).await;
            outcome
        };
        let _ = on_the_beat(work).await;
        begun.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_of_a_refusal_does_not_tell_how_long_it_took() {
        let refused = || Err(Problem::of(Code::Unauthenticated));
        assert_eq!(waits(17, refused()).await, BEAT);
        assert_eq!(waits(31, refused()).await, BEAT);
        assert_eq!(waits(61, refused()).await, 2 * BEAT);
        assert_eq!(waits(17, Ok(())).await, Duration::from_millis(17), "who is let in does not wait");
    }
}
