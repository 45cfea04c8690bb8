//! Where the product's letters arrive: a real SMTP server on this machine.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use mail_parser::MessageParser;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::wait::eventually;

/// A letter that does not come within this never will.
const PATIENCE: Duration = Duration::from_secs(20);

/// A letter that arrived.
#[derive(Debug, Clone)]
pub struct Received {
    /// Whom it is for.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// What it says, as text.
    pub text: String,
    /// What it says, as HTML.
    pub html: String,
}

impl Received {
    /// The secret of the link in it.
    pub fn token(&self) -> String {
        let (_, rest) = self.text.split_once("#token=").unwrap_or_else(|| panic!("no link: {}", self.text));
        rest.split_whitespace().next().unwrap_or_default().to_owned()
    }
}

/// The server. It is gone when the test's runtime is.
#[derive(Debug, Clone)]
pub struct PostOffice {
    address: SocketAddr,
    letters: Arc<Mutex<Vec<Received>>>,
}

impl PostOffice {
    /// Opens on a free port.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let office = Self { address: listener.local_addr().expect("an address"), letters: Arc::default() };
        let serving = office.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let serving = serving.clone();
                // A client that goes away takes its letter along, and sends it again.
                tokio::spawn(async move { serving.converse(client).await });
            }
        });
        office
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// All that arrived, the oldest first.
    pub fn letters(&self) -> Vec<Received> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for so many letters to an address and gives them, the oldest first.
    pub async fn letters_to(&self, address: &str, count: usize) -> Vec<Received> {
        eventually("the letter arrives", PATIENCE, async || {
            let letters = self.letters().into_iter().filter(|letter| letter.to == address);
            let letters: Vec<_> = letters.collect();
            (letters.len() >= count).then_some(letters)
        })
        .await
    }

    /// Waits for the `count`th letter to an address.
    pub async fn letter_to(&self, address: &str, count: usize) -> Received {
        self.letters_to(address, count).await.remove(count - 1)
    }

    async fn converse(&self, client: TcpStream) -> io::Result<()> {
        let mut client = BufReader::new(client);
        client.write_all(b"220 post office\r\n").await?;
        let mut to = Vec::new();
        loop {
            let mut line = String::new();
            if client.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let answer = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
                "RCPT" => {
                    to.extend(line.split(['<', '>']).nth(1).map(str::to_owned));
                    "250 ok"
                }
                "DATA" => {
                    client.write_all(b"354 go on\r\n").await?;
                    let message = message(&mut client).await?;
                    self.keep(&std::mem::take(&mut to), &message);
                    "250 kept"
                }
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            client.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
    }

    fn keep(&self, to: &[String], message: &[u8]) {
        let message = MessageParser::default().parse(message).expect("a mail");
        let text = |body: Option<std::borrow::Cow<'_, str>>| body.unwrap_or_default().into_owned();
        for to in to {
            let received = Received {
                to: to.clone(),
                subject: message.subject().unwrap_or_default().to_owned(),
                text: text(message.body_text(0)),
                html: text(message.body_html(0)),
            };
            self.letters.lock().unwrap_or_else(PoisonError::into_inner).push(received);
        }
    }
}

async fn message(client: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        if client.read_until(b'\n', &mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match line.strip_prefix(b".") {
            Some(b"\r\n") => return Ok(message),
            Some(rest) => message.extend_from_slice(rest),
            None => message.extend_from_slice(&line),
        }
    }
}
