//! What only a real connection shows.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use super::{ports, settings};
use crate::{Extras, serve};

/// Sends bytes and reads until the server closes the connection or has nothing more to say.
fn talk(address: SocketAddr, request: &str) -> (String, bool) {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(8))).expect("a socket");
    stream.write_all(request.as_bytes()).expect("a request");
    let mut answer = Vec::new();
    let mut chunk = [0; 4_096];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => return (String::from_utf8_lossy(&answer).into_owned(), true),
            Ok(read) => answer.extend_from_slice(&chunk[..read]),
            Err(_) => return (String::from_utf8_lossy(&answer).into_owned(), false),
        }
    }
}

async fn ask(request: &'static str) -> (String, bool) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = serve(listener, ports::ports(super::UNLIMITED), settings(), Extras::default()).expect("a server");
    let handle = server.handle();
    let running = actix_web::rt::spawn(server);
    let seen = tokio::task::spawn_blocking(move || talk(address, request)).await.expect("an answer");
    handle.stop(true).await;
    running.await.expect("a task").expect("an end");
    seen
}

#[actix_web::test]
async fn a_panic_is_a_whole_problem() {
    let (answer, _) =
        ask("POST /api/v1/conversations/0192f0c1-2a3b-7c4d-8e5f-001122334455/messages HTTP/1.1\r\nHost: x\r\n\
         Connection: close\r\nAuthorization: Bearer good\r\nContent-Type: application/json\r\nContent-Length: 33\r\n\r\n\
         {\"kind\": \"text\", \"body\": \"panic\"}")
        .await;
    assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
    for part in ["application/problem+json", "\"code\":\"INTERNAL\"", "x-request-id: ", "nosniff"] {
        assert!(answer.contains(part), "{answer}");
    }
}

#[actix_web::test]
async fn head_has_no_body() {
    let (answer, _) = ask("HEAD /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("content-length: 15"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}

#[actix_web::test]
async fn nobody_waits_for_a_body_that_is_not_wanted() {
    let (answer, closed) = ask("POST /api/v1/contacts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\n\
         Content-Type: application/json\r\nContent-Length: 2000000\r\n\r\n{")
    .await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("connection: close"), "{answer}");
    assert!(closed);
}

#[actix_web::test]
async fn nobody_waits_for_a_chunked_body_either() {
    let (answer, closed) = ask("POST /api/v1/contacts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")
    .await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(closed);
}

#[actix_web::test]
async fn a_body_that_stands_still_is_cut() {
    let (answer, closed) = ask("POST /api/v1/contacts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\n\
         Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{")
    .await;
    // The whole request has a shorter deadline here than a body that stands still.
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("\"code\":\"TIMEOUT\""), "{answer}");
    assert!(closed);
}
