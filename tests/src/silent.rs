//! A wire that can fall silent: connections stay open, and nothing comes through, either way, until it speaks again;
//! then all that was said meanwhile arrives. What a network does that is cut in two for a while.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A proxy in front of a server, on a loopback port. Lives as long as the runtime.
#[derive(Debug)]
pub struct SilentWire {
    address: String,
    silent: watch::Sender<bool>,
}

impl SilentWire {
    /// Opens one to a server, not silent.
    pub async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let (silent, state) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, state) = (server.clone(), state.clone());
                tokio::spawn(async move {
                    // A new connection is met by silence as well.
                    if speaks(&mut state.clone()).await.is_none() {
                        return;
                    }
                    let Ok(server) = TcpStream::connect(&server).await else { return };
                    let ((client_in, client_out), (server_in, server_out)) = (client.into_split(), server.into_split());
                    tokio::spawn(carry(client_in, server_out, state.clone()));
                    tokio::spawn(carry(server_in, client_out, state));
                });
            }
        });
        Self { address, silent }
    }

    /// For the setting `bus.url`.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// Nothing comes through from now on.
    pub fn fall_silent(&self) {
        self.silent.send_replace(true);
    }

    /// What waits comes through, and all that follows.
    pub fn speak(&self) {
        self.silent.send_replace(false);
    }
}

/// Waits until the wire is not silent; `None`: it is over.
async fn speaks(state: &mut watch::Receiver<bool>) -> Option<()> {
    state.wait_for(|silent| !*silent).await.ok().map(drop)
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut state: watch::Receiver<bool>) {
    let mut chunk = vec![0; 16 * 1024];
    loop {
        let Ok(read @ 1..) = from.read(&mut chunk).await else {
            // An end is told like anything else.
            let _ = speaks(&mut state).await;
            return;
        };
        if speaks(&mut state).await.is_none() || to.write_all(&chunk[..read]).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::time::timeout;

    use super::SilentWire;

    #[tokio::test]
    async fn what_is_said_in_the_silence_arrives_after_it_and_nothing_before() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let wire = SilentWire::to(listener.local_addr().expect("an address").to_string()).await;
        let mut client = TcpStream::connect(wire.url().trim_start_matches("redis://")).await.expect("a connection");
        let (mut server, _) = listener.accept().await.expect("a connection");
        let mut byte = [0];
        client.write_all(b"a").await.expect("sent");
        server.read_exact(&mut byte).await.expect("it comes");
        wire.fall_silent();
        client.write_all(b"b").await.expect("sent");
        server.write_all(b"c").await.expect("sent");
        let quiet = Duration::from_millis(100);
        assert!(timeout(quiet, server.read_exact(&mut byte)).await.is_err(), "nothing comes there");
        assert!(timeout(quiet, client.read_exact(&mut byte)).await.is_err(), "nor back");
        wire.speak();
        server.read_exact(&mut byte).await.expect("it comes");
        assert_eq!(byte, *b"b");
        client.read_exact(&mut byte).await.expect("it comes");
        assert_eq!(byte, *b"c");
    }
}
