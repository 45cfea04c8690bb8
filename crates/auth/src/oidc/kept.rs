//! Something that a provider publishes, fetched once for all who want it and kept for a while.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::line::Trouble;

/// A copy of something, and the last attempt at getting one.
pub(super) struct Kept<T> {
    slot: Arc<Mutex<Slot<T>>>,
}

struct Slot<T> {
    copy: Option<(Instant, Arc<T>)>,
    failure: Option<(Instant, Trouble)>,
}

impl<T: Send + Sync + 'static> Kept<T> {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self { slot: Arc::new(Mutex::new(Slot { copy: None, failure: None })) }
    }

    /// The copy if it is younger than `max_age`, else what `fetch` gets. Of those who ask at the
    /// same time one fetches, and the others share what came of it, good or bad. Whoever gives up
    /// does not stop the fetching: the next would only begin again.
    pub(super) async fn get(
        &self,
        max_age: Duration,
        fetch: impl Future<Output = Result<T, Trouble>> + Send + 'static,
    ) -> Result<Arc<T>, Trouble> {
        let asked = Instant::now();
        let mut slot = Arc::clone(&self.slot).lock_owned().await;
        if let Some((fetched, copy)) = &slot.copy
            && fetched.elapsed() < max_age
        {
            return Ok(Arc::clone(copy));
        }
        if let Some((failed, trouble)) = &slot.failure
            && *failed >= asked
        {
            return Err(trouble.clone());
        }
        let fetching = tokio::spawn(async move {
            match fetch.await {
                Ok(fetched) => {
                    let copy = Arc::new(fetched);
                    slot.copy = Some((Instant::now(), Arc::clone(&copy)));
                    Ok(copy)
                }
                Err(trouble) => {
                    slot.failure = Some((Instant::now(), trouble.clone()));
                    Err(trouble)
                }
            }
        });
        fetching.await.unwrap_or(Err(Trouble::Interrupted))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use tokio::task::JoinSet;
    use tokio::time::{advance, sleep, timeout};

    use super::Kept;
    use crate::oidc::line::Trouble;

    const MOMENT: Duration = Duration::from_millis(1);
    const MINUTE: Duration = Duration::from_mins(1);

    /// Something that takes a second to get, and counts how often it was got.
    #[derive(Default)]
    struct Source {
        kept: Option<Kept<usize>>,
        fetched: Arc<AtomicUsize>,
        fails: bool,
    }

    impl Source {
        fn new(fails: bool) -> Arc<Self> {
            Arc::new(Self { kept: Some(Kept::new()), fetched: Arc::default(), fails })
        }

        async fn get(&self) -> Result<usize, Trouble> {
            let (fetched, fails) = (Arc::clone(&self.fetched), self.fails);
            let fetch = async move {
                let nth = fetched.fetch_add(1, Ordering::SeqCst) + 1;
                sleep(Duration::from_secs(1)).await;
                if fails { Err(Trouble::Slow) } else { Ok(nth) }
            };
            self.kept.as_ref().unwrap().get(MINUTE, fetch).await.map(|copy| *copy)
        }

        fn fetched(&self) -> usize {
            self.fetched.load(Ordering::SeqCst)
        }
    }

    async fn crowd(source: &Arc<Source>) -> Vec<Result<usize, Trouble>> {
        let mut crowd = JoinSet::new();
        for _ in 0..50 {
            let source = Arc::clone(source);
            crowd.spawn(async move { source.get().await });
        }
        crowd.join_all().await
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_causes_one_fetch_and_shares_what_came_of_it() {
        let source = Source::new(false);
        assert!(crowd(&source).await.into_iter().all(|outcome| outcome == Ok(1)));
        assert_eq!(source.fetched(), 1);

        let source = Source::new(true);
        assert!(crowd(&source).await.into_iter().all(|outcome| outcome == Err(Trouble::Slow)));
        assert_eq!(source.fetched(), 1);
        // Who asks later is not told what was, but what is.
        advance(MOMENT).await;
        source.get().await.unwrap_err();
        assert_eq!(source.fetched(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_copy_is_believed_for_its_time() {
        let source = Source::new(false);
        assert_eq!(source.get().await, Ok(1));
        // Fetching has taken a second, and the copy is as old as its arrival.
        advance(MINUTE.saturating_sub(MOMENT)).await;
        assert_eq!(source.get().await, Ok(1));
        advance(MOMENT).await;
        assert_eq!(source.get().await, Ok(2));
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_leaves_the_copy_to_the_others() {
        let source = Source::new(false);
        for _ in 0..10 {
            timeout(Duration::from_millis(10), source.get()).await.unwrap_err();
        }
        assert_eq!(source.get().await, Ok(1));
        assert_eq!(source.fetched(), 1);
    }
}
