//! Background work of this process: from task to use case.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use skybot_domain::error::{Error, StoreError};
use skybot_domain::job::{JobFailure, Task};
use skybot_domain::ports::Ports;
use skybot_domain::scope::{Actor, Reach, Role, Scope};
use skybot_domain::usecase;
use skybot_domain::work::Work;
use skybot_postgres::Postgres;
use skybot_postgres::jobs::{JobHandler, Options, Worker};

use crate::config::Settings;

/// What the engine takes beyond the grace to give jobs back.
const RELEASE_TIME: Duration = Duration::from_secs(5);

/// The worker of this process. Jobs that run when it is told to stop have as long as requests,
/// giving back included.
pub(crate) fn worker(store: &Postgres, ports: Ports, settings: &Settings) -> Worker {
    let options = Options {
        concurrency: settings.jobs.concurrency,
        poll_interval: settings.jobs.poll_interval,
        grace: settings.server.shutdown_timeout.saturating_sub(RELEASE_TIME),
        ..Options::default()
    };
    let pool = store.pool().clone();
    Worker::new(pool, Arc::new(Handler { ports, store: store.clone() }), options)
}

struct Handler {
    ports: Ports,
    store: Postgres,
}

#[async_trait]
impl JobHandler for Handler {
    async fn handle(&self, task: Task) -> Result<(), JobFailure> {
        let now = self.ports.clock.now();
        match task {
            Task::WakeConversation { account, conversation } => {
                #[expect(clippy::disallowed_methods, reason = "this is the job runner")]
                let scope = Scope::issue(account, Actor::System { part: "jobs" }, Role::Owner, Reach::All);
                let mut work = Work::begin(&self.ports, &scope).await.map_err(failure)?;
                usecase::wake_conversation(&mut work, conversation).await.map_err(failure)?;
                work.finish().await.map_err(failure)
            }
            Task::SendLetter { letter } => usecase::write_letter(&self.ports, letter).await,
            Task::ExpireCredentials => {
                let forgotten = usecase::expire_credentials(&self.store, now).await.map_err(failure)?;
                tracing::debug!(forgotten, "forgot letters, links, guesses and sessions");
                Ok(())
            }
            Task::ExpireIdempotencyKeys => {
                let forgotten = usecase::expire_idempotency_keys(&self.store, now).await.map_err(failure)?;
                tracing::debug!(forgotten, "forgot idempotency keys");
                Ok(())
            }
            Task::TrimEvents => {
                let forgotten = usecase::trim_events(&self.store, now).await.map_err(failure)?;
                tracing::debug!(forgotten, "forgot events");
                Ok(())
            }
        }
    }
}

/// A row that cannot be what it is stays so, however often one looks.
fn failure(error: Error) -> JobFailure {
    match error {
        Error::Store(StoreError::Corrupt { .. }) => JobFailure::Permanent(error.to_string()),
        error => JobFailure::Transient(error.to_string()),
    }
}
