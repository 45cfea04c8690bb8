//! The [`Importer`] port: conversations of the past, a batch a transaction, in a handful of
//! statements whatever the batch's size.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use skybot_domain::Id;
use skybot_domain::contact::Identity;
use skybot_domain::error::StoreError;
use skybot_domain::event::{Detail, EventKind, NewEvent, Subject};
use skybot_domain::id::InboxId;
use skybot_domain::ports::{ImportConversation, ImportOutcome, Importer};
use skybot_domain::scope::Scope;

use crate::error::store_error;
use crate::events;
use crate::pool::Postgres;

type Outcome<T> = Result<T, StoreError>;

#[async_trait]
impl Importer for Postgres {
    async fn import(
        &self,
        scope: &Scope,
        inbox: InboxId,
        conversations: &[ImportConversation],
    ) -> Outcome<ImportOutcome> {
        let (db, scope, conversations) = (self.clone(), scope.clone(), conversations.to_vec());
        self.detached(async move {
            let mut unit = db.enter(&scope).await?;
            let outcome = import(unit.connection(), &scope, inbox, &conversations).await?;
            unit.commit().await?;
            Ok(outcome)
        })
        .await
    }
}

async fn import(
    connection: &mut PgConnection,
    scope: &Scope,
    inbox: InboxId,
    conversations: &[ImportConversation],
) -> Outcome<ImportOutcome> {
    let account = scope.account().uuid();
    // What was imported and deleted since is here as well.
    sqlx::query("select app.show_hidden(true)").execute(&mut *connection).await.map_err(|error| store_error(&error))?;
    let (number, bucket, first_number) = reserve(connection, account, conversations.len()).await?;
    let fresh = fresh(connection, account, inbox, conversations).await?;
    let skipped = (conversations.len() - fresh.len()) as u64;
    if fresh.is_empty() {
        return Ok(ImportOutcome { skipped, ..ImportOutcome::default() });
    }
    let contacts = contacts(connection, account, &fresh).await?;
    insert_conversations(connection, account, inbox, &fresh, &contacts, first_number).await?;
    let messages =
        insert_messages(connection, account, &fresh, &contacts, i64::from(number) << 24 | i64::from(bucket)).await?;
    fill_bucket(connection, account, messages).await?;
    let created: Vec<NewEvent> = fresh
        .iter()
        .map(|conversation| NewEvent {
            // Follows from the conversation's id, like those of an append.
            id: Id::new(Uuid::from_u128(conversation.id.uuid().as_u128() ^ 1)),
            kind: EventKind::ConversationCreated,
            subject: Subject::Conversation(conversation.id),
            detail: Detail::None,
            at: conversation.messages.last().map_or(OffsetDateTime::UNIX_EPOCH, |message| message.at),
        })
        .collect();
    events::record(connection, scope, &created).await?;
    Ok(ImportOutcome { conversations: fresh.len() as u64, messages, skipped })
}

/// Takes a block of conversation numbers, which also makes imports of one tenant wait for each
/// other; tells the tenant's small number, its search bucket and the block's first number.
async fn reserve(connection: &mut PgConnection, account: Uuid, count: usize) -> Outcome<(i32, i32, i64)> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    sqlx::query_as(
        "with block as (
           update account_counters set conversations = conversations + $2 where account_id = $1
           returning conversations - $2 + 1 as first
         )
         select s.number, s.search_bucket, block.first from account_streams s, block where s.account_id = $1",
    )
    .bind(account)
    .bind(count)
    .fetch_one(connection)
    .await
    .map_err(|error| store_error(&error))
}

/// Those that are not here yet, each once.
async fn fresh<'a>(
    connection: &mut PgConnection,
    account: Uuid,
    inbox: InboxId,
    conversations: &'a [ImportConversation],
) -> Outcome<Vec<&'a ImportConversation>> {
    let ids: Vec<&str> = conversations.iter().map(|conversation| conversation.external_id.as_str()).collect();
    let here: Vec<String> = sqlx::query_scalar(
        "select external_id from conversations where account_id = $1 and inbox_id = $2 and external_id = any($3)",
    )
    .bind(account)
    .bind(inbox.uuid())
    .bind(&ids)
    .fetch_all(connection)
    .await
    .map_err(|error| store_error(&error))?;
    let mut seen: HashSet<&str> = here.iter().map(String::as_str).collect();
    Ok(conversations.iter().filter(|conversation| seen.insert(conversation.external_id.as_str())).collect())
}

fn key(identity: &Identity) -> String {
    format!(
        "{} {}",
        identity.kind().as_str(),
        match identity {
            Identity::Email(email) => email.folded(),
            other => other.as_str().to_owned(),
        }
    )
}

/// The contact of each conversation: known by an identity, or made now.
async fn contacts(
    connection: &mut PgConnection,
    account: Uuid,
    conversations: &[&ImportConversation],
) -> Outcome<Vec<Uuid>> {
    let identities: Vec<&Identity> = conversations.iter().flat_map(|c| &c.contact.identities).collect();
    let kinds: Vec<&str> = identities.iter().map(|identity| identity.kind().as_str()).collect();
    let values: Vec<&str> = identities.iter().map(|identity| identity.as_str()).collect();
    let rows: Vec<(String, String, Uuid)> = sqlx::query_as(
        "select x.kind, x.value, i.contact_id from unnest($2::text[], $3::text[]) x (kind, value)
         join contact_identities i on i.account_id = $1 and i.kind = x.kind
           and app.identity_key(i.kind, i.value) = app.identity_key(x.kind, x.value)",
    )
    .bind(account)
    .bind(&kinds)
    .bind(&values)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| store_error(&error))?;
    let mut known: HashMap<String, Uuid> = HashMap::new();
    for (kind, value, id) in rows {
        let value = if kind == "email" { value.to_lowercase() } else { value };
        known.insert(format!("{kind} {value}"), id);
    }
    let mut made: Vec<&ImportConversation> = Vec::new();
    let mut of = Vec::with_capacity(conversations.len());
    for &conversation in conversations {
        let keys: Vec<String> = conversation.contact.identities.iter().map(key).collect();
        let id = keys.iter().find_map(|key| known.get(key).copied()).unwrap_or_else(|| {
            made.push(conversation);
            conversation.contact_id.uuid()
        });
        for key in keys {
            known.entry(key).or_insert(id);
        }
        of.push(id);
    }
    insert_contacts(connection, account, &made).await?;
    Ok(of)
}

async fn insert_contacts(connection: &mut PgConnection, account: Uuid, made: &[&ImportConversation]) -> Outcome<()> {
    let value = |wanted: fn(&Identity) -> bool| -> Vec<Option<&str>> {
        made.iter().map(|c| c.contact.identities.iter().find(|i| wanted(i)).map(Identity::as_str)).collect()
    };
    let at: Vec<OffsetDateTime> =
        made.iter().map(|c| c.messages.first().map_or(OffsetDateTime::UNIX_EPOCH, |message| message.at)).collect();
    sqlx::query(
        "insert into contacts (account_id, id, name, phone, email, external_id, created_at, updated_at)
         select $1, x.id, x.name, x.phone, x.email, x.external_id, x.at, x.at
         from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
              x (id, name, phone, email, external_id, at)",
    )
    .bind(account)
    .bind(made.iter().map(|c| c.contact_id.uuid()).collect::<Vec<_>>())
    .bind(made.iter().map(|c| c.contact.name.as_str()).collect::<Vec<_>>())
    .bind(value(|identity| matches!(identity, Identity::Phone(_))))
    .bind(value(|identity| matches!(identity, Identity::Email(_))))
    .bind(value(|identity| matches!(identity, Identity::External(_))))
    .bind(at)
    .execute(connection)
    .await
    .map_err(|error| store_error(&error))?;
    Ok(())
}

async fn insert_conversations(
    connection: &mut PgConnection,
    account: Uuid,
    inbox: InboxId,
    conversations: &[&ImportConversation],
    contacts: &[Uuid],
    first_number: i64,
) -> Outcome<()> {
    let at: Vec<OffsetDateTime> =
        conversations.iter().map(|c| c.messages.first().map_or(OffsetDateTime::UNIX_EPOCH, |m| m.at)).collect();
    sqlx::query(
        "insert into conversations
           (account_id, id, number, inbox_id, contact_id, status, external_id, created_at, last_activity_at)
         select $1, x.id, $2 + x.place - 1, $3, x.contact, 'open', x.external_id, x.at, x.at
         from unnest($4::uuid[], $5::uuid[], $6::text[], $7::timestamptz[])
              with ordinality x (id, contact, external_id, at, place)",
    )
    .bind(account)
    .bind(first_number)
    .bind(inbox.uuid())
    .bind(conversations.iter().map(|c| c.id.uuid()).collect::<Vec<_>>())
    .bind(contacts)
    .bind(conversations.iter().map(|c| c.external_id.as_str()).collect::<Vec<_>>())
    .bind(at)
    .execute(connection)
    .await
    .map_err(|error| store_error(&error))?;
    Ok(())
}

async fn insert_messages(
    connection: &mut PgConnection,
    account: Uuid,
    conversations: &[&ImportConversation],
    contacts: &[Uuid],
    bucket: i64,
) -> Outcome<u64> {
    let mut ids = Vec::new();
    let mut of = Vec::new();
    let mut seqs: Vec<i64> = Vec::new();
    let mut ordinals: Vec<i64> = Vec::new();
    let mut senders: Vec<Option<Uuid>> = Vec::new();
    let mut bodies = Vec::new();
    let mut at = Vec::new();
    for (conversation, contact) in conversations.iter().zip(contacts) {
        let mut inbound = 0;
        for (seq, message) in (1..).zip(&conversation.messages) {
            inbound += i64::from(message.inbound);
            ids.push(message.id.uuid());
            of.push(conversation.id.uuid());
            seqs.push(seq);
            ordinals.push(inbound);
            senders.push(message.inbound.then_some(*contact));
            bodies.push(message.body.as_str());
            at.push(message.at);
        }
    }
    // What agents wrote in the past has no member here: the product says it.
    let done = sqlx::query(
        "insert into messages (account_id, conversation_id, seq, id, kind, direction, sender_type, sender_contact_id,
                               body, status, created_at, inbound_ordinal, search_bucket)
         select $1, x.conversation, x.seq, x.id, 'text',
                case when x.sender is null then 'outbound' else 'inbound' end,
                case when x.sender is null then 'system' else 'contact' end, x.sender, x.body,
                case when x.sender is null then 'sent' else 'delivered' end, x.at, x.ordinal, $2
         from unnest($3::uuid[], $4::bigint[], $5::uuid[], $6::uuid[], $7::text[], $8::timestamptz[], $9::bigint[])
              x (conversation, seq, id, sender, body, at, ordinal)",
    )
    .bind(account)
    .bind(bucket)
    .bind(of)
    .bind(seqs)
    .bind(ids)
    .bind(senders)
    .bind(bodies)
    .bind(at)
    .bind(ordinals)
    .execute(connection)
    .await
    .map_err(|error| store_error(&error))?;
    Ok(done.rows_affected())
}

/// Counts what went into the search bucket, and opens the next when it is full.
async fn fill_bucket(connection: &mut PgConnection, account: Uuid, messages: u64) -> Outcome<()> {
    sqlx::query(
        "update account_streams s
         set search_bucket = s.search_bucket + case when s.search_fill + $2 >= 4096 then 1 else 0 end,
             search_fill = case when s.search_fill + $2 >= 4096 then 0 else s.search_fill + $2 end
         where s.account_id = $1",
    )
    .bind(account)
    .bind(i64::try_from(messages).unwrap_or(i64::MAX))
    .execute(connection)
    .await
    .map_err(|error| store_error(&error))?;
    Ok(())
}
