//! Live delivery beside a loop that only writes: how many, how soon, and what sockets cost that do
//! nothing or do not read.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::bare::Bare;
use crate::crowd::{Crowd, Guest, closed_as_slow, still};
use crate::desk::{end_with, put};
use crate::http::Connection;
use crate::ids::{Kind, sql};
use crate::process;
use crate::report::{Bar, Report, number};
use crate::sample::median;
use crate::world::World;

/// The tenant that is measured, and how many of its conversations are written to.
const TENANT: u64 = 2;
const PLACES: u64 = 8;
/// As many messages are under way at the same time.
const IN_FLIGHT: u64 = 4;
/// A member has at most 20 connections.
const EACH: u64 = 20;
const MEMBERS: u64 = 600;
/// About what an event of a short message has.
const FRAME: usize = 1_000;
const TEXT: &str = "Good morning, your parcel left our house today and will be with you by Thursday.";

/// Ten a second.
const BEAT: Duration = Duration::from_millis(100);
/// So many then: with fewer it would be one message that decides.
const PACED: u64 = 100;

/// Sockets of the measures.
const MANY: usize = 1_000;
const FEW: usize = 200;
const IDLE: usize = 10_000;

struct Live<'a> {
    world: &'a mut World,
    tickets: u64,
}

pub(crate) async fn run(world: &mut World, report: &mut Report) {
    println!("\nlive");
    members(world).await;
    let mut live = Live { world, tickets: 0 };
    // First: what the others leave behind would be used again.
    live.idle(report).await;
    live.delivery(report).await;
    live.pace(report).await;
    live.soon(report).await;
    live.beside(report).await;
    live.still(report).await;
}

/// Members with a session each, all of one tenant.
async fn members(world: &mut World) {
    let account = sql(Kind::Account, &TENANT.to_string());
    let statement = format!(
        "with made as (
           insert into users (id, email, name, password_hash, created_at)
           select gen_random_uuid(), 'member' || n || '@live.example', 'Member', (select password_hash from users limit 1), now()
           from generate_series(1, {MEMBERS}) n returning id),
         joined as (
           insert into memberships (account_id, user_id, name, role, created_at)
           select {account}, id, 'Member', 'agent', now() from made returning user_id)
         insert into sessions (id, account_id, user_id, created_at, last_used_at, expires_at)
         select user_id, {account}, user_id, now(), now(), now() + interval '1 day' from joined"
    );
    world.execute(&statement).await;
}

impl Live<'_> {
    /// Tickets for so many sockets, of as many members as it takes.
    async fn guests(&mut self, count: usize) -> Vec<Guest> {
        let (first, last) = (self.tickets + 1, self.tickets + count as u64);
        self.tickets = last;
        let statement = format!(
            "insert into realtime_tickets (ticket_hash, session_id, expires_at)
             select sha256(decode(lpad(to_hex(n), 64, '0'), 'hex')),
                    (array(select id from sessions where id = user_id order by id))[1 + (n - 1) / {EACH} % {MEMBERS}],
                    now() + interval '1 hour'
             from generate_series({first}, {last}) n"
        );
        self.world.execute(&statement).await;
        (first..=last).map(|number| Guest::Ticket(ticket(number))).collect()
    }

    /// Sends so many messages, [`IN_FLIGHT`] at a time.
    async fn send(&mut self, messages: u64) {
        let desk = self.world.desk().await;
        join_all((0..IN_FLIGHT).map(|place| {
            let desk = &desk;
            async move {
                let mut connection = Connection::open(&desk.host).await;
                let body = format!(r#"{{"kind":"text","body":"{TEXT}"}}"#);
                for number in (place..messages).step_by(IN_FLIGHT as usize) {
                    let mut request = Vec::new();
                    desk.ask_about(
                        &mut request,
                        "POST",
                        (TENANT, 1 + (place * 2 + number / IN_FLIGHT % 2) % PLACES),
                        format_args!("messages"),
                    );
                    put(&mut request, format_args!(""));
                    end_with(&mut request, &body);
                    assert_eq!(connection.exchange(&request).await.expect("an answer"), 201);
                }
            }
        }))
        .await;
    }

    async fn delivery(&mut self, report: &mut Report) {
        let messages = 250 * self.world.options.seconds;
        let deliveries = messages * MANY as u64;
        let (mut ratios, mut costs, mut rates, mut disorder, mut missing) = (vec![], vec![], vec![], 0, 0);
        for _ in 0..self.world.options.rounds {
            let guests = self.guests(MANY).await;
            let (crowd, _) = Crowd::connect(&self.world.server.address, guests).await;
            self.send(2 * IN_FLIGHT).await;
            crowd.wait_for(2 * IN_FLIGHT * MANY as u64).await;
            let (before, cpu, begun) = (crowd.events(), process::cpu(self.world.server.pid), Instant::now());
            let all = before + deliveries;
            let ((), whole) = tokio::join!(self.send(messages), crowd.wait_for(all));
            let ours = deliveries as f64 / begun.elapsed().as_secs_f64();
            costs.push((process::cpu(self.world.server.pid) - cpu) * 1e6 / deliveries as f64);
            disorder += crowd.disorder();
            missing += if whole { 0 } else { all - crowd.events() };
            assert_eq!(crowd.lost(), 0, "connections were lost");
            crowd.leave();

            let mut bare = Bare::start(FRAME).await;
            let (crowd, _) = Crowd::connect(&bare.address, vec![Guest::Bare; MANY]).await;
            bare.has(MANY).await;
            let (cpu, begun) = (process::cpu(bare.pid), Instant::now());
            for number in 1..=messages {
                bare.write().await;
                crowd.wait_for(number.saturating_sub(IN_FLIGHT) * MANY as u64).await;
            }
            crowd.wait_for(deliveries).await;
            let theirs = deliveries as f64 / begun.elapsed().as_secs_f64();
            let floor = (process::cpu(bare.pid) - cpu) * 1e6 / deliveries as f64;
            crowd.leave();
            bare.stop().await;
            println!(
                "  {MANY} sockets: {} deliveries/s at {} µs; bare loop {}/s at {} µs",
                number(ours),
                number(*costs.last().unwrap_or(&f64::NAN)),
                number(theirs),
                number(floor)
            );
            ratios.push(ours / theirs);
            rates.push(ours);
        }
        report.hold("live: deliveries to 1,000 sockets ÷ bare loop", median(ratios), "×", Bar::AtLeast(1.0));
        report.note("live: deliveries", median(rates), "/s");
        report.hold("live: own CPU a delivery, with the sending", median(costs), "µs", Bar::AtMost(6.5));
        report.hold("live: deliveries out of order", disorder as f64, "", Bar::AtMost(0.0));
        report.hold("live: deliveries missing", missing as f64, "", Bar::AtMost(0.0));
    }

    /// Ten messages a second, each by itself: what 99 of 100 deliveries take.
    async fn pace(&mut self, report: &mut Report) {
        let messages = PACED.max(10 * self.world.options.seconds);
        let mut ratios = Vec::new();
        for _ in 0..self.world.options.rounds {
            let (ours, typical) = self.paced(messages).await;
            let theirs = bare_paced(messages).await;
            println!(
                "  10 messages/s to {MANY}: p50 {}, p99 {} ms; bare {}, {} ms; a send {} ms",
                number(ours[0]),
                number(ours[1]),
                number(theirs[0]),
                number(theirs[1]),
                number(typical)
            );
            ratios.push(ours[1] / (1.3 * theirs[1] + typical));
        }
        report.hold("live: 10/s to 1,000 sockets, p99 ÷ (1.3 × bare + a send)", median(ratios), "×", Bar::AtMost(1.0));
    }

    /// What half and 99 of 100 deliveries take from the moment a message is sent, and what a send takes, in ms.
    async fn paced(&mut self, messages: u64) -> ([f64; 2], f64) {
        let guests = self.guests(MANY).await;
        let (crowd, _) = Crowd::connect(&self.world.server.address, guests).await;
        let taken = self.tell(&crowd, MANY, messages).await;
        crowd.leave();
        taken
    }

    /// The same of a crowd of so many sockets.
    async fn tell(&mut self, crowd: &Crowd, sockets: usize, messages: u64) -> ([f64; 2], f64) {
        let (desk, mut sent, mut times) = (self.world.desk().await, Vec::new(), Vec::new());
        let mut connection = Connection::open(&desk.host).await;
        let all = crowd.events() + messages * sockets as u64;
        crowd.listen();
        for number in 0..messages {
            let begun = Instant::now();
            let mut request = Vec::new();
            desk.ask_about(&mut request, "POST", (TENANT, 1 + number % PLACES), format_args!("messages"));
            end_with(&mut request, &format!(r#"{{"kind":"text","body":"{TEXT}"}}"#));
            assert_eq!(connection.exchange(&request).await.expect("an answer"), 201);
            sent.push(begun);
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            tokio::time::sleep(BEAT.saturating_sub(begun.elapsed())).await;
        }
        crowd.wait_for(all).await;
        (late(&sent, crowd.arrivals(), [0.5, 0.99]), median(times))
    }

    /// What the others notice of sockets that never read, beside as many that do.
    async fn beside(&mut self, report: &mut Report) {
        let mut ratios = Vec::new();
        for _ in 0..self.world.options.rounds {
            let (guests, readers) = (self.guests(FEW).await, self.guests(MANY).await);
            let address = self.world.server.address.clone();
            let (crowd, _) = Crowd::connect(&address, guests).await;
            let (others, _) = Crowd::connect(&address, readers).await;
            let ([_, theirs], _) = self.tell(&crowd, FEW, PACED).await;
            others.leave();
            let still = still(&address, &self.guests(MANY).await).await;
            // More than the system and the server hold for them; for the next ten seconds they are stalled.
            let all = crowd.events() + 800 * FEW as u64;
            self.send(800).await;
            crowd.wait_for(all).await;
            let ([_, ours], _) = self.tell(&crowd, FEW, PACED).await;
            println!(
                "  {FEW} beside {MANY} that never read: p99 {} ms; beside {MANY} that do: {} ms",
                number(ours),
                number(theirs)
            );
            ratios.push(ours / theirs);
            drop(still);
            crowd.leave();
        }
        let name = "live: p99 of the others beside 1,000 that never read ÷ beside 1,000 that do";
        report.hold(name, median(ratios), "×", Bar::AtMost(1.2));
    }

    /// From the answer of the one who wrote to the sockets of the others.
    async fn soon(&mut self, report: &mut Report) {
        let messages = 20 * self.world.options.seconds;
        let guests = self.guests(FEW).await;
        let (crowd, _) = Crowd::connect(&self.world.server.address, guests).await;
        let (desk, mut committed) = (self.world.desk().await, Vec::new());
        let mut connection = Connection::open(&desk.host).await;
        crowd.listen();
        for number in 0..messages {
            let mut request = Vec::new();
            desk.ask_about(&mut request, "POST", (TENANT, 1 + number % PLACES), format_args!("messages"));
            end_with(&mut request, &format!(r#"{{"kind":"text","body":"{TEXT}"}}"#));
            assert_eq!(connection.exchange(&request).await.expect("an answer"), 201);
            committed.push(Instant::now());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        crowd.wait_for(messages * FEW as u64).await;
        let [middle] = late(&committed, crowd.arrivals(), [0.5]);
        crowd.leave();
        report.hold("live: commit to 200 sockets, p50", middle, "ms", Bar::AtMost(3.0));
    }

    /// Sockets that never read, beside some that do.
    async fn still(&mut self, report: &mut Report) {
        let guests = self.guests(FEW).await;
        let (crowd, _) = Crowd::connect(&self.world.server.address, guests).await;
        self.send(400).await;
        crowd.wait_for(400 * FEW as u64).await;
        let guests = self.guests(MANY).await;
        let stalled = still(&self.world.server.address, &guests).await;
        let (before, mut most, begun) = (self.world.server.memory(), 0.0_f64, Instant::now());
        let start = crowd.events();
        // Until all of them have far more to read than the system holds for them, and that for long.
        let mut sent = 0;
        while begun.elapsed() < Duration::from_secs(30) {
            self.send(400).await;
            sent += 400;
            most = most.max(self.world.server.memory());
        }
        let whole = crowd.wait_for(start + sent * FEW as u64).await;
        let growth = most - before;
        let closed = closed_as_slow(stalled).await;
        println!(
            "  {MANY} that never read, {sent} messages in {:.0} s: {} MiB more, {closed} closed as too slow",
            begun.elapsed().as_secs_f64(),
            number(growth)
        );
        report.hold("live: 1,000 that never read: memory", growth, "MiB", Bar::AtMost(64.0));
        report.hold("live: 1,000 that never read: closed 4013", closed as f64, "", Bar::AtLeast(MANY as f64));
        report.hold("live: the others beside them are told all", f64::from(u8::from(whole)), "", Bar::AtLeast(1.0));
        crowd.leave();
    }

    /// Sockets that do nothing.
    async fn idle(&mut self, report: &mut Report) {
        let pid = self.world.server.pid;
        let silent = |guest| match guest {
            Guest::Ticket(ticket) => Guest::Silent(ticket),
            other => other,
        };
        let guests = self.guests(IDLE).await.into_iter().map(silent).collect();
        tokio::time::sleep(Duration::from_secs(2)).await;
        let (before, cpu) = (self.world.server.memory(), process::cpu(pid));
        let (crowd, seconds) = Crowd::connect(&self.world.server.address, guests).await;
        // The look at those who have just come is over then, and everybody is told of the last of them.
        tokio::time::sleep(Duration::from_secs(8)).await;
        let connect = (process::cpu(pid) - cpu) * 1e6 / IDLE as f64;
        let memory = (self.world.server.memory() - before) * 1024.0 / IDLE as f64;
        let (cpu, begun) = (process::cpu(pid), Instant::now());
        tokio::time::sleep(Duration::from_secs(30)).await;
        let share = (process::cpu(pid) - cpu) / begun.elapsed().as_secs_f64() * 100.0;
        println!(
            "  {IDLE} idle sockets, connected in {} s at {} µs, {} lost: {} KiB each, {} % of a core",
            number(seconds),
            number(connect),
            crowd.lost(),
            number(memory),
            number(share)
        );
        report.hold("live: an idle socket of 10,000: RSS", memory, "KiB", Bar::AtMost(6.0));
        report.hold("live: 10,000 idle sockets: CPU", share, "%", Bar::AtMost(1.0));
        report.hold("live: connect, authenticate, join: own CPU", connect, "µs", Bar::AtMost(120.0));
        report.hold("live: connections of 10,000 lost", crowd.lost() as f64, "", Bar::AtMost(0.0));
        crowd.leave();
    }
}

/// A ticket as text: 32 bytes, of which the last are its number.
fn ticket(number: u64) -> String {
    use base64::Engine as _;
    let mut bytes = [0; 32];
    bytes[24..].copy_from_slice(&number.to_be_bytes());
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// The same of the bare loop.
async fn bare_paced(messages: u64) -> [f64; 2] {
    let mut bare = Bare::start(FRAME).await;
    let (crowd, _) = Crowd::connect(&bare.address, vec![Guest::Bare; MANY]).await;
    bare.has(MANY).await;
    crowd.listen();
    let mut sent = Vec::new();
    for _ in 0..messages {
        sent.push(Instant::now());
        bare.write().await;
        tokio::time::sleep(BEAT).await;
    }
    crowd.wait_for(messages * MANY as u64).await;
    let late = late(&sent, crowd.arrivals(), [0.5, 0.99]);
    crowd.leave();
    bare.stop().await;
    late
}

/// What these shares of the arrivals took at most since the event was sent, in ms. Events are numbered in the
/// order in which they were sent.
fn late<const N: usize>(sent: &[Instant], arrivals: Vec<(i64, Instant)>, shares: [f64; N]) -> [f64; N] {
    let first = arrivals.iter().map(|(pos, _)| *pos).min().unwrap_or_default();
    let mut times: Vec<f64> = arrivals
        .into_iter()
        .filter_map(|(pos, at)| {
            let begun = sent.get(usize::try_from(pos - first).ok()?)?;
            Some(at.saturating_duration_since(*begun).as_secs_f64() * 1e3)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    shares.map(|share| {
        let place = (times.len() as f64 * share) as usize;
        times.get(place.min(times.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
    })
}
