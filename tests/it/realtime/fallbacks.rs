//! The log without a socket (waiting for it, or as server-sent events), and a server that stops.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use skybot_client::reqwest::header::{ACCEPT, AUTHORIZATION};
use skybot_client::reqwest::{self, Response};
use skybot_tests::{App, Server, User, eventually, id};

use super::{Socket, bones, head, log};

/// Server-sent events as they come.
struct Stream {
    response: Response,
    text: String,
}

impl Stream {
    async fn open(server: &Server, user: &User, after: i64, last: Option<i64>) -> Result<Self, u16> {
        let token = user.client().bearer().await.unwrap().unwrap();
        let url = format!("http://{}/api/v1/events?after={after}", server.address);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut request =
            client.get(url).header(AUTHORIZATION, format!("Bearer {token}")).header(ACCEPT, "text/event-stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let response = request.header("accept-encoding", "gzip").send().await.unwrap();
        if !response.status().is_success() {
            return Err(response.status().as_u16());
        }
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Ok(Self { response, text: String::new() })
    }

    /// The next event, with its id; `None` at the end.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let Some((id, data)) = block.split_once('\n') else { continue };
                let event: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
                assert_eq!(id, format!("id: {}", event["pos"]));
                return Some(event);
            }
            let piece = tokio::time::timeout(super::PATIENCE, self.response.chunk()).await.expect("something comes");
            self.text.push_str(std::str::from_utf8(&piece.ok()??).unwrap());
        }
    }

    async fn take(&mut self, count: usize) -> Vec<Value> {
        let mut events = Vec::new();
        while events.len() < count {
            events.push(self.next().await.expect("an event"));
        }
        events
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_and_streaming_give_the_log() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let ben = ana.colleague(&app, "Ben", "agent", "mine").await;
    let place = id(&ana.conversation().await).to_owned();
    let start = head(&ana).await;

    // Nothing to see: it waits as long as it was told to, and no longer.
    let begun = Instant::now();
    let page = ana.get(format!("events?after={start}&wait=1")).await.is(200);
    assert_eq!((page["items"].as_array().unwrap().len(), &page["next_after"]), (0, &json!(start)));
    assert!((Duration::from_secs(1)..Duration::from_secs(3)).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    // Something comes.
    let wait = async |user: &User| user.get(format!("events?after={start}&wait=10")).await.is(200);
    let (page, bens, ()) = tokio::join!(wait(&ana), wait(&ben), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        ana.say(&place, "Hello").await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        ana.post(format!("conversations/{place}/assignment"), json!({"user_id": ben.user_id})).await.is(200);
    });
    assert_eq!(bones(page["items"].as_array().unwrap()), bones(&log(&ana, start).await.0[..1]));
    assert_eq!(bens["items"].as_array().unwrap().len(), 1, "only when there is something to see");
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
    assert_eq!(ana.get("events?wait=31").await.violations(), ["wait OUT_OF_RANGE"]);

    let mut stream = Stream::open(&app.server, &ana, 0, None).await.unwrap();
    let (past, end) = log(&ana, 0).await;
    assert_eq!(bones(&stream.take(past.len()).await), bones(&past));
    for text in ["One", "Two"] {
        ana.say(&place, text).await;
    }
    let more = stream.take(2).await;
    assert_eq!(bones(&more), bones(&log(&ana, end).await.0));
    // Coming back, the last id goes before the address.
    let mut again = Stream::open(&app.server, &ana, 0, Some(end + 1)).await.unwrap();
    assert_eq!(bones(&again.take(1).await), bones(&more[1..]));
    assert_eq!(Stream::open(&app.server, &ana, 999_999, None).await.err(), Some(422));
    assert_eq!(Stream::open(&app.server, &ana, 0, Some(-1)).await.err(), Some(422));

    // A stream ends with its session.
    let mut bens = Stream::open(&app.server, &ben, 0, None).await.unwrap();
    assert!(bens.next().await.is_some());
    ana.patch(format!("members/{}", ben.user_id), json!({"disabled": true})).await.is(200);
    let ended = Instant::now();
    while bens.next().await.is_some() {}
    assert!(ended.elapsed() < Duration::from_secs(2), "{:?}", ended.elapsed());
    let sql = "update account_streams set trimmed = 3";
    sqlx::query(sql).execute(&mut app.sql().await).await.unwrap();
    assert_eq!(Stream::open(&app.server, &ana, 1, None).await.err(), Some(410));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_says_so_and_leaves_nobody_waiting() {
    let mut app = App::start().await;
    let ana = app.tenant().await;
    let start = head(&ana).await;
    let mut sockets = Vec::new();
    for _ in 0..5 {
        sockets.push(Socket::of(&app.server, &ana).await.0);
    }
    let mut stream = Stream::open(&app.server, &ana, start, None).await.unwrap();
    let patient = ana.clone();
    let waiting = tokio::spawn(async move { patient.get(format!("events?after={start}&wait=30")).await.is(200) });
    // The request is there when the server says that it was begun.
    eventually("somebody waits", Duration::from_secs(5), async || {
        let running = app.count("select count(*) from pg_stat_activity where query like '%account_streams%'").await;
        (running > 0).then_some(())
    })
    .await;
    let begun = Instant::now();
    app.server.terminate().await;
    let mut hints = Vec::new();
    for socket in &mut sockets {
        loop {
            if let super::Got::Closed(code, reason) = socket.got().await {
                assert_eq!(code, 1012);
                let hint = reason.strip_prefix("restarting; come back in ").and_then(|rest| rest.strip_suffix(" ms"));
                hints.push(hint.unwrap().parse::<u64>().unwrap());
                break;
            }
        }
    }
    assert!(hints.iter().all(|hint| *hint < 3_000) && hints.iter().any(|hint| *hint != hints[0]), "{hints:?}");
    assert_eq!(stream.next().await, None);
    assert_eq!(waiting.await.unwrap()["next_after"], json!(start));
    assert_eq!(app.server.ended().await, Some(0));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());

    // Nothing is lost between the two.
    app.restart().await;
    let ana = ana.again(&app).await;
    ana.inbox("Support").await;
    let mut cursor = start;
    Socket::after(&app.server, &ana, start).await.events(&mut cursor, start + 1).await;
}
