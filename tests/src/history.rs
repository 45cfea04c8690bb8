//! The history checker: whether what somebody was told is what the log has for them, in order, each once.

use std::collections::HashMap;
use std::fmt;

use serde_json::Value;

/// What is wrong with a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anomaly {
    /// The log has it, and it was not told.
    Lost(i64),
    /// It was told again.
    Twice(i64),
    /// It was told after a later one.
    Swapped(i64),
    /// It was told, and the log has nothing like it for this reader.
    Leaked(i64),
}

impl fmt::Display for Anomaly {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost(pos) => write!(out, "lost {pos}"),
            Self::Twice(pos) => write!(out, "told {pos} twice"),
            Self::Swapped(pos) => write!(out, "told {pos} too late"),
            Self::Leaked(pos) => write!(out, "told {pos}, which the reader may not see"),
        }
    }
}

/// What an event is: position, id, type. What it points at may have changed since it was told.
fn bones(event: &Value) -> (i64, String, String) {
    let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    (event["pos"].as_i64().unwrap_or_default(), text("id"), text("type"))
}

/// Compares what a reader was told, in the order of the telling, with the log as that reader may see it.
/// Gives everything that is wrong.
pub fn anomalies(told: &[Value], log: &[Value]) -> Vec<Anomaly> {
    let log: Vec<_> = log.iter().map(bones).collect();
    let known: HashMap<i64, &(i64, String, String)> = log.iter().map(|event| (event.0, event)).collect();
    let mut found = Vec::new();
    let mut times: HashMap<i64, usize> = HashMap::new();
    let mut newest = i64::MIN;
    for event in told.iter().map(bones) {
        let pos = event.0;
        if known.get(&pos) != Some(&&event) {
            found.push(Anomaly::Leaked(pos));
            continue;
        }
        let count = times.entry(pos).or_default();
        *count += 1;
        if *count > 1 {
            found.push(Anomaly::Twice(pos));
        } else if pos < newest {
            found.push(Anomaly::Swapped(pos));
        }
        newest = newest.max(pos);
    }
    found.extend(log.iter().filter(|event| !times.contains_key(&event.0)).map(|event| Anomaly::Lost(event.0)));
    found
}

/// Fails the test if anything is wrong with a reader's history.
pub fn assert_told(who: &str, told: &[Value], log: &[Value]) {
    assert!(!log.is_empty(), "nothing has happened for {who}");
    let found = anomalies(told, log);
    let text: Vec<_> = found.iter().take(20).map(Anomaly::to_string).collect();
    assert!(found.is_empty(), "{who}: {} of {} events: {}", found.len(), log.len(), text.join(", "));
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Anomaly, anomalies};

    fn log(positions: impl IntoIterator<Item = i64>) -> Vec<Value> {
        positions
            .into_iter()
            .map(|pos| json!({"pos": pos, "id": format!("e{pos}"), "type": "message:created"}))
            .collect()
    }

    #[test]
    fn a_history_that_is_the_log_is_in_order() {
        // Positions that the reader may not see are not in their log.
        assert_eq!(anomalies(&log([1, 2, 5]), &log([1, 2, 5])), []);
    }

    #[test]
    fn a_loss_a_repeat_a_swap_and_a_leak_are_each_found() {
        for (told, found) in [
            (vec![1, 3, 4], vec![Anomaly::Lost(2)]),
            (vec![1, 2, 2, 3, 4], vec![Anomaly::Twice(2)]),
            (vec![1, 3, 2, 4], vec![Anomaly::Swapped(2)]),
            (vec![1, 2, 3, 4, 9], vec![Anomaly::Leaked(9)]),
            (vec![], vec![Anomaly::Lost(1), Anomaly::Lost(2), Anomaly::Lost(3), Anomaly::Lost(4)]),
        ] {
            assert_eq!(anomalies(&log(told), &log(1..=4)), found);
        }
    }

    #[test]
    fn another_event_at_the_same_place_is_not_the_event() {
        let mut told = log([1, 2]);
        told[1]["id"] = json!("another");
        assert_eq!(anomalies(&told, &log([1, 2])), [Anomaly::Leaked(2), Anomaly::Lost(2)]);
    }
}
