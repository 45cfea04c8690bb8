//! API keys. The text of a key is in one answer and nowhere else: an answer that is repeated under
//! an `Idempotency-Key` comes without it.

use std::time::Duration;

use actix_web::{HttpResponse, delete, get, post};
use skybot_domain::api_key::{ApiKey, MAX_NETWORKS, NewApiKey, parse_network};
use skybot_domain::error::{Error, Resource, Violation, Violations};
use skybot_domain::id::ApiKeyId;
use skybot_domain::scope::Grants;
use skybot_domain::text::Name;
use skybot_domain::usecase;
use skybot_wire as wire;

use super::Routes;
use super::parse;
use crate::answer::{Answer, Reply};
use crate::cursor::List;
use crate::idempotency::once;
use crate::problem::Problem;
use crate::request::Call;
use crate::{condition, query};

pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(list_api_keys)
        .service(create_api_key)
        .service(get_api_key)
        .service(rotate_api_key)
        .service(revoke_api_key);
}

/// The tenant's API keys, newest first, revoked ones too
#[utoipa::path(
    tag = "api keys",
    params(wire::PageQuery),
    responses((status = 200, description = "The keys, without their secrets", body = wire::Page<wire::ApiKey>)),
)]
#[get("/api-keys")]
async fn list_api_keys(call: Call) -> Reply {
    let query: wire::PageQuery = call.request.query()?;
    let page = query::page(List::ApiKeys, query.limit, query.cursor.as_deref())?;
    let found = call.request.api().ports.store.api_keys(&call.scope, page).await?;
    Answer::ok(&query::to_wire::<_, wire::ApiKey>(List::ApiKeys, found)).map(Answer::send)
}

/// Make an API key
///
/// It acts as a bot of the tenant, and may do no more than its scopes. Nobody gives away what they
/// may not do themselves.
#[utoipa::path(
    tag = "api keys",
    request_body = wire::CreateApiKey,
    responses((status = 201, description = "The key with its text, shown this once", body = wire::ShownApiKey)),
)]
#[post("/api-keys")]
async fn create_api_key(mut call: Call) -> Reply {
    let (body, claim) = call.command::<wire::CreateApiKey>().await?;
    let new = new_key(body)?;
    let api = call.request.shared_api();
    once(call, claim, async move |work| {
        let (key, text) = usecase::create_api_key(&api.ports, work, &new).await?;
        shown(key, text)
    })
    .await
}

fn new_key(body: wire::CreateApiKey) -> Result<NewApiKey, Problem> {
    let mut violations = Violations::default();
    let name = violations.take("/name", Name::parse(&body.name));
    if body.scopes.is_empty() {
        violations.add("/scopes", Violation::new("REQUIRED", "must hold at least one scope"));
    }
    if body.allowed_addresses.len() > MAX_NETWORKS {
        let violation = Violation::new("TOO_MANY", format!("must have at most {MAX_NETWORKS} entries"));
        violations.add("/allowed_addresses", violation);
    }
    let mut networks = Vec::with_capacity(body.allowed_addresses.len().min(MAX_NETWORKS));
    for (place, text) in body.allowed_addresses.iter().take(MAX_NETWORKS).enumerate() {
        networks.extend(violations.take(&format!("/allowed_addresses/{place}"), parse_network(text)));
    }
    let new = name.map(|name| NewApiKey {
        name,
        user_id: body.user_id.map(Into::into),
        grants: Grants::of(body.scopes.into_iter().map(Into::into)),
        networks,
        expires_at: body.expires_at.map(Into::into),
    });
    parse::checked(violations, new)
}

fn shown(key: ApiKey, text: String) -> Result<Answer, Problem> {
    let version = key.version;
    let api_key = wire::ApiKey::from(key);
    let first = wire::ShownApiKey { key: Some(text), api_key: api_key.clone() };
    Answer::created_versioned(version, &first)?.without_secret(&wire::ShownApiKey { key: None, api_key })
}

/// One API key
#[utoipa::path(
    tag = "api keys",
    params(("id" = Uuid, Path, description = "The key")),
    responses(
        (status = 200, description = "The key, without its secret", body = wire::ApiKey),
        (status = 304, description = "The version of `If-None-Match` is the present one"),
    ),
)]
#[get("/api-keys/{id}")]
async fn get_api_key(call: Call) -> Reply {
    let id: ApiKeyId = call.request.path("id")?;
    call.request.no_query()?;
    let found = call.request.api().ports.store.api_key(&call.scope, id).await?;
    let key = found.ok_or(Error::NotFound(Resource::ApiKey))?;
    if condition::none_match(call.request.http().headers(), key.version) {
        return Ok(HttpResponse::NotModified().insert_header(("ETag", condition::etag(key.version))).finish());
    }
    Answer::versioned(key.version, &wire::ApiKey::from(key)).map(Answer::send)
}

/// Give an API key another secret
#[utoipa::path(
    tag = "api keys",
    params(("id" = Uuid, Path, description = "The key")),
    request_body = wire::RotateApiKey,
    responses((status = 201, description = "The key with its new text, shown this once", body = wire::ShownApiKey)),
)]
#[post("/api-keys/{id}/rotate")]
async fn rotate_api_key(mut call: Call) -> Reply {
    let id: ApiKeyId = call.request.path("id")?;
    let (body, claim) = call.optional_command::<wire::RotateApiKey>().await?;
    let overlap = Duration::from_secs(body.overlap_seconds);
    let api = call.request.shared_api();
    once(call, claim, async move |work| {
        let (key, text) = usecase::rotate_api_key(&api.ports, work, id, overlap).await?;
        shown(key, text)
    })
    .await
}

/// End an API key
#[utoipa::path(
    tag = "api keys",
    params(("id" = Uuid, Path, description = "The key")),
    responses((status = 204, description = "It opens nothing any more")),
)]
#[delete("/api-keys/{id}")]
async fn revoke_api_key(call: Call) -> Reply {
    let id: ApiKeyId = call.request.path("id")?;
    call.request.no_query()?;
    once(call, None, async move |work| {
        usecase::revoke_api_key(work, id).await?;
        Ok(Answer::empty())
    })
    .await
}
