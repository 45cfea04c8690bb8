//! Appending messages: one statement for one message or many.
//!
//! A tenant's appends that wait together share a statement and a commit; one that comes alone
//! waits for nobody. At most one statement a tenant runs at a time on this node, so writers never
//! queue up inside the database on the tenant's log row.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::PgConnection;
use time::OffsetDateTime;
use tokio::sync::oneshot;
use uuid::Uuid;

use skybot_domain::conversation::{Status, StatusChange, Writer};
use skybot_domain::error::StoreError;
use skybot_domain::id::AccountId;
use skybot_domain::inbox::DeliveryMode;
use skybot_domain::message::{Appended, Author, DeliveryStatus, Message, NewMessage, Refused, Sender};
use skybot_domain::ports::Herald;
use skybot_domain::scope::{Actor, Scope};

use crate::error::{again, is_retryable, store_error};
use crate::pool::{Lease, Pool};
use crate::rows::{MessageRow, corrupt};

type Outcome = Result<Result<Appended, Refused>, StoreError>;

/// Most messages in one statement: past this a commit's cost is spread thin enough, and those
/// who wait would wait longer.
const MAX_BATCH: usize = 64;
/// What the statements call the state of a conversation that sleeps whatever the contact writes.
const ASLEEP: &str = "asleep";
/// How often a statement is run again after a deadlock or a serialisation failure.
const MAX_ATTEMPTS: u32 = 5;

struct Waiting {
    scope: Scope,
    message: NewMessage,
    done: oneshot::Sender<Outcome>,
}

/// The queues of all tenants that have appends under way.
pub(crate) struct Appender {
    pool: Pool,
    herald: Option<Arc<dyn Herald>>,
    queues: Mutex<HashMap<AccountId, VecDeque<Waiting>>>,
}

impl Appender {
    pub(crate) fn new(pool: Pool, herald: Option<Arc<dyn Herald>>) -> Self {
        Self { pool, herald, queues: Mutex::default() }
    }

    /// Appends with whoever else of the tenant waits. Goes on if the caller goes away.
    pub(crate) async fn append(self: &Arc<Self>, scope: Scope, message: NewMessage) -> Outcome {
        let account = scope.account();
        let (done, outcome) = oneshot::channel();
        let waiting = Waiting { scope, message, done };
        let idle = {
            let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
            let idle = !queues.contains_key(&account);
            queues.entry(account).or_default().push_back(waiting);
            idle
        };
        if idle {
            tokio::spawn(Turn { appender: Arc::clone(self), account, over: false }.run());
        }
        outcome.await.unwrap_or_else(|_| Err(StoreError::Unavailable("the append was abandoned".to_owned())))
    }

    /// The next batch of a tenant; none left ends the tenant's turn. Two messages under one key
    /// never share a batch: the second must see what became of the first.
    fn next_batch(&self, account: AccountId) -> Option<Vec<Waiting>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queues.get_mut(&account)?;
        let mut batch: Vec<Waiting> = Vec::new();
        let mut keys = HashSet::new();
        while batch.len() < MAX_BATCH {
            let Some(next) = queue.front() else { break };
            let conversation = next.message.conversation_id;
            let key = next.message.key.as_ref().map(|key| (conversation, 'k', key.key.clone()));
            let external = next.message.external_id.as_ref().map(|id| (conversation, 'x', id.as_str().to_owned()));
            if key.iter().chain(&external).any(|key| keys.contains(key)) {
                break;
            }
            keys.extend(key.into_iter().chain(external));
            batch.extend(queue.pop_front());
        }
        if batch.is_empty() {
            queues.remove(&account);
            return None;
        }
        Some(batch)
    }
}

/// One tenant's turn to write: batch after batch until nobody waits.
struct Turn {
    appender: Arc<Appender>,
    account: AccountId,
    over: bool,
}

impl Turn {
    async fn run(mut self) {
        while let Some(batch) = self.appender.next_batch(self.account) {
            let (messages, waiting): (Vec<_>, Vec<_>) =
                batch.into_iter().map(|w| ((w.scope, w.message), w.done)).unzip();
            let outcomes = match self.write(&messages).await {
                Ok(outcomes) => outcomes,
                // One message with a value the database refuses must not fail the others.
                Err(StoreError::Internal(_)) if messages.len() > 1 => {
                    let mut outcomes = Vec::with_capacity(messages.len());
                    for message in messages.chunks(1) {
                        outcomes.push(self.write(message).await.and_then(single));
                    }
                    outcomes
                }
                Err(error) => waiting.iter().map(|_| Err(again(&error))).collect(),
            };
            for (done, outcome) in waiting.into_iter().zip(outcomes) {
                // Whoever went away has the message all the same, and finds it by its key.
                drop(done.send(outcome));
            }
        }
        self.over = true;
    }

    async fn write(&self, messages: &[(Scope, NewMessage)]) -> Result<Vec<Outcome>, StoreError> {
        let mut lease = self.appender.pool.lease().await?;
        let outcomes = append_with_retry(&mut lease, self.account, messages).await?;
        lease.release();
        if let Some(herald) = &self.appender.herald
            && outcomes.iter().any(|outcome| matches!(outcome, Ok(Appended::New(_))))
        {
            herald.grew(self.account);
        }
        Ok(outcomes.into_iter().map(Ok).collect())
    }
}

impl Drop for Turn {
    /// If a turn ends by a panic or by the runtime's end, those who wait are told, and the next
    /// append starts afresh. After a proper end the queue may be another turn's already.
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let mut queues = self.appender.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues.remove(&self.account);
    }
}

fn single(mut outcomes: Vec<Outcome>) -> Outcome {
    outcomes.pop().unwrap_or_else(|| Err(StoreError::Internal("no outcome".to_owned())))
}

async fn append_with_retry(
    lease: &mut Lease,
    account: AccountId,
    messages: &[(Scope, NewMessage)],
) -> Result<Vec<Result<Appended, Refused>>, StoreError> {
    let mut attempt = 1;
    loop {
        match append(lease, account, messages).await {
            Err(error) if is_retryable(&error) && attempt < MAX_ATTEMPTS => attempt += 1,
            outcome => return outcome.map_err(|error| store_error(&error)),
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    outcome: String,
    message_id: Uuid,
    seq: Option<i64>,
    contact_id: Option<Uuid>,
    contact_name: Option<String>,
    first_status: Option<String>,
}

/// Runs the statement on a connection that is outside any transaction, or in the caller's own.
pub(crate) async fn append(
    connection: &mut PgConnection,
    account: AccountId,
    messages: &[(Scope, NewMessage)],
) -> Result<Vec<Result<Appended, Refused>>, sqlx::Error> {
    let rows = match messages {
        [(scope, message)] => append_one(connection, account, scope, message).await?,
        many => append_many(connection, account, many).await?,
    };
    let mut outcomes = Vec::with_capacity(rows.len());
    for (row, (scope, message)) in rows.into_iter().zip(messages) {
        outcomes.push(match row.outcome.as_str() {
            "new" => Ok(Appended::New(stored(row, scope, message)?)),
            "replayed" => Ok(Appended::Replayed(reread(connection, account, row.message_id).await?)),
            "reply_to" => Err(Refused::ReplyTo),
            "key_reused" => Err(Refused::KeyReused),
            _ => Err(Refused::Conversation),
        });
    }
    Ok(outcomes)
}

/// Most messages come alone: their statement spares the arrays.
async fn append_one(
    connection: &mut PgConnection,
    account: AccountId,
    scope: &Scope,
    message: &NewMessage,
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as(
        "select outcome, message_id, seq, contact_id, contact_name, first_status from app.message_append_one(
           $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
    )
    .bind(account.uuid())
    .bind(scope.user().map(skybot_domain::Id::uuid))
    .bind(scope.reach().as_str())
    .bind(scope.actor().kind())
    .bind(message.id.uuid())
    .bind(event_id(message.id.uuid(), 1))
    .bind(event_id(message.id.uuid(), 2))
    .bind(message.conversation_id.uuid())
    .bind(message.author == Author::Contact)
    .bind(message.content.kind().as_str())
    .bind(message.direction().as_str())
    .bind(message.content.body())
    .bind(message.reply_to_id.map(skybot_domain::Id::uuid))
    .bind(first_status(message))
    .bind(message.external_id.as_ref().map(skybot_domain::text::ExternalId::as_str))
    .bind(message.key.as_ref().map(|key| key.key.as_str()))
    .bind(message.key.as_ref().map(|key| key.digest.as_slice()))
    .bind(message.client_id)
    .bind(message.at)
    .bind(steps(scope, message))
    // All, though there is one: the row comes before the commit is known to have gone well.
    .fetch_all(connection)
    .await
}

async fn append_many(
    connection: &mut PgConnection,
    account: AccountId,
    messages: &[(Scope, NewMessage)],
) -> Result<Vec<Row>, sqlx::Error> {
    fn column<'a, T>(messages: &'a [(Scope, NewMessage)], value: impl Fn(&'a Scope, &'a NewMessage) -> T) -> Vec<T> {
        messages.iter().map(|(scope, message)| value(scope, message)).collect()
    }
    sqlx::query_as(
        "select outcome, message_id, seq, contact_id, contact_name, first_status from app.message_append(
           $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
    )
    .bind(account.uuid())
    .bind(column(messages, |scope, _| scope.user().map(skybot_domain::Id::uuid)))
    .bind(column(messages, |scope, _| scope.reach().as_str()))
    .bind(column(messages, |scope, _| scope.actor().kind()))
    .bind(column(messages, |_, message| message.id.uuid()))
    .bind(column(messages, |_, message| event_id(message.id.uuid(), 1)))
    .bind(column(messages, |_, message| event_id(message.id.uuid(), 2)))
    .bind(column(messages, |_, message| message.conversation_id.uuid()))
    .bind(column(messages, |_, message| message.author == Author::Contact))
    .bind(column(messages, |_, message| message.content.kind().as_str()))
    .bind(column(messages, |_, message| message.direction().as_str()))
    .bind(column(messages, |_, message| message.content.body()))
    .bind(column(messages, |_, message| message.reply_to_id.map(skybot_domain::Id::uuid)))
    .bind(column(messages, |_, message| first_status(message)))
    .bind(column(messages, |_, message| message.external_id.as_ref().map(|id| id.as_str().to_owned())))
    .bind(column(messages, |_, message| message.key.as_ref().map(|key| key.key.clone())))
    .bind(column(messages, |_, message| message.key.as_ref().map(|key| key.digest.to_vec())))
    .bind(column(messages, |_, message| message.client_id))
    .bind(column(messages, |_, message| message.at))
    .bind(column(messages, steps))
    .fetch_all(connection)
    .await
}

/// The events of an append have ids that follow from the message's: a second run after a retry
/// writes the same ones.
fn event_id(message: Uuid, which: u128) -> Uuid {
    Uuid::from_u128(message.as_u128() ^ which)
}

/// The state machine's answer for each state a conversation may be in.
fn steps(scope: &Scope, message: &NewMessage) -> String {
    let person = matches!(scope.actor(), Actor::User { .. });
    let writer = Writer::of(&message.author, &message.content, person);
    let mut steps = String::with_capacity(88);
    for status in Status::ALL {
        // Writing to a String cannot fail.
        let _ = write!(steps, "{}>{},", status.as_str(), status.after_message(writer).as_str());
    }
    let asleep = StatusChange { wakes_on_reply: false, ..StatusChange::to(Status::Snoozed) };
    let after = match asleep.after_message(writer) {
        Status::Snoozed => ASLEEP,
        awake => awake.as_str(),
    };
    let _ = write!(steps, "{ASLEEP}>{after},");
    steps
}

/// The first status in an inbox of each mode; one word where they agree.
fn first_status(message: &NewMessage) -> String {
    let in_mode = |mode: &DeliveryMode| message.direction().first_status(*mode).as_str();
    let first = in_mode(&DeliveryMode::Direct);
    if DeliveryMode::ALL.iter().all(|mode| in_mode(mode) == first) {
        return first.to_owned();
    }
    let of_mode = |mode: &DeliveryMode| format!("{}>{}", mode.as_str(), in_mode(mode));
    DeliveryMode::ALL.iter().map(of_mode).collect::<Vec<_>>().join(",")
}

fn stored(row: Row, scope: &Scope, message: &NewMessage) -> Result<Message, sqlx::Error> {
    let status = row.first_status.as_deref().and_then(DeliveryStatus::parse);
    let corrupt = || sqlx::Error::Decode(corrupt("messages", "status", message.id.uuid()).into());
    let sender = match (message.author.clone(), row.contact_id) {
        (Author::Contact, Some(id)) => Sender::Contact { id: id.into(), name: row.contact_name.unwrap_or_default() },
        _ => Sender::from(scope.actor()),
    };
    Ok(Message {
        id: message.id,
        conversation_id: message.conversation_id,
        seq: row.seq.unwrap_or_default(),
        kind: message.content.kind(),
        direction: message.direction(),
        sender,
        body: message.content.body().map(str::to_owned),
        attachments: Vec::new(),
        reactions: Vec::new(),
        mentions: Vec::new(),
        reply_to_id: message.reply_to_id,
        attempt: 1,
        status: status.ok_or_else(corrupt)?,
        delivered_at: None,
        read_at: None,
        failed_reason: None,
        edited_at: None,
        deleted_at: None,
        deleted_by: None,
        version: 1,
        external_id: message.external_id.as_ref().map(|id| id.as_str().to_owned()),
        client_id: message.client_id,
        created_at: microseconds(message.at),
    })
}

/// What the database keeps of a moment.
fn microseconds(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_nanosecond(at.microsecond() * 1_000).unwrap_or(at)
}

/// A message that was there before. Rare, so it may cost another round trip; as a function, since
/// the tenant is not entered any more.
async fn reread(connection: &mut PgConnection, account: AccountId, id: Uuid) -> Result<Message, sqlx::Error> {
    let row: MessageRow = sqlx::query_as("select * from app.message_by_id($1, $2)")
        .bind(account.uuid())
        .bind(id)
        .fetch_one(connection)
        .await?;
    row.try_into().map_err(|error: StoreError| sqlx::Error::Decode(error.into()))
}
