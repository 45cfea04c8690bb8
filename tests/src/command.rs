//! Running the product's commands to their end.

use std::ffi::OsString;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::binary::skybot;

/// No command of a test takes this long.
const PATIENCE: Duration = Duration::from_mins(4);

/// A command to be run, in an empty environment, with `--json`.
#[derive(Debug)]
pub struct Run {
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    stdin: String,
}

/// How a command ended.
#[derive(Debug)]
pub struct Finished {
    /// Its exit code; `None` after a signal.
    pub code: Option<i32>,
    /// What it answered.
    pub stdout: String,
    /// What it said beside.
    pub stderr: String,
}

/// The binary with nothing of our own environment but what programs need to run.
pub(crate) fn program() -> Command {
    let mut command = Command::new(skybot());
    command.env_clear().kill_on_drop(true);
    for name in ["PATH", "HOME", "TMPDIR", "SKYBOT_PG_BIN", "LLVM_PROFILE_FILE"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

impl Run {
    /// `skybot --json` with these arguments.
    pub fn new<S: Into<OsString>>(arguments: impl IntoIterator<Item = S>) -> Self {
        let arguments = arguments.into_iter().map(Into::into).collect();
        Self { arguments, environment: Vec::new(), stdin: String::new() }
    }

    /// And these.
    #[must_use]
    pub fn arguments<S: Into<OsString>>(mut self, more: impl IntoIterator<Item = S>) -> Self {
        self.arguments.extend(more.into_iter().map(Into::into));
        self
    }

    /// With this in its environment.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// With all of these in its environment.
    #[must_use]
    pub fn envs<N: Into<OsString>, V: Into<OsString>>(mut self, pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        self.environment.extend(pairs.into_iter().map(|(name, value)| (name.into(), value.into())));
        self
    }

    /// With this on its standard input.
    #[must_use]
    pub fn stdin(mut self, text: impl Into<String>) -> Self {
        self.stdin = text.into();
        self
    }

    /// Runs it, however it ends.
    pub async fn finish(self) -> Finished {
        tokio::task::spawn_blocking(skybot).await.expect("the binary");
        let mut command = program();
        command.arg("--json").args(&self.arguments).envs(self.environment);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary can be run");
        let mut stdin = child.stdin.take().expect("its input");
        let text = self.stdin;
        let feed = tokio::spawn(async move {
            // A command that reads no input may be gone already.
            let _ = stdin.write_all(text.as_bytes()).await;
        });
        let output = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
        let output = output.expect("the command ends").expect("its output");
        feed.await.expect("fed");
        Finished {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// Runs it, and fails the test unless it succeeds; its answer (null if it gives none).
    pub async fn success(self) -> Value {
        let what = format!("{:?}", self.arguments);
        let finished = self.finish().await;
        assert_eq!(finished.code, Some(0), "{what} failed: {}{}", finished.stdout, finished.stderr);
        finished.answer()
    }
}

impl Finished {
    /// The JSON object on standard output (the last, if there are many lines), or null.
    pub fn answer(&self) -> Value {
        let last = || self.stdout.lines().last().and_then(|line| serde_json::from_str(line).ok());
        serde_json::from_str(&self.stdout).ok().or_else(last).unwrap_or_default()
    }
}
