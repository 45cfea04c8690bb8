//! As much S3 as the adapter uses: objects, ranges, uploads in parts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

#[derive(Default)]
struct Held {
    objects: BTreeMap<String, Vec<u8>>,
    /// Of each upload under way, by its number.
    uploads: BTreeMap<usize, BTreeMap<usize, Vec<u8>>>,
    uploads_begun: usize,
    parts_taken: usize,
}

/// A running server.
pub(crate) struct Bucket {
    address: String,
    held: Arc<Mutex<Held>>,
}

struct Request {
    method: String,
    path: String,
    query: String,
    range: Option<(usize, usize)>,
    body: Vec<u8>,
}

impl Bucket {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let held = Arc::<Mutex<Held>>::default();
        let shared = Arc::clone(&held);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { address, held }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.held.lock().unwrap().objects.keys().cloned().collect()
    }

    pub(crate) fn unfinished(&self) -> usize {
        self.held.lock().unwrap().uploads.len()
    }

    /// Since it was asked the last time.
    pub(crate) fn parts_taken(&self) -> usize {
        std::mem::take(&mut self.held.lock().unwrap().parts_taken)
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let header = |name: &str| {
        let mut headers = head.lines().filter_map(|line| line.split_once(':'));
        headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    };
    assert!(header("authorization").is_some_and(|value| value.contains("AKIA") && !value.contains("hush")));
    let length = header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = bytes.split_off(end + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    let range = header("range").and_then(|range| {
        let (start, end) = range.strip_prefix("bytes=")?.split_once('-')?;
        Some((start.parse().ok()?, end.parse().ok()?))
    });
    Some(Request { method, path: path.to_owned(), query: query.to_owned(), range, body })
}

async fn serve(mut stream: TcpStream, held: Arc<Mutex<Held>>) {
    while let Some(request) = read(&mut stream).await {
        let is_head = request.method == "HEAD";
        let (status, headers, body) = answer(&mut held.lock().unwrap(), request);
        let opening = format!(
            "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nETag: \"e\"\r\n\
             Last-Modified: Sat, 01 Jan 2028 00:00:00 GMT\r\n{headers}\r\n",
            body.len()
        );
        let body = if is_head { &[][..] } else { &body };
        if stream.write_all(&[opening.as_bytes(), body].concat()).await.is_err() {
            return;
        }
    }
}

/// Status, further headers, body.
fn answer(held: &mut Held, request: Request) -> (u16, String, Vec<u8>) {
    let number = |name: &str| -> Option<usize> {
        let value = request.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
        value.parse().ok()
    };
    let (upload, part) = (number("uploadId"), number("partNumber"));
    let nothing = |status| (status, String::new(), Vec::new());
    match (request.method.as_str(), upload, part) {
        ("POST", None, None) if request.query.starts_with("uploads") => {
            held.uploads_begun += 1;
            held.uploads.insert(held.uploads_begun, BTreeMap::new());
            let id = held.uploads_begun;
            let body = format!(
                "<InitiateMultipartUploadResult><Bucket>files</Bucket><Key>k</Key><UploadId>{id}</UploadId>\
                 </InitiateMultipartUploadResult>"
            );
            (200, String::new(), body.into_bytes())
        }
        ("PUT", Some(upload), Some(part)) => {
            held.parts_taken += 1;
            held.uploads.get_mut(&upload).unwrap().insert(part, request.body);
            nothing(200)
        }
        ("POST", Some(upload), None) => {
            let parts = held.uploads.remove(&upload).unwrap();
            let last = parts.len();
            // As S3 does it.
            assert!(parts.iter().all(|(number, part)| *number == last || part.len() >= 5 * 1024 * 1024));
            held.objects.insert(request.path, parts.into_values().flatten().collect());
            let body = "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>";
            (200, String::new(), body.into())
        }
        ("DELETE", Some(upload), None) => {
            held.uploads.remove(&upload);
            nothing(204)
        }
        ("PUT", None, None) => {
            held.objects.insert(request.path, request.body);
            nothing(200)
        }
        // Deleting in bulk: the keys are in the body.
        ("POST", None, None) => {
            let body = String::from_utf8(request.body).unwrap();
            let keys = body.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
            let mut answer = String::from("<DeleteResult>");
            for key in keys {
                held.objects.remove(&format!("/files/{key}"));
                answer.extend(["<Deleted><Key>", key, "</Key></Deleted>"]);
            }
            answer.push_str("</DeleteResult>");
            (200, String::new(), answer.into_bytes())
        }
        ("DELETE", None, None) => {
            held.objects.remove(&request.path);
            nothing(204)
        }
        ("GET" | "HEAD", None, None) => match (held.objects.get(&request.path), request.range) {
            (None, _) => nothing(404),
            (Some(object), None) => (200, String::new(), object.clone()),
            (Some(object), Some((start, end))) => {
                let end = object.len().min(end + 1);
                let range = format!("Content-Range: bytes {start}-{}/{}\r\n", end - 1, object.len());
                (206, range, object[start..end].to_vec())
            }
        },
        _ => nothing(400),
    }
}
