//! Sending messages that all wait for the same rows.

use crate::contest::{Contest, own_cpu, rate};
use crate::measures::send::{Choice, over_http, statement};
use crate::report::{Bar, Report};
use crate::seed::CONVERSATIONS;
use crate::world::{Side, World};

pub(crate) async fn run(world: &mut World, report: &mut Report) {
    let one_conversation: Choice = |_| (2, 1);
    let one_tenant: Choice = |dice| (2, 1 + dice.below(CONVERSATIONS));
    let of_one_tenant = format!("\\set t 2\n\\set c random(1, {CONVERSATIONS})\n");
    for (name, choose, choose_too) in [
        ("one hot conversation", one_conversation, "\\set t 2\n\\set c 1\n"),
        ("one hot tenant", one_tenant, of_one_tenant.as_str()),
    ] {
        for writers in [16, 64] {
            let pgbench = Side::Postgres(statement(writers, choose_too));
            let sides = [("server", over_http(writers, choose)), ("pgbench", pgbench)];
            let title = format!("{name}, {writers} writers");
            let contest = Contest::hold(world, &title, &sides, None).await;
            report.hold(format!("{title}: rate ÷ pgbench"), contest.ratio(0, 1, rate), "×", Bar::AtLeast(3.0));
            report.note(format!("{title}: rate"), contest.of(0, rate), "/s");
            report.note(format!("{title}: own CPU"), contest.of(0, own_cpu), "µs");
            contest.report_failures(report);
        }
    }
}
