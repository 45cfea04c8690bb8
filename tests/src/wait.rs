//! Waiting for a condition, which is the only waiting there is in the tests.

use std::time::{Duration, Instant};

/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Looks until there is something, and gives it; fails the test after `patience`.
pub async fn eventually<T>(what: &str, patience: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(begun.elapsed() < patience, "never within {patience:?}: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
