//! A bad wire between a node and Redis: of what is published, some is lost, some comes twice and some
//! in another order.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::dice::Dice;

/// A proxy in front of a Redis, on a loopback port. Lives as long as the runtime.
#[derive(Debug)]
pub struct LossyWire {
    address: String,
    harmed: Arc<AtomicU64>,
}

impl LossyWire {
    /// Opens one. Of ten messages about one is lost, one comes twice and one after the next.
    pub async fn to(redis: String, mut dice: Dice) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let harmed = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&harmed);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // Where Redis is away, so is this.
                let Ok(server) = TcpStream::connect(&redis).await else { continue };
                let ((client_in, client_out), (server_in, server_out)) = (client.into_split(), server.into_split());
                tokio::spawn(async move {
                    let (mut from, mut to) = (client_in, server_out);
                    let _ = tokio::io::copy(&mut from, &mut to).await;
                });
                tokio::spawn(harm(server_in, client_out, dice.fork(), Arc::clone(&counter)));
            }
        });
        Self { address, harmed }
    }

    /// For the setting `bus.url`.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// How many messages were lost, doubled or held back.
    pub fn harmed(&self) -> u64 {
        self.harmed.load(Ordering::Relaxed)
    }
}

/// Passes on what Redis says; messages not always.
async fn harm(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut dice: Dice, harmed: Arc<AtomicU64>) {
    let (mut waiting, mut held) = (Vec::new(), None::<Vec<u8>>);
    let mut chunk = vec![0; 16 * 1024];
    loop {
        let Ok(read @ 1..) = from.read(&mut chunk).await else { return };
        waiting.extend_from_slice(&chunk[..read]);
        let mut out = Vec::new();
        while let Some(length) = length(&waiting) {
            let value: Vec<u8> = waiting.drain(..length).collect();
            if !value.windows(8).any(|part| part == b"smessage") {
                out.extend(value);
                continue;
            }
            let fate = dice.below(10);
            harmed.fetch_add(u64::from(fate < 3), Ordering::Relaxed);
            match fate {
                0 => {}
                1 => out.extend([value.clone(), value].concat()),
                2 if held.is_none() => held = Some(value),
                _ => {
                    out.extend(value);
                    out.extend(held.take().unwrap_or_default());
                }
            }
        }
        if to.write_all(&out).await.is_err() {
            return;
        }
    }
}

/// How long the first value of Redis's protocol is that begins here; `None` while it is not whole.
fn length(bytes: &[u8]) -> Option<usize> {
    let line = bytes.windows(2).position(|end| end == b"\r\n")? + 2;
    let count = || std::str::from_utf8(bytes.get(1..line - 2)?).ok()?.parse::<i64>().ok();
    let parts = |each: i64| (0..each).try_fold(line, |at, _| Some(at + length(bytes.get(at..)?)?));
    match bytes.first()? {
        b'$' | b'=' | b'!' => match usize::try_from(count()?) {
            Ok(text) => (bytes.len() >= line + text + 2).then_some(line + text + 2),
            // Nothing.
            Err(_) => Some(line),
        },
        b'*' | b'~' | b'>' => parts(count()?),
        b'%' => parts(2 * count()?),
        _ => Some(line),
    }
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn a_value_ends_where_it_ends() {
        for value in
            ["+OK\r\n", ":1\r\n", "$3\r\nabc\r\n", "$-1\r\n", ">2\r\n$1\r\na\r\n:1\r\n", "%1\r\n+a\r\n*1\r\n_\r\n"]
        {
            let whole = [value.as_bytes(), b"+next\r\n"].concat();
            assert_eq!(length(&whole), Some(value.len()), "{value:?}");
            for cut in 0..value.len() {
                assert_eq!(length(&whole[..cut]), None, "{value:?} cut at {cut}");
            }
        }
    }
}
