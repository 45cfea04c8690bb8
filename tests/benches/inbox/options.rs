//! The command line.

/// What may be named by `--only`.
const NAMES: [&str; 13] =
    ["start", "live", "page", "list", "search", "read", "send", "hot", "auth", "growth", "import", "contacts", "files"];

pub(crate) const USAGE: &str = "\
cargo bench -p skybot-tests --bench inbox -- [OPTIONS]

  --only NAME      measure only this (may be repeated): start, page, list, search, read, send,
                   hot, auth, growth, import, contacts, files, live
  --seconds N      length of one turn (default 5)
  --rounds N       turns of each side (default 5)
  --messages N     messages in the database, at least 10000 (default 1000000)
  --check          end with 1 if a bar is missed

PostgreSQL keeps its data in the folder for temporary files, which must be on a disk: TMPDIR.";

/// How much to measure.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// Length of one turn.
    pub(crate) seconds: u64,
    /// Turns of each side.
    pub(crate) rounds: u64,
    /// Messages in the database.
    pub(crate) messages: u64,
    /// End with a failure if a bar is missed.
    pub(crate) check: bool,
    only: Vec<String>,
}

impl Options {
    /// Reads the arguments; `None` if there is nothing to do. Cargo says `--bench` when it is to
    /// measure, and nothing when all targets are only to be tried, as by `cargo test --benches`.
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self { seconds: 5, rounds: 5, messages: 1_000_000, check: false, only: Vec::new() };
        let mut measure = false;
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--bench" => measure = true,
                "--check" => options.check = true,
                "--seconds" => options.seconds = number(&value()?, 1)?,
                "--rounds" => options.rounds = number(&value()?, 1)?,
                "--messages" => options.messages = number(&value()?, 10_000)?,
                "--only" => options.only.push(name(value()?)?),
                "--help" => {
                    println!("{USAGE}");
                    return Ok(None);
                }
                _ => return Err(format!("there is no option {argument}")),
            }
        }
        Ok(measure.then_some(options))
    }

    /// The same with so many messages.
    pub(crate) fn with_messages(&self, messages: u64) -> Self {
        Self { messages, ..self.clone() }
    }

    /// Whether this is to be measured.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }
}

fn number(text: &str, least: u64) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| *number >= least);
    number.ok_or_else(|| format!("{text} is no number of at least {least}"))
}

fn name(text: String) -> Result<String, String> {
    if NAMES.contains(&text.as_str()) { Ok(text) } else { Err(format!("there is no measure {text}")) }
}
