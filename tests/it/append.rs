//! One message alone and many at once take two statements; both must follow one rule.

use serde_json::{Value, json};
use skybot_tests::{App, User, id};
use sqlx::postgres::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// A message to append. Places of messages are those in the list, from 0.
#[derive(Clone, Copy)]
struct Line {
    /// 0 and 1 are the tenant's, 2 is nobody's.
    conversation: usize,
    from_contact: bool,
    /// By somebody who sees only what is theirs: nothing.
    blind: bool,
    key: Option<(&'static str, u8)>,
    external: Option<&'static str>,
    reply_to: Option<usize>,
}

const PLAIN: Line =
    Line { conversation: 0, from_contact: false, blind: false, key: None, external: None, reply_to: None };

/// What is there before, one by one.
const BEFORE: [Line; 4] = [
    Line { key: Some(("first", 1)), ..PLAIN },
    Line { from_contact: true, external: Some("x1"), ..PLAIN },
    Line { conversation: 1, from_contact: true, ..PLAIN },
    Line { conversation: 1, key: Some(("elsewhere", 1)), ..PLAIN },
];

/// What comes together or one by one.
const LINES: [Line; 18] = [
    PLAIN,
    Line { key: Some(("first", 1)), ..PLAIN },
    Line { key: Some(("first", 2)), ..PLAIN },
    Line { key: Some(("elsewhere", 1)), ..PLAIN },
    Line { conversation: 1, from_contact: true, external: Some("x1"), ..PLAIN },
    Line { from_contact: true, external: Some("x1"), ..PLAIN },
    Line { from_contact: true, external: Some("x2"), ..PLAIN },
    // To one before all of them, to one among them, to one still to come, to itself.
    Line { reply_to: Some(0), ..PLAIN },
    Line { reply_to: Some(4), ..PLAIN },
    Line { reply_to: Some(20), ..PLAIN },
    Line { reply_to: Some(14), ..PLAIN },
    // To one of another conversation, before them and among them; to one that was refused.
    Line { reply_to: Some(2), ..PLAIN },
    Line { conversation: 1, reply_to: Some(4), ..PLAIN },
    Line { reply_to: Some(6), ..PLAIN },
    Line { conversation: 2, key: Some(("first", 1)), ..PLAIN },
    Line { blind: true, key: Some(("first", 1)), ..PLAIN },
    Line { conversation: 1, key: Some(("last", 1)), ..PLAIN },
    Line { from_contact: true, key: Some(("both", 1)), external: Some("x3"), reply_to: Some(10), ..PLAIN },
];

/// Past everything the product itself writes.
const EPOCH: OffsetDateTime = time::macros::datetime!(2027-01-15 08:00 UTC);

const ONE: &str = "
    select outcome, message_id, seq, pos, contact_id is not null, contact_name from app.message_append_one(
      $1, $2[1], $3[1], $4[1], $5[1], $6[1], $7[1], $8[1], $9[1], $10[1], $11[1], $12[1], $13[1], $14[1], $15[1],
      $16[1], $17[1], $18[1], $19[1], $20[1])";

const MANY: &str = "
    select outcome, message_id, seq, pos, contact_id is not null, contact_name from app.message_append(
      $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";

/// A tenant with two conversations, one pending and one resolved.
struct Place {
    account: Uuid,
    user: Uuid,
    conversations: [Uuid; 3],
}

/// As the statements tell it, with the message's id.
type Row = (String, Uuid, Option<i64>, Option<i64>, bool, Option<String>);

/// What became of a message: outcome, place of the message meant, seq, pos, whether a contact wrote
/// it, and its name.
type Told = (String, Option<usize>, Option<i64>, Option<i64>, bool, Option<String>);

impl Place {
    async fn of(user: &User) -> Self {
        let mut conversations = [Uuid::from_u128(3); 3];
        for (place, status) in ["pending", "resolved"].into_iter().enumerate() {
            let made = user.conversation().await;
            user.post(format!("conversations/{}/status", id(&made)), json!({"status": status})).await.is(200);
            conversations[place] = Uuid::try_parse(id(&made)).unwrap();
        }
        Self { account: user.account_id, user: user.user_id, conversations }
    }

    fn message(&self, place: usize) -> Uuid {
        Uuid::from_u128(self.account.as_u128() ^ ((place as u128 + 1) << 8))
    }

    /// Appends lines of which the first has this place.
    async fn append(
        &self,
        session: &mut PgConnection,
        statement: &'static str,
        first: usize,
        lines: &[Line],
    ) -> Vec<Told> {
        let places = first..first + lines.len();
        let pick = |by_contact: &'static str, by_user: &'static str| -> Vec<&'static str> {
            lines.iter().map(|line| if line.from_contact { by_contact } else { by_user }).collect()
        };
        let rows: Vec<Row> = sqlx::query_as(statement)
            .bind(self.account)
            .bind(lines.iter().map(|line| (!line.from_contact).then_some(self.user)).collect::<Vec<_>>())
            .bind(lines.iter().map(|line| if line.blind { "mine" } else { "all" }).collect::<Vec<_>>())
            .bind(pick("system", "user"))
            .bind(places.clone().map(|place| self.message(place)).collect::<Vec<_>>())
            .bind(places.clone().map(|place| Uuid::from_u128(self.message(place).as_u128() ^ 1)).collect::<Vec<_>>())
            .bind(places.clone().map(|place| Uuid::from_u128(self.message(place).as_u128() ^ 2)).collect::<Vec<_>>())
            .bind(lines.iter().map(|line| self.conversations[line.conversation]).collect::<Vec<_>>())
            .bind(lines.iter().map(|line| line.from_contact).collect::<Vec<_>>())
            .bind(pick("text", "text"))
            .bind(pick("inbound", "outbound"))
            .bind(places.clone().map(|place| format!("Text {place}")).collect::<Vec<_>>())
            .bind(lines.iter().map(|line| line.reply_to.map(|place| self.message(place))).collect::<Vec<_>>())
            .bind(pick("delivered", "queued"))
            .bind(lines.iter().map(|line| line.external).collect::<Vec<_>>())
            .bind(lines.iter().map(|line| line.key.map(|(key, _)| key)).collect::<Vec<_>>())
            .bind(lines.iter().map(|line| line.key.map(|(_, digest)| vec![digest])).collect::<Vec<_>>())
            .bind(lines.iter().map(|_| None::<Uuid>).collect::<Vec<_>>())
            .bind(places.clone().map(|place| EPOCH + std::time::Duration::from_secs(place as u64)).collect::<Vec<_>>())
            .bind(pick(
                "open>open,pending>pending,snoozed>open,resolved>open,",
                "open>open,pending>open,snoozed>snoozed,resolved>resolved,",
            ))
            .fetch_all(session)
            .await
            .unwrap();
        let place = |message: Uuid| (0..places.end).find(|place| self.message(*place) == message);
        rows.into_iter()
            .map(|(outcome, message, seq, pos, by, name)| (outcome, place(message), seq, pos, by, name))
            .collect()
    }

    /// All that an append writes, but for ids.
    async fn stored(&self, session: &mut PgConnection) -> Vec<Value> {
        const STORED: &str = "
            select to_jsonb(m) - array['account_id', 'id', 'conversation_id', 'sender_contact_id', 'sender_user_id',
                                       'reply_to_id', 'search_bucket', 'search_vector']
                   || jsonb_build_object('conversation', c.number, 'reply', r.seq, 'bucket', m.search_bucket & 16777215,
                                         'by', m.sender_contact_id = c.contact_id, 'user', m.sender_user_id = $2)
            from messages m join conversations c on c.account_id = m.account_id and c.id = m.conversation_id
            left join messages r on r.account_id = m.account_id and r.id = m.reply_to_id
            where m.account_id = $1
            union all
            select to_jsonb(c) - array['account_id', 'id', 'inbox_id', 'contact_id', 'created_at']
            from conversations c where c.account_id = $1
            union all
            select to_jsonb(e) - array['account_id', 'id', 'actor_id', 'message_id', 'conversation_id']
                   || jsonb_build_object('seq', m.seq, 'of', c.number, 'by', e.actor_id = c.contact_id, 'user', e.actor_id = $2,
                                         'id', (('x' || right(e.id::text, 4))::bit(16)::int
                                                # ('x' || right($1::text, 4))::bit(16)::int))
            from events e left join messages m on m.account_id = e.account_id and m.id = e.message_id
            left join conversations c on c.account_id = e.account_id and c.id = e.conversation_id
            where e.account_id = $1 and e.at > '2027-01-01'
            union all
            select to_jsonb(a) - array['account_id', 'id', 'at', 'actor_id', 'subject_id', 'request_id']
                   || jsonb_build_object('nr', row_number() over (order by a.id), 'user', a.actor_id = $2)
            from audit_log a where a.account_id = $1 and a.subject_type = 'conversations'
            union all
            select to_jsonb(s) - array['account_id', 'number'] from account_streams s where s.account_id = $1";
        let mut stored: Vec<Value> =
            sqlx::query_scalar(STORED).bind(self.account).bind(self.user).fetch_all(session).await.unwrap();
        stored.sort_by_key(ToString::to_string);
        stored
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_end_as_one_by_one() {
    let app = App::start().await;
    let mut sessions = [app.database.as_app().await, app.database.as_app().await];
    let places = [Place::of(&app.tenant().await).await, Place::of(&app.tenant().await).await];
    let mut told = [Vec::new(), Vec::new()];
    for (place, session) in places.iter().zip(&mut sessions) {
        for (number, line) in BEFORE.iter().enumerate() {
            let before = place.append(session, ONE, number, &[*line]).await;
            assert_eq!(before[0].0, "new");
        }
    }
    for (number, line) in LINES.iter().enumerate() {
        told[0].extend(places[0].append(&mut sessions[0], ONE, BEFORE.len() + number, &[*line]).await);
    }
    told[1] = places[1].append(&mut sessions[1], MANY, BEFORE.len(), &LINES).await;

    let outcomes: Vec<_> = told[0].iter().map(|told| told.0.as_str()).collect();
    assert_eq!(
        outcomes,
        [
            "new",
            "replayed",
            "key_reused",
            "new",
            "new",
            "replayed",
            "new",
            "new",
            "new",
            "reply_to",
            "reply_to",
            "reply_to",
            "reply_to",
            "reply_to",
            "conversation",
            "conversation",
            "new",
            "new",
        ]
    );
    // A batch takes its positions at once, and so do those that come one by one.
    assert_eq!(told[0], told[1]);
    let mut auditor = app.sql().await;
    let stored = [places[0].stored(&mut auditor).await, places[1].stored(&mut auditor).await];
    for (one, many) in stored[0].iter().zip(&stored[1]) {
        assert_eq!(one, many);
    }
    assert_eq!(stored[0].len(), stored[1].len());
    assert!(stored[0].len() > 30, "{}", stored[0].len());
}
