//! What the client of one connection says: whole messages, out of frames and their fragments.
//!
//! Reads only when nothing that was read is left to be taken, so nobody can have more kept here than
//! one read and one message. Knows nothing of what messages mean.
//!
//! Not `actix_ws::MessageStream`: it comes with a channel of 2 KiB for writing, which nothing here uses,
//! in every connection, and it reads until nothing is left before it gives what it has.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;

use actix_codec::Decoder as _;
use actix_http::ws::{Codec, Frame, Item, ProtocolError};
use actix_web::web::Payload;
use bytes::{Bytes, BytesMut};
use futures_util::Stream as _;
use skybot_wire::LONGEST_FRAME;
use tokio::task::consume_budget;

/// What a client says.
pub(crate) struct Incoming {
    payload: Payload,
    codec: Codec,
    unread: BytesMut,
    begun: Option<Begun>,
}

/// A message whose last fragment has not come.
struct Begun {
    is_text: bool,
    bytes: BytesMut,
}

impl Incoming {
    pub(crate) fn new(payload: Payload) -> Self {
        Self { payload, codec: Codec::new().max_size(LONGEST_FRAME), unread: BytesMut::new(), begun: None }
    }

    /// The next frame, never a fragment of one; nothing when the client is gone. May be given up and
    /// asked again.
    pub(crate) async fn next(&mut self) -> Option<Result<Frame, ProtocolError>> {
        loop {
            // A client that says much in little does not keep others waiting.
            consume_budget().await;
            match self.codec.decode(&mut self.unread) {
                Ok(None) => {}
                Ok(Some(frame)) => match self.whole(frame).transpose() {
                    None => continue,
                    whole => return whole,
                },
                Err(broken) => return Some(Err(broken)),
            }
            if self.unread.is_empty() {
                // It would hold the longest message that came, for as long as the client is silent.
                self.unread = BytesMut::new();
            }
            match poll_fn(|cx| Pin::new(&mut self.payload).poll_next(cx)).await? {
                Ok(bytes) if self.unread.is_empty() => self.unread = BytesMut::from(bytes),
                Ok(bytes) => self.unread.extend_from_slice(&bytes),
                Err(error) => return Some(Err(ProtocolError::Io(io::Error::other(error)))),
            }
        }
    }

    /// A frame as it is, and the message that ends with it; nothing if one goes on.
    fn whole(&mut self, frame: Frame) -> Result<Option<Frame>, ProtocolError> {
        let Frame::Continuation(item) = frame else { return Ok(Some(frame)) };
        let (fragment, is_last) = match item {
            Item::FirstText(bytes) => (self.begin(true, bytes), false),
            Item::FirstBinary(bytes) => (self.begin(false, bytes), false),
            Item::Continue(bytes) => (bytes, false),
            Item::Last(bytes) => (bytes, true),
        };
        // The codec lets none go on that was not begun.
        let Some(begun) = &mut self.begun else { return Err(ProtocolError::ContinuationNotStarted) };
        if begun.bytes.len() + fragment.len() > LONGEST_FRAME {
            return Err(ProtocolError::Overflow);
        }
        begun.bytes.extend_from_slice(&fragment);
        if !is_last {
            return Ok(None);
        }
        Ok(self.begun.take().map(
            |Begun { is_text, bytes }| {
                if is_text { Frame::Text(bytes.freeze()) } else { Frame::Binary(bytes.freeze()) }
            },
        ))
    }

    fn begin(&mut self, is_text: bool, bytes: Bytes) -> Bytes {
        self.begun = Some(Begun { is_text, bytes: BytesMut::new() });
        bytes
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use actix_http::ws::{Frame, OpCode, Parser, ProtocolError};
    use actix_web::FromRequest as _;
    use actix_web::dev;
    use actix_web::test::TestRequest;
    use actix_web::web::Payload;
    use bytes::{Bytes, BytesMut};
    use futures_util::{StreamExt as _, stream};
    use skybot_wire::LONGEST_FRAME;

    use super::Incoming;

    /// What a client of these bytes says; the second counts how often it was read.
    fn client(reads: Vec<Bytes>) -> (Incoming, Rc<Cell<usize>>) {
        let count = Rc::new(Cell::new(0));
        let counted = Rc::clone(&count);
        let payload = Box::pin(stream::iter(reads).map(move |bytes| {
            counted.set(counted.get() + 1);
            Ok(bytes)
        }));
        let request = TestRequest::default().to_http_request();
        let payload = Payload::from_request(&request, &mut dev::Payload::Stream { payload }).into_inner().unwrap();
        (Incoming::new(payload), count)
    }

    fn bytes(frames: &[(OpCode, &[u8], bool)]) -> Bytes {
        let mut all = BytesMut::new();
        for (code, text, is_last) in frames {
            Parser::write_message(&mut all, text, *code, *is_last, true);
        }
        all.freeze()
    }

    fn text(said: Option<Result<Frame, ProtocolError>>) -> Bytes {
        match said {
            Some(Ok(Frame::Text(text))) => text,
            other => panic!("no text: {other:?}"),
        }
    }

    #[tokio::test]
    async fn fragments_are_one_message_and_a_ping_between_them_is_heard_first() {
        let (mut incoming, _) = client(vec![bytes(&[
            (OpCode::Text, b"one ", false),
            (OpCode::Continue, b"two ", false),
            (OpCode::Ping, b"?", true),
            (OpCode::Continue, b"three", true),
            (OpCode::Binary, b"4", false),
            (OpCode::Continue, b"5", true),
            (OpCode::Text, b"six", true),
        ])]);
        assert!(matches!(incoming.next().await, Some(Ok(Frame::Ping(_)))));
        assert_eq!(text(incoming.next().await), "one two three");
        assert!(matches!(incoming.next().await, Some(Ok(Frame::Binary(bytes))) if *bytes == *b"45"));
        assert_eq!(text(incoming.next().await), "six");
        assert!(incoming.next().await.is_none());
    }

    #[tokio::test]
    async fn a_message_may_come_byte_by_byte() {
        let all = bytes(&[(OpCode::Text, b"slow", false), (OpCode::Continue, b"ly", true)]);
        let (mut incoming, _) = client(all.chunks(1).map(Bytes::copy_from_slice).collect());
        assert_eq!(text(incoming.next().await), "slowly");
    }

    #[tokio::test]
    async fn fragments_are_no_way_round_the_longest_frame() {
        let part = vec![b'x'; LONGEST_FRAME / 2];
        let fits = bytes(&[(OpCode::Text, &part, false), (OpCode::Continue, &part, true)]);
        let (mut incoming, _) = client(vec![fits]);
        assert_eq!(text(incoming.next().await).len(), LONGEST_FRAME);
        let more =
            bytes(&[(OpCode::Text, &part, false), (OpCode::Continue, &part, false), (OpCode::Continue, b"x", false)]);
        let (mut incoming, _) = client(vec![more]);
        assert!(matches!(incoming.next().await, Some(Err(ProtocolError::Overflow))));
    }

    #[tokio::test]
    async fn a_fragment_of_nothing_is_refused() {
        let (mut incoming, _) = client(vec![bytes(&[(OpCode::Continue, b"x", true)])]);
        assert!(matches!(incoming.next().await, Some(Err(ProtocolError::ContinuationNotStarted))));
    }

    #[tokio::test]
    async fn whoever_says_nothing_again_and_again_lets_others_have_their_turn() {
        let mut fragments = vec![(OpCode::Text, &b""[..], false)];
        fragments.resize(1_000, (OpCode::Continue, b"", false));
        let (mut incoming, _) = client(vec![bytes(&fragments)]);
        let other = tokio::spawn(async {});
        assert!(incoming.next().await.is_none());
        assert!(other.is_finished());
    }

    #[tokio::test]
    async fn nothing_is_kept_of_a_message_that_was_taken() {
        let (mut incoming, _) = client(vec![bytes(&[(OpCode::Text, &[b'x'; 9_000], true)])]);
        let taken = text(incoming.next().await);
        assert!(incoming.next().await.is_none());
        assert!(taken.is_unique(), "its bytes go with it");
    }

    #[tokio::test]
    async fn nothing_is_read_while_a_message_is_there() {
        let two = bytes(&[(OpCode::Text, b"a", true), (OpCode::Text, b"b", true)]);
        let (mut incoming, reads) = client(vec![two.clone(), two]);
        for read in [1, 1, 2, 2] {
            text(incoming.next().await);
            assert_eq!(reads.get(), read);
        }
    }
}
