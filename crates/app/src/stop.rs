//! Being told to stop: SIGTERM or SIGINT, once to finish what runs, twice to leave it.

use std::future::Future;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::exit::{Exit, Failure};

/// Counts the signals. From the first on, the process no longer ends by itself.
pub(crate) struct Stop {
    asked: watch::Receiver<u32>,
}

impl Stop {
    /// Listens from now on.
    pub(crate) fn listen() -> Result<Self, Failure> {
        let listen = |kind| {
            signal(kind).map_err(|error| Failure::new(Exit::Failure, format!("signals cannot be heard: {error}")))
        };
        let (count, asked) = watch::channel(0);
        tokio::spawn(hear(listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?, count));
        Ok(Self { asked })
    }

    /// Waits for the first signal.
    pub(crate) async fn asked(&self) {
        self.reach(1).await;
    }

    /// Waits for the second signal.
    pub(crate) async fn insisted(&self) {
        self.reach(2).await;
    }

    /// Does the work of a command that runs to an end, unless it is told to stop before.
    pub(crate) async fn or<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        tokio::select! {
            done = work => done,
            () = self.asked() => Err(Failure::new(Exit::Interrupted, "stopped before it was done")),
        }
    }

    async fn reach(&self, count: u32) {
        // The sender lives as long as the runtime.
        let _ = self.asked.clone().wait_for(|asked| *asked >= count).await;
    }
}

async fn hear(mut terminate: Signal, mut interrupt: Signal, count: watch::Sender<u32>) {
    loop {
        tokio::select! {
            Some(()) = terminate.recv() => {}
            Some(()) = interrupt.recv() => {}
            else => return,
        }
        count.send_modify(|count| *count += 1);
    }
}
