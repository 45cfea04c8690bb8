//! What a request costs in a database a hundred times as large. Reading is measured before anything else is
//! written, sending when nothing else is measured any more.

use crate::contest::{Contest, cpu};
use crate::measures::{list, page, search, send};
use crate::report::{Bar, Report};
use crate::words::{FREQUENT, RARE};
use crate::world::{Side, World};

/// CPU of the server and PostgreSQL a request, by what is asked.
pub(crate) type Costs = Vec<(&'static str, f64)>;

pub(crate) async fn reading(world: &mut World) -> Costs {
    let sides = [
        ("list", list::over_http("")),
        ("list, open", list::over_http("&status=open")),
        // Conversations of the smaller database are shorter than a page.
        ("page", page::over_http(10, page::anywhere)),
        ("search, frequent word", search::over_http(FREQUENT)),
        ("search, rare word", search::over_http(RARE)),
    ];
    hold(world, "reading", &sides).await
}

pub(crate) async fn sending(world: &mut World) -> Costs {
    hold(world, "sending", &[("send", send::over_http(16, send::ANYWHERE))]).await
}

async fn hold(world: &mut World, what: &str, sides: &[(&'static str, Side)]) -> Costs {
    let title = format!("growth: {what}, {} messages", world.options.messages);
    let contest = Contest::hold(world, &title, sides, None).await;
    sides.iter().enumerate().map(|(side, (name, _))| (*name, contest.of(side, cpu))).collect()
}

pub(crate) fn tell(small: &Costs, large: &Costs, report: &mut Report) {
    for ((name, before), (_, after)) in small.iter().zip(large) {
        report.hold(format!("growth, {name}: CPU ÷ that of a small database"), after / before, "×", Bar::AtMost(1.5));
    }
}
