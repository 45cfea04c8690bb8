//! Every counter is exact, whatever many people do at the same time: a hundred thousand random
//! operations end with each counter as a recount has it.
//!
//! It goes through the store's ports, not the API: a hundred thousand requests would take the debug
//! build some minutes of processor time, and what is counted is counted by triggers and functions of
//! the database, below both.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use skybot_domain::account::{NewAccount, NewMember};
use skybot_domain::attributes::Attributes;
use skybot_domain::contact::NewContact;
use skybot_domain::conversation::{NewConversation, Status};
use skybot_domain::emoji::Emoji;
use skybot_domain::id::{AccountId, ConversationId, MessageId, UserId};
use skybot_domain::inbox::{Channel, DeliveryMode, NewInbox};
use skybot_domain::message::{Appended, Author, Content, NewMessage};
use skybot_domain::ports::{Provisioning as _, Store as _};
use skybot_domain::receipt::CursorMove;
use skybot_domain::scope::{Actor, Origin, Reach, Role, Scope};
use skybot_domain::text::{Email, MessageBody, Name};
use skybot_domain::{Id, Timestamp};
use skybot_local_postgres::{Cluster, Options};
use skybot_postgres::{Bootstrap, PoolSettings, Postgres, bootstrap, migrate};
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

const OPERATIONS: u64 = 100_000;
const CLIENTS: u64 = 64;
const CONVERSATIONS: usize = 24;
const DATABASE: &str = "counters";
const PASSWORD: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA";
const EMOJI: [&str; 4] = ["👍", "❤️", "🎉", "👀"];

static IDS: AtomicU64 = AtomicU64::new(1);

fn fresh<K>() -> Id<K> {
    let count = u128::from(IDS.fetch_add(1, Ordering::Relaxed));
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + count).into()
}

/// Pseudo-random numbers (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
}

struct World {
    db: Postgres,
    start: Timestamp,
    account: AccountId,
    members: Vec<UserId>,
    conversations: Vec<ConversationId>,
}

impl World {
    fn scope(&self, actor: Actor, role: Role) -> Scope {
        #[expect(clippy::disallowed_methods, reason = "a test is the credential check")]
        Scope::issue(self.account, actor, role, Reach::All)
    }

    fn member(&self, dice: &mut Dice) -> Scope {
        self.scope(Actor::User { id: *dice.pick(&self.members), name: "Somebody".to_owned() }, Role::Agent)
    }

    /// The n-th moment of the test: each operation has one of its own.
    fn at(&self, operation: u64) -> Timestamp {
        self.start + time::Duration::microseconds(i64::try_from(operation).unwrap())
    }

    async fn new(cluster: &Cluster) -> Self {
        let setup = Bootstrap { database: DATABASE.to_owned(), owner_password: None, app_password: None };
        bootstrap(cluster.admin().options("postgres"), &setup).await.unwrap();
        migrate(cluster.ensure_login_role("skybot_owner").await.unwrap().options(DATABASE)).await.unwrap();
        let server = cluster.ensure_login_role("skybot_app").await.unwrap().options(DATABASE);
        let db = Postgres::connect(server, &PoolSettings { size: 12, ..PoolSettings::default() });
        let start = sqlx::query_scalar("select now()").fetch_one(&mut superuser(cluster).await).await.unwrap();

        let account = NewAccount { id: fresh(), name: Name::parse("Acme").unwrap() };
        let person = |place: usize| NewMember {
            user_id: fresh(),
            email: Email::parse(&format!("member-{place}@example.com")).unwrap(),
            name: Name::parse("Somebody").unwrap(),
            password_hash: PASSWORD.to_owned(),
            role: Role::Owner,
            reach: Reach::All,
        };
        let people: Vec<_> = (0..6).map(person).collect();
        let members = db.create_account(&account, &people, start, &Origin::default()).await.unwrap();
        let mut world = Self { db, start, account: account.id, members, conversations: Vec::new() };

        let scope = world.scope(Actor::System { part: "test" }, Role::Owner);
        let mut tx = world.db.begin(&scope).await.unwrap();
        let (inbox_id, contact_id) = (fresh(), fresh());
        let inbox =
            NewInbox { name: Name::parse("Support").unwrap(), channel: Channel::Api, delivery: DeliveryMode::Direct };
        tx.insert_inbox(inbox_id, &inbox, start).await.unwrap();
        let contact = NewContact {
            name: Name::parse("Bea").unwrap(),
            identities: Vec::new(),
            company_id: None,
            attributes: Attributes::default(),
        };
        tx.insert_contact(contact_id, &contact, start).await.unwrap();
        for _ in 0..CONVERSATIONS {
            let id = fresh();
            let new = NewConversation { id, inbox_id, contact_id, status: Status::Open, subject: None, at: start };
            tx.insert_conversation(&new).await.unwrap();
            world.conversations.push(id);
        }
        tx.commit().await.unwrap();
        world
    }

    async fn append(&self, dice: &mut Dice, operation: u64) -> MessageId {
        let body = MessageBody::parse(&format!("message {operation}")).unwrap();
        let (author, content) = match dice.below(8) {
            0..4 => (Author::Contact, Content::Text(body)),
            4..7 => (Author::Actor, Content::Text(body)),
            _ => (Author::Actor, Content::Note(body)),
        };
        let scope = match author {
            Author::Contact => self.scope(Actor::System { part: "test" }, Role::Owner),
            Author::Actor => self.member(dice),
        };
        let message = NewMessage {
            id: fresh(),
            conversation_id: *dice.pick(&self.conversations),
            author,
            content,
            reply_to_id: None,
            external_id: None,
            key: None,
            client_id: None,
            at: self.at(operation),
        };
        match self.db.message_append(&scope, message).await.unwrap().unwrap() {
            Appended::New(message) | Appended::Replayed(message) => message.id,
        }
    }

    async fn move_cursor(&self, dice: &mut Dice, operation: u64) {
        let scope = self.member(dice);
        let conversation = *dice.pick(&self.conversations);
        let newest = OPERATIONS / CONVERSATIONS as u64;
        let seq = 1 + i64::try_from(dice.below(newest)).unwrap();
        let to = if dice.below(3) == 0 { CursorMove::Unread(seq) } else { CursorMove::Read(seq) };
        let state = self.db.move_cursor(&scope, conversation, to, fresh(), self.at(operation)).await.unwrap();
        assert!(state.unwrap().unread_count >= 0);
    }

    /// Something that happens to a message that was written.
    async fn change(&self, dice: &mut Dice, operation: u64, id: MessageId) {
        let (scope, at) = (self.member(dice), self.at(operation));
        let mut tx = self.db.begin(&scope).await.unwrap();
        let held = tx.hold_message(id).await.unwrap().unwrap();
        if held.deleted_at.is_none() {
            match dice.below(10) {
                0 => tx.delete_message(id, at).await.unwrap(),
                1..3 => {
                    let body = MessageBody::parse(&format!("edited {operation}")).unwrap();
                    tx.edit_message(id, Some(&body), at).await.unwrap();
                }
                3..6 => {
                    let (named, no_longer): (Vec<_>, Vec<_>) =
                        self.members.iter().copied().partition(|_| dice.below(2) == 0);
                    tx.set_mentions(held.conversation_id, id, &named, &no_longer).await.unwrap();
                }
                _ => {
                    let emoji = Emoji::parse(dice.pick::<&str>(&EMOJI)).unwrap();
                    tx.set_reaction(id, &emoji, dice.below(3) > 0, at).await.unwrap();
                }
            }
        }
        tx.commit().await.unwrap();
    }
}

async fn superuser(cluster: &Cluster) -> PgConnection {
    PgConnection::connect_with(&cluster.admin().options(DATABASE)).await.unwrap()
}

/// Does operations until all are done. What a client wrote itself, or another before it, is what it
/// changes.
async fn client(world: Arc<World>, written: Arc<std::sync::Mutex<Vec<MessageId>>>, done: Arc<AtomicU64>, seed: u64) {
    let mut dice = Dice(seed);
    loop {
        let operation = done.fetch_add(1, Ordering::Relaxed);
        if operation >= OPERATIONS {
            return;
        }
        let known = written.lock().unwrap().len() as u64;
        match dice.below(100) {
            0..78 => {
                let id = world.append(&mut dice, operation).await;
                written.lock().unwrap().push(id);
            }
            78..92 => world.move_cursor(&mut dice, operation).await,
            _ if known == 0 => world.move_cursor(&mut dice, operation).await,
            _ => {
                // The newer, the more happens to it.
                let back = dice.below(known).min(dice.below(known)).min(400);
                let id = written.lock().unwrap()[usize::try_from(known - 1 - back).unwrap()];
                world.change(&mut dice, operation, id).await;
            }
        }
    }
}

/// Each query finds rows that are not as a recount has them.
const RECOUNTS: [(&str, &str); 11] = [
    (
        "places are dense",
        "select conversation_id::text from messages group by account_id, conversation_id
         having min(seq) <> 1 or max(seq) <> count(*)",
    ),
    (
        "messages and inbound ones of a conversation",
        "select c.id::text from conversations c
         cross join lateral (
           select count(*) as n, count(*) filter (where direction = 'inbound') as inbound
           from messages m where m.account_id = c.account_id and m.conversation_id = c.id) m
         where c.message_count <> m.n or c.inbound_count <> m.inbound",
    ),
    (
        "inbound ones up to each message",
        "select id::text from (
           select id, inbound_ordinal, count(*) filter (where direction = 'inbound')
             over (partition by account_id, conversation_id order by seq) as n
           from messages) m where inbound_ordinal <> n",
    ),
    (
        "what each member has read",
        "select p.user_id::text from participants p
         join conversations c on c.account_id = p.account_id and c.id = p.conversation_id
         where p.read_seq > c.message_count or p.read_inbound <> (
           select count(*) from messages m where m.account_id = p.account_id and m.conversation_id = p.conversation_id
             and m.direction = 'inbound' and m.seq <= p.read_seq)",
    ),
    (
        "what each member has not read",
        "select p.user_id::text from participants p
         join conversations c on c.account_id = p.account_id and c.id = p.conversation_id
         where c.inbound_count - p.read_inbound <> (
           select count(*) from messages m where m.account_id = p.account_id and m.conversation_id = p.conversation_id
             and m.direction = 'inbound' and m.seq > p.read_seq)",
    ),
    (
        "since when a contact waits: since one of those that came after the last answer, no later than the first",
        "select c.id::text from conversations c
         cross join lateral (
           select coalesce(max(seq) filter (where direction = 'outbound'), 0) as answered
           from messages m where m.account_id = c.account_id and m.conversation_id = c.id) a
         cross join lateral (
           select count(*) as n, min(m.created_at) as earliest,
                  (array_agg(m.created_at order by m.seq))[1] as first,
                  coalesce(bool_or(m.created_at = c.waiting_since), false) as is_one
           from messages m where m.account_id = c.account_id and m.conversation_id = c.id and m.seq > a.answered
             and m.direction = 'inbound') w
         where (w.n = 0) <> (c.waiting_since is null)
            or (w.n > 0 and not (w.is_one and c.waiting_since between w.earliest and w.first))",
    ),
    (
        "reactions of a message",
        "select m.id::text from messages m
         where m.reaction_count <> (select count(*) from message_reactions r
                                    where r.account_id = m.account_id and r.message_id = m.id)",
    ),
    (
        "members whom a message names",
        "select m.id::text from messages m
         where m.mention_count <> (select count(*) from message_mentions n
                                   where n.account_id = m.account_id and n.message_id = m.id)",
    ),
    (
        "a version for each change, and a text for each edit",
        "select m.id::text from messages m
         left join lateral (select count(*) as n from message_history h
                            where h.account_id = m.account_id and h.message_id = m.id) h on true
         where case when m.deleted_at is null then m.version <> 1 + h.n else h.n <> 0 or m.body is not null end",
    ),
    (
        "of what was deleted nothing is left",
        "select m.id::text from messages m
         where m.deleted_at is not null
           and (m.reaction_count > 0 or m.mention_count > 0 or m.search_vector is not null)",
    ),
    (
        "the log is dense and ends at its head, with one event for each message",
        "select s.account_id::text from account_streams s
         cross join lateral (
           select count(*) as n, max(pos) as last, count(distinct message_id) as messages
           from events e where e.account_id = s.account_id) e
         where s.head <> e.n or s.head <> e.last
            or e.messages <> (select count(*) from messages m where m.account_id = s.account_id)",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_random_operations_leave_every_counter_exact() {
    let cluster = Cluster::ephemeral(Options::volatile()).await.unwrap();
    let world = Arc::new(World::new(&cluster).await);
    let (written, done) = (Arc::default(), Arc::new(AtomicU64::new(0)));
    let mut clients = tokio::task::JoinSet::new();
    for seed in 0..CLIENTS {
        clients.spawn(client(Arc::clone(&world), Arc::clone(&written), Arc::clone(&done), seed));
    }
    clients.join_all().await;

    let mut session = superuser(&cluster).await;
    for (what, query) in RECOUNTS {
        let wrong: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut session).await.unwrap();
        assert!(wrong.is_empty(), "{what}: {} wrong, such as {:?}", wrong.len(), wrong.first());
    }
    // It was no empty exercise.
    for (what, least) in [
        ("messages", 70_000),
        ("messages where deleted_at is not null", 300),
        ("message_history", 500),
        ("message_reactions", 500),
        ("message_mentions", 500),
        ("participants where read_seq > 0", 100),
        ("conversations where waiting_since is null", 1),
        ("conversations where waiting_since is not null", 1),
    ] {
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from {what}"));
        let count: i64 = sqlx::query_scalar(sql).fetch_one(&mut session).await.unwrap();
        assert!(count >= least, "{count} {what}");
    }
}
