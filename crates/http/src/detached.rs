//! Work that runs to its end though nobody waits for it any more.
//!
//! A client that goes away drops its handler in the middle of an await. A transaction dropped
//! there can leave its pooled connection in a state that the next borrower suffers from, so
//! everything that changes something runs in a task of its own.

use std::future::Future;

use tracing::Instrument;

use crate::problem::{Code, Problem};

/// Runs the work in a task of its own and waits for it.
pub(crate) async fn detached<T: 'static>(
    work: impl Future<Output = Result<T, Problem>> + 'static,
) -> Result<T, Problem> {
    actix_web::rt::spawn(work.in_current_span()).await.unwrap_or_else(|error| {
        tracing::error!(%error, "a task died");
        Err(Problem::of(Code::Internal))
    })
}
