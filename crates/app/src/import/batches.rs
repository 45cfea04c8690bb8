//! From lines to batches: a thread reads and checks ahead while the database works.
//!
//! At most [`AHEAD`] batches are in memory, however long the file.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use skybot_domain::Timestamp;
use skybot_domain::ports::{Ids, IdsExt as _, ImportConversation, ImportMessage};
use skybot_domain::text::ExternalId;
use tokio::sync::mpsc;

use super::lines::{Input, Line, Lines};
use super::moments::{end_of_line, spread};
use super::record::{self, Fault, Record};

/// Batches that wait for the database.
const AHEAD: usize = 2;
/// A batch is full with so many messages, or bad lines.
const FULL: usize = 1_000;

/// Consecutive lines, for one transaction.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) conversations: Vec<ImportConversation>,
    pub(super) bad: Vec<BadLine>,
    ids: HashSet<ExternalId>,
    messages: usize,
}

/// A line that cannot be taken.
#[derive(Debug)]
pub(super) struct BadLine {
    /// From 1.
    pub(super) number: u64,
    pub(super) fault: Fault,
}

/// What the reader hands over.
pub(super) enum Read {
    /// More of the file.
    Batch(Batch),
    /// A bad line, in strict mode: the last that comes. Lines of the batch begun are let go.
    Refused(BadLine),
    /// The file cannot be read on after this line.
    Broken(u64, io::Error),
}

/// How lines become conversations.
pub(super) struct Reader {
    pub(super) ids: Arc<dyn Ids>,
    pub(super) now: Timestamp,
    pub(super) strict: bool,
}

impl Reader {
    /// Reads in a thread of its own, until the end or until nobody listens. The channel closes
    /// at the end.
    pub(super) fn start(self, input: Input) -> io::Result<mpsc::Receiver<Read>> {
        let (send, receive) = mpsc::channel(AHEAD);
        // Not a blocking task: one that waits for standard input would hold up the end of the
        // runtime.
        std::thread::Builder::new().name("import".to_owned()).spawn(move || {
            let hand = |read| send.blocking_send(read).is_ok();
            match input.lines(super::LONGEST_LINE) {
                Ok(lines) => self.run(lines, hand),
                Err(error) => {
                    hand(Read::Broken(0, error));
                }
            }
        })?;
        Ok(receive)
    }

    /// `hand` is false when nobody listens any more.
    fn run(&self, mut lines: Lines, hand: impl Fn(Read) -> bool) {
        let mut batch = Batch::default();
        let mut last = 0;
        loop {
            let (number, parsed) = match lines.next() {
                Ok(Some((number, Line::Whole(line)))) if line.trim_ascii().is_empty() => {
                    last = number;
                    continue;
                }
                Ok(Some((number, Line::Whole(line)))) => (number, record::parse(line)),
                Ok(Some((number, Line::TooLong))) => (number, Err(Fault::TooLong)),
                Ok(None) => break,
                Err(error) => {
                    let _ = hand(Read::Batch(batch)) && hand(Read::Broken(last, error));
                    return;
                }
            };
            last = number;
            match parsed {
                Err(fault) if self.strict => {
                    hand(Read::Refused(BadLine { number, fault }));
                    return;
                }
                Err(fault) => batch.bad.push(BadLine { number, fault }),
                Ok(record) => {
                    // The same id twice in one transaction: the first one must be there to be seen.
                    if batch.ids.contains(&record.id) && !hand(Read::Batch(std::mem::take(&mut batch))) {
                        return;
                    }
                    batch.add(self.conversation(number, record));
                }
            }
            if batch.is_full() && !hand(Read::Batch(std::mem::take(&mut batch))) {
                return;
            }
        }
        hand(Read::Batch(batch));
    }

    fn conversation(&self, line: u64, record: Record) -> ImportConversation {
        let moments = spread(end_of_line(line, self.now), line, record.messages.len());
        conversation(&*self.ids, record, &moments)
    }
}

impl Batch {
    fn add(&mut self, conversation: ImportConversation) {
        self.messages += conversation.messages.len();
        self.ids.insert(conversation.external_id.clone());
        self.conversations.push(conversation);
    }

    fn is_full(&self) -> bool {
        self.messages >= FULL || self.bad.len() >= FULL
    }
}

/// A conversation whose messages were written at these moments, with ids of them.
pub(crate) fn conversation(ids: &dyn Ids, record: Record, moments: &[Timestamp]) -> ImportConversation {
    let begin = moments.first().copied().unwrap_or(Timestamp::UNIX_EPOCH);
    let message = |(said, at): (record::Said, &Timestamp)| ImportMessage {
        id: ids.fresh(*at),
        inbound: said.by_contact,
        body: said.body,
        at: *at,
    };
    ImportConversation {
        id: ids.fresh(begin),
        external_id: record.id,
        contact_id: ids.fresh(begin),
        contact: record.contact,
        messages: record.messages.into_iter().zip(moments).map(message).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::sync::Arc;

    use time::macros::datetime;

    use super::{Batch, FULL, Read, Reader};
    use crate::ids::RandomIds;
    use crate::import::lines::Input;

    const NOW: skybot_domain::Timestamp = datetime!(2026-03-01 12:00:00.123456 UTC);

    fn line(id: &str, messages: usize) -> String {
        let message = r#"{"from":"contact","text":"Hi"}"#;
        let messages = vec![message; messages].join(",");
        format!(r#"{{"id":"{id}","contact":{{"name":"Ana"}},"messages":[{messages}]}}"#)
    }

    fn read(text: &str, strict: bool) -> Vec<Read> {
        let input = Input::new(Box::new(Cursor::new(text.to_owned().into_bytes())), None);
        let reader = Reader { ids: Arc::new(RandomIds), now: NOW, strict };
        let mut receive = reader.start(input).unwrap();
        std::iter::from_fn(|| receive.blocking_recv()).collect()
    }

    fn batches(text: &str) -> Vec<Batch> {
        read(text, false)
            .into_iter()
            .map(|read| match read {
                Read::Batch(batch) => batch,
                _ => panic!("only batches"),
            })
            .collect()
    }

    fn ids(batch: &Batch) -> Vec<&str> {
        batch.conversations.iter().map(|conversation| conversation.external_id.as_str()).collect()
    }

    #[test]
    fn bad_lines_keep_their_numbers_and_blank_ones_are_nothing() {
        let text = format!("{}\r\n\n{{\n{}\n  \nnonsense", line("a", 1), line("b", 2));
        let batches = batches(&text);
        assert_eq!(batches.len(), 1);
        assert_eq!(ids(&batches[0]), ["a", "b"]);
        assert_eq!(batches[0].bad.iter().map(|bad| bad.number).collect::<Vec<_>>(), [3, 6]);
    }

    #[test]
    fn batches_are_bounded_by_messages_and_by_bad_lines() {
        let text: Vec<_> = (0..25).map(|n| line(&n.to_string(), 100)).collect();
        let sizes: Vec<_> = batches(&text.join("\n")).iter().map(|batch| batch.conversations.len()).collect();
        assert_eq!(sizes, [10, 10, 5]);
        let bad = batches(&"x\n".repeat(FULL * 2 + 1));
        assert_eq!(bad.iter().map(|batch| batch.bad.len()).collect::<Vec<_>>(), [FULL, FULL, 1]);
    }

    #[test]
    fn one_id_is_never_twice_in_a_batch() {
        let text = [line("a", 1), line("b", 1), line("a", 1), line("c", 1)].join("\n");
        let batches = batches(&text);
        assert_eq!(batches.iter().map(ids).collect::<Vec<_>>(), [vec!["a", "b"], vec!["a", "c"]]);
    }

    #[test]
    fn strict_ends_at_the_first_bad_line() {
        let text = format!("{}\nx\n{}", line("a", 1), line("b", 1));
        assert!(matches!(read(&text, true).as_slice(), [Read::Refused(bad)] if bad.number == 2));
    }

    #[test]
    fn a_broken_file_gives_what_came_before() {
        let mut text = vec![0x1f, 0x8b];
        text.extend_from_slice(b"not gzip after all");
        let input = Input::new(Box::new(Cursor::new(text)), None);
        let reader = Reader { ids: Arc::new(RandomIds), now: NOW, strict: false };
        let mut receive = reader.start(input).unwrap();
        let all: Vec<_> = std::iter::from_fn(|| receive.blocking_recv()).collect();
        assert!(matches!(all.as_slice(), [Read::Batch(_), Read::Broken(0, _)]));
    }

    #[test]
    fn conversations_are_in_the_past_in_order_with_ids_of_their_moments() {
        let text: Vec<_> = (0..30).map(|n| line(&n.to_string(), 7)).collect();
        let mut ends = Vec::new();
        for conversation in batches(&text.join("\n")).iter().flat_map(|batch| &batch.conversations) {
            let moments: Vec<_> = conversation.messages.iter().map(|message| message.at).collect();
            assert!(moments.windows(2).all(|pair| pair[0] < pair[1]));
            for message in &conversation.messages {
                let (seconds, _) = message.id.uuid().get_timestamp().unwrap().to_unix();
                assert_eq!(i64::try_from(seconds).unwrap(), message.at.unix_timestamp());
            }
            ends.extend(moments.last().copied());
        }
        assert_eq!(ends.len(), 30);
        assert!(ends.windows(2).all(|pair| pair[0] < pair[1]) && ends[29] < NOW);
    }
}
