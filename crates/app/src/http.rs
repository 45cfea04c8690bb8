//! The HTTP adapter, started and stopped, and its settings made from ours.

use std::io;
use std::net::TcpListener;
use std::num::NonZeroUsize;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use skybot_domain::ports::Ports;
use skybot_http::{Extras, HttpSettings, Upgrade};
use skybot_websocket::Hub;
use tokio::task::JoinHandle;

use crate::config::Settings;
use crate::exit::{Exit, Failure};
use crate::output;

/// A running HTTP server.
pub(crate) struct Running {
    handle: ServerHandle,
    task: JoinHandle<io::Result<()>>,
}

/// Serves on the listener from now on.
pub(crate) fn start(listener: TcpListener, ports: Ports, hub: &Arc<Hub>, settings: &Settings) -> io::Result<Running> {
    let hub = Arc::clone(hub);
    let upgrade: Upgrade = Arc::new(move |request, payload, origin, direct| {
        skybot_websocket::open(&hub, request, payload, origin, direct)
    });
    let server = skybot_http::serve(
        listener,
        ports,
        adapter_settings(settings),
        Extras { upgrade: Some(upgrade), pages: Some(Arc::new(skybot_web::respond)) },
    )?;
    Ok(Running { handle: server.handle(), task: tokio::spawn(server) })
}

fn adapter_settings(settings: &Settings) -> HttpSettings {
    let server = &settings.server;
    let processors = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    HttpSettings {
        workers: server.workers.unwrap_or_else(processors).get(),
        tls: server.tls,
        allowed_origins: server.allowed_origins.clone(),
        trusted_proxies: server.trusted_proxies.clone(),
        request_timeout: server.request_timeout,
        upload_timeout: settings.storage.upload_timeout,
        body_limit: server.body_limit,
        import_limit: server.import_limit,
    }
}

impl Running {
    /// Waits for an end that nobody asked for.
    pub(crate) async fn ended(&mut self) -> Failure {
        let why = match (&mut self.task).await {
            Ok(Ok(())) => "it stopped by itself".to_owned(),
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        Failure::new(Exit::Failure, format!("the HTTP server ended: {why}"))
    }

    /// Takes no more connections and waits for running requests.
    pub(crate) fn stop_gracefully(&self) -> impl Future<Output = ()> + use<> {
        self.handle.stop(true)
    }
}

/// `skybot openapi`: the document on standard output, with or without `--json`.
pub(crate) fn openapi() -> Result<(), Failure> {
    let document = skybot_http::openapi().to_pretty_json();
    output::line(document.map_err(|error| Failure::new(Exit::Failure, format!("there is no document: {error}")))?)
}
