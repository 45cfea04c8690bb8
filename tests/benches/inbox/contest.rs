//! Sides in turns, round by round, and what the rounds say together.

use std::collections::BTreeMap;

use crate::report::{Report, number};
use crate::sample::{Sample, median};
use crate::world::{Side, World};

/// A side by name.
pub(crate) type Named = (&'static str, Side);

/// What all rounds gave: by side, then by round.
pub(crate) struct Contest {
    title: String,
    names: Vec<&'static str>,
    samples: Vec<Vec<Sample>>,
}

impl Contest {
    /// Lets the sides take turns. Every other round goes backwards, so that none is always the one
    /// that comes after. A short turn of each goes before and counts for nothing. `reset` is a
    /// statement to be run before every turn.
    pub(crate) async fn hold(world: &mut World, title: &str, sides: &[Named], reset: Option<&str>) -> Self {
        println!("\n{title}");
        let mut samples = vec![Vec::new(); sides.len()];
        for (_, side) in sides {
            world.turn(side, 1).await;
        }
        for round in 0..world.options.rounds {
            let mut order: Vec<usize> = (0..sides.len()).collect();
            if round % 2 == 1 {
                order.reverse();
            }
            for place in order {
                if let Some(reset) = reset {
                    world.execute(reset).await;
                }
                let seconds = world.options.seconds;
                samples[place].push(world.turn(&sides[place].1, seconds).await);
            }
        }
        let contest = Self { title: title.to_owned(), names: sides.iter().map(|(name, _)| *name).collect(), samples };
        contest.print();
        contest
    }

    /// The median over the rounds of a number of one side.
    pub(crate) fn of(&self, side: usize, value: fn(&Sample) -> f64) -> f64 {
        median(self.samples[side].iter().map(value))
    }

    /// The median of the ratios within the rounds: a number of one side ÷ that of another.
    pub(crate) fn ratio(&self, side: usize, other: usize, value: fn(&Sample) -> f64) -> f64 {
        let rounds = self.samples[side].iter().zip(&self.samples[other]);
        median(rounds.map(|(one, two)| value(one) / value(two)))
    }

    /// Notes in the report whatever went wrong, as a bar that is missed.
    pub(crate) fn report_failures(&self, report: &mut Report) {
        let mut failures: BTreeMap<u16, u64> = BTreeMap::new();
        for (status, times) in self.samples.iter().flatten().flat_map(|sample| &sample.failures) {
            *failures.entry(*status).or_default() += times;
        }
        for (status, times) in failures {
            let what = format!("{}: answers {status}", self.title);
            report.hold(what, times as f64, "", crate::report::Bar::AtMost(0.0));
        }
    }

    fn print(&self) {
        for (place, name) in self.names.iter().enumerate() {
            let rounds: Vec<String> = self.samples[place].iter().map(|sample| number(sample.rate)).collect();
            let [p50, p95, p99] = [|s: &Sample| s.latency.p50, |s: &Sample| s.latency.p95, |s: &Sample| s.latency.p99]
                .map(|value| number(self.of(place, value)));
            println!(
                "  {name:<14} {:>8}/s   p50 {p50:>6}  p95 {p95:>6}  p99 {p99:>6} ms",
                number(self.of(place, rate))
            );
            let mut cpu = format!("PostgreSQL {} µs", number(self.of(place, |sample| sample.postgres_cpu)));
            if self.of(place, |sample| sample.own_cpu) > 0.0 {
                let own = number(self.of(place, |sample| sample.own_cpu));
                let asking = number(self.of(place, |sample| sample.asking_cpu));
                let kib = number(self.of(place, |sample| sample.bytes / 1024.0));
                cpu = format!("own {own} µs, {cpu}, load generator {asking} µs; {kib} KiB an answer");
            }
            let events = number(self.of(place, |sample| sample.events));
            println!("  {:<14} CPU: {cpu}; {events} events; rounds: {}", "", rounds.join(" "));
        }
        for place in 1..self.names.len() {
            let rounds = self.samples[0].iter().zip(&self.samples[place]);
            let ratios: Vec<String> = rounds.map(|(one, two)| number(one.rate / two.rate)).collect();
            let (first, name) = (self.names[0], self.names[place]);
            println!("  {first} ÷ {name}: {} of {}", number(self.ratio(0, place, rate)), ratios.join(" "));
        }
    }
}

/// Requests a second.
pub(crate) fn rate(sample: &Sample) -> f64 {
    sample.rate
}

/// CPU of the server's process a request, in µs.
pub(crate) fn own_cpu(sample: &Sample) -> f64 {
    sample.own_cpu
}

/// CPU of the server's process and of PostgreSQL together a request, in µs.
pub(crate) fn cpu(sample: &Sample) -> f64 {
    sample.own_cpu + sample.postgres_cpu
}

/// What 95 of 100 requests took at most, in ms.
pub(crate) fn p95(sample: &Sample) -> f64 {
    sample.latency.p95
}

/// Median of the latency, in ms.
pub(crate) fn p50(sample: &Sample) -> f64 {
    sample.latency.p50
}
