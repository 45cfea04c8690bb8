//! Connections that are asked to become something else: the application answers the request as it
//! answers every other, and if it says `101 Switching Protocols`, the body of its answer is written to
//! the bare socket, and what the client says comes out of the request's.
//!
//! actix-http would keep 16 KiB of buffers for as long as such a connection lives; here one that says
//! nothing has none. Knows nothing of what is said.

use std::cell::OnceCell;
use std::future::{poll_fn, ready};
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{self, Context, Poll};
use std::time::Duration;

use actix_codec::{Encoder, Framed};
use actix_http::body::{BoxBody, MessageBody};
use actix_http::h1::{Codec, Message};
use actix_http::{ConnectionType, HttpMessage as _, Payload, Request, Response, StatusCode};
use actix_service::{Service, ServiceFactory, fn_factory, forward_ready};
use actix_web::error::PayloadError;
use actix_web::rt::net::TcpStream;
use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use futures_util::future::{FutureExt as _, LocalBoxFuture};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::oneshot;
use tokio::task::consume_budget;
use tokio::time::timeout;

/// As much is read at a time.
const READ: usize = 4 * 1024;
/// How long a client whose request was refused may go on, so that it gets to read the answer.
const LINGER: Duration = Duration::from_secs(3);

/// Writes to the socket of a connection as much as it takes at the moment, which is nothing before the head of
/// the answer. Left with the request; to be used only while the body of the answer is waited for.
pub type Direct = Arc<dyn Fn(&[u8]) -> io::Result<usize> + Send + Sync>;

/// What is written to.
struct Writer {
    half: OwnedWriteHalf,
    /// The head of the answer is written, and the body goes on.
    is_open: AtomicBool,
}

impl Writer {
    fn direct(self: &Arc<Self>) -> Direct {
        let writer = Arc::downgrade(self);
        Arc::new(move |bytes| match writer.upgrade() {
            Some(writer) if writer.is_open.load(Ordering::Acquire) => writer.half.try_write(bytes),
            Some(_) => Err(io::ErrorKind::WouldBlock.into()),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        })
    }

    async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            // A client that takes as fast as it is given does not keep others waiting.
            consume_budget().await;
            match self.half.try_write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => bytes = &bytes[written..],
                // In a box: every connection would keep room for it, and few ever wait.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => Box::pin(self.half.writable()).await?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// What actix-http hands over.
pub(crate) type Taken = (Request, Framed<TcpStream, Codec>);

/// One application for the plain requests of a worker and for what is handed over.
pub(crate) struct Shared<S>(Rc<OnceCell<Rc<S>>>);

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<S> Default for Shared<S> {
    fn default() -> Self {
        Self(Rc::default())
    }
}

impl<S> Shared<S>
where
    S: Service<Request> + 'static,
    S::Response: Into<Response<BoxBody>>,
    S::Error: Into<Response<BoxBody>>,
{
    /// The factory of plain requests, which keeps the application for the others.
    pub(crate) fn keep<F>(
        &self,
        factory: F,
    ) -> impl ServiceFactory<
        Request,
        Config = (),
        Service = Boxed<S>,
        Response = S::Response,
        Error = S::Error,
        InitError = F::InitError,
        Future: 'static,
    > + use<S, F>
    where
        F: ServiceFactory<Request, Config = (), Service = S, Response = S::Response, Error = S::Error> + 'static,
    {
        let kept = Rc::clone(&self.0);
        fn_factory(move || {
            let (making, kept) = (factory.new_service(()), Rc::clone(&kept));
            async move {
                let made = making.await?;
                Ok(Boxed { inner: Rc::clone(kept.get_or_init(|| Rc::new(made))) })
            }
        })
    }

    /// Answers a request that was handed over, and serves what the connection becomes until its end.
    pub(crate) fn serve(&self, (mut request, framed): Taken) -> LocalBoxFuture<'static, Result<(), actix_http::Error>> {
        // It was made before the first connection was taken.
        let Some(application) = self.0.get() else { return Box::pin(ready(Ok(()))) };
        let parts = framed.into_parts();
        let (reader, half) = parts.io.into_split();
        let writer = Arc::new(Writer { half, is_open: AtomicBool::new(false) });
        request.extensions_mut().insert(writer.direct());
        let (end, ended) = oneshot::channel();
        // Copied, or the buffer would stay for as long as the connection.
        let incoming = Incoming { first: Bytes::copy_from_slice(&parts.read_buf), open: Some((reader, end)) };
        *request.payload() = Payload::Stream { payload: Box::pin(incoming) };
        // In a box of its own, too.
        let answer = Box::pin(application.call(request));
        let served = serve(answer, parts.codec, parts.write_buf, writer, ended);
        Box::pin(served.map(|served| {
            if let Err(error) = served {
                tracing::debug!(%error, "an upgraded connection broke");
            }
            Ok(())
        }))
    }
}

/// An application whose answers are made in a box of their own: each connection keeps room for what makes one,
/// however long it lives and whatever it becomes.
pub(crate) struct Boxed<S> {
    inner: Rc<S>,
}

impl<S> Service<Request> for Boxed<S>
where
    S: Service<Request> + 'static,
    S::Future: 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = LocalBoxFuture<'static, Result<S::Response, S::Error>>;

    forward_ready!(inner);

    fn call(&self, request: Request) -> Self::Future {
        Box::pin(self.inner.call(request))
    }
}

/// Waits for the answer, writes it after what is left of earlier ones, and waits for the client's end.
#[expect(clippy::manual_async_fn, reason = "an async fn keeps each argument twice, for as long as the connection")]
fn serve<R: Into<Response<BoxBody>>, E: Into<Response<BoxBody>>>(
    answer: Pin<Box<impl Future<Output = Result<R, E>>>>,
    mut codec: Codec,
    mut text: BytesMut,
    writer: Arc<Writer>,
    mut ended: oneshot::Receiver<End>,
) -> impl Future<Output = io::Result<()>> {
    async move {
        let (head, body) = answer.await.map_or_else(Into::into, Into::into).into_parts();
        if head.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Box::pin(refuse(head, body, codec, text, writer, ended)).await;
        }
        codec.encode(Message::Item((head, body.size())), &mut text)?;
        let mut writing = pin!(write(text, body, writer));
        let end = tokio::select! {
            biased;
            written = &mut writing => {
                written?;
                ended.await
            }
            end = &mut ended => {
                // Who takes nothing of it is not waited for longer than the system waits (`server`).
                if let Ok(End::Left(_)) = end {
                    writing.await?;
                }
                end
            }
        };
        linger(end).await;
        Ok(())
    }
}

/// Writes the head of an answer and all of its body, and says that nothing more comes.
#[expect(clippy::manual_async_fn, reason = "as above")]
fn write(mut text: BytesMut, mut body: BoxBody, writer: Arc<Writer>) -> impl Future<Output = io::Result<()>> {
    async move {
        // What is there already goes out in one piece with the head.
        if let Some(Some(Ok(first))) = next(&mut body).now_or_never() {
            text.extend_from_slice(&first);
        }
        writer.write_all(&text).await?;
        drop(text);
        writer.is_open.store(true, Ordering::Release);
        while let Some(piece) = next(&mut body).await {
            writer.write_all(&piece?).await?;
        }
        // With it nothing more can be written.
        drop(writer);
        Ok(())
    }
}

/// Writes an answer after which the connection is what it was, and closes it.
async fn refuse(
    mut head: Response<()>,
    mut body: BoxBody,
    mut codec: Codec,
    mut text: BytesMut,
    writer: Arc<Writer>,
    ended: oneshot::Receiver<End>,
) -> io::Result<()> {
    head.head_mut().set_connection_type(ConnectionType::Close);
    codec.encode(Message::Item((head, body.size())), &mut text)?;
    while let Some(piece) = next(&mut body).await {
        codec.encode(Message::Chunk(Some(piece?)), &mut text)?;
        writer.write_all(&text.split()).await?;
    }
    codec.encode(Message::Chunk(None), &mut text)?;
    writer.write_all(&text).await?;
    // It may hold what is read from the client, and that is waited for.
    drop(body);
    drop(writer);
    linger(ended.await).await;
    Ok(())
}

/// The next piece of a body.
fn next(body: &mut BoxBody) -> impl Future<Output = Option<io::Result<Bytes>>> {
    poll_fn(|cx| {
        let piece = Pin::new(&mut *body).poll_next(cx);
        piece.map(|piece| piece.map(|piece| piece.map_err(|error| io::Error::other(error.to_string()))))
    })
}

/// Takes in what a client still says to which nobody listens: else it may not get to read the answer.
async fn linger(end: Result<End, oneshot::error::RecvError>) {
    let Ok(End::Left(mut reader)) = end else { return };
    let mut unread = vec![0; READ];
    let rest = async { while reader.read(&mut unread).await.is_ok_and(|length| length > 0) {} };
    // Either it is silent by then, or it is cut off.
    let _ = timeout(LINGER, rest).await;
}

/// How the reading of a connection has ended.
enum End {
    /// The client says nothing more.
    Gone,
    /// Nobody wants to know what it says.
    Left(OwnedReadHalf),
}

/// What the client says.
struct Incoming {
    /// What had come with the request.
    first: Bytes,
    open: Option<(OwnedReadHalf, oneshot::Sender<End>)>,
}

impl Incoming {
    fn gone(&mut self) {
        if let Some((_, end)) = self.open.take() {
            // Whoever writes may have given up before.
            let _ = end.send(End::Gone);
        }
    }
}

impl Stream for Incoming {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.first.is_empty() {
            return Poll::Ready(Some(Ok(std::mem::take(&mut self.first))));
        }
        let Some((reader, _)) = &mut self.open else { return Poll::Ready(None) };
        let mut space = [0; READ];
        let mut read = ReadBuf::new(&mut space);
        match task::ready!(Pin::new(reader).poll_read(cx, &mut read)) {
            Ok(()) if !read.filled().is_empty() => Poll::Ready(Some(Ok(Bytes::copy_from_slice(read.filled())))),
            Ok(()) => {
                self.gone();
                Poll::Ready(None)
            }
            Err(error) => {
                self.gone();
                Poll::Ready(Some(Err(error.into())))
            }
        }
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if let Some((reader, end)) = self.open.take() {
            // Whoever writes may have given up before.
            let _ = end.send(End::Left(reader));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use tokio::io::AsyncReadExt as _;
    use tokio::net::{TcpListener, TcpStream};

    use super::Writer;

    #[tokio::test]
    async fn nothing_goes_before_the_head_of_the_answer_and_nothing_after_the_end() {
        let (mut client, server) = connected().await;
        let writer = Arc::new(Writer { half: server.into_split().1, is_open: AtomicBool::new(false) });
        let direct = writer.direct();
        assert_eq!(direct(b"early").unwrap_err().kind(), ErrorKind::WouldBlock);
        writer.write_all(b"head").await.unwrap();
        writer.is_open.store(true, Ordering::Release);
        assert_eq!(direct(b" body").unwrap(), 5);
        drop(writer);
        assert_eq!(direct(b"late").unwrap_err().kind(), ErrorKind::BrokenPipe);
        let mut told = String::new();
        client.read_to_string(&mut told).await.unwrap();
        assert_eq!(told, "head body");
    }

    /// A client's end and the server's.
    async fn connected() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        (client, listener.accept().await.unwrap().0)
    }
}
