//! From the engine to the handler and back.

use std::fmt;
use std::sync::Arc;

use graphile_worker::{IntoTaskHandlerResult, JobDefinition, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use skybot_domain::job::{JobFailure, Task};
use sqlx::PgPool;
use tracing::Instrument as _;

use super::failure::{self, Text};
use super::{JobHandler, encoding};

/// What every call needs.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) handler: Arc<dyn JobHandler>,
    pub(super) pool: PgPool,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

/// Everything the engine may call.
pub(super) fn definitions() -> [JobDefinition; 12] {
    [
        WakeConversation::definition(),
        ImportContacts::definition(),
        SendScheduled::definition(),
        SendLetter::definition(),
        PurgeConversations::definition(),
        RunBatch::definition(),
        StemMessages::definition(),
        ExpireCredentials::definition(),
        ExpireIdempotencyKeys::definition(),
        ExpireDeliveryReports::definition(),
        CollectFiles::definition(),
        TrimEvents::definition(),
    ]
}

/// The engine knows tasks by type. Each takes any payload: what cannot be read is for us to judge,
/// and the engine would quote it in the error.
macro_rules! calls {
    ($($call:ident = $name:path;)*) => {$(
        #[derive(Serialize, Deserialize)]
        #[serde(transparent)]
        pub(super) struct $call(Value);

        impl TaskHandler for $call {
            const IDENTIFIER: &'static str = $name;

            async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
                run($name, &self.0, &context).await
            }
        }
    )*};
}

calls! {
    WakeConversation = encoding::WAKE_CONVERSATION;
    ImportContacts = encoding::IMPORT_CONTACTS;
    SendScheduled = encoding::SEND_SCHEDULED;
    SendLetter = encoding::SEND_LETTER;
    PurgeConversations = encoding::PURGE_CONVERSATIONS;
    RunBatch = encoding::RUN_BATCH;
    StemMessages = encoding::STEM_MESSAGES;
    ExpireCredentials = encoding::EXPIRE_CREDENTIALS;
    ExpireIdempotencyKeys = encoding::EXPIRE_IDEMPOTENCY_KEYS;
    ExpireDeliveryReports = encoding::EXPIRE_DELIVERY_REPORTS;
    CollectFiles = encoding::COLLECT_FILES;
    TrimEvents = encoding::TRIM_EVENTS;
}

async fn run(name: &'static str, payload: &Value, context: &WorkerContext) -> Result<(), Text> {
    let job = *context.job().id();
    let Some(desk) = context.get_ext::<Desk>() else {
        return Err(Text::from(&JobFailure::Transient("the worker was started without a handler".to_owned())));
    };
    let outcome = match encoding::decode(name, payload) {
        Some(task) => handle(Arc::clone(&desk.handler), task).await,
        None => Err(JobFailure::Permanent("the payload cannot be read".to_owned())),
    };
    let Err(error) = outcome else { return Ok(()) };
    tracing::warn!(job, task = name, %error, attempt = context.job().attempts(), "a job failed");
    if let Err(error) = failure::decide(&desk.pool, job, context.worker_id(), &error).await {
        tracing::error!(job, task = name, %error, "a failed job is retried by the engine's own rule");
    }
    Err(Text::from(&error))
}

/// In a task of its own: it runs to its end even if the engine stops waiting, for work on a
/// connection must not be dropped halfway; and its panic stays its own.
async fn handle(handler: Arc<dyn JobHandler>, task: Task) -> Result<(), JobFailure> {
    let work = async move { handler.handle(task).await };
    match tokio::spawn(work.in_current_span()).await {
        Ok(outcome) => outcome,
        Err(error) if error.is_panic() => Err(JobFailure::Transient("the handler panicked".to_owned())),
        Err(_) => Err(JobFailure::Transient("the handler was cut short".to_owned())),
    }
}
