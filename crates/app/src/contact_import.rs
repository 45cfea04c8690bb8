//! Taking in files of contacts: from bytes to rows, batch by batch.
//!
//! Memory is bounded by a stretch of the file, whatever its size. How far the file is read is stored
//! with what was read, so that this can end anywhere and be run again.

use csv::{ByteRecord, ReaderBuilder};
use skybot_domain::contact_import::{Batch, Columns, ContactImport, ImportState, RowError};
use skybot_domain::error::{Error, Unique, Violation};
use skybot_domain::id::ImportId;
use skybot_domain::ports::{PhoneNumbers, Ports};
use skybot_domain::scope::Scope;
use skybot_domain::text::Region;
use skybot_domain::usecase;
use skybot_domain::work::Work;

/// So many bytes are looked at together; no row is longer.
const STRETCH: i64 = 512 * 1024;
/// Rows of one commit.
const BATCH: usize = 500;
/// How often a batch is tried when somebody takes one of its identities at the same moment.
const TRIES: usize = 5;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Reads an import to its end, from where it is.
pub(crate) async fn run(ports: &Ports, scope: &Scope, id: ImportId) -> Result<(), Error> {
    let region = ports.store.account(scope).await?.and_then(|account| account.default_region);
    loop {
        let Some(import) = ports.store.contact_import(scope, id).await? else { return Ok(()) };
        if !matches!(import.state, ImportState::Queued | ImportState::Running) {
            return Ok(());
        }
        let bytes = ports.store.import_bytes(scope, id, import.at_byte, STRETCH).await?;
        for batch in batches(&import, &bytes, &*ports.phones, region) {
            if !apply(ports, scope, &batch).await? {
                break;
            }
        }
    }
}

/// Whether the batch was the next.
async fn apply(ports: &Ports, scope: &Scope, batch: &Batch) -> Result<bool, Error> {
    let mut tries = 1;
    loop {
        let mut work = Work::begin(ports, scope).await?;
        match usecase::import_batch(&mut work, batch).await {
            Ok(done) => {
                work.finish().await?;
                return Ok(done);
            }
            // Looked up again, it is known.
            Err(Error::Taken(Unique::ContactIdentity)) if tries < TRIES => tries += 1,
            Err(error) => return Err(error),
        }
    }
}

/// What is to be done for the rows that are complete in a stretch of the file: at least one batch.
fn batches(import: &ContactImport, bytes: &[u8], phones: &dyn PhoneNumbers, region: Option<Region>) -> Vec<Batch> {
    let mut rows = Rows::new(import, bytes);
    let mut done = Vec::new();
    let mut batch = empty(import, import.at_byte);
    let mut columns = match import.header.as_ref().map(|header| Columns::parse(header)).transpose() {
        Ok(columns) => columns,
        Err(errors) => return vec![failed(batch, errors)],
    };
    let mut record = ByteRecord::new();
    while let Some(line) = rows.next(&mut record) {
        let cells: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
        let cells = cells.map_err(|_| vec![wrong(line, "INVALID_UTF8", "is not in UTF-8")]);
        let Some(known) = &columns else {
            let header = cells.map(|cells| cells.into_iter().map(str::to_owned).collect::<Vec<_>>());
            match header.and_then(|header| Ok((Columns::parse(&header)?, header))) {
                Ok((parsed, header)) => (columns, batch.header) = (Some(parsed), Some(header)),
                Err(errors) => return vec![failed(batch, errors)],
            }
            continue;
        };
        match cells.and_then(|cells| known.row(line, &cells, phones, region)) {
            Ok(row) => batch.rows.push(row),
            Err(errors) => {
                batch.refused += 1;
                batch.errors.extend(errors);
            }
        }
        if batch.rows.len() + usize::try_from(batch.refused).unwrap_or(usize::MAX) >= BATCH {
            rows.close(&mut batch);
            let next = empty(import, batch.to_byte);
            done.push(std::mem::replace(&mut batch, next));
        }
    }
    rows.close(&mut batch);
    match (rows.is_last, columns) {
        (true, Some(_)) => batch.end = Some(ImportState::Done),
        (true, None) => batch = failed(batch, vec![wrong(1, "REQUIRED", "there is no row with the columns")]),
        // Not one row is complete.
        (false, _) if batch.from_byte == import.at_byte && batch.rows.is_empty() && batch.header.is_none() => {
            let detail = "is too long; there may be a quotation mark that is not closed";
            batch = failed(batch, vec![wrong(rows.line, "ROW_TOO_LONG", detail)]);
        }
        (false, _) => {}
    }
    done.push(batch);
    done
}

fn wrong(line: i64, code: &'static str, detail: &str) -> RowError {
    RowError::new(line, None, Violation::new(code, detail))
}

fn empty(import: &ContactImport, from_byte: i64) -> Batch {
    Batch {
        import: import.id,
        from_byte,
        to_byte: from_byte,
        to_line: import.at_line,
        header: None,
        rows: Vec::new(),
        refused: 0,
        errors: Vec::new(),
        end: None,
    }
}

/// The end of a file that is no table.
fn failed(batch: Batch, errors: Vec<RowError>) -> Batch {
    Batch { rows: Vec::new(), refused: 0, errors, end: Some(ImportState::Failed), ..batch }
}

/// The rows of a stretch.
struct Rows<'a> {
    bytes: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    /// Where the stretch begins in the file.
    base: i64,
    /// Where the next row begins in the stretch, and where the reader began.
    at: usize,
    start: usize,
    line: i64,
    /// Whether the file ends with the stretch.
    is_last: bool,
}

impl<'a> Rows<'a> {
    fn new(import: &ContactImport, bytes: &'a [u8]) -> Self {
        let start = if import.at_byte == 0 && bytes.starts_with(BOM) { BOM.len() } else { 0 };
        let rest = bytes.get(start..).unwrap_or_default();
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(rest);
        let is_last = import.at_byte + i64::try_from(bytes.len()).unwrap_or(i64::MAX) >= import.bytes;
        Self { bytes, reader, base: import.at_byte, at: start, start, line: import.at_line, is_last }
    }

    /// Reads the next row and gives its line, unless it may go on behind the stretch.
    fn next(&mut self, record: &mut ByteRecord) -> Option<i64> {
        while let Some(end @ (b'\r' | b'\n')) = self.bytes.get(self.at) {
            self.line += i64::from(*end == b'\n');
            self.at += 1;
        }
        // Reading bytes from memory cannot fail.
        if !self.reader.read_byte_record(record).unwrap_or(false) {
            return None;
        }
        let end = self.start + usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        if end >= self.bytes.len() && !self.is_last {
            return None;
        }
        let line = self.line;
        let row = self.bytes.get(self.at..end).unwrap_or_default();
        self.line += i64::try_from(row.split(|byte| *byte == b'\n').count() - 1).unwrap_or(i64::MAX);
        self.at = end;
        Some(line)
    }

    /// Ends a batch where the next row begins.
    fn close(&self, batch: &mut Batch) {
        batch.to_byte = self.base + i64::try_from(self.at).unwrap_or(i64::MAX);
        batch.to_line = self.line;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use skybot_domain::contact_import::{Batch, ContactImport, ImportState, OnConflict, Tally};
    use skybot_domain::error::Violation;
    use skybot_domain::ports::PhoneNumbers;
    use skybot_domain::text::{Phone, Region};
    use skybot_domain::{Id, Timestamp};
    use uuid::Uuid;

    use super::batches;

    struct Shape;

    impl PhoneNumbers for Shape {
        fn parse(&self, text: &str, _: Option<Region>) -> Result<Phone, Violation> {
            Phone::parse(text)
        }

        fn knows(&self, _: Region) -> bool {
            true
        }
    }

    /// Reads a file in stretches of so many bytes.
    fn read(file: &[u8], stretch: usize) -> (ContactImport, Vec<Batch>) {
        let mut import = ContactImport {
            id: Id::new(Uuid::nil()),
            state: ImportState::Queued,
            dry_run: false,
            on_conflict: OnConflict::Skip,
            bytes: i64::try_from(file.len()).expect("a size"),
            at_byte: 0,
            at_line: 1,
            header: None,
            tally: Tally::default(),
            created_at: Timestamp::UNIX_EPOCH,
            finished_at: None,
        };
        let mut all = Vec::new();
        while import.state == ImportState::Queued {
            let from = usize::try_from(import.at_byte).expect("a place");
            let bytes = &file[from..file.len().min(from + stretch)];
            for batch in batches(&import, bytes, &Shape, None) {
                assert_eq!(batch.from_byte, import.at_byte, "they follow each other");
                import.at_byte = batch.to_byte;
                import.at_line = batch.to_line;
                import.header = batch.header.clone().or(import.header);
                import.state = batch.end.unwrap_or(import.state);
                all.push(batch);
            }
        }
        (import, all)
    }

    /// A line and what was on it.
    type Told = (i64, String);

    /// Lines and names of the rows, and lines and codes of what is wrong.
    fn told(file: &[u8], stretch: usize) -> (ImportState, Vec<Told>, Vec<Told>) {
        let (import, batches) = read(file, stretch);
        let rows = batches.iter().flat_map(|batch| &batch.rows);
        let rows = rows.map(|row| (row.line, row.name.as_str().to_owned())).collect();
        let errors = batches.iter().flat_map(|batch| &batch.errors);
        (import.state, rows, errors.map(|error| (error.line, error.code.clone())).collect())
    }

    fn pair(line: i64, text: &str) -> (i64, String) {
        (line, text.to_owned())
    }

    #[test]
    fn marks_quotes_ends_of_lines_and_empty_lines_are_what_they_are() {
        let file = "\u{feff}name,email\r\n\"Ana, \"\"A\"\"\",a@b.c\r\n\r\n\"Bea\",b@b.c\nCid,c@b.c";
        let (state, rows, errors) = told(file.as_bytes(), 1 << 20);
        assert_eq!((state, errors), (ImportState::Done, vec![]));
        assert_eq!(rows, [pair(2, "Ana, \"A\""), pair(4, "Bea"), pair(5, "Cid")]);
    }

    #[test]
    fn wrong_rows_are_told_by_their_lines_and_the_others_read() {
        let file = b"name,email\nAna,a@b.c\n\"x\ny\",z@b.c\n\xff,f@b.c\nBea,nobody\nCid,c@b.c,more\nDan,d@b.c\n";
        let (state, rows, errors) = told(file, 1 << 20);
        assert_eq!(state, ImportState::Done);
        assert_eq!(rows, [pair(2, "Ana"), pair(8, "Dan")]);
        let codes = ["CONTROL_CHARACTER", "INVALID_UTF8", "INVALID_EMAIL", "TOO_MANY_CELLS"];
        assert_eq!(errors, [3, 5, 6, 7].into_iter().zip(codes.map(str::to_owned)).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_no_table_fails() {
        for (file, line, code) in [
            (&b"\xef\xbb\xbf"[..], 1, "REQUIRED"),
            (b"\n\n", 1, "REQUIRED"),
            (b"colour\n", 1, "UNKNOWN_COLUMN"),
            (b"\xff\xfen\0", 1, "INVALID_UTF8"),
        ] {
            let (state, rows, errors) = told(file, 1 << 20);
            assert_eq!((state, rows.len()), (ImportState::Failed, 0));
            assert_eq!(errors, [pair(line, code)]);
        }
        let open = format!("name,email\nAna,a@b.c\n\"{}", "x".repeat(300));
        let (state, rows, errors) = told(open.as_bytes(), 100);
        assert_eq!((state, rows, errors), (ImportState::Failed, vec![pair(2, "Ana")], vec![pair(3, "ROW_TOO_LONG")]));
    }

    proptest! {
        #[test]
        fn where_a_stretch_ends_makes_no_difference(
            names in proptest::collection::vec("[a-z]{1,6}|\"[a-z,]{1,3}\"\"[a-z]\"", 1..40),
            crlf in any::<bool>(),
            stretch in 60_usize..200,
        ) {
            let end = if crlf { "\r\n" } else { "\n" };
            let rows: Vec<_> = names.iter().enumerate().map(|(n, name)| format!("{name},a{n}@b.c")).collect();
            let file = format!("name,email{end}{}{end}", rows.join(end));
            let (state, rows, errors) = told(file.as_bytes(), stretch);
            prop_assert_eq!((state, errors), (ImportState::Done, vec![]));
            prop_assert_eq!(rows.len(), names.len());
            prop_assert!(rows.iter().zip(2..).all(|((line, _), expected)| *line == expected), "{:?}", rows);
        }
    }
}
