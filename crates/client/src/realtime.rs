//! The realtime socket: one connection, and a subscription to the log that outlives connections.

use std::collections::VecDeque;
use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use skybot_wire::{ClientFrame, Command, Event, Message, PROTOCOL, PostMessage, ServerFrame, Signal};
use tokio::net::TcpStream;
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::SEC_WEBSOCKET_PROTOCOL;
use tokio_tungstenite::tungstenite::{self, Message as Frame};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use uuid::Uuid;

use crate::error::Result;
use crate::transport::Client;

/// The longest pause after the first connection that was lost; it doubles with each that follows.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Names the answer to `resume`.
const RESUMED: &str = "resumed";
/// It grows no longer than this.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// Why a connection is over.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectionLost {
    /// The server has closed it.
    #[error("the server closed the connection: {code} {reason}")]
    Closed {
        /// The close code of the contract.
        code: u16,
        /// In words.
        reason: String,
    },
    /// It broke, or was never made.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// Something came that is not of the contract.
    #[error("a frame came that is not of the contract: {0}")]
    Decode(String),
    /// An event came that does not follow on the last one.
    #[error("an event is missing before {pos}")]
    Hole {
        /// The event that came.
        pos: i64,
    },
}

impl ConnectionLost {
    /// The close code, if the server has closed it.
    pub fn code(&self) -> Option<u16> {
        match self {
            Self::Closed { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// Whether connecting again is of no use: the credential, the cursor or the client itself is wrong.
    pub fn is_final(&self) -> bool {
        matches!(self.code(), Some(4001 | 4004 | 4007 | 4010))
    }
}

impl From<tungstenite::Error> for ConnectionLost {
    fn from(error: tungstenite::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

/// One connection.
pub struct Connection {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

impl Connection {
    /// Connects to `url`, such as `wss://inbox.example.com/api/v1/realtime`. Says nothing yet.
    pub async fn open(url: &str) -> Result<Self, ConnectionLost> {
        let mut request = url.into_client_request()?;
        request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
        let (socket, _) = connect_async(request).await?;
        Ok(Self { socket })
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: impl Into<ClientFrame>) -> Result<(), ConnectionLost> {
        let text = frame.into().text().map_err(|error| ConnectionLost::Decode(error.to_string()))?;
        Ok(self.socket.send(Frame::text(text)).await?)
    }

    /// The next frame. Pings are answered by the way.
    pub async fn next(&mut self) -> Result<ServerFrame, ConnectionLost> {
        loop {
            match self.socket.next().await {
                None => return Err(ConnectionLost::Broken("it has ended".to_owned())),
                Some(Err(error)) => return Err(error.into()),
                Some(Ok(Frame::Text(text))) => {
                    return serde_json::from_str(&text).map_err(|error| ConnectionLost::Decode(error.to_string()));
                }
                Some(Ok(Frame::Close(frame))) => {
                    let (code, reason) = frame
                        .map_or((1005, String::new()), |frame| (frame.code.into(), frame.reason.as_str().to_owned()));
                    return Err(ConnectionLost::Closed { code, reason });
                }
                Some(Ok(_)) => {}
            }
        }
    }
}

/// What a subscription gives.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Update {
    /// The next event. None is missing before it, and none comes twice.
    Event(Box<Event>),
    /// Something that passes.
    Signal(Signal),
    /// The cursor was older than the log: read everything anew. What comes next follows on `head`.
    Resync {
        /// The position that everything must be read at, or later.
        head: i64,
    },
}

/// The tenant's log as it happens, over as many connections as it takes.
///
/// Whoever keeps [`cursor`](Self::cursor) with what it has applied, and begins there again, misses
/// nothing and applies nothing twice, however either side ends.
#[derive(Debug)]
pub struct Live {
    client: Client,
    cursor: Option<i64>,
    connection: Option<Connection>,
    /// How many connections were lost since the last event.
    failures: u32,
    connections: u64,
}

impl Client {
    /// Where the realtime socket is.
    pub fn realtime_url(&self) -> String {
        let url = self.url(&["realtime"]);
        // http becomes ws, https becomes wss.
        format!("ws{}", url.as_str().strip_prefix("http").unwrap_or_default())
    }

    /// The log after `cursor`, as it happens; without one from now on.
    pub fn live(&self, cursor: Option<i64>) -> Live {
        Live { client: self.clone(), cursor, connection: None, failures: 0, connections: 0 }
    }

    /// A connection that has authenticated as the one signed in, and the newest position then.
    pub async fn connect(&self) -> Result<(Connection, i64), ConnectionLost> {
        let token = self.bearer().await.map_err(|error| match error.code() {
            // The sign-in is over.
            Some(code) => ConnectionLost::Closed { code: 4004, reason: code.to_owned() },
            None => ConnectionLost::Broken(error.to_string()),
        })?;
        let mut connection = Connection::open(&self.realtime_url()).await?;
        connection.send(Command::Authenticate { token, ticket: None }).await?;
        loop {
            match connection.next().await? {
                ServerFrame::Authenticated { head, .. } => return Ok((connection, head)),
                ServerFrame::Hello { .. } => {}
                _ => return Err(ConnectionLost::Decode("not yet authenticated".to_owned())),
            }
        }
    }
}

impl Live {
    /// The last position that was given; to go on from there some other time.
    pub fn cursor(&self) -> Option<i64> {
        self.cursor
    }

    /// How many connections it took so far.
    pub fn connections(&self) -> u64 {
        self.connections
    }

    /// Gives the present connection up, as if it had broken.
    pub fn cut(&mut self) {
        self.connection = None;
    }

    /// The next update. Connects again, with pauses, as long as that can help; what cannot be helped is
    /// an error.
    pub async fn next(&mut self) -> Result<Update, ConnectionLost> {
        loop {
            match self.step().await {
                Ok(Some(update)) => return Ok(update),
                Ok(None) => {}
                Err(lost) if lost.is_final() => return Err(lost),
                Err(lost) => {
                    self.connection = None;
                    // A server that stops says so; another one is there at once.
                    let pause = if lost.code() == Some(1012) && self.failures == 0 {
                        Duration::ZERO
                    } else {
                        jittered(self.failures)
                    };
                    self.failures += 1;
                    sleep(pause).await;
                }
            }
        }
    }

    async fn step(&mut self) -> Result<Option<Update>, ConnectionLost> {
        let Some(connection) = &mut self.connection else {
            let (mut connection, head) = self.client.connect().await?;
            self.connections += 1;
            let after = *self.cursor.get_or_insert(head);
            let reference = Some(RESUMED.to_owned());
            connection.send(ClientFrame { reference, command: Command::Resume { after } }).await?;
            // What came before the answer does not follow on the cursor.
            while !matches!(connection.next().await?, ServerFrame::Ok { r#ref } if r#ref == RESUMED) {}
            self.connection = Some(connection);
            return Ok(None);
        };
        Ok(match connection.next().await? {
            ServerFrame::Event { pos, prev, event } => {
                if self.cursor != Some(prev) {
                    return Err(ConnectionLost::Hole { pos });
                }
                self.cursor = Some(pos);
                self.failures = 0;
                Some(Update::Event(event))
            }
            ServerFrame::Resync { head, .. } => {
                self.cursor = Some(head);
                Some(Update::Resync { head })
            }
            ServerFrame::Signal(signal) => Some(Update::Signal(signal)),
            _ => None,
        })
    }
}

/// A pause of any length up to one that doubles with each failure, so that many clients do not come
/// back at the same moment.
fn jittered(failures: u32) -> Duration {
    let most = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(failures.min(16))).min(LONGEST_PAUSE);
    let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(RandomState::new().hash_one(failures) % (most + 1))
}

/// Messages that wait to be sent, in order, each once.
#[derive(Debug, Default)]
pub struct Outbox {
    waiting: VecDeque<(Uuid, PostMessage, String)>,
}

impl Outbox {
    /// Adds a message. `key` names it for ever: added or sent again under the same key it is there once.
    pub fn add(&mut self, conversation: Uuid, message: PostMessage, key: impl Into<String>) {
        self.waiting.push_back((conversation, message, key.into()));
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Sends what waits, each message again and again for as long as `patience` while the server cannot be
    /// reached. At the first that cannot be sent it stops; that one and those behind it still wait.
    pub async fn send(&mut self, client: &Client, patience: Duration) -> Result<Vec<Message>> {
        let mut sent = Vec::new();
        while let Some((conversation, message, key)) = self.waiting.front() {
            sent.push(client.deliver_message(*conversation, message, key, patience).await?);
            self.waiting.pop_front();
        }
        Ok(sent)
    }

    /// Takes back the first that waits: the server will never take it.
    pub fn give_up(&mut self) -> Option<PostMessage> {
        self.waiting.pop_front().map(|(_, message, _)| message)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{FIRST_PAUSE, LONGEST_PAUSE, jittered};
    use crate::Client;

    #[test]
    fn pauses_grow_and_differ() {
        assert!((0..100).all(|_| jittered(0) <= FIRST_PAUSE));
        let pauses: Vec<Duration> = (0..100).map(|_| jittered(40)).collect();
        assert!(pauses.iter().all(|pause| *pause <= LONGEST_PAUSE));
        assert!(pauses.iter().any(|pause| *pause != pauses[0]), "not all clients at once");
    }

    #[test]
    fn the_socket_is_where_the_api_is() {
        let url = |base: &str| Client::new(base).expect("a client").realtime_url();
        assert_eq!(url("http://127.0.0.1:8080"), "ws://127.0.0.1:8080/api/v1/realtime");
        assert_eq!(url("https://inbox.example.com/x"), "wss://inbox.example.com/x/api/v1/realtime");
    }
}
