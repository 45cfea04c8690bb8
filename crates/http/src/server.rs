//! The server: its state, what wraps every request, and how it listens.

use std::io;
use std::net::TcpListener;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use actix_cors::Cors;
use actix_http::HttpService;
use actix_service::{IntoServiceFactory, map_config};
use actix_web::body::BoxBody;
use actix_web::dev::{AppConfig, Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderValue;
use actix_web::middleware::{Compress, from_fn};
use actix_web::rt::net::TcpStream;
use actix_web::{App, Error, HttpRequest, HttpResponse, web};
use bytes::Bytes;
use skybot_domain::ports::Ports;
use socket2::SockRef;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::access::Rules;
use crate::below;
use crate::guard::guard;
use crate::openapi::openapi;
use crate::problem::{Code, Problem};
use crate::refusals::Refusals;
use crate::routes::{self, Upgrade};
use crate::settings::HttpSettings;
use crate::trace::Trace;
use crate::upgraded::{Shared, Taken};

/// A head that is not complete by then is given up.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// A client that takes nothing of what is sent to it for so long is gone.
const WRITE_TIMEOUT: Duration = Duration::from_mins(1);
/// The system takes no more for a client of which it has not sent so much, in bytes.
const UNSENT: u32 = 128 * 1024;
/// How long the rest of a refused body is taken in, so that the client gets to read the answer.
const LINGER: Duration = Duration::from_secs(3);
/// How long running requests may take to end when the server stops.
const GRACE_SECONDS: u64 = 30;

/// Answers a request that no route of the API takes, if it is for a page or file of the web app.
pub type Pages = Arc<dyn Fn(&HttpRequest) -> Option<HttpResponse> + Send + Sync>;

/// What other adapters serve over the same connections.
#[derive(Default)]
pub struct Extras {
    /// Opens realtime connections; without it there are none.
    pub upgrade: Option<Upgrade>,
    /// The web app; without it there is none.
    pub pages: Option<Pages>,
}

/// What all requests share.
pub(crate) struct Api {
    pub(crate) ports: Ports,
    pub(crate) settings: HttpSettings,
    /// What each route asks of whoever comes.
    pub(crate) rules: Rules,
    /// What was refused to whom, for the audit log.
    pub(crate) refusals: Refusals,
    /// The OpenAPI document as JSON, once it was asked for.
    document: OnceLock<Bytes>,
    /// Opens realtime connections; without it there are none.
    pub(crate) upgrade: Option<Upgrade>,
    /// Answers what is not the API's.
    pages: Option<Pages>,
}

impl Api {
    pub(crate) fn new(ports: Ports, settings: HttpSettings, extras: Extras) -> Self {
        Self {
            rules: Rules::new(),
            refusals: Refusals::default(),
            document: OnceLock::new(),
            upgrade: extras.upgrade,
            pages: extras.pages,
            ports,
            settings,
        }
    }

    /// The OpenAPI document as JSON.
    pub(crate) fn document(&self) -> Result<Bytes, Problem> {
        if let Some(document) = self.document.get() {
            return Ok(document.clone());
        }
        let text = openapi().to_json().map_err(|error| {
            tracing::error!(%error, "the OpenAPI document could not be written");
            Problem::of(Code::Internal)
        })?;
        Ok(self.document.get_or_init(|| text.into()).clone())
    }
}

/// Serves on a listener until the returned handle is stopped, gracefully within 30 s. Signals
/// are the caller's business.
pub fn serve(listener: TcpListener, ports: Ports, settings: HttpSettings, extras: Extras) -> io::Result<Server> {
    let workers = settings.workers;
    let api = web::Data::new(Api::new(ports, settings, extras));
    let server = Server::build().workers(workers).shutdown_timeout(GRACE_SECONDS).disable_signals();
    let stopping = server.graceful_shutdown_signal();
    // Not actix-web's own server, for that one lets nobody take a connection over.
    let server = server.listen("http", listener, move || {
        let (stopping, shared) = (stopping.clone(), Shared::default());
        let application = shared.keep(map_config(app(api.clone()).into_factory(), |()| AppConfig::default()));
        HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .client_request_timeout(HEAD_TIMEOUT)
            .client_disconnect_timeout(LINGER)
            .keep_alive(KEEP_ALIVE)
            .on_connect_ext(|connection: &TcpStream, _| bound_writes(connection))
            .upgrade(move |taken: Taken| shared.serve(taken))
            .finish(application)
            .tcp()
    })?;
    Ok(server.run())
}

/// Has the system end the connection when what was sent is not taken: whoever writes to it, a file or
/// events, would else wait for ever. And has it keep little that it has not sent: it would keep megabytes for
/// each client that takes nothing, and the server would learn late that it does not.
fn bound_writes(stream: &TcpStream) {
    let socket = SockRef::from(stream);
    let bounded = socket.set_tcp_user_timeout(Some(WRITE_TIMEOUT)).and_then(|()| socket.set_tcp_notsent_lowat(UNSENT));
    if let Err(error) = bounded {
        tracing::debug!(%error, "a connection's writes are not bounded");
    }
}

/// The application of one worker.
pub(crate) fn app(
    api: web::Data<Api>,
) -> App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<BoxBody>, Error = Error, InitError = ()>,
> {
    let cors = cors(&api.settings);
    App::new()
        .app_data(api)
        .service(web::scope(routes::BASE).configure(routes::api))
        .configure(routes::beside)
        .service(web::redirect("/api/docs", "/api/docs/"))
        .service(SwaggerUi::new("/api/docs/{_:.*}").config(Config::from("/api/openapi.json")))
        .default_service(web::to(async |request: HttpRequest| nothing_here(&request)))
        .wrap(Compress::default())
        .wrap(cors)
        .wrap(from_fn(guard))
}

fn cors(settings: &HttpSettings) -> Cors {
    let cors = settings.allowed_origins.iter().fold(Cors::default(), |cors, origin| cors.allowed_origin(origin));
    cors.allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            "authorization",
            "content-type",
            "idempotency-key",
            "if-match",
            "if-none-match",
            "if-range",
            "range",
            "x-request-id",
        ])
        .expose_headers([
            "accept-ranges",
            "content-disposition",
            "content-range",
            "etag",
            "idempotency-replayed",
            "ratelimit",
            "ratelimit-policy",
            "retry-after",
            "www-authenticate",
            "x-request-id",
        ])
        .supports_credentials()
        .max_age(3_600)
}

/// No route took the request: the path is the web app's, or unknown, or has other methods.
pub(crate) fn nothing_here(request: &HttpRequest) -> Result<HttpResponse, Problem> {
    let api = request.app_data::<web::Data<Api>>().ok_or_else(|| Problem::of(Code::Internal))?;
    let trace = Trace::of(request);
    Err(match trace.set_unserved(below::pattern_of_path(request, &trace, &api.rules)) {
        Some(pattern) => {
            let known = HeaderValue::from_str(&api.rules.methods(pattern));
            Problem::method_not_allowed(known.unwrap_or(HeaderValue::from_static("GET, HEAD")))
        }
        None => match api.pages.as_ref().and_then(|pages| pages(request)) {
            Some(page) => return Ok(page),
            None => Problem::of(Code::RouteNotFound),
        },
    })
}
