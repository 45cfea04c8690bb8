//! How far an import is: a bar on a terminal, nothing elsewhere; and the lines told beside it.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::batches::BadLine;

/// The bar, if there is one, and the clock.
pub(super) struct Progress {
    bar: ProgressBar,
    read: Arc<AtomicU64>,
    since: Instant,
}

impl Progress {
    /// `size` of the file as stored, if known, and the counter of how much of it was read.
    pub(super) fn start(size: Option<u64>, read: Arc<AtomicU64>, wanted: bool) -> Self {
        let bar = match size {
            _ if !wanted || !std::io::stderr().is_terminal() => ProgressBar::hidden(),
            Some(size) => styled(ProgressBar::new(size), "{bar:30} {bytes}/{total_bytes} {msg} ({eta} left)"),
            None => styled(ProgressBar::new_spinner(), "{spinner} {bytes} {msg}"),
        };
        Self { bar, read, since: Instant::now() }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }

    /// A batch is in.
    pub(super) fn show(&self, messages: u64) {
        self.bar.set_message(format!("{messages} messages, {}/s", per_second(messages, self.elapsed())));
        self.bar.set_position(self.read.load(Ordering::Relaxed));
    }

    /// Tells of bad lines on standard error.
    pub(super) fn tell(&self, bad: &[BadLine]) {
        if bad.is_empty() {
            return;
        }
        self.bar.suspend(|| {
            let mut out = std::io::stderr().lock();
            for BadLine { number, fault } in bad {
                // Nobody may listen; the count is in the summary.
                let _ = writeln!(out, "line {number}: {fault}");
            }
        });
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Whole things a second.
pub(super) fn per_second(count: u64, elapsed: Duration) -> u64 {
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    count.saturating_mul(1000) / millis
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use indicatif::ProgressStyle;

    use super::per_second;

    #[test]
    fn rates_are_whole_and_never_divide_by_nothing() {
        assert_eq!(per_second(10_000, Duration::from_millis(2_500)), 4_000);
        assert_eq!(per_second(3, Duration::ZERO), 3_000);
        assert_eq!(per_second(u64::MAX, Duration::MAX), 1);
    }

    #[test]
    fn the_templates_are_understood() {
        for template in ["{bar:30} {bytes}/{total_bytes} {msg} ({eta} left)", "{spinner} {bytes} {msg}"] {
            assert!(ProgressStyle::with_template(template).is_ok());
        }
    }
}
