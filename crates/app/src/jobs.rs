//! Background work of this process: from task to use case.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use skybot_domain::error::{Error, StoreError};
use skybot_domain::id::{AccountId, BatchId, ScheduledMessageId};
use skybot_domain::job::{JobFailure, Task};
use skybot_domain::ports::Ports;
use skybot_domain::scope::{Actor, Grants, Reach, Role, Scope};
use skybot_domain::usecase;
use skybot_domain::work::Work;
use skybot_postgres::Postgres;
use skybot_postgres::jobs::{JobHandler, Options, Worker};

use crate::config::Settings;
use crate::contact_import;

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
            Task::ImportContacts { account, import } => {
                #[expect(clippy::disallowed_methods, reason = "this is the job runner")]
                let scope = Scope::issue(account, Actor::System { part: "import" }, Role::Owner, Reach::All);
                contact_import::run(&self.ports, &scope, import).await.map_err(failure)
            }
            Task::RunBatch { account, batch } => self.run_batch(account, batch).await.map_err(failure),
            Task::SendScheduled { account, message } => self.send_scheduled(account, message).await,
            Task::SendLetter { letter } => usecase::write_letter(&self.ports, letter).await,
            Task::PurgeConversations => {
                let forgotten = usecase::purge_conversations(&self.store, now).await.map_err(failure)?;
                tracing::debug!(forgotten, "forgot deleted conversations");
                Ok(())
            }
            Task::StemMessages { account } => {
                #[expect(clippy::disallowed_methods, reason = "this is the job runner")]
                let scope = Scope::issue(account, Actor::System { part: "jobs" }, Role::Owner, Reach::All);
                let changed = usecase::stem_messages(&self.store, &scope).await.map_err(failure)?;
                tracing::debug!(changed, "stemmed messages for search");
                Ok(())
            }
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
            Task::ExpireDeliveryReports => {
                let forgotten = usecase::expire_delivery_reports(&self.store, now).await.map_err(failure)?;
                tracing::debug!(forgotten, "forgot delivery reports that nobody told the message of");
                Ok(())
            }
            Task::CollectFiles => {
                let collected = usecase::collect_files(&self.store, &*self.ports.blobs, now).await.map_err(failure)?;
                tracing::debug!(collected, "collected files that nobody needs");
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

impl Handler {
    /// Does a batch chunk by chunk, each in a transaction of its own and with what its member may do and
    /// see at that moment.
    async fn run_batch(&self, account: AccountId, batch: BatchId) -> Result<(), Error> {
        #[expect(clippy::disallowed_methods, reason = "this is the job runner")]
        let system = Scope::issue(account, Actor::System { part: "jobs" }, Role::Owner, Reach::All);
        loop {
            let Some(requester) = self.ports.store.requester(&system, batch).await? else {
                let mut work = Work::begin(&self.ports, &system).await?;
                usecase::abandon_batch(&mut work, batch).await?;
                return work.finish().await;
            };
            #[expect(clippy::disallowed_methods, reason = "this is the job runner")]
            let scope = Scope::issue(account, requester.actor, requester.role, requester.reach)
                .from(requester.origin)
                .limited_to(Grants::of(requester.permissions))
                .impersonated_by(requester.impersonator);
            let mut work = Work::begin(&self.ports, &scope).await?;
            let more = usecase::run_batch(&mut work, batch).await?;
            work.finish().await?;
            if !more {
                return Ok(());
            }
        }
    }
}

impl Handler {
    /// As its author, or as the product itself where the author cannot get in any more.
    async fn send_scheduled(&self, account: AccountId, message: ScheduledMessageId) -> Result<(), JobFailure> {
        #[expect(clippy::disallowed_methods, reason = "this is the job runner")]
        let system = Scope::issue(account, Actor::System { part: "jobs" }, Role::Owner, Reach::All);
        let author =
            self.ports.store.scheduled_author(&system, message).await.map_err(|error| failure(error.into()))?;
        let scope = match author.filter(|author| author.active) {
            Some(author) => {
                let actor = match author.role {
                    Role::Bot => Actor::Bot { id: author.id, name: author.name },
                    _ => Actor::User { id: author.id, name: author.name },
                };
                #[expect(clippy::disallowed_methods, reason = "the job runner sends what the author scheduled")]
                Scope::issue(account, actor, author.role, author.reach)
            }
            None => system,
        };
        let mut work = Work::begin(&self.ports, &scope).await.map_err(failure)?;
        usecase::send_scheduled(&mut work, message).await.map_err(failure)?;
        work.finish().await.map_err(failure)
    }
}

/// A row that cannot be what it is stays so, however often one looks.
fn failure(error: Error) -> JobFailure {
    match error {
        Error::Store(StoreError::Corrupt { .. }) => JobFailure::Permanent(error.to_string()),
        error => JobFailure::Transient(error.to_string()),
    }
}
