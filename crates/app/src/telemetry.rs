//! The log: JSON lines or text, written by a thread of its own.
//!
//! Whoever logs never waits for whoever reads: when the reader is slow or gone, lines are lost
//! and counted. Nor is the thread woken for every line: what comes within moments is written together.

use std::io::{self, IsTerminal as _, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};
use crate::exit::{Exit, Failure};

/// Lines that wait to be written, at most.
const BACKLOG: usize = 16_384;
/// Most lines that are written together.
const TOGETHER: usize = 256;
/// The thread rests for so long after it has written. To wake it, and to write, costs more than the line.
const REST: Duration = Duration::from_millis(5);
/// How often it is looked whether lines were lost.
const LOOK: Duration = Duration::from_secs(10);
/// How long the reader has at the end for what is left.
const LAST_WORD: Duration = Duration::from_secs(2);

/// Where the log goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sink {
    /// For commands that do nothing but run.
    Stdout,
    /// For commands that answer on standard output.
    Stderr,
}

/// Keeps the log running. Dropping it writes what is left and tells how much was lost.
pub(crate) struct Telemetry {
    guard: Option<WorkerGuard>,
    lost: Lost,
}

/// How many lines never reached the reader.
#[derive(Clone)]
pub(crate) struct Lost {
    unwritten: ErrorCounter,
    refused: Arc<AtomicUsize>,
}

impl Lost {
    fn count(&self) -> usize {
        self.unwritten.dropped_lines().saturating_add(self.refused.load(Ordering::Relaxed))
    }

    /// Logs whenever lines were lost; never ends.
    pub(crate) async fn watch(self) {
        let mut told = 0;
        let mut look = tokio::time::interval(LOOK);
        loop {
            look.tick().await;
            let lost = self.count();
            if lost > told {
                tracing::warn!(lost = lost - told, total = lost, "log lines were lost: their reader is slow or gone");
                told = lost;
            }
        }
    }
}

impl Telemetry {
    /// Starts the process's log; once.
    pub(crate) fn start(settings: &Log, sink: Sink) -> Result<Self, Failure> {
        let terminal = match sink {
            Sink::Stdout => io::stdout().is_terminal(),
            Sink::Stderr => io::stderr().is_terminal(),
        };
        let (writer, telemetry) = match sink {
            Sink::Stdout => Self::over(io::stdout()),
            Sink::Stderr => Self::over(io::stderr()),
        };
        let failed = |error: &dyn std::fmt::Display| Failure::new(Exit::Failure, format!("there is no log: {error}"));
        let filter = EnvFilter::try_new(&settings.filter).map_err(|error| failed(&error))?;
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
        let json = match settings.format {
            LogFormat::Auto => !terminal,
            LogFormat::Json => true,
            LogFormat::Text => false,
        };
        let started = if json {
            // There is one span, a request's, which the list would tell again.
            log.json().flatten_event(true).with_span_list(false).try_init()
        } else {
            log.with_ansi(terminal).try_init()
        };
        started.map_err(|error| failed(&error))?;
        log_panics();
        Ok(telemetry)
    }

    fn over(sink: impl Write + Send + 'static) -> (NonBlocking, Self) {
        let refused = Arc::new(AtomicUsize::new(0));
        let sink = Together { sink, text: Vec::new(), lines: 0, refused: Arc::clone(&refused) };
        let (writer, guard) =
            NonBlockingBuilder::default().lossy(true).buffered_lines_limit(BACKLOG).thread_name("log").finish(sink);
        let lost = Lost { unwritten: writer.error_counter(), refused };
        (writer, Self { guard: Some(guard), lost })
    }

    /// How many lines were lost.
    pub(crate) fn lost(&self) -> Lost {
        self.lost.clone()
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        let (guard, lost) = (self.guard.take(), self.lost.clone());
        let (done, wait) = channel();
        // In a thread of its own: where the reader is stuck, the guard and the last word are too.
        std::thread::spawn(move || {
            drop(guard);
            let lost = lost.count();
            if lost > 0 {
                let _ = writeln!(io::stderr(), "skybot: {lost} log lines were lost");
            }
            let _ = done.send(());
        });
        let _ = wait.recv_timeout(LAST_WORD);
    }
}

/// A panic is a line of the log like any other.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("no message");
        tracing::error!(location, message, "panicked");
    }));
}

/// Writes lines together, and counts those that the sink refuses: the appender itself only counts what waits
/// too long. It says when no more are waiting, by `flush`.
struct Together<W> {
    sink: W,
    text: Vec<u8>,
    lines: usize,
    refused: Arc<AtomicUsize>,
}

impl<W: Write> Together<W> {
    fn write_out(&mut self) {
        if self.sink.write_all(&self.text).is_err() {
            self.refused.fetch_add(self.lines, Ordering::Relaxed);
        }
        self.text.clear();
        self.lines = 0;
    }
}

impl<W: Write> Write for Together<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(line);
        self.lines += 1;
        if self.lines >= TOGETHER {
            self.write_out();
        }
        Ok(line.len())
    }

    #[expect(clippy::disallowed_methods, reason = "nothing is waited for: lines are let come together")]
    fn flush(&mut self) -> io::Result<()> {
        if self.lines > 0 {
            self.write_out();
            // What a sink could not flush, its next write tells.
            let _ = self.sink.flush();
            std::thread::sleep(REST);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::mpsc::{Receiver, channel};
    use std::time::{Duration, Instant};

    use super::{BACKLOG, TOGETHER, Telemetry};

    struct Dead;

    impl Write for Dead {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    /// Takes nothing until it is let go.
    struct Stuck(Receiver<()>);

    impl Write for Stuck {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_for_a_dead_reader_are_counted() {
        let (mut writer, mut telemetry) = Telemetry::over(Dead);
        for _ in 0..100 {
            writer.write_all(b"line\n").unwrap();
        }
        drop(telemetry.guard.take());
        assert_eq!(telemetry.lost.count(), 100);
    }

    #[test]
    fn a_stuck_reader_stops_nobody_and_the_lines_are_counted() {
        let (let_go, wait) = channel();
        let (mut writer, telemetry) = Telemetry::over(Stuck(wait));
        let begun = Instant::now();
        for _ in 0..BACKLOG * 2 {
            writer.write_all(b"line\n").unwrap();
        }
        assert!(begun.elapsed() < Duration::from_secs(5));
        // Some may be in the writer's hands.
        assert!((BACKLOG - TOGETHER..=BACKLOG).contains(&telemetry.lost.count()), "{}", telemetry.lost.count());
        let begun = Instant::now();
        drop(telemetry);
        assert!(begun.elapsed() < Duration::from_secs(5), "the end does not wait for it either");
        drop(let_go);
    }
}
