//! Clients that ask one request after the other, each over a connection of its own.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::http::Connection;
use crate::sample::Latency;

/// Past the end of a turn, requests under way have this long to be answered.
const PATIENCE: Duration = Duration::from_mins(1);

/// Writes a client's next request, complete.
pub(crate) type Requests = Box<dyn FnMut(&mut Vec<u8>) + Send>;

/// What all clients together saw.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Answers as expected.
    pub(crate) requests: u64,
    pub(crate) seconds: f64,
    pub(crate) latency: Latency,
    /// Bytes of all bodies.
    pub(crate) bytes: u64,
    /// Other answers, by status; 0 is a broken connection.
    pub(crate) failures: BTreeMap<u16, u64>,
}

/// Lets all clients ask at once, for so long.
pub(crate) async fn drive(address: &str, clients: Vec<Requests>, expected: u16, length: Duration) -> Seen {
    let mut opened = Vec::with_capacity(clients.len());
    for requests in clients {
        opened.push((Connection::open(address).await, requests));
    }
    let begun = Instant::now();
    let mut running = JoinSet::new();
    for (connection, requests) in opened {
        running.spawn(ask(address.to_owned(), connection, requests, expected, begun + length));
    }
    let mut seen = Seen::default();
    let mut micros = Vec::new();
    let all = async {
        while let Some(one) = running.join_next().await {
            let one = one.expect("a client runs to its end");
            seen.bytes += one.bytes;
            micros.extend(one.micros);
            for (status, times) in one.failures {
                *seen.failures.entry(status).or_default() += times;
            }
        }
    };
    tokio::time::timeout(length + PATIENCE, all).await.expect("the server answers");
    seen.seconds = begun.elapsed().as_secs_f64();
    seen.requests = micros.len() as u64;
    seen.latency = Latency::of(micros);
    seen
}

#[derive(Default)]
struct Client {
    micros: Vec<u32>,
    bytes: u64,
    failures: BTreeMap<u16, u64>,
}

async fn ask(
    address: String,
    mut connection: Connection,
    mut requests: Requests,
    expected: u16,
    until: Instant,
) -> Client {
    let mut client = Client::default();
    let mut request = Vec::with_capacity(2_048);
    while Instant::now() < until {
        request.clear();
        requests(&mut request);
        let begun = Instant::now();
        match connection.exchange(&request).await {
            Ok(status) if status == expected => {
                client.micros.push(begun.elapsed().as_micros() as u32);
                client.bytes += connection.body().len() as u64;
            }
            Ok(status) => {
                if client.failures.is_empty() {
                    eprintln!("  {status} instead of {expected}: {}", String::from_utf8_lossy(connection.body()));
                }
                *client.failures.entry(status).or_default() += 1;
            }
            Err(error) => {
                if client.failures.is_empty() {
                    eprintln!("  a connection broke: {error}");
                }
                *client.failures.entry(0).or_default() += 1;
                connection = Connection::open(&address).await;
            }
        }
    }
    client
}
