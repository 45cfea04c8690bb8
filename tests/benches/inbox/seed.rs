//! Tenants, conversations and messages, written as the server's role straight into the tables: a
//! million messages over HTTP would take longer than all that is measured.

use skybot_tests::Dice;
use sqlx::Connection as _;
use sqlx::postgres::{PgConnection, PgTransaction};
use uuid::Uuid;

use crate::ids::{self, Kind, id};
use crate::words;

/// Tenants, from 1.
pub(crate) const TENANTS: u64 = 20;
/// Conversations of each tenant in which much is said, from 1. The [`quiet`] ones come after them.
pub(crate) const CONVERSATIONS: u64 = 30;
/// How many messages a quiet one has.
const QUIET_LENGTH: u64 = 4;
/// The tenant that has half of all messages.
pub(crate) const BIG: u64 = 1;
/// Its conversation that has a fifth of all messages.
pub(crate) const LONG: u64 = 1;
/// The conversation of every tenant that has [`SHORT_LENGTH`] messages.
pub(crate) const SHORT: u64 = CONVERSATIONS;
/// A little more than a page.
pub(crate) const SHORT_LENGTH: u64 = 60;

/// Messages of one search bucket, and of one statement here.
const BUCKET: i32 = 4_096;
/// Age in seconds of the oldest message, and of the newest that is not sent anew.
const OLDEST: f64 = 30.0 * 86_400.0;
const NEWEST: f64 = 3_600.0;

/// How many quiet conversations a tenant has, out of so many messages in all: a conversation for every
/// ten messages, half of them of the big tenant.
pub(crate) fn quiet(all: u64, tenant: u64) -> u64 {
    if tenant == BIG { all / 20 } else { all / 20 / (TENANTS - 1) }
}

/// How many messages a conversation has, out of so many in all.
pub(crate) fn length(all: u64, tenant: u64, conversation: u64) -> u64 {
    let own = if tenant == BIG { all / 2 } else { all / 2 / (TENANTS - 1) };
    let much = own - quiet(all, tenant) * QUIET_LENGTH - SHORT_LENGTH;
    match (tenant, conversation) {
        (_, quiet) if quiet > CONVERSATIONS => QUIET_LENGTH,
        (_, SHORT) => SHORT_LENGTH,
        (BIG, LONG) => all / 5,
        (BIG, _) => (much - all / 5) / (CONVERSATIONS - 2),
        _ => much / (CONVERSATIONS - 1),
    }
}

/// How many messages a tenant has.
fn total(all: u64, tenant: u64) -> u64 {
    let places = 1..=CONVERSATIONS + quiet(all, tenant);
    places.map(|conversation| length(all, tenant, conversation)).sum()
}

/// Where a tenant's user signs in with.
pub(crate) fn email(tenant: u64) -> String {
    format!("owner{tenant}@bench.example")
}

/// Makes a tenant with its user, inbox, contacts and empty conversations, out of so many messages in all.
/// Of the quiet conversations one in ten is open and one in seven is the user's.
pub(crate) async fn tenant(session: &mut PgConnection, all: u64, tenant: u64, password_hash: &str) {
    let mut unit = enter(session, tenant).await;
    let (account, user) = (id(Kind::Account, tenant), id(Kind::User, tenant));
    sqlx::query("select app.enter_platform()").execute(&mut *unit).await.expect("the platform");
    sqlx::query("insert into accounts (id, name, created_at) values ($1, $2, now())")
        .bind(account)
        .bind(format!("Tenant {tenant}"))
        .execute(&mut *unit)
        .await
        .expect("an account");
    sqlx::query("insert into users (id, email, name, password_hash, created_at) values ($1, $2, 'Owner', $3, now())")
        .bind(user)
        .bind(email(tenant))
        .bind(password_hash)
        .execute(&mut *unit)
        .await
        .expect("a user");
    sqlx::query("insert into memberships (account_id, user_id, name, role, created_at) values ($1, $2, 'Owner', 'owner', now())")
        .bind(account)
        .bind(user)
        .execute(&mut *unit)
        .await
        .expect("a membership");
    sqlx::query(
        "insert into inboxes (account_id, id, name, channel, created_at, updated_at)
         values ($1, $2, 'Main', 'api', now(), now())",
    )
    .bind(account)
    .bind(id(Kind::Inbox, tenant))
    .execute(&mut *unit)
    .await
    .expect("an inbox");
    let count = CONVERSATIONS + quiet(all, tenant);
    let numbers = (1..=count).map(|place| ids::conversation(tenant, place));
    let (contacts, conversations): (Vec<Uuid>, Vec<Uuid>) =
        numbers.map(|number| (id(Kind::Contact, number), id(Kind::Conversation, number))).unzip();
    sqlx::query(
        "insert into contacts (account_id, id, name, created_at, updated_at)
         select $1, x.id, 'Contact ' || x.place, now(), now() from unnest($2::uuid[]) with ordinality x (id, place)",
    )
    .bind(account)
    .bind(&contacts)
    .execute(&mut *unit)
    .await
    .expect("contacts");
    sqlx::query(
        "insert into conversations
           (account_id, id, number, inbox_id, contact_id, status, assignee_id, created_at, last_activity_at)
         select $1, x.id, x.place, $2, x.contact, case when x.place > $5 and x.place % 10 > 0 then 'resolved' else 'open' end,
                case when x.place > $5 and x.place % 7 = 0 then $6 end, now(), now() - interval '31 days'
         from unnest($3::uuid[], $4::uuid[]) with ordinality x (id, contact, place)",
    )
    .bind(account)
    .bind(id(Kind::Inbox, tenant))
    .bind(&conversations)
    .bind(&contacts)
    .bind(CONVERSATIONS.cast_signed())
    .bind(user)
    .execute(&mut *unit)
    .await
    .expect("conversations");
    sqlx::query("update account_counters set conversations = $1 where account_id = $2")
        .bind(count.cast_signed())
        .bind(account)
        .execute(&mut *unit)
        .await
        .expect("the counter");
    unit.commit().await.expect("a tenant");
}

/// A tenant's past: all of its conversations in which much is said grow at once, each to its length; the
/// quiet ones come and go in between.
pub(crate) async fn history(session: &mut PgConnection, all: u64, tenant: u64, dice: &mut Dice) {
    let lengths = (1..=CONVERSATIONS).map(|conversation| (conversation, length(all, tenant, conversation)));
    let busy = lengths.flat_map(|(conversation, length)| {
        (1..=length).map(move |seq| (seq as f64 / length as f64, conversation, seq))
    });
    let count = quiet(all, tenant);
    let calm = (1..=count).flat_map(|place| {
        let at = move |seq: u64| (place as f64 - 1.0 + seq as f64 / QUIET_LENGTH as f64) / count as f64;
        (1..=QUIET_LENGTH).map(move |seq| (at(seq), CONVERSATIONS + place, seq))
    });
    let mut plan: Vec<(f64, u64, u64)> = busy.chain(calm).collect();
    plan.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let count = plan.len() as u64;
    let rare = count / words::RARE_TIMES;
    let messages = (0..).zip(plan).map(|(place, (_, conversation, seq))| {
        let special = match () {
            () if place % rare == rare / 2 && place / rare < words::RARE_TIMES => Some(words::RARE),
            () if dice.below(100) == 0 => Some(words::FREQUENT),
            () => None,
        };
        let age = OLDEST - (OLDEST - NEWEST) * place as f64 / count as f64;
        Seed { conversation, seq, number: ids::message(tenant, place), text: words::text(dice, special), age }
    });
    write(session, tenant, messages).await;
}

/// So many more messages of the big tenant, newer than all, in all of its conversations but the
/// short one; none holds any of the special words.
pub(crate) async fn newer(session: &mut PgConnection, all: u64, count: u64, dice: &mut Dice) {
    let grown = CONVERSATIONS - 1;
    let before = total(all, BIG);
    let messages = (0..count).map(|place| {
        let conversation = 1 + place % grown;
        let seq = length(all, BIG, conversation) + 1 + place / grown;
        let age = NEWEST - NEWEST * place as f64 / count as f64;
        Seed { conversation, seq, number: ids::message(BIG, before + place), text: words::text(dice, None), age }
    });
    write(session, BIG, messages).await;
}

struct Seed {
    conversation: u64,
    seq: u64,
    number: u64,
    text: String,
    /// In seconds.
    age: f64,
}

/// Writes messages, one search bucket a transaction. Those with an odd `seq` are the contact's.
async fn write(session: &mut PgConnection, tenant: u64, messages: impl Iterator<Item = Seed>) {
    let mut messages = messages.peekable();
    while messages.peek().is_some() {
        let chunk: Vec<Seed> = messages.by_ref().take(BUCKET as usize).collect();
        let column = |value: fn(&Seed) -> u64| chunk.iter().map(value).collect::<Vec<u64>>();
        let uuids = |kind, numbers: Vec<u64>| numbers.into_iter().map(|n| id(kind, n)).collect::<Vec<Uuid>>();
        let of: Vec<u64> = chunk.iter().map(|seed| ids::conversation(tenant, seed.conversation)).collect();
        let mut unit = enter(session, tenant).await;
        sqlx::query(
            "insert into messages (account_id, conversation_id, seq, id, kind, direction, sender_type,
                                   sender_contact_id, sender_user_id, body, status, created_at, inbound_ordinal,
                                   search_bucket)
             select app.tenant(), x.conversation, x.seq, x.id, 'text',
                    case when x.seq % 2 = 1 then 'inbound' else 'outbound' end,
                    case when x.seq % 2 = 1 then 'contact' else 'user' end,
                    case when x.seq % 2 = 1 then x.contact end, case when x.seq % 2 = 0 then app.user_id() end,
                    x.body, case when x.seq % 2 = 1 then 'delivered' else 'sent' end,
                    now() - make_interval(secs => x.age), (x.seq + 1) / 2, s.number::bigint << 24 | s.search_bucket
             from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::text[], $6::float8[])
                    x (conversation, contact, seq, id, body, age)
             join account_streams s on s.account_id = app.tenant()",
        )
        .bind(uuids(Kind::Conversation, of.clone()))
        .bind(uuids(Kind::Contact, of))
        .bind(chunk.iter().map(|seed| seed.seq.cast_signed()).collect::<Vec<_>>())
        .bind(uuids(Kind::Message, column(|seed| seed.number)))
        .bind(chunk.iter().map(|seed| seed.text.as_str()).collect::<Vec<_>>())
        .bind(chunk.iter().map(|seed| seed.age).collect::<Vec<_>>())
        .execute(&mut *unit)
        .await
        .expect("messages");
        sqlx::query(
            "update account_streams
             set search_bucket = search_bucket + case when search_fill + $1 >= $2 then 1 else 0 end,
                 search_fill = case when search_fill + $1 >= $2 then 0 else search_fill + $1 end
             where account_id = app.tenant()",
        )
        .bind(i32::try_from(chunk.len()).expect("a chunk"))
        .bind(BUCKET)
        .execute(&mut *unit)
        .await
        .expect("the bucket");
        unit.commit().await.expect("messages");
    }
}

async fn enter(session: &mut PgConnection, tenant: u64) -> PgTransaction<'_> {
    let mut unit = session.begin().await.expect("a transaction");
    sqlx::query("select app.enter($1, $2, 'all', 'user', '')")
        .bind(id(Kind::Account, tenant))
        .bind(id(Kind::User, tenant))
        .execute(&mut *unit)
        .await
        .expect("the tenant");
    unit
}
