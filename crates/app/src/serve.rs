//! `skybot serve`: the server and its background jobs, from the first look at the database to the
//! last answer.
//!
//! Before it listens, anything wrong ends it with a message. Once it listens nothing of the outside
//! ends it: a database that goes away is waited for.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use serde_json::json;
use skybot_domain::ports::Ports;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::cli::ServeArgs;
use crate::context::Context;
use crate::database::{Database, Migrate, Patience};
use crate::exit::{Exit, Failure};
use crate::stop::Stop;
use crate::{http, jobs};

/// Runs until it is told to stop.
pub(crate) async fn run(context: &Context, args: &ServeArgs, stop: &Stop) -> Result<(), Failure> {
    let when = if args.no_migrate { Migrate::Never } else { Migrate::IfOwner };
    let node = tokio::select! {
        started = Node::start(context, args.bind, when) => started?,
        () = stop.asked() => return Ok(()),
    };
    node.announce(context)?;
    node.run(stop).await
}

/// A server that listens.
pub(crate) struct Node {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// What it works on.
    pub(crate) database: Database,
    /// Everything a use case can reach.
    pub(crate) ports: Ports,
    server: http::Running,
    worker: JoinHandle<()>,
    stop_worker: watch::Sender<bool>,
    watcher: JoinHandle<()>,
    shutdown_timeout: Duration,
}

impl Node {
    /// Opens the database and listens, at `bind` or where the settings say.
    pub(crate) async fn start(context: &Context, bind: Option<SocketAddr>, when: Migrate) -> Result<Self, Failure> {
        let settings = &context.settings;
        // First, so that an address in use is told before anything is done.
        let bind = bind.unwrap_or(settings.server.bind);
        let cannot = |error| Failure::new(Exit::Failure, format!("cannot listen on {bind}: {error}"));
        let listener = TcpListener::bind(bind).map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;

        let database = Database::open(context, when, Patience::Configured).await?;
        let ports = database.ports(context, address)?;
        database.hub.start(ports.clone());
        let server = http::start(listener, ports.clone(), &database.hub, settings).map_err(cannot)?;

        let (stop_worker, mut stopped) = watch::channel(false);
        let worker = jobs::worker(&database.store, ports.clone(), settings);
        let worker = tokio::spawn(worker.run(async move {
            // A sender that is gone means stop as well.
            let _ = stopped.wait_for(|stop| *stop).await;
        }));
        let watcher = tokio::spawn(context.lost.clone().watch());
        let shutdown_timeout = settings.server.shutdown_timeout;
        Ok(Self { address, database, ports, server, worker, stop_worker, watcher, shutdown_timeout })
    }

    /// Tells where it listens: programs on standard output, people in the log.
    pub(crate) fn announce(&self, context: &Context) -> Result<(), Failure> {
        let node = context.settings.server.node_id.as_deref().unwrap_or_default();
        tracing::info!(address = %self.address, node, version = env!("CARGO_PKG_VERSION"), "listening");
        context.output.event("listening", json!({"address": self.address.to_string()}))
    }

    /// Serves until it is told to stop, then finishes what runs, at most as long as the settings
    /// allow or until it is told again.
    pub(crate) async fn run(mut self, stop: &Stop) -> Result<(), Failure> {
        tokio::select! {
            ended = self.server.ended() => return Err(ended),
            () = stop.asked() => {}
        }
        tracing::info!("stopping");
        self.stop_worker.send_replace(true);
        // First, so that connections which would last for ever end with the requests.
        self.database.hub.stop().await;
        let server = self.server.stop_gracefully();
        let finished = timeout(self.shutdown_timeout, async { tokio::join!(server, &mut self.worker) });
        let whole = tokio::select! {
            finished = finished => finished.is_ok(),
            () = stop.insisted() => false,
        };
        self.watcher.abort();
        if whole {
            tracing::info!("stopped");
            return self.database.close().await;
        }
        tracing::warn!("stopped before all requests and jobs were done; what was not committed never happened");
        self.worker.abort();
        self.database.abandon().await
    }
}
