//! Counters against what they count.

use sqlx::postgres::PgConnection;

/// Each query finds rows that are not as a recount has them.
const RECOUNTS: [(&str, &str); 7] = [
    (
        "places are dense",
        "select conversation_id::text from messages group by account_id, conversation_id
         having min(seq) <> 1 or max(seq) <> count(*)",
    ),
    (
        "counters of conversations",
        "select c.id::text from conversations c
         left join lateral (
           select count(*) as n, count(*) filter (where direction = 'inbound') as inbound, max(created_at) as last,
                  min(created_at) filter (where direction = 'outbound') as answered
           from messages m where m.account_id = c.account_id and m.conversation_id = c.id) m on true
         where c.message_count <> m.n or c.inbound_count <> m.inbound
            or c.last_activity_at <> greatest(c.created_at, coalesce(m.last, c.created_at))
            or (c.first_reply_at is null) <> (m.answered is null)",
    ),
    (
        "inbound ordinals",
        "select id::text from (
           select id, inbound_ordinal, count(*) filter (where direction = 'inbound')
             over (partition by account_id, conversation_id order by seq) as n
           from messages) m where inbound_ordinal <> n",
    ),
    (
        "read cursors",
        "select p.user_id::text from participants p
         join conversations c on c.account_id = p.account_id and c.id = p.conversation_id
         where p.read_seq > c.message_count or p.read_inbound <> (
           select count(*) from messages m where m.account_id = p.account_id and m.conversation_id = p.conversation_id
             and m.direction = 'inbound' and m.seq <= p.read_seq)",
    ),
    (
        "participants",
        "select c.id::text from conversations c
         where c.participant_count <> (select count(*) from participants p where p.account_id = c.account_id
                                         and p.conversation_id = c.id and p.watching)",
    ),
    (
        "the log is dense and ends at its head",
        "select s.account_id::text from account_streams s
         left join lateral (select count(*) as n, max(pos) as last from events e where e.account_id = s.account_id) e on true
         where s.head <> s.trimmed + e.n or (e.n > 0 and s.head <> e.last)",
    ),
    (
        "one event for each message",
        "select m.id::text from messages m
         where (select count(*) from events e where e.account_id = m.account_id and e.message_id = m.id
                  and e.type = 'message:created') <> 1",
    ),
];

/// Fails the test unless all counters are what a recount gives. For tenants whose messages all
/// came one by one: imported ones have no events.
pub async fn recount(session: &mut PgConnection) {
    for (what, query) in RECOUNTS {
        let wrong: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut *session).await.expect(what);
        assert!(wrong.is_empty(), "{what}: {} wrong, such as {:?}", wrong.len(), wrong.first());
    }
}
