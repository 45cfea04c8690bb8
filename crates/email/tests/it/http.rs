//! An HTTP server that keeps what it is asked and answers what it is told.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};

/// A request as it came.
#[derive(Debug)]
pub(crate) struct Request {
    /// Method and path.
    pub(crate) line: String,
    /// Names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

/// An answer: what stands after `HTTP/1.1` up to the blank line, and the body. `None` is silence.
pub(crate) type Answer = Option<(&'static str, &'static str)>;

#[derive(Default)]
struct State {
    answers: Mutex<VecDeque<Answer>>,
    silent: Notify,
}

/// The server; it is gone when the test's runtime is.
pub(crate) struct Server {
    pub(crate) url: String,
    state: Arc<State>,
    requests: mpsc::UnboundedReceiver<Request>,
}

impl Server {
    /// Listens on a free port of this machine.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (asked, requests) = mpsc::unbounded_channel();
        let state = Arc::<State>::default();
        let serving = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (state, asked) = (Arc::clone(&serving), asked.clone());
                tokio::spawn(async move { answer(client, &state, &asked).await });
            }
        });
        Self { url, state, requests }
    }

    /// Answers the next request so, instead of with success.
    pub(crate) fn answer(&self, answer: Answer) {
        self.state.answers.lock().expect("no panic").push_back(answer);
    }

    /// Until a request is being kept waiting.
    pub(crate) async fn silent(&self) {
        self.state.silent.notified().await;
    }

    /// The next request.
    pub(crate) async fn request(&mut self) -> Request {
        self.requests.recv().await.expect("the server runs")
    }

    /// Whether all requests were looked at.
    pub(crate) fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }
}

async fn answer(client: TcpStream, state: &State, asked: &mpsc::UnboundedSender<Request>) -> io::Result<()> {
    let mut client = BufReader::new(client);
    asked.send(request(&mut client).await?).ok();
    let answer = state.answers.lock().expect("no panic").pop_front();
    let Some((head, body)) = answer.unwrap_or(Some(("200 OK", r#"{"id":"1"}"#))) else {
        state.silent.notify_one();
        return std::future::pending().await;
    };
    let answer = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    client.write_all(answer.as_bytes()).await?;
    client.shutdown().await
}

async fn request(client: &mut BufReader<TcpStream>) -> io::Result<Request> {
    let mut line = String::new();
    client.read_line(&mut line).await?;
    let mut headers = BTreeMap::new();
    loop {
        let mut header = String::new();
        client.read_line(&mut header).await?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
    let mut body = vec![0; length];
    client.read_exact(&mut body).await?;
    Ok(Request { line: line.trim_end().trim_end_matches(" HTTP/1.1").to_owned(), headers, body })
}
