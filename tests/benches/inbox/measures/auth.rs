//! What knowing the caller costs, what a flood of wrong passwords does to everybody else, and
//! whether the time of a refusal tells who has a user.

use std::sync::Arc;
use std::time::{Duration, Instant};

use skybot_tests::Dice;

use crate::contest::{Contest, own_cpu};
use crate::desk::{Desk, end, end_with, put};
use crate::http::Connection;
use crate::load::{self, Requests};
use crate::report::{Bar, Report};
use crate::world::{Side, World};

/// Whoever guesses at passwords.
const GUESSERS: u64 = 200;
const FLOOD: Duration = Duration::from_secs(30);
/// Whoever works meanwhile.
const WORKERS: u64 = 4;
/// Hashes at once, as the settings have it by default, and what one takes.
const PERMITS: f64 = 2.0;
const MIB_A_HASH: f64 = 19.0;
/// What memory may grow by besides, in MiB.
const SLACK: f64 = 64.0;
/// Names that somebody has, and as many that nobody has, each tried once.
const NAMES: u64 = 200;

pub(crate) async fn run(world: &mut World, report: &mut Report) {
    token_check(world, report).await;
    flood(world, report).await;
    oracle(world, report).await;
}

/// A route that does nothing but know the caller, beside one that does nothing.
async fn token_check(world: &mut World, report: &mut Report) {
    let get = |path: &'static str| {
        let traffic = move |desk: Arc<Desk>, client: u64, _: Dice| -> Requests {
            let tenant = 1 + client;
            Box::new(move |out| {
                if path == "/health" {
                    put(out, format_args!("GET /health HTTP/1.1\r\nHost: {}\r\n", desk.host));
                } else {
                    desk.ask(out, "GET", format_args!("{path}"), tenant);
                }
                end(out);
            })
        };
        Side::Server(16, 200, Box::new(traffic))
    };
    let sides = [("who am I", get("auth/me")), ("health", get("/health"))];
    let contest = Contest::hold(world, "token check: 16 clients", &sides, None).await;
    let cost = contest.of(0, own_cpu) - contest.of(1, own_cpu);
    report.hold("token check and scope: own CPU", cost, "µs", Bar::AtMost(60.0));
    contest.report_failures(report);
}

/// Work of others, alone and beside a flood.
async fn flood(world: &mut World, report: &mut Report) {
    println!("\n{GUESSERS} wrong passwords at once for {} s", FLOOD.as_secs());
    let desk = world.desk().await;
    let address = world.server.address.clone();
    let quiet = load::drive(&address, workers(&desk), 200, Duration::from_secs(10)).await;
    let before = world.server.memory();
    let ((loud, guessed), most) = tokio::join!(
        async {
            tokio::join!(
                load::drive(&address, workers(&desk), 200, FLOOD),
                load::drive(&address, guessers(&desk), 401, FLOOD)
            )
        },
        most_memory(world, FLOOD)
    );
    let refused: u64 = guessed.failures.iter().filter(|(status, _)| matches!(status, 429 | 503)).map(|(_, n)| n).sum();
    println!(
        "  others p99 {:.1} ms alone, {:.1} ms beside; {} guesses looked at, {refused} put off; {before:.0} to {most:.0} MiB",
        quiet.latency.p99, loud.latency.p99, guessed.requests
    );
    let bar = (3.0 * quiet.latency.p99).max(150.0);
    report.hold("200 wrong passwords at once: others' p99", loud.latency.p99, "ms", Bar::AtMost(bar));
    let bar = before + PERMITS * MIB_A_HASH + SLACK;
    report.hold("200 wrong passwords at once: most RSS", most, "MiB", Bar::AtMost(bar));
}

fn workers(desk: &Arc<Desk>) -> Vec<Requests> {
    let worker = |client: u64| -> Requests {
        let desk = Arc::clone(desk);
        Box::new(move |out| {
            desk.ask(out, "GET", format_args!("conversations?limit=20"), 1 + client);
            end(out);
        })
    };
    (0..WORKERS).map(worker).collect()
}

/// Each guess at another name, so that none is put off for its own sake.
fn guessers(desk: &Arc<Desk>) -> Vec<Requests> {
    let guesser = |client: u64| -> Requests {
        let (desk, mut guess) = (Arc::clone(desk), 0_u64);
        Box::new(move |out| {
            guess += 1;
            sign_in(&desk, out, &format!("guess-{client}-{guess}@bench.example"));
        })
    };
    (0..GUESSERS).map(guesser).collect()
}

async fn most_memory(world: &World, length: Duration) -> f64 {
    let begun = Instant::now();
    let mut most = 0.0_f64;
    while begun.elapsed() < length {
        most = most.max(world.server.memory());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    most
}

/// Wrong passwords at names that somebody has and names that nobody has, one of each in turn.
async fn oracle(world: &mut World, report: &mut Report) {
    world
        .execute(&format!(
            "insert into users (id, email, name, password_hash, created_at)
             select gen_random_uuid(), 'known-' || n || '@bench.example', 'Known', (select password_hash from users limit 1), now()
             from generate_series(1, {NAMES}) n"
        ))
        .await;
    world
        .execute(
            "insert into memberships (account_id, user_id, name, role, created_at)
             select (select account_id from memberships limit 1), id, name, 'agent', now() from users where name = 'Known'",
        )
        .await;
    let desk = world.desk().await;
    let mut connection = Connection::open(&world.server.address).await;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for name in 1..=NAMES {
        // Which comes first changes, or one of them would always be the one that comes after.
        for kind in if name % 2 == 0 { ["known", "nobody"] } else { ["nobody", "known"] } {
            let mut request = Vec::new();
            sign_in(&desk, &mut request, &format!("{kind}-{name}@bench.example"));
            let begun = Instant::now();
            let status = connection.exchange(&request).await.expect("an answer");
            assert_eq!(status, 401, "{}", String::from_utf8_lossy(connection.body()));
            if kind == "known" { &mut known } else { &mut unknown }.push(begun.elapsed());
        }
    }
    let area = area_under_curve(&known, &unknown);
    println!("\nwrong passwords at {NAMES} known and {NAMES} unknown names: AUC {area:.3}");
    report.hold("time of a refusal, known ÷ unknown names: AUC − 0.5", (area - 0.5).abs(), "", Bar::AtMost(0.05));
}

/// How often one of the first took longer than one of the second; a half tells nothing.
fn area_under_curve(first: &[Duration], second: &[Duration]) -> f64 {
    let wins = first.iter().flat_map(|one| {
        second.iter().map(move |other| match one.cmp(other) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })
    });
    wins.sum::<f64>() / (first.len() * second.len()) as f64
}

fn sign_in(desk: &Desk, out: &mut Vec<u8>, email: &str) {
    put(out, format_args!("POST /api/v1/auth/login HTTP/1.1\r\nHost: {}\r\n", desk.host));
    end_with(out, &format!(r#"{{"email":"{email}","password":"not the password of anybody"}}"#));
}
