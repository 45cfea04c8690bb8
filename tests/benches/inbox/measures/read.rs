//! Marking conversations read, so that the cursor moves every time.

use std::sync::Arc;

use skybot_tests::Dice;

use crate::contest::{Contest, own_cpu, rate};
use crate::desk::{Desk, end_with};
use crate::ids::{Kind, sql};
use crate::load::Requests;
use crate::pgbench::Script;
use crate::report::{Bar, Report};
use crate::sample::Sample;
use crate::seed::TENANTS;
use crate::world::{Side, World};

const CLIENTS: u64 = 16;
/// Every client has so many conversations to itself, and goes through them over and over, one
/// `seq` further each time; in all there are 576, none of them a short one.
const EACH: u64 = 36;

pub(crate) async fn run(world: &mut World, report: &mut Report) {
    let sides = [("server", over_http()), ("pgbench", Side::Postgres(Script::new(statement(), CLIENTS)))];
    let title = format!("mark read: {CLIENTS} clients, {} conversations", CLIENTS * EACH);
    let contest = Contest::hold(world, &title, &sides, Some("truncate participants")).await;
    report.hold("mark read: rate ÷ pgbench", contest.ratio(0, 1, rate), "×", Bar::AtLeast(0.6));
    report.hold("mark read: own CPU", contest.of(0, own_cpu), "µs", Bar::AtMost(80.0));
    report.note("mark read: rate", contest.of(0, rate), "/s");
    let moved = contest.of(0, |sample: &Sample| sample.events).min(contest.of(1, |sample: &Sample| sample.events));
    report.hold("mark read: cursors that moved", moved, "", Bar::AtLeast(0.99));
    contest.report_failures(report);
}

fn over_http() -> Side {
    let traffic = |desk: Arc<Desk>, client, _: Dice| -> Requests {
        let mut turn = 0;
        Box::new(move |out| {
            let conversation = client + CLIENTS * (turn % EACH);
            let place = (1 + conversation % TENANTS, 1 + conversation / TENANTS);
            desk.ask_about(out, "POST", place, format_args!("read"));
            end_with(out, &format!(r#"{{"seq":{}}}"#, 1 + turn / EACH));
            turn += 1;
        })
    };
    Side::Server(CLIENTS, 200, Box::new(traffic))
}

/// What the server calls.
fn statement() -> String {
    format!(
        "\\set n :n + 1\n\
         \\set place :client_id + {CLIENTS} * (:n % {EACH})\n\
         \\set t 1 + :place % {TENANTS}\n\
         \\set number :t * 1000000 + 1 + :place / {TENANTS}\n\
         \\set seq 1 + :n / {EACH}\n\
         select seq, unread, read_at from app.move_cursor({account}, {user}, 'all', 'user', {conversation}, \
         :seq::bigint, true, now(), gen_random_uuid());\n",
        account = sql(Kind::Account, ":t"),
        user = sql(Kind::User, ":t"),
        conversation = sql(Kind::Conversation, ":number"),
    )
}
