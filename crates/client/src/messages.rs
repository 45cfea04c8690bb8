//! Messages: reading, posting, and delivering in spite of a shaky line.

use std::time::{Duration, Instant};

use skybot_wire::{Message, MessagesQuery, Page, PostMessage};
use uuid::Uuid;

use crate::error::Result;
use crate::transport::Client;

/// The pause before the first repetition; it doubles each time, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// Also the most that a server's `Retry-After` is waited for.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

impl Client {
    /// A window of a conversation, in ascending `seq`.
    pub async fn messages(&self, conversation: Uuid, query: &MessagesQuery) -> Result<Page<Message>> {
        self.call(self.get(&["conversations", &conversation.to_string(), "messages"]).query(query)).await
    }

    /// A message.
    pub async fn message(&self, id: Uuid) -> Result<Message> {
        self.call(self.get(&["messages", &id.to_string()])).await
    }

    /// Posts a text or a note, once. With a `key` (1 to 255 visible ASCII characters), sending
    /// the same again gives the first message back, for ever.
    pub async fn post_message(&self, conversation: Uuid, message: &PostMessage, key: Option<&str>) -> Result<Message> {
        let mut request = self.post(&["conversations", &conversation.to_string(), "messages"], message);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        self.call(request).await
    }

    /// Posts a message and, while no answer comes or the server is busy (`429`, `503`), posts it
    /// again under the same `key`, for `patience` at most. However often it was sent, it is
    /// stored once. Gives the last error.
    pub async fn deliver_message(
        &self,
        conversation: Uuid,
        message: &PostMessage,
        key: &str,
        patience: Duration,
    ) -> Result<Message> {
        let begun = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            match self.post_message(conversation, message, Some(key)).await {
                Err(error) if error.is_temporary() && begun.elapsed() + pause < patience => {
                    let asked = error.retry_after().unwrap_or_default();
                    tokio::time::sleep(pause.max(asked).min(LONGEST_PAUSE)).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                outcome => return outcome,
            }
        }
    }
}
