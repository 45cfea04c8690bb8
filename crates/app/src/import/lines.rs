//! Lines out of a file or standard input, compressed or not, none longer than the memory allowed.
//!
//! Knows nothing of what the lines say.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const BUFFER: usize = 128 * 1024;

/// What there is to read, not yet looked into.
pub(super) struct Input {
    from: Box<dyn Read + Send>,
    /// In bytes, as stored; `None` for a stream.
    pub(super) size: Option<u64>,
    /// How many of them were read.
    pub(super) read: Arc<AtomicU64>,
}

impl Input {
    /// A file, or standard input for `-`.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        if path.as_os_str() == "-" {
            return Ok(Self::new(Box::new(io::stdin()), None));
        }
        let file = File::open(path)?;
        let about = file.metadata()?;
        if about.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok(Self::new(Box::new(file), about.is_file().then_some(about.len())))
    }

    pub(super) fn new(from: Box<dyn Read + Send>, size: Option<u64>) -> Self {
        Self { from, size, read: Arc::default() }
    }

    /// Its lines, decompressed if its first bytes say that it is gzip, whatever its name says.
    pub(super) fn lines(self, longest: usize) -> io::Result<Lines> {
        let mut stored = BufReader::with_capacity(BUFFER, Counted { from: self.from, read: self.read });
        // A pipe may give one byte at a time.
        let mut magic = Vec::with_capacity(GZIP.len());
        (&mut stored).take(GZIP.len() as u64).read_to_end(&mut magic)?;
        let whole = io::Cursor::new(magic.clone()).chain(stored);
        let text: Box<dyn BufRead + Send> = if magic == GZIP {
            Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(whole)))
        } else {
            Box::new(whole)
        };
        Ok(Lines { text, line: Vec::new(), number: 0, longest })
    }
}

struct Counted {
    from: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Lines, one at a time, in one buffer.
pub(super) struct Lines {
    text: Box<dyn BufRead + Send>,
    line: Vec<u8>,
    number: u64,
    longest: usize,
}

/// A line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// As it is.
    Whole(&'a [u8]),
    /// It was skipped.
    TooLong,
}

impl Lines {
    /// The next line with its number, from 1; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Line<'_>)>> {
        self.line.clear();
        let bound = self.longest as u64 + 1;
        if (&mut self.text).take(bound).read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        } else if self.line.len() > self.longest {
            self.text.skip_until(b'\n')?;
            return Ok(Some((self.number, Line::TooLong)));
        }
        Ok(Some((self.number, Line::Whole(&self.line))))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read, Write as _};

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::{Input, Line};

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    /// One byte at a time, as a pipe may give them.
    struct Trickle(io::Cursor<Vec<u8>>);

    impl Read for Trickle {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let end = buffer.len().min(1);
            self.0.read(&mut buffer[..end])
        }
    }

    fn read(stored: Vec<u8>, longest: usize) -> io::Result<Vec<(u64, Option<String>)>> {
        let input = Input::new(Box::new(Trickle(io::Cursor::new(stored))), None);
        let mut lines = input.lines(longest)?;
        let mut all = Vec::new();
        while let Some((number, line)) = lines.next()? {
            all.push((
                number,
                match line {
                    Line::Whole(line) => Some(String::from_utf8_lossy(line).into_owned()),
                    Line::TooLong => None,
                },
            ));
        }
        Ok(all)
    }

    fn numbered(lines: &[&str]) -> Vec<(u64, Option<String>)> {
        (1..).zip(lines.iter().map(|line| Some((*line).to_owned()))).collect()
    }

    #[test]
    fn gzip_is_known_by_its_content() {
        let text = b"one\ntwo\n\nfour";
        let expected = numbered(&["one", "two", "", "four"]);
        assert_eq!(read(text.to_vec(), 100).unwrap(), expected);
        assert_eq!(read(gzip(text), 100).unwrap(), expected);
        let members = [gzip(b"one\nt"), gzip(b"wo\n\nfour")].concat();
        assert_eq!(read(members, 100).unwrap(), expected, "many members are one file");
    }

    #[test]
    fn short_inputs_are_not_taken_for_gzip() {
        assert_eq!(read(Vec::new(), 100).unwrap(), numbered(&[]));
        assert_eq!(read(vec![0x1f], 100).unwrap(), numbered(&["\u{1f}"]));
    }

    #[test]
    fn a_line_too_long_is_skipped_and_counted() {
        let text = format!("12345\n{}\n12345\n{}", "x".repeat(1000), "y".repeat(6));
        let one = |number| (number, Some("12345".to_owned()));
        assert_eq!(read(text.into_bytes(), 5).unwrap(), [one(1), (2, None), one(3), (4, None)]);
    }

    #[test]
    fn a_file_cut_short_is_an_error_after_its_whole_lines() {
        let mut cut = gzip("a line\n".repeat(1000).as_bytes());
        cut.truncate(cut.len() - 9);
        assert_eq!(read(cut, 100).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn bytes_are_counted_as_stored() {
        let stored = gzip("a line\n".repeat(1000).as_bytes());
        let size = stored.len() as u64;
        let input = Input::new(Box::new(io::Cursor::new(stored)), Some(size));
        let read = input.read.clone();
        let mut lines = input.lines(100).unwrap();
        while lines.next().unwrap().is_some() {}
        assert_eq!(read.load(std::sync::atomic::Ordering::Relaxed), size);
    }
}
