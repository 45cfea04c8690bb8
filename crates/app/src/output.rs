//! What a command answers on standard output: text for people, or JSON for programs.
//!
//! Never used for logs.

use std::fmt::Display;
use std::io::{ErrorKind, Write as _, stdout};

use serde_json::{Value, json};

use crate::exit::{Exit, Failure};

/// The form that `--json` chose.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    pub(crate) json: bool,
}

impl Output {
    /// The answer: one JSON object on one line, or the text.
    pub(crate) fn answer(self, object: &Value, text: impl Display) -> Result<(), Failure> {
        if self.json { line(object) } else { line(text) }
    }

    /// Something that happened while the command goes on; only programs are told here, people
    /// read the log.
    pub(crate) fn event(self, name: &str, mut object: Value) -> Result<(), Failure> {
        if !self.json {
            return Ok(());
        }
        if let Some(members) = object.as_object_mut() {
            members.insert("event".to_owned(), json!(name));
        }
        line(object)
    }

    /// Why the command failed: on standard error, and for programs as an object too.
    pub(crate) fn failure(self, failure: &Failure) {
        // Where standard error is closed, the exit code has to do.
        let _ = writeln!(std::io::stderr(), "skybot: {failure}");
        if self.json && !failure.told {
            let error = json!({"exit_code": failure.exit as u8, "message": failure.message});
            let _ = line(json!({"error": error}));
        }
    }
}

/// Writes a line. A reader who has gone away is no failure of ours.
pub(crate) fn line(text: impl Display) -> Result<(), Failure> {
    let mut out = stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(Exit::Failure, format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}
