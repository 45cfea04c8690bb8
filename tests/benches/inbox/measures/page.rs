//! Reading a page of a conversation, whatever its length.

use std::sync::Arc;

use skybot_tests::Dice;

use crate::contest::{Contest, own_cpu, rate};
use crate::desk::{Desk, end};
use crate::ids::{Kind, sql};
use crate::load::Requests;
use crate::pgbench::Script;
use crate::report::{Bar, Report};
use crate::sample::Sample;
use crate::seed::{BIG, CONVERSATIONS, LONG, SHORT, TENANTS, length};
use crate::world::{Side, World};

const CLIENTS: u64 = 16;
const LIMIT: u64 = 50;

/// Which page: tenant, conversation, and before which `seq` if not the newest.
pub(crate) type Page = (u64, u64, Option<u64>);

pub(crate) async fn run(world: &mut World, report: &mut Report) {
    let all = world.options.messages;
    let anywhere_too = format!("\\set t random(1, {TENANTS})\n\\set c random(1, {CONVERSATIONS})\n");
    let statement = Script::new(statement(&anywhere_too, "'newest', null"), CLIENTS);
    let sides = [("server", over_http(LIMIT, anywhere)), ("pgbench", Side::Postgres(statement))];
    let title = format!("page: {LIMIT} newest messages of any conversation, {CLIENTS} clients");
    let contest = Contest::hold(world, &title, &sides, None).await;
    report.hold("page: rate ÷ pgbench", contest.ratio(0, 1, rate), "×", Bar::AtLeast(0.5));
    report.hold("page: own CPU", contest.of(0, own_cpu), "µs", Bar::AtMost(160.0));
    report.note("page: rate", contest.of(0, rate), "/s");
    report.note("page: an answer", contest.of(0, |sample: &Sample| sample.bytes / 1024.0), "KiB");
    contest.report_failures(report);

    let longest = length(all, BIG, LONG);
    let deep = move |dice: &mut Dice| (BIG, LONG, Some(LIMIT + 1 + dice.below(longest - LIMIT)));
    let short = |_: &mut Dice| (BIG, SHORT, None);
    let deep_too = format!("\\set t {BIG}\n\\set c {LONG}\n\\set s random({}, {longest})\n", LIMIT + 1);
    let statement = Script::new(self::statement(&deep_too, "'before', :s"), CLIENTS);
    let sides = [
        ("long", over_http(LIMIT, deep)),
        ("short", over_http(LIMIT, short)),
        ("pgbench, long", Side::Postgres(statement)),
    ];
    let title = format!("page: anywhere in a conversation of {longest} messages, and the end of a short one");
    let contest = Contest::hold(world, &title, &sides, None).await;
    report.hold("page of a long conversation: rate ÷ short", contest.ratio(0, 1, rate), "×", Bar::AtLeast(0.8));
    report.note("page of a long conversation: rate ÷ pgbench", contest.ratio(0, 2, rate), "×");
    contest.report_failures(report);
}

/// The newest page of a conversation in which much is said.
pub(crate) fn anywhere(dice: &mut Dice) -> Page {
    (1 + dice.below(TENANTS), 1 + dice.below(CONVERSATIONS), None)
}

/// Reads a page of at most so many messages.
pub(crate) fn over_http(limit: u64, choose: impl Fn(&mut Dice) -> Page + Copy + Send + 'static) -> Side {
    let traffic = move |desk: Arc<Desk>, _, mut dice: Dice| -> Requests {
        Box::new(move |out| {
            let (tenant, place, before) = choose(&mut dice);
            match before {
                None => desk.ask_about(out, "GET", (tenant, place), format_args!("messages?limit={limit}")),
                Some(seq) => {
                    let path = format_args!("messages?before={seq}&limit={limit}");
                    desk.ask_about(out, "GET", (tenant, place), path);
                }
            }
            end(out);
        })
    };
    Side::Server(CLIENTS, 200, Box::new(traffic))
}

/// The rows that the server asks for, which it has packed into one value; `choose` sets `t` and `c`.
fn statement(choose: &str, window: &str) -> String {
    format!(
        "{choose}\\set number :t * 1000000 + :c\n\
         select * from app.messages_page({account}, {user}, 'all', {conversation}, {window}::bigint, {LIMIT});\n",
        account = sql(Kind::Account, ":t"),
        user = sql(Kind::User, ":t"),
        conversation = sql(Kind::Conversation, ":number"),
    )
}
