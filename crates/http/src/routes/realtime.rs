//! The door to the realtime adapter, tickets for it, and who is there.

use std::sync::Arc;

use actix_web::http::Uri;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, get, post, web};
use skybot_domain::scope::Origin;
use skybot_domain::session::TICKET_LIFETIME;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use crate::answer::{Answer, Reply};
use crate::detached::detached;
use crate::problem::{Code, Problem};
use crate::request::{Call, Request};
use crate::upgraded::Direct;

/// Answers the handshake of a realtime connection and serves what follows. The origin of the page was
/// checked. Told where the request comes from, and how to write to the connection's socket.
pub type Upgrade = Arc<dyn Fn(&HttpRequest, web::Payload, Origin, Option<Direct>) -> HttpResponse + Send + Sync>;

pub(super) fn configure(routes: &mut impl Routes) {
    routes.service(connect).service(issue_ticket).service(get_presence);
}

/// Open a realtime connection
///
/// A WebSocket of the subprotocol `skybot.v1`: text frames, one JSON object in each. The first frame says
/// who it is: `{"type":"authenticate","token":"…"}`, or `"ticket"`.
#[utoipa::path(
    tag = "realtime",
    responses(
        (status = 101, description = "The connection is open"),
        (status = 403, description = "Pages of this origin may not connect",
            body = wire::Problem, content_type = "application/problem+json"),
    ),
)]
#[get("/realtime")]
async fn connect(payload: web::Payload, request: Request) -> Reply {
    let origins = request.http().headers().get_all(header::ORIGIN);
    if !origins.into_iter().all(|origin| may_connect(origin, &request)) {
        return Err(Problem::of(Code::OriginRefused));
    }
    match &request.api().upgrade {
        Some(upgrade) => {
            let direct = request.http().extensions_mut().remove::<Direct>();
            Ok(upgrade(request.http(), payload, request.origin(), direct))
        }
        None => Err(Problem::of(Code::ServiceUnavailable).retry_after(1)),
    }
}

/// Whether pages of this origin may connect: those of the list, and of where people find the web app.
fn may_connect(origin: &HeaderValue, request: &Request) -> bool {
    let api = request.api();
    let listed = api.settings.allowed_origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes());
    let own = origin_of(&api.ports.policy.public_url);
    listed || own.is_some_and(|own| own.as_bytes() == origin.as_bytes())
}

/// The origin of a URL, as browsers write it.
fn origin_of(url: &str) -> Option<String> {
    let url: Uri = url.parse().ok()?;
    Some(format!("{}://{}", url.scheme_str()?, url.authority()?.as_str().to_ascii_lowercase()))
}

/// Make a ticket for a realtime connection
///
/// For browsers, which cannot send a header with the handshake and should not put an access token where
/// it is kept. Good once, for 30 seconds, on every node.
#[utoipa::path(
    tag = "realtime",
    responses((status = 201, description = "The ticket, shown this once", body = wire::RealtimeTicket)),
)]
#[post("/auth/realtime-ticket")]
async fn issue_ticket(call: Call) -> Reply {
    call.request.no_query()?;
    let (api, principal) = (call.request.shared_api(), call.principal);
    let ticket = detached(async move {
        usecase::admit(&api.ports, &principal)?;
        Ok(usecase::issue_ticket(&api.ports, &principal).await?)
    });
    let ticket = ticket.await?;
    Answer::created(&wire::RealtimeTicket { ticket, expires_in: TICKET_LIFETIME.as_secs() }).map(Answer::send)
}

/// Who is there
///
/// Everybody who is there or has been.
#[utoipa::path(
    tag = "realtime",
    responses((status = 200, description = "The members, by user id", body = wire::Presence)),
)]
#[get("/presence")]
async fn get_presence(call: Call) -> Reply {
    call.request.no_query()?;
    let members = call.request.api().ports.attendance.attendance(&call.scope).await?;
    Answer::ok(&wire::Presence { items: members.into_iter().map(Into::into).collect() }).map(Answer::send)
}

#[cfg(test)]
mod tests {
    use super::origin_of;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        assert_eq!(origin_of("https://Inbox.example:8443/app").as_deref(), Some("https://inbox.example:8443"));
        assert_eq!(origin_of("inbox.example"), None);
    }
}
