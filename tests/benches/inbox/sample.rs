//! What one turn of one side gave.

use std::collections::BTreeMap;

/// Numbers of one turn.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sample {
    /// Requests, or transactions of `pgbench`, that were answered as expected.
    pub(crate) requests: u64,
    /// A second.
    pub(crate) rate: f64,
    /// How long they took.
    pub(crate) latency: Latency,
    /// CPU of the server's process a request, in µs; 0 for `pgbench`.
    pub(crate) own_cpu: f64,
    /// CPU of all processes of PostgreSQL a request, in µs.
    pub(crate) postgres_cpu: f64,
    /// CPU of whoever asked, in µs a request; 0 for `pgbench`.
    pub(crate) asking_cpu: f64,
    /// Bytes of an answer's body, on average.
    pub(crate) bytes: f64,
    /// Positions that the logs of all tenants grew by, a request: whether it did what it should.
    pub(crate) events: f64,
    /// Other answers, by status; 0 is a broken connection.
    pub(crate) failures: BTreeMap<u16, u64>,
}

/// Percentiles, in milliseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Latency {
    pub(crate) p50: f64,
    pub(crate) p95: f64,
    pub(crate) p99: f64,
}

impl Latency {
    /// Of times in microseconds, in any order.
    pub(crate) fn of(mut micros: Vec<u32>) -> Self {
        micros.sort_unstable();
        let at = |share: f64| {
            let place = (micros.len() as f64 * share) as usize;
            micros.get(place.min(micros.len().saturating_sub(1))).map_or(f64::NAN, |micros| f64::from(*micros) / 1e3)
        };
        Self { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
    }
}

/// The middle one, or the mean of the two in the middle.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.get(middle), values.len() % 2) {
        (None, _) => f64::NAN,
        (Some(upper), 1) => *upper,
        (Some(upper), _) => values.get(middle - 1).map_or(*upper, |lower| f64::midpoint(*lower, *upper)),
    }
}
