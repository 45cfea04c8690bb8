//! The least of HTTP/1.1 that a load generator needs, so that it costs next to nothing: it shares
//! the processors with what is measured.

use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A keep-alive connection, with one request under way at most.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    body: std::ops::Range<usize>,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server takes connections");
        stream.set_nodelay(true).expect("a connected socket");
        Self { stream, buffer: vec![0; 64 << 10], body: 0..0 }
    }

    /// Sends a part of a request.
    pub(crate) async fn send(&mut self, part: &[u8]) -> io::Result<()> {
        self.stream.write_all(part).await
    }

    /// Sends a complete request, or the last part of one, and reads the answer; its status.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> io::Result<u16> {
        self.send(request).await?;
        let mut filled = 0;
        let head = loop {
            filled += self.read(filled).await?;
            if let Some(head) = Head::parse(&self.buffer[..filled])? {
                break head;
            }
        };
        let end = head.length + head.body;
        while filled < end {
            filled += self.read(filled).await?;
        }
        self.body = head.length..end;
        Ok(head.status)
    }

    /// The body of the last answer.
    pub(crate) fn body(&self) -> &[u8] {
        &self.buffer[self.body.clone()]
    }

    async fn read(&mut self, filled: usize) -> io::Result<usize> {
        if filled == self.buffer.len() {
            self.buffer.resize(filled * 2, 0);
        }
        match self.stream.read(&mut self.buffer[filled..]).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => Ok(read),
        }
    }
}

/// The head of an answer.
struct Head {
    status: u16,
    /// Its own, with the empty line.
    length: usize,
    /// The body's.
    body: usize,
}

impl Head {
    /// `None` while it is not complete.
    fn parse(bytes: &[u8]) -> io::Result<Option<Self>> {
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
        let odd = || io::Error::new(io::ErrorKind::InvalidData, "an answer without status or Content-Length");
        let text = str::from_utf8(&bytes[..end]).map_err(|_| odd())?;
        let status = text.get(9..12).and_then(|status| status.parse().ok()).ok_or_else(odd)?;
        let mut fields = text.lines().skip(1).filter_map(|line| line.split_once(':'));
        let length = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        let body = length.and_then(|(_, length)| length.trim().parse().ok()).ok_or_else(odd)?;
        Ok(Some(Self { status, length: end + 4, body }))
    }
}
