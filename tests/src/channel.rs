//! A channel that brings in what contacts write. This release has none of its own yet, so tests
//! that need one call the database function that all channels will end in, as the server's role.

use sqlx::Connection as _;
use uuid::Uuid;

use crate::app::App;
use crate::fresh::fresh_id;
use crate::user::User;

const APPEND: &str = "
    select seq from app.message_append(
      $1, array[null]::uuid[], array['all'], array['system'], array[$2]::uuid[], array[$3]::uuid[], array[$4]::uuid[],
      array[$5]::uuid[], array[true], array['text'], array['inbound'], array[$6], array[null]::uuid[],
      array['delivered'], array[null]::text[], array[null]::text[], array[null]::bytea[], array[null]::uuid[],
      array[clock_timestamp()], array['open>open,pending>pending,snoozed>open,resolved>open,asleep>asleep'])";

impl App {
    /// The contact of a conversation writes; the message's place.
    pub async fn contact_writes(&self, tenant: &User, conversation: &str, text: &str) -> i64 {
        let mut session = self.database.as_app().await;
        let [message, event, step] = [(); 3].map(|()| fresh_id());
        let seq = sqlx::query_scalar(APPEND)
            .bind(tenant.account_id)
            .bind(message)
            .bind(event)
            .bind(step)
            .bind(Uuid::try_parse(conversation).expect("an id"))
            .bind(text)
            .fetch_one(&mut session)
            .await
            .expect("the message is taken in");
        session.close().await.expect("a clean end");
        seq
    }
}
