//! The OpenAPI 3.1 document, made from the routes. What follows from the conventions of the API
//! (credentials, problems, idempotency keys, preconditions) is added here once, by rule.

use actix_web::dev::HttpServiceFactory;
use skybot_wire as wire;
use utoipa::OpenApi;
use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Content, ContentBuilder, HeaderBuilder, Ref, RefOr, Required, Response, ResponseBuilder, schema,
};
use utoipa_actix_web::OpenApiFactory;

use crate::access::{Access, access};
use crate::problem::Code;
use crate::routes::{self, Routes};

const PROBLEM: &str = "application/problem+json";
const ACCESS_TOKEN: &str = "access_token";
const API_KEY: &str = "api_key";
const PLATFORM_SECRET: &str = "platform_secret";

/// Routes that take nothing for an empty object.
const BODY_OPTIONAL: [&str; 7] = [
    "/api/v1/auth/refresh",
    "/api/v1/auth/logout",
    "/api/v1/auth/totp",
    "/api/v1/conversations/{id}/mute",
    "/api/v1/conversations/{id}/restore",
    "/api/v1/api-keys/{id}/rotate",
    "/api/v1/batches/{id}/undo",
];
/// Routes that are posted to and change nothing.
const READS: [&str; 1] = ["/api/v1/conversations/filter"];
/// Schemas of answers that have an `ETag`.
const VERSIONED: [&str; 17] = [
    "Account",
    "ApiKey",
    "AttributeDefinition",
    "CannedResponse",
    "Company",
    "Contact",
    "ContactNote",
    "Conversation",
    "Draft",
    "Inbox",
    "Label",
    "Macro",
    "Member",
    "Message",
    "ScheduledMessage",
    "ShownApiKey",
    "View",
];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "SkyBot Inbox",
        description = "The REST API of SkyBot Inbox. All times are RFC 3339 in UTC with microseconds, all ids are UUIDv7. \
            Every error is `application/problem+json`; its `type` is a page on this server. Every response has `X-Request-Id`. \
            Lists are read page by page: give `next_cursor` back as `cursor`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This server")),
    components(schemas(wire::Problem, wire::ProblemError, wire::TranscriptFormat)),
    tags(
        (name = "auth", description = "Signing in and out; one's own security"),
        (name = "conversations", description = "Threads between a contact and the tenant"),
        (name = "views", description = "Saved filters"),
        (name = "messages", description = "The entries of a conversation"),
        (name = "attachments", description = "Files that go with messages"),
        (name = "writing", description = "Drafts, scheduled messages, canned responses, macros"),
        (name = "contacts", description = "The tenant's customers, and the companies they work at"),
        (name = "inboxes", description = "The places messages come in through"),
        (name = "account", description = "The tenant, its members, teams and labels; what happened in it"),
        (name = "api keys", description = "How machines come in"),
        (name = "search", description = "Finding messages, contacts and conversations"),
        (name = "events", description = "The durable log"),
        (name = "realtime", description = "The log and what passes, as it happens"),
        (name = "platform", description = "All tenants, for whoever runs the installation"),
        (name = "system", description = "The process"),
    ),
)]
struct Document;

/// What routes say of themselves.
#[derive(Default)]
struct Described(utoipa::openapi::OpenApi);

impl Routes for Described {
    fn service<R: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, route: R) -> &mut Self {
        let mut schemas = Vec::new();
        route.schemas(&mut schemas);
        self.0.components.get_or_insert_default().schemas.extend(schemas);
        self.0.paths.merge(route.paths());
        self
    }

    fn below_id(&mut self, path: &str, group: impl FnOnce(&mut Self)) -> &mut Self {
        self.below(&format!("{path}/{{id}}"), group)
    }
}

impl Described {
    fn below(&mut self, path: &str, group: impl FnOnce(&mut Self)) -> &mut Self {
        let mut below = Self::default();
        group(&mut below);
        self.0 = std::mem::take(&mut self.0).nest(path, below.0);
        self
    }
}

/// The document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut described = Described(Document::openapi());
    described.below(routes::BASE, routes::api);
    routes::beside(&mut described);
    let Described(mut document) = described;
    let components = document.components.get_or_insert_default();
    for (name, format, description) in [
        (ACCESS_TOKEN, "JWT", "Of a person who has signed in."),
        (API_KEY, "sk_…", "Of a machine."),
        (PLATFORM_SECRET, "secret", "Of whoever runs the installation."),
    ] {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format(format);
        let scheme = SecurityScheme::Http(bearer.description(Some(description)).build());
        components.security_schemes.insert(name.to_owned(), scheme.into());
    }
    components.responses.insert("Problem".to_owned(), RefOr::T(problem("What went wrong")));
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            apply_conventions(path, &method, operation);
        }
    }
    document
}

fn verb(method: &HttpMethod) -> &'static str {
    match method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
        HttpMethod::Put => "PUT",
        HttpMethod::Patch => "PATCH",
        _ => "DELETE",
    }
}

fn operations(item: &mut PathItem) -> Vec<(HttpMethod, &mut Operation)> {
    let all = [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?))).collect()
}

/// Who may come.
fn security(access: Option<Access>) -> Vec<SecurityRequirement> {
    let by = |scheme: &str, scopes: &[&str]| SecurityRequirement::new(scheme, scopes.iter().copied());
    match access {
        None | Some(Access::Anybody) => Vec::new(),
        Some(Access::SignedIn) => vec![by(ACCESS_TOKEN, &[]), by(API_KEY, &[])],
        Some(Access::Needs(permission)) => vec![by(ACCESS_TOKEN, &[]), by(API_KEY, &[permission.as_str()])],
        Some(Access::Platform | Access::Seeding) => vec![by(PLATFORM_SECRET, &[])],
    }
}

fn apply_conventions(path: &str, method: &HttpMethod, operation: &mut Operation) {
    let access = access(verb(method), path);
    operation.security = Some(security(access));
    if !path.starts_with("/api/v1/") {
        return;
    }
    let in_tenant = matches!(access, Some(Access::Needs(_)));
    let writes = matches!(method, HttpMethod::Post | HttpMethod::Patch) && !READS.contains(&path);
    let mut codes = vec![Code::Unauthenticated, Code::ValidationFailed, Code::RateLimited];
    codes.extend([Code::Internal, Code::ServiceUnavailable]);
    if !matches!(access, Some(Access::Anybody)) || path.ends_with("/refresh") || path.ends_with("/logout") {
        codes.push(Code::Forbidden);
    }
    if path.ends_with("/callback") {
        codes.push(Code::CrossSite);
    }
    if path.contains("/auth/") && operation.request_body.is_some() {
        codes.push(Code::LinkInvalid);
    }
    if path.contains("/auth/totp") {
        codes.push(Code::SecondFactorEnabled);
    }
    if path.contains('{') || operation.request_body.is_some() && in_tenant || path.starts_with("/api/v1/admin/") {
        codes.push(Code::ConversationNotFound);
    }
    if path.starts_with("/api/v1/conversations/{id}") {
        codes.push(Code::ConversationMerged);
    }
    if path.starts_with("/api/v1/contacts/{id}") {
        codes.push(Code::ContactMerged);
    }
    if operation.request_body.is_some() {
        codes.extend([Code::MalformedJson, Code::RequestTimeout, Code::PayloadTooLarge, Code::UnsupportedMediaType]);
    }
    if path.ends_with("/switch-account") {
        codes.push(Code::AccountNotFound);
    }
    if in_tenant && !matches!(method, HttpMethod::Get) {
        codes.extend([Code::BadRequest, Code::IdempotencyInProgress]);
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body
        && BODY_OPTIONAL.contains(&path)
    {
        body.required = Some(Required::False);
    }
    let parameters = operation.parameters.get_or_insert_default();
    if writes && in_tenant {
        parameters.push(header(
            "Idempotency-Key",
            "Names this request: sent again with the same body it has no second effect and gets the first answer, \
             with `Idempotency-Replayed: true`.",
            "^[!-~]{1,255}$",
        ));
    }
    if has_precondition(path, method) {
        parameters.push(header("If-Match", "The `ETag` the change is based on, or `*`.", "^(\\*|(W/)?\"[!#-~]*\")$"));
        codes.push(Code::VersionConflict);
    }
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            describe_headers(response);
        }
    }
    for code in codes {
        let status = code.status().as_u16().to_string();
        operation.responses.responses.entry(status).or_insert_with(shared_problem);
    }
    operation.responses.responses.entry("default".to_owned()).or_insert_with(shared_problem);
}

fn describe_headers(response: &mut Response) {
    let versioned = response.content.get("application/json").is_some_and(|content| match content {
        RefOr::T(Content { schema: Some(RefOr::Ref(reference)), .. }) => {
            reference.ref_location.rsplit('/').next().is_some_and(|name| VERSIONED.contains(&name))
        }
        _ => false,
    });
    let mut add = |name: &str, description: &str| {
        let text = ObjectBuilder::new().schema_type(schema::SchemaType::Type(Type::String));
        let header = HeaderBuilder::new().schema(Some(text)).description(Some(description)).build();
        response.headers.insert(name.to_owned(), header.into());
    };
    add("X-Request-Id", "Names the request in the server's log; the caller's own if it was sane.");
    add("RateLimit-Policy", "The limit the request was counted under.");
    add("RateLimit", "Where the caller stands with it.");
    if versioned {
        add("ETag", "`\"<version>\"`, for `If-Match`.");
    }
}

/// Whether the route takes `If-Match`.
fn has_precondition(path: &str, method: &HttpMethod) -> bool {
    match method {
        HttpMethod::Patch => true,
        HttpMethod::Delete => {
            matches!(
                path,
                "/api/v1/inboxes/{id}"
                    | "/api/v1/contacts/{id}"
                    | "/api/v1/messages/{id}"
                    | "/api/v1/conversations/{id}"
                    | "/api/v1/contacts/{id}/notes/{note_id}"
                    | "/api/v1/companies/{id}"
                    | "/api/v1/views/{id}"
                    | "/api/v1/attribute-definitions/{id}"
                    | "/api/v1/scheduled-messages/{id}"
                    | "/api/v1/canned-responses/{id}"
                    | "/api/v1/macros/{id}"
            )
        }
        _ => false,
    }
}

fn shared_problem() -> RefOr<Response> {
    RefOr::Ref(Ref::from_response_name("Problem"))
}

fn problem(description: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(description).content(PROBLEM, content).build()
}

fn header(name: &str, description: &str, pattern: &str) -> RefOr<Parameter> {
    let text = ObjectBuilder::new().schema_type(schema::SchemaType::Type(Type::String)).pattern(Some(pattern));
    RefOr::T(
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(description))
            .schema(Some(text))
            .build(),
    )
}
