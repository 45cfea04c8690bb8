//! Taking in a table of contacts.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::Value;

use crate::desk::{Desk, end, put};
use crate::http::Connection;
use crate::process;
use crate::report::{Bar, Report};
use crate::seed::BIG;
use crate::world::World;

const ROWS: usize = 50_000;
/// How often it is asked how far it is.
const LOOK: Duration = Duration::from_millis(100);

pub(crate) async fn run(world: &mut World, report: &mut Report) {
    let mut table = String::from("name,email,phone,company,custom.plan\n");
    for row in 0..ROWS {
        let (company, plan) = (row % 500, row % 3);
        writeln!(table, "Person {row},person{row}@bench.example,+336{row:08},Company {company},plan {plan}")
            .expect("a String takes everything");
    }
    println!("\ncontacts: a table of {ROWS} rows");
    let desk = world.desk().await;
    let before = process::cpu(world.server.pid);
    let mut connection = Connection::open(&desk.host).await;
    let mut request = Vec::new();
    desk.ask(&mut request, "POST", format_args!("contacts/import"), BIG);
    put(&mut request, format_args!("Content-Type: text/csv\r\nContent-Length: {}\r\n\r\n{table}", table.len()));
    let mut import = ask(&mut connection, &request, 202).await;
    let target = format!("contacts/imports/{}", import["id"].as_str().expect("an id"));
    while !import["finished_at"].is_string() {
        tokio::time::sleep(LOOK).await;
        import = ask(&mut connection, &get(&desk, &target), 200).await;
    }
    assert_eq!(import["created"], ROWS, "{import}");
    let moment = |name: &str| skybot_tests::moment(&import[name]);
    let seconds = (moment("finished_at") - moment("created_at")).as_seconds_f64();
    let rate = ROWS as f64 / seconds;
    report.hold("contacts: rows of a table taken in", rate, "/s", Bar::AtLeast(2_000.0));
    let own = process::cpu(world.server.pid) - before;
    report.note("contacts: own CPU a row", own * 1e6 / ROWS as f64, "µs");
}

fn get(desk: &Desk, target: &str) -> Vec<u8> {
    let mut request = Vec::new();
    desk.ask(&mut request, "GET", format_args!("{target}"), BIG);
    end(&mut request);
    request
}

async fn ask(connection: &mut Connection, request: &[u8], expected: u16) -> Value {
    let status = connection.exchange(request).await.expect("an answer");
    let body = connection.body();
    assert_eq!(status, expected, "{}", String::from_utf8_lossy(body));
    serde_json::from_slice(body).expect("JSON")
}
