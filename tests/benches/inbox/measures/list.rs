//! Listing the conversations of the tenant that has half of them all.

use std::sync::Arc;

use skybot_tests::Dice;

use crate::contest::{Contest, own_cpu, p95, rate};
use crate::desk::{Desk, end};
use crate::ids::{self, Kind, id, sql};
use crate::load::Requests;
use crate::pgbench::Script;
use crate::report::{Bar, Report};
use crate::seed::BIG;
use crate::world::{Side, World};

const CLIENTS: u64 = 16;
const LIMIT: u64 = 25;

/// What is listed, by name.
pub(crate) const LISTS: [(&str, &str); 4] =
    [("all", ""), ("open", "&status=open"), ("mine", "&assignee=me"), ("of a contact", "&contact=")];

pub(crate) async fn run(world: &mut World, report: &mut Report) {
    let sides = LISTS.map(|(name, filter)| (name, over_http(filter)));
    let mut sides = Vec::from(sides);
    sides.push(("bare", Side::Postgres(bare())));
    let title = format!("list: {LIMIT} conversations, {CLIENTS} clients");
    let contest = Contest::hold(world, &title, &sides, None).await;
    for (side, (name, _)) in LISTS.iter().enumerate() {
        report.hold(format!("list, {name}: p95"), contest.of(side, p95), "ms", Bar::AtMost(20.0));
        report.note(format!("list, {name}: own CPU"), contest.of(side, own_cpu), "µs");
    }
    report.note("list, all: rate", contest.of(0, rate), "/s");
    report.note("list, all: rate ÷ the rows alone", contest.ratio(0, 4, rate), "×");
    contest.report_failures(report);
}

/// Requests for one of the [`LISTS`].
pub(crate) fn over_http(filter: &'static str) -> Side {
    let traffic = move |desk: Arc<Desk>, _, _: Dice| -> Requests {
        let contact = id(Kind::Contact, ids::conversation(BIG, 77));
        let contact = if filter.ends_with('=') { contact.to_string() } else { String::new() };
        Box::new(move |out| {
            desk.ask(out, "GET", format_args!("conversations?limit={LIMIT}{filter}{contact}"), BIG);
            end(out);
        })
    };
    Side::Server(CLIENTS, 200, Box::new(traffic))
}

/// The newest conversations with their contacts and last messages, as the superuser: what any inbox has
/// to read at least.
fn bare() -> Script {
    let text = format!(
        "select c.*, t.name, m.body from conversations c \
         join contacts t on t.account_id = c.account_id and t.id = c.contact_id \
         left join messages m on m.account_id = c.account_id and m.conversation_id = c.id and m.seq = c.message_count \
         where c.account_id = {account} order by c.last_activity_at desc, c.id desc limit {LIMIT};\n",
        account = sql(Kind::Account, &BIG.to_string()),
    );
    Script { as_admin: true, ..Script::new(text, CLIENTS) }
}
