//! Searching the tenant that has half of all messages, beside a plain GIN index over a plain copy
//! of them, where row-level security does not hold;
//! and the box that searches everything at once.

use std::sync::Arc;

use skybot_tests::Dice;

use crate::contest::{Contest, own_cpu, p95, rate};
use crate::desk::{Desk, end};
use crate::ids::{Kind, id};
use crate::load::Requests;
use crate::pgbench::Script;
use crate::report::{Bar, Report};
use crate::seed::BIG;
use crate::words::{ABSENT, FREQUENT, RARE};
use crate::world::{Side, World};

const CLIENTS: u64 = 16;
const LIMIT: u64 = 50;

pub(crate) async fn run(world: &mut World, report: &mut Report) {
    copy(world).await;
    for (name, word) in [("frequent", FREQUENT), ("rare", RARE), ("absent", ABSENT)] {
        let title = format!("search: {LIMIT} newest of a {name} word, {CLIENTS} clients");
        let sides = [
            ("server", over_http(word)),
            ("plain GIN", Side::Postgres(plain(word))),
            ("function alone", Side::Postgres(function(word))),
        ];
        let contest = Contest::hold(world, &title, &sides, None).await;
        let what = format!("search, {name} word: rate ÷ plain GIN");
        if word == FREQUENT {
            report.hold(what, contest.ratio(0, 1, rate), "×", Bar::AtLeast(2.0));
        } else {
            report.note(what, contest.ratio(0, 1, rate), "×");
        }
        report.hold(format!("search, {name} word: p95"), contest.of(0, p95), "ms", Bar::AtMost(100.0));
        report.note(format!("search, {name} word: rate"), contest.of(0, rate), "/s");
        report.note(format!("search, {name} word: own CPU"), contest.of(0, own_cpu), "µs");
        report.note(format!("search, {name} word: function alone ÷ plain GIN"), contest.ratio(2, 1, rate), "×");
        contest.report_failures(report);
    }
    boxes(world, report).await;
    buried(world, report).await;
}

/// The one box over everything, with what people put in it.
async fn boxes(world: &mut World, report: &mut Report) {
    let sides = [
        ("a word", asked(format!("type=all&q={FREQUENT}"))),
        ("a name", asked("type=all&q=contact+77".to_owned())),
        ("filters", asked(format!("type=all&q={FREQUENT}+status:open+from:agent"))),
    ];
    let contest = Contest::hold(world, &format!("search: the box, {CLIENTS} clients"), &sides, None).await;
    for (side, (name, _)) in sides.iter().enumerate() {
        report.hold(format!("search, the box, {name}: p95"), contest.of(side, p95), "ms", Bar::AtMost(100.0));
    }
    contest.report_failures(report);
}

/// The same after many newer messages without the word, which all have to be passed over.
async fn buried(world: &mut World, report: &mut Report) {
    let sides = || [("server", over_http(FREQUENT)), ("function alone", Side::Postgres(function(FREQUENT)))];
    let count = world.options.messages / 5;
    let before = Contest::hold(world, "search: before newer messages", &sides(), None).await;
    world.grow(count).await;
    let title = format!("search: after {count} newer messages without the word");
    let after = Contest::hold(world, &title, &sides(), None).await;
    for (side, name) in ["server", "function alone"].into_iter().enumerate() {
        let slower = before.of(side, rate) / after.of(side, rate);
        let what = format!("search, {count} newer messages: times slower, {name}");
        if side == 0 {
            report.hold(what, slower, "×", Bar::AtMost(2.0));
        } else {
            report.note(what, slower, "×");
        }
    }
    after.report_failures(report);
}

/// A plain copy of the messages, and the index most would make.
async fn copy(world: &mut World) {
    world.execute("create schema plain").await;
    world
        .execute(
            "create table plain.messages as
             select account_id, id, conversation_id, seq, kind, direction, sender_type, sender_contact_id,
                    sender_user_id, body, status, created_at
             from public.messages order by created_at",
        )
        .await;
    world.execute("create index words on plain.messages using gin (to_tsvector('simple', body))").await;
    world.execute("vacuum analyze plain.messages").await;
    let plan = world.lines(&format!("explain {}", query(FREQUENT))).await;
    assert!(plan.iter().any(|line| line.contains("on words")), "no GIN plan: {plan:#?}");
}

fn query(word: &str) -> String {
    let account = id(Kind::Account, BIG);
    format!(
        "select id, conversation_id, seq, body, created_at from plain.messages \
         where to_tsvector('simple', body) @@ '{word}'::tsquery and account_id = '{account}' \
         order by created_at desc, id desc limit {LIMIT}"
    )
}

fn plain(word: &str) -> Script {
    Script { as_admin: true, ..Script::new(format!("{};\n", query(word)), CLIENTS) }
}

/// The search function as the server calls it, without reading what was found.
fn function(word: &str) -> Script {
    let (account, user) = (id(Kind::Account, BIG), id(Kind::User, BIG));
    let text = format!(
        "begin;\n\
         select app.enter('{account}', '{user}', 'all', 'user', '');\n\
         select message_id, conversation_id, bucket \
         from search.messages(array['{word}'], array[false], array[false], null, null, null, null, null, null, null, \
         null, null, null, null, {LIMIT} + 1, '1 s');\n\
         commit;\n"
    );
    Script::new(text, CLIENTS)
}

pub(crate) fn over_http(word: &str) -> Side {
    asked(format!("q={word}"))
}

fn asked(query: String) -> Side {
    let traffic = move |desk: Arc<Desk>, _, _: Dice| -> Requests {
        let query = query.clone();
        Box::new(move |out| {
            desk.ask(out, "GET", format_args!("search?{query}&limit={LIMIT}"), BIG);
            end(out);
        })
    };
    Side::Server(CLIENTS, 200, Box::new(traffic))
}
