//! Asks a server whether it takes connections, as `pg_isready` does, without needing a password.
//!
//! This, and not the presence of `postmaster.pid` or `pg_ctl status`, decides whether a cluster
//! runs: both still say yes for a moment after the server was killed.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::ADMIN_ROLE;
use crate::settings::PORT;

/// Longer than a busy machine needs to fork a backend.
const PATIENCE: Duration = Duration::from_secs(5);

/// SQLSTATE `cannot_connect_now`: starting, recovering or shutting down.
const NOT_NOW: &[u8] = b"C57P03\0";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It takes connections.
    Ready,
    /// Somebody listens who cannot take connections at this moment.
    NotNow,
    /// Nobody listens.
    Nobody,
}

fn socket(dir: &str) -> PathBuf {
    Path::new(dir).join(format!(".s.PGSQL.{PORT}"))
}

/// Where the server notes that the socket is its own.
pub(crate) fn socket_lock(dir: &str) -> PathBuf {
    socket(dir).with_added_extension("lock")
}

pub(crate) fn ping(socket_dir: &str) -> Answer {
    let mut stream = match UnixStream::connect(socket(socket_dir)) {
        Ok(stream) => stream,
        Err(error) if error.kind() == ErrorKind::WouldBlock => return Answer::NotNow,
        Err(_) => return Answer::Nobody,
    };
    // A server killed just now still has the connections the kernel took for it; they end.
    ask(&mut stream).unwrap_or(Answer::NotNow)
}

fn ask(stream: &mut UnixStream) -> io::Result<Answer> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(&startup_message())?;
    let mut head = [0; 5];
    stream.read_exact(&mut head)?;
    let [kind, length @ ..] = head;
    // To the end: a server whose words were not read out notes a broken connection in its log.
    let mut body = Vec::new();
    stream.take(u64::from(u32::from_be_bytes(length)).saturating_sub(4)).read_to_end(&mut body)?;
    let not_now = kind == b'E' && body.windows(NOT_NOW.len()).any(|part| part == NOT_NOW);
    // Any other error (too many connections, …) comes from a server that works.
    Ok(if not_now { Answer::NotNow } else { Answer::Ready })
}

/// Length, protocol 3.0, then pairs of names and values.
fn startup_message() -> Vec<u8> {
    let parameters = format!("user\0{ADMIN_ROLE}\0database\0postgres\0\0");
    let length = u32::try_from(8 + parameters.len()).unwrap_or_default();
    let mut message = length.to_be_bytes().to_vec();
    message.extend(196_608_u32.to_be_bytes());
    message.extend(parameters.as_bytes());
    message
}
