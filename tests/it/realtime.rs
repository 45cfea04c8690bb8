//! The realtime socket, presence, and the other ways to follow the log: nothing missed, nothing
//! twice, and only what one may see.

mod access;
mod delivery;
mod fallbacks;
mod heartbeat;
mod history;
mod nodes;
mod presence;
mod protocol;

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use skybot_tests::{Server, User};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{WebSocketStream, client_async};

/// What does not come by then does not come.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a socket gives.
#[derive(Debug, PartialEq)]
enum Got {
    Frame(Value),
    /// Close code and reason.
    Closed(u16, String),
}

/// A connection as the wire has it: says and hears JSON, good or bad.
struct Socket {
    stream: WebSocketStream<TcpStream>,
}

/// Opens a connection with headers of its own; the status of the refusal, if there is one.
async fn handshake(server: &Server, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
    let stream = TcpStream::connect(&server.address).await.unwrap();
    shake_hands(server, stream, headers).await
}

async fn shake_hands(server: &Server, stream: TcpStream, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
    let mut request = format!("ws://{}/api/v1/realtime", server.address).into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
    }
    match client_async(request, stream).await {
        Ok((stream, _)) => Ok(Socket { stream }),
        Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => Err(answer.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

impl Socket {
    /// Opens one, and hears who is there.
    async fn open(server: &Server) -> Self {
        let (socket, hello) = Self::greeted(server).await;
        assert_eq!(hello["heartbeat_ms"], json!(25_000));
        socket
    }

    /// The same, with what the server says of itself.
    async fn greeted(server: &Server) -> (Self, Value) {
        let mut socket = handshake(server, &[("sec-websocket-protocol", "skybot.v1")]).await.unwrap();
        let hello = socket.frame().await;
        assert_eq!((&hello["type"], &hello["protocol"]), (&json!("hello"), &json!("skybot.v1")));
        (socket, hello)
    }

    /// Opens one as a user; where the log was then.
    async fn of(server: &Server, user: &User) -> (Self, i64) {
        let mut socket = Self::open(server).await;
        let head = socket.authenticate(user).await;
        (socket, head)
    }

    /// The same, going on after a position.
    async fn after(server: &Server, user: &User, after: i64) -> Self {
        let mut socket = Self::of(server, user).await.0;
        // What comes before the answer does not follow on the cursor.
        socket.ask(json!({"type": "resume", "after": after})).await;
        socket
    }

    async fn authenticate(&mut self, user: &User) -> i64 {
        let token = user.client().bearer().await.unwrap().unwrap();
        self.say(json!({"type": "authenticate", "token": token})).await;
        let welcome = self.frame().await;
        assert_eq!((&welcome["type"], &welcome["user_id"]), (&json!("authenticated"), &json!(user.user_id)));
        welcome["head"].as_i64().unwrap()
    }

    async fn say(&mut self, frame: Value) {
        self.send(Message::text(frame.to_string())).await;
    }

    /// Sends anything; the other side may have closed already.
    async fn send(&mut self, message: Message) {
        let _ = self.stream.send(message).await;
    }

    /// Whatever comes next, if it comes in time.
    async fn within(&mut self, patience: Duration) -> Option<Got> {
        loop {
            return Some(match timeout(patience, self.stream.next()).await.ok()? {
                Some(Ok(Message::Text(text))) => Got::Frame(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(close))) => {
                    let close = close.expect("a close code");
                    Got::Closed(close.code.into(), close.reason.as_str().to_owned())
                }
                Some(Ok(_)) => continue,
                None | Some(Err(_)) => Got::Closed(1006, String::new()),
            });
        }
    }

    async fn got(&mut self) -> Got {
        self.within(PATIENCE).await.expect("something comes")
    }

    async fn frame(&mut self) -> Value {
        match self.got().await {
            Got::Frame(frame) => frame,
            closed @ Got::Closed(..) => panic!("{closed:?}"),
        }
    }

    /// The next frame of a type; others are passed over.
    async fn next(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.frame().await;
            if frame["type"] == kind {
                return frame;
            }
        }
    }

    /// The next signal of a kind; others are passed over.
    async fn signal(&mut self, kind: &str) -> Value {
        loop {
            let signal = self.next("signal").await;
            if signal["kind"] == kind {
                return signal;
            }
        }
    }

    /// Asks for something and waits for the answer; events and signals are passed over.
    async fn ask(&mut self, mut command: Value) -> Value {
        command["ref"] = json!("asked");
        self.say(command).await;
        loop {
            let frame = self.frame().await;
            if frame["ref"] == "asked" {
                return frame;
            }
        }
    }

    /// The close code; what comes before is passed over.
    async fn closed(&mut self) -> u16 {
        loop {
            if let Got::Closed(code, _) = self.got().await {
                return code;
            }
        }
    }

    /// The events up to a position, each following on the last one that was told.
    async fn events(&mut self, cursor: &mut i64, to: i64) -> Vec<Value> {
        let mut events = Vec::new();
        while *cursor < to {
            let frame = self.next("event").await;
            assert_eq!(frame["prev"].as_i64(), Some(*cursor), "no hole before {frame}");
            let pos = frame["pos"].as_i64().unwrap();
            assert!(pos > *cursor && frame["event"]["pos"] == json!(pos), "{frame}");
            *cursor = pos;
            events.push(frame["event"].clone());
        }
        events
    }

    /// The next event, if one comes in time.
    async fn event_within(&mut self, patience: Duration) -> Option<Value> {
        let next = async { self.next("event").await };
        timeout(patience, next).await.ok()
    }
}

/// The whole log after a position, as `GET /events` has it, and where it ends.
async fn log(user: &User, mut after: i64) -> (Vec<Value>, i64) {
    let mut all = Vec::new();
    loop {
        let page = user.get(format!("events?after={after}&limit=100")).await.is(200);
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        after = page["next_after"].as_i64().unwrap();
        if page["next_after"] == page["head"] {
            return (all, after);
        }
    }
}

async fn head(user: &User) -> i64 {
    log(user, 0).await.1
}

/// Whether events were told when they happened: the most of them were quick. One alone may be found in time by
/// looking, but then the next one waits for the next look.
fn are_told(mut times: Vec<Duration>) -> bool {
    times.sort();
    println!("{times:?}");
    times[times.len() / 2] < Duration::from_millis(250)
}

/// What an event is, without the state of what it points at, which is as it was when it was told.
fn bones(events: &[Value]) -> Vec<(i64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    events.iter().map(|event| (event["pos"].as_i64().unwrap(), text(&event["id"]), text(&event["type"]))).collect()
}
