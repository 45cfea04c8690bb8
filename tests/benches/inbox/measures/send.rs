//! Sending messages, spread over all tenants.

use std::sync::atomic::{AtomicU64, Ordering};

use skybot_tests::Dice;

use crate::contest::{Contest, own_cpu, p50, rate};
use crate::desk::{end_with, put};
use crate::ids::{Kind, sql};
use crate::pgbench::Script;
use crate::report::{Bar, Report};
use crate::seed::{CONVERSATIONS, TENANTS};
use crate::world::{Side, World};

/// 80 bytes.
const TEXT: &str = "Good morning, your parcel left our house today and will be with you by Thursday.";

/// Which conversation gets the next message: tenant and place.
pub(crate) type Choice = fn(&mut Dice) -> (u64, u64);

/// Any tenant, any of its conversations in which much is said.
pub(crate) const ANYWHERE: Choice = |dice| (1 + dice.below(TENANTS), 1 + dice.below(CONVERSATIONS));

pub(crate) async fn run(world: &mut World, report: &mut Report) {
    let anywhere_too = &format!("\\set t random(1, {TENANTS})\n\\set c random(1, {CONVERSATIONS})\n");

    let sides = [("server", over_http(16, ANYWHERE)), ("pgbench", Side::Postgres(statement(16, anywhere_too)))];
    let title = format!("send: 16 clients, {} conversations of {TENANTS} tenants", TENANTS * CONVERSATIONS);
    let contest = Contest::hold(world, &title, &sides, None).await;
    report.hold("send, 16 clients: rate ÷ pgbench", contest.ratio(0, 1, rate), "×", Bar::AtLeast(0.7));
    report.hold("send, 16 clients: own CPU", contest.of(0, own_cpu), "µs", Bar::AtMost(150.0));
    report.note("send, 16 clients: rate", contest.of(0, rate), "/s");
    contest.report_failures(report);

    let sides = [("server", over_http(1, ANYWHERE)), ("pgbench", Side::Postgres(statement(1, anywhere_too)))];
    let contest = Contest::hold(world, "send: one client alone", &sides, None).await;
    report.hold("send, one client: p50 ÷ pgbench", contest.ratio(0, 1, p50), "×", Bar::AtMost(1.3));
    contest.report_failures(report);
}

/// So many clients that send to the server.
pub(crate) fn over_http(clients: u64, choose: Choice) -> Side {
    // No key comes twice in the life of a database.
    static KEYS: AtomicU64 = AtomicU64::new(0);
    let body = format!(r#"{{"kind":"text","body":"{TEXT}"}}"#);
    let traffic = move |desk: std::sync::Arc<crate::desk::Desk>, _, mut dice: Dice| {
        let body = body.clone();
        let requests = move |out: &mut Vec<u8>| {
            let key = KEYS.fetch_add(1, Ordering::Relaxed);
            desk.ask_about(out, "POST", choose(&mut dice), format_args!("messages"));
            put(out, format_args!("Idempotency-Key: bench-{key:026}\r\n"));
            end_with(out, &body);
        };
        Box::new(requests) as crate::load::Requests
    };
    Side::Server(clients, 201, Box::new(traffic))
}

/// So many clients that call what the server calls for one message; `choose` sets `t` and `c`.
pub(crate) fn statement(clients: u64, choose: &str) -> Script {
    let text = format!(
        "{choose}\\set number :t * 1000000 + :c\n\
         select outcome, message_id, seq, contact_id, contact_name from app.message_append_one({account}, {user}, \
         'all', 'user', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), {conversation}, false, 'text', \
         'outbound', '{TEXT}', null, 'queued', null, gen_random_uuid()::text, \
         decode('00112233445566778899aabbccddeeff', 'hex'), null, now(), \
         'open>open,pending>open,snoozed>snoozed,resolved>resolved,');\n",
        account = sql(Kind::Account, ":t"),
        user = sql(Kind::User, ":t"),
        conversation = sql(Kind::Conversation, ":number"),
    );
    Script::new(text, clients)
}
