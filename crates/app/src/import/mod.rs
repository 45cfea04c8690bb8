//! `skybot import`: conversations of the past, from a file of JSON lines into an inbox.
//!
//! A thread reads and checks lines ([`batches`]), the database takes them a transaction each. What
//! is there already (by the line's id) is skipped, so an import that ended early is simply run
//! again. Memory does not grow with the file. Never repeats what a bad line says.

mod batches;
mod inbox;
mod lines;
mod moments;
mod progress;
mod record;

use std::future::Future;
use std::io;
use std::pin::pin;
use std::time::Duration;

use serde_json::{Value, json};
use skybot_domain::id::AccountId;
use skybot_domain::inbox::{Channel, Inbox};
use skybot_domain::ports::{ImportOutcome, Importer, Ports, Provisioning};
use skybot_domain::scope::{Actor, Reach, Role, Scope};
use skybot_domain::text::Name;

pub(crate) use self::batches::conversation;
use self::batches::{BadLine, Read, Reader};
pub(crate) use self::inbox::find_or_create;
use self::lines::Input;
pub(crate) use self::moments::{Dice, WINDOW, spread};
use self::progress::{Progress, per_second};
pub(crate) use self::record::{Record, parse};
use crate::cli::ImportArgs;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// In bytes. The longest line of real histories is below 1 MiB.
pub(crate) const LONGEST_LINE: usize = 16 << 20;
/// Where conversations go if no inbox is named.
const DEFAULT_INBOX: &str = "Import";

/// Runs the command; `stop` ends it after the transaction that runs.
pub(crate) async fn run(
    ports: &Ports,
    (importer, provisioning): (&dyn Importer, &dyn Provisioning),
    args: &ImportArgs,
    output: Output,
    stop: impl Future<Output = ()>,
) -> Result<(), Failure> {
    let input = Input::open(&args.file).map_err(|error| unreadable(args, &error))?;
    if provisioning.account(args.account).await?.is_none() {
        return Err(Failure::new(Exit::Data, format!("there is no account {}", args.account)));
    }
    let scope = scope(args.account);
    let name = args.inbox.clone().map_or_else(|| Name::parse(DEFAULT_INBOX), Ok);
    let name = name.map_err(|violation| Failure::new(Exit::Data, violation.detail))?;
    let (inbox, _) = find_or_create(ports, &scope, &name, Channel::Api).await?;

    let progress = Progress::start(input.size, input.read.clone(), !output.json);
    let reader = Reader { ids: ports.ids.clone(), now: ports.clock.now(), strict: args.strict };
    let mut reads = reader.start(input).map_err(|error| unreadable(args, &error))?;
    let mut tally = Tally::default();
    let mut stop = pin!(stop);
    let end = loop {
        // Nothing that the database does is cut short: only the wait for the next batch is.
        let read = tokio::select! {
            biased;
            () = &mut stop => break End::Stopped,
            read = reads.recv() => read,
        };
        match read {
            Some(Read::Batch(batch)) => {
                progress.tell(&batch.bad);
                tally.bad += batch.bad.len() as u64;
                if !batch.conversations.is_empty() {
                    match importer.import(&scope, inbox.id, &batch.conversations).await {
                        Ok(outcome) => tally.add(outcome),
                        Err(error) => break End::Failed(error.into()),
                    }
                }
                progress.show(tally.loaded.messages);
            }
            Some(Read::Refused(bad)) => break End::Refused(bad),
            Some(Read::Broken(after, error)) => break End::Broken(after, error),
            None => break End::Complete,
        }
    };
    progress.end();
    tally.elapsed = progress.elapsed();
    match end {
        End::Complete => output.answer(&tally.object(args.account, &inbox), tally.text()),
        early => Err(early.failure(&tally)),
    }
}

/// How an import ended.
enum End {
    Complete,
    Stopped,
    /// A bad line with `--strict`.
    Refused(BadLine),
    /// Could not be read on after this line.
    Broken(u64, io::Error),
    /// The database did not take a batch.
    Failed(Failure),
}

impl End {
    /// Why, what stays, and how to go on.
    fn failure(self, tally: &Tally) -> Failure {
        const AGAIN: &str = "run the same command again to go on: what is there already is skipped";
        let (exit, why, then) = match self {
            Self::Complete => (Exit::Failure, "ended".to_owned(), AGAIN),
            Self::Stopped => (Exit::Interrupted, "stopped before the end of the file".to_owned(), AGAIN),
            Self::Refused(BadLine { number, fault }) => {
                let then = "correct the line, or leave out --strict to skip it, and run the command again";
                (Exit::Data, format!("line {number} is refused: {fault}"), then)
            }
            Self::Broken(after, error) => {
                let then = "with the file whole again, run the same command: what is there already is skipped";
                (Exit::Data, format!("the file cannot be read on after line {after}: {error}"), then)
            }
            Self::Failed(failure) => (failure.exit, failure.message, AGAIN),
        };
        Failure::new(exit, format!("{why}\n{}; what was added stays\n{then}", tally.text()))
    }
}

/// What was done so far.
#[derive(Default)]
struct Tally {
    loaded: ImportOutcome,
    bad: u64,
    elapsed: Duration,
}

impl Tally {
    fn add(&mut self, outcome: ImportOutcome) {
        self.loaded.conversations += outcome.conversations;
        self.loaded.messages += outcome.messages;
        self.loaded.skipped += outcome.skipped;
    }

    fn text(&self) -> String {
        let ImportOutcome { conversations, messages, skipped } = self.loaded;
        let (bad, rate) = (self.bad, per_second(messages, self.elapsed));
        format!(
            "{conversations} conversations with {messages} messages added, {skipped} skipped, {bad} bad lines; \
             {:.1} s, {rate} messages/s",
            self.elapsed.as_secs_f64()
        )
    }

    fn object(&self, account: AccountId, inbox: &Inbox) -> Value {
        json!({
            "account_id": account.to_string(),
            "inbox_id": inbox.id.to_string(),
            "conversations": self.loaded.conversations,
            "messages": self.loaded.messages,
            "skipped": self.loaded.skipped,
            "bad_lines": self.bad,
            "seconds": self.elapsed.as_secs_f64(),
            "messages_per_second": per_second(self.loaded.messages, self.elapsed),
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "the command line knows for whom it works")]
fn scope(account: AccountId) -> Scope {
    Scope::issue(account, Actor::System { part: "import" }, Role::Owner, Reach::All)
}

fn unreadable(args: &ImportArgs, error: &io::Error) -> Failure {
    Failure::new(Exit::NoInput, format!("{} cannot be read: {error}", args.file.display()))
}
